"""What stands around an article on a page: related headlines, tags, captions, comments, imprints.

Invariant: what is dropped is short beside the rest of the page, so that an odd class name never costs an article.
"""

from __future__ import annotations

import re
from typing import Any

from nlp.text.markers import HEADING, IMPRINT, MORE_BEFORE, fold

_LARGEST_SHARE = 0.35  # of the page's running text in an element that goes by its name
_LINKED = 0.85  # share of a block's text in links, above which it is a headline of another article
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:relat|lien-?quan|tin-?(?:khac|cung|moi|lien)|box-?tin|bai-?(?:khac|lien)|other-?(?:news|article|post)"
    r"|same-?category|recommend|suggest|popular|most-?(?:read|view)|doc-?nhieu|doc-?them|xem-?them|read-?more"
    r"|comments?(?:$|[\s_-])|binh-?luan|tags?(?:$|[\s_-])|keywords?|tu-?khoa|post-?labels|newsletter|subscri|sharedaddy"
    r"|social|share|breadcrumb|captions?(?:$|[\s_-])|chu-?thich|copyright|footer|bottom-bar|sidebar|popup|banner)"
    # The same in names that run together: "article-related", "box-tinlienquanv2", "PhotoCMS_Caption", "pCaption".
    r"|related|tinlienquan|caption|chuthich|cacbaikhac|tinkhac|jp-relatedposts",
    re.IGNORECASE,
)
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure",
    "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre",
    "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_NEVER = (
    "nav", "footer", "aside", "form", "noscript", "figcaption", "button", "select", "iframe", "amp-list", "amp-sidebar",
)  # fmt: skip
_CELLS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th", "font", "center"})
_LAYOUT_TEXT = 200  # characters in one cell; a table of figures has a few words in each
_CAPTION = re.compile(r".{0,220}\b(?:Ảnh|ẢNH|Nguồn ảnh|Đồ họa|Video|Clip)(?: minh h(?:ọ|o)a)?\s*:\s*[^.!?]{1,60}\.?")
_DATE = re.compile(r"(?:[\w, ]{0,20}\s)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?:[\s,|–-]+\d{1,2}[:h]\d{2}.{0,15})?")


def drop_surroundings(tree: Any) -> None:
    """Remove from a page what is not of its article, and make blocks of the cells of layout tables."""
    for element in list(tree.iter(*_NEVER)):
        _drop(element)
    _unfold_tables(tree)
    body = next(tree.iter("body"), tree)
    total = _running_text(body)
    for element in list(body.iter()):
        if isinstance(element.tag, str) and element is not body and _is_around(element, total):
            _drop(element)


def _is_around(element: Any, total: int) -> bool:
    name = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not name.isspace() and _NAMED.search(name) and _running_text(element) <= _LARGEST_SHARE * total:
        return True
    return element.tag in _BLOCKS and element.tag != "h1" and _is_leaf(element) and _is_other(element)


def count_teasers(tree: Any) -> int:
    """Return how many headlines of a page are links with a text below each, as on the first page of a site."""
    headings = (heading for heading in tree.iter("h2", "h3", "h4") if _text(heading) and not _running_text(heading))
    return sum(1 for heading in headings if (below := heading.getnext()) is not None and _running_text(below) > 0)


def clean_lines(text: str, title: str) -> str:
    """Return the lines of an article without its title, captions, headings of lists, and the imprint at its end."""
    lines = [line for line in text.split("\n") if line != title and not _is_note(line.strip())]
    while len(lines) > 1 and len(lines[-1]) < 2 * _LAYOUT_TEXT and IMPRINT.match(fold(lines[-1].strip())):
        lines.pop()
    return "\n".join(lines)


def _is_note(line: str) -> bool:
    return any(pattern.fullmatch(line) for pattern in (_CAPTION, _DATE)) or HEADING.fullmatch(fold(line)) is not None


def blocks_of(tree: Any) -> list[str]:
    """Return the text of each block that runs without another block in it; a line break ends a block, too."""
    found: list[str] = []
    current: list[str] = []

    def end() -> None:
        text = " ".join("".join(current).split())
        if text:
            found.append(text)
        current.clear()

    def walk(element: Any) -> None:
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "title", "head", "template"):
            current.append(element.tail or "")
            return
        is_block = element.tag in _BLOCKS or element.tag == "br"
        if is_block:
            end()
        current.append(element.text or "")
        for child in element:
            walk(child)
        if is_block:
            end()
        current.append(element.tail or "")

    walk(tree)
    end()
    return found


def _drop(element: Any) -> None:
    """Remove an element, and keep the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    parent.remove(element)


def _unfold_tables(tree: Any) -> None:
    for table in list(tree.iter("table")):
        if table.tag != "table":  # it was within another
            continue
        if next(table.iterdescendants("table"), None) is None and not any(map(_is_layout, table.iter("td"))):
            continue
        for element in table.iter():
            if element.tag in _CELLS:
                element.tag = "div"


def _is_layout(cell: Any) -> bool:
    return next(cell.iter("p"), None) is not None or len(_text(cell)) > _LAYOUT_TEXT


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _running_text(element: Any) -> int:
    """Return the length of an element's text that is in no link."""
    return len(_text(element)) - sum(len(_text(link)) for link in element.iter("a"))


def _is_leaf(element: Any) -> bool:
    return not any(child.tag in _BLOCKS for child in element.iterdescendants() if isinstance(child.tag, str))


def _is_other(element: Any) -> bool:
    """Return whether a block is a headline of another article, a caption, or the heading of a list of these."""
    text = _text(element)
    if not text:
        return False
    if HEADING.fullmatch(fold(text)) or _CAPTION.fullmatch(text):
        return True
    linked = sum(len(_text(link)) for link in element.iter("a"))
    own = len(MORE_BEFORE.sub("", fold(text), count=1).strip(" >»:-–"))
    if linked < own and text.endswith((".", "!", "?", "”")):
        return False  # a sentence that is a link for the most part
    return linked >= _LINKED * max(1, own)
