"""Lists of articles inside an object, as an API or a search engine answers: ``{"data": {"items": [...]}}``.

Invariant: an object that is an article itself is never taken apart for a list in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from unicodedata import normalize

_DEEPEST = 3
_LOOKED_AT = 5
# Names that an article has, compared without case, accents and signs. A title alone does not make one: feeds have one.
_TEXTS = {
    "text", "content", "contents", "body", "article", "articlebody", "html", "fulltext", "rawtext", "contenthtml",
    "contenttext", "description", "sapo", "lead", "summary", "noidung", "vanban",
}  # fmt: skip
_TITLES = {"title", "headline", "tieude"}
_HOLDERS = ("_source", "attributes", "fields", "node")  # where Elasticsearch, JSON:API, Airtable and GraphQL put them


def find_lists(value: Mapping[str, Any]) -> list[str]:
    """Return the paths of the lists of articles in an object, at most three names deep; none if it is an article."""
    if _names(value) & _TEXTS:
        return []
    return [path for path, found in _lists(value, "", _DEEPEST) if _holds_articles(found)]


def list_at(value: Any, path: str) -> Sequence[Any] | None:
    """Return the list at a dotted path, None if there is none."""
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, list) else None


def _lists(value: Mapping[str, Any], before: str, depth: int) -> Iterator[tuple[str, Sequence[Any]]]:
    for name, inner in value.items():
        if isinstance(inner, list):
            yield before + name, inner
        elif isinstance(inner, dict) and depth > 1:
            yield from _lists(inner, f"{before}{name}.", depth - 1)


def _holds_articles(items: Sequence[Any]) -> bool:
    first = items[:_LOOKED_AT]
    return bool(first) and all(isinstance(item, dict) for item in first) and any(map(_is_article, first))


def _is_article(item: Mapping[str, Any]) -> bool:
    within = (item[name] for name in _HOLDERS if isinstance(item.get(name), dict))
    return any(_names(fields) & (_TEXTS | _TITLES) for fields in (item, *within))


def _names(fields: Mapping[str, Any]) -> set[str]:
    return {"".join(filter(str.isalnum, normalize("NFD", name.casefold()))).replace("đ", "d") for name in fields}
