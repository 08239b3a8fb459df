"""The bytes of a rule file → its text; where it was not saved in UTF-8, a complaint that says so."""

from __future__ import annotations

import codecs
from pathlib import Path

from cleaner.rules.complaint import Complaint

UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
HELP = "save it as UTF-8: most editors ask for the encoding under “Save as”"
# Every second byte of Latin text in UTF-16 is zero, and none in any other encoding that editors offer.
NO_TEXT = b"\0"


def read(path: Path, name: str) -> tuple[str, Complaint | None]:
    """The text of a rule file, which has `name` in messages; in any other encoding than UTF-8 its letters are guesses.

    Raises OSError where it cannot be read.
    """
    data = path.read_bytes()
    try:
        return _lines(data.decode("utf-8-sig")), _nulls(data, name)
    except UnicodeDecodeError as error:
        if data.startswith(UTF_16):
            return "", _utf_16(name)
        return _lines(data.decode("utf-8-sig", "replace")), _nulls(data, name) or _foreign(data, error.start, name)


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _utf_16(name: str) -> Complaint:
    return Complaint(name, 1, 1, "not-utf-8", "this file is saved in UTF-16, so no rule of it counts.", HELP)


def _nulls(data: bytes, name: str) -> Complaint | None:
    return _utf_16(name) if NO_TEXT in data else None


def _foreign(data: bytes, at: int, name: str) -> Complaint:
    """The place of the first byte that is no UTF-8; the rest of its line is shown as Windows would read it."""
    before = _lines(data[:at].decode("utf-8-sig")).split("\n")
    rest = _lines(data[at:].decode("cp1252", "replace")).split("\n")[0]
    sentence = "this file is not saved in UTF-8, as this letter shows, so no rule of it counts."
    return Complaint(name, len(before), len(before[-1]) + 1, "not-utf-8", sentence, HELP, source_line=before[-1] + rest)
