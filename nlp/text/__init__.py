"""Vietnamese text as such: what it says once dirt and spelling habits are set aside, in which tokens, in which language.

Invariant: functions of text alone; offsets survive every step, and nothing here knows articles, labels or entities.
Hands out :mod:`.normalize`, :mod:`.tokenize`, :mod:`.language` and :mod:`.dedup`.
"""
