"""What a bad rule gets: each fault with its file, line, column, code and way out; one bad rule does not cost the file."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
from typer.testing import CliRunner

from cleaner.cli import app
from cleaner.page import Page
from cleaner.rules import RuleError, Rules
from cleaner.rules.file.build import read_text
from cleaner.rules.file.complaint import Complaint
from cleaner.rules.file.model import Layer
from cleaner.rules.patterns.fields import Context
from cleaner.rules.patterns.index import Lookup
from cleaner.rules.patterns.pattern import Pattern
from cleaner.text.words import Folded, Folds

LAYER = Layer(Path())


def complaints(text: str) -> list[Complaint]:
    return list(read_text(dedent(text).lstrip("\n"), "a.yml", LAYER).complaints)


# YAML after `site: A`, then line, column, code, and words of the message or its help. The caret ^ is not in the text.
FAULTS = {
    "a tab": ("text:\n\tdrop_lines: x", 3, 1, "not-yaml", "tab"),
    "colon in a value": ("about: Published: December", 2, 8, "not-yaml", "': '"),
    "a value in braces": ("about: {author} | Published", 2, 8, "not-yaml", "begins with {"),
    "a value in brackets": ("about: [Read more", 2, 8, "not-yaml", "begins with ["),
    "a star": ("about: * hours ago", 2, 8, "not-yaml", "begins with *"),
    "an at sign": ("about: @handle", 2, 8, "not-yaml", "begins with @"),
    "a percent sign": ("about: %B %d", 2, 8, "not-yaml", "begins with %"),
    "a backtick": ("about: `code`", 2, 8, "not-yaml", "begins with `"),
    "a bar": ("about: | Published", 2, 8, "not-yaml", "begins with |"),
    "a backslash in double quotes": ('about: "\\d+"', 2, 8, "not-yaml", "backslash"),
    "text after a quote": ('about: "Say "hi""', 2, 8, "not-yaml", "quote"),
    "an extra space in a block": ("text:\n  drop_lines: |\n     date\n    Share\n", 4, 5, "not-yaml", "extra space"),
    "no colon before a bar": ("text:\n  drop_lines |\n    a b\n    c d", 3, 13, "not-yaml", "colon after `drop_lines`"),
    "no colon far from the end": ("text:\n  keep: |\n    a b\n  drop_lines |\n    c d\n", 5, 13, "not-yaml", "drop_lines: |"),
    "no colon after a section": ("match\n  domains: [a.example]", 2, 6, "not-yaml", "colon after `match`"),
    "no blank after a colon": ("match:\n  domains:[a.example]", 3, 10, "not-yaml", "blank is missing"),
    "no blank after the first colon": ("about:Valley Courier\nmatch:\n  files: [a]", 2, 6, "not-yaml", "write `about: `"),
    "a wide colon": ("match：\n  domains: [a.example]", 2, 6, "not-yaml", "not the one that YAML knows"),
    "a hard blank after a colon": ("text:\n  drop_lines:\u00a0|\n    a b", 3, 14, "not-yaml", "no-break space"),
    "a hard blank after a bar": ("text:\n  drop_lines: |\u00a0\n    a b\n    c d", 3, 16, "not-yaml", "no-break space"),
    "a hard blank before a list": ("text:\n  drop_lines:\u00a0\n    - a b", 3, 14, "not-yaml", "no-break space"),
    "hard blanks for an indent": ("match:\n\u00a0\u00a0files: [a]", 3, 1, "not-yaml", "plain blanks"),
    "hard blanks under a bar": ("text:\n  drop_lines: |\n\u00a0\u00a0\u00a0\u00a0a b", 4, 1, "not-yaml", "plain blanks"),
    "text level with its bar": ("text:\n  drop_lines: |\n  House a\n  House b", 4, 3, "not-yaml", "the bar in line 3"),
    "text left of its bar": ("text:\n  drop_lines: |\n    a b\n  House b\ntests:", 5, 3, "not-yaml", "not indented"),
    "an indent between two": ("text:\n  take:\n    - lines: |\n        {title}\n        By {author}\n     where: last 5 lines\n      why: x", 7, 6, "not-yaml", "5 blanks"),
    "a key twice": ("site: B", 2, 1, "duplicate-key", "twice, first in line 1"),
    "an anchor": ("about: &a text", 2, 8, "anchor", "single quotes"),
    "an alias": ("about: *a", 2, 8, "anchor", "single quotes"),
    "a tag": ("about: !important", 2, 8, "tag", "single quotes"),
    "a merge key": ("<<: {a: b}", 2, 1, "merge", "extends"),
    "an item with a colon": ("text:\n  drop_lines:\n    - Advertisement: continue", 4, 7, "mapping-item", "': '"),
    "an item with a colon and blanks": ("text:\n  drop_lines:\n    - Also read: this", 4, 7, "mapping-item", "': '"),
    "a mapping among words": ("switch_off:\n  - a: b", 3, 5, "mapping-item", "': '"),
    "an unknown key": ("text:\n  drop_linez: x", 3, 3, "unknown-key", 'did you mean "drop_lines"?'),
    "a key of another format": ("html:\n  strip: div", 3, 3, "unknown-key", "`strip` is called `drop` here"),
    "a key in the wrong section": ("drop_class: [a]", 2, 1, "unknown-key", "belongs in a `html`"),
    "a wrong type": ("text: yes", 2, 7, "wrong-type", "keys with values"),
    "a list for a text": ("guard:\n  max_removed: [1]", 3, 16, "wrong-type", "percentage"),
    "not a percentage": ("guard:\n  max_removed: much", 3, 16, "wrong-type", "30%"),
    "an empty list": ("match:\n  domains: []", 3, 12, "empty", "never matches"),
    "an empty item": ("text:\n  drop_lines: ['']", 3, 16, "empty", "empty"),
    "only a star": ("text:\n  drop_lines: |\n    *", 4, 5, "matches-everything", "every line"),
    "only something": ("text:\n  drop_lines: |\n    {_}", 4, 5, "matches-everything", "every line"),
    "an unknown field": ("text:\n  drop_lines: |\n    By {auther} *", 4, 9, "unknown-field", "did you mean {author}?"),
    "an unknown field in quotes": ("text:\n  cut:\n    - start: 'It''s {auther} '", 4, 22, "unknown-field", "{author}"),
    "an unknown refinement": ("text:\n  drop_lines: |\n    {place:big}: x", 4, 12, "unknown-refinement", "caps"),
    "an open brace": ("text:\n  drop_lines: |\n    By {author", 4, 8, "open-brace", "not closed"),
    "an unknown label": ("text:\n  drop_lines:\n    - {line: x, label: sharing}", 4, 24, "unknown-value", "label"),
    "an unknown window": ("text:\n  drop_lines:\n    - {line: x, where: at the end}", 4, 24, "unknown-value", "last N lines"),
    "an unknown need": ("text:\n  drop_lines:\n    - {line: x, needs: some lines}", 4, 24, "unknown-value", "short lines"),
    "an unknown choice": ("dateline: kut", 2, 11, "unknown-value", 'did you mean "cut"?'),
    "an unknown zone": ("dates:\n  timezone: Mars/Base", 3, 13, "unknown-value", "Europe/Berlin"),
    "an unknown rule": ("text:\n  drop_lines:\n    - {line: Share, after_rule: x}", 4, 1, "unknown-value", "no rule"),
    "a rule id twice": ("text:\n  drop_lines:\n    - {line: a b, id: x}\n    - {line: c d, id: x}", 5, 1, "duplicate-id", "line 4"),
    "a rule without a pattern": ("text:\n  drop_lines:\n    - {why: because}", 4, 7, "missing-key", "line"),
    "a weak fingerprint": ("match:\n  text: |\n    By {_}", 3, 9, "weak-fingerprint", "12"),
    "a bad selector": ("html:\n  drop: 'p['", 3, 10, "bad-selector", "CSS"),
    "a bad XPath": ("html:\n  drop: '//p['", 3, 10, "bad-selector", "XPath"),
    "an XPath that fails when run": ("html:\n  drop: '//p[contain(.,\"a\")]'", 3, 10, "bad-selector", "contains"),
    "contains with one value": ("html:\n  drop: \"//p[contains(@a='b')]\"", 3, 10, "bad-selector", "two values"),
    "a bad regex": ("text:\n  drop_lines:\n    - regex: 'ab(c'", 4, 17, "bad-regex", "line:"),
    "a bad set in a regex": ("text:\n  drop_lines:\n    - regex: 'ab[c'", 4, 17, "bad-regex", ""),
    "a bad regex in a block": ("text:\n  drop_lines:\n    - regex: |\n        ab(c", 5, 11, "bad-regex", ""),
    "a bad regex after a quote": ("text:\n  drop_lines:\n    - regex: 'it''s (c'", 4, 21, "bad-regex", ""),
    "nested repeats": ("text:\n  drop_lines:\n    - regex: '(a{200}){200}'", 4, 15, "costly-regex", "10,000"),
    "valid never": ("valid:\n  from: 2024-01-02\n  until: 2024-01-01", 3, 3, "never-valid", "dates"),
    "no date": ("valid: {from: yesterday}", 2, 15, "wrong-type", "2024-12-04"),
    "a newer format": ("format: 2", 2, 9, "newer-format", "format 2"),
    "classes of a site": ("classes:\n  byline: |\n    By {author}", 2, 1, "unknown-key", "pack"),
    "a site and a pack": ("pack: en", 1, 1, "missing-key", "exactly one"),
    "a list that is one text": ("tests:\n  - name: x\n    unchanged: perhaps", 4, 16, "wrong-type", "yes or no"),
    "two documents": ("about: a\n---\nsite: B", 3, 1, "two-documents", "second"),
    "a second text in repair": ("text:\n  repair:\n    - find: ''\n      with: x", 4, 7, "missing-key", "find"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "col", "code", "words"), FAULTS.values(), ids=FAULTS)
def test_faults(text: str, line: int, col: int, code: str, words: str) -> None:
    found = complaints("site: A\n" + text)
    places = [(one.line, one.col, one.code) for one in found]
    if code == "not-yaml" or (line, col, code) in places:
        assert (line, col, code) in places
    else:
        assert places == [(line, col, code)]
    said = next(one for one in found if one.code == code)
    assert words in f"{said.sentence} {said.help}"
    assert said.severity == "error"


def test_awkward_text_is_plain_in_a_block() -> None:
    hostile = ["Published: December", "* hours ago", "{author} | Published", "[Read more]", "No", "12:30:45", "@handle", "%B %d",
               "Share if you like # now", "> more", "- dash", '"\\d+"', "*foo", "Advertisement: continue", "!important",
               "2024-12-04", "| Published", '"Say "hi""']  # fmt: skip
    text = "site: A\ntext:\n  drop_lines: |\n" + "".join(f"    {line}\n" for line in hostile)
    file = read_text(text, "a.yml", LAYER)
    assert not file.complaints
    assert [rule.patterns[0].text for rule in file.rules] == hostile


def test_text_after_a_hash_is_said() -> None:
    found = complaints("site: A\nabout: Share if you like # now")
    assert [(one.code, one.severity) for one in found] == [("comment", "warning")]


def test_how_a_complaint_looks() -> None:
    found = complaints("site: A\ntext:\n  drop_linez: |\n    Share\n")
    assert str(found[0]) == (
        'a.yml:3:3: error[unknown-key]: `text` has no key "drop_linez".\n'
        "  drop_linez: |\n"
        "  ^\n"
        '  help: did you mean "drop_lines"?'
    )


def test_all_faults_at_once() -> None:
    text = """
        site: A
        langage: en
        text:
          drop_lines: |
            Share this
            By {auther}
            *
          take:
            - line: '{titel} x'
    """
    assert [(one.line, one.code) for one in complaints(text)] == [
        (2, "unknown-key"), (6, "unknown-field"), (7, "matches-everything"), (9, "unknown-field"),
    ]  # fmt: skip


def test_one_bad_rule_does_not_cost_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.example.yml").write_text("site: A\ntext:\n  drop_lines:\n    - Share this\n    - By {auther}\n")
    from cleaner.reading import read

    rules = Rules.load([tmp_path], packs=False)
    chosen = rules.select(read("Share this\nBy Ada", kind="text"), site="a.example")
    assert [mark.block for mark in chosen.findings(read("Share this\nBy Ada", kind="text"))] == [0]
    assert chosen.warnings == ("a.example.yml: 1 faulty rule is left out; `cleaner rules check` says why",)
    assert [one.code for one in rules.complaints] == ["unknown-field"]


def test_strict_stops(tmp_path: Path) -> None:
    (tmp_path / "a.example.yml").write_text("site: A\ntext:\n  drop_linez: x\n")
    (tmp_path / "b.example.yml").write_text("site: B\ntext:\n  drop_lines: By {auther}\n")
    with pytest.raises(RuleError) as caught:
        Rules.load([tmp_path], strict=True)
    assert [one.file for one in caught.value.complaints if "packs" not in one.file] == [
        "a.example.yml",
        "b.example.yml",
    ]


@pytest.mark.parametrize(
    "text",
    ["", "\x00", "[" * 500, "{" * 500, "a: " + "[" * 200 + "]" * 200, "- " * 300, "\ufeffsite: A", "site: \ud800".encode("utf-8", "replace").decode(),
     "site: A\r\ntext:\r\n  drop_lines: |\r\n    Share\r\n", "? a\n: b", "site: A\n\x07", "%YAML 9.9\n---\nsite: A", "a: &a [*a]", "&a {*a : b}"],
)  # fmt: skip
def test_nothing_makes_the_reader_fall(text: str) -> None:
    file = read_text(text, "a.yml", LAYER)
    assert file.complaints or file.title == "A"


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    rules = Rules.load([tmp_path / "nowhere"])
    assert [one.code for one in rules.complaints] == ["missing-file"]


FOREIGN = "site: A\nmatch:\n  domains: [a.example]\ntext:\n  drop_lines: |\n    Für Sie ausgewählt\ntests:\n"
FOREIGN += "  - name: t\n    input: Für Sie ausgewählt\n    body: Rat für Bürger\n"


@pytest.mark.parametrize(
    ("encoding", "place", "words"),
    [("cp1252", (6, 6), "not saved in UTF-8"), ("utf-16", (1, 1), "UTF-16"), ("utf-16-le", (1, 1), "UTF-16")],
)
def test_a_file_that_is_not_utf_8_counts_not_at_all_and_is_never_written(
    tmp_path: Path, encoding: str, place: tuple[int, int], words: str
) -> None:
    path = tmp_path / "a.example.yml"
    path.write_bytes(FOREIGN.encode(encoding))
    before = path.read_bytes()
    (said,) = Rules.load([tmp_path]).complaints
    assert ((said.line, said.col), said.code) == (place, "not-utf-8")
    assert words in said.sentence
    assert "save it as UTF-8" in said.help
    for call in (["rules", "check", str(path)], ["rules", "test", "--update", "--yes", str(path)]):
        done = CliRunner().invoke(app, call)
        assert done.exit_code == 1
        assert "error[not-utf-8]" in done.output
    done = CliRunner().invoke(app, ["clean", "-", "--rules", str(tmp_path)], input="Für Sie ausgewählt\n")
    assert "The whole file a.example.yml is left out." in done.stderr
    assert "error[not-utf-8]" in done.stderr
    assert path.read_bytes() == before


def test_utf_8_with_a_mark_and_foreign_line_ends_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.example.yml"
    path.write_bytes(FOREIGN.replace("\n", "\r\n").encode("utf-8-sig"))
    assert not Rules.load([tmp_path]).library.read_all()


def test_a_slip_that_costs_the_whole_file_is_told_from_one_that_costs_a_rule(tmp_path: Path) -> None:
    def warnings(rules: str) -> tuple[str, ...]:
        (tmp_path / "a.example.yml").write_text(f"site: A\nmatch:\n  domains: [a.example]\ntext:\n{rules}")
        return Rules.load([tmp_path]).select(Page((), url="https://a.example/")).warnings

    why = "`cleaner rules check` says why"
    assert warnings("  drop_lines:\n    - Share\n    - Photo: *\n") == (
        f"a.example.yml: the whole file is left out; {why}",
    )
    assert warnings("  drop_lines:\n    - Share\n    - Photo: x\n") == (
        f"a.example.yml: 1 faulty rule is left out; {why}",
    )


NO_SLIPS = """
site: A
about: A text for people
  may run over two lines, as it likes.
