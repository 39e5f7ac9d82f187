"""NFC and NFD of a text get the same label and the same entities, however many of its accents are missing."""

import random
import unicodedata

import pytest

from nlp import Article, Labeller
from nlp.text.normalize import strip_accents

TEXT = (
    "Lũ quét làm 3 người chết, 2 người mất tích ở xã Bản Hồ, tỉnh Lào Cai; Chủ tịch UBND tỉnh Trần Văn Bình yêu cầu "
    "sơ tán 120 hộ dân, hỗ trợ 15 tỷ đồng cho các xã bị ngập sâu trong đêm"
)


def with_accents(share):
    """Return the text with that share of its words accented."""
    generator = random.Random(1)
    return " ".join(word if generator.random() < share else strip_accents(word) for word in TEXT.split())


@pytest.mark.parametrize("share", [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.7, 1])
def test_nfc_and_nfd_are_one(share):
    text = with_accents(share)
    forms = [Article(text=unicodedata.normalize(form, text)) for form in ("NFC", "NFD", "NFKD")]
    first, *others = Labeller("default").label(forms)
    for other in others:
        assert other.to_dict() == first.to_dict()
