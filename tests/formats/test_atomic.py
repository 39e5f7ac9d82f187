"""Files and folders appear whole or not at all, and nothing but them is written, replaced or removed."""

import errno
import logging
import os
import shutil
import stat
import threading
import time

import fsspec
import pytest
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

from nlp.errors import OutputError
from nlp.formats.atomic import (
    creating,
    creating_file,
    creating_folder,
    old_version,
    open_new,
    remove_scratch,
    scratch_name,
)

posix = pytest.mark.skipif(os.name != "posix", reason="permissions and folders that can be synced are POSIX's")


def write(path, content=b"new"):
    with creating_file(path, overwrite=True) as stream:
        stream.write(content)


def write_folder(path, **contents):
    with creating_folder(path, overwrite=True) as folder:
        for name, content in contents.items():
            (folder / name).write_text(content)


def read_folder(path):
    return {file.name: file.read_text() for file in path.iterdir()}


def test_an_old_output_stays_until_the_new_one_is_complete(tmp_path):
    (tmp_path / "o").write_bytes(b"old")
    with creating_file(tmp_path / "o", overwrite=True) as stream:
        stream.write(b"new")
        assert (tmp_path / "o").read_bytes() == b"old"
    assert (tmp_path / "o").read_bytes() == b"new"
    assert [file.name for file in tmp_path.iterdir()] == ["o"]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_the_old_content_and_nothing_else(tmp_path, error):
    with pytest.raises((error, OutputError)), creating_file(tmp_path / "o", overwrite=True) as stream:
        stream.write(b"so far\n")
        raise error
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "o").write_bytes(b"old")
    with pytest.raises((error, OutputError)), creating_file(tmp_path / "o", overwrite=True) as stream:
        stream.write(b"so far\n")
        raise error
    assert [file.name for file in tmp_path.iterdir()] == ["o"]
    assert (tmp_path / "o").read_bytes() == b"old"


@pytest.mark.parametrize("when", ["before", "meanwhile"])
@pytest.mark.parametrize("kind", ["file", "folder", "link", "link to nowhere"])
@pytest.mark.parametrize("links", [True, False], ids=["hard links", "none"])
def test_what_is_there_stays_unless_it_may_be_overwritten(tmp_path, monkeypatch, when, kind, links):
    """The user's file may come while a run of hours is at work; FAT and some network file systems have no links."""
    if not links:
        monkeypatch.setattr(os, "link", refusing)
    (tmp_path / "precious").write_text("precious")

    def occupy():
        if kind == "folder":
            (tmp_path / "o").mkdir()
            (tmp_path / "o" / "mine").write_text("mine")
        elif kind == "file":
            (tmp_path / "o").write_text("mine")
        else:
            (tmp_path / "o").symlink_to(tmp_path / ("precious" if kind == "link" else "nowhere"))

    def create(creator):
        with creator(tmp_path / "o"):
            if when == "meanwhile":
                occupy()

    if when == "before":
        occupy()
    for creator in (creating_file, creating_folder):
        with pytest.raises(OutputError, match=r"exists already|not a folder|a folder or a device"):
            create(creator)
        if when == "meanwhile":
            shutil.rmtree(tmp_path / "o") if kind == "folder" else (tmp_path / "o").unlink()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["o", "precious"][when == "meanwhile" :]
    assert (tmp_path / "precious").read_text() == "precious"


def refusing(*_):
    raise OSError(errno.EPERM, os.strerror(errno.EPERM))


def test_a_new_file_on_a_file_system_without_links(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "link", refusing)
    with creating_file(tmp_path / "o") as stream:
        stream.write(b"new")
    assert read_folder(tmp_path) == {"o": "new"}


def test_a_full_disk_is_told_under_the_name_that_the_user_knows(tmp_path):
    with pytest.raises(OutputError, match=r"/o: cannot be written: No space"), creating_file(tmp_path / "o") as stream:
        os.dup2(os.open("/dev/full", os.O_WRONLY), stream.fileno())
        stream.write(b"x" * 2**17)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_the_caller_is_not_one_of_the_output(tmp_path):
    with pytest.raises(FileNotFoundError, match="input"), creating_file(tmp_path / "o"):
        (tmp_path / "input").read_text()


def test_the_version_that_a_killed_run_moved_away_is_found(tmp_path):
    path = tmp_path / "f"
    write_folder(path, a="1")
    assert old_version(path) is None
    scratch = scratch_name(path)
    scratch.mkdir()
    path.rename(scratch / "old")
    assert old_version(path) == scratch / "old"


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        write(tmp_path / "file" / "o.jsonl")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be written: it is a folder"):
        write(tmp_path / "folder")
    with pytest.raises(OutputError, match="cannot be written: it is not a folder"):
        write_folder(tmp_path / "file")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["file", "folder"]


