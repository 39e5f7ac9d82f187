"""Benchmarks against peers, as ratios measured in one run on one core.

    python -m tests.benchmarks.bench                what has no reference to other classifiers
    python -m tests.benchmarks.bench --peers        also the other classifiers on VNTC (ten minutes; extra `bench`)

Every pair is measured in turns, the best of each counts, so a noisy machine hurts both sides alike. Exit code 1 if a
ratio is under its target.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.before import against_earlier, cost_by_length, memory, peers_on_feed

PROJECT = Path(__file__).parents[2]
for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ[variable] = "1"

ARTICLE = PROJECT / "corpus" / "samples" / "ban-tin.txt"
COLD_SKLEARN = """
import sys, joblib
import sklearn.linear_model
pipeline = joblib.load(sys.argv[1])
text = open(sys.argv[2], encoding="utf-8").read()
scores = pipeline.predict_proba([text])[0]
print(dict(zip(pipeline.classes_, scores)))
"""


def best(action: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        action()
        times.append(time.perf_counter() - started)
    return min(times)


def in_turns(ours: Callable[[], object], theirs: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return the best time of each, measured alternately."""
    pairs = [(best(ours, 1), best(theirs, 1)) for _ in range(rounds)]
    return min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)


def native_pipeline(classifier):
    """Return a scikit-learn pipeline of the same features at its own best speed: built-in analyzer, no Python callables.

    It takes "title\\ntitle\\ntext" and lacks our normalization, which only makes it faster.
    """
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import Pipeline

    from nlp.lifecycle.export import to_sklearn

    exported = to_sklearn(classifier)
    view = classifier.accented
    names = exported[0].vocabulary
    vectorizer = TfidfVectorizer(
        token_pattern=r"\w+", ngram_range=(1, view.vocabulary.max_n), sublinear_tf=True, vocabulary=names
    )
    vectorizer.idf_ = np.asarray(view.weights)
    return Pipeline([("features", vectorizer), ("classifier", exported[1])])


def cold_start(row):
    """Compare the command on one article with a script around a joblib-dumped pipeline."""
    import joblib

    from nlp.classify.registry import load_model

    with tempfile.TemporaryDirectory() as folder:
        model, script = Path(folder) / "model.joblib", Path(folder) / "cold.py"
        joblib.dump(native_pipeline(load_model()), model)
        script.write_text(COLD_SKLEARN)
        run = lambda *command: subprocess.run([sys.executable, *command], check=True, capture_output=True)  # noqa: E731
        bantin = [str(Path(sys.executable).with_name("bantin")), "predict", str(ARTICLE), "--json"]
        ours, theirs = in_turns(
            lambda: subprocess.run(bantin, check=True, capture_output=True),
            lambda: run(str(script), str(model), str(ARTICLE)),
            rounds=10,
        )
    row(
        "cold predict, one article",
        f"{ours * 1e3:.0f} ms",
        "script with scikit-learn",
        f"{theirs * 1e3:.0f} ms",
        theirs / ours,
        3.0,
    )


