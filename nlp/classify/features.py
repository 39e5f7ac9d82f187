"""TF-IDF features of token n-grams, computed over whole batches with numpy alone.

Invariant: training and prediction count with the same code, and both weigh counts by :func:`tfidf`.

A token is looked up by its hash: no string is made for it. An n-gram is a pair of its prefix (the feature of its first
n - 1 tokens) and its last token, so it is looked up by one integer; that is why the prefix of every n-gram is a feature
too. Title and text are separate fields, and no n-gram crosses from one to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt

from nlp.classify.arrays import Floats, Ints, KeyTable, SparseRows
from nlp.errors import ModelError
from nlp.text.normalize import tone_variants, unify_tones
from nlp.text.tokenize import Tokenizer, hash_tokens, split_tokens

TitleAndText = tuple[str, str]

_Batch = tuple[Ints, Ints, int]  # ids of all tokens in order, the field of each, the number of articles
_NONE = -1  # in place of a token's id, a prefix or a feature that does not exist
_FIT_BATCH = 2_000  # articles; bounds the text that is held in normalized form


@dataclass(frozen=True)
class Counts:
    """The counts of a batch of articles.

    :param rows: weighted count of every n-gram of the vocabulary, shape (n_articles, n_features).
    :param n_tokens: number of tokens of each article, shape (n_articles,).
    :param n_unknown: how many of them are not in the vocabulary, shape (n_articles,).
    """

    rows: SparseRows
    n_tokens: Ints
    n_unknown: Ints

    @property
    def unknown(self) -> Floats:
        """The share of tokens that are not in the vocabulary, shape (n_articles,)."""
        share: Floats = self.n_unknown / np.maximum(1, self.n_tokens)
        return share

    def take(self, rows: Ints) -> Counts:
        """Return the counts of the articles at the given positions."""
        return Counts(self.rows.take(rows), self.n_tokens[rows], self.n_unknown[rows])


class NgramVocabulary:
    """The n-grams that are features, in an order in which every prefix comes before its n-grams.

    :param tokenizer: splits texts into tokens.
    :param tokens: the distinct tokens, sorted; a token's id is its position.
    :param prefix: feature of the n-gram without its last token, -1 for a single token; shape (n_features,).
    :param last: id of the last token, shape (n_features,).
    :raises ModelError: at the first count, if an entry of ``tokens`` is not a single token, or two are equal.
    """

    def __init__(self, tokenizer: Tokenizer, tokens: Sequence[str], prefix: Ints, last: Ints) -> None:
        self.tokenizer = tokenizer
        self.tokens = list(tokens)
        self.prefix = np.asarray(prefix, dtype=np.int32)
        self.last = np.asarray(last, dtype=np.int32)

    @cached_property
    def _token_table(self) -> KeyTable:
        """Hash of every spelling of a token -> its id. Made at the first count, as most runs need one view only."""
        spellings = [(token, number) for number, token in enumerate(self.tokens)]
        spellings += [(variant, number) for token, number in spellings for variant in tone_variants(token)]
        return KeyTable(_hashes([spelling for spelling, _ in spellings]), _ints([number for _, number in spellings]))

    @cached_property
    def _feature_of_token(self) -> Ints:
        """Token id -> its feature. The last slot holds no feature: the id -1 of unknown tokens reads it."""
        features = np.full(len(self.tokens) + 1, _NONE, dtype=np.int32)
        single = np.flatnonzero(self.prefix < 0)
        features[self.last[single]] = single
        return features

    @cached_property
    def _ngram_table(self) -> KeyTable:
        """Key of every n-gram of two tokens or more -> its feature."""
        longer = np.flatnonzero(self.prefix >= 0)
        return KeyTable(self._key(self.prefix[longer], self.last[longer]), longer)

    @cached_property
    def max_n(self) -> int:
        """Number of tokens in the longest n-gram."""
        return int(self.orders.max(initial=1))

    def __len__(self) -> int:
        return len(self.prefix)

    def _key(self, prefix: Ints, last: Ints) -> npt.NDArray[np.uint64]:
        """Return one integer for each pair of a prefix and a last token."""
        return prefix.astype(np.uint64) * np.uint64(len(self.tokens)) + last.astype(np.uint64)

    @cached_property
    def orders(self) -> Ints:
        """Number of tokens in each n-gram, shape (n_features,)."""
        order = np.ones(len(self), dtype=np.int8)
        prefix = self.prefix
        while (exists := prefix >= 0).any():
            order += exists
            prefix = np.where(exists, self.prefix[prefix], _NONE)
        return order

    def ngram(self, feature: int) -> str:
        """Return the tokens of a feature, separated by spaces."""
        tokens: list[str] = []
        while feature >= 0:
            tokens.append(self.tokens[self.last[feature]])
            feature = int(self.prefix[feature])
        return " ".join(reversed(tokens))

    def extended(self, other: NgramVocabulary) -> NgramVocabulary:
        """Return these n-grams with their features, followed by those of ``other`` that are not among them."""
        tokens = sorted({*self.tokens, *other.tokens})
        number = {token: position for position, token in enumerate(tokens)}
        own, last = (
            _ints([number[token] for token in vocabulary.tokens])[vocabulary.last] for vocabulary in (self, other)
        )
        merged = NgramVocabulary(self.tokenizer, tokens, self.prefix, own)
        features = np.full(len(other), _NONE, dtype=np.int64)
        added: list[Ints] = []
        size = len(self)
        for n in range(1, other.max_n + 1):  # every prefix has its feature before its n-grams are looked up
            rows = np.flatnonzero(other.orders == n)
            if n == 1:
                features[rows] = merged._feature_of_token[last[rows]]
            else:
                features[rows] = merged._ngram_table.find(merged._key(features[other.prefix[rows]], last[rows]))
            new = rows[features[rows] < 0]
            features[new] = size + np.arange(len(new))
            size += len(new)
            added.append(new)
        order = np.concatenate(added)
        prefix = np.where(other.prefix[order] < 0, _NONE, features[other.prefix[order]])
        return NgramVocabulary(
            self.tokenizer, tokens, np.concatenate((self.prefix, prefix)), np.concatenate((own, last[order]))
        )

    def count(self, articles: Sequence[TitleAndText], title_weight: int = 1) -> Counts:
        """Count the n-grams of a batch; those of the title count ``title_weight`` times."""
        hashes, field = hash_tokens(_segment(articles, self.tokenizer))
        return self._count(self._token_table.find(hashes), field, len(articles), title_weight)

    def _count(self, ids: Ints, field: Ints, n_articles: int, title_weight: int) -> Counts:
        """Count the n-grams of a batch.

        :param ids: of all tokens in order, -1 for an unknown one; shape (n_tokens,).
        :param field: number of the field that each token is in, see :func:`_segment`; shape (n_tokens,).
        """
        features_by_n, fields_by_n = [], []
        for features in self._occurrences(ids, field, self.max_n):
            known = np.flatnonzero(features >= 0)
            features_by_n.append(features[known])
            fields_by_n.append(field[known])
        rows = self._sum(np.concatenate(features_by_n), np.concatenate(fields_by_n), n_articles, title_weight)
        article = field >> 1
        return Counts(
            rows,
            n_tokens=np.bincount(article, minlength=n_articles),
            n_unknown=np.bincount(article[ids < 0], minlength=n_articles),
        )

    def _occurrences(self, ids: Ints, field: Ints, max_n: int) -> Iterator[Ints]:
        """Yield for n = 1, 2, ... the feature of the n-gram that starts at each token, -1 where it is no feature."""
        features: Ints = self._feature_of_token[ids]
        yield features
        for n in range(2, min(max_n, len(ids)) + 1):
            prefixes, ends = features[:-1], ids[n - 1 :]
            possible = _extendable(prefixes, ends, field, n)
            features = np.full(len(prefixes), _NONE, dtype=np.int32)
            features[possible] = self._ngram_table.find(self._key(prefixes[possible], ends[possible]))
            yield features

    def _sum(self, features: Ints, fields: Ints, n_articles: int, title_weight: int) -> SparseRows:
        """Add up occurrences by article and feature."""
        n_features = max(1, len(self))
        narrow = 2 * n_articles * n_features < 2**31  # sorting 32-bit keys is twice as fast
        # One key holds article, feature and, in the last bit, title (0) or text (1): one sort brings together what
        # is added up.
        keys = ((fields >> 1) * n_features + features) * 2 + (fields & 1)
        keys = keys.astype(np.int32 if narrow else np.int64)
        keys.sort()
        cells = keys >> 1
        starts = np.flatnonzero(np.diff(cells, prepend=-1))
        weights = np.where(keys & 1, 1.0, float(title_weight))
        values = np.add.reduceat(weights, starts) if len(starts) else weights
        article, columns = np.divmod(cells[starts], n_features)
        indptr = np.concatenate(([0], np.cumsum(np.bincount(article, minlength=n_articles))))
        return SparseRows(indptr, columns, values)

    @classmethod
    def fit(
        cls,
        articles: Iterable[TitleAndText],
        tokenizer: Tokenizer,
        *,
        max_n: int = 2,
        min_df: int = 2,
        title_weight: int = 1,
    ) -> tuple[NgramVocabulary, Counts]:
        """Return the n-grams of up to ``max_n`` tokens that occur in ``min_df`` articles, and their counts.

        Every article is tokenized once.
        """
        tokens, batches = _frequent_tokens(articles, tokenizer, min_df)
        vocabulary = cls(tokenizer, tokens, np.full(len(tokens), _NONE), np.arange(len(tokens)))
        for n in range(2, max_n + 1):
            prefix, last = np.divmod(vocabulary._frequent_extensions(batches, n, min_df), max(1, len(tokens)))
            vocabulary = cls(
                tokenizer,
                tokens,
                np.concatenate((vocabulary.prefix, prefix)),
                np.concatenate((vocabulary.last, last)),
            )
        return vocabulary, stack_counts([vocabulary._count(*batch, title_weight) for batch in batches])

    def _frequent_extensions(self, batches: Iterable[_Batch], n: int, min_df: int) -> Ints:
        """Return the sorted keys of the frequent n-grams.

        Only those whose first n - 1 tokens are a feature are counted: no n-gram is more frequent than its prefix.
        """
        parts = []
        for ids, field, n_articles in batches:
            *_, features = self._occurrences(ids, field, n - 1)
            prefixes, ends = features[:-1], ids[n - 1 :]
            possible = _extendable(prefixes, ends, field, n)
            extensions = self._key(prefixes[possible], ends[possible]).astype(np.int64)
            keys = _distinct_columns(field[: 1 - n][possible] >> 1, extensions, n_articles)
            parts.append(_sum_by_key(keys, np.ones(len(keys), dtype=np.int64)))
        if not parts:
            return np.empty(0, dtype=np.int64)
        all_keys, counts = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
        order = np.argsort(all_keys, kind="stable")
        ngrams, frequency = _sum_by_key(all_keys[order], counts[order])
        return ngrams[frequency >= min_df]


def _frequent_tokens(
    articles: Iterable[TitleAndText], tokenizer: Tokenizer, min_df: int
) -> tuple[list[str], list[_Batch]]:
    """Return the tokens that occur in ``min_df`` articles, sorted, and the articles in terms of their ids."""
    token_of_hash: dict[int, str] = {}
    hashed = []
    for batch in _batches(articles, _FIT_BATCH):
        fields = _segment(batch, tokenizer)
        hashes, field = hash_tokens(fields)
        _add_spellings(token_of_hash, hashes, fields)
        hashed.append((hashes, field, len(batch)))
    # Several spellings (hoà, hòa) make one token.
    number_of = {token: number for number, token in enumerate(dict.fromkeys(token_of_hash.values()))}
    table = KeyTable(
        np.fromiter(token_of_hash, dtype=np.uint64, count=len(token_of_hash)),
        _ints([number_of[token] for token in token_of_hash.values()]),
    )
    numbered = [(table.find(hashes), field, n) for hashes, field, n in hashed]
    frequency = np.zeros(len(number_of), dtype=np.int64)
    for numbers, field, n in numbered:
        frequency += np.bincount(_distinct_columns(field >> 1, numbers, n), minlength=len(number_of))
    tokens = sorted(token for token, number in number_of.items() if frequency[number] >= min_df)
    id_of_number = np.full(len(number_of), _NONE, dtype=np.int32)
    id_of_number[[number_of[token] for token in tokens]] = np.arange(len(tokens))
    return tokens, [(id_of_number[numbers], field, n) for numbers, field, n in numbered]


def _sum_by_key(keys: Ints, counts: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys among sorted ones, and the sum of the counts of each."""
    starts = np.flatnonzero(np.diff(keys, prepend=-1))
    sums: Ints = np.add.reduceat(counts, starts) if len(starts) else counts
    return keys[starts], sums


