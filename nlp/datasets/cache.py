"""The cache of what training counts and segments, kept on disk between folds, searches and runs.

joblib keeps results as pickles, and reading a pickle can run code: only a folder that belongs to the user who runs
this, and that nobody else can write to, is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import ParamSpec, TypeVar

from joblib import Memory

from nlp.errors import OutputError

VARIABLE = "BANTIN_CACHE"
"""Environment variable that names the folder of the cache."""

_LARGEST = 2 * 2**30
_OLDEST = timedelta(days=30)
_JOBLIB = "joblib"  # the folder that joblib makes in the place it is given
_PACKAGE = Path(__file__).parents[1]
_COUNTING = (
    "text/normalize.py", "text/tokenize.py", "text/dedup.py", "classify/arrays.py", "classify/features.py",
    "training/fitting.py",
)  # fmt: skip
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def default_cache() -> Path:
    """Return the folder that ``bantin train`` caches in, unless told otherwise."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bantin"


def cached(
    function: Callable[_Parameters, _Result], folder: Path | None, ignore: Sequence[str] = ()
) -> Callable[_Parameters, _Result]:
    """Return ``function``, which then looks its results up in ``folder`` before it computes them.

    :param folder: None for no cache.
    :param ignore: parameters that do not decide the result, because others stand for them.
    :raises OutputError: if the folder cannot be made, or somebody else can write to it.
    """
    if folder is None:
        return function
    memory = Memory(_own(folder) / code_version(), verbose=0)
    found: Callable[_Parameters, _Result] = memory.cache(function, ignore=list(ignore))
    return found


def trim(folder: Path | None) -> None:
    """Delete what was not used for a month, and the oldest of what is left beyond 2 GiB."""
    if folder is not None and folder.is_dir():
        for place in _own(folder).glob(f"*/{_JOBLIB}"):
            Memory(place.parent, verbose=0).reduce_size(bytes_limit=_LARGEST, age_limit=_OLDEST)


@cache
def code_version() -> str:
    """Return what changes when the code that counts does, so that nothing stale is read."""
    digest = hashlib.sha256()
    for package in ("numpy", "joblib"):
        digest.update(f"{package} {version(package)}\n".encode())
    for name in _COUNTING:
        digest.update((_PACKAGE / name).read_bytes())
    return digest.hexdigest()[:16]


def _own(folder: Path) -> Path:
    """Return the folder, made readable for its owner alone when it is new."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be the cache: {error.strerror}.", f"Set {VARIABLE}, or use --no-cache."
        ) from error
    if os.name == "posix" and (about.st_uid != os.getuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise OutputError(
            f"{folder}: others can write to this folder, so it cannot be the cache.",
            f"Take the right away (chmod go-w), or set {VARIABLE} to another folder.",
        )
    return folder
