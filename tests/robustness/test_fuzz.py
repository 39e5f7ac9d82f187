"""A minute of the fuzz test; ``python -m tests.robustness.fuzz`` is the long one."""

from collections import Counter
from dataclasses import replace

import pytest

from nlp import Article, Labeller
from tests import conftest
from tests.robustness import processes
from tests.robustness.checks import faults
from tests.robustness.desk import kill_desk
from tests.robustness.fuzz import batches, text_faults

TEXTS = 600
FILES = [1_009, 1_011, 1_014, 1_015, 1_018, 1_019, 1_022, 1_023, 1_024, 1_025, 1_029]
KILLS = 3


def test_generated_texts():
    assert [fault for seeds in batches(0, TEXTS) for fault in text_faults(seeds)] == []


@pytest.mark.parametrize("seed", FILES)
def test_a_broken_file(seed):
    assert processes.break_file(seed, Counter()) == []


def test_kills():
    counts = Counter()
    assert list(processes.kill_runs(KILLS, 4, counts)) == []
    assert counts["kills"] >= KILLS


def test_kills_of_the_desk():
    counts = Counter()
    assert list(kill_desk(2, 4, counts)) == []
    assert counts["kills"] == 2


@pytest.mark.parametrize("seed", [5])
def test_a_full_disk(seed):
    counts = Counter()
    assert processes.fill_disk(seed, counts) == []
    assert counts["full disks"] == 1


class Careless(Labeller):
    """Finds entities that are a character too long, and others in every second article."""

    def label(self, articles):
        for number, labelled in enumerate(super().label(articles)):
            entities = [replace(entity, end=entity.end + 1) for entity in labelled.entities]
            yield replace(labelled, entities=entities[number % 2 :])


def test_what_is_wrong_with_labels_is_seen():
    articles = [Article(text="Tỉnh Lào Cai có 3 người chết."), Article(text="Tỉnh Hà Giang có 5 người chết.")]
    seen = " ".join(faults(Careless("default"), articles))
    assert "span" in seen
    assert "depends on its batch" in seen


def test_records_that_are_lost_are_seen(monkeypatch):
    def forgetful(*arguments, cwd, **options):
        result = conftest.bantin(*arguments, cwd=cwd, **options)
        output = cwd / arguments[arguments.index("-o") + 1]
        output.write_bytes(output.read_bytes().partition(b"\n")[2])
        return result

    monkeypatch.setattr(processes, "bantin", forgetful)
    found = " ".join(processes.break_file(1_019, Counter()))
    assert "good records lost: ['r0']" in found
    assert "labelled" in found
