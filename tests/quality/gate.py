"""The quality gate: the shipped model judged on real sets, compared with floors that nobody lowers by accident.

    python -m tests.quality.gate             judge, compare, print a table; exit 1 if a figure is under its floor
    python -m tests.quality.gate --raise     judge and raise the floors that can be raised
    python -m tests.quality.gate --lower REASON   write the figures as they are; the reason is kept beside them

Floors stand in floors.json with the sha256 of each set: other data has no floors. A floor is the figure measured,
less a margin for harmless changes of the libraries underneath.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Callable
from pathlib import Path

from nlp.article import Article
from nlp.classify.registry import load_model
from nlp.datasets.dataset import Dataset
from nlp.datasets.reading import dataset
from nlp.entities.extract import extract
from nlp.evaluation.judgement import judge, metrics_of
from nlp.formats.record import Columns
from nlp.text.normalize import strip_accents

FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 0.004
PROJECT = Path(__file__).parents[2]
SETS = {
    "news_dev": {"path": "news_dev.jsonl"},
    "seed": {"path": "seed.jsonl"},
    "feed": {"path": "feed_sample.jsonl.xz", "labels": str(PROJECT / "corpus" / "feed_labels.jsonl")},
}
FORMS: dict[str, Callable[[str], str]] = {
    "as is": lambda text: text,
    "no accents": strip_accents,
    "upper case": str.upper,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
}
KINDS = ("PROVINCE", "OFFICIAL", "AMOUNT")
FIGURES = ("macro_f1", "macro_f1_clear", "accuracy", "coverage_without_review", "accuracy_without_review")


def in_form(data: Dataset, form: Callable[[str], str]) -> Dataset:
    """Return the same labelled articles, written otherwise."""
    articles = [Article(text=form(article.text), title=form(article.title), id=article.id) for article in data.articles]
    return Dataset(articles, data.labels, data.hard, data.weights)


def measure(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its file and figures by form."""
    model = load_model("default")
    measured = {}
    for name, entry in SETS.items():
        path = shared / "data" / entry["path"]
        data = dataset(entry | {"path": str(path)}, Columns())
        forms = FORMS if name == "news_dev" else {"as is": FORMS["as is"]}
        figures = {}
        for form, write in forms.items():
            all_figures = metrics_of(judge(model, in_form(data, write)))
            figures[form] = {key: all_figures[key] for key in FIGURES}
        measured[name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "figures": figures}
    return measured


def measure_entities(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its file and F1 by entity type, as the shared scorer counts it."""
    measured = {}
    for name in ("entities_dev", "seed"):
        gold = shared / "data" / f"{name}.jsonl"
        rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
            for row in rows:
                article = Article(text=row["text"], title=row.get("title", ""))
                found = [entity.to_dict() for entity in extract(article)]
                out.write(json.dumps({"id": row["id"], "entities": found}, ensure_ascii=False) + "\n")
            out.flush()
            command = [sys.executable, str(shared / "eval" / "score.py"), "entities", str(gold), out.name]
            scored = json.loads(subprocess.run(command, check=True, capture_output=True).stdout.splitlines()[-1])
        figures = {kind: {key: scored[kind][key] for key in ("f1", "precision", "recall")} for kind in KINDS}
        measured[f"{name}, entities"] = {"sha256": hashlib.sha256(gold.read_bytes()).hexdigest(), "figures": figures}
    return measured


def below(measured: dict[str, dict], floors: dict[str, dict]) -> list[str]:
    """Return a line for every figure under its floor and every set without floors."""
    problems = []
    for name, result in measured.items():
        floor = floors.get(name)
        if floor is None or floor["sha256"] != result["sha256"]:
            problems.append(f"{name}: no floors for this data")
            continue
        for form, figures in result["figures"].items():
            for key, least in floor["figures"][form].items():
                if figures[key] < least:
                    problems.append(f"{name}, {form}: {key} is {figures[key]:.4f}, its floor {least:.4f}")
    return problems


def floors_of(measured: dict[str, dict], old: dict[str, dict], *, lower: str | None) -> dict[str, dict]:
    """Return floors for what was measured; without ``lower`` none is under the old one of the same data."""
    floors = {}
    for name, result in measured.items():
        before = old.get(name, {})
        same = before.get("sha256") == result["sha256"] and lower is None
        figures = {
            form: {
                key: max(round(value - MARGIN, 4), before["figures"].get(form, {}).get(key, 0) if same else 0)
                for key, value in by_key.items()
            }
            for form, by_key in result["figures"].items()
        }
        reasons = [*before.get("lowered", []), *([lower] if lower else [])]
        floors[name] = {"sha256": result["sha256"], "figures": figures} | ({"lowered": reasons} if reasons else {})
    return floors


def table(measured: dict[str, dict]) -> str:
    """Return the figures as text."""
    lines = []
    for name, result in measured.items():
        for form, figures in result["figures"].items():
            shown = "  ".join(f"{key.replace('_', ' ')} {value:.4f}" for key, value in figures.items())
            lines.append(f"{name:24}{form:12}{shown}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="raising", action="store_true", help="raise floors to what was measured")
    parser.add_argument("--lower", metavar="REASON", help="write what was measured even where it is lower")
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    arguments = parser.parse_args()
    measured = measure(arguments.shared) | measure_entities(arguments.shared)
    print(table(measured))
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    if arguments.raising or arguments.lower:
        floors = floors_of(measured, floors, lower=arguments.lower)
        FLOORS.write_text(json.dumps(floors, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    problems = below(measured, floors)
    print(*problems, sep="\n")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
