import json
from pathlib import Path

import numpy as np
import pytest

from nlp.classify.folder import save
from nlp.datasets.overlap import sketch_of
from nlp.datasets.survey import survey
from nlp.errors import ModelError
from nlp.evaluation.figures import (
    Beside,
    CurrentFigures,
    FiguresOnTest,
    LearningPoint,
    Metrics,
    SearchFigures,
    SearchStep,
    ShiftEffect,
    ShiftFigures,
    as_written,
    from_json,
    to_json,
)
from nlp.evaluation.judgement import Judgement, brief_figures, metrics_of, weighted_figures
from nlp.evaluation.stored import StoredModel, stored_metrics
from tests.conftest import PROJECT

SHIPPED = PROJECT / "models" / "default" / "metrics.json"
FIRST_RELEASE = Path(__file__).with_name("metrics_of_the_first_release.json")


def written(metrics):
    """The content of the file, as a model folder has it."""
    return (json.dumps(to_json(metrics), ensure_ascii=False, indent=1) + "\n").encode()


@pytest.fixture(scope="module")
def judged():
    generator = np.random.default_rng(2)
    truth = generator.integers(0, 3, 90)
    predicted = np.where(generator.random(90) < 0.8, truth, generator.integers(0, 3, 90))
    confidence = generator.random(90)
    # A label may be called like a field.
    return Judgement(("seen", "current", "value"), truth, predicted, confidence, confidence > 0.5, confidence > 0.9)


@pytest.fixture(scope="module")
def everything(judged, corpus):
    """Metrics in which every field has a value, and every fraction more than four decimals."""
    figures, brief = metrics_of(judged), brief_figures(judged.truth, judged.predicted)
    weighted = weighted_figures(judged, np.linspace(0.1, 3, 90))
    on_test = {name: getattr(figures, name) for name in figures.__struct_fields__}
    step = SearchStep(option="c", value=0.30000000000000004, macro_f1=1 / 3, gain=1 / 7, standard_error=0.0, taken=True)
    unjudged = CurrentFigures(name="old", seen=0.123456789, note="not judged: it has other labels")
    current = CurrentFigures(name="old", seen=0.123456789, figures=figures)
    point = LearningPoint(articles=250, macro_f1=1 / 3, macro_f1_interval=(1 / 7, 2 / 3), accuracy=1 / 3,
                          accuracy_interval=(1 / 7, 2 / 3), judged=90)  # fmt: skip
    return Metrics(
        shift=ShiftFigures(
            source="given",
            training={"seen": 1 / 3, "current": 2 / 3},
            expected={"seen": 1 / 7, "current": 6 / 7},
            out_of_fold_as_expected=ShiftEffect(without=weighted, corrected=weighted),
        ),
        out_of_fold={"accented": figures, "plain": figures},
        survey=survey(corpus.take(range(7)), {"current": corpus.take(range(3))}).profile,
        search=SearchFigures(how="quick", articles=90, folds=3, chosen={"c": 0.30000000000000004}, table=(step,)),
        beside=Beside(keywords=brief, current=unjudged),
        trained_on=sketch_of(corpus.take(range(7))),
        tests={
            "current": FiguresOnTest(
                **on_test,
                sha256="0" * 64,
                leaks=0,
                without_leaks=brief,
                beside=Beside(keywords=brief, without_correction=figures, current=current),
            )
        },
        learning_curve=(point,),
    )


@pytest.mark.parametrize("path", [SHIPPED, FIRST_RELEASE], ids=["the model that ships", "the first release"])
def test_files_are_read_and_written_byte_for_byte(path):
    content = path.read_bytes()
    metrics = from_json(json.loads(content))
    assert metrics.accented.articles > 8_000
    assert written(metrics) == content


def test_the_first_release_lacks_fields():
    metrics = from_json(json.loads(FIRST_RELEASE.read_bytes()))
    test = metrics.tests["2,100 random items of national news feeds"]
    assert (test.accuracy_interval, test.leaks, test.beside, test.surest) == (None, None, None, [])
    assert (metrics.trained_on, metrics.survey, metrics.search) == (None, None, None)


