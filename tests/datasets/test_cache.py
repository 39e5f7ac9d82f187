import os
from pathlib import Path

import numpy as np
import pytest

from nlp.datasets.cache import cached, default_cache, trim
from nlp.errors import OutputError

CALLS = []


def double(number, note):
    CALLS.append(note)
    return np.array([number * 2])


def test_a_result_is_computed_once(tmp_path):
    CALLS.clear()
    for note in ("first", "second"):
        assert cached(double, tmp_path / "cache", ignore=["note"])(4, note).tolist() == [8]
    assert CALLS == ["first"]
    assert cached(double, tmp_path / "cache", ignore=["note"])(5, "third").tolist() == [10]
    assert CALLS == ["first", "third"]
    trim(tmp_path / "cache")
    trim(tmp_path / "none")
    assert cached(double, tmp_path / "cache", ignore=["note"])(5, "fourth").tolist() == [10]
    assert "fourth" not in CALLS


def test_a_garbled_result_is_computed_anew(tmp_path):
    cached(double, tmp_path, ignore=["note"])(6, "before")
    for file in tmp_path.rglob("output.pkl"):
        file.write_bytes(b"not what was written")
    CALLS.clear()
    assert cached(double, tmp_path, ignore=["note"])(6, "after").tolist() == [12]
    assert CALLS == ["after"]


def test_without_a_folder_nothing_is_kept():
    assert cached(double, None) is double


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_folder_that_others_can_write_to_is_refused(tmp_path):
    own = tmp_path / "own"
    cached(double, own)
    assert own.stat().st_mode & 0o777 == 0o700
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    with pytest.raises(OutputError, match="others can write"):
        cached(double, shared)
    with pytest.raises(OutputError, match="cannot be used as the cache"):
        cached(double, Path("/dev/null/cache"))


def test_where_the_cache_is(monkeypatch, tmp_path):
    monkeypatch.delenv("BANTIN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache() == tmp_path / "bantin"
    monkeypatch.setenv("BANTIN_CACHE", str(tmp_path / "here"))
    assert default_cache() == tmp_path / "here"
