"""The titles of public posts: which words they are, what they need beside them to count.

Invariant: titles are matched over lower-case tokens; what a title is worth is said by its kind alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from nlp.entities.phrases import Phrases, lines


class Kind(Enum):
    """What a title needs to be an official's."""

    CLOSED = auto()
    """Nothing, and it takes no organization: Thủ tướng."""
    STATE = auto()
    """Nothing: no company has the post (Bộ trưởng, trưởng thôn)."""
    PARTY = auto()
    """A name or an organization: bí thư, thẩm phán."""
    OPEN = auto()
    """A public organization: companies, clubs and schools of dance have a chủ tịch and a giám đốc too."""


class Title(NamedTuple):
    """A title of the lexicon.

    :param repeats: the last token of the title also begins the organization (``trưởng phòng`` -> ``phòng X``).
    :param fields: a field of government may stand for the organization (``Bộ trưởng Tài chính``).
    """

    kind: Kind
    repeats: bool = False
    fields: bool = False


_CLOSED = """
tổng bí thư;chủ tịch nước;phó chủ tịch nước;thủ tướng;phó thủ tướng;ủy viên bộ chính trị
ủy viên trung ương đảng;ủy viên ban chấp hành trung ương đảng;ủy viên dự khuyết trung ương đảng
ủy viên bch trung ương đảng;ủy viên dự khuyết ban chấp hành trung ương đảng;ủy viên trung ương đảng dự khuyết
ủy viên ban bí thư;ủy viên tw đảng;ủy viên dự khuyết;bí thư trung ương đảng;thường trực ban bí thư
thường trực ban bí thư trung ương đảng;ủy viên trung ương;bí thư t . ư đảng;ủy viên t . ư đảng;bí thư tw đảng
trợ lý tổng bí thư;trợ lý chủ tịch nước;trợ lý thủ tướng;trợ lý chủ tịch quốc hội;thư ký tổng bí thư
thư ký chủ tịch nước;thư ký thủ tướng;trợ lý phó thủ tướng;bí thư ban chấp hành trung ương đảng
ủy viên dự khuyết bch trung ương đảng;ủy viên dự khuyết t . ư đảng
"""

_STATE = """
kiểm sát viên;điều tra viên
bộ trưởng+;thứ trưởng+;phó bộ trưởng;vụ trưởng;phó vụ trưởng;vụ phó;cục trưởng;phó cục trưởng;cục phó
tổng cục trưởng;phó tổng cục trưởng;chi cục trưởng;phó chi cục trưởng;chi cục phó;thống đốc;phó thống đốc
tổng kiểm toán nhà nước;phó tổng kiểm toán nhà nước;tổng kiểm toán;phó tổng kiểm toán;tổng thanh tra
phó tổng thanh tra;chánh án;phó chánh án;trưởng thôn;phó trưởng thôn;phó thôn;trưởng bản;phó trưởng bản
trưởng ấp;phó trưởng ấp;trưởng xóm;trưởng buôn;trưởng khóm;trưởng khu phố;trưởng khu dân cư
tổ trưởng tổ dân phố;tổ phó tổ dân phố;công an viên;tổ trưởng dân phố;đồn trưởng;phó đồn trưởng;chánh thanh tra
phó chánh thanh tra;chánh văn phòng;phó chánh văn phòng;hạt trưởng;phó hạt trưởng;hạt phó;chính ủy;phó chính ủy
tổng tham mưu trưởng;phó tổng tham mưu trưởng;huyện ủy viên;tỉnh ủy viên;thành ủy viên;quận ủy viên;thị ủy viên
đảng ủy viên;hiệu trưởng;phó hiệu trưởng;hiệu phó;đbqh;đại biểu quốc hội chuyên trách
"""

