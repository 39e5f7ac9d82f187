"""A review queue and the import of its sheet, for a person: what was chosen, and what became of the rows."""

from __future__ import annotations

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import err, label_text, table
from nlp.formats.rejected import rejected_path

with on_first_use():
    from nlp.lifecycle import answers, selection


def print_queue(queue: selection.Queue, output: str) -> None:
    """Print how many articles were chosen by label, and why others were left out."""
    listed = table("suggested", "articles", "surest", "least sure", right=("articles", "surest", "least sure"))
    labels = sorted({pick.suggested for pick in queue.picks})
    for label in labels:
        sure = [pick.confidence for pick in queue.picks if pick.suggested == label]
        listed.add_row(label_text(label), f"{len(sure):,}", f"{max(sure):.2f}", f"{min(sure):.2f}")
    if labels:
        err().print(listed)
    err().print(
        f"{queue.read:,} read, {queue.rejected:,} rejected; left out {queue.duplicates:,} near-duplicates and "
        f"{queue.unusable:,} too short or not Vietnamese; {len(queue.picks):,} chosen -> {output}",
        markup=False,
    )
    if queue.rejected:
        err().print(f"rejected records and why: {rejected_path(output)}", style="yellow", markup=False)


def print_merge(merge: answers.Merge, rows: int, output: str) -> None:
    """Print what became of the rows of a sheet.

    :param rows: number of rows in the sheet.
    """
    if merge.by_label:
        listed = table("label", "from the sheet", right=("from the sheet",))
        for label, count in merge.by_label.most_common():
            listed.add_row(label_text(label), f"{count:,}")
        err().print(listed)
    err().print(
        f"{rows:,} rows in the sheet: {merge.added:,} new, {merge.relabelled:,} labels changed, {merge.known:,} known "
        f"already, {merge.unlabelled:,} without a label, {merge.rejected:,} rejected; "
        f"{merge.kept + merge.relabelled + merge.added:,} records -> {output}",
        markup=False,
    )
    if merge.rejected:
        err().print(f"rejected rows and why: {rejected_path(output)}", style="yellow", markup=False)


def warn_of_bare(merge: answers.Merge, records: str, *, given: bool) -> None:
    """Warn that new records lack the fields that the sheet does not show.

    :param records: path of the records behind the sheet.
    :param given: whether the user named it.
    """
    reason = f"{records} does not hold them" + ("" if given else ", or is missing")
    err().print(
        f"! {merge.bare:,} of the new records have only the title, text and id of the sheet, because {reason}. "
        "Name the file with the other fields with --records.",
        style="yellow",
        markup=False,
    )
