"""Who, where and how much: provinces, communes, officials and amounts, found by rules over lexicons.

Invariant: spans are half-open code points of the article's document; the cost is linear in the text.
Hands out :mod:`.extract` (all entities of an article), :mod:`.summary` and :mod:`.tolls` (what they come to),
:mod:`.mentions` (as rows of a table) and :mod:`.vocabulary` (all words of their values); to the rooms above also
:mod:`.tokens`, :mod:`.phrases`, :mod:`.lexicon` and :mod:`.victims`.
"""
