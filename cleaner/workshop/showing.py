"""Rules → which file comes from where; rules and a document → which files claim it, which lost and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cleaner.page import Page
from cleaner.rules.applying.choosing import document_day, within
from cleaner.rules.applying.claims import BY_ADDRESS, BY_FILE, BY_HTML, BY_TEXT, Strength, by_address
from cleaner.rules.applying.library import Entry
from cleaner.text.addresses import address_of
from cleaner.workshop.collection import Collection, path_shown
from cleaner.workshop.testing import rules_in

HOW = {
    BY_FILE: "the file's path", BY_ADDRESS: "the address", BY_HTML: "a fingerprint in the markup",
    BY_TEXT: "a fingerprint in the text",
}  # fmt: skip


@dataclass(frozen=True)
class Listed:
    """One rule file: where it is, what it is for, how much is in it."""

    path: str
    folder: str
    role: str
    name: str
    title: str
    languages: tuple[str, ...]
    rules: int
    class_lines: int
    tests: int
    errors: int
    adds_to: str = ""
    off: bool = False


def listed(collection: Collection) -> list[Listed]:
    """The files of a collection, the heaviest folder first. `adds_to` is the lighter file of the same name."""
    found = []
    below = {written.file.path: _below(written.file.path, collection) for written in collection.written}
    for written in collection.written:
        file = written.file
        found.append(Listed(
            written.shown, path_shown(file.layer.folder), file.role, file.stem, file.title, file.languages,
            len(rules_in(file)), len(file.classes), len(file.tests),
            Counter(one.severity for one in file.complaints)["error"], below[file.path], file.off,
        ))  # fmt: skip
    return found


def _below(path: Path | None, collection: Collection) -> str:
    """The next file of the same name and role, in a lighter folder."""
    entries = collection.rules.library.entries
    at = next((number for number, entry in enumerate(entries) if entry.path == path), None)
    if at is None:
        return ""
    mine = entries[at]
    same = (one for one in entries[at + 1 :] if (one.stem, one.role) == (mine.stem, mine.role))
    return next((path_shown(one.path) for one in same), "")


@dataclass(frozen=True)
class Shown:
    """Who claims a document. `lost` are the other files with the reason, `near` those that almost claim it."""

    name: str
    site: str | None
    how: str
    applies: list[dict[str, Any]] = field(default_factory=list)
    lost: list[dict[str, str]] = field(default_factory=list)
    languages: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"{self.name}: {f'the site is {self.site}, by {self.how}' if self.site else 'no site file applies'}."
        yield "applies:"
        yield from (f"  {one['file']} ({one['role']}, {one['rules']} rules): {one['why']}" for one in self.applies)
        if not self.applies:
            yield "  nothing"
        if self.lost:
            yield "does not apply:"
        yield from (f"  {one['file']}: {one['why']}" for one in self.lost)
        yield from (f"warning: {line}" for line in self.warnings)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


def shown(page: Page, collection: Collection, site: str | None = None) -> Shown:
    """Which rule files apply to a page, which lost, and why."""
    rules = collection.rules
    found = rules.contest(page, site)
    chosen = rules.select(page, site=site)
    applies = [
        {"file": path_shown(one.file.path) if one.file.path else one.file.name, "role": one.file.role,
         "rules": len(rules_in(one.file)), "why": _why(one.file.role, found.how, chosen.words.languages)}
        for one in chosen.applied
    ]  # fmt: skip
    lost = [{"file": stem, "why": _lost(strength, found.claims, found.winner)}
            for stem, strength in found.claims if stem != found.winner]  # fmt: skip
    lost += [{"file": path_shown(entry.path), "why": why} for entry, why in _near(page, collection)
             if entry.stem not in {found.winner, *(stem for stem, _ in found.claims)}]  # fmt: skip
    name = path_shown(Path(page.name)) if page.name else page.url or "the document"
    said = tuple(dict.fromkeys([*found.warnings, *chosen.said]))
    return Shown(name, found.winner, found.how, applies, lost, chosen.words.languages, said)


def _why(role: str, how: str, languages: tuple[str, ...]) -> str:
    if role == "site":
        return how or "another file extends it"
    if role == "group":
        return "its own claim, or a file extends it"
    return f"the language is {', '.join(languages)}" if languages else "a file names it"


def _lost(strength: Strength, claims: tuple[tuple[str, Strength], ...], winner: str | None) -> str:
    best, best_strength = claims[0]
    how, other = HOW.get(strength[0], "its claim"), HOW.get(best_strength[0], "its claim")
    if winner is None:
        return f"claims it by {how}, as strongly as another file; so neither applies"
    if strength[0] != best_strength[0]:
        return f"claims it by {how}; {best} does by {other}, which counts more"
    return f"claims it by {how}, less exactly than {best}"


def _near(page: Page, collection: Collection) -> list[tuple[Entry, str]]:
    """Files whose domain is right and whose other conditions are not, or which are for another time."""
    address = address_of(page.url)
    day = document_day(page)
    found = []
    for entry in collection.rules.library.entries:
        if address is None or entry.role != "site" or not entry.claim.domains:
            continue
        on_domain = by_address(type(entry.claim)(domains=entry.claim.domains), address) is not None
        if not on_domain:
            continue
        if entry.off:
            found.append((entry, "has `status: off`, or needs a newer program"))
        elif by_address(entry.claim, address) is None:
            found.append((entry, "its domain fits, its `urls` or `not_urls` do not"))
        elif day is not None and not within(day, entry.valid):
            found.append((entry, f"is not valid for {day}"))
    return found
