"""How much a document may take: bytes, elements, depth, seconds, memory. Beyond a limit it fails with a code.

The defaults are far above any page or book of text, so that only what would end or stall a run meets them.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

MB = 1024 * 1024
_START_TAG = re.compile(rb"<[A-Za-z]")
_TAG = re.compile(rb"<(/?)([A-Za-z][A-Za-z0-9]*)[^<>]*?(/?)>")
# Elements without an end tag, or whose end is so often left out that a count of open ones would mean nothing.
_NO_DEPTH = frozenset(
    b"area base br col embed hr img input link meta param source track wbr p li dt dd tr td th option".split()
)


class Unreadable(Exception):
    """A document that cannot be had; the message says why and what to do, `code` which kind of fault it is."""

    def __init__(self, message: str, code: str = "E106") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may take.

    `bytes`: of the file, or of one row or record. `unpacked`: bytes after unpacking. `ratio`: unpacked to packed
    bytes, looked at from 1 MB on. `elements`, `depth`: of an HTML page. `seconds`: of the clock, for each 10 MB
    begun. `memory`: bytes beyond what a worker needs by itself (Linux; elsewhere there is no such limit).
    """

    bytes: int = 64 * MB
    unpacked: int = 64 * MB
    ratio: int = 1000
    elements: int = 2_000_000
    depth: int = 200_000
    seconds: float = 60.0
    memory: int = 2048 * MB

    def as_dict(self) -> dict[str, Any]:
        """The limits as plain values."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def check_markup(source: bytes | str, limits: Limits) -> None:
    """Raises Unreadable for markup with more elements, or nested deeper, than the limits allow.

    Counting start tags takes a thousandth of the time of parsing them; the depth is counted only where there are
    enough of them.
    """
    few = min(limits.elements, limits.depth)
    if len(source) < few * 2:
        return
    raw = source.encode("utf-8", "replace") if isinstance(source, str) else source
    starts = sum(1 for _ in _START_TAG.finditer(raw)) if raw.count(b"<") > few else 0
    if starts > limits.elements:
        raise Unreadable(
            f"it has {starts:,} elements, more than {limits.elements:,}; split it, or allow more with --max-elements",
            "E104",
        )
    if starts > limits.depth and (depth := _depth(raw)) > limits.depth:
        raise Unreadable(
            f"its elements are nested {depth:,} deep, more than {limits.depth:,}; allow more with --max-depth", "E103"
        )


def _depth(raw: bytes) -> int:
    """How deep the elements of a page are nested, about."""
    depth = deepest = 0
    for tag in _TAG.finditer(raw):
        if tag[2].lower() in _NO_DEPTH or tag[3]:
            continue
        depth = max(0, depth - 1) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def limit_memory(allowed: int) -> None:
    """Let this process take so many bytes more than it has now; a request for more raises MemoryError (Linux)."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        status = Path("/proc/self/status").read_text()
        found = re.search(r"VmData:\s+(\d+) kB", status)
        if found and allowed > 0:
            most = int(found[1]) * 1024 + allowed
            hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
            limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
