"""Paths, or the shipped and the user's folders → the rule files to look at, with all rules around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cleaner.rules import Rules
from cleaner.rules.applying.claims import Claim
from cleaner.rules.applying.library import Entry, rule_paths, shipped_folder
from cleaner.rules.file.build import stem_of
from cleaner.rules.file.complaint import Complaint, Severity
from cleaner.rules.file.model import RuleFile
from cleaner.rules.file.yaml_nodes import Items, Line, Mapping, Node, Scalar, Source, read

# --- The claim of a rule file → keys that two files share when their claims to a page are equally strong.


Key = tuple[str, str, str]


def keys_of(claim: Claim) -> dict[Key, str]:
    """What makes claims equally strong → the text that says so. The first part of a key is the key of `match`."""
    urls = claim.urls or ("",)
    found: dict[Key, str] = {}
    for domain in claim.domains:
        bare = domain.lower().strip().removeprefix("www.")
        found |= {("domains", bare, url.lower()): domain for url in urls}
    if not claim.domains:
        found |= {("urls", "", url.lower()): url for url in claim.urls}
    found |= {("files", glob.lower(), ""): glob for glob in claim.files}
    if claim.text:
        found["text", "\n".join(sorted(claim.text)).lower(), ""] = claim.text[0]
    if claim.html:
        found["html", "\n".join(sorted(claim.html)), ""] = claim.html[0]
    return found


@dataclass(frozen=True, eq=False)
class Written:
    """A rule file with its text. `shown` is its name in messages: a path that can be opened from here."""

    file: RuleFile
    text: str
    shown: str

    @cached_property
    def source(self) -> Source:
        """The text, for the lines that complaints show."""
        return Source(self.shown, self.text)

    @cached_property
    def root(self) -> Mapping:
        """The file's keys; none where it cannot be read."""
        return Source(self.shown, self.text).root() or Mapping((), 1, 1)

    def node(self, *path: str) -> Node | None:
        """The value under a chain of keys, None where there is none."""
        node: Node | None = self.root
        for name in path:
            node = node.get(name) if isinstance(node, Mapping) else None
        return node

    @cached_property
    def entries(self) -> dict[int, Mapping]:
        """The rules that are mappings, by their line."""
        return {entry.line: entry for section in ("text", "html") for entry in _mappings(self.node(section))}

    @cached_property
    def tests(self) -> dict[int, Mapping]:
        """The tests by their line."""
        node = self.node("tests")
        items = node.items if isinstance(node, Items) else ()
        return {item.line: item for item in items if isinstance(item, Mapping)}

    def option(self, line: int, name: str) -> Node | None:
        """The value of one option of the rule in a line."""
        entry = self.entries.get(line)
        return entry.get(name) if entry else None

    def complaint(
        self, spot: Node | Line | int, code: str, sentence: str, help: str = "", severity: Severity = "error"
    ) -> Complaint:
        """A complaint at a node, or at the first character of a line."""
        line, col = (spot, 0) if isinstance(spot, int) else (spot.line, spot.col)
        shown = self._line(line)
        col = col or len(shown) - len(shown.lstrip()) + 1
        return Complaint(self.shown, line, col, code, sentence, help, severity, shown)

    def warning(self, spot: Node | Line | int, code: str, sentence: str, help: str = "") -> Complaint:
        """As `complaint`, for what works and is most likely not meant."""
        return self.complaint(spot, code, sentence, help, "warning")

    def _line(self, line: int) -> str:
        return self.source.raw[line - 1] if 0 < line <= len(self.source.raw) else ""


def _mappings(node: Node | None) -> Iterator[Mapping]:
    if isinstance(node, Mapping):
        yield node
        for _, value in node.pairs:
            yield from _mappings(value)
    elif isinstance(node, Items):
        for item in node.items:
            yield from _mappings(item)


