import gzip
import io
import json
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.errors import InputError
from nlp.formats.parquet.read import ParquetPart, assemble_parquet, read_parquet, read_schema, row_groups
from nlp.formats.record import Record, Rejected

FOUND = {
    "prediction": {"label": "other", "scores": {"other": 1.0}, "reasons": []},
    "entities": [],
    "summary": {"dead": None},
}


def parquet(table, **options):
    stream = io.BytesIO()
    pq.write_table(table, stream, **options)
    stream.seek(0)
    return stream


def rows(stream, groups=None):
    return list(read_parquet(stream, "in", groups))


def fields(stream):
    return [record.fields for record in rows(stream)]


def write_part(path, records, schema=None, found=None):
    with path.open("wb") as stream:
        part = ParquetPart(stream, schema)
        for place, record in enumerate(records):
            part.write(record, FOUND if found is None else found[place])
        part.close()
        assert not stream.closed
    return path


def assembled(parts, added=None):
    target = io.BytesIO()
    assemble_parquet(parts, target, added or {})
    return target


def through(folder, *parts, found=None):
    """Rows in parts, without a schema, to one file and back."""
    paths = [write_part(folder / str(place), part, found=found and found[place]) for place, part in enumerate(parts)]
    return assembled(paths)


ZONED = pa.timestamp("us", tz="Asia/Ho_Chi_Minh")
TYPED = pa.schema(
    [
        pa.field("id", pa.int8(), nullable=False),
        pa.field("text", pa.string()),
        pa.field("published", ZONED),
        pa.field("nano", pa.timestamp("ns")),
        pa.field("nano_time", pa.time64("ns")),
        pa.field("nano_span", pa.duration("ns")),
        pa.field("nested_nano", pa.list_(pa.struct([("at", pa.timestamp("ns", tz="UTC"))]))),
        pa.field("price", pa.decimal128(12, 2)),
        pa.field("day", pa.date32()),
        pa.field("tags", pa.list_(pa.string())),
        pa.field("about", pa.struct([("n", pa.int16()), ("x", pa.float32())])),
        pa.field("source", pa.dictionary(pa.int8(), pa.string())),
        pa.field("empty", pa.null()),
        pa.field("long", pa.large_string()),
        pa.field("view", pa.string_view()),
        pa.field("raw", pa.binary()),
        pa.field("pairs", pa.map_(pa.string(), pa.int32())),
        pa.field("large", pa.uint64()),
    ]
)
NANO = 1_760_000_000_123_456_789


