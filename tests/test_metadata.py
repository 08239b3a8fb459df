"""Facts from HTML pages: each from its source, each with a near miss that gives none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from cleaner import clean
from cleaner.lines import Lines
from cleaner.metadata import findings
from cleaner.page import Evidence, Fact, Page
from cleaner.reading.markup import read_html

URL = "https://www.example.org/news/a-story"


@dataclass
class StandInWords:
    """The word lists of a pack, small."""

    languages: tuple[str, ...] = ("en",)
    lists: dict[str, frozenset[str]] = field(
        default_factory=lambda: {
            "by": frozenset(("by", "written by", "von")),
            "and": frozenset(("and", "und")),
            "roles": frozenset(("reporter", "staff writer", "editor", "correspondent")),
            "agencies": frozenset(("afp", "reuters")),
            "stop_words": frozenset(("in", "on", "the")),
        }
    )

    def evidence(self, text: str) -> tuple[Evidence, ...]:
        return (Evidence("counter", "test"),) if text == "No comments" else ()

    def matches(self, label: str, text: str) -> Evidence | None:
        if label == "timestamp" and text.startswith(("Updated", "Posted")):
            return Evidence("timestamp", "test", {"updated" if text.startswith("Updated") else "date": text})
        return None

    def may_know(self, text: str, labels: tuple[str, ...]) -> bool:
        return True

    def ask(self, texts: Sequence[str]) -> None:
        """Nothing is gained by it here."""

    def contradict(self, declared: str, texts: Iterable[str]) -> bool:
        return False

    def list(self, name: str) -> frozenset[str]:
        return self.lists.get(name, frozenset())


def facts(html: str, url: str | None = URL, *, lines: bool = False) -> list[Fact]:
    """What is found with the tree alone, or with the page's lines, too."""
    markup = read_html(html)
    page = Page(markup.blocks if lines else (), kind="html", url=url, source=html, markup=markup)
    return [found for found in findings(Lines(page, StandInWords())) if isinstance(found, Fact)]


def best(html: str, name: str, url: str | None = URL) -> Any:
    """The value that `decide` would take: the highest voice, then confidence, then the first."""
    found = [fact for fact in facts(html, url) if fact.name == name]
    return max(found, key=lambda fact: (fact.voice, fact.confidence)).value if found else None


def article(**fields: Any) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def page(head: str = "", body: str = "") -> str:
    return f"<html lang='en'><head>{head}</head><body>{body}</body></html>"


STORY = "<p>" + "The river rose two metres overnight and the bridge was closed to traffic. " * 6 + "</p>"


class TestTitle:
    def test_the_site_name_goes(self) -> None:
        html = page(
            "<title>Rain floods Leeds | Example News</title><meta property='og:site_name' content='Example News'>"
        )
        assert best(html, "title") == "Rain floods Leeds"

    def test_a_bar_inside_the_headline_stays(self) -> None:
        html = page("<title>Rain - and then the sun - in Leeds</title><meta property='og:site_name' content='Example'>")
        assert best(html, "title") == "Rain - and then the sun - in Leeds"

    def test_the_site_known_only_by_its_address(self) -> None:
        html = page("<title>Rain floods the city of Leeds - Daily Example</title>")
        assert best(html, "title", "https://dailyexample.co.uk/1") == "Rain floods the city of Leeds"

    def test_h1_beats_the_title_made_for_search_engines(self) -> None:
        html = page("<title>Leeds flood: what we know</title>", "<h1>Rain floods Leeds: what we know so far</h1>")
        assert best(html, "title") == "Rain floods Leeds: what we know so far"

    def test_an_h1_that_is_the_section_does_not(self) -> None:
        head = "<title>Rain floods Leeds city centre</title><meta property='og:title' content='Rain floods Leeds city centre'>"
        assert best(page(head, "<h1>Our blog</h1>"), "title") == "Rain floods Leeds city centre"

    def test_entities_and_lines(self) -> None:
        html = page("<meta property='og:title' content='Rain &amp;amp; sun\n in Leeds&amp;#8217;s parks'>")
        assert best(html, "title") == "Rain & sun in Leeds’s parks"

    def test_none_is_invented(self) -> None:
        assert best(page("", STORY), "title") is None


