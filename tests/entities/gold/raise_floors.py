"""Raises the floors of the gold articles to the figures of today, less a margin; lowers none.

Invariant: a floor goes down by hand only, with the reason in the commit.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.entities.gold.reading import read_gold
from tests.entities.gold.scoring import score

FLOORS = Path(__file__).with_name("floors.json")
_MARGIN = 0.01


def main() -> None:
    """Write the floors and tell what they are."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    raised = {
        what: max(floors.get(what, 0.0), int(1000 * (figure - _MARGIN)) / 1000)
        for what, figure in score(read_gold()).items()
    }
    FLOORS.write_text(json.dumps(raised, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{raised}\n")


if __name__ == "__main__":
    main()
