"""What a plain text says above its first paragraph: headline, names, dates; each with a near miss that gives none."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import clean

TITLE = "Ashby pool will reopen in May after three years"
STANDFIRST = (
    "Swimmers had waited for three years, and the budget of the council was cut twice before repairs could begin"
)
BODY = """The council met on Monday and adopted the budget for the swimming pool in the coming year after a long debate.
The pool in the centre of Ashby will reopen in May, when the repairs are done, the mayor of the town told reporters.
Swimmers had waited for three years for the reopening and the budget for it, which was cut twice by the council.
"""
BAR = ["Share", "Facebook", "X", "LinkedIn", "Email", "Copy link", "Print", "Save", "Reddit", "Telegram", "Comments"]


def metadata(*head: str) -> dict[str, Any]:
    return dict(clean("\n".join([*head, BODY]), kind="text").metadata)


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("October 23, 2025", "2025-10-23"),
        ("14 October 2023", "2023-10-14"),
        ("14/10/2023 10:31", "2023-10-14T10:31:00"),
        ("2023-10-14", "2023-10-14"),
        ("Sat 14 Oct 2023 10.31 BST", "2023-10-14T10:31:00"),
        ("October 23, 2025 · 5 min read", "2025-10-23"),
        ("Business | October 23, 2025", "2025-10-23"),
        ("October 23, 2025 at 5:50pm EDT", "2025-10-23T17:50:00-04:00"),
        ("January 23, 2025 5:50 PM ET", "2025-01-23T17:50:00-05:00"),
        ("Published 3 March 2021", "2021-03-03"),
    ],
)
def test_a_date_under_the_headline_is_that_of_publication(line: str, value: str) -> None:
    found = metadata(TITLE, line)
    assert (found["title"], found["published"], found["modified"]) == (TITLE, value, None)


@pytest.mark.parametrize(
    ("line", "value"),
    [("Updated October 23, 2025 5:50 PM EDT", "2025-10-23T17:50:00-04:00"), ("Last updated: 3 May 2021", "2021-05-03")],
)
def test_the_date_of_a_change_is_no_date_of_publication(line: str, value: str) -> None:
    found = metadata(TITLE, line)
    assert (found["published"], found["modified"]) == (None, value)


@pytest.mark.parametrize("line", ["October 23, 2199", "03/10/2023 10:31", "Room 23, 2025 seats", "10:31"])
def test_what_is_ahead_or_may_be_two_days_is_no_date(line: str) -> None:
    assert metadata(TITLE, line)["published"] is None


def test_a_german_page_says_when_it_stands() -> None:
    text = """Freibad öffnet im Mai nach drei Jahren wieder