class TestAuthors:
    @pytest.mark.parametrize(
        "author",
        [
            "Ada Okafor",
            "By Ada Okafor",
            {"@type": "Person", "name": "Ada Okafor"},
            [{"@type": "Person", "name": ["Ada Okafor"]}],
            "Ada Okafor, Staff writer",
            "Ada Okafor (ada@example.org)",
            "Ada Okafor @adaokafor",
            {"@type": "Person", "givenName": "Ada", "familyName": "Okafor"},
        ],
    )
    def test_linked_data_in_its_many_forms(self, author: Any) -> None:
        assert best(page(article(author=author)), "authors") == ["Ada Okafor"]

    def test_a_reference_by_id(self) -> None:
        graph = {
            "@graph": [
                {"@type": "Article", "author": {"@id": "#a"}},
                {"@type": "Person", "@id": "#a", "name": "Ada Okafor"},
            ]
        }
        assert best(page(f'<script type="application/ld+json">{json.dumps(graph)}</script>'), "authors") == [
            "Ada Okafor"
        ]

    def test_several_names_are_split_and_said_once(self) -> None:
        html = page(article(author=["Ada Okafor and Bo Lind", {"name": "ADA OKAFOR"}, "Cy Day; Di Eck"]))
        assert best(html, "authors") == ["Ada Okafor", "Bo Lind", "Cy Day", "Di Eck"]

    def test_letters_after_a_name_belong_to_it(self) -> None:
        assert best(page(article(author="Ada Okafor, MS, RD")), "authors") == ["Ada Okafor, MS, RD"]

    def test_an_agency_beside_a_person_stays(self) -> None:
        assert best(page(article(author="Ada Okafor, AFP")), "authors") == ["Ada Okafor", "AFP"]

    def test_the_site_beside_a_person_goes_and_alone_stays(self) -> None:
        head = "<meta property='og:site_name' content='Example News'>"
        assert best(page(head + article(author=["Ada Okafor", "Example News"])), "authors") == ["Ada Okafor"]
        assert best(page(head + article(author="Example News")), "authors") == ["Example News"]

    def test_a_byline_beats_the_site_in_the_data(self) -> None:
        head = "<meta property='og:site_name' content='Example News'>" + article(
            author={"@type": "Organization", "name": "Example News"}
        )
        assert best(
            page(head, f"<h1>Rain floods Leeds</h1><p>By <a>Ada Okafor</a> on <i>Monday</i></p>{STORY}"), "authors"
        ) == ["Ada Okafor"]

    def test_a_byline_that_names_more_people_than_the_data(self) -> None:
        head = article(author="Ada Okafor")
        more = "<h1>Rain floods Leeds</h1><p>By Ada Okafor, Bo Lind and Cy Day</p>"
        assert best(page(head, more + STORY), "authors") == ["Ada Okafor", "Bo Lind", "Cy Day"]
        roles = "<h1>Rain floods Leeds</h1><p>By Ada Okafor, head of rivers, city council</p>"
        assert best(page(head, roles + STORY), "authors") == ["Ada Okafor"]

    def test_names_as_libraries_write_them(self) -> None:
        metas = "<meta name='citation_author' content='Okafor, Ada'><meta name='citation_author' content='Lind, Bo'>"
        assert best(page(metas), "authors") == ["Ada Okafor", "Bo Lind"]

    def test_a_profile_address_is_no_name(self) -> None:
        assert best(page("<meta property='article:author' content='https://social.example/ada'>"), "authors") is None

    def test_bylines_by_the_headline(self) -> None:
        for byline in (
            "<p>By Ada Okafor</p>",
            "<div><span>Written by</span> <a>Ada Okafor</a> <span>Updated</span></div>",
            "<div class='post-author'>Ada Okafor</div>",
            "<p><a rel='author' href='/x'>Ada Okafor</a> | 4 December 2024</p>",
            "<div><a href='/authors/ada/'>Ada Okafor</a></div>",
            "<div>By</div><div>Ada Okafor</div>",
        ):
            assert best(page("", f"<h1>Rain floods Leeds</h1>{byline}{STORY}"), "authors") == ["Ada Okafor"], byline

    def test_comments_related_stories_and_prose_are_no_bylines(self) -> None:
        for other in (
            "<div class='comment-author'>Troll One</div>",
            "<div class='related'><p class='author'>Bo Lind</p></div>",
            "<aside><p class='author'>Bo Lind</p></aside>",
            f"<p>By noon the water stood in Briggate, and shops closed. {'It rose. ' * 30}</p>",
            "<p class='author'>No comments</p>",
        ):
            assert best(page("", f"<h1>Rain floods Leeds</h1>{other}{STORY}"), "authors") is None, other

    def test_a_byline_far_below_counts_only_as_an_author_box(self) -> None:
        below = f"<h1>Rain floods Leeds</h1>{STORY * 5}<p>By Bo Lind</p>"
        assert best(page("", below), "authors") is None
        assert best(page("", f"{below}<div class='author-name'>Ada Okafor</div>"), "authors") == ["Ada Okafor"]

    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("Ada Okafor, Frankfurt", ["Ada Okafor"]),
            ("Ada Okafor, AFP", ["Ada Okafor", "AFP"]),
            ("Ada Okafor, Reuters", ["Ada Okafor", "Reuters"]),
            ("Ada Okafor, Bo Lind, Cher", ["Ada Okafor", "Bo Lind", "Cher"]),
            ("Ada Okafor and Cher", ["Ada Okafor", "Cher"]),
            ("Cher, Prince", ["Cher", "Prince"]),
            ("Example News, Leeds, England", ["Example News"]),
            ("Example News, Ada Okafor", ["Ada Okafor"]),
            ("I dove into the cold river", None),
            ("Ministry of foreign affairs", ["Ministry of foreign affairs"]),
        ],
    )
    def test_towns_imprints_and_sentences_are_no_authors(self, text: str, names: list[str] | None) -> None:
        head = f"<meta property='og:site_name' content='Example News'><meta name='author' content='{text}'>"
        assert best(page(head), "authors") == names


