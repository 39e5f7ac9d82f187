"""Labelled articles: read, checked, grouped by near-duplicates, surveyed, compared with what a model has seen.

Invariant: a dataset is never changed once it is read; what cannot be used is kept as rejected, with its reason.
Hands out :mod:`.dataset`, :mod:`.reading`, :mod:`.checks`, :mod:`.grouping`, :mod:`.sampling`, :mod:`.survey`,
:mod:`.overlap` and :mod:`.cache`.
"""
