"""A comparison of two models for a person: verdict, figures side by side, articles that flipped."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import escape, label_text, out, table

with on_first_use():
    from nlp.datasets import dataset as datasets
    from nlp.evaluation import compare
    from nlp.evaluation import figures as written

_KINDS = {
    "to_wrong": "became wrong",
    "to_right": "became right",
    "wrong_otherwise": "wrong in another way",
}
_HEADLINE = 60


def print_comparison(comparison: compare.Comparison) -> None:
    """Print the verdict, the figures of both models side by side, and the change of each label."""
    figures = written.as_written(comparison.figures)
    colour = {"better": "green", "worse": "red", "mixed": "yellow"}.get(figures.verdict, "default")
    out().print(f"[bold {colour}]{escape(figures.headline)}[/]\n")
    a, b = figures.models.a, figures.models.b
    columns = ("A", "B", "B - A", "95 %")
    overall = table("", *columns, right=columns, title=f"A = {a.name}, B = {b.name}")
    for words, of_a, of_b, difference in (
        ("macro-F1", a.macro_f1, b.macro_f1, figures.macro_f1_difference),
        ("accuracy", a.accuracy, b.accuracy, figures.accuracy_difference),
        ("accuracy without review", a.accuracy_without_review, b.accuracy_without_review, None),
        ("coverage without review", a.coverage_without_review, b.coverage_without_review, None),
    ):
        overall.add_row(words, _figure(of_a), _figure(of_b), *_change(difference))
    out().print(overall)
    by_label = table("F1 of", *columns, "articles", right=(*columns, "articles"))
    for label, row in figures.by_label.items():
        cells = [_figure(row.f1_a), _figure(row.f1_b), *_change(row.f1_difference), f"{row.articles:,}"]
        by_label.add_row(label_text(label, with_name=False), *cells)
    for label, one in figures.only.items():
        side = ("", _figure(one.f1)) if one.model == b.name else (_figure(one.f1), "")
        by_label.add_row(
            f"{label_text(label, with_name=False)} (only {escape(one.model)})", *side, "", "", f"{one.articles:,}"
        )
    out().print(by_label)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _change(difference: compare.Difference | None) -> tuple[str, str]:
    """Return a difference and its interval, in colour if the interval excludes zero."""
    if difference is None:
        return "", ""
    low, high = difference.interval
    style = "green" if low > 0 else "red" if high < 0 else "default"
    return f"[{style}]{difference.value:+.3f}[/]", f"[{style}]{low:+.3f} to {high:+.3f}[/]"


def print_flips(flips: Sequence[compare.Flip], labelled: datasets.Dataset, most: int) -> None:
    """Print articles that the models label differently, by kind.

    :param most: how many of each kind.
    """
    for kind, words in _KINDS.items():
        chosen = [flip for flip in flips if flip.kind == kind]
        if not chosen or not most:
            continue
        title = f"{len(chosen):,} {words}" + (f", the {most} that B is surest of" if len(chosen) > most else "")
        shown = table("article", "true label", "A said", "B says", title=title)
        for flip in chosen[:most]:
            sides = [f"{label_text(label, with_name=False)} {sure:.2f}" for label, sure in (flip.before, flip.after)]
            headline = compare.headline_of(labelled.articles[flip.position], _HEADLINE)
            shown.add_row(escape(headline), label_text(flip.truth, with_name=False), *sides)
        out().print(shown)
