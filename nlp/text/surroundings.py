"""What stands around an article in its plain text: related headlines, tags, menus, buttons, credits, imprints.

Invariant: what counts is never cut for want of a form: a span is cut when a marker says so, or when lines have the form
of headlines and share hardly a word with the article; a body keeps at least one sentence.

A scraper hands over a page's text with what the page shows beside it. Three headlines of another topic behind a short
article outweigh it: of 440 clear snippets they turned the label of 200.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from nlp.text.markers import (
    BREADCRUMB,
    BUTTON,
    COMMENT_HEADING,
    HEADING,
    IMPRINT,
    MENU,
    MORE,
    SECTION,
    TAG_LINE,
    WITHIN,
    fold,
    may_be_marker,
)

Spans = tuple[tuple[int, int], ...]
"""Half-open spans, in order, without overlaps."""

_SHORTEST_BODY = 30  # characters that must be left, else the text is nothing but a list and all of it counts
_LONGEST_NAME, _LONGEST_HEADLINE, _LONGEST_NOTE, _LONGEST_IMPRINT = 90, 170, 300, 500
_FEWEST_WORDS = 7  # a subheading or a verse has fewer
_FEWEST_WORDS_ON_AVERAGE = 8.5
_FEWEST_WORDS_ALONE = 9
_FEWEST_WORDS_JOINED = 20  # two headlines run into one line
_MOST_SHARED, _MOST_SHARED_ALONE = 0.12, 0.06  # of the pairs of words of headlines that the article has, too
_MOST_WORDS_SHARED = 0.5
_FEWEST_STRANGERS = 0.6  # of the lines of a run
_CAPTION_WORDS_SHARED = 0.7
_LARGEST_TAIL = 0.75  # of a body behind a marker within a line
_LARGEST_COMMENTS = 0.5

_WORD = re.compile(r"[^\W\d_]+")
_ENDS = (".", "…", ":", ";", ",", ")")
_LIST_ITEM = re.compile(r"[-–+•*]|\d{1,2}[.)]\s|.{0,60}:\s+(?:\d|khoảng|hơn|gần)")
_DATE = re.compile(
    r"(?:(?:thứ \w+|chủ nhật|cập nhật|ngày)\s*(?:lúc)?[,:]?\s*)?(?:\d{1,2}[:h]\d{2}\s*(?:am|pm)?[\s,|–-]*)?"
    r"(?:ngày\s*)?\d{1,2}[/.-]\d{1,2}[/.-]\d{4}(?:[\s,|–-]+\d{1,2}[:h]\d{2}.{0,12})?",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"[(\[]?(?:ảnh|nguồn|nguồn ảnh|nguồn clip|nguồn video|tin, ảnh|bài, ảnh|bài và ảnh|tin và ảnh|clip|video|đồ họa"
    r"|theo"
    r"|tác giả|thực hiện|biên tập|người dịch)(?:\s*[:–-]\s*|(?<=theo)\s+)[^.!?:]{2,40}[)\]]?\.?",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r".{0,220}[\s.(\[–-](?:Ảnh|ẢNH|Nguồn ảnh|Đồ họa)(?: minh h(?:ọ|o)a| tư liệu| chụp màn hình)?"
    r"\s*:\s*[^.!?:]{1,40}[)\]]?\.?"
)
_CONTACT = re.compile(r"(?:điện thoại|đt|tel|fax|email|địa chỉ|website)\s*:", re.IGNORECASE)
_CAPITAL = "A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ"
_NAME = rf"[{_CAPITAL}][\w.]{{0,6}}"
_NAMES = rf"{_NAME}(?: {_NAME}){{1,3}}"
_AUTHOR = re.compile(
    rf"(?:Theo )?{_NAMES}(?:\s*[,–-]\s*{_NAMES})?(?:\s*\((?:[Tt]ổng hợp|[Tt]\s?/\s?[Hh]|[Tt]heo [^)]{{2,40}})\))?"
)
# A weather report ends "Phía Đông Bắc Bộ", a list of bodies "Sở Y tế".
_REGION = re.compile(
    r"(?:Phía|Miền|Bắc|Trung|Nam|Đông|Tây|Tỉnh|Thành|TP|Quận|Huyện|Xã|Phường|Bộ|Sở|Ban|Công|Ủy|UBND)\b"
)
# Page text is often handed over with its lines joined: a marker stands behind the end of a sentence then.
_SENTENCE_GAP = re.compile(r"[.!?…”\")\]][ \t]+(?=\S)")
_BEGINS_HEADLINE = re.compile(rf"[{_CAPITAL}\"“‘'0-9]")
_LONGEST_MARKER, _LONGEST_MENU = 40, 1000
_SENTENCE_END = re.compile(r"[.!?…][”\")]*\s+(?=\W*[A-ZĐÀ-ÝĂĨŨƠƯẠ-Ỹ0-9])")
_COMMON = frozenset({
    "và", "của", "có", "là", "được", "cho", "các", "những", "một", "với", "trong", "ở", "tại", "từ", "đến", "về",
    "khi", "đã", "đang", "sẽ", "không", "bị", "vào", "ra", "ngày", "năm", "người", "này", "đó", "nhiều", "hơn", "sau",
    "trước", "trên", "dưới", "theo", "để", "do", "vì", "như", "cũng", "còn", "lại", "thì", "mà", "phải", "làm", "hai",
    "ba", "bốn", "số", "hàng", "gần", "lên", "xuống",
})  # fmt: skip


@dataclass
class _Line:
    """A line of a body: where its text stands, and whether it is around the article."""

    start: int
    text: str
    is_around: bool = False

    @cached_property
    def folded(self) -> str:
        """The text as the patterns of markers read it; empty when it is no marker."""
        return fold(self.text) if len(self.text) <= _LONGEST_IMPRINT and may_be_marker(self.text) else ""

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def is_headline(self) -> bool:
        """Whether it has the form of a headline: one capitalized phrase without a full stop, no item of a list."""
        text = self.text
        return (
            len(text) <= _LONGEST_HEADLINE
            and not text.endswith(_ENDS)
            and not text[0].islower()
            and _LIST_ITEM.match(text) is None
            and _SENTENCE_END.search(text) is None
            and text.count("“") == text.count("”")
        )


def find_surroundings(document: str, title_length: int = 0) -> Spans:
    """Return the spans of a document that stand around its article.

    :param document: in NFC: title, line break, text, as :attr:`nlp.article.Article.document` has it.
    :param title_length: code points of the title; 0 when there is none.
    """
    start = title_length + 1 if title_length else 0
    has_lines = document.find("\n", start) >= 0
    spans = [span for begin in {0, start} for span in _menu(document, begin)]
    if not has_lines and _is_sentence_only(document, start):
        return _joined_up(spans) if spans else ()
    title = document[:title_length]
    body = document[start:]
    found = _in_lines(title, body) if has_lines else []
    found += _within_lines(title, body, found)
    kept = len(body) - sum(end - begin for begin, end in _joined_up(found))
    if kept >= _SHORTEST_BODY or (title and kept == 0 and not body.strip()):
        spans += [(begin + start, end + start) for begin, end in found]
    return _joined_up(spans)


def drop_spans(document: str, title_length: int, spans: Spans) -> tuple[str, str]:
    """Return title and text of a document without some spans; what stood on both sides stays apart."""
    start = title_length + 1 if title_length else 0
    return _without(document, 0, title_length, spans).strip(), _without(document, start, len(document), spans).strip()


def blank_spans(document: str, spans: Spans) -> str:
    """Return a document of the same length with line breaks in place of some spans."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (document[position:start], "\n" * (end - start))
        position = end
    return "".join((*pieces, document[position:]))


