"""The way of somebody who writes rules for a site: an empty file, one or two edits, green tests, and a clean corpus.

Two made-up sites of short articles, each with nine lines of boilerplate: texts with promotion between the paragraphs, and
pages with readers' letters and three boxes inside the body. What is written here is what the guide tells to write.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner import Cleaner
from cleaner.cli import app
from cleaner.page import Cleaned
from cleaner.workshop.on_documents import of_rules

BEACON = [
    ("Ferry stops at dusk", "Mina Torvald", "Col Ebbing", "02.04.2025", [
        "The last ferry to the island now leaves at dusk, because the lamp on the eastern pier has not worked since the storm.",
        "“We cannot land what we cannot see,” said the skipper, who has made the crossing for thirty years.",
        "A new lamp is on its way from the mainland, the harbour office said, but nobody there would name a day."]),
    ("Bell tower to be measured", "Jory Blackthorn", "Mina Torvald", "14.03.2025", [
        "Surveyors will measure the bell tower this week after a crack was found between the second and the third floor.",
        "The bells have been silent since Sunday, to the relief of some neighbours and the sorrow of others.",
        "The parish hopes to ring them again at Easter."]),
    ("Swimmers win their wall", "Col Ebbing", "Jory Blackthorn", "19.05.2025", [
        "The wall that shelters the bathing place from the north wind will be built up again, the council decided by nine votes to four.",
        "It fell in January, and since then only the hardiest have been seen in the water.",
        "“I had begun to talk to the seals,” said one of them."]),
    ("A museum for two rooms", "Mina Torvald", "Col Ebbing", "11.06.2025", [
        "The collection of tide tables, ropes and stuffed birds that fills two rooms of the old school is to become a museum.",
        "Its keeper, who is ninety, has asked for a heater and a lock.",
        "The district will pay for the lock. The heater is still being talked about, the chairman said."]),
    ("Crab race called off", "Jory Blackthorn", "Col Ebbing", "07.07.2025", [
        "For the first time in forty years there will be no crab race on the quay, since no one could be found to catch the crabs.",
        "The prize, a ham, has been given to the lifeboat crew.",
        "They ate it on Saturday."]),
]  # fmt: skip


def beacon(title: str, author: str, photographer: str, day: str, body: list[str]) -> str:
    return "\n".join([
        "Wexcombe Beacon", title, f"By {author} // Photos: {photographer} // {day} //", body[0],
        "Story continues below the crossword", body[1],
        "Beacon Friends wanted", "From three pounds a month you keep a reporter at the town hall.",
        "Become a Friend today at the shop in Mill Street.", body[2],
        "Take it home: twelve issues for the price of ten.", "Seen something? Ring the newsdesk on 01632 960 551.",
    ])  # fmt: skip


BEACON_RULES = """\
site: Wexcombe Beacon
language: en
match:
  domains: [wexcombebeacon.example]
  files: ['*beacon*/*.txt']
dates: day-first
text:
  take:
    - id: head
      lines: |
        Wexcombe Beacon
        {title}
        By {author} // Photos: {x.photographer} // {date} //
      where: first 5 lines
      why: The text export puts paper, headline and byline on top.
  drop_lines: |
    Story continues below the crossword
    Beacon Friends wanted
    From three pounds a month you keep a reporter at the town hall.
    Become a Friend today at the shop in Mill Street.
    Take it home: twelve issues for the price of ten.
    Seen something? Ring the newsdesk on 01632 960 551.
tests:
  - name: all that is not the story goes
    input: |
      Wexcombe Beacon
      Ferry stops at dusk
      By Mina Torvald // Photos: Col Ebbing // 02.04.2025 //
      The last ferry to the island now leaves at dusk.
      Story continues below the crossword
      “We cannot land what we cannot see,” said the skipper.
      Beacon Friends wanted
      From three pounds a month you keep a reporter at the town hall.
      Become a Friend today at the shop in Mill Street.
      Take it home: twelve issues for the price of ten.
      Seen something? Ring the newsdesk on 01632 960 551.
    body: |
      The last ferry to the island now leaves at dusk.
      “We cannot land what we cannot see,” said the skipper.
    title: Ferry stops at dusk
    authors: [Mina Torvald]
    date: 2025-04-02
  - name: a crossword in a sentence stays
    input: |
      The story continues below the crossword, he read aloud, and turned the page.
    unchanged: yes
