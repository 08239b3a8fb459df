"""Folders of rule files → what is in them, read when it is needed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cleaner.rules.applying.claims import Claim
from cleaner.rules.file.build import (
    claim_of,
    name_of,
    read_file,
    read_text,
    role_of,
    stem_of,
    text_of,
    texts,
    too_new,
    valid_of,
    words_of,
)
from cleaner.rules.file.checking import checked
from cleaner.rules.file.complaint import Complaint
from cleaner.rules.file.model import Layer, Role, RuleFile
from cleaner.rules.file.yaml_nodes import Mapping, Source, read

Stamp = tuple[int, int]
MOST_HEADS = 8192
ENDINGS = (".yml", ".yaml")
HEAD_KEYS = frozenset({"site", "pack", "group", "format", "match", "language", "status", "valid"})


@dataclass(frozen=True, slots=True)
class Entry:
    """What must be known of a rule file before it is read whole."""

    path: Path
    layer: Layer
    name: str
    stem: str
    role: Role
    claim: Claim = field(default_factory=Claim)
    languages: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    valid: tuple[str, str] = ("", "")
    off: bool = False


def shipped_folder() -> Path:
    """Where the rules that come with the program are: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parents[2]
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def rule_paths(folder: Path) -> list[tuple[Path, Stamp]]:
    """The rule files of a folder, then those of its subfolders, in order of name, with times of change and sizes."""
    if folder.is_file():
        state = folder.stat()
        return [(folder, (state.st_mtime_ns, state.st_size))]
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            if name.endswith(ENDINGS) and not name.startswith("."):
                path = os.path.join(place, name)
                with suppress(OSError):
                    state = os.stat(path)
                    found.append((path, (state.st_mtime_ns, state.st_size)))
    return [(Path(path), stamp) for path, stamp in sorted(found, key=lambda one: (one[0].count(os.sep), one[0]))]


@dataclass
class Library:
    """The files of all layers, the user's first. Each is read whole when it is first needed."""

    layers: Sequence[Layer]
    entries: list[Entry] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    files: dict[Path, RuleFile] = field(default_factory=dict)
    unsaved: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for layer in self.layers:
            if not layer.folder.exists():
                self._complain(layer.folder, "missing-file", "there is no such folder of rules.")
            else:
                self._index(layer)

    def _complain(self, path: Path, code: str, sentence: str) -> None:
        self.complaints.append(Complaint(str(path), 1, 1, code, sentence, "check the path"))

    def _index(self, layer: Layer) -> None:
        for path, stamp in rule_paths(layer.folder):
            entry = self._entry(path, stamp, layer)
            if entry is not None:
                self.entries.append(entry)

    def _entry(self, path: Path, stamp: Stamp, layer: Layer) -> Entry | None:
        home = _home(path, layer)
        try:
            entry = header(path, stamp, home)
            return entry if entry is not None else entry_of(self._read(path, home), path)
        except OSError as error:
            self._complain(path, "missing-file", f"this file cannot be read: {error.strerror or error}.")
            return None

    def _read(self, path: Path, layer: Layer) -> RuleFile:
        if path not in self.files:
            self.files[path] = read_file(path, layer)
            self.complaints += self.files[path].complaints
        return self.files[path]

    def file(self, entry: Entry) -> RuleFile:
        """The rule file, read whole. A file that has gone since is an empty one."""
        try:
            return self._read(entry.path, entry.layer)
        except OSError as error:
            self._complain(entry.path, "missing-file", f"this file cannot be read: {error.strerror or error}.")
            self.files[entry.path] = RuleFile(entry.name, entry.stem, entry.role, entry.layer, off=True)
            return self.files[entry.path]

    def with_text(self, path: Path, text: str) -> Library:
        """The same library as if a file of a user's layer had this text. Raises ValueError for a path outside."""
        layer = next((one for one in self.layers if one.users and path.is_relative_to(one.folder)), None)
        if layer is None:
            raise ValueError(f"{path} is in none of the user's rules folders")
        made = copy(self)
        made.entries, made.files = list(self.entries), dict(self.files)
        made.unsaved = {**self.unsaved, path: text}
        old = made.files.get(path)
        made.complaints = [one for one in self.complaints if old is None or one not in old.complaints]
        home = _home(path, layer)
        file = read_text(text, name_of(path, home), home, path=path)
        made.files[path] = file
        made.complaints += file.complaints
        made._put(entry_of(file, path))
        return made

    def _put(self, entry: Entry) -> None:
        """An entry in the place of the one of that path, or where a walk through the folder would meet it."""
        for at, one in enumerate(self.entries):
            if one.path == entry.path:
                self.entries[at] = entry
                return
        order = {layer.folder: number for number, layer in enumerate(self.layers)}
        mine = (order.get(entry.layer.folder, 0), *_walked(entry.path))
        later = (
            at for at, one in enumerate(self.entries) if (order.get(one.layer.folder, 0), *_walked(one.path)) > mine
        )
        self.entries.insert(next(later, len(self.entries)), entry)

    def read_all(self) -> list[Complaint]:
        """Read every file, for those who want all complaints now."""
        for entry in self.entries:
            self.file(entry)
        return self.complaints

    def of(self, role: Role) -> list[Entry]:
        """The entries of one role."""
        return [entry for entry in self.entries if entry.role == role and not entry.off]


