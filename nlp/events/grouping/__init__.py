"""Grouping: which articles tell of one event, told by storm, country, place, time, names and what goes on.

Invariant: articles are looked at once, in the order of time, beside the events that are open. Others import
:mod:`.assign` (the rules), :mod:`.draft` (events that are open) and :mod:`.signals` (what an article tells).
"""
