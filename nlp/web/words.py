"""The words of the pages, in Vietnamese and English.

Invariant: every word that a page shows of its own stands in ``words.tsv`` in both languages; what comes from articles
and models is shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from nlp.article import LABEL_NAMES
from nlp.classify import model
from nlp.report.html import plain
from nlp.text import damage

LANGUAGES = ("vi", "en")
"""The languages of the pages; the first one where nobody chose."""


_VALUES: dict[str, str] = {
    "code": "mã", "name": "tên", "legacy_code": "mã cũ", "legacy_name": "tên cũ", "legacy": "cũ", "level": "cấp",
    "candidates": "nay là", "title": "chức vụ", "organization": "cơ quan", "value": "giá trị", "max_value": "đến",
    "unit": "đơn vị", "modifier": "mức", "start": "từ ngày", "end": "đến ngày", "time": "giờ", "part": "buổi",
    "number": "số", "year": "năm", "kind": "loại", "ref": "số hiệu", "km": "km", "provinces": "mã tỉnh",
    "province_names": "tỉnh, thành", "focus_province": "mã tỉnh chính", "focus_province_name": "tỉnh chính",
    "communes": "xã, phường", "officials": "cán bộ", "dead": "người chết", "missing": "mất tích",
    "injured": "bị thương", "dead_or_missing": "chết, mất tích", "households": "hộ", "houses": "nhà",
    "hectares": "hecta", "money_vnd": "tiền (đồng)", "dates": "ngày", "storms": "bão", "evacuated": "sơ tán",
    "isolated": "bị cô lập", "affected": "bị ảnh hưởng", "houses_destroyed": "nhà sập", "houses_damaged": "nhà hư hỏng",
    "houses_flooded": "nhà ngập", "crops_ha": "hecta hoa màu", "livestock": "vật nuôi",
    "roads_blocked": "điểm tắc đường", "damage_vnd": "thiệt hại (đồng)", "relief_vnd": "cứu trợ (đồng)",
    "rain_mm": "mưa (mm)", "water_level_m": "mực nước (m)", "wind_level": "cấp gió",
}  # fmt: skip
_TYPES = {
    "PROVINCE": ("tỉnh, thành", "province"), "COMMUNE": ("xã, phường, huyện", "commune"),
    "OFFICIAL": ("cán bộ", "official"), "AMOUNT": ("con số", "amount"), "DATE": ("ngày giờ", "date"),
    "STORM": ("bão", "storm"), "ROUTE": ("đường, cầu, đèo", "route"), "WATER": ("sông, hồ, đập", "water"),
    "BODY": ("cơ quan", "body"),
}  # fmt: skip
_REASONS = {
    model.TOO_SHORT: "bài quá ngắn: {n_tokens} tiếng",
    model.NOT_VIETNAMESE: "không phải tiếng Việt: {share} số từ có dạng âm tiết",
    model.UNFAMILIAR: "lạ: mô hình không biết {unknown} số từ",
    model.UNSURE: "độ tin cậy dưới {threshold}, ngưỡng của nhãn {label}",
    damage.WRONG_ENCODING: "chữ hỏng: UTF-8 bị đọc theo bảng mã khác",
    damage.LOST_LETTERS: "chữ hỏng: có chữ bị thay bằng ?",
    damage.ACCENTS_APART: "chữ hỏng: dấu rời khỏi chữ",
    damage.OLD_FONT: "chữ hỏng: phông cũ (TCVN3, VNI)",
}


@cache
def all_words() -> Mapping[str, tuple[str, ...]]:
    """Return each word by its key, in the order of :data:`LANGUAGES`."""
    lines = files("nlp.web").joinpath("words.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {key: tuple(told) for key, *told in rows[1:]}


def word(key: str, language: str, **values: object) -> str:
    """Return a word of the pages, filled with values."""
    return all_words()[key][LANGUAGES.index(language)].format(**values)


def label_name(label: str, language: str) -> str:
    """Return a label in words; those of other models go by their own name."""
    if language == "vi" and label in LABEL_NAMES:
        return LABEL_NAMES[label]
    return label.replace("_", " ") if label in LABEL_NAMES else label


def value_name(name: str, language: str) -> str:
    """Return the name of a field of a value, or of a summary, in words."""
    if language == "en":
        return name.replace("_", " ")
    stem = name.removesuffix("_modifier")
    return f"{_VALUES.get(stem, stem.replace('_', ' '))}{' (mức)' if stem != name else ''}"


def type_name(kind: str, language: str) -> str:
    """Return a type of mentions in words."""
    names = _TYPES.get(kind, (kind.lower(), kind.lower()))
    return names[LANGUAGES.index(language)]


def reason(text: str, language: str) -> str:
    """Return a reason for review in a language; one that is not known here as it is."""
    if language == "vi":
        for template, own in _REASONS.items():
            if match := re.fullmatch(_pattern(template), text):
                values = {name: value for name, value in match.groupdict().items() if name != "label"}
                label = label_name(match.groupdict().get("label", ""), language)
                return own.format(**values, label=label)
    return text


def why(text: str, language: str) -> str:
    """Return the reason why an article was chosen for review in a language."""
    if language != "vi":
        return text
    if text == "picked at random":
        return "chọn ngẫu nhiên"
    if match := re.fullmatch(r"(\d+)% of its words are new", text):
        return f"{match[1]} % số từ là từ mới"
    parts = [re.fullmatch(r"(.+) (\d+)%", part) for part in text.split(" or ")]
    told = [f"{label_name(part[1], language)} {part[2]} %" for part in parts if part]
    return " hay ".join(told) if len(told) == len(parts) else reason(text, language)


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number as it is written in a language."""
    written = f"{value:,.{decimals}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "vi" else written


def in_words(value: Any, language: str) -> str:
    """Return a value in one line, numbers as they are written in a language."""
    if value is True:
        return "✓"
    if isinstance(value, int | float):
        return number(value, language, 0 if value == int(value) else len(str(value).partition(".")[2]))
    return plain(value)


def share(value: float, language: str) -> str:
    """Return a share as percent."""
    return f"{number(100 * value, language)}{' %' if language == 'vi' else '%'}"


def choose_language(*wishes: str | None, accepted: str = "") -> str:
    """Return the first wish that is a language of the pages, or the one that a browser prefers.

    :param accepted: the browser's ``Accept-Language``.
    """
    known: Sequence[str | None] = [wish for wish in wishes if wish in LANGUAGES]
    first = accepted.partition(",")[0].partition("-")[0].strip().lower()
    return known[0] or LANGUAGES[0] if known else ("en" if first == "en" else LANGUAGES[0])


def _pattern(template: str) -> str:
    """Return the pattern of what a template gives, with its fields as groups."""
    pieces = re.split(r"\{(\w+)[^}]*\}", template)
    return "".join(f"(?P<{piece}>.+)" if odd % 2 else re.escape(piece) for odd, piece in enumerate(pieces))
