import numpy as np
import pytest

from nlp.classify.model import softmax
from nlp.errors import DataError
from nlp.text.tokenize import make_tokenizer
from nlp.training.fitting import Fitter
from nlp.training.options import TrainOptions


def fitter_of(dataset, **options):
    return Fitter(dataset, TrainOptions(max_iter=20, **options), make_tokenizer("syllable"))


@pytest.mark.parametrize("solver", ["logistic", "svm"])
@pytest.mark.parametrize("present", [[0, 1, 3], [1, 3], [2], [0, 1, 2, 3]])
def test_labels_keep_their_columns_whichever_are_present(corpus, solver, present):
    fitter = fitter_of(corpus, solver=solver)
    rows = np.flatnonzero(np.isin(fitter.truth, present))
    decisions = fitter.fit(rows[::2]).decide(rows[1::2])
    assert decisions.shape == (len(rows[1::2]), 4)
    assert np.isfinite(decisions).all()
    assert (decisions.argmax(axis=1) == fitter.truth[rows[1::2]]).mean() > 0.85
    missing = [label for label in range(4) if label not in present]
    assert softmax(decisions)[:, missing].sum() < 1e-9


def test_nothing_is_frequent_enough(corpus):
    with pytest.raises(DataError, match="No word occurs in 5,000 articles"):
        fitter_of(corpus, min_df=5_000)
