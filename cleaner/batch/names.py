"""Ids of documents → names of output files, no two alike; any name → something that can be shown on one line."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath

# File systems allow 255 bytes; endings and a mark of shortening must fit, too.
LONGEST_NAME = 240
RECORD = ".json"


def whole_path(name: str) -> str:
    """The path from the root, with `/` on every system: rules that match by path see the same one however the file,
    or the folder it is in, was named.
    """
    return Path(os.path.abspath(name)).as_posix()


def output_stem(name: str, ending: str) -> str:
    """The output name without its ending: the whole name of the input, so that it depends on no other input.

        >>> output_stem("news/a.html", ".txt"), output_stem("news/b.html.gz", ".txt")
        ('news/a.html', 'news/b.html.gz')

    Only the ending of the output itself is not put there twice: `c.txt` gives `c.txt` and `c.json`.

        >>> output_stem("c.txt", ".txt"), output_stem("c.txt", ".md")
        ('c', 'c.txt')

    A name that is too long for a file is shortened and marked.

        >>> output_stem("x" * 251, ".txt")[-14:]
        'xx~90d738c31c5'
    """
    head, slash, last = name.rpartition("/")
    stem = last.removesuffix(ending) or last
    raw = os.fsencode(stem)
    if len(raw) > LONGEST_NAME:
        kept = raw[: LONGEST_NAME - 40].decode("utf-8", "ignore") if stem.isprintable() else _hashed(raw)
        stem = f"{kept}~{_hashed(os.fsencode(last))}"
    return f"{head}{slash}{stem}"


def _hashed(raw: bytes) -> str:
    return sha256(raw).hexdigest()[:11]


def giving_way(names: Sequence[str], ending: str) -> dict[str, str]:
    """The stems of names whose outputs would meet another's, or a folder of that name: they get a mark of their own.

    >>> sorted(giving_way(["a.html", "a.html.txt", "b.txt"], ".txt").values())
    ['a.html~156c265f', 'a.html~7aa267cf']
    """
    users = Counter(spelling(output_stem(name, ending)) for name in names)
    folders = {spelling(str(parent)) for name in names if "/" in name for parent in PurePosixPath(name).parents}
    met: dict[str, str] = {}
    for name in names:
        stem = output_stem(name, ending)
        same = spelling(stem)
        if users[same] > 1 or spelling(stem + ending) in folders or spelling(stem + RECORD) in folders:
            met[name] = f"{stem}~{sha256(os.fsencode(name)).hexdigest()[:8]}"
    return met


def spelling(name: str) -> str:
    """Equal for names that some file systems take for one: other case, other composition of accents."""
    return name if name.isascii() and name.islower() else unicodedata.normalize("NFC", name).casefold()


def file_part(name: str) -> str:
    """Any id as one part of a path: no separators, no controls, no way out of the folder, not too long.

    >>> file_part("../etc/passwd"), file_part("https://x.org/a?b=1"), file_part("..")
    ('..%2Fetc%2Fpasswd', 'https%3A%2F%2Fx.org%2Fa%3Fb=1', '%2E.')
    """
    safe = "".join(sign if sign.isprintable() and sign not in '/\\:*?"<>|%' else _percent(sign) for sign in name)
    return f"%2E{safe[1:]}" if safe.startswith(".") and set(safe) == {"."} else safe


def _percent(sign: str) -> str:
    return "".join(f"%{byte:02X}" for byte in sign.encode("utf-8", "surrogateescape"))


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


def names_shown(all_names: Iterable[str], most: int = 5) -> str:
    """The first few names and how many more."""
    listed = list(all_names)
    first = ", ".join(shown(name) for name in listed[:most])
    more = len(listed) - most
    return f"{first} and {more:,} more" if more > 0 else first
