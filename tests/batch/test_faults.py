"""What can go wrong around a run, each with a real process: the message, the exit code, and what is kept."""

import json
import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import bantin, read_jsonl, write_feed, write_jsonl

FLOOD = "Lũ quét cuốn trôi cầu, nhiều hộ dân ở xã vùng cao phải sơ tán trong đêm"
GOOD = json.dumps({"id": "1", "text": FLOOD}).encode()


def begin(folder, *arguments, **options):
    command = [sys.executable, "-m", "nlp", "label", "in.jsonl", "-o", "o.jsonl", *arguments]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, **options)


def wait_for_shards(folder, number=1):
    journal = folder / "o.jsonl.parts" / "journal.jsonl"
    deadline = time.monotonic() + 60
    while (not journal.exists() or journal.read_bytes().count(b"\n") <= number) and time.monotonic() < deadline:
        time.sleep(0.005)


@pytest.fixture
def paused(tmp_path):
    """A run that stands still after some shards, and a function that lets it go on to its end."""
    write_feed(tmp_path / "in.jsonl", 3_000)
    process = begin(tmp_path, "--shard-size", "0.05")
    wait_for_shards(tmp_path, 3)
    process.send_signal(signal.SIGSTOP)

    def go_on():
        process.send_signal(signal.SIGCONT)
        _, talk = process.communicate(timeout=100)
        assert b"Traceback" not in talk, talk.decode()
        return process.returncode, talk.decode()

    yield go_on
    process.kill()
    process.communicate()


