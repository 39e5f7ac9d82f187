"""What runs in the background: uploads of any format, downloads, training, promotion, going back."""

import io
import threading
import zipfile
from dataclasses import replace

import orjson
import pytest

from nlp.article import Article
from nlp.formats.record import Reading
from nlp.formats.source import find_sources, read_source
from nlp.lifecycle.answers import key_of
from nlp.store.records import NewArticle
from nlp.web import retraining, transfer
from nlp.web.settings import Limits
from nlp.web.work import Busy, Folder
from tests.conftest import CORPUS, read_jsonl
from tests.web.conftest import client_of, wait_for

ROWS = [
    {
        "id": "a1",
        "title": "Xe 29 chỗ nhồi 41 khách",
        "text": "Hành khách tuyến Vinh - Hà Nội phản ánh giá vé.",
        "published": "2026-09-02",
    },
    {
        "id": "a2",
        "title": "Mưa lớn chia cắt ba thôn",
        "text": "Sạt lở ở tỉnh Thanh Hóa, 46 hộ phải sơ tán.",
        "published": "2026-08-30",
    },
]


def upload(client, name, content, **fields):
    files = {"file": (name, content, "application/octet-stream")}
    return client.post(
        "/upload", files=files, data=fields, headers={"x-csrf-token": client.csrf()}, follow_redirects=False
    )


def lines(rows):
    return b"".join(orjson.dumps(row) + b"\n" for row in rows)


def test_what_is_downloaded_can_be_uploaded(desk, tmp_path):
    articles = [Article(row["text"], row["title"], row["id"], row["published"]) for row in ROWS]
    labelled = desk.labeller().label(articles)
    desk.store.add([NewArticle.of(one, row) for one, row in zip(labelled, ROWS, strict=True)])
    (hit, _) = desk.store.search().hits
    desk.store.answer(hit.key, "label", session="s", who="An", label="governance")
    with client_of(desk) as client:
        for suffix in transfer.WRITTEN:
            answer = client.get("/download", params={"format": suffix})
            assert answer.headers["content-disposition"] == f'attachment; filename="bantin.{suffix}"'
            if suffix != "geojson":
                file = tmp_path / f"read.{suffix}"
                file.write_bytes(answer.content)
                table = "articles" if suffix == "db" else None
                records = list(read_source(str(file), reading=Reading(table)))
                assert sorted(record.fields["title"] for record in records) == sorted(row["title"] for row in ROWS)
                assert "governance" in [record.fields["reviewed_label"] for record in records]
                assert upload(client, f"back.{suffix}", answer.content, table=table or "").status_code == 303
                assert wait_for(desk).state == "done"
        assert len(client.get("/api/articles").json()["articles"]) == 2, "what was there already is not added again"
        assert client.get("/download?format=exe").status_code == 422
        assert client.get("/download?format=csv&label=other").text.count("\n") <= 1


@pytest.mark.parametrize("suffix", transfer.SUFFIXES)
def test_every_suffix_is_one_that_is_read(tmp_path, suffix):
    (tmp_path / f"a{suffix}").touch()
    assert find_sources(str(tmp_path / f"a{suffix}"))


def test_uploads_are_counted_bounded_and_never_kept(desk, tmp_path):
    desk.add_samples()
    desk.settings = replace(desk.settings, limits=replace(Limits(), upload_records=3))
    with client_of(desk) as client:
        assert desk.has_samples_alone()
        assert upload(client, "tin <b>.jsonl", lines(ROWS) + b"{broken\n").status_code == 303
        job = wait_for(desk)
        assert (job.state, job.kind) == ("done", "upload")
        assert not desk.has_samples_alone()
        page = client.get("/files?lang=vi").text
        assert "tin &lt;b&gt;.jsonl" in page
        assert "thêm 2 bài" in job.message or "2 articles added" in job.message
        upload(client, "many.jsonl", lines({"text": f"Tin số {n} về mưa lớn ở Lào Cai"} for n in range(9)))
        assert "bantin label" in wait_for(desk).message
        upload(client, "broken.xlsx", b"PK\x03\x04 nothing")
        assert wait_for(desk).state == "failed"
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 40_000_000)
        upload(client, "bomb.xlsx", bomb.getvalue())
        assert wait_for(desk).state == "failed"
        entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&e; mưa</title>'
        upload(client, "feed.rss", f"{entity}<description>a</description></item></channel></rss>".encode())
        wait_for(desk)
        assert "root:" not in client.get("/api/articles?form=lines").text
        folder = desk.store.path.with_name("desk.db.scratch")
        assert list(folder.iterdir()) == [], "files go with the work on them"
        for name, status in (("model.npz", 415), ("", 400)):
            assert upload(client, name, b"x").status_code in (status, 422)
    assert not folder.exists()


