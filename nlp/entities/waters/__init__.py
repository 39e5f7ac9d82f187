"""Waters: rivers, lakes, reservoirs, dams, dykes, hydropower plants and seas that a text names.

Invariant: every rule looks at a bounded number of tokens. Hands out :mod:`.find`.
"""
