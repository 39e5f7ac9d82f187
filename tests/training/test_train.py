import numpy as np
import pytest

from nlp.article import Article
from nlp.datasets.dataset import Dataset
from nlp.errors import DataError
from nlp.training.options import TrainOptions
from nlp.training.train import train


def tiny(n=20, labels=("lũ", "xe")):
    words = {"lũ": "nước lũ dâng cao ngập nhà", "xe": "xe khách nhồi nhét đường dài"}
    articles = [
        Article(text=f"{words.get(label, label)} số {k} {k * 7} {label}{k}") for k in range(n) for label in labels
    ]
    return Dataset(
        articles, [label for _ in range(n) for label in labels], [False] * len(articles), [1.0] * len(articles)
    )


def test_the_same_run_gives_the_same_model(corpus, trained):
    again = train(corpus, "small", TrainOptions(folds=3, max_iter=30))
    assert np.array_equal(again.classifier.accented.coef, trained.classifier.accented.coef)
    assert again.metrics == trained.metrics


def test_figures_are_out_of_fold(trained):
    figures = trained.metrics.accented
    assert figures.articles == 1350
    assert 0.85 < figures.macro_f1 < 1.0
    low, high = figures.macro_f1_interval
    assert low < figures.macro_f1 < high
    assert figures.calibration_error < 0.05
    assert figures.accuracy_without_review >= 0.94
    assert sum(map(sum, figures.confusion)) == 1350


def test_two_labels(corpus):
    classifier = train(tiny(), "two", TrainOptions(folds=3, min_df=1, plain=False)).classifier
    assert classifier.labels == ("lũ", "xe")
    assert list(classifier.views) == ["accented"]
    assert [p.label for p in classifier.predict([Article(text="nước lũ ngập"), Article(text="xe khách nhồi")])] == [
        "lũ",
        "xe",
    ]


@pytest.mark.parametrize("solver", ["logistic", "svm"])
def test_solvers(corpus, solver):
    classifier = train(tiny(), "any", TrainOptions(folds=2, min_df=1, solver=solver)).classifier
    assert classifier.predict([Article(text="nước lũ dâng")])[0].label == "lũ"


def test_unknown_solver():
    with pytest.raises(DataError, match="tree"):
        train(tiny(), "any", TrainOptions(folds=2, solver="tree"))


@pytest.mark.parametrize(
    ("dataset", "message"),
    [
        (tiny(0), "two labels or more; the data has none"),
        (tiny(12, ("lũ",)), "only 'lũ'"),
        (tiny(3), "needs 10 articles"),
    ],
)
def test_data_that_cannot_train(dataset, message):
    with pytest.raises(DataError, match=message):
        train(dataset, "none")


def test_copies_never_stand_on_both_sides_of_a_fold():
    """Copies with random labels: only leakage between folds could guess them."""
    generator = np.random.default_rng(0)
    words = [f"từ{k}" for k in range(400)]
    texts = [" ".join(generator.choice(words, 30)) for _ in range(60)]
    labels = generator.choice(["a", "b"], 60).tolist()
    articles = [Article(text=text) for text in texts for _ in range(4)]
    data = Dataset(articles, [label for label in labels for _ in range(4)], [False] * 240, [1.0] * 240)
    figures = train(data, "copies", TrainOptions(folds=4, min_df=1, plain=False)).metrics.accented
    assert figures.accuracy < 0.7


def test_doubtful_labels_count_less():
    sure = tiny(20)
    wrong = Dataset(sure.articles, ["xe" if label == "lũ" else "lũ" for label in sure.labels], [True] * 40, [1.0] * 40)
    both = Dataset(
        [*sure.articles, *wrong.articles], [*sure.labels, *wrong.labels], [*sure.hard, *wrong.hard], [1.0] * 80
    )
    classifier = train(both, "doubt", TrainOptions(folds=2, min_df=1, hard_weight=0.05)).classifier
    assert classifier.predict([Article(text="nước lũ dâng cao ngập")])[0].label == "lũ"
