"""Places: names of the gazetteer, judged by their context, resolved to the units of today.

Invariant: names are matched in one pass; a rule looks at a bounded number of tokens, or once at the whole text.
Hands out :mod:`.find`, :mod:`.gazetteer` for the names of codes, and for the summary :mod:`.focus_province`.
"""
