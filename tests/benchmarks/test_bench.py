import lzma

import pytest

from nlp.classify.registry import load_model
from tests.benchmarks.before import FEED, checked_out, peers_on_feed
from tests.benchmarks.bench import PROJECT, in_turns, native_pipeline


def test_the_peer_gives_the_same_scores_on_clean_text(corpus):
    """A peer with other features would make the comparison worthless."""
    model = load_model()
    pairs = [(title.lower(), text.lower()) for title, text in corpus.pairs[::15]]
    ours = model.predict_proba([("", text) for _, text in pairs])
    theirs = native_pipeline(model).predict_proba([text for _, text in pairs])
    order = [list(model.labels).index(label) for label in native_pipeline(model).classes_]
    agree = (ours[:, order].argmax(axis=1) == theirs.argmax(axis=1)).mean()
    assert agree > 0.97


def test_both_sides_are_measured():
    calls = []
    ours, theirs = in_turns(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 3
    assert min(ours, theirs) > 0


@pytest.mark.skipif(not (PROJECT / ".git").exists(), reason="no repository: a source distribution")
def test_an_earlier_commit_is_taken_out_whole():
    with checked_out("HEAD") as folder:
        assert (folder / "nlp" / "__main__.py").is_file()
        assert (folder / "models" / "default" / "model.json").is_file()
    assert not folder.exists()


def test_peers_that_are_not_installed_are_named(tmp_path, monkeypatch):
    def missing():
        raise ImportError("No module named 'pyvi'")

    (tmp_path / "data").mkdir()
    record = b'{"title": "M\xc6\xb0a l\xc5\xa9", "text": "X\xc3\xa3 T\xc3\xa2n An ng\xe1\xba\xadp"}\n'
    (tmp_path / "data" / FEED).write_bytes(lzma.compress(record * 3))
    monkeypatch.setattr("tests.benchmarks.before.PEERS", {"pyvi": (missing, 3), "length": (lambda: len, 3)})
    rows = []
    peers_on_feed(lambda *cells: rows.append(cells), tmp_path)
    assert [row[2] for row in rows] == ["pyvi", "length"]
    assert "skipped" in rows[0][3]
    assert rows[1][3].endswith("/s")
