import json
import subprocess
import sys

import pytest

from nlp.classify.folder import save
from tests.conftest import CORPUS, PROJECT, bantin, write_jsonl


@pytest.fixture(scope="module")
def place(tmp_path_factory, trained, corpus):
    """A model, articles to judge it on with every fourth label wrong, and articles to learn from."""
    place = tmp_path_factory.mktemp("evaluate")
    save(trained.classifier, place / "small", metrics={}, card="")
    rows = [
        {"title": article.title, "text": article.text, "label": label}
        for article, label in zip(corpus.articles, corpus.labels, strict=True)
    ]
    for number, row in enumerate(rows[::10]):
        if number % 4 == 0:
            row["label"] = "other"
    write_jsonl(place / "judge.jsonl", rows[::10])
    write_jsonl(place / "learn.jsonl", [row for number, row in enumerate(rows) if number % 10])
    return place


def test_report(place):
    result = bantin("evaluate", "judge.jsonl", "-m", "small", "--report", "out/r", "--learn", "learn.jsonl", cwd=place)
    assert result.returncode == 0, result.stderr.decode()
    assert b"page written to out/r/index.html" in result.stderr
    page = (place / "out" / "r" / "index.html").read_text(encoding="utf-8")
    assert "<h1>small on judge.jsonl</h1>" in page
    assert page.count("<svg") == 4
    figures = json.loads((place / "out" / "r" / "figures.json").read_text())
    assert figures["model"] == "small"
    assert [point["articles"] for point in figures["learning_curve"]][:2] == [250, 500]


def test_a_stored_learning_curve_is_shown(place, trained):
    figures = {"macro_f1": 0.7, "macro_f1_interval": [0.6, 0.8], "accuracy": 0.7, "accuracy_interval": [0.6, 0.8]}
    points = [{"articles": n, **figures, "judged": 90} for n in (250, 500)]
    save(trained.classifier, place / "curved", metrics={"learning_curve": points}, card="")
    result = bantin("evaluate", "judge.jsonl", "-m", "curved", "--report", "c", "-q", "--json", cwd=place)
    assert json.loads(result.stdout)["learning_curve"] == points
    assert (place / "c" / "index.html").read_text(encoding="utf-8").count("<svg") == 4


def test_training_data_is_told(place):
    result = bantin("evaluate", CORPUS / "articles", "-m", place / "small")
    assert b"small was trained on these very articles; its figures flatter it." in result.stderr


def test_many_labels_fit_a_terminal(trained, capsys):
    from rich.console import Console

    from nlp.cli.show.figures import print_figures
    from nlp.evaluation.figures import Figures, LabelFigures

    labels = [f"label {number}" for number in range(10)]
    row = LabelFigures(precision=0.5, recall=0.5, f1=0.5, articles=4000, needs_review=10)
    figures = Figures(
        articles=40_000, macro_f1=0.5, macro_f1_interval=(0.4, 0.6), macro_f1_clear=0.5, accuracy=0.5,
        coverage_without_review=0.5, accuracy_without_review=None, calibration_error=0.1,
        by_label=dict.fromkeys(labels, row),
        confusion=tuple(tuple(3000 if a == b else 111 for b in range(10)) for a in range(10)),
    )  # fmt: skip
    print_figures(figures, "m on 40,000 articles", Console(width=80))
    shown = " ".join(capsys.readouterr().out.split())
    assert "…" not in shown
    assert "in % of the true label" in shown
    assert "75" in shown
    assert "marked hard" not in shown


def test_without_matplotlib(place):
    code = (
        "import sys; sys.modules['matplotlib'] = None; from nlp.cli.main import run\n"
        "sys.argv = ['bantin', 'evaluate', 'judge.jsonl', '-m', 'small', '--report', 'none']; run()"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, env={"PYTHONPATH": str(PROJECT)},
                            check=False)  # fmt: skip
    assert result.returncode == 1
    assert b"Install with: pip install matplotlib" in result.stderr
    assert b"macro-F1" in result.stdout, "the figures are there all the same"
    assert not (place / "none").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["judge.jsonl", "--learn", "learn.jsonl"], 2, "--learn draws a plot for the page of --report"),
        (["judge.jsonl", "--report", "judge.jsonl"], 1, "cannot be written"),
    ],
)
def test_failures(place, arguments, code, message):
    result = bantin("evaluate", *arguments, cwd=place)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr


def test_names_with_brackets(capsys):
    import numpy as np
    from rich.console import Console

    from nlp.cli.show.figures import print_figures
    from nlp.evaluation.judgement import Judgement, metrics_of

    labels = ("[/lũ]", "tin [bold]")
    n = np.zeros(4)
    judged = Judgement(labels, np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1]), n + 0.9, n == 0, n > 0)
    print_figures(metrics_of(judged), "model [v2] on [/x].jsonl", Console(width=80))
    shown = capsys.readouterr().out
    assert "model [v2] on [/x].jsonl" in shown
    for label in labels:
        assert shown.count(label) == 2