class TestDates:
    def test_data_and_its_zone(self) -> None:
        html = page(article(datePublished="2024-12-04T00:36:34+05:30", dateModified="2024-12-05"))
        assert best(html, "published") == "2024-12-04T00:36:34+05:30"
        assert best(html, "modified") == "2024-12-05"

    def test_no_zone_and_no_time_are_added(self) -> None:
        assert best(page("<meta property='article:published_time' content='2024-12-04'>"), "published") == "2024-12-04"
        assert best(page("<meta name='pubdate' content='2024-12-04 08:15'>"), "published") == "2024-12-04T08:15:00"

    def test_fillers_are_no_dates(self) -> None:
        for filler in ("0001-01-01T00:00:00", "1970-01-01", "soon", "", "2024-13-45", "99999999999999999999"):
            assert best(page(f"<meta property='article:published_time' content='{filler}'>"), "published") is None

    def test_a_page_is_not_an_article(self) -> None:
        data = {"@type": "WebPage", "datePublished": "2019-12-12T14:07:03+00:00"}
        assert best(page(f'<script type="application/ld+json">{json.dumps(data)}</script>'), "published") is None

    def test_dates_by_the_headline(self) -> None:
        for line, expected in (
            ("<p>4 December 2024</p>", "2024-12-04"),
            ("<p>Dec. 4, 2024, 5:30 pm</p>", "2024-12-04T17:30:00"),
            ("<p><time datetime='2024-12-04T08:00:00Z'>this morning</time></p>", "2024-12-04T08:00:00+00:00"),
            ("<p>Ada Okafor | 12/31/2024</p>", "2024-12-31"),
        ):
            assert best(page("", f"<h1>Rain floods Leeds</h1>{line}{STORY}"), "published") == expected, line

    def test_dates_in_prose_sidebars_and_comments_are_not_the_article_s(self) -> None:
        for line in (
            f"<p>On 4 December 2024 the river rose. {'It rose and rose. ' * 15}</p>",
            "<aside><time datetime='2024-12-04'>4 December 2024</time></aside>",
            "<div class='comments'><time datetime='2024-12-04'>4 December 2024</time></div>",
            "<div class='related'><p>4 December 2024</p></div>",
            "<p>In 2024 some 4,000 people moved here</p>",
        ):
            assert best(page("", f"<h1>Rain floods Leeds</h1>{line}{STORY}"), "published") is None, line

    def test_several_dated_teasers_are_a_list_of_other_stories(self) -> None:
        teasers = "".join(f"<li><span class='post-date'>{day} December 2024</span></li>" for day in (3, 4, 5))
        assert best(page("", f"<h1>Rain floods Leeds</h1>{STORY * 4}<ul>{teasers}</ul>"), "published") is None

    def test_a_later_edition_s_date_loses_to_the_date_shown(self) -> None:
        html = page(article(datePublished="2025-08-21"), f"<h1>Rain floods Leeds</h1><p>April 26, 2023</p>{STORY}")
        assert best(html, "published") == "2023-04-26"

    def test_the_change_is_not_taken_for_the_publication(self) -> None:
        html = page(
            article(datePublished="2020-01-02"), f"<h1>Rain floods Leeds</h1><p>Updated April 26, 2023</p>{STORY}"
        )
        assert best(html, "published") == "2020-01-02"
        assert best(html, "modified") == "2023-04-26"

    def test_an_aside_inside_the_article_is_about_the_article(self) -> None:
        aside = "<aside><p><time datetime='2024-12-04'>4 December 2024</time></p></aside>"
        story = f"<h1>Rain floods Leeds</h1>{STORY * 4}"
        assert best(page("", f"<article>{story}{aside}</article>"), "published") == "2024-12-04"
        assert best(page("", f"<article>{story}</article>{aside}"), "published") is None
        assert best(page("", f"{story}<aside><article>{aside}</article></aside>"), "published") is None
        assert (
            best(page("", f"<article>{story}{aside}{aside.replace('12-04', '12-05')}</article>"), "published") is None
        )

    def test_the_one_line_that_says_when_it_was_posted(self) -> None:
        for lines, expected in (
            ("<p>Posted on 4 December 2024</p>", ["2024-12-04"]),
            ("<p>Posted on 4 December 2024</p><p>Posted on 5 December 2024</p>", []),
            ("<p>Updated 4 December 2024</p>", []),
            ("<p>4 December 2024</p>", []),
        ):
            found = facts(page("", f"<h1>Rain floods Leeds</h1>{STORY * 4}{lines}"), lines=True)
            assert [one.value for one in found if one.name == "published"] == expected, lines

    def test_day_and_month_as_the_address_has_them(self) -> None:
        html = page("", f"<h1>Rain floods Leeds</h1><p>03/10/2023</p>{STORY}")
        assert best(html, "published", "https://example.org/2023/10/03/rain") == "2023-10-03"
        assert best(html, "published", "https://example.org/2023/10/04/rain") == "2023-03-10"
        data = article(datePublished="2023-10-03T08:00:00Z")
        assert best(html.replace("<head>", f"<head>{data}"), "published") == "2023-10-03T08:00:00+00:00"

    @pytest.mark.parametrize("stamp", ["2199-01-01T00:00:00+00:00", "2090-12-04"])
    def test_the_future_is_no_date_of_publication(self, stamp: str) -> None:
        for html in (
            page(article(datePublished=stamp, dateModified=stamp)),
            page(f"<meta property='article:published_time' content='{stamp}'>"),
            page("", f"<h1>Rain floods Leeds</h1><p><time datetime='{stamp}'>soon</time></p>{STORY}"),
            page("", f"<h1>Rain floods Leeds</h1>{STORY * 4}<p class='post-date'>{stamp[:10]}</p>"),
        ):
            assert best(html, "published") is None
            assert best(html, "modified") is None
        assert best(page(), "published", "https://example.org/2090/12/04/rain") is None
        shown = f"<h1>Rain floods Leeds</h1><p>4 December 2024</p>{STORY}"
        assert best(page(article(datePublished=stamp), shown), "published") == "2024-12-04"

    def test_tomorrow_is_today_elsewhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class Noon(datetime):
            @classmethod
            def now(cls, tz: Any = None) -> Noon:
                return cls(2024, 12, 4, 12, tzinfo=tz)

        monkeypatch.setattr("cleaner.metadata.published.datetime", Noon)
        assert (
            best(page(article(datePublished="2024-12-05T01:30:00+13:00")), "published") == "2024-12-05T01:30:00+13:00"
        )
        assert best(page(article(datePublished="2024-12-06")), "published") is None

    def test_the_address(self) -> None:
        assert best(page(), "published", "https://example.org/2024/12/04/rain") == "2024-12-04"
        assert best(page(), "published", "https://example.org/uk/2024/dec/04/rain") == "2024-12-04"
        assert best(page(), "published", "https://example.org/2024/rain/04/leeds") is None
        assert best(page(), "published", "https://example.org/rain-2024-1204") is None

    def test_other_languages(self) -> None:
        html = page("", f"<h1>Hochwasser</h1><p>4. März 2024, 13:05 Uhr</p>{STORY}").replace("'en'", "'de-AT'")
        assert best(html, "published") == "2024-03-04T13:05:00"
        assert best(html.replace("4. März 2024", "04.03.2024"), "published") == "2024-03-04T13:05:00"
        assert best(html.replace("4. März 2024,", "04.03.24 |"), "published") == "2024-03-04T13:05:00"
        assert best(html.replace("4. März 2024, 13:05 Uhr", "Version 04.03.24"), "published") is None
        html = page("", f"<h1>洪水</h1><p>2024年3月4日 13:05</p>{STORY}").replace("'en'", "'ja'")
        assert best(html, "published") == "2024-03-04T13:05:00"


