"""The province that an article is about, from the places that it names and from the paper that it stands in.

Invariant: a province is weighed by what the article says; the paper's own counts only where the article says "our
province" without a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from nlp.article import Article, Entity
from nlp.entities.phrases import Phrases
from nlp.entities.places.gazetteer import gazetteer, name_key
from nlp.text.normalize import strip_accents

_WEIGHT, _ORIGIN_WEIGHT, _TITLE_WEIGHT = 2, 1, 6
_MOST_UNNAMED = 3
_PAIR = 2
_SENTENCE_END = re.compile(r"[.!?…:][\"”)]?\s|\n")
# "trong tỉnh", "UBND tỉnh": the province of the paper, unless a name follows.
_UNNAMED = re.compile(
    r"\b(?i:(?:trong|toàn|khắp|địa bàn|lãnh đạo|ubnd|hđnd|công an|mttq) tỉnh|tỉnh (?:ta|nhà)|tỉnh ủy)\b(?! [A-ZĐ])"
)
# "tài xế quê Nghệ An", "xe biển số Thái Nguyên": where somebody comes from is seldom where it happened.
_ORIGIN = re.compile(
    r"\b(?i:quê(?: quán)?|(?<!vùng )(?<!bờ )(?<!bãi )biển(?: số| kiểm soát)?|gốc|trú|ngụ|hktt)"
    r"(?i: ở| tại| tỉnh| xã| phường| huyện| thị trấn| thị xã| tp\.?| thành phố| quận|:)*\W*$"
)
_LONGEST_ORIGIN = 40
# What stands between two places of one address: "trú xã A, huyện B (tỉnh C)".
_IN_ADDRESS = re.compile(r"[\s,(\-–]*(?i:tỉnh|huyện|thị xã|tx|tp|thành phố|quận|xã|phường|thị trấn|q|p|h)?[\s.]*")
_LONGEST_IN_ADDRESS = 16
_HOST = re.compile(r"^(?i:[a-z]+)://(?:www\.)?([^/:?#]+)")
_SHORTEST_IN_HOST = 5  # "hue" is in too many names of hosts


def province_weights(article: Article, entities: Iterable[Entity]) -> dict[str, int]:
    """Return code of a province -> how often it is named, itself or by a commune that lies in no other.

    A mention in the title counts three times, one that tells where somebody comes from half.
    """
    weights: dict[str, int] = {}
    previous_end, weight, previous = -1, 0, None
    for entity in entities:
        if entity.type not in ("PROVINCE", "COMMUNE"):
            continue
        # An address is where somebody lives to its end: "trú xã A, huyện B, tỉnh C".
        goes_on = weight == _ORIGIN_WEIGHT and _continues_address(article, previous_end, entity.start)
        weight = weight if goes_on else _weight(article, entity)
        code = _province_of(entity)
        if code and not (goes_on and code == previous):  # it counts once, however long it is
            weights[code] = weights.get(code, 0) + weight
        previous_end, previous = entity.end, code
    host = _HOST.match(article.url or "")
    home = source_province(article.source or "", host[1].lower() if host else "")
    if home and (unnamed := len(_UNNAMED.findall(article.document))):
        weights[home] = weights.get(home, 0) + _WEIGHT * min(unnamed, _MOST_UNNAMED)
    return weights


def _weight(article: Article, entity: Entity) -> int:
    if entity.start < article.title_length:
        return _TITLE_WEIGHT
    before = article.document[max(0, entity.start - _LONGEST_ORIGIN) : entity.start]
    return _ORIGIN_WEIGHT if _ORIGIN.search(before) else _WEIGHT


def _continues_address(article: Article, end: int, start: int) -> bool:
    """Say whether only what joins the places of an address stands between ``end`` and ``start``."""
    if not 0 <= start - end <= _LONGEST_IN_ADDRESS:
        return False
    return _IN_ADDRESS.fullmatch(article.document, end, start) is not None


def leading_province(article: Article, entities: Iterable[Entity], weights: dict[str, int]) -> str | None:
    """Return the code of the province that is named most; of several, the first if a sentence of its own names it.

    "Mưa ở Hà Nội và Hải Phòng" is about both.

    :param weights: of :func:`province_weights`.
    """
    most = max(weights.values(), default=0)
    tied = [code for code, weight in weights.items() if weight == most]
    if len(tied) < _PAIR:
        return tied[0] if tied else None
    first: dict[str, Entity] = {}
    for entity in entities:
        code = _province_of(entity)
        if code in tied:
            first.setdefault(code, entity)
    if len(first) < _PAIR:
        return None
    one, other = list(first.values())[:_PAIR]
    return _province_of(one) if _SENTENCE_END.search(article.document, one.end, other.start) else None


def _province_of(entity: Entity) -> str | None:
    """Return the code of the one province that a place lies in."""
    if entity.type == "PROVINCE":
        return str(entity.value["code"])
    if entity.type != "COMMUNE":
        return None
    codes = {candidate["province_code"] for candidate in entity.value["candidates"]}
    return str(codes.pop()) if len(codes) == 1 else None


@lru_cache(maxsize=1024)
def source_province(source: str, host: str) -> str | None:
    """Return the code of the province whose name a paper bears, None for a city: none of them is a "tỉnh".

    :param source: what the record calls the paper: "Báo Quảng Ngãi".
    :param host: where it stands: "baoquangngai.vn".
    """
    found = {code for _, _, code in _papers().matches(name_key(source).split())}
    found = found or {code for name, code in _hosts().items() if name in host.replace("-", "")}
    code = found.pop() if len(found) == 1 else None
    return code if code and gazetteer().provinces[code].type == "province" else None


@cache
def _papers() -> Phrases[str]:
    return Phrases((key, meaning.province.code) for key, meaning in gazetteer().province_names.items())


@cache
def _hosts() -> dict[str, str]:
    names = {meaning.name: meaning.province.code for meaning in gazetteer().province_names.values()}
    folded = {re.sub("[^a-z]", "", strip_accents(name).lower()): code for name, code in names.items()}
    return {name: code for name, code in folded.items() if len(name) >= _SHORTEST_IN_HOST}
