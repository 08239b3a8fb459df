"""A regex and a text → the steps of a backtracking matcher, counted one by one, so that no machine turns the number."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import regex

Test = Callable[[str], bool]
Slots = tuple[int, ...]
State = tuple[int, int, Slots]
"""The next instruction, the place in the text, and where each loop was entered last."""
# A counted repeat of more than one sign is written out this often at most; a program has at most so many instructions.
MOST_COPIES, MOST_INSTRUCTIONS = 24, 5_000
# A run of equal signs is looked at this many at a time, as a machine does it.
SIGNS_A_STEP = 16
BRANCHES: dict[str, Callable[[Any], list[Any]]] = {
    "BRANCH": lambda value: list(value[1]),
    "GROUPREF_EXISTS": lambda value: [value[1], value[2] or []],
}
LOOKS = {"ASSERT": True, "ASSERT_NOT": False}
REPEATS = frozenset(("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"))
PROPERTY = regex.compile(r"\\[pP]\{\^?[\w =]+\}|\\[pP][A-Z]")
# The name of a group; `regex` lets two groups have the same.
NAME = regex.compile(r"(?<!\\)\(\?P?<[A-Za-z_]\w*>")
# Signs of private use, which stand for properties while the standard library parses a regex.
STAND_IN = 0xE100
INFINITE = 1 << 30


class NotCountable(Exception):
    """The regex has a part that this counter does not know, or is too long for it."""


class Spent(Exception):
    """More steps than were allowed."""


@dataclass
class Matching:
    """One search in a text: the steps so far, and for each choice that was made the states that are left to try."""

    text: str
    most: int
    steps: int = 0
    untried: list[Iterator[State]] = field(default_factory=list)

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises Spent."""
        self.steps += steps
        if self.steps > self.most:
            raise Spent

    def next_state(self) -> State | None:
        """The last choice that can be made in another way."""
        while self.untried:
            state = next(self.untried[-1], None)
            if state is not None:
                return state
            self.untried.pop()
        return None


# ---- instructions


class Sign(NamedTuple):
    """One sign."""

    test: Test

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        fits = place < len(matching.text) and self.test(matching.text[place])
        return (at + 1, place + 1, slots) if fits else None


