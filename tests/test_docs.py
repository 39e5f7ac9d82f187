"""The documents are held to the code: transcripts and examples run, references are complete, figures are measured."""

import doctest
import json
import re
import shlex
import shutil
import tomllib

import pytest

import nlp
from nlp.classify.registry import model_folders
from nlp.labeller import Labeller
from tests import transcripts
from tests.conftest import PROJECT, _cache, bantin, read_jsonl, write_jsonl
from tests.events.invented import records as season
from tests.reference import REFERENCE, commands, examples, parameters, reference
from tests.test_layers import FLOORS

ALL = dict(commands())
GENERATED = ("nlp/cli/REFERENCE.md", "models/default/README.md")
DOCUMENTS = (*transcripts.DOCUMENTS, "CHANGELOG.md", *GENERATED)
LONGEST_README = 250
every_document = pytest.mark.parametrize("document", DOCUMENTS)


def text_of(document):
    return (PROJECT / document).read_text(encoding="utf-8")


def blocks_of(document, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(document), flags=re.DOTALL | re.MULTILINE)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """Stand in a folder that has a checkout's corpus, and nothing else."""
    (tmp_path / "corpus").symlink_to(PROJECT / "corpus")
    monkeypatch.chdir(tmp_path)


def test_every_document_is_known():
    folders = ("*", "*/*", "nlp/**/*")
    found = {path.relative_to(PROJECT).as_posix() for folder in folders for path in PROJECT.glob(f"{folder}.md")}
    assert {path for path in found if not path.startswith((".", "out/"))} == set(DOCUMENTS) - {
        "models/default/README.md"
    }


def test_the_reference_is_that_of_the_commands():
    assert REFERENCE.read_text(encoding="utf-8") == reference(), "run: make reference"


@pytest.mark.parametrize("document", ["README.md", "README.vi.md"])
def test_the_readme_is_short(document):
    assert len(text_of(document).splitlines()) <= LONGEST_README


@pytest.mark.parametrize("document", [name for name in transcripts.DOCUMENTS if blocks_of(name, "console")])
def test_transcripts_are_what_the_commands_print(document, tmp_path):
    changed = [result for result in transcripts.run(document, tmp_path / "work", _cache()) if not result.is_as_shown]
    assert not changed, f"run: python -m tests.transcripts {document}\n" + "\n".join(result.text for result in changed)


@pytest.mark.parametrize("command", ["predict", "label", "train", "review", "audit", "compare", "models"])
def test_a_transcript_shows(command):
    shown = [block for document in transcripts.DOCUMENTS for block in blocks_of(document, "console")]
    assert any(f"$ bantin {command} " in block for block in shown)


def test_both_readmes_show_the_same_commands():
    english, vietnamese = (
        [step.command for block in blocks_of(document, "console") for step in transcripts.steps_of(block)]
        for document in transcripts.DOCUMENTS[:2]
    )
    assert english == vietnamese
    assert blocks_of("README.md", "python") == blocks_of("README.vi.md", "python")
    assert re.findall(r"\b[01]\.\d{3}\b", text_of("README.md").partition("## How good")[2]) == [
        figure.replace(",", ".") for figure in re.findall(r"\b[01],\d{3}\b", text_of("README.vi.md"))
    ]


@pytest.mark.parametrize("document", [name for name in transcripts.DOCUMENTS if blocks_of(name, "python")])
@pytest.mark.usefixtures("checkout")
def test_python_examples_run(document):
    for block in blocks_of(document, "python"):
        exec(compile(block, document, "exec"), {})


@pytest.mark.parametrize("document", [name for name in transcripts.DOCUMENTS if blocks_of(name, "pycon")])
@pytest.mark.usefixtures("checkout")
def test_python_sessions_print_what_they_show(document):
    session = doctest.DocTestParser().get_doctest("\n".join(blocks_of(document, "pycon")), {}, document, None, 0)
    printed = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert session.examples
    assert runner.run(session, out=printed.append).failed == 0, "".join(printed)


def test_the_package_says_what_it_does():
    assert doctest.testmod(nlp).attempted == 2
    assert doctest.testmod(nlp).failed == 0


def test_the_record_shown_is_that_of_the_sample():
    (shown,) = blocks_of("nlp/formats/README.md", "json")
    record = json.loads(shown.replace(", ...]", "]"))
    title, _, text = text_of("corpus/samples/ban-tin.txt").partition("\n")
    made = json.loads(json.dumps(Labeller().label_one(text.strip(), title).to_dict()))
    assert record["prediction"] == made["prediction"]
    assert record["summary"] == made["summary"]
    assert len(record["entities"]) == 2
    assert all(entity in made["entities"] for entity in record["entities"])


@every_document
def test_links_lead_somewhere(document):
    folder = (PROJECT / document).parent
    for target in re.findall(r"\]\(([^)]+)\)", text_of(document).replace("\n", " ")):
        path, _, part = target.partition("#")
        if "://" in target:
            continue
        file = folder / path if path else PROJECT / document
        assert file.exists(), target
        if part:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
            assert part in {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}, target


