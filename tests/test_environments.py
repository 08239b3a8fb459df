"""Where the program has to run: a locale without letters, a home that cannot be written, inside other programs."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "002_a78f33cf15b82588.txt"
GOLD = (ROOT / "tests" / "gold" / "002_a78f33cf15b82588.txt").read_text(encoding="utf-8")


def run(arguments: list[str], home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    keep = {name: os.environ[name] for name in ("PATH", "VIRTUAL_ENV", "SYSTEMROOT") if name in os.environ}
    env = {**keep, "PYTHONPATH": str(ROOT), "HOME": str(home), **more}
    return subprocess.run([sys.executable, *arguments], capture_output=True, encoding="utf-8", env=env, cwd=ROOT)  # noqa: PLW1510


@pytest.mark.parametrize(
    "more",
    [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"LC_ALL": "C"}, {"LANG": "tr_TR.UTF-8", "TERM": "dumb"}],
    ids=["C, nothing coerced", "C", "Turkish"],
)  # fmt: skip
def test_a_text_is_cleaned_in_any_locale_with_a_home_that_cannot_be_written(
    tmp_path: Path, more: dict[str, str]
) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    done = run(["-m", "cleaner", "clean", str(SEED)], home, **more)
    assert (done.returncode, done.stdout.strip()) == (0, GOLD.strip())


def test_without_a_home_at_all() -> None:
    done = run(["-m", "cleaner", "clean", str(SEED)], Path("/proc/self/nowhere"))
    assert (done.returncode, done.stdout.strip()) == (0, GOLD.strip())


def test_a_script_without_a_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(f"from cleaner import clean\nprint(clean(open({str(SEED)!r}, 'rb').read()).status)\n")
    done = run([str(script)], tmp_path)
    assert (done.returncode, done.stdout.strip()) == (0, "ok"), done.stderr


def _status(path: Path) -> str:
    from cleaner import clean

    return clean(path.read_bytes()).status


def test_in_a_process_that_may_have_no_children() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:  # its workers are daemonic
        assert pool.apply(_status, (SEED,)) == "ok"
