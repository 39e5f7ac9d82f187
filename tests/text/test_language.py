import pytest

from nlp.text.language import VIETNAMESE_SHARE, vietnamese_share
from nlp.text.normalize import strip_accents
from nlp.text.tokenize import SyllableTokenizer, tokenize

VIETNAMESE = "Mưa lớn kéo dài khiến nhiều tuyến đường ở huyện miền núi bị chia cắt, chính quyền khẩn trương sơ tán dân."
FOREIGN = [
    "Heavy rain cut off many roads in the mountain district, and the authorities moved people to safety overnight.",
    "De fortes pluies ont coupé de nombreuses routes et les autorités ont évacué les habitants pendant la nuit.",
    "Hujan deras memutus banyak jalan di kabupaten pegunungan dan pemerintah mengungsikan warga semalam.",
    "Starke Regenfälle haben viele Straßen unterbrochen, die Behörden brachten die Bewohner in Sicherheit.",
]


def share(text):
    return vietnamese_share(tokenize(SyllableTokenizer(), text))


@pytest.mark.parametrize("text", [VIETNAMESE, VIETNAMESE.upper(), strip_accents(VIETNAMESE)])
def test_vietnamese_is_known_with_and_without_accents(text):
    assert share(text) > 0.9


@pytest.mark.parametrize("text", FOREIGN)
def test_other_languages_are_not_vietnamese(text):
    assert share(text) < VIETNAMESE_SHARE


@pytest.mark.parametrize(("word", "expected"), [("chính_quyền", 1.0), ("chính_storm", 0.0)])
def test_every_part_of_a_segmented_word_counts(word, expected):
    assert vietnamese_share([word]) == expected


def test_text_without_words_counts_as_vietnamese():
    assert vietnamese_share(["2025", "11"]) == 1.0
