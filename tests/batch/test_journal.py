import pytest

from nlp.batch.journal import JOURNAL, Journal, clear, header, locked
from nlp.batch.tally import Tally
from nlp.batch.work import Done
from nlp.errors import BatchError

INPUT = {"path": "a.jsonl", "format": "jsonl", "size": 10, "changed": "1", "head": "ab"}


def head(inputs=(INPUT,), options=None, model="default", release="1.0"):
    return header(inputs, options or {"dedup": False}, {"name": model, "sha256": model}, release)


def finish(folder, journal, number, content=b"{}\n"):
    (folder / f"{number}.tmp").write_bytes(content)
    tally = Tally(read=2, labelled=1, rejected=1)
    tally.by_label["other"] = 1
    journal.commit(Done(number, "a.jsonl", 5, 2, None, tally, {"part": len(content)}, {"part": f"{number}.tmp"}))


@pytest.fixture
def begun(tmp_path):
    with Journal(tmp_path, head()) as journal:
        for number in range(3):
            finish(tmp_path, journal, number)
    return tmp_path


def test_what_is_finished_is_known_again(begun):
    journal = Journal(begun, head())
    assert sorted(journal.done) == [0, 1, 2]
    assert journal.done[1].tally.by_label == {"other": 1}
    assert journal.path(1, "part").read_bytes() == b"{}\n"


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_torn_last_line_is_not_done_and_does_not_harm_what_follows(begun, cut):
    content = (begun / JOURNAL).read_bytes()
    (begun / JOURNAL).write_bytes(content[:-cut])
    journal = Journal(begun, head())
    assert sorted(journal.done) == [0, 1]
    with journal:
        finish(begun, journal, 2)
    assert sorted(Journal(begun, head()).done) == [0, 1, 2]


@pytest.mark.parametrize("damage", [lambda path: path.unlink(), lambda path: path.write_bytes(b"")])
def test_a_part_that_did_not_reach_the_disk_is_not_done(begun, damage):
    damage(begun / "000001.part")
    assert sorted(Journal(begun, head()).done) == [0, 2]


def test_a_journal_without_a_whole_first_line_is_begun_anew(begun):
    (begun / JOURNAL).write_bytes((begun / JOURNAL).read_bytes()[:20])
    assert Journal(begun, head()).done == {}


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (head(inputs=[INPUT | {"size": 11}]), "a.jsonl has changed since .size was 10, is 11"),
        (head(inputs=[INPUT | {"changed": "2"}]), "a.jsonl has changed"),
        (head(inputs=[INPUT | {"head": "cd"}]), "a.jsonl has changed"),
        (head(inputs=[INPUT, INPUT | {"path": "b"}]), "the input b is new"),
        (head(inputs=[]), "the input a.jsonl is missing"),
        (head(options={"dedup": True}), "the option dedup was False and is True"),
        (head(model="mine"), "another model .default, now mine"),
        (head(release="2.0"), "begun by bantin 1.0, this is 2.0"),
    ],
)
def test_another_run_is_refused_with_the_reason(begun, other, reason):
    before = (begun / JOURNAL).read_bytes()
    with pytest.raises(BatchError, match=reason):
        Journal(begun, other)
    assert (begun / JOURNAL).read_bytes() == before


def test_the_order_of_inputs_matters(begun):
    two = [INPUT, INPUT | {"path": "b"}]
    clear(begun)
    with Journal(begun, head(inputs=two)) as journal:
        finish(begun, journal, 0)
    with pytest.raises(BatchError, match="order"):
        Journal(begun, head(inputs=two[::-1]))


def test_two_runs_do_not_share_a_folder(tmp_path):
    with locked(tmp_path / "o.parts"), pytest.raises(BatchError, match="another run"), locked(tmp_path / "o.parts"):
        pass
    with locked(tmp_path / "o.parts"):
        pass


def test_a_run_that_finished_nothing_leaves_nothing(tmp_path):
    with locked(tmp_path / "o.parts"), Journal(tmp_path / "o.parts", head()):
        assert (tmp_path / "o.parts" / JOURNAL).exists()
    assert list(tmp_path.iterdir()) == []


def test_only_our_own_files_are_removed(begun):
    (begun / "mine.txt").write_text("mine")
    (begun / "202401.jsonl").write_text("mine")
    (begun / f".123456.part.{'0' * 32}.tmp").write_text("left by a worker that died")
    with locked(begun):
        clear(begun)
    assert {file.name for file in begun.iterdir()} - {"lock"} == {"mine.txt", "202401.jsonl"}
    (begun / "mine.txt").unlink()
    (begun / "202401.jsonl").unlink()
    with locked(begun):
        pass
    assert not begun.exists()
