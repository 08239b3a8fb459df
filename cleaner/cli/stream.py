"""`cleaner clean - --jsonl` → a record for each line of stdin, in order, as they become ready."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.cli.ends import SOMETHING_FAILED, say, stop

if TYPE_CHECKING:
    from cleaner.cli.runs import Asked
    from cleaner.page import Kind
    from cleaner.pipeline import Cleaner

STDIN = "-"


def clean_stream(
    inputs: Sequence[str],
    cleaner: Cleaner,
    *,
    kind: Kind,
    asked: Asked,
    workers: int,
    null: bool,
    out: Path | None,
) -> int:
    """Records on stdout, a count of each status on stderr; 1 when a document failed. Each record is flushed, so that
    the next program has it at once."""
    from cleaner.batch.rows import cleaned_rows
    from cleaner.batch.stream import parts_of, rows_of
    from cleaner.batch.unit import Spec

    if list(inputs) != [STDIN] or out is not None:
        stop("--jsonl and --null read stdin and write stdout: zcat x.jsonl.gz | cleaner clean - --jsonl > clean.jsonl")
    if sys.stdin is None or sys.stdout is None:
        stop("stdin and stdout must be open: zcat x.jsonl.gz | cleaner clean - --jsonl > clean.jsonl")
    columns = asked.columns_meant()
    documents = parts_of(sys.stdin.buffer) if null else rows_of(sys.stdin.buffer, columns)
    counts: Counter[str] = Counter()
    for done in cleaned_rows(
        documents, Spec(kind=kind, columns=columns, limits=asked.limits()), cleaner, workers=workers
    ):
        counts[done.outcome.status] += 1
        sys.stdout.buffer.write(done.record or b"")
        sys.stdout.buffer.flush()
    told = ", ".join(f"{number:,} {status}" for status, number in counts.most_common())
    say(f"{counts.total():,} in = {told or '0'}", "dim")
    return SOMETHING_FAILED if counts["failed"] or counts["refused"] else 0
