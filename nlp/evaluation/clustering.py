"""How well items were put into groups, against groups that people made.

Invariant: names of groups do not matter; an item of no group is one of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import NamedTuple


class BCubed(NamedTuple):
    """Means over items: of those grouped with an item, the share that belongs there, and of those that do, the share
    that is grouped with it (Bagga and Baldwin 1998)."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / (self.precision + self.recall)


def bcubed(gold: Mapping[str, str], predicted: Mapping[str, str], items: Collection[str]) -> BCubed:
    """Compare groups.

    :param gold: item -> group, of every item.
    :param predicted: item -> group; an item that is missing is alone.
    :param items: which are looked at, one or more.
    """
    cluster: dict[str, object] = {item: predicted.get(item, ("alone", item)) for item in items}
    in_gold, in_cluster = Counter(gold[item] for item in items), Counter(cluster.values())
    both = Counter((gold[item], cluster[item]) for item in items)
    shared = {item: both[gold[item], cluster[item]] for item in items}
    return BCubed(
        sum(shared[item] / in_cluster[cluster[item]] for item in items) / len(items),
        sum(shared[item] / in_gold[gold[item]] for item in items) / len(items),
    )