def _without(document: str, start: int, end: int, spans: Spans) -> str:
    pieces = []
    for begin, stop in spans:
        if stop > start and begin < end:
            pieces.append(document[start : max(start, begin)])
            start = stop
    pieces.append(document[start:end] if start < end else "")
    return "\n".join(pieces)


def _is_sentence_only(document: str, start: int) -> bool:
    """Say whether a body of one line has no marker and ends as a sentence does: so do 97 items of a feed in 100."""
    return document.endswith((".", "?", "!", "…", ")", "”", '"')) and (
        _marker_within(document, start, len(document)) is None
    )


def _marker_within(text: str, start: int, end: int) -> int | None:
    """Return where a marker stands behind a sentence of the same line, None where none does."""
    for gap in _SENTENCE_GAP.finditer(text, start, end):
        if not may_be_marker(text[gap.end() : gap.end() + _LONGEST_MARKER]):
            continue
        match = WITHIN.match(fold(text[gap.end() : min(end, gap.end() + _LONGEST_MARKER)]))
        if match and (match[1] is None or match[2] or _BEGINS_HEADLINE.match(text, gap.end() + match.end())):
            return gap.end()
    return None


def _menu(document: str, start: int) -> list[tuple[int, int]]:
    """Return the menu or breadcrumb that a title or a body begins with."""
    begin = document[start : start + _LONGEST_MARKER]
    if not may_be_marker(begin) or not SECTION.match(fold(begin).lstrip(" >»|•·›")):
        return []
    head = fold(document[start : start + _LONGEST_MENU])
    match = MENU.match(head) or BREADCRUMB.match(head)
    # "Doanh nghiệp gia đình ..." begins with two sections, and goes on in small letters.
    if match and document[start + match.end() :][:1].strip() and not document[start + match.end()].islower():
        return [(start, start + match.end())]
    return []


