import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from nlp.classify.arrays import SparseRows
from nlp.classify.checks import check_ngrams
from nlp.classify.features import NgramVocabulary, smooth_idf, tfidf
from nlp.errors import ModelError
from nlp.text.tokenize import SyllableTokenizer, tokenize

TOKENIZER = SyllableTokenizer()
WORDS = st.sampled_from(["lũ", "quét", "xe", "dù", "hoà", "hòa", "xã", "tỉnh", "1", "UBND"])
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
ARTICLES = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6)


def as_scipy(rows, n_features):
    return csr_matrix((rows.values, rows.indices, rows.indptr), shape=(len(rows), n_features))


def names(vocabulary):
    return [vocabulary.ngram(feature) for feature in range(len(vocabulary))]


def brute_force_ngrams(article, max_n, title_weight):
    """Count the slow and plain way."""
    counts = {}
    for field, weight in zip(article, (title_weight, 1), strict=True):
        tokens = tokenize(TOKENIZER, field)
        for n in range(1, max_n + 1):
            for start in range(len(tokens) - n + 1):
                ngram = " ".join(tokens[start : start + n])
                counts[ngram] = counts.get(ngram, 0) + weight
    return counts


@given(ARTICLES, st.integers(1, 3), st.integers(1, 3))
def test_counts_are_those_of_the_plain_way(articles, max_n, title_weight):
    vocabulary, counts = NgramVocabulary.fit(articles, TOKENIZER, max_n=max_n, min_df=1, title_weight=title_weight)
    expected = [brute_force_ngrams(article, max_n, title_weight) for article in articles]
    assert set(names(vocabulary)) == set().union(*expected)
    for rows in (counts.rows, vocabulary.count(articles, title_weight).rows):
        for number, wanted in enumerate(expected):
            cells = slice(rows.indptr[number], rows.indptr[number + 1])
            found = {
                vocabulary.ngram(int(feature)): value
                for feature, value in zip(rows.indices[cells], rows.values[cells], strict=True)
            }
            assert found == wanted


@given(ARTICLES, st.integers(1, 3))
def test_min_df_counts_articles(articles, min_df):
    vocabulary, _ = NgramVocabulary.fit(articles, TOKENIZER, max_n=2, min_df=min_df)
    frequency = {}
    for article in articles:
        for ngram in brute_force_ngrams(article, 2, 1):
            frequency[ngram] = frequency.get(ngram, 0) + 1
    assert set(names(vocabulary)) == {ngram for ngram, n in frequency.items() if n >= min_df}


@given(ARTICLES)
def test_unknown_tokens_are_counted(articles):
    vocabulary, _ = NgramVocabulary.fit([("lũ quét", "xã")], TOKENIZER, min_df=1)
    counts = vocabulary.count(articles)
    for number, article in enumerate(articles):
        tokens = [token for field in article for token in tokenize(TOKENIZER, field)]
        assert counts.n_tokens[number] == len(tokens)
        assert counts.n_unknown[number] == sum(token not in ("lũ", "quét", "xã") for token in tokens)


def test_tfidf_is_that_of_scikit_learn(corpus):
    texts = [article.text for article in corpus.articles]
    vocabulary, counts = NgramVocabulary.fit([("", text) for text in texts], TOKENIZER, max_n=2, min_df=2)
    ours = as_scipy(tfidf(counts.rows, smooth_idf(np.bincount(counts.rows.indices), len(texts))), len(vocabulary))
    vectorizer = TfidfVectorizer(
        analyzer="word",
        tokenizer=lambda text: tokenize(TOKENIZER, text),
        token_pattern=None,
        lowercase=False,
        ngram_range=(1, 2),
        min_df=2,
        sublinear_tf=True,
    )
    theirs = vectorizer.fit_transform(texts)
    assert set(names(vocabulary)) == set(vectorizer.get_feature_names_out())
    columns = [vectorizer.vocabulary_[name] for name in names(vocabulary)]
    assert abs(theirs[:, columns] - ours).max() < 1e-12


