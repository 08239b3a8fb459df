"""Plain text becomes blocks: nothing is lost, lines keep their order, and what was written reads back the same."""

from __future__ import annotations

import pytest
import regex
from hypothesis import example, given
from hypothesis import strategies as st

from cleaner.page import Block
from cleaner.reading import read
from cleaner.reading.plain import blocks, render
from cleaner.text.characters import TERMINAL

WORD = regex.compile(r"[\p{L}\p{N}]+")

WRAPPED = """The minister of finance said on Monday that the new budget would be put
before parliament by the end of the month, after weeks of quarrels about
the price of bread and the debts of the government. He did not say more
than that.

A second paragraph follows here with some more words, so that the width
of the lines can be seen by whoever reads it, and it is as long as it
has to be for that."""

POEM = """The fog had come
on the feet of a cat
and it sat on the wall
and looked at the sea

It did not move
when the lamps were lit
and nobody called
and nobody came"""

SONNET = """The wind that walks the harbour wall at night
And rattles every shutter in the row
Has nothing in its hands that we might know
And carries neither message, nor a light,
Yet all the sleepers turn when it goes by
And dream of ships that never touched the quay,
Of letters that were lost upon the sea
And gulls that wrote their names upon the sky."""

ADDRESSES = """Ann Lee
12 High Street
Leeds LS1 4AP

Bo Chen
The Old Forge, Mill Lane
Otley LS21 1AB"""

DIALOGUE = """"You have been away for a very long time, and nobody knew where you were," she said.
"I was in the north, where the road ends and the snow begins every October," he said.
"And you did not write, not once, although you had promised it at the gate," she said.
"There was no post, and then there was no paper, and then there was no time," he said."""

LIST = """Denmark (Group D): Ninth appearance at a European Championship, 1992 winners
England (Group C): Eleventh appearance at a European Championship, 2020 finalists
France (Group D): Eleventh appearance at a European Championship, 1984 winners
Serbia (Group C): Sixth appearance at a European Championship, 1960 runners-up"""


def texts(source: str) -> list[str]:
    return [block.text for block in blocks(source)]


def test_wrapped_text_is_unwrapped_with_its_lines() -> None:
    found = blocks(WRAPPED)
    assert [(block.first_line, block.last_line) for block in found] == [(1, 4), (6, 8)]
    assert found[0].text.startswith("The minister of finance said on Monday that the new budget would be put before")


def test_wrapped_text_without_blank_lines() -> None:
    found = blocks(WRAPPED.replace("\n\n", "\n"))
    assert [(block.first_line, block.tight) for block in found] == [(1, False), (5, False)]


PAGE = """Home
World News
Sport
Minister says budget comes before parliament
The minister of finance said on Monday that the new budget would be put
before parliament by the end of the month, after weeks of quarrels about
the price of bread and the debts of the government. He did not say more
than that.
Share this article
A second paragraph follows here with some more words, so that the width
of the lines can be seen by whoever reads it, and it is as long as it
has to be for that. The Ministry of Finance and the Bank of the Country
Office for Statistics had no comment on Monday.
Bus Fares Rise Again in the Capital as the Council Meets on the Budgets
Ferry Back in Service After Two Years of Repairs at the Harbour of Town
About us
Contact"""


def test_wrapped_text_whose_menus_follow_without_a_blank_line() -> None:
    found = texts(PAGE)
    assert found[:4] == ["Home", "World News", "Sport", "Minister says budget comes before parliament"]
    assert found[4].endswith("He did not say more than that.")
    assert found[5] == "Share this article"
    assert found[6].endswith("Office for Statistics had no comment on Monday.")
    assert found[7:] == PAGE.split("\n")[-4:]


def test_short_lines_that_are_no_wrapped_prose_stay_beside_menus() -> None:
    headlines = "Bus Fares Rise Again in the Capital as the Council Meets on the Budgets\n" * 12
    lines = [line for line in PAGE.split("\n") if len(line) < 60]
    source = "\n".join([*lines, *headlines.strip().split("\n"), *lines])
    assert texts(source) == source.split("\n")


@pytest.mark.parametrize("source", [POEM, SONNET, ADDRESSES, DIALOGUE, LIST])
def test_lines_that_are_no_wrapped_prose_stay(source: str) -> None:
    assert texts(source) == [line for line in source.split("\n") if line]
    in_wrapped = texts(f"{WRAPPED}\n\n{source}")
    assert in_wrapped[2:] == [line for line in source.split("\n") if line]


@pytest.mark.parametrize("source", [POEM, SONNET, ADDRESSES])
def test_verse_keeps_its_shape(source: str) -> None:
    assert render(blocks(source)) == source


