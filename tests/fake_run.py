"""A run with a cleaner that takes no time, as a process of its own: `fake_run.py IN OUT [size of shards] [workers]`."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent)]

from test_batch_runs import FakeCleaner

from cleaner.batch import clean_files, shards
from cleaner.cli.ends import quiet_ends


def main() -> None:
    source, out = sys.argv[1:3]
    size, workers = [*sys.argv[3:], *("20", "2")[len(sys.argv) - 3 :]]
    shards.SIZE = int(size)
    with quiet_ends():
        report = clean_files([source], out=out, cleaner=FakeCleaner(), workers=int(workers))
        print(report.before, report.counts["ok"], report.adds_up)


if __name__ == "__main__":
    try:
        main()
    except typer.Exit as error:
        sys.exit(error.exit_code)
