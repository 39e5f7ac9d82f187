"""The page of a digest: events on cards, on a map and in a table, each figure with the sentence that states it.

Hands out :mod:`.page`, which puts it together of ``cards``, :mod:`.province_map`, ``timeline``, ``events_table`` and
``other_lists``. ``figures`` ties numbers to sentences, ``values`` writes numbers and days, :mod:`.words` has both
languages, :mod:`.markup` escapes.

Invariant: the page is one file that loads nothing and runs only its own script; what comes from articles is escaped.
"""
