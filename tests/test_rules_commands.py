"""`cleaner rules ...`: what each command prints, writes and ends with."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cleaner.cli import app
from cleaner.rules.applying.library import shipped_folder
from cleaner.workshop import collect, run_tests

SITE = """\
    site: Courier
    language: en
    match:
      domains: [courier.example]
    text:
      take:
        - id: byline
          line: '{author} ~ Courier ~ {date}'
      drop_lines:
        - id: prices
          line: Share prices *
        - id: idle
          line: Never seen
    tests:
"""
GOOD = """\
      - name: the byline leaves
        input: |
          The river rose.
          Ada Okafor ~ Courier ~ 4 March 2024
        body: The river rose.
        authors: [Ada Okafor]
        date: 2024-03-04
      - name: prose stays
        input: The river rose.
        unchanged: yes
"""


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def run(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, ["rules", *map(str, arguments)], input=stdin)


def site(tests: str = GOOD, name: str = "courier.example.yml") -> Path:
    Path(name).write_text(dedent(SITE + tests))
    return Path(name)


class TestCheck:
    def test_all_is_well(self) -> None:
        done = run("check", site())
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == "1 file: nothing to complain about.\n"

    @pytest.mark.parametrize("command", ["check", "test"])
    def test_the_folder_as_other_commands_have_it(self, command: str) -> None:
        Path("mine").mkdir()
        site(name="mine/courier.example.yml")
        assert run(command, "--rules", "mine").stderr == run(command, "mine").stderr
        assert "1 file" in run(command, "--rules", "mine").stderr or command == "test"

    def test_json(self) -> None:
        Path("a.yml").write_text("site: A\ntext:\n  drop_linez: x\n")
        done = run("check", "a.yml", "--json")
        found = {one["code"]: one for one in json.loads(done.stdout)}
        assert found["unknown-key"] == {
            "file": "a.yml", "line": 3, "column": 3, "code": "unknown-key", "severity": "error",
            "message": '`text` has no key "drop_linez".', "help": 'did you mean "drop_lines"?',
        }  # fmt: skip
        assert done.exit_code == 1

    def test_what_is_not_there(self) -> None:
        assert run("check", "no/such").exit_code == 2
        Path("empty").mkdir()
        done = run("check", "empty")
        assert done.exit_code == 2
        assert "no rule file" in done.stderr

    def test_a_file_that_is_no_text(self) -> None:
        Path("a.yml").write_bytes(bytes(range(256)))
        done = run("check", "a.yml")
        assert done.exit_code == 1
        assert "Traceback" not in done.output

    def test_files_in_a_rules_folder_know_each_other(self) -> None:
        for name in ("sites", "groups"):
            Path("rules", name).mkdir(parents=True)
        Path("rules/groups/house.yml").write_text("group: House\n")
        Path("rules/sites/a.example.yml").write_text("site: A\nextends: house\n")
        assert run("check", "rules/sites/a.example.yml").exit_code == 0
        assert run("check", "rules/sites").exit_code == 0
        Path("rules/groups/house.yml").unlink()
        assert "missing-file" in run("check", "rules/sites/a.example.yml").stdout


class TestTest:
    def test_passes(self) -> None:
        done = run("test", site())
        assert (done.exit_code, done.stdout) == (0, "")
        assert done.stderr == "2 tests: 2 passed. 2 rules that no test makes fire (--coverage lists them).\n"

    def test_coverage(self) -> None:
        done = run("test", site(), "--coverage")
        assert done.exit_code == 1
        assert "courier.example.yml:10:5: error[never-fires]: no test makes the rule prices fire." in done.stdout

    def test_a_failure_names_the_line_and_the_rule(self) -> None:
        done = run("test", site(GOOD + """\
      - name: the share bar goes, share prices stay
        input: |
          The river rose.
          The bridge is closed.
          Share prices fell.
        unchanged: yes
"""))  # fmt: skip
        assert done.exit_code == 1
        assert done.stdout.startswith(
            'courier.example.yml:30:5: error[test-failed]: "the share bar goes, share prices stay" fails: '
            'line 3, "Share prices fell.", was removed by line 11 (prices).\n'
        )
        assert "\n   The bridge is closed.\n  -Share prices fell.\n" in done.stdout

    @pytest.mark.parametrize(
        ("expectation", "said"),
        [
            ("title: A headline", '`title` is nothing, expected "A headline"'),
            ("authors: [Ben Ito]", '`authors` is "Ada Okafor", expected "Ben Ito"'),
            ("place: LEEDS", "`place` is nothing"),
            ("fires: [prices]", "the rule prices did not fire"),
            ("fires: [pricez]", "no rule here has this id, did you mean prices?"),
            ("not_fires: [byline]", "the rule byline fired"),
            ("body_has: Ada Okafor", '"Ada Okafor", is not in the body'),
            ("body_lacks: river", "stayed"),
            ("body: The river fell.", '"The river rose.", stayed'),
            ("address: https://other.example/1", '`match` does not claim "https://other.example/1"'),
        ],
    )
    def test_each_expectation(self, expectation: str, said: str) -> None:
        text = f"""\
      - name: one
        input: |
          The river rose.
          Ada Okafor ~ Courier ~ 4 March 2024
        {expectation}