def piece(node: Node | None, text: str) -> Node | Line | None:
    """The place of one text inside a node: a line of a block, an item of a list; else the node itself."""
    if isinstance(node, Items):
        return next((found for item in node.items if (found := _inside(item, text))), node)
    return _inside(node, text) or node


def _inside(node: Node | None, text: str) -> Line | Scalar | None:
    if not isinstance(node, Scalar):
        return None
    if node.style == "" and node.text.strip() == text:
        return node
    return next((line for line in node.lines() if line.text.strip() == text), None)


def path_shown(path: Path) -> str:
    """A path as short as it can be opened from here."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except (ValueError, OSError):
        return path.as_posix()


SUBFOLDERS = frozenset({"sites", "groups", "packs"})


class NoRules(ValueError):
    """There is nothing to look at: no such path, or no rule file in it."""


@dataclass(frozen=True)
class Collection:
    """The files that were asked for, and `rules`: these with everything that they may name."""

    written: tuple[Written, ...]
    rules: Rules
    folders: tuple[Path, ...]

    @cached_property
    def complaints(self) -> list[Complaint]:
        """What the reading said of the files."""
        unread = [one for one in self.rules.complaints if one.code == "missing-file"]
        said = [replace(one, file=each.shown) for each in self.written for one in each.file.complaints]
        return unread + said

    @cached_property
    def claimed(self) -> dict[Key, list[Entry]]:
        """The site files by what they claim."""
        found: dict[Key, list[Entry]] = defaultdict(list)
        for entry in self.rules.library.of("site"):
            for key in keys_of(entry.claim):
                found[key].append(entry)
        return found

    @cached_property
    def extended(self) -> frozenset[str]:
        """The names of all files that others extend."""
        entries = [entry for entry in self.rules.library.entries if entry.role != "pack"]
        return frozenset(stem_of(name) for entry in entries for name in self.rules.library.file(entry).extends)


def collect(paths: Sequence[Path] = (), own: Path | None = None) -> Collection:
    """The rule files of `paths` (files or folders); without any, the shipped ones and those of the folder `own`.

    Raises NoRules where a path does not exist or has no rule file in it.
    """
    for path in paths:
        if not path.exists():
            raise NoRules(f"{path}: there is no such file or folder.")
        if not path.is_file() and not rule_paths(path):
            raise NoRules(f"{path}: there is no rule file in this folder. Their names end in .yml or .yaml.")
    mine = [own] if own and own.is_dir() else []
    wanted = list(paths) or [*mine, shipped_folder()]
    folders = _unique([*(home_of(path) for path in wanted), *mine])
    shipped = shipped_folder().resolve()
    rules = Rules.load([folder for folder in folders if folder.resolve() != shipped])
    chosen = {path.resolve() for place in wanted for path, _ in rule_paths(place)}
    written = tuple(_written(rules, chosen))
    return Collection(written, rules, tuple(folders))


def home_of(path: Path) -> Path:
    """The folder of rules that a path belongs to; a file that is in none of its own is its own folder."""
    place = path.parent if path.is_file() else path
    if place.resolve().name in SUBFOLDERS:
        return place.parent if place.name in SUBFOLDERS and place.parent != Path() else place.resolve().parent
    return path


def _unique(folders: Sequence[Path]) -> list[Path]:
    found: dict[Path, Path] = {}
    for folder in folders:
        found.setdefault(folder.resolve(), folder)
    return list(found.values())


def _written(rules: Rules, chosen: set[Path]) -> Iterator[Written]:
    for entry in rules.library.entries:
        place = entry.path.resolve()
        if place in chosen:
            chosen.discard(place)
            yield written(rules, entry)


def written(rules: Rules, entry: Entry) -> Written:
    """One file of the library with its text."""
    file = rules.library.file(entry)
    try:
        text, _ = read(entry.path, entry.name)
    except OSError:
        text = ""
    return Written(file, text, path_shown(entry.path))
