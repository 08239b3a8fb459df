"""The records of a run → the numbers and examples of its report: what was removed, by whom, how much of a document."""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

from cleaner.batch.documents import WrongCall, needed, open_binary
from cleaner.batch.unpacking import unpacked_stream

# A report that lists more is read by nobody; what is left out is counted.
MOST_DRASTIC, MOST_SAMPLES, MOST_FAILURES, MOST_RULES = 12, 5, 300, 40
# Lines of a drastic document that are shown, and how many of its words make its share mean something.
MOST_LINES, FEWEST_WORDS = 60, 40
BINS = 20
PACKED = (".gz", ".zst")
RUN_FILES = "Name the folder or the .jsonl (.gz, .zst) or .parquet file that `cleaner clean --out` wrote."
GOOD = frozenset({"ok", "empty", "not_article"})
# A published date with its month: 2024-12.
MONTH = 7


@dataclass(frozen=True, slots=True)
class Cut:
    """A line that was removed, as the report shows it."""

    document: str
    text: str
    label: str
    by: str
    why: str
    line: int
    span: bool = False


@dataclass
class Taken:
    """What a label, a rule or a site took: lines (spans among them), characters, documents, and some of the lines."""

    lines: int = 0
    characters: int = 0
    documents: int = 0
    shares: list[float] = field(default_factory=list)
    picked: list[tuple[int, Cut]] = field(default_factory=list)

    @property
    def samples(self) -> list[Cut]:
        """Lines picked evenly from all documents; the same in every report of the same run."""
        return [cut for _, cut in sorted(self.picked, key=lambda one: -one[0])]

    @property
    def mean_share(self) -> float:
        """The mean of the documents' shares removed, 0 to 1."""
        return sum(self.shares) / len(self.shares) if self.shares else 0.0

    def add(self, cuts: Sequence[Cut]) -> None:
        """Count the cuts of one document."""
        self.documents += 1
        self.lines += len(cuts)
        self.characters += sum(len(cut.text) for cut in cuts)
        for number, cut in enumerate(cuts[:MOST_SAMPLES]):
            heapq.heappush(self.picked, (-drawn(f"{cut.document}\0{number}"), cut))
            if len(self.picked) > MOST_SAMPLES:
                heapq.heappop(self.picked)


@dataclass(frozen=True, slots=True)
class Drastic:
    """A document that lost much: its share, words, and removed lines."""

    id: str
    share: float
    words: int
    title: str
    text: str
    cuts: tuple[Cut, ...]
    more: int = 0


