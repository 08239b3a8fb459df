"""The command in a process of its own, and a second one that ends it when asked, whatever it is doing.

Python hears Ctrl-C between two of its own instructions only. A parser or a regex that works on one document for minutes
hears nothing, so another process listens: it passes the request on, and when the command does not say within a moment
that it has heard, ends it. The same process keeps a single document within its limit of time.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from typing import Any, NoReturn

INTERRUPTED = 130
# How long a request may stay unheard, and how long a command that has heard may take to end.
UNHEARD, HEARD = 1.2, 60.0
_ENDING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
_HEARD, _LIMIT, _FREE = b"h", b"t", b"f"
_PARENT_DEATH_SIGNAL = 1
_state: dict[str, int] = {}


def supervised() -> bool:
    """Whether another process listens."""
    return "pipe" in _state


def heard() -> None:
    """Say that a request to end has been heard."""
    _tell(_HEARD)


@contextlib.contextmanager
def within(seconds: float) -> Any:
    """What is done in here is ended after so many seconds, with exit code 1, where another process listens."""
    _tell(_LIMIT + f"{seconds:g}\n".encode())
    try:
        yield
    finally:
        _tell(_FREE)


def _tell(what: bytes) -> None:
    if "pipe" in _state:
        with contextlib.suppress(OSError):
            os.write(_state["pipe"], what)


def supervise() -> None:
    """Split in two: the command returns from here and goes on, the other process waits for it and ends like it."""
    if not hasattr(os, "fork"):
        return
    ours, theirs = os.pipe()
    try:
        child = os.fork()
    except OSError:
        return
    if child:
        os.close(theirs)
        _wait_for(child, ours)
    os.close(ours)
    _state["pipe"] = theirs
    _end_with_parent()


def _end_with_parent() -> None:
    """Let the system end this process when the other one is killed (Linux)."""
    if sys.platform == "linux":
        parent = os.getppid()
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _wait_for(child: int, pipe: int) -> NoReturn:
    """Listen until the command has ended, and end like it."""
    asked: list[int] = []
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    for one in _ENDING:
        signal.signal(one, lambda number, _: asked.append(number))
    why = _Listener(child, pipe, wake, asked).listen()
    _, status = os.waitpid(child, 0)
    if why:
        _say(why)
        os._exit(INTERRUPTED if asked else 1)
    if os.WIFSIGNALED(status):
        if asked:
            os._exit(INTERRUPTED)
        number = os.WTERMSIG(status)
        name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
        _say(f"The program was ended by the system ({name}{', perhaps out of memory' * (name == 'SIGKILL')}).")
        os._exit(1)
    os._exit(os.WEXITSTATUS(status))


class _Listener:
    """What the other process knows: what was asked, until when the command may go on, and why it would be ended."""

    def __init__(self, child: int, pipe: int, wake: int, asked: list[int]) -> None:
        self.child, self.pipe, self.wake, self.asked = child, pipe, wake, asked
        self.deadline, self.limit, self.seen = float("inf"), "", 0

    def listen(self) -> str:
        """Until the command ends; returns what to say where it had to be ended."""
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                self._kill(signal.SIGKILL)
                too_long = f"It took longer than {self.limit} seconds; allow more with --timeout [E202]."
                return "Interrupted." if self.asked else too_long
            ready, _, _ = select.select([self.pipe, self.wake], [], [], None if left == float("inf") else left)
            if self.wake in ready:
                os.read(self.wake, 64)
            if len(self.asked) > self.seen:
                self._pass_on()
            if self.pipe in ready:
                said = os.read(self.pipe, 256)
                if not said:
                    return ""
                self._hear(said)

    def _pass_on(self) -> None:
        """Pass a request on. A second one is meant to end the command at once."""
        self.deadline = time.monotonic() + (UNHEARD if self.seen == 0 else 0.0)
        self.seen = len(self.asked)
        self._kill(self.asked[-1])

    def _hear(self, said: bytes) -> None:
        """The command says that it has heard, or that a document begins or ends."""
        if self.asked:
            if _HEARD in said:
                self.deadline = time.monotonic() + HEARD
        elif said.endswith(_FREE):
            self.deadline = float("inf")
        elif _LIMIT in said:
            self.limit = said.rpartition(_LIMIT)[2].partition(b"\n")[0].decode()
            self.deadline = time.monotonic() + float(self.limit)

    def _kill(self, how: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.child, how)


def _say(words: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"{words}\n".encode())


def sound_streams() -> None:
    """Streams that are closed lead nowhere, so that no file that is opened later takes their number; what a stream
    cannot show is shown as an escape.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            while os.open(os.devnull, os.O_RDWR) < number:
                pass
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
