"""Vietnamese text: normalization, tokens, the language check, near-duplicates.

Invariant: functions of text alone, which know no articles, labels or entities; offsets into a text survive every step.
Other rooms import :mod:`.normalize`, :mod:`.tokenize`, :mod:`.syllables`, :mod:`.language`, :mod:`.damage`,
:mod:`.forms`, :mod:`.surroundings`, :mod:`.markers` and :mod:`.dedup`.
"""
