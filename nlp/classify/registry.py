"""Where models are found: by path, by name in a folder of models, the one promoted there, or the one that ships.

Which model is the current one stands in ``registry.json`` in the folder of the user's own models, as a stack of
promoted models; :mod:`nlp.lifecycle.promotion` writes it. Invariant: the current model is, byte for byte, the one that
was promoted, and the one that ships when none was; no model of the user's own can take the name of either.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp.classify.folder import CARD, HEAD, METRICS, load
from nlp.classify.model import Classifier
from nlp.errors import ModelError, OutputError

DEFAULT = "default"
"""Name of the model that ships."""

CURRENT = "current"
"""Stands for the model that was promoted last, or the one that ships when none was."""

VARIABLE = "BANTIN_MODELS"
"""Environment variable that names the folder of the user's own models; ``./models`` when not set."""

REGISTRY = "registry.json"

_PARTS = (HEAD, METRICS, CARD, ".vocabulary.txt", ".weights.npz")  # how the names of a model's files end


@dataclass(frozen=True)
class Promoted:
    """A model that was made the current one.

    :param name: of its folder.
    :param sha256: of its ``model.json``, which holds those of its other files.
    """

    name: str
    sha256: str


@dataclass(frozen=True)
class Listed:
    """A model as a list of models has it.

    :param folder: None for a promoted one that is gone.
    :param current: whether it is the current one, and can be used.
    :param problem: why it cannot be used, or is not the one that was promoted; empty when nothing is wrong.
    """

    name: str
    folder: Path | None
    current: bool
    problem: str


def model_folders() -> dict[str, Path]:
    """Return the folder of every model that can be named; the user's own come before those that ship."""
    found: dict[str, Path] = {}
    for root in (own_models(), _shipped_models()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / HEAD).is_file() and not _is_reserved(folder):
                    found.setdefault(folder.name, folder)
    return found


def list_models() -> list[Listed]:
    """Return every model that can be named, each looked at, and a current one that is gone."""
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
        listed.append(Listed(current, None, False, f"The current model is not in {own_models()} any more."))
    return listed


def own_models() -> Path:
    """Return the folder in which the user's models are looked for."""
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
    folder = _shipped_models() / DEFAULT
    if not (folder / HEAD).is_file():
        raise ModelError(f"{folder}: the model that ships is not there.", "Install bantin anew, or name a model.")
    return folder


def _is_reserved(folder: Path) -> bool:
    """Tell whether a folder has a name that stands for another model than the one in it."""
    if folder.name == DEFAULT:
        return folder.parent.resolve() != _shipped_models().resolve()
    return folder.name == CURRENT


def check_output(folder: Path, *, overwrite: bool) -> None:
    """Raise an error if no new model can be written to a folder without harm.

    :param overwrite: whether a model that is there may be replaced.
    :raises OutputError: if something is there that is no model or may not be replaced, the name stands for another
        model, or a model there was promoted.
    """
    # A link keeps its own name, as it is the link that would be replaced; "." has no name of its own.
    folder = folder.resolve() if folder.name in ("", "..") else folder.parent.resolve() / folder.name
    own = own_models().resolve()
    if folder.parent == own and _is_reserved(folder):
        means = "the model that ships" if folder.name == DEFAULT else "the model promoted last"
        raise OutputError(
            f"{folder}: the name {folder.name!r} always means {means}, a model of your own cannot have it.",
            "Name another folder; bantin models promote makes a model the current one.",
        )
    if not os.path.lexists(folder):
        return
    if not overwrite:
        raise OutputError(f"{folder}: exists already.", "Use --overwrite to replace it, or name another folder.")
    if not folder.is_dir():
        raise OutputError(f"{folder}: is not a folder, so it is not replaced.", "Name another folder.")
    inside = sorted(path.name for path in folder.iterdir())
    foreign = [name for name in inside if not name.endswith(_PARTS) or (folder / name).is_dir()]
    foreign = foreign if HEAD in inside else inside
    if foreign:
        found = "which is no part of a model" if HEAD in inside else "but no model"
        raise OutputError(
            f"{folder}: holds {foreign[0]}, {found}, and is not replaced.",
            "Move it elsewhere, or name another folder.",
        )
    folders = model_folders()
    for promoted in promoted_models():
        if promoted.name in folders and folders[promoted.name].resolve() == folder.resolve():
            raise OutputError(
                f"{folder}: was promoted and is not replaced: it is the current model, or one to go back to.",
                "Name another folder, and promote that one: bantin models promote",
            )


