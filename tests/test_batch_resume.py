"""A run that was ended goes on where it stopped; two runs never mix; what is done is never lost."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_batch_runs import FakeCleaner, digest, pages, problems

from cleaner.batch import OutputFailed, WrongCall, clean_files, clean_folder, shards, state
from cleaner.batch.lock import Lock, boot_id

ROOT = Path(__file__).parent.parent
# `pytest -m full` runs what `.ci/run` runs shortened; see CONTRIBUTING.md.
FULL = os.environ.get("CLEANER_FULL") == "1"


def fake_run(source: Path, out: Path, *more: object) -> list[str]:
    return [sys.executable, str(ROOT / "tests/fake_run.py"), str(source), str(out), *map(str, more)]


def whole(folder: Path) -> dict[str, str]:
    """Every file but those that runs keep for themselves, and whatever was left half written."""
    assert not list(folder.rglob("*.part"))
    return digest(folder)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "SIZE", 10)


@pytest.mark.parametrize("kind", ["folder", "jsonl.gz"])
def test_killed_at_any_moment_and_resumed_the_output_is_the_same(tmp_path: Path, kind: str) -> None:
    """Fault test 1: kill -9 of the whole group at seeded moments of a run, then the same command again."""
    documents, kills = (5000, 20) if FULL else (600, 3)
    source = pages(tmp_path / "in", **{f"p{n:04}": f"Page {n}.\nShare this" for n in range(documents)})
    name = "out" if kind == "folder" else f"out.{kind}"
    (tmp_path / "sound").mkdir()
    began = time.monotonic()
    subprocess.run(fake_run(source, tmp_path / "sound" / name), check=True, capture_output=True)
    length = time.monotonic() - began
    expected = whole(tmp_path / "sound")
    chance = random.Random(1)
    for number in range(kills):
        place = tmp_path / f"killed{number}"
        place.mkdir()
        process = subprocess.Popen(
            fake_run(source, place / name), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(length * chance.uniform(0.3, 1.0))
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        again = subprocess.run(fake_run(source, place / name), check=True, capture_output=True, text=True)
        assert again.stdout.split()[1:] == [str(documents), "True"], again.stderr
        assert whole(place) == expected, f"kill {number}"


def test_interrupted_at_any_moment_and_resumed_the_output_is_the_same(tmp_path: Path) -> None:
    """Fault test 2: SIGTERM and SIGINT behind seeded shards, 10 times (2 when shortened): exit code 130, resumable."""
    source = pages(tmp_path / "in", **{f"p{n:04}": f"Page {n}.\nShare this" for n in range(1000)})
    (tmp_path / "sound").mkdir()
    subprocess.run(fake_run(source, tmp_path / "sound/out.jsonl"), check=True, capture_output=True)
    chance = random.Random(2)
    for number in range(10 if FULL else 2):
        place = tmp_path / f"ended{number}"
        place.mkdir()
        process = subprocess.Popen(fake_run(source, place / "out.jsonl"), stderr=subprocess.PIPE, text=True)
        marker = place / f".out.jsonl.cleaner/shards/{chance.randrange(30):06}.json"
        while process.poll() is None and not marker.exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGTERM if number % 2 else signal.SIGINT)
        _, said = process.communicate(timeout=120)
        assert (process.returncode, "Traceback" in said) == (130, False), said
        again = subprocess.run(fake_run(source, place / "out.jsonl"), check=True, capture_output=True, text=True)
        assert again.stdout.split()[1:] == ["1000", "True"], again.stderr
        assert whole(place) == whole(tmp_path / "sound"), number


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["out", "out.jsonl", "out.parquet"])
def test_a_run_that_broke_off_in_its_third_shard_goes_on_there(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(45)})
    clean_folder(source, tmp_path / "sound" / name, cleaner=FakeCleaner(), workers=0)
    marked = state.State.mark

    def full(self: state.State, marker: state.Marker) -> None:
        if marker.number == 2:
            raise OutputFailed(errno.ENOSPC, "No space left on device")
        marked(self, marker)

    monkeypatch.setattr(state.State, "mark", full)
    with pytest.raises(OutputFailed):
        clean_folder(source, tmp_path / "broken" / name, cleaner=FakeCleaner(), workers=0)
    monkeypatch.setattr(state.State, "mark", marked)
    report = clean_folder(source, tmp_path / "broken" / name, cleaner=FakeCleaner(), workers=0)
    assert (report.before, report.counts["ok"], report.adds_up) == (20, 45, True)
    assert whole(tmp_path / "broken") == whole(tmp_path / "sound")
    report = clean_folder(source, tmp_path / "broken" / name, cleaner=FakeCleaner(), workers=0)
    assert (report.before, report.counts["ok"]) == (45, 45)


@pytest.mark.parametrize("at", range(1, 8))
def test_a_full_disk_at_any_write_costs_nothing_in_the_next_run(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault test 4, in small: the write number `at` finds no space."""
    source = pages(tmp_path / "in", a="A.", b="B.", c="C.")
    aside, count = state.State.aside, [0]

    def full(self: state.State) -> Path:
        count[0] += 1
        if count[0] == at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return aside(self)

    monkeypatch.setattr(state.State, "aside", full)
    with pytest.raises(OutputFailed, match=r"cannot write .*no space left"):
        clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    monkeypatch.setattr(state.State, "aside", aside)
    report = clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    assert (report.counts, report.exit_code) == ({"ok": 3}, 0)
    assert whole(tmp_path / "out").keys() == {f"{n}.{e}" for n in "abc" for e in ("txt", "json")}


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="mounting needs root")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """Fault test 4: exit code 2, the path is named, earlier output is whole, and the next run ends it."""
    source = pages(tmp_path / "in", **{f"p{n:03}": f"Page {n}. " * 50 for n in range(200)})
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", disk], check=False).returncode:
        pytest.skip("no mounting here")
    try:
        done = subprocess.run(fake_run(source, disk / "out"), capture_output=True, text=True, check=False)
        assert done.returncode == 2, done.stderr
        assert "no space left on device" in done.stderr
        assert str(disk / "out") in done.stderr.replace("\n", "")
        assert "Traceback" not in done.stderr
        for record in (disk / "out").glob("*.json"):
            json.loads(record.read_bytes())
        subprocess.run(["mount", "-o", "remount,size=20m", disk], check=True)
        done = subprocess.run(fake_run(source, disk / "out"), capture_output=True, text=True, check=False)
        assert done.stdout.split()[1:] == ["200", "True"], done.stderr
    finally:
        subprocess.run(["umount", "-l", disk], check=True)


