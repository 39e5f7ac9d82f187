"""Bodies: the public bodies of Việt Nam that a text names, each with its kind.

Invariant: every rule looks at a bounded number of tokens, or once at the whole text. Hands out :mod:`.find`,
and :mod:`.kinds` for the words of their values.
"""