@dataclass
class Numbers:
    """All that a report shows. Its size does not grow with the run."""

    documents: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    words_kept: int = 0
    words_in: float = 0.0
    histogram: list[int] = field(default_factory=lambda: [0] * BINS)
    labels: dict[str, Taken] = field(default_factory=dict)
    rules: dict[str, Taken] = field(default_factory=dict)
    sites: dict[str, Taken] = field(default_factory=dict)
    months: dict[str, list[float]] = field(default_factory=dict)
    drastic: list[tuple[float, int, Drastic]] = field(default_factory=list)
    failures: list[Mapping[str, Any]] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def most_drastic(self) -> list[Drastic]:
        """The documents that lost most, first."""
        return [one for _, _, one in sorted(self.drastic, key=lambda found: (-found[0], found[1]))]

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one record."""
        self.documents += 1
        status = str(record.get("status") or "")
        self.statuses[status] += 1
        self.versions[f"cleaner {record.get('version')}, rules {record.get('rules_version')}"] += 1
        self.warnings.update(map(str, record.get("warnings") or ()))
        if status not in GOOD:
            self._failed(record)
            return
        if status != "ok" and len(self.failures) < MOST_FAILURES:
            self.failures.append(record)
        cuts = list(cuts_of(record))
        share = share_of(record, cuts)
        kept = len(str(record.get("text") or "").split())
        self.words_kept += kept
        self.words_in += kept / (1 - share) if share < 1 else sum(len(cut.text.split()) for cut in cuts)
        self._removed(record, cuts, share)
        if status == "ok":
            self.histogram[min(int(share * BINS), BINS - 1)] += 1
            self._drastic(record, cuts, share, kept)

    def _failed(self, record: Mapping[str, Any]) -> None:
        self.codes[str(record.get("code") or "none")] += 1
        if len(self.failures) < MOST_FAILURES:
            self.failures.append(record)

    def _removed(self, record: Mapping[str, Any], cuts: Sequence[Cut], share: float) -> None:
        for table, names in ((self.labels, [cut.label for cut in cuts]), (self.rules, [cut.by for cut in cuts])):
            found: dict[str, list[Cut]] = {}
            for name, cut in zip(names, cuts, strict=True):
                found.setdefault(name, []).append(cut)
            for name, some in found.items():
                table.setdefault(name, Taken()).add(some)
        metadata = record.get("metadata") or {}
        site = self.sites.setdefault(str(metadata.get("site") or "unknown"), Taken())
        site.add(cuts)
        site.shares.append(share)
        month = str(metadata.get("published") or "")[:MONTH]
        if len(month) == MONTH:
            self.months.setdefault(month, []).append(share)

    def _drastic(self, record: Mapping[str, Any], cuts: Sequence[Cut], share: float, kept: int) -> None:
        words = kept + sum(len(cut.text.split()) for cut in cuts)
        if share <= 0 or words < FEWEST_WORDS:
            return
        title = str((record.get("metadata") or {}).get("title") or "")
        text, shown = str(record.get("text") or ""), tuple(cuts[:MOST_LINES])
        one = Drastic(str(record["id"]), share, words, title, text, shown, max(0, len(cuts) - MOST_LINES))
        heapq.heappush(self.drastic, (share, -self.documents, one))
        if len(self.drastic) > MOST_DRASTIC:
            heapq.heappop(self.drastic)


def drawn(name: str) -> int:
    """A number drawn for a name: the same each time, and evenly spread."""
    return int.from_bytes(blake2b(name.encode("utf-8", "replace"), digest_size=8).digest())


def cuts_of(record: Mapping[str, Any]) -> Iterator[Cut]:
    """What was removed from a document; characters that were repaired while reading are no cuts."""
    for row in record.get("removed") or ():
        if row.get("label") != "repair":
            yield Cut(
                str(record.get("id")), str(row.get("text") or ""), str(row.get("label") or ""),
                str(row.get("by") or ""), str(row.get("why") or ""),
                int(row.get("first_line") or 0), row.get("span") is not None,
            )  # fmt: skip


def share_of(record: Mapping[str, Any], cuts: Sequence[Cut]) -> float:
    """The share of words that is gone, as the record has it; of older records, from their texts."""
    given = record.get("share_removed")
    if given is not None:
        return min(max(float(given), 0.0), 1.0)
    kept = len(str(record.get("text") or "").split())
    gone = sum(len(cut.text.split()) for cut in cuts)
    return gone / (kept + gone) if kept + gone else 0.0


# ---- reading a run


def numbers_of(run: Path) -> Numbers:
    """The numbers of a run. Raises WrongCall where this is no run of ours, OSError where it cannot be read."""
    found = Numbers(report=own_report(run))
    for record in records_of(run):
        found.add(record)
    if not found.documents:
        raise WrongCall(f"{run}: there is no record in it. {RUN_FILES}")
    return found


def own_report(run: Path) -> Mapping[str, Any]:
    """The `report.json` that a run keeps beside its records; empty where there is none."""
    place = run / ".cleaner" if run.is_dir() else run.with_name(f".{run.name}.cleaner")
    try:
        report = json.loads((place / "report.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return report if isinstance(report, dict) else {}


def records_of(run: Path) -> Iterator[Mapping[str, Any]]:
    """Each record of a run, in order. Raises WrongCall for what holds none."""
    if run.is_dir():
        yield from _of_folder(run)
        return
    name = run.name.lower()
    for ending in PACKED:
        name = name.removesuffix(ending)
    if name.endswith(".parquet"):
        yield from _of_parquet(run)
    elif name.endswith((".jsonl", ".ndjson")):
        with open_binary(str(run)) as file:
            yield from _of_lines(_unpacked(file, run), run)
    else:
        raise WrongCall(f"{run}: no report can be made of this. {RUN_FILES}")


def _of_folder(run: Path) -> Iterator[Mapping[str, Any]]:
    for path in sorted(run.rglob("*.json")):
        if any(part.startswith(".") for part in path.relative_to(run).parts):
            continue
        try:
            record = json.loads(path.read_bytes())
        except ValueError:
            continue
        if is_record(record):
            yield record


def is_record(value: Any) -> bool:
    """Whether a value is a record of ours, and not another JSON file that lies there."""
    return isinstance(value, dict) and "id" in value and "status" in value and "removed" in value


def _unpacked(file: IO[bytes], run: Path) -> Iterable[bytes]:
    return unpacked_stream(file) if run.name.lower().endswith(PACKED) else file


def _of_lines(lines: Iterable[bytes], run: Path) -> Iterator[Mapping[str, Any]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise WrongCall(f"{run}: line {number} is no JSON. {RUN_FILES}") from error
        if not is_record(record):
            raise WrongCall(f"{run}: line {number} is no record of a run. {RUN_FILES}")
        yield record


def _of_parquet(run: Path) -> Iterator[Mapping[str, Any]]:
    parquet = needed("pyarrow.parquet", "parquet", "reading a .parquet file")
    with parquet.ParquetFile(run) as file:
        if not {"id", "status", "removed"} <= set(file.schema_arrow.names):
            raise WrongCall(f"{run}: this table holds no records of a run. {RUN_FILES}")
        for batch in file.iter_batches(batch_size=256):
            yield from batch.to_pylist()
