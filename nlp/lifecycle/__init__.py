"""What happens to models and labels over time: promotion and rollback, audit, the choice of what to label, its answers.

Invariant: nothing replaces a model or a label without evidence that is kept with it.
Hands out :mod:`.promotion`, :mod:`.audit`, :mod:`.selection`, :mod:`.answers` and :mod:`.export`.
"""
