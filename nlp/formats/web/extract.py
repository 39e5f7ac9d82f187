"""The article of a web page: by trafilatura, from linked data, or from the sentences on the page.

Invariant: a page of links, of pictures or of nothing has no article.
"""

from __future__ import annotations

import copy
import logging
import re
from collections.abc import Iterator
from typing import Any

import orjson

from nlp.formats.web.markup import plain_text
from nlp.formats.web.surroundings import blocks_of, clean_lines, count_teasers, drop_surroundings

# Characters. Of a page of photos or a list of articles only a caption or a date is left, which is nothing to label.
_SHORTEST_ARTICLE = 50
_START_OF_LEAD = 60
_FEWEST_WORDS = 6
_FEWEST_TEASERS = 4
_SENTENCE = re.compile(r".*[.!?…][\"”’')\]]*", re.DOTALL)
_LONGEST_LEAD = 600
_LONGEST_EXCUSE = 200
_EXCUSE = re.compile(  # of a page that is not there, or not for crawlers
    r"\b404\b|not found|access denied|forbidden|captcha|javascript|just a moment|không (?:tìm thấy|tồn tại)|đăng nhập",
    re.IGNORECASE,
)
_MISSED = 0.7  # share of the article in linked data, below which the text of the page is but its beginning
_DEEPEST = 6


def extract(content: bytes) -> dict[str, str] | None:
    """Return title, text, published, url and source of the article of a page; None if there is no page in the bytes.

    The text is empty if there is no article; the page has no fields if there is no text on it at all.
    """
    import trafilatura  # noqa: PLC0415 - takes 0.3 s that only web pages need

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    tree = trafilatura.load_html(content)
    if tree is None:
        return None
    linked = _linked_article(tree)
    if not linked and not blocks_of(tree):
        return {}
    bare = copy.deepcopy(tree)
    drop_surroundings(bare)
    page = trafilatura.bare_extraction(
        copy.deepcopy(bare), with_metadata=True, include_comments=False, include_tables=False, favor_precision=True
    )
    page = page or trafilatura.extract_metadata(tree)
    document = page.as_dict() if isinstance(page, trafilatura.settings.Document) else {}
    title = (document.get("title") or linked.get("headline") or "").strip()
    text = _article_text(document.get("text") or "", title, bare)
    if count_teasers(tree) >= max(_FEWEST_TEASERS, text.count("\n")):
        text = ""  # the first page of a site: a headline and a sentence of each article
    body = plain_text(linked.get("articleBody", ""))
    if len(text) < _MISSED * len(body):
        text = body
    lead = (document.get("description") or "").strip() or _lead_before(text, title, bare)
    # Descriptions are cut to some length for search engines, so only their start can be compared.
    if text and lead and lead[:_START_OF_LEAD] not in text:
        text = f"{lead}\n{text}"
    metadata = {"published": document.get("date"), "url": document.get("url"), "source": document.get("sitename")}
    return {"title": title, "text": text} | {name: value for name, value in metadata.items() if value}


def _article_text(extracted: str, title: str, tree: Any) -> str:
    """Return the text of an article, empty if what is on the page is none."""
    text = clean_lines(extracted.strip(), title)
    if len(text) < _SHORTEST_ARTICLE:
        text = _sentences(tree, title) or text
    is_article = len(text) >= _SHORTEST_ARTICLE or _is_sentence(text)
    return "" if not is_article or (len(text) < _LONGEST_EXCUSE and _EXCUSE.search(text)) else text


def _is_sentence(text: str) -> bool:
    """Return whether a text is a sentence at least: a brief may be one, a caption or a date is none."""
    return len(text.split()) >= _FEWEST_WORDS and _SENTENCE.fullmatch(text) is not None


def _lead_before(text: str, title: str, tree: Any) -> str:
    """Return the block between title and text if it is a sentence; trafilatura takes it for a part of the heading."""
    blocks = blocks_of(tree)
    first = text.partition("\n")[0]
    if first not in blocks[1:]:
        return ""
    before = blocks[blocks.index(first, 1) - 1]
    return before if before != title and len(before) < _LONGEST_LEAD and _is_sentence(before) else ""


def _sentences(tree: Any, title: str) -> str:
    """Return the blocks of a page that are sentences, for pages of one sentence and pages that nobody structured."""
    found = [block for block in blocks_of(tree) if block != title and _is_sentence(block)]
    return clean_lines("\n".join(dict.fromkeys(found)), title)


def _linked_article(tree: Any) -> dict[str, str]:
    """Return the strings of the article that the page describes in JSON-LD, empty without one."""
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            data = orjson.loads((script.text or "").strip().rstrip(";"))
        except orjson.JSONDecodeError:
            continue
        for article in _objects(data, _DEEPEST):
            if isinstance(article.get("articleBody"), str):
                return {name: value for name, value in article.items() if isinstance(value, str)}
    return {}


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list) and depth:
        for inner in value:
            yield from _objects(inner, depth - 1)
