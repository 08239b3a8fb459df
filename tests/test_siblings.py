"""Other stories of the four sites of the seeds, made up: right with the sites' files, and without them."""

from __future__ import annotations

from typing import Any

import pytest

from cleaner import Cleaner

CLEANERS = {"with": Cleaner(), "without": Cleaner(site_files=False)}
BODY = (
    "The council of Northport decided on Tuesday to keep the old ferry to the islands for two more years after a dispute.",
    "Nine members voted for the plan and four against it, after a debate that had lasted for almost five hours.",
    '"Nobody wants to be the person who sank the ferry," said Ada Lind, who chairs the transport committee of the town.',
    "The repairs will cost three million crowns, most of it for the hull, and tickets will be dearer from January on.",
)
TITLE = "Northport council keeps old ferry as bridge plan stalls"
HEAD = "Northport Council Keeps Old Ferry As Bridge Plan Stalls"
STORIES = (
    "Two killed, two injured in firing at harbour",
    "Governor opens new bridge over river",
    "Police arrest three",
)


def express(byline: str, dateline: str = "", *after: str) -> str:
    return "\n".join([dateline + BODY[0], *BODY[1:], TITLE, byline, "Share if you like", *after])


def point(byline: str, dateline: str, *, again: bool, topics: str = "", stories: int = 0, more: str = "World") -> str:
    lines = [" date 2024-12-05 Open Menu", HEAD, byline, *([TITLE] if again else []), dateline + BODY[0], *BODY[1:]]
    lines += ["Related Topics", topics] if topics else []
    lines += ["Recent Stories"] if stories else []
    for story in STORIES[:stories]:
        lines += [f"{story[:20]} ..", story, "2 hours ago"]
    return "\n\n".join([*lines, f"More Stories From {more}"])


@pytest.mark.parametrize("files", CLEANERS)
@pytest.mark.parametrize(
    ("byline", "dateline", "authors", "modified"),
    [
        ("FE ONLINE DESK | Published: December 05, 2024 10:36:34 | Updated: December 05, 2024 12:11:02",
         "NORTHPORT, Dec 05 (AFP): ", ["FE ONLINE DESK"], "2024-12-05T12:11:02"),
        ("FE REPORT | Published: December 05, 2024 10:36:34", "DHAKA, Dec 05 (BSS): ", ["FE REPORT"], None),
        ("Jubair Hasan | Published: December 05, 2024 10:36:34 | Updated: December 05, 2024 12:11:02", "",
         ["Jubair Hasan"], "2024-12-05T12:11:02"),
        ("Ada Okafor and Bo Rees | Published: December 05, 2024 10:36:34", "", ["Ada Okafor", "Bo Rees"], None),
    ],
)  # fmt: skip
def test_other_stories_of_the_financial_express(
    files: str, byline: str, dateline: str, authors: list[str], modified: str | None
) -> None:
    result = CLEANERS[files].clean(express(byline, dateline), kind="text")
    assert result.text.split("\n") == [dateline + BODY[0], *BODY[1:]] or result.text.split("\n\n") == [
        dateline + BODY[0], *BODY[1:]
    ]  # fmt: skip
    found = result.metadata
    assert (found["title"], found["authors"], found["modified"]) == (TITLE, authors, modified)
    assert found["published"] == "2024-12-05T10:36:34"


POINTS: list[dict[str, Any]] = [
    {"byline": "Umer Jamshaid Published December 05, 2024 | 11:50 PM", "again": False, "stories": 3,
     "dateline": "LAHORE, (UrduPoint / Pakistan Point News-Dec 5th, 2024) ",
     "topics": "Lahore Council Ferry January Northport Islands Bridge Committee Prime Minister", "more": "Pakistan"},
    {"byline": "Sumaira FH (@Sumaira_FH) Published December 05, 2024 | 11:50 PM", "again": True, "stories": 1,
     "dateline": "ISLAMABAD, (APP - UrduPoint / Pakistan Point News - 5th Dec, 2024) ", "topics": "Council Ferry"},
    {"byline": "Faizan Hashmi Published December 05, 2024 | 11:50 PM", "again": False,
     "dateline": "MOSCOW (UrduPoint News / Sputnik - 05th December, 2024) "},
    {"byline": "Muhammad Irfan Published December 05, 2024 | 11:50 PM", "again": True, "stories": 2, "more": "Business",
     "dateline": "ISLAMABAD, (UrduPoint / Pakistan Point News - 5th Dec, 2024) "},
]  # fmt: skip


@pytest.mark.parametrize("files", CLEANERS)
@pytest.mark.parametrize("story", POINTS)
def test_other_stories_of_urdupoint(files: str, story: dict[str, Any]) -> None:
    result = CLEANERS[files].clean(point(**story), kind="text")
    first = BODY[0] if files == "with" else story["dateline"] + BODY[0]
    assert result.text.split("\n\n") == [first, *BODY[1:]]
    found = result.metadata
    assert (found["title"], found["published"]) == (HEAD, "2024-12-05T23:50:00")
    assert found["authors"] == [" ".join(story["byline"].split()[:2])]
    assert found["dateline"]["location"] == story["dateline"].split("(")[0].strip(" ,")
    assert found["dateline"]["date"] == "2024-12-05"


@pytest.mark.parametrize("files", CLEANERS)
@pytest.mark.parametrize(
    "lines",
    [
        BODY,
        (f"NORTHPORT: {BODY[0]}", *BODY[1:]),
        (BODY[3], f"{TITLE}. {BODY[0]}", *BODY[1:3]),
        ("Islanders believe the chances of a bridge are slim, with the council reluctant to pay for one.", *BODY),
    ],
)
def test_stories_without_anything_around_them_stay_as_they_are(files: str, lines: tuple[str, ...]) -> None:
    text = "\n".join(lines)
    result = CLEANERS[files].clean(text, kind="text")
    assert result.text.replace("\n\n", "\n") == text
    assert result.metadata["title"] is None
