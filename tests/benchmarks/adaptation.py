"""Training from a base against training from nothing, on divisions of real news into what is old and what is new.

    python -m tests.benchmarks.adaptation [--division NAME] [--sizes 50 200 800] [--draws 5] [--label NAME]

A base learns the old side; 50, 200, 800 articles of the new side adapt it, without a text of the old one: the written
corpus is the unlabelled text. Each row is judged on held-out articles of both sides: macro-F1 on new / on old, mean
over the draws, and their standard deviation. "joint" learns the old texts together with the new ones, which a user
cannot have. With --label the base lacks that label, and 12, 40, 100 examples of it come back, among as many others: its
F1 / macro-F1 of the other labels on everything that was held out.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.classify.features import tfidf
from nlp.classify.model import Classifier
from nlp.datasets.dataset import Dataset, merge
from nlp.datasets.grouping import find_groups
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.evaluation.f1 import label_f1, macro_f1
from nlp.text.tokenize import make_tokenizer
from nlp.training.adaptation.adapt import adapt
from nlp.training.adaptation.base import Base
from nlp.training.adaptation.forgetting import Unlabelled
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions
from nlp.training.train import train

PROJECT = Path(__file__).parents[2]
TRAIN = PROJECT.parent / "shared" / "data" / "news_train.jsonl"
OPTIONS = TrainOptions(plain=False)
HELD_OUT = 0.3
FEEDS = ("rss_tintuchangngay", "rss_newsaggregator", "vietonlinenews_sample")

Row = dict[str, object]
DIVISIONS: dict[str, tuple[Callable[[Row], bool], Callable[[Row], bool]]] = {
    "feeds-papers": (lambda row: row["source"] in FEEDS, lambda row: row["source"] not in FEEDS),
    "papers-feeds": (lambda row: row["source"] not in FEEDS, lambda row: row["source"] in FEEDS),
    "2025-2026": (
        lambda row: str(row["published"]).startswith("2025"),
        lambda row: str(row["published"]).startswith("2026"),
    ),
    "others-vietnews": (
        lambda row: not str(row["source"]).startswith("vietnews2016"),
        lambda row: str(row["source"]).startswith("vietnews2016"),
    ),
}
"""What is old and what is new, by source or year."""


@dataclass(frozen=True)
class Sides:
    """The four parts of a division; near-duplicates stand in one of them."""

    old: Dataset
    old_test: Dataset
    new: Dataset
    new_test: Dataset


def divide(dataset: Dataset, rows: Sequence[Row], groups: np.ndarray, name: str) -> Sides:
    is_old, is_new = (np.array([side(row) for row in rows]) for side in DIVISIONS[name])
    held = np.random.default_rng(0).random(int(groups.max()) + 1)[groups] < HELD_OUT
    is_old &= ~np.isin(groups, groups[is_new])
    parts = (is_old & ~held, is_old & held, is_new & ~held, is_new & held)
    return Sides(*(dataset.take(np.flatnonzero(part)) for part in parts))


def predicted(classifier: Classifier, test: Dataset, labels: Sequence[str]) -> np.ndarray:
    scores = classifier.predict_proba(test.pairs)
    return np.array([labels.index(label) for label in classifier.labels])[scores.argmax(axis=1)]


def from_nothing(dataset: Dataset, tests: Sequence[Dataset], labels: Sequence[str]) -> list[np.ndarray]:
    fitter = Fitter(dataset, OPTIONS, make_tokenizer(OPTIONS.tokenizer))
    fitted = fitter.fit(np.arange(len(dataset)))
    position = np.array([labels.index(label) for label in fitter.labels])
    counts = [fitter.vocabulary.count(test.pairs, OPTIONS.title_weight).rows for test in tests]
    return [
        position[(tfidf(rows, fitted.weights).dot(fitted.coef) + fitted.intercept).argmax(axis=1)] for rows in counts
    ]


def adapted(base: Classifier, dataset: Dataset, texts: Unlabelled) -> Classifier:
    return adapt(dataset, Base(base, unlabelled=texts), "adapted", OPTIONS).classifier


def judge_sides(
    sides: Sides, base: Classifier, learnt: Dataset, texts: Unlabelled
) -> Iterator[tuple[str, list[float]]]:
    labels = sorted(sides.old.label_counts)
    tests = (sides.new_test, sides.old_test)
    outcome = adapted(base, learnt, texts)
    for name, given in (
        ("base", [predicted(base, test, labels) for test in tests]),
        ("new alone", from_nothing(learnt, tests, labels)),
        ("adapted", [predicted(outcome, test, labels) for test in tests]),
        ("joint", from_nothing(merge([sides.old, learnt]), tests, labels)),
    ):
        yield name, [macro_f1(test.encode(labels), one) for test, one in zip(tests, given, strict=True)]
    yield "stayed base", [float(outcome.about["base"]["strength"] is None)] * 2


def judge_label(
    sides: Sides, base: Classifier, learnt: Dataset, texts: Unlabelled, label: str
) -> Iterator[tuple[str, list[float]]]:
    labels = sorted(sides.old.label_counts | sides.new.label_counts)
    test = merge([sides.old_test, sides.new_test])
    truth = test.encode(labels)
    others = np.array([row for row, name in enumerate(labels) if name != label])
    for name, given in (
        ("adapted", predicted(adapted(base, learnt, texts), test, labels)),
        ("joint", from_nothing(merge([sides.old, learnt]), [test], labels)[0]),
    ):
        f1 = label_f1(truth, given, np.arange(len(labels)))
        yield name, [float(f1[labels.index(label)]), float(f1[others].mean())]


def sample(dataset: Dataset, size: int, label: str | None, generator: np.random.Generator) -> Dataset:
    if label is None:
        return dataset.take(generator.choice(len(dataset), min(size, len(dataset)), replace=False))
    is_label = np.array([name == label for name in dataset.labels])
    parts = [generator.choice(np.flatnonzero(side), size, replace=False) for side in (is_label, ~is_label)]
    return dataset.take(np.concatenate(parts))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--division", choices=DIVISIONS, action="append")
    parser.add_argument("--sizes", type=int, nargs="+")
    parser.add_argument("--draws", type=int, default=5)
    parser.add_argument("--label", help="take this label away from the base")
    parser.add_argument("--train", type=Path, default=TRAIN)
    arguments = parser.parse_args()
    dataset = read_dataset(LabelledSource(str(arguments.train)))
    rows = [json.loads(line) for line in arguments.train.read_text(encoding="utf-8").splitlines()]
    if len(rows) != len(dataset):
        parser.error("some articles cannot be used, so sources and years do not fit the others")
    groups = find_groups(dataset)
    texts = Unlabelled("corpus", read_dataset(LabelledSource(str(PROJECT / "corpus" / "articles"))).pairs)
    sizes = arguments.sizes or ([12, 40, 100] if arguments.label else [50, 200, 800])
    for name in arguments.division or DIVISIONS:
        sides = divide(dataset, rows, groups, name)
        old = sides.old
        if arguments.label:
            old = old.take([row for row, label in enumerate(old.labels) if label != arguments.label])
            sides = Sides(old, sides.old_test, sides.new, sides.new_test)
        base = train(old, "base", OPTIONS).classifier
        print(f"{name}: {len(old):,} old, {len(sides.new):,} new to draw from", flush=True)
        for size in sizes:
            started = time.perf_counter()
            figures = defaultdict(list)
            for draw in range(arguments.draws):
                learnt = sample(sides.new, size, arguments.label, np.random.default_rng(100 + draw))
                judged = (
                    judge_label(sides, base, learnt, texts, arguments.label)
                    if arguments.label
                    else judge_sides(sides, base, learnt, texts)
                )
                for row, pair in judged:
                    figures[row].append(pair)
            print(f"  {size} articles, {time.perf_counter() - started:.0f} s")
            for row, pairs in figures.items():
                (mean_new, mean_old), (spread_new, spread_old) = np.mean(pairs, axis=0), np.std(pairs, axis=0)
                print(f"    {row:<12}{mean_new:.3f} ±{spread_new:.3f} / {mean_old:.3f} ±{spread_old:.3f}", flush=True)


if __name__ == "__main__":
    main()
