"""How much a document may take: bytes, elements, depth, seconds, memory. Beyond a limit it fails with a code.

The defaults are far above any page or book of text, so that only what would end or stall a run meets them.
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from cleaner.reading.bounds import beyond

MB = 1024 * 1024


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
    """Raises Unreadable for markup with more elements, or nested deeper, than the limits allow."""
    found = beyond(source, elements=limits.elements, depth=limits.depth)
    if found is not None:
        raise Unreadable(*found)


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
