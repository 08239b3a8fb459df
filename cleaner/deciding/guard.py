"""Marks of rules inside the body run → those that are undone, because broad rules together take too much of it.

A rule that names what it takes (an element by its class, a literal line, a template with words of its own) and was
written for one site is believed: a person looked at that page. What is broad (a star, a field alone, a bare `p`, all
rules of packs and groups, `drop_from` near the top) may take a share of the body, and no more. Nobody is believed who
would take nearly all of it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from cleaner.lines import is_prose
from cleaner.page import Block, Mark, Voice
from cleaner.rules.file.model import Guard

# What all rules may take of a body, the named ones, too: beyond it, or without a sentence left, it was the article.
NEARLY_ALL = 0.9
# One rule that takes all from a line on, or all up to one, and leaves less than this, begins too near the top.
LEAST_BESIDE_A_RANGE = 1 / 3
# Of a short body broad rules may take so many characters, if it is not more than half of it.
SHORT, MOST_OF_SHORT = 600, 0.5
# Packs are written for all sites of a language: half of what a site's own file may take, all together and each rule.
PACKS = 0.5
# From this share of linked characters on, a block is a list of links.
MOSTLY_LINKS = 0.5


@dataclass(frozen=True, slots=True)
class Tripped:
    """What a guard decided.

    `undo` are the marks that no longer count, `put_back` the blocks that stay for it, each with the mark that took it;
    `failed` says that nothing may be given out.
    """

    undo: frozenset[Mark] = frozenset()
    warnings: tuple[str, ...] = ()
    put_back: Mapping[int, Mark] = field(default_factory=dict)
    failed: bool = False


def tripped(run: Mapping[int, Block], marks: Mapping[int, Sequence[Mark]], guard: Guard) -> Tripped:
    """Which marks of rules to undo, so that the body run keeps what the guard asks for.

    `run`: the blocks of the body run by their index on the page. `marks`: for each block all marks on it, the strongest
    first, whoever made them; only those of rules count. What is put back is put back from all rules. Pure.
    """
    taken = {at: found for at, group in marks.items() if at in run and (found := takers(group))}
    if not taken:
        return Tripped()
    scale = Scale(run, taken, guard)
    trips = list(scale.trips())
    undone = {at for trip in trips for at in trip.blocks}
    warnings = tuple(trip.warning(guard) for trip in trips)
    if guard.on_trip != "restore" or not trips:
        return Tripped(frozenset(), warnings, failed=guard.on_trip == "fail" and bool(trips))
    undo = frozenset(mark for at in undone for mark in taken[at])
    return Tripped(undo, warnings, {at: taken[at][0] for at in sorted(undone)})


def takers(group: Sequence[Mark]) -> list[Mark]:
    """The marks of rules that take a block or a piece of it; a protection holds off those that are weaker."""
    before = takewhile(lambda mark: not (mark.keep and mark.span is None), group)
    return [mark for mark in before if mark.voice >= Voice.PACK and mark.voice != Voice.CALLER and not mark.keep]


def body_of(run: Mapping[int, Block]) -> dict[int, Block]:
    """The blocks of a run that are body: without lines that are no sentences at its head and foot, and lists of links.

    A run without any sentence (a table, a poem), or of links alone, is all body.
    """
    prose = [at for at, block in run.items() if is_prose(block)]
    if not prose:
        return dict(run)
    first, last = min(prose), max(prose)
    body = {at: block for at, block in run.items() if first <= at <= last and block.link_density < MOSTLY_LINKS}
    return body if any(block.text for block in body.values()) else dict(run)


@dataclass(frozen=True, slots=True)
class Trip:
    """A limit that was passed: who took the blocks, the share they took, and the share they may take."""

    who: str
    share: float
    limit: float
    blocks: frozenset[int]
    damage: tuple[tuple[str, float], ...]
    half: bool = False

    def warning(self, guard: Guard) -> str:
        """A sentence with the shares, the rules in order of damage, and the key that changes the limit."""
        done = {"restore": "their lines were put back", "flag": "nothing was put back", "fail": "no body is given"}
        rules = ", ".join(f"{rule} {share:.0%}" for rule, share in self.damage)
        most = math.ceil(min(self.share * (2 if self.half else 1) + 0.05, 1.0) * 10) / 10
        advice = (
            "No article is all boilerplate: make them narrower, or" if most >= 1 else "If that is right for this site,"
        )
        return (
            f"{self.who} took {self.share:.0%} of the characters of the body (limit {self.limit:.0%}): {rules}; "
            f"{done[guard.on_trip]}. {advice} write guard: {{max_removed: {most:.0%}}} in its file"
        )


@dataclass
class Scale:
    """The body of a run and what rules take of it."""

    run: Mapping[int, Block]
    taken: Mapping[int, Sequence[Mark]]
    guard: Guard

    def __post_init__(self) -> None:
        self.body = body_of(self.run)
        self.total = sum(len(block.text) for block in self.body.values())
        self.scopes = {at: self._scope(marks) for at, marks in self.taken.items()}
        for rule in {rule_id(mark) for marks in self.taken.values() for mark in marks if mark.scope == "range"}:
            if self.size(self._of(rule)) > (1 - LEAST_BESIDE_A_RANGE) * self.total:
                self.scopes |= {at: "broad" for at in self._of(rule) if self.scopes[at] == "range"}

    def _scope(self, marks: Sequence[Mark]) -> str:
        """The narrowest of a block's marks speaks for it, if it takes as much as the others."""
        whole = [mark for mark in marks if mark.span is None] or marks
        return min((mark.scope for mark in whole), key=("named", "range", "broad").index)

    def _of(self, rule: str) -> set[int]:
        return {at for at, marks in self.taken.items() if any(rule_id(mark) == rule for mark in marks)}

    def size(self, blocks: set[int] | frozenset[int]) -> int:
        """Characters of the body that rules take of these blocks."""
        return sum(_size(self.body[at], self.taken[at]) for at in blocks if at in self.body)

    def trips(self) -> Iterator[Trip]:
        """The limits that are passed, the widest first: where it is passed, the others need no look."""
        everything = set(self.taken)
        if self._nearly_all():
            yield self._trip("rules", everything, self.total, max(NEARLY_ALL, self.guard.max_removed))
            return
        broad = {at for at in everything if self.scopes[at] == "broad"}
        rest = self.total - self.size(everything - broad)
        packs = {at for at in broad if all(mark.voice == Voice.PACK for mark in self.taken[at])}
        limit, packs_limit = self._limit(rest), self._limit(rest, PACKS)
        for blocks in self._single(packs, packs_limit):
            yield self._trip("a rule of a pack", blocks, rest, packs_limit / rest, half=True)
            packs, broad = packs - blocks, broad - blocks
        if self.size(broad) > limit:
            yield self._trip("broad rules", broad, rest, limit / rest)
        elif self.size(packs) > packs_limit:
            yield self._trip("packs", packs, rest, packs_limit / rest, half=True)

    def _nearly_all(self) -> bool:
        """Whether rules leave next to nothing of the run, or no sentence where there were some."""
        if self.guard.max_removed >= 1:
            return False
        total = sum(len(block.text) for block in self.run.values())
        share = sum(_size(self.run[at], marks) for at, marks in self.taken.items()) / max(total, 1)
        if share > max(NEARLY_ALL, self.guard.max_removed):
            return True
        prose = {at for at, block in self.run.items() if is_prose(block)}
        whole = {at for at, marks in self.taken.items() if any(mark.span is None for mark in marks)}
        return bool(prose) and prose <= whole and share > LEAST_BESIDE_A_RANGE

    def _limit(self, total: int, part: float = 1.0) -> float:
        """Characters that broad rules may take of a body; below 100 words a share says little."""
        limit = self.guard.max_removed * part * total
        if self.guard.own:
            return limit
        return max(limit, min(MOST_OF_SHORT * total, self.guard.max_removed * SHORT))

    def _single(self, packs: set[int], limit: float) -> Iterator[set[int]]:
        """The blocks of each rule of a pack that takes too much alone."""
        for rule in sorted({rule_id(mark) for at in packs for mark in self.taken[at]}):
            blocks = self._of(rule) & packs
            if self.size(blocks) > limit:
                yield blocks

    def _trip(self, who: str, blocks: set[int], total: int, limit: float, *, half: bool = False) -> Trip:
        damage: Counter[str] = Counter()
        for at in blocks & self.body.keys():
            strongest = self.taken[at][0]
            damage[rule_id(strongest)] += _size(self.body[at], self.taken[at])
        shares = tuple((rule, size / total) for rule, size in damage.most_common())
        return Trip(who, self.size(blocks) / total, limit, frozenset(blocks), shares, half)


def _size(block: Block, marks: Sequence[Mark]) -> int:
    """Characters that marks take of a block: all, or the spans."""
    if any(mark.span is None for mark in marks):
        return len(block.text)
    spans = {mark.span: len(mark.replacement) for mark in marks if mark.span is not None}
    return min(len(block.text), sum(max(end - start - put, 0) for (start, end), put in spans.items()))


def rule_id(mark: Mark) -> str:
    """The rule's id, of `id file:line`."""
    return mark.by.partition(" ")[0]
