"""A line of text → the same with quote kinds, dash kinds and spaces evened out, for matching that ignores them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

import regex

# Joiners and marks of direction that nobody sees stand, like a blank, between what is written apart.
UNSEEN = "\u200b\u200c\u200e\u200f\ufeff"
SPACES = (
    UNSEEN
    + "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\r\n\v\f"
)
SINGLE_QUOTES = "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4\u0060\uff07"
DOUBLE_QUOTES = "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
# One character for one character, so that a place in the folded line is the same place in the text. The last two lines:
# letters that Arabic and Persian keyboards write in two ways, and the digits of both.
EVEN = {
    odd: plain
    for plain, kinds in (
        (" ", SPACES), ("'", SINGLE_QUOTES), ('"', DOUBLE_QUOTES), ("-", DASHES), ("\u06a9", "\u0643"),
        ("\u06cc", "\u0649\u064a"), *((str(digit), chr(0x0660 + digit) + chr(0x06F0 + digit)) for digit in range(10)),
    )
    for odd in kinds
}  # fmt: skip
# Three characters for one, so only where places do not count.
ELLIPSIS, THREE_STOPS = "\u2026", "..."
ODD = re.compile("[" + "".join(EVEN) + "]")
# Scripts that do not set spaces between words: Thai, Lao, Myanmar, Khmer, kana, Han. A word is about two characters.
UNSPACED_RANGES = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)  # fmt: skip
UNSPACED = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in UNSPACED_RANGES) + "]")
UNSPACED_RUN = re.compile(f"{UNSPACED.pattern}+")
UNSPACED_WORD = 2
# `re` knows the same words as `regex` here and is twice as fast.
WORDS = re.compile(r"\w+")
# What `WORDS` leaves out of ASCII, as blanks: three times as fast again.
NOT_IN_WORDS = "".join(chr(code) if WORDS.match(chr(code)) else " " for code in range(128))
# Signs that are no words, and often all that a text has beyond ASCII.
TYPOGRAPHIC = "’‘“”–—…«»·\xa0"
# The first word of a line is looked for in so many characters before it is looked for in all of them.
FIRST_WORD_CHARS = 48
DIGIT = regex.compile(r"\d")
ASCII_DIGIT = re.compile("[0-9]")
# No line that anybody would write a pattern for is longer; such lines equal none.
LONGEST_LINE = 50_000
# Characters of a word and its blank; enough to know that a long line has many.
SHORT_WORD = 8
# Stands in no line, is no blank, and joins with no letter.
BETWEEN = "\0"
# What lines that are joined have where any of them has more than single blanks between its words.
UNTIDY = (
    "  ", f" {BETWEEN}", f"{BETWEEN} ",
    *(char for char in map(chr, range(0x3001)) if char.isspace() and char != " "),
)  # fmt: skip


def even(text: str) -> str:
    """The text with one kind of quote, dash and space, and of letters typed in two ways, character for character.

    >>> even("“Don’t” — he said")
    '"Don\\'t" - he said'
    >>> even("٣ دقائق"), even("سه‌شنبه") == even("سه شنبه")
    ('3 دقائق', True)
    """
    for odd in set(ODD.findall(text)):
        text = text.replace(odd, EVEN[odd])
    return text


def key(text: str, *, exact: bool = False) -> str:
    """What two lines have in common when case, quotes, dashes and runs of spaces do not matter.

    >>> key("  READ   more – “here” ") == key('Read more - "here"')
    True
    """
    if exact:
        return " ".join(even(composed(text)).split())
    plain = text.isascii() and "`" not in text
    return " ".join((text.lower() if plain else small(even(composed(text)))).split())


def small(text: str) -> str:
    """The text without case; the Turkish i with and without its dot are one letter, as in a regex that ignores case.
    The sign … is the three full stops that it looks like.

    >>> small("GİRİŞ Yazısı…")
    'giriş yazisi...'
    """
    folded = text.casefold()
    if folded.isascii():
        return folded
    return folded.replace("i\u0307", "i").replace("\u0131", "i").replace(ELLIPSIS, THREE_STOPS)


def squash(text: str) -> str:
    """Letters and digits only, lower case: two spellings of one name become equal.

    >>> squash("The Daily-Star "), squash("n-tv.de")
    ('thedailystar', 'ntvde')
    """
    return "".join(filter(str.isalnum, text)).casefold()


def composed(text: str) -> str:
    """Letters with their marks as one character where there is one (Unicode NFC)."""
    return text if text.isascii() or unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Lower case, letters and digits only, one blank between words: for comparing lines.

    >>> fold("“The front is moving from east to west. »")
    'the front is moving from east to west'
    """
    text = without_typography(text.lower())
    return " ".join(text.translate(NOT_IN_WORDS).split() if text.isascii() else WORDS.findall(text))


