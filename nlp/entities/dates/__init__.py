"""Dates: days, months and times that place something in time, counted from the day of publication.

Invariant: every rule looks at a bounded number of tokens. Hands out :mod:`.find`.
"""
