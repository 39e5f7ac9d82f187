"""Counts of a batch run.

Invariant: ``read == labelled + rejected``.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_DETAILS = re.compile(r"\s*(?:[(:;].*|\.\s.*|\.$)", re.DOTALL)
_QUOTED = re.compile(r"field '[^']*'")
_LONGEST_REASON = 80


@dataclass
class Tally:
    """How many records were read, labelled and rejected, and how the labelled ones are distributed.

    :param repaired: labelled records whose damaged letters were mended.
    :param by_label: labelled records by label.
    :param review_by_label: those of them that need review.
    :param provinces: labelled records by the name, as of today, of each province in them.
    :param fields: records by the fields that their title and text were found in, where these are not the standard ones.
    :param reasons: rejected records by reason.
    :param notes: how often each note of a reader came up.
    """

    read: int = 0
    labelled: int = 0
    rejected: int = 0
    needs_review: int = 0
    repaired: int = 0
    by_label: Counter[str] = field(default_factory=Counter)
    review_by_label: Counter[str] = field(default_factory=Counter)
    provinces: Counter[str] = field(default_factory=Counter)
    fields: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, annotations: Mapping[str, Any]) -> None:
        """Count one labelled record by the fields that labelling added."""
        self.read += 1
        self.labelled += 1
        for name in {e["value"]["name"] for e in annotations["entities"] if e["type"] == "PROVINCE"}:
            self.provinces[name] += 1
        if prediction := annotations.get("prediction"):
            self.by_label[prediction["label"]] += 1
            self.needs_review += prediction["needs_review"]
            self.review_by_label[prediction["label"]] += prediction["needs_review"]

    def reject(self, reason: str) -> None:
        """Count one rejected record under its reason, without what differs from record to record."""
        self.read += 1
        self.rejected += 1
        self.reasons[_DETAILS.sub("", _QUOTED.sub("a field", reason))[:_LONGEST_REASON]] += 1

    def add(self, other: Tally) -> None:
        """Add the counts of another part of the run."""
        for name in ("read", "labelled", "rejected", "needs_review", "repaired"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("by_label", "review_by_label", "provinces", "fields", "reasons", "notes"):
            getattr(self, name).update(getattr(other, name))

    def told_notes(self) -> list[str]:
        """Return the notes as they are said to a person."""
        return [text.replace("{count}", f"{count:,}") for text, count in self.notes.items()]

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        values = {column.name: getattr(self, column.name) for column in dataclasses.fields(self)}
        return {
            name: dict(value.most_common()) if isinstance(value, Counter) else value for name, value in values.items()
        }

    @classmethod
    def from_dict(cls, counts: Mapping[str, Any]) -> Tally:
        """Return the counts of a JSON form."""
        values: dict[str, Any] = {
            key: Counter(value) if isinstance(value, dict) else value for key, value in counts.items()
        }
        return cls(**values)
