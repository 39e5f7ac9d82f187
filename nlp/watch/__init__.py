"""New articles from feeds, folders and growing files into the store, labelled, again and again.

Invariant: one bad source never stops the others, a server is asked politely, and a watch that is killed goes on where
it was. Commands and the desk import :mod:`.watcher` and :mod:`.fetching`.
"""
