"""What an adapted model says otherwise than its base: the check of forgetting for those who lack the old articles.

Invariant: texts and headlines go to the person who trains, never into figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from nlp.article import Article
from nlp.classify.features import TitleAndText
from nlp.classify.model import Classifier
from nlp.evaluation.compare import headline_of
from nlp.evaluation.figures import Forgetting

_MOST_SHOWN = 5


@dataclass(frozen=True)
class Unlabelled:
    """Text without labels, on which the base is not to be forgotten.

    :param source: where it is from, for the figures.
    """

    source: str
    pairs: Sequence[TitleAndText] = field(default=(), repr=False)


@dataclass(frozen=True)
class Changed:
    """A text that got another label, with the confidence of both models."""

    headline: str
    before: tuple[str, float]
    after: tuple[str, float]


def compare_unlabelled(
    base: Classifier, adapted: Classifier, names: Sequence[str], text: Unlabelled
) -> tuple[Forgetting | None, list[Changed]]:
    """Return what changed on unlabelled text, and the changed ones that the base was surest of; nothing without text.

    :param names: of the labels of the base in the new model.
    """
    if not text.pairs:
        return None, []
    articles = [Article(text=body, title=title) for title, body in text.pairs]
    name = dict(zip(base.labels, names, strict=True))
    before, after = base.predict(articles), adapted.predict(articles)
    changed = np.array([name[a.label] != b.label for a, b in zip(before, after, strict=True)])
    sure = np.array([not prediction.needs_review for prediction in before])
    figures = Forgetting(
        source=text.source,
        articles=len(articles),
        changed=float(changed.mean()),
        changed_surely=float((changed & sure).mean()),
    )
    rows = sorted(np.flatnonzero(changed).tolist(), key=lambda row: -before[row].confidence)[:_MOST_SHOWN]
    shown = [
        Changed(
            headline_of(articles[row], 60),
            (name[before[row].label], before[row].confidence),
            (after[row].label, after[row].confidence),
        )
        for row in rows
    ]
    return figures, shown
