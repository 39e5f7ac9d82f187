import csv

import pytest

from tests.conftest import CORPUS, bantin, read_jsonl, write_jsonl


@pytest.fixture(scope="module")
def feed(tmp_path_factory):
    rows = [row for path in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(path)[:40]]
    given = [{key: value for key, value in row.items() if key != "label"} | {"extra": {"n": 1}} for row in rows]
    return write_jsonl(tmp_path_factory.mktemp("feed") / "feed.jsonl", given)


@pytest.fixture(scope="module")
def queue(feed):
    sheet = feed.with_name("queue.csv")
    result = bantin("review", "export", feed, "-o", sheet, "--count", "12")
    assert result.returncode == 0, result.stderr.decode()
    assert "160 read" in result.stderr.decode()
    return sheet


def rows_of(sheet):
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def fill(sheet, target, labels):
    rows = rows_of(sheet)
    for row, label in zip(rows, labels, strict=False):
        row["label"] = label
    with target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    records = sheet.with_name(f"{sheet.name}.records.jsonl")
    target.with_name(f"{target.name}.records.jsonl").write_bytes(records.read_bytes())
    return rows


def test_the_sheet_is_ready_to_fill_in(queue):
    rows = rows_of(queue)
    assert list(rows[0]) == ["label", "suggested", "confidence", "why", "title", "text", "id", "key"]
    assert len({row["key"] for row in rows}) == 12
    assert all(row["why"] and row["suggested"] and not row["label"] for row in rows)


def test_there_and_back(queue, feed, tmp_path):
    filled = tmp_path / "filled.csv"
    rows = fill(queue, filled, ["other", "Governance?", "goverment", *[""] * 9])
    old = write_jsonl(tmp_path / "old.jsonl", [{"text": "Tin cũ", "label": "other", "by": "an"}])
    result = bantin("review", "import", filled, "--into", old, "-o", tmp_path / "new.jsonl")
    said = result.stderr.decode()
    assert result.returncode == 3, said
    assert "12 rows in the sheet: 2 new" in said
    assert "9 without a label, 1 rejected; 3 records" in said
    given = {row["id"]: row for row in read_jsonl(feed)}
    assert read_jsonl(tmp_path / "new.jsonl") == [
        {"text": "Tin cũ", "label": "other", "by": "an"},
        {**given[rows[0]["id"]], "label": "other"},
        {**given[rows[1]["id"]], "label": "governance", "hard": True},
    ]
    (rejected,) = read_jsonl(tmp_path / "new.jsonl.rejected.jsonl")
    assert "Did you mean 'governance'?" in rejected["reason"]
    assert old.read_text(encoding="utf-8").count("\n") == 1


def test_into_a_folder_for_each_label(queue, tmp_path):
    for label in ("bão lũ", "xe"):
        (tmp_path / "old" / label).mkdir(parents=True)
        (tmp_path / "old" / label / "a.txt").write_text(f"Tin cũ về {label}", encoding="utf-8")
    filled = tmp_path / "filled.csv"
    fill(queue, filled, ["Xe", "bao lu"])
    result = bantin("review", "import", filled, "--into", tmp_path / "old", "-o", tmp_path / "new.jsonl")
    assert result.returncode == 3, result.stderr.decode()
    assert [row["label"] for row in read_jsonl(tmp_path / "new.jsonl")] == ["bão lũ", "xe", "xe"]
    (rejected,) = read_jsonl(tmp_path / "new.jsonl.rejected.jsonl")
    assert "Did you mean 'bão lũ'?" in rejected["reason"]


def test_a_sheet_under_another_name_needs_its_records_named(queue, feed, tmp_path):
    renamed = tmp_path / "an.csv"
    rows = fill(queue, renamed, ["other", "other"])
    records = renamed.with_name("an.csv.records.jsonl").rename(tmp_path / "kept.jsonl")
    result = bantin("review", "import", renamed, "-o", tmp_path / "bare.jsonl", "-q")
    assert result.returncode == 0
    said = " ".join(result.stderr.decode().split())
    assert "2 of the new records" in said
    assert "--records" in said
    result = bantin("review", "import", renamed, "--records", records, "-o", tmp_path / "new.jsonl", "-q")
    assert (result.returncode, result.stderr) == (0, b"")
    given = {row["id"]: row for row in read_jsonl(feed)}
    assert read_jsonl(tmp_path / "new.jsonl") == [{**given[row["id"]], "label": "other"} for row in rows[:2]]
    result = bantin("review", "import", renamed, "--records", records, "-o", records, "--overwrite")
    assert "is an input too" in result.stderr.decode()


def test_what_is_labelled_is_not_picked_again(queue, feed, tmp_path):
    labelled = write_jsonl(
        tmp_path / "done.jsonl",
        [{"title": row["title"], "text": row["text"], "label": "other"} for row in rows_of(queue)],
    )
    again = tmp_path / "again.csv"
    assert bantin("review", "export", feed, "-o", again, "-n", "12", "--labelled", labelled, "-q").returncode == 0
    assert not {row["key"] for row in rows_of(queue)} & {row["key"] for row in rows_of(again)}


def test_files_of_the_user_stay(feed, queue, tmp_path):
    """What is written beside an output replaces nothing unasked, and never an input."""
    rejected = tmp_path / "new.csv.rejected.jsonl"
    rejected.write_bytes(feed.read_bytes())
    unasked = bantin("review", "export", feed, "-o", "new.csv", cwd=tmp_path)
    assert (unasked.returncode, b"exists already" in unasked.stderr) == (1, True)
    itself = bantin("review", "export", rejected, "-o", "new.csv", "--overwrite", cwd=tmp_path)
    assert (itself.returncode, b"is an input too" in itself.stderr) == (1, True)
    assert rejected.read_bytes() == feed.read_bytes()
    (tmp_path / "new.csv.records.jsonl").write_text("mine")
    rejected.unlink()
    assert bantin("review", "export", feed, "-o", "new.csv", cwd=tmp_path).returncode == 1
    assert (tmp_path / "new.csv.records.jsonl").read_text() == "mine"
    (tmp_path / "new.jsonl.rejected.jsonl").write_text("mine")
    assert bantin("review", "import", queue, "-o", "new.jsonl", cwd=tmp_path).returncode == 1
    assert (tmp_path / "new.jsonl.rejected.jsonl").read_text() == "mine"
    assert not (tmp_path / "new.csv").exists()
    assert not (tmp_path / "new.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["export", "feed.jsonl", "-o", "queue.jsonl"], "ends in .csv"),
        (["export", "none.jsonl", "-o", "new.csv"], "no such file"),
        (["export", "feed.jsonl", "-o", "queue.csv"], "exists already"),
        (["import", "queue.csv", "-o", "queue.csv", "--overwrite"], "is an input too"),
        (["import", "queue.csv", "--into", "none.jsonl", "-o", "new.jsonl"], "no such file"),
        (["import", "feed.csv", "-o", "new.jsonl"], "lacks the column"),
    ],
)
def test_failures(queue, feed, arguments, message):
    feed.with_name("feed.csv").write_text("text,label\ntin,other\n", encoding="utf-8")
    result = bantin("review", *arguments, cwd=feed.parent)
    assert result.returncode == 1
    assert message in result.stderr.decode()
    assert not feed.with_name("new.jsonl").exists()