@every_document
def test_extras_and_make_targets_that_are_named_exist(document):
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert set(re.findall(r"pip install '[\w.]*\[(\w+)\]'", text_of(document))) <= set(project["optional-dependencies"])
    targets = re.findall(r"^(\w+):", text_of("Makefile"), flags=re.MULTILINE)
    assert set(re.findall(r"(?:^|`) *make (\w+)", text_of(document), flags=re.MULTILINE)) <= set(targets)
    assert "pip install bantin" not in text_of(document), "the package is on no index"


@every_document
def test_modules_and_files_that_are_named_exist(document):
    for name in re.findall(r"`((?:nlp|tests|corpus|notebooks|models/default)/[\w./-]+)`", text_of(document)):
        assert (PROJECT / name).exists(), name
    for name in re.findall(r"python -m ((?:nlp|tests|notebooks)[\w.]*)", text_of(document)):
        path = PROJECT / name.replace(".", "/")
        assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), name


def test_quality_figures_are_those_of_the_model_that_ships():
    metrics = json.loads(text_of("models/default/metrics.json"))
    for name, figures in metrics["tests"].items():
        row = next(line for line in text_of("README.md").splitlines() if line.startswith("|") and name in line)
        assert f"{figures['macro_f1']:.3f}" in row
        assert f"{figures['accuracy_without_review']:.3f}" in row


def test_the_table_of_rooms_is_the_one_that_the_layer_test_holds():
    rows = re.findall(r"^\| (\d+) \| (.*?) \|", text_of("CONTRIBUTING.md"), flags=re.MULTILINE)
    drawn = {int(number): set(re.findall(r"`(nlp/\w+)", rooms)) for number, rooms in rows}
    held = {number: {room.replace(".", "/") for room in rooms} for number, rooms in enumerate(FLOORS, start=1)}
    assert drawn == held


def test_ci_runs_what_contributing_says():
    assert "make test" in text_of(".ci/run")
    test = re.search(r"^test: (.*)$", text_of("Makefile"), flags=re.MULTILINE)[1].split()
    recipes = re.findall(r"^(\w+):.*\n((?:\t.*\n)+)", text_of("Makefile"), flags=re.MULTILINE)
    run = [line.strip() for name, recipe in recipes if name in test for line in recipe.splitlines()]
    assert run
    for line in run:
        assert line.replace("$(BIN)/", "") in text_of("CONTRIBUTING.md")


def test_what_lies_beside_models_is_no_model(monkeypatch):
    monkeypatch.chdir(PROJECT)
    assert list(model_folders()) == ["default"]


def test_nothing_else_at_the_top():
    allowed = {"pyproject.toml", "nlp", "models", "corpus", "tests", "notebooks", "README.md", "README.vi.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile"}  # fmt: skip
    assert {path.name for path in PROJECT.iterdir() if not path.name.startswith(".")} - {
        "out",
        "build",
        "dist",
    } <= allowed


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
    lines = [row for path in sorted((PROJECT / "corpus" / "articles").glob("*.jsonl")) for row in read_jsonl(path)]
    rows = [{"id": r["id"], "title": r["title"], "text": r["text"]} for r in lines[::40]]
    news = "Hội đồng nhân dân họp về tuyến đường liên xã đang chờ vốn; bà con lo ngập khi mưa lớn, kỳ họp thứ"
    rows += [{"id": f"new{n}", "title": f"Kỳ họp thứ {n}", "text": f"{news} {n}"} for n in range(1, 6)]
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
    for name, day in (("labelled.jsonl", slice(None)), ("monday.jsonl", slice(3))):
        write_jsonl(folder / name, season()[day])
    assert bantin("review", "export", "feed.jsonl", "-o", "queue.csv", "-n", "20", cwd=folder).returncode == 0
    return folder


def runnable():
    for path, command in ALL.items():
        for line in examples(command):
            serves = line.startswith("bantin serve")  # until it is stopped: tests/web/test_command.py
            if line.startswith("bantin ") and not serves and "--config" not in line and "://" not in line:
                yield pytest.param(line, id=f"{path}: {line}"[:80])


@pytest.mark.parametrize("line", list(runnable()))
def test_examples_run(line, workplace):
    words = shlex.split(line.partition(" > ")[0])[1:]
    if words[0] == "train":
        words += ["--set", "folds=2", "--set", "max_iter=5", "--overwrite"]
    if words[:2] == ["models", "promote"]:
        words += ["--force", "the examples train on what they judge"]
    if words[0] in ("label", "audit", "review", "digest") and "-o" in words and "--resume" not in words:
        words.append("--overwrite")
    result = bantin(*words, cwd=workplace)
    assert result.returncode == 0, result.stderr.decode()