_PARTY = """
bí thư;phó bí thư;phó bí thư thường trực;bí thư thứ nhất;thẩm phán;đại biểu
chính trị viên;phó chính trị viên;tham mưu trưởng;phó tham mưu trưởng;chỉ huy trưởng;phó chỉ huy trưởng
chỉ huy phó;tư lệnh;phó tư lệnh;tư lệnh trưởng;phó tư lệnh trưởng;ủy viên ban thường vụ;ủy viên thường vụ
ủy viên thường trực;ủy viên ban chấp hành;ủy viên ủy ban;cảnh sát khu vực;trung đoàn trưởng
phó trung đoàn trưởng;sư đoàn trưởng;phó sư đoàn trưởng;tiểu đoàn trưởng;phó tiểu đoàn trưởng;lữ đoàn trưởng
phó lữ đoàn trưởng;đại đội trưởng;phó đại đội trưởng;trung đội trưởng;người phát ngôn;phó phát ngôn
phát ngôn viên;phó người phát ngôn;kiểm sát viên cao cấp;thẩm phán chủ tọa
"""

_OPEN = """
chủ tịch;phó chủ tịch;chủ nhiệm;phó chủ nhiệm;giám đốc;phó giám đốc;tổng giám đốc;phó tổng giám đốc;trưởng
phó trưởng;phó;trưởng ban*;phó ban*;phó trưởng ban*;trưởng phòng*;phó phòng*;phó trưởng phòng*;tổ trưởng;tổ phó
phó tổ trưởng;trưởng tổ*;phó tổ*;phó trưởng tổ*;trưởng đoàn*;phó đoàn*;phó trưởng đoàn*;trưởng cơ quan
viện trưởng;phó viện trưởng;viện phó;tổng thư ký;phó tổng thư ký;đại sứ;tổng lãnh sự;trưởng trạm*;phó trạm*
phó trưởng trạm*;trưởng đội*;trưởng bộ phận;phó trưởng bộ phận;quản đốc;trưởng văn phòng
trưởng cơ quan thường trực;chủ nhiệm văn phòng;phó chủ nhiệm văn phòng;phó đại sứ;ủy viên;phó trưởng đội*
trưởng tiểu ban;phó trưởng tiểu ban;thủ trưởng;phó thủ trưởng;đội trưởng;phó đội trưởng;đội phó;trạm trưởng
phó trạm trưởng;trạm phó
"""


def _entries() -> Iterator[tuple[str, Title]]:
    for kind, text in ((Kind.CLOSED, _CLOSED), (Kind.STATE, _STATE), (Kind.PARTY, _PARTY), (Kind.OPEN, _OPEN)):
        for phrase in lines(text):
            yield phrase.rstrip("*+"), Title(kind, repeats=phrase.endswith("*"), fields=phrase.endswith("+"))


TITLES = Phrases(_entries())

_SUFFIXES = Phrases(
    (phrase, True)
    for phrase in ("thường trực", "phụ trách", "thứ nhất", "chuyên trách", "điều hành", "đương nhiệm", "lâm thời",
                   "kiêm nhiệm", "tttt", "tt", "phụ trách điều hành")
)  # fmt: skip


class FoundTitle(NamedTuple):
    """A title in the text: tokens ``start`` to ``end``, the former-words before it included."""

    start: int
    end: int
    title: Title
    core: str


def read_title(lower: Sequence[str], start: int) -> FoundTitle | None:
    """Return the title whose lexicon phrase begins at ``start``, with the words around it that belong to it."""
    match = TITLES.match(lower, start)
    if match is None:
        return None
    end, title = match
    core = " ".join(lower[start:end])
    suffix = _SUFFIXES.match(lower, end)
    if suffix is not None and not (title.kind is Kind.CLOSED and lower[end] == "phụ"):
        end = suffix[0]
        if title.repeats:
            title = Title(title.kind)
    begin = start
    if begin and lower[begin - 1] in ("nguyên", "cựu", "quyền"):
        begin -= 1
    elif begin > 1 and lower[begin - 1] == "." and lower[begin - 2] in ("q", "p"):
        begin -= 2
    return FoundTitle(begin, end, title, core)
