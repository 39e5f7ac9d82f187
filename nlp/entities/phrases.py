"""The trie in which all rules look up phrases and names, over lower-case tokens.

Invariant: a match is the longest phrase that begins at a token; its cost is the length of that phrase.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from typing import Generic, TypeVar

from nlp.text.forms import find_starts

T = TypeVar("T")


class _Node(Generic[T]):
    __slots__ = ("following", "value")

    def __init__(self) -> None:
        self.following: dict[str, _Node[T]] = {}
        self.value: T | None = None


class Phrases(Generic[T]):
    """Phrases with a value each.

    :param entries: pairs of a phrase, tokens separated by spaces, and its value.
    """

    def __init__(self, entries: Iterable[tuple[str, T]]) -> None:
        self._root: _Node[T] = _Node()
        for phrase, value in entries:
            node = self._root
            for token in phrase.split():
                node = node.following.setdefault(token, _Node())
            node.value = value

    @cached_property
    def _seconds(self) -> dict[str, Set[str] | None]:
        """First tokens -> those that may follow, None for a phrase of one token."""
        first = self._root.following
        return {token: None if node.value is not None else set(node.following) for token, node in first.items()}

    @property
    def first_tokens(self) -> frozenset[str]:
        """The tokens with which a phrase can begin."""
        return frozenset(self._root.following)

    def __iter__(self) -> Iterator[str]:
        """Yield the phrases."""
        waiting = [("", self._root)]
        while waiting:
            prefix, node = waiting.pop()
            if node.value is not None:
                yield prefix
            waiting.extend((f"{prefix} {token}".strip(), child) for token, child in node.following.items())

    def match(self, lower: Sequence[str], start: int) -> tuple[int, T] | None:
        """Return the end and the value of the longest phrase at ``start``, or None."""
        node = self._root.following.get(lower[start]) if start < len(lower) else None
        best = None
        position, count = start + 1, len(lower)
        while node is not None:
            if node.value is not None:
                best = position, node.value
            node = node.following.get(lower[position]) if position < count else None
            position += 1
        return best

    def starts(self, lower: list[str]) -> list[int]:
        """Return where a phrase may begin: its first token stands there, and a second one behind it if it needs one.

        Most first tokens are not followed by a second one, and are done with at little cost.
        """
        return find_starts(lower, self._seconds)

    def matches(self, lower: list[str]) -> Iterator[tuple[int, int, T]]:
        """Yield start, end and value of the longest phrases from left to right; none overlaps another."""
        end = 0
        for start in self.starts(lower):
            if start < end:
                continue
            match = self.match(lower, start)
            if match is not None:
                end, value = match
                yield start, end, value

    def end(self, lower: Sequence[str], start: int) -> int:
        """Return the end of the longest phrase at ``start``, or ``start`` when there is none."""
        match = self.match(lower, start)
        return start if match is None else match[0]
