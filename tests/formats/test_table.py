import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import InputError
from nlp.formats.record import Record, Rejected
from nlp.formats.table import found_columns, read_csv


def read(content):
    return list(read_csv(io.BytesIO(content), "in"))


def fields(content):
    return [record.fields for record in read(content)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter):
    content = f'id{delimiter}text\n1{delimiter}"một{delimiter} hai"\n'.encode()
    assert fields(content) == [{"id": "1", "text": f"một{delimiter} hai"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_of_excel(encoding):
    assert fields("text,title\r\nbão lũ,tin\r\n".encode(encoding)) == [{"text": "bão lũ", "title": "tin"}]


def test_line_breaks_and_quotes_inside_a_cell():
    assert fields(b'text,n\n"m\xe1\xbb\x99t\nhai ""ba""",2\n') == [{"text": 'một\nhai "ba"', "n": "2"}]


def test_short_rows_are_filled_and_long_ones_rejected():
    short, long, good = read(b"a,b\n1\n1,2,3\n4,5\n")
    assert short.fields == {"a": "1", "b": ""}
    assert long == Rejected("in:3", "3 cells under 2 column names", ["1", "2", "3"])
    assert good.fields == {"a": "4", "b": "5"}


def test_undecodable_row_is_rejected_alone():
    bad, good = read(b"text\n\xff\xfex\nok\n")
    assert bad.reason == "not valid UTF-8"
    assert good.fields == {"text": "ok"}


def test_empty_and_blank_lines():
    assert read(b"") == []
    assert fields(b"text\n\n\nmot\n") == [{"text": "mot"}]


def test_repeated_column():
    with pytest.raises(InputError, match="repeats a column"):
        read(b"text,text\n1,2\n")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_surprise(content):
    try:
        for record in read(content):
            assert isinstance(record, Record | Rejected)
    except InputError:
        pass


def test_columns_of_what_was_found():
    prediction = {
        "label": "other",
        "confidence": 0.5,
        "scores": {},
        "needs_review": True,
        "reasons": ["a", "b"],
        "model": "m",
    }
    summary = {"provinces": ["01", "20"], "dead": 2, "missing": None}
    assert found_columns({"prediction": prediction, "entities": [], "summary": summary}) == {
        "label": "other",
        "confidence": 0.5,
        "needs_review": "true",
        "reasons": "a; b",
        "model": "m",
        "provinces": "01; 20",
        "dead": 2,
        "missing": "",
    }
    assert found_columns({"entities": [], "summary": {"dead": 0}}) == {"dead": 0}
