"""The packs of a document's languages → the words and the evidence that heuristics ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.page import Evidence
from cleaner.rules.file.model import ClassLine, RuleFile
from cleaner.rules.patterns.anchors import openings_of, opens
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.index import Lookup
from cleaner.rules.patterns.regexes import Clock
from cleaner.text.dates import Calendar
from cleaner.text.languages import contradicts
from cleaner.text.words import Folds


class Pack:
    """One pack, and what is worked out of it when it is first asked for."""

    def __init__(self, file: RuleFile) -> None:
        self.file = file

    @cached_property
    def openings(self) -> dict[str, frozenset[str]]:
        """For each class the first letters of the lines it knows, where they are fixed."""
        found: dict[str, frozenset[str]] = {}
        for line in self.file.classes:
            found[line.label] = found.get(line.label, frozenset()) | openings_of(line.pattern.parts)
        return found

    @cached_property
    def lists(self) -> dict[str, frozenset[str]]:
        """Its word lists, case folded."""
        return {name: frozenset(word.casefold() for word in words) for name, words in self.file.words.items()}


@dataclass
class Vocabulary:
    """The word lists of some packs taken together, and their calendar. Serves all documents that have them in common.

    `order` and `timezone` as in `Calendar`: what a site's file says of them outweighs the packs.
    """

    languages: tuple[str, ...] = ()
    packs: Sequence[Pack] = ()
    order: str = ""
    timezone: str = ""
    merged: dict[str, frozenset[str]] = field(default_factory=dict)
    begun: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)

    @cached_property
    def context(self) -> Context:
        """What the shapes of fields depend on."""
        files = [pack.file for pack in self.packs]
        spoken = dict.fromkeys(language.partition("-")[0] for language in self.languages)
        calendar = Calendar(
            tuple(spoken | dict.fromkeys(language for file in files for language in file.languages)),
            self.order,
            self.timezone,
            tuple(word for file in files for word in file.words.get("months", ())),
            self.list("weekdays"),
            tuple(year for file in files for name, year in file.words.items() if name.endswith("_months")),
            *(self.list(name) for name in ("date_words", "hours", "morning", "afternoon")),
        )
        return Context(calendar, self.list)

    @cached_property
    def lookup(self) -> Lookup[ClassLine]:
        """The class lines of all packs, in their order, by what a line must have to equal them."""
        return Lookup((line.pattern, line) for pack in self.packs for line in pack.file.classes)

    def list(self, name: str) -> frozenset[str]:
        """A list of single words or phrases, lower case."""
        if name not in self.merged:
            self.merged[name] = frozenset().union(*(pack.lists.get(name, frozenset()) for pack in self.packs))
        return self.merged[name]

    def openings(self, labels: tuple[str, ...]) -> frozenset[str]:
        """How the lines begin that the packs know of some classes."""
        if labels not in self.begun:
            known = (pack.openings.get(label, frozenset()) for pack in self.packs for label in labels)
            self.begun[labels] = frozenset().union(*known)
        return self.begun[labels]


@dataclass
class PackWords:
    """The words of one document's languages (see `cleaner.page.Words`). Remembers lines for this document only.

    `stop_words`: those of every language that has a pack; `sample`: what of the document told its languages.
    """

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    clock: Clock = field(default_factory=Clock)
    folds: Folds = field(default_factory=Folds)
    seen: dict[str, tuple[Evidence, ...]] = field(default_factory=dict)
    stop_words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sample: str = ""
    languages: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.languages = self.vocabulary.languages

    @property
    def context(self) -> Context:
        """What the shapes of fields depend on."""
        return self.vocabulary.context

    def recall(self, before: PackWords) -> None:
        """Take over what was found for the document's lines before, unless other words are asked now."""
        if self.vocabulary is before.vocabulary:
            self.seen = before.seen

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        """Each class that has a pattern equal to the whole line."""
        found = self.seen.get(text)
        if found is None:
            self._look([text])
            found = self.seen[text]
        return found

    def ask(self, texts: Sequence[str]) -> None:
        """Look at lines that will be asked about: all at once takes less time than one by one."""
        fresh = [line for line in texts if line not in self.seen]
        if fresh:
            self._look(fresh)

    def _look(self, texts: Sequence[str]) -> None:
        """Pass over the lines that cannot equal any pattern, and try the others."""
        self.seen.update(dict.fromkeys(texts, ()))
        for text, hits in self.vocabulary.lookup.hits(texts, self.folds, self.context, self.clock):
            found: dict[str, Evidence] = {}
            for one, _, match in hits:
                if one.label not in found or (found[one.label].free and not match.free):
                    found[one.label] = Evidence(one.label, one.by, match.fields, match.free)
            self.seen[text] = tuple(found.values())

    def matches(self, label: str, text: str) -> Evidence | None:
        """The evidence of one class, or None."""
        return next((evidence for evidence in self.evidence(text) if evidence.label == label), None)

    def may_know(self, text: str, labels: tuple[str, ...]) -> bool:
        """Whether a line begins like one that these classes know; lines that may begin with anything do not count."""
        return opens(text, self.vocabulary.openings(labels))

    def contradict(self, declared: str, texts: Iterable[str]) -> bool:
        """Whether the texts are clearly not in the declared language but in the first of `languages`."""
        if not self.languages or declared in self.languages:
            return False
        return contradicts(texts, declared, self.languages[0], self.stop_words)

    def list(self, name: str) -> frozenset[str]:
        """A list of single words or phrases, lower case."""
        return self.vocabulary.list(name)
