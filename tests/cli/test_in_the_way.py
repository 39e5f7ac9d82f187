"""No command deletes, replaces or writes through a file that the run did not make, unless it is told to."""

import json
import subprocess
import sys

import pytest

from tests.conftest import CORPUS, bantin, write_feed, write_jsonl

PAGE = CORPUS / "samples" / "trang-bao-2.html"


@pytest.fixture
def place(tmp_path):
    write_feed(tmp_path / "feed.jsonl", 30)
    rows = [{"text": f"Mưa lũ gây ngập {n} xã vùng cao", "label": "flood_disaster"} for n in range(3)]
    write_jsonl(tmp_path / "gold.jsonl", rows)
    (tmp_path / "page.html").write_bytes(PAGE.read_bytes())
    return tmp_path


# A command, and the file that is in its way.
COMMANDS = [
    ("predict page.html --html page.html", "page.html"),
    ("predict page.html --html mine.html", "mine.html"),
    ("extract page.html --html mine.html", "mine.html"),
    ("export --sklearn mine.joblib", "mine.joblib"),
    ("evaluate gold.jsonl --report mine", "mine/index.html"),
    ("label feed.jsonl -o mine.jsonl", "mine.jsonl"),
    ("label feed.jsonl -o mine/", "mine/notes.txt"),
    ("label feed.jsonl -o o.jsonl", "o.jsonl.rejected.jsonl"),
    ("label feed.jsonl -o o.jsonl --summary mine.json", "mine.json"),
    ("label feed.jsonl -o o.jsonl --summary feed.jsonl", "feed.jsonl"),
    ("label feed.jsonl -o o.jsonl", "o.jsonl.parts/journal.jsonl"),
    ("label feed.jsonl -o o.jsonl --overwrite", "o.jsonl.parts/journal.jsonl"),
    ("label feed.jsonl -o o.jsonl --resume", "o.jsonl.parts/journal.jsonl"),
    ("label feed.jsonl -o o.jsonl --overwrite", "o.jsonl.parts/000001.part"),
    ("label feed.jsonl -o o.jsonl --overwrite", "o.jsonl.parts/lock"),
    ("label feed.jsonl -o o.jsonl --overwrite", "o.jsonl.parts"),
    ("extract feed.jsonl -o mine.jsonl", "mine.jsonl"),
    ("review export feed.jsonl -o mine.csv -n 3", "mine.csv"),
    ("review export feed.jsonl -o queue.csv -n 3", "queue.csv.records.jsonl"),
    ("review export feed.jsonl -o queue.csv -n 3", "queue.csv.rejected.jsonl"),
    ("audit gold.jsonl -o mine.csv", "mine.csv"),
]


LINKS = [pair for pair in COMMANDS if pair[1] in ("mine.html", "mine.jsonl", "mine.json", "o.jsonl.parts")]


@pytest.mark.parametrize(
    ("command", "file", "kind"),
    [(*pair, "file") for pair in COMMANDS] + [(*pair, kind) for pair in LINKS for kind in ("link", "link to nowhere")],
)
def test_the_file_stays_and_is_named(place, command, file, kind):
    path = place / file
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        if kind == "file":
            path.write_text("mine")
        else:
            path.symlink_to(place / ("gold.jsonl" if kind == "link" else "nowhere"))
    before = contents(place)
    run = bantin(*command.split(), cwd=place)
    assert run.returncode == 1, run.stderr.decode()
    assert path.name in run.stderr.decode() or path.parent.name in run.stderr.decode()
    assert b"Traceback" not in run.stderr
    assert contents(place) == before


def contents(folder):
    return {
        str(path): path.readlink() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("predict page.html --html mine.html", "mine.html"),
        ("export --sklearn mine.joblib", "mine.joblib"),
        ("evaluate gold.jsonl --report mine", "mine/index.html"),
        ("label feed.jsonl -o o.jsonl --summary mine.json", "mine.json"),
    ],
)
def test_overwrite_replaces_it(place, command, file):
    (place / file).parent.mkdir(exist_ok=True)
    (place / file).write_text("mine")
    run = bantin(*command.split(), "--overwrite", cwd=place)
    assert run.returncode == 0, run.stderr.decode()
    assert (place / file).read_bytes() != b"mine"


def test_a_file_that_comes_while_a_run_is_at_work_stays(place):
    """The user's file appears between the check at the start and the moment when the output would get its name."""
    code = (
        "import os, pathlib; from nlp.batch import runner; label = runner._Run.label\n"
        "def labelled(self, *given, **more):\n"
        "    label(self, *given, **more)\n"
        "    pathlib.Path('o.jsonl').write_text('mine')\n"
        "runner._Run.label = labelled\n"
        "import sys; sys.argv = ['bantin', 'label', 'feed.jsonl', '-o', 'o.jsonl', '-q']\n"
        "from nlp.cli.main import run; run()"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=place, capture_output=True, check=False)
    assert (run.returncode, b"o.jsonl: exists already" in run.stderr) == (1, True), run.stderr.decode()
    assert (place / "o.jsonl").read_text() == "mine"
    (place / "o.jsonl").rename(place / "elsewhere")
    assert bantin("label", "feed.jsonl", "-o", "o.jsonl", "-q", "--resume", cwd=place).returncode == 0
    assert len((place / "o.jsonl").read_bytes().splitlines()) == 30


def test_labelled_again_into_the_same_summary(place):
    command = ["label", "feed.jsonl", "-o", "o.jsonl", "--summary", "s.json", "-q"]
    assert bantin(*command, cwd=place).returncode == 0
    assert bantin(*command, cwd=place).returncode == 1
    assert bantin(*command, "--overwrite", cwd=place).returncode == 0
    assert json.loads((place / "s.json").read_bytes())["read"] == 30
