import csv
import io
import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.errors import InputError
from nlp.formats.record import MAX_RECORD_BYTES, Record, Rejected
from nlp.formats.table import find_dialect, read_csv
from tests.formats.test_encoding import windows_vietnamese


def read(content):
    return list(read_csv(io.BytesIO(content), "in"))


def fields(content):
    return [record.fields for record in read(content)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(delimiter):
    content = f'id{delimiter}text\n1{delimiter}"một{delimiter} hai"\n'.encode()
    assert fields(content) == [{"id": "1", "text": f"một{delimiter} hai"}]


EXCEL = "text;title\r\nbão lũ, sạt lở;tin\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_excel(encoding):
    assert fields(EXCEL.encode(encoding)) == [{"text": "bão lũ, sạt lở", "title": "tin"}]


def test_excel_of_a_vietnamese_windows():
    content = windows_vietnamese("tiêu đề;nội dung\r\nLũ về;Nước dâng trong đêm, cầu cũ bị cuốn trôi.\r\n")
    assert fields(content) == [{"tiêu đề": "Lũ về", "nội dung": "Nước dâng trong đêm, cầu cũ bị cuốn trôi."}]


def test_excel_of_a_macintosh():
    assert fields('id,text\r1,bão\r2,"lũ\nlớn"\r'.encode()) == [
        {"id": "1", "text": "bão"},
        {"id": "2", "text": "lũ\nlớn"},
    ]


@pytest.mark.parametrize("start", ["sep=;", '"sep=;"', "\ufeffSEP=;"])
def test_the_first_line_says_the_delimiter(start):
    (record,) = read(f"{start}\r\na,b;c\r\n1,2;3\r\n".encode())
    assert record == Record("in:3", {"a,b": "1,2", "c": "3"})


def test_the_delimiter_cuts_the_rows_as_it_cuts_the_header():
    content = "mã;tin, ảnh, bài, nguồn\n1;một, hai\n2;ba\n3;bốn, năm, sáu, bảy, tám\n"
    assert fields(content.encode())[0] == {"mã": "1", "tin, ảnh, bài, nguồn": "một, hai"}
    assert fields("text\nbão, lũ\nsạt lở\n".encode()) == [{"text": "bão, lũ"}, {"text": "sạt lở"}]


def test_empty_columns_that_excel_leaves_at_the_right():
    assert fields(b"id,text,,\n1,tin,,\n") == [{"id": "1", "text": "tin"}]
    assert isinstance(read(b"id,text,,\n1,tin,,x\n")[0], Rejected)


def test_line_breaks_and_quotes_inside_a_cell():
    assert fields(b'text,n\n"m\xe1\xbb\x99t\nhai ""ba""",2\n') == [{"text": 'một\nhai "ba"', "n": "2"}]


def test_short_rows_are_filled_and_long_ones_rejected():
    short, long, good = read(b"a,b\n1\n1,2,3\n4,5\n")
    assert short.fields == {"a": "1", "b": ""}
    assert long == Rejected("in:3", "3 cells under 2 column names", ["1", "2", "3"])
    assert good.fields == {"a": "4", "b": "5"}


def test_undecodable_row_is_rejected_alone():
    bad, good = read(b"text\n\xff\xfex\nok\n")
    assert bad == Rejected("in:2", "not valid UTF-8", ["\\xff\\xfex"])
    assert good.fields == {"text": "ok"}


def test_rows_in_another_encoding_are_rejected_alone():
    rows = [f"{n},Nước sông dâng, dân sơ tán".replace(", ", " ") for n in range(20)]
    lines = [row.encode() if n % 5 else windows_vietnamese(row) for n, row in enumerate(rows)]
    read_rows = read(b"\n".join([b"id,text", *lines]))
    assert [row.where for row in read_rows if isinstance(row, Rejected)] == ["in:2", "in:7", "in:12", "in:17"]
    assert sum(isinstance(row, Record) for row in read_rows) == 16


def test_damage_in_utf16():
    content = "id,text\n1,bão\n".encode("utf-16") + b"2\x00,\x00\x00\xd8\n\x00" + "3,lũ\n4".encode("utf-16-le") + b","
    first, broken, third, cut = read(content)
    assert (first.fields["text"], third.fields["text"]) == ("bão", "lũ")
    assert (broken.where, broken.reason, cut.where) == ("in:3", "not valid UTF-16", "in:5")


def test_nul_bytes():
    bad, good = read(b"id,text\n1,a\x00b\n2,tin\n")
    assert (bad.where, bad.reason) == ("in:2", "holds NUL bytes")
    assert good.fields["text"] == "tin"


def test_quotes_that_are_not_doubled():
    assert fields('id,text\n1,"Ông nói "về" rồi"\n2,tin\n'.encode())[1] == {"id": "2", "text": "tin"}
    assert len(fields('id,text\n1,"Ông nói "về" rồi"\n2,tin\n'.encode())) == 2


@pytest.mark.parametrize("rest", ['2,"tin\nhai"\n3,ba\n', "2,hai\n3,ba\n", '2,hai\n3,"ba"\n4,"bốn"\n'])
def test_an_unclosed_quote_costs_its_row(rest):
    bad, *good = read(f'id,text\n1,"lũ về bản\n{rest}'.encode())
    assert isinstance(bad, Rejected)
    assert bad.where == "in:2"
    assert "quote" in bad.reason
    assert [record.fields for record in good] == fields(f"id,text\n{rest}".encode())
    assert good[0].where == "in:3"


def test_pieces_of_a_broken_row_are_no_rows():
    content = 'text,id\n"lũ về\nông nói "chạy" ngay\ntrong đêm",1\ntin,2\n'.encode()
    *broken, good = read(content)
    assert [piece.where for piece in broken] == ["in:2", "in:3", "in:4"]
    assert good.fields == {"text": "tin", "id": "2"}


def test_a_row_beyond_the_limit_is_rejected():
    long = b'1,"' + b"x" * (MAX_RECORD_BYTES + 10) + b'"\n'
    bad, good = read(b"id,text\n" + long + b"2,tin\n")
    assert "longer than 16,777,216" in bad.reason
    assert sum(map(len, bad.raw)) < 2**17
    assert good == Record("in:3", {"id": "2", "text": "tin"})


def test_broken_quotes_on_every_line_are_read_in_bounded_time():
    start = time.perf_counter()
    rows = read(b"a,b\n" + b'x","\n' * 20_000)
    assert len(rows) == 20_000
    assert time.perf_counter() - start < 20


class Endless(io.RawIOBase):
    """A table without an end, that counts what was read of it."""

    def __init__(self, encoding):
        self.rows = itertools.chain(["\ufeffid,text\n"], ("1,nước dâng\n" for _ in itertools.count()))
        self.encoding, self.given, self.kept = encoding, 0, b""

    def read(self, size=-1):
        while len(self.kept) < size:
            self.kept += next(self.rows).encode(self.encoding)
        given, self.kept = self.kept[:size], self.kept[size:]
        self.given += size
        return given


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_tables_are_streamed(encoding):
    stream = Endless(encoding)
    assert len(list(itertools.islice(read_csv(stream, "in"), 1000))) == 1000
    assert stream.given < 2**18


def test_empty_and_blank_lines():
    assert read(b"") == []
    assert fields(b"text\n\n\nmot\n") == [{"text": "mot"}]


def test_repeated_column():
    with pytest.raises(InputError, match="repeats a column"):
        read(b"text,text\n1,2\n")


def test_header_below_blank_lines():
    assert read(b"\n\r\ntext\nmot\n") == [Record("in:4", {"text": "mot"})]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b",,\n1,2,3\n", "header is empty"),
        (b"a\xff,b\n1,2\n", "header cannot be read: not valid UTF-8"),
        (b"a\x00,b\n1,2\n", "header cannot be read: holds NUL"),
        (b'"a,b\n1,2\n', "header is not valid CSV"),
        (b"PK\x03\x04\x14\x00", "Excel workbook"),
    ],
)
def test_first_rows_that_are_no_header(content, what):
    with pytest.raises(InputError, match=what):
        read(content)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@given(
    st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=5)),
    st.sampled_from(",;\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_what_csv_writes_is_read(rows, delimiter, encoding, end):
    names = [f"c{n}" for n in range(len(rows[0]) if rows else 2)]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    assert fields(text.getvalue().encode(encoding)) == [dict(zip(names, row, strict=True)) for row in rows]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_a_surprise(content):
    try:
        for record in read(content):
            assert isinstance(record, Record | Rejected)
    except InputError:
        pass


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        (b"a,b\n1,2\n", (",", False)),
        (b"\xef\xbb\xbfa;b\n1,5;2\n", (";", True)),
        ("a\tb\n1\t2\n".encode("utf-16"), ("\t", True)),
        (b"sep=|\na|b\n", ("|", False)),
        (b"", (",", False)),
    ],
)
def test_the_dialect_of_a_file(content, dialect):
    assert find_dialect(io.BytesIO(content)) == dialect
