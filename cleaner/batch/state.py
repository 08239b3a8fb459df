"""What a run remembers beside its output, so that the next one goes on where it stopped: `.cleaner/`, `.NAME.cleaner/`.

`run.json` holds what the bytes depend on and how the run was called, `shards/` a marker for each shard that is done,
`parts/` the records of shards until the output file is made of them, `tmp/` what is being written. `report.json` and
`failed.jsonl` are for people and programs. Everything is written aside, synced and renamed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cleaner.batch.documents import STATE, OutputFailed, WrongCall, reason
from cleaner.batch.report import Report
from cleaner.batch.shards import Shard
from cleaner.writing.record import as_json


@dataclass(slots=True)
class Marker:
    """What a shard that is done leaves behind: its counts and, for each document, id, digest of the text, and name.

    `failed`: the places of documents that failed. `prints`: those of the shard, so that changed files are noticed.
    """

    number: int
    print: str
    size: int
    report: Report
    ids: list[str] = field(default_factory=list)
    digests: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    attempt: int = 1

    def as_dict(self) -> dict[str, Any]:
        """The marker as plain values."""
        return {
            "shard": self.number,
            "print": self.print,
            "size": self.size,
            "attempt": self.attempt,
            "report": self.report.as_dict(),
            "ids": self.ids,
            "digests": [f"{digest:x}" for digest in self.digests],
            "names": None if self.names == self.ids else self.names,
            "failed": {str(place): code for place, code in self.failed.items()},
        }

    @classmethod
    def from_dict(cls, found: Mapping[str, Any]) -> Marker:
        """A marker as it was written."""
        return cls(
            found["shard"],
            found["print"],
            found["size"],
            Report.from_dict(found["report"]),
            found["ids"],
            [int(digest, 16) for digest in found["digests"]],
            found["ids"] if found["names"] is None else found["names"],
            {int(place): code for place, code in found["failed"].items()},
            found["attempt"],
        )


class State:
    """The folder in which a run remembers what is done. `out` is what the user named."""

    def __init__(self, out: Path, *, is_folder: bool) -> None:
        self.out = out
        self.folder = out / STATE if is_folder else out.with_name(f".{out.name}{STATE}")
        self.tmp, self.shards, self.parts = (self.folder / name for name in ("tmp", "shards", "parts"))
        self.place: tuple[int, int] | None = None

    @property
    def report_file(self) -> Path:
        return self.folder / "report.json"

    @property
    def failed_file(self) -> Path:
        return self.folder / "failed.jsonl"

    @property
    def memory_file(self) -> Path:
        """The memory of sites that the run used: documents that failed are cleaned with the same one."""
        return self.folder / "memory.jsonl.gz"

    def open(self) -> None:
        """Make the folders, and clear away what a killed run left half written. Raises OutputFailed."""
        with self.failing(self.out):
            for folder in (self.tmp, self.shards, self.parts):
                folder.mkdir(parents=True, exist_ok=True)
            found = os.stat(self.folder)
            self.place = found.st_dev, found.st_ino
            for left in self.tmp.iterdir():
                left.unlink()

    def check_place(self) -> None:
        """Raises OutputFailed when the folder is not the one that the run began with: someone removed or moved it."""
        try:
            found = os.stat(self.folder)
            there = (found.st_dev, found.st_ino) == self.place
        except OSError:
            there = False
        if not there:
            raise OutputFailed(
                f"{self.out}: the output was removed or replaced while the run went on. "
                "What was written there is gone; run the same command again."
            )

    @contextlib.contextmanager
    def failing(self, path: Path) -> Iterator[None]:
        """An operating system's error, told with the path."""
        try:
            yield
        except OutputFailed:
            raise
        except OSError as error:
            if error.errno == errno.ENOENT and self.place is not None:
                self.check_place()
            raise OutputFailed(f"cannot write {path}: {reason(error, writing=True)}.") from error

    def aside(self) -> Path:
        """A name in `tmp` that no other file has ever had, whatever the number of the process."""
        return self.tmp / f"{secrets.token_hex(8)}.part"

    def write(self, path: Path, content: bytes) -> None:
        """A file under its final name only when it is complete and on the disk."""
        with self.failing(path):
            part = self.aside()
            with part.open("xb") as file:
                file.write(content)
                sync(file)
            part.replace(path)
            sync_folder(path.parent)

    # What is done

    def run_file(self) -> dict[str, Any]:
        """How the last run was called and whether it came to its end; empty where there was none."""
        return read_json(self.folder / "run.json")

    def write_run(self, found: Mapping[str, Any]) -> None:
        self.write(self.folder / "run.json", as_json(dict(found), indent=1) + b"\n")

    def marker(self, number: int) -> Marker | None:
        """The marker of a shard, None where it is not done."""
        found = read_json(self.shards / f"{number:06}.json")
        try:
            return Marker.from_dict(found) if found else None
        except (KeyError, TypeError, ValueError):
            return None

    def mark(self, marker: Marker) -> None:
        """A shard is done."""
        self.check_place()
        # In ASCII: a name that is no valid UTF-8 comes back as it was.
        found = json.dumps(marker.as_dict(), separators=(",", ":"), default=str).encode()
        self.write(self.shards / f"{marker.number:06}.json", found + b"\n")

    def forget(self) -> None:
        """Nothing is done: what was remembered goes, what was written stays until it is written anew."""
        with self.failing(self.folder):
            for folder in (self.shards, self.parts):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True, exist_ok=True)

    def any_done(self) -> bool:
        """Whether any shard is done."""
        return self.shards.is_dir() and any(self.shards.iterdir())

    def remove(self) -> None:
        """Nothing was done: the folder goes. The lock in it ends with the process that holds it."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def forget_from(self, number: int) -> None:
        """Markers and parts of shards that this run does not have go."""
        for folder in (self.shards, self.parts):
            for path in folder.iterdir():
                if path.name[:6].isdigit() and int(path.name[:6]) >= number:
                    path.unlink()

    def markers(self, shards: list[Shard]) -> Iterator[Marker]:
        """The markers of all shards, one at a time: they are not all held in memory."""
        for shard in shards:
            marker = self.marker(shard.number)
            if marker is not None:
                yield marker


def read_json(path: Path) -> dict[str, Any]:
    """An object in a file; empty where there is none, or it is damaged."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def sync(file: IO[bytes]) -> None:
    """What was written to a file is on the disk."""
    file.flush()
    os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """The names in a folder are on the disk, where the system can do that."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def no_state_of_another(out: Path) -> None:
    """Raises WrongCall where the output lies in a folder in which a run remembers what is done."""
    if any(part == STATE for part in out.parts):
        raise WrongCall(f"--out {out} lies in a folder that runs keep for themselves. Choose another place.")