class TestLinkedData:
    def test_related_articles_do_not_speak_for_the_page(self) -> None:
        other = {
            "@type": "ItemList",
            "itemListElement": [{"@type": "NewsArticle", "author": "Bo Lind", "datePublished": "2001-01-01"}],
        }
        html = page(f'<script type="application/ld+json">{json.dumps([other])}</script>' + article(author="Ada Okafor"))
        assert best(html, "authors") == ["Ada Okafor"]
        assert best(html, "published") is None

    def test_the_article_of_this_address_comes_first(self) -> None:
        first = article(url="https://www.example.org/news/other", author="Bo Lind", headline="Another story entirely")
        second = article(url=URL, author="Ada Okafor", headline="Rain floods Leeds")
        assert best(page(first + second), "authors") == ["Ada Okafor"]

    @pytest.mark.parametrize(
        "text",
        [
            '<!-- {"@type": "Article", "author": "Ada Okafor"} -->',
            '//<![CDATA[\n{"@type": "Article", "author": "Ada Okafor"}\n//]]>',
            '{"@type": "Article", "author": "Ada Okafor",}',
            '{"@type": "Article", /* by */ "author": "Ada Okafor"};',
            '{"@type": "Article", "description": "a\tb\nc", "author": "Ada Okafor"}',
            '{"@type": "WebSite"}{"@type": "Article", "author": "Ada Okafor"}',
            '{"@type": ["Article", "BlogPosting"], "author": "Ada Okafor", "x": "\\q"}',
            '{"@type": "WebPage", "mainEntity": {"@type": "Article", "author": "Ada Okafor"}}',
            '{"@type": "https://schema.org/Article", "author": "Ada Okafor"}',
        ],
    )
    def test_common_faults_are_repaired(self, text: str) -> None:
        assert best(page(f'<script type="application/ld+json">{text}</script>'), "authors") == ["Ada Okafor"]

    def test_hopeless_text_gives_nothing(self) -> None:
        assert (
            best(page('<script type="application/ld+json">{"@type": "Article", "author": </script>'), "authors") is None
        )


