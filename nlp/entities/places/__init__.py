"""Places: names of the gazetteer, judged by their context, resolved to the units of today.

Invariant: names are matched in one pass; a rule looks at a bounded number of tokens, or once at the whole text.
Hands out :mod:`.find`, and :mod:`.gazetteer` for the names of codes.
Hands out :mod:`.find` and, for the summary, :mod:`.focus_province`.
"""
