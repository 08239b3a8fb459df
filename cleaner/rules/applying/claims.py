"""The `match` of a rule file and a page → whether the file applies, and how strong its claim is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex

from cleaner.text.addresses import Address

# The kinds of claims, the stronger the higher; `--site` by hand outranks them all.
BY_FILE, BY_ADDRESS, BY_HTML, BY_TEXT = 4, 3, 2, 1

Strength = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a file says of where it applies, as plain texts, so that it can be kept in an index."""

    domains: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    not_urls: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    need: int = 0
    html: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True where it says nothing."""
        return not (self.domains or self.urls or self.files or self.text or self.html)


@lru_cache(8192)
def glob(pattern: str) -> regex.Pattern[str]:
    """A glob in which `*` is anything, also slashes; each star is found once, so it is linear."""
    pieces = [regex.escape(piece, special_only=True) for piece in pattern.lower().split("*")]
    middle = "".join(f"(?>.*?{piece})" for piece in pieces[1:-1])
    last = f".*{pieces[-1]}" if len(pieces) > 1 else ""
    return regex.compile(pieces[0] + middle + last, regex.DOTALL)


def longest_literal(pattern: str) -> str:
    """The longest piece of a glob without a star; a text without it need not be looked at."""
    return max(pattern.lower().split("*"), key=len)


def by_address(claim: Claim, address: Address) -> tuple[int, int] | None:
    """How exactly the claim names the address: labels of the domain, characters of the path; None where it does not."""
    labels = max((_domain(domain, address) for domain in claim.domains), default=0)
    if claim.domains and not labels:
        return None
    where = f"{address.host}/{address.path}".lower()
    if any(_url(pattern, where, address) for pattern in claim.not_urls):
        return None
    if not claim.urls:
        return (labels, 0) if labels else None
    paths = [pattern for pattern in claim.urls if _url(pattern, where, address)]
    if not paths:
        return None
    longest = max(len(pattern.partition("/")[2]) for pattern in paths)
    return labels or max(len(_host(pattern).strip("*.").split(".")) for pattern in paths), longest


def _domain(domain: str, address: Address) -> int:
    """How many labels of the host a domain names; 0 where it does not fit. `=host` counts one more."""
    name = domain.lower().strip()
    if name.startswith("="):
        return name[1:].count(".") + 2 if address.host.removeprefix("www.") == name[1:].removeprefix("www.") else 0
    if name.endswith(".*"):
        labels = name[:-2].split(".")
        ends = (
            at + len(labels)
            for at in range(len(address.labels))
            if address.labels[at : at + len(labels)] == tuple(labels)
        )
        return len(labels) if any(1 <= len(address.labels) - end <= 2 for end in ends) else 0
    bare = name.removeprefix("*.").removeprefix("www.")
    if address.host == bare:
        return 0 if name.startswith("*.") else bare.count(".") + 1
    return bare.count(".") + 1 if address.host.endswith("." + bare) else 0


def _host(pattern: str) -> str:
    return regex.sub(r"^\w+://", "", pattern).partition("/")[0]


def _url(pattern: str, where: str, address: Address) -> bool:
    """A glob on host, path and query; the host may have subdomains in front."""
    bare = regex.sub(r"^\w+://", "", pattern.strip()).removeprefix("www.")
    if longest_literal(bare).rstrip("/") not in where:
        return False
    starts = [where] + [where[at + 1 :] for at, char in enumerate(address.host) if char == "."]
    return any(glob(bare).fullmatch(start) for start in starts)


def by_file(claim: Claim, name: str) -> int | None:
    """The length of the longest glob that the file's path fits; None where none does."""
    path = name.replace("\\", "/").lower()
    fitting = [len(pattern) for pattern in claim.files if longest_literal(pattern) in path and _path(pattern, path)]
    return max(fitting, default=None)


def _path(pattern: str, path: str) -> bool:
    return glob(pattern).fullmatch(path) is not None or glob("*/" + pattern).fullmatch(path) is not None


def domain_keys(claim: Claim) -> tuple[str, ...]:
    """The keys under which an index finds a file: its domains without marks, or the hosts of its addresses."""
    names = claim.domains or tuple(_host(pattern) for pattern in claim.urls)
    return tuple(name.lower().lstrip("=").removeprefix("*.").removeprefix("www.") for name in names)


def host_keys(address: Address) -> Sequence[str]:
    """The keys that an address is looked up by: each end of its host, and each run of labels with any ending."""
    labels = address.labels
    ends = [".".join(labels[at:]) for at in range(len(labels))]
    any_ending = [
        ".".join(labels[at:end]) + ".*" for end in range(1, len(labels)) for at in range(end) if len(labels) - end <= 2
    ]
    return [*ends, *any_ending, "*"]
