"""Site memory: what several different articles of a site share goes, and nothing else ever does."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaner.batch.run import clean_folder
from cleaner.batch.site_memory import remember
from cleaner.page import Cleaned
from cleaner.pipeline import Cleaner
from cleaner.site_memory import Count, Memory, MemoryFault, Sighting
from cleaner.site_memory.lines import key_of

# Words of no language, so that no pack knows any of them.
SYLLABLES = ["ba", "de", "fi", "go", "lu", "ma", "ne", "pi", "ro", "su", "ta", "ve"]
MENU = ["Zamora", "Bavelo nuri", "Talude sagopi remu", "Rovene lufi"]
TAIL = ["Gomane tasu vero pilu", "Nedefi lugo supita rove baluma tavegode nesupi rolufi magota.", "Vesula"]


def words(number: int, count: int) -> list[str]:
    chosen = random.Random(number)
    return ["".join(chosen.choices(SYLLABLES, k=chosen.randint(2, 4))) for _ in range(count)]


def article(number: int, paragraphs: int = 4) -> list[str]:
    """Prose of its own for each number."""
    return [" ".join(words(number * 100 + part, 24)).capitalize() + "." for part in range(paragraphs)]


def text(*lines: str) -> str:
    return "\n\n".join(lines)


@cache
def plain() -> Cleaner:
    return Cleaner(site_files=False)


def learned(*pages: str, site: str = "example.com") -> Cleaner:
    """A cleaner that has seen the pages of a site."""
    count = Count()
    for page in pages:
        if seen := plain().look(page, url=f"https://{site}/a"):
            count.add(seen)
    return replace(plain(), memory=count.memory())


def cleaned(cleaner: Cleaner, page: str, site: str = "example.com") -> Cleaned:
    return cleaner.clean(page, url=f"https://{site}/a")


def site_pages(number: int = 6) -> list[str]:
    return [text(*MENU, *article(page), *TAIL) for page in range(number)]


def test_menu_and_tail_go_from_every_page_and_say_why() -> None:
    pages = site_pages()
    cleaner = learned(*pages)
    for number, page in enumerate(pages):
        result = cleaned(cleaner, page)
        assert result.text == text(*article(number))
        assert {(gone.by, gone.why) for gone in result.removed} == {
            ("site_memory", f"stands in 6 of 6 articles of this site, in a block of {lines} known lines")
            for lines in (len(MENU), len(TAIL))
        }


def test_a_new_page_of_the_site_is_cleaned_too() -> None:
    assert cleaned(learned(*site_pages()), text(*MENU, *article(77), *TAIL)).text == text(*article(77))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_few_pages_teach_short_lines_only(number: int) -> None:
    pages = site_pages(number)
    expected = {1: cleaned(plain(), pages[0]).text, 2: text(*article(0), *TAIL[:-1]), 3: text(*article(0))}
    assert cleaned(learned(*pages), pages[0]).text == expected[number]


def test_html_and_text_of_one_site_share_a_memory() -> None:
    html = "".join(f"<p>{line}</p>" for line in [*MENU, *article(9), *TAIL])
    result = cleaned(learned(*site_pages()), f"<html><body><div>{html}</div></body></html>")
    assert not set(result.text.split("\n\n")) & {*MENU, *TAIL}
    assert article(9)[1] in result.text


def test_numbers_do_not_hide_a_line() -> None:
    pages = [text(f"Rovene {n} lufi tasu vero {n + 7}", *article(n)) for n in range(4)]
    assert cleaned(learned(*pages), pages[2]).text == text(*article(2))


# What looks like furniture to a counter and is the article's.


@pytest.mark.parametrize("copies", [2, 3, 20])
def test_copies_of_one_article_change_nothing(copies: int) -> None:
    pages = [text(*words(n, 3), *article(1, 6)) for n in range(copies)]
    cleaner = learned(*pages)
    assert [cleaned(cleaner, page).text for page in pages] == [cleaned(plain(), page).text for page in pages]


def test_updates_of_one_article_change_nothing() -> None:
    pages = [text(*MENU, *article(1, 9), *article(50 + n, 1)) for n in range(6)]
    cleaner = learned(*pages)
    assert [cleaned(cleaner, page).text for page in pages] == [cleaned(plain(), page).text for page in pages]


# Letters of no words, run on as Chinese and Thai are.
LETTERS = {
    "zh": "河水上涨大桥关闭官员表示居民应当留在家中市长周一宣布工程",
    "th": "สะพานแม่น้ำเทศบาลถนนโรงเรียนตลาดรถไฟงบประมาณ",
}
COMMA = {"zh": "，", "th": " "}


def unspaced(script: str, number: int, paragraphs: int) -> list[str]:
    chosen = random.Random(number)
    clauses = [["".join(chosen.choices(LETTERS[script], k=20)) for _ in range(4)] for _ in range(paragraphs)]
    return [COMMA[script].join(clause) + ("。" if script == "zh" else "") for clause in clauses]


@pytest.mark.parametrize("script", list(LETTERS))
def test_scripts_without_spaces_count_different_articles_too(script: str) -> None:
    updates = [text(*unspaced(script, 1, 9), *unspaced(script, 50 + n, 1)) for n in range(6)]
    cleaner = learned(*updates)
    assert [cleaned(cleaner, page).text for page in updates] == [cleaned(plain(), page).text for page in updates]
    pages = [text(*MENU, *unspaced(script, n, 5)) for n in range(6)]
    gone = {one.text for one in cleaned(learned(*pages), pages[2]).removed if one.by == "site_memory"}
    assert gone == set(MENU)


def test_the_repeated_article_of_a_site_stays() -> None:
    pages = [*site_pages(), *[text(*MENU, *article(3), *TAIL)] * 5]
    assert cleaned(learned(*pages), pages[3]).text == text(*article(3))


def test_a_page_that_would_lose_most_of_its_prose_keeps_all_and_says_so() -> None:
    standing = article(500, 6)
    pages = [text(*article(n, 8), *standing) for n in range(6)]
    page = text(*article(99, 2), *standing)
    result = cleaned(learned(*pages), page)
    assert result.text == cleaned(plain(), page).text
    assert [said for said in result.warnings if "site memory was not used" in said]


def test_background_paragraphs_of_a_running_story_stay() -> None:
    background = article(900, 1)[0]
    pages = [text(*article(n, 2), background, *article(n + 40, 2)) for n in range(3)]
    pages += [text(*article(n)) for n in range(10, 16)]
    assert background in cleaned(learned(*pages), pages[0]).text


@pytest.mark.parametrize("line", ["Pirote.", "Kosu mani.", "Kosu mani", "Talude 5 sagopi remu lufi"])
def test_short_lines_between_paragraphs_stay(line: str) -> None:
    pages = [text(*MENU, *article(n, 2), line, *article(n + 40, 2), *TAIL) for n in range(6)]
    assert line in cleaned(learned(*pages), pages[4]).text


def test_ingredients_that_many_recipes_have_stay() -> None:
    pages = []
    for n in range(3):
        first, *rest = article(n)
        others = [f"{k} {' '.join(words(n * 9 + k, 2))}" for k in range(2, 8)]
        pages.append(text(*MENU, first, "1 tsp bavelo", *others, *rest))
    pages += [text(*MENU, *article(n)) for n in range(10, 16)]
    result = cleaned(learned(*pages), pages[1]).text
    assert "1 tsp bavelo" in result
    assert "Talude" not in result


def test_datelines_and_agencies_stay() -> None:
    line = "LEEDS, England (Reuters) -"
    story = "The river rose by two metres in the night, and the town closed both of its bridges to {}."
    english = "It was not clear how many of the people who had left for the hills would be back before the end of the week, as {} said."
    pages = [
        text(*MENU, line, *(one.format(" ".join(words(n, 9))) for one in (story, english)), *TAIL) for n in range(6)
    ]
    removed = cleaned(learned(*pages), pages[0]).removed
    assert line not in [gone.text for gone in removed if gone.by == "site_memory"]


@given(st.lists(st.sampled_from([*MENU, *TAIL, *article(1), *article(2)]), max_size=12))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_memory_of_other_sites_changes_nothing(lines: list[str]) -> None:
    cleaner, page = learned(*site_pages(), site="other.org"), text(*lines)
    assert cleaned(cleaner, page) == cleaned(plain(), page)
    assert cleaner.clean(page, name="news/a.txt") == plain().clean(page, name="news/a.txt")


@given(st.lists(st.sampled_from([*MENU, *TAIL, *article(1), *article(2)]), min_size=1, max_size=12))
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_cleaning_twice_is_cleaning_once_and_nothing_is_emptied(lines: list[str]) -> None:
    cleaner, page = learned(*site_pages()), text(*lines)
    once = cleaned(cleaner, page)
    assert cleaned(cleaner, once.text).text == once.text
    assert bool(once.text) == bool(cleaned(plain(), page).text)


# Room is bounded, and the order of the pages does not matter.


def sightings(count: int, sites: int) -> list[Sighting]:
    pages = [(n, text("Lufi rove tasu", *article(n, 2), f"Own {' '.join(words(n, 4))}")) for n in range(count)]
    seen = [plain().look(page, url=f"https://s{n % sites}.org/a") for n, page in pages]
    return [one for one in seen if one]


@pytest.mark.parametrize(("most", "a_site"), [(1_000_000, 100), (30_000, 20), (10_000, 20), (3_000, 3)])
def test_any_order_gives_the_same_memory(most: int, a_site: int) -> None:
    seen = sightings(120, 7)
    made = []
    for order in range(4):
        random.Random(order).shuffle(seen)
        count = Count(most=most, a_site=a_site)
        for one in seen:
            count.add(one)
        held = [one for site in count.sites.values() for one in site.values()]
        assert count.total == sum(len(one.packed) for one in held) <= most
        made.append(count.memory())
    assert all(one == made[0] for one in made)


def test_a_sample_of_a_large_site_still_knows_its_menu() -> None:
    count = Count(a_site=50)
    for one in sightings(300, 1):
        count.add(one)
    lines = count.memory().of("s0.org")
    assert lines is not None
    assert lines.articles == lines.count("lufi rove tasu") == 50


# The memory of a run, as a file, and runs with it.


@pytest.fixture
def news(tmp_path: Path) -> Path:
    for number, page in enumerate(site_pages()):
        place = tmp_path / "news" / ("a" if number < 3 else "b") / f"{number}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(page, encoding="utf-8")
    return tmp_path / "news"


def test_one_folder_is_one_site_and_workers_do_not_matter(news: Path, tmp_path: Path) -> None:
    memory = remember(news, cleaner=plain(), workers=0)
    assert {site: lines.articles for site, lines in memory.sites.items()} == {"news/a/": 3, "news/b/": 3}
    assert remember(news, cleaner=plain(), workers=2) == memory
    clean_folder(news, tmp_path / "out", cleaner=replace(plain(), memory=memory), workers=0)
    assert (tmp_path / "out/b/4.txt").read_text(encoding="utf-8") == text(*article(4)) + "\n"


@pytest.mark.parametrize("name", ["m.jsonl", "m.jsonl.gz"])
def test_saved_and_loaded_it_is_the_same(news: Path, tmp_path: Path, name: str) -> None:
    memory, file = remember(news, cleaner=plain(), workers=0), tmp_path / name
    memory.save(file)
    before = file.read_bytes()
    loaded = Memory.load(file)
    assert loaded.sites == memory.sites
    loaded.save(file)
    assert file.read_bytes() == before
    page = text(*MENU, *article(70), *TAIL)
    stored = replace(plain(), memory=loaded)
    assert stored.clean(page, name="elsewhere/news/a/x.txt").text == text(*article(70))
    assert stored.clean(page, name="elsewhere/a/x.txt").text == plain().clean(page).text


def test_the_file_can_be_read(news: Path, tmp_path: Path) -> None:
    remember(news, cleaner=plain(), workers=0).save(tmp_path / "m.jsonl")
    rows = [json.loads(row) for row in (tmp_path / "m.jsonl").read_text(encoding="utf-8").splitlines()]
    assert rows[1] == {"site": "news/a/", "articles": 3}
    assert {**rows[2], "what": "line", "in": 3, "key": f"{key_of('bavelo nuri'):016x}"} in rows


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no site memory"),
        ("my notes\n", "no site memory"),
        ('{"file": "site memory of cleaner", "version": 99}\n', "another version"),
        ('{"file": "site memory of cleaner", "version": 2}\n{"site": "a"}\n', "m.jsonl:2: this row is damaged"),
    ],
)
def test_a_file_that_is_no_memory_is_refused_and_left_alone(tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "m.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(MemoryFault, match=said):
        Memory.load(file)
    if "damaged" not in said:
        with pytest.raises(MemoryFault, match=said):
            Memory().save(file)
    assert file.read_text(encoding="utf-8") == content


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(MemoryFault, match="--site-memory"):
        Memory.load(tmp_path / "none.jsonl")


# Versions of a growing story.


@pytest.mark.parametrize("parts", [(3, 6, 12), (2, 4, 6, 9, 12), (11, 12), (1, 12)])
@pytest.mark.parametrize("others", [1, 3, 8])
def test_versions_of_a_growing_story_count_once(parts: tuple[int, ...], others: int) -> None:
    story = article(1, 12)
    pages = [text(*story[:part]) for part in parts] + [text(*article(50 + n, 8)) for n in range(others)]
    cleaner = learned(*pages)
    assert [cleaned(cleaner, page).text for page in pages] == [cleaned(plain(), page).text for page in pages]


def test_a_version_joins_its_story_by_way_of_the_next_one() -> None:
    first, second, third = article(1, 4), article(2, 5), article(3, 9)
    pages = [text(*first), text(*first, *second[:1]), text(*first[1:], *second, *third), text(*second, *third)]
    pages += [text(*article(50 + n, 8)) for n in range(2)]
    cleaner = learned(*pages)
    assert [cleaned(cleaner, page).text for page in pages] == [cleaned(plain(), page).text for page in pages]


def test_a_story_in_one_paragraph_that_grows_counts_once() -> None:
    story = words(1, 400)
    pages = [text("Zamora lufi bavelo", " ".join(story[:part]) + ".") for part in (150, 250, 400)]
    assert learned(*pages).memory.sites["example.com"].articles == 1  # type: ignore[union-attr]


def test_what_a_site_repeats_is_still_learned_beside_versions_of_a_story() -> None:
    story = article(1, 12)
    pages = [text(*MENU, *story[:part], *TAIL) for part in (3, 6, 12)]
    pages += [text(*MENU, *article(50 + n, 6), *TAIL) for n in range(3)]
    cleaner = learned(*pages)
    assert cleaned(cleaner, pages[0]).text == text(*story[:3])
    assert cleaned(cleaner, pages[4]).text == text(*article(51, 6))


def test_a_page_of_nothing_but_the_notice_does_not_join_what_has_the_notice() -> None:
    notice = article(900, 2)
    pages = [text(*MENU, *article(n, 3), *notice) for n in range(6)]
    result = cleaned(learned(text(*MENU, *notice), *pages), pages[2])
    assert result.text == text(*article(2, 3))
