"""Source → Cleaned: the whole program on one screen. Read, ask every voice, decide."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from functools import cache, partial
from typing import Any

from cleaner import __version__, main_content, metadata
from cleaner.deciding.decide import decide
from cleaner.deciding.rounds import rejoined, settled
from cleaner.deciding.site_memory import recalled
from cleaner.heuristics import HEURISTICS
from cleaner.options import SHIPPED, Options, WeightFiles, check, limit, rule_folders
from cleaner.page import Cleaned, Finding, Kind, Page, Source
from cleaner.reading import read, read_otherwise
from cleaner.rules import Chosen, Rules
from cleaner.site_memory import Memory, Sighting, sighting
from cleaner.site_memory.lines import site_of

# What is left of a text may say that it is to be read in another way; once does for almost all.
MOST_READINGS = 3


@dataclass(frozen=True)
class Cleaner(Options):
    """Options and compiled rules for many calls. Holds nothing of one document when it meets the next.

    `rules`: folders of the user's own, the first outweighs the second, all outweigh the shipped ones.
    `site`: the domain whose file applies to every document, whatever its address.
    `site_files=False` leaves site and group files out, `packs=False` the language packs.
    `dateline`: "keep" or "cut" of "LEEDS, March 4 (Reuters) —"; "auto": as the site's rules say, else keep.
    `captions`, `standfirst`, `comments`: "keep" or "cut" what has this role, whatever the body finder says of it; only
    rules of a site, a group or the user outweigh that. "auto": as the body finder, the heuristics and the packs say.
    `any_page`: keep the text of pages that are no articles (fronts, lists, errors, walls), too.
    `favour`: "precision" takes rather more boilerplate away, "recall" keeps rather more text; or "balanced".
    `engine`: who finds the main content of an HTML page, "own" or "trafilatura".
    `strict`: raise `RuleError` for a faulty rule file, instead of leaving the faulty rule out with a warning.
    `max_elements`, `max_depth`: a page with more elements, or nested deeper, is refused before it is parsed; None:
    any that has no more than 300,000 paragraphs.
    `memory`: what earlier pages had in common, by site (see `cleaner.remember`).
    `weights`: internal; other files of weights, for scores of pages that they have not seen.

    Raises ValueError or TypeError for what an option cannot be, FileNotFoundError for a folder that is not there.
    """

    max_elements: int | None = None
    max_depth: int | None = None
    memory: Memory | None = field(default=None, repr=False)
    weights: WeightFiles | None = field(default=None, repr=False, metadata={"internal": True})
    compiled: Rules = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        check(self)
        for name in ("max_elements", "max_depth"):
            limit(name, getattr(self, name))
        if self.memory is not None and not isinstance(self.memory, Memory):
            kind = type(self.memory).__name__
            raise TypeError(
                f"memory is what cleaner.remember(FOLDER) or Memory.load(FILE) gives, not {kind}: "
                "from cleaner.site_memory import Memory; Cleaner(memory=Memory.load(FILE))"
            )
        folders = rule_folders(self.rules)
        object.__setattr__(self, "rules", tuple(self.rules))
        loaded = Rules.load(folders, site_files=self.site_files, packs=self.packs, strict=self.strict)
        object.__setattr__(self, "compiled", loaded)

    def __reduce__(self) -> tuple[Any, ...]:
        """Travels by its options: the other side compiles the rules, which must lie there under the same paths."""
        return partial(type(self), **self.options), ()

    def __hash__(self) -> int:
        return hash(tuple((name, value) for name, value in self.options.items() if name != "memory"))

    @property
    def options(self) -> dict[str, Any]:
        """The options by name, as they were given."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.init}

    @property
    def digest(self) -> str:
        """16 hexadecimal characters, equal for cleaners that give equal results: program, rules, options, memory.

        For the fingerprints of caches; the same on every machine.
        """
        told = {name: value for name, value in self.options.items() if name not in ("rules", "memory", "strict")}
        memory = [] if self.memory is None else sorted(map(repr, self.memory.sites.items()))
        parts = (__version__, self.compiled.version, repr(sorted(told.items())), *memory)
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def clean(
        self,
        source: Source,
        *,
        url: str | None = None,
        kind: Kind = "auto",
        name: str | None = None,
        account: bool = True,
    ) -> Cleaned:
        """The body and metadata of one document, and what was removed from it. Never raises for a bad document.

        `source`: HTML or plain text, as str or bytes. `url`: its address, which finds the site's rules. `kind`: "html"
        or "text" where "auto" may be mistaken; the output of another extractor is "text". `name` is the file's name,
        for rules that match by file. `account=False`: only `text`, `metadata`, `status`, `warnings`, `confidence` and
        `rule_files`, without the page and the reasons, for those who keep many results. None, as a row of a table may
        have it, is refused like any document that cannot be read. Raises TypeError for what is neither text nor bytes,
        ValueError for a `kind` that there is not.
        """
        result = self._clean(source, url=url, kind=kind, name=name)
        return result if account else light(result)

    def _clean(self, source: Source, *, url: str | None, kind: Kind, name: str | None) -> Cleaned:
        page = self.read(source, url=url, kind=kind, name=name)
        result = self._settled(page)
        for _ in range(MOST_READINGS):
            meant = read_otherwise(page, result.text) or rejoined(page, result)
            if meant is None:
                break
            page = meant
            result = self._settled(page)
        return result

    def _settled(self, page: Page) -> Cleaned:
        """A page cleaned until nothing more changes."""
        chosen = self.compiled.select(page, site=self.site)

        def again(left: Page) -> Cleaned:
            return self.round(left, self.compiled.select(left, site=self.site, before=chosen.words))

        return settled(self.round(page, chosen), again)

    def read(self, source: Source, *, url: str | None, kind: Kind, name: str | None) -> Page:
        """The document as it is read, within the limits."""
        return read(source, url=url, kind=kind, name=name, max_elements=self.max_elements, max_depth=self.max_depth)

    def round(self, page: Page, chosen: Chosen) -> Cleaned:
        """One round with the rules chosen for the page: ask every voice, decide."""
        page = chosen.repair(page)
        found = self.findings(page, chosen)
        if self.memory is not None:
            lines = self.memory.of(self.site_of(page, chosen))
            found += recalled(chosen.lines(page), list(found), lines, chosen.words.list("agencies"))
        return decide(page, found, chosen, self)

    def look(
        self, source: Source, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Sighting | None:
        """What one document gives to the memory of its site; nothing is cleaned."""
        page = self.read(source, url=url, kind=kind, name=name)
        chosen = self.compiled.select(page, site=self.site)
        return None if page.refused else sighting(chosen.lines(chosen.repair(page)), self.site_of(page, chosen))

    def site_of(self, page: Page, chosen: Chosen) -> str | None:
        """The name under which the memory has the page's site."""
        home, folder = (self.memory.home, self.memory.folder) if self.memory else ("", "")
        return site_of(page, by_hand=self.site, of_rules=chosen.site, home=home, folder=folder)

    def findings(self, page: Page, chosen: Chosen) -> list[Finding]:
        """What every voice says of the page."""
        lines = chosen.lines(page)
        return [
            *main_content.findings(
                lines,
                engine=self.engine,
                favour=self.favour,
                body=chosen.body(page),
                weights=self.weights or SHIPPED,
            ),
            *(finding for heuristic in HEURISTICS for finding in heuristic(lines)),
            *metadata.findings(lines),
            *chosen.findings(page),
        ]


def light(result: Cleaned) -> Cleaned:
    """A result without its page and what is worked out from it."""
    return replace(
        result,
        facts={},
        removed=(),
        page=Page((), refused=result.page.refused, code=result.page.code),
        verdicts=(),
        marks=(),
        kept=(),
        roles=(),
        doubts=(),
    )


@cache
def default() -> Cleaner:
    """The cleaner behind `clean`, made at the first call."""
    return Cleaner()


def clean(source: Source, url: str | None = None, kind: Kind = "auto") -> Cleaned:
    """Clean one document with the shipped rules and default options.

    `source` is HTML or plain text, as str or bytes; `url`, its address, finds the site's rules; `kind` is "auto",
    "html" or "text". Gives a `Cleaned`: `text`, `metadata`, `status` ("ok", "empty", "not_article", "refused"),
    `warnings`, `removed` (each with `text`, `label`, `why`, `by`), `confidence`; `to_dict()` is its record. Never
    raises for a bad document. For options and rules of your own: `Cleaner(...).clean(...)`.
    """
    return default().clean(source, url=url, kind=kind)
