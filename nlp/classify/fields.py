"""The fields of an article as a classifier counts them: title and text without what stands around the article.

Invariant: training and prediction count the same fields.
"""

from __future__ import annotations

from nlp.article import Article
from nlp.classify.features import TitleAndText
from nlp.text.surroundings import Spans, drop_spans, find_surroundings


def ignored_spans(article: Article) -> Spans:
    """Return the spans of an article's document that do not count, see :mod:`nlp.text.surroundings`."""
    return find_surroundings(article.document, article.title_length)


def counted_fields(article: Article, ignored: Spans) -> TitleAndText:
    """Return title and text of an article without the spans that do not count."""
    return drop_spans(article.document, article.title_length, ignored) if ignored else (article.title, article.text)