"""
        tested = run_tests(collect([site(text)]))
        assert [one.state for one in tested.tried] == ["failed"]
        assert said in tested.tried[0].misses[0].sentence

    def test_known_misses_and_live_tests(self) -> None:
        done = run("test", site(GOOD + """\
      - name: hard
        input: Share if you like
        body: ''
        todo: has no mark of its own
      - name: easy
        input: The river rose.
        unchanged: yes
        todo: worked on
      - name: far
        input: The river rose.
        live: yes
        title: x
"""))  # fmt: skip
        assert done.exit_code == 0
        assert 'todo: "hard": has no mark of its own' in done.stderr
        assert "warning[todo-works]" in done.stdout
        assert "5 tests: 2 passed, 1 known to miss, 1 to take `todo` from, 1 not run, they are live." in done.stderr

    def test_input_files_stay_beside_the_rules(self) -> None:
        Path("story.txt").write_text("The river rose.\nAda Okafor ~ Courier ~ 4 March 2024\n")
        good = "      - name: one\n        input_file: story.txt\n        body: The river rose.\n"
        assert not run_tests(collect([site(good)])).of("failed")
        for name in ("../secret.txt", "/etc/passwd", "missing.txt"):
            bad = f"      - name: one\n        input_file: {name}\n        unchanged: yes\n"
            assert run_tests(collect([site(bad)])).of("failed")

    def test_html_by_its_first_sign(self) -> None:
        text = """\
      - name: markup
        address: https://www.courier.example/1
        input: |
          <p>The river rose.</p><p>Ada Okafor ~ Courier ~ 4 March 2024</p>
        body: The river rose.
"""
        assert not run_tests(collect([site(text)])).of("failed")

    def test_a_long_text_is_no_matter_for_the_guard(self) -> None:
        lines = "\n".join(
            f"          Share prices fell for the {n} time this year, and nobody in the city was surprised by it."
            for n in range(30)
        )
        text = (
            f"      - name: long\n        input: |\n          The river rose.\n{lines}\n        body: The river rose.\n"
        )
        assert not run_tests(collect([site(text)])).of("failed")


class TestUpdate:
    WRONG = """\
      # why this test is here
      - name: the byline leaves
        input: |
          The river rose.
          Ada Okafor ~ Courier ~ 4 March 2024
        body: |
            The river fell.

        authors:      [Ben Ito,
                       Li Wei]  # both
        date: '2023-01-01' # once
      - name: prose stays
        input: The river rose.
        unchanged: yes   # always