def test_what_is_written_is_read_again(everything):
    content = written(everything)
    again = from_json(json.loads(content))
    assert written(again) == content
    assert again == as_written(everything)
    assert again.survey == everything.survey
    assert again.trained_on == everything.trained_on


def test_fractions_are_rounded_when_they_are_written(everything, judged):
    content = to_json(everything)
    assert everything.accented.accuracy == judged.right.mean()
    assert content["out_of_fold"]["accented"]["accuracy"] == round(float(judged.right.mean()), 4)
    assert content["shift"]["training"] == {"seen": 0.3333, "current": 0.6667}
    assert content["learning_curve"][0]["macro_f1_interval"] == [0.1429, 0.6667]
    assert content["out_of_fold"]["plain"]["by_label"]["value"]["f1"] == round(
        everything.accented.by_label["value"].f1, 4
    )
    step = content["search"]["table"][0]
    assert (step["macro_f1"], step["gain"]) == (0.3333, 0.1429)


def test_options_and_shares_are_written_as_they_are(everything):
    content = to_json(everything)
    assert content["search"]["chosen"] == {"c": 0.30000000000000004}
    assert content["search"]["table"][0]["value"] == 0.30000000000000004
    assert content["tests"]["current"]["beside"]["current"]["seen"] == 0.123456789


def test_a_current_model_has_its_figures_in_place(everything):
    beside = to_json(everything)["tests"]["current"]["beside"]
    assert list(beside) == ["keywords", "without_correction", "current"]
    assert list(beside["current"])[:4] == ["name", "seen", "articles", "macro_f1"]
    assert list(to_json(everything)["beside"]["current"]) == ["name", "seen", "note"]


def test_nothing_is_written_that_is_not_known(judged):
    assert to_json(Metrics()) == {}
    assert to_json(SearchFigures(how="none")) == {"how": "none"}
    accepted = np.zeros(len(judged.truth), dtype=bool)
    content = to_json(
        metrics_of(Judgement(judged.labels, judged.truth, judged.predicted, judged.confidence, accepted, ~accepted))
    )
    assert (content["macro_f1_clear"], content["accuracy_without_review"]) == (None, None), "asked, and there is none"


def test_fields_of_a_later_version_are_skipped(everything):
    content = to_json(everything)
    content["out_of_fold"]["accented"]["brier"] = 0.1
    content["new"] = [{"current": {"name": "x"}}]
    assert from_json(content) == as_written(everything)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda content: content["out_of_fold"]["accented"].update(accuracy="high"), r"accuracy`"),
        (lambda content: content["tests"]["current"].pop("sha256"), "sha256"),
        (lambda content: content["beside"].update(current=[]), "current"),
        (lambda content: content.update(tests=None), "tests"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(everything, change, message):
    content = to_json(everything)
    change(content)
    with pytest.raises(ModelError, match=f"models/mine/metrics.json: .*{message}"):
        from_json(content, "models/mine/metrics.json")


def test_summaries_name_the_accuracy_of_the_surest(everything):
    assert [point.coverage for point in everything.accented.surest] == [0.5, 0.7, 0.9]


def test_a_stored_model_knows_what_it_was_trained_on(trained, corpus, tmp_path):
    half = corpus.take(range(600))
    metrics = Metrics(trained_on=sketch_of(half))
    save(trained.classifier, tmp_path / "model", metrics=to_json(metrics), card="")
    assert stored_metrics(tmp_path / "model") == metrics
    stored = StoredModel(trained.classifier, metrics)
    assert stored.seen(corpus) == 1.0, "the very data"
    assert stored.seen(half) == 1.0
    assert stored.seen(corpus.take(range(300, 900))) == pytest.approx(0.5, abs=0.01)
    assert StoredModel(trained.classifier, Metrics()).seen(half) is None
    (tmp_path / "model" / "metrics.json").unlink()
    assert stored_metrics(tmp_path / "model") == Metrics()
