"""The words of the pages, in Vietnamese and English.

Invariant: every word that a page shows of its own stands here in both languages; what comes from articles and models is
shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nlp.article import LABEL_NAMES
from nlp.classify import model
from nlp.text import damage

LANGUAGES = ("vi", "en")
"""The languages of the pages; the first one where nobody chose."""

WORDS: dict[str, tuple[str, str]] = {
    "desk": ("Bàn tin", "News desk"),
    "to_content": ("Tới nội dung", "Skip to content"),
    "articles": ("Tin", "Articles"),
    "review": ("Soát", "Review"),
    "map": ("Bản đồ", "Map"),
    "events": ("Sự kiện", "Events"),
    "models": ("Mô hình", "Models"),
    "files": ("Tệp", "Files"),
    "api": ("API", "API"),
    "language": ("English", "Tiếng Việt"),
    "navigation": ("Các trang", "Pages"),
    # articles
    "search": ("Tìm", "Search"),
    "search_hint": ("Từ khóa, có dấu hay không; cụm từ để trong ngoặc kép", "Words, with or without accents; phrases in quotes"),
    "label": ("Nhãn", "Label"),
    "province": ("Tỉnh, thành", "Province"),
    "source": ("Nguồn", "Source"),
    "since": ("Từ ngày", "From"),
    "until": ("Đến ngày", "To"),
    "needs_review": ("Cần soát", "Needs review"),
    "hide_repeats": ("Ẩn bài trùng", "Hide repeats"),
    "any": ("Tất cả", "All"),
    "filter": ("Lọc", "Filter"),
    "clear": ("Bỏ lọc", "Clear"),
    "found": ("{count} bài", "{count} articles"),
    "found_least": ("Hơn {count} bài", "More than {count} articles"),
    "none_found": ("Không có bài nào.", "No article found."),
    "older": ("Bài cũ hơn", "Older"),
    "newest": ("Mới nhất", "Newest"),
    "duplicate": ("trùng bài khác", "repeats another"),
    "corrected": ("đã soát", "reviewed"),
    "doubted": ("chưa rõ", "in doubt"),
    "no_title": ("(không có tít)", "(no headline)"),
    "download": ("Tải về", "Download"),
    "download_as": ("Tải các bài này về", "Download these articles"),
    "samples": (
        "Đây là các bài mẫu. Tải tệp của bạn lên ở trang Tệp, hoặc chạy: bantin watch",
        "These are samples. Upload your own on the page Files, or run: bantin watch",
    ),
    # article
    "back": ("Về danh sách", "Back to the list"),
    "original": ("Bài gốc", "Original"),
    "sure": ("Độ tin cậy", "Confidence"),
    "scores": ("Điểm", "Scores"),
    "why_review": ("Vì sao cần soát", "Why it needs review"),
    "why_label": ("Vì sao có nhãn này", "Why this label"),
    "speaks_for": ("ủng hộ", "for"),
    "speaks_against": ("chống lại", "against"),
    "no_words": ("Mô hình không biết từ nào trong bài.", "The model knows none of its words."),
    "in_short": ("Tóm tắt", "Summary"),
    "facts": ("Số liệu", "Facts"),
    "measure": ("Chỉ số", "Measure"),
    "value": ("Giá trị", "Value"),
    "place": ("Nơi", "Place"),
    "day": ("Ngày", "Day"),
    "mentions": ("Thông tin trong bài", "Mentions"),
    "mentions_hint": ("Rê chuột, chạm hoặc bấm Tab để xem giá trị.", "Hover, tap or press Tab for values."),
    "strike": ("Gạch bỏ", "Strike out"),
    "restore": ("Lấy lại", "Restore"),
    "review_this": ("Soát bài này", "Review this article"),
    "labelled_by": ("{who} chọn nhãn này, {when}", "{who} chose this label, {when}"),
    "doubted_by": ("{who} thấy chưa rõ, {when}", "{who} was in doubt, {when}"),
    "machine_said": ("máy ghi: {label}", "the model said: {label}"),
    "of_model": ("mô hình {name}", "model {name}"),
    # review
    "your_name": ("Tên của bạn", "Your name"),
    "save": ("Lưu", "Save"),
    "guest": ("khách {name}", "guest {name}"),
    "why_chosen": ("Vì sao chọn bài này", "Why this one"),
    "in_doubt": ("Chưa rõ", "In doubt"),
    "skip": ("Bỏ qua", "Skip"),
    "undo": ("Hoàn tác", "Undo"),
    "previous": ("Bài trước", "Previous"),
    "next": ("Bài sau", "Next"),
    "keys_hint": (
        "Phím: 1-9 chọn nhãn, 0 chưa rõ, s bỏ qua, u hoàn tác, ← bài trước, → bài sau",
        "Keys: 1-9 label, 0 in doubt, s skip, u undo, ← previous, → next",
    ),
    "plausible": ("có lẽ", "likely"),
    "reviewed": ("đã soát {count}", "{count} reviewed"),
    "waiting": ("còn {count} bài cần soát", "{count} wait for review"),
    "queued": ("{count} bài trong lượt này", "{count} in this round"),
    "agreement": ("máy và người giống nhau {share} ({judged} bài)", "model and people agree {share} ({judged} articles)"),
    "review_done": ("Không còn bài nào cần soát.", "Nothing is left to review."),
    "taken": ("Người khác đang soát bài này.", "Somebody else is looking at this article."),
    "plan": ("Chọn lượt bài mới để soát", "Choose a new round"),
    "by_person": ("Ai đã soát", "Who reviewed"),
    "said": ("Bạn vừa chọn: {label}", "You chose: {label}"),
    # models
    "current": ("đang dùng", "in use"),
    "shipped": ("đi kèm", "ships"),
    "unusable": ("không dùng được", "cannot be used"),
    "in_training": ("Khi huấn luyện", "In training"),
    "on_corrections": ("Trên bài đã soát", "On reviewed articles"),
    "macro_f1": ("Macro-F1", "Macro-F1"),
    "accuracy": ("Tỷ lệ đúng", "Accuracy"),
    "name": ("Tên", "Name"),
    "learnt": ("Số bài đã học", "Learnt from"),
    "made": ("Lập ngày", "Made"),
    "measured": ("Đo trên {count} bài đã soát mà bàn tin không đem dạy, {when}", "Measured on {count} reviewed articles that the desk trains no model on, {when}"),
    "not_measured": ("Chưa đo.", "Not measured yet."),
    "measure_now": ("Đo lại tất cả", "Measure all"),
    "train": ("Huấn luyện từ bài đã soát", "Train from corrections"),
    "train_hint": (
        "Bắt đầu từ mô hình đang dùng, học thêm {learn} bài; {held} bài để riêng làm đề thi.",
        "Starts from the model in use and learns {learn} articles; {held} are kept aside to judge by.",
    ),
    "train_few": ("Cần ít nhất {least} bài đã soát để huấn luyện; nay có {count}.", "Training needs {least} reviewed articles; there are {count}."),
    "compare": ("So với mô hình đang dùng", "Compare with the one in use"),
    "promote": ("Đưa vào dùng", "Promote"),
    "reason": ("Lý do, nếu vẫn đưa vào dùng dù bị từ chối", "Reason, to promote it although it is refused"),
    "roll_back": ("Quay về mô hình trước", "Roll back"),
    "history": ("Đã thay đổi", "History"),
    "promoted": ("đưa vào dùng", "promoted"),
    "rolled_back": ("quay về", "rolled back to"),
    "work": ("Việc đang chạy", "Work"),
    "no_work": ("Chưa có việc nào.", "Nothing has run yet."),
    # jobs
    "upload_job": ("Tải lên", "Upload"),
    "train_job": ("Huấn luyện", "Training"),
    "compare_job": ("So sánh", "Comparison"),
    "measure_job": ("Đo", "Measurement"),
    "promote_job": ("Đưa vào dùng", "Promotion"),
    "rollback_job": ("Quay về", "Roll back"),
    "plan_job": ("Chọn bài để soát", "Choosing articles"),
    "running": ("đang chạy", "running"),
    "done": ("xong", "done"),
    "failed": ("không xong", "failed"),
    "too_busy": ("Nhiều việc đang chờ, hãy thử lại sau.", "Too much is waiting: try again later."),
    # files
    "upload": ("Tải lên", "Upload"),
    "upload_hint": (
        "Excel, CSV, JSON Lines, SQLite, Parquet, RSS, ZIP, WARC, trang web, văn bản; cả tệp nén. Nhiều nhất {size}.",
        "Excel, CSV, JSON Lines, SQLite, Parquet, RSS, ZIP, WARC, web pages, text; also compressed. At most {size}.",
    ),
    "choose_file": ("Chọn tệp", "Choose a file"),
    "no_file": ("Hãy chọn một tệp.", "Choose a file."),
    "unknown_suffix": ("Không đọc được loại tệp này. Đọc được: {known}", "Files of this kind are not read. Those that are: {known}"),
    "download_all": ("Tải tất cả bài về", "Download all articles"),
    "too_many": ("Quá {most} bài; hãy lọc bớt rồi tải.", "More than {most} articles: filter first."),
    # events
    "no_events": ("Chưa thấy sự kiện nào.", "No event found."),
    "event_articles": ("{count} bài", "{count} articles"),
    "made_at": ("Lập lúc {when}", "Made at {when}"),
    # access
    "sign_in": ("Vào bàn tin", "Sign in"),
    "token": ("Mã truy cập", "Token"),
    "wrong_token": ("Mã không đúng.", "This token is wrong."),
    # api
    "api_hint": ("Mọi lời gọi đều trả JSON.", "Every call answers in JSON."),
    "openapi": ("Mô tả OpenAPI", "OpenAPI description"),
    "parameters": ("Tham số", "Parameters"),
    "error": ("Có lỗi", "Something went wrong"),
    "not_found": ("Không có trang này.", "There is no such page."),
}  # fmt: skip
"""Each word by its key: Vietnamese, English."""

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


def word(key: str, language: str, **values: object) -> str:
    """Return a word of the pages, filled with values."""
    return WORDS[key][LANGUAGES.index(language)].format(**values)


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


def number(value: float, language: str, decimals: int = 0) -> str:
    """Return a number as it is written in a language."""
    written = f"{value:,.{decimals}f}"
    return written.translate(str.maketrans(",.", ".,")) if language == "vi" else written


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
