"""Storms: tropical cyclones that a text numbers or names.

Invariant: every rule looks at a bounded number of tokens. Hands out :mod:`.find`.
"""