def typed_table(count=3):
    def column(field):
        values = {
            "id": [n % 100 for n in range(count)],
            "text": [f"Lũ về bản {n}" for n in range(count)],
            "published": [datetime(2026, 9, 1, 6, n % 60) for n in range(count)],
            "nano": [NANO + n for n in range(count)],
            "nano_time": [n + 1 for n in range(count)],
            "nano_span": [n * 1000 + 1 for n in range(count)],
            "nested_nano": [[{"at": NANO + n}, None] for n in range(count)],
            "price": [Decimal("1.50")] * count,
            "day": [date(2026, 9, 1)] * count,
            "tags": [["a", None], [], None][:count] * (1 + count // 3),
            "about": [{"n": 1, "x": 0.5}, None, {"n": None, "x": 2.0}][:count] * (1 + count // 3),
            "source": [f"báo {n % 3}" for n in range(count)],
            "raw": [b"\xff\x00"] * count,
            "pairs": [[("a", 1)]] * count,
            "large": [2**64 - 1] * count,
        }.get(field.name, [None] * count if field.name == "empty" else [f"dài {n}" for n in range(count)])[:count]
        return pa.array(values, field.type)

    return pa.Table.from_arrays([column(field) for field in TYPED], schema=TYPED)


def test_row_groups_and_their_rows():
    stream = parquet(pa.table({"text": [f"tin {n}" for n in range(10)]}), row_group_size=4)
    assert row_groups(stream, "in") == [4, 4, 2]
    assert [record.where for record in rows(stream)] == [f"in:row {n}" for n in range(1, 11)]
    assert rows(stream, [2, 0])[:3] == [
        Record("in:row 9", {"text": "tin 8"}),
        Record("in:row 10", {"text": "tin 9"}),
        Record("in:row 1", {"text": "tin 0"}),
    ]
    assert rows(stream, []) == []


def test_values_are_those_of_python():
    first = fields(parquet(typed_table()))[0]
    assert first["published"] == datetime.fromisoformat("2026-09-01T06:00:00+00:00")
    assert first["nano"] == "2025-10-09 08:53:20.123456789"
    assert first["nested_nano"] == [{"at": "2025-10-09 08:53:20.123456789Z"}, None]
    assert (first["price"], first["day"], first["source"]) == (Decimal("1.50"), date(2026, 9, 1), "báo 0")
    assert (first["long"], first["view"], first["empty"]) == ("dài 0", "dài 0", None)


def test_nanoseconds_that_python_can_hold_are_dates_and_times():
    kinds = {"at": pa.timestamp("ns"), "time": pa.time64("ns"), "span": pa.duration("ns")}
    row = fields(parquet(pa.table({name: pa.array([1000], kind) for name, kind in kinds.items()})))[0]
    assert row == {"at": datetime(1970, 1, 1, 0, 0, 0, 1), "time": time(0, 0, 0, 1), "span": timedelta(microseconds=1)}
    assert type(row["at"]) is datetime


def test_dates_beyond_python_do_not_fail(tmp_path):
    table = pa.table({"at": pa.array([2**62, 0], pa.timestamp("us"))})
    stream = parquet(table)
    part = write_part(tmp_path / "p", fields(stream), read_schema(stream, "in"))
    assert pq.read_table(assembled([part]), columns=["at"]).equals(table)


def test_text_that_is_not_utf8_costs_its_row_only():
    text = pa.array([b"t\xc3\xb4t", b"h\xffng"]).view(pa.string())
    good, bad = rows(parquet(pa.table({"id": [1, 2], "text": text})))
    assert good.fields == {"id": 1, "text": "tôt"}
    assert bad.where == "in:row 2"
    assert "'text' cannot be read" in bad.reason


@pytest.mark.parametrize("content", [b"", b"PAR1", b"text,title\n" * 9, b"PAR1" + b"x" * 50 + b"PAR1"])
def test_no_parquet_file(content):
    for read in (row_groups, read_schema, lambda *given: list(read_parquet(*given))):
        with pytest.raises(InputError, match="in: not a Parquet file"):
            read(io.BytesIO(content), "in")


def test_two_columns_of_one_name():
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], names=["text", "text"])
    with pytest.raises(InputError, match="same name"):
        rows(parquet(table))


def test_a_damaged_row_group_costs_itself_only():
    texts = pa.array([f"tin số {n} " * 5 for n in range(30)])
    stream = parquet(pa.table({"text": texts}), row_group_size=10, compression="zstd", use_dictionary=False)
    column = pq.ParquetFile(stream).metadata.row_group(1).column(0)
    content = bytearray(stream.getvalue())
    for place in range(column.data_page_offset, column.data_page_offset + column.total_compressed_size):
        content[place] ^= 0xA5
    read = rows(io.BytesIO(bytes(content)))
    assert len(read) == 21
    assert isinstance(read[10], Rejected)
    assert "rows 11 to 20 are lost" in read[10].reason
    assert read[11] == Record("in:row 21", {"text": texts[20].as_py()})


def test_streams_that_cannot_seek():
    stream = parquet(pa.table({"text": ["một", "hai"]}))
    packed = gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(stream.getvalue())))
    assert [row["text"] for row in fields(packed)] == ["một", "hai"]
    script = "import sys; from nlp.formats.parquet.read import read_parquet; print(len(list(read_parquet(sys.stdin.buffer, 'in'))))"
    done = subprocess.run([sys.executable, "-c", script], input=stream.getvalue(), capture_output=True, check=True)
    assert done.stdout.split() == [b"2"]


def test_typed_columns_come_back_as_they_were(tmp_path):
    table = typed_table(700)
    stream = parquet(table, row_group_size=300)
    schema = read_schema(stream, "in")
    parts = []
    for group in range(3):
        records = [record.fields for record in rows(stream, [group])]
        parts.append(write_part(tmp_path / str(group), records, schema))
    out = assembled(parts)
    result = pq.ParquetFile(out).schema_arrow
    assert pa.schema([result.field(name) for name in TYPED.names]).equals(TYPED)
    assert result.names == [*TYPED.names, "prediction", "entities", "summary"]
    written = pq.read_table(out).select(TYPED.names)
    for name in TYPED.names:
        plain = pa.string() if name == "source" else TYPED.field(name).type
        kept, given_values = (column.column(name).cast(plain).combine_chunks() for column in (written, table))
        assert kept.equals(given_values), name


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
records = st.lists(
    st.dictionaries(st.sampled_from(["id", "text", "x", "", "a.b"]), json_values, max_size=4), max_size=4
)


