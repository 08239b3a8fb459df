"""A rule file's own tests → for each whether it passes, and if not, which line differs and which rule did it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any, Literal
from urllib.request import Request, urlopen

import regex

from cleaner import main_content
from cleaner.deciding.decide import decide, weighed
from cleaner.page import Cleaned, Finding, Kind, Mark, Page, Removed
from cleaner.reading import read
from cleaner.rules import Chosen, Rules
from cleaner.rules.applying.choosing import Index, contest
from cleaner.rules.applying.html import below_headline
from cleaner.rules.applying.library import entry_of
from cleaner.rules.file.checking import NO
from cleaner.rules.file.complaint import nearest
from cleaner.rules.file.model import Case, RuleFile
from cleaner.text.words import word_count
from cleaner.workshop.collection import Collection, Written

# --- What a test expects and what came → each difference as a sentence that names the line and the rule behind it.


# The names of fields in tests → where the result has them.
RESULT_NAMES = {
    "subtitle": "description", "author": "authors", "date": "published", "updated": "modified", "tags": "topics",
}  # fmt: skip
DATELINE = {"place": "location", "dateline_date": "date", "agency": "agency"}
NOT_FIELDS = frozenset({
    "name", "input", "input_file", "kind", "address", "file", "body", "body_has", "body_lacks", "unchanged", "fires",
    "not_fires", "todo", "live", "why",
})  # fmt: skip
ISO_DAY = regex.compile(r"\d{4}-\d{2}-\d{2}")
PRINTED_DAY = regex.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?(?:[ T]\S+)?")
# A live page that takes longer, or what is beyond so many bytes of it, is not waited for.
FETCH_SECONDS, FETCH_BYTES = 30, 10_000_000
# Longer quotations hide the sentence around them.
QUOTED = 60


@dataclass(frozen=True)
class Miss:
    """One expectation that was not met: the key of the test, the sentence, and for bodies the lines that differ."""

    key: str
    sentence: str
    diff: tuple[str, ...] = ()
    actual: Any = None


@dataclass(frozen=True)
class Seen:
    """A test and what came of it. `page` is the input before repairs."""

    written: Written
    case: Case
    page: Page
    cleaned: Cleaned
    fired: frozenset[str]


def misses(seen: Seen) -> Iterator[Miss]:
    """All expectations that were not met."""
    case = seen.case
    for line in dict.fromkeys(seen.cleaned.warnings):
        if "extends" in line or "ran out of time" in line:
            yield Miss("name", line)
    if "body" in case.texts:
        yield from _body(seen, lines_in(case.texts["body"]), "body")
    if case.texts.get("unchanged", "no").strip().lower() not in NO:
        yield from _body(seen, _whole(seen.page), "unchanged")
    yield from _pieces(seen)
    yield from _rules(seen)
    for name in sorted(case.lists.keys() - NOT_FIELDS):
        yield from _field(seen, name)


def even(text: str) -> str:
    """A line with single blanks."""
    return " ".join(text.split())


def lines_in(text: str) -> list[str]:
    """The lines of a body; blank lines and runs of blanks do not count."""
    return [line for line in map(even, text.splitlines()) if line]


def quoted(text: str) -> str:
    """A line as it is shown in a sentence."""
    return f'"{text}"' if len(text) <= QUOTED else f'"{text[: QUOTED - 1].rstrip()}…"'


def _whole(page: Page) -> list[str]:
    marks = ["- " if page.kind == "html" and block.tag == "li" else "" for block in page.blocks]
    return [
        line
        for mark, block in zip(marks, page.blocks, strict=True)
        if block.text
        for line in lines_in(mark + block.text)
    ]


def _body(seen: Seen, wanted: list[str], key: str) -> Iterator[Miss]:
    got = lines_in(seen.cleaned.text)
    if got == wanted:
        return
    lost = [line for line in wanted if line not in got]
    extra = [line for line in got if line not in wanted]
    said = [_lost(seen, line) for line in lost] + [f"{_place(seen, line)} stayed" for line in extra]
    said += [line for line in seen.cleaned.warnings if line not in seen.page.warnings]
    what = "; ".join(said) or "the lines are there, but in another order or number"
    yield Miss(key, what, tuple(_diff(wanted, got)), got)


def _diff(wanted: list[str], got: list[str]) -> Iterator[str]:
    """Lines that are only expected (-) and only there (+), with those around them."""
    for line in difflib.unified_diff(wanted, got, "expected", "came", lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            yield line


def _place(seen: Seen, line: str) -> str:
    for block in seen.page.blocks:
        if line in even(block.text) or even(block.text) in line:
            return f"line {block.first_line}, {quoted(line)}," if block.first_line else quoted(line)
    return quoted(line)


def _lost(seen: Seen, line: str) -> str:
    removed = next((one for one in seen.cleaned.removed if _same(even(one.text), line)), None)
    if removed is None:
        in_part = next((one for one in seen.cleaned.removed if even(one.text) and even(one.text) in line), None)
        if in_part is not None:
            return f"{_place(seen, line)} lost {quoted(even(in_part.text))} to {_rule(seen, in_part)}"
        return f"{_place(seen, line)} is not in the body"
    return f"{_place(seen, line)} was removed by {_rule(seen, removed)}"


def _same(removed: str, line: str) -> bool:
    return line in {removed, f"- {removed}"}


def _rule(seen: Seen, removed: Removed) -> str:
    name, _, place = removed.by.partition(" ")
    file, _, line = place.rpartition(":")
    if not place:
        return {"site_body": "the `html: body` of this file", "guard": "the guard"}.get(name, name)
    return f"line {line} ({name})" if file == seen.written.file.name else f"{name} of {place}"


def _pieces(seen: Seen) -> Iterator[Miss]:
    for line in seen.case.lists.get("body_has", ()):
        yield from _has(seen, even(line))
    for line in seen.case.lists.get("body_lacks", ()):
        yield from _lacks(seen, even(line))


def _has(seen: Seen, line: str) -> Iterator[Miss]:
    if not any(line in got for got in lines_in(seen.cleaned.text)):
        yield Miss("body_has", _lost(seen, line))


def _lacks(seen: Seen, line: str) -> Iterator[Miss]:
    if any(line in got for got in lines_in(seen.cleaned.text)):
        yield Miss("body_lacks", f"{_place(seen, line)} stayed")


def _rules(seen: Seen) -> Iterator[Miss]:
    known = {*seen.written.file.ids, *seen.fired}
    for name in _ids(seen.case, "fires"):
        if name not in seen.fired:
            near = nearest(name, known)
            hint = "" if name in known else f"; no rule here has this id{f', did you mean {near}?' if near else ''}"
            yield Miss("fires", f"the rule {name} did not fire{hint}")
    for name in _ids(seen.case, "not_fires"):
        if name in seen.fired:
            yield Miss("not_fires", f"the rule {name} fired")


def _ids(case: Case, key: str) -> list[str]:
    return [name.strip() for line in case.lists.get(key, ()) for name in line.split(",") if name.strip()]


def value_named(cleaned: Cleaned, name: str) -> Any:
    """The value of the result that a test calls `name`."""
    known: dict[str, Any] = dict(cleaned.metadata)
    if name in DATELINE:
        return (known.get("dateline") or {}).get(DATELINE[name])
    return known.get(RESULT_NAMES.get(name, name))


def _field(seen: Seen, name: str) -> Iterator[Miss]:
    actual = value_named(seen.cleaned, name)
    wanted = [even(value) for value in seen.case.lists[name]]
    got = [
        even(str(value)) for value in (actual if isinstance(actual, list | tuple) else [actual]) if value is not None
    ]
    if wanted == got or (not isinstance(actual, list | tuple) and " ".join(wanted) == " ".join(got)):
        return
    shown = ", ".join(got) if got else "nothing"
    expected = quoted(", ".join(wanted) or "nothing")
    sentence = f"`{name}` is {quoted(shown) if got else shown}, expected {expected}{_written(got, wanted)}"
    yield Miss(name, sentence, actual=actual)


def _written(got: list[str], wanted: list[str]) -> str:
    """How the value is written that a test most likely means: a list, a date."""
    if len(got) > 1 and len(wanted) == 1 and [one.strip() for one in wanted[0].split(",")] == got:
        return f"; write a list: [{', '.join(got)}]"
    day = ISO_DAY.match(got[0]) if len(got) == len(wanted) == 1 else None
    return f"; write it {got[0]}" if day and PRINTED_DAY.fullmatch(wanted[0]) else ""


# In fewer words the input of a test is a piece of a document, and a share of it says nothing.
WHOLE_DOCUMENT = 100
State = Literal["passed", "failed", "todo", "done", "skipped"]


@dataclass(frozen=True)
class Tried:
    """One test that was run. `state` `todo`: a known miss, `done`: a known miss that works now."""

    written: Written
    case: Case
    state: State
    misses: tuple[Miss, ...] = ()
    fired: frozenset[str] = frozenset()
    cleaned: Cleaned | None = None
    guarded: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the test is called in messages."""
        return self.case.name or "a test without a name"


