"""The guard over all rules: what a person names is believed, what is broad is limited, nobody guts an article unseen."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from cleaner import Cleaner
from cleaner.deciding.guard import tripped
from cleaner.page import Block, Cleaned, Mark, RuleSource, Scope, Voice
from cleaner.reading import read
from cleaner.rules import Guard, Rules
from cleaner.writing.explanation import explanation

WORDS = "word " * 24
RUN = {number: Block(f"{WORDS}{number}.") for number in range(10)}
SITE, PACK = Voice.SITE_RULE, Voice.PACK


def mark(block: int, rule: str = "r", voice: Voice = PACK, scope: Scope = "broad", **more: object) -> Mark:
    return Mark(block, "related", "because", RuleSource.of(rule, "p.yml", 1), voice, scope=scope, **more)  # type: ignore[arg-type]


def weigh(marks: list[Mark], guard: Guard = Guard(), run: dict[int, Block] = RUN) -> list[int]:
    """The blocks that the guard puts back."""
    groups: dict[int, list[Mark]] = {}
    for one in sorted(marks, key=lambda mark: (-mark.voice, not mark.keep)):
        groups.setdefault(one.block, []).append(one)
    found = tripped(run, groups, guard)
    assert {one.block for one in found.undo} == set(found.put_back)
    return sorted(found.put_back)


class TestLimits:
    def test_small_cuts_are_left_alone(self) -> None:
        assert weigh([mark(3)]) == []

    def test_broad_rules_together_take_at_most_30_percent(self) -> None:
        marks = [mark(at, f"s{at}", SITE) for at in range(4)]
        assert weigh(marks[:3]) == []
        assert weigh(marks) == [0, 1, 2, 3]
        assert weigh(marks, Guard(max_removed=0.5, own=True)) == []
        assert weigh(marks[:3], Guard(max_removed=0.2, own=True)) == [0, 1, 2]

    def test_packs_and_one_rule_of_a_pack_take_at_most_half_of_that(self) -> None:
        assert weigh([mark(3), mark(4), mark(6, "other")]) == [3, 4]
        assert weigh([mark(3, "a"), mark(4, "b")]) == [3, 4]
        assert weigh([mark(3, "a"), mark(4, "b")], Guard(max_removed=0.5, own=True)) == []

    def test_what_is_named_may_be_most_of_it(self) -> None:
        assert weigh([mark(at, "s", SITE, "named") for at in range(8)]) == []
        assert weigh([mark(at, "s", SITE, "named") for at in range(10)]) == list(range(10))

    def test_what_is_named_does_not_count_for_what_is_broad(self) -> None:
        named = [mark(at, "s", SITE, "named") for at in range(5)]
        assert weigh([*named, mark(5, "b", SITE)]) == []
        assert weigh([*named, mark(5, "b", SITE), mark(6, "b", SITE)]) == [5, 6], "two of the five that are left"

    def test_a_range_may_not_begin_near_the_top(self) -> None:
        assert weigh([mark(at, "s", SITE, "range") for at in range(4, 10)]) == []
        assert weigh([mark(at, "s", SITE, "range") for at in range(2, 10)]) == list(range(2, 10))

    def test_no_sentence_left_is_an_article_gone(self) -> None:
        run = {0: Block("A headline of eight words, without a stop"), **{at: RUN[at] for at in (1, 2)}, 3: Block("Ada")}
        assert weigh([mark(1, "s", SITE, "named"), mark(2, "s", SITE, "named")], run=run) == [1, 2]

    def test_of_a_short_text_half_may_go(self) -> None:
        short = {at: Block(f"The ferry did not run on day {at}.") for at in range(4)}
        assert weigh([mark(1, "s", SITE), mark(2, "s", SITE)], run=short) == []
        assert weigh([mark(at, "s", SITE) for at in range(3)], run=short) == [0, 1, 2]
        assert weigh([mark(1, "s", SITE), mark(2, "s", SITE)], Guard(0.3, own=True), short) == [1, 2]

    def test_head_foot_and_lists_of_links_do_not_count(self) -> None:
        lines = ["Share this story", "Valley Courier desk", "Was this useful to you?"]
        run = dict(
            enumerate(
                [*map(Block, lines), RUN[0], Block("News Sport Opinion", link_density=1.0), RUN[1], Block("Home")]
            )
        )
        assert weigh([mark(at, "s", SITE) for at in (0, 1, 2, 4, 6)], run=run) == []

    def test_without_sentences_all_counts(self) -> None:
        poem = {at: Block(f"And the river runs {at}") for at in range(40)}
        assert weigh([mark(at, "s", SITE) for at in range(20)], run=poem) == list(range(20))

    def test_other_voices_protections_and_wishes_do_not_count(self) -> None:
        marks = [mark(at, "h", Voice.HEURISTIC) for at in range(9)] + [mark(1, keep=True)]
        assert weigh([*marks, *(mark(at, "c", Voice.CALLER) for at in range(9))]) == []

    def test_what_a_trip_does_and_says(self) -> None:
        groups = {at: [mark(at, "lead", SITE)] for at in (3, 4, 5)} | {6: [mark(6, "teaser", SITE)]}
        (said,) = tripped(RUN, groups, Guard()).warnings
        assert said.startswith("broad rules took 40% of the characters of the body (limit 30%): lead 30%, teaser 10%;")
        assert "their lines were put back" in said
        assert said.endswith("write guard: {max_removed: 50%} in its file")
        flagged = tripped(RUN, groups, Guard(on_trip="flag"))
        assert (flagged.undo, bool(flagged.warnings)) == (frozenset(), True)
        assert tripped(RUN, groups, Guard(on_trip="fail")).failed
        assert not tripped(RUN, {3: [mark(3)]}, Guard(on_trip="fail")).failed


PARAGRAPHS = [
    f"The {what} was opened on Monday by the mayor, who spoke of {why} for longer than the {count} guests had hoped."
    for what, why, count in (
        ("bridge", "steel", "forty"), ("school", "roofs", "twenty"), ("market", "fish", "ninety"),
        ("library", "silence", "three"), ("harbour", "tides", "sixty"), ("museum", "moths", "eleven"),
    )
]  # fmt: skip
PAGE = (
    "<html><body><article class='b'><h1>A week of openings</h1><div class='b'>{}</div></article></body></html>".format(
        "".join(f"<p class='w p{at}'>{text}</p>" for at, text in enumerate(PARAGRAPHS))
    )
)
TEXT = "\n\n".join(PARAGRAPHS)
HTML_RULES = ["drop: [article]", "drop: [p]", "drop: ['div.b']", "drop: ['.w']", "drop_class: [b]", "drop_class: [w]",
              "drop_from: ['p.p0']", "drop: ['//p']", "drop: [{css: p, with_text: 'The *'}]", "drop: [h1, 'body > *']"]  # fmt: skip
TEXT_RULES = ["drop_lines: 'The *'", "drop_lines: '{title}.'", "drop_lines: '* on Monday by *'", "drop_from: 'The bridge *'",
              "drop_lines: [{regex: '.+'}]", "drop_until: '* museum *'", "replace: [{regex: '.+', with: x}]",
              "drop_between: [{from: 'The *', to: 9 lines}]", "repair: [{regex: '.+', with: ''}]", "cut: [{end: ' was *'}]"]  # fmt: skip


def cleaned(folder: Path, section: str, rules: tuple[str, ...], source: str) -> Cleaned:
    (folder / "a.example.yml").write_text(
        f"site: A\nmatch: {{domains: [a.example]}}\n{section}:\n" + "".join(f"  {one}\n" for one in rules)
    )
    return Cleaner(rules=[folder]).clean(source, url="https://a.example/1")


def merged(one: str, other: str) -> tuple[str, ...]:
    """Two rules in a section; under one key where they have the same."""
    (first, mine), (second, theirs) = (rule.split(": ", 1) for rule in (one, other))
    if first != second:
        return one, other
    items = [text[1:-1] if text.startswith("[") else text for text in (mine, theirs)]
    return (f"{first}: [{', '.join(items)}]",)


@pytest.mark.parametrize(
    ("section", "rules"),
    [("html", (one,)) for one in HTML_RULES] + [("text", (one,)) for one in TEXT_RULES]
    + [("html", merged(*pair)) for pair in combinations(HTML_RULES, 2)] + [("text", merged(*pair)) for pair in combinations(TEXT_RULES, 2)],
)  # fmt: skip
def test_no_rule_and_no_two_rules_gut_an_article(tmp_path: Path, section: str, rules: tuple[str, ...]) -> None:
    result = cleaned(tmp_path, section, rules, PAGE if section == "html" else TEXT)
    kept = [text for text in PARAGRAPHS if text in result.text]
    assert len(kept) == len(PARAGRAPHS), result.warnings
    assert result.status == "ok"
    assert any("put back" in said or "passed over" in said for said in result.warnings)


def test_what_was_put_back_is_explained(tmp_path: Path) -> None:
    result = cleaned(tmp_path, "text", ("drop_lines: 'The *'",), TEXT)
    rows = explanation(result).rows
    assert [row.verdict for row in rows] == ["kept"] * len(PARAGRAPHS)
    assert all(row.why.endswith("took it, the guard put it back") and "the rule The" not in row.why for row in rows)
    assert not result.removed


@pytest.mark.parametrize("rule", ["drop_from: READERS WRITE", "drop_between: [{from: READERS WRITE, to: 9 lines}]"])
def test_readers_comments_inside_the_body_go(tmp_path: Path, rule: str) -> None:
    comments = [f"I have {what} there myself, and nobody has ever asked me what I think of it, which is a pity." for what in
                ("fished", "danced", "slept", "waited", "shouted")]  # fmt: skip
    result = cleaned(tmp_path, "text", (rule,), "\n\n".join([*PARAGRAPHS[:4], "READERS WRITE", *comments]))
    assert result.text == "\n\n".join(PARAGRAPHS[:4])
    assert not result.warnings


def test_a_file_sets_its_own_guard(tmp_path: Path) -> None:
    guard = "guard:\n  max_removed: 90%\n  quotes: no\n  on_trip: flag\n"
    (tmp_path / "a.example.yml").write_text("site: A\n" + guard)
    chosen = Rules.load([tmp_path], packs=False).select(read("x y z"), site="a.example")
    assert chosen.guard == Guard(max_removed=0.9, quotes=False, on_trip="flag")
    assert chosen.guard.own


def test_limits_of_an_earlier_version_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.example.yml").write_text("site: A\nguard:\n  min_words_left: 5\n")
    rules = Rules.load([tmp_path], packs=False)
    assert [one.code for one in rules.library.read_all() if one.file == "a.example.yml"] == ["old-limit"]


class TestOnce:
    """`replace` and `repair` are applied once to a document."""

    @pytest.mark.parametrize("key", ["replace", "repair"])
    @pytest.mark.parametrize(
        ("find", "put"), [("Acme", "Acme Corp"), ("Inc", "Inc."), ("bridge", "bridge of a bridge")]
    )
    def test_once(self, tmp_path: Path, key: str, find: str, put: str) -> None:
        text = TEXT.replace("forty guests", "forty guests of Acme Inc")
        result = cleaned(
            tmp_path, "text", (f"{key}: [{{find: '{find}', with: '{put}'}}]", "drop_lines: Share"), f"Share\n\n{text}"
        )
        assert result.text == text.replace(find, put)

    def test_what_stands_already_is_left_alone(self, tmp_path: Path) -> None:
        result = cleaned(
            tmp_path, "text", ("replace: [{find: Acme, with: Acme Corp}]",), "Acme Corp bought Acme, it said."
        )
        assert result.text == "Acme Corp bought Acme Corp, it said."

    @pytest.mark.parametrize("rule", ["{find: e, with: %s}" % ("e" * 50), "{regex: e, with: %s}" % ("x" * 100_000)])
    @pytest.mark.parametrize("key", ["replace", "repair"])
    def test_growth_is_bounded(self, tmp_path: Path, key: str, rule: str) -> None:
        result = cleaned(tmp_path, "text", (f"{key}: [{rule}]",), TEXT * 40)
        assert len(result.text) <= 2 * len(TEXT * 40) + 10_000
        assert any("more than twice as long" in said for said in result.warnings)


def test_who_takes_all_of_an_article_is_told_to_be_narrower() -> None:
    from cleaner.deciding.guard import Trip
    from cleaner.rules.file.model import Guard

    all_of_it, half = (
        Trip("rules", share, 0.9, frozenset(), (("the", share),)).warning(Guard()) for share in (1.0, 0.5)
    )
    assert "make them narrower, or write guard: {max_removed: 100%}" in all_of_it
    assert "If that is right for this site, write guard: {max_removed: 60%}" in half
