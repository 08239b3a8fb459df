"""A block → whether it is prose or a heading, and its text without what only sets it. No voice: only questions."""

from __future__ import annotations

import re

import regex

from cleaner.page import Block, Evidence, Words
from cleaner.text.sentences import FULL_STOP, ends_sentence
from cleaner.text.words import word_count

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
