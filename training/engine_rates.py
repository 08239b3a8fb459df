"""A table of documents → what each way of running costs beside a plain loop: `python -m training.engine_rates T.jsonl`.

Every way runs as a process of its own on few documents and on more; the difference is
what a document costs, the rest is what it costs to begin. Processor time of all processes counts, so that a busy
machine tells the same; the wall clock is given beside it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

FEW, MORE = 20, 140
TOKEN = "CLEANER_ENGINE_RATES"
RUN = """
import json, sys
from cleaner import Cleaner
source, out = sys.argv[1:]
"""
WAYS = {
    "loop": RUN
    + """
cleaner = Cleaner()
with open(out, "w") as file:
    for line in open(source):
        row = json.loads(line)
        file.write(json.dumps(cleaner.clean(row["text"]).to_dict(id=row["id"])) + "\\n")
""",
    "run, 1 worker": RUN + "from cleaner.batch import clean_files\nclean_files([source], out=out, workers=1)",
    "run, 2 workers": RUN + "from cleaner.batch import clean_files\nclean_files([source], out=out, workers=2)",
    "stream": "cleaner clean - --jsonl --workers 1",
    "datatrove": RUN
    + """
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.readers import JsonlReader
from datatrove.pipeline.writers import JsonlWriter
from cleaner.batch.engines.datatrove import CleanArticles
from pathlib import Path
steps = [JsonlReader(str(Path(source).parent)), CleanArticles(account=True), JsonlWriter(out)]
LocalPipelineExecutor(steps, tasks=1, workers=1, logging_dir=out + "-log").run()
""",
    "ray": RUN
    + """
from functools import partial
from cleaner.batch import clean_files
from cleaner.batch.engines.ray import on_cluster
clean_files([source], out=out, workers=1, engine=partial(on_cluster, address="local"))
""",
}


def spent(token: str) -> float:
    """Seconds of processor time of all living processes that have the token, and of their children that ended."""
    ticks = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if token.encode() in (place / "environ").read_bytes():
                ticks += sum(map(int, (place / "stat").read_text().rpartition(")")[2].split()[11:15]))
        except OSError:  # it ended meanwhile
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def cost(way: str, source: Path, place: Path) -> tuple[float, float]:
    """Seconds of processor time and on the clock that a way takes for a table."""
    token = f"{TOKEN}={os.getpid()}-{time.monotonic_ns()}"
    name, _, value = token.partition("=")
    code, out = WAYS[way], str(place / "out.jsonl")
    command = [sys.executable, "-c", code, str(source), out]
    given = subprocess.DEVNULL
    if way == "stream":
        command = [sys.executable, "-m", *code.split()]
    began, seconds, before = time.monotonic(), 0.0, sum(os.times()[2:4])
    with source.open("rb") as file:
        process = subprocess.Popen(
            command,
            env={**os.environ, name: value},
            stdin=file if way == "stream" else given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while process.poll() is None:
            # Ray's processes are nobody's children in the end, so they are asked while they live.
            seconds = max(seconds, spent(token))
            time.sleep(0.2)
    if process.returncode > 1:
        raise SystemExit(f"{way} ended with {process.returncode}")
    return max(seconds, sum(os.times()[2:4]) - before), time.monotonic() - began


def main() -> None:
    """Print the table."""
    with open(sys.argv[1], encoding="utf-8") as file:
        lines = list(islice(file, MORE))
    wanted = sys.argv[2:] or list(WAYS)
    print(f"{'':16}{'ms a document':>14}{'of the loop':>12}{'to begin, s':>12}{'clock, ms':>10}")
    loop = 0.0
    for way in wanted:
        found = []
        for size in (FEW, MORE):
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "in" / "t.jsonl"
                source.parent.mkdir()
                source.write_text("".join(lines[:size]), encoding="utf-8")
                found.append(cost(way, source, Path(folder)))
        each, clock = ((more - few) / (len(lines) - FEW) for few, more in zip(*found, strict=True))
        loop = loop or each
        begin = found[0][0] - FEW * each
        print(f"{way:16}{1000 * each:14.1f}{each / loop:12.2f}{begin:12.1f}{1000 * clock:10.0f}", flush=True)


if __name__ == "__main__":
    main()
