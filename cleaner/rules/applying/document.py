"""A page → the view of it that rules work on: its lines folded once, and what the shapes of fields depend on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import overload

from cleaner.page import Block, Page
from cleaner.rules.applying.selectors import Copies
from cleaner.rules.file.model import Guard
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.regexes import Clock
from cleaner.text.sentences import closes_quotation, opens_quotation
from cleaner.text.words import Folded, Folds

# Characters that replacements may add to a document, beside as many as it has.
ROOM = 10_000


class FoldedLines(Sequence[Folded]):
    """The lines of a page, folded when they are asked for: most rules look at a few of them."""

    def __init__(self, blocks: Sequence[Block], folds: Folds) -> None:
        self.blocks, self.folds = blocks, folds

    def __len__(self) -> int:
        return len(self.blocks)

    @overload
    def __getitem__(self, index: int) -> Folded: ...

    @overload
    def __getitem__(self, index: slice) -> list[Folded]: ...

    def __getitem__(self, index: int | slice) -> Folded | list[Folded]:
        if isinstance(index, slice):
            return [self.folds[block.text] for block in self.blocks[index]]
        return self.folds[self.blocks[index].text]


@dataclass
class Lines:
    """The blocks of one page as lines. Made for one document and thrown away with it."""

    page: Page
    context: Context
    clock: Clock = field(default_factory=Clock)
    guard: Guard = field(default_factory=Guard)
    folds: Folds = field(default_factory=Folds)
    copies: Copies = field(default_factory=Copies)
    folded: FoldedLines = field(init=False)
    room: int = field(init=False)

    def __post_init__(self) -> None:
        self.room = ROOM + sum(len(block.text) for block in self.page.blocks)
        self.folded = FoldedLines(self.page.blocks, self.folds)

    def __len__(self) -> int:
        return len(self.page.blocks)

    def in_quotation(self, index: int) -> bool:
        """True where the line stands inside a quotation that an earlier paragraph opened and a later one closes."""
        if index == 0 or not opens_quotation(self.folded[index - 1].text):
            return False
        return any(closes_quotation(line.text) for line in self.folded[index : index + QUOTATION_REACH])


# How many paragraphs a quotation runs on without a new opening mark.
QUOTATION_REACH = 4
