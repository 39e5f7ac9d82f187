import numpy as np

from nlp.article import Article
from nlp.datasets.dataset import Dataset
from nlp.datasets.grouping import find_groups
from nlp.evaluation.f1 import macro_f1
from nlp.text.tokenize import make_tokenizer
from nlp.training.baseline import keywords_on, keywords_out_of_fold
from nlp.training.crossval import grouped_folds
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions

OPTIONS = TrainOptions(folds=3, min_df=2)


def test_keywords_do_something_but_less_than_a_model(corpus, trained):
    fitter = Fitter(corpus, OPTIONS, make_tokenizer("syllable"))
    guessed = keywords_out_of_fold(fitter, grouped_folds(corpus, OPTIONS, find_groups(corpus)))
    score = macro_f1(fitter.truth, guessed)
    assert 0.5 < score < trained.metrics.accented.macro_f1


def test_what_no_keyword_tells_goes_to_the_most_frequent_label():
    texts = {"lũ": "nước dâng", "xe": "bến cóc", "khác": "chuyện {}"}
    articles = [Article(text=f"{texts[label].format(n)} {n}") for n in range(20) for label in texts]
    labels = [label for _ in range(20) for label in texts] + ["khác"] * 5
    articles += [Article(text=f"riêng {n}") for n in range(5)]
    data = Dataset(articles, labels, [False] * 65, [1.0] * 65)
    fitter = Fitter(data, OPTIONS, make_tokenizer("syllable"))
    names = np.array(fitter.labels)
    guessed = names[keywords_on(fitter, [("", "nước đã dâng"), ("Bến cóc", ""), ("", "hoàn toàn lạ"), ("", "")])]
    assert guessed.tolist() == ["lũ", "xe", "khác", "khác"]


def test_keywords_come_from_the_other_folds():
    """Texts that tell nothing of their label, but are unique: only leakage could guess it."""
    generator = np.random.default_rng(5)
    words = [f"từ{k}" for k in range(300)]
    articles = [Article(text=" ".join(generator.choice(words, 8))) for _ in range(300)]
    labels = generator.choice(["a", "b"], 300).tolist()
    data = Dataset(articles, labels, [False] * 300, [1.0] * 300)
    fitter = Fitter(data, OPTIONS, make_tokenizer("syllable"))
    guessed = keywords_out_of_fold(fitter, grouped_folds(data, OPTIONS, find_groups(data)))
    assert abs((guessed == fitter.truth).mean() - 0.5) < 0.1
