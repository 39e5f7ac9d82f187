"""The learning curve on real news: what 250, 500, ... articles of news_train reach on news_dev, over several choices.

    python -m tests.benchmarks.learning [--seeds 5] [--train FILE] [--test FILE] [--json FILE]

Each seed chooses other articles; the figures are means over the seeds, with the least and the most.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.evaluation.figures import to_json
from nlp.training.context import Run
from nlp.training.learning_curve import learning_curve

DATA = Path(__file__).parents[3] / "shared" / "data"
SIZES = (250, 500, 1000, 2000, 4000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--train", type=Path, default=DATA / "news_train.jsonl")
    parser.add_argument("--test", type=Path, default=DATA / "news_dev.jsonl")
    parser.add_argument("--json", type=Path, help="also write every point here")
    arguments = parser.parse_args()
    train, test = (read_dataset(LabelledSource(str(path))) for path in (arguments.train, arguments.test))
    sizes = [*SIZES, *([len(train)] if len(train) > SIZES[-1] else [])]
    started = time.perf_counter()
    curves = [learning_curve(train, test, sizes, run=Run(seed=seed)) for seed in range(arguments.seeds)]
    if arguments.json:
        points = [[to_json(point) for point in curve] for curve in curves]
        arguments.json.write_text(json.dumps(points, indent=1) + "\n", encoding="utf-8")
    print(f"{len(train):,} to learn from, {len(test):,} judged, {arguments.seeds} seeds, "
          f"{time.perf_counter() - started:.0f} s")  # fmt: skip
    print(f"{'articles':>9}{'macro-F1':>10}{'least':>8}{'most':>8}{'accuracy':>10}")
    for points in zip(*curves, strict=True):
        f1 = [point.macro_f1 for point in points]
        accuracy = np.mean([point.accuracy for point in points])
        print(f"{points[0].articles:>9,}{np.mean(f1):>10.3f}{min(f1):>8.3f}{max(f1):>8.3f}{accuracy:>10.3f}")


if __name__ == "__main__":
    main()