@posix
def test_a_device_is_not_replaced(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="a device"):
        write(tmp_path / "pipe")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_folders_above_are_made(tmp_path):
    write(tmp_path / "a" / "b" / "o")
    write_folder(tmp_path / "c" / "d" / "model", head="1")
    assert (tmp_path / "a" / "b" / "o").read_bytes() == b"new"
    assert read_folder(tmp_path / "c" / "d" / "model") == {"head": "1"}


# Names


def test_temporary_names_cannot_be_foreseen(tmp_path):
    names = {scratch_name(tmp_path / "o").name for _ in range(100)}
    assert len(names) == 100
    assert all(len(name) == len(".o..tmp") + 32 for name in names)


def test_files_under_the_names_that_were_once_foreseeable_survive(tmp_path):
    """A name of the user's own, and a link that somebody laid where older versions wrote."""
    (tmp_path / "precious").write_text("precious")
    (tmp_path / ".o.tmp").write_text("mine")
    (tmp_path / ".p.tmp").symlink_to(tmp_path / "precious")
    for name in (".f.new.tmp", ".f.old.tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine").write_text("mine")
    write(tmp_path / "o")
    write(tmp_path / "p")
    write_folder(tmp_path / "f", a="1")
    write_folder(tmp_path / "f", a="2")
    assert (tmp_path / ".o.tmp").read_text() == "mine"
    assert (tmp_path / ".p.tmp").is_symlink()
    assert (tmp_path / "precious").read_text() == "precious"
    assert read_folder(tmp_path / ".f.new.tmp") == read_folder(tmp_path / ".f.old.tmp") == {"mine": "mine"}
    assert read_folder(tmp_path / "f") == {"a": "2"}


class Foreseen:
    """Notes with a name that an attacker foresees."""

    def __init__(self, name):
        self._name = name

    def scratch_name(self, path):
        return self._name

    def note_made(self, made, path):
        pass

    def is_own(self, path):
        return False


@pytest.mark.parametrize("target", ["precious", "nowhere"])
def test_even_a_foreseen_name_is_not_written_through(tmp_path, target):
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "foreseen").symlink_to(tmp_path / target)
    for attempt in (
        lambda: open_new(tmp_path / "foreseen"),
        lambda: creating_file(tmp_path / "o", Foreseen(tmp_path / "foreseen")).__enter__(),
        lambda: creating_folder(tmp_path / "f", Foreseen(tmp_path / "foreseen")).__enter__(),
    ):
        with pytest.raises((FileExistsError, OutputError)):
            attempt()
    assert (tmp_path / "precious").read_text() == "precious"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["foreseen", "precious"]


def test_a_long_name_still_fits(tmp_path):
    name = "lũ-quét-ở-xã-vùng-cao-" * 8
    assert 220 < len(name.encode()) < 255
    write(tmp_path / name)
    write_folder(tmp_path / name[1:], a="1")
    assert sorted(file.name for file in tmp_path.iterdir()) == [name, name[1:]]


# Links


def test_a_link_that_the_user_names_stays_and_its_target_is_replaced(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "o").write_text("old")
    (tmp_path / "latest").symlink_to(tmp_path / "data" / "o")
    write(tmp_path / "latest")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "data" / "o").read_bytes() == b"new"


def test_a_link_that_the_user_did_not_name_is_replaced_itself(tmp_path):
    (tmp_path / "precious").write_text("precious")
    (tmp_path / "journal").symlink_to(tmp_path / "precious")
    with creating_file(tmp_path / "journal", overwrite=True, follow=False) as stream:
        stream.write(b"new")
    assert not (tmp_path / "journal").is_symlink()
    assert (tmp_path / "precious").read_text() == "precious"


# Permissions


@posix
def test_new_files_get_the_permissions_of_the_umask_and_replaced_ones_keep_theirs(tmp_path):
    before = os.umask(0o027)
    try:
        write(tmp_path / "new")
        write_folder(tmp_path / "folder", a="1")
        (tmp_path / "private").write_text("")
        (tmp_path / "shared").write_text("")
        (tmp_path / "private").chmod(0o600)
        (tmp_path / "shared").chmod(0o666)
        write(tmp_path / "private")
        write(tmp_path / "shared")
        (tmp_path / "folder").chmod(0o775)
        write_folder(tmp_path / "folder", a="2")
    finally:
        os.umask(before)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert modes == {"new": 0o640, "private": 0o600, "shared": 0o666, "folder": 0o775}
    assert stat.S_IMODE((tmp_path / "folder" / "a").stat().st_mode) == 0o640