def _walked(path: Path) -> tuple[int, str]:
    """Where a file stands in the order of `rule_paths`."""
    return str(path).count(os.sep), str(path)


def _home(path: Path, layer: Layer) -> Layer:
    return Layer(path.parent, layer.users) if layer.folder.is_file() else layer


def entry_of(file: RuleFile, path: Path) -> Entry:
    """What the index keeps of a rule file."""
    stop_words, letters = (tuple(file.words.get(name, ())) for name in ("stop_words", "letters"))
    return Entry(
        path, file.layer, file.name, file.stem, file.role, file.claim, file.languages,
        stop_words, letters, (file.valid_from, file.valid_until), file.off,
    )  # fmt: skip


@lru_cache(MOST_HEADS)
def header(path: Path, stamp: Stamp, layer: Layer) -> Entry | None:
    """The entry of a file from its head alone; None where that is not possible, so that the file is read whole.

    `stamp`: its time of change and size, so that a file that did not change is read once by a process.
    """
    name = name_of(path, layer)
    text, fault = read(path, name)
    if fault:
        return None
    source = Source(name, _head(text))
    root = source.root()
    entry = _head_entry(source, root, path, layer) if root else None
    return None if source.complaints else entry


def _head(text: str) -> str:
    """The top-level keys that say where a file applies, and of the word lists those that tell a language."""
    head: list[str] = []
    taking, inside_words = False, False
    for line in text.splitlines():
        if line[:1].isalpha():
            key = line.partition(":")[0]
            taking, inside_words = key in HEAD_KEYS, key == "words"
            head += [line] if taking or inside_words else []
        elif inside_words:
            if line[:3].strip() and not line.lstrip().startswith("#"):
                taking = line.strip().startswith(("stop_words:", "letters:"))
            head += [line] if taking else []
        elif taking:
            head.append(line)
    return "\n".join(head) + "\n"


def _head_entry(source: Source, root: Mapping, path: Path, layer: Layer) -> Entry:
    pairs = checked(source, root, "file")
    role = role_of(source, root, pairs)
    stem = stem_of(source.name)
    words = words_of(pairs.get("words"))
    valid = valid_of(source, pairs)
    off = too_new(source, pairs) or text_of(pairs.get("status")) == "off"
    claim = claim_of(source, pairs.get("match"), role, stem)
    return Entry(
        path, layer, source.name, stem, role, claim, texts(pairs.get("language")),
        words.get("stop_words", ()), words.get("letters", ()), valid, off,
    )  # fmt: skip
