"""The gold articles: marked-up text in ``articles/``, read into articles with their entities.

``python -m tests.entities.gold.reading`` writes them as JSON Lines in the format of the project's scorer; with names as
arguments it prints the rows of the tables of administrative units that bear them, to look up codes.

Invariant: the marked-up form is the source; offsets are counted here and written nowhere.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.article import Article

ARTICLES = Path(__file__).with_name("articles")
SUMMARY_FIELDS = ("dead", "missing", "injured", "focus_province")
_TABLES = Path(__file__).parents[3] / "nlp" / "entities" / "tables"
_MARK = re.compile(r"\[\[(PROVINCE|COMMUNE|OFFICIAL|AMOUNT)(\??):([^|\]]*)\||\]\]")
_AMOUNT = re.compile(r"(-?[\d.]+?)(?:\.\.([\d.]+))? (\S+)(?: (\w+))?")


@dataclass(frozen=True)
class Gold:
    """A gold article.

    :param entities: dicts with type, start, end, text, value; "opt" where either answer is right.
    :param summary: what the summary has to say; fields that the article does not state are None.
    """

    article: Article
    entities: list[dict[str, Any]]
    summary: dict[str, Any]


def read_gold() -> list[Gold]:
    """Return all gold articles, by file name."""
    return [parse(path.read_text(encoding="utf-8")) for path in sorted(ARTICLES.glob("*.txt"))]


def parse(marked: str) -> Gold:
    """Read one marked-up article: lines "field: value", an empty line, the title, the text.

    :raises ValueError: if a mark is not closed or its value cannot be read.
    """
    head, body = marked.rstrip("\n").split("\n\n", 1)
    fields = dict(line.split(": ", 1) for line in head.split("\n"))
    document, entities = strip_marks(body)
    title, text = document.split("\n", 1)
    stated = dict(item.split("=") for item in fields["summary"].split())
    summary = {
        field: (stated.get(field) if field == "focus_province" or field not in stated else float(stated[field]))
        for field in SUMMARY_FIELDS
    }
    article = Article(text, title=title, id=fields["id"], published=fields["published"])
    return Gold(article, entities, summary)


def strip_marks(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the text without its marks, and the entities that they mark, in order of their starts.

    :raises ValueError: if a mark is not closed or its value cannot be read.
    """
    pieces: list[str] = []
    entities: list[dict[str, Any]] = []
    waiting: list[dict[str, Any]] = []
    length = position = 0
    for mark in _MARK.finditer(marked):
        pieces.append(marked[position : mark.start()])
        length += len(pieces[-1])
        position = mark.end()
        if mark[1] is not None:
            entity = {"type": mark[1], "start": length, "value": _value(mark[1], mark[3])}
            waiting.append(entity | ({"opt": True} if mark[2] else {}))
        elif waiting:
            entities.append(waiting.pop() | {"end": length})
        else:
            raise ValueError(f"]] without a mark before {marked[position : position + 30]!r}")
    text = "".join([*pieces, marked[position:]])
    if waiting or "[[" in text:
        raise ValueError(f"a mark is unknown or not closed: {(waiting or [text[text.index('[[') :][:40]])[0]}")
    for entity in entities:
        entity["text"] = text[entity["start"] : entity["end"]]
    return text, sorted(entities, key=lambda entity: (entity["start"], -entity["end"]))


def _value(kind: str, written: str) -> dict[str, Any]:
    """Return the value of a mark."""
    if kind == "PROVINCE":
        code, _, legacy = written.partition("/")
        return {"code": code} | ({"legacy_code": legacy} if legacy else {})
    if kind == "COMMUNE":
        return {"codes": written.split(",") if written else []}
    if kind == "OFFICIAL":
        name, title, organization = (None if part == "-" else part for part in written.split("/"))
        return {"name": name, "title": title, "organization": organization}
    match = _AMOUNT.fullmatch(written)
    if match is None:
        raise ValueError(f"an amount is written as 'VALUE[..MAX] UNIT [MODIFIER]', not {written!r}")
    value, most, unit, modifier = match.groups()
    return {"value": float(value), "max_value": float(most) if most else None, "unit": unit, "modifier": modifier}


def _rows(name: str) -> Iterator[str]:
    """Yield the rows of the tables of administrative units with this name."""
    for table in ("communes", "legacy_districts", "legacy_communes", "provinces", "legacy_provinces"):
        for line in (_TABLES / f"{table}.tsv").read_text(encoding="utf-8").split("\n"):
            if line.split("\t")[2:3] and line.split("\t")[2].lower() == name.lower():
                yield f"{table}\t{line}"


if __name__ == "__main__":
    if sys.argv[1:]:
        lines = [row for name in sys.argv[1:] for row in _rows(name)]
    else:
        lines = [
            json.dumps(
                {"id": gold.article.id, "text": gold.article.document, "entities": gold.entities}, ensure_ascii=False
            )
            for gold in read_gold()
        ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
