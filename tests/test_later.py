"""What a result works out only when it is read is what it would have been at once."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, replace

import pytest

from cleaner import clean
from cleaner.later import Later, outside, untold
from cleaner.page import Block, Mark, Voice
from cleaner.reading import read

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


def test_a_block_that_looks_for_its_place_later_is_a_block() -> None:
    plain = Block("Two bridges were closed, and a school was opened for those who had to leave.", "p",
                  "html body article p", 0.0, 3, 3)  # fmt: skip
    later = [read(HTML, kind="html").blocks[3] for _ in range(6)]
    assert later[0] == plain
    assert plain == later[1]
    assert hash(later[2]) == hash(plain)
    assert repr(later[3]) == repr(plain)
    assert asdict(later[4]) == asdict(plain)
    assert later[5].saying("Two bridges were closed.") == replace(plain, text="Two bridges were closed.")
    later = [read(HTML, kind="html").blocks[3] for _ in range(3)]
    assert replace(later[0], tight=True) == replace(plain, tight=True)
    assert type(pickle.loads(pickle.dumps(later[1]))) is Block
    assert pickle.loads(pickle.dumps(later[1])) == plain
    assert copy.copy(later[2]) == plain
    with pytest.raises(FrozenInstanceError):
        later[0].text = "Two"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        later[0].line  # type: ignore[attr-defined]  # noqa: B018


def test_lines_are_the_same_in_whatever_order_they_are_asked_for() -> None:
    page = "<body>\n" + "".join(f"<p>Line {number} of\nthe page</p>\n" for number in range(2, 40))
    in_order = [block.first_line for block in read(page, kind="html").blocks]
    blocks = read(page, kind="html").blocks
    assert in_order == list(range(2, 78, 2))
    assert [block.last_line for block in reversed(blocks)] == list(range(77, 2, -2))
    assert [block.first_line for block in blocks] == in_order


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


def test_a_reason_told_later_is_told_as_if_it_had_always_been_there() -> None:
    plain = Mark(3, "related", why="a story under line 7", by="related_lists", twin=1)
    late = untold(replace(plain, why=""), lambda: "a story under line 7")
    assert late == plain
    assert plain == late
    assert hash(late) == hash(plain)
    assert repr(late) == repr(plain)
    assert type(replace(late, block=4)) is Mark
    assert pickle.loads(pickle.dumps(late)) == plain
