"""What tests share: the folders of the project, a small trained model, the real sets when they are there."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from nlp.datasets.dataset import Dataset
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.training.options import TrainOptions
from nlp.training.train import Trained, train
from tests.warm import parent

PROJECT = Path(__file__).parents[1]
CORPUS = PROJECT / "corpus"
SHARED = Path(os.environ.get("BANTIN_SHARED", PROJECT.parent / "shared"))

_OF_THE_INTERPRETER = ("PYTHON", "LANG", "LC_")

settings.register_profile("project", deadline=None, max_examples=200, derandomize=True)
settings.load_profile("project")


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_jsonl(path: Path, rows: list[dict]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def write_feed(path: Path, n: int) -> Path:
    """Write ``n`` different articles made of the written corpus, as a scraper would."""
    given = [row for file in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(file)[::7]]
    with path.open("w", encoding="utf-8") as file:
        for number in range(n):
            row = given[number % len(given)]
            text = {"id": f"a{number}", "title": row["title"], "text": f"{row['text']} Tin số {number}.", "n": [number]}
            file.write(json.dumps(text, ensure_ascii=False) + "\n")
    return path


@cache
def _cache() -> str:
    """Return a cache of training for the whole run of the tests, so that they leave none behind."""
    folder = tempfile.mkdtemp(prefix="bantin-cache-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def bantin(*arguments: str | Path, stdin: bytes | None = None, **options) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own."""
    given = {"COLUMNS": "120", "NO_COLOR": "1", **options.pop("env", {})}
    environment = {"BANTIN_CACHE": _cache(), **os.environ, **given}
    if options.keys() <= {"cwd"} and not any(name.startswith(_OF_THE_INTERPRETER) for name in given):
        return parent().run(
            [*map(str, arguments)], stdin, str(options["cwd"]) if "cwd" in options else None, environment
        )
    command = [sys.executable, "-m", "nlp", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False, **options)


@pytest.fixture(scope="session")
def corpus() -> Dataset:
    return read_dataset(LabelledSource(str(CORPUS / "articles")))


@pytest.fixture(scope="session")
def trained(corpus: Dataset) -> Trained:
    """A model of the written corpus, small enough to train in seconds."""
    return train(corpus, "small", TrainOptions(folds=3, max_iter=30))


@pytest.fixture(scope="session")
def shared() -> Path:
    if not (SHARED / "data").is_dir():
        pytest.skip("the shared real sets are not here; set BANTIN_SHARED to their folder")
    return SHARED
