import csv
import json
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import CORPUS, bantin, read_jsonl, write_feed, write_jsonl

FLOOD = "Lũ quét cuốn trôi cầu, nhiều hộ dân ở xã vùng cao phải sơ tán trong đêm"
GOOD = {"id": "1", "text": FLOOD}


def test_samples_get_their_labels(tmp_path):
    result = bantin("label", CORPUS / "samples", "-o", tmp_path / "o.jsonl")
    assert result.returncode == 0
    rows = read_jsonl(tmp_path / "o.jsonl")
    counts = {}
    for row in rows:
        counts[row["prediction"]["label"]] = counts.get(row["prediction"]["label"], 0) + 1
    assert counts == {"governance": 4, "flood_disaster": 5, "transport_complaint": 4, "other": 5}
    assert b"18 read = 18 labelled + 0 rejected" in result.stderr
    assert result.stdout == b""


def test_to_csv(tmp_path):
    assert bantin("label", CORPUS / "samples", "-o", tmp_path / "o.csv", "-q").returncode == 0
    with (tmp_path / "o.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    assert {row["needs_review"] for row in rows} <= {"true", "false"}


def test_through_pipes():
    result = bantin("label", "-", "-o", "-", "-q", stdin=(json.dumps(GOOD) + "\n").encode() * 3)
    assert result.returncode == 0
    assert [json.loads(line)["prediction"]["label"] for line in result.stdout.splitlines()] == ["flood_disaster"] * 3


def test_other_field_names(tmp_path):
    path = write_jsonl(tmp_path / "in.jsonl", [{"key": 5, "content": FLOOD, "headline": "Lũ về"}])
    result = bantin(
        "label", path, "-o", "-", "-q", "--text-field", "content", "--title-field", "headline", "--id-field", "key"
    )
    assert json.loads(result.stdout)["key"] == 5


def test_two_processes(tmp_path):
    path = write_jsonl(tmp_path / "in.jsonl", [GOOD | {"id": str(n)} for n in range(1_500)])
    assert bantin("label", path, "-o", tmp_path / "o.jsonl", "-j", "2", "-q").returncode == 0
    assert [row["id"] for row in read_jsonl(tmp_path / "o.jsonl")] == [str(n) for n in range(1_500)]


def test_bad_records_are_kept_with_their_reason(tmp_path):
    good = json.dumps(GOOD).encode()
    (tmp_path / "in.jsonl").write_bytes(
        b"\n".join([good, b'{"id": "2", "text": ', good, b'{"text": "\xff"}', b'{"id": "5"}', good])
    )
    result = bantin("label", tmp_path / "in.jsonl", "-o", tmp_path / "o.jsonl")
    assert result.returncode == 3
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 3
    rejected = read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")
    assert [row["where"].rsplit(":", 1)[1] for row in rejected] == ["2", "4", "5"]
    assert rejected[0]["reason"].startswith("not valid JSON")
    assert "--text-field" in rejected[2]["reason"]
    assert rejected[2]["input"] == {"id": "5"}
    assert b"6 read = 3 labelled + 3 rejected" in result.stderr


def test_rejections_of_an_earlier_run_do_not_stay(tmp_path):
    path = write_jsonl(tmp_path / "in.jsonl", [{"id": "1"}])
    bantin("label", path, "-o", tmp_path / "o.jsonl")
    assert (tmp_path / "o.jsonl.rejected.jsonl").exists()
    write_jsonl(path, [GOOD])
    assert bantin("label", path, "-o", tmp_path / "o.jsonl", "--overwrite").returncode == 0
    assert not (tmp_path / "o.jsonl.rejected.jsonl").exists()


def test_a_fifty_megabyte_line_is_rejected_and_the_rest_labelled(tmp_path):
    good = json.dumps(GOOD).encode()
    with (tmp_path / "in.jsonl").open("wb") as file:
        file.write(good + b'\n{"text": "' + b"lu " * 17_000_000 + b'"}\n' + good + b"\n")
    result = bantin("label", tmp_path / "in.jsonl", "-o", tmp_path / "o.jsonl")
    assert result.returncode == 3
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 2
    assert "longer than" in read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")[0]["reason"]


def test_an_empty_file_gives_an_empty_output(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(b"")
    result = bantin("label", tmp_path / "in.jsonl", "-o", tmp_path / "o.jsonl")
    assert result.returncode == 0
    assert (tmp_path / "o.jsonl").read_bytes() == b""
    assert b"0 read = 0 labelled + 0 rejected" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.jsonl", "-o", "o.jsonl"], 1, "no such file"),
        ([".", "-o", "o.jsonl"], 1, "holds no articles"),
        (["in.jsonl", "-o", "o.docx"], 1, "no format known"),
        (["in.jsonl", "-o", "there.jsonl"], 1, "exists already"),
        (["in.jsonl", "-o", "in.jsonl", "--overwrite"], 1, "is an input too"),
        (["in.jsonl", "-o", "there.jsonl/o.jsonl"], 1, "cannot be written"),
        (["in.jsonl", "-o", "o.jsonl", "--model", "nope"], 1, "No model 'nope'"),
        (["in.jsonl", "-o", "o.jsonl", "--format", "xml"], 1, "Unknown format"),
        (["in.jsonl"], 2, "--output"),
        (["in.jsonl", "-o", "o.jsonl", "--jobs", "0"], 2, "--jobs"),
        (["in.jsonl", "-o", "o.jsonl", "--bogus"], 2, "--bogus"),
    ],
)
def test_failures_have_a_message_and_no_traceback(tmp_path, arguments, code, message):
    if arguments[0] == ".":
        (tmp_path / "photo.jpg").write_bytes(b"")
    else:
        write_jsonl(tmp_path / "in.jsonl", [GOOD])
        (tmp_path / "there.jsonl").write_text("mine")
    result = bantin("label", *arguments, cwd=tmp_path)
    assert result.returncode == code
    assert message in result.stderr.decode()
    assert b"Traceback" not in result.stderr
    assert not (tmp_path / "o.jsonl").exists()
    if (tmp_path / "there.jsonl").exists():
        assert (tmp_path / "there.jsonl").read_text() == "mine"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interruption_keeps_what_is_finished(tmp_path, jobs):
    write_feed(tmp_path / "in.jsonl", 2_500)
    arguments = ["label", "in.jsonl", "-o", "o.jsonl", "-j", jobs, "--shard-size", "0.05"]
    process = subprocess.Popen([sys.executable, "-m", "nlp", *arguments], stderr=subprocess.PIPE, cwd=tmp_path)
    journal = tmp_path / "o.jsonl.parts" / "journal.jsonl"
    deadline = time.monotonic() + 60
    while (not journal.exists() or journal.read_bytes().count(b"\n") < 4) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, talk = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Finished parts are in o.jsonl.parts: continue with --resume" in talk
    assert b"Traceback" not in talk
    assert not (tmp_path / "o.jsonl").exists()
    result = bantin(*arguments, "--resume", cwd=tmp_path)
    assert result.returncode == 0
    assert b"of them in earlier runs" in result.stderr
    assert [row["id"] for row in read_jsonl(tmp_path / "o.jsonl")] == [f"a{number}" for number in range(2_500)]