def throughput(row, shared, limit):
    """Compare classify-only throughput on short and on long articles."""
    from nlp.classify.registry import load_model
    from nlp.formats.record import Record
    from nlp.formats.source import read_source

    classifier = load_model()
    pipeline = native_pipeline(classifier)
    for name, file, count in (
        ("feed items", "feed_sample.jsonl.xz", limit),
        ("VNTC articles", "vntc10_test.jsonl.xz", limit // 6),
    ):
        pairs = []
        for record in read_source(str(shared / "data" / file)):
            assert isinstance(record, Record)
            pairs.append((record.fields["title"], record.fields["text"]))
            if len(pairs) == count:
                break
        documents = [f"{title}\n{title}\n{text}" for title, text in pairs]
        ours, theirs = in_turns(
            lambda pairs=pairs: classifier.predict_proba(pairs),
            lambda documents=documents: pipeline.predict_proba(documents),
            rounds=5,
        )
        row(
            f"classify, {name}",
            f"{len(pairs) / ours:,.0f}/s",
            "TfidfVectorizer + predict_proba",
            f"{len(pairs) / theirs:,.0f}/s",
            theirs / ours,
            3.0,
        )


def entities(row, shared, limit):
    """Compare all entities with underthesea's named entities, on the same feed items."""
    from nlp.article import Article
    from nlp.entities.extract import extract
    from nlp.formats.record import Columns, Record
    from nlp.formats.source import read_source

    articles: list[Article] = []
    for record in read_source(str(shared / "data" / "feed_sample.jsonl.xz")):
        assert isinstance(record, Record)
        articles.append(Columns().article(record.fields))
        if len(articles) == limit:
            break
    seconds = best(lambda: [extract(article) for article in articles], 3) / len(articles)
    try:
        from underthesea import ner
    except ImportError:
        row("all entities, feed items", f"{1 / seconds:,.0f}/s", "", "", None, None)
        return
    few = [article.document for article in articles[:150]]
    ner(few[0])
    theirs = best(lambda: [ner(text) for text in few], 2) / len(few)
    row(
        "all entities, feed items",
        f"{1 / seconds:,.0f}/s",
        "underthesea ner",
        f"{1 / theirs:,.0f}/s",
        theirs / seconds,
        50.0,
    )


def hostile(row):
    """Report the slowest of the texts that were made to be slow, a megabyte each; two seconds is the promise."""
    from nlp.article import Article
    from nlp.batch import collect_rarely
    from nlp.entities.extract import extract
    from tests.entities.test_extract import HOSTILE

    collect_rarely()  # as the command does
    articles = [Article(text=(part * (1_000_000 // len(part) + 1))[:1_000_000]) for part in HOSTILE]
    slowest = max(best(lambda article=article: extract(article), 2) for article in articles)
    row("entities, hostile megabyte", f"{slowest:.2f} s", "promised", "2 s", 2 / slowest, 1.0)


def label_rate(row, shared):
    """Report `bantin label` end to end; no peer does the same."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(Path(sys.executable).with_name("bantin")),
            "label",
            str(shared / "data" / "feed_sample.jsonl.xz"),
            "-q",
            "-o",
        ]
        seconds = best(
            lambda: subprocess.run([*command, f"{folder}/o.jsonl", "--overwrite"], check=True, capture_output=True), 3
        )
    row("bantin label, feed to JSONL", f"{30_000 / seconds:,.0f}/s", "", "", None, None)


def peers(row, shared, folder):
    """Train everything on VNTC's training split and judge it on its test split."""
    import numpy as np

    from nlp.classify.folder import load, save
    from nlp.datasets.reading import read_labelled
    from nlp.formats.record import Columns
    from nlp.formats.source import read_source
    from nlp.training.options import TrainOptions
    from nlp.training.train import train

    learn, judge = (
        read_labelled(read_source(str(shared / "data" / f"vntc10_{part}.jsonl.xz")), Columns())
        for part in ("train", "test")
    )
    truth = np.array(judge.labels)
    texts = [article.text for article in judge.articles]
    options = TrainOptions(solver="svm", c=2.0, min_df=2, idf_power=1.0, longer_weight=1.0, plain=False, folds=2)
    trained = train(learn, "vntc", options)
    save(trained.classifier, Path(folder) / "vntc", metrics={}, card="")
    classifier = load(Path(folder) / "vntc")
    labels = np.array(classifier.labels)
    pairs = judge.pairs
    accuracy = (labels[classifier.predict_proba(pairs).argmax(axis=1)] == truth).mean()
    ours = best(lambda: classifier.predict_proba(pairs), 2)
    row("VNTC: bantin", f"{len(pairs) / ours:,.0f}/s", "", f"accuracy {accuracy:.2%}", None, None)

    try:
        from underthesea_core import TextClassifier
    except ImportError:
        print("underthesea is not installed: pip install underthesea", file=sys.stderr)
    else:
        rust = TextClassifier(max_features=20_000, ngram_range=(1, 2))
        rust.fit([article.text for article in learn.articles], list(learn.labels))
        accuracy = (np.array(rust.predict_batch(texts)) == truth).mean()
        theirs = best(lambda: rust.predict_batch(texts), 2)
        row(
            "VNTC: underthesea_core",
            f"{len(pairs) / theirs:,.0f}/s",
            "TF-IDF + linear SVM in Rust",
            f"accuracy {accuracy:.2%}",
            theirs / ours,
            None,
        )

    try:
        import fasttext
    except ImportError:
        print("fastText is not installed: pip install fasttext", file=sys.stderr)
    else:
        one_line = [" ".join(text.lower().split()) for text in texts]
        corpus = Path(folder) / "train.txt"
        numbers = {label: str(number) for number, label in enumerate(classifier.labels)}
        lines = [
            f"__label__{numbers[label]} {' '.join(article.text.lower().split())}\n"
            for article, label in zip(learn.articles, learn.labels, strict=True)
        ]
        random.Random(0).shuffle(lines)  # stochastic descent forgets what stands first, and the set is sorted by label
        corpus.write_text("".join(lines), encoding="utf-8")
        model = fasttext.train_supervised(str(corpus), epoch=10, lr=0.5, wordNgrams=2, dim=50, thread=2, verbose=0)
        raw = model.f
        predict = lambda: [raw.predict(text + "\n", 1, 0.0, "strict")[0][1] for text in one_line]  # noqa: E731
        accuracy = (labels[[int(name.removeprefix("__label__")) for name in predict()]] == truth).mean()
        theirs = best(predict, 2)
        row(
            "VNTC: fastText",
            f"{len(pairs) / theirs:,.0f}/s",
            "epoch 10, lr 0.5, bigrams",
            f"accuracy {accuracy:.2%}",
            theirs / ours,
            None,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=PROJECT.parent / "shared", help="folder of the real sets")
    parser.add_argument("--peers", action="store_true", help="also train and judge other classifiers on VNTC")
    parser.add_argument("--limit", type=int, default=30_000, help="number of feed items")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    arguments = parser.parse_args()
    if not (arguments.shared / "data").is_dir():
        sys.exit(f"{arguments.shared}: the real sets are not there; benchmarks need them")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    rows, failed = [], []

    def row(what, ours, peer, theirs, ratio, target):
        rows.append({"what": what, "bantin": ours, "peer": peer, "of_peer": theirs, "ratio": ratio, "target": target})
        shown = "" if ratio is None else f"{ratio:.1f} x" + (f" (target {target:.0f})" if target else "")
        print(f"{what:32}{ours:>12}  {peer:32}{theirs:>16}  {shown}", flush=True)
        if target and ratio < target:
            failed.append(what)

    cold_start(row)
    throughput(row, arguments.shared, arguments.limit)
    entities(row, arguments.shared, arguments.limit)
    hostile(row)
    label_rate(row, arguments.shared)
    against_earlier(row, arguments.shared, arguments.limit)
    memory(row, arguments.shared)
    cost_by_length(row, arguments.shared)
    peers_on_feed(row, arguments.shared)
    if arguments.peers:
        with tempfile.TemporaryDirectory() as folder:
            peers(row, arguments.shared, folder)
    if arguments.json:
        arguments.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    sys.exit(f"under target: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
