"""What a person sees in the terminal: tables, progress, articles with their mentions, figures of training.

Invariant: prints what it is given and computes nothing. Hands out :mod:`.console`, :mod:`.progress`, :mod:`.article`,
:mod:`.figures` and :mod:`.training`.
"""