def test_summary_as_json(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [GOOD, GOOD, {"id": "3"}])
    result = bantin("label", "in.jsonl", "-o", "o.jsonl", "--dedup", "--summary", "s.json", "-q", cwd=tmp_path)
    assert result.returncode == 3
    assert result.stderr == b""
    summary = json.loads((tmp_path / "s.json").read_text())
    assert (summary["read"], summary["labelled"], summary["rejected"]) == (3, 2, 1)
    assert summary["by_label"] == {"flood_disaster": 2}
    assert (summary["duplicates"], summary["repeated_ids"], summary["model"]) == (1, 1, "default")


def test_without_a_terminal_progress_is_lines(tmp_path):
    from nlp.batch.runner import Progress
    from nlp.batch.tally import Tally
    from nlp.cli.show import progress as shown

    code = (
        "import nlp.cli.show.progress as p; p._LOG_EVERY = 0.0\n"
        "import sys; sys.argv = ['bantin', 'label', 'in.jsonl', '-o', 'o.jsonl', '--shard-size', '0.1']\n"
        "from nlp.cli.main import run; run()"
    )
    write_feed(tmp_path / "in.jsonl", 1_500)
    result = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, check=True)
    lines = [line for line in result.stderr.decode().splitlines() if "left; other" in line or "left; flood" in line]
    assert len(lines) > 3
    assert "articles (" in lines[0]
    assert "rejected 0" in lines[0]
    with shown.shown_progress(True) as report:
        assert report is None
    pace = shown._Pace()
    pace.update(Progress(Tally(read=10), 50, 100))
    assert pace.left.endswith("left")


def test_reader_that_goes_away():
    command = f"{sys.executable} -m nlp label - -o - -q | head -n 1"
    result = subprocess.run(
        ["bash", "-c", command], input=(json.dumps(GOOD) + "\n").encode() * 5_000, capture_output=True, check=False
    )
    assert json.loads(result.stdout)["id"] == "1"
    assert b"Traceback" not in result.stderr
