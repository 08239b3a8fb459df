"""A page's lines, and what the rules on them share: what shapes of fields depend on, the clock, the guard."""

from __future__ import annotations

from dataclasses import dataclass, field

from cleaner.lines import FoldedLines, Lines
from cleaner.page import Page
from cleaner.rules.applying.selectors import Copies
from cleaner.rules.file.model import Guard
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.regexes import Clock
from cleaner.text.sentences import closes_quotation, opens_quotation
from cleaner.text.words import Folds

# Characters that replacements may add to a document, beside as many as it has.
ROOM = 10_000
# How many paragraphs a quotation runs on without a new opening mark.
QUOTATION_REACH = 4


@dataclass
class Document:
    """One page as rules see it. Made for one document and thrown away with it."""

    lines: Lines
    context: Context
    clock: Clock = field(default_factory=Clock)
    guard: Guard = field(default_factory=Guard)
    copies: Copies = field(default_factory=Copies)
    room: int = field(init=False)

    def __post_init__(self) -> None:
        self.room = ROOM + sum(map(len, self.lines.texts))

    def __len__(self) -> int:
        return len(self.page.blocks)

    @property
    def page(self) -> Page:
        """The page that the lines are of."""
        return self.lines.page

    @property
    def compared(self) -> FoldedLines:
        """The lines as patterns are compared with them."""
        return self.lines.compared

    @property
    def folds(self) -> Folds:
        """All lines of the document that were folded so far."""
        return self.lines.words.folds

    def in_quotation(self, index: int) -> bool:
        """True where the line stands inside a quotation that an earlier paragraph opened and a later one closes."""
        texts = self.lines.texts
        if index == 0 or not opens_quotation(texts[index - 1]):
            return False
        return any(closes_quotation(text) for text in texts[index : index + QUOTATION_REACH])
