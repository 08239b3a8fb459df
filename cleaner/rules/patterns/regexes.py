"""Regexes of rule files, and the time they may take.

Counted is the CPU time of the thread that searches: neither a busy machine nor other threads of the program make a
regex late. Nothing is kept from one document to the next, so the order of documents makes no difference.
"""

from __future__ import annotations

import re
import time
import warnings
from dataclasses import dataclass, field

import regex

from cleaner.rules.patterns.template import PatternFault

PER_CALL = 0.05
# A search that stopped when its thread had used so much of its time was not stopped by other threads.
OWN_SHARE = 0.8
# Seconds all regexes of the rules together may take on one document.
PER_DOCUMENT = 1.0
MAX_LENGTH = 2000
# Both readers of regexes call themselves for each bracket.
MAX_NESTED = 50
# Nested repeats whose numbers multiply to more take minutes to compile, and no time limit covers compiling.
MAX_REPEATS = 10_000
# An escaped sign, a set of characters, a counted repeat, or one sign.
PIECE = regex.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*+\]?|\{(?P<least>\d*)(?:,(?P<most>\d*))?\}|.", flags=regex.DOTALL)


@dataclass
class Clock:
    """The time that is left to regexes for one document, in CPU seconds.

    `late` are the rules that ran out of it, `passed_over` says of others why they did not count.
    """

    left: float = PER_DOCUMENT
    late: list[str] = field(default_factory=list)
    passed_over: list[str] = field(default_factory=list)

    @property
    def per_call(self) -> float:
        """Seconds for the next call."""
        return max(min(PER_CALL, self.left), 0.001)

    def search(self, pattern: regex.Pattern[str], text: str, by: str, at: int = 0) -> regex.Match[str] | None:
        """The first match from a place on, or None: none, or no time.

        A rule that ran out of time is passed over on this document.
        """
        if by in self.late or self.left <= 0:
            if by not in self.late:
                self.late.append(by)
            return None
        start = time.thread_time()
        try:
            return within(self.per_call, pattern, text, at)
        except TimeoutError:
            self.late.append(by)
            return None
        finally:
            self.left -= time.thread_time() - start


def within(seconds: float, pattern: regex.Pattern[str], text: str, at: int = 0) -> regex.Match[str] | None:
    """The first match from a place on. Raises TimeoutError where it takes this thread more CPU time.

    A regex counts the time of the whole process, and so that of other threads. Where it stopped for their sake it
    searches anew, with twice the time: it ends when its own thread has used up the time, however many there are.
    """
    allowed = seconds
    while True:
        start = time.thread_time()
        try:
            return pattern.search(text, at, timeout=allowed) if at else pattern.search(text, timeout=allowed)
        except TimeoutError:
            if time.thread_time() - start >= OWN_SHARE * seconds:
                raise
            allowed *= 2


def compiled(text: str, *, exact: bool = False) -> regex.Pattern[str]:
    """A regex of a rule file, whole-line matching left to its author. Raises PatternFault with the place inside it.

    Nothing else: `regex` has errors of its own for flags that contradict each other (ValueError), for sets of signs it
    cannot build (OverflowError, SystemError) and for brackets in brackets (RecursionError).
    """
    if len(text) > MAX_LENGTH:
        raise PatternFault(
            "costly-regex", f"a regex has at most {MAX_LENGTH:,} characters.", "split it into several rules"
        )
    if nested_repeats(text) > MAX_REPEATS:
        raise PatternFault("costly-regex", f"the repeats in this regex multiply to more than {MAX_REPEATS:,}.",
                           "use + or * for the inner repeat")  # fmt: skip
    if nested_brackets(text) > MAX_NESTED:
        raise PatternFault("costly-regex", f"brackets stand more than {MAX_NESTED} deep in this regex.",
                           "split it into several rules")  # fmt: skip
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return regex.compile(text, (0 if exact else regex.IGNORECASE) | regex.VERSION0)
    except Exception as error:
        said = "too many brackets stand in brackets" if isinstance(error, RecursionError) else error
        raise PatternFault("bad-regex", f"this is no regex: {said}.", "put text that is no regex under `line:`",
                           _place(text, error)) from error  # fmt: skip


def _place(text: str, error: Exception) -> int:
    """Where the fault is: `re` points at an unclosed bracket, `regex` at the end of the text."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(text)
    except re.error as second:
        if second.pos is not None:
            return second.pos
    except Exception:  # whatever it is, the other reader said it better
        return 0
    return min(getattr(error, "pos", None) or 0, max(len(text) - 1, 0))


def nested_repeats(text: str) -> int:
    """The product of the counted repeats along the deepest nesting.

    >>> nested_repeats("(a{100}){200}"), nested_repeats("a{9}b{9}"), nested_repeats(r"a\\{9}")
    (20000, 9, 1)
    """
    outer: list[int] = []  # for each open group, the largest product before it
    largest = last = 1  # of the group we are in, and of what stands directly before
    for piece in PIECE.finditer(text):
        sign = piece.group()
        if sign == "(":
            outer.append(largest)
            largest = last = 1
        elif sign == ")":
            last = largest
            largest = max(largest, outer.pop() if outer else 1)
        elif piece["least"] is not None or piece["most"] is not None:
            last *= max(int(piece["most"] or 0), int(piece["least"] or 0), 1)
            largest = max(largest, last)
        elif sign not in "?+*":
            last = 1
    return max(largest, *outer) if outer else largest


def nested_brackets(text: str) -> int:
    """How deep brackets stand in brackets.

    >>> nested_brackets("((a)(b[(]))"), nested_brackets(r"\\(a")
    (2, 0)
    """
    deep = deepest = 0
    for piece in PIECE.finditer(text):
        sign = piece.group()
        deep = max(deep + (sign == "(") - (sign == ")"), 0)
        deepest = max(deepest, deep)
    return deepest
