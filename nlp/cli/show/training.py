"""What ``bantin train`` prints: a survey of the data, the search, and every model judged beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nlp.cli.show.console import err, label_text, table
from nlp.cli.show.figures import print_figures

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.datasets.survey import Survey
    from nlp.training.recipe import Recipe

_MOST_SHOWN = 5
_SUREST = (0.5, 0.7, 0.9)


def print_left_out(recipe: Recipe) -> int:
    """Say which records of the data and of every test were left out, and why; return how many."""
    parts = {"": recipe.data} | {f" of the test {name!r}": test for name, test in recipe.tests.items()}
    for of, dataset in parts.items():
        if dataset.rejected:
            err().print(f"{len(dataset.rejected):,} records{of} left out:", style="yellow", markup=False)
        for rejected in dataset.rejected[:_MOST_SHOWN]:
            err().print(f"  {rejected.where}: {rejected.reason}", markup=False, soft_wrap=True)
    return sum(len(dataset.rejected) for dataset in parts.values())


def print_survey(looked: Survey, dataset: Dataset, *, by_date: bool = False) -> None:
    """Print what the data holds, and what to mind about it.

    :param by_date: whether articles published late were taken out of it as a test.
    """
    figures = looked.figures
    columns = ("articles", "share", "in doubt", "syllables")
    counts = table("label", *columns, title=f"{figures['articles']:,} articles to learn from", right=columns)
    for label, row in figures["labels"].items():
        cells = [f"{row['articles']:,}", f"{row['articles'] / figures['articles']:.1%}", f"{row['hard']:,}"]
        counts.add_row(label_text(label, with_name=False), *cells, f"{row['syllables_median']:.0f}")
    err().print(counts)
    lengths, dates = figures["syllables"], figures["dates"]
    lines = [
        f"syllables: half of the articles have {lengths['25%']:.0f} to {lengths['75%']:.0f}, "
        f"the longest {lengths['100%']:,.0f}; {figures['without_title']:,} have no title"
    ]
    if dates["dated"]:
        years = ", ".join(f"{year} {count:,}" for year, count in dates["by_year"].items())
        lines.append(f"published {dates['first']} to {dates['last']}, where known: {years}")
    lines.append(
        f"duplicates: {figures['exact_duplicates']:,} exact, {figures['near_duplicates']:,} near, "
        "kept together in cross-validation"
    )
    err().print("\n".join(lines), markup=False)
    undated = sum(day is None for day in dataset.dates) if by_date else 0
    if undated:
        err().print(
            f"! {undated:,} articles say no day on which they were published, and are learnt from: they may be as new "
            "as those of the test",
            style="yellow",
            markup=False,
        )
    for warning in _warnings(looked, dataset):
        err().print(f"! {warning}", style="yellow", markup=False)


def _warnings(looked: Survey, dataset: Dataset) -> list[str]:
    figures = looked.figures
    warnings = [
        f"{rare} ({figures['labels'][rare]['articles']}) is spelt nearly like {frequent}: one label or two?"
        for rare, frequent in figures["similar_labels"]
    ]
    warnings += [
        f"{label} has {figures['labels'][label]['articles']} articles only: its figures are unsure"
        for label in figures["few_examples"]
    ]
    if looked.conflicts:
        warnings.append(
            f"{figures['conflicting_articles']:,} near-duplicates in {len(looked.conflicts):,} groups have different "
            "labels (bantin audit lists them), for instance:"
        )
        for rows in looked.conflicts[:_MOST_SHOWN]:
            named = (f"{dataset.articles[row].key} {dataset.labels[row]}" for row in rows[:_MOST_SHOWN])
            warnings.append("  " + ", ".join(named))
    warnings += [
        f"{count:,} articles of the test {name!r} have a near-duplicate in the training data"
        for name, count in figures["leaks"].items()
        if count
    ]
    return warnings


def print_search(figures: dict[str, Any]) -> None:
    """Print what a search tried and what it took."""
    if "table" not in figures:
        return
    columns = ("macro-F1", "gain", "st. error")
    tried = table("option", "value", *columns, "", title=f"search, {figures['articles']:,} articles", right=columns)
    for row in figures["table"]:
        value = "" if row["value"] is None else str(row["value"])
        cells = [f"{row['macro_f1']:.4f}", f"{row['gain']:+.4f}", f"{row['standard_error']:.4f}"]
        tried.add_row(row["option"], value, *cells, "taken" if row["taken"] else "")
    err().print(tried)


def print_judged(metrics: dict[str, Any], name: str, why: str) -> None:
    """Print the figures of the new model out of fold, and for every set all that were judged on it.

    :param why: why the current model is not among them; may be empty.
    """
    from nlp.classify.model import ACCENTED  # noqa: PLC0415

    figures = metrics["out_of_fold"][ACCENTED]
    title = f"out of fold, {figures['articles']:,} articles"
    if "shift" in metrics:
        title += " mixed as in training, not as expected"
    print_figures(figures, title, err())
    _print_beside(figures, metrics["beside"], name, title)
    for test, judged in metrics.get("tests", {}).items():
        _print_beside(judged, judged["beside"], name, f"{test}, {judged['articles']:,} articles")
    if why:
        err().print(why, markup=False)


def _print_beside(figures: dict[str, Any], beside: dict[str, Any], name: str, title: str) -> None:
    from rich.markup import escape  # noqa: PLC0415

    columns = ("macro-F1", "95 %", "accuracy", "calib.", "no review")
    rows = table("model", *columns, title=title, right=columns)
    rows.add_row(escape(name), *_cells(figures))
    if "without_leaks" in figures:
        rows.add_row("- without near-duplicates", *_cells(figures["without_leaks"]))
    if "without_correction" in beside:
        rows.add_row("- without correction", *_cells(beside["without_correction"]))
    current = beside.get("current")
    if current and "macro_f1" in current:
        seen = f", saw {current['seen']:.0%} of it" if current.get("seen") else ""
        rows.add_row(escape(f"{current['name']} (current{seen})"), *_cells(current))
    rows.add_row("keywords", *_cells(beside["keywords"]))
    err().print(rows)
    by_coverage = {point["coverage"]: point["accuracy"] for point in figures["coverage_curve"]}
    surest = ", ".join(f"{by_coverage[share]:.3f} of the surest {share:.0%}" for share in _SUREST)
    err().print(f"accuracy {surest}", markup=False)
    if current and "note" in current:
        err().print(f"{current['name']} (current): {current['note']}", markup=False)


def _cells(figures: dict[str, Any]) -> list[str]:
    low, high = figures["macro_f1_interval"]
    cells = [f"{figures['macro_f1']:.3f}", f"{low:.3f}-{high:.3f}", f"{figures['accuracy']:.3f}"]
    if "coverage_curve" not in figures:
        return [*cells, "", ""]
    without_review = figures["accuracy_without_review"]
    return [
        *cells,
        f"{figures['calibration_error']:.3f}",
        f"{figures['coverage_without_review']:.0%}" + (f" at {without_review:.3f}" if without_review else ""),
    ]


def print_shift(metrics: dict[str, Any]) -> None:
    """Print what the correction for an expected mix changed."""
    shift = metrics.get("shift")
    if not shift:
        return
    mix = ", ".join(f"{label} {share:.1%}" for label, share in shift["expected"].items())
    columns = ("macro-F1", "accuracy", "calib.", "no review")
    rows = table(
        "out of fold, mixed as expected", *columns, title=f"expected ({shift['source']}): {mix}", right=columns
    )
    for name, figures in shift["out_of_fold_as_expected"].items():
        accepted = f"{figures['coverage_without_review']:.0%} at {figures['accuracy_without_review'] or 0:.3f}"
        cells = [f"{figures[key]:.3f}" for key in ("macro_f1", "accuracy", "calibration_error")]
        rows.add_row(f"{name} correction", *cells, accepted)
    err().print(rows)
    err().print(
        "Check it on real articles of the feed: the correction assumes that only the mix differs.", markup=False
    )
