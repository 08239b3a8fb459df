"""The regexes of a rule file → those that some text makes run for seconds, found by attacking each."""

from __future__ import annotations

import importlib
import time
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any

import regex

from cleaner.rules import Complaint
from cleaner.rules.file.checking import lines_of
from cleaner.rules.file.yaml_nodes import Line, Node
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.testing import source_of

ATTACK_CHARACTERS = 5000
# Seconds on 5,000 characters from which a regex is said to be slow, and the limit of one attempt.
SLOW, LIMIT = 0.010, 0.2
# Attacks on one regex; each repeat in it gives a few.
MAX_ATTACKS = 40
MAX_ALPHABET = 6
# A text that a repeat has run over must fail at its end, or the regex simply matches.
ENDS = ("\ue000", "")
WORD_SIGNS = "aA0 -.,:|"
SIGNS = " -.,:;|/@#!&%"


def slow(written: Written, around: Collection) -> Iterator[Complaint]:
    """Each regex of the file, tried on texts built from its own repeats and on the file's tests."""
    for node, expression in _regexes(written):
        took, text, timed_out = worst(expression, _samples(written))
        if took < SLOW:
            continue
        lines = lines_of(node)
        spot: Node | Line = lines[0] if lines else node
        shown = f'"{text[:20]}…" ({len(text):,} characters)'
        if timed_out:
            yield written.complaint(spot, "hostile-regex", f"this regex runs out of time on {shown}.",
                                    "leave one of two repeats that stand inside or beside each other")  # fmt: skip
        else:
            yield written.warning(spot, "slow-regex", f"this regex takes {took * 1000:.0f} ms on {shown}.",
                                  "begin with a fixed word, or say {1,80} for +")  # fmt: skip


def _regexes(written: Written) -> Iterator[tuple[Node, regex.Pattern[str]]]:
    rules = [(rule.line, rule.expression) for rule in written.file.rules]
    elements = [(element.line, element.expression) for element in written.file.html.elements]
    repairs = [(int(one.by.rpartition(":")[2]), one.expression) for one in written.file.html.repairs]
    for line, expression in [*rules, *elements, *repairs]:
        node = written.option(line, "regex")
        if node is not None and expression is not None:
            yield node, expression


def _samples(written: Written) -> list[str]:
    """Lines of the file's tests."""
    found: list[str] = []
    for case in written.file.tests:
        source, _ = source_of(written.file, case)
        text = source if isinstance(source, str) else source.decode("utf-8", "replace")
        found += [line for line in text.splitlines() if line.strip()]
    return found[:MAX_ALPHABET]


def worst(expression: regex.Pattern[str], samples: list[str]) -> tuple[float, str, bool]:
    """The longest time in seconds that any attack took, its text, and whether it ran into the limit."""
    longest, culprit = 0.0, ""
    for text in islice(attacks(expression.pattern, samples), MAX_ATTACKS):
        start = time.perf_counter()
        try:
            expression.search(text, timeout=LIMIT)
        except TimeoutError:
            return LIMIT, text, True
        took = time.perf_counter() - start
        if took >= SLOW:  # once more: the first run may have been interrupted by the machine
            start = time.perf_counter()
            expression.search(text)
            took = min(took, time.perf_counter() - start)
        if took > longest:
            longest, culprit = took, text
    return longest, culprit, False


def attacks(pattern: str, samples: list[str]) -> Iterator[str]:
    """Texts of 5,000 characters on which the regex has much to try: each of its repeats pumped, then its alphabet."""
    pumps = list(dict.fromkeys(_pumps(pattern)))
    # A regex gives up at once on a text that lacks a sign it cannot do without.
    signs = "".join(dict.fromkeys(char for char in pattern if char.isalnum() or char in SIGNS)) + "0"
    for before, pump in pumps:
        for end in (*ENDS, ENDS[0] + signs):
            yield before + (pump * (ATTACK_CHARACTERS // len(pump))) + end
    alphabet = signs[:MAX_ALPHABET]
    for char in dict.fromkeys([*alphabet, "a", " ", "0"]):
        yield char * ATTACK_CHARACTERS + ENDS[0]
    for sample in samples:
        yield (sample + " ") * (ATTACK_CHARACTERS // (len(sample) + 1)) + ENDS[0]


def _pumps(pattern: str) -> Iterator[tuple[str, str]]:
    """For each repeat: a text that leads up to it, and one that it repeats."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The parser of the standard library shows the parts of a regex; what only `regex` knows is passed over.
            parsed = importlib.import_module("re._parser").parse(pattern)
    except Exception:
        return
    yield from _walk(parsed, "")


def _walk(parsed: Any, before: str) -> Iterator[tuple[str, str]]:
    for operation, value in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            for pump in _texts(value[2]):
                if pump:
                    yield before, pump
            yield from _walk(value[2], before)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _walk(value[-1] if name == "SUBPATTERN" else value, before)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _walk(branch, before)
        before += next(iter(_one(operation, value)), "")


def _texts(parsed: Any) -> list[str]:
    """A few texts that a part matches."""
    texts = [""]
    for operation, value in parsed:
        texts = [text + more for text in texts for more in _one(operation, value)][:MAX_ALPHABET] or texts
    return texts


def _one(operation: Any, value: Any) -> list[str]:
    name = str(operation)
    if name == "LITERAL":
        return [chr(value)]
    if name in ("NOT_LITERAL", "ANY"):
        return [sign for sign in "a 0" if name == "ANY" or ord(sign) != value]
    if name == "IN":
        return [sign for sign in WORD_SIGNS if _in_set(sign, value)][:3] or _first_of(value)
    if name == "BRANCH":
        return [text for branch in value[1] for text in _texts(branch)]
    if name == "SUBPATTERN":
        return _texts(value[-1])
    if name == "ATOMIC_GROUP":
        return _texts(value)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return [text * max(value[0], 1) for text in _texts(value[2])]
    return [""]


def _in_set(sign: str, members: Any) -> bool:
    negated = any(str(operation) == "NEGATE" for operation, _ in members)
    return negated != any(_member(sign, str(operation), value) for operation, value in members)


def _member(sign: str, name: str, value: Any) -> bool:
    if name == "LITERAL":
        return bool(ord(sign) == value)
    if name == "RANGE":
        return bool(value[0] <= ord(sign) <= value[1])
    if name == "CATEGORY":
        kinds = {"DIGIT": sign.isdigit(), "SPACE": sign.isspace(), "WORD": sign.isalnum() or sign == "_"}
        kind = str(value).removeprefix("CATEGORY_")
        negated = kind.startswith("NOT_")
        return negated != kinds.get(kind.removeprefix("NOT_"), negated)
    return False


def _first_of(members: Any) -> list[str]:
    for operation, value in members:
        if str(operation) == "LITERAL":
            return [chr(value)]
        if str(operation) == "RANGE":
            return [chr(value[0])]
    return ["a"]
