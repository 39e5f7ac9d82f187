"""Finding models: by path, by name, the one that was promoted last, or the one that ships.

``registry.json`` in the folder of the user's models holds the stack of promoted models; the last is the current one.
:mod:`nlp.lifecycle.promotion` writes that file. Invariant: the current model is byte for byte the one that was
promoted, or the one that ships if none was; a model of the user's own can have the name of neither.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp.classify.checks import LONGEST_NAME
from nlp.classify.folder import LAYOUT, load, read_json, read_regular
from nlp.classify.model import Classifier
from nlp.errors import ModelError, OutputError
from nlp.formats.atomic import old_version

DEFAULT = "default"
"""Name of the model that ships."""

CURRENT = "current"
"""Name that stands for the model that was promoted last, or for the one that ships if none was."""

VARIABLE = "BANTIN_MODELS"
"""Environment variable with the folder of the user's own models; ``./models`` if it is not set."""

REGISTRY = "registry.json"

_MOST_PROMOTED = 10_000
"""A promotion every hour for a year; a longer chain only costs time."""


@dataclass(frozen=True)
class Promoted:
    """A model that was made the current one.

    :param name: the name of its folder.
    :param sha256: the checksum of its ``model.json``, which holds those of its other files.
    """

    name: str
    sha256: str


@dataclass(frozen=True)
class Listed:
    """One entry in the list of models.

    :param folder: None for a promoted model that is gone.
    :param current: whether it is the current model and can be used.
    :param problem: why it cannot be used, or that it changed after it was promoted; empty if nothing is wrong.
    """

    name: str
    folder: Path | None
    current: bool
    problem: str


