"""Reading and writing articles: one file a format, local files and URLs, writers that leave nothing half done.

Invariant: a record that cannot be read is rejected with its place and reason, and costs no other record.
Hands out :mod:`.source` (records of any input), :mod:`.record` (fields to articles), :mod:`.output` (labelled records),
:mod:`.atomic` (files written whole or not at all), :mod:`.storage` (local files and URLs), :mod:`.jsonl` and
:mod:`.sheet`.
"""