def without_typography(text: str) -> str:
    """The text with blanks for typographic quotes and dashes, which leaves most texts of Latin letters in ASCII.

    >>> without_typography("“tea – now”")
    ' tea   now '
    """
    if not text.isascii():
        for sign in TYPOGRAPHIC:
            text = text.replace(sign, " ")
    return text


def unspaced_in(text: str) -> int:
    """How many characters are of scripts that set no spaces between words."""
    return sum(map(len, UNSPACED_RUN.findall(text)))


def distinct(text: str, pattern: regex.Pattern[str]) -> set[str]:
    """The words that a pattern finds, each once; it finds letters and digits of ASCII, and no blanks.

    Most words of a text stand there often, and are nothing else: few are left to look into.

    >>> sorted(distinct("two ferries, two cafés", regex.compile(r"[\\p{L}\\p{N}]+")))
    ['cafés', 'ferries', 'two']
    """
    parts = set(text.split())
    plain = {part for part in parts if part.isascii() and part.isalnum()}
    return plain.union(pattern.findall(" ".join(parts - plain)))


def word_count(text: str) -> int:
    """Words of a text with single blanks; in scripts without spaces, two characters count as a word.

    >>> word_count("Share if you like"), word_count("記者会見で説明した"), word_count("ទីក្រុងភ្នំពេញ"), word_count("")
    (4, 5, 7, 0)
    >>> word_count("iPhone 16 的价格"), word_count("शहर में पानी")
    (4, 3)
    """
    words = text.count(" ") + 1 if text else 0
    if text.isascii() or not (unspaced := unspaced_in(text)):
        return words
    spaced = len(UNSPACED.sub(" ", text).split()) if unspaced < len(text) else 0
    return max(words, (unspaced + 1) // UNSPACED_WORD + spaced)


def has_words(text: str, least: int) -> bool:
    """Whether a text has so many words, two at least, as `word_count` counts them; blanks tell it of most at once.

    >>> has_words("Share if you like", 4), has_words("Share", 2), has_words("記者会見で説明した", 5), has_words("", 2)
    (True, False, True, False)
    """
    return text.count(" ") + 1 >= least or word_count(text) >= least


def has_digit(text: str) -> bool:
    """Whether any character is a digit, in any script, also a raised one.

    >>> has_digit("Page 3"), has_digit("۳ دقائق"), has_digit("m²"), has_digit("Page")
    (True, True, True, False)
    """
    return ASCII_DIGIT.search(text) is not None or (not text.isascii() and any(map(str.isdigit, text)))


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


class Folded:
    """One line, folded once and compared many times.

    `key` is what literal lines are looked up by.
    """

    __slots__ = ("_even", "_whole", "key", "text")

    def __init__(self, text: str, known: str | None = None) -> None:
        self.text = text
        self._whole: str | None = None
        self._even: str | None = None
        if known is None:
            known = key(text) if len(text) <= LONGEST_LINE else ""
        self.key = known

    @property
    def whole(self) -> str:
        """The line without blanks at its ends: captures are cut out of it, so it keeps its case and its quotes."""
        if self._whole is None:
            self._whole = composed(self.text).strip() if len(self.text) <= LONGEST_LINE else self.text
        return self._whole

    @property
    def even(self) -> str:
        """`whole` with quotes, dashes and spaces evened out, character for character."""
        if self._even is None:
            self._even = even(self.whole) if len(self.text) <= LONGEST_LINE else ""
        return self._even

    @property
    def words(self) -> int:
        """How many words."""
        return word_count(self.text) if len(self.text) <= LONGEST_LINE else len(self.text) // SHORT_WORD


class Folds(dict[str, Folded]):
    """The lines of one document, each folded once. `known` are the keys of those of which no more was needed so far."""

    def __init__(self) -> None:
        super().__init__()
        self.known: dict[str, str] = {}

    def __missing__(self, text: str) -> Folded:
        folded = self[text] = Folded(text, self.known.get(text))
        return folded

    def keys_of(self, texts: Sequence[str]) -> list[str]:
        """The key of each line; those with odd characters are folded together, because each call has its price."""
        known = self.known
        plain: list[str] = []
        odd: list[str] = []
        for text in texts:
            if text not in known:
                if len(text) > LONGEST_LINE:
                    known[text] = ""
                elif text.isascii() and "`" not in text:
                    plain.append(text)
                else:
                    odd.append(text)
        if plain:
            known.update(zip(plain, _apart(BETWEEN.join(plain).lower(), plain), strict=True))
        if odd:
            known.update(zip(odd, _apart(small(even(composed(BETWEEN.join(odd)))), odd), strict=True))
        return [known[text] for text in texts]


def _apart(joined: str, texts: Sequence[str]) -> Iterable[str]:
    """The keys of lines that were folded together, which only rarely have more than single blanks between words."""
    lines = joined.split(BETWEEN)
    if len(lines) != len(texts):
        return map(key, texts)
    untidy = any(blanks in joined for blanks in UNTIDY) or joined[:1] == " " or joined[-1:] == " "
    return [" ".join(line.split()) for line in lines] if untidy else lines
