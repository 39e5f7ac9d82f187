"""The page of an evaluation: figures, plots, the n-grams that decide, the worst errors.

Invariant: the page is one file; it loads nothing from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from string import Template

import numpy as np

from nlp.article import Article
from nlp.classify.model import Classifier, Explanation
from nlp.datasets.dataset import Dataset
from nlp.evaluation.f1 import Interval
from nlp.evaluation.figures import Figures, LearningPoint, as_written
from nlp.evaluation.influence import strongest_ngrams
from nlp.evaluation.judgement import Judgement
from nlp.report.plots import confusion_plot, coverage_plot, learning_plot, reliability_plot

_LONGEST_TEXT = 420  # characters of an article: enough to see why it could be mistaken
_MOST_NGRAMS = 8
_MOST_BESIDE = 6  # labels whose confusion can be read at half the width of the page
_EMPTY = '<p class="soft">none</p>'


@dataclass(frozen=True)
class Evaluation:
    """A model judged on labelled articles, as :func:`evaluation_page` shows it.

    :param judgement: of ``dataset`` by ``classifier``.
    :param figures: of ``judgement``.
    :param source: name of the data.
    :param learning: points of the learning curve; with fewer than two, none is drawn.
    :param cautions: what a reader has to know before trusting the figures.
    :param made: when and with which version the page was made.
    """

    classifier: Classifier
    dataset: Dataset
    judgement: Judgement
    figures: Figures
    source: str
    learning: Sequence[LearningPoint] = ()
    cautions: Sequence[str] = field(default=())
    made: str = ""


def evaluation_page(evaluation: Evaluation, *, errors: int = 20) -> str:
    """Return the page as HTML.

    :param errors: number of the worst errors to show.
    :raises MissingExtraError: if matplotlib is not installed.
    """
    judgement, figures = evaluation.judgement, as_written(evaluation.figures)
    worst = worst_errors(judgement, errors)
    n_wrong = int((~judgement.right).sum())
    template = Template(files("nlp.report").joinpath("templates/evaluation.html").read_text(encoding="utf-8"))
    return template.substitute(
        model=escape(evaluation.classifier.name),
        source=escape(evaluation.source),
        about=escape(_about_data(evaluation)),
        cautions="".join(f'<p class="caution">{escape(caution)}</p>' for caution in evaluation.cautions),
        tiles=_tiles(figures),
        by_label=_by_label(figures, evaluation.classifier),
        confusion=confusion_plot(judgement),
        confusion_class="full" if len(judgement.labels) > _MOST_BESIDE else "half",
        reliability=reliability_plot(judgement),
        coverage=coverage_plot(judgement),
        learning=_learning(evaluation.learning),
        ngrams=_ngrams(evaluation),
        errors_title=escape(_errors_title(len(worst), n_wrong, len(judgement.truth))),
        errors="".join(_error(evaluation, row) for row in worst) or _EMPTY,
        made=escape(evaluation.made),
    )


def worst_errors(judgement: Judgement, most: int) -> list[int]:
    """Return the positions of wrong predictions, those with the highest confidence first."""
    wrong = np.flatnonzero(~judgement.right)
    order = np.argsort(-judgement.confidence[wrong], kind="stable")[:most]
    return [int(row) for row in wrong[order]]


def _about_data(evaluation: Evaluation) -> str:
    about, n = evaluation.classifier.about, len(evaluation.dataset)
    parts = [f"{n:,} labelled articles"]
    if about.get("articles"):
        parts.append(f"the model was trained on {about['articles']:,} articles")
    if evaluation.judgement.hard.any():
        parts.append(f"{int(evaluation.judgement.hard.sum()):,} labels were given in doubt")
    return "; ".join(parts)


def _tiles(figures: Figures) -> str:
    sure = figures.accuracy_without_review
    tiles = [
        (f"{figures.macro_f1:.3f}", "macro-F1", _interval(figures.macro_f1_interval)),
        (f"{figures.accuracy:.3f}", "accuracy", _interval(figures.accuracy_interval)),
        (
            f"{figures.coverage_without_review:.0%}",
            "without review",
            f"{sure:.3f} of them right" if sure is not None else "all need review",
        ),
        (f"{figures.calibration_error:.3f}", "calibration error", "0 is best"),
    ]
    return "".join(
        f'<div class="tile"><b>{escape(value)}</b><span>{escape(name)}</span><small>{escape(note)}</small></div>'
        for value, name, note in tiles
    )


def _interval(bounds: Interval | None) -> str:
    return f"95 %: {bounds[0]:.3f} to {bounds[1]:.3f}" if bounds else ""


def _by_label(figures: Figures, classifier: Classifier) -> str:
    rows = []
    for number, (label, row) in enumerate(figures.by_label.items()):
        cells = [f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}"]
        cells += [f"{row.articles:,}", f"{row.needs_review:,}", f"{classifier.accented.thresholds[number]:.2f}"]
        rows.append(f"<tr><th>{escape(label)}</th>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>")
    return "".join(rows)


def _learning(points: Sequence[LearningPoint]) -> str:
    if len(points) < 2:
        return ""
    return (
        f"<figure>{learning_plot(points)}<figcaption>Learning curve: macro-F1 of models trained on more and more "
        "articles, all judged on the same others.</figcaption></figure>"
    )


def _ngrams(evaluation: Evaluation) -> str:
    strongest = strongest_ngrams(evaluation.classifier, evaluation.dataset.articles, evaluation.judgement.predicted)
    parts = []
    for label, ngrams in strongest.items():
        most = max([weight for _, weight in ngrams], default=1.0)
        rows = "".join(
            f'<tr><th>{escape(ngram)}</th><td><div class="bar" style="width:{weight / most:.0%}"></div></td>'
            f"<td>{weight:.2f}</td></tr>"
            for ngram, weight in ngrams
        )
        parts.append(f'<div><h3>{escape(label)}</h3><table class="bars">{rows}</table></div>')
    return "".join(parts)


def _errors_title(shown: int, wrong: int, articles: int) -> str:
    title = f"{wrong:,} of {articles:,} labelled wrongly"
    return f"{title}; the {shown:,} that the model was surest of" if 0 < shown < wrong else title


def _error(evaluation: Evaluation, row: int) -> str:
    classifier, judgement = evaluation.classifier, evaluation.judgement
    article = evaluation.dataset.articles[row]
    truth, predicted = (judgement.labels[of[row]] for of in (judgement.truth, judgement.predicted))
    score = classifier.predict([article])[0].scores[truth]
    notes = ["would pass without review" if judgement.accepted[row] else "goes to review"]
    notes += ["its label was given in doubt"] if judgement.hard[row] else []
    return (
        f'<article><h3>{escape(_title(article))}</h3><p class="soft">{escape(article.key)}</p>'
        f"<p>{escape(_excerpt(article))}</p>"
        f'<p class="verdict">predicted <b class="wrong">{escape(predicted)}</b> {judgement.confidence[row]:.2f}, '
        f'labelled <b class="right">{escape(truth)}</b> {score:.2f} '
        f'<span class="soft">· {escape("; ".join(notes))}</span></p>'
        f"{_reasons(classifier.explain(article, predicted, top=_MOST_NGRAMS), predicted)}</article>"
    )


def _reasons(explanation: Explanation, label: str) -> str:
    sides = (("for", explanation.speaks_for), ("against", explanation.speaks_against))
    return "".join(
        f'<p class="chips"><span class="soft">{side} {escape(label)}:</span> '
        + " ".join(f'<span class="chip {side}">{escape(ngram)} <i>{weight:+.2f}</i></span>' for ngram, weight in ngrams)
        + "</p>"
        for side, ngrams in sides
        if ngrams
    )


def _title(article: Article) -> str:
    return article.title or "(no title)"


def _excerpt(article: Article) -> str:
    text = " ".join(article.text.split())
    if len(text) <= _LONGEST_TEXT:
        return text
    return text[:_LONGEST_TEXT].rsplit(" ", 1)[0] + " …"