class TestTheRest:
    def test_everything_else(self) -> None:
        data = article(
            articleSection="Weather",
            keywords=["rain", "Leeds", "rain"],
            isAccessibleForFree="False",
            inLanguage="en-GB",
        )
        head = (
            "<link rel='canonical' href='/news/canonical'><meta property='og:site_name' content='Example News'>"
            "<meta property='og:description' content='The river rose.'>"
        )
        html = page(head + data)
        assert best(html, "section") == "Weather"
        assert best(html, "topics") == ["rain", "Leeds"]
        assert best(html, "paywalled") is True
        assert best(html, "language") == "en"
        assert best(html, "canonical_url") == "https://www.example.org/news/canonical"
        assert best(html, "site") == "example.org"
        assert best(html, "site_name") == "Example News"
        assert best(html, "description") == "The river rose."

    def test_a_canonical_link_after_text_that_ended_the_head(self) -> None:
        html = "<head>Oops<link rel='canonical' href='/news/canonical'></head><body><h1>Rain floods Leeds</h1>"
        assert best(html, "canonical_url") == "https://www.example.org/news/canonical"

    def test_relative_addresses_are_relative_to_the_base(self) -> None:
        for base, url, expected in (
            ("https://example.com/en/", None, "https://example.com/en/a"),
            ("/en/", "https://example.org/x", "https://example.org/en/a"),
            ("/en/", None, None),
            ("", "https://example.org/x", "https://example.org/a"),
        ):
            html = page(f"<base href='{base}'><link rel='canonical' href='a'>")
            assert best(html, "canonical_url", url) == expected, base

    def test_microdata(self) -> None:
        body = (
            "<article><h1 itemprop='headline'>Rain floods Leeds</h1><meta itemprop='isAccessibleForFree' content='true'>"
            "<meta itemprop='articleSection' content='Weather'><meta itemprop='inLanguage' content='en-GB'>"
            "<meta itemprop='datePublished' content='2024-12-04T08:00:00Z'><p><span itemprop='author'>Ada Okafor</span>"
            f"</p><time itemprop='dateModified' datetime='2024-12-05'>yesterday</time>{STORY}</article>"
        )
        html = f"<html><body>{body}</body></html>"
        expected = {
            "title": "Rain floods Leeds", "authors": ["Ada Okafor"], "published": "2024-12-04T08:00:00+00:00",
            "modified": "2024-12-05", "section": "Weather", "paywalled": False, "language": "en",
        }  # fmt: skip
        assert {name: best(html, name) for name in expected} == expected

    def test_a_page_that_does_not_say_whether_it_is_free(self) -> None:
        assert best(page(article(isAccessibleForFree="perhaps")), "paywalled") is None

    def test_nothing_is_invented(self) -> None:
        names = {fact.name for fact in facts(f"<body>{STORY}</body>", url=None)}
        assert names <= {"language"}

    def test_a_bad_address_gives_none(self) -> None:
        html = page("<link rel='canonical' href='http://['><meta property='og:url' content='javascript:1'>")
        assert best(html, "canonical_url", None) is None

    def test_keywords_that_are_only_the_site(self) -> None:
        assert (
            best(page("<meta name='keywords' content='Example, example.org'>"), "topics", "https://example.org/a")
            is None
        )

    def test_each_fact_says_where_it_is_from(self) -> None:
        for fact in facts(page(article(author="Ada Okafor", datePublished="2024-12-04"), "<h1>Rain floods Leeds</h1>")):
            assert fact.by
            assert fact.why
            assert 0 < fact.confidence < 1

    def test_plain_text_gets_its_language_only(self) -> None:
        found = list(findings(Lines(Page((), source="The river rose."), StandInWords())))
        assert [(fact.name, fact.value) for fact in found] == [("language", "en")]