"""

MERE = [
    ("Post office moves into the inn", "The post office of Harrow Mere has moved into the inn, where letters are now weighed beside the beer.",
     "The counter opens at nine, the bar at eleven.", ["A pint and a parcel, and all before noon: I never thought I would live to see it, and I am eighty-one.",
      "And who looks after the scales when the darts team comes in on a Thursday evening, I should like to know."]),
    ("Owls nest in the signal box", "A pair of barn owls has nested in the signal box, so the trains are waved through by hand until the chicks have flown.",
     "The railway speaks of six weeks.", ["They were there last year as well, and nobody believed me when I rang the station about the noise at night."]),
    ("Choir seeks a bass", "The choir of St Oswin has lost its only bass to the navy and asks any man with a low voice to come forward.",
     "He need not read music, the organist said, but he should be able to count to four.", ["My husband can count to three and a half, and his voice is so low that the dog leaves the room.",
      "Has anybody asked the butcher? He sings all day long, and he would have the figure for it, too.",
      "In my time there were five of them, and you could hear them on the other side of the mere when the wind was right."]),
    ("Bridge toll ends after a century", "From the first of May nobody pays to cross the mill bridge: the loan for which the toll was raised in 1924 has been paid back.",
     "The keeper will stay on and sell eggs.", ["I have worked out what I paid in forty years, and it would have bought me a boat with a cabin."]),
    ("School wins prize for its pond", "The village school has won the county prize for its pond, which the children dug themselves behind the bicycle shed.",
     "Newts came in the first week.", ["Ours came home with one in her pocket, and it is now in the bath, and we wash at my mother's house.",
      "Well done to all of them, and to Mr Hale, who fell in twice and never once raised his voice."]),
]  # fmt: skip


def mere(title: str, first: str, second: str, letters: list[str]) -> str:
    box = "<div class='mere-ask'><p>Do you like to read of the mere? Five shillings a week keep this paper afloat.</p><p>Give now</p></div>"
    said = "".join(f"<p>{one}</p><p class='who'>a reader</p>" for one in letters)
    return (
        f"<html><head><title>{title} - Harrow Mere Messenger</title></head><body><div class='story'><h1>{title}</h1>{box}<p>{first}</p>"
        f"<p class='goto'>The story goes on under the box</p>{box}<p>{second}</p><p class='sig'>hm</p>{box}"
        f"<div class='r-letters'><h3>You write</h3>{said}</div></div></body></html>"
    )


MERE_RULES = """\
site: Harrow Mere Messenger
language: en
match:
  domains: [meremessenger.example]
  files: ['*mere*/*.html']
html:
  title: h1
  body: [div.story]
  drop: [div.mere-ask, p.goto, p.sig, div.r-letters]
tests:
  - name: boxes, pointers, signs and letters go
    input: |
      <div class="story"><h1>Owls nest in the signal box</h1><div class="mere-ask"><p>Give now</p></div>
      <p>A pair of barn owls has nested in the signal box, so the trains are waved through by hand until the chicks have flown.</p>
      <p class="goto">The story goes on under the box</p><p>The railway speaks of six weeks.</p><p class="sig">hm</p>
      <div class="r-letters"><p>They were there last year as well.</p></div></div>
    body: |
      A pair of barn owls has nested in the signal box, so the trains are waved through by hand until the chicks have flown.
      The railway speaks of six weeks.
    title: Owls nest in the signal box
  - name: a paragraph without a class stays
    input: |
      <p>Do you like to read of the mere? So did the ninety people who came to the library on Friday.</p>
    unchanged: yes
