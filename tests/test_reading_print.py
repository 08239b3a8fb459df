"""Text of printed pages: narrow columns, divided words, running heads, two columns; and what only looks so."""

from __future__ import annotations

import textwrap

import pytest

from cleaner import clean
from cleaner.reading.plain import blocks

TITLE = "Council Keeps the Old Ferry for Two More Years"
PARAGRAPHS = (
    "The old ferry to the islands will run for two more years, the council of Northport decided on Tuesday evening. "
    "Nine members voted for the plan and four against it, after a debate that had lasted for almost five hours.",
    "The repairs will cost three million crowns, most of it for the hull. The tickets will be dearer from January on, and "
    "the last crossing of the evening will be dropped on weekdays, said Ada Lind, who chairs the committee.",
    "Islanders who work on the mainland had asked for the opposite. About two hundred of them cross every day, and most "
    "come back with the boat that will not sail again, the office of the harbour said.",
)


@pytest.mark.parametrize("width", [24, 28, 32, 36, 40, 44, 50, 72])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_narrow_columns_are_prose(width: int, gap: str) -> None:
    text = gap.join("\n".join(textwrap.wrap(part, width, break_on_hyphens=False)) for part in PARAGRAPHS)
    result = clean(text, kind="text")
    assert result.text.split() == " ".join(PARAGRAPHS).split()
    if gap == "\n\n":
        assert result.text == "\n\n".join(PARAGRAPHS)


def test_words_divided_at_line_ends_are_whole() -> None:
    text = (
        "The old ferry to the is-\nlands will run for two\nmore years, the coun-\ncil of Northport deci-\nded on Tuesday.\n\n"
        "Nine members voted for\nthe plan and four aga-\ninst the well-known pro-\nposal of the mayor, who\nis a well-\n"
        "known friend of bridges."
    )
    joined = "\n".join(block.text for block in blocks(text))
    assert all(word in joined for word in ("islands", "council", "decided", "proposal"))
    assert joined.count("well-known") == 2


PAGES = """THE NORTHPORT POST            Friday, May 9, 2031            A{first}

{one}
THE NORTHPORT POST            Friday, May 9, 2031            A{second}
{two}

                                 {second}
"""


def test_running_heads_and_page_numbers_go_and_the_sentence_goes_on() -> None:
    lines = textwrap.wrap(" ".join(PARAGRAPHS), 40, break_on_hyphens=False)
    text = PAGES.format(first=3, second=4, one="\n".join(lines[:6]), two="\n".join(lines[6:]))
    result = clean(text, kind="text")
    assert result.text.split() == " ".join(PARAGRAPHS).split()
    assert {entry.by for entry in result.removed} == {"running_heads"}


def test_two_columns_are_read_one_after_the_other() -> None:
    lines = textwrap.wrap(" ".join(PARAGRAPHS), 30, break_on_hyphens=False)
    half = (len(lines) + 1) // 2
    rows = [f"{a:<36}{b}".rstrip() for a, b in zip(lines[:half], [*lines[half:], ""], strict=False)]
    assert clean("\n".join(rows), kind="text").text.split() == " ".join(PARAGRAPHS).split()


@pytest.mark.parametrize(
    "text",
    [
        "The tide comes in, the tide goes out,\nAnd nobody has seen it turn,\nThe ferry waits, the sailors shout,\n"
        "The lanterns of the harbour burn.\n\nThe tide goes out, the tide comes in,\nThe captain counts his crew again,\n"
        "And what the islands lose or win\nIs written in the books of men.",
        "Ada Lind\nThe Old Harbour 4\n1200 Northport\n\nBo Rees\nChurch Lane 17\n1200 Northport\n\nTom Harrow\nThe Quay 1",
        "def council(votes):\n    return sum(votes) > 6\n\nfor vote in votes:\n    print(vote)\n    count(vote)\n    done()",
        "Northport      3    1\nLinden         2    2\nElmsworth      0    4\nSkerry         1    1\nMuara          5    0",
        "Chapter 1\n\nIt was the first of many days.\n\nNobody spoke.\n\nThe sea was calm.\n\nShe knew why.\n\nChapter 2\n\nThen it rained.",
    ],
)
def test_verse_addresses_code_and_tables_stay(text: str) -> None:
    assert len(blocks(text)) == len([line for line in text.split("\n") if line.strip()])
