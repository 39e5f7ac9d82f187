"""Serving a desk: the store is opened, samples are put into an empty one, and the server runs until it is stopped.

Invariant: the address is bound before anybody is told of it, and what runs in the background ends with the server.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import uvicorn

from nlp.errors import InputError
from nlp.store.store import Store
from nlp.web import tokens
from nlp.web.app import create_app
from nlp.web.desk import Desk
from nlp.web.settings import Settings

_CONNECTIONS = 200
_BACKLOG = 128
_KEEP_ALIVE = 15  # seconds
_GRACE = 10


def serve(
    path: Path,
    settings: Settings,
    *,
    new_token: bool = False,
    say: Callable[[str, str | None], None],
) -> None:
    """Serve the desk over a store until the process is told to stop.

    :param new_token: whether to make a new token, if the desk needs one.
    :param say: takes the desk's address and, if it was made just now, its token.
    :raises BantinError: if the store or the address cannot be used.
    """
    with Store(path) as store, _bound(settings) as listening:
        made = None
        settings = replace(settings, port=listening.getsockname()[1])
        if settings.needs_token:
            known, made = tokens.known_or_new(tokens.token_file(path), renew=new_token)
            settings = replace(settings, token=known)
        desk = Desk(store, settings)
        desk.add_samples()
        say(settings.address, made)
        config = uvicorn.Config(
            create_app(desk),
            log_config=None,
            access_log=False,  # it would hold what people search for
            server_header=False,
            proxy_headers=False,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=_KEEP_ALIVE,
            timeout_graceful_shutdown=_GRACE,
            ws="none",
            lifespan="on",
        )
        with suppress(KeyboardInterrupt):  # which is how a person closes it
            uvicorn.Server(config).run(sockets=[listening])


def _bound(settings: Settings) -> socket.socket:
    """Return a socket that listens at the desk's address.

    :raises InputError: if it cannot be bound.
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise InputError(f"{settings.host}: no address of this machine: {error}.", "Give one with --host.") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(where)
        listening.listen(_BACKLOG)
    except OSError as error:
        listening.close()
        raise InputError(
            f"{settings.host}:{settings.port} cannot be bound: {error.strerror}.", "Choose another with --port."
        ) from error
    return listening
