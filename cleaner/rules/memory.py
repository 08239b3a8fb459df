"""What the last run learned of the heads of many rule files → the same, without reading them again.

Plain JSON in the user's cache folder, written only for folders with many files, and only if it can be. An entry counts
while the file's time of change and size are the same; losing the cache costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

# Raised when what is remembered of a file changes its form or its meaning.
FORM = 2
# Fewer files are read faster than it is worth writing to somebody's disk.
MIN_FILES = 16


class Memory:
    """The remembered heads of one folder's rule files."""

    def __init__(self, folder: Path) -> None:
        self.path = cache_path(folder)
        self.fresh: dict[str, list[Any]] = {}
        self.old: dict[str, list[Any]] = {}
        self.changed = False
        with suppress(OSError, ValueError, TypeError):
            stored = json.loads(self.path.read_text(encoding="utf-8")) if self.path else None
            if isinstance(stored, dict) and stored.get("form") == FORM:
                self.old = dict(stored["files"])

    def known(self, path: Path, stamp: tuple[int, int]) -> list[Any] | None:
        """What was noted of the file, if it has not changed since."""
        entry = self.old.get(str(path))
        if isinstance(entry, list) and len(entry) == 3 and entry[:2] == list(stamp) and isinstance(entry[2], list):
            return entry[2]
        self.changed = True
        return None

    def note(self, path: Path, stamp: tuple[int, int], known: list[Any]) -> None:
        """Remember a file."""
        self.fresh[str(path)] = [*stamp, known]

    def save(self) -> None:
        """Write it down, whole or not at all. Where it cannot be written nothing happens."""
        if self.path is None or len(self.fresh) < MIN_FILES or not (self.changed or len(self.fresh) != len(self.old)):
            return
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    json.dump({"form": FORM, "files": self.fresh}, file, ensure_ascii=False, separators=(",", ":"))
                os.replace(name, self.path)
            except OSError:
                os.unlink(name)


def cache_path(folder: Path) -> Path | None:
    """The cache file of a rules folder; None where the user has no cache folder, or wants none."""
    from platformdirs import user_cache_dir

    if os.environ.get("CLEANER_NO_CACHE"):
        return None
    try:
        name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return Path(user_cache_dir("cleaner", appauthor=False)) / f"rules-{name}.json"
    except (OSError, RuntimeError):
        return None
