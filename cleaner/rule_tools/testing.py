"""A rule file's own tests → for each whether it passes, and if not, which line differs and which rule did it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from cleaner import main_content
from cleaner.decide import decide
from cleaner.page import Cleaned, Finding, Kind, Page
from cleaner.reading import read
from cleaner.rule_tools import expecting
from cleaner.rule_tools.collection import Collection
from cleaner.rule_tools.written import Written
from cleaner.rules import Chosen, Guard, Rules
from cleaner.rules.checking import NO
from cleaner.rules.choosing import Index, contest
from cleaner.rules.library import entry_of
from cleaner.rules.model import Case, RuleFile

# A guard weighs what rules take of the main content, which is not looked for here; a file's own limits count.
NO_LIMITS = Guard(
    max_removed=1, packs_max_removed=1, max_removed_by_one_rule=1, min_words_left=0, named=frozenset({"max_removed"})
)
State = Literal["passed", "failed", "todo", "done", "skipped"]


@dataclass(frozen=True)
class Tried:
    """One test that was run. `state` `todo`: a known miss, `done`: a known miss that works now."""

    written: Written
    case: Case
    state: State
    misses: tuple[expecting.Miss, ...] = ()
    fired: frozenset[str] = frozenset()
    cleaned: Cleaned | None = None

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

    Neither heuristics nor the search for the main content take part, so that the test holds for the rules alone.
    """
    if said_yes(case, "live") and not live:
        return Tried(written, case, "skipped")
    source, wrong = source_of(written.file, case)
    if wrong:
        return _ended(written, case, [wrong])
    page = read(source, url=case.texts.get("address"), kind=_kind(case, source), name=case.texts.get("file"))
    if page.refused:
        return _ended(written, case, [expecting.Miss("input", f"the input cannot be read: {page.refused}")])
    chosen = rules.alone(page, written.file)
    if written.file.guard is None:
        chosen.guard = NO_LIMITS
    mended = chosen.repair(page)
    findings = list(_findings(mended, chosen))
    cleaned = decide(mended, findings, chosen)
    fired = frozenset(_fired(written.file, mended, chosen, findings))
    seen = expecting.Seen(written, case, page, cleaned, fired)
    misses = [*_claimed(written.file, case, page), *expecting.misses(seen)]
    return _ended(written, case, misses, fired, cleaned)


def _ended(
    written: Written,
    case: Case,
    misses: Sequence[expecting.Miss],
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


def source_of(file: RuleFile, case: Case) -> tuple[str | bytes, expecting.Miss | None]:
    """The document of a test, and what is wrong with it."""
    if "input" in case.texts:
        return case.texts["input"], None
    name = case.texts.get("input_file", "").strip()
    if not name:
        return "", expecting.Miss("name", "it has no `input` and no `input_file`")
    beside = file.path.parent if file.path else file.layer.folder
    if Path(name).is_absolute() or ".." in Path(name).parts:
        return "", expecting.Miss("input_file", f'"{name}" is not in the folder of the rule file')
    try:
        return (beside / name).read_bytes(), None
    except OSError as error:
        return "", expecting.Miss("input_file", f'"{name}" cannot be read: {error.strerror or error}')


def _kind(case: Case, source: str | bytes) -> Kind:
    said = case.texts.get("kind", "").strip()
    if said in ("html", "text"):
        return "html" if said == "html" else "text"
    start = source[:1000].lstrip()
    return "html" if start[:1] in ("<", b"<") else "text"


def _findings(page: Page, chosen: Chosen) -> Iterator[Finding]:
    body = chosen.body(page)
    if body is not None:
        yield from main_content.findings(page, chosen.words, body=body)
    yield from chosen.findings(page)


def _fired(file: RuleFile, page: Page, chosen: Chosen, findings: Iterable[Finding]) -> Iterator[str]:
    """Ids of the rules that said anything, though a `keep` may have won; in a pack also its classes."""
    for one in [*findings, *page.edits]:
        yield str(getattr(one, "by", "")).partition(" ")[0]
    body = chosen.body(page)
    if body is not None:
        yield from (element.id for element in _bodies(chosen, page, body))
    if file.role == "pack":
        for block in page.blocks:
            yield from (evidence.label for evidence in chosen.words.evidence(block.text))


def _bodies(chosen: Chosen, page: Page, body: tuple[int, ...]) -> Iterator[Any]:
    """The `body` selector that was used: the first that finds exactly these blocks."""
    assert page.markup is not None
    for one in chosen.applied:
        for element in one.html.of("body"):
            nodes = element.selector.find(page.markup.tree)
            if {index for node in nodes for index in page.markup.blocks_of(node)} == set(body):
                yield element
                return


def _claimed(file: RuleFile, case: Case, page: Page) -> Iterator[expecting.Miss]:
    """A test with an address or a file name tests `match` too."""
    if page.url is None and page.name is None:
        return
    entry = entry_of(file, file.path or Path(file.name))
    alone, nothing = Index([entry]), Index([])
    found = contest(page, nothing if file.role == "group" else alone, alone if file.role == "group" else nothing)
    if file.stem not in (found.winner, *found.groups):
        key = "address" if page.url is not None else "file"
        said = page.url if page.url is not None else page.name
        yield expecting.Miss(key, f'`match` does not claim "{said}"')


def rules_in(file: RuleFile) -> list[tuple[str, int]]:
    """Every rule of a file with its line: of `text`, of `html`, whole classes dropped, repairs of the page."""
    named = [(rule.id, rule.line) for rule in file.rules] + [(one.id, one.line) for one in file.html.elements]
    by = [one[1] for one in file.html.drop_class] + [repair.by for repair in file.html.repairs]
    return named + [(text.partition(" ")[0], int(text.rpartition(":")[2])) for text in by]