@pytest.fixture
def small_disk(tmp_path):
    """A file system of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; the limit on file sizes is tested without")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_disk_full(small_disk, tmp_path):
    write_feed(tmp_path / "in.jsonl", 3_000)
    arguments = ("label", "in.jsonl", "-o", "disk/o.jsonl", "--shard-size", "0.05")
    result = bantin(*arguments, cwd=tmp_path)
    assert result.returncode == 1
    assert b"No space left" in result.stderr
    assert b"Traceback" not in result.stderr
    assert not (small_disk / "o.jsonl").exists()
    subprocess.run(["mount", "-o", "remount,size=64m", str(small_disk)], check=True)
    result = bantin(*arguments, "--resume", cwd=tmp_path)
    assert result.returncode == 0
    assert b"of them in earlier runs" in result.stderr
    assert len(read_jsonl(small_disk / "o.jsonl")) == 3_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_limit_on_the_size_of_files(tmp_path, jobs):
    """The parts fit, the output does not."""
    write_feed(tmp_path / "in.jsonl", 1_500)
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))  # noqa: E731
    process = begin(tmp_path, "--shard-size", "0.05", "--jobs", jobs, preexec_fn=limit)
    _, talk = process.communicate(timeout=100)
    assert process.returncode == 1
    assert b"o.jsonl: cannot be written: File too large" in talk
    assert b"Traceback" not in talk
    assert not (tmp_path / "o.jsonl").exists()
    assert (
        bantin("label", "in.jsonl", "-o", "o.jsonl", "--shard-size", "0.05", "--resume", cwd=tmp_path).returncode == 0
    )
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 1_500


def test_an_output_that_nobody_may_write(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"text": FLOOD}])
    (tmp_path / "file").write_text("")
    for output in ("/proc/o.jsonl", "file/o.jsonl"):
        result = bantin("label", "in.jsonl", "-o", output, cwd=tmp_path)
        assert result.returncode == 1
        assert f"{output}.parts: cannot be written" in result.stderr.decode()
        assert b"Traceback" not in result.stderr


def test_an_input_that_grows(paused, tmp_path):
    with (tmp_path / "in.jsonl").open("ab") as file:
        file.write(GOOD + b"\n")
    code, talk = paused()
    assert code == 0
    assert f"in.jsonl grew by {len(GOOD) + 1} bytes while it was read; they are not labelled" in talk
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 3_000


def test_an_input_that_is_replaced(paused, tmp_path):
    (tmp_path / "in.jsonl").write_bytes(GOOD + b"\n")
    code, talk = paused()
    assert code == 1
    assert "was replaced while it was read" in talk or "defect" not in talk
    assert not (tmp_path / "o.jsonl").exists()


def test_an_input_that_is_deleted(paused, tmp_path):
    content = (tmp_path / "in.jsonl").read_bytes()
    status = (tmp_path / "in.jsonl").stat()
    (tmp_path / "in.jsonl").unlink()
    code, talk = paused()
    assert code == 1
    assert "in.jsonl: cannot be read: No such file" in talk
    (tmp_path / "in.jsonl").write_bytes(content)
    os.utime(tmp_path / "in.jsonl", ns=(status.st_atime_ns, status.st_mtime_ns))
    result = bantin("label", "in.jsonl", "-o", "o.jsonl", "--shard-size", "0.05", "--resume", cwd=tmp_path)
    assert result.returncode == 0
    assert b"of them in earlier runs" in result.stderr
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 3_000


def test_a_worker_is_killed(tmp_path):
    import psutil

    write_feed(tmp_path / "in.jsonl", 3_000)
    process = begin(tmp_path, "--shard-size", "0.05", "--jobs", "2")
    wait_for_shards(tmp_path, 3)
    workers = [child for child in psutil.Process(process.pid).children() if "loky" in " ".join(child.cmdline())]
    next(child for child in workers if "tracker" not in " ".join(child.cmdline())).kill()
    _, talk = process.communicate(timeout=100)
    assert process.returncode == 0
    assert b"3,000 read = 3,000 labelled" in talk
    assert b"Traceback" not in talk
    assert [row["id"] for row in read_jsonl(tmp_path / "o.jsonl")] == [f"a{number}" for number in range(3_000)]


@pytest.mark.parametrize("place", [0, 5, 10])
@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (b'{"text": "tor', "not valid JSON"),
        (b"\x00\x00\x00", "not valid JSON"),
        (b'{"text": "a\x00b"}', "not valid JSON"),
        ('{"text": "lũ về"}'.encode("utf-16-le"), "not valid JSON"),
        ('{"text": "l\u1ee5t"}'.encode("cp1258", "replace") + b"\xff", "not valid JSON"),
        (b"[1, 2]", "not an object"),
        (b'{"text": 5}', "not a string"),
        (b"{}", "neither"),
    ],
)
def test_broken_records_anywhere(tmp_path, place, broken, reason):
    lines = [GOOD] * 10
    lines.insert(place, broken)
    (tmp_path / "in.jsonl").write_bytes(b"\n".join(lines))
    result = bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path)
    assert result.returncode == 3
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 10
    (rejected,) = read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")
    assert rejected["where"] == f"in.jsonl:{place + 1}"
    assert reason in rejected["reason"]
    assert b"11 read = 10 labelled + 1 rejected" in result.stderr


def test_a_line_of_ten_million_characters(tmp_path):
    rows = [{"id": "1", "text": FLOOD}, {"id": "2", "text": "Lũ về " * 1_666_667}, {"id": "3", "text": FLOOD}]
    write_jsonl(tmp_path / "in.jsonl", rows)
    result = bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    assert [row["id"] for row in read_jsonl(tmp_path / "o.jsonl")] == ["1", "2", "3"]


def test_nul_bytes_within_a_text(tmp_path):
    (tmp_path / "in.jsonl").write_bytes(
        b'{"id": "1", "text": "L\\u0169 qu\\u00e9t \\u0000 cu\\u1ed1n tr\\u00f4i c\\u1ea7u"}\n'
    )
    assert bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path).returncode == 0
    assert "\x00" in read_jsonl(tmp_path / "o.jsonl")[0]["text"]


def test_ids_that_repeat(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"id": str(n % 3), "text": f"{FLOOD} {n}"} for n in range(10)])
    result = bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path)
    assert result.returncode == 0
    assert b"3 ids occur in more than one record" in result.stderr
    assert [row["id"] for row in read_jsonl(tmp_path / "o.jsonl")] == [str(n % 3) for n in range(10)]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_an_empty_input(tmp_path, suffix):
    (tmp_path / "in.jsonl").write_bytes(b"")
    result = bantin("label", "in.jsonl", "-o", f"o.{suffix}", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    assert b"0 read = 0 labelled + 0 rejected" in result.stderr
    assert (tmp_path / f"o.{suffix}").exists()


def test_an_output_that_is_an_input_too(tmp_path):
    write_jsonl(tmp_path / "in.jsonl", [{"text": FLOOD}])
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "in.jsonl")
    (tmp_path / "folder").mkdir()
    write_jsonl(tmp_path / "folder" / "a.jsonl", [{"text": FLOOD}])
    before = (tmp_path / "in.jsonl").read_bytes()
    for given, output in [
        ("in.jsonl", "in.jsonl"),
        ("in.jsonl", "./link.jsonl"),
        ("link.jsonl", "in.jsonl"),
        ("folder", "folder/a.jsonl"),
        ("folder/a.jsonl", "folder/"),
    ]:
        for flag in ((), ("--overwrite",), ("--resume",)):
            result = bantin("label", given, "-o", output, *flag, cwd=tmp_path)
            assert result.returncode == 1
            assert b"is an input too" in result.stderr
    assert (tmp_path / "in.jsonl").read_bytes() == before


def test_two_runs_on_one_output(paused, tmp_path):
    for flag in ("--resume", "--overwrite"):
        result = bantin("label", "in.jsonl", "-o", "o.jsonl", "--shard-size", "0.05", flag, cwd=tmp_path)
        assert result.returncode == 1
        assert b"another run is at work" in result.stderr
    assert paused()[0] == 0
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 3_000


def test_what_came_through_a_pipe_can_be_given_again(tmp_path):
    content = write_feed(tmp_path / "in.jsonl", 2_000).read_bytes()
    command = [sys.executable, "-m", "nlp", "label", "-", "-o", "o.jsonl", "-q", "--shard-size", "0.05"]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE)
    process.stdin.write(content[: len(content) // 2])
    process.stdin.flush()
    wait_for_shards(tmp_path, 3)
    process.kill()
    process.wait()
    process.stdin.close()
    other = bantin(*command[3:], "--resume", cwd=tmp_path, stdin=content.replace(b"a0", b"b0"))
    assert other.returncode == 1
    assert b"has changed since this run began" in other.stderr
    shorter = bantin(*command[3:], "--resume", cwd=tmp_path, stdin=b"")
    assert shorter.returncode == 1
    assert b"shorter than it was" in shorter.stderr
    assert bantin(*command[3:], "--resume", cwd=tmp_path, stdin=content).returncode == 0
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 2_000


def test_files_of_the_user_stay(tmp_path):
    """Whatever a run is told, it replaces and removes its own files only."""
    for name in ("202401.jsonl", "202402.jsonl"):
        write_jsonl(tmp_path / name, [{"id": name, "text": FLOOD}])
    (tmp_path / "o.jsonl.rejected.jsonl").write_text("mine")
    assert b"exists already" in bantin("label", "202401.jsonl", "-o", "o.jsonl", cwd=tmp_path).stderr
    assert (tmp_path / "o.jsonl.rejected.jsonl").read_text() == "mine"
    (tmp_path / "o.jsonl.rejected.jsonl").unlink()
    write_jsonl(tmp_path / "x.jsonl.rejected.jsonl", [{"id": "1", "text": FLOOD}])
    result = bantin("label", "x.jsonl.rejected.jsonl", "-o", "x.jsonl", "--overwrite", cwd=tmp_path)
    assert b"is an input too" in result.stderr
    for summary in ("202401.jsonl", "o.jsonl", "o.jsonl.rejected.jsonl", "."):
        result = bantin("label", "202401.jsonl", "-o", "o.jsonl", "--summary", summary, cwd=tmp_path)
        assert result.returncode == 1, summary
        assert not (tmp_path / "o.jsonl").exists()
    result = bantin("label", ".", "-o", "all/", "--work", ".", cwd=tmp_path)
    assert result.returncode == 0, result.stderr.decode()
    assert bantin("label", tmp_path / "all", "-o", "all/", "--overwrite", cwd=tmp_path).returncode == 1
    names = {"202401.jsonl", "202402.jsonl", "x.jsonl.rejected.jsonl", "all"}
    assert {path.name for path in tmp_path.iterdir()} == names
    assert len(list((tmp_path / "all").iterdir())) == 1


def test_an_output_within_the_input_folder_is_continued(tmp_path):
    write_feed(tmp_path / "in.jsonl", 3_000)
    (tmp_path / "sheet.docx").write_bytes(b"")
    command = [sys.executable, "-m", "nlp", "label", ".", "-o", "o.jsonl", "-q", "--shard-size", "0.05"]
    process = subprocess.Popen(command, cwd=tmp_path)
    wait_for_shards(tmp_path, 3)
    process.kill()
    process.wait()
    result = bantin("label", tmp_path, "-o", tmp_path / "o.jsonl", "--shard-size", "0.05", "--resume")
    assert result.returncode == 0, result.stderr.decode()
    assert b"of them in earlier runs" in result.stderr
    assert b"1 files in" in result.stderr
    assert b".docx 1" in result.stderr
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 3_000


def test_records_that_cannot_be_written_and_numbers_that_python_would_change(tmp_path):
    deep = b'{"id": 1, "text": "l\xc5\xa9", "x": ' + b"[" * 300 + b"]" * 300 + b"}"
    exact = b'{"id":12345678901234567890123 , "text":"L\\u0169 v\xe1\xbb\x81","n":1.10}'
    (tmp_path / "in.jsonl").write_bytes(b"\n".join([GOOD, deep, exact]))
    assert bantin("label", "in.jsonl", "-o", "o.jsonl", cwd=tmp_path).returncode == 3
    lines = (tmp_path / "o.jsonl").read_bytes().splitlines()
    assert lines[0].startswith(GOOD[:-1])
    assert lines[1].startswith(exact[:-1])
    assert json.loads(lines[1])["prediction"]
    assert "cannot be written" in read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")[0]["reason"]


def test_one_file_of_many_that_is_no_table(tmp_path):
    for number in range(30):
        (tmp_path / f"{number:02}.csv").write_text("text,text\nlũ,\n" if number == 7 else "text\nLũ về ở xã\n")
    (tmp_path / "bad.parquet").write_bytes(b"no parquet")
    result = bantin("label", tmp_path, "-o", "o.jsonl", cwd=tmp_path)
    assert result.returncode == 3, result.stderr.decode()
    rejected = read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")
    assert [row["where"].rsplit("/", 1)[1] for row in rejected] == ["07.csv", "bad.parquet"]
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 29


def test_json_as_scrapers_write_it(tmp_path):
    rows = [{"id": str(number), "text": FLOOD} for number in range(5)]
    (tmp_path / "array.json").write_text(json.dumps([*rows, 3], indent=1))
    (tmp_path / "one.json").write_text(json.dumps(rows[0], indent=2))
    (tmp_path / "lines.json").write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = bantin("label", "array.json", "one.json", "lines.json", "-o", "o.jsonl", cwd=tmp_path)
    assert result.returncode == 3
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 11
    assert read_jsonl(tmp_path / "o.jsonl.rejected.jsonl")[0]["where"] == "array.json:item 6"


def test_a_table_through_a_pipe_is_known_again(tmp_path):
    content = "id,text\n" + "".join(f'{number},"{FLOOD} {number}"\n' for number in range(4_000))
    command = ["label", "-", "--format", "csv", "-o", "o.jsonl", "-q", "--shard-size", "0.05"]
    process = subprocess.Popen([sys.executable, "-m", "nlp", *command], cwd=tmp_path, stdin=subprocess.PIPE)
    process.stdin.write(content[: len(content) // 2].encode())
    process.stdin.flush()
    wait_for_shards(tmp_path, 2)
    process.kill()
    process.wait()
    process.stdin.close()
    other = bantin(*command, "--resume", cwd=tmp_path, stdin=content.replace("đêm", "ngày").encode())
    assert b"has changed since this run began" in other.stderr
    assert bantin(*command, "--resume", cwd=tmp_path, stdin=content.encode()).returncode == 0
    assert len(read_jsonl(tmp_path / "o.jsonl")) == 4_000


def test_stopped_while_it_waits_for_input(tmp_path):
    command = [sys.executable, "-m", "nlp", "label", "-", "-o", "o.jsonl", "-j", "2"]
    process = subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdin.write(GOOD + b"\n")
    process.stdin.flush()
    time.sleep(3)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=20) == 130
    talk = process.stderr.read()
    assert b"Fatal" not in talk
    assert b"bantin: stopped." in talk
    process.stdin.close()
    process.stderr.close()
