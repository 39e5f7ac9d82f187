"""Pages for people: an article with its mentions, an evaluation with its plots, each one file that needs no network.

Invariant: text of others is escaped before it stands in a page. Hands out :mod:`.html` and :mod:`.evaluation`.
"""