def test_no_more_work_waits_than_may(desk):
    begun, go_on = threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        go_on.wait(30)
        return "done"

    desk.work.give("plan", wait)
    begun.wait(30)
    for _ in range(desk.settings.limits.waiting):
        desk.work.give("plan", wait)
    with pytest.raises(Busy):
        desk.work.give("plan", wait)
    with client_of(desk) as client:
        assert client.change("/models/rollback").status_code == 503
        go_on.set()
        wait_for(desk)
        client.change("/models/rollback")
        assert wait_for(desk).message.startswith("There is nothing to go back to")


def test_from_corrections_to_a_model_in_use_and_back(desk):
    rows = [row for file in sorted((CORPUS / "articles").glob("*.jsonl")) for row in read_jsonl(file)][::40]
    labelled = desk.labeller().label(Article(row["text"], row["title"]) for row in rows)
    desk.store.add([NewArticle.of(one, {"title": one.article.title, "text": one.article.text}) for one in labelled])
    with client_of(desk) as client:
        client.change("/models/train")
        assert "20" in wait_for(desk).message, "too few corrections"
        for row in rows:
            article = Article(row["text"], row["title"])
            label = "other" if row["label"] == "governance" else row["label"]
            desk.store.answer(key_of(article), "label", session="s", who="An", label=label)
        parts = retraining.count_parts(desk.store)
        assert 0 < parts.held < parts.learn
        assert client.change("/models/train").status_code == 200
        name = wait_for(desk).message
        listed = {model["name"]: model for model in client.get("/api/models").json()["models"]}
        assert set(listed) == {"default", name}
        assert all(0 < model["measured"]["accuracy"] <= 1 for model in listed.values())
        client.change("/models/compare", name=name)
        assert f"on {parts.held} articles" in wait_for(desk).message
        client.change("/models/promote", name=name, reason="thử với bài của tòa soạn")
        assert wait_for(desk).state == "done"
        models = {stored.record["prediction"]["model"] for stored in desk.store.articles()}
        assert models == {name}, "the new labels are on the pages"
        page = client.get("/models?lang=vi").text
        assert "thử với bài của tòa soạn" in page
        client.change("/models/rollback")
        assert wait_for(desk).state == "done"
        assert desk.classifier.name == "default"
        assert {stored.record["prediction"]["model"] for stored in desk.store.articles()} == {"default"}
        client.change("/review-plan")
        assert wait_for(desk).state == "done"
        (job, *_) = desk.store.jobs.latest(1)
        assert "hx-get" not in client.get(f"/jobs/{job.id}").text
        assert client.get("/jobs/999").status_code == 404


def test_a_defect_in_the_background_is_said_without_its_words(desk):
    def fail(_):
        raise RuntimeError("bí mật")

    desk.work.give("plan", fail)
    job = wait_for(desk)
    assert (job.state, job.message) == ("failed", "a defect of bantin: RuntimeError")


def test_events_are_found_and_lead_to_their_articles(desk):
    articles = [
        Article("Bão số 3 đổ bộ Quảng Ninh, 2 người chết.", "Bão số 3 vào Quảng Ninh", published="2026-08-01"),
        Article("Bão số 3 làm 4 người chết ở Quảng Ninh.", "Bão số 3: số người chết tăng", published="2026-08-02"),
    ]
    desk.store.add([NewArticle.of(one) for one in desk.labeller().label(articles)])
    with client_of(desk) as client:
        assert client.get("/api/events").json() == {"events": [], "made": None}
        client.change("/events/refresh")
        assert wait_for(desk).state == "done"
        (event,) = client.get("/api/events").json()["events"]
        page = client.get("/events?province=22&lang=vi").text
        assert event["name"] in page
        for key in event["articles"]:
            assert f'href="/articles/{key}"' in page
            assert client.get(f"/articles/{key}").status_code == 200
        assert event["name"] not in client.get("/events?province=01").text
        assert "Hoàng Sa" in page
        assert "Trường Sa" in page
        assert b".t-22{grid-area" in client.get("/static/map.css").content


def test_a_desk_removes_no_file_but_its_own(tmp_path):
    """Somebody may keep a folder under that name, and a killed desk leaves its uploads in it."""
    place = tmp_path / "desk.db.scratch"
    place.mkdir()
    (place / "thesis.txt").write_text("years of work")
    (place / f"{'0a' * 8}.csv").write_text("left by a killed desk")
    folder = Folder(place)
    assert [path.name for path in place.iterdir()] == ["thesis.txt"]
    folder.new(".csv").write_text("an upload")
    folder.close()
    assert [path.name for path in place.iterdir()] == ["thesis.txt"]
