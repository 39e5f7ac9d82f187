"""Where models are found: by path, by name in a folder of models, the one promoted there, or the one that ships.

Which model is the current one stands in ``registry.json`` in the folder of the user's own models, as a stack of
promoted models; :mod:`nlp.classify.promotion` writes it. Invariant: the current model is, byte for byte, the one that
was promoted.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from nlp.classify.folder import HEAD, load
from nlp.classify.model import Classifier
from nlp.errors import ModelError

DEFAULT = "default"
"""Name of the model that ships."""

CURRENT = "current"
"""Stands for the model that was promoted last, or the one that ships when none was."""

VARIABLE = "BANTIN_MODELS"
"""Environment variable that names the folder of the user's own models; ``./models`` when not set."""

REGISTRY = "registry.json"


@dataclass(frozen=True)
class Promoted:
    """A model that was made the current one.

    :param name: of its folder.
    :param sha256: of its ``model.json``, which holds those of its other files.
    """

    name: str
    sha256: str


def model_folders() -> dict[str, Path]:
    """Return the folder of every model that can be named; the user's own come before those that ship."""
    found: dict[str, Path] = {}
    for root in (own_models(), _shipped_models()):
        if root.is_dir():
            for folder in sorted(root.iterdir()):
                if (folder / HEAD).is_file():
                    found.setdefault(folder.name, folder)
    return found


def own_models() -> Path:
    """Return the folder in which the user's models are looked for."""
    return Path(os.environ.get(VARIABLE, "models"))


def _shipped_models() -> Path:
    """Return the folder inside the installed package, or the repository's when run from a checkout."""
    package = Path(__file__).parents[1]
    installed = package / "models"
    return installed if installed.is_dir() else package.parent / "models"


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
    """Return the sha256 of a model's ``model.json``."""
    return hashlib.sha256((folder / HEAD).read_bytes()).hexdigest()


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


def find_model(model: str | Path = CURRENT) -> Path:
    """Return the folder of a model given by path or by name; ``current`` is the promoted one.

    :raises ModelError: if there is none.
    """
    if str(model) == CURRENT:
        promoted = promoted_models()
        return promoted_folder(promoted[-1]) if promoted else find_model(DEFAULT)
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
    return _load_once(folder, (folder / HEAD).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load_once(folder: Path, changed: int) -> Classifier:
    return load(folder)
