"""Paths, or the shipped and the user's folders → the rule files to look at, with all rules around them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from cleaner.rule_tools.claim_keys import Key, keys_of
from cleaner.rule_tools.written import Written, path_shown
from cleaner.rules import Complaint, Rules
from cleaner.rules.build import stem_of
from cleaner.rules.library import Entry, rule_paths, shipped_folder
from cleaner.rules.saved import read

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