def test_ngrams_do_not_cross_from_title_to_text():
    vocabulary, _ = NgramVocabulary.fit([("lũ quét", "xe dù")], TOKENIZER, max_n=2, min_df=1)
    assert "quét xe" not in names(vocabulary)
    assert {"lũ quét", "xe dù"} <= set(names(vocabulary))


def test_spellings_count_as_one_token():
    vocabulary, counts = NgramVocabulary.fit([("", "hoà bình"), ("", "hòa bình")], TOKENIZER, max_n=2, min_df=2)
    assert set(names(vocabulary)) == {"hòa", "bình", "hòa bình"}
    assert vocabulary.count([("", "HOÀ BÌNH")]).rows.indices.tolist() == counts.rows.indices[:3].tolist()


@pytest.mark.parametrize("articles", [[], [("", "")], [("", ""), ("", "chưa gặp")]])
def test_nothing_known_gives_empty_rows(articles):
    vocabulary, _ = NgramVocabulary.fit([("lũ", "quét")], TOKENIZER, min_df=1)
    rows = tfidf(vocabulary.count(articles).rows, np.ones(len(vocabulary)))
    assert len(rows) == len(articles)
    assert rows.dot(np.ones((len(vocabulary), 2))).tolist() == [[0.0, 0.0]] * len(articles)


def test_sum_rows_with_empty_rows_between():
    rows = SparseRows(np.array([0, 2, 2, 3, 3]), np.array([0, 1, 1]), np.array([1.0, 2.0, 5.0]))
    assert rows.sum_rows(rows.values).tolist() == [3.0, 0.0, 5.0, 0.0]


@pytest.mark.parametrize("tokens", [["lũ", "lũ"], ["hai từ"], [""]])
def test_tokens_that_are_none_are_refused(tokens):
    with pytest.raises(ModelError, match="token"):
        NgramVocabulary(TOKENIZER, tokens, np.full(len(tokens), -1), np.arange(len(tokens))).count([("", "lũ")])


def test_taking_rows():
    rows = SparseRows(np.array([0, 2, 2, 3]), np.array([0, 4, 1]), np.array([1.0, 2.0, 3.0]))
    taken = rows.take(np.array([2, 1, 0]))
    assert (taken.indptr.tolist(), taken.indices.tolist(), taken.values.tolist()) == (
        [0, 1, 1, 3],
        [1, 0, 4],
        [3, 1, 2],
    )
    assert len(rows.take(np.array([], dtype=int))) == 0


@pytest.mark.parametrize("max_n", [1, 2, 3])
def test_an_extended_vocabulary_counts_as_both_do(max_n):
    old = [("nước lũ dâng", "nước lũ dâng cao ngập nhà"), ("hoà bình", "nước lũ rút")]
    new = [("triều cường", "nước triều dâng cao"), ("hòa bình", "nước lũ dâng cao vọt"), ("", "triều cường dâng")]
    first, second = (NgramVocabulary.fit(texts, SyllableTokenizer(), max_n=max_n, min_df=1)[0] for texts in (old, new))
    both = first.extended(second)
    names = [both.ngram(feature) for feature in range(len(both))]
    assert names[: len(first)] == [first.ngram(feature) for feature in range(len(first))]
    assert len(set(names)) == len(names)
    assert set(names) == {one.ngram(feature) for one in (first, second) for feature in range(len(one))}
    assert "hoà" not in names
    check_ngrams(both.prefix, both.last, len(both.tokens))
    for vocabulary in (first, second):
        counts, wanted = (one.count([*old, *new], 2).rows for one in (both, vocabulary))
        known = {vocabulary.ngram(feature) for feature in range(len(vocabulary))}
        found = {
            (names[cell], value)
            for cell, value in zip(counts.indices, counts.values, strict=True)
            if names[cell] in known
        }
        assert found == {
            (vocabulary.ngram(cell), value) for cell, value in zip(wanted.indices, wanted.values, strict=True)
        }
