"""What stands around an article is found in its text; what is its own is left."""

import unicodedata

import pytest

from nlp.article import Article
from nlp.classify.fields import counted_fields, ignored_spans
from nlp.classify.model import Classifier
from nlp.labeller import Labeller
from nlp.text.markers import HEADING, fold
from nlp.text.normalize import strip_accents

TITLE = "Bổ nhiệm giám đốc Sở Tài chính tỉnh Lạng Mẫu"
TEXT = "Chủ tịch UBND tỉnh Lạng Mẫu sáng 5/6 trao quyết định bổ nhiệm giám đốc Sở Tài chính."
OTHERS = (
    "Xe khách nhồi nhét, hành khách bức xúc giữa đêm trên quốc lộ",
    "Đường xuống cấp đầy ổ gà, dân nhiều năm kêu cứu",
    "Kẹt xe kéo dài ở cửa ngõ thành phố vì hai ôtô va chạm",
)
FORMS = {
    "as is": str,
    "no accents": strip_accents,
    "upper case": str.upper,
    "NFD": lambda text: unicodedata.normalize("NFD", text),
}
WORDING = {
    "VnExpress": "Xem thêm", "Tuổi Trẻ": "Đọc thêm", "Thanh Niên": "Tin liên quan", "Dân trí": "Đọc nhiều",
    "VietNamNet": "Tin nổi bật", "Người Lao Động": "TIN LIÊN QUAN", "Tiền Phong": "Cùng chuyên mục",
    "Lao Động": "Nổi bật trang chủ", "Zing": "Có thể bạn quan tâm", "VOV": "Tin cùng chuyên mục", "VTV": "Tin mới",
    "Kênh 14": "Đừng bỏ lỡ", "Soha": "Bài liên quan", "CafeF": "Tin mới nhất", "24h": "Tin tức khác",
    "Nhân Dân": "Có thể bạn quan tâm", "Quân đội nhân dân": "Tin, bài liên quan", "Công an nhân dân": "Các tin khác",
    "An ninh thủ đô": "Tin cùng mục", "Hà Nội mới": "Tin khác", "Sài Gòn Giải Phóng": "Tin cùng chuyên mục",
    "Pháp luật TP HCM": "Đọc thêm", "Giao thông": "Bài viết liên quan", "Infonet": "Xem nhiều", "Đất Việt": "TIN HOT",
    "Báo Mới": "Đáng chú ý", "Báo Nghệ An": "Tin mới hơn", "Báo Quảng Ninh": "Các tin đã đưa", "Chính phủ": "Tin cũ hơn",
}  # fmt: skip


def kept(text, title=TITLE):
    article = Article(text=text, title=title)
    return counted_fields(article, ignored_spans(article))


def lines(*parts):
    return "\n".join(parts)


@pytest.mark.parametrize("portal", WORDING)
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_headings_of_portals_are_known(portal, form):
    assert HEADING.fullmatch(fold(unicodedata.normalize("NFC", form(WORDING[portal]))))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize(
    "around",
    [
        lines("Đọc thêm", *OTHERS),
        lines("TIN MỚI:", "- " + OTHERS[0], "07:30 05/06/2025", *OTHERS[1:]),
        lines(">> Xem thêm: " + OTHERS[0]),
        lines(*OTHERS),
        OTHERS[0],
        "Từ khóa: giao thông, xe khách",
        "#giaothong #xekhach",
        lines("Facebook", "Zalo", "Sao chép liên kết", "Bình luận (0)"),
        "Giấy phép số 12/GP-BTTTT. Tổng biên tập: Trần Văn Mẫu. Điện thoại: 024 3123 4567.",
        "Trang chủ > Xã hội > Giao thông",
    ],
)
def test_what_stands_behind_an_article_does_not_count(around, form):
    written = unicodedata.normalize("NFC", form(TEXT))
    assert kept(form(lines(TEXT, around)), form(TITLE))[1] == written


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (lines("Trang chủ", "Thời sự", "Thế giới", "Pháp luật", TEXT), TEXT),
        (lines("Trang chủ | Thời sự | Thế giới | Pháp luật", TEXT), TEXT),
        ("Trang chủ Thời sự Thế giới Pháp luật " + TEXT, TEXT),
        (lines(TEXT, "Xem thêm: " + OTHERS[0], "Ông cảm ơn tỉnh."), lines(TEXT, "", "Ông cảm ơn tỉnh.")),
        (f"{TEXT} Đọc thêm {' '.join(OTHERS)}", TEXT),
        (lines(TEXT, "Lễ trao quyết định bổ nhiệm giám đốc Sở Tài chính. Ảnh: Văn Mẫu"), TEXT),
        (lines(TEXT, "Văn Mẫu (Tổng hợp)"), TEXT),
    ],
)
def test_before_between_and_within(text, left):
    assert [line for line in kept(text)[1].split("\n") if line] == [line for line in left.split("\n") if line]


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "Người dân nên xem thêm hướng dẫn của tỉnh. Tin mới nhất cho biết nước đang rút.",
        lines("Thiệt hại đến chiều nay.", "- Lạng Mẫu: 2 người chết", "- Cao Mẫu: 3 người mất tích, 40 nhà sập"),
        lines(TEXT, "Nhiều việc phải làm ngay", "Tân giám đốc nói sẽ rà soát ngân sách của tỉnh."),
        lines("Sông sâu bên lở bên bồi", "Tình anh bán chiếu trọn đời không phai", "Nhớ ai ra ngẩn vào ngơ"),
        lines("Mưa lớn từ đêm qua tại nhiều xã miền núi của tỉnh", "Nước sông lên nhanh và ngập nhiều nhà dân"),
        lines("Nước lũ dâng cao.", "Nước cuốn trôi 3 ôtô và 12 căn nhà. Ảnh: Văn Mẫu"),
        lines(TEXT, "Phía Đông Bắc Bộ"),
        lines("Những ngày đầu tháng nhiều người dân bất ngờ bắt gặp dòng chữ", "xuất hiện trên các pano dọc phố."),
        "Doanh nghiệp gia đình giáo dục con cái ra sao là câu hỏi lớn.",
        lines(
            TEXT, "Liệu những khoản chi ấy có được kiểm toán nghiêm túc hay không?", "Và ai phải bồi thường khi vỡ nợ?"
        ),
        "Xem thêm",
        "",
    ],
)
def test_what_is_of_the_article_counts(text):
    assert kept(text, "Tin trong ngày")[1] == text


def test_spans_are_those_of_the_document_and_entities_stay_out_of_them():
    article = Article(text=lines(TEXT, "Tin liên quan", "Lũ quét ở Sơn La làm 12 người chết"), title=TITLE)
    labelled = Labeller().label_one(article)
    ((start, end),) = {(labelled.prediction.ignored[0][0], labelled.prediction.ignored[-1][1])}
    assert article.document[start:end].startswith("Tin liên quan")
    assert end == len(article.document)
    assert labelled.entities
    assert all(entity.end <= start for entity in labelled.entities)
    assert all(article.document[entity.start : entity.end] == entity.text for entity in labelled.entities)
    assert labelled.summary["dead"] is None
    alone = Labeller(None).label_one(article)
    assert [entity.to_dict() for entity in alone.entities] == [entity.to_dict() for entity in labelled.entities]


def test_the_label_is_that_of_the_article():
    model: Classifier = Labeller().classifier
    bare, around = model.predict([Article(text=TEXT, title=TITLE), Article(text=lines(TEXT, *OTHERS), title=TITLE)])
    assert (around.label, around.scores) == (bare.label, bare.scores)
    assert bare.ignored == ()
