"""Organizations: the grammar of their names, which officials and bodies are read with.

Invariant: every rule walks a bounded number of tokens, and knows neither titles nor mentions. Hands out
:mod:`.reading` (where a name ends), :mod:`.public_bodies` (the words of the names) and :mod:`.text_view` (the tokens).
"""