def agrees(given, kept):
    """Whether a value that was kept says what was given: as it is, or as JSON."""
    if isinstance(kept, str) and not isinstance(given, str):
        return json.loads(kept) == given
    if isinstance(given, dict) and isinstance(kept, dict):
        return all(agrees(part, kept.get(name)) for name, part in given.items()) and all(
            value is None for name, value in kept.items() if name not in given
        )
    if isinstance(given, list) and isinstance(kept, list):
        return len(given) == len(kept) and all(map(agrees, given, kept))
    if isinstance(given, str) and isinstance(kept, str):
        return kept == given or json.loads(kept) == given
    return given == kept and isinstance(given, bool) == isinstance(kept, bool)


@settings(max_examples=150)
@given(st.lists(records, min_size=1, max_size=3))
def test_json_comes_back_equal(tmp_path_factory, parts):
    out = through(tmp_path_factory.mktemp("parts"), *parts)
    given_rows = [row for part in parts for row in part]
    kept = fields(out)
    assert len(kept) == len(given_rows)
    for row, back in zip(given_rows, kept, strict=True):
        assert agrees({**row, **FOUND}, back)


@pytest.mark.parametrize(
    ("parts", "kind", "values"),
    [
        ([[1], [None]], pa.int64(), [1, None]),
        ([[1], [2.5]], pa.float64(), [1.0, 2.5]),
        ([[None], [None]], pa.null(), [None, None]),
        ([[1], ["a"]], pa.string(), ["1", '"a"']),
        ([[True], [1]], pa.string(), ["true", "1"]),
        ([[2**60 + 1], [0.5]], pa.string(), [str(2**60 + 1), "0.5"]),
        ([[2**63], [None]], pa.string(), [str(2**63), None]),
        (
            [[{"a": 1}], [{"b": "x"}]],
            pa.struct([("a", pa.int64()), ("b", pa.string())]),
            [{"a": 1, "b": None}, {"a": None, "b": "x"}],
        ),
        ([[[]], [["a"]]], pa.list_(pa.string()), [[], ["a"]]),
        ([[[1, "a"]], [[]]], pa.list_(pa.string()), [["1", '"a"'], []]),
        ([[{}], [{}]], pa.string(), ["{}", "{}"]),
        ([[{}], [{"a": 1}]], pa.struct([("a", pa.int64())]), [{"a": None}, {"a": 1}]),
    ],
)
def test_types_of_parts_are_united(tmp_path, parts, kind, values):
    table = pq.read_table(through(tmp_path, *([{"x": value} for value in part] for part in parts)))
    assert table.schema.field("x").type == kind
    assert table.column("x").to_pylist() == values


@pytest.mark.parametrize(
    ("first", "second", "kind", "values"),
    [
        (pa.array([1], pa.int8()), pa.array([2], pa.int64()), pa.int64(), [1, 2]),
        (pa.array([1], pa.int64()), pa.array([2.5]), pa.float64(), [1.0, 2.5]),
        (pa.array([2**60 + 1]), pa.array([2.5]), pa.string(), [str(2**60 + 1), "2.5"]),
        (pa.nulls(1), pa.array([3], pa.timestamp("ns")), pa.timestamp("ns"), [None, 3]),
        (pa.array(["a"]), pa.array(["b"], pa.large_string()), pa.string(), ["a", "b"]),
        (pa.array(["a"]).dictionary_encode(), pa.array(["b"]), pa.string(), ["a", "b"]),
        (pa.array([Decimal("1.5")]), pa.array(["b"]), pa.string(), ['"1.5"', '"b"']),
        (pa.array([b"\xff"]), pa.array([1]), pa.string(), ['"/w=="', "1"]),
    ],
)
def test_types_of_typed_parts_are_united(tmp_path, first, second, kind, values):
    parts = []
    for place, column in enumerate((first, second)):
        stream = parquet(pa.table({"x": column}))
        parts.append(write_part(tmp_path / str(place), fields(stream), read_schema(stream, "in")))
    table = pq.read_table(assembled(parts))
    assert table.schema.field("x").type == kind
    column = table.column("x").cast(pa.int64()) if pa.types.is_timestamp(kind) else table.column("x")
    assert column.to_pylist() == values


def test_a_value_that_the_type_of_its_column_cannot_hold_is_kept(tmp_path):
    stream = parquet(pa.table({"id": pa.array([7, None])}))
    part = write_part(tmp_path / "p", [{"id": 7}, {"id": "sha256-0a"}], read_schema(stream, "in"))
    assert [row["id"] for row in fields(assembled([part]))] == ["7", '"sha256-0a"']


