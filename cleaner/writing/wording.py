"""The words of an explanation that a terminal and an HTML page share: line numbers, reasons, values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleaner.writing.explanation import Row

# Control characters of a hostile page would move the cursor or recolour the terminal, others turn a line round: each is
# shown as its picture.
PICTURES = {code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"} | dict.fromkeys(
    [0x7F, *range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD
)


def visible(text: str) -> str:
    """The text with control characters as pictures, one for one, so that places in it stay where they are.

    >>> visible("a\x1b[31m")
    'a␛[31m'
    """
    return text.translate(PICTURES)


def with_last_of_run(rows: Sequence[Row]) -> Iterator[tuple[Row, bool]]:
    """Each row, and whether the next one has another reason: a run of lines with one reason says it once."""
    for index, row in enumerate(rows):
        following = rows[index + 1] if index + 1 < len(rows) else None
        same = (
            following is not None
            and not row.facts
            and not row.spans
            and not row.role
            and reason_key(row) == reason_key(following)
        )
        yield row, not same


def reason_key(row: Row) -> tuple[object, ...]:
    """What two rows must share to share one line of reason."""
    return (row.verdict, row.label, row.by, row.why)


def line_number(row: Row) -> str:
    """`12`, or `12-14` for a paragraph of several source lines."""
    if not row.first_line:  # not found in the source: written with entities, or taken from the page's linked data
        return "?"
    return str(row.first_line) if row.last_line <= row.first_line else f"{row.first_line}-{row.last_line}"


def said(*parts: str) -> str:
    """The parts that are there, with dots between."""
    return " · ".join(part for part in parts if part)


def source_of(candidate: dict[str, Any]) -> str:
    """By whom and why; a `why` that names its source says both."""
    by, why = candidate["by"], candidate["why"]
    return why if by in why else said(by, why)


def value_text(value: Any) -> str:
    """A fact's value in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {value_text(part)}" for key, part in value.items() if part)
    if isinstance(value, list | tuple):
        return ", ".join(map(value_text, value))
    return str(value)