Stand: 28.04.2023 16:11 Uhr
Der Rat hat am Montag beschlossen, dass das Freibad im Mai nach drei Jahren wieder für alle öffnet.
Die Bürgermeisterin sagte, dass die Arbeiten an dem Becken und an den Duschen bis dahin fertig sind.
"""
    found = clean(text, kind="text").metadata
    assert (found["title"], found["published"]) == (text.splitlines()[0], "2023-04-28T16:11:00")


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Tom Harrow", ["Tom Harrow"]),
        ("By Layla al-Masri", ["Layla al-Masri"]),
        ("By bell hooks", ["bell hooks"]),
        ("By Rahul Mehta | rmehta@example.com", ["Rahul Mehta"]),
        ("Opinion by Tom Harrow", ["Tom Harrow"]),
        ("Analysis by Tom Harrow", ["Tom Harrow"]),
        ("Short story by Tom Harrow", ["Tom Harrow"]),
        ("Tom Harrow | Staff Reporter", ["Tom Harrow"]),
        ("By Tom Harrow (he/him)", ["Tom Harrow"]),
        ("By Tom Harrow 3 min read", ["Tom Harrow"]),
        ("By\nTom Harrow", ["Tom Harrow"]),
        ("Tom Harrow", ["Tom Harrow"]),
        ("TOM HARROW", ["TOM HARROW"]),
        ("Tom Harrow\nStaff Writer", ["Tom Harrow"]),
        ("ByTom HarrowUpdated", ["Tom Harrow"]),
        ("By Rahul Mehta, Technology Reporter", ["Rahul Mehta"]),
        ("By Rahul Mehta, Chief Political Correspondent", ["Rahul Mehta"]),
        ("By Rahul Mehta, AP Sports Writer", ["Rahul Mehta"]),
        ("By Rahul Mehta, BBC News", ["Rahul Mehta"]),
        ("By Rahul Mehta, CNN", ["Rahul Mehta"]),
        ("By Rahul Mehta, The Washington Post", ["Rahul Mehta"]),
        ("By Rahul Mehta, Special to the Tribune", ["Rahul Mehta"]),
        ("By Rahul Mehta Special to the Tribune", ["Rahul Mehta"]),
        ("By Rahul Mehta, Washington", ["Rahul Mehta"]),
        ("By Rahul Mehta in New Delhi and Sue Lee in London", ["Rahul Mehta", "Sue Lee"]),
        ("Rahul Mehta For MailOnline", ["Rahul Mehta"]),
        ("Rahul Mehta Staff Writer", ["Rahul Mehta"]),
        ("By Rahul Mehta, Political Editor, and Sue Lee", ["Rahul Mehta", "Sue Lee"]),
        ("By Rahul Mehta Rahul Mehta", ["Rahul Mehta"]),
        ("By Mary Ann Smith Staff Writer", ["Mary Ann Smith"]),
        ("By Rahul Mehta, PhD", ["Rahul Mehta, PhD"]),
        ("By CNN Staff", ["CNN Staff"]),
    ],
)
def test_a_byline_is_no_headline_and_its_names_are_names(line: str, names: list[str]) -> None:
    result = clean("\n".join([TITLE, line, "October 23, 2025", BODY]), kind="text")
    assert result.metadata["title"] == TITLE
    assert result.metadata["authors"] == names
    assert result.metadata["published"] == "2025-10-23"
    assert result.text.split("\n")[0] == BODY.split("\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    "line", ["Personal Finance", "Share Save Print", "London", "Swimming Pool", "Photo: Ann Lee, AP"]
)
def test_a_section_a_place_or_a_share_bar_is_nobody(line: str) -> None:
    found = metadata(TITLE, line, "October 23, 2025")
    assert (found["title"], found["authors"], found["published"]) == (TITLE, [], "2025-10-23")


def test_a_name_without_a_date_is_nobody() -> None:
    assert metadata(TITLE, "Tom Harrow")["authors"] == []


@pytest.mark.parametrize("end", ["", "."])
def test_the_headline_stands_above_the_standfirst(end: str) -> None:
    result = clean("\n".join([TITLE, STANDFIRST + end, "By Tom Harrow", "October 23, 2025", BODY]), kind="text")
    assert result.metadata["title"] == TITLE
    assert result.metadata["authors"] == ["Tom Harrow"]
    assert "Tom Harrow" not in result.text


def test_a_share_bar_between_byline_and_article_hides_nothing() -> None:
    found = metadata(TITLE, "By Tom Harrow", "October 23, 2025", *BAR)
    assert (found["title"], found["authors"], found["published"]) == (TITLE, ["Tom Harrow"], "2025-10-23")


@pytest.mark.parametrize("mark", ["# ", "## "])
def test_the_mark_of_a_heading_is_no_part_of_the_title(mark: str) -> None:
    found = metadata(mark + TITLE, "", "By Tom Harrow", "", "October 23, 2025", "")
    assert (found["title"], found["authors"]) == (TITLE, ["Tom Harrow"])


def test_another_story_above_gives_neither_name_nor_date() -> None:
    found = metadata("News", "World", "The river rose again in Leeds", "By Ann Other", "October 1, 2025", TITLE)
    assert (found["title"], found["authors"], found["published"]) == (TITLE, [], None)


def test_a_list_of_stories_under_the_headline_gives_no_date() -> None:
    found = metadata(
        TITLE, "Related stories", "River rises in Leeds", "October 1, 2025", "Bridge closed", "May 4, 2025"
    )
    assert found["published"] is None


def test_a_line_that_the_article_does_not_speak_of_is_no_title_and_stays() -> None:
    result = clean("Nobody knows what tomorrow brings\n" + BODY, kind="text")
    assert result.metadata["title"] is None
    assert result.text.startswith("Nobody knows")


@pytest.mark.parametrize(
    ("opening", "dateline"),
    [
        ("New Delhi, Mar 3 (PTI): ", ("New Delhi", "2021-03-03", "PTI")),
        ("DUBAI, United Arab Emirates (AP) — ", ("DUBAI, United Arab Emirates", None, "AP")),
        ("LAGOS, Nigeria (AP) _ ", ("LAGOS, Nigeria", None, "AP")),
        ("LONDON, March 3 /PRNewswire/ -- ", ("LONDON", "2021-03-03", "PRNewswire")),
        ("March 3 (UPI) -- ", (None, "2021-03-03", "UPI")),
        ("WASHINGTON, March 3 (UPI) -- ", ("WASHINGTON", "2021-03-03", "UPI")),
        ("BEIJING, March 3 (Xinhua) -- ", ("BEIJING", "2021-03-03", "Xinhua")),
        ("NEW YORK, March 3, 2021 (GLOBE NEWSWIRE) -- ", ("NEW YORK", "2021-03-03", "GLOBE NEWSWIRE")),
        ("Leeds, England (CNN) — ", ("Leeds, England", None, "CNN")),
    ],
)
def test_datelines_as_agencies_file_them(opening: str, dateline: tuple[str | None, ...]) -> None:
    text = f"{TITLE}\nPublished 4 March 2021\n{opening}The council met on Monday and adopted the budget.\n{BODY}"
    result = clean(text, kind="text")
    assert tuple(result.metadata["dateline"].values()) == dateline
    assert opening.strip() in result.text


@pytest.mark.parametrize(
    "opening",
    ["Apple Inc. (AAPL) — ", "Ada Okafor (D) — ", "Warner, March 3 (his birthday) - ", "Leeds: ", "March 3 - "],
)
def test_brackets_in_a_sentence_are_no_dateline(opening: str) -> None:
    assert (
        metadata(TITLE, f"{opening}the council met on Monday and adopted the budget of the town.")["dateline"] is None
    )


def test_a_vietnamese_agency_in_brackets() -> None:
    text = """Hà Nội (TTXVN) - Thủ tướng cho biết chính phủ sẽ thực hiện các biện pháp mới để hỗ trợ doanh nghiệp trong năm nay.
