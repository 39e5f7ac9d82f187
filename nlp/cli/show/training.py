"""What ``bantin train`` prints: the profile of the data, the search, the figures of all models that were judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from nlp.cli.show.console import err, escape, label_text, table
from nlp.cli.show.figures import print_figures

if TYPE_CHECKING:
    from nlp.datasets.dataset import Dataset
    from nlp.datasets.profile import Profile
    from nlp.datasets.survey import Survey
    from nlp.evaluation.figures import (
        AdaptationFigures,
        Beside,
        BriefFigures,
        Figures,
        Metrics,
        SearchFigures,
        ShiftFigures,
    )
    from nlp.training.adaptation.forgetting import Changed
    from nlp.training.recipe import Recipe

_MOST_SHOWN = 5


def print_left_out(recipe: Recipe) -> int:
    """Print the records of the data and of every test that were left out, with the reasons; return how many."""
    parts = {"": recipe.data} | {f" of the test {name!r}": test for name, test in recipe.tests.items()}
    for of, dataset in parts.items():
        if dataset.rejected:
            err().print(f"{len(dataset.rejected):,} records{of} left out:", style="yellow", markup=False)
        for rejected in dataset.rejected[:_MOST_SHOWN]:
            err().print(f"  {rejected.where}: {rejected.reason}", markup=False, soft_wrap=True)
    return sum(len(dataset.rejected) for dataset in parts.values())


def print_survey(survey: Survey, dataset: Dataset, *, by_date: bool = False) -> None:
    """Print the profile of the training data, and warnings about it.

    :param by_date: whether the articles published last were taken out of it as a test.
    """
    profile = survey.profile
    columns = ("articles", "share", "in doubt", "syllables")
    counts = table("label", *columns, title=f"{profile.articles:,} training articles", right=columns)
    for label, row in profile.labels.items():
        cells = [f"{row.articles:,}", f"{row.articles / profile.articles:.1%}", f"{row.hard:,}"]
        counts.add_row(label_text(label, with_name=False), *cells, f"{row.syllables_median:.0f}")
    err().print(counts)
    err().print("\n".join(_about_data(profile)), markup=False)
    undated = sum(day is None for day in dataset.dates) if by_date else 0
    if undated:
        err().print(
            f"! {undated:,} training articles have no day of publication: they may be as new as those of the test",
            style="yellow",
            markup=False,
        )
    for warning in _warnings(survey, dataset):
        err().print(f"! {warning}", style="yellow", markup=False)


def _about_data(profile: Profile) -> list[str]:
    lengths, dates = profile.syllables, profile.dates
    lines = [
        f"syllables: half of the articles have {lengths['25%']:.0f} to {lengths['75%']:.0f}, "
        f"the longest {lengths['100%']:,.0f}; {profile.without_title:,} have no title"
    ]
    if dates.dated:
        years = ", ".join(f"{year} {count:,}" for year, count in dates.by_year.items())
        lines.append(f"published {dates.first} to {dates.last}, where known: {years}")
    lines.append(
        f"duplicates: {profile.exact_duplicates:,} exact, {profile.near_duplicates:,} near, "
        "kept together in cross-validation"
    )
    return lines


def _warnings(survey: Survey, dataset: Dataset) -> list[str]:
    profile = survey.profile
    warnings = [
        f"{rare} ({profile.labels[rare].articles}) is spelled almost like {frequent}: one label or two?"
        for rare, frequent in profile.similar_labels
    ]
    warnings += [
        f"{label} has only {profile.labels[label].articles} articles: its figures are uncertain"
        for label in profile.few_examples
    ]
    if survey.conflicts:
        warnings.append(
            f"{profile.conflicting_articles:,} near-duplicates in {len(survey.conflicts):,} groups have different "
            "labels (bantin audit lists them), for instance:"
        )
        for rows in survey.conflicts[:_MOST_SHOWN]:
            named = (f"{dataset.articles[row].key} {dataset.labels[row]}" for row in rows[:_MOST_SHOWN])
            warnings.append("  " + ", ".join(named))
    warnings += [
        f"{count:,} articles of the test {name!r} have a near-duplicate in the training data"
        for name, count in profile.leaks.items()
        if count
    ]
    return warnings


def print_search(search: SearchFigures | None) -> None:
    """Print the values that a search tried, and those that it chose."""
    if search is None or not search.table:
        return
    columns = ("macro-F1", "gain", "st. error")
    tried = table("option", "value", *columns, "", title=f"search, {search.articles:,} articles", right=columns)
    for step in search.table:
        value = "" if step.value is None else str(step.value)
        cells = [f"{step.macro_f1:.4f}", f"{step.gain:+.4f}", f"{step.standard_error:.4f}"]
        tried.add_row(step.option, value, *cells, "taken" if step.taken else "")
    err().print(tried)


def print_judged(metrics: Metrics, name: str, why: str) -> None:
    """Print the figures of the new model out of fold and on every test, beside those of keywords and other models.

    :param why: the reason why the current model is not among them; may be empty.
    """
    figures = metrics.accented
    if figures:
        title = f"out of fold, {figures.articles:,} articles"
        if metrics.shift:
            title += " mixed as in training, not as expected"
        print_figures(figures, title, err())
        _print_beside(figures, metrics.beside, name, title)
    for test, on_test in metrics.tests.items():
        title = f"{test}, {on_test.articles:,} articles"
        _print_beside(on_test, on_test.beside, name, title, on_test.without_leaks)
    if why:
        err().print(why, markup=False)


def _print_beside(
    figures: Figures, beside: Beside | None, name: str, title: str, without_leaks: BriefFigures | None = None
) -> None:
    columns = ("macro-F1", "95 %", "accuracy", "calib.", "no review")
    rows = table("model", *columns, title=title, right=columns)
    rows.add_row(escape(name), *_cells(figures))
    if without_leaks:
        rows.add_row("- without near-duplicates", *_brief_cells(without_leaks))
    current = beside.current if beside else None
    if beside and beside.without_correction:
        rows.add_row("- without correction", *_cells(beside.without_correction))
    if current and current.figures:
        seen = f", saw {current.seen:.0%} of it" if current.seen else ""
        rows.add_row(escape(f"{current.name} (current{seen})"), *_cells(current.figures))
    if beside:
        rows.add_row("keywords", *_brief_cells(beside.keywords))
    err().print(rows)
    surest = ", ".join(f"{point.accuracy:.3f} of the surest {point.coverage:.0%}" for point in figures.surest)
    err().print(f"accuracy {surest}", markup=False)
    if current and current.note:
        err().print(f"{current.name} (current): {current.note}", markup=False)


def _brief_cells(figures: Figures | BriefFigures) -> list[str]:
    low, high = figures.macro_f1_interval
    return [f"{figures.macro_f1:.3f}", f"{low:.3f}-{high:.3f}", f"{figures.accuracy:.3f}", "", ""]


def _cells(figures: Figures) -> list[str]:
    without_review = figures.accuracy_without_review
    return [
        *_brief_cells(figures)[:3],
        f"{figures.calibration_error:.3f}",
        f"{figures.coverage_without_review:.0%}" + (f" at {without_review:.3f}" if without_review else ""),
    ]


def print_shift(shift: ShiftFigures | None) -> None:
    """Print what the correction for an expected mix changed."""
    if shift is None:
        return
    mix = ", ".join(f"{label} {share:.1%}" for label, share in shift.expected.items())
    columns = ("macro-F1", "accuracy", "calib.", "no review")
    rows = table("out of fold, mixed as expected", *columns, title=f"expected ({shift.source}): {mix}", right=columns)
    effect = shift.out_of_fold_as_expected
    for name, figures in (("without", effect.without), ("with", effect.corrected)):
        accepted = f"{figures.coverage_without_review:.0%} at {figures.accuracy_without_review or 0:.3f}"
        cells = [f"{figures.macro_f1:.3f}", f"{figures.accuracy:.3f}", f"{figures.calibration_error:.3f}"]
        rows.add_row(f"{name} correction", *cells, accepted)
    err().print(rows)
    err().print(
        "Check it on real articles of the feed: the correction assumes that only the mix differs.", markup=False
    )


def print_adaptation(adaptation: AdaptationFigures | None, name: str, changed: Sequence[Changed]) -> None:
    """Print base, new articles alone and the adapted model side by side, and what it says otherwise than the base."""
    if adaptation is None:
        return
    columns = ("macro-F1", "95 %", "accuracy")
    title = f"out of fold, {adaptation.adapted.articles:,} new articles"
    rows = table("model", *columns, title=title, right=columns)
    rows.add_row(escape(f"{adaptation.base_name} (base)"), *_brief_cells(adaptation.base)[:3])
    if adaptation.alone:
        rows.add_row("the new articles alone", *_brief_cells(adaptation.alone)[:3])
    rows.add_row(escape(f"{name} (adapted)"), *_brief_cells(adaptation.adapted)[:3])
    err().print(rows)
    err().print(_outcome(adaptation), markup=False)
    if adaptation.base_seen:
        err().print(
            f"! {adaptation.base_name} was trained on about {adaptation.base_seen:.0%} of these articles, "
            "which flatters it: what it was not trained on would show more",
            style="yellow",
            markup=False,
        )
    for label, given in adaptation.new_labels.items():
        said = ", ".join(f"{old} {count:,}" for old, count in sorted(given.items(), key=lambda item: -item[1]))
        err().print(f"{label} is new: the base called its articles {said}", markup=False)
    forgetting = adaptation.forgetting
    if forgetting is None:
        err().print("no unlabelled text: what was forgotten is not known (--feed FILE)", style="yellow", markup=False)
        return
    err().print(
        f"{forgetting.source}, {forgetting.articles:,} texts without labels: {forgetting.changed:.1%} changed, "
        f"{forgetting.changed_surely:.1%} that the base had been sure of",
        markup=False,
    )
    if changed:
        shown = table("article", "base", "adapted", title=f"changed, the {len(changed)} that the base was surest of")
        for one in changed:
            shown.add_row(
                escape(one.headline), *(f"{escape(label)} {sure:.2f}" for label, sure in (one.before, one.after))
            )
        err().print(shown)


def _outcome(adaptation: AdaptationFigures) -> str:
    """Return what cross-validation decided, in a sentence."""
    if adaptation.strength is None:
        return (
            f"the new articles show no gain beyond noise, so the outcome is {adaptation.base_name} again; "
            "more articles may show one"
        )
    if adaptation.gain is None or adaptation.gain_error is None:
        return f"the new labels are learnt, the weights are held to those of the base with {adaptation.strength:g}"
    return (
        f"the true label became likelier by {adaptation.gain:.3f} (log-probability, standard error "
        f"{adaptation.gain_error:.3f}); the weights are held to those of the base with {adaptation.strength:g}"
    )
