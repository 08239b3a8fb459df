"""Lines of clean articles that are worded a little like furniture: they stay. Warnings name only what stays."""

from __future__ import annotations

import pytest

from cleaner import Cleaner, clean
from cleaner.deciding.edges import BY_WORDS
from cleaner.heuristics import HEURISTICS

BODY = [
    "The river rose two metres overnight, and officials told residents of four streets to leave their homes by noon.",
    "Firefighters pumped water out of cellars until dawn, said the head of the brigade, who asked people to stay away.",
    "The mayor said that the dam would hold, and that the schools would open again on Wednesday if the rain stopped.",
    "The town had asked for a higher dam after the flood of 2022, but the county never found the money to build it.",
]


@pytest.mark.parametrize("line", ["What comes next", "Takeaways", "In brief", "Breaking the news to the town"])
@pytest.mark.parametrize("place", [0, 2])
def test_the_heading_of_a_section_stays(line: str, place: int) -> None:
    text = "\n\n".join([*BODY[:place], line, *BODY[place:]])
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize(
    "dateline",
    ["LEEDS, England (Reuters) -", "LEEDS, England (Reuters) –", "LEEDS (Reuters)", "(Reuters) -", "BRUSSELS —"],
)
@pytest.mark.parametrize("above", ["", "Share\nTweet\n"])
def test_a_dateline_on_a_line_of_its_own_stays(dateline: str, above: str) -> None:
    result = clean(f"{above}{dateline}\n" + "\n".join(BODY), kind="text")
    assert result.text.split("\n\n") == [dateline, *BODY]
    assert result.metadata["dateline"] is not None
    assert not any("left in" in said for said in result.warnings)


def test_a_dateline_on_a_line_of_its_own_goes_where_datelines_are_cut() -> None:
    text = "\n".join(["LEEDS, England (Reuters) -", *BODY])
    assert Cleaner(dateline="cut").clean(text, kind="text").text.split("\n\n") == BODY


@pytest.mark.parametrize("line", ["Photo (Reuters)", "Share —"])
def test_a_credit_or_a_button_is_no_dateline(line: str) -> None:
    assert clean("\n".join([line, *BODY]), kind="text").metadata["dateline"] is None


def test_what_announces_a_list_stays_with_its_paragraph() -> None:
    text = "\n\n".join([*BODY[:3], f"{BODY[3]} Here are the latest roads to be closed:", "Mill Lane", "Dam Street"])
    assert clean(text, kind="text").text == text


def test_a_quotation_in_low_marks_is_not_cut() -> None:
    quoted = (
        "Der Bürgermeister sagte am Abend vor dem Rathaus: „Wir haben lange genug auf das Geld des Kreises gewartet. "
        "Mehr dazu lesen Sie hier, auf diesem Zettel, den ich Ihnen seit Jahren zeige.“"
    )
    text = "\n\n".join([BODY_GERMAN, quoted, BODY_GERMAN.replace("Vier", "Acht")])
    assert clean(text, kind="text").text == text


BODY_GERMAN = "Vier Straßen standen am Montag unter Wasser, und die Feuerwehr pumpte bis zum Morgen die Keller leer."


def test_a_warning_names_no_line_that_another_voice_removed() -> None:
    lines = [
        "Advertisement",
        *BODY[:2],
        "Read more: Ten rivers to see this summer",
        *BODY[2:],
        "Sign up for our newsletter",
    ]
    result = clean("\n".join(lines), kind="text")
    said = [warning for warning in result.warnings if "left in" in warning]
    gone = {f"line {entry.first_line} " for entry in result.removed if not entry.span}
    assert gone
    assert not [warning for warning in said for line in gone if line in warning]


@pytest.mark.parametrize("line", ["AO", "../Ada", "Ada", 'The singer of the band wrote under it: "Love a good flood'])
def test_an_odd_last_line_stays(line: str) -> None:
    text = "\n\n".join([*BODY, line])
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize("line", ["Sign up for our newsletter", "Share this story on Facebook"])
def test_a_prompt_on_the_last_line_goes(line: str) -> None:
    assert clean("\n\n".join([*BODY, line]), kind="text").text == "\n\n".join(BODY)


def test_the_heading_of_a_paragraph_that_ends_in_a_signature_stays() -> None:
    text = "\n\n".join([*BODY[:3], "A programme for all", f"{BODY[3]} (ao)"])
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize("line", ["Related", "Further reading", "Recent Stories"])
def test_a_paragraph_that_ends_in_a_signature_is_no_story_of_a_list(line: str) -> None:
    last = f"{BODY[3]} (ao)"
    assert clean("\n\n".join([*BODY[:3], line, last]), kind="text").text.endswith(last)


def test_names_with_initials_and_signs_between_sections_are_not_cut() -> None:
    names = "Finally, thanks to all who lent a hand: Ann Lee, Bo Chen, Kevin J. Andrews, Cy Day, @mindset, Dee Fox"
    signs = f"{BODY[1]} X X X"
    text = "\n\n".join([BODY[0], signs, *BODY[2:], names])
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize("line", ["March 4, 2026", "Updated on March 4"])
def test_what_packs_know_stays_where_it_stands_alone_above_the_article(line: str) -> None:
    text = "\n\n".join([line, *BODY])
    assert clean(text, kind="text").text == text


@pytest.mark.parametrize("line", ["7 min read", "March 4, 2026", "This post may contain affiliate links."])
def test_what_packs_know_goes_beside_a_line_that_goes(line: str) -> None:
    text = "\n\n".join(["River rises two metres overnight, residents leave homes", "By Ada Okafor", line, *BODY])
    assert clean(text, kind="text").text == "\n\n".join(BODY)


def test_what_packs_know_goes_below_the_article() -> None:
    text = "\n\n".join([*BODY, "Copyright 2024 Example Media. All rights reserved."])
    assert clean(text, kind="text").text == "\n\n".join(BODY)


def test_all_that_goes_by_words_is_a_heuristic() -> None:
    assert {heuristic.__name__ for heuristic in HEURISTICS} >= BY_WORDS
