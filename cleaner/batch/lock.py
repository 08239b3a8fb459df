"""A lock on the output of a run: two runs never write to the same place, and a run that died never bars the next."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from cleaner.batch.documents import WrongCall


class Lock:
    """Held while a run writes. The system lets go of it when the process ends, however it ends; the file itself says
    who holds it, for people and for file systems without locks.
    """

    def __init__(self, path: Path, place: str) -> None:
        self.path, self.place = path, place
        self.file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.file = self.path.open("a+b")
        if not self._taken():
            self.file.seek(0)
            said = _read(self.file.read())
            self.file.close()
            who = f"process {said.get('pid', '?')} on {said.get('host', '?')}"
            raise WrongCall(
                f"{self.place}: another run is writing there ({who}). Wait for its end, or name another place."
            )
        self.file.seek(0)
        self.file.truncate()
        self.file.write(json.dumps(myself()).encode())
        self.file.flush()
        return self

    def _taken(self) -> bool:
        assert self.file is not None
        try:
            import fcntl
        except ImportError:
            return not self._held_by_another()
        try:
            fcntl.flock(self.file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return not self._held_by_another()
        return True

    def _held_by_another(self) -> bool:
        """Without locks of the system: whether the process that wrote the file is alive since then."""
        assert self.file is not None
        self.file.seek(0)
        said = _read(self.file.read())
        mine = myself()
        if not said or said == mine:
            return False
        if said.get("host") != mine["host"]:
            return True
        return said.get("boot") == mine["boot"] and said.get("began") == _began(int(said.get("pid", 0)))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.truncate(0)
            self.file.close()


def is_held(path: Path) -> bool:
    """Whether a run is writing there now."""
    if not path.exists():
        return False
    lock = Lock(path, "")
    try:
        with lock:
            return False
    except (WrongCall, OSError):
        return True


def myself() -> dict[str, Any]:
    """This process: its number, when it began, and on which start of which machine."""
    return {"pid": os.getpid(), "began": _began(os.getpid()), "host": socket.gethostname(), "boot": boot_id()}


def boot_id() -> str:
    """Differs after each start of the machine; empty where the system has none."""
    with contextlib.suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def _began(pid: int) -> str:
    """When a process began, in ticks since the start of the machine; empty when there is none of that number."""
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    return ""


def _read(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