def test_two_runs_with_equal_process_ids_never_share_a_name(tmp_path: Path) -> None:
    """As in containers, where every run is process 1."""
    place = state.State(tmp_path, is_folder=True)
    names = {place.aside() for _ in range(1000)}
    assert len(names) == 1000
    assert not any(str(os.getpid()) == name.stem for name in names)


@pytest.mark.skipif(os.geteuid() != 0 or sys.platform != "linux", reason="namespaces need root")
def test_two_containers_cannot_write_to_one_folder(tmp_path: Path) -> None:
    """Fault test 25 with equal process ids: one of two runs at the same time is refused, nothing is mixed up."""
    inside = ["unshare", "-p", "-f", "--mount-proc"]
    if subprocess.run([*inside, "true"], check=False, capture_output=True).returncode:
        pytest.skip("no namespaces here")
    processes = []
    for side in "ab":
        source = pages(tmp_path / side, **{f"{side}{n:03}": f"Page {side}{n}." for n in range(300)})
        command = [*inside, *fake_run(source, tmp_path / "out")]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
    ends = [(*process.communicate(timeout=300), process.returncode) for process in processes]
    assert any(code == 0 for _, _, code in ends)
    refused = [said for _, said, code in ends if code == 2]
    assert all("another run is writing there" in " ".join(said.split()) for said in refused)
    for path in (tmp_path / "out").glob("*.txt"):
        assert path.read_text() == f"Page {path.stem[0]}{int(path.stem[1:])}.\n"


def test_the_second_run_into_one_place_is_refused_and_a_dead_one_bars_nobody(tmp_path: Path) -> None:
    """Fault test 25."""
    source = pages(tmp_path / "in", a="A.")
    held = tmp_path / "out/.cleaner/lock"
    with Lock(held, "out"):
        assert json.loads(held.read_text())["boot"] == boot_id()
        with pytest.raises(WrongCall, match=rf"another run is writing there \(process {os.getpid()} on"):
            clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0)
    held.write_text(json.dumps({"pid": os.getpid(), "began": "1", "host": "gone", "boot": "x"}))
    assert clean_folder(source, tmp_path / "out", cleaner=FakeCleaner(), workers=0).exit_code == 0


