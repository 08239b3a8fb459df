"""What a document is and where it comes from: files, folders, globs, lists of names and addresses, in sorted order."""

from __future__ import annotations

import errno
import glob
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cleaner.page import Kind

# Parts of a saved page that no one would call a document.
ASSETS = frozenset([".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico"])
PAGES = frozenset([".html", ".htm", ".xhtml", ".shtml"])
# Browsers save `page.html` with its pictures and scripts in `page_files/`.
ASSET_FOLDER = "_files"
# Where a run keeps what it needs to go on: `.cleaner` in an output folder, `.NAME.cleaner` beside an output file.
STATE = ".cleaner"
# The settings that lie beside data.
SETTINGS = "cleaner.toml"
REMOTE = "://"
_GLOB = frozenset("*?[")


class WrongCall(ValueError):
    """A call that cannot be carried out as it was put; the message says what to do instead."""


class OutputFailed(OSError):
    """The output cannot be written at all: a full disk, a folder that is a file. The message names the path."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document to clean.

    `id`: a file's path below the folder that was given, with `/` on every system; what the id column of a table
    says; otherwise the name of the table or archive and the number of the row (`news.csv#12`). `path`: the file it is
    in. `content`: the document itself where it is a row or a record rather than a file. `columns`: the other columns
    of its row, carried along. `added`: when it was fetched, where the input says so. `name`: the name under which its
    results are written, the id where None. `unreadable`: why it cannot be had, with the `code` of that fault.
    """

    id: str
    path: str
    url: str | None = None
    unreadable: str | None = None
    code: str = "E106"
    content: str | bytes | None = None
    kind: Kind | None = None
    columns: Mapping[str, Any] | None = None
    added: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Inputs:
    """The files of a run: their names below `base` in sorted order, what is wrong with some (reason and code), and by
    reason the names that were passed over.
    """

    base: str
    names: Sequence[str]
    wrong: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    skipped: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def path(self, name: str) -> str:
        """Where the file of that name is."""
        return path_of(self.base, name)

    @property
    def documents(self) -> list[Document]:
        """Each file as a document."""
        return [self.document(name) for name in self.names]

    def document(self, name: str) -> Document:
        """One file as a document."""
        why, code = self.wrong.get(name, (None, "E106"))
        return Document(name, self.path(name), unreadable=why, code=code)


def path_of(base: str, name: str) -> str:
    """A name below a folder or an address as a path."""
    return f"{base}{name}" if base.endswith("/") else f"{base}/{name}"


def list_inputs(
    inputs: Sequence[Path | str], *, leave_out: Sequence[Path] = (), listed: Iterable[str] = (), strict: bool = True
) -> Inputs:
    """Every file in the inputs. A folder is read with all folders below it; links to folders are not followed.

    An input with `*`, `?` or `[` that is no file's name is a pattern, where `**` stands for any folders. `listed` are
    further names, as from `--files-from`: one that is not there is a fault of that document, not of the call.
    `leave_out`: paths that are never read, such as the run's own output. Hidden files, scripts, style sheets, fonts
    and `page_files` folders are passed over. What is no readable file (a dangling link, a pipe) stays in the list
    with its reason. Raises WrongCall for an input that is not there, or a pattern that fits nothing.
    """
    given = [str(one) for one in inputs]
    if any(REMOTE in one for one in given):
        return _remote(given)
    files = [path for one in given for path in _expanded(one)]
    extra = list(listed)
    if not files and not extra:
        raise WrongCall("There is no input. Name files or folders, or give a list with --files-from.")
    base = common_folder([Path(one) for one in [*files, *extra]])
    hidden = {os.path.realpath(path) for path in leave_out}
    skipped: dict[str, list[str]] = {}
    wrong: dict[str, tuple[str, str]] = {}
    names: set[str] = set()
    for one in [*files, *extra]:
        walked = walk(Path(one), hidden, skipped) if os.path.isdir(one) else iter([(one, whats_wrong(one))])
        for path, why in walked:
            name = Path(os.path.relpath(os.path.abspath(path), base)).as_posix()
            if name not in names:
                names.add(name)
                if why:
                    wrong[name] = why
    return Inputs(Path(base).as_posix(), sorted(names), wrong, skipped)


def _expanded(name: str) -> list[str]:
    """The paths that an input stands for. Raises WrongCall when there are none."""
    if os.path.lexists(name):
        return [name]
    if _GLOB & set(name):
        found = sorted(glob.glob(name, recursive=True))
        if not found:
            raise WrongCall(f"{name}: no file fits this pattern. Check it, or put it into quotes.")
        return found
    raise WrongCall(f"{name}: there is no such file or folder. Check the name.")


def _remote(given: Sequence[str]) -> Inputs:
    """The files behind addresses such as s3://bucket/folder, by fsspec. Raises WrongCall."""
    if not all(REMOTE in one for one in given):
        raise WrongCall("Addresses (s3://…) and files of this machine cannot be mixed in one run. Make two runs of it.")
    fsspec = needed("fsspec", "remote", "reading from an address")
    found: set[str] = set()
    for one in given:
        protocol = one.partition(REMOTE)[0]
        try:
            system, path = fsspec.core.url_to_fs(one)
            inside = system.glob(path) if _GLOB & set(path) else system.find(path) if system.isdir(path) else [path]
        except (ImportError, ValueError, OSError) as error:
            raise WrongCall(f"{one}: cannot be read ({error}).") from error
        found.update(f"{protocol}{REMOTE}{one.lstrip('/') if protocol != 'file' else one}" for one in inside)
    if not found:
        raise WrongCall(f"{', '.join(given)}: there is no file. Check the address.")
    base = os.path.commonpath([one.rpartition("/")[0].replace(REMOTE, "/:/") for one in found]).replace("/:/", REMOTE)
    names = sorted(one.removeprefix(base).lstrip("/") for one in found)
    hidden = [name for name in names if any(part.startswith(".") for part in name.split("/"))]
    skipped = {"hidden": hidden} if hidden else {}
    return Inputs(base, [name for name in names if name not in set(hidden)], {}, skipped)


