"""The notebooks run on what the project ships, say what came out, and hold nothing of the news or of the machine."""

import base64
import json
import lzma
import re

import nbformat
import pytest

from notebooks.run import NOTEBOOKS, execute
from tests.conftest import CORPUS, PROJECT

RUN = 8
PICTURES = 150_000
FIGURE = re.compile(r"\d[\d,]*\.\d+%?|\d+%")
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def outputs_of(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", ())]


def texts_of(notebook):
    """Yield what can be read: sources, and outputs other than pictures."""
    for cell in notebook.cells:
        yield cell.source
    for output in outputs_of(notebook):
        yield output.get("text", "")
        yield from (str(content) for kind, content in output.get("data", {}).items() if not kind.startswith("image/"))


def pictures_of(notebook):
    return [base64.b64decode(output.data["image/png"]) for output in outputs_of(notebook) if "image/png" in output.get("data", {})]  # fmt: skip


def runs(text):
    words = re.findall(r"\w+", text.lower())
    return {" ".join(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def documents(path):
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield f"{row.get('title') or ''} {row['text']}"


def news_in(notebook, news):
    """Return the runs of words of a notebook that stand in the news, and not in the written corpus."""
    shown = set().union(*map(runs, texts_of(notebook)))
    ours = set().union(*(runs(text) for path in (CORPUS / "articles").glob("*.jsonl") for text in documents(path)))
    return {run for text in news for run in runs(text) & shown} - ours


def check_clean(notebook):
    assert pictures_of(notebook)
    assert all(picture.startswith(b"\x89PNG") for picture in pictures_of(notebook))
    assert {output.output_type for output in outputs_of(notebook)} <= {"display_data", "execute_result"}, "text printed"
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert not any(cell.metadata for cell in notebook.cells)
    for text in texts_of(notebook):
        assert not re.search(r"(?<![\w.])/(home|root|tmp|usr|work|Users)/|0x[0-9a-f]{6,}|Warning\b", text), text
        assert str(PROJECT) not in text


def test_there_are_four():
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03", "05"]


@every_notebook
def test_it_runs_on_what_the_project_ships(path, tmp_path):
    notebook = execute(path, {"BANTIN_SHARED": str(tmp_path)})
    check_clean(notebook)
    assert not any("news_train" in output.get("data", {}).get("text/markdown", "") for output in outputs_of(notebook))
    assert any("written corpus" in output.get("data", {}).get("text/markdown", "") for output in outputs_of(notebook))


@every_notebook
def test_the_committed_one_was_executed_from_top_to_bottom(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    check_clean(notebook)
    assert sum(map(len, pictures_of(notebook))) < PICTURES


@every_notebook
def test_the_conclusion_says_what_the_cells_show(path):
    notebook = nbformat.read(path, as_version=4)
    last = notebook.cells[-1]
    assert last.cell_type == "markdown"
    assert last.source.startswith("## Conclusion")
    shown = " ".join(str(output.get("data", {}).get("text/markdown", "")) for output in outputs_of(notebook))
    known = set(FIGURE.findall(shown.replace(" %", "%")))
    figures = set(FIGURE.findall(last.source.replace(" %", "%")))
    assert len(figures) >= 5
    assert figures <= known, figures - known


@every_notebook
def test_it_holds_no_text_of_the_news(path, shared):
    notebook = nbformat.read(path, as_version=4)
    names = ("news_train.jsonl", "news_dev.jsonl", "entities_dev.jsonl", "seed.jsonl", "feed_sample.jsonl.xz")
    assert not news_in(notebook, (text for name in names for text in documents(shared / "data" / name)))


def test_text_of_the_news_would_be_noticed():
    notebook = nbformat.v4.new_notebook()
    news = "Trích một câu dài hơn tám âm tiết, đủ để lộ nguồn."
    cell = nbformat.v4.new_code_cell("1")
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/markdown": f"| a1 | {news.upper()} |"})]
    notebook.cells = [cell]
    assert news_in(notebook, [f"Tựa đề. {news}"])
    assert not news_in(notebook, ["Một câu khác."])
