"""Folders of rules → Rules; Rules and a page → Chosen, what they say about that page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from cleaner.lines import Lines
from cleaner.page import Fact, Finding, Mark, Page
from cleaner.rules.applying.choosing import Contest, Index, contest, document_day, within
from cleaner.rules.applying.document import Document
from cleaner.rules.applying.facts import completed, facts_of, preferred
from cleaner.rules.applying.html import body_of, html_findings
from cleaner.rules.applying.layers import Applied, applied, inherited
from cleaner.rules.applying.library import Entry, Library, shipped_folder
from cleaner.rules.applying.packs import Pack, PackWords, Vocabulary
from cleaner.rules.applying.repair import mended
from cleaner.rules.applying.selectors import Copies
from cleaner.rules.file.complaint import Complaint, RuleError
from cleaner.rules.file.model import Guard, Layer, Phase, Role, RuleFile
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.regexes import Clock
from cleaner.text.languages import languages_in, sample_of
from cleaner.text.words import Folds

# --- The rule files that apply to one document → its words, its repairs, its findings.


# Applied once to a document, however often it is cleaned until nothing changes.
LATER_NOT: frozenset[Phase] = frozenset({"replace"})


def in_time(file: RuleFile, facts: Sequence[Fact]) -> bool:
    """False where the file is for documents of another time than the date that it captured itself."""
    day = next((str(fact.value)[:10] for fact in facts if fact.name == "published"), None)
    return day is None or within(day, (file.valid_from, file.valid_until))


@dataclass
class Chosen:
    """What the rules say about one document. Made for it, and thrown away with it.

    `site` is the first of the site file's domains, `files` the names of the rule files that apply, the site's first.
    `later`: the document has been cleaned before, so `repair` and `replace` have been applied.
    """

    applied: Sequence[Applied]
    words: PackWords
    context: Context
    clock: Clock
    site: str | None = None
    site_name: str | None = None
    dateline: Literal["keep", "cut"] = "keep"
    guard: Guard = field(default_factory=Guard)
    prefer: tuple[str, ...] = ()
    how: str = ""
    said: tuple[str, ...] = ()
    copies: Copies = field(default_factory=Copies, repr=False)
    later: bool = False
    _lines: Lines | None = field(default=None, init=False, repr=False)

    def lines(self, page: Page) -> Lines:
        """The lines of a page as one table, made at the first call and shared by all who ask with the same page."""
        if self._lines is None or self._lines.page is not page:
            self._lines = Lines(page, self.words)
        return self._lines

    def document(self, page: Page) -> Document:
        """The page as rules see it."""
        return Document(self.lines(page), self.context, self.clock, self.guard, self.copies)

    @property
    def files(self) -> tuple[str, ...]:
        """The rule files that apply, the site's own first, packs last."""
        return tuple(dict.fromkeys(one.file.name for one in self.applied))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What went wrong with the rules on this document; complete once `findings` has run."""
        late = tuple(f"the regex of {by} ran out of time and was passed over" for by in dict.fromkeys(self.clock.late))
        costly = tuple(
            f"the XPath {text} would take too long on so large a page and was passed over"
            for text in dict.fromkeys(self.copies.costly)
        )
        others = tuple(f"{why}, so it was passed over" for why in dict.fromkeys(self.clock.passed_over))
        return (*self.said, *late, *costly, *others)

    def repair(self, page: Page) -> Page:
        """The page after the `repair` rules, with each change in its `edits`."""
        if self.later:
            return page
        return mended(page, self.applied, self.document(page))

    def body(self, page: Page) -> tuple[int, ...] | None:
        """The blocks that the site's `html: body` names; None where no rule names any."""
        found = body_of(page, self.applied, self.copies)
        if found is None and page.markup is not None:
            for one in self.applied:
                if any(element.status != "unverified" for element in one.html.of("body")):
                    self.clock.passed_over.append(f"`html: body` of {one.file.name} found no text on this page")
        return found

    def findings(self, page: Page) -> Iterator[Finding]:
        """Marks and facts of all text and html rules."""
        document = self.document(page)
        facts: list[Fact] = []
        for one in self.applied:
            marks, taken = one.text.run(document, without=LATER_NOT if self.later else frozenset())
            found = [*facts_of(taken, self.context.calendar), *html_findings(one, document)]
            own = preferred([finding for finding in found if isinstance(finding, Fact)], self.prefer)
            if not in_time(one.file, own):
                continue
            facts += own
            yield from marks
            yield from (finding for finding in found if isinstance(finding, Mark))
        yield from completed(facts)


