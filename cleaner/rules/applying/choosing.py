"""A page and the claims of all rule files → the one site, and the groups, whose files apply."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import regex
from selectolax.lexbor import LexborHTMLParser

from cleaner.page import Page
from cleaner.rules.applying.claims import (
    BY_ADDRESS,
    BY_FILE,
    BY_HTML,
    BY_TEXT,
    Strength,
    by_address,
    by_file,
    domain_keys,
    host_keys,
    longest_literal,
)
from cleaner.rules.applying.library import Entry
from cleaner.rules.applying.names import Head
from cleaner.rules.applying.selectors import literals_in, selector_of
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.index import Lookup
from cleaner.rules.patterns.pattern import Pattern
from cleaner.rules.patterns.template import PatternFault
from cleaner.text.addresses import Address, address_of
from cleaner.text.words import Folds

# Fingerprints are looked for at both ends of long documents only: that is where furniture stands.
FINGERPRINT_LINES = 400
URL_DAY = regex.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[/\-]?(?P<m>\d{2})[/\-]?(?P<d>\d{2})(?!\d)")
META_DAY = regex.compile(
    r"""(?:published_time|datePublished|pubdate|"date")[^>]{0,80}?(?P<y>(?:19|20)\d{2})-(?P<m>\d{2})-(?P<d>\d{2})"""
)
HEAD = 200_000


@dataclass(frozen=True, slots=True)
class Contest:
    """Who claimed a page. `winner` is a stem; `claims` are all stems with their strength, the strongest first."""

    winner: str | None = None
    how: str = ""
    claims: tuple[tuple[str, Strength], ...] = ()
    groups: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass
class Index:
    """The claims of site or group files, by what a page must have to meet them."""

    entries: Sequence[Entry]
    hosts: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))
    globs: list[tuple[str, Entry]] = field(default_factory=list)
    html: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        for entry in self.entries:
            for key in set(domain_keys(entry.claim)):
                self.hosts["*" if "*" in key and not key.endswith(".*") else key].append(entry)
            self.globs += [(longest_literal(pattern), entry) for pattern in entry.claim.files]
            if entry.claim.html:
                self.html.append(entry)

    @cached_property
    def fingerprints(self) -> Lookup[tuple[Entry, str]]:
        """The lines of text fingerprints, made when a page first needs them."""
        items = []
        for entry in self.entries:
            for text in entry.claim.text:
                try:
                    items.append((Pattern(text), (entry, text)))
                except PatternFault:  # said when the file was checked
                    continue
        return Lookup(items)

    @cached_property
    def without_address(self) -> bool:
        """Whether any entry may claim a page whose address it does not name."""
        claims = [entry.claim for entry in self.entries if entry.claim.html or entry.claim.text]
        return not all(claim.domains or claim.urls for claim in claims)

    def by_address(self, address: Address) -> Iterable[tuple[Entry, Strength]]:
        """Entries that claim the address."""
        near = {id(entry): entry for key in host_keys(address) for entry in self.hosts.get(key, ())}
        for entry in near.values():
            found = by_address(entry.claim, address)
            if found:
                yield entry, (BY_ADDRESS, *found, 0)

    def by_file(self, name: str) -> Iterable[tuple[Entry, Strength]]:
        """Entries that claim the file's path."""
        path = name.replace("\\", "/").lower()
        for literal, entry in self.globs:
            if literal in path:
                length = by_file(entry.claim, name)
                if length is not None:
                    yield entry, (BY_FILE, length, 0, 0)

    def by_html(self, page: Page, head: Head | None) -> Iterable[tuple[Entry, Strength]]:
        """Entries all of whose selectors find something."""
        if head is None:
            return
        for entry in self.html:
            if all(_may_find(selector, page, head) for selector in entry.claim.html) and _all_found(
                entry.claim.html, head
            ):
                yield entry, (BY_HTML, len(entry.claim.html), sum(map(len, entry.claim.html)), 0)

    def by_text(self, page: Page, folds: Folds) -> Iterable[tuple[Entry, Strength]]:
        """Entries of whose fingerprint enough lines occur."""
        seen: dict[int, tuple[Entry, set[str]]] = {}
        blocks = page.blocks
        if len(blocks) > FINGERPRINT_LINES:
            blocks = blocks[: FINGERPRINT_LINES // 2] + blocks[-FINGERPRINT_LINES // 2 :]
        for _, hits in self.fingerprints.hits([block.text for block in blocks], folds, PLAIN):
            for (entry, text), _, _ in hits:
                seen.setdefault(id(entry), (entry, set()))[1].add(text)
        for entry, texts in seen.values():
            if len(texts) >= max(entry.claim.need, 1):
                yield entry, (BY_TEXT, len(texts), sum(map(len, texts)), 0)


PLAIN = Context()


def _may_find(selector: str, page: Page, head: Head) -> bool:
    may = head.may_have(selector)
    if may is None:
        literals = literals_in(selector)
        may = not literals or any(literal in page.source for literal in literals)
    return may


def _all_found(selectors: Sequence[str], head: Head) -> bool:
    try:
        return all(_is_there(text, head.markup.tree) for text in selectors)
    except PatternFault:
        return False


def _is_there(selector: str, tree: LexborHTMLParser) -> bool:
    """Every page but a frameset has a body; to ask for it is the way to claim them all."""
    if selector == "body" and tree.body is not None and tree.body.tag == "body":
        return True
    return bool(selector_of(selector).find(tree))


def contest(page: Page, sites: Index, groups: Index, by_hand: str | None = None, folds: Folds | None = None) -> Contest:
    """Whose rules apply to the page."""
    address = address_of(page.url)
    folds = Folds() if folds is None else folds
    head = None if page.markup is None else Head(page.markup)
    matched_groups = _groups(page, groups, address, folds, head)
    if by_hand:
        return _by_hand(by_hand, sites, matched_groups)
    claims = _claims(page, sites, address, folds, head)
    claims = {stem: strength for stem, strength in claims.items() if _in_time(page, stem, sites)}
    ranked = tuple(sorted(claims.items(), key=lambda item: (tuple(-part for part in item[1]), item[0])))
    if not ranked:
        return Contest(groups=matched_groups)
    best = [stem for stem, strength in ranked if strength == ranked[0][1]]
    if len(best) > 1:
        return Contest(
            None,
            "",
            ranked,
            matched_groups,
            (f"{' and '.join(best)} have an equal claim to this page; neither applies",),
        )
    how = {
        BY_FILE: "the file's path",
        BY_ADDRESS: "the address",
        BY_HTML: "a fingerprint in the markup",
        BY_TEXT: "a fingerprint in the text",
    }
    return Contest(best[0], how[ranked[0][1][0]], ranked, matched_groups)


def _by_hand(name: str, sites: Index, groups: tuple[str, ...]) -> Contest:
    wanted = name.lower().removeprefix("www.")
    exact = [entry for entry in sites.entries if entry.stem.lower() == wanted]
    address = address_of(wanted)
    found = exact or [entry for entry, _ in (sites.by_address(address) if address else ())]
    found = found or [entry for entry in sites.entries if wanted in domain_keys(entry.claim)]
    if not found:
        return Contest(groups=groups, warnings=(f"there is no rule file for the site {name}",))
    return Contest(found[0].stem, "chosen by hand", ((found[0].stem, (9, 0, 0, 0)),), groups)


def _claims(page: Page, sites: Index, address: Address | None, folds: Folds, head: Head | None) -> dict[str, Strength]:
    """The strongest claim of each stem. A fingerprint does not speak against an address."""
    found: dict[str, Strength] = {}
    sources = [sites.by_file(page.name) if page.name else (), sites.by_address(address) if address else ()]
    for entry, strength in (claim for source in sources for claim in source):
        found[entry.stem] = max(found.get(entry.stem, strength), strength)
    if found:
        return found
    if address is not None and not sites.without_address:
        return found
    for source in (sites.by_html(page, head), sites.by_text(page, folds)):
        for entry, strength in source:
            if address is None or not (entry.claim.domains or entry.claim.urls):
                found[entry.stem] = max(found.get(entry.stem, strength), strength)
        if found:
            return found
    return found


def _groups(page: Page, groups: Index, address: Address | None, folds: Folds, head: Head | None) -> tuple[str, ...]:
    """All groups that claim the page: a page may be made by one platform and shown by another."""
    sources = [
        groups.by_file(page.name) if page.name else (),
        groups.by_address(address) if address else (),
        groups.by_html(page, head),
        groups.by_text(page, folds) if any(entry.claim.text for entry in groups.entries) else (),
    ]
    return tuple(dict.fromkeys(entry.stem for source in sources for entry, _ in source))


def _in_time(page: Page, stem: str, sites: Index) -> bool:
    """False where every file of the stem is for documents of another time."""
    spans = [entry.valid for entry in sites.entries if entry.stem == stem]
    if not any(any(span) for span in spans):
        return True
    day = document_day(page)
    return day is None or any(within(day, span) for span in spans)


def within(day: str, span: tuple[str, str]) -> bool:
    """True where the day is not before the first nor after the last; an empty end is open."""
    return (not span[0] or day >= span[0]) and (not span[1] or day <= span[1])


def document_day(page: Page) -> str | None:
    """The day a page was published, as its address or its markup says; None where neither does."""
    return (
        _first_day(URL_DAY.finditer(page.url or ""))
        or _first_day(META_DAY.finditer(page.source[:HEAD] if page.kind == "html" else ""))
        # Of the folders that a file lies in, the nearest says most about it.
        or _first_day(reversed([*URL_DAY.finditer(page.name or "")]))
    )


def _first_day(matches: Iterable[regex.Match[str]]) -> str | None:
    """The first match that is a day of the calendar, as 2024-12-04."""
    for found in matches:
        if 1 <= int(found["m"]) <= 12 and 1 <= int(found["d"]) <= 31:
            return f"{found['y']}-{found['m']}-{found['d']}"
    return None
