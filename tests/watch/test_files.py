import json
import multiprocessing
import time

import pytest

from nlp.errors import InputError
from nlp.labeller import Labeller
from nlp.store.store import Store
from nlp.watch import files
from nlp.watch.watcher import Watcher
from tests.conftest import write_jsonl


def row(number):
    return {"id": str(number), "title": f"Tin {number}", "text": " ".join(f"chữ{number}a{word}" for word in range(9))}


def line(number):
    return json.dumps(row(number), ensure_ascii=False) + "\n"


def titles(store):
    return sorted(hit.title for hit in store.search().hits)


def test_a_growing_file_is_read_on(watch, store, tmp_path):
    path = tmp_path / "feed.jsonl"
    path.write_text(line(1), encoding="utf-8")
    source = str(path)
    assert watch(source)[source].added.new == 1
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line(2) + line(3)[:20])
    look = watch(source)[source]
    assert (look.added.new, look.added.known, look.rejected) == (1, 0, 0), "half a line is not touched"
    with path.open("a", encoding="utf-8") as stream:
        stream.write(line(3)[20:-1])
    assert watch(source)[source].added.new == 1, "a whole object needs no line end"
    with path.open("a", encoding="utf-8") as stream:
        stream.write("\n" + line(4))
    look = watch(source)[source]
    assert (look.added.new, look.added.known, look.rejected) == (1, 0, 0)
    assert titles(store) == ["Tin 1", "Tin 2", "Tin 3", "Tin 4"]


@pytest.mark.parametrize("how", ["cut and written on", "cut and longer", "replaced"])
def test_a_file_that_began_anew_is_read_from_its_start(watch, store, tmp_path, how):
    path = tmp_path / "feed.jsonl"
    write_jsonl(path, [row(1), row(2)])
    source = str(path)
    watch(source)
    if how == "replaced":
        write_jsonl(tmp_path / "new.jsonl", [row(3), row(4)]).replace(path)
    else:
        write_jsonl(path, [row(3)] if how == "cut and written on" else [row(number) for number in range(3, 9)])
    look = watch(source)[source]
    assert look.added.known == 0
    assert {"Tin 1", "Tin 2", "Tin 3"} <= set(titles(store))


def test_a_growing_file_is_taken_in_pieces(watch, store, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PIECE", 200)
    monkeypatch.setattr(files, "MAX_RECORD_BYTES", 1_000)
    path = tmp_path / "feed.jsonl"
    long = json.dumps({"text": "dài " * 2_000}) + "\n"
    path.write_text(line(1) + line(2) + long + line(3), encoding="utf-8")
    source = str(path)
    look = watch(source)[source]
    assert look.rejected
    assert titles(store) == ["Tin 1", "Tin 2", "Tin 3"]
    assert watch(source)[source].added.known == 0


def test_a_folder_brings_what_is_new_or_changed(watch, store, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    source = str(folder)
    assert watch(source)[source].failure == "", "it may be empty at first"
    write_jsonl(folder / "a.jsonl", [row(1)])
    (folder / "b.csv").write_text("title,text\nTin 2,Nước dâng ở bản trong đêm\n", encoding="utf-8")
    (folder / "c.bin").write_bytes(b"\0")
    assert watch(source)[source].added.new == 2
    look = watch(source)[source]
    assert (look.added.new, look.added.known) == (0, 0)
    (folder / "b.csv").write_text("title,text\nTin 2,Nước dâng ở bản trong đêm\nTin 3,Đèo ngập\n", encoding="utf-8")
    look = watch(source)[source]
    assert (look.added.new, look.added.known) == (1, 1)
    (folder / "b.csv").unlink()
    watch(source)
    assert set(store.watched.files(source)) == {str(folder / "a.jsonl")}


def test_bad_files_stop_no_other(watch, store, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04 broken")
    (folder / "b.jsonl").write_bytes(b'{"text": 7}\n\xff\xfe\n[1]\n' + line(1).encode())
    source = str(folder)
    look = watch(source)[source]
    assert (look.added.new, look.rejected, look.failure) == (1, 4, "")
    assert len(look.reasons) == 3
    assert watch(source)[source].rejected == 0, "nobody is told twice"


def test_a_source_that_vanished_fails_alone(watch, store, tmp_path):
    one, other = (write_jsonl(tmp_path / f"{name}.jsonl", [row(number)]) for number, name in enumerate("ab"))
    watch(str(one), str(other))
    write_jsonl(other, [row(1), row(2)])
    watcher = Watcher(store, Labeller(None), [str(one), str(other)])
    one.unlink()
    looks = {look.source: look for look in watcher.run(once=True)}
    assert "no such file" in looks[str(one)].failure
    assert looks[str(other)].added.new == 1
    with pytest.raises(InputError):
        watch(str(one))


def _watch_until_killed(path, source):
    files.PIECE = 2_000
    with Store(path) as store:
        for _ in Watcher(store, Labeller(None), [source]).run(once=True):
            pass


def test_a_watch_that_was_killed_goes_on_where_it_was(watch, store, tmp_path):
    path = tmp_path / "feed.jsonl"
    path.write_text("".join(map(line, range(400))), encoding="utf-8")
    for moment in (0.1, 0.2, 0.3):
        process = multiprocessing.get_context("fork").Process(target=_watch_until_killed, args=(store.path, str(path)))
        process.start()
        time.sleep(moment)
        process.kill()
        process.join()
    assert store.integrity() == []
    before = store.progress().articles
    look = watch(str(path))[str(path)]
    assert before + look.added.new == store.progress().articles == 400
    assert before > 0, "something was read before it was killed"
    assert look.added.known < 20, "at most the piece in work is read again"
