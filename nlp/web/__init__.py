"""The desk: pages and REST over one store, where people read, search, correct and retrain.

Invariant: whatever a request holds is text to be shown escaped or a value to be looked up; it never becomes a path, a
model or code, and nothing changes without the token of the session that asks for it.
Hands out :mod:`.serve` (the server) and :mod:`.settings` (where it listens).
"""
