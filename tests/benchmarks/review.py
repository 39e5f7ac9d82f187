"""How much labelling the review queue saves: a simulation on real news whose labels are known.

    python -m tests.benchmarks.review                  five seeds, about ten minutes
    python -m tests.benchmarks.review --mix feed       from a pool that has the mix of a feed
    python -m tests.benchmarks.review --seeds 1 --csv curve.csv

Labels of ``news_train`` are hidden and shown when the queue asks for them: 200 random articles first, then batches of
100 that :func:`nlp.lifecycle.selection.choose` picks with the model trained so far. Models are judged on 1,500 articles
of ``news_train`` that are never asked for, and on ``news_dev``, against models trained on random articles of the same
pool. The pool is what is left of ``news_train``, which was picked by keyword and doubt itself, so that chance does well
on it; with ``--mix feed`` all but ``other`` are thinned out to the shares that random feed items have, and both begin
with ten articles of each label.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402

from nlp.datasets.reading import LabelledSource, read_dataset  # noqa: E402
from nlp.evaluation.f1 import macro_f1  # noqa: E402
from nlp.evaluation.judgement import judge  # noqa: E402
from nlp.formats.record import Columns, Record  # noqa: E402
from nlp.lifecycle.selection import choose  # noqa: E402
from nlp.training.context import Run  # noqa: E402
from nlp.training.options import TrainOptions  # noqa: E402
from nlp.training.train import train  # noqa: E402

PROJECT = Path(__file__).parents[2]
JUDGED, FIRST, BATCH, LAST, RANDOM = 1_500, 200, 100, 1_200, (400, 800, 1_200, 1_600, 2_000)
FEED = {"governance": 0.036, "flood_disaster": 0.029, "transport_complaint": 0.009}  # of 450 random items
OPTIONS = TrainOptions(folds=2, plain=False)


def figures(data, rows, tests):
    """Return the model trained on some articles, and its macro-F1 on each test: all articles, those not in doubt."""
    classifier = train(data.take(rows), "simulated", OPTIONS).classifier
    scores = []
    for test in tests:
        judged = judge(classifier, test)
        clear = ~judged.hard
        scores += [macro_f1(judged.truth, judged.predicted), macro_f1(judged.truth[clear], judged.predicted[clear])]
    return classifier, scores


def thinned(data, pool):
    """Return the pool with all ``other`` and as many articles of each other label as a feed has beside them."""
    n_other = sum(data.labels[row] == "other" for row in pool)
    left = {label: round(share * n_other / (1 - sum(FEED.values()))) for label, share in FEED.items()}
    kept = []
    for row in pool:
        if left.setdefault(data.labels[row], n_other) > 0:
            left[data.labels[row]] -= 1
            kept.append(row)
    return kept


def with_a_few_first(data, pool):
    """Return the pool, ten articles of each label in front: chance alone would find too few to train on."""
    first = [row for label in data.label_counts for row in [row for row in pool if data.labels[row] == label][:10]]
    return first + [row for row in pool if row not in set(first)]


def simulate(data, dev, seed, mix):
    """Yield (how, number of labels, scores) for chosen and for random articles."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(data)).tolist()
    tests, pool = (data.take(order[:JUDGED]), dev), order[JUDGED:]
    if mix == "feed":
        pool = with_a_few_first(data, np.random.default_rng(seed).permutation(thinned(data, pool)).tolist())
    for count in RANDOM:
        yield "random", count, figures(data, pool[:count], tests)[1]
    known, hidden = pool[:FIRST], pool[FIRST:]
    while True:
        classifier, scores = figures(data, known, tests)
        yield "chosen", len(known), scores
        if len(known) >= LAST:
            return
        records = (
            Record(str(row), {"title": data.articles[row].title, "text": data.articles[row].text}) for row in hidden
        )
        labelled = [data.articles[row] for row in known]
        queue = choose(records, classifier, Columns(), BATCH, labelled=labelled, run=Run(seed=seed))
        asked = {int(pick.record.where) for pick in queue.picks}
        known = known + sorted(asked)
        hidden = [row for row in hidden if row not in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared", help="folder of the real sets")
    parser.add_argument("--seeds", type=int, default=5, help="number of simulations")
    parser.add_argument("--mix", choices=("data", "feed"), default="data", help="of the pool")
    parser.add_argument("--csv", type=Path, help="also write the curve of every simulation here")
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        sys.exit(f"{arguments.shared}: the real sets are not there; the simulation needs them")
    data, dev = (
        read_dataset(LabelledSource(str(arguments.shared / "data" / f"news_{name}.jsonl"))) for name in ("train", "dev")
    )
    rows = []
    for seed in range(arguments.seeds):
        started = time.perf_counter()
        rows += [(seed, how, count, *scores) for how, count, scores in simulate(data, dev, seed, arguments.mix)]
        print(f"seed {seed}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    print(f"macro-F1, mean of {arguments.seeds} simulations (standard deviation of the first)")
    print(f"{'':8}{'labels':>8}{'held out':>18}{'not in doubt':>14}{'news_dev':>10}{'not in doubt':>14}")
    for how, count in dict.fromkeys((row[1], row[2]) for row in rows):
        scores = np.array([row[3:] for row in rows if row[1:3] == (how, count)])
        mean = scores.mean(axis=0)
        spread = f"({scores[:, 0].std():.3f})"
        print(f"{how:8}{count:>8,}{mean[0]:>10.4f} {spread}{mean[1]:>14.4f}{mean[2]:>10.4f}{mean[3]:>14.4f}")
    if arguments.csv:
        with arguments.csv.open("w", newline="", encoding="utf-8") as stream:
            columns = ("seed", "how", "labels", "held_out", "held_out_clear", "news_dev", "news_dev_clear")
            csv.writer(stream).writerows([columns, *rows])


if __name__ == "__main__":
    main()
