"""Models and labels over time: promotion and rollback, audit of labels, articles to label next, labels from a sheet.

Invariant: a model replaces another only on evidence or for a reason, which is kept; a label, only if that is asked for.
Hands out :mod:`.promotion`, :mod:`.audit`, :mod:`.selection`, :mod:`.answers` and :mod:`.export`.
"""
