"""One polite request for a feed: only if it changed, not too long, not too much, not anywhere.

Invariant: it ends within its time and memory whatever the server does: sends a byte a minute, sends for ever, unpacks
to a thousand times its size, or leads in circles.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from nlp.errors import InputError
from nlp.version import __version__
from nlp.watch.addresses import Target, parse, resolve, trusted_part

MOST_BYTES = 10 * 2**20
"""Largest feed that is read, unpacked; large ones have a tenth of that."""

MOST_REDIRECTS = 5

LONGEST_REST = 24 * 3600
"""Seconds of rest that a server may ask for."""

_PIECE = 2**16
_MOST_ADDRESSES = 4  # of one host that are tried
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNZIP_ANY = 32 + zlib.MAX_WBITS  # gzip or zlib, as its head says
_HEADERS = {
    "User-Agent": f"bantin/{__version__} (reads feeds; asks only for what changed)",
    "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1",
    "Accept-Encoding": "gzip",
    "Connection": "close",
}


@dataclass(frozen=True)
class Limits:
    """What one request may cost.

    :param seconds: from the first name that is looked up to the last byte.
    """

    seconds: float = 20.0
    bytes: int = MOST_BYTES
    redirects: int = MOST_REDIRECTS


@dataclass(frozen=True)
class Answer:
    """What a server sent.

    :param content: None if nothing changed.
    """

    content: bytes | None
    etag: str | None = None
    modified: str | None = None


class RefusedError(InputError):
    """A server gave no feed.

    :param rest: seconds for which it asked to be left in peace.
    """

    def __init__(self, what: str, fix: str = "", rest: int = 0) -> None:
        super().__init__(what, fix)
        self.rest = rest


def fetch(
    url: str,
    etag: str | None = None,
    modified: str | None = None,
    *,
    private: bool = False,
    limits: Limits | None = None,
) -> Answer:
    """Ask for a feed.

    :param etag: what the server called its last answer; ``modified`` is the date that it gave for it.
    :param private: whether the name may lead into the user's own network.
    :raises InputError: if there is no answer that can be used.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    target = given = parse(url)
    trusted = trusted_part(given, private=private)
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {**_HEADERS, **{name: value for name, value in conditions.items() if value}}
    for _ in range(limits.redirects + 1):
        outcome = _ask(target, resolve_within(target, trusted), headers, deadline, limits)
        if isinstance(outcome, Answer):
            return outcome
        target = target.redirected(outcome)
    raise RefusedError(f"{url}: redirects more than {limits.redirects} times.")


def resolve_within(target: Target, trusted: Target | None) -> list[str]:
    """Return the addresses of a host that may be asked.

    :raises InputError: if it has none.
    """
    try:
        return resolve(target, trusted)
    except (OSError, UnicodeError) as error:
        raise RefusedError(f"{target.host}: no such host: {getattr(error, 'strerror', None) or error}.") from error


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever the name leads to by now."""

    def __init__(self, target: Target, addresses: list[str], seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=max(0.05, seconds))
        self._addresses = addresses
        self._tls = ssl.create_default_context() if target.scheme == "https" else None
        self.default_port = 443 if self._tls else 80
        self._open: socket.socket | None = None
        self.was_cut = False

    def connect(self) -> None:
        """Connect, and agree on TLS."""
        self.sock = self._open = self._connected()
        if self._tls:
            wrapped = self._tls.wrap_socket(self.sock, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = self._open = wrapped
            wrapped.do_handshake()

    def _connected(self) -> socket.socket:
        """Return a connection to the first address that answers: many networks have IPv6 in name only."""
        assert self.timeout is not None
        for address in self._addresses[:-1]:
            with suppress(OSError):
                made = socket.create_connection((address, self.port), self.timeout / len(self._addresses))
                made.settimeout(self.timeout)
                return made
        return socket.create_connection((self._addresses[-1], self.port), self.timeout)

    def cut(self) -> None:
        """End it from another thread: a timeout counts from byte to byte, and a slow server has many.

        ``sock`` is gone once the head of the answer is read; the answer holds the socket from then on.
        """
        self.was_cut = True
        if self._open is not None:
            with suppress(OSError):
                socket.socket.shutdown(self._open, socket.SHUT_RDWR)


def _ask(
    target: Target, addresses: list[str], headers: dict[str, str], deadline: float, limits: Limits
) -> Answer | str:
    """Return the answer, or where the server redirects to.

    :raises InputError: if there is no answer that can be used.
    """
    left = deadline - time.monotonic()
    connection = _Connection(target, addresses[:_MOST_ADDRESSES], left)
    watch = threading.Timer(max(0.0, left), connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("GET", target.path, headers=headers)
        outcome = _read(target, connection.getresponse(), limits)
        if connection.was_cut:  # without a length, an answer that is cut looks like one that ended
            raise TimeoutError
        return outcome
    except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
        if connection.was_cut or isinstance(error, TimeoutError):
            raise RefusedError(f"{target.url}: took longer than {limits.seconds:g} seconds.") from error
        reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
        raise RefusedError(f"{target.url}: cannot be read: {reason}.") from error
    finally:
        watch.cancel()
        connection.close()


def _read(target: Target, response: http.client.HTTPResponse, limits: Limits) -> Answer | str:
    if response.status == http.HTTPStatus.NOT_MODIFIED:
        return Answer(None)
    if response.status in _REDIRECTS:
        location = response.getheader("Location")
        if not location:
            raise RefusedError(f"{target.url}: redirects to nowhere.")
        return location
    if response.status != http.HTTPStatus.OK:
        what = f"{target.url}: answers {response.status} {response.reason[:80]}.".replace(" .", ".")
        raise RefusedError(what, rest=_rest(response.getheader("Retry-After")))
    content = _body(target, response, limits.bytes)
    return Answer(content, response.getheader("ETag"), response.getheader("Last-Modified"))


def _body(target: Target, response: http.client.HTTPResponse, most: int) -> bytes:
    encoding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise RefusedError(f"{target.url}: is packed as {encoding[:40]!r}, which nobody asked for.")
    unzip = None if encoding == "identity" else zlib.decompressobj(_UNZIP_ANY)
    too_large = RefusedError(f"{target.url}: is larger than {most:,} bytes, which no feed needs.")
    if (response.length or 0) > most:
        raise too_large
    content = bytearray()
    while piece := response.read(_PIECE):
        content += unzip.decompress(piece, most + 1 - len(content)) if unzip else piece
        if len(content) > most:
            raise too_large
    if response.length or (unzip and not unzip.eof):
        raise RefusedError(f"{target.url}: broke off after {len(content):,} bytes.")
    return bytes(content)


def _rest(asked: str | None) -> int:
    """Return the seconds that a server asks to be left in peace, as a number or a date."""
    if not asked:
        return 0
    try:
        seconds = int(asked)
    except ValueError:
        try:
            seconds = int((parsedate_to_datetime(asked) - datetime.now(UTC)).total_seconds())
        except (ValueError, TypeError):
            return 0
    return min(max(0, seconds), LONGEST_REST)
