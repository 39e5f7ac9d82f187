"""The command ``bantin``: its sub-commands, and how errors end."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated, ClassVar

import typer

from nlp.batch import collect_rarely
from nlp.cli.lazy import Entry, LazyGroup
from nlp.errors import BantinError
from nlp.version import __version__


class _Commands(LazyGroup):
    entries: ClassVar = {
        "predict": Entry("nlp.cli.predict:predict_cli", "Label one article and list the entities in it."),
        "label": Entry("nlp.cli.label:label_cli", "Label many articles into one output."),
        "extract": Entry("nlp.cli.label:extract_cli", "Find entities in one article or in many, without a model."),
        "train": Entry("nlp.cli.train:train_cli", "Train a model on labelled articles and judge it."),
        "evaluate": Entry("nlp.cli.evaluate:evaluate_cli", "Judge a model on labelled articles."),
        "compare": Entry("nlp.cli.compare:compare_cli", "Tell whether one model is better than another."),
        "audit": Entry("nlp.cli.audit:audit_cli", "List the labels that are probably wrong."),
        "review": Entry("nlp.cli.review:review_app", "Choose articles to label, and import their labels."),
        "export": Entry("nlp.cli.models:export_cli", "Write a model as a scikit-learn pipeline."),
        "models": Entry("nlp.cli.models:models_app", "List, show, promote and roll back models."),
    }


app = typer.Typer(
    name="bantin",
    cls=_Commands,
    help="""Vietnamese regional news, labelled: governance (chính quyền), flood_disaster (bão lũ),
transport_complaint (phản ánh giao thông) or other (tin khác), with calibrated confidence.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were rejected.""",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bantin {__version__}")
        raise typer.Exit


@app.callback()
def _bantin(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def run() -> None:
    """Run the command; errors raised on purpose become one message and exit code 1."""
    collect_rarely()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)  # ends as Ctrl-C does, tidily
    try:
        app()
    except BantinError as error:
        typer.secho(f"bantin: {error.what}", fg="red", err=True)
        if error.fix:
            typer.echo(f"        {error.fix}", err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        typer.echo("bantin: stopped; no output was left half written.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output closed it; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
