"""The names a rule file uses for other files and rules → those that do not exist, and circles."""

from __future__ import annotations

from collections.abc import Iterator

from cleaner.rules import Complaint
from cleaner.rules.applying.layers import MAX_DEPTH
from cleaner.rules.file.build import stem_of
from cleaner.rules.file.complaint import nearest
from cleaner.rules.file.model import RuleFile
from cleaner.workshop.collection import Collection, Written, piece
from cleaner.workshop.testing import rules_in


def missing(written: Written, around: Collection) -> Iterator[Complaint]:
    """`extends` and `packs` that name what is not there."""
    for name in written.file.extends:
        if not extended(name, around):
            spot = piece(written.node("extends"), name) or 1
            yield written.complaint(spot, "missing-file", f'there is no site or group file "{name}".',
                                    _near(name, _stems(around, "site", "group")))  # fmt: skip
    packs = _stems(around, "pack")
    for name in written.file.packs or ():
        if name not in packs:
            spot = piece(written.node("packs"), name) or 1
            yield written.complaint(spot, "missing-file", f'there is no pack "{name}".', _near(name, packs))


def extended(name: str, around: Collection) -> list[RuleFile]:
    """The files that a name under `extends` means."""
    stem = stem_of(name)
    roles = ("site",) if name.startswith("sites/") else ("group",) if name.startswith("groups/") else ("group", "site")
    for role in roles:
        found = [entry for entry in around.rules.library.entries if entry.role == role and entry.stem == stem]
        if found:
            return [around.rules.library.file(entry) for entry in found]
    return []


def _stems(around: Collection, *roles: str) -> list[str]:
    return sorted({entry.stem for entry in around.rules.library.entries if entry.role in roles})


def _near(name: str, known: list[str]) -> str:
    near = nearest(stem_of(name), known)
    return f'did you mean "{near}"?' if near else '"cleaner rules list" shows the files there are'


def loops(written: Written, around: Collection) -> Iterator[Complaint]:
    """A file that extends itself by way of others, and chains that are too long."""
    for name in written.file.extends:
        spot = piece(written.node("extends"), name) or 1
        circle = _circle(written.file, name, around)
        if circle:
            yield written.complaint(spot, "loop", f"{written.file.name} extends itself by way of {' → '.join(circle)}.",
                                    "take one of these `extends` out")  # fmt: skip
        elif _depth(name, around, 1) > MAX_DEPTH:
            yield written.complaint(spot, "too-deep", f"`extends` goes no deeper than {MAX_DEPTH} files.",
                                    "extend the last of these files directly")  # fmt: skip


def _place(file: RuleFile) -> str:
    return f"{file.layer.folder}/{file.name}"


def _circle(start: RuleFile, name: str, around: Collection) -> list[str]:
    """The way from a file back to itself, beginning with one of the names it extends; empty where there is none."""
    seen: set[str] = set()
    ways = [[file] for file in extended(name, around)]
    while ways:
        way = ways.pop()
        if _place(way[-1]) == _place(start):
            return [file.name for file in way]
        if _place(way[-1]) not in seen:
            seen.add(_place(way[-1]))
            ways += [[*way, file] for other in way[-1].extends for file in extended(other, around)]
    return []


def _depth(name: str, around: Collection, depth: int) -> int:
    if depth > MAX_DEPTH:
        return depth
    below = [_depth(other, around, depth + 1) for file in extended(name, around) for other in file.extends]
    return max(below, default=depth)


def switched_off(written: Written, around: Collection) -> Iterator[Complaint]:
    """`switch_off` of an id that no file in reach has."""
    if not written.file.switch_off:
        return
    known = {name for file in _in_reach(written.file, around) for name, _ in rules_in(file)}
    for name in sorted(written.file.switch_off - known):
        spot = piece(written.node("switch_off"), name) or 1
        near = nearest(name, known)
        yield written.complaint(spot, "unknown-rule", f'no file that works together with this one has a rule "{name}".',
                                f'did you mean "{near}"?' if near else "`cleaner explain` shows ids")  # fmt: skip


def _in_reach(file: RuleFile, around: Collection) -> Iterator[RuleFile]:
    """Packs and groups, files of the same name elsewhere, and what the file extends."""
    for entry in around.rules.library.entries:
        same = entry.stem == file.stem and entry.role == file.role
        if same or entry.role in ("group", "pack"):
            yield around.rules.library.file(entry)
    for name in file.extends:
        yield from extended(name, around)
