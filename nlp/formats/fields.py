"""Fields: which of them hold the parts of an article, by the name that the user gives or by the usual ones.

A name is compared without case, accents, blanks and signs: "Nội dung", ``noi_dung`` and ``NoiDung`` are one. Names
stand in groups, best first; of two names in one group neither is better, and the user has to choose. A part may lie in
an object within the record (``_source.body``), and a text may be a list of paragraphs.

Invariant: the choice depends on the names and kinds of a record's fields alone, not on other records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from nlp.errors import RecordError

Path = tuple[str, ...]
"""The names that lead to a value: one, or two for a value in an object."""

Groups = Mapping[str, Sequence[Sequence[Path]]]

# Collected from public crawlers of Vietnamese news, feed readers, spreadsheets of newsrooms and export formats of
# annotation tools.
_USUAL: dict[str, tuple[str, ...]] = {
    "text": (
        "text",
        "content body articlebody bodytext fulltext articletext contenttext textcontent plaintext maintext noidung "
        "noidungbaiviet noidungbai noidungtin thanbai vanban",
        "article news story post message paragraphs doan cacdoan baiviet baibao tinbai cleantext rawtext "
        "contentencoded",
        "html contenthtml bodyhtml articlehtml rawhtml htmlcontent fullhtml",
    ),
    "lead": ("sapo lead lede", "summary tomtat description mota trichdan excerpt abstract teaser standfirst chapeau"),
    "title": ("title", "headline tieude tieudebai tieudebaiviet articletitle newstitle tenbai tenbaiviet", "heading"),
    "id": ("id", "articleid newsid postid docid baivietid mabai", "guid uuid ma", "stt"),
    "published": (
        "published",
        "publishedat pubdate publishdate publisheddate datepublished publicationdate publishedtime publishtime "
        "ngaydang ngayxuatban ngaydangtin thoigiandang",
        "date datetime ngay thoigian time createdat created updated updatedat",
    ),
    "url": ("url", "link href permalink articleurl newsurl sourceurl duongdan lienket canonicalurl"),
    "source": ("source", "site sitename publisher nguon nguontin bao tenbao domain website"),
    "label": ("label", "labels nhan lop class tag choices"),
}
_CONTENT = ("rendered", "raw", "value")  # in an object, as WordPress and Drupal write every part
_START_OF_LEAD = 60  # characters
_MOST_KNOWN = 1_000  # a crawl has a few kinds of records; an attacker's may all differ
_KNOWN: dict[Any, Groups] = {}
_TEXTS = ("text", "lead", "title")  # the parts whose fields have to hold text


@lru_cache(10_000)
def plain_name(name: str) -> str:
    """Return a name without case, accents, blanks and signs."""
    from nlp.text.normalize import strip_accents  # noqa: PLC0415 - most records have fields of the standard names

    return "".join(filter(str.isalnum, strip_accents(name).casefold()))


@cache
def _ranks(part: str) -> dict[str, int]:
    return {name: rank for rank, names in enumerate(_USUAL[part]) for name in names.split()}


def ranked(fields: Mapping[str, Any]) -> Groups:
    """Return for each part of an article the fields that may hold it, best first, equally good ones together.

    Fields within objects are looked at only when the record itself has none.
    """
    key = (tuple(fields), tuple(map(_kind, fields.values())))
    groups = _KNOWN.get(key)
    if groups is None:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        groups = _KNOWN[key] = {part: _ranked(part, fields) for part in _USUAL}
    return groups


def _kind(value: Any) -> Any:
    """Return what the choice depends on besides the name: the type, of an object its names, of a list its content."""
    if isinstance(value, dict):
        return tuple(value), tuple(map(is_text, value.values()))
    return is_text(value) if isinstance(value, list) else type(value)


def _ranked(part: str, fields: Mapping[str, Any]) -> list[list[Path]]:
    fits = is_text if part in _TEXTS else _is_single
    for level in (_top(fields), _nested(fields)):
        groups: dict[int, list[Path]] = {}
        for path, value in level:
            name = path[-2] if len(path) > 1 and path[-1] in _CONTENT else path[-1]
            rank = _ranks(part).get(plain_name(name))
            if rank is not None and fits(value):
                groups.setdefault(rank, []).append(path)
        if groups:
            return [groups[rank] for rank in sorted(groups)]
    return []


def _is_single(value: Any) -> bool:
    return not isinstance(value, dict)


def _top(fields: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    yield from (((name,), value) for name, value in fields.items() if isinstance(name, str))


def _nested(fields: Mapping[str, Any]) -> Iterator[tuple[Path, Any]]:
    for name, inner in fields.items():
        if isinstance(name, str) and isinstance(inner, dict):
            yield from (((name, *path), value) for path, value in _top(inner))


def is_text(value: Any) -> bool:
    """Return whether a value may be a text: a string, a list of paragraphs, or missing."""
    return value is None or isinstance(value, str) or (isinstance(value, list) and all(map(_is_paragraph, value)))


def _is_paragraph(value: Any) -> bool:
    return isinstance(value, str)


def as_text(value: Any, name: str) -> str:
    """Return a value as a text, the paragraphs of a list on lines of their own; empty for a missing one.

    :param name: of the field, for the error.
    :raises RecordError: if it is neither text nor paragraphs.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "" if value.isspace() else value
    if is_text(value):
        return "\n".join(paragraph.strip() for paragraph in value if paragraph.strip())
    raise RecordError(f"field {name!r} holds {type(value).__name__}, not a string.")


def given_paths(spec: str, fields: Mapping[str, Any]) -> tuple[Path, ...]:
    """Return the fields of a record that a user's name means: a name, a dotted path, or several with commas between.

    :return: those that are in the record.
    """
    if spec in fields:
        return ((spec,),)
    found = [tuple(part.split(".")) if part not in fields else (part,) for part in map(str.strip, spec.split(","))]
    return tuple(path for path in found if value_at(fields, path, _MISSING) is not _MISSING)


_MISSING = object()


def value_at(fields: Mapping[str, Any], path: Sequence[str], missing: Any = None) -> Any:
    """Return the value that a path leads to; ``missing`` if there is none."""
    if len(path) == 1:
        return fields.get(path[0], missing)
    value: Any = fields
    for name in path:
        if not isinstance(value, Mapping) or name not in value:
            return missing
        value = value[name]
    return value


def dotted(path: Sequence[str]) -> str:
    """Return a path as the user writes it."""
    return path[0] if len(path) == 1 else ".".join(path)


def begins_with(text: str, lead: str) -> bool:
    """Say whether a text has its lead already; of a lead that was cut for a search engine, the start is compared."""
    return " ".join(lead.split())[:_START_OF_LEAD] in " ".join(text[: 2 * len(lead) + 500].split())
