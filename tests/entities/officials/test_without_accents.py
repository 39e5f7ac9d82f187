"""Text without accents: the same officials, whatever typography stands between the words."""

from __future__ import annotations

from collections import defaultdict

import pytest

from nlp.article import Article
from nlp.entities.extract import extract
from nlp.entities.lexicon import groups, phrases, rows
from nlp.text.normalize import strip_accents
from tests.entities.officials.phrasing import officials


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chu tich UBND tinh Gia Lai Nguyen Thai Binh yeu cau", ["Nguyen Thai Binh | Chu tich | UBND tinh Gia Lai"]),
        ("Ong Tran Van Hoa, Pho Giam doc So Y te, cho biet", ["Tran Van Hoa | Pho Giam doc | So Y te"]),
        ("Thu tuong Le Van Tam ky", ["Le Van Tam | Thu tuong | -"]),
        ("Bi thu Thanh uy: lam ngay", ["- | Bi thu | Thanh uy"]),
        ("ong Le Van Tam lam Bi thu Tinh uy. Ong Tam noi", ["Le Van Tam | - | -", "- | Bi thu | Tinh uy", "Le Van Tam | - | -"]),
        ("Giam doc Cong ty Sao Mai Nguyen Van Khang", []),
        ("the chairman Le Van Tam won 3-2", []),
        ("Bi thu Tinh uy Le Van Hien noi", ["Le Van Hien | Bi thu | Tinh uy"]),
        ("Bo truong Tran Thi Kim Tuyen noi", ["Tran Thi Kim Tuyen | Bo truong | -"]),
        ("Thu truong Bo Y te Le Van Tam", ["Le Van Tam | Thu truong | Bo Y te"]),
        ("Truong ban Tuyen giao Thanh uy Le Van Tam", ["Le Van Tam | Truong ban | ban Tuyen giao Thanh uy"]),
        ("Truong Ban To chuc Trung uong Le Van Tam", ["Le Van Tam | Truong Ban | Ban To chuc Trung uong"]),
        ("Bo truong Quoc phong Nhat Ban tham Hue", []),
        ("Dai su quan Han Quoc o Ha Noi", []),
        ("ba Lan, Chu tich UBND xa", ["Lan | Chu tich | UBND xa"]),
        ("Ba Lan Anh, Chu tich UBND xa", ["Lan Anh | Chu tich | UBND xa"]),
        ("Tong Bi thu Dang Cong san Trung Quoc noi", []),
        ("Tong Bi thu Le Van Tam noi", ["Le Van Tam | Tong Bi thu | -"]),
    ],
)  # fmt: skip
def test_officials(text: str, expected: list[str]) -> None:
    assert officials(text) == expected


SENTENCE = (
    'Ong Bui Van Thuong, Chu tich UBND tinh Lang Son - cho biet: "Mua lon lam it nhat 3 nguoi chet...". '
    "Nhiet do giam con 15 do C. Ong Thuong de nghi Bo truong Y te Le Thi Hien ho tro 2 ty dong, di lai rat kho khan."
)
TYPOGRAPHY = {
    "en dash": ("Son - cho", "Son – cho"),
    "em dash": ("Son - cho", "Son — cho"),
    "curly quotes": ('"Mua lon lam it nhat 3 nguoi chet..."', "“Mua lon lam it nhat 3 nguoi chet...”"),
    "ellipsis": ("chet...", "chet…"),
    "degree sign": ("15 do C", "15°C"),
    "a stray đ": ("2 ty dong", "2 ty đong"),
    "another stray đ": ("di lai", "đi lai"),
    "no-break space": ("Chu tich UBND", "Chu tich\u00a0UBND"),
    "bullet": ("Nhiet do", "• Nhiet do"),
    "emoji": ("kho khan", "kho khan 🙏"),
}


def values(text: str) -> list[tuple[object, ...]]:
    """Return what was found, typography of the values aside; temperatures are not what is compared."""
    return [
        (entity.type, *(str(value).replace("đ", "d") for value in entity.value.values()))
        for entity in extract(Article(text=text))
        if entity.value.get("unit") != "degree_c"
    ]


@pytest.mark.parametrize("name", TYPOGRAPHY)
def test_typography_changes_nothing(name: str) -> None:
    old, new = TYPOGRAPHY[name]
    assert SENTENCE.count(old) == 1
    assert values(SENTENCE.replace(old, new)) == values(SENTENCE)


def test_all_typography_at_once_changes_nothing() -> None:
    text = SENTENCE
    for old, new in TYPOGRAPHY.values():
        text = text.replace(old, new)
    assert values(text) == values(SENTENCE)


def test_the_sentence_has_officials_to_compare() -> None:
    found = [entity.value for entity in extract(Article(text=SENTENCE)) if entity.type == "OFFICIAL"]
    assert [tuple(value.values()) for value in found] == [
        ("Bui Van Thuong", "Chu tich", "UBND tinh Lang Son"),
        ("Bui Van Thuong", None, None),
        ("Le Thi Hien", "Bo truong", "Y te"),
    ]


def test_the_sentence_of_a_dash() -> None:
    text = "Ong Bui Van Thuong, Chu tich UBND tinh Lang Son – cho biet it nhat 3 nguoi chet"
    official, province, dead = extract(Article(text=text))
    assert official.value == {"name": "Bui Van Thuong", "title": "Chu tich", "organization": "UBND tinh Lang Son"}
    assert province.value["name"] == "Lạng Sơn"
    assert dead.value["value"] == 3


def test_phrases_that_look_the_same_without_accents_are_told_apart_by_the_table() -> None:
    cells = [cell for _, _, cell in rows("titles", "kind", "organization", "phrases")]
    cells += [cell for _, cell in rows("organization_heads", "kind", "phrases")]
    known = {phrase for cell in cells for phrase in phrases(cell)}
    known |= groups("organization_fields")["field"] | groups("organization_fields")["after_field"]
    known |= groups("foreign_bodies")["abroad"]
    known |= groups("ranks_and_honorifics")["rank"] | groups("ranks_and_honorifics")["honorific"]
    alike = defaultdict(set)
    for phrase in known - groups("unaccented_words")["rarer"]:
        if " " in phrase and not phrase.isascii():
            alike[strip_accents(phrase)].add(phrase)
    assert [same for same in alike.values() if len(same) > 1] == [], "name the rarer ones in unaccented_words.tsv"
    assert groups("unaccented_words")["rarer"] <= known
