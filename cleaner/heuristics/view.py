"""A page and its words → what every heuristic asks of a line: is it prose, what do the packs say of it."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

import regex

from cleaner.page import Block, Evidence, Page, Words

# Sentence ends of Latin, Greek, CJK, Devanagari, Arabic, Urdu, Armenian and Ethiopic; then closing quotes and brackets.
SENTENCE_END = regex.compile(r"""[.!?…。！？｡।॥؟۔։።᙮;][\"'”’»«›‹“„」』）)\]*†]*(?:\s[»”"])?$""")
TRUNCATED = regex.compile(r"(?:\s\.\.|\.{2,}|…|\[…\]|\[\.\.\.\])$")
LINK = regex.compile(r"\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")  # [Home](/), as Markdown writes it
UNSPACED = regex.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
# `re` knows the same words as `regex` here and is twice as fast; every line of every page is folded.
WORDS = re.compile(r"\w+")

# A line of prose: a sentence of eight words (jusText calls fewer "short"), or 25 words whatever their end.
PROSE_WORDS, LONG_WORDS = 8, 25
# Packs hold lines, not paragraphs: longer blocks are never looked up.
EVIDENCE_CHARS = 400
NEVER_SENTENCES = frozenset(
    ["related_heading", "tags_heading", "menu", "breadcrumb", "kicker", "age", "byline", "end_mark", "tags", "counter"]
)


def fold(text: str) -> str:
    """Lower case, letters and digits only, one blank between words: for comparing lines.

    >>> fold("“The front is moving from east to west. »")
    'the front is moving from east to west'
    """
    return " ".join(WORDS.findall(text.lower()))


def word_count(text: str) -> int:
    """Words; two characters count as one word in scripts without spaces.

    >>> word_count("Share if you like"), word_count("記者会見で説明した")
    (4, 5)
    """
    words = text.count(" ") + 1
    return words if text.isascii() else max(words, (len(UNSPACED.findall(text)) + 1) // 2)


def ends_sentence(text: str) -> bool:
    """Whether the line ends like a sentence, in any script; a truncated teaser does not."""
    return bool(SENTENCE_END.search(text[-12:])) and not TRUNCATED.search(text[-6:])


def is_sentence_after_colon(text: str) -> bool:
    """Whether what follows the first colon goes on in small letters or ends with a full stop, as no title does.

    >>> is_sentence_after_colon("Read more: the only advice I give"), is_sentence_after_colon("Read more: Trains stand")
    (True, False)
    """
    _, colon, rest = text.partition(":")
    return bool(colon) and (rest.strip()[:1].islower() or rest.rstrip().endswith("."))


def is_prose(block: Block) -> bool:
    """A block long enough, and ended like a sentence, to be running text."""
    if block.tag.startswith("h") and block.tag[1:].isdigit():
        return False
    count = word_count(block.text)
    return count >= LONG_WORDS or (count >= PROSE_WORDS and ends_sentence(block.text))


class View:
    """A page as the heuristics see it. Computed once a page, shared by all, changed by none."""

    def __init__(self, page: Page, words: Words) -> None:
        self.page, self.words = page, words

    @cached_property
    def texts(self) -> list[str]:
        return [block.text for block in self.page.blocks]

    @cached_property
    def evidence(self) -> list[dict[str, Evidence]]:
        """For each block, the packs' evidence by class."""
        return [self.said_of(block) for block in self.page.blocks]

    def said_of(self, block: Block) -> dict[str, Evidence]:
        """The packs' evidence on one block; a whole sentence is no heading, menu or label, whatever it begins with."""
        if len(block.text) > EVIDENCE_CHARS:
            return {}
        text = LINK.sub(r"\1", block.text) if "](" in block.text else block.text
        said = {found.label: found for found in self.words.evidence(text)}
        if said and is_prose(block):
            return {label: found for label, found in said.items() if label not in NEVER_SENTENCES}
        return said

    @cached_property
    def _said(self) -> dict[str, list[tuple[int, Evidence]]]:
        found: dict[str, list[tuple[int, Evidence]]] = {}
        for index, said in enumerate(self.evidence):
            for label, evidence in said.items():
                found.setdefault(label, []).append((index, evidence))
        return found

    def said(self, label: str) -> list[tuple[int, Evidence]]:
        """The blocks of which a pack says so, in order, each with its evidence."""
        return self._said.get(label, [])

    @cached_property
    def counts(self) -> list[int]:
        return [word_count(text) for text in self.texts]

    @cached_property
    def prose(self) -> list[bool]:
        """For each block, whether it is running text and no pack knows it as furniture."""
        looked_at = zip(self.page.blocks, self.counts, self.evidence, strict=True)
        return [count >= PROSE_WORDS and not said and is_prose(block) for block, count, said in looked_at]

    @cached_property
    def folded(self) -> list[str]:
        return [fold(text) for text in self.texts]

    @cached_property
    def first_prose(self) -> int:
        """The first block of prose with more prose near it; the number of blocks where there is none."""
        places = [i for i, yes in enumerate(self.prose) if yes]
        for place, after in pairwise(places):
            if after - place <= NEAR:
                return place
        return places[0] if places else len(self.prose)

    @cached_property
    def last_prose(self) -> int:
        """The last block of prose with more prose near it; -1 where there is none."""
        places = [i for i, yes in enumerate(self.prose) if yes][::-1]
        for place, before in pairwise(places):
            if place - before <= NEAR:
                return place
        return places[0] if places else -1

    def is_title_like(self, index: int) -> bool:
        """Short and without the end of a sentence: a headline, a teaser, a tag, a menu entry."""
        text = self.texts[index]
        return self.counts[index] <= LONG_WORDS and not ends_sentence(text)

    def in_head(self, index: int) -> bool:
        """Before the first prose."""
        return index < self.first_prose

    def in_tail(self, index: int) -> bool:
        """After the last prose."""
        return index > self.last_prose

    def at_edge(self, index: int) -> bool:
        return self.in_head(index) or self.in_tail(index)

    def has_company(self, index: int, *labels: str) -> bool:
        """Whether a direct neighbour is furniture too (of one of `labels`, or of any class)."""
        return any(
            0 <= near < len(self.texts)
            and (self.evidence[near].keys() & set(labels) if labels else self.evidence[near])
            for near in (index - 1, index + 1)
        )


# Two paragraphs of one article seldom stand further apart than this (crossheads, captions and credits between).
NEAR = 4
