"""The benchmark's scorer on every n-th page → its tables, and exit 1 where a figure lies below its floor."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

FLOORS = Path(__file__).parent.parent / "tests" / "bench_floors.toml"
ROW = re.compile(r"^(\S+)\s+(\S+)\s+n=\d+\s+(.*)$", re.MULTILINE)


def figures(scorer: str, mode: str, every: int) -> dict[str, float]:
    """The scorer's figures by `set.row.name`, and its number of crashes."""
    command = [sys.executable, scorer, mode, "--every", str(every)]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    print(printed)
    found = {
        f"{group}.{row}.{name}": float(value)
        for group, row, rest in ROW.findall(printed)
        for name, value in re.findall(r"(\S+) (-?\d\.\d+)", rest)
    }
    found["crashes"] = float(re.search(r"(\d+) crashes", printed)[1])  # type: ignore[index]
    return found


def main() -> int:
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8"))
    failed = 0
    for mode in ("text", "html"):
        found = figures(sys.argv[1], mode, floors["every"])
        failed += found["crashes"] > 0
        for name, floor in floors[mode].items():
            if found.get(name, -1.0) < floor:
                failed += 1
                print(f"{mode} {name} is {found.get(name)}, its floor is {floor}")
    print("all figures are above their floors" if not failed else f"{failed} below their floors")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
