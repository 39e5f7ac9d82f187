"""Judging predictions: figures with intervals, comparison of two models, influence of single articles.

Invariant: figures come with the number of articles behind them, and what needs review is part of every judgement.
Hands out :mod:`.judgement`, :mod:`.compare` and :mod:`.influence`.
"""
