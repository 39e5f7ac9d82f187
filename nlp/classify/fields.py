"""The fields of an article as a classifier counts them: title and text without what stands around the article.

Invariant: training and prediction count the same fields.
"""

from __future__ import annotations

from dataclasses import replace

from nlp.article import Article
from nlp.classify.features import TitleAndText
from nlp.text.surroundings import Spans, blank_spans, drop_spans, find_surroundings


def ignored_spans(article: Article) -> Spans:
    """Return the spans of an article's document that do not count, see :mod:`nlp.text.surroundings`."""
    return find_surroundings(article.document, article.title_length)


def counted_fields(article: Article, ignored: Spans) -> TitleAndText:
    """Return title and text of an article without the spans that do not count."""
    return drop_spans(article.document, article.title_length, ignored) if ignored else (article.title, article.text)


def without_spans(article: Article, spans: Spans) -> Article:
    """Return an article with some spans of its document blank: nothing is found there, and offsets stay."""
    document = blank_spans(article.document, spans)
    length = article.title_length
    return replace(article, title=document[:length], text=document[length + 1 if length else 0 :])
