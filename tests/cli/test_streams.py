"""Standard streams, names and text of any kind: a message and an exit code, no traceback, nothing obeyed."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from nlp.cli.show.terminal import printable
from nlp.formats.jsonl import escape_controls
from tests.conftest import CORPUS, bantin, write_feed, write_jsonl

SAMPLE = str(CORPUS / "samples" / "ban-tin.txt")
EVIL = "\x1b]0;title\x07 Lũ \x9b2J quét\u202e \x7f ở Hà Nội [red]đỏ[/red] \x08\x08"


def shell(command, cwd, **environment):
    line = re.sub(r"^bantin\b", f"{sys.executable} -m nlp", command)  # the checkout may be called so, too
    return subprocess.run(
        ["bash", "-c", line], cwd=cwd, capture_output=True, env={**os.environ, **environment}, check=False
    )


@pytest.fixture
def place(tmp_path):
    write_feed(tmp_path / "feed.jsonl", 30)
    return tmp_path


FAILING = [
    "bantin label feed.jsonl -o - > /dev/full",
    f"bantin predict {SAMPLE} > /dev/full",
    f"bantin predict {SAMPLE} --json > /dev/full",
    f"bantin extract {SAMPLE} > /dev/full",
    "bantin models list > /dev/full",
    "bantin models history --json > /dev/full",
    "bantin --help > /dev/full",
    "bantin --version > /dev/full",
    "bantin label feed.jsonl -o - >&-",
    f"bantin predict {SAMPLE} >&-",
    f"bantin predict {SAMPLE} --json >&-",
    "bantin predict - <&-",
    "bantin label - -o o.jsonl <&-",
]


@pytest.mark.parametrize("command", FAILING)
def test_a_stream_that_cannot_be_used_is_named(place, command):
    run = shell(command, place)
    message = run.stderr.decode()
    assert (run.returncode, "Traceback" in message, "Exception ignored" in message) == (1, False, False), message
    assert any(line.startswith("bantin: standard ") for line in message.splitlines()), message
    assert sorted(path.name for path in place.iterdir()) == ["feed.jsonl"]


@pytest.mark.parametrize("closed", ["2>&-", ">&- 2>&-", "2> /dev/full", "<&- >&- 2>&-"])
def test_messages_that_nobody_can_read_stop_nothing(place, closed):
    """A closed stream must not give its number to the output, which would then hold the messages."""
    assert shell("bantin label feed.jsonl -o ref.jsonl", place).returncode == 0
    assert shell(f"bantin label feed.jsonl -o o.jsonl {closed}", place).returncode == 0
    assert (place / "o.jsonl").read_bytes() == (place / "ref.jsonl").read_bytes()


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize(
    "command", ["--help", "label --help", f"predict {SAMPLE}", "models list", "label nothing -o -"]
)
def test_an_encoding_that_lacks_letters(place, encoding, command):
    run = shell(f"bantin {command}", place, PYTHONIOENCODING=encoding)
    assert run.returncode == ("nothing" in command)
    assert b"Traceback" not in run.stderr.replace(b"\0", b"")
    assert len(run.stdout or run.stderr) > 60


def test_a_reader_that_stops_reading(place):
    write_feed(place / "long.jsonl", 2_000)
    run = shell("bantin label long.jsonl -o - | head -c 20; exit ${PIPESTATUS[0]}", place)
    assert (run.returncode, b"Traceback" in run.stderr) == (1, False)


# Names


LONG = "n" * 300
NOT_UTF8 = os.fsdecode(b"t\xff\xfe")


@pytest.mark.parametrize(
    "arguments",
    [
        ["label", "", "-o", "o.jsonl"],
        ["label", "feed.jsonl", "-o", ""],
        ["label", f"{LONG}.jsonl", "-o", "o.jsonl"],
        ["label", "feed.jsonl", "-o", f"{LONG}.jsonl"],
        ["label", "feed.jsonl", "-o", "o.jsonl", "--summary", LONG],
        ["label", "feed.jsonl", "-o", "o.jsonl", "--model", LONG],
        ["label", "feed.jsonl", "-o", "o.jsonl", "--model", ""],
        ["label", "feed.jsonl", "-o", "o.jsonl", "--work", LONG],
        ["predict", ""],
        ["predict", LONG],
        ["predict", SAMPLE, "--html", LONG],
        ["predict", NOT_UTF8],
        ["evaluate", LONG],
        ["evaluate", SAMPLE, "--report", LONG],
        ["train", "--config", LONG, "-o", "m"],
        ["train", "feed.jsonl", "-o", ""],
        ["models", "show", LONG],
        ["export", "--sklearn", LONG],
        ["review", "import", f"{LONG}.csv", "-o", "o.jsonl"],
    ],
    ids=lambda arguments: " ".join(arguments).replace(LONG, "LONG").replace(NOT_UTF8, "NOT-UTF-8") or "empty",
)
def test_names_that_cannot_be(place, arguments):
    run = bantin(*arguments, cwd=place)
    assert run.returncode in (1, 2), run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()
    assert "a defect" not in run.stderr.decode()
    assert sorted(path.name for path in place.iterdir()) == ["feed.jsonl"]


@pytest.mark.parametrize("output", ["o.jsonl", "o.csv", "o.parquet", "o/"])
def test_names_that_are_not_utf8(place, output):
    (place / "in").mkdir()
    (place / "in" / f"{NOT_UTF8}.txt").write_text("Lũ quét ở xã vùng cao", encoding="utf-8")
    (place / "in" / f"{NOT_UTF8}.jsonl").write_text('{"text": "Lũ quét ở Lào Cai"}\n{', encoding="utf-8")
    named = output.replace("o", NOT_UTF8, 1)
    run = bantin("label", "in", "-o", named, "-q", "--jobs", "2", cwd=place)
    assert run.returncode == 3, run.stderr.decode()
    assert (place / named).exists()
    (where,) = (json.loads(line)["where"] for line in (place / f"{named.rstrip('/')}.rejected.jsonl").open())
    assert "\\xff" in where


def test_text_that_is_not_utf8(place):
    text = os.fsdecode(b"L\xff qu\xe9t \xed\xa0\x80 nh\xe0 c\xf3 ng\xe0n ng\xe0n l\xfd") + "\udc80"
    run = bantin("predict", "--text", text, "--json", "--html", "page.html", cwd=place)
    assert run.returncode == 0, run.stderr.decode()
    assert any("damaged letters" in reason for reason in json.loads(run.stdout)["prediction"]["reasons"])


@pytest.mark.parametrize("size", ["inf", "-inf", "nan", "0", "-1", "1e300", "1025"])
def test_a_shard_size_that_cannot_be(place, size):
    run = bantin("label", "feed.jsonl", "-o", "o.jsonl", f"--shard-size={size}", cwd=place)
    assert (run.returncode, b"shard-size" in run.stderr) == (2, True)


# Terminals


def at_a_terminal(arguments, cwd):
    """Run the command at a terminal of its own, and return what it wrote there."""
    parent, child = pty.openpty()
    command = [sys.executable, "-m", "nlp", *arguments]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    process = subprocess.Popen(command, cwd=cwd, stdin=child, stdout=child, stderr=child, env=environment)
    os.close(child)
    written = b""
    while True:
        try:
            chunk = os.read(parent, 2**16)
        except OSError:  # how Linux tells that the other end is closed
            break
        if not chunk:
            break
        written += chunk
    os.close(parent)
    assert process.wait() in (0, 1, 3)
    return written


@pytest.mark.parametrize(
    "command",
    [
        "label evil.jsonl -o o.jsonl --show 3",
        "label evil.jsonl -o -",
        "predict evil.jsonl --explain",
        "predict evil.jsonl --json",
        "extract evil.jsonl",
        "evaluate evil.jsonl",
        "review export evil.jsonl -o q.csv -n 2",
        "label evil/ -o o.jsonl",
        "audit evil.jsonl",
        "models show evil",
        "train evil.jsonl -o m",
    ],
)
def test_text_moves_nothing_at_a_terminal(place, command):
    evil = {"id": EVIL, "title": EVIL, "text": f"{EVIL} {EVIL}", "label": EVIL, "source": EVIL, EVIL: EVIL}
    write_jsonl(place / "evil.jsonl", [evil])
    (place / "evil").mkdir()
    name = EVIL.replace("/", "")
    (place / "evil" / f"{name}.jsonl").write_text("{", encoding="utf-8")
    written = at_a_terminal(command.split(), place).decode()
    for obeyed in ("\x1b]0;", "\x9b", "\u202e", "\x7f", "\x08", "\x07"):
        assert obeyed not in written, repr(written)
    assert "Traceback" not in written


@pytest.mark.parametrize(
    ("text", "shown"), [("Lũ\x1b[31m quét", "Lũ[31m quét"), ("a\tb\nc", "a\tb\nc"), ("\u202eabc\x9b1m", "abc1m")]
)
def test_printable(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize("char", ["\x7f", "\x85", "\x9b", "\u202a", "\u202e", "\u2066", "\u2069", "ấ", "\xa0", "…"])
def test_escaped_json_holds_the_same(char):
    given = json.dumps({"a": char}, ensure_ascii=False).encode()
    assert json.loads(escape_controls(given)) == {"a": char}
    assert (escape_controls(given) == given) == (char in "ấ\xa0…")


# Ctrl-C


@pytest.mark.parametrize("delay", [0.02, 0.05, 0.1, 0.2, 0.4])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_while_it_starts(place, delay, jobs):
    write_feed(place / "feed.jsonl", 3_000)
    command = [sys.executable, "-m", "nlp", "label", "feed.jsonl", "-o", "o.jsonl", "--jobs", jobs]
    process = subprocess.Popen(command, cwd=place, stderr=subprocess.PIPE, start_new_session=True)
    time.sleep(delay)
    process.send_signal(signal.SIGINT)
    _, message = process.communicate(timeout=30)
    if b"Traceback" not in message or b"nlp/cli" in message:  # otherwise Python itself was still starting
        assert b"Traceback" not in message, message.decode()
        assert process.returncode in (130, -signal.SIGINT)
