"""A console on which text is only shown: what a stranger wrote moves no cursor and changes no title.

Invariant: of the characters that a terminal obeys, those that rich itself sends reach it, and no others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.segment import Segment

# C0 but tab and newline, DEL, C1 (U+009B begins a command as ESC [ does), and the marks that turn the order of letters
# around, by which a name shows another one.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Terminal(Console):
    """A console that leaves out control characters in what it is given."""

    def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
        """Yield the segments of a renderable, without control characters in their text."""
        for segment in super().render(renderable, options):
            if segment.control or not _CONTROLS.search(segment.text):
                yield segment
            else:
                yield Segment(printable(segment.text), segment.style)


def printable(words: str) -> str:
    """Return text without the characters that a terminal obeys instead of showing them."""
    return _CONTROLS.sub("", words)
