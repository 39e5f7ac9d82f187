import subprocess
import sys

import joblib
import numpy as np
import pytest

from nlp.classify.registry import load_model
from nlp.errors import OutputError
from nlp.lifecycle.export import export_sklearn, to_sklearn
from nlp.training.options import TrainOptions
from nlp.training.train import train
from tests.training.test_train import tiny


def test_probabilities_are_equal(corpus):
    model = load_model()
    pairs = corpus.pairs[::9]
    pipeline = to_sklearn(model)
    assert np.abs(pipeline.predict_proba(pairs) - model.predict_proba(pairs)).max() < 1e-6
    assert pipeline.classes_.tolist() == list(model.labels)
    assert pipeline.predict(pairs).tolist() == [model.labels[row.argmax()] for row in model.predict_proba(pairs)]


def test_two_labels():
    model = train(tiny(), "two", TrainOptions(folds=2, min_df=1, plain=False)).classifier
    pairs = [("", "nước lũ ngập"), ("xe khách", "nhồi nhét")]
    assert np.abs(to_sklearn(model).predict_proba(pairs) - model.predict_proba(pairs)).max() < 1e-6


def test_dumped_pipeline_works_in_another_process(tmp_path):
    export_sklearn(load_model(), tmp_path / "model.joblib")
    code = (
        "import joblib, sys\n"
        f"pipeline = joblib.load({str(tmp_path / 'model.joblib')!r})\n"
        "print(pipeline.predict([('Lũ quét cuốn trôi cầu', 'Nước lũ dâng cao, dân sơ tán')])[0])"
    )
    result = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert result.stdout.strip() == "flood_disaster"
    assert joblib.load(tmp_path / "model.joblib").classes_.shape == (4,)


def test_unwritable_file(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        export_sklearn(load_model(), tmp_path / "file" / "model.joblib")
