"""The typed records that go into the store and come out of it.

Invariant: they are frozen and know nothing of the database; moments are ISO 8601 in Vietnam's time, days are ISO days
of Vietnam.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nlp.article import Article, Entity, LabelledArticle
from nlp.entities.summary import summarize

Action = Literal["label", "doubt", "skip"]
"""What a person says of an article: its label; that nobody can tell; or nothing, for now."""

JobState = Literal["running", "done", "failed"]


@dataclass(frozen=True)
class NewArticle:
    """A labelled article on its way into the store.

    :param record: its own fields with ``prediction``, ``entities``, ``summary`` and what else was found, as
        ``bantin label`` writes them.
    """

    article: Article
    record: Mapping[str, Any]

    @classmethod
    def of(cls, labelled: LabelledArticle, fields: Mapping[str, Any] | None = None) -> NewArticle:
        """Return what a labeller gave, with the fields of the record that the article was read from."""
        return cls(labelled.article, {**(fields or {}), **labelled.to_dict()})


@dataclass(frozen=True)
class Added:
    """Counts of one call of :meth:`Store.add <nlp.store.store.Store.add>`.

    :param new: articles that are in the store now.
    :param known: articles that were there before, and stayed as they were.
    :param duplicates: new ones that repeat another article nearly word by word.
    """

    new: int = 0
    known: int = 0
    duplicates: int = 0

    def __add__(self, other: Added) -> Added:
        return Added(self.new + other.new, self.known + other.known, self.duplicates + other.duplicates)


@dataclass(frozen=True)
class Answer:
    """What a person said last of an article.

    :param label: the label; None for a doubt.
    :param by: who said so.
    :param at: when, an ISO moment.
    """

    label: str | None
    by: str
    at: str


@dataclass(frozen=True)
class Query:
    """Which articles are looked for; all conditions hold at once.

    :param text: words that all occur, or phrases in quotes, with or without accents and in any case.
    :param label: the person's label, or the model's where no person gave one.
    :param province: code of a province of today that the article names.
    :param since: first day, as YYYY-MM-DD.
    :param until: last day.
    :param needs_review: whether it waits for a person: the model asks for one, and none has spoken.
    :param answered: whether a person has labelled or doubted it.
    :param repeats: whether near-duplicates of other articles are shown too.
    """

    text: str = ""
    label: str | None = None
    province: str | None = None
    source: str | None = None
    since: str | None = None
    until: str | None = None
    needs_review: bool | None = None
    answered: bool | None = None
    repeats: bool = True


@dataclass(frozen=True)
class Hit:
    """An article in a list.

    :param key: its name in the store and in addresses: letters and digits.
    :param excerpt: the beginning of its text, or the part where the words were found.
    :param published: as its source gave it.
    :param moment: when it was published, or when it was added if the source does not say.
    :param label: the person's label, or the model's where no person gave one; None without a model.
    :param predicted: the model's label.
    :param needs_review: whether it waits for a person.
    :param duplicate_of: key of the article that it repeats nearly word by word.
    :param answer: what a person said of it.
    """

    key: str
    title: str
    excerpt: str
    url: str | None
    source: str | None
    published: str | None
    moment: str
    label: str | None
    predicted: str | None
    confidence: float | None
    needs_review: bool
    duplicate_of: str | None
    answer: Answer | None


@dataclass(frozen=True)
class Count:
    """How many there are; at least so many, where counting stopped at a bound.

    :param exact: whether all were counted.
    """

    number: int
    exact: bool = True


@dataclass(frozen=True)
class Facets:
    """How many of the articles found have which value, the most frequent first.

    :param provinces: by code.
    :param needs_review: how many wait for a person.
    :param counted: the articles that were counted: the newest ones, where there are more than is counted.
    """

    labels: Mapping[str, int] = field(default_factory=dict)
    provinces: Mapping[str, int] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    needs_review: int = 0
    counted: Count = Count(0)


@dataclass(frozen=True)
class Page:
    """One page of a search, the newest articles first.

    :param after: the cursor of the next page; None on the last one.
    :param facets: None unless they were asked for.
    """

    hits: tuple[Hit, ...]
    after: str | None = None
    facets: Facets | None = None


@dataclass(frozen=True)
class Mention:
    """A mention that a person struck out.

    :param start: its first code point in the document; ``end`` is behind the last.
    """

    type: str
    start: int
    end: int


@dataclass(frozen=True)
class StoredArticle:
    """An article with all that the store knows of it.

    :param hit: what a list shows of it.
    :param record: the labelled record: the article's own fields with ``prediction``, ``entities``, ``summary``.
    :param struck: the mentions in ``record`` that a person struck out.
    """

    hit: Hit
    article: Article
    record: Mapping[str, Any]
    struck: tuple[Mention, ...] = ()

    @property
    def key(self) -> str:
        """Its name in the store."""
        return self.hit.key

    @property
    def document(self) -> str:
        """The text that the spans of the record count in."""
        return self.article.document

    @property
    def entities(self) -> list[Mapping[str, Any]]:
        """The mentions that nobody struck out."""
        struck = {(mention.type, mention.start, mention.end) for mention in self.struck}
        found = self.record.get("entities") or []
        return [one for one in found if (one["type"], one["start"], one["end"]) not in struck]

    @property
    def provinces(self) -> list[str]:
        """The codes of the provinces that it names without the mentions that were struck out."""
        if not self.struck:
            return list((self.record.get("summary") or {}).get("provinces") or ())
        return list(summarize(self.article, [Entity.from_dict(one) for one in self.entities])["provinces"])


@dataclass(frozen=True)
class ReviewItem:
    """The article that a person is to look at next; nobody else gets it before ``until``.

    :param why: the reason for the choice.
    :param plausible: labels that it may well have, likeliest first.
    """

    stored: StoredArticle
    why: str
    plausible: tuple[str, ...]
    until: str


@dataclass(frozen=True)
class Progress:
    """How far the review is.

    :param articles: in the store.
    :param waiting: articles that the model asks a person to look at, and none has.
    :param queued: articles of the planned queue that are left.
    :param labelled: articles that a person labelled.
    :param doubted: articles of which a person said that nobody can tell.
    :param by_label: labelled articles by label.
    :param by_person: labelled and doubted articles by person.
    """

    articles: int
    waiting: int
    queued: int
    labelled: int
    doubted: int
    by_label: Mapping[str, int]
    by_person: Mapping[str, int]


@dataclass(frozen=True)
class Agreement:
    """How often people gave the label that the model had given when they looked.

    These articles were mostly chosen for doubt, so it is no estimate of the model's accuracy on all of them.

    :param judged: articles with a person's label and a model's.
    :param agreed: those where both are the same.
    :param pairs: articles by the model's label and the person's.
    """

    judged: int
    agreed: int
    pairs: Mapping[tuple[str, str], int]

    @property
    def share(self) -> float | None:
        """The share that agrees; None before the first one."""
        return self.agreed / self.judged if self.judged else None


@dataclass(frozen=True)
class Correction:
    """An article with a person's label, to train on.

    :param fields: the article's own fields, without what was found in it.
    """

    key: str
    article: Article
    label: str
    fields: Mapping[str, Any]

    def record(self, label_field: str = "label") -> dict[str, Any]:
        """Return the record of training data that it makes."""
        own = {name: value for name, value in self.fields.items() if name != label_field}
        return {**own, label_field: self.label}


@dataclass(frozen=True)
class Job:
    """Something that runs in the background.

    :param kind: such as ``train`` or ``upload``.
    :param done: steps, or articles, that are done; ``total`` is None where it is not known.
    :param message: what it does now, came to, or failed on.
    """

    id: int
    kind: str
    state: JobState
    done: int
    total: int | None
    message: str
    started: str
    ended: str | None


@dataclass(frozen=True)
class Kept:
    """A value that was kept for later, such as a digest.

    :param state: the :meth:`state <nlp.store.store.Store.state>` of the store when it was made.
    """

    value: Any
    state: int
    made: str


@dataclass(frozen=True)
class WatchedSource:
    """A source of new articles, and how far it was read.

    :param source: its address or path.
    :param etag: what the server called its last answer; ``modified`` is its date, ``digest`` a hash of its content.
    :param failures: how often in a row it failed.
    :param not_before: seconds since 1970 before which it is left in peace.
    :param looked: when it was looked at last, an ISO moment.
    :param message: what it came to then.
    :param articles: how many it brought so far.
    """

    source: str
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    failures: int = 0
    not_before: int = 0
    looked: str | None = None
    message: str = ""
    articles: int = 0


@dataclass(frozen=True)
class FileMark:
    """How far a file was read.

    :param identity: by which a later look knows that it is the same file, or the same content.
    :param position: bytes that are read already, of a file that grows.
    """

    identity: str
    position: int = 0
