"""Files and folders as given → the documents to clean, what is unreadable, and what is passed over, in sorted order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

# Parts of a saved page that no one would call a document.
ASSETS = frozenset([".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico"])
PAGES = frozenset([".html", ".htm", ".xhtml", ".shtml"])
# Browsers save `page.html` with its pictures and scripts in `page_files/`.
ASSET_FOLDER = "_files"


class WrongCall(ValueError):
    """A call that cannot be carried out as it was put; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file to clean. `id` is its path below the folder that was given, with `/` on every system."""

    id: str
    path: str
    url: str | None = None
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The documents of a run and, by reason, the names that were passed over."""

    documents: Sequence[Document]
    skipped: dict[str, list[str]] = field(default_factory=dict)


def list_inputs(inputs: Sequence[Path | str], *, leave_out: Sequence[Path] = ()) -> Inputs:
    """Every document in the inputs. A folder is read with all folders below it; links to folders are not followed.

    `leave_out`: paths that are never read, such as the run's own output. Hidden files, scripts, style sheets, fonts
    and `page_files` folders are passed over. What is no readable file (a dangling link, a pipe) stays in the list
    with its reason. Raises WrongCall for an input that is not there.
    """
    given = [Path(one) for one in inputs]
    for one in given:
        if not os.path.lexists(one):
            raise WrongCall(f"{one}: there is no such file or folder. Check the name.")
    base = common_folder(given)
    hidden = {os.path.realpath(path) for path in leave_out}
    skipped: dict[str, list[str]] = {}
    found: dict[str, Document] = {}
    for one in given:
        walked = walk(one, hidden, skipped) if one.is_dir() else iter([(str(one), whats_wrong(str(one)))])
        for path, wrong in walked:
            name = Path(os.path.relpath(os.path.abspath(path), base)).as_posix()
            found.setdefault(name, Document(name, path, unreadable=wrong))
    return Inputs([found[name] for name in sorted(found)], skipped)


def common_folder(given: Sequence[Path]) -> str:
    """The deepest folder that holds all inputs; a single folder is its own."""
    tops = [os.path.abspath(one) if one.is_dir() else os.path.dirname(os.path.abspath(one)) for one in given]
    return os.path.commonpath(tops)


def walk(folder: Path, leave_out: set[str], skipped: dict[str, list[str]]) -> Iterator[tuple[str, str | None]]:
    """Each file below a folder with what is wrong with it, None for a readable one."""
    below: list[tuple[str, str]] = []
    for top, folders, files in os.walk(folder, onerror=lambda error: below.append((error.filename, reason(error)))):
        folders.sort()
        for name in list(folders):
            if why := why_not_enter(top, name, files, leave_out):
                folders.remove(name)
                skipped.setdefault(why, []).append(os.path.join(top, name))
        for name in sorted(files):
            path = os.path.join(top, name)
            if why := why_not_read(path, name, leave_out):
                skipped.setdefault(why, []).append(path)
            else:
                yield path, whats_wrong(path, root=folder)
        if not folders and not files and Path(top).suffix.lower() in PAGES:
            yield top, "this is a folder, not a page, and it is empty"
    yield from below


def why_not_enter(top: str, name: str, files: Sequence[str], leave_out: set[str]) -> str | None:
    """The reason to pass over a folder, or None."""
    path = os.path.join(top, name)
    if os.path.realpath(path) in leave_out:
        return "the run's own output"
    if name.startswith("."):
        return "hidden"
    if os.path.islink(path):
        return "links to folders"
    page = name.removesuffix(ASSET_FOLDER)
    if page != name and any(page + ending in files for ending in PAGES):
        return "parts of saved pages"
    return None


def why_not_read(path: str, name: str, leave_out: set[str]) -> str | None:
    """The reason to pass over a file, or None."""
    if os.path.realpath(path) in leave_out:
        return "the run's own output"
    if name.startswith("."):
        return "hidden"
    if Path(name).suffix.lower() in ASSETS:
        return "parts of saved pages"
    return None


def whats_wrong(path: str, *, root: Path | None = None) -> str | None:
    """Why a path cannot be read as a file, or None. Only looks, never opens: a pipe would block."""
    try:
        kind = os.stat(path).st_mode
    except OSError as error:
        return "this link leads nowhere" if os.path.islink(path) and error.errno == 2 else reason(error)
    if not stat.S_ISREG(kind):
        return "this is not a file (a pipe, a socket or a device)"
    if root is not None and os.path.islink(path):
        inside = os.path.join(os.path.realpath(root), "")
        if not os.path.realpath(path).startswith(inside):
            return "this link leads out of the folder; give the file itself as an input"
    return None


def reason(error: OSError, *, writing: bool = False) -> str:
    """An operating system's message in plain words."""
    said = {
        PermissionError: "no permission to write there; choose another place, or change its mode"
        if writing
        else "no permission to read it; change its mode",
        FileNotFoundError: "it is not there any more",
        IsADirectoryError: "this is a folder",
    }
    for kind, words in said.items():
        if isinstance(error, kind):
            return words
    return (error.strerror or str(error)).lower()
