"""Judging predictions: figures with intervals, comparison of two models, the n-grams that decide.

Invariant: figures come with the number of articles behind them, and what needs review is part of every judgement.
Hands out :mod:`.judgement`, :mod:`.figures` (types, ``metrics.json``), :mod:`.f1` (macro-F1, bootstrap),
:mod:`.stored` (a model with its figures), :mod:`.compare` and :mod:`.influence`.
"""
