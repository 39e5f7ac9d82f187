import ast
import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from nlp.evaluation.figures import LearningPoint
from nlp.evaluation.judgement import Judgement
from nlp.report.plots import confusion_plot, coverage_plot, learning_plot, reliability_plot, wilson_interval
from tests.conftest import PROJECT

LABELS = ("bão lũ", "chính quyền", "$khác$", "giao thông <&>")
POINTS = [
    LearningPoint(
        articles=size,
        macro_f1=f1,
        macro_f1_interval=(f1 - 0.02, f1 + 0.01),
        accuracy=f1,
        accuracy_interval=(f1, f1),
        judged=90,
    )
    for size, f1 in ((250, 0.7), (500, 0.8), (900, 0.85))
]


def judgement(n=200, right=0.8, labels=LABELS):
    generator = np.random.default_rng(1)
    truth = generator.integers(0, len(labels), n)
    predicted = np.where(generator.random(n) < right, truth, generator.integers(0, len(labels), n))
    confidence = generator.uniform(0.3, 1, n)
    return Judgement(labels, truth, predicted, confidence, confidence > 0.6, np.zeros(n, dtype=bool))


def plots(judged):
    return [confusion_plot(judged), reliability_plot(judged), coverage_plot(judged)]


@pytest.mark.parametrize(
    "judged",
    [
        judgement(),
        judgement(n=1),
        judgement(right=1.0),
        judgement(n=12, right=-1.0, labels=("a", "b")),
        judgement(labels=tuple(f"một nhãn rất là dài số {number}" for number in range(14))),
    ],
    ids=["some", "one article", "all right", "two labels", "many labels"],
)
def test_plots_are_elements_that_stand_alone(judged):
    for svg in [*plots(judged), learning_plot(POINTS)]:
        root = ET.fromstring(svg)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert root.get("viewBox")
        assert root.get("width") is None
        assert not re.search(r'(href|src)="(?!#|data:image)', svg)
        assert "<text" not in svg, "letters are paths: they show whatever fonts there are"


def test_plots_take_the_colours_of_the_page():
    for svg in plots(judgement()):
        assert "var(--ink)" in svg
        assert "#1d2733" not in svg


def test_plots_are_repeatable_and_share_no_ids():
    first, again = plots(judgement()), plots(judgement())
    assert first == again
    clips = [set(re.findall(r'<clipPath id="([^"]+)"', svg)) for svg in first]
    assert clips[1]
    assert not clips[0] & clips[1] | clips[1] & clips[2]


def test_long_labels_that_begin_alike_are_told_apart():
    labels = ("phản ánh giao thông đường bộ", "phản ánh giao thông đường thủy", "khác")
    shown = re.findall(r"<!-- (.*?) -->", confusion_plot(judgement(labels=labels)))
    for number in (1, 2, 3):
        assert sum(text.startswith(f"{number} {labels[number - 1][:16]}") for text in shown) == 2, "on both axes"


def test_settings_of_the_user_are_left_alone():
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    plots(judgement())
    assert dict(mpl.rcParams) == before


def test_wilson_interval():
    low, high = wilson_interval(np.array([0.5, 1.0, 0.0]), np.array([10, 10, 10]))
    # R's binom.confint(x, 10, methods = "wilson")
    assert low == pytest.approx([0.2366, 0.7225, 0.0], abs=1e-3)
    assert high == pytest.approx([0.7634, 1.0, 0.2775], abs=1e-3)


def test_only_the_plots_import_matplotlib():
    users = set()
    for path in (PROJECT / "nlp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [name.name for name in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] == "matplotlib" for name in names):
                users.add(path.name)
    assert users == {"plots.py"}
