"""Model folders: how a classifier is kept on disk, and how it is checked before use.

Invariant: a folder holds data only, nothing that is executed. :data:`LAYOUT` knows the names of its files:

========================  ==============================================================================
``model.json``            protocol number, labels, and for each view its tokenizer, its thresholds and, but for
                          early models, the scores from which on labels are plausible; the sha256 of the
                          files below
``VIEW.vocabulary.txt``   the tokens of a view (``accented``, ``plain``), one per line, sorted
``VIEW.weights.npz``      ``prefix`` and ``last`` (n_features,), the n-grams by feature and token number;
                          ``weights`` (n_features,); ``coef`` (n_features, n_labels); ``intercept``
                          (n_labels,)
``metrics.json``          the figures of the model and what they were measured on; not read for prediction
``README.md``             the model card, generated; not read for prediction
========================  ==============================================================================

N-grams are stored as numbers because splitting a hundred thousand lines would take most of a cold start. Arrays are
mapped from the file, not copied, so that any number of processes share one copy in memory.

The protocol number goes up by one when a reader of the old number would misread a new folder. Readers of old
protocols stay, each with a test that loads a folder written under it.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import mmap
import stat
import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np
import numpy.typing as npt
import orjson

from nlp.classify.checks import check_head, check_ngrams, check_weights
from nlp.classify.features import NgramVocabulary
from nlp.classify.model import ACCENTED, PLAIN, Classifier, View
from nlp.errors import ModelError
from nlp.formats.atomic import creating_folder
from nlp.text.tokenize import make_tokenizer

PROTOCOL = 1
_LOCAL_HEADER = 30  # bytes before the name in the header of a zip member (APPNOTE.TXT, 4.3.7)
_EXTRA_HEADER = 4
_PADDING = 0xD935  # the kind of extra field that zipalign pads with
_ALIGNMENT = 64
_LARGEST_JSON = 64 * 2**20


@dataclass(frozen=True)
class Layout:
    """The names of the files in a model folder; no other module spells them out."""

    head: str = "model.json"
    metrics: str = "metrics.json"
    card: str = "README.md"
    vocabulary_suffix: str = ".vocabulary.txt"
    weights_suffix: str = ".weights.npz"

    def vocabulary(self, view: str) -> str:
        """Return the name of the file with the tokens of a view."""
        return f"{view}{self.vocabulary_suffix}"

    def weights(self, view: str) -> str:
        """Return the name of the file with the arrays of a view."""
        return f"{view}{self.weights_suffix}"

    def owns(self, name: str) -> bool:
        """Return whether a file of a model can have this name, whatever the views of the model are called."""
        suffixes = (self.vocabulary_suffix, self.weights_suffix)
        return name in (self.head, self.metrics, self.card) or name.endswith(suffixes)


LAYOUT = Layout()


def save(classifier: Classifier, folder: Path, *, metrics: dict[str, Any], card: str, overwrite: bool = False) -> None:
    """Write a model folder; it appears whole or not at all.

    :param overwrite: whether it may take the place of one that is there.
    :raises OutputError: if it cannot be written.
    """
    contents: dict[str, bytes] = {}
    for name, view in classifier.views.items():
        contents |= {
            LAYOUT.vocabulary(name): _vocabulary_bytes(view),
            LAYOUT.weights(name): _weights_bytes(view),
        }
    head = {
        "protocol": PROTOCOL,
        "name": classifier.name,
        "labels": list(classifier.labels),
        "title_weight": classifier.title_weight,
        "views": {name: _view_head(view, classifier.labels) for name, view in classifier.views.items()},
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "about": classifier.about,
    }
    contents |= {LAYOUT.head: _json_bytes(head), LAYOUT.metrics: _json_bytes(metrics), LAYOUT.card: card.encode()}
    with creating_folder(folder, overwrite=overwrite) as new:
        for name, content in contents.items():
            (new / name).write_bytes(content)


def _view_head(view: View, labels: tuple[str, ...]) -> dict[str, Any]:
    head = {
        "tokenizer": view.vocabulary.tokenizer.name,
        "thresholds": dict(zip(labels, view.thresholds.tolist(), strict=True)),
    }
    if view.plausible is not None:
        head["plausible"] = dict(zip(labels, view.plausible.tolist(), strict=True))
    return head


def _vocabulary_bytes(view: View) -> bytes:
    return "".join(f"{token}\n" for token in view.vocabulary.tokens).encode()


def _weights_bytes(view: View) -> bytes:
    """Return the arrays in the format of ``np.savez``, each at an aligned offset so that it can be mapped."""
    arrays = {
        "prefix": view.vocabulary.prefix,
        "last": view.vocabulary.last,
        "weights": view.weights.astype(np.float32),
        "coef": view.coef.astype(np.float32),
        "intercept": view.intercept.astype(np.float64),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            gap = -(buffer.tell() + _LOCAL_HEADER + len(member.filename)) % _ALIGNMENT
            gap += _ALIGNMENT if 0 < gap < _EXTRA_HEADER else 0
            if gap:
                member.extra = struct.pack("<HH", _PADDING, gap - _EXTRA_HEADER) + bytes(gap - _EXTRA_HEADER)
            content = io.BytesIO()
            np.save(content, np.ascontiguousarray(array))
            archive.writestr(member, content.getvalue())
    return buffer.getvalue()


def _json_bytes(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def load(folder: Path) -> Classifier:
    """Read and check a model folder.

    :raises ModelError: if it is missing, of another protocol, damaged, or would read outside itself.
    """
    head = read_head(folder)
    try:
        if head["protocol"] != PROTOCOL:
            raise ModelError(
                f"{folder}: model protocol {head['protocol']}, this version reads {PROTOCOL}.",
                "Install the version of bantin that made the model, or train the model again.",
            )
        if not {ACCENTED} <= set(head["views"]) <= {ACCENTED, PLAIN}:
            raise _damaged(folder, f"{LAYOUT.head} names other views than {ACCENTED} and {PLAIN}")
        check_head(head)
        labels = tuple(head["labels"])
        views = {name: _load_view(folder, name, head, labels) for name in head["views"]}
        return Classifier(head["name"], labels, head["title_weight"], views, head["about"])
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{LAYOUT.head} lacks a key or holds a wrong value ({error})") from error
    except (ValueError, OSError, zipfile.BadZipFile, EOFError, OverflowError, IndexError, struct.error) as error:
        raise _damaged(folder, str(error)) from error
    except (RecursionError, MemoryError) as error:
        raise _damaged(folder, f"{type(error).__name__} while it was read") from error


def read_head(folder: Path) -> dict[str, Any]:
    """Return the content of ``model.json``.

    :raises ModelError: if there is none or it is not a JSON object.
    """
    path = folder / LAYOUT.head
    try:
        head = read_json(path)
    except OSError as error:
        problem = f"{folder}: no model there ({LAYOUT.head}: {error.strerror})."
        raise ModelError(problem, "See: bantin models list") from error
    except ValueError as error:
        raise _damaged(folder, f"{LAYOUT.head} is not JSON: {error}") from error
    if not isinstance(head, dict) or "protocol" not in head:
        raise _damaged(folder, f"{LAYOUT.head} names no protocol")
    return head


def read_metrics(folder: Path) -> dict[str, Any]:
    """Return the content of ``metrics.json``, empty if there is none; no prediction depends on it.

    :raises ModelError: if it cannot be read, or is no JSON object.
    """
    path = folder / LAYOUT.metrics
    try:
        metrics = read_json(path)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise unreadable_metrics(path, error) from error
    if not isinstance(metrics, dict):
        raise unreadable_metrics(path, "no JSON object")
    return metrics


def unreadable_metrics(path: object, reason: object) -> ModelError:
    """Return the error for figures that cannot be read."""
    reason = getattr(reason, "strerror", None) or reason
    return ModelError(
        f"{path}: the figures of the model cannot be read: {reason}.",
        "Train it anew, or delete the file: the model labels without it.",
    )


def read_json(path: Path) -> Any:
    """Return the content of a JSON file that a stranger may have made.

    Pipes that never end, nesting without end, numbers and letters that cannot be written again are refused.

    :raises OSError: if it cannot be read.
    :raises ValueError: if it is no regular file, too large, or not JSON.
    """
    return orjson.loads(read_regular(path))


def read_regular(path: Path) -> bytes:
    """Return the content of a small file that a stranger may have made.

    :raises OSError: if it cannot be read.
    :raises ValueError: if it is no regular file, or too large.
    """
    _check_regular(path)
    if path.stat().st_size > _LARGEST_JSON:
        raise ValueError(f"{path.name} has more than {_LARGEST_JSON:,} bytes")
    return path.read_bytes()


def _check_regular(path: Path) -> None:
    """Raise ValueError unless a path is a file: to open a pipe is to wait for whoever writes into it."""
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"{path.name} is no regular file")


def _damaged(folder: Path, reason: str) -> ModelError:
    return ModelError(f"{folder}: the model is damaged: {reason}.", "Copy it again from its source, or train it again.")


def _stored_array(archive: mmap.mmap, name: str) -> npt.NDArray[Any]:
    """Return an array of an npz file without copying it: processes that use the same model share its pages."""
    with zipfile.ZipFile(cast("IO[bytes]", archive)) as members:
        member = members.getinfo(f"{name}.npy")
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{name} is compressed")
    name_and_extra = struct.unpack_from("<HH", archive, member.header_offset + _LOCAL_HEADER - 4)
    archive.seek(member.header_offset + _LOCAL_HEADER + sum(name_and_extra))
    if np.lib.format.read_magic(archive) != (1, 0):
        raise ValueError(f"{name} is an array of another version")
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(archive)
    if dtype.hasobject:
        raise ValueError(f"{name} holds objects")
    array = np.frombuffer(archive, dtype, math.prod(shape), archive.tell()).reshape(
        shape, order="F" if fortran else "C"
    )
    return array if array.flags.aligned else array.copy()  # files of the first release are not aligned


def _checked_content(folder: Path, name: str, expected: str) -> mmap.mmap:
    """Map a file of the folder into memory, if it has the checksum that was saved."""
    path = folder / name
    if path.resolve().parent != folder.resolve():
        raise _damaged(folder, f"{name} points outside the folder")
    try:
        _check_regular(path)
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise _damaged(folder, f"{name}: {getattr(error, 'strerror', None) or error}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise _damaged(folder, f"{name} is not the file that was saved (sha256 differs)")
    return content


def _load_view(folder: Path, name: str, head: dict[str, Any], labels: tuple[str, ...]) -> View:
    about = head["views"][name]
    vocabulary, weights = (
        _checked_content(folder, file, head["sha256"][file]) for file in (LAYOUT.vocabulary(name), LAYOUT.weights(name))
    )
    arrays = {key: _stored_array(weights, key) for key in ("prefix", "last", "weights", "coef", "intercept")}
    tokens = bytes(vocabulary).decode().removesuffix("\n").split("\n")
    thresholds = np.array([about["thresholds"][label] for label in labels], dtype=float)
    plausible = about.get("plausible")
    _check_arrays(folder, arrays, len(tokens), len(labels))
    return View(
        vocabulary=NgramVocabulary(make_tokenizer(about["tokenizer"]), tokens, arrays["prefix"], arrays["last"]),
        weights=arrays["weights"],
        coef=arrays["coef"],
        intercept=arrays["intercept"],
        thresholds=thresholds,
        plausible=None if plausible is None else np.array([plausible[label] for label in labels], dtype=float),
    )


def _check_arrays(folder: Path, arrays: dict[str, Any], n_tokens: int, n_labels: int) -> None:
    """Raise an error unless shapes, types and values fit together: scoring indexes these arrays unchecked."""
    n_features = len(arrays["weights"])
    shapes = {"prefix": (n_features,), "last": (n_features,), "weights": (n_features,),
              "coef": (n_features, n_labels), "intercept": (n_labels,)}  # fmt: skip
    for name, shape in shapes.items():
        array = arrays[name]
        kind = "i" if name in ("prefix", "last") else "f"
        if array.shape != shape or array.dtype.kind != kind:
            raise _damaged(folder, f"{name} is {array.dtype} of shape {array.shape}, not of shape {shape}")
        if kind == "f":
            check_weights(name, array)
    check_ngrams(arrays["prefix"], arrays["last"], n_tokens)