@pytest.mark.usefixtures("small")
def test_other_settings_are_not_mixed_into_an_unfinished_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault test 26."""
    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(30)}, stop="RAISE")
    marked = state.State.mark

    def ends(self: state.State, marker: state.Marker) -> None:
        marked(self, marker)
        raise KeyboardInterrupt

    monkeypatch.setattr(state.State, "mark", ends)
    with pytest.raises(KeyboardInterrupt, match=r"10 of 31 documents are done"):
        clean_folder(source, tmp_path / "out", cleaner=FakeCleaner("one"), workers=0)
    monkeypatch.setattr(state.State, "mark", marked)
    before = digest(tmp_path / "out")
    with pytest.raises(WrongCall, match=r"note: one → two\). They are not mixed in one output: --restart"):
        clean_folder(source, tmp_path / "out", cleaner=FakeCleaner("two"), workers=0)
    with pytest.raises(WrongCall, match="format: text → markdown"):
        clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner("one"), workers=0, form="markdown")
    assert digest(tmp_path / "out") == before
    report = clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner("two"), workers=0, again="restart")
    assert (report.before, report.given) == (0, 31)
    report = clean_folder(source, tmp_path / "out", cleaner=FakeCleaner("three"), workers=0)
    assert (report.before, report.counts["ok"]) == (0, 30), "a finished run is not in the way"
    assert "note: two → three" in report.notes["settings"]
    titles = {json.loads(path.read_text())["metadata"].get("title") for path in (tmp_path / "out").glob("p*.json")}
    assert titles == {"three"}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("name", ["out", "out.jsonl"])
def test_failed_documents_are_done_again_when_asked(tmp_path: Path, name: str) -> None:
    """Fault test 36: what is recovered joins the rest, and the numbers add up again."""
    once = tmp_path / "marker"
    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(25)}, x="HANG", y="RAISE")
    sound = pages(tmp_path / "sound", **{f"p{n:02}": f"Page {n}." for n in range(25)}, x="HUNG", y="RAISE")
    assert not once.exists()
    out = tmp_path / "one" / name
    report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=1, seconds=8.0)
    assert {one.id: one.code for one in report.problems} == {"x.txt": "E202", "y.txt": "E204"}
    letters = [json.loads(line) for line in Path(report.failed_file).read_text().splitlines()]
    assert [(one["id"], one["code"], one["stage"], one["attempt"]) for one in letters] == [
        ("x.txt", "E202", "clean", 1),
        ("y.txt", "E204", "clean", 1),
    ]
    assert letters[0]["command"] == f"cleaner replay {report.failed_file} --only x.txt"
    again = clean_files([source], out=out, cleaner=FakeCleaner(), workers=0)
    assert (again.before, again.counts["failed"]) == (27, 2)
    was = (source / "x.txt").stat()
    (source / "x.txt").write_text("HUNG")
    os.utime(source / "x.txt", ns=(was.st_atime_ns, was.st_mtime_ns))
    report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=0, again="retry-failed")
    assert (report.before, report.counts, report.adds_up) == (25, {"ok": 26, "failed": 1}, True)
    clean_files([sound], out=tmp_path / "two" / name, cleaner=FakeCleaner(), workers=0)
    assert whole(tmp_path / "one") == whole(tmp_path / "two")


@pytest.mark.parametrize("name", ["out", "out.jsonl"])
def test_an_output_that_is_removed_meanwhile_ends_the_run(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fault test 5."""
    import shutil

    source = pages(tmp_path / "in", **{f"p{n:02}": f"Page {n}." for n in range(20)})
    clean, seen = FakeCleaner.clean, [0]

    def removing(self: FakeCleaner, *given: object, **more: object) -> object:
        seen[0] += 1
        if seen[0] == 10:
            for path in (tmp_path / "out", tmp_path / ".out.jsonl.cleaner"):
                shutil.rmtree(path, ignore_errors=True)
        return clean(self, *given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeCleaner, "clean", removing)
    with pytest.raises(OutputFailed, match="was removed or replaced while the run went on"):
        clean_folder(source, tmp_path / name, cleaner=FakeCleaner(), workers=0)


