"""Labels that are probably wrong, for a person: a table, worst first, and how many are contradicted."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.cli.lazy import on_first_use
from nlp.cli.show.console import escape, label_text, out, table

with on_first_use():
    from nlp.datasets import dataset as datasets
    from nlp.lifecycle import audit

_HEADLINE = 100


def print_suspicions(ranked: Sequence[audit.Suspicion], labelled: datasets.Dataset, top: int) -> None:
    """Print the first ``top`` suspicions, and how many labels are contradicted in all."""
    listed = table("score", "article", "label -> suggested", right=("score",))
    for suspicion in ranked[:top]:
        article = labelled.articles[suspicion.position]
        headline = " ".join((article.title or article.text).split())
        change = label_text(suspicion.label, with_name=False)
        if suspicion.suggested != suspicion.label:
            change += f" -> {label_text(suspicion.suggested, with_name=False)}"
        listed.add_row(
            f"{suspicion.score:.2f}",
            f"{escape(headline[:_HEADLINE])}\n[dim]{escape(suspicion.id)}, number {suspicion.position + 1:,}[/]",
            f"{change}\n[dim]{escape(suspicion.reason)}[/]",
        )
    if top:
        out().print(listed)
    contradicted = sum(suspicion.contradicted for suspicion in ranked)
    out().print(
        f"{len(ranked):,} labels; for {contradicted:,} another label is as probable as is usual for it. "
        "A high score is a reason to read the article, not proof of an error.",
        markup=False,
    )