@posix
def test_content_of_a_private_file_is_never_readable_by_others(tmp_path):
    (tmp_path / "o").write_text("")
    (tmp_path / "o").chmod(0o600)
    with creating_file(tmp_path / "o", overwrite=True):
        (scratch,) = (file for file in tmp_path.iterdir() if file.name != "o")
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o600


# The disk


@posix
def test_the_file_reaches_the_disk_before_its_name_does(tmp_path, monkeypatch):
    order = []
    fsync, replace, link = os.fsync, os.replace, os.link

    def watch_fsync(descriptor):
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def watch_replace(*paths):
        order.append("rename")
        replace(*paths)

    def watch_link(*paths):
        order.append("link")
        link(*paths)

    monkeypatch.setattr(os, "fsync", watch_fsync)
    monkeypatch.setattr(os, "link", watch_link)
    monkeypatch.setattr(os, "replace", watch_replace)
    write(tmp_path / "o")
    assert order == ["file", "rename", "folder"]
    order.clear()
    with creating_file(tmp_path / "p") as stream:
        stream.write(b"new")
    assert order == ["file", "link", "folder"]
    order.clear()
    write_folder(tmp_path / "f", a="1", b="2")
    assert order == ["file", "file", "folder", "folder"]
    order.clear()
    write(tmp_path / "a" / "b" / "o")
    assert order == ["folder", "folder", "file", "rename", "folder"]


@posix
def test_a_file_system_that_cannot_sync_folders(tmp_path, monkeypatch):
    fsync = os.fsync

    def refuse(number):
        def refusing(descriptor):
            if stat.S_ISDIR(os.fstat(descriptor).st_mode):
                raise OSError(number, os.strerror(number))
            fsync(descriptor)

        return refusing

    monkeypatch.setattr(os, "fsync", refuse(errno.EINVAL))
    write(tmp_path / "o")
    assert (tmp_path / "o").read_bytes() == b"new"
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(OutputError, match="Input/output error"):
        write(tmp_path / "o")


# Several writers, and killed ones


def test_writers_at_once_do_not_disturb_each_other(tmp_path):
    """Whoever reads sees the whole content of one of them, and at the end nothing else is left."""
    contents = {bytes([65 + number]) * 200_000 for number in range(6)}
    write(tmp_path / "o", next(iter(contents)))
    errors, stopped = [], threading.Event()

    def writer(content):
        try:
            for _ in range(15):
                write(tmp_path / "o", content)
        except Exception as error:
            errors.append(error)

    def reader():
        while not stopped.is_set():
            if (tmp_path / "o").read_bytes() not in contents:
                errors.append("half a file")

    watching = threading.Thread(target=reader)
    watching.start()
    writers = [threading.Thread(target=writer, args=[content]) for content in contents]
    for thread in writers:
        thread.start()
    for thread in writers:
        thread.join()
    stopped.set()
    watching.join()
    assert errors == []
    assert [file.name for file in tmp_path.iterdir()] == ["o"]


def test_two_writers_within_each_other(tmp_path):
    with creating_file(tmp_path / "o", overwrite=True) as first:
        first.write(b"first")
        with creating_file(tmp_path / "o", overwrite=True) as second:
            second.write(b"second")
        assert (tmp_path / "o").read_bytes() == b"second"
    assert (tmp_path / "o").read_bytes() == b"first"


def test_what_killed_runs_left_stays_and_is_reported_after_a_day(tmp_path, caplog):
    left = [scratch_name(tmp_path / "o") for _ in range(2)]
    for file in left:
        file.write_text("half")
    (tmp_path / f".other.{'0' * 32}.tmp").write_text("of another target")
    with caplog.at_level(logging.WARNING):
        write(tmp_path / "o")
        assert caplog.messages == []  # their writers may be alive
        for file in tmp_path.iterdir():
            os.utime(file, (time.time() - 2 * 86400,) * 2)
        write(tmp_path / "o")
    (message,) = caplog.messages
    assert "killed runs left 2 temporary files beside it" in message
    assert all(file.exists() for file in left)


def test_a_run_removes_what_it_left_itself(tmp_path):
    path = tmp_path / "o"
    file, folder, link = (scratch_name(path) for _ in range(3))
    file.write_text("half")
    (folder / "new").mkdir(parents=True)
    (tmp_path / "precious").mkdir()
    link.symlink_to(tmp_path / "precious")
    for scratch in (file, folder, link, scratch_name(path)):
        remove_scratch(scratch, path)
    assert [file.name for file in tmp_path.iterdir()] == ["precious"]