def test_a_headline_full_of_bars_is_not_the_title_of_a_news_article() -> None:
    data = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Why Leeds fears the river"}</script>'
    )
    head = f'<meta property="og:title" content="River in Leeds rises two metres overnight">{data}'
    page = f"<head>{head}</head><main><h1>Leeds | Live | The river and what we know about it so far</h1></main>"
    found = [one for one in facts(page) if one.name == "title"]
    assert found[0].value != "Leeds | Live | The river and what we know about it so far"
    assert len({one.value for one in found}) == len(found)


def test_titles_say_who_agrees() -> None:
    page = '<head><meta property="og:title" content="Rain in Leeds today"></head><h1>Rain in Leeds today</h1>'
    assert next(one.why for one in facts(page) if one.name == "title") == "h1, agrees with meta og:title"


@pytest.mark.parametrize(
    ("page", "authors"),
    [
        ('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ada Okafor">', ["Ada Okafor"]),
        ('<meta name="twitter:label1" content="Reading time"><meta name="twitter:data1" content="Ada Okafor">', None),
        ("<h1>Rain in Leeds</h1><p><span>Dec 4, 2024</span> <span>Ada Okafor</span></p>", ["Ada Okafor"]),
        ("<h1>Rain in Leeds</h1><p><span>2 March</span> <span>Ada Okafor</span></p>", None),
        ("<h1>Rain in Leeds</h1><p>Bo Lind</p><p>Dec 4, 2024 <span>Ada Okafor</span></p>", ["Ada Okafor"]),
        ("<h1>Rain in Leeds</h1><p>Dec 4, 2024 <a href='/shop'>Ada Okafor</a></p>", None),
        ("<h1>Rain in Leeds</h1><p>Ada’s Weblog</p><p>Dec 4, 2024</p>", None),
        ("<h1>Rain in Leeds</h1><p>Travel in Leeds</p><p>Dec 4, 2024</p>", None),
    ],
)  # fmt: skip
def test_names_in_link_previews_and_beside_the_date(page: str, authors: list[str] | None) -> None:
    assert next((one.value for one in facts(page) if one.name == "authors"), None) == authors


