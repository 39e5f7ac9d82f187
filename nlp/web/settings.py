"""Where the desk listens, under which names it answers, and how much it takes.

Invariant: a desk that another machine could reach has a token; without one only this machine's own names are answered.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from nlp.errors import InputError

_OWN_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """How much one request or one upload may ask for; what is more is refused, not cut.

    :param form: bytes of a form, as the pages send them.
    :param label: bytes of one call that labels.
    :param stream: bytes of one call that labels a stream of JSON Lines.
    :param line: bytes of one line of it.
    :param records: in one call that labels a list.
    :param upload: bytes of an uploaded file.
    :param unpacked: bytes of all records in it.
    :param upload_records: records in it.
    :param upload_seconds: how long the work on it may take.
    :param download_records: articles in one download.
    :param pause: seconds between two pieces of a request; slower ones hold a connection for nothing.
    :param waiting: jobs that wait for their turn.
    """

    form: int = 64 * 2**10
    label: int = 8 * _MIB
    stream: int = 512 * _MIB
    line: int = _MIB
    records: int = 1_000
    upload: int = 128 * _MIB
    unpacked: int = 1_024 * _MIB
    upload_records: int = 200_000
    upload_seconds: float = 1_800
    download_records: int = 200_000
    pause: float = 30
    waiting: int = 4


@dataclass(frozen=True)
class Settings:
    """How a desk is reached.

    :param host: the address that it binds.
    :param public_url: under which it is reached through a proxy; None without one.
    :param token: the hash of its token (:mod:`nlp.web.tokens`); None if it needs none.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    token: str | None = None
    limits: Limits = Limits()

    @property
    def needs_token(self) -> bool:
        """Whether another machine could reach it: by its address, or through a proxy on this one."""
        return not is_own_name(self.host) or (self.public_url is not None and not is_own_name(self._public_host))

    @property
    def is_https(self) -> bool:
        """Whether browsers reach it through an encrypted connection."""
        return (self.public_url or "").startswith("https://")

    @property
    def cookie(self) -> str:
        """The name of its cookie; two desks on one machine have two, because browsers do not tell ports apart."""
        return "__Host-bantin" if self.is_https else f"bantin-{self.port}"

    @property
    def address(self) -> str:
        """Where a person opens it."""
        if self.public_url:
            return self.public_url
        host = "127.0.0.1" if _is_everywhere(self.host) else self.host
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    @property
    def _public_host(self) -> str:
        return urlsplit(self.public_url or "").hostname or ""

    def answers_to(self, host: str) -> bool:
        """Say whether a request with this ``Host`` is meant for the desk.

        A page elsewhere may let its own name point to this machine; the browser would then send it what the desk says.
        Names are therefore known ones. Numbers cannot be pointed elsewhere, so a desk that listens on all addresses
        answers to any.
        """
        name = _name_in(host)
        if name is None:
            return False
        if name in _OWN_NAMES or name == self._public_host:
            return True
        if not self.needs_token:
            return False
        if _is_everywhere(self.host):
            return _is_number(name) or name == socket.gethostname().lower()
        return name == self.host.lower()


def check_url(url: str) -> str:
    """Return the URL of a proxy in the form in which browsers name it, without a slash at its end.

    :raises InputError: if it is no http or https URL of a host, without a path.
    """
    parts = urlsplit(url.strip())
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or port is None:
        raise InputError(f"{url}: not the URL of a desk.", "Write it like https://desk.example.org")
    return f"{parts.scheme}://{parts.hostname}{port}"


def is_own_name(host: str) -> bool:
    """Return whether a host is this machine, reached from itself."""
    return host.lower() in _OWN_NAMES


def _name_in(host: str) -> str | None:
    """Return the name in a ``Host`` header, without the port; None if it holds none."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    is_plain = parts.username is None and not parts.path and not parts.query and not parts.fragment
    return parts.hostname if is_plain and parts.hostname else None


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _is_everywhere(host: str) -> bool:
    return host in ("0.0.0.0", "::")
