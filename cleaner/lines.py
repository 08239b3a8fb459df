"""A page's lines as one table: a column for each question, worked out when a voice first asks, shared by all voices.

No voice: only questions. A new one that two rooms ask of a line is a new column here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import overload

import regex

from cleaner.later import untold
from cleaner.page import Block, Evidence, Mark, Page, Words
from cleaner.text.columns import Shape, shape_of
from cleaner.text.sentences import FULL_STOP, ends_sentence
from cleaner.text.words import Folded, Folds, first_word, fold, word_count

LIST_MARK = re.compile(r"\A[-*+•·–]\s+")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,300}?)(?<=\S)\1(?![\w*])")
LINK = regex.compile(r"\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")  # [Home](/), as Markdown writes it
# A line of prose: a sentence of eight words (jusText calls fewer "short"), or 25 words whatever their end.
PROSE_WORDS, LONG_WORDS = 8, 25


def is_loose(text: str, found: Evidence, words: Words) -> bool:
    """Whether the text is a sentence with a full stop of which the pack knows only a beginning or an end.

    A reporter may have written it: "Log in to view your application." Most prompts end in "!", "?" or nothing, or in
    the names of services: "Follow us on Facebook and Instagram."
    """
    if not found.free or FULL_STOP.search(text) is None:
        return False
    return not words.list("share_words").union(words.list("and")).issuperset(found.free.lower().split())


def is_prose(block: Block) -> bool:
    """A block long enough, and ended like a sentence, to be running text."""
    if is_heading(block):
        return False
    count = word_count(block.text)
    return count >= LONG_WORDS or (count >= PROSE_WORDS and ends_sentence(block.text))


def unmarked(block: Block) -> str:
    """The text without what only sets it: the mark of a list item, where a Markdown link leads, marks of emphasis.

    They say nothing of a line: menus are lists and so are steps, and packs and scorers know lines without them.

    >>> [unmarked(block) for block in (Block("* Home", "li"), Block("[World](/w) | **Sport**"), Block("- so he said"))]
    ['Home', 'World | Sport', '- so he said']
    >>> unmarked(Block("2 ** 10 = 1024, and __init__ is a name")), unmarked(Block("*It rained.* It often did."))
    ('2 ** 10 = 1024, and __init__ is a name', 'It rained. It often did.')
    """
    text = LIST_MARK.sub("", block.text) if block.tag == "li" else block.text
    if "](" in text:
        text = LINK.sub(r"\1", text)
    return EMPHASIS.sub(r"\2", text) if "*" in text else text


def is_heading(block: Block) -> bool:
    """Whether the source marks the block as a heading."""
    return block.tag[:1] == "h" and block.tag[1:].isdigit()


# Two paragraphs of one article seldom stand further apart than this (crossheads, captions and credits between).
NEAR = 4
# A list of works has at least so many, each of so many lines.
FEWEST_WORKS, WORK_LINES = 3, 2
# Packs hold lines, not paragraphs: longer blocks are never looked up.
EVIDENCE_CHARS = 400
# What the packs say of most blocks.
NOTHING: dict[str, Evidence] = {}
NEVER_SENTENCES = frozenset(
    ["related_heading", "tags_heading", "menu", "breadcrumb", "kicker", "age", "byline", "end_mark", "tags", "counter"]
)


def known_by_packs(texts: Sequence[str], words: Words) -> list[tuple[Evidence, ...]]:
    """For each line what the packs know of it; of paragraphs they know nothing."""
    words.ask([text for text in texts if len(text) <= EVIDENCE_CHARS])
    evidence = words.evidence
    return [evidence(text) if len(text) <= EVIDENCE_CHARS else () for text in texts]


class FoldedLines(Sequence[Folded]):
    """The lines of a page, folded when they are asked for: most rules look at a few of them."""

    def __init__(self, texts: Sequence[str], folds: Folds) -> None:
        self.texts, self.folds = texts, folds

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> Folded: ...

    @overload
    def __getitem__(self, index: slice) -> list[Folded]: ...

    def __getitem__(self, index: int | slice) -> Folded | list[Folded]:
        if isinstance(index, slice):
            return [self.folds[text] for text in self.texts[index]]
        return self.folds[self.texts[index]]


class Lines:
    """A page's lines, one entry a block in each column. Made once a page, shared by all voices, changed by none."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page, self.words = page, words
        self._folded: dict[int, str] = {}
        self._ended: dict[int, bool] = {}

    def __len__(self) -> int:
        return len(self.page.blocks)

    @cached_property
    def texts(self) -> list[str]:
        return [block.text for block in self.page.blocks]

    @cached_property
    def unmarked(self) -> list[str]:
        """Each text without what only sets it, see the function of the same name."""
        return [unmarked(block) for block in self.page.blocks]

    @cached_property
    def shape(self) -> Shape:
        """What the lines look like as numbers: words, sentence ends, capitals, digits, ..."""
        return shape_of(self.texts)

    @cached_property
    def copies(self) -> list[int]:
        """How many blocks have the same text."""
        count = Counter(self.texts)
        return [*map(count.__getitem__, self.texts)]

    @cached_property
    def compared(self) -> FoldedLines:
        """The lines as the patterns of rules are compared with them."""
        return FoldedLines(self.texts, self.words.folds)

    @cached_property
    def known(self) -> list[tuple[Evidence, ...]]:
        """What the packs know of each line, see `known_by_packs`."""
        return known_by_packs(self.unmarked, self.words)

    @cached_property
    def evidence(self) -> list[dict[str, Evidence]]:
        """For each block, the packs' evidence by class."""
        return [self.said_of(at, found) if found else NOTHING for at, found in enumerate(self.known)]

    def said_of(self, index: int, evidence: tuple[Evidence, ...]) -> dict[str, Evidence]:
        """The packs' evidence on one block; a whole sentence is no heading, menu or label, whatever it begins with."""
        barred = NEVER_SENTENCES if self.is_prose(index) else frozenset()
        return {found.label: found for found in evidence if found.label not in barred}

    @cached_property
    def _said(self) -> dict[str, list[tuple[int, Evidence]]]:
        found: dict[str, list[tuple[int, Evidence]]] = {}
        for index, said in [(at, one) for at, one in enumerate(self.evidence) if one]:
            for label, evidence in said.items():
                found.setdefault(label, []).append((index, evidence))
        return found

    def said(self, label: str) -> list[tuple[int, Evidence]]:
        """The blocks of which a pack says so, in order, each with its evidence."""
        return self._said.get(label, [])

    @cached_property
    def counts(self) -> list[int]:
        return [text.count(" ") + 1 if text.isascii() else word_count(text) for text in self.texts]

    @cached_property
    def long(self) -> list[int]:
        """The blocks that have the words of a sentence."""
        return [index for index, count in enumerate(self.counts) if count >= PROSE_WORDS]

    def is_prose(self, index: int) -> bool:
        """Whether the block is running text, see the function of the same name."""
        count = self.counts[index]
        long = count >= LONG_WORDS or (count >= PROSE_WORDS and self.ended(index))
        return long and not is_heading(self.page.blocks[index])

    @cached_property
    def prose_places(self) -> list[int]:
        """The blocks that are running text, and that no pack knows as boilerplate."""
        return [at for at in self.long if not self.evidence[at] and self.is_prose(at)]

    @cached_property
    def prose(self) -> list[bool]:
        """For each block, whether it is running text, see `prose_places`."""
        found = [False] * len(self.texts)
        for index in self.prose_places:
            found[index] = True
        return found

    def folded(self, index: int) -> str:
        """The block's words for comparing, see `fold`; few blocks of a page are ever asked for theirs."""
        found = self._folded.get(index)
        if found is None:
            found = self._folded[index] = fold(self.texts[index])
        return found

    def ended(self, index: int) -> bool:
        """Whether the block ends like a sentence, see `ends_sentence`."""
        found = self._ended.get(index)
        if found is None:
            found = self._ended[index] = ends_sentence(self.texts[index])
        return found

    @cached_property
    def first_words(self) -> list[str]:
        """The first word of each block, as it is folded: enough to see that most are neither menus nor copies."""
        return [
            word.lower() if (word := text.partition(" ")[0]).isalnum() and word.isascii() else first_word(text)
            for text in self.texts
        ]

    @cached_property
    def first_prose(self) -> int:
        """The first block of prose with more prose near it; the number of blocks where there is none."""
        places = self.prose_places
        for place, after in pairwise(places):
            if after - place <= NEAR:
                return place
        return places[0] if places else len(self.texts)

    @cached_property
    def last_prose(self) -> int:
        """The last block of prose with more prose near it; -1 where there is none."""
        places = self.prose_places[::-1]
        for place, before in pairwise(places):
            if place - before <= NEAR:
                return place
        return places[0] if places else -1

    @cached_property
    def listed_works(self) -> frozenset[int]:
        """The lines that say who made the works of a list: three and more bylines of different people and without a
        date, each under a title of its own and nothing else between them."""
        runs: list[list[int]] = []
        for at, said in self.said("byline"):
            titled = at and self.is_title_like(at - 1) and not self.evidence[at - 1]
            if not titled or "date" in said.fields:
                continue
            if not runs or at - runs[-1][-1] != WORK_LINES:
                runs.append([])
            runs[-1].append(at)
        many = [run for run in runs if len({self.folded(at) for at in run}) == len(run) >= FEWEST_WORKS]
        return frozenset(at for run in many for at in run)

    def is_title_like(self, index: int) -> bool:
        """Short and without the end of a sentence: a headline, a teaser, a tag, a menu entry."""
        return self.counts[index] <= LONG_WORDS and not self.ended(index)

    def in_head(self, index: int) -> bool:
        """Before the first prose."""
        return index < self.first_prose

    def in_tail(self, index: int) -> bool:
        """After the last prose."""
        return index > self.last_prose

    def at_edge(self, index: int) -> bool:
        return index < self.first_prose or index > self.last_prose

    @cached_property
    def edges(self) -> list[int]:
        """The blocks before the first prose and those after the last, in order."""
        first, size = self.first_prose, len(self.texts)
        return [*range(first), *range(max(first, self.last_prose + 1), size)]

    def bars(self, words: frozenset[str]) -> dict[int, int]:
        """The blocks that hold nothing but these words, in order, and how many they hold."""
        found = {}
        for index in [at for at, word in enumerate(self.first_words) if word in words]:
            parts = self.folded(index).split()
            if words.issuperset(parts):
                found[index] = len(parts)
        return found

    def has_company(self, index: int, *labels: str) -> bool:
        """Whether a direct neighbour is boilerplate, too (of one of `labels`, or of any class)."""
        near = [at for at in (index - 1, index + 1) if 0 <= at < len(self.texts)]
        said = [one for at in near for one in self.evidence[at].values() if not self.is_loose(at, one)]
        return any(not labels or one.label in labels for one in said)

    def is_loose(self, index: int, found: Evidence) -> bool:
        """See the function of the same name."""
        return is_loose(self.texts[index], found, self.words)


def with_line(view: Lines, mark: Mark, index: int) -> Mark:
    """The mark with the line of another block in its reason, which is looked for when somebody reads it."""
    return untold(mark, lambda: mark.why.format(view.page.blocks[index].first_line or index + 1))