"""

    def test_it_asks(self) -> None:
        path = site(self.WRONG)
        before = path.read_text()
        assert run("test", path, "--update", stdin="n\n").exit_code == 1
        assert path.read_text() == before

    def test_it_keeps_everything_else(self) -> None:
        path = site(self.WRONG)
        before = path.read_text()
        assert run("test", path, "--update", "--yes").exit_code == 1
        after = path.read_text()
        assert after == before.replace("fell.", "rose.").replace(
            "[Ben Ito,\n                   Li Wei]", "[Ada Okafor]"
        ).replace("'2023-01-01'", "2024-03-04")
        assert run("test", path).exit_code == 0

    def test_bodies_of_other_forms(self) -> None:
        for form in (
            "body: The river fell.",
            'body: "The river\n          fell."',
            "body: >-\n          The river fell.",
        ):
            text = f"      - name: one\n        {form}\n        input: |\n          The river rose.\n          The bridge is closed.\n"
            path = site(text)
            run("test", path, "--update", "--yes")
            assert run("test", path).exit_code == 0, path.read_text()

    def test_what_only_a_person_can_change(self) -> None:
        path = site("      - name: one\n        input: Share prices fell.\n        unchanged: yes\n")
        before = path.read_text()
        done = run("test", path, "--update", "--yes")
        assert "only you can change them" in done.stderr
        assert path.read_text() == before


class TestNew:
    STORY = "The ferry will run until the end of October, the county said on Monday.\nThe last boat leaves the eastern bank at ten in the evening.\n"

    def write(self, name: str, text: str) -> Path:
        path = Path("courier", name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    def works(self, path: Path) -> dict[str, Any]:
        checked = run("check", path, "--strict")
        assert checked.exit_code == 0, checked.stdout + path.read_text()
        tested = run("test", path, "--coverage")
        assert tested.exit_code == 0, tested.stdout + path.read_text()
        written = collect([path]).written[0].file
        return {rule.id: [pattern.text for pattern in rule.patterns] for rule in written.rules}

    def test_headline_and_byline_from_one_text(self) -> None:
        doc = self.write(
            "ferry.txt",
            self.STORY
            + "Ferry season extended by a month\nAda Okafor ~ Courier desk ~ 4 March 2024\nWas this useful, neighbour?\n",
        )
        done = run("new", "courier.example", "--from", doc, "--out", "out")
        assert done.exit_code == 0, done.output
        rules = self.works(Path("out/courier.example.yml"))
        assert rules == {"headline-and-byline": ["{title}", "{author} ~ Courier desk ~ {date}"]}
        assert "#     Was this useful, neighbour?" in Path("out/courier.example.yml").read_text()

    def test_lines_that_repeat_from_two_texts(self) -> None:
        for name, who in (("a.txt", "Ada Okafor"), ("b.txt", "Ben Ito")):
            self.write(
                name,
                f"{self.STORY}Seen by {name[0]} on the {name[0]} bank.\n{who} ~ Courier desk ~ 4 March 2024\nWas this {{useful}} to *you*?\n",
            )
        assert run("new", "https://www.courier.example/x", "--from", "courier", "--out", "x.yml").exit_code == 0
        rules = self.works(Path("x.yml"))
        assert rules["byline"] == ["{author} ~ Courier desk ~ {date}"]
        assert rules["was-this-useful-to"] == [r"Was this \{useful} to \*you\*?"]

    def test_what_differs_in_a_name_alone(self) -> None:
        for name, who, title in (
            ("a.txt", "Imke Dorn", "Lock gates to be replaced"),
            ("b.txt", "Anselm Vogt", "Why the herring went away"),
        ):
            self.write(
                name,
                f"COURIER since 1893\n{title}\nText: {who} · Pictures: Tove Lind\nTue 14 May 2024, 07:45\n{self.STORY}Read tomorrow: {title[::-1]}\n",
            )
        assert run("new", "courier.example", "--from", "courier", "--out", "x.yml").exit_code == 0
        rules = self.works(Path("x.yml"))
        assert rules["headline-and-byline"] == ["{title}", "Text: {author} · Pictures: {_}", "{date}"]
        assert rules["courier-since-1893"] == ["COURIER since 1893"]
        assert rules["read-tomorrow"] == ["Read tomorrow: {_}"]
        assert collect([Path("x.yml")]).written[0].file.claim.files == ("courier/*.txt",)

    def test_a_page(self) -> None:
        story = "".join(
            f"<p>The river rose {n} metres overnight and closed the old bridge, officials of the county said on Monday.</p>"
            for n in ["one", "two", "three", "four", "five", "six"]
        )
        page = f'<html><head><meta property="og:title" content="River closes the bridge"><title>x</title></head><body><nav class="menu"><a href="/">Home</a></nav><h1>River closes the bridge</h1><div class="story-text"><p class="signed">By Ada Okafor</p>{story}<div class="sharing"><p>Share this story</p></div></div></body></html>'
        doc = self.write("a.html", page)
        assert run("new", "courier.example", "--from", doc, "--out", "out").exit_code == 0
        self.works(Path("out/courier.example.yml"))
        html = collect([Path("out/courier.example.yml")]).written[0].file.html
        assert [one.selector.text for one in html.of("body")] == ["div.story-text"]
        assert [one.selector.text for one in html.of("title")] == ['meta[property="og:title"]']

    @pytest.mark.parametrize(
        "text",
        [
            "One line.",
            "* * *\n# Title\n\t- x: y\n{a} | {b}\n'quoted' \"twice\"\n" * 3,
            "- a\n- b\n- c",
            "文字\n" * 9,
        ],
    )
    def test_odd_documents(self, text: str) -> None:
        doc = self.write("odd.txt", text)
        done = run("new", "courier.example", "--from", doc, "--out", "out")
        assert done.exit_code == 0, done.output
        self.works(Path("out/courier.example.yml"))

    def test_boxes_and_bylines_from_two_pages(self) -> None:
        for name, who, day in (("a.html", "Imke Dorn", "14 May 2024"), ("b.html", "Anselm Vogt", "2 June 2024")):
            story = "".join(
                f"<p>The wardens of {name[0] * n} said on Monday that the water had risen by a metre since the spring.</p>"
                for n in range(1, 6)
            )
            self.write(
                name,
                f'<html><body><h1>Dyke path {name[0]} closed</h1><div class="penned">Penned by {who} on {day}</div><div class="prose">{story}<div class="tipjar"><p>Marsh folk, drop a coin in our bucket!</p></div>{story}</div></body></html>',
            )
        assert run("new", "marsh.example", "--from", "courier", "--out", "out").exit_code == 0
        self.works(Path("out/marsh.example.yml"))
        html = collect([Path("out/marsh.example.yml")]).written[0].file.html
        assert [(one.selector.text, one.read[0].text) for one in html.of("authors")] == [
            ("div.penned", "Penned by {author} on {date}")
        ]
        assert [one.selector.text for one in html.of("drop")] == ["div.penned", "div.tipjar"]

    def test_without_documents(self) -> None:
        assert run("new", "courier.example").exit_code == 0

    def test_it_overwrites_nothing(self) -> None:
        assert run("new", "courier.example", "--out", "x.yml").exit_code == 0
        done = run("new", "courier.example", "--out", "x.yml")
        assert done.exit_code == 2
        assert "there already" in done.stderr

    @pytest.mark.parametrize("name", ["../../etc/passwd", "a b", "", "example", "a/../b.example"])
    def test_a_name_that_is_no_domain(self, name: str) -> None:
        done = run("new", name, "--out", "out")
        assert done.exit_code == 2 or name == "a/../b.example"
        assert not list(Path("..").rglob("passwd.yml"))


class TestListAndShow:
    def test_list(self, alone: Path) -> None:
        own = alone.parent / "config" / "cleaner" / "rules" / "sites"
        own.mkdir(parents=True)
        (own / "urdupoint.com.yml").write_text("site: Mine\ntext:\n  drop_lines: Share\n")
        done = run("list")
        assert done.exit_code == 0
        assert "urdupoint.com" in done.stdout.splitlines()[1]
        assert "adds to" in done.stdout.splitlines()[1]
        found = json.loads(run("list", "--json").stdout)
        assert [one["name"] for one in found].count("urdupoint.com") == 2
        assert len(found) == 1 + len(list(shipped_folder().rglob("*.yml")))

    def test_show_an_address(self) -> None:
        done = run("show", "https://www.urdupoint.com/en/world/x-1.html")
        assert "the site is urdupoint.com, by the address" in done.stdout
        assert "its `urls` or `not_urls` do not" in run("show", "https://www.urdupoint.com/ur/x").stdout

    def test_show_who_lost(self) -> None:
        Path("rules").mkdir()
        Path("rules/wide.yml").write_text("site: Wide\nmatch:\n  domains: [courier.example]\n")
        Path("rules/narrow.yml").write_text("site: Narrow\nmatch:\n  domains: [en.courier.example]\n")
        done = run("show", "https://en.courier.example/1", "--rules", "rules")
        assert "the site is narrow, by the address" in done.stdout
        assert "wide: claims it by the address, less exactly than narrow" in done.stdout
        found = json.loads(run("show", "https://en.courier.example/1", "--rules", "rules", "--json").stdout)
        assert found["site"] == "narrow"
        assert found["lost"] == [{"file": "wide", "why": "claims it by the address, less exactly than narrow"}]

    def test_show_a_document(self) -> None:
        Path("urdupoint").mkdir()
        Path("urdupoint/1.txt").write_text(
            "The minister said that the bridge will be closed for the rest of the week.\n"
        )
        done = run("show", "urdupoint/1.txt")
        assert "by the file's path" in done.stdout
        assert "en-news.yml (pack" in done.stdout

    def test_show_what_is_not_there(self) -> None:
        assert run("show", "missing.txt").exit_code == 1


def test_show_says_that_a_folder_of_rules_is_not_there() -> None:
    Path("story.txt").write_text("The river rose.\n")
    done = run("show", "--rules", "nosuchdir", "story.txt")
    assert (done.exit_code, done.stderr) == (2, "nosuchdir: there is no such file or folder.\n")
    assert run("show", "story.txt").exit_code == 0


def test_new_invents_nothing_where_the_documents_named_are_none() -> None:
    Path("nothing").mkdir()
    Path("other").mkdir()
    Path("other/scan.txt").write_bytes(b"%PDF-1.4\n\0\0")
    Path("other/blank.txt").write_text("\n")
    for folder, words in (("nothing", "no document in this folder"), ("other", "no text in any of the documents")):
        done = run("new", "river.example", "--from", folder, "--out", ".")
        assert done.exit_code == 2
        assert words in done.stderr
        assert not Path("river.example.yml").exists()
    Path("other/story.txt").write_text("The river rose by two metres in the night, and the town closed both bridges.\n")
    assert run("new", "river.example", "--from", "other", "--out", ".").exit_code == 0
    assert Path("river.example.yml").exists()
