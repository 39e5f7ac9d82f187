"""``bantin serve``: the desk in a browser, and REST."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from nlp.cli import options
from nlp.cli.lazy import on_first_use
from nlp.errors import missing_package

with on_first_use():
    from nlp.cli.show import console

_PACKAGES = ("fastapi", "uvicorn", "jinja2", "python-multipart")


def serve_cli(
    store: Annotated[Path, typer.Option("--store", help="File of the desk; made when it is not there.")] = Path(
        "desk.db"
    ),
    *,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen at. Any but 127.0.0.1 asks visitors for a token.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    public_url: Annotated[
        str | None,
        typer.Option(
            "--public-url", help="Where a proxy shows it, such as https://desk.example.org; asks for a token."
        ),
    ] = None,
    new_token: Annotated[bool, typer.Option("--new-token", help="Make a new token; the old one ends.")] = False,
    quiet: options.Quiet = False,
) -> None:
    """Open the desk in a browser: read, search, correct and retrain; the same as REST under /api.

    An empty store begins with sample articles. The token is shown once, when it is made; its hash is kept in
    STORE.token.

    Examples:

      bantin serve

      bantin serve --store desk.db --port 8080

      bantin serve --store desk.db --host 0.0.0.0

      bantin serve --store desk.db --public-url https://desk.example.org
    """
    if any(find_spec(package.replace("-", "_")) is None for package in _PACKAGES):
        raise missing_package("bantin serve", *_PACKAGES)
    from nlp.web import serve, settings  # noqa: PLC0415 - the extra may be missing

    url = None if public_url is None else settings.check_url(public_url)
    if not quiet:
        logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

    def say(address: str, token: str | None) -> None:
        console.err().print(f"bantin: the desk is open at {address} (Ctrl-C closes it)", markup=False, soft_wrap=True)
        if token is not None:
            console.err().print(f"token, shown this once: {token}", markup=False, soft_wrap=True)

    serve.serve(store, settings.Settings(host, port, url), new_token=new_token, say=say)