def _ints(numbers: Sequence[int]) -> Ints:
    return np.array(numbers, dtype=np.int64)


def _segment(articles: Sequence[TitleAndText], tokenizer: Tokenizer) -> list[str]:
    """Return the segmented fields of a batch: number 2i is the title of article i, 2i + 1 its text."""
    return [tokenizer.segment(field) for article in articles for field in article]


def _hashes(tokens: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return the hash of each token.

    :raises ModelError: if one is not a single token, or two have the same hash.
    """
    hashes, field = hash_tokens(tokens) if tokens else (np.empty(0, np.uint64), np.empty(0, np.int64))
    ordered = np.sort(hashes)  # np.unique would import numpy.ma
    if not np.array_equal(field, np.arange(len(tokens))) or (ordered[1:] == ordered[:-1]).any():
        raise ModelError("The vocabulary has an entry that is not a single token, or one token twice.")
    return hashes


def _add_spellings(token_of_hash: dict[int, str], hashes: npt.NDArray[np.uint64], fields: Sequence[str]) -> None:
    """Add the new tokens of a batch to a table from hashes to tokens.

    Strings are made only for a batch with a hash that is new.
    """
    distinct, first = np.unique(hashes, return_index=True)
    new = [(int(key), row) for key, row in zip(distinct, first, strict=True) if int(key) not in token_of_hash]
    if new:
        spellings = split_tokens(fields)
        token_of_hash.update((key, unify_tones(spellings[row])) for key, row in new)


def _extendable(prefixes: Ints, ends: Ints, field: Ints, n: int) -> Ints:
    """Return where a prefix of n - 1 tokens that is a feature is followed by a known token of the same field."""
    return np.flatnonzero((prefixes >= 0) & (ends >= 0) & (field[: 1 - n] == field[n - 1 :]))


def _distinct_columns(rows: Ints, columns: Ints, n_rows: int) -> Ints:
    """Return the columns of the distinct (row, column) pairs, sorted."""
    cells = columns.astype(np.int64) * n_rows + rows
    cells.sort()  # faster than np.unique, which hashes
    distinct: Ints = cells[np.flatnonzero(np.diff(cells, prepend=-1))] // max(1, n_rows)
    return distinct


def stack_counts(parts: Sequence[Counts]) -> Counts:
    """Return the counts of several batches as counts of one."""
    if not parts:
        empty = np.empty(0, dtype=np.int64)
        return Counts(SparseRows(np.zeros(1, dtype=np.int64), empty, np.empty(0)), empty, empty)
    offsets = np.cumsum([0, *(len(part.rows.indices) for part in parts)])
    indptr = [part.rows.indptr[1:] + offset for part, offset in zip(parts, offsets, strict=False)]
    rows = SparseRows(
        np.concatenate([[0], *indptr]),
        np.concatenate([part.rows.indices for part in parts]),
        np.concatenate([part.rows.values for part in parts]),
    )
    return Counts(
        rows,
        np.concatenate([part.n_tokens for part in parts]),
        np.concatenate([part.n_unknown for part in parts]),
    )


def _batches(items: Iterable[TitleAndText], size: int) -> Iterator[list[TitleAndText]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def smooth_idf(frequency: Ints, n_articles: int) -> Floats:
    """Return ln((1 + n) / (1 + df)) + 1 for document frequencies df, smoothed as in scikit-learn."""
    return np.log((1 + n_articles) / (1 + frequency)) + 1


def tfidf(counts: SparseRows, idf: Floats) -> SparseRows:
    """Return rows of (1 + ln count) * idf, each scaled to length 1; a row without features stays zero."""
    values = (1.0 + np.log(counts.values)) * idf[counts.indices]
    norms = np.sqrt(counts.sum_rows(values * values))
    norms[norms == 0] = 1.0
    return SparseRows(counts.indptr, counts.indices, values / np.repeat(norms, np.diff(counts.indptr)))
