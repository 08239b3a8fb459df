"""How commands end whatever happens, and the commands about runs: status, replay, explain --code."""

from __future__ import annotations

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

from cleaner.batch.codes import CODES
from cleaner.batch.unit import Outcome
from cleaner.cli import app, options, screen

ROOT = Path(__file__).parent.parent
# A command whose cleaner loops within one instruction of Python, as a parser or a regex may for minutes.
DEAF = """
import itertools, sys
sys.path.insert(0, {root!r})
from cleaner import cli, pipeline
def deaf(*given, **more):
    print("begun", file=sys.stderr, flush=True)
    max(itertools.repeat(1, 10**13))
pipeline.Cleaner.clean = deaf
sys.argv = ["cleaner", *sys.argv[1:]]
cli.main()
"""


def deaf(tmp_path: Path, *arguments: str) -> subprocess.Popen[str]:
    script = tmp_path / "deaf.py"
    script.write_text(DEAF.format(root=str(ROOT)))
    return subprocess.Popen(
        [sys.executable, str(script), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def has_begun(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    while "begun" not in (line := process.stderr.readline()):
        assert line, "it ended before it began"


@pytest.fixture(autouse=True)
def no_rules_of_mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(options, "compiled", lambda **asked: FakeCleaner())


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def shell(command: str, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    command = command.replace("cleaner ", f'"{sys.executable}" -m cleaner ')
    return subprocess.run(
        ["bash", "-c", command], capture_output=True, text=True, check=False, env=environment, errors="replace", **more
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="another process listens only where there is fork")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_document_that_hears_nothing_is_interrupted_all_the_same(tmp_path: Path, how: signal.Signals) -> None:
    source = pages(tmp_path / "in", a="A page.")
    process = deaf(tmp_path, "clean", str(source / "a.txt"))
    has_begun(process)
    process.send_signal(how)
    _, said = process.communicate(timeout=120)
    assert (process.returncode, said) == (130, "Interrupted.\n")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="another process listens only where there is fork")
def test_one_document_has_a_limit_of_time(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A page.")
    _, said = deaf(tmp_path, "clean", str(source / "a.txt"), "--timeout", "0.5").communicate(timeout=120)
    assert "It took longer than 0.5 seconds; allow more with --timeout [E202]." in said


@pytest.mark.skipif(sys.platform != "linux", reason="the system ends children of the dead only on Linux")
def test_killed_it_leaves_nothing_that_runs(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A page.")
    process = deaf(tmp_path, "clean", str(source / "a.txt"))
    has_begun(process)
    (child,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    process.kill()
    process.wait()
    waited = time.monotonic() + 60
    while Path(f"/proc/{child}").exists() and time.monotonic() < waited:
        state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        if state == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{child}").exists()


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("cleaner explain {page} | head -1; exit ${{PIPESTATUS[0]}}", 0),
        ("cleaner clean {page} | head -0; exit ${{PIPESTATUS[0]}}", 0),
        ("cleaner clean {page} >&-", 2),
        ("cleaner clean - <&-", 2),
        ("cleaner clean {folder} --out {out} <&- >&-", 0),
        ("cleaner clean {folder} --out {out} 2>&-", 0),
        ("PYTHONIOENCODING=ascii cleaner explain {page}", 0),
        ("cleaner --help >&-", 0),
    ],
)
def test_streams_that_are_closed_or_odd_give_no_traceback(tmp_path: Path, command: str, code: int) -> None:
    """Fault test 24."""
    source = pages(tmp_path / "in", a="Früher war es so – sagte er. " * 30)
    done = shell(command.format(page=source / "a.txt", folder=source, out=tmp_path / "out"))
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert "Error" not in done.stderr
    assert done.returncode == code, done.stderr


def test_no_bar_and_no_colour_in_logs_and_the_width_of_the_terminal_is_kept(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A page. " * 30)
    done = shell(f"cleaner clean {source} --out {tmp_path / 'out'} --workers 0", env={"COLUMNS": "40"})
    assert "\x1b" not in done.stderr
    assert "━" not in done.stderr


def test_every_code_is_explained() -> None:
    for code in CODES:
        done = run("explain", "--code", code.lower())
        assert done.exit_code == 0
        assert re.match(rf"{code} [a-z-]+\nCause: .+\.\nRemedy: .+\.\n", done.stdout)
    assert run("explain", "--code", "E999").exit_code == 2
    assert run("explain").exit_code == 2


@pytest.mark.usefixtures("fake")
class TestRuns:
    def test_status_tells_how_a_run_ended(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="A.", b="RAISE", c="")
        run("clean", source, "--out", tmp_path / "out.jsonl", "--workers", 0)
        done = run("status", tmp_path / "out.jsonl")
        assert done.exit_code == 1
        assert "out.jsonl: complete" in done.stderr
        assert "3 of 3 documents are done: 1 ok + 1 empty + 0 not_article + 0 refused + 1 failed" in done.stderr
        assert "E204 1 program-failed" in done.stderr
        found = json.loads(run("status", "--json", tmp_path / "out.jsonl").stdout)
        assert (found["state"], found["done"], found["codes"]) == ("complete", 3, {"E204": 1})
        assert run("status", tmp_path / "nothing").exit_code == 2

    def test_replay_does_what_failed_again_with_other_limits(self, tmp_path: Path) -> None:
        """Fault test 36."""
        source = pages(tmp_path / "in", a="A.", big="B. " * 500_000, bad="RAISE")
        done = run("clean", source, "--out", tmp_path / "out", "--workers", 0, "--max-bytes", 1)
        assert done.exit_code == 1
        assert "[E101]" in done.stderr
        failed = tmp_path / "out/.cleaner/failed.jsonl"
        done = run("replay", failed, "--only", "big.txt", "--max-bytes", 4)
        assert "3 in = 2 ok + 0 empty + 0 not_article + 0 refused + 1 failed" in done.stderr, done.stderr
        assert json.loads((tmp_path / "out/big.json").read_text())["status"] == "ok"
        assert (tmp_path / "out/big.txt").stat().st_size > 1_000_000
        assert [json.loads(line)["id"] for line in failed.read_text().splitlines()] == ["bad.txt"]
        assert run("replay", failed, "--only", "a.txt").exit_code == 2
        assert run("replay", tmp_path / "none.jsonl").exit_code == 2

    def test_all_failures_are_listed_where_no_file_lists_them(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", **{f"p{n:03}": "RAISE" for n in range(70)})
        alone = ("--workers", 0, "--no-site-memory")
        assert run("clean", source, "--dry-run", *alone).stderr.count("RecursionError") == 70
        done = run("clean", source, "--out", tmp_path / "out", *alone)
        assert done.stderr.count("RecursionError") == 50
        said = " ".join(done.stderr.split())
        assert f"and 20 more; all are listed in {tmp_path}/out/.cleaner/failed.jsonl" in said

    def test_the_log_has_a_line_for_each_document(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="A.", b="RAISE")
        log = tmp_path / "log.jsonl"
        run("clean", source, "--out", tmp_path / "out", "--workers", 0, "--log-json", log)
        rows = [json.loads(line) for line in log.read_text().splitlines()]
        assert [(row["log"], row["event"]) for row in rows] == [
            (1, "begin"),
            (1, "document"),
            (1, "document"),
            (1, "end"),
        ]
        assert [row.get("code") for row in rows[1:3]] == [None, "E204"]
        assert (rows[3]["in"], rows[3]["ok"], rows[3]["failed"], rows[3]["exit_code"]) == (2, 1, 1, 1)

    def test_lists_of_files_on_stdin(self, tmp_path: Path) -> None:
        source = pages(tmp_path / "in", a="A.", b="B.")
        names = f"{source}/a.txt\0{source}/b.txt\0"
        done = CliRunner().invoke(
            app, ["clean", "--files-from", "-", "--out", str(tmp_path / "o.jsonl"), "--workers", "0"], input=names
        )
        assert done.exit_code == 0, done.stderr
        assert len((tmp_path / "o.jsonl").read_text().splitlines()) == 2

    def test_an_empty_folder_is_said(self, tmp_path: Path) -> None:
        (tmp_path / "in").mkdir()
        done = run("clean", tmp_path / "in", "--out", tmp_path / "out", "--workers", 0)
        assert (done.exit_code, (tmp_path / "out").exists()) == (2, False)
        assert "there is no document in it" in done.stderr

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--retry-failed", "--restart"], "exclude each other"),
            (["--max-failed", "some"], "--max-failed some: give a number of documents (12) or a share (0.5%)"),
            (["--shards", "2"], "--shards goes with --out FILE.jsonl"),
            (["--removed", "x.csv"], "name a file that ends in .jsonl"),
            (["--urls", "{in}/quote.csv"], "Close the quote."),
        ],
    )
    def test_wrong_calls_say_what_to_do(self, tmp_path: Path, arguments: list[str], said: str) -> None:
        source = pages(tmp_path / "in", a="A.")
        (tmp_path / "in/quote.csv").write_text('file,url\na.txt,"https://x.org/a\n' + "b.txt,https://x.org/b\n" * 9000)
        given = [one.replace("{in}", str(source)) for one in arguments]
        done = run("clean", source / "a.txt", source / "a.txt", "--out", tmp_path / "out", *given)
        assert done.exit_code == 2, done.stderr
        assert said in " ".join(done.stderr.split())

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    def test_addresses_whatever_separates_them(self, tmp_path: Path, separator: str) -> None:
        source = pages(tmp_path / "in", a="A.", b="B.")
        rows = [("file", "url"), ("a.txt", "https://x.org/a?q=1,2"), ("b.txt", "https://x.org/b")]
        (tmp_path / "urls.csv").write_text("".join(f'{name}{separator}"{url}"\n' for name, url in rows))
        run("clean", source, "--out", tmp_path / "o.jsonl", "--urls", tmp_path / "urls.csv", "--workers", 0)
        found = [json.loads(line)["url"] for line in (tmp_path / "o.jsonl").read_text().splitlines()]
        assert found == ["https://x.org/a?q=1,2", "https://x.org/b"]


def test_off_a_terminal_a_line_now_and_then_says_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = [1000.0]
    monkeypatch.setattr(screen.time, "monotonic", lambda: clock[0])
    with screen.Progress() as progress:
        progress.begin(100)
        for number in range(40):
            clock[0] += 1
            progress.done(Outcome(str(number), "failed" if number == 3 else "ok"))
    said = " ".join(capsys.readouterr().err.split())
    assert said == "Cleaning: 31 of 100 done (1.0 a second, 69 s left), 1 failed"
