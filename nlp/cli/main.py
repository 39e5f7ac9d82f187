"""The command ``bantin``: its sub-commands, and how errors end."""

from __future__ import annotations

import os
import signal
import sys
from typing import Annotated

import typer

from nlp.batch import collect_rarely
from nlp.cli.audit import audit_cli
from nlp.cli.compare import compare_cli
from nlp.cli.evaluate import evaluate_cli
from nlp.cli.export import export_cli
from nlp.cli.extract import extract_cli
from nlp.cli.label import label_cli
from nlp.cli.models import models_app
from nlp.cli.predict import predict_cli
from nlp.cli.review import review_app
from nlp.cli.train import train_cli
from nlp.errors import BantinError

app = typer.Typer(
    name="bantin",
    help="""Vietnamese regional news, labelled: governance (chính quyền), flood_disaster (bão lũ),
transport_complaint (phản ánh giao thông) or other (tin khác), with calibrated confidence.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some records were rejected.""",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("predict")(predict_cli)
app.command("label")(label_cli)
app.command("extract")(extract_cli)
app.command("train")(train_cli)
app.command("evaluate")(evaluate_cli)
app.command("compare")(compare_cli)
app.command("audit")(audit_cli)
app.add_typer(review_app, name="review")
app.command("export")(export_cli)
app.add_typer(models_app, name="models")


def _print_version(wanted: bool) -> None:
    if wanted:
        from nlp.version import __version__  # noqa: PLC0415

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
