"""`cleaner learn`: what recurs in a folder becomes a proposed rule file whose tests pass, and nothing else does."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.page import Cleaned
from cleaner.pipeline import Cleaner
from cleaner.workshop import collect, run_tests
from cleaner.workshop.learn import learn

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
    "searched",
    "emptied",
    "filled",
]
PEOPLE = ["Ada Quill", "Bo Tarn", "Cy Lowe", "Dee Marsh", "Eli Stone", "Fay Reed", "Gus Holt", "Ida Penn"]
SYLLABLES = ["".join(pair) for pair in product(("ba", "lo", "ru", "ne", "ti", "vo"), repeat=2)]
PLACES = ["Leeds", "Quetta", "Ankara", "Dhaka", "Bremen", "Turin", "Lyon", "Porto"]


class Story:
    """A made-up article: a headline, a person, a place, a day and paragraphs of its own."""

    def __init__(self, number: int) -> None:
        chosen = self.chosen = random.Random(number)
        self.noun, self.other = chosen.sample(NOUNS, 2)
        self.title = (
            f"{self.noun.title()} {chosen.choice(VERBS)} as the {self.other} reopens in {chosen.choice(PLACES)}"
        )
        self.author, self.place = chosen.choice(PEOPLE), chosen.choice(PLACES)
        self.day, self.hour = chosen.randint(10, 28), chosen.randint(10, 23)
        self.body = [self.paragraph() for _ in range(5)]

    def paragraph(self) -> str:
        chosen = self.chosen
        return " ".join(
            f"{chosen.choice(PEOPLE)} said the {chosen.choice(NOUNS)} near the {chosen.choice(NOUNS)} was "
            f"{chosen.choice(VERBS)} and {chosen.choice(VERBS)} by {chosen.randint(3, 900)} people in {chosen.choice(PLACES)}."
            for _ in range(2)
        )

    def headline(self) -> str:
        chosen = self.chosen
        words = chosen.sample([*NOUNS, *VERBS, *SYLLABLES], 6)
        return f"{chosen.choice(PEOPLE)} {' '.join(words)}"


def financial_express(one: Story) -> list[str]:
    byline = f"{one.author} | Published: December {one.day}, 2024 {one.hour}:36:34"
    return [*one.body, one.title, byline, "Share if you like"]


def urdupoint(one: Story) -> list[str]:
    handle = one.author.replace(" ", "")
    stories = [line for _ in range(4) for line in (one.headline(), f"{one.chosen.randint(2, 9)} hours ago")]
    return [
        f"date 2024-12-{one.day} Open Menu", one.title,
        f"{one.author} (@{handle}) Published December {one.day}, 2024 | {one.hour}:50 PM",
        *one.body, "Related Topics", f"{one.noun.title()} {one.other.title()} {one.place}", "Recent Stories", *stories,
        "More Stories From World",
    ]  # fmt: skip


def daily_sabah(one: Story) -> list[str]:
    form = "Keep up to date with what’s happening in the region and the world"
    return [*one.body, "The Daily Sabah Newsletter", form, "SIGN ME UP", *(one.headline() for _ in range(4))]


def fact_file(one: Story) -> list[str]:
    first, second, *rest = one.body
    teaser = f"{first.split('. ')[0].rstrip('.')}."
    return [teaser, f"{one.title}. {second}", f"{teaser} {rest[0]}", *rest[1:]]


SITES: dict[str, Callable[[Story], list[str]]] = {
    "financialexpress": financial_express, "urdupoint": urdupoint, "dailysabah": daily_sabah, "factfile": fact_file,
}  # fmt: skip


DOMAINS = {
    "financialexpress": "thefinancialexpress.com.bd", "urdupoint": "urdupoint.com", "dailysabah": "dailysabah.com",
    "factfile": "factfile.pk",
}  # fmt: skip


def documents(site: str, first: int, count: int) -> list[tuple[str, bytes]]:
    made = [(n, "\n".join(SITES[site](Story(n)))) for n in range(first, first + count)]
    return [(f"corpus/made-up/{n}.txt", text.encode()) for n, text in made]


@pytest.mark.parametrize("site", list(SITES))
def test_the_rules_written_by_hand_are_found_again(site: str, tmp_path: Path) -> None:
    (found,) = learn(documents(site, 0, 30), site=f"{site}.example")
    (tmp_path / f"{site}.yml").write_text(found.text, encoding="utf-8")
    failed = [tried for tried in run_tests(collect([tmp_path])).tried if tried.state == "failed"]
    assert not failed, [*failed, found.text]
    by_hand = Cleaner(site=DOMAINS[site])
    learned = Cleaner(rules=[tmp_path], site=f"{site}.example", strict=True)
    for name, source in documents(site, 500, 8):
        wanted, got = (cleaner.clean(source, name=name) for cleaner in (by_hand, learned))
        assert learned_only(got, site) >= 1, found.text
        if site == "factfile":
            # Where the headline ends and the story begins nobody can know from texts.
            assert got.metadata["description"] == wanted.metadata["description"]
            assert got.text.partition("\n\n")[2] == wanted.text.partition("\n\n")[2]
            continue
        assert got.text == wanted.text, found.text
        if site in {"financialexpress", "urdupoint"}:
            for field in ("title", "authors", "published"):
                assert got.metadata[field] == wanted.metadata[field]


def learned_only(result: Cleaned, site: str) -> int:
    """How many lines the learned rules took."""
    return sum(f"{site}.yml" in gone.by for gone in result.removed)


def test_what_is_not_proposed_is_listed_with_the_reason(tmp_path: Path) -> None:
    said = "The weir board declined to say when the gates will be mended."
    sources = [
        (f"corpus/weir/{n}.txt", "\n".join([*Story(n).body[:3], *[said] * (n < 6), *Story(n).body[3:]]).encode())
        for n in range(20)
    ]
    (found,) = learn(sources, site="weir.example")
    assert found.rules == ()
    assert [(left.text, left.articles, left.why) for left in found.left if left.text == said] == [
        (said, 6, "its words read like an article's own")
    ]


def test_the_command_writes_a_file_that_nothing_reads(tmp_path: Path) -> None:
    folder, out = tmp_path / "fe", tmp_path / "proposals"
    folder.mkdir()
    for name, source in documents("financialexpress", 0, 12):
        (folder / Path(name).name).write_bytes(source)
    done = CliRunner().invoke(app, ["learn", str(folder), "--out", str(out), "--site", "fe.example"])
    assert done.exit_code == 0, done.stderr
    assert "Nothing is active yet" in done.stderr
    assert "status: unverified" in (out / "fe.example.yml").read_text(encoding="utf-8")
    again = CliRunner().invoke(app, ["learn", str(folder), "--out", str(out), "--site", "fe.example"])
    assert (again.exit_code, "is there already" in again.stderr.replace("\n", " ")) == (2, True)
    few = CliRunner().invoke(app, ["learn", str(folder / "0.txt"), "--out", str(out)])
    assert few.exit_code == 1


def test_new_rules_know_writers_from_photographers_and_days_from_numbers() -> None:
    from cleaner.workshop.new_site import new_site

    pages = []
    for n, (writer, camera, day) in enumerate(
        [
            ("Nell Sharrow", "Idris Vane", "14.03.2025"),
            ("Nell Sharrow", "Ada Quill", "02.04.2025"),
            ("Bo Tarn", "Cy Lowe", "05.06.2025"),
        ]
    ):
        lines = [Story(n).title, f"Words: {writer} // Photos: {camera} // {day} //", *Story(n).body]
        pages.append((f"bugle/{n}.txt", "\n".join(lines).encode()))
    made = new_site("bugle.example", pages)
    assert "Words: {author} // Photos: {_} // {date} //" in made.text
    assert "dates: day-first" in made.text
    assert "files: ['bugle/*.txt']" in made.text


def pages_of(inside: Callable[[Story, str], str]) -> list[tuple[str, bytes]]:
    """Four pages of a site. `inside`: a story and its paragraphs → what stands below the headline."""
    pages = []
    for n in range(4):
        story = Story(n)
        body = "".join(f"<p>{paragraph}</p>" for paragraph in story.body)
        page = f"<h1>{story.title}</h1>{inside(story, body)}"
        pages.append((f"marrow/{n}.html", f"<html><body>{page}</body></html>".encode()))
    return pages


def test_new_rules_find_boxes_that_say_the_same_on_each_page() -> None:
    from cleaner.workshop.new_site import new_site

    nudge, sign = '<div class="mm-nudge">Tell your friends of the weir</div>', '<p class="sign">The Weir, Porto</p>'
    made = new_site("marrow.example", pages_of(lambda _, body: f'<div class="col">{body}{nudge}</div>{sign}'))
    assert "div.mm-nudge" in made.text
    assert "p.sign" in made.text
    assert "og:title" not in made.text
    assert "files: ['marrow/*.html']" in made.text


def test_new_rules_of_texts_leave_the_name_of_who_took_the_pictures_open() -> None:
    from cleaner.workshop.new_site import new_site

    texts = []
    for n in range(5):
        one = Story(n)
        lines = [one.title, f"By {one.author} // Photos: {PEOPLE[n]} // {one.day} April 2024 //", *one.body]
        texts.append(
            (
                f"weir/{n}.txt",
                "\n".join([*lines, "You keep this paper afloat with a pound a week, neighbour, and more."]).encode(),
            )
        )
    made = new_site("weir.example", texts)
    assert made.text.count("By {author} // Photos: {_} // {date} //") == 1
    assert "headline-and-byline-2" not in made.text
    *_, last = made.text.split("  - name: ")
    assert "keep this paper afloat" not in last
    assert "unchanged: yes" in last


def test_new_rules_of_pages_read_the_byline_without_its_word_and_take_its_element() -> None:
    from cleaner.workshop.new_site import new_site

    inside = '<div class="col"><p class="byl">By {}</p>{}</div>'
    made = new_site("marrow.example", pages_of(lambda story, body: inside.format(story.author, body)))
    assert "line: 'By {author}'" in made.text
    assert "- id: drop-byline\n      css: p.byl\n      label: byline" in made.text
    assert f"authors: [{Story(0).author}]" in made.text
    assert f"    body: |\n      By {Story(0).author}" not in made.text


def page_of(number: int) -> bytes:
    """A page of a made-up paper: a byline, boxes that vary, a lead in an element with a name, names under quotations."""
    one = Story(number)
    place, other = one.chosen.sample(PLACES, 2)
    first, second, *rest = [f"<p>{paragraph}</p>" for paragraph in one.body]
    return f"""<html><body><nav class="top"><a href="/">Marsh Gazette</a> <a href="/sport">Sport</a></nav>
        <main><div class="sg-story"><p class="sg-way">Home &gt; News &gt; {place}</p><h1>{one.title}</h1>
        <p class="sg-by">By {one.author} · {one.day} April 2024 · {one.hour} min read</p>
        <p class="sg-lead">{one.chosen.choice(PEOPLE)} wrote in {place} that the {one.noun} would never be {one.chosen.choice(VERBS)} again.</p>
        <div class="sg-share">{number + 7} shares <a href="#">Share this story with a neighbour</a></div>
        {first}{second}<div class="sg-letter"><p>Get the Tide Table, our weekly letter, every Friday</p></div>{"".join(rest)}
        <p class="sg-sign">{one.author} reports from {other} for the Marsh Gazette.</p></div></main>
        <footer><p>The Marsh Gazette, printed on the quay</p></footer></body></html>""".encode()


def test_of_pages_the_boxes_and_the_byline_are_proposed_and_the_story_is_not(tmp_path: Path) -> None:
    (found,) = learn([(f"corpus/marsh/{n}.html", page_of(n)) for n in range(12)], site="marsh.example")
    assert {"byline", "drop-byline", "drop-p-sg-way", "drop-div-sg-share", "drop-div-sg-letter", "drop-p-sg-sign"} == {
        *found.rules
    }
    assert "line: 'By {author} · {date} · {number} min read'" in found.text
    assert "p.sg-lead" not in found.text
    assert "status: unverified" in found.text
    (tmp_path / "marsh.yml").write_text(found.text, encoding="utf-8")
    assert not [tried for tried in run_tests(collect([tmp_path])).tried if tried.state == "failed"]
    result = Cleaner(rules=[tmp_path], site="marsh.example", strict=True).clean(page_of(90))
    assert result.metadata["authors"] == [Story(90).author]
    assert result.text.split("\n\n")[1:] == Story(90).body, result.text
    box = next(one for one in found.proposals if one.rule.id == "drop-div-sg-letter")
    assert (box.documents, box.lines) == (12, 12)
    assert box.examples[0][2] == "Get the Tide Table, our weekly letter, every Friday"


def test_lines_of_one_form_are_one_rule_and_names_under_quotations_none() -> None:
    sources = []
    for n in range(40):
        one = Story(n)
        speaker = "Hilda Crane, Porto Board" if n % 5 == 0 else f"{one.headline()} was there"
        lines = [f"Home > News > {PLACES[n % 4]}", *one.body[:3], speaker, *one.body[3:]]
        sources.append((f"corpus/weir/{n}.txt", "\n".join(lines).encode()))
    (found,) = learn(sources, site="weir.example")
    assert "Home > News > {_}" in found.text
    assert not any("Hilda Crane" in line for one in found.proposals for line in one.rule.lines)


def test_new_rules_of_texts_take_what_varies_in_the_middle_too() -> None:
    from cleaner.workshop.new_site import new_site

    pages = []
    for n in range(12):
        one = Story(n)
        lines = [one.title, f"By {one.author} · {one.day} April 2024 · 9 min read", *one.body, *Story(n + 50).body]
        lines += ["Get the Tide Table, our weekly letter, every Friday", *Story(n + 90).body, *Story(n + 200).body]
        lines += [*Story(n + 300).body, f"{one.author} reports from {one.place} for the Marsh Gazette."]
        pages.append((f"marsh/{n}.txt", "\n".join(lines).encode()))
    made = new_site("marsh.example", pages)
    assert "By {author} · {date} · {number} min read" in made.text
    assert "Get the Tide Table, our weekly letter, every Friday\n      " in made.text.partition("tests:")[0]
    assert "{_} reports from {_} for the Marsh Gazette." in made.text
