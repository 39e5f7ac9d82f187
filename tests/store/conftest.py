"""What the tests of the store share: articles as a labeller gives them, without a model."""

import pytest

from nlp.article import Article
from nlp.store.records import NewArticle
from nlp.store.store import Store

LABELS = ("flood_disaster", "governance", "other", "transport_complaint")
START = 1_760_000_000  # 9 October 2025, 15:53 in Vietnam


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self):
        self.now = float(START)

    def __call__(self):
        return self.now


def made(text="", title="", *, label="other", score=0.9, review=False, provinces=(), entities=(), **fields):
    """Return a labelled article; its mentions are (type, start, end, value)."""
    article = Article(text, title, **fields)
    rest = [name for name in LABELS if name != label]
    document = article.document
    record = {
        **{name: value for name, value in fields.items() if value is not None},
        "title": title,
        "text": text,
        "prediction": {
            "label": label,
            "confidence": score,
            "scores": {label: score, rest[0]: 1 - score, rest[1]: 0.0, rest[2]: 0.0},
            "needs_review": review,
            "reasons": ["in doubt"] if review else [],
            "plausible": [label, rest[0]] if review else [label],
            "model": "invented",
        },
        "entities": [
            {"type": type, "start": start, "end": end, "text": document[start:end], "value": value}
            for type, start, end, value in entities
        ],
        "summary": {"provinces": list(provinces)},
    }
    return NewArticle(article, record)


def numbered(count, **given):
    """Return articles that share no sentence."""
    return [
        made(" ".join(f"chữ{number}a{word}" for word in range(12)), f"Tin {number}", **given) for number in range(count)
    ]


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store(tmp_path, clock):
    with Store(tmp_path / "desk.db", clock=clock) as opened:
        yield opened