@dataclass(frozen=True)
class RunOfTests:
    """The tests of many files."""

    tried: tuple[Tried, ...]

    def of(self, state: State) -> list[Tried]:
        """The tests that ended so."""
        return [one for one in self.tried if one.state == state]

    def never_fired(self, written: Written) -> list[tuple[str, int]]:
        """Ids of a file's rules that none of its tests makes fire, with their lines."""
        fired = {name for one in self.tried if one.written is written for name in one.fired}
        return [(name, line) for name, line in rules_in(written.file) if name not in fired]


def run_tests(collection: Collection, *, live: bool = False) -> RunOfTests:
    """Run the tests of all files of a collection. `live`: also those that need the network's own pages."""
    tried = []
    for written in collection.written:
        tried += [run(written, case, collection.rules, live=live) for case in written.file.tests]
    return RunOfTests(tuple(tried))


def run(written: Written, case: Case, rules: Rules, *, live: bool = False) -> Tried:
    """Run one test: the file's own rules with what they extend, through the real reading and deciding.

    Neither heuristics nor the search for the main content take part, so that the test holds for the rules alone. Nor
    does the guard, whose shares are those of whole articles; `guarded` has what it would say of a long input.
    """
    if said_yes(case, "live") and not live:
        return Tried(written, case, "skipped")
    source, wrong = fetched(case) if is_page(case) else source_of(written.file, case)
    if wrong:
        return _ended(written, case, [wrong])
    page = read(source, url=case.texts.get("address"), kind=_kind(case, source), name=case.texts.get("file"))
    if page.refused:
        return _ended(written, case, [Miss("input", f"the input cannot be read: {page.refused}")])
    chosen = rules.alone(page, written.file)
    guard, chosen.guard = chosen.guard, replace(chosen.guard, max_removed=1.0, own=True)
    mended = chosen.repair(page)
    findings = list(_findings(mended, chosen))
    cleaned = decide(mended, findings, chosen)
    fired = frozenset(_fired(written.file, mended, chosen, findings))
    seen = Seen(written, case, page, cleaned, fired)
    missed = [*_claimed(written.file, case, page), *misses(seen)]
    if is_page(case) and not cleaned.text:
        missed.append(Miss("address", "the rules leave no text of this page"))
    guarded = _guarded(mended, findings, replace(chosen, guard=guard))
    return replace(_ended(written, case, missed, fired, cleaned), guarded=guarded)


