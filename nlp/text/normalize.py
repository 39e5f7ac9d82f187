"""Normalization of scraped Vietnamese text, which training, prediction and matching share.

Invariants: :func:`normalize` is idempotent, gives the same result for NFC and NFD input, and never raises;
:func:`align` normalizes in the same way and maps spans of the normalized text to spans of its source.

The steps, in order:

1. NFC; Eth and African D (``Ð``, ``Ɖ``), often scraped in place of ``Đ``, become ``Đ``.
2. Zero-width and other invisible format characters are removed; lone surrogates become U+FFFD.
3. HTML character references are decoded and tags become a space, innermost first, until none is left.
4. White space and control characters collapse to one space, or to one line break if there is one among them.
5. The tone mark of a syllable moves to where the older, more common spelling has it (``hoà`` -> ``hòa``,
   ``thuỷ`` -> ``thủy``), and away from where no spelling has it (``tòan`` -> ``toàn``, ``qúa`` -> ``quá``).
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from nlp.article import nfc

Edit = tuple[int, int, str]
"""Start and end, half-open, of a range in the text before the edit, and the text that replaces it."""

# Old fonts and OCR give "Ðà Nẵng" with the Icelandic Eth, which no gazetteer has and NFC keeps.
_D_LOOKALIKE = re.compile("[ÐƉðɖ]")
_D_LOOKALIKES = str.maketrans("ÐƉðɖ", "ĐĐđđ")
# Editors put soft hyphens and zero-width spaces into words: "lớ\u200bn" is one syllable. U+0338, a stroke over the
# character before it, is removed with them: it would make "\u226e" of a bracket that step 3 decodes, and a second run
# would find other tags than the first.
INVISIBLE = re.compile(
    "[\u00ad\u0338\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_GAP = r"[\s\x00-\x1f\x7f-\x9f]"
# All white space except single spaces and line breaks within the text.
_SPARE_SPACE = re.compile(rf"{_GAP}{{2,}}|(?![ \n]){_GAP}|\A{_GAP}|{_GAP}\Z")
_COMBINING = re.compile("[\u0300-\u036f]+")
_LINE_BREAK = re.compile("[\n\r\v\f\u0085\u2028\u2029]")
# Without the semicolon, as browsers accept it, "R&D" and "a&b=1&copy=2" would change.
_REFERENCE = r"&(?:\#[0-9]{1,8}|\#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
# Only tags of HTML are markup: "<xem>" and "3 < 5 > 2" are text.
_TAG_NAMES = (
    "a|abbr|article|aside|b|blockquote|br|button|center|code|dd|del|div|dl|dt|em|figcaption|figure|font|footer|"
    "form|h[1-6]|header|hr|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|ol|option|p|picture|pre|q|s|"
    "script|section|select|small|source|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|time|tr|"
    "tt|u|ul|video"
)
_TAG = rf"</?(?:{_TAG_NAMES})(?:(?:{_GAP}|/)[^<>]*)?>|<!--[^<>]*-->"
_MARKUP = re.compile(f"{_REFERENCE}|{_TAG}", re.IGNORECASE)
_REFERENCE_AT_END = re.compile(_REFERENCE + r"\Z")
_WHOLE_TAG = re.compile(_TAG, re.IGNORECASE)
_LONGEST_REFERENCE = 34
# An optional first character that begins a run, then characters that may combine with it. Nothing composes across two
# such runs, so each is recomposed on its own and gets an edit of its own.
_COMPOSING_RUN = re.compile("[\x00-\u02ff\u1ea0-\u1ef9]?[^\x00-\u02ff\u1ea0-\u1ef9]+")

_TONES = {"a": "àáảãạ", "e": "èéẻẽẹ", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹỵ", "i": "ìíỉĩị",
          "ă": "ằắẳẵặ", "â": "ầấẩẫậ", "ê": "ềếểễệ", "ô": "ồốổỗộ", "ơ": "ờớởỡợ", "ư": "ừứửữự"}  # fmt: skip


def _tone_swaps() -> dict[str, str]:
    """Return each vowel pair with the tone on one vowel, mapped to the pair with it on the other, in every casing."""
    swaps = {}
    onward = [(first, second) for first, seconds in {"o": "ae", "u": "yaeioăâêô", "i": "aeoôơuưă"}.items()
              for second in seconds]  # fmt: skip
    for first, second in onward:
        for toned_first, toned_second in zip(_TONES[first], _TONES[second], strict=True):
            early, late = toned_first + second, first + toned_second
            for source, target in ((early, late), (late, early)):
                for casing in (str.lower, str.upper, str.title, _lower_upper):
                    swaps[casing(source)] = casing(target)
    return swaps


def _lower_upper(pair: str) -> str:
    return pair[0].lower() + pair[1].upper()


_SWAPS = _tone_swaps()
_NO_LETTER = r"(?![^\W\d_]|[\u0300-\u036f])"


def _either_case(letters: str) -> str:
    return f"[{letters}{letters.upper()}]"


# Where a tone mark is moved. At the end of a syllable it belongs on the first vowel of the pair, before a consonant or
# a third vowel on the second. "qu" and, before a vowel, "gi" are onsets, which never carry the mark.
# Every alternative begins with a plain character class, and none ignores case: only then does the regular expression
# engine skip quickly over the nine letters in ten that begin none of them.
_O, _U, _Y, _Q, _G = map(_either_case, "ouyqg")
_TONED_O, _TONED_U, _TONED_I = (_either_case(_TONES[vowel]) for vowel in "oui")
_MISPLACED_TONE = re.compile(
    rf"{_O}{_either_case(_TONES['a'] + _TONES['e'])}{_NO_LETTER}"  # hoà, khoẻ
    rf"|{_U}(?<!{_Q}.){_either_case(_TONES['y'])}{_NO_LETTER}"  # thuỷ, but quý
    rf"|{_TONED_O}{_either_case('ae')}(?={_either_case('cimnoptuy')})"  # tòan, ngòai
    rf"|{_TONED_U}(?<!{_Q}.){_Y}(?=[nN][hH]|{_either_case('tu')})"  # hùynh, bụyt
    rf"|{_TONED_U}(?<=\b{_Q}.){_either_case('yaeioăâêô')}"  # qúy, qủa
    rf"|{_TONED_I}(?<=\b{_G}.){_either_case('aeoôơuưă')}"  # gíup, gìa
)


def clean(text: str) -> str:
    """Return a text after steps 1 to 4: composed, without invisible characters, markup and spare white space.

    Tokenization does step 5 token by token, so it calls this function, which takes two microseconds on clean text.
    """
    return text if _is_clean(text) else _clean_edits(nfc(text))[0]


def has_markup(text: str) -> bool:
    """Return whether step 3 would change a text."""
    return ("&" in text or "<" in text) and bool(_MARKUP.search(drop_invisible(nfc(text))))


def unify_tones(text: str) -> str:
    """Return an NFC text after step 5; its length stays the same."""
    return _MISPLACED_TONE.sub(lambda match: _SWAPS.get(match[0], match[0]), text)


def normalize(text: str) -> str:
    """Return the normalized form of any Unicode string."""
    return unify_tones(clean(text))


def fold_lookalikes(text: str) -> str:
    """Return a text with ``Đ`` in place of Eth and African D."""
    return text.translate(_D_LOOKALIKES) if _D_LOOKALIKE.search(text) else text


def drop_invisible(text: str) -> str:
    """Return an NFC text after step 2."""
    return nfc(_apply(text, _invisible_edits(text)))


def tone_variants(token: str) -> list[str]:
    """Return the other spellings that :func:`unify_tones` turns into ``token``."""
    swapped = (token[:start] + _SWAPS[token[start : start + 2]] + token[start + 2 :]
               for start in range(len(token) - 1) if token[start : start + 2] in _SWAPS)  # fmt: skip
    return [variant for variant in swapped if unify_tones(variant) == token]


def strip_accents(text: str) -> str:
    """Return a text without tone marks and diacritics; ``đ``, which has no decomposition, becomes ``d``."""
    letters = _COMBINING.sub("", unicodedata.normalize("NFD", text))
    return letters.replace("đ", "d").replace("Đ", "D")


def _is_clean(text: str) -> bool:
    """Return whether steps 1 to 4 leave a text unchanged; False also if only running them would tell."""
    one_line = text.replace("\n", " ")
    return (
        one_line.isprintable()
        and "  " not in one_line
        and not one_line.startswith(" ")
        and not one_line.endswith(" ")
        and unicodedata.is_normalized("NFC", text)
        and "&" not in text
        and "<" not in text
        and "\u0338" not in text
        and not _D_LOOKALIKE.search(text)
    )


def _clean_edits(source: str) -> tuple[str, list[list[Edit]]]:
    """Run steps 1 to 4 on an NFC text; return the result and the edits of each step, in order."""
    text = fold_lookalikes(source)
    steps = []
    for find in (_invisible_edits, _markup_edits, _composition_edits, _space_edits):
        edits = find(text)
        if edits:
            text = _apply(text, edits)
        steps.append(edits)
    return text, steps


def _apply(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    position = 0
    for start, end, replacement in edits:
        pieces += (text[position:start], replacement)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def _invisible_edits(text: str) -> list[Edit]:
    return [
        (match.start(), match.end(), "\ufffd" if "\ud800" <= match[0] <= "\udfff" else "")
        for match in INVISIBLE.finditer(text)
    ]


def _space_edits(text: str) -> list[Edit]:
    edits = []
    for match in _SPARE_SPACE.finditer(text):
        inner = match.start() > 0 and match.end() < len(text)
        target = ("\n" if _LINE_BREAK.search(match[0]) else " ") if inner else ""
        edits.append((match.start(), match.end(), target))
    return edits


def _composition_edits(text: str) -> list[Edit]:
    """Compose letters and marks that only now stand side by side, because what was between them is removed."""
    if unicodedata.is_normalized("NFC", text):
        return []
    return [
        (match.start(), match.end(), nfc(match[0]))
        for match in _COMPOSING_RUN.finditer(text)
        if not unicodedata.is_normalized("NFC", match[0])
    ]


def _decode(reference: str) -> str:
    """Return the characters that a reference stands for, "" if they are invisible."""
    return INVISIBLE.sub("", fold_lookalikes(nfc(html.unescape(reference))))


def _markup_edits(text: str) -> list[Edit]:
    """Decode references and replace tags by a space, in one pass, with the output as a stack.

    A reference or tag that ends at a ``;`` or ``>`` of the *output* is reduced at once. So ``&amp;amp;nbsp;``, which
    pages hold that were escaped twice, is reduced to the end, however deeply it is nested, and the cost stays linear.
    """
    if not _MARKUP.search(text):
        return []
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    open_tags: list[int] = []

    def replace_tail(start: int, replacement: str) -> None:
        span = (spans[start][0], spans[-1][1])
        while open_tags and open_tags[-1] >= start:
            open_tags.pop()
        del out[start:], spans[start:]
        for char in replacement:
            push(char, span)

    def push(char: str, span: tuple[int, int]) -> None:
        out.append(char)
        spans.append(span)
        if char == "<":
            open_tags.append(len(out) - 1)
        elif char == ";":
            tail = "".join(out[-_LONGEST_REFERENCE:])
            match = _REFERENCE_AT_END.search(tail, max(tail.rfind("&"), 0))
            if match and (decoded := _decode(match[0])) != match[0]:
                replace_tail(len(out) - len(match[0]), decoded)
        elif char == ">" and open_tags:
            if _WHOLE_TAG.fullmatch("".join(out[open_tags[-1] :])):
                replace_tail(open_tags[-1], " ")
            else:
                open_tags.clear()

    for position, char in enumerate(text):
        push(char, (position, position + 1))
    return _runs_to_edits(text, out, spans)


def _runs_to_edits(text: str, out: list[str], spans: list[tuple[int, int]]) -> list[Edit]:
    """Turn output characters and their spans in the source into edits; characters with one span share an edit."""
    edits: list[Edit] = []
    position = 0
    for char, (start, end) in zip(out, spans, strict=True):
        if edits and edits[-1][:2] == (start, end):
            edits[-1] = (start, end, edits[-1][2] + char)
            continue
        if start > position:
            edits.append((position, start, ""))
        if end - start > 1 or text[start] != char:
            edits.append((start, end, char))
        position = end
    if position < len(text):
        edits.append((position, len(text), ""))
    return edits


@dataclass(frozen=True)
class NormalizedText:
    """A normalized text with the way back to its source.

    :param written: the text before step 5, with tone marks as the source has them; as long as :attr:`text`.
    :param source: the NFC form of the text that was normalized; spans are in its code points.
    :param steps: the edits of steps 2 to 4, in the order in which they were made.
    """

    written: str
    source: str
    steps: list[list[Edit]]

    @cached_property
    def text(self) -> str:
        """The normalized text."""
        return unify_tones(self.written)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of :attr:`source` that became ``text[start:end]``.

        A character that came from several (a decoded reference, a collapsed run of spaces) maps to all of them.

        :raises ValueError: if the span is not within the normalized text.
        """
        if not 0 <= start <= end <= len(self.written):
            raise ValueError(f"span [{start}, {end}) is outside a text of {len(self.written)} characters")
        if start == end:
            start = end = self._back(start, at_start=True)
            return start, end
        return self._back(start, at_start=True), self._back(end - 1, at_start=False)

    def _back(self, position: int, *, at_start: bool) -> int:
        """Return the start, or the end, in the source of the character at a position."""
        first, last = position, position + 1
        for table in reversed(self._tables):
            first = table.back(first)[0]
            last = table.back(last - 1)[1]
        return first if at_start else last

    @cached_property
    def _tables(self) -> list[_EditTable]:
        return [_EditTable(edits) for edits in self.steps if edits]


class _EditTable:
    """Maps positions after one step of edits to ranges before it, by binary search."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = edits
        shifts = list(accumulate(len(new) - (end - start) for start, end, new in edits))
        self._shifts = [0, *shifts]
        self._starts = [edit[0] + shift for edit, shift in zip(edits, self._shifts, strict=False)]

    def back(self, position: int) -> tuple[int, int]:
        """Return the half-open range before the edits that became the character at a position after them."""
        index = bisect_right(self._starts, position) - 1
        if index >= 0:
            start, end, new = self._edits[index]
            if position < self._starts[index] + len(new):
                return start, end
        shift = self._shifts[index + 1]
        return position - shift, position - shift + 1


def align(text: str) -> NormalizedText:
    """Return a text normalized, with the way back to its NFC form."""
    if _is_clean(text):
        return NormalizedText(text, text, [])
    source = nfc(text)
    if _is_clean(source):
        return NormalizedText(source, source, [])
    cleaned, steps = _clean_edits(source)
    return NormalizedText(cleaned, source, steps)
