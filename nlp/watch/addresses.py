"""Which addresses may be asked: those of the web, and within one's own network only what the user named himself.

Invariant: a feed, or whoever controls its name or a redirect, cannot make us ask a machine behind the firewall. The
address that was checked is the one that is connected to, so a name that changes its mind meanwhile gains nothing.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import quote, urljoin, urlsplit

from nlp.errors import InputError

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:=&?~#+!$,;'@()*[]"
_NAT64 = "64:ff9b::"  # IPv6 addresses that hold one of IPv4 in their last 32 bits


@dataclass(frozen=True)
class Target:
    """An address of the web, in its parts.

    :param path: with the query, as it is asked for.
    """

    scheme: str
    host: str
    port: int
    path: str

    @property
    def url(self) -> str:
        """The address as it is written."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.path}"

    def redirected(self, location: str) -> Target:
        """Return where a redirect leads.

        :raises InputError: if that is no address of the web.
        """
        return parse(urljoin(self.url, location))


def parse(url: str) -> Target:
    """Return an address in its parts.

    :raises InputError: if it is none of the web, or holds a password.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").rstrip(".").encode("idna").decode() if ":" not in (parts.hostname or "") else ""
        host, port = host or parts.hostname or "", parts.port
    except (ValueError, UnicodeError) as error:
        raise InputError(f"{url[:200]!r} is no address: {error}.") from error
    if parts.scheme not in _PORTS:
        raise InputError(f"{url[:200]!r} is no address of the web.", "It begins with http:// or https://.")
    if parts.username is not None or parts.password is not None:
        raise InputError(
            f"An address on {host} holds a name or a password.", "It would show in lists and logs; give it without."
        )
    if not host:
        raise InputError(f"{url[:200]!r} names no host.")
    path = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Target(parts.scheme, host, port or _PORTS[parts.scheme], path)


def resolve(target: Target, trusted: Target | None) -> list[str]:
    """Return the addresses of a host that may be asked.

    :param trusted: host and port that the user named, and that may be within his own network.
    :raises InputError: if it has none.
    :raises OSError: if its name is not known.
    """
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    is_trusted = trusted is not None and (trusted.host, trusted.port) == (target.host, target.port)
    allowed = [address for address in addresses if is_trusted or is_public(address)]
    if not allowed:
        raise InputError(
            f"{target.host}: is a machine of a private network ({', '.join(addresses[:3])}), and is not asked.",
            "Give its address in numbers as the source, or --private if the names of your sources lead there.",
        )
    return allowed


def trusted_part(given: Target, *, private: bool) -> Target | None:
    """Return a source if it may be within the user's own network; None if only the web is meant.

    He meant it if he wrote the address in numbers, or ``localhost``. A name alone says nothing: its owner decides
    where it leads, today or next week.

    :param private: whether the user says so of all names.
    """
    if private or given.host == "localhost":
        return given
    try:
        ip_address(given.host)
    except ValueError:
        return None
    return given


def is_public(address: str) -> bool:
    """Say whether an address is one of the public network."""
    read = ip_address(address.partition("%")[0])
    if isinstance(read, IPv6Address):
        inner: IPv4Address | None = read.ipv4_mapped or read.sixtofour
        if inner is None and read.exploded.startswith(IPv6Address(_NAT64).exploded[:29]):
            inner = IPv4Address(int(read) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return read.is_global and not read.is_multicast