def test_required_columns_become_optional_where_a_part_lacks_them(tmp_path):
    schema = pa.schema([pa.field("n", pa.int8(), nullable=False)]).serialize().to_pybytes()
    parts = [write_part(tmp_path / "a", [{"n": 1}], schema), write_part(tmp_path / "b", [{"text": "hai"}])]
    table = pq.read_table(assembled(parts))
    assert table.schema.field("n") == pa.field("n", pa.int8())
    assert table.column("n").to_pylist() == [1, None]


def test_dictionaries_of_many_parts_get_wider_indices(tmp_path):
    small = pa.dictionary(pa.int8(), pa.string())
    schema = pa.schema([("source", small)]).serialize().to_pybytes()
    same = [{"source": f"s{n}"} for n in range(100)]
    other = [{"source": f"t{n}"} for n in range(100)]
    first, again, more = (write_part(tmp_path / str(n), part, schema) for n, part in enumerate((same, same, other)))
    assert pq.read_table(assembled([first, again])).schema.field("source").type == small
    table = pq.read_table(assembled([first, more]))
    assert table.schema.field("source").type == pa.dictionary(pa.int32(), pa.string())
    assert table.column("source").to_pylist() == [row["source"] for row in same + other]


def test_what_was_found_is_nested_and_leaves_fields_of_its_name(tmp_path):
    mention = {"type": "AMOUNT", "start": 0, "end": 3, "value": {"unit": "dead", "value": 3}}
    place = {"type": "PROVINCE", "start": 4, "end": 9, "value": {"code": "20"}}
    found = [[{"entities": [mention], "summary": {"dead": 3}}], [{"entities": [place], "summary": {"dead": None}}]]
    out = through(tmp_path, [{"entities": "cũ", "text": "a"}], [{"text": "b"}], found=found)
    table = pq.read_table(out)
    assert table.column_names == ["entities", "text", "bantin_entities", "summary"]
    assert table.column("entities").to_pylist() == ["cũ", None]
    assert table.column("bantin_entities").to_pylist() == [
        [{**mention, "value": {"unit": "dead", "value": 3, "code": None}}],
        [{**place, "value": {"unit": None, "value": None, "code": "20"}}],
    ]
    assert table.column("summary").to_pylist() == [{"dead": 3}, {"dead": None}]


def test_added_columns_stand_last(tmp_path):
    parts = [write_part(tmp_path / "a", [{"of": 1}, {}]), write_part(tmp_path / "b", [{}])]
    table = pq.read_table(assembled(parts, {"of": [["x", None], ["y"]]}))
    assert (table.column_names[0], table.column_names[-1]) == ("of", "bantin_of")
    assert table.column("of").to_pylist() == [1, None, None]
    assert table.column("bantin_of").to_pylist() == ["x", None, "y"]


def test_the_same_parts_give_the_same_bytes_in_zstd(tmp_path):
    parts = [write_part(tmp_path / str(n), [{"text": f"tin {n} {m}"} for m in range(600)]) for n in range(2)]
    out = assembled(parts)
    assert out.getvalue() == assembled(parts).getvalue()
    assert pq.ParquetFile(out).metadata.row_group(0).column(0).compression == "ZSTD"


def test_parts_without_rows(tmp_path):
    schema = pa.schema([("n", pa.int8())]).serialize().to_pybytes()
    assert pq.read_table(assembled([write_part(tmp_path / "p", [], schema)])).schema.field("n").type == pa.int8()
    assert pq.read_table(assembled([])).num_rows == 0


def test_objects_with_endless_keys_become_json(tmp_path):
    values = [{f"k{n}": n} for n in range(300)]
    table = pq.read_table(through(tmp_path, [{"x": value} for value in values]))
    assert [json.loads(value) for value in table.column("x").to_pylist()] == values


def test_pyarrow_is_named_when_it_is_missing():
    script = (
        "import sys, io; sys.modules['pyarrow'] = None\n"
        "from nlp.errors import MissingExtraError\n"
        "from nlp.formats.parquet.read import ParquetPart, row_groups\n"
        "for use in (lambda: row_groups(io.BytesIO(), 'in'), lambda: ParquetPart(io.BytesIO(), None)):\n"
        "    try: use()\n"
        "    except MissingExtraError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert done.stdout.count("pip install pyarrow") == 2
