"""Which model is the current one: promoting, going back, and the history of both.

Invariant: ``registry.json`` is replaced whole under a lock, so a promotion that is killed leaves the old state, and of
two at once the second is refused. A model is promoted on evidence, or with a reason that stays in the history.
"""

from __future__ import annotations

import getpass
import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.article import nfc
from nlp.classify import registry
from nlp.classify.folder import load, read_metrics
from nlp.classify.model import Classifier
from nlp.errors import DataError, ModelError
from nlp.formats.atomic import replacing
from nlp.formats.storage import locking

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.evaluation.compare import Comparison

FLOORS = "floors.toml"
"""File in the folder of the user's own models that every promotion is held to."""

_OVERALL = ("macro_f1", "accuracy", "accuracy_without_review", "coverage_without_review")
_KEPT = (*_OVERALL, "articles", "macro_f1_interval", "calibration_error")
_LOCK = ".registry.lock"
_MUCH_SEEN = 0.02  # a few articles that stand in both change nothing


@dataclass(frozen=True)
class Floors:
    """What a model has to reach on the data that it is promoted on.

    :param overall: the least value of some of macro_f1, accuracy, accuracy_without_review, coverage_without_review.
    :param f1: the least F1 of some labels.
    """

    overall: dict[str, float] = field(default_factory=dict)
    f1: dict[str, float] = field(default_factory=dict)

    def below(self, figures: dict[str, Any]) -> list[str]:
        """Return a line for each figure under its floor.

        :param figures: as :func:`nlp.evaluation.judgement.metrics_of` returns them.
        :raises DataError: if a floor is for a label that the model does not know.
        """
        by_label = {nfc(label): row for label, row in figures["by_label"].items()}
        floors = {nfc(label): least for label, least in self.f1.items()}
        unknown = sorted(set(floors) - set(by_label))
        if unknown:
            known = ", ".join(by_label)
            raise DataError(f"There is a floor for {unknown[0]!r}, which is no label of the model.", f"It has {known}.")
        reached = {name: (figures[name], least) for name, least in self.overall.items()}
        reached |= {f"F1 of {label}": (by_label[label]["f1"], least) for label, least in floors.items()}
        return [
            f"{name} is {'not known' if value is None else f'{value:.3f}'}, under its floor {least:.3f}"
            for name, (value, least) in reached.items()
            if value is None or value < least
        ]


def read_floors(path: Path) -> Floors:
    """Read floors from a TOML file: the overall ones at the top, those of labels under ``[f1]``.

    :raises DataError: if it cannot be read, has unknown keys, or a value is no figure from 0 to 1.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DataError(f"{path}: the floors cannot be read: {error}.", "Check the path and the file.") from error
    by_label = content.pop("f1", {})
    unknown = sorted(set(content) - set(_OVERALL))
    if unknown:
        raise DataError(f"{path}: unknown key {unknown[0]!r}.", f"Known ones: {', '.join(_OVERALL)}, [f1].")
    if not isinstance(by_label, dict):
        raise DataError(f"{path}: f1 is a table of labels.", "Write [f1], and below it: LABEL = 0.8")
    for name, value in (content | by_label).items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise DataError(f"{path}: {name} is {value!r}, not a figure from 0 to 1.", "Correct the value.")
    labels = [nfc(label) for label in by_label]
    if len(set(labels)) < len(labels):
        twice = next(label for label in labels if labels.count(label) > 1)
        raise DataError(f"{path}: two floors for {twice!r}, whose letters are composed in two ways.", "Keep one.")
    return Floors(content, dict(zip(labels, by_label.values(), strict=True)))


def own_floors() -> Floors:
    """Return the floors kept in the folder of the user's own models; none when there is no such file."""
    path = registry.own_models() / FLOORS
    return read_floors(path) if path.exists() else Floors()