def needed(module: str, extra: str, doing: str) -> Any:
    """A library that not everybody has. Raises WrongCall with the extra that brings it."""
    import importlib

    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise WrongCall(f"{doing} needs {module.partition('.')[0]}: pip install 'cleaner[{extra}]'") from error


def open_binary(path: str) -> IO[bytes]:
    """A file, of this machine or behind an address, for reading bytes."""
    if REMOTE in path:
        file: IO[bytes] = needed("fsspec", "remote", "reading from an address").open(path, "rb").open()
        return file
    return open(path, "rb")


def read_names(content: bytes) -> list[str]:
    """The names in a list of files: separated by NUL if there is one, as by `find -print0`, otherwise by newlines.

    >>> read_names(b"a b.html\\n\\nc.html\\n"), read_names(b"two\\nlines.html\\0c.html\\0")
    (['a b.html', 'c.html'], ['two\\nlines.html', 'c.html'])
    """
    separator = b"\0" if b"\0" in content else b"\n"
    names = (name if separator == b"\0" else name.removesuffix(b"\r") for name in content.split(separator))
    return [os.fsdecode(name) for name in names if name]


def common_folder(given: Sequence[Path]) -> str:
    """The deepest folder that holds all inputs; a single folder is its own."""
    tops = {os.path.abspath(one) if one.is_dir() else os.path.dirname(os.path.abspath(one)) for one in given}
    return os.path.commonpath(list(tops))


Wrong = tuple[str, str]


def walk(folder: Path, leave_out: set[str], skipped: dict[str, list[str]]) -> Iterator[tuple[str, Wrong | None]]:
    """Each file below a folder with what is wrong with it (reason and code), None for a readable one."""
    below: list[tuple[str, Wrong]] = []

    def fault(error: OSError) -> None:
        below.append((error.filename, (reason(error), "E106")))

    root = os.path.join(os.path.realpath(folder), "")
    for top, folders, files in os.walk(folder, onerror=fault):
        folders.sort()
        for name in list(folders):
            if passed_over(skipped, os.path.join(top, name), why_not_enter(top, name, files, leave_out)):
                folders.remove(name)
        for name in sorted(files):
            path = os.path.join(top, name)
            if not passed_over(skipped, path, why_not_read(path, name, leave_out)):
                yield path, whats_wrong(path, root=root)
        if not folders and not files and Path(top).suffix.lower() in PAGES:
            yield top, ("this is a folder, not a page, and it is empty", "E108")
    yield from below


def passed_over(skipped: dict[str, list[str]], path: str, why: str | None) -> bool:
    """Note a name that is passed over, if there is a reason; what runs keep for themselves is not even noted."""
    if why and why != STATE:
        skipped.setdefault(why, []).append(path)
    return why is not None


def why_not_enter(top: str, name: str, files: Sequence[str], leave_out: set[str]) -> str | None:
    """The reason to pass over a folder, or None."""
    path = os.path.join(top, name)
    if os.path.realpath(path) in leave_out:
        return "the run's own output"
    if name.startswith("."):
        return STATE if name.endswith(STATE) else "hidden"
    if os.path.islink(path):
        return "links to folders"
    if os.path.isdir(os.path.join(path, STATE)):
        return "the output of an earlier run"
    page = name.removesuffix(ASSET_FOLDER)
    if page != name and any(page + ending in files for ending in PAGES):
        return "parts of saved pages"
    return None


def why_not_read(path: str, name: str, leave_out: set[str]) -> str | None:
    """The reason to pass over a file, or None."""
    if leave_out and os.path.realpath(path) in leave_out:
        return "the run's own output"
    if name.startswith("."):
        return "hidden"
    if name == SETTINGS:
        return "settings of cleaner"
    if Path(name).suffix.lower() in ASSETS:
        return "parts of saved pages"
    return None


def whats_wrong(path: str, *, root: str | None = None) -> Wrong | None:
    """Why a path cannot be read as a file (reason and code), or None. Only looks, never opens: a pipe would block."""
    try:
        kind = os.stat(path).st_mode
    except OSError as error:
        if os.path.islink(path):
            said = {errno.ENOENT: "this link leads nowhere", errno.ELOOP: "this link leads in a circle"}
            return said.get(error.errno or 0) or reason(error), "E108"
        return reason(error), code_of(error)
    if not stat.S_ISREG(kind):
        return "this is a folder" if stat.S_ISDIR(kind) else "this is not a file (a pipe, a socket or a device)", "E108"
    if root is not None and os.path.islink(path) and not os.path.realpath(path).startswith(root):
        return "this link leads out of the folder; give the file itself as an input", "E108"
    return None


def reason(error: OSError, *, writing: bool = False) -> str:
    """An operating system's message in plain words."""
    said = {
        PermissionError: "no permission to write there; choose another place, or change its mode"
        if writing
        else "no permission to read it; change its mode",
        FileNotFoundError: "the folder cannot be made there; choose another place"
        if writing
        else "it is not there any more",
        IsADirectoryError: "this is a folder",
    }
    for kind, words in said.items():
        if isinstance(error, kind):
            return words
    return (error.strerror or str(error)).lower()


def code_of(error: OSError) -> str:
    """The code of an error while reading."""
    if isinstance(error, FileNotFoundError):
        return "E107"
    return "E108" if isinstance(error, IsADirectoryError) else "E106"
