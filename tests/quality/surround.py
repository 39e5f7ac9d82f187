"""Surroundings put around real articles at run time, and what they do to the labels.

    python -m tests.quality.surround    measure every kind on news_dev and news_dev_full, print a table

The headlines are those of other articles of the set with another label, so no text is kept here but the wording of
menus and imprints.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from nlp.article import Article
from nlp.classify.model import Classifier
from nlp.classify.registry import load_model
from nlp.datasets.dataset import Dataset
from nlp.datasets.reading import LabelledSource, read_dataset
from tests.conftest import SHARED
from tests.quality.forms import FORMS

MARKERS = (
    "Đọc thêm", "Xem thêm:", "Tin liên quan", "TIN MỚI", "Tin cùng chuyên mục", ">> Xem thêm", "CÓ THỂ BẠN QUAN TÂM",
    "Bài viết liên quan", "Tin khác", "Đừng bỏ lỡ", "ĐỌC NHIỀU", "Tin nổi bật",
)  # fmt: skip
MENUS = (
    "Trang chủ\nThời sự\nThế giới\nKinh doanh\nGiải trí\nThể thao\nPháp luật",
    "Trang chủ | Chính trị | Xã hội | Kinh tế | Văn hóa | Giáo dục",
    "Trang chủ > Xã hội > Giao thông",
    "Mới nhất Thời sự Góc nhìn Thế giới Kinh doanh Bất động sản Khoa học Giải trí",
)
TAGS = ("Từ khóa: mưa lũ, giao thông, bổ nhiệm", "Tags: quy hoạch, xe buýt, ngập lụt", "#baolu #giaothong #chinhquyen")
FEET = (
    "Chia sẻ\nFacebook\nZalo\nSao chép liên kết\nGiấy phép số 123/GP-BTTTT cấp ngày 5/6/2020.\n"
    "Tổng biên tập: Trần Văn Mẫu\nĐiện thoại: 024 3123 4567 - Email: toasoan@mau.example",
    "© Bản quyền thuộc Báo Mẫu. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.",
    "Trở lại Xã hội\nBình luận (0)\nCơ quan chủ quản: Hội Mẫu. Địa chỉ: 1 phố Mẫu, Hà Nội. Hotline: 0912 345 678",
)


def _behind(article: Article, *lines: str) -> Article:
    return replace(article, text="\n".join((article.text, *lines)))


def _marked(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return _behind(article, rng.choice(MARKERS), *headlines)


def _unmarked(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return _behind(article, *headlines)


def _one(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return _behind(article, rng.choice(("Xem thêm: ", "Đọc thêm: ", ">> ", "")) + headlines[0])


def _menu_and_foot(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    text = "\n".join((rng.choice(MENUS), article.text, rng.choice(TAGS), rng.choice(FEET)))
    return replace(article, text=text)


def _menu_before_title(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return replace(article, title="", text="\n".join((rng.choice(MENUS), article.title, article.text)))


def _between(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    paragraphs = article.text.split("\n")
    if len(paragraphs) == 1:
        paragraphs = re.split(r"(?<=[.!?]) (?=[A-ZĐ])", article.text)
    lines = []
    for number, paragraph in enumerate(paragraphs):
        lines.append(paragraph)
        if number < len(headlines):
            lines.append(rng.choice(("Xem thêm: ", "Đọc thêm: ", ">> ", "")) + headlines[number])
    return replace(article, text="\n".join(lines))


def _joined(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return replace(article, text=" ".join(_marked(article, headlines, rng).text.split()))


def _joined_unmarked(article: Article, headlines: Sequence[str], rng: random.Random) -> Article:
    return replace(article, text=" ".join(_unmarked(article, headlines, rng).text.split()))


KINDS: dict[str, Callable[[Article, Sequence[str], random.Random], Article]] = {
    "headlines, marker": _marked,
    "headlines, no marker": _unmarked,
    "one related line": _one,
    "menu, tags, foot": _menu_and_foot,
    "menu before the title": _menu_before_title,
    "between paragraphs": _between,
    "joined, marker": _joined,
    "joined, no marker": _joined_unmarked,
}


def surround(article: Article, kind: str, rng: random.Random, headlines: Sequence[str]) -> Article:
    """Return an article with surroundings of a kind.

    :param kind: one of :data:`KINDS`.
    :param headlines: three of other articles.
    """
    return KINDS[kind](article, headlines, rng)


def clear(data: Dataset) -> Dataset:
    """Return the articles about whose label nobody was in doubt."""
    return data.take([row for row, hard in enumerate(data.hard) if not hard])


def surrounded(data: Dataset, kind: str, seed: int = 7) -> list[Article]:
    """Return the articles of a set with surroundings: headlines are of articles with another label."""
    rng = random.Random(f"{seed} {kind}")
    titled = [(article.title, label) for article, label in zip(data.articles, data.labels, strict=True)]
    titled = [(title, label) for title, label in titled if len(title.split()) >= 6]
    articles = []
    for article, label in zip(data.articles, data.labels, strict=True):
        others = [title for title, other in titled if other != label]
        articles.append(surround(article, kind, rng, rng.sample(others, 3)))
    return articles


def flips(model: Classifier, data: Dataset, articles: Sequence[Article]) -> tuple[float, float]:
    """Return the shares of articles whose label is another with surroundings, and of those wrong without review."""
    before, after = model.predict(data.articles), model.predict(articles)
    pairs = list(zip(before, after, data.labels, strict=True))
    flipped = sum(one.label != other.label for one, other, _ in pairs)
    unseen = sum(one.label == label != other.label and not other.needs_review for one, other, label in pairs)
    return flipped / len(pairs), unseen / len(pairs)


def main() -> None:
    model = load_model("default")
    forms = {name: FORMS[name] for name in ("as is", "no accents", "upper case", "NFD")}
    for name in ("news_dev.jsonl", "news_dev_full.jsonl.xz"):
        data = clear(read_dataset(LabelledSource(str(SHARED / "data" / name))))
        for kind in KINDS:
            articles = surrounded(data, kind)
            for form, write in forms.items():
                if form == "as is" or "marker" in kind:
                    base, written = ([write(article) for article in of] for of in (data.articles, articles))
                    flipped, unseen = flips(model, replace(data, articles=base), written)
                    print(f"{name[:13]:<14}{kind:<24}{form:<12}{flipped:7.1%} flips {unseen:7.1%} wrong unseen")


if __name__ == "__main__":
    main()
