"""The library as a script uses it: a call each to read, label files, train, judge and compare.

Invariant: these functions only bring together what the rooms below do, as the commands do; records that cannot be used
are never dropped in silence.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from nlp.article import DEFAULT_TYPES, Article, nfc
from nlp.batch.runner import Job, Outcome, RunOptions, label_archive
from nlp.classify.folder import save
from nlp.classify.model import Classifier
from nlp.classify.registry import CURRENT, check_output, find_model, load_model
from nlp.datasets.dataset import Dataset, merge
from nlp.datasets.reading import LabelledSource, read_dataset
from nlp.datasets.survey import survey
from nlp.entities.extract import chosen_types
from nlp.errors import RecordError
from nlp.evaluation.compare import Comparison
from nlp.evaluation.compare import compare as compare_models
from nlp.evaluation.figures import Figures, to_json
from nlp.evaluation.judgement import judge, metrics_of
from nlp.evaluation.stored import StoredModel, stored_metrics
from nlp.formats.record import Columns, Record, Rejected
from nlp.formats.source import read_source
from nlp.training.adaptation.base import read_base
from nlp.training.card import model_card
from nlp.training.context import Run
from nlp.training.options import TrainOptions
from nlp.training.recipe import Recipe
from nlp.training.run import prepare, run_recipe
from nlp.training.train import Trained

Labelled = str | Path | Dataset | Iterable[str | Path | tuple[Article, str]]
"""Labelled articles: a file or folder, several of them, pairs of an article and its label, or a dataset."""

Model = str | Path | Classifier
"""A model: its name, its folder, or the classifier itself."""


def read_articles(path: str | Path, *, columns: Columns | None = None, format: str | None = None) -> Iterator[Article]:
    """Yield the articles of a file, a folder or a URL of any format; warn of records that cannot be used.

    :param columns: which field holds what.
    :param format: instead of the one that the suffix says.
    :raises InputError: if the input cannot be read.
    """
    columns = columns or Columns()
    rejected = []
    for record in read_source(str(path), format):
        try:
            if isinstance(record, Record):
                yield columns.article(record.fields)
            else:
                rejected.append(record)
        except RecordError as error:
            rejected.append(Rejected(record.where, str(error)))
    _warn(rejected)


def read_labelled(data: Labelled, *, columns: Columns | None = None) -> Dataset:
    """Return labelled articles; warn of records that cannot be used, which the dataset keeps as ``rejected``.

    :param columns: which field holds what.
    :raises InputError: if an input cannot be read.
    """
    if isinstance(data, Dataset):
        return data
    given = [data] if isinstance(data, str | Path) else list(data)
    paths = [item for item in given if not isinstance(item, tuple)]
    pairs = [item for item in given if isinstance(item, tuple)]
    labels = [nfc(label).strip() for _, label in pairs]
    listed = Dataset([article for article, _ in pairs], labels, [False] * len(pairs), [1.0] * len(pairs))
    read = merge([*(read_dataset(LabelledSource(str(path)), columns) for path in paths), listed])
    _warn(read.rejected)
    return read


def label_files(
    inputs: str | Path | Sequence[str | Path],
    output: str | Path,
    *,
    model: str | Path | None = CURRENT,
    columns: Columns | None = None,
    jobs: int = 1,
    resume: bool = False,
    overwrite: bool = False,
    dedup: bool = False,
    types: str | Iterable[str] = DEFAULT_TYPES,
) -> Outcome:
    """Label files, folders or URLs into one output, as ``bantin label`` does.

    :param model: its name or folder; None to find entities only.
    :param columns: which field holds what.
    :param jobs: number of processes.
    :param resume: continue a run that was interrupted.
    :param overwrite: replace an output that exists.
    :param dedup: mark near-duplicates.
    :param types: of the entities to look for, see :class:`~nlp.labeller.Labeller`.
    :return: counts; records that cannot be used are in ``OUTPUT.rejected.jsonl``.
    :raises ValueError: if there is no such type of entities.
    :raises BantinError: if an input cannot be read, the output cannot be written, or the run cannot be resumed.
    """
    paths = [inputs] if isinstance(inputs, str | Path) else inputs
    folder = None if model is None else find_model(model)
    job = Job(
        [str(path) for path in paths], str(output), folder, columns or Columns(), dedup=dedup, types=chosen_types(types)
    )
    return label_archive(job, RunOptions(jobs=jobs, resume=resume, overwrite=overwrite))


def train(
    data: Labelled,
    output: str | Path | None = None,
    *,
    tests: Mapping[str, Labelled] | None = None,
    options: TrainOptions | None = None,
    columns: Columns | None = None,
    against: str | Path | None = CURRENT,
    base: str | Path | None = None,
    renamed: Mapping[str, str] | None = None,
    feed: str | Path | None = None,
    notes: str = "",
    overwrite: bool = False,
    progress: Callable[[str], None] | None = None,
) -> Trained:
    """Train a model, and judge it out of fold and on tests, beside keywords and another model.

    :param output: folder that the model is written to; None to write nothing.
    :param tests: labelled articles by the name under which the figures show them.
    :param against: the model to judge beside it; None for none.
    :param base: the model to start from, instead of from nothing.
    :param renamed: new names of labels of the base; two that get one name become one label.
    :param feed: unlabelled articles on which a model with a base keeps what that knows.
    :param notes: Markdown for the model card.
    :param overwrite: replace a model that exists and was not promoted.
    :param progress: is told what is being done.
    :raises DataError: if the data cannot train a model, or a test cannot be judged by it.
    :raises OutputError: if the model cannot be written there.
    """
    columns = columns or Columns()
    folder = None if output is None else Path(output)
    if folder is not None:
        check_output(folder, overwrite=overwrite)
    read = {name: read_labelled(test, columns=columns) for name, test in (tests or {}).items()}
    options = options or TrainOptions()
    texts = None if feed is None else str(feed)
    start = None if base is None else read_base(base, renamed, feed=texts, columns=columns, seed=options.seed)
    recipe = prepare(Recipe(options, read_labelled(data, columns=columns), read, notes, feed=texts), start)
    current = None if against is None else _with_metrics(against)
    name = "model" if folder is None else folder.name
    run = Run() if progress is None else Run(progress=progress)
    surveyed = survey(recipe.data, recipe.tests)
    trained = run_recipe(recipe, name, surveyed, columns, current=current, base=start, run=run)
    if folder is not None:
        card = model_card(trained.classifier, trained.metrics, notes)
        save(trained.classifier, folder, metrics=to_json(trained.metrics), card=card, overwrite=overwrite)
    return trained


def evaluate(model: Model, data: Labelled, *, columns: Columns | None = None) -> Figures:
    """Return the figures of a model on labelled articles.

    :param columns: which field holds what.
    :raises ModelError: if there is no such model or it cannot be used.
    :raises DataError: if there are no labelled articles, or one has a label that the model does not know.
    """
    return metrics_of(judge(_classifier(model), read_labelled(data, columns=columns)))


def compare(a: Model, b: Model, data: Labelled, *, columns: Columns | None = None) -> Comparison:
    """Judge two models on the same labelled articles.

    :param a: the model in use.
    :param b: the one that may replace it.
    :param columns: which field holds what.
    :raises ModelError: if one cannot be used, or they share fewer than two labels.
    :raises DataError: if no article has a label that both know, or one has a label that neither knows.
    """
    return compare_models(_classifier(a), _classifier(b), read_labelled(data, columns=columns))


def _classifier(model: Model) -> Classifier:
    return model if isinstance(model, Classifier) else load_model(model)


def _with_metrics(model: str | Path) -> StoredModel:
    folder = find_model(model)
    return StoredModel(load_model(folder), stored_metrics(folder))


def _warn(rejected: Sequence[Rejected]) -> None:
    if rejected:
        first = rejected[0]
        warnings.warn(
            f"{len(rejected):,} records left out, the first: {first.where}: {first.reason}", UserWarning, stacklevel=3
        )
