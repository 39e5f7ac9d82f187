"""Generated texts: news as it is scraped, hostile characters, and everything between; the same seed, the same text."""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable

from nlp.text.normalize import strip_accents

WORDS = """
    lũ quét sạt lở bão số mưa lớn ngập nước dâng sơ tán cứu hộ chủ tịch ubnd tỉnh xã phường huyện thành phố bí
    thư giám đốc sở công an ông bà nguyễn văn trần thị lê hoàng quốc lộ đường tỉnh xe khách nhồi nhét bến xe tài
    xế hành khách tỷ triệu đồng nghìn người chết mất tích bị thương hộ dân nhà ha lúa km m mm phần trăm ngày
    tháng năm giờ sáng nay hôm qua và của tại ở từ đến trong khi theo cho biết ít nhất hơn gần khoảng vượt là có
    không một hai ba mười trăm lạng sơn lào cai hà nội đà nẵng huế quảng ninh cao bằng hòa bình thái bình nam
    định sài gòn hải dương
""".split()  # noqa: SIM905 - one word a line is too long to read
NAMES = "Lạng Sơn|Hà Nội|TP.HCM|Nguyễn Văn An|Trần Thị Bình|Đắk Lắk|H'Yim Kđoh|UBND|Bát Xát|Thái Bình".split("|")  # noqa: SIM905
NUMBERS = """
    3|1.250|15 tỷ|2,5 triệu|250 - 300 nghìn|02|12/10|7/10/2025|50%|2/3|1 250 000|hai mươi lăm|35°C|500k|8g30
""".strip().split("|")
DIGITS = [char for char in map(chr, range(sys.maxunicode)) if char.isdigit() or char.isnumeric()][:2000]
# fmt: off
ODD = [
    "\xa0", "\u200b", "\u200d", "\ufeff", "\u2028", "\x00", "\x1b[31m", "\r\n", "\t", "\u2026", "\u2013",
    "\u201c", "\u201d", "\u2019", "\ufffd", "İ", "ß", "\ufb01", "Ǆ", "\U0001f622",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u0301", "\u0323\u0302", "\ud800", "\U000e0041", "ʼ", "Ð", "ı", "ŉ", "&nbsp;", "&#0;", "&lt;b&gt;",
    "<p>", "</script>", "_", "__", "#", "@", "$", "=1+1", "\U0001f1fb\U0001f1f3"
]
# fmt: on


def sentence(generator: random.Random) -> str:
    """Return words, names and numbers in an order that rules may like."""
    parts = []
    for _ in range(generator.randint(1, 25)):
        kind = generator.random()
        if kind < 0.6:
            parts.append(generator.choice(WORDS))
        elif kind < 0.75:
            parts.append(generator.choice(NAMES))
        elif kind < 0.9:
            parts.append(generator.choice(NUMBERS))
        else:
            parts.append(generator.choice([",", ".", ":", ";", "(", ")", "-", "/", "\n", "?", "!", '"']))
    return " ".join(parts).capitalize() + generator.choice([".", "", "…", "?\n"])


def noise(generator: random.Random) -> str:
    """Return characters that few texts hold."""
    return "".join(
        generator.choice((generator.choice(ODD), generator.choice(DIGITS), chr(generator.randrange(0x20, 0x2FFF))))
        for _ in range(generator.randint(1, 12))
    )


def mixed(generator: random.Random) -> str:
    """Return a text with odd characters within it and within its words."""
    text = " ".join(sentence(generator) for _ in range(generator.randint(1, 6)))
    for _ in range(generator.randint(0, 8)):
        position = generator.randrange(len(text) + 1)
        text = text[:position] + noise(generator) + text[position:]
    return text


def repeated(generator: random.Random) -> str:
    """Return one piece over and over."""
    return generator.choice([*NUMBERS, *NAMES, *WORDS, *ODD, noise(generator)]) * generator.randint(2, 300)


STYLES: list[Callable[[str], str]] = [
    str,
    str.upper,
    str.lower,
    strip_accents,
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace(" ", "_"),
    lambda text: text.encode("utf-8", "replace").decode("latin-1"),
]


def texts(seed: int) -> tuple[str, str]:
    """Return a title and a text."""
    generator = random.Random(seed)
    make = generator.choices((mixed, repeated, noise, sentence), (6, 1, 1, 2))[0]
    style = generator.choice(STYLES)
    title = generator.choice(("", sentence(generator), noise(generator)))
    return style(title), style(make(generator))
