import re

import pytest

from nlp.entities import lexicon
from tests.conftest import PROJECT

TABLES = sorted((PROJECT / "nlp" / "entities" / "lexicons").glob("*.tsv"))


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_explains_itself_and_is_tidy(path):
    text = path.read_text(encoding="utf-8")
    lines = text.split("\n")
    assert lines[0].startswith("# ")
    assert any(line.startswith("#") and "add" in line.lower() for line in lines), "say how to add a row"
    head, *body = [line.split("\t") for line in lines if line and not line.startswith("#")]
    assert body
    assert {len(row) for row in body} == {len(head)}
    assert not re.search(r" \t|\t |\|\||\| | \||  | \n", "\n".join("\t".join(row) for row in body))
    column = head.index("phrases") if "phrases" in head else None
    if column is not None:
        listed = [(tuple(row[:column]), phrase) for row in body for phrase in lexicon.phrases(row[column])]
        assert len(listed) == len(set(listed)), "a phrase stands in a group once"


def test_other_columns_are_refused(monkeypatch, tmp_path):
    (tmp_path / "colours.tsv").write_text("# Colours.\nword\tmeaning\nđỏ\tred\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "_FOLDER", tmp_path)
    assert lexicon.rows("colours", "word", "meaning") == (("đỏ", "red"),)
    with pytest.raises(ValueError, match="columns"):
        lexicon.rows("colours", "word")


def test_a_row_with_a_cell_too_few_is_refused(monkeypatch, tmp_path):
    (tmp_path / "torn.tsv").write_text("# Torn.\nword\tmeaning\nđỏ\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "_FOLDER", tmp_path)
    with pytest.raises(ValueError, match="1 cells"):
        lexicon.rows("torn", "word", "meaning")


def test_groups_gather_their_rows(monkeypatch, tmp_path):
    (tmp_path / "two.tsv").write_text("# Two.\ngroup\tphrases\na\tmột|hai ba\na\tbốn\nb\tmột\n", encoding="utf-8")
    monkeypatch.setattr(lexicon, "_FOLDER", tmp_path)
    assert lexicon.groups("two") == {"a": {"một", "hai ba", "bốn"}, "b": {"một"}}