match:
  domains: a.example,
    b.example
  files: [a/*, b/*] # in brackets
text:
  drop_lines:
    - '“Quote of the day”'
    - '- House line alpha'
    - House line beta  # two blanks
    - “Quote” of the “day”
    - line: 'House line
        gamma'
  keep: |
    - House line alpha
    House line beta
"""


def test_what_only_looks_like_a_slip_is_left_alone() -> None:
    assert not complaints(NO_SLIPS)


@pytest.mark.parametrize(
    ("pattern", "line", "equal"),
    [
        ("Read on ...", "Read on …", True),
        ("Loading…", "Loading...", True),
        ("Read on… {_}", "Read on... here", True),
        ("*… more", "All of it... more", True),
        ("Read on ..", "Read on …", False),
        ("Read on", "Read on…", False),
        ("share\u00adholder\u200b letter", "shareholder letter", True),
        ("share holder", "shareholder", False),
    ],
)
@pytest.mark.parametrize("exact", [False, True])
def test_signs_that_look_alike_are_equal_and_unseen_ones_do_not_count(
    pattern: str, line: str, equal: bool, exact: bool
) -> None:
    made = Pattern(pattern, exact=exact)
    assert (made.match(Folded(line), Context()) is not None) is equal
    assert bool(list(Lookup([(made, 1)]).hits([line], Folds(), Context()))) is equal