def model_folders() -> dict[str, Path]:
    """Return the folder of every model that has a name; the user's own come before those that ship."""
    folders: dict[str, Path] = {}
    for root in (own_models(), _shipped_models()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if _holds_model(folder) and not _is_reserved(folder):
                    folders.setdefault(folder.name, folder)
    return folders


def _holds_model(folder: Path) -> bool:
    return (folder / LAYOUT.head).is_file()


def list_models() -> list[Listed]:
    """Load and list every model that has a name, and the current one even if it is gone."""
    stack = promoted_models()
    current = stack[-1].name if stack else DEFAULT
    last = {promoted.name: promoted for promoted in stack}
    listed = []
    for name, folder in model_folders().items():
        try:
            load(folder)
            if name in last:
                promoted_folder(last[name])
            problem = ""
        except ModelError as error:
            problem = error.what
        listed.append(Listed(name, folder, name == current and not problem, problem))
    if current not in model_folders():
        listed.append(Listed(current, None, False, f"The current model is no longer in {own_models()}."))
    return listed


def own_models() -> Path:
    """Return the folder of the user's own models."""
    return Path(os.environ.get(VARIABLE, "models"))


def _shipped_models() -> Path:
    """Return the folder inside the installed package, or the repository's when run from a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "models"
    return installed if installed.is_dir() else package.parent / "models"


def shipped_model() -> Path:
    """Return the folder of the model that ships, whatever models the user has.

    :raises ModelError: if it is gone.
    """
    folder = _shipped()
    if not _holds_model(folder):
        raise ModelError(f"{folder}: the model that ships is missing.", "Install bantin again, or name another model.")
    return folder


def _is_reserved(folder: Path) -> bool:
    """Return whether a folder has a name that always means another model than the one in it."""
    if folder.name == DEFAULT:
        return folder.parent.resolve() != _shipped_models().resolve()
    return folder.name == CURRENT


def check_output(folder: Path, *, overwrite: bool) -> None:
    """Check that writing a new model to a folder destroys nothing that the user needs.

    :param overwrite: whether a model that is there may be replaced.
    :raises OutputError: if the folder holds something else than a model, a model that may not be replaced, or one that
        was promoted; or if its name always means another model.
    """
    # A link keeps its own name, because the link itself would be replaced; "." has no name of its own.
    folder = folder.resolve() if folder.name in ("", "..") else folder.parent.resolve() / folder.name
    own = own_models().resolve()
    if folder.parent == own and _is_reserved(folder):
        meaning = "the model that ships" if folder.name == DEFAULT else "the model promoted last"
        raise OutputError(
            f"{folder}: the name {folder.name!r} always means {meaning}; a model of your own cannot have it.",
            "Name another folder. To make a model the current one: bantin models promote",
        )
    if not os.path.lexists(folder):
        return
    if not overwrite:
        raise OutputError(f"{folder}: exists already.", "Use --overwrite to replace it, or name another folder.")
    if not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder, so it is not replaced.", "Name another folder.")
    inside = sorted(path.name for path in folder.iterdir())
    is_model = LAYOUT.head in inside
    foreign = inside
    if is_model:
        foreign = [name for name in inside if (folder / name).is_dir() or not LAYOUT.owns(name)]
    if foreign:
        problem = "which is no part of a model" if is_model else "but no model"
        raise OutputError(
            f"{folder}: holds {foreign[0]}, {problem}, and is not replaced.",
            "Move it elsewhere, or name another folder.",
        )
    folders = model_folders()
    for name in {promoted.name for promoted in promoted_models()} & set(folders):
        if folders[name].resolve() == folder.resolve():
            raise OutputError(
                f"{folder}: is the current model or one that a rollback can return to, and is not replaced.",
                "Name another folder, and promote the new model: bantin models promote",
            )


def read_registry() -> dict[str, Any]:
    """Return the content of ``registry.json``: ``promoted``, a stack with the current model last, and ``history``.

    :raises ModelError: if it cannot be read, or is not a registry.
    """
    path = own_models() / REGISTRY
    try:
        registry = read_json(path)
    except FileNotFoundError:
        return {"protocol": 1, "promoted": [], "history": []}
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}.", "Check its permissions.") from error
    except ValueError as error:
        raise _no_registry(path, str(error)) from error
    try:
        names = [entry[key] for entry in registry["promoted"] for key in ("name", "sha256")]
        known = type(registry["protocol"]) is int and registry["protocol"] == 1
        known = known and isinstance(registry["promoted"], list) and isinstance(registry["history"], list)
        known = known and all(isinstance(name, str) and len(name) <= LONGEST_NAME for name in names)
    except (KeyError, TypeError):
        known = False
    if known and len(registry["promoted"]) > _MOST_PROMOTED:
        raise _no_registry(path, f"more than {_MOST_PROMOTED:,} promoted models")
    if not known:
        raise _no_registry(path, "of another version, or not one of bantin")
    return dict(registry)


def _no_registry(path: Path, reason: str) -> ModelError:
    return ModelError(
        f"{path}: this version cannot read it as a registry: {reason}.",
        "Repair it, or move it away: the model that ships is then the current one.",
    )


def promoted_models() -> list[Promoted]:
    """Return the promoted models, the current one last; empty if the model that ships is the current one."""
    return [Promoted(entry["name"], entry["sha256"]) for entry in read_registry()["promoted"]]


def identity(folder: Path) -> str:
    """Return the sha256 of a model's ``model.json``.

    :raises ModelError: if it cannot be read.
    """
    try:
        return hashlib.sha256(read_regular(folder / LAYOUT.head)).hexdigest()
    except (OSError, ValueError) as error:
        problem = f"{folder}: {LAYOUT.head} cannot be read: {getattr(error, 'strerror', None) or error}."
        raise ModelError(problem, "Check its permissions.") from error


def promoted_folder(promoted: Promoted, folders: Mapping[str, Path] | None = None) -> Path:
    """Return the folder of a promoted model.

    :param folders: what :func:`model_folders` returned, when the caller asks for many.
    :raises ModelError: if it is gone, or changed after it was promoted.
    """
    folder = (model_folders() if folders is None else folders).get(promoted.name)
    if folder is None:
        raise ModelError(
            f"The promoted model {promoted.name!r} is no longer in {own_models()}.",
            "Put it back, or return to the model before it: bantin models rollback",
        )
    if identity(folder) != promoted.sha256:
        raise ModelError(
            f"{folder}: changed after it was promoted (sha256 differs).",
            "Promote it as it is now, or return to the model before it: bantin models rollback",
        )
    return folder


@dataclass(frozen=True)
class Usable:
    """The last promoted model that can be used, or the one that ships if none can.

    :param number: how many of the promoted models are left when those after it are taken away.
    :param passed: the models promoted after it, each once, with the reason why it cannot be used.
    """

    folder: Path
    number: int
    passed: list[tuple[Promoted, str]]


def last_usable(stack: Sequence[Promoted]) -> Usable:
    """Return the last promoted model that can be used, or the one that ships if none can.

    :param stack: promoted models, the latest last.
    :raises ModelError: if the model that ships cannot be used either.
    """
    folders = model_folders()
    reasons: dict[Promoted, str] = {}
    for number in range(len(stack), 0, -1):
        promoted = stack[number - 1]
        if promoted in reasons:
            continue  # a model is loaded once, however often it was promoted
        try:
            folder = promoted_folder(promoted, folders)
            load(folder)
        except ModelError as error:
            reasons[promoted] = error.what
        else:
            return Usable(folder, number, list(reasons.items()))
    folder = shipped_model()
    load(folder)
    return Usable(folder, 0, list(reasons.items()))


def find_model(model: str | Path = CURRENT) -> Path:
    """Return the folder of a model given by path or by name; ``current`` is the one that was promoted last.

    :raises ModelError: if there is none.
    """
    if str(model) == CURRENT:
        promoted = promoted_models()
        return promoted_folder(promoted[-1]) if promoted else shipped_model()
    path = Path(model)
    if _holds_model(path):
        return path
    folders = model_folders()
    if str(model) in folders:
        return folders[str(model)]
    names = ", ".join(folders) or "none"
    problem = f"No model {str(model)!r}: it is neither a folder with a {LAYOUT.head} nor a known name."
    candidates = (path, own_models() / path)
    if left := next(filter(None, map(old_version, candidates)), None):
        raise ModelError(problem, f"A run that was killed while it replaced the model moved the old one to {left}.")
    raise ModelError(problem, f"Known names: {names}.")


def in_use(folder: Path) -> str:
    """Return in words which model a folder holds, and where a promoted one is that is not used here.

    A model that was promoted in a folder above counts for that folder alone.
    """
    words = f"model: {folder.name}, " + ("which ships with bantin" if folder == _shipped() else f"in {folder}")
    if os.environ.get(VARIABLE) or (own_models() / REGISTRY).exists():
        return words
    above = (parent / "models" for parent in Path.cwd().parents)
    elsewhere = next((models for models in above if (models / REGISTRY).is_file()), None)
    return words if elsewhere is None else f"{words}; one that was promoted is in {elsewhere}: set {VARIABLE} to it"


def _shipped() -> Path:
    return _shipped_models() / DEFAULT


def load_model(model: str | Path = CURRENT) -> Classifier:
    """Return the classifier of a model given by path or by name; a process loads it once.

    :raises ModelError: if there is none or it cannot be used.
    """
    folder = find_model(model).resolve()
    try:
        return _load_once(folder, (folder / LAYOUT.head).stat().st_mtime_ns)
    except ModelError as error:
        if str(model) == CURRENT and promoted_models():
            fix = "Repair it, promote another, or return to the model before it: bantin models rollback"
            raise ModelError(error.what, fix) from error
        raise


@lru_cache(maxsize=4)
def _load_once(folder: Path, changed: int) -> Classifier:
    return load(folder)
