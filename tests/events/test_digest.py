import csv
import json
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from nlp.errors import InputError, OutputError
from nlp.events import group
from nlp.events.digest import State, add_articles, finished
from nlp.events.figures import sentence
from nlp.events.outputs import FILES, PAGE, check_folder, write_digest
from nlp.events.reading import read_record
from nlp.events.records import Event
from nlp.events.state import read_state
from nlp.formats.record import Columns
from nlp.labeller import Labeller
from tests.events.invented import articles, records


def labelled(rows):
    return [read_record(row, Columns()) for row in rows]


def run(rows, state=None):
    state = state or State()
    add_articles(state, labelled(rows))
    return state


def as_json(state):
    digest = finished(state)
    return [[one.to_dict() for one in listed] for listed in (digest.events, digest.complaints, digest.appointments)] + [
        digest.left_out
    ]


def test_day_by_day_comes_to_the_same(tmp_path):
    rows = records()
    random.Random(2).shuffle(rows)
    once = run(rows)
    folder = tmp_path / "digest"
    days = sorted({row.get("published", "9")[:10] for row in rows})
    for of_run in (days[:3], days[3:4], days[4:]):
        state = run([row for row in rows if row.get("published", "9")[:10] in of_run], read_state(folder))
        write_digest(folder, state, finished(state), overwrite=folder.exists())
    assert as_json(read_state(folder)) == as_json(once)
    assert {path.name for path in folder.iterdir()} == set(FILES) - {PAGE}


def test_articles_that_came_before_are_left_out():
    state = run(records())
    before = as_json(state)[:3]
    run(records(), state)
    assert as_json(state)[:3] == before
    assert state.left_out["id seen before"] >= len(records()) - 2


def test_what_is_left_out_is_told():
    left_out = run([*records(), {"id": "x", "title": "Lũ", "text": "Lũ.", "published": "2026-09-01"}]).left_out
    assert +left_out == {"other": 1, "no date": 1, "no label": 1, "of no event": 3}


def test_appointments_and_complaints():
    digest = finished(run(records()))
    assert [(one.name, one.title, one.body, one.date) for one in digest.appointments] == [
        ("Phan Văn Giả", "Chủ tịch", "UBND tỉnh Hà Tĩnh", "2026-09-05")
    ]
    assert [(one.kind, one.place, len(one.sources)) for one in digest.complaints] == [
        ("province", "Cần Thơ", 1),
        ("route", "QL91B", 1),
    ]


HOSTILE = '=HYPERLINK("http://x","lũ")</script><script>alert(1)</script> ở Hà Tĩnh, 2 người chết do bão số 8'


def test_hostile_titles_are_text_everywhere(tmp_path):
    rows = records()
    rows[3] |= {"title": HOSTILE, "url": "javascript:alert(1)", "id": "../../etc\x00\ud800"}
    state = run(rows)
    write_digest(tmp_path / "d", state, finished(state))
    with (tmp_path / "d" / "facts.csv").open(encoding="utf-8-sig", newline="") as stream:
        cells = [cell for row in csv.reader(stream) for cell in row]
    assert any(HOSTILE in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    with sqlite3.connect(tmp_path / "d" / "digest.db") as database:
        assert database.execute("SELECT count(*) FROM facts WHERE title = ?", (HOSTILE,)).fetchone()[0] > 0
    lines = (tmp_path / "d" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    assert [Event.from_dict(json.loads(line)).to_dict() for line in lines] == list(map(json.loads, lines))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d"]


@pytest.mark.parametrize(
    "broken",
    [
        {"entities": [{"type": "PROVINCE", "start": 0, "end": 3, "text": "x", "value": {}}]},
        {"entities": [{"type": "COMMUNE", "start": "a", "end": 3, "text": "x", "value": {"candidates": [1]}}]},
        {"entities": [1, None], "facts": [{"mentions": {"figure": [0, 10**9]}, "measure": "dead", "value": 1}]},
        {"facts": [{"mentions": {"figure": [0, 1]}, "measure": "dead", "value": "viele"}]},
        {"prediction": {"label": "flood_disaster", "ignored": [[0, 5], "x", [-1, 2], [9, 3]]}},
        {"published": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_broken_record_costs_no_other(broken):
    rows = [row | broken if row["id"] == "s4" else row for row in records()]
    wanted = {name for event in finished(run(records())).events for name in event.articles} - {"s4"}
    assert {name for event in finished(run(rows)).events for name in event.articles} - {"s4"} == wanted


def test_what_stands_around_an_article_does_not_count():
    text = "Mưa lớn ở Cao Bằng. Tin liên quan: Bão số 9 làm 30 người chết ở Huế"
    begin = text.index("Tin") + len("Lũ\n")
    prediction = {"label": "flood_disaster", "ignored": [[begin, begin + 60]]}
    row = {"id": "a", "title": "Lũ", "text": text, "published": "2026-10-01", "prediction": prediction}
    (event,) = finished(run([row])).events
    assert (event.storm, event.provinces, event.timeline) == (None, ["04"], [])


def test_nothing_but_a_digest_is_replaced(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("x")
    with pytest.raises(OutputError):
        check_folder(tmp_path / "mine", overwrite=False)
    with pytest.raises(OutputError, match="other files"):
        check_folder(tmp_path / "mine", overwrite=True)
    with pytest.raises(InputError, match="no digest"):
        read_state(tmp_path / "mine")


@pytest.mark.parametrize("content", ["", "{}", '{"format": 99}', "[1]", '{"format": 1, "open": [{}]}'])
def test_a_broken_state_is_told(tmp_path, content):
    (tmp_path / "state.json").write_text(content)
    with pytest.raises(InputError):
        read_state(Path(tmp_path))


@pytest.mark.parametrize(
    ("document", "part", "told"),
    [
        ("Lũ lớn. Có 2 người chết ở TP. Huế. Nước rút.", "2 người", "Có 2 người chết ở TP. Huế."),
        ("Tiêu đề\nThiệt hại 1.200 tỷ đồng. Hết", "1.200", "Thiệt hại 1.200 tỷ đồng."),
        ("Chết 3", "3", "Chết 3"),
    ],
)
def test_the_sentence_of_a_figure(document, part, told):
    start = document.index(part)
    assert sentence(document, start, start + len(part)) == told


def test_labelled_articles_of_the_library_count_by_their_label():
    found = Labeller(types="all").label(articles()[3:5])
    (event,) = group(replace(one, prediction=replace(one.prediction, label="flood_disaster")) for one in found)
    assert event.to_dict() == group(articles()[3:5])[0].to_dict()
    found = Labeller(types="all").label(articles()[3:5])
    assert group(replace(one, prediction=replace(one.prediction, label="other")) for one in found) == []