def test_a_byline_stands_over_whoever_uploaded_the_page() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "author": {"name": "%s"}}</script>'
    byline = "<h1>Rain in Leeds</h1><p>By Ada Okafor</p><p>The river rose.</p>"
    first = [
        one.value for one in facts(data % "Site Admin" + byline) if one.name == "authors" and one.confidence > 0.97
    ]
    assert first == [["Ada Okafor"]]
    same = [one for one in facts(data % "Ada M. Okafor" + byline) if one.name == "authors"]
    assert max(same, key=lambda one: one.confidence).value == ["Ada M. Okafor"]


def test_a_byline_far_off_that_is_no_name_stands_behind_the_site_itself() -> None:
    head = "<meta property='og:site_name' content='Example News'><meta name='author' content='Example News'>"
    far = f"<h1>Rain in Leeds</h1>{STORY * 4}<p class='byline'>%s</p>"
    assert best(page(head, far % "amw"), "authors") == ["Example News"]
    assert best(page(head, far % "Ada Okafor"), "authors") == ["Ada Okafor"]
    assert best(page("", far % "amw"), "authors") == ["amw"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada Okafor, Leeds university lecturer", ["Ada Okafor"]),
        ("Ada Okafor, Bo van der Lind", ["Ada Okafor", "Bo van der Lind"]),
        ("ada okafor, bo lindgren", ["ada okafor", "bo lindgren"]),
        ("Ada Okafor, AFP", ["Ada Okafor", "AFP"]),
    ],
)
def test_where_an_author_works_is_not_another_author(text: str, names: list[str]) -> None:
    assert best(page(f"<meta name='author' content='{text}'>"), "authors") == names


