"""A memory of sites ↔ a file of JSON lines that can be read, kept and used again."""

from __future__ import annotations

import gzip
import json
import os
import secrets
import tempfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from cleaner.site_memory.lines import key_of
from cleaner.site_memory.pieces import KINDS, PieceKind, fits, line_key, shape_of

# Raised when lines are folded, hashed or counted in another way: an older file is refused then.
VERSION = 2
HEADER = "site memory of cleaner"
# In so many articles of a site a line stands by no accident. With one to three older pages of a site, months apart,
# two were enough in our research (.999 of what went was boilerplate), so sites with few articles need half of them.
ENOUGH, FEWEST = 3, 2
# How much of a piece is written into the file, for people to look at.
SHOWN = 160


class MemoryFault(ValueError):
    """A memory file that cannot be used; the message says why and what to do."""


def need(articles: int) -> int:
    """In how many of a site's articles a line must stand.

    >>> [need(articles) for articles in (2, 3, 4, 5, 100)]
    [2, 2, 2, 3, 3]
    """
    return max(FEWEST, min(ENOUGH, (articles + 1) // 2))


@dataclass(frozen=True, slots=True)
class Known:
    """A piece that recurs in a site, and how far it is evidence for boilerplate.

    kind: a whole line, the beginning or the end of lines, or a shape of lines.
    key: 64 bits for what is compared of it.
    articles: in how many different articles of the site it stands.
    repetition: what that says, in log odds; its length is added where it is met.
    odds: what its words say, in log odds.
    size: how many words it has.
    length: how many words and signs are compared.
    text: how it reads.
    literal: of a shape, its words, and masks where they vary.
    """

    kind: PieceKind
    key: int
    articles: int
    repetition: float
    odds: float
    size: int
    length: int
    text: str
    literal: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SiteLines:
    """What recurs in `articles` different articles of a site, in little room."""

    articles: int
    packed: bytes = b""

    @classmethod
    def of(cls, articles: int, known: Iterable[Known]) -> SiteLines:
        """The pieces in an order of their own."""
        rows = sorted(known, key=lambda one: (-one.articles, one.text, one.kind, one.key))
        data = "\n".join(json.dumps(asdict(one)) for one in rows)
        return cls(articles, zlib.compress(data.encode()) if rows else b"")

    @property
    def pieces(self) -> tuple[Known, ...]:
        """The pieces, the most frequent first."""
        rows = zlib.decompress(self.packed).decode().split("\n") if self.packed else []
        return tuple(Known(**{**row, "literal": tuple(row["literal"])}) for row in map(json.loads, rows))

    @property
    def lookup(self) -> Lookup:
        """The pieces by what is asked for."""
        return lookup_of(self.packed)

    def count(self, line: str) -> int:
        """In how many articles a whole line stands, given as it is compared; 0 for one that is not remembered."""
        found = self.lookup.of("line", key_of(line))
        return found.articles if found else 0


class Lookup:
    """A line → the known piece that it is, begins with, ends with, or has the shape of."""

    def __init__(self, pieces: Iterable[Known]) -> None:
        self.by_key: dict[PieceKind, dict[int, Known]] = {kind: {} for kind in KINDS}
        for one in pieces:
            self.by_key[one.kind][one.key] = one
        self.lengths = {
            kind: sorted({one.length for one in self.by_key[kind].values()}, reverse=True) for kind in KINDS
        }

    def of(self, kind: PieceKind, key: int) -> Known | None:
        """The piece of this key."""
        return self.by_key[kind].get(key)

    def line(self, forms: Sequence[str], place: str) -> Known | None:
        """The piece that is the whole line."""
        return self.of("line", key_of(line_key(forms, place))) if forms else None

    def start(self, forms: Sequence[str]) -> Known | None:
        """The longest piece that the line begins with, and goes on."""
        lengths = (length for length in self.lengths["start"] if length < len(forms))
        return next((one for n in lengths if (one := self.of("start", key_of(" ".join(forms[:n]))))), None)

    def end(self, forms: Sequence[str]) -> Known | None:
        """The longest piece that the line ends with, behind something else."""
        lengths = (length for length in self.lengths["end"] if length < len(forms))
        return next((one for n in lengths if (one := self.of("end", key_of(" ".join(forms[-n:]))))), None)

    def shape(self, text: str) -> Known | None:
        """The piece that has the line's shape, and its words where they do not vary."""
        if not self.by_key["shape"]:
            return None
        masked, values = shape_of(text)
        found = self.of("shape", key_of(" ".join(masked)))
        return found if found and fits(found.literal, values) else None


@lru_cache(maxsize=32)
def lookup_of(packed: bytes) -> Lookup:
    """The lookup of a site, as long as its documents come one after another."""
    return Lookup(SiteLines(0, packed).pieces)


@dataclass(frozen=True)
class Memory:
    """What is remembered of each site, by its host or, with a slash at the end, its folder.

    `home` is the name of the folder that documents lie in, `folder` its whole path where the names of documents are
    whole paths.
    """

    sites: Mapping[str, SiteLines] = field(default_factory=dict, repr=False)
    home: str = ""
    folder: str = field(default="", repr=False, compare=False)

    def at(self, folder: str) -> Memory:
        """The same for documents in another folder."""
        home = os.path.basename(os.path.realpath(folder))
        return replace(self, home=home, folder=Path(folder).as_posix())

    def of(self, site: str | None) -> SiteLines | None:
        """What is remembered of a site. A folder is also found under the last parts of its path."""
        if not site or not site.endswith("/"):
            return self.sites.get(site or "")
        parts = PurePosixPath(site).parts
        names = ("/".join(parts[start:]) + "/" for start in range(len(parts)))
        return next((self.sites[name] for name in names if name in self.sites), None)

    @property
    def size(self) -> tuple[int, int]:
        """How many pieces, of how many sites."""
        with_lines = [lines for lines in self.sites.values() if lines.packed]
        return sum(len(lines.pieces) for lines in with_lines), len(with_lines)

    def save(self, path: Path | str) -> None:
        """Write it as JSON lines, packed when the name ends in `.gz`. The same memory gives the same bytes.

        Raises MemoryFault when the file cannot be written, or is there and is no memory.
        """
        path = Path(path)
        check_place(path)
        part = path.with_name(f".cleaner-{secrets.token_hex(8)}.part")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(self.packed() if path.suffix == ".gz" else self.as_lines())
            part.replace(path)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise MemoryFault(f"{path}: cannot write the memory ({error.strerror}).") from error

    def as_lines(self) -> bytes:
        """The file as JSON lines."""
        content = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in self.rows())
        return content.encode("utf-8", "backslashreplace")

    def packed(self) -> bytes:
        """The file as JSON lines, packed by gzip. The same memory gives the same bytes."""
        return gzip.compress(self.as_lines(), mtime=0)

    def rows(self) -> Iterator[dict[str, Any]]:
        """The file, row by row: a site, then what recurs in it, the most frequent first."""
        yield {"file": HEADER, "version": VERSION}
        for site, lines in sorted(self.sites.items()):
            yield {"site": site, "articles": lines.articles}
            yield from (row_of(site, one) for one in lines.pieces)

    @classmethod
    def load(cls, path: Path | str) -> Memory:
        """A memory as it was saved; rows may have been deleted since. Raises MemoryFault."""
        path = Path(path)
        first_line(path)
        articles: dict[str, int] = {}
        known: dict[str, list[Known]] = {}
        number = 0
        try:
            for row in read_rows(path):
                number += 1
                if "key" in row:
                    known.setdefault(row["site"], []).append(known_of(row))
                elif "site" in row:
                    articles[row["site"]] = int(row["articles"])
            return cls({site: SiteLines.of(total, known.get(site, ())) for site, total in articles.items()})
        except (ValueError, KeyError, TypeError, OverflowError, OSError, EOFError, RecursionError) as error:
            raise MemoryFault(f"{path}:{number}: this row is damaged ({error}). Make the memory anew.") from error


def row_of(site: str, one: Known) -> dict[str, Any]:
    """A piece as a row of the file."""
    row = {
        "site": site,
        "in": one.articles,
        "what": one.kind,
        "text": one.text,
        "odds": {"repetition": one.repetition, "words": one.odds},
        "size": [one.size, one.length],
        "key": f"{one.key:016x}",
    }
    return {**row, "shape": [form.replace("\0", "*") for form in one.literal]} if one.literal else row


def known_of(row: Mapping[str, Any]) -> Known:
    """A row of the file as a piece. Raises ValueError, KeyError or TypeError for one that is none."""
    if row["what"] not in KINDS:
        raise ValueError(f"“{row['what']}” is no kind of piece")
    size, length = row["size"]
    odds = row["odds"]
    literal = tuple(str(form).replace("*", "\0") for form in row.get("shape", ()))
    text = str(row["text"])
    return Known(
        row["what"], int(row["key"], 16), int(row["in"]), float(odds["repetition"]), float(odds["words"]),
        int(size), int(length), text, literal,
    )  # fmt: skip


def check_place(path: Path) -> None:
    """Raises MemoryFault when another file lies where a memory shall be written, or nothing can be written there."""
    if path.exists():
        first_line(path)
    there = next(folder for folder in path.absolute().parents if folder.exists())
    try:
        tempfile.TemporaryFile(dir=there).close()
    except OSError as error:
        raise MemoryFault(f"{path}: cannot write a memory there ({error.strerror}). Choose another place.") from error


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
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict) or row.get("file") != HEADER:
        raise MemoryFault(f"{path}: this is no site memory. Name another file.")
    if row.get("version") != VERSION:
        raise MemoryFault(f"{path}: this memory was made by another version. Delete it and make it anew.")
