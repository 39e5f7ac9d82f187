"""Labelled articles come in, events come out: one card for each storm and flood, with its toll over time.

Invariant: the same articles give the same events, in one run or day by day. Others import :mod:`.digest` (what articles
come to), :mod:`.reading` (articles of records), :mod:`.records`, :mod:`.outputs` (the folder of a digest) and
:mod:`.state` (what the next run goes on with).

As a library:

>>> from nlp import Article
>>> from nlp.events import group
>>> for event in group([Article("Bão số 3 đổ bộ Quảng Ninh, 2 người chết.", id="a1", published="2026-08-01")]):
...     print(event.name, event.start, event.articles, event.latest["dead"].value)
Bão số 3 2026-08-01 ['a1'] 2
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nlp.events.digest import facts, group

__all__ = ["facts", "group"]

if not TYPE_CHECKING:  # loaded on first use: a face is a text alone to whoever imports one of its modules

    def __getattr__(name: str) -> Any:
        """Import a name from its home when it is first asked for."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("nlp.events.digest"), name)
