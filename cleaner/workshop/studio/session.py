"""What the studio knows and does, without a web page: documents, the rule file in the editor, what it does to them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from cleaner.batch.documents import Document, list_inputs
from cleaner.batch.run import addresses_of
from cleaner.batch.shards import Reading, plan
from cleaner.batch.site_memory import remember
from cleaner.batch.unit import Done, Spec, clean_one, name_of, read_document
from cleaner.page import Cleaned, Kind, Page
from cleaner.pipeline import Cleaner
from cleaner.reading import read
from cleaner.rules.file.build import read_text
from cleaner.rules.file.complaint import Complaint
from cleaner.rules.file.model import Case, Layer, RuleFile
from cleaner.rules.rules import Rules
from cleaner.site_memory import Memory
from cleaner.workshop.audit import Audit, Difference, difference
from cleaner.workshop.checking import CHECKS
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.learn import Learned, Proposal
from cleaner.workshop.studio import findings
from cleaner.workshop.studio.edits import CannotEdit, NewRule, with_rule, with_test
from cleaner.workshop.studio.examples import tests_for
from cleaner.workshop.studio.folder import Choice, Known, Lane, apart, facets, rule_of, run
from cleaner.workshop.studio.hits import Counted, Sight, hits_of_rules, said_by_file
from cleaner.workshop.studio.near import Near, scratch, why_not
from cleaner.workshop.studio.rule_text import RuleText, names_in
from cleaner.workshop.studio.suggestions import Selection
from cleaner.workshop.testing import Tried
from cleaner.workshop.testing import run as run_test
from cleaner.writing import explanation
from cleaner.writing.explanation import Explanation

# How many pages are kept in memory for counting; of a larger folder these are counted, evenly over it.
MOST_SIGHTS = 3000


@dataclass(frozen=True)
class Unsaved:
    """A cleaner whose one rule file has a text that is not on disk. Travels to other processes as its options.

    `options` are those of `Cleaner`.
    """

    options: Mapping[str, Any]
    path: Path
    text: str
    inner: Cleaner = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "inner", with_text(Cleaner(**self.options), self.path, self.text))

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned:
        """As `Cleaner.clean`."""
        return self.inner.clean(source, url=url, kind=kind, name=name)

    @property
    def compiled(self) -> Rules:
        """The rules, as batch asks for them."""
        return self.inner.compiled


def with_text(cleaner: Cleaner, path: Path, text: str) -> Cleaner:
    """The same cleaner as if a rule file had this text."""
    made = object.__new__(Cleaner)  # a copy would load the rules anew, as in another process
    made.__dict__.update(cleaner.__dict__)
    object.__setattr__(made, "compiled", cleaner.compiled.with_text(path, text))
    return made


class Watching:
    """A cleaner that remembers its last result, so that the function of batch can be called and looked into."""

    def __init__(self, cleaner: Cleaner) -> None:
        self.cleaner = cleaner
        self.last: Cleaned | None = None

    def clean(
        self, source: str | bytes, *, url: str | None = None, kind: Kind = "auto", name: str | None = None
    ) -> Cleaned:
        """As `Cleaner.clean`."""
        self.last = self.cleaner.clean(source, url=url, kind=kind, name=name)
        return self.last

    @property
    def compiled(self) -> Rules:
        """The rules, as batch asks for them."""
        return self.cleaner.compiled


@dataclass(frozen=True)
class Preview:
    """One document as a run with the text in the editor would leave it. `cleaned` is None where it cannot be read."""

    document: Document
    done: Done
    cleaned: Cleaned | None = None
    explained: Explanation | None = None

    @property
    def digest(self) -> str:
        """Of all that a run would write for the document."""
        written = (self.done.body or b"") + b"\0" + (self.done.record or b"")
        return hashlib.sha256(written).hexdigest()


@dataclass
class Counts:
    """What the rules of the file do in the folder. `seen` of `total` documents are counted; `applies` to so many."""

    total: int = 0
    seen: int = 0
    applies: int = 0
    rules: dict[str, Counted] = field(default_factory=dict)
    complete: bool = False


class Session:
    """One user's work on one folder. No method touches the web; those that take long run in `Lane`s.

    `rules`: the folder of the user's rules that is written to, made where there is none.
    `name`: the rule file to open; without it the one that applies, or a new one.
    `options`: of `Cleaner`, without `rules`.
    `more_rules`: further folders of rules, which are only read.
    `urls`: a CSV file with the addresses of the documents.
    `workers`: processes for the folder; 0 cleans it in this one.
    """

    def __init__(  # noqa: PLR0913 - what a session is made of
        self,
        folder: Path,
        rules: Path,
        *,
        name: str | None = None,
        options: Mapping[str, Any] | None = None,
        more_rules: Sequence[Path] = (),
        urls: Path | None = None,
        workers: int = 1,
    ) -> None:
        self.urls = urls
        found = list_inputs([folder], leave_out=[rules])
        self.spec = Spec(found.base)
        reading = Reading(self.spec)
        shards = plan(found, self.spec, addresses_of(urls, found)[0]).shards
        self.documents: Sequence[Document] = [one for shard in shards for one in reading.documents(shard)]
        self.by_id = {document.id: document for document in self.documents}
        self.folder, self.rules_folder = folder.resolve(), rules.resolve()
        self.rules_folder.mkdir(parents=True, exist_ok=True)
        self.options: dict[str, Any] = {**(options or {}), "rules": [self.rules_folder, *more_rules]}
        self.workers = workers
        self.memory: Memory | None = None
        self.base = self._cleaner()
        self.known: dict[str, Known] = {}
        self.known_text: str | None = None
        self.choice = Choice()
        self.counts = Counts()
        self.sights: dict[str, Sight] = {}
        self.counting, self.running, self.weighing = Lane(), Lane(), Lane()
        self.learning, self.auditing = Lane(), Lane()
        self.learned: Sequence[Learned] | None = None
        self.left_out: set[int] = set()
        self.audited: Audit | None = None
        self.before: dict[str, str] = {}
        self._changes: tuple[object, Difference] | None = None
        self._made: tuple[str, Path, Cleaner] | None = None
        self.file = self.open(name or self.fitting_name())

    # ---- the rule file

    def open(self, name: str) -> RuleText:
        """Another rule file into the editor. Raises OutsideRules, OSError."""
        self.file = RuleText.open(self.rules_folder, name, self.first_text(name))
        self.base, self._made = self._cleaner(), None
        self.before, self.before_text = {}, self.file.text
        return self.file

    def _cleaner(self) -> Cleaner:
        """The cleaner of a run over this folder with the rules that are saved."""
        return Cleaner(**self.options, memory=self.memory)

    @property
    def names(self) -> list[str]:
        """The rule files of the folder, the one in the editor among them."""
        return sorted({*names_in(self.rules_folder), self.file.name})

    def fitting_name(self) -> str:
        """The user's file that applies to the first documents, or the name for a new one, after the folder."""
        own = set(names_in(self.rules_folder))
        for document in self.documents[:3]:
            try:
                page = self._page(document)
            except Exception:  # unreadable documents are shown as such later
                continue
            chosen = self.base.compiled.select(page, site=self.options.get("site"))
            mine = [one.file.name for one in chosen.applied if one.file.name in own and one.file.role == "site"]
            if mine:
                return mine[0]
        return f"{self.folder.name.strip('.') or 'site'}.yml"

    def first_text(self, name: str) -> str:
        """What a new rule file begins with: it applies to the documents of this folder."""
        title = Path(name).stem
        place = self.folder.name.replace("'", "''")
        return f"site: {title_of(title)}\nmatch:\n  files: ['*/{place}/*']\n"

    @property
    def cleaner(self) -> Cleaner:
        """The cleaner with the text in the editor."""
        path, text = self.file.path, self.file.text
        if self._made is None or self._made[:2] != (text, path):
            # From the text before, which has the language packs read already; from what is saved, for another file.
            before = self._made[2] if self._made is not None and self._made[1] == path else self.base
            self._made = (text, path, with_text(before, path, text))
        return self._made[2]

    @property
    def built(self) -> RuleFile:
        """The text in the editor as a rule file, with its complaints."""
        return self.cleaner.compiled.library.files[self.file.path]

    @property
    def written(self) -> Written:
        """The same with its text, as the workshop's tools want it."""
        return Written(self.built, self.file.text, self.file.name)

    def complaints(self) -> list[Complaint]:
        """What is wrong with the text, at line and column: errors, then what only shows beside other files."""
        said = list(self.built.complaints)
        if not any(one.severity == "error" for one in said):
            written = self.written
            collection = Collection((written,), self.cleaner.compiled, (self.rules_folder,))
            for check in CHECKS:
                said += check(written, collection)
        unique = {(one.line, one.col, one.code): one for one in reversed(said)}
        return sorted(unique.values(), key=lambda one: (one.severity != "error", one.line, one.col))

    def tests(self) -> list[Tried]:
        """The file's own tests, run on the text in the editor."""
        written, rules = self.written, self.cleaner.compiled
        return [run_test(written, case, rules) for case in written.file.tests]

    def save(self, *, anyway: bool = False) -> Path:
        """Write the file; from now on every run has it. Raises ChangedOnDisk, OutsideRules, OSError."""
        place = self.file.save(anyway=anyway)
        self.base, self._made = self._cleaner(), None
        self.before_text = self.file.text
        known = self.known_text == self.file.text
        self.before = {id: one.text for id, one in self.known.items()} if known else {}
        return place

    # ---- one document

    def preview(self, id: str) -> Preview:
        """The document as a run would leave it, made by the function that a run calls for each document."""
        document = self.by_id[id]
        watching = Watching(self.cleaner)
        done = clean_one(watching, self.spec.task(document))
        cleaned = watching.last
        return Preview(document, done, cleaned, explanation(cleaned) if cleaned is not None else None)

    def sight(self, id: str) -> Sight | None:
        """The document as counting and suggestions see it; None where it cannot be read."""
        if id not in self.sights:
            made = self._look(id)
            if made is None:
                return None
            if len(self.sights) < MOST_SIGHTS:
                self.sights[id] = made
            return made
        return self.sights[id]

    def _page(self, document: Document) -> Page:
        """A document as it is read. Raises Unreadable."""
        source = read_document(document, self.spec.limits)
        return read(source, url=document.url, kind=document.kind or "auto", name=name_of(document))

    def _look(self, id: str) -> Sight | None:
        document = self.by_id[id]
        try:
            page = self._page(document)
        except Exception:  # it is in the list with its reason
            return None
        if page.refused:
            return None
        chosen = self.base.compiled.select(page, site=self.options.get("site"))
        page = chosen.repair(page)
        if page.markup is not None and not self.needs_markup:
            page = replace(page, markup=None)  # a parsed page takes a hundred times the memory of its lines
        return Sight(id, page, chosen)

    @property
    def needs_markup(self) -> bool:
        """Whether the file has rules for elements, for which pages are read anew each time."""
        html = self.built.html
        return bool(html.elements or html.drop_class)

    def selection(
        self, id: str, block: int, span: tuple[int, int] | None = None, authors: Sequence[str] = ()
    ) -> Selection | None:
        """A line of a document, or a part of it, as the cards take it. `authors`: who is known to have written it."""
        sight = self.sight(id)
        if sight is None or not 0 <= block < len(sight.page.blocks):
            return None
        evidence = sight.chosen.words.evidence(sight.page.blocks[block].text)
        label = next((one.label for one in evidence), "")
        return Selection(sight.page, block, span, sight.chosen.context, tuple(authors), label)

    def why_not(self, id: str, block: int) -> list[Near]:
        """The rules nearest to a line, and what keeps each from taking it."""
        sight = self._with_rules(id)
        return why_not(sight.chosen, sight.document, block) if sight and 0 <= block < len(sight.page.blocks) else []

    def scratch(self, id: str, text: str) -> list[Near]:
        """Every rule that would take a line of this text in a document like this one."""
        sight = self._with_rules(id)
        return scratch(sight.chosen, text) if sight and text.strip() else []

    def _with_rules(self, id: str) -> Sight | None:
        """A document with the rules of the text in the editor chosen for it."""
        sight = self.sight(id)
        if sight is None:
            return None
        chosen = self.cleaner.compiled.select(sight.page, self.options.get("site"), before=sight.chosen.words)
        return Sight(id, sight.page, chosen, sight.body)

    # ---- the folder

    def read_folder(self, tell: Callable[[], None] = lambda: None) -> None:
        """Clean all documents in the background with the text in the editor.

        As `cleaner clean FOLDER` does, the first time it learns what the texts of a site have in common.
        """
        text, path = self.file.text, self.file.path

        def work(stale: Callable[[], bool]) -> None:
            if self.memory is None:
                self.memory = remember(
                    self.folder,
                    cleaner=self.base,
                    urls=self.urls,
                    leave_out=[self.rules_folder],
                    workers=self.workers,
                    unasked=True,
                )
                self.memory = self.memory.at(self.spec.base)
                self.base, self._made = self._cleaner(), None
            cleaner = Unsaved({**self.options, "memory": self.memory}, path, text)

            before, saved = self.before, self.before_text
            missing = [document for document in self.documents if document.id not in before]

            def keep(one: Known) -> None:
                before[one.id] = one.text

            def take(one: Known) -> None:
                self.known[one.id] = one
                if text == saved:
                    keep(one)
                tell()

            run(self.documents, cleaner, take, stale, workers=self.workers)
            if not stale():
                self.known_text = text
                tell()
                if text != saved and missing:
                    run(missing, Unsaved(dict(cleaner.options), path, saved), keep, stale, workers=self.workers)
                    tell()

        self.running.start(work)

    def learn_folder(self, tell: Callable[[], None] = lambda: None) -> None:
        """Look in the background for what recurs in the folder."""

        def work(stale: Callable[[], bool]) -> None:
            found = apart(
                findings.learned, self.documents, self.spec.limits, self.options.get("site"), workers=self.workers
            )
            if not stale():
                self.learned = found
            tell()

        self.learning.start(work)

    @property
    def proposals(self) -> list[Proposal]:
        """The proposed rules that are neither in the file nor left out."""
        built = self.built
        found = [one for site in self.learned or () for one in site.proposals]
        return [one for one in found if id(one) not in self.left_out and not findings.is_in(one, built)]

    def accept_proposal(self, one: Proposal, *, tests: bool = True) -> str:
        """Put a proposed rule into the text, with tests where wanted. Raises CannotEdit."""
        name, block, _ = one.examples[0]
        found = next((document.id for document in self.documents if name_of(document) == name), "")
        rule = findings.rule_of(one)
        text = self.accept(rule, id=found, block=block, tests=tests and rule.section == "text")
        test = findings.test_of(one) if tests else None
        if test is not None:
            self.file.amend(text := with_test(text, test))
        return text

    def audit_folder(self, tell: Callable[[], None] = lambda: None) -> None:
        """Ask in the background what each rule does in the folder, those of the text in the editor first."""
        mine = self.file.name
        cleaner = with_text(Cleaner(**self.options), self.file.path, self.file.text)

        def work(stale: Callable[[], bool]) -> None:
            found = findings.audited(self.documents, self.spec.limits, cleaner)
            if not stale():
                self.audited = replace(found, rules=tuple(sorted(found.rules, key=lambda one: one.file != mine)))
            tell()

        self.auditing.start(work)

    def changes(self) -> Difference | None:
        """What the text in the editor makes other than what is saved; None before the folder was cleaned with both."""
        if self.known_text != self.file.text or any(id not in self.before for id in self.known):
            return None
        of = (self.known_text, self.before_text, len(self.known))
        if self._changes is None or self._changes[0] != of:
            self._changes = (of, difference(self.before, {id: one.text for id, one in self.known.items()}))
        return self._changes[1]

    @property
    def shown(self) -> list[str]:
        """The documents that the facets and the search leave, in order; all, while nothing is chosen."""
        if not self.choice.values and not self.choice.search:
            return [document.id for document in self.documents]
        return [one.id for one in self.documents if (known := self.known.get(one.id)) and self.choice.shows(known)]

    def facets(self) -> dict[str, list[tuple[str, int]]]:
        """The facets with their counts."""
        return facets(list(self.known.values()), self.choice)

    def count(self, tell: Callable[[], None] = lambda: None) -> None:
        """Count in the background what each rule of the file hits in the folder."""

        def work(stale: Callable[[], bool]) -> None:
            counts = Counts(total=len(self.counted))
            for counts.seen, id in enumerate(self.counted):
                if stale():
                    return
                self._count_one(id, counts)
                self.counts = counts
                tell()
            counts.seen, counts.complete = counts.total, True
            self.counts = counts
            tell()

        self.counting.start(work)

    @property
    def counted(self) -> list[str]:
        """The documents that are counted: all, or evenly spread ones of a folder too large for that."""
        ids = [document.id for document in self.documents]
        every = -(-len(ids) // MOST_SIGHTS) or 1
        return ids[::every]

    def _count_one(self, id: str, counts: Counts) -> None:
        sight = self._with_rules(id) if not self.needs_markup else self._fresh(id)
        if sight is None:
            return
        mine = next((one for one in sight.chosen.applied if one.file.path == self.file.path), None)
        if mine is None:
            return
        counts.applies += 1
        sight.body = self.body_of(sight)
        by_rule: dict[str, list[Any]] = {}
        marks, read = said_by_file(mine, sight.document)
        for name, mark in marks:
            by_rule.setdefault(name, []).append(mark)
        for name in read - by_rule.keys():
            counts.rules.setdefault(name, Counted()).documents += 1
        for name, said in by_rule.items():
            counts.rules.setdefault(name, Counted()).add(sight.hits(said))

    def _fresh(self, id: str) -> Sight | None:
        """A document read anew with its markup and the rules of the editor."""
        made = self._look(id)
        if made is not None:
            made.chosen = self.cleaner.compiled.select(made.page, self.options.get("site"), before=made.chosen.words)
        return made

    def body_of(self, sight: Sight) -> Sequence[bool]:
        """For each line whether it would stay without this file: not removed in the last run, or by this file."""
        known = self.known.get(sight.id)
        gone = {
            (line, text)
            for line, text, by in (known.removed if known else ())
            if (rule_of(by) or ("", ""))[1] != self.file.name
        }
        return [(block.first_line, block.text) not in gone for block in sight.page.blocks]

    def weigh(self, rule: NewRule, stale: Callable[[], bool] = lambda: False) -> Counted | None:
        """What a rule that is not in the file would hit in the folder; None where it became stale meanwhile."""
        made = read_text(f"site: x\n{with_rule('', rule)}", "x.yml", Layer(self.rules_folder, users=True))
        counted = Counted()
        for id in self.counted:
            if stale():
                return None
            sight = self.sight(id)
            if sight is not None:
                sight.body = self.body_of(sight)
                counted.add(hits_of_rules(made.rules, sight))
        return counted

    # ---- changes

    def accept(self, rule: NewRule, *, id: str = "", block: int = -1, tests: bool = True) -> str:
        """Put a rule into the text, with tests from the document where wanted. Raises CannotEdit."""
        before = self.built
        text = with_rule(self.file.text, rule)
        errors = sum(one.severity == "error" for one in before.complaints)
        made = self._read(text)
        if sum(one.severity == "error" for one in made.complaints) > errors or size(made) <= size(before):
            raise CannotEdit("The rule does not fit into this file as it is written. Put it in by hand.")
        sight = self.sight(id) if tests and id else None
        if sight is not None and block >= 0:
            sight.body = self.body_of(sight)
            for test in tests_for(rule, sight.page, block, sight.inside(), partial(self._kept, text)):
                text = with_test(text, test)
        self.file.change(text)
        return text

    def _read(self, text: str) -> RuleFile:
        return read_text(text, self.file.name, Layer(self.rules_folder, users=True), path=self.file.path)

    def _kept(self, text: str, lines: Sequence[str]) -> list[str] | None:
        """The lines that a text of these lines keeps under the file's rules, as its tests run them."""
        file = self._read(text)
        case = Case("", 0, {"input": "\n".join(lines)}, {})
        rules = self.base.compiled.with_text(self.file.path, text)
        cleaned = run_test(Written(file, text, self.file.name), case, rules).cleaned
        return None if cleaned is None else [line for line in cleaned.text.split("\n") if line.strip()]

    def close(self) -> None:
        """Let all work in the background end."""
        for lane in (self.counting, self.running, self.weighing, self.learning, self.auditing):
            lane.stop()


def size(file: RuleFile) -> int:
    """How many rules a file has."""
    return len(file.rules) + len(file.html.elements)


def title_of(name: str) -> str:
    """A file's name as a name to display, safe as a YAML value.

    >>> title_of("valley-courier"), title_of("7sur7")
    ('valley-courier', "'7sur7'")
    """
    return name if name[:1].isalpha() and all(char.isalnum() or char in "-. " for char in name) else f"'{name}'"