def _joined_up(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in order, those that overlap or touch as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif start < end:
            joined.append((start, end))
    return tuple(joined)


def _in_lines(title: str, body: str) -> list[tuple[int, int]]:
    """Return the spans of whole lines that stand around an article."""
    lines = list(_lines(body))
    _mark_notes(lines, title)
    _mark_lists(lines)
    _mark_comments(lines, len(body))
    _mark_foot(lines)
    _mark_strangers(lines, title)
    return [(line.start, line.end) for line in lines if line.is_around]


def _lines(body: str) -> Iterator[_Line]:
    position = 0
    for raw in body.split("\n"):
        text = raw.strip()
        if text:
            yield _Line(position + raw.index(text[0]), text)
        position += len(raw) + 1


def _mark_notes(lines: Sequence[_Line], title: str) -> None:
    """Mark lines that are around an article whatever stands beside them: buttons, tags, dates, credits, menus."""
    for line in lines:
        text = line.text
        if len(text) <= _LONGEST_NOTE:
            line.is_around = _is_note(line)
    for position, line in enumerate(lines):
        if (
            not line.is_around
            and ":" in line.text
            and len(line.text) <= _LONGEST_NOTE
            and _CAPTION.fullmatch(line.text)
        ):
            rest = " ".join([title, *(other.text for number, other in enumerate(lines) if number != position)])
            line.is_around = _tells_nothing_new(line.text, rest)
    sections = [SECTION.fullmatch(line.folded) is not None for line in lines]
    for position, run in _runs(sections):
        if len(run) >= 3:
            for line in lines[position : position + len(run)]:
                line.is_around = True


def _is_note(line: _Line) -> bool:
    text, folded = line.text, line.folded
    if len(text) <= _LONGEST_NAME and (_DATE.fullmatch(text) or _CREDIT.fullmatch(text)):
        return True
    if not folded:
        return False
    if TAG_LINE.match(folded) or BUTTON.fullmatch(folded) or HEADING.fullmatch(folded):
        return True
    if text.endswith((".", ",", ";")):
        return False
    return MORE.match(folded) is not None or any(form.fullmatch(folded) for form in (MENU, BREADCRUMB))


def _tells_nothing_new(caption: str, rest: str) -> bool:
    """Say whether a caption has no number of its own, and most of its words stand elsewhere."""
    numbers = set(re.findall(r"\d+", caption))
    if numbers - set(re.findall(r"\d+", rest)):
        return False
    return _shared_words(_words(caption), set(_words(rest))) >= _CAPTION_WORDS_SHARED


def _mark_lists(lines: Sequence[_Line]) -> None:
    """Mark what follows a heading such as "Tin liên quan": all lines up to the next sentence."""
    within = False
    for line in lines:
        if HEADING.fullmatch(line.folded):
            within = True
        elif not line.is_around:
            text = line.text.rstrip()
            within = within and len(text) <= _LONGEST_HEADLINE and not text.endswith((".", ":", ";", ","))
            line.is_around = within


def _mark_comments(lines: Sequence[_Line], length: int) -> None:
    """Mark the comments of readers, which are sentences, below their heading."""
    for position, line in enumerate(lines):
        if COMMENT_HEADING.fullmatch(line.folded) and 0 < length - line.start <= _LARGEST_COMMENTS * length:
            for comment in lines[position:]:
                comment.is_around = True
            return


def _mark_foot(lines: Sequence[_Line]) -> None:
    """Mark imprint and author at the end."""
    for line in reversed(lines):
        if not line.is_around:
            if len(line.text) > _LONGEST_IMPRINT or not (IMPRINT.match(line.folded) or _is_contact(line.text)):
                break
            line.is_around = True
    last = next((line for line in reversed(lines) if not line.is_around), None)
    if last is not None and last is not lines[0] and _AUTHOR.fullmatch(last.text) and not _REGION.match(last.text):
        last.is_around = True


def _is_contact(text: str) -> bool:
    return len(text) < _LONGEST_NOTE and _CONTACT.match(text) is not None


def _mark_strangers(lines: Sequence[_Line], title: str) -> None:
    """Mark headlines without a marker that share hardly a word with the article; those before its text are its own."""
    kept = [line for line in lines if not line.is_around]
    shapes = [line.is_headline for line in kept]
    for number, line in enumerate(kept[1:]):
        if _goes_on(line.text):
            shapes[number] = False
    for position, run in _runs(shapes):
        candidates = kept[position : position + len(run)]
        if position == 0 and len(candidates) == len(kept):
            continue
        counts = [len(_words(line.text)) for line in candidates]
        if min(counts) < _FEWEST_WORDS and len(counts) > 1:
            candidates = [line for line, count in zip(candidates, counts, strict=True) if count >= _FEWEST_WORDS]
            counts = [count for count in counts if count >= _FEWEST_WORDS]
        if max(counts, default=0) < _FEWEST_WORDS:
            continue
        rest = " \n ".join([title, *(line.text for line in (*kept[:position], *kept[position + len(run) :]))])
        words, pairs = _vocabulary(rest)
        strangers = [line for line in candidates if _is_stranger(line.text, words, pairs, _MOST_SHARED)]
        if len(strangers) < _FEWEST_STRANGERS * len(candidates):
            continue  # captions of a gallery, a few of which name somebody new
        statements = [line for line in strangers if not line.text.endswith(("?", "!"))]
        if 2 * len(statements) < len(strangers):
            continue  # questions that the article asks one after the other
        if len(strangers) >= 2 and sum(counts) >= _FEWEST_WORDS_ON_AVERAGE * len(counts):
            for line in strangers:
                line.is_around = True
        elif len(strangers) == 1:
            strangers[0].is_around = _is_stranger_alone(strangers[0].text, words, pairs)


def _is_stranger_alone(text: str, words: set[str], pairs: set[tuple[str, str]]) -> bool:
    """Say the same of a single line, more strictly: questions of interviews stand alone, too."""
    if text.endswith(("?", "!")) or len(_words(text)) < _FEWEST_WORDS_ALONE:
        return False
    return _is_stranger(text, words, pairs, _MOST_SHARED_ALONE)


def _goes_on(text: str) -> bool:
    """Say whether a line goes on with a sentence that was broken in two."""
    first = re.search(r"[^\W_]", text)
    return first is not None and first[0].islower()


def _runs(flags: Sequence[bool]) -> Iterator[tuple[int, Sequence[bool]]]:
    """Yield the position and the flags of each run of true ones."""
    start = None
    for position, flag in enumerate((*flags, False)):
        if flag and start is None:
            start = position
        elif not flag and start is not None:
            yield start, flags[start:position]
            start = None


def _within_lines(title: str, body: str, found: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans from a marker behind a sentence to the end of its line, and of headlines that run on there."""
    spans = []
    for line in _lines(body):
        if any(first <= line.start < end for first, end in found):
            continue
        begin = _marker_within(body, line.start, line.end)
        last = line.end == len(body.rstrip())
        if begin is not None and line.end - begin <= _LARGEST_TAIL * (line.end - line.start):
            if last or _SENTENCE_END.search(body, begin, line.end) is None:
                spans.append((begin, line.end))
        elif last and not line.text.endswith(_ENDS):
            spans += _run_on(title, body, line)
    return spans


def _run_on(title: str, body: str, line: _Line) -> Iterator[tuple[int, int]]:
    """Yield the end of the last line when it has no full stop and is about something else."""
    ends = [match.end() for match in _SENTENCE_END.finditer(body, line.start, line.end)]
    if not ends:
        return
    tail = body[ends[-1] : line.end]
    if len(_words(tail)) < _FEWEST_WORDS_JOINED or tail.endswith(("?", "!")):
        return
    words, pairs = _vocabulary(f"{title} \n {body[: ends[-1]]}")
    if _is_stranger(tail, words, pairs, _MOST_SHARED):
        yield ends[-1], line.end


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _vocabulary(text: str) -> tuple[set[str], set[tuple[str, str]]]:
    words = _words(text)
    return set(words), set(pairwise(words))


def _shared_words(words: Sequence[str], known: set[str]) -> float:
    telling = [word for word in words if word not in _COMMON]
    return sum(word in known for word in telling) / max(1, len(telling))


def _is_stranger(text: str, words: set[str], pairs: set[tuple[str, str]], most: float) -> bool:
    """Say whether a headline shares hardly a pair of words with an article, and not many words."""
    own = _words(text)
    shared = sum(pair in pairs for pair in pairwise(own)) / max(1, len(own) - 1)
    return shared <= most and _shared_words(own, words) <= _MOST_WORDS_SHARED
