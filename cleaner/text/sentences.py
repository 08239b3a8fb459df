"""A text → whether it ends like a sentence, where sentences end in it, whether a quotation is open. Any script."""

from __future__ import annotations

import re

# Latin, Greek, CJK, Devanagari, Arabic, Syriac, Hebrew, Armenian, Ethiopic, Khmer, Myanmar, Mongolian, Canadian
# syllabics. The Greek question mark is a semicolon and stands with the clauses.
SENTENCE_ENDS = ".!?…。！？｡．۔؟।॥።፧։។៕။׃‽⁇⁈⁉᠃᠉᙮꓿܀"
# Marks that end a clause: the line does not run on into the next one, but the sentence goes on.
CLAUSE_ENDS = ":;：；؛"
# Marks in scripts that set no blank after them.
UNSPACED_ENDS = "。！？｡．"
CLOSERS = "\"'“”’»«›‹„」』）〉》)\\]*†"

# Behind the last full stop may stand who wrote or sent it: "(kas)", "(dpa/lnw)".
ENDS_SENTENCE = re.compile(
    rf"""[{SENTENCE_ENDS};][{CLOSERS}]*(?:\s[»”"]|\s\([^\W\d_]{{1,7}}(?:/[^\W\d_]{{1,3}})?\))?$"""
)
ENDS_CLAUSE = re.compile(rf"[{SENTENCE_ENDS}{CLAUSE_ENDS}][{CLOSERS}]*$")
FULL_STOP = re.compile(r"[.。।۔።։។။]\s*[\"“”»›’']?\s*$")
TRUNCATED = re.compile(r"(?:\s\.\.|\.{2,}|…|\[…\]|\[\.\.\.\])$")
SENTENCE_BREAK = re.compile(
    rf"[{SENTENCE_ENDS}](?:(?<![{UNSPACED_ENDS}])[\"”’»)\]]{{0,2}}\s+(?=\S)|(?<=[{UNSPACED_ENDS}])[」』”）]?(?=[^\s」』”）]))"
)
"""Where one sentence ends within a paragraph and the next begins."""
# So many characters at the end of a line hold its last mark and what closes after it.
END = 12


def ends_sentence(text: str) -> bool:
    """Whether the text ends like a sentence, in any script that marks the end; a truncated teaser does not.

    >>> [ends_sentence(text) for text in ("He left.", "Քաղաքն ապրեց։", "ከተማው ተረጋጋ።", "ទីក្រុង\u200bស្ងប់។", "शहर शांत रहा।")]
    [True, True, True, True, True]
    >>> ends_sentence("a new way of life and a wo .."), ends_sentence("He said:"), ends_sentence("Ann Lee")
    (False, False, False)
    >>> ends_sentence("Der Eintritt ist frei. (kas)"), ends_sentence("Der Eintritt ist frei (kas)")
    (True, False)
    """
    if text[-1:].isalnum():
        return False
    return bool(ENDS_SENTENCE.search(text[-END:])) and not TRUNCATED.search(text[-6:])


def ends_clause(text: str) -> bool:
    """Whether the text ends like a sentence, or in a colon or semicolon: as a line does that does not run on.

    >>> ends_clause("He said:"), ends_clause("the end of Ju-"), ends_clause("in three words …")
    (True, False, True)
    """
    return ENDS_CLAUSE.search(text[-END:]) is not None


def opens_quotation(text: str) -> bool:
    """Whether a quotation is still open at the end of the text.

    >>> opens_quotation("He said: “We will stay"), opens_quotation("„Nein“, sagte er.")
    (True, False)
    >>> opens_quotation("Er sagte: „Wir bleiben."), opens_quotation("„Nie”, mówi.")
    (True, False)
    """
    low = text.rfind("„") > max(text.rfind("“"), text.rfind("”"))
    curly = text.rfind("“") > text.rfind("”") and "„" not in text
    return low or curly or text.rfind("«") > text.rfind("»") or ('"' in text and text.count('"') % 2 == 1)


def closes_quotation(text: str) -> bool:
    """Whether the text closes a quotation that it did not open.

    >>> closes_quotation("We will stay.”"), closes_quotation("“No,” he said.")
    (True, False)
    """
    end, start = text.find("”"), text.find("“")
    if end >= 0 and (start < 0 or end < start):
        return True
    end, start = text.find("»"), text.find("«")
    return (end >= 0 and (start < 0 or end < start)) or text.count('"') % 2 == 1


def is_sentence_after_colon(text: str) -> bool:
    """Whether what follows the first colon goes on in small letters or ends with a full stop, as no title does.

    >>> is_sentence_after_colon("Read more: the only advice I give"), is_sentence_after_colon("Read more: Trains stand")
    (True, False)
    """
    _, colon, rest = text.partition(":")
    return bool(colon) and (rest.strip()[:1].islower() or FULL_STOP.search(rest) is not None)