"""


@pytest.fixture(params=["beacon", "mere"])
def site(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, list[str], Path]:
    """The rules of a site as they are after the first edit, and its five documents with the bodies that they should have."""
    monkeypatch.chdir(tmp_path)
    name = str(request.param)
    folder = tmp_path / name
    folder.mkdir()
    if name == "beacon":
        for at, one in enumerate(BEACON):
            (folder / f"{at}.txt").write_text(beacon(*one))
        return BEACON_RULES, ["\n\n".join(one[-1]) for one in BEACON], folder
    for at, (title, first, second, letters) in enumerate(MERE):
        (folder / f"{at}.html").write_text(mere(title, first, second, letters))
    return MERE_RULES, [f"{first}\n\n{second}" for _, first, second, _ in MERE], folder


def said_of_rules(result: Cleaned) -> list[str]:
    """The warnings about rules."""
    return [said for said in result.warnings if of_rules(said)]


def run(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_one_edit_and_all_is_green_and_clean(site: tuple[str, list[str], Path]) -> None:
    rules, bodies, folder = site
    Path("mine").mkdir()
    Path("mine/site.example.yml").write_text(rules)
    assert "nothing to complain about" in run("rules", "check", "mine")
    assert "2 passed" in run("rules", "test", "--coverage", "mine")
    cleaner = Cleaner(rules=["mine"])
    for path, body in zip(sorted(folder.iterdir()), bodies, strict=True):
        result = cleaner.clean(path.read_text(), name=str(path))
        assert result.text == body
        assert (result.status, said_of_rules(result)) == ("ok", [])


def test_a_rule_that_is_too_broad_is_named_with_the_way_out_and_one_more_edit_mends_it(tmp_path: Path) -> None:
    """Somebody who writes stars for the three lines of a box gets them back, and is told the number and the key."""
    broad = BEACON_RULES.replace(
        "    From three pounds a month you keep a reporter at the town hall.\n", "    From *\n"
    )
    broad = broad.replace("    Become a Friend today at the shop in Mill Street.\n", "    Become *\n")
    broad = broad.replace("    Take it home: twelve issues for the price of ten.\n", "    * of ten.\n")
    broad = broad.replace(
        "    Story continues below the crossword\n    Beacon Friends wanted\n", "    Story *\n    Beacon *\n"
    )
    (tmp_path / "site.example.yml").write_text(broad)
    text = beacon(*BEACON[4])
    first = Cleaner(rules=[tmp_path]).clean(text, name="beacon/4.txt")
    assert "From three pounds a month" in first.text
    (said,) = said_of_rules(first)
    key = said[said.index("guard: ") :].removesuffix(" in its file")
    assert key.startswith("guard: {max_removed: ")
    (tmp_path / "site.example.yml").write_text(broad.replace("text:\n", f"{key}\ntext:\n", 1))
    second = Cleaner(rules=[tmp_path]).clean(text, name="beacon/4.txt")
    assert second.text == "\n\n".join(BEACON[4][-1])
    assert not said_of_rules(second)
    assert "2 passed" in run("rules", "test", str(tmp_path))


def test_check_on_documents_says_what_each_rule_does(site: tuple[str, list[str], Path]) -> None:
    rules, _, folder = site
    Path("site.example.yml").write_text(rules.replace("text:\n", "text:\n  drop_from: Nothing of the kind\n", 1))
    said = run("rules", "check", "site.example.yml", "--on", str(folder))
    assert "site.example.yml applies to 5 of 5 documents." in said
    if "text:" in rules:
        assert "head: in 5" in said
        assert "nothing-of-the-kind: found nothing" in said
    else:
        assert "drop-div-mere-ask: in 5" in said


def test_check_on_documents_counts_a_body_that_was_used(tmp_path: Path) -> None:
    rules, folder = tmp_path / "rules", tmp_path / "pages"
    rules.mkdir()
    folder.mkdir()
    text = "site: B\nmatch:\n  files: ['*pages/*']\nhtml:\n  body:\n    - id: story\n      css: div.story\n    - id: old\n      css: div.old\n"
    (rules / "b.yml").write_text(text, encoding="utf-8")
    prose = "".join(
        f"<p>The ferry will run until October, the county said, and carry {n} lorries as well.</p>" for n in range(6)
    )
    (folder / "1.html").write_text(f'<html><body><div class="story">{prose}</div></body></html>', encoding="utf-8")
    said = run("rules", "check", str(rules), "--on", str(folder))
    assert "story: in 1" in said
    assert "old: found nothing" in said


def test_show_says_why_a_file_of_the_users_own_does_not_apply(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("beacon").mkdir()
    Path("beacon/1.txt").write_text(beacon(*BEACON[0]))
    Path("mine").mkdir()
    Path("mine/site.example.yml").write_text("site: S\nmatch:\n  files: ['beacon']\n")
    said = run("rules", "show", "beacon/1.txt", "--rules", "mine")
    assert "mine/site.example.yml: its `files` (beacon) must match the whole path" in said.replace("\n", " ")
    assert "write '*beacon*'" in said
    assert "mine" in run("rules", "list", "--rules", "mine")


def test_a_date_of_two_days_is_named_when_it_switches_a_rule_off(tmp_path: Path) -> None:
    (tmp_path / "site.example.yml").write_text(BEACON_RULES.replace("dates: day-first\n", ""))
    cleaner = Cleaner(rules=[tmp_path])
    (said,) = said_of_rules(cleaner.clean(beacon(*BEACON[0]), name="beacon/0.txt"))
    assert "“02.04.2025”, which is two different days" in said
    assert "dates: day-first" in said
    assert not said_of_rules(cleaner.clean(beacon(*BEACON[1]), name="beacon/1.txt")), "14.03. is one day"


def test_a_run_names_rules_that_took_nothing_and_those_that_should_have(site: tuple[str, list[str], Path]) -> None:
    rules, _, folder = site
    Path("mine").mkdir()
    idle = "text:\n  drop_from:\n    - line: Nothing of the kind\n      expect: usually\n"
    rules = (
        rules.replace("text:\n", idle, 1)
        if "text:" in rules
        else rules.replace("div.r-letters]", "div.r-letters, div.none]")
    )
    Path("mine/site.example.yml").write_text(rules)
    said = run("clean", str(folder), "--out", "cleaned", "--rules", "mine").replace("\n", " ")
    if "text:" in rules:
        assert "nothing-of-the-kind (site.example.yml:9) took nothing, expected usually" in " ".join(said.split())
    else:
        assert "drop-div-none (site.example.yml:9) took nothing" in " ".join(said.split())
    assert "mere-ask" not in said
