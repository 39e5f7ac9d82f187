"""HTML pages: an article, an evaluation with its plots, a digest of events; each is one file that needs no network.

Invariant: text from articles, labels and file names is escaped. Hands out :mod:`.html`,
:mod:`.evaluation` and :mod:`.schema` (what records hold, for other programs).
"""
