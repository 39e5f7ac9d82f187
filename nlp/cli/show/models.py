"""Models for a person: a list, the figures of one, promotions and rollbacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import escape, label_text, out, table
from nlp.errors import ModelError

with on_first_use():
    from rich import padding, text

    from nlp.classify import folder as folders
    from nlp.classify import registry
    from nlp.evaluation import figures as written
    from nlp.evaluation import stored

_MOST_EVENTS = 1_000
_MOST_PASSED = 20
"""Lines that a person reads; a registry of 100,000 promotions would take a minute to print."""


def print_models(listed: Sequence[registry.Listed]) -> None:
    """Print a table of models, and below it what is wrong with some."""
    shown = table("", "name", "labels", "articles", "macro-F1", "folder", right=("articles", "macro-F1"))
    for model in listed:
        mark = "!" if model.problem else "*" if model.current else ""
        shown.add_row(
            mark, escape(model.name), *_facts(model), escape("" if model.folder is None else str(model.folder))
        )
    out().print(shown)
    if len(listed) > 1:
        out().print(
            "macro-F1: out of fold, each on the data of its own training. On the same data: bantin compare A B DATA"
        )
    for model in listed:
        if model.problem:
            out().print(f"! {model.name}: {model.problem}", markup=False, style="red")


def _facts(model: registry.Listed) -> tuple[str, str, str]:
    """Return how many labels and articles a usable model has, and its macro-F1."""
    if not model.folder or model.problem:
        return "", "", ""
    head = folders.read_head(model.folder)
    articles = head["about"].get("articles")
    try:
        figures = stored.stored_metrics(model.folder).accented
    except ModelError:
        figures = None  # the model can be used all the same; bantin models show names the fault
    score = f"{figures.macro_f1:.3f}" if figures else ""
    return str(len(head["labels"])), f"{articles:,}" if articles else "", score


def print_model(folder: Path, head: Mapping[str, Any], metrics: written.Metrics) -> None:
    """Print the training options, the out-of-fold figures and the thresholds of a model."""
    out().print(f"[bold]{escape(head['name'])}[/]  {escape(str(folder))}")
    facts = table("", "")
    for name, value in head["about"].get("options", {}).items():
        facts.add_row(escape(name), escape(str(value)))
    facts.add_row("articles", f"{head['about'].get('articles', 0):,}")
    facts.add_row("data sha256", str(head["about"].get("data_sha256", ""))[:16])
    out().print(facts)
    for view, figures in metrics.out_of_fold.items():
        _print_view(view, figures, head["views"].get(view, {}).get("thresholds", {}))


def _print_view(view: str, figures: written.Figures, thresholds: Mapping[str, float]) -> None:
    columns = ("P", "R", "F1", "articles", "no review from")
    by_label = table("label", *columns, title=f"out of fold, {view} text", right=columns)
    for label, row in figures.by_label.items():
        cells = [f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}", f"{row.articles:,}"]
        by_label.add_row(label_text(label, with_name=False), *cells, f"{thresholds.get(label, 0):.2f}")
    out().print(by_label)
    low, high = figures.macro_f1_interval
    out().print(
        f"macro-F1 {figures.macro_f1:.3f} [{low:.3f}, {high:.3f}]   without review: "
        f"{figures.coverage_without_review:.0%} of the articles, accuracy "
        f"{figures.accuracy_without_review or 0:.3f}",
        markup=False,
    )


def print_promotion(event: Mapping[str, Any]) -> None:
    """Print the comparison behind a promotion, what was said against it, and the new current model."""
    if event["comparison"]:
        out().print(event["comparison"]["headline"], markup=False)
    for line in _passed("not compared with", event["unusable"]):
        out().print(line, markup=False)
    for objection in event["against"]:
        out().print(f"objection: {objection}", markup=False, style="red")
    out().print(f"{event['model']} is the current model; {event['previous']} was.", markup=False)


def print_rollback(event: Mapping[str, Any]) -> None:
    """Print which models a rollback skipped, and the new current model."""
    for line in _passed("skipped", event["skipped"]):
        out().print(line, markup=False)
    out().print(f"{event['model']} is the current model again; {event['previous']} was.", markup=False)


def print_history(history: Sequence[Mapping[str, Any]]) -> None:
    """Print all promotions and rollbacks with their reasons."""
    if not history:
        out().print("No model was promoted here; the one that ships is the current one.")
    if len(history) > _MOST_EVENTS:
        out().print(f"{len(history) - _MOST_EVENTS:,} earlier ones: bantin models history --json")
    for event in history[-_MOST_EVENTS:]:
        when = f"{event['when'][:16].replace('T', ' ')} UTC"
        who = f" by {event['who']}" if event["who"] else ""
        out().print(f"{when}  {event['action']} {event['model']}{who}, {event['previous']} was", markup=False)
        for line in _reasons(event):
            out().print(padding.Padding(text.Text(line), (0, 0, 0, 4)))


def _reasons(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield the figures and reasons behind a promotion or rollback, in lines."""
    if event.get("figures"):
        figures, data = event["figures"], event["data"]
        yield f"macro-F1 {figures['macro_f1']:.3f} on {data['articles']:,} articles of {', '.join(data['names'])}"
    if event.get("comparison"):
        yield str(event["comparison"]["headline"])
    for objection in event.get("against", []):
        if not event.get("comparison") or event["comparison"]["headline"].rstrip(".") not in objection:
            yield f"objection: {objection}"
    yield from _passed("skipped", event.get("skipped", []))
    if event.get("reason"):
        yield f"forced: {event['reason']}"


def _passed(how: str, models: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """Yield which models a promotion or rollback passed over and why, in lines."""
    for model in models[:_MOST_PASSED]:
        yield f"{how} {model['name']}: {model['why']}"
    if len(models) > _MOST_PASSED:
        yield f"{how} {len(models) - _MOST_PASSED:,} more: bantin models history --json"
