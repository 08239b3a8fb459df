"""What is wrong with a rule file → a message with the place, the line with a caret, and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]

# Below this likeness a suggestion confuses more than it helps; difflib's own default is 0.6.
NEAR_ENOUGH = 0.6
# A line longer than a screen is wide hides its caret.
WIDEST = 110


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """One fault in a rule file. `line` and `col` count from 1; `source_line` is the line itself, for the caret.

    >>> print(Complaint("sites/a.yml", 3, 5, "unknown-key", 'there is no key "drop_linez" here.',
    ...                 'did you mean "drop_lines"?', source_line="    drop_linez: x"))
    sites/a.yml:3:5: error[unknown-key]: there is no key "drop_linez" here.
        drop_linez: x
        ^
      help: did you mean "drop_lines"?
    """

    file: str
    line: int
    col: int
    code: str
    sentence: str
    help: str = ""
    severity: Severity = "error"
    source_line: str = ""

    def __str__(self) -> str:
        head = f"{self.file}:{self.line}:{self.col}: {self.severity}[{self.code}]: {self.sentence}"
        if not self.source_line.strip():
            return head + (f"\n  help: {self.help}" if self.help else "")
        line, col = narrowed(self.source_line, self.col)
        gap = "".join("\t" if char == "\t" else " " for char in line[: col - 1])
        shown = f"{head}\n{line}\n{gap}^"
        return shown + (f"\n  help: {self.help}" if self.help else "")

    def as_json(self) -> dict[str, str | int]:
        """The same for an editor."""
        return {
            "file": self.file,
            "line": self.line,
            "column": self.col,
            "code": self.code,
            "severity": self.severity,
            "message": self.sentence,
            "help": self.help,
        }


class RuleError(ValueError):
    """Rule files with errors where the caller asked for none (`strict`). `complaints` has all of them."""

    def __init__(self, complaints: Iterable[Complaint]) -> None:
        self.complaints = tuple(complaints)
        super().__init__("\n".join(str(complaint) for complaint in self.complaints))


def narrowed(line: str, col: int) -> tuple[str, int]:
    """A long line cut around the column that is pointed at, and the column in what is left."""
    if len(line) <= WIDEST:
        return line, col
    start = max(min(col - WIDEST // 2, len(line) - WIDEST), 0)
    end = min(start + WIDEST, len(line))
    before = "…" if start else ""
    return before + line[start:end] + ("…" if end < len(line) else ""), col - start + len(before)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a mistyped one most likely meant.

    >>> nearest("drop_linez", ["drop_lines", "drop_from", "keep"])
    'drop_lines'
    """
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=NEAR_ENOUGH)
    return near[0] if near else None
