"""The studio without a browser: what it shows is what a run writes, and what it counts is what the rules hit."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cleaner import Cleaner
from cleaner.batch.run import clean_files
from cleaner.cli import app
from cleaner.workshop.studio.completion import complete
from cleaner.workshop.studio.edits import CannotEdit, NewRule
from cleaner.workshop.studio.folder import NO_RULE
from cleaner.workshop.studio.rule_text import ChangedOnDisk, OutsideRules, RuleText, place_of
from cleaner.workshop.studio.session import Session

PROSE = [
    "The ferry will run until the end of October, the county said on Monday, and it will carry lorries as well.",
    "The last boat leaves the eastern bank at ten in the evening, half an hour later than it did last summer.",
    "The county's engineers looked at the landing stages for two weeks and found no fault in them, they said.",
    "A ticket costs as much as before, and children under six years of age travel without one, as they always have.",
]
END = [
    "Ada Okafor ~ Valley Courier desk ~ {day} March 2024",
    "Was this useful to you, neighbour?",
    "{day} people read this",
]
RULES = """# Mine.
site: Valley Courier  # the name
match:
  files: ['*valley*/*']
text:
  drop_lines: |
    Was this useful to you, neighbour?
"""


@pytest.fixture
def valley(tmp_path: Path) -> Path:
    folder = tmp_path / "valley"
    folder.mkdir()
    for day in range(1, 6):
        lines = [*PROSE, *(line.format(day=day) for line in END)]
        (folder / f"{day}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    body = "".join(f"<p>{line}</p>" for line in PROSE)
    page = f"<html><body><div id=nav><a href=/>Home</a></div><article>{body}<p>{END[1]}</p></article></body></html>"
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n")
    return folder


@pytest.fixture
def session(valley: Path, tmp_path: Path) -> Session:
    return Session(valley, tmp_path / "rules", workers=0)


def test_a_preview_of_unsaved_text_is_byte_for_byte_what_a_run_writes_once_it_is_saved(
    session: Session, valley: Path, tmp_path: Path
) -> None:
    session.file.change(RULES)
    previews = {document.id: session.preview(document.id) for document in session.documents}
    assert not (tmp_path / "rules" / "valley.yml").exists()
    assert END[1] not in (previews["1.txt"].done.body or b"").decode()
    session.save()
    out = tmp_path / "out"
    clean_files([valley], out=out, cleaner=Cleaner(rules=[tmp_path / "rules"]), workers=0)
    for name in ("1.txt", "3.txt", "page.html"):
        stem, done = out / name.removesuffix(".txt"), previews[name].done
        assert done.body == Path(f"{stem}.txt").read_bytes()
        assert done.record == Path(f"{stem}.json").read_bytes()
        assert session.preview(name).digest == previews[name].digest
    assert previews["scan.pdf"].done.outcome.status == "refused"


def test_what_a_site_repeats_is_known_to_the_preview_as_to_a_run(tmp_path: Path) -> None:
    folder, out = tmp_path / "valley", tmp_path / "out"
    folder.mkdir()
    for n in range(24):
        own = [
            f"{line.rstrip('.')}, which {n} of {n + 7} people in ward {n} had not heard of before." for line in PROSE
        ]
        (folder / f"{n}.txt").write_text(
            "\n".join([*own, "Ring the bell of the valley", "Sign the guest book here"]) + "\n"
        )
    session = Session(folder, tmp_path / "rules", workers=0)
    session.file.change(
        "site: A\nmatch:\n  files: ['*valley*']\ntext:\n  drop_lines: |\n    Sign the guest book here\n"
    )
    session.read_folder()
    assert session.running.wait(300)
    assert session.running.error is None
    previews = {document.id: session.preview(document.id).done for document in session.documents}
    session.save()
    done = CliRunner().invoke(
        app, ["clean", str(folder), "--rules", str(tmp_path / "rules"), "--out", str(out), "--workers", "1"]
    )
    assert done.exit_code == 0, done.output
    for id, preview in previews.items():
        assert preview.body == (out / id).read_bytes()
        assert preview.record == (out / id).with_suffix(".json").read_bytes()


def test_the_folder_run_in_other_processes_knows_the_unsaved_text(valley: Path, tmp_path: Path) -> None:
    session = Session(valley, tmp_path / "rules", workers=1)
    session.file.change(RULES)
    session.read_folder()
    assert session.running.wait(300)
    assert session.running.error is None
    assert session.known["2.txt"].rules == {"was-this-useful-to-you-neighbour · valley.yml"}
    assert session.known["scan.pdf"].status == "refused"
    found = dict(session.facets()["rule"])
    assert found["was-this-useful-to-you-neighbour · valley.yml"] == 6


def test_counts_say_how_many_documents_lines_and_inside_bodies(session: Session) -> None:
    session.file.change(RULES + f"    {PROSE[1]}\n")
    session.count()
    assert session.counting.wait(120)
    assert session.counting.error is None
    counts = session.counts
    assert counts.complete
    assert counts.applies == 6
    question = counts.rules["was-this-useful-to-you-neighbour"]
    assert (question.documents, question.lines, question.inside) == (6, 6, 0)
    prose = next(one for name, one in counts.rules.items() if name.startswith("the-last-boat"))
    assert (prose.documents, prose.inside) == (6, 6)
    assert prose.worst[0].text == PROSE[1]


def test_a_newer_count_makes_an_older_one_stale(session: Session) -> None:
    session.file.change(RULES)
    session.count()
    session.file.change(RULES.replace("useful", "useless"))
    session.count()
    assert session.counting.wait(120)
    assert session.counts.complete
    assert session.counts.rules == {}


@pytest.mark.parametrize(
    ("line", "kind", "rule"),
    [
        (5, "drop", NewRule("drop_lines", ("Was this useful to you, neighbour?",))),
        (6, "like", NewRule("drop_lines", ("{number} people read this",))),
        (
            4,
            "from",
            NewRule("drop_from", ("{author} ~ Valley Courier desk ~ {date}",), options={"where": "after 2 lines"}),
        ),
        (4, "author", NewRule("take", ("{author} ~ Valley Courier desk ~ {date}",))),
        (4, "date", NewRule("take", ("{author} ~ Valley Courier desk ~ {date}",))),
        (0, "keep", NewRule("keep", (PROSE[0],))),
    ],
)
def test_cards_write_the_rule_that_a_person_would(session: Session, line: int, kind: str, rule: NewRule) -> None:
    selection = session.selection("2.txt", line)
    assert selection is not None
    made = selection.rule(kind, *selection.start(kind))
    assert (made.phase, made.lines) == (rule.phase, rule.lines)
    assert {key: value for key, value in made.options.items() if key != "label"} == rule.options
    counted = session.weigh(made)
    assert counted is not None
    assert counted.documents >= 5


def test_the_sliders_go_from_narrow_to_broad_and_from_a_part_to_all_below(session: Session) -> None:
    selection = session.selection("2.txt", 6, (2, 8))
    assert selection is not None
    assert [pattern for _, pattern in selection.breadths][:2] == ["2 people read this", "{number} people read this"]
    assert selection.reaches[0] == "part"
    assert selection.reaches[-1] == "below"
    part = selection.rule("drop", 0, 0)
    assert (part.phase, part.form, part.lines) == ("cut", "phrase", ("people",))
    assert selection.rule("drop", 0, selection.reaches.index("below")).phase == "drop_from"
    counts = [session.weigh(selection.rule("drop", breadth, 1)).documents for breadth in range(2)]
    assert counts == [1, 5]


def test_an_accepted_card_brings_tests_that_pass_and_one_step_of_undo_takes_all_back(session: Session) -> None:
    session.file.change(RULES)
    selection = session.selection("2.txt", 6)
    assert selection is not None
    text = session.accept(selection.rule("like", *selection.start("like")), id="2.txt", block=6)
    assert "# Mine." in text
    assert "# the name" in text
    assert [one.state for one in session.tests()] == ["passed", "passed"]
    fires, stays = session.tests()
    assert "2 people read this" in fires.case.texts["input"]
    assert stays.case.texts["unchanged"] == "yes"
    assert session.complaints() == []
    assert session.file.undo() == RULES
    assert session.file.redo() == text


def test_a_rule_that_does_not_fit_is_refused_and_nothing_changes(session: Session) -> None:
    session.file.change("site: [a\n")
    with pytest.raises(CannotEdit):
        session.accept(NewRule("drop_lines", ("x y",)))
    assert session.file.text == "site: [a\n"


def test_errors_stand_at_line_and_column_as_one_types(session: Session) -> None:
    session.file.typed(RULES.replace("drop_lines", "drop_linez"))
    found = session.complaints()
    assert (found[0].line, found[0].col, found[0].code) == (6, 3, "unknown-key")
    assert session.preview("1.txt").cleaned is not None
    session.file.typed("site: [a")
    assert session.complaints()[0].code == "not-yaml"
    assert session.preview("1.txt").done.outcome.status == "ok"


def test_why_not_names_the_condition_that_fails(session: Session) -> None:
    session.file.change(
        "site: A\nmatch:\n  files: ['*valley*/*']\ntext:\n  drop_lines:\n"
        "    - {id: early, line: 'Was this useful to you, neighbour?', where: first 2 lines}\n"
        "    - {id: brief, line: '{number} people read this', max_words: 3}\n"
        "    - {id: other, line: 'Was this useful to you, reader?'}\n"
    )
    near = {one.rule: one.why for one in session.why_not("1.txt", 5)}
    assert "first 2 lines" in near["early"]
    assert "line 6 of 7" in near["early"]
    assert "“neighbour?”" in near["other"]
    near = {one.rule: one.why for one in session.why_not("1.txt", 6)}
    assert "4 words" in near["brief"]
    assert session.why_not("1.txt", 0) == []


def test_a_scratch_line_shows_every_rule_that_would_take_it_and_the_first_that_would_not(session: Session) -> None:
    session.file.change(
        "site: A\nmatch:\n  files: ['*valley*/*']\ntext:\n  drop_lines:\n    - {id: a, line: 'Share this {_}'}\n"
        "    - {id: b, line: '{number} comments on this'}\n  drop_from:\n    - {id: c, line: 'Share this *', where: last 3 lines}\n"
    )
    found = session.scratch("1.txt", "Share this page")
    assert {one.rule: one.takes for one in found if one.file == "valley.yml"} == {"a": True, "c": True}
    assert "last 3 lines" in next(one.why for one in found if one.rule == "c")
    missed = session.scratch("1.txt", "many comments on this")[-1]
    assert (missed.rule, missed.takes) == ("b", False)
    assert "{number}" in missed.why
    assert session.scratch("1.txt", "  ") == []


def test_facets_narrow_the_list_and_a_search_finds_words(session: Session) -> None:
    session.read_folder()
    assert session.running.wait(120)
    session.choice.toggle("status", "refused")
    assert session.shown == ["scan.pdf"]
    session.choice.toggle("status", "refused")
    session.choice.toggle("rule", NO_RULE)
    assert len(session.shown) == 7
    session.choice.search = "LORRIES"
    assert len(session.shown) == 6


@pytest.mark.parametrize(
    "name",
    ["../out.yml", "a/../../out.yml", "/etc/out.yml", "..\\out.yml", "out.txt", ".hidden.yml", "", ".yml", "a\0.yml"],
)
def test_no_file_outside_the_rules_folder_is_opened_or_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutsideRules):
        place_of(tmp_path, name)


def test_a_link_does_not_lead_out_of_the_rules_folder(tmp_path: Path) -> None:
    rules, outside = tmp_path / "rules", tmp_path / "outside"
    rules.mkdir()
    outside.mkdir()
    (outside / "a.yml").write_text("site: a\n", encoding="utf-8")
    (rules / "link").symlink_to(outside)
    (rules / "a.yml").symlink_to(outside / "a.yml")
    for name in ("link/b.yml", "a.yml"):
        with pytest.raises(OutsideRules):
            RuleText.open(rules, name)


def test_saving_writes_whole_files_and_notices_others(tmp_path: Path) -> None:
    file = RuleText.open(tmp_path, "sites/a.yml", "site: a\n")
    file.typed("site: ab\n")
    file.typed("site: abc\n")
    assert file.difference()[-1] == "+site: abc"
    place = file.save()
    assert place.read_text(encoding="utf-8") == "site: abc\n"
    assert [one.name for one in place.parent.iterdir()] == ["a.yml"]
    assert not file.unsaved
    place.write_text("site: other\n", encoding="utf-8")
    file.change("site: mine\n")
    with pytest.raises(ChangedOnDisk):
        file.save()
    assert place.read_text(encoding="utf-8") == "site: other\n"
    file.save(anyway=True)
    assert place.read_text(encoding="utf-8") == "site: mine\n"


def test_typing_within_a_line_is_one_step_of_undo() -> None:
    file = RuleText(Path("/rules"), "a.yml", None, ["site: a\n"])
    for text in ("site: ab\n", "site: abc\n", "site: abc\n\n", "site: abc\nt\n", "site: abc\nte\n"):
        file.typed(text)
    assert file.undo() == "site: abc\n"
    assert file.undo() == "site: a\n"
    assert not file.can_undo
    assert file.redo() == "site: abc\n"
    file.typed("site: x\n")
    assert not file.can_redo


@pytest.mark.parametrize(
    ("text", "has", "lacks"),
    [
        ("si", "site", "where"),
        ("site: A\ntext:\n  dr", "drop_lines", "site"),
        ("site: A\ntext:\n  drop_lines:\n    - line: a\n      wh", "where", "start_of_line"),
        ("site: A\ntext:\n  take:\n    - ", "start_of_line", "to"),
        ("site: A\ntext:\n  take:\n    - line: a\n      label: by", "byline", "where"),
        ("site: A\ntext:\n  take:\n    - line: 'By {au", "{authors}", "where"),
        ("site: A\nmatch:\n  ", "files", "text: "),
    ],
)
def test_completion_knows_what_may_stand_here(text: str, has: str, lacks: str) -> None:
    _, options = complete(text, len(text))
    names = [one.text for one in options]
    assert has in names
    assert lacks not in names


def test_nothing_is_completed_in_pasted_text() -> None:
    text = "site: A\ntext:\n  drop_lines: |\n    Share wh"
    assert complete(text, len(text))[1] == []


def test_proposals_are_accepted_one_by_one_and_what_is_in_the_file_is_no_proposal(valley: Path, tmp_path: Path) -> None:
    for day, things in enumerate(("mill", "quarry", "school", "museum", "orchard"), 1):
        told = [f"The {things} and the {things[::-1]} {verb} for the {things}ers of {things.title()}ton, they {say}."
                for verb, say in (("opened", "said"), ("closed", "wrote"), ("burned", "sang"), ("grew", "claimed"))]  # fmt: skip
        (valley / f"{day}.txt").write_text("\n".join([*told, *(line.format(day=day) for line in END)]), "utf-8")
    session = Session(valley, tmp_path / "rules", workers=0)
    session.learn_folder()
    assert session.learning.wait(60)
    found = session.proposals
    asking = next(one for one in found if END[1] in getattr(one.rule, "lines", ()))
    assert asking.documents == 6
    assert asking.examples[0][2] == END[1]
    session.accept_proposal(asking)
    assert END[1] in session.file.text
    assert "tests:" in session.file.text
    assert {one.state for one in session.tests()} == {"passed"}
    assert len(session.proposals) == len(found) - 1
    session.file.undo()
    assert session.file.text == session.first_text(session.file.name)
    assert len(session.proposals) == len(found)
    session.left_out.add(id(asking))
    assert asking not in session.proposals


def test_a_rule_for_an_element_is_put_in_with_a_page_as_its_test(valley: Path, tmp_path: Path) -> None:
    for n in range(4):
        body = "".join(f"<p>{line} It was said {n} times.</p>" for line in PROSE)
        page = f'<html><body><main><div class="story">{body}<div class="ring">Ring the bell {n} times</div></div></main></body></html>'
        (valley / f"bell-{n}.html").write_text(page, encoding="utf-8")
    session = Session(valley, tmp_path / "rules", workers=0)
    session.learn_folder()
    assert session.learning.wait(60)
    ring = next(one for one in session.proposals if getattr(one.rule, "selector", "") == "div.ring")
    session.accept_proposal(ring)
    assert "  drop:\n    - css: 'div.ring'" in session.file.text
    assert {one.state for one in session.tests()} == {"passed"}
    assert ring not in session.proposals


def test_a_rule_that_reads_a_value_is_counted_in_the_folder(session: Session) -> None:
    session.file.change(
        "site: V\nmatch:\n  files: ['*valley*']\nhtml:\n  section:\n    - id: menu\n      css: '#nav'\n"
    )
    session.count()
    assert session.counting.wait(60)
    assert (session.counts.rules["menu"].documents, session.counts.rules["menu"].lines) == (1, 0)


def lost_in(session: Session) -> list[tuple[str, int]]:
    """The documents that changed, with the words that they lost."""
    found = session.changes()
    assert found is not None
    return [(one.document, one.lost) for one in found.changed]


def test_changes_and_audit_are_of_the_text_in_the_editor(session: Session) -> None:
    session.read_folder()
    assert session.running.wait(60)
    assert lost_in(session) == []
    session.file.change(RULES.replace(END[1], PROSE[1]))
    assert session.changes() is None
    session.read_folder()
    assert session.running.wait(60)
    assert lost_in(session)[:1] == [("1.txt", len(PROSE[1].split()))]
    session.audit_folder()
    assert session.auditing.wait(60)
    rule = next(iter(session.audited.rules)) if session.audited else None
    assert rule is not None
    assert rule.file == session.file.name
    assert (rule.seen, rule.fired, rule.inside) == (6, 6, 6)
    session.save()
    assert lost_in(session) == []
