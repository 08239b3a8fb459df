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
    """Files whose domain is right and whose other conditions are not, and all of the user's own that do not apply."""
    found = []
    for entry in collection.rules.library.entries:
        if entry.role == "site" and (why := _missed(entry, page)):
            found.append((entry, why))
    return found


def _missed(entry: Entry, page: Page) -> str:
    """Why a site's file does not claim a page; empty for shipped files of other sites."""
    address, day, claim = address_of(page.url), document_day(page), entry.claim
    on_domain = address is not None and by_address(type(claim)(domains=claim.domains), address) is not None
    if not (on_domain or entry.layer.users):
        return ""
    if entry.off:
        return "has `status: off`, a fault, or needs a newer program"
    if on_domain and address is not None and by_address(claim, address) is None:
        return "its domain fits, its `urls` or `not_urls` do not"
    if (on_domain or not claim.domains) and day is not None and not within(day, entry.valid):
        return f"is not valid for {day}"
    if on_domain:
        return ""
    return _unlike(entry, page)


def _unlike(entry: Entry, page: Page) -> str:
    """What of its `match` a file of the user's own does not find in a page."""
    claim = entry.claim
    said = []
    if claim.files and page.name:
        shown = ", ".join(claim.files)
        bare = next((one for one in claim.files if "*" not in one and one.lower() in page.name.lower()), "")
        hint = f"; write '*{bare}*'" if bare else ""
        said.append(f"its `files` ({shown}) must match the whole path, which is {page.name}{hint}")
    if claim.domains and page.url is None:
        said.append(f"the document has no address, so `domains: {', '.join(claim.domains)}` says nothing; give --url")
    elif claim.domains or claim.urls:
        said.append(f"its `domains` or `urls` do not have {page.url}")
    if claim.text:
        said.append("too few lines of its `text` stand in the document")
    if claim.html:
        said.append("its `html` finds nothing")
    if claim.files and not page.name:
        said.append("the document has no path, so its `files` say nothing")
    return "; ".join(said) or "it has no `match`: choose it with --site"
