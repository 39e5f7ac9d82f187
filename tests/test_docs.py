"""The README is held to the code: its reference is complete, its examples run, its figures are those measured."""

import json
import re
import shlex
import shutil

import pytest

from tests.conftest import PROJECT, bantin
from tests.reference import END, START, commands, examples, parameters, reference

README = (PROJECT / "README.md").read_text(encoding="utf-8")
ALL = dict(commands())


def test_the_reference_is_that_of_the_commands():
    assert README.split(START)[1].split(END)[0].strip() == reference().strip(), "run: python -m tests.reference"


@pytest.mark.parametrize("path", ALL)
def test_every_command_has_help_and_an_example(path):
    command = ALL[path]
    assert examples(command)
    assert all(text for _, text in parameters(command))
    shown = bantin(*path.split()[1:], "--help").stdout.decode()
    assert "Example" in shown
    for line in examples(command):
        assert line in shown, "the help must not break example lines"


@pytest.fixture(scope="module")
def workplace(tmp_path_factory):
    """A folder with what the examples name."""
    folder = tmp_path_factory.mktemp("work")
    (folder / "corpus").symlink_to(PROJECT / "corpus")
    shutil.copytree(PROJECT / "models" / "default", folder / "models" / "mine")
    lines = [
        json.loads(line)
        for path in sorted((PROJECT / "corpus" / "articles").glob("*.jsonl"))
        for line in path.open(encoding="utf-8")
    ]
    rows = [{"id": r["id"], "title": r["title"], "text": r["text"]} for r in lines[::40]]
    for name in ("scraped.jsonl", "feed.jsonl"):
        (folder / name).write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8"
        )
    (folder / "pages").symlink_to(PROJECT / "corpus" / "samples" / "thu-muc")
    shutil.copy(PROJECT / "corpus" / "samples" / "export.csv", folder / "export.csv")
    topics = "".join(
        json.dumps({"text": r["text"] or r["title"], "topic": r["label"]}, ensure_ascii=False) + "\n" for r in lines
    )
    for name in ("old.jsonl", "august.jsonl"):
        (folder / name).write_text(topics, encoding="utf-8")
    (folder / "new.csv").write_text(
        "text,topic\n" + "".join(f"tin khác số {n},other\n" for n in range(12)), encoding="utf-8"
    )
    assert bantin("review", "export", "feed.jsonl", "-o", "queue.csv", "-n", "20", cwd=folder).returncode == 0
    return folder


def runnable():
    for path, command in ALL.items():
        for line in examples(command):
            if line.startswith("bantin ") and "--config" not in line:
                yield pytest.param(line, id=f"{path}: {line}"[:80])


@pytest.mark.parametrize("line", list(runnable()))
def test_examples_run(line, workplace):
    words = shlex.split(line)[1:]
    if words[0] == "train":
        words += ["--set", "folds=2", "--set", "max_iter=5", "--overwrite"]
    if words[:2] == ["models", "promote"]:
        words += ["--force", "the examples train on what they judge"]
    if words[0] in ("label", "audit", "review") and "-o" in words and "--resume" not in words:
        words.append("--overwrite")
    result = bantin(*words, cwd=workplace)
    assert result.returncode == 0, result.stderr.decode()


def test_python_examples_run(capsys):
    blocks = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "flood_disaster" in capsys.readouterr().out


def test_links_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (PROJECT / target).exists(), target


def test_quality_figures_are_those_of_the_model_that_ships():
    metrics = json.loads((PROJECT / "models" / "default" / "metrics.json").read_text(encoding="utf-8"))
    for name, figures in metrics["tests"].items():
        row = next(line for line in README.splitlines() if line.startswith("|") and name in line)
        assert f"{figures['macro_f1']:.3f}" in row
        assert f"{figures['accuracy_without_review']:.3f}" in row


def test_nothing_else_at_the_top():
    allowed = {"pyproject.toml", "nlp", "models", "corpus", "tests", "notebooks", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile"}  # fmt: skip
    assert {path.name for path in PROJECT.iterdir() if not path.name.startswith(".")} - {
        "out",
        "build",
        "dist",
    } <= allowed
