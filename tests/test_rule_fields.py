"""Typed fields: what each accepts, what makes the pattern not match; dates in every form."""

from __future__ import annotations

import pytest

from cleaner.rules.patterns.fields import Context, value_of
from cleaner.rules.patterns.pattern import Pattern
from cleaner.text.dates import Calendar
from cleaner.text.words import Folded, Folds

ENGLISH = Context(
    Calendar(("en",), "", "", ("december", "dec"), frozenset({"tuesday", "wed"})),
    lambda name: {"and": frozenset({"and", "and the"}), "roles": frozenset({"reporter", "our correspondent"})}.get(
        name, frozenset()
    ),
)

GOOD = [
    ("author", "Ada Okafor", ["Ada Okafor"]),
    ("author", "Ludwig van der Berg", ["Ludwig van der Berg"]),
    ("author", "Ада Окафор", ["Ада Окафор"]),
    ("author", "محمد علي", ["محمد علي"]),
    ("author", "王小明", ["王小明"]),
    ("author", "J. K. O'Neil-Smith", ["J. K. O'Neil-Smith"]),
    ("author", "our correspondent", ["our correspondent"]),
    ("authors", "Ada Okafor and Bo Lund", ["Ada Okafor", "Bo Lund"]),
    ("authors", "Ada Okafor and the Bo Lund Band", ["Ada Okafor", "Bo Lund Band"]),
    ("authors", "Ada Brandt and Sandy Andre", ["Ada Brandt", "Sandy Andre"]),
    ("authors", "Ada Okafor, Bo Lund & Cy Ek", ["Ada Okafor", "Bo Lund", "Cy Ek"]),
    ("place", "Rio de Janeiro", "Rio de Janeiro"),
    ("place", "NEW YORK", "NEW YORK"),
    ("place", "北京", "北京"),
    ("agency", "Agence France-Presse", "Agence France-Presse"),
    ("handle", "@ada_okafor", "ada_okafor"),
    ("email", "ada@example.co.uk", "ada@example.co.uk"),
    ("url", "https://example.com/a?b=1", "https://example.com/a?b=1"),
    ("number", "1,204", "1,204"),
    ("number", "1.2K", "1.2K"),
    ("time", "10:30", "10:30"),
    ("time", "01:50 AM", "01:50 AM"),
    ("tags", "NATO, Ukraine", ["NATO", "Ukraine"]),
    ("tags", "NATO Ukraine", ["NATO Ukraine"]),
    ("section", "World News", "World News"),
    ("title", "NATO set to hold off", "NATO set to hold off"),
    ("date", "December 04, 2024 00:36:34", "2024-12-04T00:36:34"),
    ("x.desk", "anything at all", "anything at all"),
]
BAD = [
    ("author", "the river rose two metres"),
    ("author", "Ada 2"),
    ("author", "One Two Three Four Five Six Seven"),
    ("author", "Ada Okafor: live"),
    ("authors", "Ada Okafor and the river"),
    ("place", "the river"),
    ("place", "One Two Three Four Five"),
    ("agency", "the agency"),
    ("handle", "@ada okafor"),
    ("email", "ada at example"),
    ("url", "example"),
    ("number", "two"),
    ("time", "noon"),
    ("section", "one two three four five six seven eight nine"),
    ("title", " ".join(["word"] * 31)),
    ("subtitle", " ".join(["word"] * 51)),
    ("date", "December 2024"),
    ("date", "yesterday"),
    ("date", "Dec 4"),
    ("date", "31 February 2024"),
    ("date", "04/12/2024"),
]


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_accepted(name: str, text: str, value: object) -> None:
    assert value_of(name, text, "", ENGLISH) == value


@pytest.mark.parametrize(("name", "text"), BAD)
def test_refused(name: str, text: str) -> None:
    assert value_of(name, text, "", ENGLISH) is None


def test_caps() -> None:
    assert value_of("place", "BRUSSELS", "caps", ENGLISH) == "BRUSSELS"
    assert value_of("place", "Brussels", "caps", ENGLISH) is None


