"""Model folders: how a classifier is kept on disk, and how it is checked before use.

A folder holds data only, nothing that is executed:

=================  =====================================================================================
``model.json``     protocol number, labels, tokenizer, calibration, thresholds, sha256 of the next two
``vocabulary.txt`` the tokens, one a line, sorted by code point
``weights.npz``    ``prefix`` and ``last`` (n_features,), the n-grams by feature and token number;
                   ``weights`` (n_features,); ``coef`` (n_features, n_labels); ``intercept`` (n_labels,)
``metrics.json``   what was measured on what; not read for prediction
``README.md``      the model card, generated; not read for prediction
=================  =====================================================================================

N-grams are stored as numbers because splitting a hundred thousand lines would take most of a cold start.

The protocol number goes up by one when a reader of the old number would misread a new folder. Readers of old
protocols stay, each with a test that loads a folder written under it.
"""

from __future__ import annotations

import hashlib
import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np

from nlp.classify.features import NgramVocabulary
from nlp.classify.model import Calibration, Classifier
from nlp.errors import ModelError, OutputError
from nlp.text.tokenize import make_tokenizer

PROTOCOL = 1
HEAD, VOCABULARY, WEIGHTS, METRICS, CARD = "model.json", "vocabulary.txt", "weights.npz", "metrics.json", "README.md"

_ARRAYS = {"prefix": 1, "last": 1, "weights": 1, "coef": 2, "intercept": 1}


def save(classifier: Classifier, folder: Path, *, metrics: dict[str, Any], card: str) -> None:
    """Write a model folder; it appears whole or not at all, in place of one that was there.

    :raises OutputError: if it cannot be written.
    """
    contents = {VOCABULARY: _vocabulary_bytes(classifier), WEIGHTS: _weights_bytes(classifier)}
    head = {
        "protocol": PROTOCOL,
        "name": classifier.name,
        "labels": list(classifier.labels),
        "tokenizer": classifier.vocabulary.tokenizer.name,
        "title_weight": classifier.title_weight,
        "calibration": {"scale": classifier.calibration.scale, "bias": classifier.calibration.bias.tolist()},
        "thresholds": dict(zip(classifier.labels, classifier.thresholds.tolist(), strict=True)),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        "about": classifier.about,
    }
    contents |= {HEAD: _json_bytes(head), METRICS: _json_bytes(metrics), CARD: card.encode()}
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as scratch:
            new = Path(scratch) / "new"
            new.mkdir()
            for name, content in contents.items():
                (new / name).write_bytes(content)
            if folder.exists():
                folder.rename(Path(scratch) / "old")
            new.rename(folder)
    except OSError as error:
        raise OutputError(f"{folder}: the model cannot be written: {error.strerror}.", "Check the place.") from error


def _vocabulary_bytes(classifier: Classifier) -> bytes:
    return "".join(f"{token}\n" for token in classifier.vocabulary.tokens).encode()


def _weights_bytes(classifier: Classifier) -> bytes:
    buffer = io.BytesIO()
    np.savez(
        buffer,
        prefix=classifier.vocabulary.prefix,
        last=classifier.vocabulary.last,
        weights=classifier.weights.astype(np.float32),
        coef=classifier.coef.astype(np.float32),
        intercept=classifier.intercept.astype(np.float64),
    )
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
                "Install the bantin that made the model, or train it anew.",
            )
        contents = {name: _checked_content(folder, name, head["sha256"][name]) for name in (VOCABULARY, WEIGHTS)}
        extra = set(head["sha256"]) - set(contents)
        if extra:
            raise _damaged(folder, f"{HEAD} names files that no model has: {', '.join(sorted(extra))}")
        return _assemble(folder, head, contents)
    except (KeyError, TypeError, AttributeError) as error:
        raise _damaged(folder, f"{HEAD} lacks or garbles {error}") from error
    except (ValueError, OSError, zipfile.BadZipFile, EOFError) as error:
        raise _damaged(folder, str(error)) from error