def read_registry() -> dict[str, Any]:
    """Return ``registry.json`` with its ``promoted`` (a stack, the current model last) and ``history``.

    :raises ModelError: if there is one that cannot be understood.
    """
    path = own_models() / REGISTRY
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return {"protocol": 1, "promoted": [], "history": []}
    except OSError as error:
        raise ModelError(f"{path}: cannot be read: {error.strerror}.", "Check its permissions.") from error
    try:
        registry = json.loads(content)
        names = [entry[key] for entry in registry["promoted"] for key in ("name", "sha256")]
        known = registry["protocol"] == 1 and all(isinstance(name, str) for name in names)
        known = known and isinstance(registry["history"], list)
    except (ValueError, KeyError, TypeError):
        known = False
    if not known:
        raise ModelError(
            f"{path}: not a registry that this version reads.",
            "Mend it, or move it away: the model that ships is then the current one.",
        )
    return dict(registry)


def promoted_models() -> list[Promoted]:
    """Return the promoted models, the current one last; empty when the current one is the one that ships."""
    return [Promoted(entry["name"], entry["sha256"]) for entry in read_registry()["promoted"]]


def identity(folder: Path) -> str:
    """Return the sha256 of a model's ``model.json``.

    :raises ModelError: if it cannot be read.
    """
    try:
        return hashlib.sha256((folder / HEAD).read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"{folder}: {HEAD} cannot be read: {error.strerror}.", "Check its permissions.") from error


def promoted_folder(promoted: Promoted) -> Path:
    """Return the folder of a promoted model.

    :raises ModelError: if it is gone, or no longer the model that was promoted.
    """
    folder = model_folders().get(promoted.name)
    if folder is None:
        raise ModelError(
            f"The promoted model {promoted.name!r} is not in {own_models()} any more.",
            "Put it back, or go back to the one before: bantin models rollback",
        )
    if identity(folder) != promoted.sha256:
        raise ModelError(
            f"{folder}: changed after it was promoted (sha256 differs).",
            "Promote it as it is now, or go back to the one before: bantin models rollback",
        )
    return folder


def last_usable(stack: Sequence[Promoted]) -> tuple[Path, list[tuple[Promoted, str]]]:
    """Return the folder of the last promoted model that can be used, of the one that ships when none can be.

    :param stack: promoted models, the last one promoted last.
    :return: the folder, and those promoted after it, each with the reason why it cannot be used.
    :raises ModelError: if the one that ships cannot be used either.
    """
    passed: list[tuple[Promoted, str]] = []
    for promoted in reversed(stack):
        try:
            folder = promoted_folder(promoted)
            load(folder)
        except ModelError as error:
            passed.append((promoted, error.what))
        else:
            return folder, passed
    folder = shipped_model()
    load(folder)
    return folder, passed


def find_model(model: str | Path = CURRENT) -> Path:
    """Return the folder of a model given by path or by name; ``current`` is the promoted one.

    :raises ModelError: if there is none.
    """
    if str(model) == CURRENT:
        promoted = promoted_models()
        return promoted_folder(promoted[-1]) if promoted else shipped_model()
    path = Path(model)
    if (path / HEAD).is_file():
        return path
    folders = model_folders()
    if str(model) in folders:
        return folders[str(model)]
    names = ", ".join(folders) or "none"
    raise ModelError(f"No model {str(model)!r}, neither a folder with a {HEAD} nor a name.", f"Known names: {names}.")


def load_model(model: str | Path = CURRENT) -> Classifier:
    """Return the classifier of a model given by path or by name; loaded once in a process.

    :raises ModelError: if there is none or it cannot be used.
    """
    folder = find_model(model).resolve()
    try:
        return _load_once(folder, (folder / HEAD).stat().st_mtime_ns)
    except ModelError as error:
        if str(model) == CURRENT and promoted_models():
            fix = "Mend it, promote another, or go back to the one before: bantin models rollback"
            raise ModelError(error.what, fix) from error
        raise


@lru_cache(maxsize=4)
def _load_once(folder: Path, changed: int) -> Classifier:
    return load(folder)
