"""What an article states of an event, figure by figure: which measure, how much, where and when.

Invariant: a fact is made of figures, places and dates that the article has, and names them as spans of its document.
Hands out :mod:`.find`.
"""
