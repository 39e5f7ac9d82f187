"""The pages that people see, each with what its buttons do.

Invariant: a page is put together from a template that escapes every value; it works with a keyboard alone.
Others import :mod:`.articles`, :mod:`.review`, :mod:`.events`, :mod:`.models`, :mod:`.files`, :mod:`.access` and
:mod:`.views`.
"""
