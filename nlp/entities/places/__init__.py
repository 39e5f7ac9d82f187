"""Places: names of the gazetteer, judged by their context, resolved to the units of today.

Invariant: a name is matched in one pass; rules look at a bounded number of tokens, or once at the whole text.
Hands out :mod:`.find`.
"""
