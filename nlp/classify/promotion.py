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

from nlp.classify import registry
from nlp.classify.folder import load, read_metrics
from nlp.classify.model import Classifier
from nlp.errors import DataError, ModelError
from nlp.formats.output import replacing
from nlp.formats.storage import locking

if TYPE_CHECKING:
    from nlp.classify.compare import Comparison
    from nlp.classify.dataset import Dataset

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

        :param figures: as :func:`nlp.classify.evaluate.metrics_of` returns them.
        :raises DataError: if a floor is for a label that the model does not know.
        """
        unknown = sorted(set(self.f1) - set(figures["by_label"]))
        if unknown:
            known = ", ".join(figures["by_label"])
            raise DataError(f"There is a floor for {unknown[0]!r}, which is no label of the model.", f"It has {known}.")
        reached = {name: (figures[name], least) for name, least in self.overall.items()}
        reached |= {f"F1 of {label}": (figures["by_label"][label]["f1"], least) for label, least in self.f1.items()}
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
    return Floors(content, by_label)


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

    :param model: its name, or its folder in the folder of the user's own models.
    :param dataset: what both are judged on.
    :param force: why it is promoted in spite of what speaks against it; goes into the history.
    :param data: names of the data, for the history.
    :return: what was added to the history.
    :raises ModelError: if it is refused, is the current one already, or cannot be used.
    :raises DataError: if the data cannot judge it.
    """
    from nlp.classify.evaluate import judge, metrics_of  # noqa: PLC0415 - imports scikit-learn; going back does without

    progress = progress or (lambda _: None)
    if force is not None and not force.strip():
        raise ModelError("A promotion is forced with a reason.", "Say why: --force 'REASON'")
    folder = _promotable(model)
    with _locked(registry.own_models()):
        state = registry.read_registry()
        promoted = registry.Promoted(folder.name, registry.identity(folder))
        if state["promoted"] and state["promoted"][-1] == vars(promoted):
            raise ModelError(f"{folder.name} is the current model already.", "See: bantin models history")
        progress(f"judging {folder.name} and the current model on {len(dataset):,} articles")
        candidate = load(folder)
        comparison, against = _against_current(candidate, folder, dataset)
        figures = metrics_of(comparison.b if comparison else judge(candidate, dataset))
        against += floors.below(figures)
        if against and force is None:
            raise ModelError(
                f"{folder.name} is not promoted: {'; '.join(against)}.",
                "Train a better one, or promote it all the same with --force 'REASON', which goes into the history.",
            )
        event = _event("promote", promoted, _previous(state)) | {
            "data": {"names": list(data), "articles": len(dataset), "sha256": dataset.fingerprint},
            "figures": {key: figures[key] for key in _KEPT},
            "comparison": comparison.to_dict() if comparison else None,
            "against": against,
            "reason": force.strip() if force else None,
        }
        state["promoted"].append(vars(promoted))
        state["history"].append(event)
        _write(state)
    return event


def roll_back() -> dict[str, Any]:
    """Make the model current again that was current before the last promotion.

    :return: what was added to the history.
    :raises ModelError: if none was promoted, or the one before is gone, damaged or not the same any more.
    """
    with _locked(registry.own_models()):
        state = registry.read_registry()
        if not state["promoted"]:
            raise ModelError("There is nothing to go back to: no model was promoted.", "See: bantin models list")
        left = state["promoted"].pop()
        before = registry.Promoted(**state["promoted"][-1]) if state["promoted"] else None
        try:
            folder = registry.promoted_folder(before) if before else registry.find_model(registry.DEFAULT)
            load(folder)
        except ModelError as error:
            raise ModelError(
                f"{left['name']} stays the current model, the one before it cannot be used: {error.what}",
                "Mend that one, or promote another with: bantin models promote",
            ) from error
        now = before or registry.Promoted(folder.name, registry.identity(folder))
        event = _event("rollback", now, left["name"])
        state["history"].append(event)
        _write(state)
    return event


def _promotable(model: str) -> Path:
    """Return the folder of a model that a registry can find again by its name."""
    folder = registry.find_model(model)
    named = registry.model_folders().get(folder.name)
    if folder.name == registry.CURRENT or named is None or named.resolve() != folder.resolve():
        raise ModelError(
            f"{folder}: only a model that has a name in {registry.own_models()} can be promoted"
            + (f", and {registry.CURRENT!r} is the name of none." if folder.name == registry.CURRENT else "."),
            f"Move it there, or set {registry.VARIABLE} to its parent folder.",
        )
    return folder


def _against_current(candidate: Classifier, folder: Path, dataset: Dataset) -> tuple[Comparison | None, list[str]]:
    """Return how a model compares with the current one, and what speaks against promoting it."""
    from nlp.classify.compare import compare  # noqa: PLC0415
    from nlp.classify.retrain import Current  # noqa: PLC0415

    against = []
    seen = Current(candidate, read_metrics(folder)).seen(dataset)
    if seen is not None and seen > _MUCH_SEEN:
        share = "these very" if seen == 1 else f"about {seen:.0%} of these"
        against.append(f"it was trained on {share} articles")
    try:
        comparison = compare(load(registry.find_model()), candidate, dataset)
    except ModelError as error:
        return None, [*against, f"it cannot be held against the current model: {error.what.rstrip('.')}"]
    if comparison.is_worse:
        against.append(f"it is worse than the current model: {comparison.headline.rstrip('.')}")
    return comparison, against


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
