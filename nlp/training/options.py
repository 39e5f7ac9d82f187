"""The options of training, and the check of what a user writes: options and recipes.

Invariant: a mistake is reported with its place, the value that was given and the values that are allowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, inspect, structs

from nlp.errors import DataError

Effort = Literal["none", "quick", "full"]
"""How long to search for better options."""

_Fraction = Annotated[float, Meta(ge=0, le=1)]
_Wanted = TypeVar("_Wanted", bound=Struct)
_STEP = re.compile(r"\.(\w+)|\[(\d+|\.\.\.)\]")
_PATH = re.compile(rf" - at `\$((?:{_STEP.pattern})+)`$")  # how msgspec ends a message


class TrainOptions(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that decides the result of training; the same options and data give the same model.

    The defaults were chosen by grouped cross-validation on real regional news (see ``models/default/README.md``). The
    bounds are checked by :func:`read_options`: beyond them nothing can be trained, or nothing sensible.

    :param tokenizer: ``syllable`` or ``word``.
    :param max_n: number of tokens in the longest n-gram.
    :param min_df: number of articles that an n-gram must occur in to be a feature.
    :param title_weight: how many times an n-gram of the title counts.
    :param idf_power: exponent of the inverse document frequencies; above 1 rare n-grams weigh more.
    :param longer_weight: factor on n-grams of two tokens or more.
    :param solver: ``logistic`` (multinomial logistic regression) or ``svm`` (one linear SVM per label). The SVM is
        faster with many labels and long texts, the regression is better calibrated with few labels and short texts.
    :param c: inverse strength of regularization.
    :param class_balance: 1 gives every label the same total weight in training, 0 leaves the weights as they are.
    :param hard_weight: weight of articles whose label was in doubt.
    :param title_only: weight of a copy of each article that has its title alone, in training; a headline without text
        is then judged better.
    :param plain: whether to train a second view for text without accents.
    :param folds: number of folds in cross-validation.
    :param review_accuracy: out-of-fold accuracy that the predictions without review must reach, for each label. The
        thresholds are chosen on these predictions, so new ones may fall short.
    :param max_iter: number of iterations after which the logistic regression stops.
    :param seed: seed of the folds and of the bootstrap; the largest is one less than scikit-learn accepts, because
        the search uses the next one.
    """

    tokenizer: Literal["syllable", "word"] = "syllable"
    max_n: Annotated[int, Meta(ge=1, le=10)] = 2
    min_df: Annotated[int, Meta(ge=1, le=10**9)] = 3
    title_weight: Annotated[int, Meta(ge=1, le=100)] = 2
    idf_power: Annotated[float, Meta(ge=0, le=10)] = 1.6
    longer_weight: Annotated[float, Meta(ge=0, le=100)] = 1.4
    solver: Literal["logistic", "svm"] = "logistic"
    c: Annotated[float, Meta(ge=1e-9, le=1e9)] = 20.0
    class_balance: _Fraction = 1.0
    hard_weight: _Fraction = 0.2
    title_only: _Fraction = 0.3
    plain: bool = True
    folds: Annotated[int, Meta(ge=2, le=1_000)] = 5
    review_accuracy: Annotated[float, Meta(ge=0.01, le=1)] = 0.95
    max_iter: Annotated[int, Meta(ge=1, le=10**6)] = 80
    seed: Annotated[int, Meta(ge=0, le=2**32 - 2)] = 2026


def read_options(
    values: Mapping[str, Any], where: str, base: TrainOptions | None = None, *, skip_unknown: bool = False
) -> TrainOptions:
    """Return training options from plain values.

    :param where: the place of the values, for messages.
    :param base: options for the names that have no value; None for the defaults.
    :param skip_unknown: whether to skip names that are no options, as those of a model that another version made.
    :raises DataError: if a name is unknown, or a value has the wrong type or is out of range.
    """
    if skip_unknown:
        values = {name: value for name, value in values.items() if name in TrainOptions.__struct_fields__}
    given = check(values, TrainOptions, where)
    return given if base is None else structs.replace(base, **{name: getattr(given, name) for name in values})


