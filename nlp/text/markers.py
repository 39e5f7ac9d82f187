"""Markers: the wording by which Vietnamese news sites set off what stands around an article.

Invariant: this is the only place that knows the wording; pages and plain text both ask here. The patterns read folded
text (:func:`fold`), for scraped text has the words in any casing, with accents or without. A word that articles use
themselves ("nhãn", "chủ đề") is a heading only when it stands alone in its line.
"""

from __future__ import annotations

import re

from nlp.text.normalize import strip_accents

RELATED = (
    "đọc thêm", "đọc tiếp", "đọc nhiều", "đọc nhiều nhất",
    "đọc nhiều nhất tuần qua", "đọc nhiều tuần qua", "đọc tin gốc", "xem thêm", "xem tiếp",
    "xem nhiều", "xem nhiều nhất", "xem nhiều tuần qua", "mời bạn đọc", "mời đọc thêm", "mời quý bạn đọc",
    "mời xem thêm", "tin liên quan", "tin tức liên quan", "tin bài liên quan", "tin, bài liên quan", "bài liên quan",
    "bài viết liên quan", "các tin liên quan", "các bài liên quan", "các bài viết liên quan", "nội dung liên quan",
    "chủ đề liên quan", "có thể bạn quan tâm", "có thể bạn muốn xem", "bạn có thể quan tâm", "bạn có thể thích",
    "có thể bạn thích", "bài đáng đọc", "tin đáng đọc", "tin đọc nhiều", "tin xem nhiều", "bài đọc nhiều",
    "được quan tâm", "được xem nhiều", "video được xem nhiều", "tin mới", "tin mới nhất", "tin mới hơn", "tin cũ hơn",
    "tin khác", "tin tức khác", "các tin khác", "bài khác", "bài viết khác", "các bài khác", "các bài viết khác",
    "bài mới nhất", "bài viết mới", "bài viết mới nhất", "tin nổi bật", "tin tức nổi bật", "bài nổi bật",
    "nổi bật trang chủ", "tin đã đưa", "các tin đã đưa", "các bài đã đăng", "tin cùng mục", "tin cùng chuyên mục",
    "cùng chuyên mục", "bài cùng chuyên mục", "cùng chủ đề", "tin cùng chủ đề", "bài cùng chủ đề", "cùng tác giả",
    "tin nóng", "tin hot", "đang hot", "tin tài trợ", "tin đối tác", "nội dung tài trợ", "tin quảng cáo",
    "gợi ý cho bạn", "dành cho bạn", "đừng bỏ lỡ", "đáng chú ý", "tiêu điểm", "đọc báo in", "tin trước", "tin sau",
    "bài trước", "bài sau", "bài tiếp theo", "related news", "related articles", "read more",
)  # fmt: skip
"""What leads on to other articles."""

TAGS = ("từ khóa", "tag", "tags", "hashtag", "keywords")
"""What stands before the tags."""

COMMENTS = ("bình luận", "ý kiến", "ý kiến bạn đọc", "ý kiến độc giả", "bình luận của bạn", "gửi bình luận")
"""What stands before the comments of readers."""

ALONE = ("nhãn", "chủ đề", "chia sẻ", "quảng cáo", "sự kiện", "dòng sự kiện")
"""Headings that are words of articles, too: they count in a line of their own."""

BUTTONS = (
    "facebook", "twitter", "zalo", "messenger", "email", "in bài", "in bài này", "in trang", "bản in", "copy link",
    "sao chép liên kết", "lưu bài", "lưu bài viết", "chia sẻ", "chia sẻ bài viết", "chia sẻ facebook", "thích", "like",
    "share", "trở lại", "quay lại", "về đầu trang", "lên đầu trang", "về trang chủ", "gửi email", "gửi bài viết",
    "theo dõi", "theo dõi trên google news", "google news", "linkedin", "pinterest", "telegram", "viber", "print",
    "tweet", "nghe đọc bài", "cỡ chữ", "phóng to", "x", "a-", "a+", "0", "đăng nhập", "đăng ký", "tìm kiếm", "rss",
)  # fmt: skip
"""What stands on the buttons of a page."""

IMPRINTS = (
    "bản quyền", "bản quyền thuộc", "giấy phép số", "giấy phép xuất bản", "giấy phép hoạt động", "giấy phép thiết lập",
    "giấy phép ttđt", "giấy phép báo", "gp số", "gpxb số", "tổng biên tập", "phó tổng biên tập", "q. tổng biên tập",
    "cơ quan chủ quản", "cơ quan của", "chịu trách nhiệm nội dung", "chịu trách nhiệm", "ghi rõ nguồn",
    "trưởng ban biên tập", "đường dây nóng", "tòa soạn", "trụ sở", "liên hệ quảng cáo", "hotline",
    "vui lòng ghi rõ nguồn", "copyright", "all rights reserved",
)  # fmt: skip
"""What the imprint at the foot of a page begins with."""

