"""The figures of a judgement in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nlp.cli.show.console import label_text, table

if TYPE_CHECKING:
    from rich.console import Console

    from nlp.evaluation.figures import Figures

_MOST_COUNTED = 6  # labels whose counts fit into 80 columns


def print_figures(figures: Figures, title: str, console: Console) -> None:
    """Print the figures of a judgement: by label, confusion, overall."""
    columns = ("precision", "recall", "F1", "articles", "review")
    by_label = table("label", *columns, title=title, right=columns)
    for label, row in figures.by_label.items():
        cells = [f"{row.precision:.3f}", f"{row.recall:.3f}", f"{row.f1:.3f}"]
        by_label.add_row(label_text(label, with_name=False), *cells, f"{row.articles:,}", f"{row.needs_review:,}")
    console.print(by_label)
    console.print(_confusion(list(figures.by_label), figures.confusion))
    low, high = figures.macro_f1_interval
    clear = figures.macro_f1_clear
    lines = [
        f"macro-F1 {figures.macro_f1:.3f} (95 % {low:.3f} to {high:.3f})"
        + (f", without articles marked hard {clear:.3f}" if clear not in (None, figures.macro_f1) else ""),
        f"accuracy {figures.accuracy:.4f}, calibration error {figures.calibration_error:.3f}",
        f"without review: {figures.coverage_without_review:.1%} of the articles, "
        f"accuracy {figures.accuracy_without_review or 0:.3f}; the rest needs review",
    ]
    console.print("\n".join(lines), markup=False)


def _confusion(labels: Sequence[str], confusion: Sequence[Sequence[int]]) -> Any:
    """Return the confusion as a table: counts, or shares of the true label if counts are too wide for a terminal."""
    numbers = [str(number) for number in range(1, len(labels) + 1)]
    title = "true label below, predicted label across"
    as_shares = len(labels) > _MOST_COUNTED
    shown = table("label", *numbers, title=title + (", in % of the true label" if as_shares else ""),
                  right=tuple(numbers))  # fmt: skip
    for number, (label, row) in enumerate(zip(labels, confusion, strict=True)):
        shares = [round(100 * n / max(1, sum(row))) for n in row]
        cells = [(str(share) if share else "·") for share in shares] if as_shares else [str(n) for n in row]
        cells[number] = f"[bold]{cells[number]}[/]"
        shown.add_row(f"{number + 1} {label_text(label, with_name=False)}", *cells)
    return shown
