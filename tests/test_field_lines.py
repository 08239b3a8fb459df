"""Heads of fields and exports of newspaper databases: facts, not article; and lines with colons that are the article."""

from __future__ import annotations

import pytest

from cleaner import clean

BODY = (
    "The old ferry to the islands will run for two more years, the council of Northport decided on Tuesday evening.",
    "Nine members voted for the plan and four against it, after a debate that had lasted for almost five hours.",
    'Nobody wants to be the person who sank the ferry, said Ada Lind, who chairs the committee. "But it costs a lot."',
)
TITLE = "Council keeps the old ferry for two more years"


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "head",
    [
        ("Title: {title}", "Author: Tom Harrow", "Date: 2031-03-14", "URL: https://example.org/ferry", "Text: {body}"),
        ("title: {title}", "author: Tom Harrow", "date: March 14, 2031", "", "{body}"),
        ("Headline: {title}", "Byline: By Tom Harrow, Staff Writer", "Published: 14 March 2031", "Body:", "{body}"),
        ("URL: https://example.org/ferry", "TITLE: {title}", "AUTHORS: Tom Harrow", "DATE: 2031/03/14", "CONTENT: {body}"),
        ("Titel: {title}", "Autor: Tom Harrow", "Datum: 14.03.2031", "Quelle: Hafenbote", "Text: {body}"),
        ("标题：{title}", "作者：Tom Harrow", "日期：2031-03-14", "正文：{body}"),
        ("The Harbour Post (Northport)", "March 14, 2031 Wednesday", "Final Edition", "{title}", "BYLINE: Tom Harrow",
         "SECTION: NEWS; Pg. 3", "LENGTH: 214 words", "{body}", "LOAD-DATE: March 15, 2031", "LANGUAGE: ENGLISH",
         "SUBJECT: FERRIES (91%); COUNCILS (78%)", "Copyright 2031 Harbour Post Ltd.", "All Rights Reserved"),
        ("1 of 1 DOCUMENT", "The Harbour Post", "March 14, 2031", "{title}", "BYLINE: Tom Harrow", "LENGTH: 214 words",
         "Body", "{body}", "Classification", "LANGUAGE: ENGLISH", "SUBJECT: FERRIES (91%)", "End of Document"),
        ("{title}", "By Tom Harrow", "214 words", "14 March 2031", "The Harbour Post", "HARPOS", "3", "English",
         "(c) 2031 Harbour Post", "{body}", "Document HARPOS0020310314ee3e0001"),
        ("SE News", "HD {title}", "BY By Tom Harrow", "WC 214 words", "PD 14 March 2031", "SN The Harbour Post",
         "SC HARPOS", "PG 3", "LA English", "CY (c) 2031", "LP", "{body}", "CO nlines : Northern Lines", "IN i724",
         "AN Document HARPOS0020310314ee3e0001"),
    ],
)  # fmt: skip
def test_fields_are_facts_and_leave(head: tuple[str, ...], gap: str) -> None:
    text = gap.join(head).format(title=TITLE, body=gap.join(BODY))
    result = clean(text, kind="text")
    assert result.text.split("\n\n" if "\n\n" in result.text else "\n") == list(BODY)
    assert result.metadata["title"] == TITLE
    assert result.metadata["authors"] == ["Tom Harrow"]
    assert result.metadata["published"] == "2031-03-14"


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Date: Saturday, 3 May",
            "Place: Town hall",
            "Price: five crowns",
            "The choir of the town sings for its roof.",
        ),
        ("Name: Ada Lind", "Age: 34", "Job: ferry captain", "She has been on the water since she was a girl of nine."),
        ("Question: who pays for the ferry?", "Answer: the town does, as it always did, and the islands do not."),
        ("Author: nobody knows. The letter was found in the hull of the ferry, and it was signed with a fish.",),
        (
            "Serves: 4",
            "Time: 20 minutes",
            "Peel the potatoes and boil them in the water of the harbour, as sailors do.",
        ),
    ],
)
def test_lines_with_colons_are_the_article(lines: tuple[str, ...]) -> None:
    text = "\n\n".join([*lines, *BODY])
    assert clean(text, kind="text").text.replace("\n\n", "\n") == text.replace("\n\n", "\n")


def test_several_articles_in_one_file_are_warned_of() -> None:
    one = "\n\n".join(["{} of 2 DOCUMENTS", "The Harbour Post", "March 14, 2031", "BYLINE: Tom Harrow", *BODY])
    result = clean(f"{one.format(1)}\n\n{one.format(2)}", kind="text")
    assert any("2 articles of a database stand in one file" in warning for warning in result.warnings)
