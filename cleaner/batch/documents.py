"""Files and folders as given → the documents to clean, what is unreadable, and what is passed over, in sorted order."""

from __future__ import annotations

import csv
import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

# --- A CSV file with the columns file and url → the address of each document.


ADDRESS = "://"


def read_addresses(path: Path | str) -> dict[str, str | None]:
    """File names and their addresses, None where the row has none.

    The columns may stand in any order, with or without a heading. Raises WrongCall when the file cannot be read or
    has no address at all.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses: {reason(error)}.") from error
    except UnicodeDecodeError as error:
        raise WrongCall(f"{path}: cannot read the list of addresses ({error}). Save it as CSV in UTF-8.") from error
    found: dict[str, str | None] = {}
    for number, row in enumerate(csv.reader(text.splitlines())):
        cells = [cell.strip() for cell in row if cell.strip()]
        urls = [cell for cell in cells if ADDRESS in cell]
        names = [cell for cell in cells if ADDRESS not in cell]
        if names and (urls or number > 0):
            found[names[0].removeprefix("./")] = urls[0] if urls else None
    if not any(found.values()):
        raise WrongCall(f"{path}: no row has a file name and an address. A row looks like this: a.html,https://x.org/a")
    return found


def with_addresses(
    documents: Sequence[Document], addresses: Mapping[str, str | None]
) -> tuple[list[Document], dict[str, str]]:
    """The documents with their addresses, and the names in the list that gave none, with the reason.

    A name is a path below the input folder, any other path that leads to the file, or a bare file name where only one
    document is called so.
    """
    bare: dict[str, list[str]] = {}
    whole = {whole_path(document.path): document.id for document in documents}
    for document in documents:
        bare.setdefault(PurePosixPath(document.id).name, []).append(document.id)
    by_id: dict[str, str] = {}
    unused: dict[str, str] = {}
    ids = {document.id for document in documents}
    for name, url in addresses.items():
        below = name if name in ids else whole.get(whole_path(name))
        candidates = [below] if below else bare.get(name, [])
        if not url:
            unused[name] = "no address"
        elif len(candidates) == 1:
            by_id[candidates[0]] = url
        else:
            unused[name] = "several documents of this name" if candidates else "no such document"
    return [replace(one, url=by_id.get(one.id, one.url)) for one in documents], unused


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
