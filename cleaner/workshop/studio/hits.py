"""Rules and the documents of a folder → what each rule hits there, and how much of that stands inside bodies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cleaner.page import Fact, Mark, Page, Voice
from cleaner.rules.applying.document import Document
from cleaner.rules.applying.facts import Taken
from cleaner.rules.applying.html import html_findings
from cleaner.rules.applying.layers import Applied
from cleaner.rules.applying.text import TextRules
from cleaner.rules.file.model import Rule
from cleaner.rules.patterns.windows import SENTENCE_END
from cleaner.rules.rules import Chosen
from cleaner.text.words import word_count

# A line of so many words that ends as a sentence does is prose; what stands between two of them is inside a body.
PROSE_WORDS = 12
# So many hits of a rule are kept to be looked at; all are counted.
KEPT_HITS = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that a rule takes, or would.

    `inside`: it is prose of the body, or stands between two lines that are.
    `keeps`: the rule protects the line, or reads it and leaves it.
    """

    document: str
    block: int
    text: str
    words: int
    inside: bool
    keeps: bool = False
    span: tuple[int, int] | None = None


@dataclass
class Counted:
    """What one rule does in a folder. `worst`: its hits, those inside bodies first, of these the longest."""

    documents: int = 0
    lines: int = 0
    inside: int = 0
    hits: list[Hit] = field(default_factory=list)

    def add(self, found: Sequence[Hit]) -> None:
        """Count the hits of one document."""
        self.documents += bool(found)
        self.lines += len(found)
        self.inside += sum(hit.inside and not hit.keeps for hit in found)
        self.hits += found
        if len(self.hits) > 2 * KEPT_HITS:
            self.hits = self.worst

    @property
    def worst(self) -> list[Hit]:
        """The hits to look at first."""
        return sorted(self.hits, key=lambda hit: (not hit.inside, -hit.words, hit.document, hit.block))[:KEPT_HITS]


@dataclass
class Sight:
    """A document as counting sees it: its page, the rules chosen for it, and which of its lines the body has.

    `body` holds an entry for each block: whether the line stays when the edited file is left out. None: not known yet.
    """

    id: str
    page: Page
    chosen: Chosen
    body: Sequence[bool] | None = None

    @cached_property
    def document(self) -> Document:
        """The page as rules see it."""
        return self.chosen.document(self.page)

    @cached_property
    def words(self) -> list[int]:
        """Words of each line."""
        return [word_count(block.text) for block in self.page.blocks]

    def inside(self) -> list[bool]:
        """For each line whether it is inside the body."""
        blocks, stays = self.page.blocks, self.body or [True] * len(self.page.blocks)
        prose = [
            stay and words >= PROSE_WORDS and SENTENCE_END.search(block.text.rstrip()) is not None
            for block, words, stay in zip(blocks, self.words, stays, strict=True)
        ]
        at = [index for index, one in enumerate(prose) if one]
        first, last = (at[0], at[-1]) if at else (0, -1)
        return [stay and first <= index <= last for index, stay in enumerate(stays)]

    def hits(self, marks: Iterable[Mark]) -> list[Hit]:
        """The marks as hits, one a line."""
        inside = self.inside()
        found: dict[int, Hit] = {}
        for mark in marks:
            text = self.page.blocks[mark.block].text
            found.setdefault(
                mark.block,
                Hit(self.id, mark.block, text, self.words[mark.block], inside[mark.block], mark.keep, mark.span),
            )
        return list(found.values())


def hits_of_rules(rules: Sequence[Rule], sight: Sight) -> list[Hit]:
    """What some text rules take of a document, or read and leave."""
    marks, taken = TextRules(rules, Voice.USER_RULE).run(sight.document)
    seen = {mark.block for mark in marks}
    inside = sight.inside()
    found = sight.hits(marks)
    for one in taken:
        if one.block is not None and one.block not in seen:
            text = sight.page.blocks[one.block].text
            found.append(Hit(sight.id, one.block, text, sight.words[one.block], inside[one.block], keeps=True))
    return found


def said_by_file(applied: Applied, document: Document) -> tuple[list[tuple[str, Mark]], set[str]]:
    """Each mark of one file on a page with the id of its rule, and the rules that read a value from it."""
    marks, taken = applied.text.run(document)
    found = [*marks, *html_findings(applied, document)]
    named = [(one.by.partition(" ")[0], one) for one in found if isinstance(one, Mark)]
    read = {one.by.partition(" ")[0] for one in [*found, *taken] if isinstance(one, Fact | Taken)}
    return named, read
