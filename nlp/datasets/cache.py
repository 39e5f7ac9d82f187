"""The cache of training: counts, segmented texts and near-duplicates, kept on disk between runs.

Invariant: only a folder that belongs to the user and that nobody else can write to is read. joblib stores results as
pickles, and reading a pickle can run code.
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
"""Environment variable with the folder of the cache."""

_LARGEST = 2 * 2**30
_OLDEST = timedelta(days=30)
_JOBLIB = "joblib"  # joblib makes a folder of this name in the one that it is given
_PACKAGE = Path(__file__).parents[1]
_COUNTING = (
    "text/normalize.py", "text/tokenize.py", "text/dedup.py", "classify/arrays.py", "classify/features.py",
    "training/fitting.py",
)  # fmt: skip
_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def default_cache() -> Path:
    """Return the folder of the cache of ``bantin train``."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bantin"


def cached(
    function: Callable[_Parameters, _Result], folder: Path | None, ignore: Sequence[str] = ()
) -> Callable[_Parameters, _Result]:
    """Return ``function`` with its results cached in ``folder``.

    :param folder: None for no cache.
    :param ignore: parameters that are no part of the key, because a checksum of their content is another parameter.
    :raises OutputError: if the folder cannot be made, or somebody else can write to it.
    """
    if folder is None:
        return function
    memory = Memory(_own(folder) / code_version(), verbose=0)
    wrapped: Callable[_Parameters, _Result] = memory.cache(function, ignore=list(ignore))
    return wrapped


def trim(folder: Path | None) -> None:
    """Delete results that were not used for a month, then the oldest ones until 2 GiB are left."""
    if folder is not None and folder.is_dir():
        for place in _own(folder).glob(f"*/{_JOBLIB}"):
            Memory(place.parent, verbose=0).reduce_size(bytes_limit=_LARGEST, age_limit=_OLDEST)


@cache
def code_version() -> str:
    """Return a checksum of the code that counts, so that results of older code are not read."""
    digest = hashlib.sha256()
    for package in ("numpy", "joblib"):
        digest.update(f"{package} {version(package)}\n".encode())
    for name in _COUNTING:
        digest.update((_PACKAGE / name).read_bytes())
    return digest.hexdigest()[:16]


def _own(folder: Path) -> Path:
    """Make the folder, readable for its owner alone, and check that nobody else can write to it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = folder.stat()
    except OSError as error:
        raise OutputError(
            f"{folder}: cannot be used as the cache: {error.strerror}.",
            f"Set {VARIABLE} to another folder, or use --no-cache.",
        ) from error
    if os.name == "posix" and (about.st_uid != os.getuid() or about.st_mode & (stat.S_IWGRP | stat.S_IWOTH)):
        raise OutputError(
            f"{folder}: cannot be used as the cache: others can write to this folder.",
            f"Take away their right (chmod go-w), or set {VARIABLE} to another folder.",
        )
    return folder
