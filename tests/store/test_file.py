import multiprocessing
import random
import sqlite3
import threading
import time
from contextlib import closing
from hashlib import sha256

import pytest

from nlp.errors import OutputError, StoreError
from nlp.store.file import schema
from nlp.store.file.schema import APPLICATION_ID, VERSION
from nlp.store.records import Query
from nlp.store.store import Store
from tests.store.conftest import numbered


def database(path, *statements):
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


FOREIGN = {
    "another program's": lambda path: database(path, "CREATE TABLE articles (id)", "PRAGMA user_version = 1"),
    "a newer bantin's": lambda path: database(
        path, "CREATE TABLE a (b)", f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {VERSION + 1}"
    ),
    "a text": lambda path: path.write_text("Lũ quét trong đêm\n" * 20, encoding="utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "cut short": lambda path: path.write_bytes(b"SQLite format 3\0"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_stays_as_it_is(tmp_path, kind):
    path = tmp_path / "desk.db"
    FOREIGN[kind](path)
    before = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(StoreError, match=r"desk\.db: is .*"):
        Store(path)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_and_a_place_that_cannot_be(tmp_path):
    with pytest.raises(StoreError):
        Store(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(StoreError):
        Store(tmp_path / "file" / "desk.db")


def test_damage_is_said_not_shown_as_a_traceback(tmp_path):
    path = tmp_path / "desk.db"
    with Store(path) as store:
        store.add(numbered(50))
    content = bytearray(path.read_bytes())
    noise = random.Random(1).randbytes(len(content))
    path.write_bytes(content[:-40_000] + noise[:40_000])
    with Store(path) as store:
        with pytest.raises(StoreError, match="damaged"):
            list(store.articles())
        assert store.integrity()
    path.write_bytes(content[:4096] + noise[4096:])
    with pytest.raises(StoreError, match="damaged"):
        Store(path)


def test_integrity_notices_what_does_not_agree(store):
    store.add(numbered(5))
    assert store.integrity() == []
    database(store.path, "UPDATE facets SET number = 7 WHERE facet = 'article'", "DELETE FROM contents")
    assert len(store.integrity()) == 2


def test_adding_again_changes_nothing(store):
    assert store.add(numbered(20)).new == 20
    state, progress = store.state, store.progress()
    again = store.add([*numbered(20), *numbered(20)], batch=7)
    assert (again.new, again.known) == (0, 40)
    assert (store.state, store.progress()) == (state, progress)


@pytest.mark.parametrize("together", [True, False])
def test_near_duplicates_are_marked_with_the_first(store, together):
    from tests.store.conftest import made

    text = "Nước sông dâng cao trong đêm, người dân ven bờ phải chạy lũ. Chính quyền xã đưa bà con đến trường học."
    story = [
        made(text),
        made(f"Tin thêm. {text}"),
        made("Giá xăng giảm từ chiều nay theo thông báo của liên bộ."),
        made(f"{text} Hết."),
    ]
    added = [store.add(story)] if together else [store.add([one]) for one in story]
    assert sum(one.duplicates for one in added) == 2
    by_text = {stored.article.text: stored for stored in store.articles()}
    first = by_text[text].key
    assert [by_text[one.article.text].hit.duplicate_of for one in story] == [None, first, None, first]
    assert len(store.search(Query(repeats=False)).hits) == 2


def _add_until_killed(path, acknowledged):
    with Store(path) as store:
        for start in range(0, 100_000, 5):
            store.add(numbered(start + 5)[start:])
            acknowledged.send(start + 5)


def test_a_killed_process_leaves_the_store_whole(tmp_path):
    path = tmp_path / "desk.db"
    context = multiprocessing.get_context("fork")
    for moment in (0.05, 0.15, 0.3):
        mine, its = context.Pipe(duplex=False)
        process = context.Process(target=_add_until_killed, args=(path, its))
        process.start()
        its.close()
        time.sleep(moment)
        process.kill()
        process.join()
        done = 0
        while mine.poll():
            try:
                done = mine.recv()
            except EOFError:
                break
        with Store(path) as store:
            assert store.integrity() == []
            found = {hit.title for stored in store.articles() for hit in [stored.hit]}
            assert {f"Tin {number}" for number in range(done)} <= found
            assert len(found) % 5 == 0, "a batch is there whole or not at all"
    assert found, "something was added before it was killed"


def _open(path, ready):
    ready.wait()
    with Store(path) as store:
        store.add(numbered(3))


def test_two_that_make_the_file_at_once_share_it(tmp_path):
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    processes = [context.Process(target=_open, args=(tmp_path / "desk.db", ready)) for _ in range(3)]
    for process in processes:
        process.start()
    ready.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with Store(tmp_path / "desk.db") as store:
        assert store.progress().articles == 3
        assert store.integrity() == []


def test_a_backup_is_of_one_moment_while_others_write(store, tmp_path):
    store.add(numbered(40))
    stop = threading.Event()

    def write():
        number = 40
        while not stop.is_set():
            store.add(numbered(number + 1)[number:])
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            copy = tmp_path / f"copy{number}.db"
            assert store.backup(copy) == copy.stat().st_size
            with Store(copy) as copied:
                assert copied.integrity() == []
                assert copied.progress().articles >= 40
    finally:
        stop.set()
        writer.join()
    kept = sha256(copy.read_bytes()).digest()
    with pytest.raises(OutputError, match="exists already"):
        store.backup(copy)
    assert sha256(copy.read_bytes()).digest() == kept
    store.backup(copy, overwrite=True)
    left = {path.name for path in tmp_path.iterdir()} - {f"desk.db{end}" for end in ("", "-wal", "-shm")}
    assert left == {"copy0.db", "copy1.db", "copy2.db"}


def test_jobs_and_kept_values(store):
    one, other = store.jobs.start("train", "learning", total=10), store.jobs.start("upload")
    store.jobs.advance(one.id, 4)
    store.jobs.end(one.id, "macro-F1 0.9")
    store.jobs.advance(one.id, 5, "too late")
    job = store.jobs.get(one.id)
    assert (job.kind, job.state, job.done, job.total, job.message) == ("train", "done", 4, 10, "macro-F1 0.9")
    assert store.jobs.end_abandoned("the desk was stopped") == 1
    assert [(job.id, job.state) for job in store.jobs.latest()] == [(other.id, "failed"), (one.id, "done")]
    assert store.jobs.get(99) is None
    store.kept.keep("digest 2025-10", {"events": [1, "bão"]}, store.state)
    kept = store.kept.get("digest 2025-10")
    assert (kept.value, kept.state == store.state) == ({"events": [1, "bão"]}, True)
    store.add(numbered(1))
    assert kept.state < store.state
    store.kept.drop("digest 2025-10")
    assert store.kept.get("digest 2025-10") is None


def test_tidying_changes_nothing_that_is_found(store):
    store.add(numbered(30), batch=3)
    before = store.search(Query("chữ7a3"), facets=True)
    store.tidy()
    assert store.search(Query("chữ7a3"), facets=True) == before
    assert store.integrity() == []


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path, monkeypatch):
    path = tmp_path / "desk.db"
    with monkeypatch.context() as old:
        old.setattr(schema, "STEPS", schema.STEPS[:1])
        old.setattr(schema, "VERSION", 1)
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            schema.upgrade(connection)
    database(path, "INSERT INTO kept VALUES ('digest', '1', 0, 0)")
    with Store(path) as store:
        assert store.kept.get("digest").value == 1
        assert store.watched.all() == []
        assert store.add(numbered(2)).new == 2
        assert store.integrity() == []
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


def test_the_steps_of_released_versions_never_change():
    released = ["b5f9cc49fd06", "55b7f6450a36"]
    assert [sha256(step.encode()).hexdigest()[:12] for step in schema.STEPS] == released
