"""The regexes of a rule file → those that some text makes run for seconds, found by attacking each and counting."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import regex

from cleaner.rules import Complaint
from cleaner.rules.file.checking import lines_of
from cleaner.rules.file.yaml_nodes import Line, Node
from cleaner.rules.patterns.regexes import PIECE
from cleaner.workshop.collection import Collection, Written
from cleaner.workshop.lint.backtracking import (
    REPEATS,
    NotCountable,
    Program,
    parsed,
    program_of,
    sign_test,
    steps,
)
from cleaner.workshop.testing import source_of

# A line as long as this is what a regex is judged by; its steps are counted on shorter ones, and their growth goes on.
LINE_CHARACTERS = 5000
SIZES = (60, 120, 240, 480)
# From here on steps grow as the third power of the length; what passes all bounds before is worse still.
CUBIC = 2.5
# What grows as it did before needs no longer line; of what passes all bounds at once nothing is known but that.
LINEAR, SETTLED, MEASURED = 1.05, 0.05, 2
# Steps on such a line. `regex` takes 10 to 20 ns for one: a line is slow from some 20 ms on, a document is used up by a
# few lines from a second on. A repeat beside nothing else (`\w+:`) takes 13 million, one inside another more than any.
SLOW, HOSTILE = 2e6, 1e8
MOST_STEPS = 200_000
# Regexes of one file together; those after are judged by their signs alone. A file has a dozen, and each takes a tenth.
MOST_OF_A_FILE = 10_000_000
# Attacks on one regex; each repeat in it gives a few.
MAX_ATTACKS = 40
MAX_ALPHABET = 6
# A text that a repeat has run over must fail at its end, or the regex simply matches.
NO_SIGN = "\ue000"
WORD_SIGNS = "aA0 -.,:|éжअ가一あ"


class Attack(NamedTuple):
    """Texts of any length on which a regex has much to try: a beginning, what is repeated, an end."""

    before: str
    pump: str
    end: str

    def text(self, size: int) -> str:
        """One of about `size` characters."""
        return self.before + self.pump * max(1, size // len(self.pump)) + self.end


def slow(written: Written, around: Collection) -> Iterator[Complaint]:
    """Each regex of the file, tried on texts built from its own repeats and on the file's tests."""
    budget = Budget()
    for node, expression in _regexes(written):
        work, attack = worst(expression.pattern, _samples(written), budget)
        if work < SLOW:
            continue
        lines = lines_of(node)
        spot: Node | Line = lines[0] if lines else node
        shown = f'such as "{attack.text(SIZES[0])[:20]}…"'
        if work >= HOSTILE:
            yield written.complaint(spot, "hostile-regex",
                                    f"this regex tries the same signs in countless ways on a line {shown}.",
                                    "leave one of two repeats that stand inside or beside each other")  # fmt: skip
        else:
            yield written.warning(spot, "slow-regex", f"this regex takes {work / 1e6:.0f} million steps on a line of "
                                  f"{LINE_CHARACTERS:,} characters {shown}.",
                                  "begin with a fixed word, or say {1,80} for +")  # fmt: skip


@dataclass
class Budget:
    """The steps that are left for the regexes of a file."""

    left: int = MOST_OF_A_FILE


def worst(pattern: str, samples: list[str], budget: Budget | None = None) -> tuple[float, Attack]:
    """The most steps that any attack costs on a long line, and the attack: counted, so that no machine turns it."""
    most, culprit = 0.0, Attack("", "a", "")
    budget = budget or Budget()
    try:
        if budget.left <= 0:
            raise NotCountable
        tree, names = parsed(pattern)
        program = program_of(tree, names)
    except NotCountable:
        return (math.inf if endless_inside_endless(pattern) else 0.0), culprit
    if not program.repeats:
        return most, culprit
    for attack in islice(attacks(tree, names, program.required, samples), MAX_ATTACKS):
        work = grown(program, attack, budget)
        if work > most:
            most, culprit = work, attack
        if work >= HOSTILE:
            break
    return most, culprit


