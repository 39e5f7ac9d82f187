"""Where models are found: by path, by name in a folder of models, or the one that ships with the package."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from nlp.classify.folder import HEAD, load
from nlp.classify.model import Classifier
from nlp.errors import ModelError

DEFAULT = "default"
"""Name of the model that ships."""

VARIABLE = "BANTIN_MODELS"
"""Environment variable that names the folder of the user's own models; ``./models`` when not set."""


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


def find_model(model: str | Path = DEFAULT) -> Path:
    """Return the folder of a model given by path or by name.

    :raises ModelError: if there is none.
    """
    path = Path(model)
    if (path / HEAD).is_file():
        return path
    folders = model_folders()
    if str(model) in folders:
        return folders[str(model)]
    names = ", ".join(folders) or "none"
    raise ModelError(f"No model {str(model)!r}, neither a folder with a {HEAD} nor a name.", f"Known names: {names}.")


def load_model(model: str | Path = DEFAULT) -> Classifier:
    """Return the classifier of a model given by path or by name; loaded once in a process.

    :raises ModelError: if there is none or it cannot be used.
    """
    folder = find_model(model).resolve()
    return _load_once(folder, (folder / HEAD).stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _load_once(folder: Path, changed: int) -> Classifier:
    return load(folder)
