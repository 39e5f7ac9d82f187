import re
from html.parser import HTMLParser

import numpy as np
import pytest

from nlp.article import Article
from nlp.datasets.dataset import Dataset
from nlp.evaluation.figures import LearningPoint, as_written
from nlp.evaluation.judgement import judge, metrics_of
from nlp.report.evaluation import Evaluation, evaluation_page, worst_errors

VOID = {"meta", "br", "path", "use", "image"}


class Reader(HTMLParser):
    """Collects the text of a page and checks that its elements are nested."""

    def __init__(self):
        super().__init__()
        self.text, self.open = "", []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def made(trained, corpus):
    """An evaluation in which every fifth label is wrong, and one article tries to break the page."""
    rows = range(0, len(corpus), 9)
    some = corpus.take(rows)
    labels = ["other" if row % 5 == 0 else label for row, label in enumerate(some.labels)]
    articles = [*some.articles, Article(title="<script>alert($x)</script>", text="Bão số 3 gây mưa lũ & ngập " * 40)]
    dataset = Dataset(articles, [*labels, "governance"], [False] * len(labels) + [True], [1.0] * (len(labels) + 1))
    judgement = judge(trained.classifier, dataset)
    points = [
        LearningPoint(
            articles=n,
            macro_f1=0.7,
            macro_f1_interval=(0.6, 0.8),
            accuracy=0.7,
            accuracy_interval=(0.6, 0.8),
            judged=90,
        )
        for n in (250, 500)
    ]
    return Evaluation(
        trained.classifier, dataset, judgement, metrics_of(judgement), "<data>", points, ["mind <this>"], "made today"
    )


def test_the_page_is_whole_and_self_contained(made):
    page = evaluation_page(made, errors=200)
    reader = Reader()
    reader.feed(page)
    assert reader.open == []
    assert page.count("<svg") == 4
    assert "<script" not in page
    assert not re.search(r'(src|href)="(?!#|data:image)', page)
    assert "url(http" not in page
    for words in ("small on <data>", "mind <this>", "made today", "<script>alert($x)</script>", "1 labels were given"):
        assert words in reader.text


def test_figures_are_those_measured(made):
    page = evaluation_page(made)
    figures = as_written(made.figures)
    for value in (figures.macro_f1, figures.accuracy, figures.calibration_error):
        assert f"<b>{value:.3f}</b>" in page
    for label, row in figures.by_label.items():
        assert f"<th>{label}</th><td>{row.precision:.3f}</td>" in page


def test_errors_are_shown_with_their_reasons(made):
    page = evaluation_page(made, errors=3)
    assert page.count("<article>") == 3
    wrong = int((~made.judgement.right).sum())
    assert f"{wrong:,} of {len(made.dataset):,} labelled wrongly; the 3 that the model was surest of" in page
    assert 'chip for">' in page
    assert 'chip against">' in page
    everything = evaluation_page(made, errors=500)
    assert everything.count("<article>") == wrong
    assert "its label was given in doubt" in everything


def test_worst_errors_are_wrong_and_sorted(made):
    rows = worst_errors(made.judgement, 10)
    assert not made.judgement.right[rows].any()
    confidence = made.judgement.confidence[rows]
    assert (np.diff(confidence) <= 0).all()
    assert confidence[-1] >= np.sort(made.judgement.confidence[~made.judgement.right])[-10]


def test_nothing_wrong_and_no_curve(trained, corpus):
    dataset = corpus.take(range(0, 1350, 200))
    judgement = judge(trained.classifier, dataset)
    assert judgement.right.all()
    page = evaluation_page(Evaluation(trained.classifier, dataset, judgement, metrics_of(judgement), "d"))
    assert "0 of 7 labelled wrongly." in page
    assert page.count("<svg") == 3
