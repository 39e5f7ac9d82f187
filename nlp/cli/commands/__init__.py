"""The commands: one module each, which parses options, calls the rooms below and shows what they return.

Invariant: no command imports another.
"""