DATES = [
    ("2024-12-04", "2024-12-04"),
    ("2024-12-04T10:00:00Z", "2024-12-04T10:00:00+00:00"),
    ("2024-12-04 10:00", "2024-12-04T10:00:00"),
    ("Tuesday, 4th Dec, 2024", "2024-12-04"),
    ("Dec. 4, 2024 at 10:30 pm GMT", "2024-12-04T22:30:00+00:00"),
    ("December 4, 2024, 12 a.m.", "2024-12-04T00:00:00"),
    ("10:30 AM, December 4, 2024 IST", "2024-12-04T10:30:00"),
    ("4 December 2024 10:30 +05:00", "2024-12-04T10:30:00+05:00"),
    ("2024年12月4日 10:30", "2024-12-04T10:30:00"),
    ("14.12.2024", "2024-12-14"),
    ("12/14/2024", "2024-12-14"),
    ("December 4, 2024 25:61", None),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text: str, expected: str | None) -> None:
    assert ENGLISH.calendar.read(text) == expected


FOREIGN = [
    ("de", "4. Dezember 2024"), ("de", "Mittwoch, 4. Dezember 2024"), ("fr", "4 décembre 2024"), ("es", "4 de diciembre de 2024"),
    ("it", "4 dicembre 2024"), ("pt", "4 de dezembro de 2024"), ("nl", "4 december 2024"), ("pl", "4 grudnia 2024"),
    ("ru", "4 декабря 2024 г."), ("tr", "4 Aralık 2024"), ("uk", "4 грудня 2024"), ("sv", "4 december 2024"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), FOREIGN)
def test_dates_of_other_languages(language: str, text: str) -> None:
    assert Calendar((language,)).read(text) == "2024-12-04"


def test_a_date_without_its_year() -> None:
    assert ENGLISH.calendar.read("Dec 03", year_optional=True) == "--12-03"
    assert ENGLISH.calendar.read("Dec 33", year_optional=True) is None


SIDE_BY_SIDE = [
    ("By {author} {date}", "By Ada Okafor December 4, 2024", {"author": ["Ada Okafor"], "date": "2024-12-04"}),
    ("{date} {time}", "December 4, 2024 10:30", {"date": "2024-12-04", "time": "10:30"}),
    ("By {author} {date}", "By Ada Okafor on the river", None),
]


@pytest.mark.parametrize(("pattern", "line", "fields"), SIDE_BY_SIDE)
def test_fields_side_by_side(pattern: str, line: str, fields: dict | None) -> None:
    match = Pattern(pattern).match(Folded(line), ENGLISH)
    assert (match.fields if match else None) == fields


def test_captures_keep_the_text_as_it_stands() -> None:
    match = Pattern('About "{title}"').match(Folded("ABOUT “The Mayor’s  Tale”"), ENGLISH)
    assert match is not None
    assert match.fields == {"title": "The Mayor’s  Tale"}


OPTIONAL = [
    ("Read more {now?} {_}", "Read more trams", True),
    ("Read more {now?} {_}", "Read more now trams", True),
    ("Read more {now?} {_}", "Read morenow trams", False),
    ("{Exclusive?} read more", "read more", True),
    ("Show {answers|replies?}", "Show", True),
    ("Show {answers|replies?}", "Show replies", True),
    ("Show {answers|replies?}", "Showreplies", False),
    ("{number} like{s?}", "3 likes", True),
    ("{A|B|Why?}", "Why?", True),
    ("{A|B|Why\\?} x", "why? x", True),
    ("{Comments|Replies} {(|[}{number}{)|]}", "Comments (3)", True),
    ("{a \\| b|c}: x", "a | b: x", True),
]


@pytest.mark.parametrize(("pattern", "line", "fits"), OPTIONAL)
def test_choices(pattern: str, line: str, fits: bool) -> None:
    assert (Pattern(pattern).match(Folded(line), ENGLISH) is not None) == fits


def test_an_index_finds_what_a_pattern_matches() -> None:
    from cleaner.rules.patterns.index import Lookup

    for pattern, line, fits in [*OPTIONAL, *((p, t, f is not None) for p, t, f in SIDE_BY_SIDE)]:
        found = list(Lookup([(Pattern(pattern), pattern)]).hits([line], Folds(), ENGLISH))
        assert bool(found) == fits, (pattern, line)
