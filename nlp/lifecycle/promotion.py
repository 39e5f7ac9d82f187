"""Which model is the current one: promotion, rollback, and the history of both.

Invariant: ``registry.json`` is replaced whole under a lock. A promotion that is killed leaves the old state; of two
promotions at once the second is refused. A model is promoted on evidence, or with a reason that stays in the history.
"""

from __future__ import annotations

import getpass
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from msgspec import UNSET, Struct, UnsetType, ValidationError, convert

from nlp.article import nfc
from nlp.classify import registry
from nlp.classify.folder import load
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError, ModelError
from nlp.evaluation.compare import Comparison, compare
from nlp.evaluation.figures import Figures, as_written, to_json
from nlp.evaluation.judgement import judge, metrics_of
from nlp.evaluation.stored import StoredModel, stored_metrics
from nlp.formats.atomic import creating_file
from nlp.formats.storage import locking

FLOORS = "floors.toml"
"""File of floors in the folder of the user's own models; every promotion must reach them."""

_OVERALL = ("macro_f1", "accuracy", "accuracy_without_review", "coverage_without_review")
_IN_HISTORY = (*_OVERALL, "articles", "macro_f1_interval", "calibration_error")
_LOCK = ".registry.lock"
_NEGLIGIBLE_OVERLAP = 0.02
"""A model may have been trained on this share of the articles that judge it: so few hardly change its figures."""


@dataclass(frozen=True)
class Floors:
    """The figures that a model must reach on the data that it is promoted on.

    :param overall: the least value of some of macro_f1, accuracy, accuracy_without_review, coverage_without_review.
    :param f1: the least F1 of some labels.
    """

    overall: dict[str, float] = field(default_factory=dict)
    f1: dict[str, float] = field(default_factory=dict)

    def below(self, figures: Figures) -> list[str]:
        """Return a line for each figure below its floor.

        :raises DataError: if there is a floor for a label that the model does not know.
        """
        figures = as_written(figures)  # a person who read a figure and made a floor of it expects it to be reached
        by_label = {nfc(label): row for label, row in figures.by_label.items()}
        floors = {nfc(label): least for label, least in self.f1.items()}
        unknown = sorted(set(floors) - set(by_label))
        if unknown:
            known = ", ".join(by_label)
            raise DataError(
                f"There is a floor for the label {unknown[0]!r}, which the model does not know.",
                f"Correct or remove it. Known labels: {known}.",
            )
        reached = {name: (getattr(figures, name), least) for name, least in self.overall.items()}
        reached |= {f"F1 of {label}": (by_label[label].f1, least) for label, least in floors.items()}
        return [
            f"{name} is {'not known' if value is None else f'{value:.3f}'}, below its floor {least:.3f}"
            for name, (value, least) in reached.items()
            if value is None or value < least
        ]


class _EventFigures(Struct):
    macro_f1: float


class _EventData(Struct):
    articles: int
    names: list[str]


class _EventComparison(Struct):
    headline: str


class _PassedModel(Struct):
    name: str
    why: str


class _Event(Struct):
    """What every reader of the history relies on in one event; the rest is kept as it is."""

    when: str
    who: str
    action: str
    model: str
    previous: str
    figures: _EventFigures | UnsetType = UNSET
    data: _EventData | UnsetType = UNSET
    comparison: _EventComparison | None = None
    against: list[str] = []
    skipped: list[_PassedModel] = []
    reason: str | None = None


def read_history() -> list[dict[str, Any]]:
    """Return all promotions and rollbacks in the folder of the user's own models, the latest last.

    :raises ModelError: if the registry cannot be read, or an event in it is none.
    """
    history = registry.read_registry()["history"]
    for number, event in enumerate(history, start=1):
        try:
            read = convert(event, _Event)
            reason = "" if read.figures is UNSET or read.data is not UNSET else "Object missing field `data`"
        except ValidationError as error:
            reason = str(error)
        if reason:
            raise ModelError(
                f"{registry.own_models() / registry.REGISTRY}: event {number} of the history cannot be read: {reason}.",
                "Repair or remove it; the promoted models do not depend on it.",
            )
    return list(history)


