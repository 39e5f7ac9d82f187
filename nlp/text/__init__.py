"""Vietnamese text as such: normalization, tokens, language, near-duplicates.

Invariant: functions of text alone; offsets survive every step, and nothing here knows articles, labels or entities.
Hands out :mod:`.normalize`, :mod:`.tokenize`, :mod:`.language` and :mod:`.dedup`.
"""