Các bộ và ngành đã được giao nhiệm vụ và sẽ báo cáo kết quả vào cuối tháng này.
"""
    found = clean(text, kind="text").metadata["dateline"]
    assert (found["location"], found["agency"]) == ("Hà Nội", "TTXVN")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"Runa Solberg\n\nASHBY BEACON\n\n{BODY}", ["Runa Solberg"]),
        (f"{BODY.rstrip()} Catherine Garcia", ["Catherine Garcia"]),
        (f"{BODY}-- Catherine Garcia", ["Catherine Garcia"]),
        (f"{TITLE}\nAccidents, 5 January 2012\n{BODY}", []),
        (f"{BODY.rstrip()} It is led by Adm. Pete Lind.", []),
        (f"{BODY}Follow Ashby", []),
        (f"{BODY.rstrip()} Getty Images", []),
    ],
)
def test_who_signs_a_text_is_its_author(text: str, names: list[str]) -> None:
    assert clean(text, kind="text").metadata["authors"] == names


@pytest.mark.parametrize("stamp", ["2024-11-14T07:00:00Z", "14 November 2024", "2024-11-14 07:00"])
def test_a_first_line_above_a_stamp_is_the_title(stamp: str) -> None:
    found = metadata("Ferry season extended by a month", "", stamp, "", "The ferry will run until October, it said.")
    assert (found["title"], found["published"][:10]) == ("Ferry season extended by a month", "2024-11-14")
