"""From corrections to a better model, in the background: training, measuring, comparing, promoting, going back.

One corrected article in five is kept aside: no model of the desk learns it, so that all of them can be judged on it.
Which ones follows from the article alone, so it stays aside in every training to come.

Invariant: every step is the library's own function, the one that the command of the same name calls.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from nlp import api
from nlp.article import Article
from nlp.classify import registry
from nlp.errors import BantinError, DataError
from nlp.formats.jsonl import dump_line
from nlp.lifecycle import promotion
from nlp.store.records import NewArticle
from nlp.store.store import Store
from nlp.web.desk import Desk
from nlp.web.words import number, word
from nlp.web.work import Piece, Task

FIGURES = "figures"
"""Under this name the store keeps the figures of all models on the same articles."""

FEWEST = 20
"""Corrections that training needs: with fewer, a figure on a fifth of them says nothing."""

_ASIDE = 5
_FEED = 2_000  # unlabelled articles on which a model keeps what it knew
_CHUNK = 200

Pairs = list[tuple[Article, str]]


@dataclass(frozen=True)
class Parts:
    """How many corrections are learnt, and how many are kept aside."""

    learn: int
    held: int


def count_parts(store: Store) -> Parts:
    """Return how many corrections there are of each part."""
    learn, held = split(store)
    return Parts(len(learn), len(held))


def split(store: Store) -> tuple[Pairs, Pairs]:
    """Return the corrected articles that models learn, and those that are kept aside."""
    learn: Pairs = []
    held: Pairs = []
    for one in store.corrections():
        is_aside = hashlib.sha256(one.key.encode()).digest()[0] % _ASIDE == 0
        (held if is_aside else learn).append((one.article, one.label))
    return learn, held


def training(desk: Desk, language: str) -> Piece:
    """Return the work that trains a model from the one in use, and measures all of them."""

    def piece(task: Task) -> str:
        learn, held = split(desk.store)
        if len(learn) + len(held) < FEWEST:
            raise DataError(word("train_few", language, least=FEWEST, count=len(learn) + len(held)))
        name = datetime.now(UTC).strftime("desk-%Y%m%d-%H%M%S")
        feed = desk.folder.new(".jsonl")
        try:
            with feed.open("wb") as stream:
                for stored in islice(desk.store.articles(), _FEED):
                    stream.write(dump_line({"title": stored.article.title, "text": stored.article.text}))
            api.train(
                learn,
                registry.own_models() / name,
                tests={"desk": held} if held else None,
                base=registry.CURRENT,
                feed=feed,
                progress=task.tell,
            )
        finally:
            feed.unlink(missing_ok=True)
        measuring(desk, language)(task)
        return name

    return piece


def measuring(desk: Desk, language: str) -> Piece:
    """Return the work that measures all models on the corrections that are kept aside."""

    def piece(task: Task) -> str:
        state = desk.store.state
        _, held = split(desk.store)
        if not held:
            raise DataError(word("train_few", language, least=FEWEST, count=0))
        figures: dict[str, dict[str, Any]] = {}
        for name in registry.model_folders():
            task.tell(name)
            try:
                judged = api.evaluate(name, held)
            except BantinError as error:
                figures[name] = {"macro_f1": None, "accuracy": None, "problem": error.what}
            else:
                figures[name] = {"macro_f1": judged.macro_f1, "accuracy": judged.accuracy, "problem": None}
        desk.store.kept.keep(FIGURES, {"articles": len(held), "models": figures}, state)
        return word("found", language, count=len(held))

    return piece


def comparing(desk: Desk, name: str) -> Piece:
    """Return the work that compares a model with the one in use."""

    def piece(task: Task) -> str:
        task.tell(name)
        _, held = split(desk.store)
        return api.compare(registry.CURRENT, name, held).headline

    return piece


def promoting(desk: Desk, name: str, reason: str | None, language: str) -> Piece:
    """Return the work that makes a model the one in use, unless it is worse, and labels all articles with it.

    :param reason: to promote it although it is refused.
    """

    def piece(task: Task) -> str:
        _, held = split(desk.store)
        data = api.read_labelled(held)
        promotion.promote(
            name, data, floors=promotion.own_floors(), force=reason, data=[desk.store.path.name], progress=task.tell
        )
        return f"{name}: {_relabelled(desk, task, language)}"

    return piece


def rolling_back(desk: Desk, language: str) -> Piece:
    """Return the work that goes back to the model before, and labels all articles with it."""

    def piece(task: Task) -> str:
        event = promotion.roll_back()
        return f"{event['model']}: {_relabelled(desk, task, language)}"

    return piece


def _relabelled(desk: Desk, task: Task, language: str) -> str:
    """Label all articles anew with the model in use; return in words how many there were."""
    desk.look_again()
    total = desk.store.progress().articles
    done = 0

    def labelled() -> Iterator[NewArticle]:
        nonlocal done
        labeller = desk.labeller()
        stored = desk.store.articles()
        while chunk := list(islice(stored, _CHUNK)):
            for one, found in zip(chunk, labeller.label([one.article for one in chunk]), strict=True):
                yield NewArticle.of(found, one.record)
            done += len(chunk)
            task.advance(done, total=total)

    desk.store.relabel(labelled())
    return word("found", language, count=number(done, language))
