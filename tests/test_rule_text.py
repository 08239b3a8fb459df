"""Each construct of the `text` section: once where it fires, once where it must not."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

import pytest

from cleaner.page import Fact, Mark
from cleaner.reading import read
from cleaner.rules import Rules

STORY = """The council met on Monday and adopted the budget for the coming year.
The mayor spoke for an hour about water, roads and the new hospital."""


def run(folder: Path, text_rules: str, document: str, top: str = "") -> tuple[str, dict, list[str], list[Mark]]:
    """The lines that stay, the facts, the ids that fired and the marks of one site file on one text."""
    yaml = f"site: Test\n{dedent(top)}\ntext:\n{indent(dedent(text_rules).strip(chr(10)), '  ')}\n"
    (folder / "test.example.yml").write_text(yaml, encoding="utf-8")
    rules = Rules.load([folder], packs=False)
    page = read(document, kind="text")
    chosen = rules.select(page, site="test.example")
    assert not chosen.warnings, rules.complaints
    page = chosen.repair(page)
    findings = list(chosen.findings(page))
    marks = [finding for finding in findings if isinstance(finding, Mark)]
    facts = {}
    for finding in findings:
        if isinstance(finding, Fact):
            facts.setdefault(finding.name, finding.value)
    kept = []
    for index, block in enumerate(page.blocks):
        here = [mark for mark in marks if mark.block == index]
        if any(mark.span is None and not mark.keep for mark in here) and not any(mark.keep for mark in here):
            continue
        text = block.text
        for mark in sorted((m for m in here if m.span and m.label != "dateline"), key=lambda m: -m.span[0]):
            text = text[: mark.span[0]] + mark.replacement + text[mark.span[1] :]
        kept.append(text)
    ids = list(dict.fromkeys(finding.by.partition(" ")[0] for finding in findings))
    ids += [edit.by.partition(" ")[0] for edit in page.edits]
    return "\n".join(kept), facts, ids, marks


CASES = {
    "drop_lines, a block": ("drop_lines: |\n  Share this story\n", "Share  this STORY", ""),
    "drop_lines, near miss": ("drop_lines: |\n  Share this story\n", "Share this story about trams", "Share this story about trams"),
    "quotes and dashes are all one": ("drop_lines: |\n  Don't miss - our \"best\" stories\n", "Don’t miss – our “best” stories", ""),
    "signs are plain": ("drop_lines: |\n  Share [1] (now)? $5.\n", "Share [1] (now)? $5.", ""),
    "signs are plain, near miss": ("drop_lines: |\n  Share. now\n", "Sharex now", "Sharex now"),
    "a star": ("drop_lines: |\n  Read more: *\n", "Read more: the mayor resigns", ""),
    "a star may be empty": ("drop_lines: |\n  Read more:*\n", "Read more:", ""),
    "something": ("drop_lines: |\n  Read more: {_}\n", "Read more: the mayor resigns", ""),
    "something, near miss": ("drop_lines: |\n  Read more: {_}\n", "Read more:", "Read more:"),
    "stars around": ("drop_lines: |\n  '*click here*'\n  *click here*\n", "For more click here, please", ""),
    "a choice": ("drop_lines: |\n  {Read|Hear} more\n", "Hear more", ""),
    "a choice, near miss": ("drop_lines: |\n  {Read|Hear} more\n", "See more", "See more"),
    "optional letters": ("drop_lines: |\n  {number} hour{s?} ago\n", "1 hour ago\n\n2 hours ago", ""),
    "optional letters, near miss": ("drop_lines: |\n  {number} hour{s?} ago\n", "two hours ago", "two hours ago"),
    "an optional choice": ("drop_lines: |\n  Read more{:|.?}\n", "Read more:\n\nRead more", ""),
    "an escaped star": ("drop_lines: |\n  5\\* hotel\n", "5* hotel", ""),
    "an escaped star, near miss": ("drop_lines: |\n  5\\* hotel\n", "5 star hotel", "5 star hotel"),
    "case exact": ("drop_lines:\n  - line: KEYWORDS\n    case: exact\n", "KEYWORDS", ""),
    "case exact, near miss": ("drop_lines:\n  - line: KEYWORDS\n    case: exact\n", "Keywords", "Keywords"),
    "max_words": ("drop_lines:\n  - line: 'Also read: {_}'\n    max_words: 5\n", "Also read: the mayor resigns", ""),
    "max_words, near miss": (
        "drop_lines:\n  - line: 'Also read: {_}'\n    max_words: 5\n",
        "Also read: that is the only advice I give",
        "Also read: that is the only advice I give",
    ),
    "not, a line": ("drop_lines:\n  - line: 'Also read: {_}'\n    not: ['*advice*']\n", "Also read: my advice", "Also read: my advice"),
    "status off": ("drop_lines:\n  - line: Share\n    status: off\n", "Share", "Share"),
    "status unverified": ("drop_lines:\n  - line: Share\n    status: unverified\n", "Share", ""),
    "regex": ("drop_lines:\n  - regex: '\\d+ shares?'\n", "12 shares", ""),
    "regex fits the whole line": ("drop_lines:\n  - regex: '\\d+ shares?'\n", "12 shares were sold", "12 shares were sold"),
    "cut at the start": ("cut:\n  - start: 'LIVE: '\n", "LIVE: Trains are late.", "Trains are late."),
    "cut at the start, near miss": ("cut:\n  - start: 'LIVE: '\n", "They said LIVE: now.", "They said LIVE: now."),
    "cut at the end": ("cut:\n  - end: ' Read more'\n", "Trains are late. Read more", "Trains are late."),
    "cut a phrase": ("cut:\n  - phrase: ' (ADVERTISEMENT)'\n", "Trains (ADVERTISEMENT) are late.", "Trains are late."),
    "cut a phrase, near miss": ("cut:\n  - phrase: ' (ADVERTISEMENT)'\n", "The advertisement ran.", "The advertisement ran."),
    "cut by regex": ("cut:\n  - regex: '\\s*\\[\\d+\\]'\n", "Trains are late [12] today.", "Trains are late today."),
    "replace": ("replace:\n  - find: ' ,'\n    with: ','\n", "Late , again , today", "Late, again, today"),
    "replace, near miss": ("replace:\n  - find: ' ,'\n    with: ','\n", "Late, again", "Late, again"),
    "repair": ("repair:\n  - find: ' ,'\n    with: ','\n", "Late , again", "Late, again"),
    "repair by regex": ("repair:\n  - regex: '(\\w)Share this$'\n    with: '\\1\\nShare this'\ndrop_lines: |\n  Share this\n", "It rainedShare this", "It rained"),
    "other scripts": ("drop_lines: |\n  Читайте также: {_}\n", "ЧИТАЙТЕ ТАКЖЕ: трамваи", ""),
    "scripts without spaces": ("drop_lines: |\n  分享到*\n", "分享到微信", ""),
}  # fmt: skip


@pytest.mark.parametrize(("rules", "document", "expected"), CASES.values(), ids=CASES)
def test_one_line(tmp_path: Path, rules: str, document: str, expected: str) -> None:
    kept, _, ids, _ = run(tmp_path, rules, document)
    assert kept == expected
    assert bool(ids) == (kept != document)


def test_keep_beats_drop(tmp_path: Path) -> None:
    rules = "keep: |\n  Share prices\ndrop_lines: |\n  Share *\n"
    kept, _, ids, _ = run(tmp_path, rules, "Share prices\nShare this")
    assert kept == "Share prices"
    assert ids == ["share-prices", "share"]


def test_drop_from_and_its_window(tmp_path: Path) -> None:
    rules = "drop_from:\n  - line: More stories\n    where: after 2 lines\n"
    kept, _, _, marks = run(tmp_path, rules, STORY + "\nMore stories\nBus fares rise\nRain expected")
    assert kept == STORY
    assert {mark.label for mark in marks} == {"related"}
    assert marks[0].by == "more-stories test.example.yml:5"
    early = "More stories\n" + STORY
    assert run(tmp_path, rules, early)[0] == early


def test_drop_until(tmp_path: Path) -> None:
    rules = "drop_until:\n  - line: Skip to content\n    where: first 5 lines\n    label: menu\n"
    kept, _, _, marks = run(tmp_path, rules, "Home\nContact\nSkip to content\n" + STORY)
    assert kept == STORY
    assert [mark.label for mark in marks] == ["menu"] * 3
    assert run(tmp_path, rules, STORY)[0] == STORY


@pytest.mark.parametrize(
    ("to", "expected"), [("Submit", "after"), ("blank line", "after"), ("2 lines", "after"), ("Never", None)]
)
def test_drop_between(tmp_path: Path, to: str, expected: str | None) -> None:
    rules = f"drop_between:\n  - from: Sign up\n    to: {to}\n"
    document = "It rained in the town all day long on Sunday.\n\nSign up\nYour address\nSubmit\n\nafter"
    kept = run(tmp_path, rules, document)[0].split("\n")
    assert kept[-1] == "after"
    assert ("Sign up" in kept) == (expected is None)


def test_drop_between_has_a_longest(tmp_path: Path) -> None:
    rules = "drop_between:\n  - from: Sign up\n    to: Submit\n    max_lines: 3\n"
    document = "\n".join(["Sign up", *[f"line {n}" for n in range(5)], "Submit"])
    assert run(tmp_path, rules, document)[0] == document


def test_take_a_line(tmp_path: Path) -> None:
    rules = "take:\n  - line: '{author} | Published: {date}'\n"
    kept, facts, _, marks = run(tmp_path, rules, STORY + "\nAda Okafor | Published: December 04, 2024 00:36:34")
    assert kept == STORY
    assert facts == {"authors": ["Ada Okafor"], "published": "2024-12-04T00:36:34"}
    assert marks[0].label == "byline"
    for near_miss in ("ada of the 4 rivers | Published: December 04, 2024", "Ada Okafor | Published: last week"):
        assert run(tmp_path, rules, STORY + "\n" + near_miss)[0] == STORY + "\n" + near_miss


def test_take_lines_is_a_template(tmp_path: Path) -> None:
    rules = """
        take:
          - id: foot
            lines: |
              {title}
              {author} | {date}
              Share if you like
            label: share_prompt
            where: last 4 lines
    """
    document = STORY + "\n\nNew hospital for the town\n\nAda Okafor | 4 May 2024\n\nShare if you like"
    kept, facts, ids, marks = run(tmp_path, rules, document)
    assert kept.replace("\n\n", "\n") == STORY
    assert facts == {"title": "New hospital for the town", "authors": ["Ada Okafor"], "published": "2024-05-04"}
    assert [mark.label for mark in marks] == ["headline", "byline", "share_prompt"]
    assert [mark.by for mark in marks] == [f"foot test.example.yml:{line}" for line in (7, 8, 9)]
    assert ids == ["foot"]
    assert run(tmp_path, rules, STORY + "\nShare if you like")[0] == STORY + "\nShare if you like"


def test_take_lines_with_a_label_for_each(tmp_path: Path) -> None:
    rules = """
        take:
          - lines: |
              date {_} Open Menu
              {title}
              {_}
            label: [menu, headline, headline]
    """
    _, _, _, marks = run(tmp_path, rules, "date 2024 Open Menu\nNew tram\nNew tram for the town\n" + STORY)
    assert [mark.label for mark in marks] == ["menu", "headline", "headline"]


def test_a_field_said_twice_must_agree(tmp_path: Path) -> None:
    rules = "take:\n  - lines: |\n      {title}\n      By {author}\n      {title}\n"
    assert run(tmp_path, rules, "New Tram\nBy Ada Okafor\nNew tram\n" + STORY)[0] == STORY
    other = "New Tram\nBy Ada Okafor\nOld tram\n" + STORY
    assert run(tmp_path, rules, other)[0] == other


def test_take_start_of_line(tmp_path: Path) -> None:
    rules = (
        "take:\n  - start_of_line: '{place}, {dateline_date} ({agency}): '\n    and: keep\n    where: first 3 lines\n"
    )
    kept, facts, _, marks = run(tmp_path, rules, "BRUSSELS, Dec 03 (AFP): Ministers met.\n" + STORY)
    assert kept.startswith("BRUSSELS, Dec 03 (AFP): Ministers met.")
    assert facts["dateline"] == {"location": "BRUSSELS", "date": "--12-03", "agency": "AFP"}
    assert [(mark.label, mark.span) for mark in marks] == [("dateline", (0, 24))]
    assert run(tmp_path, rules, STORY + "\n" + STORY + "\nBRUSSELS, Dec 03 (AFP): Ministers met.")[3] == []


def test_a_dateline_takes_its_year_from_the_date(tmp_path: Path) -> None:
    rules = """
        take:
          - start_of_line: '{place}, {dateline_date} ({agency}) '
          - line: 'Published {date}'
    """
    document = "BRUSSELS, Dec 31 (AFP) Ministers met.\nPublished 1 January 2025"
    assert run(tmp_path, rules, document)[1]["dateline"]["date"] == "2024-12-31"


def test_take_end_of_line(tmp_path: Path) -> None:
    rules = "take:\n  - end_of_line: ' ({agency})'\n    where: last 1 lines\n    label: credit\n"
    kept, facts, _, _ = run(tmp_path, rules, "Ministers met. (AFP)")
    assert kept == "Ministers met."
    assert facts["dateline"]["agency"] == "AFP"
    assert run(tmp_path, rules, "Ministers met (again).")[0] == "Ministers met (again)."


def test_take_after(tmp_path: Path) -> None:
    rules = "take:\n  - after: Related Topics\n    line: '{tags}'\n"
    kept, facts, _, marks = run(tmp_path, rules, STORY + "\nRelated Topics\nNATO, Ukraine")
    assert kept == STORY + "\nRelated Topics"
    assert facts == {"topics": ["NATO", "Ukraine"]}
    assert marks[0].label == "tags"
    assert run(tmp_path, rules, STORY + "\nRelated Topics")[0] == STORY + "\nRelated Topics"


def test_repeated_lead(tmp_path: Path) -> None:
    rules = "take:\n  - repeated_lead: '{subtitle}'\n    where: first 2 lines\n"
    lead = "Diplomats believe the chances are slim."
    kept, facts, _, marks = run(tmp_path, rules, f"{lead}\n{STORY}\n{lead} They agreed in private.")
    assert kept == f"{STORY}\n{lead} They agreed in private."
    assert facts == {"description": lead}
    assert marks[0].label == "standfirst"
    assert run(tmp_path, rules, f"{lead}\n{STORY}")[0] == f"{lead}\n{STORY}"


def test_after_rule(tmp_path: Path) -> None:
    rules = """
        take:
          - id: teaser
            line: 'Teaser: {subtitle}'
          - id: run-in
            start_of_line: '{title}. '
            after_rule: teaser
            where: first 2 lines
    """
    assert run(tmp_path, rules, "Teaser: it rains\nRain again. The town was wet.")[0] == "The town was wet."
    assert (
        run(tmp_path, rules, "It rains\nRain again. The town was wet.")[0] == "It rains\nRain again. The town was wet."
    )


def test_the_first_entry_that_fires_wins_its_field(tmp_path: Path) -> None:
    rules = "take:\n  - line: 'By {author}'\n  - line: 'Text {author}'\n"
    kept, facts, _, _ = run(tmp_path, rules, "By Ada Okafor\nText Bo Lund\n" + STORY)
    assert facts["authors"] == ["Ada Okafor"]
    assert kept == STORY


def test_not_vetoes_a_captured_value(tmp_path: Path) -> None:
    rules = "take:\n  - start_of_line: '{place:caps}: '\n    not: [EXCLUSIVE, BREAKING]\n    where: first 1 lines\n"
    assert run(tmp_path, rules, "BRUSSELS: Ministers met.")[1]["dateline"]["location"] == "BRUSSELS"
    assert run(tmp_path, rules, "EXCLUSIVE: Ministers met.")[1] == {}
    assert run(tmp_path, rules, "Brussels: Ministers met.")[1] == {}


def test_needs(tmp_path: Path) -> None:
    rules = "drop_from:\n  - line: Related News\n    needs: 3 short lines after\n"
    tail = "\nRelated News\nBus fares rise\n2 hours ago\nRain expected"
    assert run(tmp_path, rules, STORY + tail)[0] == STORY
    alone = STORY + "\nRelated News\nShe ended with a promise to return to the question of the buses in spring."
    assert run(tmp_path, rules, alone)[0] == alone
    rules = "drop_lines:\n  - line: Share\n    needs: blank line before\n"
    assert run(tmp_path, rules, "One line.\n\nTwo lines.\nShare\n\nShare")[0] == "One line.\nTwo lines.\nShare"


def test_where(tmp_path: Path) -> None:
    rules = "drop_lines:\n  - line: Share\n    where: first 2 lines or last 25%\n"
    document = "\n".join(["Share", "b", "Share", "d", "e", "f", "g", "Share"])
    assert run(tmp_path, rules, document)[0] == "b\nShare\nd\ne\nf\ng"


def test_regex_captures(tmp_path: Path) -> None:
    rules = "take:\n  - regex: '(?P<author>[^|]+?)\\s*\\|\\s*(?P<x_desk>\\w+) desk'\n"
    kept, facts, _, _ = run(tmp_path, rules, "Ada Okafor | foreign desk\n" + STORY)
    assert kept == STORY
    assert facts == {"authors": ["Ada Okafor"], "x.desk": "foreign"}
    assert run(tmp_path, rules, "7 boats | foreign desk\n" + STORY)[1] == {}


def test_dates_have_an_order(tmp_path: Path) -> None:
    rules = "take:\n  - line: 'Published {date}'\n"
    assert run(tmp_path, rules, "Published 04/12/2024")[1] == {}
    assert run(tmp_path, rules, "Published 04/12/2024", "dates: day-first")[1] == {"published": "2024-12-04"}
    assert run(tmp_path, rules, "Published 04/12/2024", "dates: month-first")[1] == {"published": "2024-04-12"}
    zone = "dates:\n  order: day-first\n  timezone: Asia/Dhaka"
    assert run(tmp_path, rules, "Published 04/12/2024 10:30", zone)[1] == {"published": "2024-12-04T10:30:00+06:00"}
    assert run(tmp_path, rules, "Published 04/12/2024", zone)[1] == {"published": "2024-12-04"}
    own = "take:\n  - line: 'Published {date:%d.%m.%y}'\n"
    assert run(tmp_path, own, "Published 04.12.24")[1] == {"published": "2024-12-04"}


def test_ids_are_given_or_made(tmp_path: Path) -> None:
    rules = "drop_lines:\n  - Share this story\n  - id: mine\n    line: Follow us\n"
    assert run(tmp_path, rules, "Share this story\nFollow us")[2] == ["share-this-story", "mine"]


def test_repairs_are_reported(tmp_path: Path) -> None:
    rules = "repair:\n  - id: blank\n    find: ' ,'\n    with: ','\n    why: translation\n"
    (tmp_path / "t.example.yml").write_text(f"site: T\ntext:\n{indent(rules, '  ')}", encoding="utf-8")
    loaded = Rules.load([tmp_path], packs=False)
    page = read("Late , again\nLate, again", kind="text")
    edits = loaded.select(page, site="t.example").repair(page).edits
    assert [(edit.line, edit.before, edit.after, edit.by, edit.why) for edit in edits] == [
        (1, " ,", ",", "blank t.example.yml:4", "translation")
    ]


def test_a_regex_takes_the_start_or_the_end_of_a_line(tmp_path: Path) -> None:
    rules = "take:\n  - regex: '^(?P<place>\\p{Lu}\\w+) \\((?P<agency>dpa|AFP)\\) - '\n    case: exact\n    and: keep\n"
    _, facts, _, marks = run(tmp_path, rules, "Berlin (AFP) - Ministers met.")
    assert facts == {"dateline": {"location": "Berlin", "date": None, "agency": "AFP"}}
    assert [(mark.label, mark.span) for mark in marks] == [("dateline", (0, 15))]
    assert run(tmp_path, rules, "In Berlin (dpa) - Ministers met.")[1] == {}
    rules = "take:\n  - regex: '\\s+\\((?P<x_sign>[a-z]{2,3})\\)$'\n"
    kept, facts, _, _ = run(tmp_path, rules, "Ministers met. (ao)")
    assert (kept, facts) == ("Ministers met.", {"x.sign": "ao"})
