"""What all requests of a desk share: its store, the model in use, the work in the background.

Invariant: an article is labelled in one way, whether it was sent, uploaded, or came with the package as a sample.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from importlib.resources import files
from threading import Lock

import orjson

from nlp.classify.model import Classifier
from nlp.classify.registry import load_model
from nlp.formats.record import Columns
from nlp.labeller import Labeller
from nlp.store.records import NewArticle
from nlp.store.store import Store
from nlp.web.settings import Settings
from nlp.web.tokens import Keys
from nlp.web.work import Folder, Worker

SAMPLES = "samples"
"""Under this name the store keeps that its articles are the samples."""

_SESSIONS, _STEPS = 1_000, 100
_LOOK_AGAIN = 2  # seconds: finding out takes as long as labelling three articles


class Trails:
    """Which articles each session reviewed, so that a person can go back; of the latest sessions only."""

    def __init__(self) -> None:
        self._trails: OrderedDict[str, deque[str]] = OrderedDict()
        self._lock = Lock()

    def visit(self, session: str, key: str) -> None:
        """Note that a session looks at an article."""
        with self._lock:
            trail = self._trails.setdefault(session, deque(maxlen=_STEPS))
            self._trails.move_to_end(session)
            if key not in trail:
                trail.append(key)
            if len(self._trails) > _SESSIONS:
                self._trails.popitem(last=False)

    def beside(self, session: str, key: str) -> tuple[str | None, str | None]:
        """Return the articles that a session looked at before and after one."""
        with self._lock:
            trail = list(self._trails.get(session, ()))
        if key not in trail:
            return (trail[-1] if trail else None), None
        at = trail.index(key)
        return (trail[at - 1] if at else None), (trail[at + 1] if at + 1 < len(trail) else None)


class Desk:
    """One desk.

    :param store: stays open; its owner closes it.
    """

    def __init__(self, store: Store, settings: Settings) -> None:
        self.store, self.settings = store, settings
        self.keys = Keys(settings.token)
        self.trails = Trails()
        self.folder = Folder(store.path.with_name(f"{store.path.name}.scratch"))
        self.work = Worker(store, settings.limits.waiting)
        self._in_use: tuple[float, Classifier] | None = None

    def close(self) -> None:
        """Stop the work in the background, and remove its files."""
        self.work.close()
        self.folder.close()

    @property
    def classifier(self) -> Classifier:
        """The model in use; another one that was promoted, by whomever, is noticed within seconds."""
        now = time.monotonic()
        if self._in_use is None or now - self._in_use[0] > _LOOK_AGAIN:
            self._in_use = now, load_model()
        return self._in_use[1]

    def look_again(self) -> None:
        """Look which model is in use: it was just changed."""
        self._in_use = None

    def labeller(self, types: str = "all") -> Labeller:
        """Return the labeller with the model in use.

        :param types: of entities to look for.
        :raises ValueError: if there is no such type.
        """
        return Labeller(self.classifier, types=types)

    def add_samples(self) -> None:
        """Put the samples into a store that has nothing, so that a first look shows something."""
        if self.store.search(limit=1).hits:
            return
        state = self.store.state
        records = [orjson.loads(line) for line in files("nlp.web").joinpath("samples.jsonl").read_bytes().splitlines()]
        articles = [Columns().article(record) for record in records]
        labelled = self.labeller().label(articles)
        self.store.add(NewArticle.of(one, fields) for one, fields in zip(labelled, records, strict=True))
        self.store.kept.keep(SAMPLES, True, state)

    def has_samples_alone(self) -> bool:
        """Return whether all articles are the samples."""
        return self.store.kept.get(SAMPLES) is not None

    def forget_samples(self) -> None:
        """Note that there are articles now that are no samples."""
        self.store.kept.drop(SAMPLES)