def test_a_folder_below_a_file_is_no_place(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    (tmp_path / "file").write_text("mine")
    for name in ("file/sub", "file/sub/o.jsonl"):
        with pytest.raises(OutputFailed, match="cannot write"):
            clean_folder(source, tmp_path / name, cleaner=FakeCleaner(), workers=0)


@pytest.mark.parametrize(
    "mine",
    ['{"id":"my own database","text":"x"}', '{"id":', "[]", '{"id":"a.txt","text":"","source":"a","status":"ok"}'],
)
def test_json_of_somebody_else_is_not_taken_for_ours(tmp_path: Path, mine: str) -> None:
    source, out = pages(tmp_path / "in", a="A."), tmp_path / "out"
    out.mkdir()
    (out / "a.json").write_text(mine)
    (out / "a.txt").write_text("My notes.")
    report = clean_folder(source, out, cleaner=FakeCleaner(), workers=0)
    assert (out / "a.json").read_text(), (out / "a.txt").read_text() == (mine, "My notes.")
    assert report.problems[0].code == "E302"
    (out / "a.json").unlink()
    (out / "a.txt").unlink()
    assert clean_folder(source, out, cleaner=FakeCleaner(), workers=0).counts == {"ok": 1}, "moved away, tried again"


def test_every_failure_is_listed_somewhere_and_has_a_record(tmp_path: Path) -> None:
    """Fault test 6: 200 unreadable inputs of 2,000 (60 of 200 when shortened)."""
    bad, good = (200, 1800) if FULL else (60, 140)
    source = pages(tmp_path / "in", **{f"p{n:04}": f"Page {n}." for n in range(good)})
    for n in range(bad):
        path = source / f"x{n:04}.html"
        if n % 5 == 0:
            path.symlink_to("nowhere")
        elif n % 5 == 1:
            path.symlink_to(path.name)
        elif n % 5 == 2:
            os.mkfifo(path)
        elif n % 5 == 3:
            path.mkdir()
        else:
            path.symlink_to("/dev/zero")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=1)
    assert (report.counts, report.adds_up) == ({"ok": good, "failed": bad}, True)
    letters = [json.loads(line) for line in Path(report.failed_file).read_text().splitlines()]
    assert len(letters) == bad
    assert all(one["reason"] and one["code"] == "E108" for one in letters)
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(rows) == bad + good
    assert sum(row["status"] == "failed" and bool(row["reason"]) for row in rows) == bad


def test_outputs_that_belong_to_no_input_are_named_and_pruned(tmp_path: Path) -> None:
    source, out = pages(tmp_path / "in", a="A.", b="B."), tmp_path / "out"
    clean_folder(source, out, cleaner=FakeCleaner(), workers=0)
    (out / "mine.txt").write_text("My notes.")
    (out / "mine.json").write_text('{"id": 1}')
    (source / "a.txt").unlink()
    (source / "a.html").write_text("New A.")
    report = clean_folder(source, out, cleaner=FakeCleaner(), workers=0)
    assert sorted(report.strays) == ["a.json", "a.txt"]
    assert (out / "a.txt").read_text() == "A.\n"
    report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=0, prune=True)
    assert (report.pruned, report.strays) == (2, [])
    names = {path.name for path in out.iterdir() if path.is_file()}
    assert names == {"a.html.txt", "a.html.json", "b.txt", "b.json", "mine.txt", "mine.json"}


def test_markdown_goes_into_md(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    (source / "b.md").write_text("B.")
    clean_files([source], out=tmp_path / "out", cleaner=FakeCleaner(), workers=0, form="markdown")
    names = {path.name for path in (tmp_path / "out").iterdir() if path.is_file()}
    assert names == {"a.txt.md", "a.txt.json", "b.md", "b.json"}


def test_exact_copies_are_reported_and_kept(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="It rained.", b="it  RAINED", c="It snowed.", d="It rained.", e="")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=0)
    assert (report.copies, report.copy_groups) == (2, [["a.txt", "b.txt", "d.txt"]])
    assert len((tmp_path / "out.jsonl").read_text().splitlines()) == 5


