"""What recurs in a site: whole lines, beginnings and ends, shapes and blocks; and what of it goes."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache

import pytest

from cleaner.page import Cleaned
from cleaner.pipeline import Cleaner
from cleaner.site_memory import Count, Memory
from cleaner.writing import explanation

NOUNS = [
    "bridge",
    "council",
    "harbour",
    "museum",
    "orchard",
    "railway",
    "school",
    "theatre",
    "market",
    "garden",
    "station",
    "library",
    "quarry",
    "mill",
    "ferry",
]
VERBS = [
    "opened",
    "closed",
    "moved",
    "sold",
    "mended",
    "painted",
    "visited",
    "counted",
    "measured",
    "flooded",
    "lit",
    "searched",
    "emptied",
    "filled",
]
PROMPTS = ("sign up", "newsletter", "read more", "follow ", "support", "friend", "write to", "app", "photo", "pounds")


def judge(lines: Sequence[str]) -> Iterable[float]:
    """What a judge of words says: prompts are residue, sentences are not."""
    return [3.0 if any(one in line.lower() for one in PROMPTS) else -3.0 for line in lines]


def story(number: int, paragraphs: int = 4) -> list[str]:
    """English prose of its own for each number."""
    chosen = random.Random(number)

    def sentence() -> str:
        words = [
            f"the {chosen.choice(NOUNS)} was {chosen.choice(VERBS)} by {chosen.randint(2, 99)} people" for _ in range(3)
        ]
        return ", and ".join(words).capitalize() + "."

    return [f"{sentence()} {sentence()}" for _ in range(paragraphs)]


def text(*lines: str) -> str:
    return "\n\n".join(lines)


@cache
def plain() -> Cleaner:
    return Cleaner(site_files=False, packs=False)


def memory_of(pages: Sequence[str]) -> Memory:
    count = Count()
    for page in pages:
        if seen := plain().look(page, url="https://bugle.example/a"):
            count.add(seen)
    return count.memory(judge=judge)


def cleaned(pages: Sequence[str], number: int) -> Cleaned:
    return replace(plain(), memory=memory_of(pages)).clean(pages[number], url="https://bugle.example/a")


def by_memory(pages: Sequence[str], number: int) -> list[str]:
    return [gone.text for gone in cleaned(pages, number).removed]


def inside(number: int, line: str, others: int = 12, lines: Sequence[str] = ()) -> list[str]:
    """Pages of which the first have a line each between their paragraphs."""
    pages = []
    for page, one in enumerate(lines or [line] * number):
        body = story(page)
        pages.append(text(*body[:2], one, *body[2:]))
    return pages + [text(*story(100 + page)) for page in range(others)]


def test_a_prompt_in_three_articles_goes_and_a_sentence_stays() -> None:
    prompt = "Sign up for the Bugle newsletter and read it with your breakfast every day"
    assert by_memory(inside(3, prompt), 1) == [prompt]
    said = "The weir board declined to say when the gates will be mended."
    assert by_memory(inside(5, said), 1) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Read more: Weir gates rust", "Read more: Eels are back", "Read more: Who paid for the lock?"],
        ["Follow Ada Quill on Chirp @adaq", "Follow Bo Tarn on Chirp @botarn", "Follow Cy Reed Lowe on Chirp @cyr"],
        ["Photo: A. Quill / Bugle", "Photo: Weir board", "Photo: Bo Tarn / Bugle"],
    ],
)
def test_lines_with_a_part_that_varies_go(lines: list[str]) -> None:
    pages = inside(3, "", lines=lines)
    assert [by_memory(pages, at) for at in range(3)] == [[line] for line in lines]


def test_who_speaks_stays_however_often() -> None:
    asked = ["Why?", "When was that?", "And the gates?", "Who paid for it?"]
    pages = inside(4, "", lines=[f"WATER BOARD: {one}" for one in asked])
    assert by_memory(pages, 2) == []


def test_a_promo_glued_to_a_paragraph_is_cut_out_of_it() -> None:
    promo = "Sign up for the Bugle newsletter today. It is free for all readers of the Bugle."
    pages = []
    for page in range(4):
        first, *rest = story(page)
        pages.append(text(f"{promo} {first}", *rest))
    pages += [text(*story(100 + page)) for page in range(12)]
    result = cleaned(pages, 2)
    assert result.text == text(*story(2))
    assert [gone.text for gone in result.removed] == [promo]


def test_a_block_goes_as_one() -> None:
    block = ["Bugle Friends wanted", "From two pounds a month you keep the presses running", "Become a Friend today"]
    pages = [text(*story(page), *block) for page in range(3)] + [text(*story(page)) for page in (7, 8)]
    assert by_memory(pages, 0) == block


def test_background_that_belongs_to_a_subject_stays_and_it_is_said_why() -> None:
    background = "The harbour pact was signed in 1949 by twelve towns on both sides of the river."
    pages = [
        text(f"The harbour pact holds, member {n} said on the quay after the meeting.", *story(n), background)
        for n in range(4)
    ]
    pages += [text(*story(100 + page)) for page in range(12)]
    result = cleaned(pages, 1)
    assert background in result.text
    rows = {row.text: row for row in explanation(result).rows}
    assert rows[background].verdict == "kept"
    assert rows[background].why == "known in 4 of 15 articles, kept because its words read like an article's own"


def test_documents_that_share_long_promos_are_different_articles() -> None:
    promo = [
        f"Support the Bugle, reader {n}: " + " ".join(["for less than the price of a loaf a week"] * 6) + "."
        for n in "abcd"
    ]
    pages = [text(*story(page, 1), *promo) for page in range(5)]
    memory = memory_of(pages).of("bugle.example")
    assert memory is not None
    assert memory.articles == 5


def test_versions_of_one_story_are_one_article() -> None:
    pages = [text(*story(1, 9), *story(50 + page, 1)) for page in range(6)]
    memory = memory_of(pages).of("bugle.example")
    assert memory is not None
    assert memory.articles == 1
