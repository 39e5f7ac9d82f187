"""The page of a digest: events on cards, on a map and in a table, each figure with the sentence that states it.

Invariant: the page is one file that loads nothing and runs only its own script; what comes from articles is escaped.
"""
