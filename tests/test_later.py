"""What a result works out only when it is read is what it would have been at once."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, replace

import pytest

from cleaner import clean
from cleaner.later import Later, outside
from cleaner.page import Mark, Voice

HTML = """<html><body><nav><a href="/">Home</a></nav><article><h1>River rises</h1>
<p>The river rose two metres overnight, officials in the district said on Tuesday morning.</p>
<p>Two bridges were closed, and a school was opened for those who had to leave.</p></article>
<footer><p>About us</p><p>Terms</p></footer></body></html>"""


def counted(asked: list[int]) -> Iterator[str]:
    asked.append(1)
    yield from ("is mostly links", "is short")


def test_reasons_are_worked_out_once_and_only_when_read() -> None:
    asked: list[int] = []
    reasons = Later(lambda: counted(asked))
    marks = [outside(at * 2, "a voice", 0.8, reasons, at) for at in range(2)]
    assert [mark.block for mark in marks] == [0, 2]
    assert not asked
    assert [mark.why for mark in marks] == ["is mostly links", "is short"]
    assert [mark.why for mark in marks] == ["is mostly links", "is short"]
    assert len(asked) == 1


def test_a_mark_with_a_later_reason_is_a_mark() -> None:
    later = outside(4, "a voice", 0.8, Later(lambda: ["is short"]), 0)
    plain = Mark(4, "outside", "is short", "a voice", Voice.EXTRACTOR, confidence=0.8)
    assert later == plain
    assert plain == later
    assert hash(later) == hash(plain)
    assert asdict(later) == asdict(plain)
    assert replace(later, block=5) == replace(plain, block=5)
    assert type(pickle.loads(pickle.dumps(later))) is Mark
    assert copy.copy(later) == plain
    assert "is short" in repr(later)
    with pytest.raises(FrozenInstanceError):
        later.block = 7  # type: ignore[misc]
    with pytest.raises(AttributeError):
        later.reason  # type: ignore[attr-defined]  # noqa: B018


def test_a_later_list_is_that_list() -> None:
    later = Later(lambda: iter("abc"))
    assert later == ["a", "b", "c"]
    assert (len(later), later[0], later[-1], later[1:], "b" in later) == (3, "a", "c", ["b", "c"], True)
    assert repr(later) == "['a', 'b', 'c']"
    assert type(pickle.loads(pickle.dumps(later))) is list
    assert Later(lambda: "ab") != later
    assert not Later(lambda: [])


@pytest.mark.parametrize("source", [HTML, "Home\n\nAbout us\n\n" + "The river rose two metres, they said.\n\n" * 2])
def test_a_result_travels_before_it_is_read(source: str) -> None:
    fresh, read = clean(source), clean(source)
    assert [(one.text, one.why) for one in read.removed]
    arrived = pickle.loads(pickle.dumps(fresh))
    assert arrived.removed == read.removed
    assert arrived.marks == read.marks
    assert arrived.verdicts == read.verdicts
