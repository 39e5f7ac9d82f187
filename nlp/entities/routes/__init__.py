"""Routes: roads, expressways, railways, passes, bridges, tunnels and ferries that a text names or numbers.

Invariant: every rule looks at a bounded number of tokens. Hands out :mod:`.find`.
"""