def read_floors(path: Path) -> Floors:
    """Read floors from a TOML file: the overall ones at the top, those of labels under ``[f1]``.

    :raises DataError: if it cannot be read, has unknown keys, or a value is no number from 0 to 1.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path}: the floors cannot be read: {error}.", "Check the path and the file.") from error
    by_label = content.pop("f1", {})
    unknown = sorted(set(content) - set(_OVERALL))
    if unknown:
        raise DataError(f"{path}: unknown key {unknown[0]!r}.", f"Known keys: {', '.join(_OVERALL)}, [f1].")
    if not isinstance(by_label, dict):
        raise DataError(f"{path}: f1 must be a table of labels.", "Write [f1], and below it: LABEL = 0.8")
    for name, value in (content | by_label).items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            raise DataError(f"{path}: {name} is {value!r}, not a number from 0 to 1.", "Correct the value.")
    labels = [nfc(label) for label in by_label]
    if len(set(labels)) < len(labels):
        repeated = next(label for label in labels if labels.count(label) > 1)
        raise DataError(f"{path}: two floors for {repeated!r}, written in two Unicode forms.", "Remove one of them.")
    return Floors(content, dict(zip(labels, by_label.values(), strict=True)))


def own_floors() -> Floors:
    """Return the floors in the folder of the user's own models; none when it has no file of floors."""
    path = registry.own_models() / FLOORS
    if not path.exists():
        return Floors()
    if not path.is_file():  # a pipe would be waited for; one that --floors names is there on purpose
        raise DataError(f"{path}: the floors cannot be read: it is no file.", "Move it away, or name --floors FILE.")
    return read_floors(path)