def test_what_may_fail(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="RAISE", b="RAISE", **{f"p{n}": "Fine." for n in range(8)})
    for most, code in ((0, 1), (1, 1), (2, 0), (0.2, 0), (0.1, 1)):
        out = tmp_path / f"{most}.jsonl"
        report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=0, most_failed=most)
        assert (report.exit_code, report.counts["failed"]) == (code, 2), most
    refused = pages(tmp_path / "other", a="Fine.")
    (refused / "b.pdf").write_bytes(b"\0")
    report = clean_folder(refused, tmp_path / "other.jsonl", cleaner=FakeCleaner(), workers=0)
    assert (report.counts["refused"], report.counts["failed"], report.exit_code) == (1, 0, 0)


@pytest.mark.parametrize("seed", ["0", "1", "random"])
def test_one_digest_whatever_the_machine_is_like(tmp_path: Path, seed: str) -> None:
    """Fault test 8: workers, hash seed, time zone, locale, times of files."""
    chance = random.Random(7)
    source = pages(tmp_path / "in", **{f"p{n:03}": f"Page {n}.\nShare this" for n in range(90)})
    found = set()
    for number, workers in enumerate((0, 1, 2, 4)):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": ("UTC", "Asia/Kathmandu", "America/New_York", "UTC")[number],
            "LC_ALL": ("C", "C.UTF-8", "tr_TR.UTF-8", "POSIX")[number],
        }
        place = tmp_path / f"{workers}"
        place.mkdir()
        subprocess.run(
            fake_run(source, place / "o.jsonl", 20, workers), env=environment, check=True, capture_output=True
        )
        found.add(json.dumps(whole(place)))
        for path in source.iterdir():
            os.utime(path, (0, chance.randrange(4_000_000_000)))
    assert len(found) == 1


def test_a_cleaner_that_cannot_be_told_apart_is_never_resumed(tmp_path: Path) -> None:
    class Odd:
        clean = FakeCleaner.clean
        note = ""

    source = pages(tmp_path / "in", a="A.")
    for _ in range(2):
        assert clean_folder(source, tmp_path / "out", cleaner=Odd(), workers=0).before == 0  # type: ignore[arg-type]


def test_a_run_may_start_within_a_worker_of_a_pool(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="A.")
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys; sys.path[:0] = {[str(ROOT / 'tests'), str(ROOT)]!r}\n"
        "from test_batch_runs import FakeCleaner\nfrom cleaner.batch import clean_folder\nimport multiprocessing\n"
        f"def work(n): return clean_folder({str(source)!r}, {str(tmp_path / 'out')!r}, cleaner=FakeCleaner()).counts['ok']\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.Pool(1) as pool: print(pool.map(work, [1]))\n"
    )
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False)
    assert done.stdout == "[1]\n", done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux")
def test_no_handle_and_no_process_stays(tmp_path: Path) -> None:
    """Fault test 21."""
    source = pages(tmp_path / "in", **{f"p{n}": "Page." for n in range(30)})
    counts = []
    for number in range(6):
        clean_folder(source, tmp_path / f"{number}.jsonl", cleaner=FakeCleaner(), workers=2)
        clean_folder(source, tmp_path / f"{number}", cleaner=FakeCleaner(), workers=0)
        counts.append(len(os.listdir("/proc/self/fd")))
    assert counts[1:] == counts[1:2] * 5
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(sys.platform != "linux", reason="the system ends children of the dead only on Linux")
def test_workers_of_a_killed_run_end_in_the_middle_of_a_document(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="HANG", b="HANG")
    process = subprocess.Popen(fake_run(source, tmp_path / "out"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    waited = time.monotonic() + 120
    while len(children.read_text().split()) < 3 and time.monotonic() < waited:
        time.sleep(0.05)
    time.sleep(1)
    workers = children.read_text().split()
    process.kill()
    process.wait()
    waited = time.monotonic() + 60
    while any(Path(f"/proc/{one}/cmdline").exists() and alive(one) for one in workers) and time.monotonic() < waited:
        time.sleep(0.05)
    assert not [one for one in workers if alive(one)]


def alive(number: str) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except OSError:
        return False


def test_reasons_of_problems_are_given(tmp_path: Path) -> None:
    source = pages(tmp_path / "in", a="")
    report = clean_folder(source, tmp_path / "out.jsonl", cleaner=FakeCleaner(), workers=0)
    assert problems(report) == {"a.txt": "empty: nothing is left after cleaning"}
