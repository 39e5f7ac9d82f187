"""The token of a desk that others can reach, and the tokens that bind a change to the session that asks for it.

Invariant: a token itself is in no file, only its hash is; tokens are compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path

from nlp.errors import InputError
from nlp.formats.atomic import creating_file

_HASH = 64  # letters
_SESSION = re.compile(r"[A-Za-z0-9_-]{32}")


class Keys:
    """What the cookies of one desk are made and checked with.

    :param token: the hash of the desk's token, None without one.
    """

    def __init__(self, token: str | None = None) -> None:
        self._token = token
        self._changes = secrets.token_bytes(32)  # of this process: a page of a former one has to be loaded again

    def csrf(self, session: str) -> str:
        """Return the token that every change of a session has to bring."""
        return _signed(self._changes, session)

    def is_csrf(self, given: str, session: str) -> bool:
        """Return whether a change comes from a page of the session."""
        return _equal(given, self.csrf(session))

    def is_token(self, given: str) -> bool:
        """Return whether this is the desk's token."""
        return self._token is not None and _equal(hash_of(given), self._token)

    def pass_for(self, session: str) -> str:
        """Return what a session that gave the token shows from then on; a new token makes it worthless."""
        return _signed((self._token or "").encode(), session)

    def is_pass(self, given: str, session: str) -> bool:
        """Return whether a session gave the token."""
        return self._token is not None and _equal(given, self.pass_for(session))


def new_session() -> str:
    """Return the name of a new session, which nobody can guess."""
    return secrets.token_urlsafe(24)


def is_session(name: str) -> bool:
    """Return whether this may be the name of a session, as :func:`new_session` makes them."""
    return _SESSION.fullmatch(name) is not None


def session_name(session: str) -> str:
    """Return the name by which the store knows a session: whoever reads the store cannot take the session over."""
    return hashlib.sha256(session.encode()).hexdigest()[:24]


def hash_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def token_file(store: Path) -> Path:
    """Return the file that keeps the hash of a desk's token, beside its store."""
    return store.with_name(f"{store.name}.token")


def known_or_new(file: Path, *, renew: bool = False) -> tuple[str, str | None]:
    """Return the hash of a desk's token, and the token itself if it was made just now.

    :param renew: whether to make a new one in any case.
    :raises InputError: if the file holds no hash.
    :raises OutputError: if it cannot be written.
    """
    if not renew and (known := _known(file)) is not None:
        return known, None
    token = secrets.token_urlsafe(32)
    previous = os.umask(0o077)  # for the owner alone, from its first moment
    try:
        with creating_file(file, overwrite=True) as stream:
            stream.write(f"{hash_of(token)}\n".encode())
    finally:
        os.umask(previous)
    return hash_of(token), token


def _known(file: Path) -> str | None:
    try:
        text = file.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: the token cannot be read: {error}.", "Make a new one with --new-token.") from error
    if len(text) != _HASH or set(text) - set("0123456789abcdef"):
        raise InputError(f"{file}: holds no hash of a token.", "Make a new one with --new-token.")
    return text


def _signed(key: bytes, session: str) -> str:
    return hmac.new(key, session.encode(), hashlib.sha256).hexdigest()


def _equal(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())
