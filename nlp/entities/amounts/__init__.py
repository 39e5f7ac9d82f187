"""Amounts: numbers first, then the unit or counted noun, then what happened to the people counted.

Invariant: a rule looks at a bounded number of tokens around a number. Hands out :mod:`.find`, and
:mod:`.units`, :mod:`.numbers`, :mod:`.readings` and :mod:`.casualties` for the words of their values.
"""
