"""What can go wrong with a document, by code: the cause and the remedy of each, and whether trying again may help.

Codes never change their meaning and are never used for another fault, so that programs can count on them.
E1: the input. E2: the process that cleaned it. E3: the output. E4: the user's own rules.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault. `transient`: the same document may well succeed when it is tried again."""

    code: str
    name: str
    cause: str
    remedy: str
    transient: bool = False


_ALL = (
    Code(
        "E100",
        "refused",
        "The content is no page and no text: binary data, a PDF, an image, JSON, a style sheet, an empty cell.",
        "Take it out of the input, or convert it first (pdftotext, a parser for JSON); the reason names what it is.",
    ),
    Code(
        "E101",
        "too-large",
        "The document is larger than the limit of bytes.",
        "Split it, or raise the limit with --max-bytes.",
    ),
    Code(
        "E102",
        "too-large-unpacked",
        "The compressed document unpacks to more than the limit, as a decompression bomb does.",
        "If it is a real document, raise the limit with --max-unpacked; otherwise take it out of the input.",
    ),
    Code(
        "E103",
        "too-deep",
        "The elements of the page are nested deeper than the limit; parsers cut such pages.",
        "Repair the page, or raise the limit with --max-depth.",
    ),
    Code(
        "E104",
        "too-many-elements",
        "The page has more elements than the limit, which would need minutes and gigabytes.",
        "Split the page, or raise the limit with --max-elements.",
    ),
    Code(
        "E105",
        "damaged",
        "The compressed file or the archive is damaged or ends too early. What comes before the damage was read.",
        "Fetch the file again, then run the same command.",
    ),
    Code(
        "E106",
        "not-readable",
        "The file cannot be read: no permission, or the disk reports an error.",
        "Change its mode or copy it from a sound disk, then run the same command.",
        transient=True,
    ),
    Code(
        "E107",
        "vanished",
        "The file was in the listing of the folder and was not there any more when its turn came.",
        "Put it back, or run the same command again without it.",
        transient=True,
    ),
    Code(
        "E108",
        "not-a-file",
        "The name leads to no file: a link to nowhere, in a circle or out of the folder, a pipe, a socket, a device.",
        "Give the file itself as an input, or take the name out of the folder.",
    ),
    Code(
        "E109",
        "ratio",
        "The compressed document unpacks to far more than its own size, as a decompression bomb does.",
        "If it is a real document, raise the limit with --max-ratio; otherwise take it out of the input.",
    ),
    Code(
        "E111",
        "bad-row",
        "A row of a table cannot be read: broken JSON, a line longer than the limit, a row with too few cells.",
        "The reason names the line; mend it in the table, then run the same command.",
    ),
    Code(
        "E112",
        "no-column",
        "The table has no column that holds the text, or the column that was named is not there.",
        "Name it: --html-column NAME or --text-column NAME.",
    ),
    Code(
        "E113",
        "no-library",
        "Reading this format needs a library that is not installed.",
        "Install it; the reason names the extra, as in: pip install 'cleaner[table]'.",
        transient=True,
    ),
    Code(
        "E114",
        "no-response",
        "The record of the web archive holds no page: an error status, a redirect, a content type that is no text.",
        "Nothing needs to be done; take such records out of the archive if they disturb.",
    ),
    Code(
        "E201",
        "worker-died",
        "The process that cleaned the document was ended, twice: for lack of memory, or by a fault of a parser.",
        "Clean it alone with more memory, or split it. If it happens again, please report it with the document.",
        transient=True,
    ),
    Code(
        "E202",
        "too-slow",
        "The document took longer than the limit of time.",
        "Allow more with --timeout, or split the document.",
    ),
    Code(
        "E203",
        "memory",
        "The document needed more memory than the limit.",
        "Allow more with --max-memory, or split the document.",
    ),
    Code(
        "E204",
        "program-failed",
        "The program itself failed on the document.",
        "Please report it with the document; the reason holds the message of the failure.",
    ),
    Code(
        "E301",
        "not-written",
        "The result could not be written under the name that it gets.",
        "Choose another place with --out; the reason holds what the system says.",
        transient=True,
    ),
    Code(
        "E302",
        "in-the-way",
        "A file of that name is in the output folder and was not written by cleaner. It is left as it is.",
        "Move it away, or choose another --out.",
        transient=True,
    ),
    Code(
        "E401",
        "guard",
        "The rules of the document's site took too much of the body, and the site's file says: guard: on_trip: fail.",
        "Mend the rule that the reason names; cleaner explain FILE shows what it took.",
    ),
)
CODES = {one.code: one for one in _ALL}


def explained(code: str) -> Code | None:
    """The meaning of a code, None for one that is not there; case does not matter.

    >>> explained("e103").name
    'too-deep'
    """
    return CODES.get(code.strip().upper())