def read_head(folder: Path) -> dict[str, Any]:
    """Return what ``model.json`` says.

    :raises ModelError: if there is none or it is not a JSON object.
    """
    path = folder / HEAD
    try:
        head = json.loads(path.read_bytes())
    except OSError as error:
        raise ModelError(f"{folder}: no model there ({HEAD}: {error.strerror}).", "See: bantin models list") from error
    except ValueError as error:
        raise _damaged(folder, f"{HEAD} is not JSON: {error}") from error
    if not isinstance(head, dict) or "protocol" not in head:
        raise _damaged(folder, f"{HEAD} names no protocol")
    return head


def _damaged(folder: Path, reason: str) -> ModelError:
    return ModelError(f"{folder}: the model is damaged: {reason}.", "Copy it anew from where it came, or train it anew.")


def _checked_content(folder: Path, name: str, expected: str) -> bytes:
    path = folder / name
    if path.resolve().parent != folder.resolve():
        raise _damaged(folder, f"{name} points outside the folder")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _damaged(folder, f"{name}: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise _damaged(folder, f"{name} is not the file that was saved (sha256 differs)")
    return content


def _assemble(folder: Path, head: dict[str, Any], contents: dict[str, bytes]) -> Classifier:
    labels = tuple(map(str, head["labels"]))
    with np.load(io.BytesIO(contents[WEIGHTS]), allow_pickle=False) as archive:
        arrays = {name: archive[name] for name in _ARRAYS}
    tokens = contents[VOCABULARY].decode().removesuffix("\n").split("\n")
    calibration = Calibration(float(head["calibration"]["scale"]), np.array(head["calibration"]["bias"], dtype=float))
    thresholds = np.array([head["thresholds"][label] for label in labels], dtype=float)
    _check_arrays(folder, arrays, len(tokens), len(labels))
    _check_numbers(folder, "calibration", np.array([calibration.scale, *calibration.bias]), len(labels) + 1)
    _check_numbers(folder, "thresholds", thresholds, len(labels))
    return Classifier(
        name=str(head["name"]),
        labels=labels,
        vocabulary=NgramVocabulary(make_tokenizer(head["tokenizer"]), tokens, arrays["prefix"], arrays["last"]),
        weights=arrays["weights"].astype(np.float64),
        coef=arrays["coef"].astype(np.float64),
        intercept=arrays["intercept"],
        calibration=calibration,
        thresholds=thresholds,
        title_weight=int(head["title_weight"]),
        about=head["about"],
    )


def _check_arrays(folder: Path, arrays: dict[str, Any], n_tokens: int, n_labels: int) -> None:
    n_features = len(arrays["weights"])
    shapes = {"prefix": (n_features,), "last": (n_features,), "weights": (n_features,),
              "coef": (n_features, n_labels), "intercept": (n_labels,)}  # fmt: skip
    for name, shape in shapes.items():
        array = arrays[name]
        kind = "i" if name in ("prefix", "last") else "f"
        if array.shape != shape or array.dtype.kind != kind:
            raise _damaged(folder, f"{name} is {array.dtype} of shape {array.shape}, not of shape {shape}")
        if kind == "f" and not np.isfinite(array).all():
            raise _damaged(folder, f"{name} holds a value that is not finite")
    in_order = (arrays["prefix"] >= -1) & (arrays["prefix"] < np.arange(n_features))
    if not in_order.all() or not ((arrays["last"] >= 0) & (arrays["last"] < n_tokens)).all():
        raise _damaged(folder, "an n-gram is made of tokens or prefixes that are not there")


def _check_numbers(folder: Path, name: str, values: Any, length: int) -> None:
    if values.shape != (length,) or not np.isfinite(values).all():
        raise _damaged(folder, f"{name} in {HEAD} are not {length} finite numbers")