def promote(
    model: str,
    dataset: Dataset,
    *,
    floors: Floors,
    force: str | None = None,
    data: Sequence[str] = (),
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Make a model the current one, if it is not worse than the current one and reaches the floors.

    When the current model cannot be used, the last promoted one that can be takes its place in the comparison, or the
    one that ships.

    :param model: its name, or its folder in the folder of the user's own models.
    :param dataset: articles that both are judged on.
    :param force: reason to promote it in spite of all objections; it goes into the history.
    :param data: names of the data, for the history.
    :param progress: takes a few words when a step begins.
    :return: the event that was added to the history.
    :raises ModelError: if it is refused, is the current one already, or cannot be used.
    :raises DataError: if the data cannot judge it.
    """
    if force is not None and not force.strip():
        raise ModelError("A promotion is forced with a reason.", "Give one: --force 'REASON'")
    folder = _promotable(model)
    with _locked(registry.own_models()):
        state = registry.read_registry()
        promoted = registry.Promoted(folder.name, registry.identity(folder))
        stack = registry.promoted_models()
        if promoted == (stack[-1] if stack else _shipped()):
            raise ModelError(f"{folder.name} is the current model already.", "See: bantin models history")
        if progress:
            progress(f"judging {folder.name} and the current model on {len(dataset):,} articles")
        candidate = load(folder)
        evidence = _evidence(candidate, folder, dataset, stack)
        comparison = evidence.comparison
        figures = metrics_of((comparison.alone or comparison.b) if comparison else judge(candidate, dataset))
        objections = [*evidence.objections, *floors.below(figures)]
        if objections and force is None:
            raise ModelError(
                f"{folder.name} is not promoted: {'; '.join(objections)}.",
                f"{evidence.advice}, or promote it with --force 'REASON', which the history keeps.",
            )
        written = to_json(figures)
        event = _event("promote", promoted, _previous(state)) | {
            "data": {"names": list(map(_in_unicode, data)), "articles": len(dataset), "sha256": dataset.fingerprint},
            "figures": {name: written[name] for name in _IN_HISTORY},
            "seen": evidence.seen,
            "comparison": to_json(comparison.figures) | {"evidence": evidence.is_fair} if comparison else None,
            "unusable": _as_json(evidence.unusable),
            "against": objections,
            "reason": _in_unicode(force.strip()) if force else None,
        }
        state["promoted"].append(vars(promoted))
        state["history"].append(event)
        _write(state)
    return event


def roll_back() -> dict[str, Any]:
    """Make the model current again that was current before the last promotion.

    Models that are gone, damaged or changed since their promotion are skipped. The model that ships ends the stack.

    :return: the event that was added to the history.
    :raises ModelError: if none was promoted, or not even the one that ships can be used.
    """
    with _locked(registry.own_models()):
        state = registry.read_registry()
        if not state["promoted"]:
            raise ModelError("There is nothing to go back to: no model was promoted.", "See: bantin models list")
        left = state["promoted"].pop()
        stack = registry.promoted_models()[:-1]
        try:
            usable = registry.last_usable(stack)
        except ModelError as error:
            raise ModelError(
                f"{left['name']} stays the current model, because no earlier one can be used: {error.what}",
                "Repair one of them, or promote another with: bantin models promote",
            ) from error
        state["promoted"] = state["promoted"][: usable.number]
        now = registry.Promoted(usable.folder.name, registry.identity(usable.folder))
        event = _event("rollback", now, left["name"]) | {"skipped": _as_json(usable.passed)}
        state["history"].append(event)
        _write(state)
    return event


def _promotable(model: str) -> Path:
    """Return the folder of a model that the registry can find again by its name."""
    folder = registry.find_model(model)
    named = registry.model_folders().get(folder.name)
    if named is None or named.resolve() != folder.resolve():
        is_reserved = folder.name in (registry.CURRENT, registry.DEFAULT)
        raise ModelError(
            f"{folder}: only a model in {registry.own_models()} can be promoted"
            + (f", and the name {folder.name!r} is reserved." if is_reserved else "."),
            f"Move it there, or set {registry.VARIABLE} to its parent folder"
            + (", under another name." if is_reserved else "."),
        )
    return folder


@dataclass(frozen=True)
class _Evidence:
    """The comparison of a candidate with the current model, and what speaks against promoting it.

    :param comparison: with the current model; None if the two cannot be compared.
    :param seen: the share of the articles that each model was trained on; None where that is not known.
    :param is_fair: whether neither model was trained on the articles, as far as that is known.
    :param unusable: promoted models that could not be compared with, and why.
    """

    comparison: Comparison | None
    seen: dict[str, float | None]
    is_fair: bool
    unusable: list[tuple[registry.Promoted, str]]
    objections: list[str]

    @property
    def advice(self) -> str:
        """What to do instead of promoting the candidate."""
        if self.comparison and not self.is_fair:
            return "Judge it on articles that neither model was trained on"
        return "Train a better one"


def _evidence(candidate: Classifier, folder: Path, dataset: Dataset, stack: Sequence[registry.Promoted]) -> _Evidence:
    """Compare a candidate with the last promoted model that can be used, or the one that ships."""
    seen = {"candidate": _seen(candidate, folder, dataset), "current": None}
    objections = [f"it was {words}" for words in _flattery(seen["candidate"])]
    unusable: list[tuple[registry.Promoted, str]] = []
    try:
        usable = registry.last_usable(stack)
        unusable, current = usable.passed, load(usable.folder)
        comparison = compare(current, candidate, dataset)
    except ModelError as error:
        objections.append(f"it cannot be compared with the current model: {error.what.rstrip('.')}")
        return _Evidence(None, seen, False, unusable, objections)
    seen["current"] = _seen(current, usable.folder, dataset)
    flattered = _flattery(seen["current"])
    objections += [
        f"the current model, {current.name}, was {words}, so a comparison with it proves nothing" for words in flattered
    ]
    if comparison.is_worse and not flattered:
        objections.append(f"it is worse than the current model: {comparison.headline.rstrip('.')}")
    is_fair = not flattered and not _flattery(seen["candidate"])
    return _Evidence(comparison, seen, is_fair, unusable, objections)


def _seen(classifier: Classifier, folder: Path, dataset: Dataset) -> float | None:
    return StoredModel(classifier, stored_metrics(folder)).seen(dataset)


def _flattery(seen: float | None) -> list[str]:
    """Return how much of the data a model was trained on, in words; nothing when it is too little to flatter it."""
    if seen is None or seen <= _NEGLIGIBLE_OVERLAP:
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


def _in_unicode(argument: str) -> str:
    """Return an argument of the command line without bytes that are no text, which no later reader could read."""
    return argument.encode("utf-8", "replace").decode()


def _previous(state: dict[str, Any]) -> str:
    return str(state["promoted"][-1]["name"]) if state["promoted"] else registry.DEFAULT


def _event(action: str, model: registry.Promoted, previous: str) -> dict[str, Any]:
    try:
        who = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container may run under a user number without a name
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
    """Hold the lock of the registry in a folder of models."""
    busy = ModelError(f"{root}: another promotion is under way.", "Wait until it has ended.")
    with locking(root / _LOCK, busy):
        yield


def _write(state: dict[str, Any]) -> None:
    with creating_file(registry.own_models() / registry.REGISTRY, overwrite=True) as stream:
        stream.write(orjson.dumps(state, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