def promote(
    model: str,
    dataset: Dataset,
    *,
    floors: Floors,
    force: str | None = None,
    data: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Make a model the current one, if it is not worse than the one before and not under the floors.

    When the current one cannot be used, the last promoted one that can be stands in for it, or the one that ships.

    :param model: its name, or its folder in the folder of the user's own models.
    :param dataset: what both are judged on.
    :param force: why it is promoted in spite of what speaks against it; goes into the history.
    :param data: names of the data, for the history.
    :return: what was added to the history.
    :raises ModelError: if it is refused, is the current one already, or cannot be used.
    :raises DataError: if the data cannot judge it.
    """
    from nlp.evaluation.judgement import judge, metrics_of  # noqa: PLC0415 - imports scikit-learn; going back does without

    progress = progress or (lambda _: None)
    if force is not None and not force.strip():
        raise ModelError("A promotion is forced with a reason.", "Say why: --force 'REASON'")
    folder = _promotable(model)
    with _locked(registry.own_models()):
        state = registry.read_registry()
        promoted = registry.Promoted(folder.name, registry.identity(folder))
        stack = registry.promoted_models()
        if promoted == (stack[-1] if stack else _shipped()):
            raise ModelError(f"{folder.name} is the current model already.", "See: bantin models history")
        progress(f"judging {folder.name} and the current model on {len(dataset):,} articles")
        candidate = load(folder)
        found = _against_current(candidate, folder, dataset, stack)
        comparison = found.comparison
        figures = metrics_of(comparison.b if comparison else judge(candidate, dataset))
        against = [*found.against, *floors.below(figures)]
        if against and force is None:
            raise ModelError(
                f"{folder.name} is not promoted: {'; '.join(against)}.",
                f"{found.advice}, or promote it all the same with --force 'REASON', which goes into the history.",
            )
        event = _event("promote", promoted, _previous(state)) | {
            "data": {"names": list(data), "articles": len(dataset), "sha256": dataset.fingerprint},
            "figures": {key: figures[key] for key in _KEPT},
            "seen": found.seen,
            "comparison": comparison.to_dict() | {"evidence": found.is_evidence} if comparison else None,
            "unusable": _as_json(found.unusable),
            "against": against,
            "reason": force.strip() if force else None,
        }
        state["promoted"].append(vars(promoted))
        state["history"].append(event)
        _write(state)
    return event


def roll_back() -> dict[str, Any]:
    """Make the model current again that was current before the last promotion.

    One that is gone, damaged or not the same any more is passed over; the one that ships ends the stack.

    :return: what was added to the history.
    :raises ModelError: if none was promoted, or not even the one that ships can be used.
    """
    with _locked(registry.own_models()):
        state = registry.read_registry()
        if not state["promoted"]:
            raise ModelError("There is nothing to go back to: no model was promoted.", "See: bantin models list")
        left = state["promoted"].pop()
        stack = registry.promoted_models()[:-1]
        try:
            folder, unusable = registry.last_usable(stack)
        except ModelError as error:
            raise ModelError(
                f"{left['name']} stays the current model, none before it can be used: {error.what}",
                "Mend one of them, or promote another with: bantin models promote",
            ) from error
        state["promoted"] = state["promoted"][: len(stack) - len(unusable)]
        now = registry.Promoted(folder.name, registry.identity(folder))
        event = _event("rollback", now, left["name"]) | {"skipped": _as_json(unusable)}
        state["history"].append(event)
        _write(state)
    return event


def _promotable(model: str) -> Path:
    """Return the folder of a model that a registry can find again by its name."""
    folder = registry.find_model(model)
    named = registry.model_folders().get(folder.name)
    reserved = (registry.CURRENT, registry.DEFAULT)
    if named is None or named.resolve() != folder.resolve():
        raise ModelError(
            f"{folder}: only a model that has a name in {registry.own_models()} can be promoted"
            + (f", and {folder.name!r} is the name of none there." if folder.name in reserved else "."),
            f"Move it there, or set {registry.VARIABLE} to its parent folder"
            + (", under another name." if folder.name in reserved else "."),
        )
    return folder


@dataclass(frozen=True)
class _Found:
    """What a candidate was held against, and what speaks against promoting it.

    :param comparison: with the current model, None if the two cannot be compared.
    :param seen: the share of the articles that each model was trained on, None where that is not known.
    :param is_evidence: whether the comparison tells which model is better.
    :param unusable: promoted models that could not be compared with, and why.
    """

    comparison: Comparison | None
    seen: dict[str, float | None]
    is_evidence: bool
    unusable: list[tuple[registry.Promoted, str]]
    against: list[str]

    @property
    def advice(self) -> str:
        """What to do instead of promoting the candidate."""
        if self.comparison and not self.is_evidence:
            return "Judge it on articles that neither was trained on"
        return "Train a better one"


def _against_current(
    candidate: Classifier, folder: Path, dataset: Dataset, stack: Sequence[registry.Promoted]
) -> _Found:
    """Hold a candidate against the last promoted model that can be used, or the one that ships."""
    from nlp.evaluation.compare import compare  # noqa: PLC0415

    seen = {"candidate": _seen(candidate, folder, dataset), "current": None}
    against = [f"it was {words}" for words in _much_seen(seen["candidate"])]
    unusable: list[tuple[registry.Promoted, str]] = []
    try:
        current_folder, unusable = registry.last_usable(stack)
        current = load(current_folder)
        comparison = compare(current, candidate, dataset)
    except ModelError as error:
        against.append(f"it cannot be held against the current model: {error.what.rstrip('.')}")
        return _Found(None, seen, False, unusable, against)
    seen["current"] = _seen(current, current_folder, dataset)
    flattered = _much_seen(seen["current"])
    against += [
        f"the current model, {current.name}, was {words}, so that comparing the two proves nothing"
        for words in flattered
    ]
    if comparison.is_worse and not flattered:
        against.append(f"it is worse than the current model: {comparison.headline.rstrip('.')}")
    return _Found(comparison, seen, not flattered and not _much_seen(seen["candidate"]), unusable, against)


def _seen(classifier: Classifier, folder: Path, dataset: Dataset) -> float | None:
    from nlp.datasets.overlap import Current  # noqa: PLC0415

    return Current(classifier, read_metrics(folder)).seen(dataset)


def _much_seen(seen: float | None) -> list[str]:
    """Return words for a share of articles that a model was trained on, none when it is too small to matter."""
    if seen is None or seen <= _MUCH_SEEN:
        return []
    return [f"trained on {'these very' if seen == 1 else f'about {seen:.0%} of these'} articles"]


def _as_json(unusable: Sequence[tuple[registry.Promoted, str]]) -> list[dict[str, str]]:
    return [{**vars(promoted), "why": why} for promoted, why in unusable]


def _shipped() -> registry.Promoted | None:
    """Return the model that ships, None when it is gone."""
    try:
        folder = registry.shipped_model()
    except ModelError:
        return None
    return registry.Promoted(folder.name, registry.identity(folder))


def _previous(state: dict[str, Any]) -> str:
    return str(state["promoted"][-1]["name"]) if state["promoted"] else registry.DEFAULT


def _event(action: str, model: registry.Promoted, previous: str) -> dict[str, Any]:
    try:
        who = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run under a number that has no name
        who = ""
    when = datetime.now(UTC).isoformat(timespec="seconds")
    return {
        "when": when,
        "who": who,
        "action": action,
        "model": model.name,
        "sha256": model.sha256,
        "previous": previous,
    }


@contextmanager
def _locked(root: Path) -> Iterator[None]:
    """Hold the registry of a folder of models."""
    busy = ModelError(f"{root}: another promotion is under way.", "Wait until it is done.")
    with locking(root / _LOCK, busy):
        yield


def _write(state: dict[str, Any]) -> None:
    with replacing(registry.own_models() / registry.REGISTRY) as stream:
        stream.write((json.dumps(state, ensure_ascii=False, indent=1) + "\n").encode())
