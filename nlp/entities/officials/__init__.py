"""Officials: titles, public bodies and people, read token by token and joined to mentions.

Invariant: every rule walks a bounded number of tokens. Hands out :mod:`.find`.
"""
