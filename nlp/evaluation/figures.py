"""Figures of models as types, and ``metrics.json``, which keeps all that was measured in training.

Invariant: figures are exact; :func:`to_json` alone rounds them, and :func:`from_json` alone reads what it wrote. Files
of other versions stay readable: a field that they lack has a default, and a field that is not known is skipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from msgspec import Struct, ValidationError, convert, field, structs, to_builtins

from nlp.classify.folder import unreadable_metrics
from nlp.classify.model import ACCENTED
from nlp.datasets.overlap import Sketch
from nlp.datasets.profile import Profile
from nlp.evaluation.f1 import Interval

DECIMALS = 4
"""With 10,000 articles, one article more or less moves an accuracy by 0.0001."""

SUREST = (0.5, 0.7, 0.9)
"""Shares of the most confident predictions whose accuracy stands in summaries."""


class Record(Struct, frozen=True, kw_only=True):
    """A part of ``metrics.json``.

    A field without a default is always written, with null for None. One with a default is written when it has another
    value.
    """

    unrounded: ClassVar[frozenset[str]] = frozenset()
    """Fields that are written as they are: options, and shares that are compared later."""

    in_place: ClassVar[str | None] = None
    """The field whose own fields are written beside the others, not one level below."""


_Record = TypeVar("_Record", bound=Record)


class LabelFigures(Record, frozen=True, kw_only=True):
    """Figures of one label.

    :param articles: that have this label.
    :param needs_review: articles predicted as this label whose prediction a person has to check.
    """

    precision: float
    recall: float
    f1: float
    articles: int
    needs_review: int


class CoveragePoint(Record, frozen=True, kw_only=True):
    """The most confident part of the predictions.

    :param coverage: its share of all predictions.
    :param confidence: the lowest in it.
    """

    coverage: float
    confidence: float
    accuracy: float


class BriefFigures(Record, frozen=True, kw_only=True):
    """Figures of predictions that have no confidence."""

    articles: int
    macro_f1: float
    macro_f1_interval: Interval
    accuracy: float
    accuracy_interval: Interval


class Figures(Record, frozen=True, kw_only=True):
    """Every figure of a judgement; intervals are of 95 %.

    :param macro_f1_clear: without the articles whose label was in doubt; None when there are no others.
    :param coverage_without_review: share of the predictions that need no review.
    :param accuracy_without_review: accuracy of these; None when there are none.
    :param calibration_error: expected calibration error.
    :param by_label: in the order of the rows and columns of ``confusion``.
    :param confusion: counts, true labels down, predicted labels across.
    :param coverage_curve: the surest tenth of the predictions, two tenths, and so on to all.
    """

    articles: int
    macro_f1: float
    macro_f1_interval: Interval
    macro_f1_clear: float | None
    accuracy: float
    accuracy_interval: Interval | None = None  # as coverage_curve, not in files of the first release
    coverage_without_review: float
    accuracy_without_review: float | None
    calibration_error: float
    by_label: dict[str, LabelFigures]
    confusion: tuple[tuple[int, ...], ...]
    coverage_curve: tuple[CoveragePoint, ...] = ()

    @property
    def surest(self) -> list[CoveragePoint]:
        """The points of the coverage curve at :data:`SUREST`."""
        return [point for point in self.coverage_curve if point.coverage in SUREST]


class WeightedFigures(Record, frozen=True, kw_only=True):
    """Figures with articles counted by weight, as if labels came in another mix; fields as in :class:`Figures`."""

    macro_f1: float
    accuracy: float
    calibration_error: float
    coverage_without_review: float
    accuracy_without_review: float | None


class CurrentFigures(Record, frozen=True, kw_only=True):
    """The model that was the current one when another was trained, judged beside it.

    :param seen: which share of the articles it was trained on, an estimate; None when it was not asked or is not known.
    :param note: why it was not judged, or what to know about its figures.
    :param figures: None when it was not judged.
    """

    unrounded = frozenset({"seen"})
    in_place = "figures"

    name: str
    seen: float | None = None
    note: str | None = None
    figures: Figures | None = None


class Beside(Record, frozen=True, kw_only=True):
    """What others reach on the same articles.

    :param keywords: a list of keywords.
    :param without_correction: the same model before it was corrected for an expected mix; None when it was not.
    :param current: None when there was no current model to judge.
    """

    keywords: BriefFigures
    without_correction: Figures | None = None
    current: CurrentFigures | None = None


class FiguresOnTest(Figures, frozen=True, kw_only=True):
    """Figures on a test set.

    :param sha256: of the articles and labels of the set.
    :param leaks: how many of the articles have a near-duplicate in the training data.
    :param without_leaks: figures on the others; None when all or none are leaks.
    """

    sha256: str
    leaks: int | None = None  # as beside, not in files of the first release
    without_leaks: BriefFigures | None = None
    beside: Beside | None = None


class SearchStep(Record, frozen=True, kw_only=True):
    """A value that a search tried of one option.

    :param gain: in macro-F1 over the options that the search stood at.
    :param standard_error: of the gain.
    :param taken: whether the search moved on to this value.
    """

    unrounded = frozenset({"value"})

    option: str
    value: Any
    macro_f1: float
    gain: float
    standard_error: float
    taken: bool


class SearchFigures(Record, frozen=True, kw_only=True):
    """What a search for better options tried, and what it chose.

    :param how: how long it searched, ``none`` for not at all: nothing else is known then.
    :param chosen: value by option.
    :param table: every value tried, in the order of trying.
    """

    unrounded = frozenset({"chosen"})

    how: str
    articles: int | None = None
    folds: int | None = None
    chosen: dict[str, Any] = {}
    table: tuple[SearchStep, ...] = ()


class ShiftEffect(Record, frozen=True, kw_only=True):
    """Out-of-fold figures weighted to the expected mix, without and with the correction for it."""

    without: WeightedFigures
    corrected: WeightedFigures = field(name="with")


class ShiftFigures(Record, frozen=True, kw_only=True):
    """The correction for another mix of labels than in training.

    :param source: where the expected shares come from.
    :param training: share by label in the training data.
    :param expected: share by label where the model will be used.
    """

    source: str
    training: dict[str, float]
    expected: dict[str, float]
    out_of_fold_as_expected: ShiftEffect


class LearningPoint(Record, frozen=True, kw_only=True):
    """What a model reaches that was trained on so many articles.

    :param articles: number of articles that it was trained on.
    :param judged: number of articles that it was judged on.
    """

    articles: int
    macro_f1: float
    macro_f1_interval: Interval
    accuracy: float
    accuracy_interval: Interval
    judged: int


class Forgetting(Record, frozen=True, kw_only=True):
    """What an adapted model says otherwise than its base of text that has no labels.

    :param source: of the text.
    :param changed: share of the texts that got another label.
    :param changed_surely: share of those that the base had labelled without need of review.
    """

    source: str
    articles: int
    changed: float
    changed_surely: float


class AdaptationFigures(Record, frozen=True, kw_only=True):
    """How a model was made from another one; base, alone and adapted are out of fold, on the same articles.

    :param base_name: the name of the model that training started from.
    :param strength: of the pull towards it; None when the outcome is the base again.
    :param gain: mean gain in the log-probability of the true label, with its standard error; None when there is a label
        that the base does not know.
    :param alone: a model of the new articles alone; None when they cannot train one.
    :param base_seen: the share of the articles that the base was trained on, which flatters it; None when not known.
    :param new_labels: by label that the base does not know, how many of its articles the base gave each old label.
    """

    unrounded = frozenset({"strength"})

    base_name: str
    strength: float | None
    gain: float | None
    gain_error: float | None
    base: BriefFigures
    alone: BriefFigures | None
    adapted: BriefFigures
    base_seen: float | None = None
    new_labels: dict[str, dict[str, int]] = {}
    forgetting: Forgetting | None = None


class Metrics(Record, frozen=True, kw_only=True):
    """All that ``metrics.json`` holds of a model.

    :param shift: the correction for an expected mix; None when there was none.
    :param out_of_fold: figures of cross-validation by view.
    :param survey: the training data.
    :param beside: what others reach on the training data, out of fold.
    :param trained_on: tells whether the model was trained on an article.
    :param tests: figures by test set.
    :param adaptation: of a model that started from another one.
    """

    shift: ShiftFigures | None = None
    out_of_fold: dict[str, Figures] = {}
    survey: Profile | None = None
    search: SearchFigures | None = None
    beside: Beside | None = None
    trained_on: Sketch | None = None
    tests: dict[str, FiguresOnTest] = {}
    learning_curve: tuple[LearningPoint, ...] = ()
    adaptation: AdaptationFigures | None = None

    @property
    def accented(self) -> Figures | None:
        """Out-of-fold figures of the view for text with accents."""
        return self.out_of_fold.get(ACCENTED)


def to_json(record: Record) -> dict[str, Any]:
    """Return figures as JSON has them, fractions rounded to four decimals."""
    written: dict[str, Any] = {}
    for about in structs.fields(record):
        value = getattr(record, about.name)
        if not about.required and value in (None, (), {}):
            continue
        if about.name == record.in_place:
            written |= to_json(value)
        else:
            written[about.encode_name] = to_builtins(value) if about.name in record.unrounded else _rounded(value)
    return written


def as_written(record: _Record) -> _Record:
    """Return figures as the files have them, for a card, a page or a table.

    All of these then agree: 0.91046 is 0.9105 in ``metrics.json`` and 0.911 in a table that is made from the file, and
    would be 0.910 in one that is not.
    """
    return convert(_with_records_in_place(to_json(record)), type(record))


def from_json(content: Mapping[str, Any], where: object = "metrics.json") -> Metrics:
    """Return the figures of a model from the content of its ``metrics.json``, of this or an older version.

    :param where: the place of the content, for messages.
    :raises ModelError: if a field is missing or has another type.
    """
    try:
        return convert(_with_records_in_place(content), Metrics)
    except ValidationError as error:
        raise unreadable_metrics(where, error) from error


def _rounded(value: Any) -> Any:
    if isinstance(value, Record):
        return to_json(value)
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return to_builtins(value)  # records of other rooms are written as they are


def _with_records_in_place(content: Any) -> Any:
    """Return the content of ``metrics.json`` with the figures of a current model one level below it."""
    if not isinstance(content, Mapping):
        return content
    nested = {name: _with_records_in_place(inner) for name, inner in content.items()}
    current = nested.get("current")
    # Only a current model has a name: a label or a test set may be called "current", too.
    if isinstance(current, dict) and "name" in current:
        figures = {name: inner for name, inner in current.items() if name not in CurrentFigures.__struct_fields__}
        nested["current"] = current | ({"figures": figures} if "macro_f1" in figures else {})
    return nested