def grown(program: Program, attack: Attack, budget: Budget) -> float:
    """The steps on a line of 5,000 characters, from how they grow when a shorter line is doubled."""
    counts: list[int] = []
    growth = 1.0
    for size in SIZES:
        found = steps(program, attack.text(size), MOST_STEPS)
        budget.left -= found
        if found > MOST_STEPS:
            if growth > CUBIC or len(counts) < MEASURED:
                return math.inf
            break
        counts.append(found)
        growth, before = (math.log2(found / counts[-2]), growth) if len(counts) > 1 else (1.0, 0.0)
        if len(counts) > 1 and (growth < LINEAR or abs(growth - before) < SETTLED):
            break
    longer = LINE_CHARACTERS / SIZES[len(counts) - 1]
    return float(counts[-1] * longer ** max(growth, 1.0))


def endless_inside_endless(pattern: str) -> bool:
    """Whether a repeat without an end holds another, as far as the signs tell; for regexes that cannot be counted.

    >>> [endless_inside_endless(text) for text in (r"(?|(a+)+|b)", r"(?|a+|b)\\h+", r"(?|(a+){2}|[(a+)]+)")]
    [True, False, False]
    """
    inside: list[bool] = [False]
    closed = False  # whether the group that ends here holds an endless repeat
    for piece in PIECE.finditer(pattern):
        sign = piece.group()
        endless = sign in ("*", "+") or (piece["most"] == "" and sign.endswith(",}"))
        if endless:
            if closed:
                return True
            inside[-1] = True
        closed = sign == ")" and inside[-1]
        if sign == "(":
            inside.append(False)
        elif sign == ")" and len(inside) > 1:
            held = inside.pop()
            inside[-1] = inside[-1] or held
    return False


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


def attacks(tree: Any, names: dict[str, str], required: str, samples: list[str]) -> Iterator[Attack]:
    """Each of a regex's repeats pumped, then a few signs, then the lines of the file's tests.

    `required` ends each text: a regex gives up at once on one that lacks what it cannot do without.
    """
    last = NO_SIGN + required
    for before, pump in dict.fromkeys(_walk(tree, "", names)):
        for end in dict.fromkeys([last, required, ""]):
            yield Attack(before, pump, end)
    for pump in ("a", " ", "0", *(sample + " " for sample in samples)):
        yield Attack("", pump, last)


def _walk(parts: Any, before: str, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """For each repeat: a text that leads up to it, and one that it repeats."""
    for operation, value in parts:
        name = str(operation)
        if name in REPEATS:
            for pump in _texts(value[2], names):
                if pump:
                    yield before, pump
            yield from _walk(value[2], before, names)
        elif name in ("SUBPATTERN", "ATOMIC_GROUP"):
            yield from _walk(value[-1] if name == "SUBPATTERN" else value, before, names)
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _walk(branch, before, names)
        before += next(iter(_one(name, value, names)), "")


def _texts(parts: Any, names: dict[str, str]) -> list[str]:
    """A few texts that a part matches."""
    texts = [""]
    for operation, value in parts:
        more = _one(str(operation), value, names)
        texts = [text + one for text in texts for one in more][:MAX_ALPHABET] or texts
    return texts


def _one(name: str, value: Any, names: dict[str, str]) -> list[str]:  # noqa: PLR0911 - cases: the first that holds counts
    if name == "LITERAL":
        return _literal(chr(value), names)
    if name in ("NOT_LITERAL", "ANY"):
        return [sign for sign in "a 0" if name == "ANY" or ord(sign) != value]
    if name == "IN":
        test = sign_test(name, value, names)
        return [sign for sign in WORD_SIGNS if test is not None and test(sign)][:3] or _first_of(value, names)
    if name == "BRANCH":
        return [text for branch in value[1] for text in _texts(branch, names)]
    if name == "SUBPATTERN":
        return _texts(value[-1], names)
    if name == "ATOMIC_GROUP":
        return _texts(value, names)
    if name in REPEATS:
        return [text * max(value[0], 1) for text in _texts(value[2], names)]
    return [""]


def _literal(sign: str, names: dict[str, str]) -> list[str]:
    """The sign itself, or one that has the property for which it stands."""
    if sign not in names:
        return [sign]
    return [one for one in WORD_SIGNS if regex.match(names[sign], one)][:1] or ["a"]


def _first_of(members: Any, names: dict[str, str]) -> list[str]:
    for operation, value in members:
        if str(operation) == "LITERAL":
            return _literal(chr(value), names)
        if str(operation) == "RANGE":
            return [chr(value[0])]
    return ["a"]
