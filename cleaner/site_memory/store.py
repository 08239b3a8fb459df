"""A memory of sites ↔ a file of JSON lines that can be read, kept and used again."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import tempfile
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

# Raised when lines are folded, hashed or counted in another way: an older file is refused then.
VERSION = 1
HEADER = "site memory of cleaner"
# In so many articles of a site a line stands by no accident. With one to three older pages of a site, months apart,
# two were enough in our research (.999 of what went was boilerplate), so sites with few articles need half of them.
ENOUGH, FEWEST = 3, 2


class MemoryFault(ValueError):
    """A memory file that cannot be used; the message says why and what to do."""


def need(articles: int) -> int:
    """In how many of a site's articles a line must stand.

    >>> [need(articles) for articles in (2, 3, 4, 5, 100)]
    [2, 2, 2, 3, 3]
    """
    return max(FEWEST, min(ENOUGH, (articles + 1) // 2))


@dataclass(frozen=True, slots=True)
class SiteLines:
    """The lines that stand in several of `articles` different articles of a site: sorted keys, and in how many each."""

    articles: int
    keys: array[int]
    counts: array[int]

    def count(self, key: int) -> int:
        """In how many articles the line stands; 0 for one that is not remembered."""
        place = bisect_left(self.keys, key)
        return self.counts[place] if place < len(self.keys) and self.keys[place] == key else 0


@dataclass(frozen=True)
class Memory:
    """What is remembered of each site, by its host or, with a slash at the end, its folder.

    `home` is the name of the folder that documents lie in, `folder` its whole path where the names of documents are
    whole paths. `texts` shows the lines to people; cleaning needs it not.
    """

    sites: Mapping[str, SiteLines] = field(default_factory=dict, repr=False)
    home: str = ""
    texts: Mapping[int, str] = field(default_factory=dict, repr=False, compare=False)
    folder: str = field(default="", repr=False, compare=False)

    def at(self, folder: str) -> Memory:
        """The same for documents in another folder, without what only people read."""
        home = os.path.basename(os.path.realpath(folder))
        return replace(self, home=home, folder=Path(folder).as_posix(), texts={})

    def of(self, site: str | None) -> SiteLines | None:
        """What is remembered of a site. A folder is also found under the last parts of its path."""
        if not site or not site.endswith("/"):
            return self.sites.get(site or "")
        parts = PurePosixPath(site).parts
        names = ("/".join(parts[start:]) + "/" for start in range(len(parts)))
        return next((self.sites[name] for name in names if name in self.sites), None)

    @property
    def size(self) -> tuple[int, int]:
        """How many lines, of how many sites."""
        with_lines = [lines for lines in self.sites.values() if lines.keys]
        return sum(len(lines.keys) for lines in with_lines), len(with_lines)

    def save(self, path: Path | str) -> None:
        """Write it as JSON lines, packed when the name ends in `.gz`. The same memory gives the same bytes.

        Raises MemoryFault when the file cannot be written, or is there and is no memory.
        """
        path = Path(path)
        check_place(path)
        content = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self.rows())
        data = content.encode("utf-8", "backslashreplace")
        part = path.with_name(f".cleaner-{secrets.token_hex(8)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(gzip.compress(data, mtime=0) if path.suffix == ".gz" else data)
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise MemoryFault(f"{path}: cannot write the memory ({error.strerror}).") from error

    def rows(self) -> Iterator[dict[str, Any]]:
        """The file, row by row: a site, then its lines, the most frequent first."""
        yield {"file": HEADER, "version": VERSION}
        for site, lines in sorted(self.sites.items()):
            yield {"site": site, "articles": lines.articles}
            counted = zip(lines.keys, lines.counts, strict=True)
            for rank, text, key in sorted((-count, self.texts.get(key, ""), key) for key, count in counted):
                yield {"site": site, "in": -rank, "line": text, "key": f"{key:016x}"}

    @classmethod
    def load(cls, path: Path | str) -> Memory:
        """A memory as it was saved; rows may have been deleted since. Raises MemoryFault."""
        path = Path(path)
        first_line(path)
        articles: dict[str, int] = {}
        counts: dict[str, dict[int, int]] = {}
        texts: dict[int, str] = {}
        number = 0
        try:
            for row in read_rows(path):
                number += 1
                if "key" in row:
                    key = int(row["key"], 16)
                    counts.setdefault(row["site"], {})[key] = int(row["in"])
                    if row["line"]:
                        texts[key] = row["line"]
                elif "site" in row:
                    articles[row["site"]] = int(row["articles"])
            return cls({site: packed(total, counts.get(site, {})) for site, total in articles.items()}, "", texts)
        except (ValueError, KeyError, TypeError, OverflowError, OSError, EOFError) as error:
            raise MemoryFault(f"{path}:{number}: this row is damaged ({error}). Make the memory anew.") from error


def check_place(path: Path) -> None:
    """Raises MemoryFault when another file lies where a memory shall be written, or nothing can be written there."""
    if path.exists():
        first_line(path)
    there = next(folder for folder in path.absolute().parents if folder.exists())
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise MemoryFault(f"{path}: cannot write a memory there ({error.strerror}). Choose another place.") from error


def packed(articles: int, counts: Mapping[int, int]) -> SiteLines:
    """The lines of one site, in the order of their keys."""
    keys = array("Q", sorted(counts))
    return SiteLines(articles, keys, array("I", (counts[key] for key in keys)))


def read_rows(path: Path) -> Iterable[Any]:
    """The rows of a memory file."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def first_line(path: Path) -> None:
    """Raises MemoryFault for a file that is no memory, or one of another version."""
    try:
        row = next(iter(read_rows(path)), None)
    except (OSError, EOFError) as error:
        if isinstance(error, FileNotFoundError):
            raise MemoryFault(f"{path}: there is no such memory. Make it with --site-memory.") from error
        raise MemoryFault(f"{path}: cannot read the memory ({getattr(error, 'strerror', None) or error}).") from error
    except ValueError:
        row = None
    if not isinstance(row, dict) or row.get("file") != HEADER:
        raise MemoryFault(f"{path}: this is no site memory. Name another file.")
    if row.get("version") != VERSION:
        raise MemoryFault(f"{path}: this memory was made by another version. Delete it and make it anew.")