HEADER = "<header><div class='top'>Tuesday, 5 December 2017</div></header>"


class TestOrderOfDates:
    def test_the_headers_day_is_none_of_the_articles(self) -> None:
        stamp = "<time itemprop='dateModified' datetime='2017-11-27T19:20:45+01:00'>27 November 2017, 19:20</time>"
        html = page(
            "<title>Rain in Leeds</title>", f"{HEADER}<article><h1>Rain in Leeds</h1>{stamp}<p>It rained.</p></article>"
        )
        assert str(best(html, "published"))[:10] == "2017-11-27"

    def test_a_page_is_not_published_after_it_was_changed(self) -> None:
        html = page(article(headline="Rain in Leeds", dateModified="2024-03-04"),
                    "<div>8 March 2024</div><h1>Rain in Leeds</h1><p>It rained.</p>")  # fmt: skip
        assert best(html, "published") != "2024-03-08" or best(html, "modified") is None
        html = page(article(headline="Rain", datePublished="2024-03-05T17:00:00Z", dateModified="2024-03-04T09:00:00Z"))
        assert (str(best(html, "published"))[:10], best(html, "modified")) == ("2024-03-05", None)

    def test_the_day_is_the_one_that_readers_see(self) -> None:
        html = page(article(headline="Rain", datePublished="2023-12-23T03:22:07Z"),
                    "<h1>Rain</h1><time datetime='2023-12-22T22:22:07-05:00'>Dec 22, 2023, 10:22 PM EST</time><p>It rained.</p>")  # fmt: skip
        assert best(html, "published") == "2023-12-22T22:22:07-05:00"

    def test_a_date_that_address_and_data_contradict_is_another_storys(self) -> None:
        html = page("<meta property='article:modified_time' content='2023-06-08'>",
                    "<h1>Rain in Leeds</h1><time datetime='2022-02-11'>11 February 2022</time><p>It rained.</p>")  # fmt: skip
        assert best(html, "published", "https://example.org/2023/06/08/rain") == "2023-06-08"

    def test_a_date_ahead_of_the_clock_is_left_out_and_said_so(self) -> None:
        html = page(
            article(headline="Rain in Leeds", datePublished="2199-03-05"), "<h1>Rain in Leeds</h1><p>It rained.</p>"
        )
        result = clean(html, kind="html")
        assert result.metadata["published"] is None
        assert any("ahead of this machine's clock" in warning for warning in result.warnings)


class TestShownCharacters:
    def test_no_field_holds_what_a_terminal_obeys(self) -> None:
        bad = "pwn\\u0007 Ada\\b\\u202e \\u001b]0;x\\u0007Okafor\\u009b"
        data = (
            f'{{"@type": "NewsArticle", "headline": "{bad}", "author": {{"name": "{bad}"}}, "articleSection": "{bad}"}}'
        )
        head = f'<script type="application/ld+json">{data}</script><meta name="keywords" content="a&#x202e;b, c&#27;[31md">'
        metadata = clean(page(head, "<h1>Rain</h1><p>It rained in Leeds.</p>"), kind="html").metadata
        texts = [
            text for value in metadata.values() for text in (value if isinstance(value, list) else [value]) if text
        ]
        assert all(str(text).isprintable() for text in texts)
        assert metadata.get("authors")


def test_names_as_libraries_write_them_are_turned_round() -> None:
    metas = "".join(f"<meta name='dc.creator' content='{name}'>" for name in ("Ellery, Ruth", "Castellan, Miriam"))
    assert best(page(metas, "<h1>Home visits</h1>"), "authors") == ["Ruth Ellery", "Miriam Castellan"]
