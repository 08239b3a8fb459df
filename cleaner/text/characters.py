"""Text as it was decoded → text without characters that nobody sees."""

from __future__ import annotations

import regex

CP1252 = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
"""C1 controls are what is left of cp1252 read as Latin-1; browsers read them as cp1252, too."""

CP1252_QUOTES = regex.compile("[\x91-\x97]")
C1 = regex.compile("[\x80-\x9f]")

TERMINAL = regex.compile(
    r"(?:\x1b\]|\x9d\d{1,4};)[^\x07\x1b\x9c\n]{0,4000}+(?:\x07|\x1b\\|\x9c)"  # a title or link that ends as it should
    r"|\x1b\]\d{1,4};?"  # not ended: the text stays
    r"|\x1b[PX^_][^\x1b\n]{0,4000}+\x1b\\"
    r"|\x1b\[[0-?]{0,40}[ -/]{0,4}[@-~]"
    r"|\x1b[()*+][0-9A-Za-z]"
)
"""What tells a terminal to change colours, titles, links and character sets."""

TAGS = regex.compile("(\U0001f3f4[\U000e0020-\U000e007e]{1,8}\U000e007f)|[\U000e0000-\U000e007f]")
"""Unseen letters; behind a flag they say whose it is."""

INVISIBLE = regex.compile(
    r"[\x00-\x08\x0e-\x1b\x7f\xad\u034f\u061c\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff]"
)
"""Controls, soft hyphens, zero-width spaces, byte order marks, and characters that are none."""

JOINER = regex.compile(
    r"(?<![\p{Arabic}\p{Syriac}\p{Mongolian}\p{Deva}\p{Beng}\p{Guru}\p{Gujr}\p{Orya}\p{Taml}\p{Telu}\p{Knda}\p{Mlym}"
    r"\p{Sinh}\p{Khmr}\p{Mymr}\p{Tibt}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])[\u200c\u200d]"
    r"|[\u200c\u200d](?=\s|$)"
)
"""Zero-width joiners and non-joiners where they mean nothing: they do in Persian, in Indic scripts and in emoji."""

DIRECTION = regex.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
RIGHT_TO_LEFT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}\p{Nko}]")

SUSPECT = regex.compile(
    r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff"
    r"\U000e0000-\U000e007f]"
)


def visible(text: str) -> str:
    """The text without invisible characters; joiners stay where they carry meaning, direction marks in lines
    of right-to-left script. Line breaks stay.

        >>> visible("co\\u00adop\\u200b it\\x92s \\U0001F469\\u200d\\U0001F52C")
        'coop it’s 👩‍🔬'
    """
    if text.replace("\n", "").isprintable() or not SUSPECT.search(text):  # the first way to ask is the faster one
        return text
    if "\x1b" in text or "\x9d" in text:
        text = TERMINAL.sub("", text)
    if C1.search(text):
        text = _from_c1(text)
    text = TAGS.sub(lambda found: found[1] or "", INVISIBLE.sub("", text.replace("\x1f", " ")))
    if DIRECTION.search(text):
        text = "\n".join([line if RIGHT_TO_LEFT.search(line) else DIRECTION.sub("", line) for line in text.split("\n")])
    return JOINER.sub("", text)


def _from_c1(text: str) -> str:
    """C1 controls as cp1252 characters; U+0085 is a line break unless the text is cp1252 throughout."""
    if not CP1252_QUOTES.search(text):
        text = text.replace("\x85", "\x0c")  # a form feed breaks lines, too, but is not counted as a line of the source
    return C1.sub(lambda found: CP1252[ord(found[0])], text)