SECTIONS = (
    "trang chủ", "home", "mới nhất", "tin mới", "thời sự", "chính trị", "xã hội", "thế giới", "quốc tế", "kinh tế",
    "kinh doanh", "tài chính", "chứng khoán", "bất động sản", "doanh nghiệp", "thị trường", "pháp luật", "pháp đình",
    "an ninh", "quốc phòng", "giáo dục", "tuyển sinh", "du học", "sức khỏe", "y tế", "đời sống", "gia đình",
    "giới trẻ", "nhịp sống trẻ", "văn hóa", "văn nghệ", "giải trí", "sao", "phim", "âm nhạc", "thời trang", "thể thao",
    "bóng đá", "du lịch", "ẩm thực", "công nghệ", "số hóa", "khoa học", "xe", "ô tô xe máy", "giao thông",
    "môi trường", "bạn đọc", "tâm sự", "ý kiến", "góc nhìn", "chuyện lạ", "cười", "video", "clip", "ảnh", "multimedia",
    "podcast", "podcasts", "infographic", "emagazine", "megastory", "media", "đa phương tiện", "lao động", "việc làm",
    "nhân ái", "tấm lòng nhân ái", "dân sinh", "đô thị", "nông nghiệp", "nông thôn", "nông thôn mới", "địa phương",
    "trong nước", "trong tỉnh", "tin tức", "tin trong nước", "tin địa phương", "xây dựng đảng", "công đoàn",
    "chuyển đổi số", "quân sự", "hồ sơ", "phóng sự", "điều tra", "tuổi trẻ cười", "vòng quanh thế giới", "đọc báo in",
    "liên hệ", "rao vặt", "tuần việt nam", "blog", "longform", "trực tuyến", "diễn đàn", "toàn văn", "bản tin",
    "truyền hình", "tv", "radio", "dân tộc", "tôn giáo",
)  # fmt: skip
"""Names of the sections of news sites, of which menus and breadcrumbs are made."""


_FOLDED = {
    code: strip_accents(chr(code)).lower()
    for code in (*range(0x41, 0x5B), *range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))
    if len(strip_accents(chr(code)).lower()) == 1
}


def fold(text: str) -> str:
    """Return an NFC text in small letters without accents, of the same length: what the patterns here read."""
    return text.translate(_FOLDED)


def _first_words() -> frozenset[str]:
    phrases = (*RELATED, *TAGS, *COMMENTS, *ALONE, *BUTTONS, *IMPRINTS, *SECTIONS)
    words = {phrase.split()[0].rstrip(",.") for phrase in phrases}
    return frozenset(words | set(map(strip_accents, words)))


_FIRST_WORDS = _first_words()
_LONGEST_WORD = 14
_SIGNS = ">»►▶•›*+–-|[(#©®"


def may_be_marker(text: str) -> bool:
    """Say whether a text begins with a word or a sign of markers, so that other lines are not folded for nothing."""
    if text[:1] in _SIGNS:
        return True
    return text[:_LONGEST_WORD].partition(" ")[0].rstrip(":,.|/").lower() in _FIRST_WORDS


def _any_of(phrases: tuple[str, ...]) -> str:
    """Return a pattern of folded phrases, the longest first."""
    folded = sorted({fold(phrase) for phrase in phrases}, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in folded) + ")"


LEADS_ON = r"(?:[>»►▶•*+–|\[-]+\s*)?"
_END = r"(?!\w)"

HEADING = re.compile(
    rf"{LEADS_ON}{_any_of(RELATED + TAGS + COMMENTS + ALONE)}{_END}(?:\s+\(?\d{{1,4}}\)?)?\s*(?:tai day)?\s*[:.…»>\]]*"
)
"""The whole line that sets off a list."""

COMMENT_HEADING = re.compile(rf"{LEADS_ON}{_any_of(COMMENTS)}{_END}\s*(?:\(?\d{{1,4}}\)?)?\s*:?")

MORE = re.compile(rf"(?:{LEADS_ON}{_any_of(RELATED)}{_END}\s*[:>»|–-]+|>>+|»|►|▶)\s*")
"""What stands before a headline of another article in the same line."""

MORE_BEFORE = re.compile(rf"{LEADS_ON}{_any_of(RELATED)}{_END}\s*:?")
"""The same without a sign behind it, where a link says that a headline follows."""

TAG_LINE = re.compile(rf"{LEADS_ON}{_any_of(TAGS)}{_END}\s*:\s*|#\w+(?:\s+#\w+)*\s*\Z")

IMPRINT = re.compile(rf"(?:©|®|\(c\)\s|{_any_of(IMPRINTS)}{_END})")

_BETWEEN = r"\s*(?:[>»/|•·›→-]\s*)*"
MENU = re.compile(rf"(?:[>»|•·›]\s*)?{_any_of(SECTIONS)}{_END}(?:{_BETWEEN}{_any_of(SECTIONS)}{_END}){{2,}}{_BETWEEN}")
"""Three names of sections or more in a row."""

BREADCRUMB = re.compile(rf"{_any_of(SECTIONS)}{_END}(?:\s*[>»›/|→]+\s*{_any_of(SECTIONS)}{_END})+\s*[>»›/|→]*\s*")
SECTION = re.compile(rf"{_any_of(SECTIONS)}{_END}")
BUTTON = re.compile(rf"{_any_of(BUTTONS)}(?:[\s|,•·]+{_any_of(BUTTONS)})*\s*:?")

WITHIN = re.compile(rf"(?:({_any_of(RELATED)}{_END}\s*)([:>»|–-]?)|{_any_of(TAGS)}\s*:|>>+|©|®)")
"""What may follow the end of a sentence in its line; without a sign behind it a capital must follow (group 1 and 2)."""
