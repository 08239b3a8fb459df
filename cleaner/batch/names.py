"""Ids of documents → names of output files, no two alike; any name → something that can be shown on one line."""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

COMPRESSED = ".gz"


def whole_path(name: str) -> str:
    """The path from the root, with `/` on every system: rules that match by path see the same one however the file,
    or the folder it is in, was named.
    """
    return Path(os.path.abspath(name)).as_posix()


def output_stems(ids: Sequence[str]) -> dict[str, str]:
    """For each id the output name without its ending: `news/a.html` gives `news/a`.

        >>> output_stems(["news/a.html", "news/b.html.gz"])
        {'news/a.html': 'news/a', 'news/b.html.gz': 'news/b'}

    Where two would write the same file, all of them keep the ending of their input:

        >>> output_stems(["a.html", "a.txt", "b.txt"])
        {'a.html': 'a.html', 'a.txt': 'a.txt', 'b.txt': 'b'}
    """
    stems = {id: without_ending(id) for id in ids}
    folders = {spelling(str(parent)) for id in ids for parent in PurePosixPath(id).parents}
    while clashing := clashes(stems, folders):
        for id in clashing:
            stems[id] = id
    return stems


def without_ending(id: str) -> str:
    """`a.html.gz` → `a`; a name that is only an ending stays."""
    path = PurePosixPath(id)
    if path.suffix.lower() == COMPRESSED and path.stem:
        path = path.with_suffix("")
    return str(path.with_suffix("")) if path.suffix else str(path)


def clashes(stems: dict[str, str], folders: set[str]) -> list[str]:
    """Ids whose outputs would meet another's, or a folder of that name, and that can still give way."""
    users: dict[str, list[str]] = defaultdict(list)
    for id, stem in stems.items():
        users[spelling(stem)].append(id)
    met: Iterable[list[str]] = (
        ids
        for stem, ids in users.items()
        if len(ids) > 1 or spelling(stem + ".txt") in folders or spelling(stem + ".json") in folders
    )
    return [id for ids in met for id in ids if stems[id] != id]


def spelling(name: str) -> str:
    """Equal for names that some file systems take for one: other case, other composition of accents."""
    return unicodedata.normalize("NFC", name).casefold()


def shown(name: str) -> str:
    """A name on one line: line breaks, controls and bytes that are no UTF-8 are written as escapes.

    >>> print(shown("two\\nlines.html"))
    two\\nlines.html
    """
    return "".join(sign if sign.isprintable() else escape(sign) for sign in name)


def escape(sign: str) -> str:
    """One character as `\\n`, `\\xff` or `\\u200b`; a byte that was no UTF-8 as that byte."""
    if "\udc80" <= sign <= "\udcff":
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode("ascii")
