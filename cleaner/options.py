"""What a caller gives → what the program takes, or an error that says what it takes instead."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

NO_DOCUMENT = "there is no document here (None). Give the page as text or bytes."


def choice(name: str, value: object, choices: Any) -> None:
    """Raises ValueError unless the value is one of a Literal's.

    >>> from cleaner.page import Kind
    >>> choice("kind", "HTML", Kind)
    Traceback (most recent call last):
    ValueError: kind='HTML' cannot be said; it is one of 'auto', 'html', 'text'
    """
    allowed = get_args(choices)
    if value not in allowed:
        raise ValueError(f"{name}={value!r} cannot be said; it is one of {', '.join(map(repr, allowed))}")


def rule_folders(rules: Sequence[Path | str]) -> list[Path]:
    """Folders of rules (or single files) that are there. Raises ValueError and FileNotFoundError."""
    if isinstance(rules, str | Path):
        raise ValueError(
            f"rules={str(rules)!r} is one name; it is a list of folders: rules=[{str(rules)!r}]. "
            "site_files=False leaves the files of sites and groups out, packs=False the language packs"
        )
    folders = [Path(one) for one in rules]
    for folder in folders:
        if not folder.exists():
            raise FileNotFoundError(f"rules: there is no folder or file {str(folder)!r}. Check the name, or make it")
    return folders


def document(source: object) -> str | bytes | None:
    """The text or the bytes of a document; None where there is none: None, or NaN as tables have it for that.

    Raises TypeError for what is no document.

    >>> document(memoryview(b"<p>One.</p>"))
    b'<p>One.</p>'
    """
    if isinstance(source, str | bytes):
        return source
    if isinstance(source, bytearray | memoryview):
        return bytes(source)
    if is_missing(source):
        return None
    kind = type(source).__name__
    how = ""
    if isinstance(source, Path):
        how = ": give path.read_bytes()"
    elif hasattr(source, "read"):
        how = ": give file.read()"
    raise TypeError(f"a document is text (str) or bytes, not {kind}{how}")


def address(url: object) -> str | None:
    """An address, None where there is none. Raises TypeError for what is no text."""
    if isinstance(url, str) or url is None:
        return url
    if is_missing(url):
        return None
    raise TypeError(f"url is text (str), not {type(url).__name__}")


def is_missing(value: object) -> bool:
    """Whether a value stands for one that is not there.

    >>> is_missing(None), is_missing(float("nan")), is_missing("")
    (True, True, False)
    """
    return value is None or (isinstance(value, float) and math.isnan(value))