def test_hyphens_at_line_ends_go_only_where_the_word_is_known() -> None:
    source = WRAPPED + (
        "\n\nIt was the first time in eleven years that a minister of this govern-"
        "\nment had to answer for the price of bread, which is a rather well-\nknown trap. The government fell."
    )
    whole = texts(source)[2]
    assert "this government had" in whole
    assert "well-known" in whole


def test_wrapped_chinese_is_joined_without_blanks() -> None:
    source = (
        "中国外交部发言人星期一在北京举行的例行记者会上表示，中方愿意与有关\n各方一道继续推动问题的政治解决进程，维护地区的和平与稳定，实现共同的\n发展和繁荣。\n\n"
        "第二段文字在这里继续说明一些情况，以便让读者能够看出这些行的宽度是怎\n样的，这已经足够长了，可以用来测试。"
    )
    assert texts(source) == ["".join(part.split("\n")) for part in source.split("\n\n")]


def test_paragraphs_are_lines() -> None:
    found = blocks("First paragraph of the story.\nSecond paragraph of the story.\nThird one.")
    assert [block.tight for block in found] == [False, False, False]
    assert render(found) == "First paragraph of the story.\n\nSecond paragraph of the story.\n\nThird one."


def test_markdown_passes_as_text() -> None:
    source = "# Title\n\nText *here*.\n\n- one\n- two\n\n> said\n\n```\ndef f():\n    return 1\n```"
    found = blocks(source)
    assert [block.tag for block in found] == ["h1", "p", "li", "li", "blockquote", "pre", "pre", "pre", "pre"]
    assert render(found) == source


def test_tables_keep_their_columns() -> None:
    source = "Team      Points\nLeeds       12\nYork        9"
    assert render(blocks(source)) == source
    assert texts("A line   with an odd gap.\nAnother line.") == ["A line with an odd gap.", "Another line."]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_numbers_are_those_of_the_source(newline: str) -> None:
    found = blocks(newline.join(["One.", "", " ", "Two.", "Three."]))
    assert [(block.text, block.first_line) for block in found] == [("One.", 1), ("Two.", 4), ("Three.", 5)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a\xa0b\u2009c\u3000d", "a b c d"),
        ("co\xadop\u200b\ufeff\u2060", "coop"),
        ("n\x00u\x00l", "nul"),
        ("bell\x07 \x1b[31mred\x1b[0m", "bell red"),
        ("it\x92s \x93so\x94", "it’s “so”"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("a\u200cb\u200d", "ab"),
    ],
)
def test_characters_nobody_sees(source: str, text: str) -> None:
    assert texts(source) == [text]


def test_other_breaks_are_line_breaks() -> None:
    assert [(block.text, block.first_line) for block in blocks("a\u2028b\x0cc\nd")] == [
        ("a", 1), ("b", 1), ("c", 1), ("d", 2),
    ]  # fmt: skip


def test_thirty_megabytes_on_one_line() -> None:
    page = read(b"The river rose two metres overnight. " * 810_000)
    assert len(page.blocks) == 1


LINES = st.sampled_from(
    [
        "", "", " ", "# Title", "- item", "* item", "1. first", "> quote", "```", "```python", "~~~", "    code", "| a | b |",
        "a   b   c", "a\tb", "Short line", "on the feet of a cat", "It was late.", '"Who is there?"', "—", "\x0c", "\u2028x",
        "A" * 90 + " " + "b" * 30, *WRAPPED.split("\n"), *POEM.split("\n"),
    ]
) | st.text(max_size=40)  # fmt: skip
DOCUMENTS = st.lists(LINES, max_size=30).map("\n".join)


@given(DOCUMENTS, st.data())
@example("```\n  a\n```", None)
@example("A\n\nb\nc\nd\ne", None)
def test_what_is_written_reads_back(source: str, data: st.DataObject | None) -> None:
    found = blocks(source)
    keep = data.draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found))) if data else [True] * len(found)
    kept: list[Block] = [block for block, here in zip(found, keep, strict=True) if here]
    text = render(kept)
    again = blocks(text)
    assert [" ".join(block.text.split()) for block in again] == [" ".join(block.text.split()) for block in kept]
    assert render(again) == text


@given(DOCUMENTS)
def test_no_word_is_lost_and_order_stays(source: str) -> None:
    found = blocks(source)
    assert [block.first_line for block in found] == sorted(block.first_line for block in found)
    for number, line in enumerate(regex.split(r"\r\n|\r|\n", source), 1):
        here = " ".join(block.text for block in found if block.first_line <= number <= block.last_line)
        if line.isascii():
            assert "".join(WORD.findall(TERMINAL.sub("", line))) in "".join(WORD.findall(here))
