"""Dates, names and titles that a page shows: those of its article, and near misses that are of something else."""

from __future__ import annotations

import json

import pytest

from cleaner import clean

STORY = "".join(
    f"<p>{text}</p>"
    for text in (
        "The council voted seven to four on Tuesday night to close two streets in the old town to cars for the summer.",
        "Mayor Ines Moro called the vote a first step toward giving the streets back to the people who live there.",
        "Those against it said that the closures would hurt small shops, which depend on customers from the suburbs.",
        "The plan would cost about two million, most of it for planters, benches and a bus that would run all day.",
        "A similar experiment ended after six weeks, when a lawsuit by the merchants forced the city to give up.",
        "This time, the city attorney said, the ordinance has been written so that it will survive a challenge.",
    )
)
HEADLINE = "Council closes two streets"


def told(
    top: str = "", bottom: str = "", *, above: str = "", beside: str = "", language: str = "en", story: str = STORY
) -> dict[str, object]:
    """The metadata of an article with lines below its headline, below its text, above it and beside it."""
    article = f"<article><h1>{HEADLINE}</h1>{top}{story}{bottom}</article>"
    return clean(
        f"<html lang='{language}'><title>{HEADLINE}</title><body>{above}{article}{beside}</body></html>"
    ).metadata


def article_data(author: object) -> str:
    """The linked data of a news article by somebody."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "author": author})}</script>'


CARD = "<div class='card'><h3><a href='/cake'>Plum cake for all</a></h3>{}</div>"
BYLINE = "<p class='byline'>By Ada Okafor | April 10, 2024</p>"


class TestTheDayOfTheArticle:
    def test_the_calendar_in_the_site_s_header(self) -> None:
        above = "<header><time datetime='2024-11-24'>Sunday, November 24, 2024</time></header>"
        shown = "<p class='byline'>By Ada Okafor | <time datetime='2024-04-10'>April 10, 2024</time></p>"
        assert told(shown, above=above)["published"] == "2024-04-10"
        own = "<div class='meta'><time datetime='2024-04-10'>April 10, 2024</time></div>"
        assert told(above=own)["published"] == "2024-04-10"

    @pytest.mark.parametrize(
        "event",
        [
            "<p>The next hearing is on <time datetime='2024-06-03'>June 3</time>.</p>",
            f"<section class='more'>{CARD.format('<time datetime=2022-01-01>Jan 1, 2022</time>')}</section>",
            "<figure><img><figcaption>Pine Street on March 3, 2011</figcaption></figure>",
            "<p>The last such plan was voted down on March 3, 2011, by one vote.</p>",
        ],
    )
    def test_days_in_sentences_captions_and_other_stories(self, event: str) -> None:
        assert told(BYLINE, event)["published"] == "2024-04-10"
        assert told("", event)["published"] is None
        assert "section" in event or told(event)["published"] is None
        brief = STORY[: STORY.index("</p>") + 4]
        assert told("", event, story=brief)["published"] is None

    @pytest.mark.parametrize(
        "line",
        [
            "<p>Posted on April 10, 2024.</p>",
            "<p class='post-date'>It was on April 10, 2024 that this was printed.</p>",
            "<figure><img><figcaption>By Ada Okafor, April 10, 2024</figcaption></figure>",
            "<p>Leeds, April 10, 2024.</p>",
        ],
    )
    def test_publication_lines_that_look_like_those(self, line: str) -> None:
        assert told(line)["published"] == "2024-04-10"

    def test_elements_of_one_name_with_many_days_are_a_list(self) -> None:
        days = "".join(f"<li class='day'>May {day}, 2024</li>" for day in (3, 4, 5))
        assert told(f"<ul>{days}</ul>")["published"] is None
        assert told(f"<p class='day'>April 10, 2024</p><ul>{days}</ul>")["published"] == "2024-04-10"

    def test_a_date_in_the_footer_of_the_post(self) -> None:
        footer = "<div class='{}'>at <abbr class='published' title='2024-04-10T08:00:00-07:00'>8:00 AM</abbr></div>"
        assert told("", footer.format("post-footer"))["published"] == "2024-04-10T08:00:00-07:00"
        assert told(beside=footer.format("site-footer"))["published"] is None


@pytest.mark.parametrize(
    ("line", "language", "published", "modified"),
    [
        ("Updated April 11, 2024, Published April 10, 2024", "en", "2024-04-10", "2024-04-11"),
        ("Published April 10, 2024, Updated April 11, 2024", "en", "2024-04-10", "2024-04-11"),
        ("Updated April 11, 2024 (April 10, 2024)", "en", "2024-04-10", "2024-04-11"),
        ("April 10, 2024, April 11, 2024", "en", "2024-04-10", "2024-04-11"),
        ("By Ada Okafor | Updated April 11, 2024", "en", "2024-04-11", "2024-04-11"),
        ("Aktualisiert am 11.04.2024, veröffentlicht am 10.04.2024", "de", "2024-04-10", "2024-04-11"),
        ("Modifié le 11 avril 2024, publié le 10 avril 2024", "fr", "2024-04-10", "2024-04-11"),
    ],
)
def test_the_word_before_a_date_says_which_it_is(line: str, language: str, published: str, modified: str) -> None:
    texts = {
        "de": "<p>Der Rat hat am Abend beschlossen, die Straßen in der Altstadt für den Sommer zu sperren.</p>" * 3,
        "fr": "<p>Le conseil a décidé dans la soirée de fermer les rues de la vieille ville pour tout l’été.</p>" * 3,
    }
    found = told(f"<p>{line}</p>", language=language, story=texts.get(language, STORY))
    assert (found["published"], found["modified"]) == (published, modified)


@pytest.mark.parametrize(
    ("called", "published", "modified"),
    [("entry-date published updated", "2024-04-10", None), ("updated", "2024-04-10", "2024-04-10")],
)
def test_an_element_called_updated(called: str, published: str, modified: str | None) -> None:
    """Themes write both names on the day of publication; one alone is the change and the last resort for the other."""
    found = told(f"<p><time class='{called}' datetime='2024-04-10'>April 10, 2024</time></p>")
    assert (found["published"], found["modified"]) == (published, modified)


class TestOtherPeople:
    @pytest.mark.parametrize(
        "other",
        [
            f"<section class='related'>{CARD.format('<span class=byline>By Bo Lind</span>')}</section>",
            f"<section class='more'>{CARD.format('<p>By Bo Lind</p>')}</section>",
            f"<aside class='sidebar'>{CARD.format('<span class=author>By Bo Lind</span>')}</aside>",
            "<div class='rail'><article><h3>Plum cake</h3><a rel='author' href='/b'>Bo Lind</a></article></div>",
            "<section class='comments'><div><span class='author'>Bo Lind</span><p>I like it.</p></div></section>",
        ],
    )
    def test_authors_of_other_stories_and_comments(self, other: str) -> None:
        assert told("", other)["authors"] == []
        assert told(beside=other)["authors"] == []
        assert told("<p>By Ada Okafor</p>", other)["authors"] == ["Ada Okafor"]

    @pytest.mark.parametrize(
        "own",
        [
            "<div class='post-footer'><span class='post-author'>Posted by <span class='fn'>Ada Okafor</span></span></div>",
            "<footer><p>By Ada Okafor</p></footer>",
            "<aside class='post-author'>Ada Okafor</aside>",
            "<div class='box'><h2 class='author-name'><a href='/ada'>Written by Ada Okafor</a></h2></div>",
        ],
    )
    def test_the_article_s_own_author_below_it(self, own: str) -> None:
        assert told("", own)["authors"] == ["Ada Okafor"]

    def test_what_holds_the_headline_too_is_no_sidebar(self) -> None:
        html = f"<div class='has-sidebar related'><h1>{HEADLINE}</h1>{STORY}<p class='author'>Ada Okafor</p></div>"
        assert clean(f"<html lang='en'><body>{html}</body></html>").metadata["authors"] == ["Ada Okafor"]


class TestTheSiteSNameInTheTitle:
    @pytest.mark.parametrize(
        "title",
        [
            f"{HEADLINE} - The Harbour Post",
            f"The Harbour Post | {HEADLINE}",
            f"{HEADLINE} – The Harbour Post",
            f"{HEADLINE} » The Harbour Post",
            f"The Harbour Post: {HEADLINE}",
        ],
    )
    @pytest.mark.parametrize(
        "logo", ["", "<h1><a href='/'>The Harbour Post</a></h1>", "<a href='/index.html'><h1>The Harbour Post</h1></a>"]
    )
    def test_a_lesser_heading_is_a_part_of_it(self, title: str, logo: str) -> None:
        for heading in ("h2", "h3"):
            body = f"{logo}<div class='post'><{heading}>{HEADLINE}</{heading}>{STORY}</div>"
            assert (
                clean(f"<html lang='en'><title>{title}</title><body>{body}</body></html>").metadata["title"] == HEADLINE
            )

    @pytest.mark.parametrize(
        ("title", "body"),
        [
            ("Leeds: the river rises again", "<h2>Rises again</h2>"),
            (
                "The river rises again - what we know",
                "<h1>The river rises again - what we know</h1><h2>What we know</h2>",
            ),
            ("Why the river rises again", "<h2>The river rises again</h2>"),
        ],
    )
    def test_a_heading_that_is_a_part_of_the_headline(self, title: str, body: str) -> None:
        found = clean(f"<html lang='en'><title>{title}</title><body><main>{body}{STORY}</main></body></html>")
        assert found.metadata["title"] == title

    def test_a_headline_that_leads_to_itself_is_not_the_site_s_name(self) -> None:
        body = f"<h1><a href='/2024/council'>{HEADLINE}</a></h1>{STORY}"
        found = clean(f"<html lang='en'><title>{HEADLINE} - Post</title><body>{body}</body></html>")
        assert found.metadata["title"] == HEADLINE

    def test_the_title_of_a_drawing_is_not_the_page_s(self) -> None:
        body = f"<svg><title>Open the menu</title></svg><div>{STORY}</div>"
        assert clean(f"<html lang='en'><body>{body}</body></html>").metadata["title"] is None


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("<div class='byline'>Ada Okafor<br>Science desk</div>", ["Ada Okafor"]),
        ("<div class='author'><span>Ada Okafor</span><span>Science desk</span></div>", ["Ada Okafor"]),
        ("<div class='byline'><a href='/a/ada'>Ada Okafor</a> <a class='follow'>Get alerts</a></div>", ["Ada Okafor"]),
        ("<div class='author'><span>Ada</span> <span>Okafor</span></div>", ["Ada Okafor"]),
        ("<div class='byline'><b>Ada Okafor</b> and <b>Bo Lind</b></div>", ["Ada Okafor", "Bo Lind"]),
        ("<p class='byline'>By <a href='/j'>Ada Okafor</a> <a href='/r'>Bo Lind</a></p>", ["Ada Okafor", "Bo Lind"]),
        ("<p class='byline'>By <a href='/j'>Ada Okafor</a> <a href='/in/r'>South Leeds</a></p>", ["Ada Okafor"]),
        ("<p class='byline'>By <a href='/j'>Ada Okafor</a> <a href='/r' class='x'>South Leeds</a></p>", ["Ada Okafor"]),
        ("<p class='byline'>Written by Ada Okafor, Edited by Bo Lind and Cy Day</p>", ["Ada Okafor"]),
        ("<p class='byline'>Words by Ada Okafor; photographs by Bo Lind</p>", ["Ada Okafor"]),
        ("<p class='byline'>Edited by Bo Lind</p>", ["Bo Lind"]),
        ("<p class='byline'>By Ada Edited and Bo Lind</p>", ["Ada Edited", "Bo Lind"]),
    ],
)
def test_what_stands_beside_a_name(byline: str, names: list[str]) -> None:
    assert told(byline)["authors"] == names


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("<meta name='author' content='null'>", []),
        ("<meta name='author' content='admin'>", []),
        ("<meta name='author' content='Nan Okafor'>", ["Nan Okafor"]),
        ("<meta name='author' content='Cher, Prince'>", ["Cher", "Prince"]),
        (article_data({"name": "Okafor, Ada"}), ["Ada Okafor"]),
        (article_data({"name": "Okafor, Ada B."}), ["Ada B. Okafor"]),
        (article_data({"name": "Ada Okafor, Bo Lind"}), ["Ada Okafor", "Bo Lind"]),
        (article_data("Cher, Prince"), ["Cher", "Prince"]),
        (article_data({"name": "AFP, DPA"}), ["AFP", "DPA"]),
    ],
)
def test_what_data_say_for_a_name(head: str, names: list[str]) -> None:
    html = f"<html lang='en'><head>{head}</head><body><h1>{HEADLINE}</h1>{STORY}</body></html>"
    assert clean(html).metadata["authors"] == names


def test_lines_that_only_name_the_authors_leave_the_body() -> None:
    """Between paragraphs only where the element is called a byline: else it may be who speaks."""
    told = "<p>The river rose by two metres in the night, and the ferry has not sailed since Monday, the port said.</p>"
    head = "<title>High water</title><h1>High water</h1><p class='byline'>By Ada Okafor and Bo Lind</p>"
    for line, stays in (
        ("<p class='byline'>Ada Okafor</p>", False),
        ("<p class='byline'>Bo Lind, 3 May 2024</p>", False),
        ("<p>Ada Okafor</p>", True),
        ("<p class='byline'>Ada Okafor's diary</p>", True),
        ("<h3 class='author'>Ada Okafor</h3>", True),
        ("<p class='byline'>Cem Yilmaz</p>", True),
    ):
        result = clean(
            f"{head}<article>{told}{told.replace('Monday', 'Sunday')}{line}{told.replace('two', 'three')}", kind="html"
        )
        text = line.partition(">")[2].partition("<")[0]
        assert result.metadata["authors"] == ["Ada Okafor", "Bo Lind"]
        assert (text in result.text.split("\n")) is stays, line
