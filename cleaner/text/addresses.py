"""An address → its parts, as rules, metadata and site memory compare them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import regex

FULL_ADDRESS = regex.compile(r"https?://(?P<host>[a-z\d-]+(?:\.[a-z\d-]+)+)(?:/[^\s]*)?\Z")
"""What nearly every address looks like; others are taken apart as the standard says."""


@dataclass(frozen=True, slots=True)
class Address:
    """The parts of a page's address that rules look at. `path` has the query, without a slash in front."""

    host: str
    path: str

    @property
    def labels(self) -> tuple[str, ...]:
        """`www.example.com` → www, example, com."""
        return tuple(self.host.split("."))


def address_of(url: str | None) -> Address | None:
    """Host and path of an address, None where it has no host. Scheme, port and a final dot do not matter.

    >>> address_of("https://www.Example.com:8080/en/a?b=1#c")
    Address(host='www.example.com', path='en/a?b=1')
    """
    if not url:
        return None
    try:
        parts = urlsplit(url if "//" in url[:10] else f"//{url}")
        host = (parts.hostname or "").rstrip(".").lower()
    except ValueError:
        return None
    if not host or "." not in host:
        return None
    query = f"?{parts.query}" if parts.query else ""
    return Address(host, parts.path.lstrip("/") + query)


@lru_cache(maxsize=256)
def absolute(address: str | None, base: str | None) -> str | None:
    """An http address in full, or None: a relative one needs the page's own address.

    >>> absolute("/a/b", "https://example.org/c"), absolute("/a/b", None), absolute("https:///x", None)
    ('https://example.org/a/b', None, None)
    """
    if address and FULL_ADDRESS.match(address := address.strip()):
        return address
    try:
        full = urljoin(base or "", address or "")
        parts = urlsplit(full)
        return full if parts.scheme in ("http", "https") and parts.hostname and "." in parts.hostname else None
    except ValueError:
        return None


@lru_cache(maxsize=256)
def host_of(address: str | None) -> str | None:
    """The host of an address without `www.`, lower case.

    >>> host_of("https://www.Example.org:8080/a"), host_of(None)
    ('example.org', None)
    """
    if not address:
        return None
    if plain := FULL_ADDRESS.match(address):
        return plain["host"].removeprefix("www.")
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None
