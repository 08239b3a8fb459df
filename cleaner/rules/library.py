"""Folders of rule files → what is in them, read when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cleaner.rules.build import read_file
from cleaner.rules.claims import Claim
from cleaner.rules.complaint import Complaint
from cleaner.rules.model import Layer, Role, RuleFile

ENDINGS = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class Entry:
    """What must be known of a rule file before it is read whole."""

    path: Path
    layer: Layer
    name: str
    stem: str
    role: Role
    claim: Claim = Claim()
    languages: tuple[str, ...] = ()
    stop_words: tuple[str, ...] = ()
    valid: tuple[str, str] = ("", "")
    off: bool = False


def shipped_folder() -> Path:
    """Where the rules that come with the program are: inside the package, or beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_rules"
    return inside if inside.is_dir() else package.parent / "rules"


def rule_paths(folder: Path) -> Iterator[Path]:
    """The rule files of a folder and its subfolders, in order of name. A file is its own folder's only file."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix in ENDINGS and path.is_file() and not path.name.startswith("."):
            yield path


@dataclass
class Library:
    """The files of all layers, the user's first."""

    layers: Sequence[Layer]
    entries: list[Entry] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    files: dict[Path, RuleFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for layer in self.layers:
            if not layer.folder.exists():
                self._complain(layer.folder, "missing-file", "there is no such folder of rules.")
            for path in rule_paths(layer.folder):
                entry = self._entry(path, layer)
                if entry is not None:
                    self.entries.append(entry)

    def _complain(self, path: Path, code: str, sentence: str) -> None:
        self.complaints.append(Complaint(str(path), 1, 1, code, sentence, "check the path"))

    def _entry(self, path: Path, layer: Layer) -> Entry | None:
        home = Layer(path.parent, layer.users) if layer.folder.is_file() else layer
        try:
            file = self.files[path] = read_file(path, home)
        except OSError as error:
            self._complain(path, "missing-file", f"this file cannot be read: {error.strerror or error}.")
            return None
        self.complaints += file.complaints
        return entry_of(file, path)

    def file(self, entry: Entry) -> RuleFile:
        """The rule file, read whole."""
        return self.files[entry.path]

    def of(self, role: Role) -> list[Entry]:
        """The entries of one role."""
        return [entry for entry in self.entries if entry.role == role and not entry.off]


def entry_of(file: RuleFile, path: Path) -> Entry:
    """What the index keeps of a rule file."""
    return Entry(
        path, file.layer, file.name, file.stem, file.role, file.claim, file.languages,
        tuple(file.words.get("stop_words", ())), (file.valid_from, file.valid_until), file.off,
    )  # fmt: skip
