import numpy as np

from nlp.evaluation.influence import strongest_ngrams


def test_what_speaks_for_a_label(trained, corpus):
    predicted = corpus.encode(trained.classifier.labels)
    strongest = strongest_ngrams(trained.classifier, corpus.articles, predicted, top=15)
    assert list(strongest) == list(trained.classifier.labels)
    assert "lũ" in dict(strongest["flood_disaster"])
    for ngrams in strongest.values():
        weights = [weight for _, weight in ngrams]
        assert len(ngrams) == 15
        assert weights == sorted(weights, reverse=True)
        assert weights[-1] > 0


def test_of_one_article_it_is_its_explanation(trained, corpus):
    classifier, article = trained.classifier, corpus.articles[0]
    label = classifier.predict([article])[0].label
    predicted = np.array([classifier.labels.index(label)])
    strongest = strongest_ngrams(classifier, [article], predicted, top=5)
    explained = classifier.explain(article, label, top=5).speaks_for
    assert [ngram for ngram, _ in strongest[label]] == [ngram for ngram, _ in explained]
    np.testing.assert_allclose([w for _, w in strongest[label]], [w for _, w in explained])
    assert all(ngrams == [] for other, ngrams in strongest.items() if other != label)


def test_many_articles_are_sampled(trained, corpus):
    articles = [*corpus.articles] * 5
    predicted = np.tile(corpus.encode(trained.classifier.labels), 5)
    strongest = strongest_ngrams(trained.classifier, articles, predicted, top=3)
    assert "lũ" in dict(strongest["flood_disaster"])
