from nlp.classify.registry import load_model
from tests.benchmarks.bench import in_turns, native_pipeline


def test_the_peer_gives_the_same_scores_on_clean_text(corpus):
    """A peer with other features would make the comparison worthless."""
    model = load_model()
    pairs = [(title.lower(), text.lower()) for title, text in corpus.pairs[::15]]
    ours = model.predict_proba([("", text) for _, text in pairs])
    theirs = native_pipeline(model).predict_proba([text for _, text in pairs])
    order = [list(model.labels).index(label) for label in native_pipeline(model).classes_]
    agree = (ours[:, order].argmax(axis=1) == theirs.argmax(axis=1)).mean()
    assert agree > 0.97


def test_both_sides_are_measured():
    calls = []
    ours, theirs = in_turns(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 3
    assert min(ours, theirs) > 0
