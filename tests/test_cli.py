"""The command line: data on stdout, talk on stderr, exit codes, and no traceback for anybody's mistake."""

from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from test_batch_runs import FakeCleaner, pages
from typer.testing import CliRunner, Result

from cleaner.batch import Interrupted, clean_folder
from cleaner.batch.documents import reason
from cleaner.cli import app, options

ROOT = Path(__file__).parent.parent
STORY = "\n\n".join(f"The river rose {n} metres overnight and the council opened a school." for n in range(2, 9))


@pytest.fixture(autouse=True)
def no_rules_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "compiled", lambda **asked: FakeCleaner())


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    """The command in this process."""
    return CliRunner().invoke(app, [str(one) for one in arguments], input=stdin)


def real(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """The command as a user starts it."""
    command = [sys.executable, "-m", "cleaner", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **options.pop("env", {})}
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment, **options)


@pytest.mark.usefixtures("fake")
class TestWithoutRules:
    def test_a_file_prints_its_body(self, tmp_path: Path) -> None:
        source = pages(tmp_path, a="One.\nShare this\nTwo.")
        done = run("clean", source / "a.txt")
        assert (done.stdout, done.stderr, done.exit_code) == ("One.\n\nTwo.\n", "", 0)

    def test_stdin(self) -> None:
        assert run("clean", "-", stdin=b"One.\nShare this").stdout == "One.\n"

    def test_json_prints_one_record(self, tmp_path: Path) -> None:
        source = pages(tmp_path, a="One.\nShare this")
        row = json.loads(run("clean", "--json", "--url", "https://x.org/a", source / "a.txt").stdout)
        assert (row["id"], row["text"], row["url"]) == ("a.txt", "One.", "https://x.org/a")
        assert row["removed"][0]["label"] == "share_prompt"

    def test_several_inputs_as_records_on_stdout(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", b="B.", a="A.")
        done = run("clean", "--json", source, "--workers", 0)
        assert [json.loads(line)["text"] for line in done.stdout.splitlines()] == ["A.", "B."]
        assert "2 in = 2 ok + 0 empty + 0 not_article + 0 refused + 0 failed + 0 skipped" in done.stderr

    def test_the_report_says_everything(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="One two three.\nShare this", b="Share this", c="RAISE")
        (source / "scan.pdf").write_bytes(b"%PDF\0")
        (source / ".hidden").write_text("")
        done = run("clean", source, "--out", tmp_path / "out", "--workers", 0)
        assert done.exit_code == 1
        assert done.stdout == ""
        for said in (
            "5 in = 1 ok + 1 empty + 0 not_article + 1 refused + 1 failed + 1 skipped",
            "7 words in, 3 kept (43%)",
            "c.txt: the program failed (RecursionError: too deep); please report it with the document. [E204]",
            "scan.pdf: this is binary data, not HTML or text.",
            "b.txt: nothing is left after cleaning.",
            "passed over, hidden: ",
            "40% of 5",
        ):
            assert said in done.stderr

    def test_dry_run_writes_nothing(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="A.")
        done = run("clean", source, "--out", tmp_path / "out", "--dry-run", "--workers", 0)
        assert "nothing was written" in done.stderr
        assert not (tmp_path / "out").exists()

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["clean", "{in}"], "Say where the results go"),
            (["clean", "-", "{in}/a.txt", "--json"], '"-" is one text from stdin'),
            (["clean", "{in}/nothing.txt", "--out", "{in}/out"], "there is no such file or folder"),
            (["clean", "{in}", "--out", "{in}"], "is the input folder itself"),
            (["clean", "{in}/a.txt", "--out", "{in}/a.txt"], "is a file"),
            (["clean", "{in}/a.txt", "--rules", "{in}/nowhere"], "there is no such folder"),
            (["clean", "{in}/a.txt", "--packs", "all"], '--packs must be "none", not "all"'),
            (["clean", "{in}/a.txt", "--urls", "{in}/a.txt"], "--urls is for many documents"),
            (["explain", "{in}"], "is a folder"),
            (["clean", "{in}/a.txt", "--nonsense"], "No such option"),
        ],
    )
    def test_a_wrong_call_says_what_to_do(self, tmp_path: Path, arguments: list[str], said: str) -> None:
        source = pages(tmp_path / "in", a="A.")
        done = run(*(one.replace("{in}", str(source)) for one in arguments))
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_file_that_is_not_there_fails(self, tmp_path: Path) -> None:
        done = run("clean", tmp_path / "nothing.txt")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "nothing.txt: there is no such file" in done.stderr

    def test_a_refused_file_says_what_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"\0")
        done = run("clean", tmp_path / "a.pdf")
        assert (done.exit_code, done.stdout) == (1, "")
        assert "this is binary data" in done.stderr

    def test_explain_in_a_pipe_has_no_colour(self, tmp_path: Path) -> None:
        done = run("explain", pages(tmp_path, a="One.\nShare this") / "a.txt")
        assert "2 - Share this" in done.stdout
        assert "\x1b" not in done.stdout
        rows = json.loads(run("explain", "--json", tmp_path / "a.txt").stdout)["rows"]
        assert [row["verdict"] for row in rows] == ["kept", "removed"]

    def test_new_case(self, tmp_path: Path) -> None:
        source = pages(tmp_path, a="One.\nShare this")
        done = run("new-case", source / "a.txt", tmp_path / "fixtures/x.org/one")
        assert done.exit_code == 0
        assert (tmp_path / "fixtures/x.org/one/expected.txt").read_text() == "One.\n"
        assert run("new-case", source / "a.txt", tmp_path / "fixtures/x.org/one").exit_code == 2

    def test_a_full_disk_is_said(self, tmp_path: Path) -> None:
        done = run("clean", pages(tmp_path / "in", a="A."), "--out", "/proc/nowhere", "--workers", 0)
        assert done.exit_code == 2
        assert "cannot write /proc/nowhere" in done.stderr


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from cleaner.cli import app; print([m for m in HEAVY if m in sys.modules])"
    heavy = 'HEAVY = "trafilatura dateparser numpy lxml selectolax yaml regex multiprocessing".split()'
    done = subprocess.run(
        [sys.executable, "-c", f"{heavy}\n{code}"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == "[]\n", done.stderr


def test_version() -> None:
    assert real("--version").stdout.startswith("cleaner ")


def test_own_rules_are_read_and_said(tmp_path: Path) -> None:
    (tmp_path / "config/cleaner/rules/sites").mkdir(parents=True)
    done = real("clean", "-", input=STORY)
    assert done.returncode == 0, done.stderr
    assert "Using your rules in" in done.stderr
    assert "Using your rules" not in real("clean", "-", "--rules", "none", input=STORY).stderr


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", **{f"p{n}": STORY for n in range(40)})
    command = f'"{sys.executable}" -m cleaner clean --packs none --json "{source}" | head -1'
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert json.loads(done.stdout)["id"] == "p0.txt"
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr


def test_interrupted_runs_end_at_once_and_leave_nothing_half_written(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", **{f"p{n:04}": f"{STORY} {n}" for n in range(1500)})
    command = [sys.executable, str(ROOT / "tests/fake_run.py"), str(source), str(tmp_path / "out")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while process.poll() is None and len(list(tmp_path.glob("out/*.json"))) < 50:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    said = " ".join(said.split())
    assert re.search(r"Interrupted. The files written until then .of [\d,]+ documents. are complete", said)
    assert "The same command goes on where this one stopped." in said
    assert not list(tmp_path.rglob("*.part"))
    records = list(tmp_path.glob("out/*.json"))
    assert len(records) == len(list(tmp_path.glob("out/*.txt"))) < 1500
    for record in records:
        json.loads(record.read_text())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_into_one_file_that_is_interrupted_goes_on_where_it_stopped(tmp_path: Path, how: signal.Signals) -> None:
    source = pages(tmp_path / "in", **{f"p{n:04}": f"{STORY} {n}" for n in range(1500)})
    out = tmp_path / "out.jsonl.gz"
    command = [sys.executable, str(ROOT / "tests/fake_run.py"), str(source), str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    first = tmp_path / ".out.jsonl.gz.cleaner/shards/000002.json"
    while process.poll() is None and not first.exists():
        time.sleep(0.01)
    process.send_signal(how)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    assert re.search(r"Interrupted. .*documents are done. The same\s+command goes on", said, re.S)
    assert not out.exists()
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    before, ok, adds_up = again.stdout.split()
    assert 60 <= int(before) < 1500
    assert (int(ok), adds_up) == (1500, "True")
    lines = gzip.decompress(out.read_bytes()).splitlines()
    assert [json.loads(line)["id"] for line in lines] == sorted(one.name for one in source.iterdir())


def test_nothing_is_kept_of_a_run_that_is_interrupted_before_its_first_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cleaner.batch.run.results", interrupted)
    pages(tmp_path / "in", a="A.")
    with pytest.raises(Interrupted):
        clean_folder(tmp_path / "in", tmp_path / "out.jsonl", cleaner=FakeCleaner())
    assert [one.name for one in tmp_path.iterdir()] == ["in"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("command", [["clean"], ["clean", "--json"], ["explain"], ["rules", "show"]])
def test_a_full_disk_under_stdout_is_a_sentence(command: list[str], tmp_path: Path) -> None:
    page = tmp_path / "p.txt"
    page.write_text("The river rose by two metres in the night, and the town closed both of its bridges.\n")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cleaner", *command, str(page)],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr.endswith("the output: no space left on device.\n")
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("fake")
class TestPlacesForTheOutput:
    @pytest.mark.parametrize("name", ["page.txt", "page.md", "PAGE.JSON"])
    def test_the_name_of_a_page_is_no_folder(self, name: str, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="One.")
        done = run("clean", source / "a.txt", "--out", tmp_path / name)
        assert done.exit_code == 2
        assert f"cleaner clean PAGE > {tmp_path / name}" in done.stderr
        assert not (tmp_path / name).exists()

    @pytest.mark.parametrize("name", ["out.v2", "2024.05", "there.txt"])
    def test_other_folders_may_have_dots(self, name: str, tmp_path: Path) -> None:
        (tmp_path / "there.txt").mkdir()
        source = pages(tmp_path / "in", a="One.")
        assert run("clean", source / "a.txt", "--out", tmp_path / name, "--workers", "0").exit_code == 0
        assert (tmp_path / name / "a.txt").read_text() == "One.\n"

    def test_no_name_is_no_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        source = pages(tmp_path / "in", a="One.")
        monkeypatch.chdir(tmp_path)
        for option in ("--out", "--rules"):
            done = run("clean", source, option, "", "--dry-run")
            assert done.exit_code == 2, done.stderr
            assert f'{option} ""' in done.stderr
        assert [path.name for path in tmp_path.iterdir()] == ["in"]
        assert run("clean", source, "--out", ".", "--workers", "0").exit_code == 0


FAULTY = "site: A\nmatch:\n  files: ['*in*/*.txt']\ntext:\n  drop_lines:\n    - {line: b c, where: at end}\n"


class TestWords:
    def test_a_mistyped_name_is_not_one_that_went_away(self, tmp_path: Path) -> None:
        for command in ("clean", "explain"):
            done = run(command, tmp_path / "nosuch.txt")
            assert done.exit_code == 1
            assert done.stderr == f"{tmp_path}/nosuch.txt: there is no such file. Check the name.\n"

    def test_a_place_to_write_is_not_one_to_read(self) -> None:
        assert "to read" in reason(PermissionError())
        assert "to write" in reason(PermissionError(), writing=True)

    def test_a_list_of_addresses_is_named_once(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        done = run("clean", tmp_path / "in", "--out", tmp_path / "out", "--urls", tmp_path / "in")
        assert (done.exit_code, done.stderr.count(str(tmp_path / "in"))) == (2, 1)

    def test_a_place_for_the_memory_is_tried_before_the_first_pass(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="One.", b="Two.")
        (tmp_path / "file").write_text("mine")
        kept = tmp_path / "file/deep/m.jsonl"
        done = run("clean", source, "--dry-run", "--site-memory", "--memory-file", kept, "--workers", "0")
        assert done.exit_code == 2
        assert done.stderr == f"{kept}: cannot write a memory there (Not a directory). Choose another place.\n"
        kept = tmp_path / "new/deep/m.jsonl"
        done = run("clean", source, "--dry-run", "--site-memory", "--memory-file", kept, "--workers", "0")
        assert (done.exit_code, kept.exists()) == (0, True)

    @pytest.mark.parametrize("known_at_first", [True, False])
    def test_a_fault_of_a_rule_file_is_said_once(self, known_at_first: bool, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a=STORY)
        rules = tmp_path / "rules"
        rules.mkdir()
        (rules / "a.example.yml").write_text(FAULTY + "packz: x\n" * known_at_first)
        for more in ([source / "a.txt"], [source, "--dry-run", "--workers", "0"]):
            said = run("clean", *more, "--rules", rules).stderr
            assert said.count("left out") == 1, said
