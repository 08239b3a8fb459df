"""A line of text → whether it is a sentence, how many words it has, what it is for comparing. No voice: only words."""

from __future__ import annotations

import re

import regex

from cleaner.page import Block, Evidence, Words

# Sentence ends of Latin, Greek, CJK, Devanagari, Arabic, Urdu, Armenian and Ethiopic; then closing quotes and brackets.
SENTENCE_END = re.compile(r"""[.!?…。！？｡।॥؟۔։።᙮;][\"'”’»«›‹“„」』）)\]*†]*(?:\s[»”"])?$""")
FULL_STOP = re.compile(r"[.。।۔]\s*[\"“”»›’']?\s*$")
TRUNCATED = re.compile(r"(?:\s\.\.|\.{2,}|…|\[…\]|\[\.\.\.\])$")
LIST_MARK = re.compile(r"\A[-*+•·–]\s+")
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]{1,300}?)(?<=\S)\1(?![\w*])")
LINK = regex.compile(r"\[([^\[\]]{0,200})\]\([^()\s]{0,500}\)")  # [Home](/), as Markdown writes it
# `re` knows the same words as `regex` here and is twice as fast.
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
WORDS = re.compile(r"\w+")
# What `WORDS` leaves out of ASCII, as blanks: three times as fast again.
NOT_IN_WORDS = "".join(chr(code) if WORDS.match(chr(code)) else " " for code in range(128))
# Signs that are no words, and often all that a text has beyond ASCII.
TYPOGRAPHIC = "’‘“”–—…«»·\xa0"
# The first word of a line is looked for in so many characters before it is looked for in all of them.
FIRST_WORD_CHARS = 48

# A line of prose: a sentence of eight words (jusText calls fewer "short"), or 25 words whatever their end.
PROSE_WORDS, LONG_WORDS = 8, 25


def fold(text: str) -> str:
    """Lower case, letters and digits only, one blank between words: for comparing lines.

    >>> fold("“The front is moving from east to west. »")
    'the front is moving from east to west'
    """
    text = text.lower()
    if not text.isascii():
        for sign in TYPOGRAPHIC:
            text = text.replace(sign, " ")
    return " ".join(text.translate(NOT_IN_WORDS).split() if text.isascii() else WORDS.findall(text))


def word_count(text: str) -> int:
    """Words; two characters count as one word in scripts without spaces.

    >>> word_count("Share if you like"), word_count("記者会見で説明した")
    (4, 5)
    """
    words = text.count(" ") + 1
    if text.isascii() or UNSPACED.search(text) is None:
        return words
    return max(words, (len(UNSPACED.findall(text)) + 1) // 2)


def first_word(text: str) -> str:
    """The first word as `fold` has it; empty where there is none.

    >>> first_word("» Home | News"), first_word("* * *")
    ('home', '')
    """
    word = text.partition(" ")[0]
    if word.isalnum() and word.isascii():
        return word.lower()
    found = WORDS.search(text[:FIRST_WORD_CHARS].lower())
    if len(text) > FIRST_WORD_CHARS and (found is None or found.end() >= FIRST_WORD_CHARS - 1):
        found = WORDS.search(text.lower())
    return found[0] if found else ""


def ends_sentence(text: str) -> bool:
    """Whether the line ends like a sentence, in any script; a truncated teaser does not."""
    if text[-1:].isalnum():
        return False
    return bool(SENTENCE_END.search(text[-12:])) and not TRUNCATED.search(text[-6:])


def is_sentence_after_colon(text: str) -> bool:
    """Whether what follows the first colon goes on in small letters or ends with a full stop, as no title does.

    >>> is_sentence_after_colon("Read more: the only advice I give"), is_sentence_after_colon("Read more: Trains stand")
    (True, False)
    """
    _, colon, rest = text.partition(":")
    return bool(colon) and (rest.strip()[:1].islower() or rest.rstrip().endswith("."))


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
