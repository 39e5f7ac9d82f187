"""The command ``bantin``: its sub-commands, and how errors end."""

from __future__ import annotations

import _thread
import logging
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer

from nlp.batch import collect_rarely
from nlp.cli.lazy import Entry, LazyGroup, on_first_use
from nlp.errors import BantinError
from nlp.version import __version__

with on_first_use():
    from nlp.cli.commands import config
    from nlp.cli.show import streams

_TRACEBACK = "BANTIN_TRACEBACK"
_AGAIN = 0.02  # seconds
_SUB_COMMANDS = {"review": ("export", "import"), "models": ("promote",)}  # those that have options with settings


class _Commands(LazyGroup):
    entries: ClassVar = {
        "predict": Entry("nlp.cli.commands.predict:predict_cli", "Label one article and list the entities in it."),
        "label": Entry("nlp.cli.commands.label:label_cli", "Label many articles into one output."),
        "extract": Entry("nlp.cli.commands.label:extract_cli", "Find entities in articles, without a model."),
        "watch": Entry("nlp.cli.commands.watch:watch_cli", "Label what is new in feeds and folders, for a desk."),
        "digest": Entry("nlp.cli.commands.digest:digest_cli", "Group labelled articles into events, with their toll."),
        "train": Entry("nlp.cli.commands.train:train_cli", "Train a model on labelled articles and judge it."),
        "evaluate": Entry("nlp.cli.commands.evaluate:evaluate_cli", "Judge a model on labelled articles."),
        "compare": Entry("nlp.cli.commands.compare:compare_cli", "Tell whether one model is better than another."),
        "audit": Entry("nlp.cli.commands.audit:audit_cli", "List the labels that are probably wrong."),
        "review": Entry("nlp.cli.commands.review:review_app", "Choose articles to label, and import their labels."),
        "serve": Entry("nlp.cli.commands.serve:serve_cli", "Open the desk in a browser, and REST."),
        "export": Entry("nlp.cli.commands.models:export_cli", "Write a model as a scikit-learn pipeline."),
        "schema": Entry("nlp.cli.commands.models:schema_cli", "Print the JSON Schema of records."),
        "models": Entry("nlp.cli.commands.models:models_app", "List, show, promote and roll back models."),
        "config": Entry("nlp.cli.commands.config:config_cli", "Show the settings of this folder."),
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
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    if context.invoked_subcommand is not None:
        settings = config.read_settings(Path())
        context.default_map = config.as_defaults(settings, {**dict.fromkeys(_Commands.entries, ()), **_SUB_COMMANDS})


def run() -> None:
    """Run the command. An error raised on purpose becomes one message and exit code 1; so does a defect."""
    streams.prepare()
    collect_rarely()
    sys.unraisablehook = _keep_ctrl_c
    # A pool of processes that shuts down, because a disk is full, logs the traceback of work that it cannot give out.
    logging.getLogger("concurrent.futures").setLevel(logging.CRITICAL)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)  # ends as Ctrl-C does, tidily
    code = _exit_code()
    if code:
        streams.discard()
    sys.exit(code)


def _keep_ctrl_c(lost: Any) -> None:
    """Raise Ctrl-C again a moment later when it met a callback whose exceptions Python drops, as those of imports."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        threading.Timer(_AGAIN, _thread.interrupt_main).start()
    else:
        sys.__unraisablehook__(lost)


def _exit_code() -> int | str | None:
    """Run the command and return how its process is to end."""
    try:
        try:
            app()
        except SystemExit as ended:
            sys.stdout.flush()
            return ended.code
        return 0
    except KeyboardInterrupt:
        typer.echo("bantin: stopped; no output was left half written.", err=True)
        return 130
    except BrokenPipeError:  # whoever read our output has closed it
        return 1
    except Exception as error:
        _print_error(*_explained(error))
        return 1


def _explained(error: Exception) -> tuple[str, str]:
    """Return what failed, and what to do about it."""
    if isinstance(error, BantinError):
        return error.what, error.fix
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}.", "Check the path, its permissions and the free space."
    if isinstance(error, MemoryError):
        return "not enough memory.", "Use fewer --jobs, a smaller --shard-size, or smaller files."
    if os.environ.get(_TRACEBACK):
        traceback.print_exception(error)
    what = f"a defect of bantin: {type(error).__name__}: {error}."
    return what, f"Please report it with the traceback, which {_TRACEBACK}=1 shows."


def _print_error(what: str, fix: str) -> None:
    from nlp.cli.show.terminal import printable  # noqa: PLC0415 - loads rich, which few commands need before they fail

    typer.secho(f"bantin: {printable(what)}", fg="red", err=True)
    if fix:
        typer.echo(f"        {printable(fix)}", err=True)