def _guarded(page: Page, findings: Sequence[Finding], chosen: Chosen) -> tuple[str, ...]:
    """What the guard would say of the input of a test, if that is long enough for a document."""
    if sum(word_count(block.text) for block in page.blocks) < WHOLE_DOCUMENT:
        return ()
    marks = [one for one in findings if isinstance(one, Mark)]
    return weighed(page, marks, chosen.guard)[1].warnings


def _ended(
    written: Written,
    case: Case,
    misses: Sequence[Miss],
    fired: frozenset[str] = frozenset(),
    cleaned: Cleaned | None = None,
) -> Tried:
    known = bool(case.texts.get("todo"))
    state: State = ("todo" if misses else "done") if known else ("failed" if misses else "passed")
    return Tried(written, case, state, tuple(misses), fired, cleaned)


def said_yes(case: Case, name: str) -> bool:
    """True where a test says yes to a key."""
    said = case.texts.get(name, "")
    return bool(said) and said.strip().lower() not in NO


def is_page(case: Case) -> bool:
    """True where the page at the address is the input."""
    return said_yes(case, "live") and "address" in case.texts and not {"input", "input_file"} & case.texts.keys()


def fetched(case: Case) -> tuple[bytes, Miss | None]:
    """The page at the address of a live test, and what is wrong with it."""
    address = case.texts["address"].strip()
    if not address.startswith(("http://", "https://")):
        return b"", Miss(
            "address", f'"{address}" is no address of the web: it begins with neither http:// nor https://'
        )
    try:
        with urlopen(Request(address, headers={"User-Agent": "cleaner"}), timeout=FETCH_SECONDS) as answer:
            return answer.read(FETCH_BYTES), None
    except (OSError, ValueError, HTTPException) as error:
        return b"", Miss("address", f"the page cannot be fetched: {error}")


