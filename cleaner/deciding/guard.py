"""Marks of rules inside the body run → those that must be undone, because together they take too much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from cleaner.lines import is_prose
from cleaner.page import Block, Mark, Voice
from cleaner.text.words import word_count

# Below this many words a share says little: two lines of a short note are soon a third of it.
SMALLEST_GUARDED = 100
# Most of a short note may be furniture, but not most of its sentences: the share that site memory may take, too.
MOST_OF_SHORT_PROSE = 0.5


@dataclass(frozen=True, slots=True)
class Guard:
    """Limits of what rules may take out of the body run, as shares of its characters (0 to 1) or in words.

    `named` are the limits that a file sets itself: they count for short texts, too.
    """

    max_removed: float = 0.30
    packs_max_removed: float = 0.15
    max_removed_by_one_rule: float = 0.15
    min_words_left: int = 40
    never_drop_longer_than: int = 60
    quotes: bool = True
    on_trip: Literal["restore", "flag", "fail"] = "restore"
    named: frozenset[str] = field(default=frozenset(), compare=False)

    def for_short(self) -> Guard:
        """Of the limits in shares and words only those that a file sets itself."""
        return replace(self, **{name: value for name, value in NO_LIMITS.items() if name not in self.named})


# Beyond them nothing can go.
NO_LIMITS: dict[str, Any] = {
    "max_removed": 1.0, "packs_max_removed": 1.0, "max_removed_by_one_rule": 1.0, "min_words_left": 0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tripped:
    """What a guard decided. `undo` are the marks that no longer count, `failed` says that nothing may be given out."""

    undo: frozenset[Mark] = frozenset()
    warnings: tuple[str, ...] = ()
    failed: bool = False


def tripped(run: Mapping[int, Block] | Sequence[Block], marks: Sequence[Mark], guard: Guard) -> Tripped:
    """Which marks of rules to undo, so that the body run keeps what the guard asks for.

    `run`: the blocks of the body run by their index on the page (a sequence counts from 0). `marks`: the winning
    marks in it, whoever made them; only those of rules count. Pure.
    """
    blocks = run if isinstance(run, Mapping) else dict(enumerate(run))
    ours = [
        mark
        for mark in marks
        if mark.voice >= Voice.PACK and mark.block in blocks and not mark.keep and not mark.replacement
    ]
    words = sum(word_count(block.text) for block in blocks.values())
    if not ours:
        return Tripped()
    short = words < SMALLEST_GUARDED
    guard = guard.for_short() if short else guard

    def gutted(marks: Sequence[Mark]) -> bool:
        return _gutted(blocks, marks, guard, words) or (short and _emptied(blocks, marks, guard))

    undo, warnings = _too_much_by_one(blocks, ours, guard)
    if _over(blocks, [mark for mark in _packs(ours) if mark not in undo], guard.packs_max_removed):
        undo |= set(_packs(ours))
        warnings.append(
            _warning(f"packs took more than {guard.packs_max_removed:.0%} of the body", blocks, _packs(ours), guard)
        )
    left = [mark for mark in ours if mark not in undo]
    if gutted(left):
        undo |= set(_packs(ours))
        left = [mark for mark in ours if mark not in undo]
        undo |= set(left) if gutted(left) else set()
        warnings.append(_warning("rules took too much of the body", blocks, ours, guard))
    if guard.on_trip == "flag":
        return Tripped(frozenset(), tuple(warnings))
    return Tripped(frozenset(undo), tuple(warnings), failed=guard.on_trip == "fail" and bool(warnings))


def _packs(marks: Sequence[Mark]) -> list[Mark]:
    return [mark for mark in marks if mark.voice == Voice.PACK]


def _size(blocks: Mapping[int, Block], mark: Mark) -> int:
    return mark.span[1] - mark.span[0] if mark.span else len(blocks[mark.block].text)


def _taken(blocks: Mapping[int, Block], marks: Sequence[Mark]) -> int:
    """Characters that the marks take; two marks on one block count once."""
    whole = {mark.block for mark in marks if mark.span is None}
    spans = sum(_size(blocks, mark) for mark in marks if mark.span is not None and mark.block not in whole)
    return spans + sum(len(blocks[index].text) for index in whole)


def _over(blocks: Mapping[int, Block], marks: Sequence[Mark], limit: float) -> bool:
    total = sum(len(block.text) for block in blocks.values())
    return _taken(blocks, marks) > limit * total


def _gutted(blocks: Mapping[int, Block], marks: Sequence[Mark], guard: Guard, words: int) -> bool:
    if not marks:
        return False
    whole = {mark.block for mark in marks if mark.span is None}
    left = words - sum(word_count(blocks[index].text) for index in whole)
    return _over(blocks, marks, guard.max_removed) or left < guard.min_words_left


def _emptied(blocks: Mapping[int, Block], marks: Sequence[Mark], guard: Guard) -> bool:
    """Whether most of a short text's sentences would go; where a file sets its own share, that counts instead."""
    prose = {index: block for index, block in blocks.items() if is_prose(block)}
    inside = [mark for mark in marks if mark.block in prose]
    return bool(inside) and "max_removed" not in guard.named and _over(prose, inside, MOST_OF_SHORT_PROSE)


def _too_much_by_one(blocks: Mapping[int, Block], marks: Sequence[Mark], guard: Guard) -> tuple[set[Mark], list[str]]:
    undo: set[Mark] = set()
    warnings = []
    for rule in sorted({rule_id(mark) for mark in _packs(marks)}):
        own = [mark for mark in _packs(marks) if rule_id(mark) == rule]
        if _over(blocks, own, guard.max_removed_by_one_rule):
            undo |= set(own)
            warnings.append(
                f"the rule {rule} would take more than {guard.max_removed_by_one_rule:.0%} of the body; {_done(guard)}"
            )
    return undo, warnings


def rule_id(mark: Mark) -> str:
    """The rule's id, of `id file:line`."""
    return mark.by.partition(" ")[0]


def _done(guard: Guard) -> str:
    return {"restore": "its lines were put back", "flag": "nothing was put back", "fail": "no body is given"}[
        guard.on_trip
    ]


def _warning(sentence: str, blocks: Mapping[int, Block], marks: Sequence[Mark], guard: Guard) -> str:
    """The sentence with the rules in order of damage."""
    damage: Counter[str] = Counter()
    for mark in marks:
        damage[rule_id(mark)] += _size(blocks, mark)
    rules = ", ".join(rule for rule, _ in damage.most_common())
    return f"{sentence} ({rules}); {_done(guard)}"