@dataclass
class Rules:
    """All rule files that may apply, ready for many documents.

    `known_faults` are the warnings about files that were found faulty while they were indexed.
    It remembers nothing from one document to the next but the files it has read and what was made of them.
    """

    library: Library
    site_files: bool = True
    use_packs: bool = True
    made: dict[tuple[str, frozenset[str]], Applied] = field(default_factory=dict)
    read_packs: dict[Path, Pack] = field(default_factory=dict)
    spoken: dict[str, list[Entry]] = field(default_factory=dict)
    vocabularies: dict[tuple[Any, ...], Vocabulary] = field(default_factory=dict)
    known_faults: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.known_faults = frozenset(_faulty(list(self.library.files.values())))

    @classmethod
    def load(
        cls, folders: Sequence[Path] = (), *, site_files: bool = True, packs: bool = True, strict: bool = False
    ) -> Rules:
        """The shipped rules and those of the user's folders, the first of which is the heaviest.

        With `strict`, raises RuleError where any file has an error; otherwise a rule with a fault is left out and
        `complaints` says so.
        """
        layers = [Layer(Path(folder), users=True) for folder in folders]
        rules = cls(Library([*layers, Layer(shipped_folder())]), site_files, packs)
        if strict:
            errors = [complaint for complaint in rules.library.read_all() if complaint.severity == "error"]
            if errors:
                raise RuleError(errors)
        return rules

    def with_text(self, path: Path, text: str) -> Rules:
        """The same rules as if one file of the user's folders had this text: for what is not saved yet.

        Raises ValueError where the path is in none of these folders. Nothing is read or written.
        """
        library = self.library.with_text(path, text)
        mine = str(path)
        return Rules(
            library,
            self.site_files,
            self.use_packs,
            {key: one for key, one in self.made.items() if str(one.file.path) != mine},
            {place: pack for place, pack in self.read_packs.items() if place != path},
            vocabularies=self.vocabularies,
        )

    @property
    def complaints(self) -> list[Complaint]:
        """What is wrong with the files that were read so far; `library.read_all()` reads the others too."""
        return self.library.complaints

    @cached_property
    def version(self) -> str:
        """A digest of the rule files that may apply, in their order: other rules, another version.

        12 hexadecimal characters; the same files give the same digest on every machine.
        """
        digest = hashlib.sha256()
        for entry in (*self.sites.entries, *self.groups.entries, *self.packs):
            unsaved = self.library.unsaved.get(entry.path)
            content = entry.path.read_bytes() if unsaved is None and entry.path.is_file() else (unsaved or "").encode()
            digest.update(f"{entry.role} {entry.name} {len(content)}\n".encode("utf-8", "surrogatepass") + content)
        return digest.hexdigest()[:12]

    @cached_property
    def sites(self) -> Index:
        """The claims of site files."""
        return Index(self.library.of("site") if self.site_files else [])

    @cached_property
    def groups(self) -> Index:
        """The claims of group files."""
        return Index(self.library.of("group") if self.site_files else [])

    @cached_property
    def packs(self) -> list[Entry]:
        """The language packs."""
        return self.library.of("pack") if self.use_packs else []

    def contest(self, page: Page, site: str | None = None) -> Contest:
        """Which files claim the page, and who wins."""
        return contest(page, self.sites, self.groups, site)

    def select(
        self, page: Page, site: str | None = None, languages: Sequence[str] = (), *, before: PackWords | None = None
    ) -> Chosen:
        """The files that apply to a page. `site` is a domain or a file's name and outranks every other claim.

        `languages` (codes) are believed where given; otherwise the site's file or the page's stop words tell.
        `before`: the words of an earlier round on the same document, which know its lines already.
        """
        folds = Folds() if before is None else before.folds
        found = contest(page, self.sites, self.groups, site, folds)
        own = self._named(found.winner, "site") if found.winner else []
        groups = [file for stem in found.groups for file in self._named(stem, "group")]
        files, wrong = inherited([*own, *groups], self._extended)
        day = document_day(page) if any(file.valid_from or file.valid_until for file in files) else None
        files = [file for file in files if day is None or within(day, (file.valid_from, file.valid_until))]
        files.sort(key=lambda file: -file.voice)
        spoken, sample = (tuple(languages), "") if languages else self._languages(page, files, before)
        packs = self._packs(files, spoken)
        said = _said(files, [*packs, *self._of_any_language], spoken)
        vocabulary = self.vocabularies.get(said) or self.vocabularies.setdefault(said, Vocabulary(*said))
        words = PackWords(vocabulary, Clock(), folds, stop_words=self._stop_words, sample=sample)
        if before is not None:
            words.recall(before)
        warnings = (*found.warnings, *wrong, *_faulty(files))
        chosen = self._chosen([*files, *(pack.file for pack in packs)], own, words, found.how, warnings)
        chosen.later = before is not None
        return chosen

    def alone(self, page: Page, file: RuleFile) -> Chosen:
        """One file by itself, whoever claims the page: its rules, those it extends, and the words of its languages.

        For the file's own tests: no rules of packs, and no other file of the same name.
        """
        files, wrong = inherited([file], self._extended)
        spoken = file.languages or self._languages(page, files)[0]
        packs = [Pack(file)] if file.role == "pack" else self._packs(files, spoken)
        words = PackWords(Vocabulary(*_said(files, packs, spoken)), Clock())
        return self._chosen(files, [file] if file.role == "site" else [], words, "its own tests", wrong)

    def _chosen(
        self, files: Sequence[RuleFile], own: Sequence[RuleFile], words: PackWords, how: str, said: Sequence[str]
    ) -> Chosen:
        return Chosen(
            applied=applied(files, self.made),
            words=words,
            context=words.context,
            clock=words.clock,
            site=_site(own),
            site_name=next((file.title for file in own), None),
            dateline=next((file.dateline for file in files if file.dateline), "keep"),
            guard=next((file.guard for file in files if file.guard), Guard()),
            prefer=next((file.prefer for file in files if file.prefer), ()),
            how=how,
            said=tuple(said),
        )

    def _named(self, stem: str, role: Role) -> list[RuleFile]:
        """The files of one name in all layers, the heaviest first."""
        entries = {"site": self.sites.entries, "group": self.groups.entries, "pack": self.packs}[role]
        return [self.library.file(entry) for entry in entries if entry.stem == stem]

    def _extended(self, name: str) -> list[RuleFile]:
        stem = name.rpartition("/")[2].removesuffix(".yml").removesuffix(".yaml")
        if name.startswith("sites/"):
            return self._named(stem, "site")
        return self._named(stem, "group") or ([] if name.startswith("groups/") else self._named(stem, "site"))

    def _languages(
        self, page: Page, files: Sequence[RuleFile], before: PackWords | None = None
    ) -> tuple[tuple[str, ...], str]:
        """As the site's file says, or as the stop words and letters of a sample of the page show, and that sample.

        `before`: the words of an earlier round, of which the same sample tells the same.
        """
        said = next((file.languages for file in files if file.role == "site" and file.languages), ())
        if said:
            return said, ""
        sample = sample_of(block.text for block in page.blocks)
        if before is not None and sample and before.sample == sample:
            return before.languages, sample
        return languages_in(sample, self._stop_words, self._letters), sample

    @cached_property
    def _stop_words(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for entry in self.packs:
            for language in entry.languages[:1]:
                found[language] = found.get(language, frozenset()) | {word.casefold() for word in entry.stop_words}
        return found

    @cached_property
    def _letters(self) -> dict[str, frozenset[str]]:
        """For each language its letters as they are when folded ("ß" is "ss"), without those of all languages."""
        found: dict[str, frozenset[str]] = {}
        for entry in self.packs:
            for language in entry.languages[:1] if entry.letters else ():
                letters = {letter for letter in "".join(entry.letters).casefold() if not letter.isascii()}
                found[language] = found.get(language, frozenset()) | letters
        return found

    @cached_property
    def _of_any_language(self) -> list[Pack]:
        """The packs that name no language and hold only words: for every page."""
        files = [self.library.file(entry) for entry in self.packs if not entry.languages]
        return [Pack(file) for file in files if not file.classes and not file.rules]

    def _packs(self, files: Sequence[RuleFile], languages: Sequence[str]) -> list[Pack]:
        named = next((file.packs for file in files if file.packs is not None), None)
        if named is not None:
            entries = [entry for entry in self.packs if entry.stem in named]
        else:
            entries = [entry for language in languages for entry in self._speakers(language)]
        unique = dict.fromkeys(entries)
        for entry in unique:
            if entry.path not in self.read_packs:
                self.read_packs[entry.path] = Pack(self.library.file(entry))
        return [self.read_packs[entry.path] for entry in unique]

    def _speakers(self, language: str) -> list[Entry]:
        """The packs of a language."""
        if language not in self.spoken:
            self.spoken[language] = [entry for entry in self.packs if _speaks(entry, language)]
        return self.spoken[language]


def _said(
    files: Sequence[RuleFile], packs: Sequence[Pack], languages: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[Pack, ...], str, str]:
    """What makes a vocabulary: the languages, the packs, the order of dates, the time zone."""
    order = next((file.order for file in (*files, *(pack.file for pack in packs)) if file.order), "")
    return languages, tuple(packs), order, next((file.timezone for file in files if file.timezone), "")


def _speaks(entry: Entry, language: str) -> bool:
    """A pack for `pt` serves `pt-BR`."""
    return any(own == language or own == language.partition("-")[0] for own in entry.languages)


def _site(own: Sequence[RuleFile]) -> str | None:
    """The first of the domains, without the marks of the rule language."""
    domains = [domain for file in own for domain in file.claim.domains]
    return domains[0].lstrip("=").removeprefix("*.") if domains else None


def _faulty(files: Sequence[RuleFile]) -> list[str]:
    """A sentence for each file that was left out, or rules of it."""
    counts = [(file, sum(complaint.severity == "error" for complaint in file.complaints)) for file in files]
    return [f"{file.name}: {_left_out(file, count)} left out; `cleaner rules check` says why"
            for file, count in counts if count]  # fmt: skip


def _left_out(file: RuleFile, errors: int) -> str:
    if file.left_out:
        return "the whole file is"
    return f"{errors} faulty rule{'s are' if errors > 1 else ' is'}"