@pytest.mark.parametrize("name", ["precious", ".o.tmp", f".p.{'0' * 32}.tmp", f".o.{'0' * 32}.tmp.jsonl"])
def test_other_names_are_not_removed_whatever_a_journal_says(tmp_path, name):
    (tmp_path / name).write_text("mine")
    remove_scratch(tmp_path / name, tmp_path / "o")
    (tmp_path / "sub").mkdir()
    elsewhere = scratch_name(tmp_path / "sub" / "o")
    elsewhere.write_text("mine")
    remove_scratch(elsewhere, tmp_path / "o")
    assert (tmp_path / name).read_text() == elsewhere.read_text() == "mine"


# Folders


def test_a_folder_is_exchanged_whole(tmp_path):
    write_folder(tmp_path / "f", a="1", b="1")
    with creating_folder(tmp_path / "f", overwrite=True) as folder:
        (folder / "a").write_text("2")
        assert read_folder(tmp_path / "f") == {"a": "1", "b": "1"}
    assert read_folder(tmp_path / "f") == {"a": "2"}
    assert [file.name for file in tmp_path.iterdir()] == ["f"]


def test_a_failure_leaves_the_old_folder_and_nothing_else(tmp_path):
    write_folder(tmp_path / "f", a="1")
    with pytest.raises(KeyboardInterrupt), creating_folder(tmp_path / "f", overwrite=True) as folder:
        (folder / "a").write_text("2")
        raise KeyboardInterrupt
    assert read_folder(tmp_path / "f") == {"a": "1"}
    assert [file.name for file in tmp_path.iterdir()] == ["f"]


def test_a_folder_that_cannot_be_exchanged_comes_back(tmp_path):
    write_folder(tmp_path / "f", a="1")
    with pytest.raises(OutputError, match="No such file"), creating_folder(tmp_path / "f", overwrite=True) as folder:
        folder.rmdir()  # so that the second rename fails
        folder.parent.joinpath("elsewhere").mkdir()
    assert read_folder(tmp_path / "f") == {"a": "1"}
    assert [file.name for file in tmp_path.iterdir()] == ["f"]


def test_a_run_killed_between_the_two_renames_gives_the_old_folder_back(tmp_path):
    path = tmp_path / "f"
    write_folder(path, a="1")
    scratch = scratch_name(path)
    (scratch / "new").mkdir(parents=True)
    path.rename(scratch / "old")
    remove_scratch(scratch, path)
    assert read_folder(path) == {"a": "1"}
    assert [file.name for file in tmp_path.iterdir()] == ["f"]


@posix
def test_nobody_else_gets_into_a_folder_that_is_being_made(tmp_path):
    with creating_folder(tmp_path / "f"):
        (scratch,) = tmp_path.iterdir()
        assert stat.S_IMODE(scratch.stat().st_mode) == 0o700


# URLs


class ObjectStore(AbstractFileSystem):
    """A store that, like s3, shows an object when its upload is complete."""

    protocol = "objectstore"
    objects: dict = {}  # noqa: RUF012

    def _open(self, path, mode="rb", **options):
        return Upload(self, path, mode, **options)


class Upload(AbstractBufferedFile):
    def _initiate_upload(self):
        self.sent = b""

    def _upload_chunk(self, final=False):
        self.sent += self.buffer.getvalue()
        if final:
            self.fs.objects[self.path] = self.sent
        return True


@pytest.fixture
def objects():
    fsspec.register_implementation("objectstore", ObjectStore, clobber=True)
    ObjectStore.objects = {}
    return ObjectStore.objects


def test_an_object_appears_when_it_is_complete(objects):
    for content in (b"first", b"second"):
        with creating("objectstore://bucket/o.jsonl") as stream:
            stream.write(content)
            assert objects.get("bucket/o.jsonl") in (None, b"first")
        assert objects["bucket/o.jsonl"] == content


def test_a_failed_upload_is_not_completed(objects):
    import gc

    objects["bucket/o.jsonl"] = b"old"
    with pytest.raises(KeyboardInterrupt), creating("objectstore://bucket/o.jsonl") as stream:
        stream.write(b"half")
        raise KeyboardInterrupt
    del stream
    gc.collect()
    assert objects["bucket/o.jsonl"] == b"old"


def test_local_paths_and_urls_alike(tmp_path, objects):
    with creating(str(tmp_path / "o")) as stream:
        stream.write(b"new")
    assert (tmp_path / "o").read_bytes() == b"new"
