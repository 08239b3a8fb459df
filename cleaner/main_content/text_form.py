"""The form of a line, without its words → which lines belong together: what is said in an interview, rows of results.

A list of results or the last words of a conversation look like furniture one by one; beside lines of their form that
stay they do not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import regex

from cleaner.main_content.text_shape import Array

# Longer lines are prose, whatever their form.
LONGEST_FORM = 120
LONGEST_LABEL_WORDS = 4
# So many lines of one form are no chance.
SAME_FORM = 3
NUMBER = regex.compile(r"\p{N}+")
WORDS = regex.compile(r"[\p{L}\p{M}]+(?:[\s'’.-]+[\p{L}\p{M}]+)*")
# No address, no time of day.
LABEL = regex.compile(r"\s*(\p{L}[^:：]{0,30})[:：](?:\s+\S|[^\s/\p{N}])")


def form_of(line: str) -> str:
    """A line with each number and each run of words as one sign; nothing where it has no number, or is long.

    >>> form_of("Mill Lane 0, Weir Town 12"), form_of("Northgate 3, Harbour 1")
    ('w 0, w 0', 'w 0, w 0')
    >>> form_of("Coach signs for two more years")
    ''
    """
    form = WORDS.sub("w", NUMBER.sub("0", line.strip())) if len(line) <= LONGEST_FORM else ""
    return form if "0" in form else ""


def label_of(line: str) -> str:
    """What stands before the first colon, if it is a name or a word or two.

    >>> label_of("MAYOR: On Sunday night. I was at home."), label_of("The bridge is closed until Friday: nobody came.")
    ('mayor', '')
    """
    match = LABEL.match(line)
    label = match.group(1).strip().casefold() if match else ""
    return label if len(label.split()) <= LONGEST_LABEL_WORDS else ""


def with_their_like(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go belong with lines that stay, by their label or as rows of one form."""
    result: Array = labelled(lines, out) | in_rows(lines, out)
    return result


def labelled(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go begin with a label that a line that stays begins with, too.

    >>> lines = ["HOST: And you closed it?", "MAYOR: Yes.", "HOST: Thank you.", "Photo: A. Cole"]
    >>> labelled(lines, np.array([False, False, True, True])).tolist()
    [False, False, True, False]
    """
    labels = [label_of(line) for line in lines]
    kept = {label for label, gone in zip(labels, out.tolist(), strict=True) if label and not gone}
    result: Array = out & np.array([label in kept for label in labels])
    return result


def in_rows(lines: Sequence[str], out: Array) -> Array:
    """Which of the lines that go stand in rows of one form of which one stays, or in three rows or more with lines that
    stay before and after.

    >>> out = np.array([False, True, True, True, False])
    >>> in_rows(["They won.", "Northgate 3, Harbour 1", "Weir Town 0, Park 0", "Mill 2, Quay 4", "On."], out).sum()
    np.int64(3)
    >>> in_rows(["They won.", "Coach signs", "Ground to have lights", "Tickets on sale", "They play."], out).sum()
    np.int64(0)
    """
    forms = [form_of(line) for line in lines]
    result = np.zeros(len(out), np.bool_)
    start = 0
    for end in range(1, len(forms) + 1):
        if end == len(forms) or forms[end] != forms[start]:
            if forms[start]:
                result[start:end] = belongs(out, start, end)
            start = end
    result &= out
    return result


def belongs(out: Array, start: int, end: int) -> bool:
    """Whether rows of one form stand among what stays, or are part of it."""
    if not out[start:end].all():
        return True
    return end - start >= SAME_FORM and start > 0 and end < len(out) and not out[start - 1] and not out[end]