def source_of(file: RuleFile, case: Case) -> tuple[str | bytes, Miss | None]:
    """The document of a test, and what is wrong with it."""
    if "input" in case.texts:
        return case.texts["input"], None
    name = case.texts.get("input_file", "").strip()
    if not name:
        return "", Miss("name", "it has no `input` and no `input_file`")
    beside = file.path.parent if file.path else file.layer.folder
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return "", Miss("input_file", f'"{name}" is not in the folder of the rule file')
    try:
        if not (beside / name).is_file():
            return "", Miss("input_file", f'"{name}" is no file in the folder of the rule file')
        return (beside / name).read_bytes(), None
    except OSError as error:
        return "", Miss("input_file", f'"{name}" cannot be read: {error.strerror or error}')


def _kind(case: Case, source: str | bytes) -> Kind:
    said = case.texts.get("kind", "").strip()
    if said in ("html", "text"):
        return "html" if said == "html" else "text"
    start = source[:1000].lstrip()
    return "html" if start[:1] in ("<", b"<") else "text"


def _findings(page: Page, chosen: Chosen) -> Iterator[Finding]:
    body = chosen.body(page)
    if body is not None:
        yield from main_content.findings(chosen.lines(page), body=body)
    yield from chosen.findings(page)


def _fired(file: RuleFile, page: Page, chosen: Chosen, findings: Iterable[Finding]) -> Iterator[str]:
    """Ids of the rules that said anything, though a `keep` may have won; in a pack also its classes."""
    for one in [*findings, *page.edits]:
        yield str(getattr(one, "by", "")).partition(" ")[0]
    yield from (id for id, _ in bodies_used(chosen, page))
    if file.role == "pack":
        for block in page.blocks:
            yield from (evidence.label for evidence in chosen.words.evidence(block.text))


def bodies_used(chosen: Chosen, page: Page) -> Iterator[tuple[str, str]]:
    """Id and file of the `body` selector that was used: the first that finds exactly the blocks of the body."""
    body = chosen.body(page)
    if body is None or page.markup is None:
        return
    for one in chosen.applied:
        for element in one.html.of("body"):
            nodes = element.selector.find(page.markup.tree)
            found = sorted({index for node in nodes for index in page.markup.blocks_of(node)})
            if below_headline(page, found) == list(body):
                yield element.id, one.file.name
                return


def _claimed(file: RuleFile, case: Case, page: Page) -> Iterator[Miss]:
    """A test with an address or a file name tests `match` too."""
    if page.url is None and page.name is None:
        return
    entry = entry_of(file, file.path or Path(file.name))
    alone, nothing = Index([entry]), Index([])
    found = contest(page, nothing if file.role == "group" else alone, alone if file.role == "group" else nothing)
    if file.stem not in (found.winner, *found.groups):
        key = "address" if page.url is not None else "file"
        said = page.url if page.url is not None else page.name
        yield Miss(key, f'`match` does not claim "{said}"')


def rules_in(file: RuleFile) -> list[tuple[str, int]]:
    """Every rule of a file with its line: of `text`, of `html`, whole classes dropped, repairs of the page."""
    named = [(rule.id, rule.line) for rule in file.rules] + [(one.id, one.line) for one in file.html.elements]
    by = [one[1] for one in file.html.drop_class] + [repair.by for repair in file.html.repairs]
    return named + [(text.partition(" ")[0], int(text.rpartition(":")[2])) for text in by]