def check(values: Any, wanted: type[_Wanted], where: str) -> _Wanted:
    """Return plain values as a struct.

    :param where: the place of the values, for messages.
    :raises DataError: if a key is unknown or missing, or a value has the wrong type or is out of range.
    """
    try:
        return msgspec.convert(values, wanted)
    except msgspec.ValidationError as error:
        raise _mistake(str(error), values, wanted, where) from error


def _mistake(message: str, value: Any, kind: Any, where: str) -> DataError:
    """Return the error for a message of msgspec like ``Expected `int` >= 2 - at `$.options.folds```.

    :param value: the values that were checked.
    :param kind: the type that they should have.
    """
    path = _PATH.search(message)
    place, name, header = where, "", ""  # header: of the table that the value is, or of the one around it
    for field, index in _STEP.findall(path[1]) if path else ():
        if index == "...":  # a value of a mapping; msgspec does not say which one
            kind = get_args(kind)[1]
            place, name, value = f"{where} {header}", *_first_wrong(value, kind)
        elif index:
            kind, value = get_args(kind)[0], value[int(index)]
            name = header = f"[{header}] {int(index) + 1}"
        else:
            kind = next(known.type for known in structs.fields(kind) if known.name == field)
            place, name, value, header = f"{where} {header}".rstrip(), field, value[field], f"[{field}]"
    if key := re.search("(unknown|required) field `(.*?)`", message):
        place = f"{where} {header}".rstrip()
        if key[1] == "required":
            return DataError(f"{place}: {key[2]!r} is missing.", "Add it.")
        known = kind.__struct_fields__
        return DataError(f"{place}: unknown key {key[2]!r}.", f"{_close(key[2], known)}Known keys: {', '.join(known)}.")
    return DataError(f"{place}: {name} is {value!r}." if name else f"{place} is {value!r}.", _fix(kind, value, header))


def _first_wrong(values: Mapping[str, Any], kind: Any) -> tuple[str, Any]:
    """Return the first key whose value does not have a type, and that value."""
    for name, value in values.items():
        try:
            msgspec.convert(value, kind)
        except msgspec.ValidationError:
            return name, value
    raise ValueError("every value has the type")


def _fix(kind: Any, value: Any, header: str) -> str:
    """Return what to write in place of a wrong value.

    :param header: of the table that should be there, if one should.
    """
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        return f"{_close(value, choices)}Use {', '.join(choices[:-1])} or {choices[-1]}."
    known: Any = inspect.type_info(kind)
    if isinstance(known, inspect.UnionType):  # with None, which TOML cannot say
        known = known.types[0]
    match known:
        case inspect.IntType() | inspect.FloatType():
            bounds = {"at least": known.ge, "above": known.gt, "below": known.lt, "at most": known.le}
            limits = [f"{words} {bound:,.10g}" for words, bound in bounds.items() if bound is not None]
            whole = "whole " if isinstance(known, inspect.IntType) else ""
            return f"Give a {whole}number, {' and '.join(limits)}."
        case inspect.BoolType():
            return "Write true or false."
        case inspect.StrType():
            return "Write text in quotation marks."
        case inspect.DateType():
            return "Write it like 2026-06-01."
        case inspect.VarTupleType():
            header = f"[{header}]"
    table = header.split(" ")[0]  # without the number of an entry
    return f"Write {table}, and below it KEY = VALUE." if table else "Give a table of keys and values."


def _close(name: Any, known: Sequence[str]) -> str:
    """Return a question about the known name that is spelt most like an unknown one; empty if none is."""
    close = get_close_matches(str(name), known, n=1)
    return f"Did you mean {close[0]!r}? " if close else ""
