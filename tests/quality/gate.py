"""The quality gate: the shipped model judged on real sets, compared with floors that nobody lowers by accident.

    python -m tests.quality.gate             judge, compare, print a table; exit 1 if a figure is under its floor
    python -m tests.quality.gate --raise     judge and raise the floors that can be raised
    python -m tests.quality.gate --lower REASON   write the figures as they are; the reason is kept beside them

Labels are judged in several forms of the text, entities as written and without accents. Floors are kept in floors.json
with the sha256 of each set: other data has no floors. A floor is the measured figure less a margin, which allows for
harmless changes of the libraries underneath.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from msgspec import structs

from nlp.article import Article
from nlp.classify.registry import load_model
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.entities.extract import extract, find_entities
from nlp.evaluation.figures import to_json
from nlp.evaluation.judgement import judge, metrics_of
from nlp.facts.find import NEEDED_TYPES, find_facts
from nlp.text.normalize import strip_accents
from tests.quality.forms import CHANGES, FORMS
from tests.quality.surround import KINDS, clear, flips, surrounded

FLOORS = Path(__file__).with_name("floors.json")
MARGIN = 0.004
PROJECT = Path(__file__).parents[2]
SETS = {
    "news_dev": LabelledSource("news_dev.jsonl"),
    "seed": LabelledSource("seed.jsonl"),
    "feed": LabelledSource("feed_sample.jsonl.xz", labels=str(PROJECT / "corpus" / "feed_labels.jsonl")),
}
ENTITY_SETS = {
    "entities_dev": ("PROVINCE", "OFFICIAL", "ORGANIZATION", "AMOUNT"),
    "seed": ("PROVINCE", "OFFICIAL", "AMOUNT"),
}
"""Set -> what the scorer is asked about; ORGANIZATION is that of the officials."""

PLAIN_ENTITY_SETS = {"entities_dev": ("PROVINCE", "OFFICIAL", "AMOUNT")}
"""The same for text that is stripped of its accents."""

MENTION_SETS = {"routes": ("ROUTE", "WATER")}
"""Room of ``tests/entities`` with gold of ids and spans -> types that its gold marks; the texts lie in ../shared."""

TEXTS = ("feed_sample.jsonl.xz", "articles_pool.jsonl.xz", "news_train.jsonl")
"""The real news that gold names by ids."""

WRITTEN_VALUES = ("name", "title", "organization")
"""Values of officials that quote the text; those of other types are codes, names of the tables and numbers."""

FIGURES = ("macro_f1", "macro_f1_clear", "accuracy", "coverage_without_review", "accuracy_without_review")


def measure(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its file and figures by form."""
    model = load_model("default")
    measured = {}
    for name, source in SETS.items():
        path = shared / "data" / source.path
        data = read_dataset(structs.replace(source, path=str(path)))
        forms = FORMS if name == "news_dev" else {"as is": FORMS["as is"]}
        figures = {}
        for form, write in forms.items():
            written = replace(data, articles=[write(article) for article in data.articles])
            all_figures = to_json(metrics_of(judge(model, written)))
            figures[form] = {key: all_figures[key] for key in FIGURES}
        measured[name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "figures": figures}
    return measured


def measure_changes(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 and, by kind of change, two shares of the clear articles.

    ``kept`` have the same label as before; ``right_or_seen`` do not become wrong without review.
    """
    model = load_model("default")
    measured = {}
    for name in ("news_dev.jsonl", "news_dev_full.jsonl.xz"):
        path = shared / "data" / name
        data = clear(read_dataset(LabelledSource(str(path))))
        changed = {kind: surrounded(data, kind) for kind in KINDS}
        changed |= {kind: [change(article) for article in data.articles] for kind, change in CHANGES.items()}
        figures = {}
        for kind, articles in changed.items():
            flipped, unseen = flips(model, data, articles)
            figures[kind] = {"kept": 1 - flipped, "right_or_seen": 1 - unseen}
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        measured[f"{name.split('.')[0]}, changed"] = {"sha256": sha256, "figures": figures}
    return measured


def without_accents(row: dict) -> dict:
    """Return a gold article as somebody types it who has no accents: letters change, typography and offsets stay.

    :raises ValueError: if stripping the accents would move the offsets.
    """
    text = strip_accents(row["text"])
    if len(text) != len(row["text"]):
        raise ValueError(f"{row['id']}: stripping the accents changes the length of the text")
    entities = []
    for entity in row["entities"]:
        value = dict(entity["value"])
        if entity["type"] == "OFFICIAL":
            value |= {key: strip_accents(value[key]) for key in WRITTEN_VALUES if value.get(key)}
        entities.append(entity | {"text": strip_accents(entity["text"]), "value": value})
    return row | {"text": text, "title": strip_accents(row.get("title") or ""), "entities": entities}


def measure_entities(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its file and figures by entity type, as the shared scorer counts them."""
    measured = {}
    for form, sets in (("entities", ENTITY_SETS), ("entities without accents", PLAIN_ENTITY_SETS)):
        for name, kinds in sets.items():
            path = shared / "data" / f"{name}.jsonl"
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            if sets is PLAIN_ENTITY_SETS:
                rows = [without_accents(row) for row in rows]
            scores = score_entities(rows, shared)
            figures = {kind: {key: scores[kind][key] for key in ("f1", "precision", "recall")} for kind in kinds}
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
            measured[f"{name}, {form}"] = {"sha256": sha256, "figures": figures}
    return measured


def score_entities(gold: list[dict], shared: Path) -> dict[str, dict]:
    """Return what the shared scorer says of the entities that are extracted from gold articles."""
    articles = (Article(text=row["text"], title=row.get("title") or "") for row in gold)
    extracted = [
        {"id": row["id"], "entities": [entity.to_dict() for entity in extract(article)]}
        for row, article in zip(gold, articles, strict=True)
    ]
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "gold.jsonl", Path(folder) / "out.jsonl"]
        for path, rows in zip(paths, (gold, extracted), strict=True):
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(shared / "eval" / "score.py"), "entities", *map(str, paths)]
        output = subprocess.run(command, check=True, capture_output=True).stdout
    return json.loads(output.splitlines()[-1])