class Run(NamedTuple):
    """A repeat of one sign; `holds`: it gives nothing back."""

    test: Test
    least: int
    most: int
    greedy: bool = True
    holds: bool = False

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        text, end = matching.text, place
        last = min(len(text), place + self.most)
        while end < last and self.test(text[end]):
            end += 1
        matching.spend((end - place) // SIGNS_A_STEP)
        least = place + self.least
        if end < least:
            return None
        ends = range(end, least - 1, -1) if self.greedy else range(least, end + 1)
        if not self.holds and len(ends) > 1:
            matching.untried.append((at + 1, one, slots) for one in ends[1:])
        return at + 1, ends[0], slots


class Split(NamedTuple):
    """Two ways to go on, the first of which is tried first."""

    first: int
    second: int

    def step(self, state: State, matching: Matching) -> State | None:
        _, place, slots = state
        matching.untried.append(iter([(self.second, place, slots)]))
        return self.first, place, slots


class Jump(NamedTuple):
    """Go on elsewhere."""

    to: int

    def step(self, state: State, matching: Matching) -> State | None:
        return self.to, *state[1:]


class Enter(NamedTuple):
    """Note where a round of a loop begins."""

    slot: int

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        return at + 1, place, (*slots[: self.slot], place, *slots[self.slot + 1 :])


class Moved(NamedTuple):
    """A round of a loop that took no sign is none."""

    slot: int

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        return (at + 1, place, slots) if slots[self.slot] != place else None


class At(NamedTuple):
    """A place between signs: the start, the end, the edge of a word."""

    kind: str

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        return (at + 1, place, slots) if self._holds(matching.text, place) else None

    def _holds(self, text: str, place: int) -> bool:
        if self.kind.startswith("AT_BEGINNING"):
            return place == 0
        if self.kind.startswith("AT_END"):
            return place == len(text)
        before, after = (0 <= one < len(text) and _in_word(text[one]) for one in (place - 1, place))
        return (before != after) == (self.kind == "AT_BOUNDARY")


class Look(NamedTuple):
    """What must follow, or must not."""

    program: Program
    wanted: bool

    def step(self, state: State, matching: Matching) -> State | None:
        at, place, slots = state
        return (at + 1, place, slots) if (self.program.end(matching, place) is not None) == self.wanted else None


class Held(NamedTuple):
    """An atomic group: its first match, and no other."""

    program: Program

    def step(self, state: State, matching: Matching) -> State | None:
        end = self.program.end(matching, state[1])
        return (state[0] + 1, end, state[2]) if end is not None else None


@dataclass
class Program:
    """A regex as instructions. `required`: a string that every match has, in small letters; `repeats`: it has any."""

    code: list[Any] = field(default_factory=list)
    slots: int = 0
    repeats: bool = False
    required: str = ""

    def add(self, instruction: Any) -> int:
        """Add an instruction; its number. Raises NotCountable where there are too many."""
        if len(self.code) >= MOST_INSTRUCTIONS:
            raise NotCountable
        self.code.append(instruction)
        return len(self.code) - 1

    def end(self, matching: Matching, start: int) -> int | None:
        """The end of the first match at a place, found as a backtracking matcher finds it."""
        outer, matching.untried = matching.untried, []
        state: State | None = (0, start, (-1,) * self.slots)
        while state is not None and state[0] < len(self.code):
            matching.spend()
            state = self.code[state[0]].step(state, matching) or matching.next_state()
        matching.untried = outer
        return state[1] if state is not None else None


def steps(program: Program, text: str, most: int) -> int:
    """The steps of a search for the first match in a text, at least 1; `most + 1` where it takes more.

    >>> program = program_of(*parsed("(a|a)+b"))
    >>> [steps(program, "a" * count + "!b", 10_000) for count in (2, 4, 8, 16)]
    [52, 354, 7006, 10001]
    """
    matching = Matching(text, most)
    lower = text.lower()
    try:
        for start in range(len(text) + 1):
            # As `regex` does: the string is looked for first, and what begins with .* is tried at the start only.
            if (program.required and program.required not in lower[start:]) or (start and program.code[:1] == [STAR]):
                break
            if program.end(matching, start) is not None:
                break
    except (Spent, RecursionError):
        return most + 1
    return max(matching.steps, 1)


# ---- a regex as a program


def parsed(pattern: str) -> tuple[Any, dict[str, str]]:
    r"""The parts of a regex as the standard library has them, and the properties (`\p{Lu}`) that signs in it stand for.

    Raises NotCountable for what only `regex` knows.
    """
    names: dict[str, str] = {}

    def stand_in(found: regex.Match[str]) -> str:
        sign = chr(STAND_IN + len(names))
        names[sign] = found.group()
        return sign

    text = NAME.sub("(?:", PROPERTY.sub(stand_in, pattern))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module("re._parser").parse(text), names
    except Exception as error:
        raise NotCountable from error


def program_of(tree: Any, names: dict[str, str]) -> Program:
    """The regex as a program. Raises NotCountable."""
    program = Program()
    _Compiler(program, names).sequence(tree)
    runs = "".join(_required(tree, names)).split("\0")
    program.required = max(reversed(runs), key=len).lower()
    return program


def _required(parts: Any, names: dict[str, str]) -> Iterator[str]:
    """The signs that every match has, one after another, with a zero sign wherever others may stand between them."""
    for operation, value in parts:
        if str(operation) == "LITERAL" and chr(value) not in names:
            yield chr(value)
        elif str(operation) == "SUBPATTERN":
            yield from _required(value[-1], names)
        else:
            yield "\0"


@dataclass
class _Compiler:
    """Writes a program."""

    program: Program
    names: dict[str, str]

    def sequence(self, parts: Any) -> None:
        for operation, value in parts:
            name = str(operation)
            test = sign_test(name, value, self.names)
            if test is not None:
                self.program.add(Sign(test))
            elif name in REPEATS:
                self.repeat(name, value)
            else:
                self.group(name, value)

    def group(self, name: str, value: Any) -> None:
        if name in BRANCHES:
            self.branches(BRANCHES[name](value))
        elif name == "SUBPATTERN":
            self.sequence(value[-1])
        elif name == "AT":
            self.program.add(At(str(value)))
        elif name == "ATOMIC_GROUP":
            self.program.add(Held(self.inner(value)))
        elif name in LOOKS:
            if value[0] == 1:  # what stands before is passed over
                self.program.add(Look(self.inner(value[1]), LOOKS[name]))
        elif name != "GROUPREF":  # what a group held is not kept: a reference to it is passed over
            raise NotCountable

    def inner(self, parts: Any) -> Program:
        program = Program()
        _Compiler(program, self.names).sequence(parts)
        self.program.repeats = self.program.repeats or program.repeats
        return program

    def branches(self, branches: Sequence[Any]) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self.program.add(Jump(0))
            self.sequence(branch)
            ends.append(self.program.add(Jump(0)))
            self.program.code[split] = Split(split + 1, len(self.program.code))
        self.sequence(branches[-1])
        for at in ends:
            self.program.code[at] = Jump(len(self.program.code))

    def repeat(self, name: str, value: Any) -> None:
        least, most, inner = value
        most = INFINITE if str(most) == "MAXREPEAT" else int(most)
        greedy, holds = name != "MIN_REPEAT", name == "POSSESSIVE_REPEAT"
        self.program.repeats = self.program.repeats or most > 1
        test = sign_test(str(inner[0][0]), inner[0][1], self.names) if len(inner) == 1 else None
        if test is not None:
            self.program.add(Run(test, int(least), most, greedy, holds))
        elif holds:
            held = Program(repeats=True)
            _Compiler(held, self.names).loop(int(least), most, inner, greedy=True)
            self.program.add(Held(held))
        else:
            self.loop(int(least), most, inner, greedy=greedy)

    def loop(self, least: int, most: int, inner: Any, *, greedy: bool) -> None:
        for _ in range(min(least, MOST_COPIES)):
            self.sequence(inner)
        code, splits = self.program.code, []
        for _ in range(min(most - least, MOST_COPIES) if most < INFINITE else 0):
            splits.append(self.program.add(Jump(0)))
            self.sequence(inner)
        if most >= INFINITE:
            slot, self.program.slots = self.program.slots, self.program.slots + 1
            splits.append(self.program.add(Jump(0)))
            self.program.add(Enter(slot))
            self.sequence(inner)
            self.program.add(Moved(slot))
            self.program.add(Jump(splits[0]))
        for at in splits:
            code[at] = Split(at + 1, len(code)) if greedy else Split(len(code), at + 1)


# ---- signs


def sign_test(name: str, value: Any, names: dict[str, str]) -> Test | None:
    """Whether a part that is one sign long takes a sign; None for other parts."""
    if name == "ANY":
        return _no_break
    if name in ("LITERAL", "NOT_LITERAL"):
        return cache(lambda sign: (name == "LITERAL") == _is(sign, chr(value), names))
    if name == "IN":
        negated = any(str(operation) == "NEGATE" for operation, _ in value)
        return cache(lambda sign: negated != any(_member(sign, str(one), what, names) for one, what in value))
    return None


def _no_break(sign: str) -> bool:
    return sign != "\n"


STAR = Run(_no_break, 0, INFINITE)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _is(sign: str, literal: str, names: dict[str, str]) -> bool:
    if literal in names:
        return bool(regex.match(names[literal], sign, regex.IGNORECASE))
    return sign == literal or sign.lower() == literal.lower()


def _member(sign: str, name: str, value: Any, names: dict[str, str]) -> bool:
    if name == "LITERAL":
        return _is(sign, chr(value), names)
    if name == "RANGE":
        return any(value[0] <= ord(one) <= value[1] for one in (sign, sign.lower(), sign.upper()) if len(one) == 1)
    if name == "CATEGORY":
        kind = str(value).removeprefix("CATEGORY_").removeprefix("UNI_")
        kinds = {"DIGIT": sign.isdigit(), "SPACE": sign.isspace(), "WORD": _in_word(sign)}
        negated = kind.startswith("NOT_")
        return negated != kinds.get(kind.removeprefix("NOT_"), negated)
    return False
