"""What a batch did, for a person: its first articles, counts by label and province, rejected records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import bar, err, escape, label_text, table
from nlp.formats.output import find_output
from nlp.formats.rejected import rejected_path

with on_first_use():
    from nlp.batch import runner

_HEADLINE = 44
_PROVINCES = 6
_REASONS = 5


def say(words: str) -> None:
    """Print a line that a run says before it begins."""
    err().print(words, markup=False, soft_wrap=True)


def print_rejected(rejected: dict[str, Any]) -> None:
    """Print one rejected record, where it stands and why it was rejected."""
    err().print(f"rejected: {rejected['where']}: {rejected['reason']}", markup=False, soft_wrap=True)


def print_articles(labelled: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """Print a table of labelled articles, each a headline and its output fields."""
    listed = table("article", "label", "sure", "provinces", right=("sure",))
    for headline, fields in labelled:
        prediction = fields.get("prediction") or {"label": "", "confidence": 0.0, "needs_review": False}
        flag = " [red]review[/]" if prediction["needs_review"] else ""
        provinces = dict.fromkeys(e["value"]["name"] for e in fields["entities"] if e["type"] == "PROVINCE")
        listed.add_row(
            escape(headline if len(headline) <= _HEADLINE else headline[: _HEADLINE - 1] + "…"),
            label_text(prediction["label"], with_name=False) + flag,
            f"{prediction['confidence']:.2f}",
            ", ".join(provinces),
        )
    err().print(listed)


def print_outcome(outcome: runner.Outcome, output: str) -> None:
    """Print counts by label, notes on the input, and how many records were read, labelled and rejected."""
    tally = outcome.tally
    by_label = table("label", "articles", "share", "", "review", right=("articles", "share", "review"))
    for label, count in tally.by_label.most_common():
        share = count / tally.labelled
        needs_review = tally.review_by_label[label] / count
        by_label.add_row(label_text(label), f"{count:,}", f"{share:.1%}", bar(share, 6), f"{needs_review:.1%}")
    if tally.by_label:
        err().print(by_label)
    err().print("\n".join([*_notes(outcome), _balance(outcome, output)]), markup=False, soft_wrap=True)
    for reason, count in tally.reasons.most_common(_REASONS):
        err().print(f"rejected: {count:,} x {reason}", style="yellow", markup=False, soft_wrap=True)
    if tally.rejected and output != "-":
        path = rejected_path(find_output(output).path)
        err().print(f"rejected records and why: {path}", style="yellow", markup=False, soft_wrap=True)


def _notes(outcome: runner.Outcome) -> Iterator[str]:
    if outcome.tally.provinces:
        most = ", ".join(f"{name} {count:,}" for name, count in outcome.tally.provinces.most_common(_PROVINCES))
        yield f"provinces: {most}" + (" ..." if len(outcome.tally.provinces) > _PROVINCES else "")
    if outcome.duplicates is not None:
        yield f"near-duplicates: {outcome.duplicates:,} records repeat an earlier one (duplicate_of)"
    if outcome.tally.repaired:
        yield f"repaired: the letters of {outcome.tally.repaired:,} records were damaged, and are written mended"
    if outcome.repeated_ids:
        yield f"note: {outcome.repeated_ids:,} ids occur in more than one record"
    yield from (f"note: {note}" for note in outcome.notes)


def _balance(outcome: runner.Outcome, output: str) -> str:
    tally, seconds = outcome.tally, outcome.seconds
    review = f", {tally.needs_review:,} need review" if tally.by_label else ""
    resumed = f", {outcome.resumed:,} of them in earlier runs" if outcome.resumed else ""
    rate = (tally.read - outcome.resumed) / max(seconds, 1e-9)
    return (
        f"{tally.read:,} read = {tally.labelled:,} labelled + {tally.rejected:,} rejected{review}{resumed}; "
        f"{seconds:.1f} s, {rate:,.0f}/s -> {'standard output' if output == '-' else output}"
    )