def measure_mentions(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its gold and F1 by type: of spans, and of spans with the right value."""
    measured = {}
    for room, kinds in MENTION_SETS.items():
        paths = sorted((PROJECT / "tests" / "entities" / room / "gold").glob("*.jsonl"))
        lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
        scores = score_mentions([json.loads(line) for line in lines], kinds, shared)
        figures = {kind: {key: scores[key][kind]["F1"] for key in ("span", "value")} for kind in kinds}
        sha256 = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        measured[f"{room}, mentions"] = {"sha256": sha256, "figures": figures}
    return measured


def score_mentions(gold: list[dict], kinds: Sequence[str], shared: Path) -> dict[str, dict]:
    """Return what the shared scorer says of the mentions in the texts that the gold names by their ids."""
    texts = texts_of({row["id"] for row in gold}, shared)
    extracted = [{"id": row["id"], "entities": [], "facts": []} for row in gold]
    for row in extracted:
        row["entities"] = [entity.to_dict() for entity in extract(texts[row["id"]], kinds)]
    return run_scorer("score_mentions.py", extracted, gold, shared)["all"]


def measure_facts(shared: Path) -> dict[str, dict]:
    """Return set -> sha256 of its gold and F1 of its facts: with their provinces and without."""
    measured = {}
    for path in sorted((PROJECT / "tests" / "facts" / "gold").glob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines()
        gold = [json.loads(line) for line in lines]
        extracted = []
        for source in {row["source"] for row in gold}:
            texts = texts_of({row["id"] for row in gold if row["source"] == source}, shared, [source])
            for key, article in texts.items():
                facts = find_facts(article, find_entities(article, NEEDED_TYPES))
                extracted.append({"id": key, "entities": [], "facts": [fact.to_dict() for fact in facts]})
        scores = run_scorer("score_mentions.py", extracted, gold, shared)["all"]
        figures = {key: scores[key]["F1"] for key in ("facts", "facts_no_place")}
        sha256 = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        measured[f"{path.stem}, facts"] = {"sha256": sha256, "figures": {"as is": figures}}
    return measured


def texts_of(ids: set[str], shared: Path, names: Sequence[str] = TEXTS) -> dict[str, Article]:
    """Return id -> article, of the real news sets."""
    found = {}
    for name in names:
        opened = lzma.open if name.endswith(".xz") else open
        with opened(shared / "data" / name, "rt", encoding="utf-8") as stream:
            rows = [json.loads(line) for line in stream if line.split('"', 4)[3] in ids]  # each line begins with its id
        found |= {row["id"]: Article(row["text"], row["title"] or "", published=row["published"]) for row in rows}
    return found


def run_scorer(name: str, extracted: list[dict], gold: list[dict], shared: Path) -> dict[str, dict]:
    """Return the last line that a shared scorer prints about what was extracted and the gold."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "out.jsonl", Path(folder) / "gold.jsonl"]
        for path, rows in zip(paths, (extracted, gold), strict=True):
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        command = [sys.executable, str(shared / "eval" / name), *map(str, paths)]
        output = subprocess.run(command, check=True, capture_output=True).stdout
    return json.loads(output.splitlines()[-1])


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
            lines.append(f"{name:40}{form:24}{shown}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raise", dest="raising", action="store_true", help="raise floors to what was measured")
    parser.add_argument("--lower", metavar="REASON", help="write what was measured even where it is lower")
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared")
    arguments = parser.parse_args()
    measured = measure(arguments.shared) | measure_changes(arguments.shared) | measure_entities(arguments.shared)
    measured |= measure_mentions(arguments.shared) | measure_facts(arguments.shared)
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
