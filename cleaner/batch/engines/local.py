"""Tasks → results in the order of the tasks, made in processes that may die or hang without harm to the others.

Each worker has a pipe of its own and one task at a time, so that nothing is shared that a killed process could
leave locked, and it is always known which document a process had in hand.
"""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from cleaner.batch.documents import WrongCall
from cleaner.batch.limits import limit_memory
from cleaner.batch.unit import CanClean, Done, Task, clean_one, failed

# Results that may wait for an earlier one: bounds memory when one document takes long.
WINDOW = 128
# For each worker, the task in hand and the next.
TASKS_AHEAD = 2
# Parsers keep caches; a new process every so often keeps memory flat.
RECYCLE_AFTER = 2000
# Starting means importing the parsers and compiling the rules: seconds, on a busy machine many.
START_SECONDS = 300.0
# A process can be killed from outside for no fault of the document, so it gets a second chance, but only one.
ATTEMPTS = 2
# A document has its seconds for every this many bytes begun: a large one is slow without being stuck.
BYTES_PER_TURN = 10 * 1024 * 1024
# A page is some ten thousand objects with hardly a cycle among them: looking for cycles after every 700 takes a tenth
# of the time. The process is ours, so the setting is, too.
COLLECT_AFTER = 20_000
READY = "ready"
# prctl(2).
PARENT_DEATH_SIGNAL = 1
# How long nothing may be said to the one who watches.
TICK = 1.0

Maker = Callable[[], CanClean]


class WorkersFailed(WrongCall):
    """No worker process could be started; the message says why."""


def maker_of(cleaner: CanClean) -> Maker:
    """How another process makes the same cleaner: from its options, which travel better than compiled rules."""
    if dataclasses.is_dataclass(cleaner):
        options = {one.name: getattr(cleaner, one.name) for one in dataclasses.fields(cleaner) if one.init}
        return partial(type(cleaner), **options)
    return partial(same, cleaner)


def same(cleaner: CanClean) -> CanClean:
    """The cleaner itself, for one that can be sent as it is."""
    return cleaner


def serve(pipe: Connection, maker: Maker, memory: int) -> None:
    """The life of a worker: make the cleaner, then answer tasks until the pipe closes."""
    # Ctrl-C reaches the whole group; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    die_first()
    gc.set_threshold(COLLECT_AFTER)
    with contextlib.suppress(EOFError, OSError):
        try:
            cleaner = maker()
        except Exception as error:
            pipe.send(f"{type(error).__name__}: {error}")
            return
        limit_memory(memory)
        pipe.send(READY)
        while (task := pipe.recv()) is not None:
            pipe.send(clean_one(cleaner, task).light())


def allowance(task: Task) -> float:
    """The seconds that a document may take, by its size."""
    content = task.document.content
    if content is not None:
        size = len(content)
    else:
        try:
            size = Path(task.document.path).stat().st_size
        except OSError:
            size = 0
    return task.limits.seconds * (1 + size // BYTES_PER_TURN)


def die_first() -> None:
    """Where memory runs out, let the system end this process rather than the run; and end it at once when the run is
    gone, even in the middle of a document (Linux; elsewhere it ends after that document).
    """
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("500")
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError, ImportError):
            import ctypes

            ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGKILL)
            parent = multiprocessing.parent_process()
            if parent is not None and parent.pid != os.getppid():
                os._exit(1)


class Worker:
    """A process, its pipe, and the task it has in hand."""

    def __init__(self, maker: Maker, memory: int) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, maker, memory), daemon=True)
        with own_main_left_out(), unheard(), may_have_children():
            self.process.start()
        theirs.close()
        self.ready = False
        self.number: int | None = None
        self.served = 0
        self.allowed = START_SECONDS
        self.deadline = time.monotonic() + self.allowed

    @property
    def idle(self) -> bool:
        return self.ready and self.number is None

    def take(self, number: int, task: Task) -> None:
        """Hand over a task. A worker that is dead already shows at the next `wait`."""
        self.number, self.allowed = number, allowance(task)
        self.deadline = time.monotonic() + self.allowed
        with contextlib.suppress(OSError):
            self.pipe.send(task)

    def end(self) -> int | None:
        """Stop the process at once and return its exit code."""
        self.pipe.close()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode
        self.process.close()
        return code


@contextlib.contextmanager
def own_main_left_out() -> Iterator[None]:
    """Keep a new process from running the caller's script again: workers need this package, not the script.

    Without this, `clean_folder` in a script without `if __name__ == "__main__"` would start itself for ever.
    """
    main: dict[str, Any] = sys.modules["__main__"].__dict__
    kept: dict[str, Any] = {name: main[name] for name in ("__file__", "__spec__") if name in main}
    main.update(dict.fromkeys(kept))
    try:
        yield
    finally:
        main.update(kept)


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """A new process begins deaf to Ctrl-C, which it would otherwise answer with a traceback while it still imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def may_have_children() -> Iterator[None]:
    """Let a process of somebody's pool start workers, which multiprocessing refuses to its daemons.

    Ours are ended in any case: when the run ends, and by the system when its process does.
    """
    config: dict[str, Any] = getattr(multiprocessing.current_process(), "_config", {})
    before = config.get("daemon")
    if before:
        config["daemon"] = False
    try:
        yield
    finally:
        if before:
            config["daemon"] = before


class Crew:
    """A number of workers and the results that wait for their turn."""

    def __init__(self, maker: Maker, size: int, memory: int, tick: Callable[[], None] | None = None) -> None:
        self.maker, self.memory, self.tick = maker, memory, tick
        self.workers: list[Worker] = []
        try:
            self.workers.extend(Worker(maker, memory) for _ in range(size))
        except BaseException:
            self.end()
            raise
        self.tasks: dict[int, Task] = {}
        self.attempts: dict[int, int] = {}
        self.taken_in = 0
        self.waiting: deque[int] = deque()
        self.results: dict[int, Done] = {}
        self.anyone_ready = False

    def run(self, tasks: Iterable[Task]) -> Iterator[Done]:
        """Results in the order of the tasks."""
        coming = enumerate(tasks)
        self.taken_in = returned = 0
        while self.top_up(coming, until=returned + WINDOW):
            self.hand_out()
            self.listen()
            while returned in self.results:
                yield self.results.pop(returned)
                returned += 1

    def top_up(self, coming: Iterator[tuple[int, Task]], *, until: int) -> bool:
        """Take in a few tasks more, none numbered `until` or higher; is there anything left to do?"""
        while len(self.tasks) < TASKS_AHEAD * len(self.workers) and self.taken_in < until:
            number, task = next(coming, (None, None))
            if number is None or task is None:
                break
            self.tasks[number] = task
            self.waiting.append(number)
            self.taken_in += 1
        return bool(self.tasks)

    def hand_out(self) -> None:
        """Give waiting tasks to idle workers."""
        for worker in self.workers:
            if worker.idle and self.waiting:
                number = self.waiting.popleft()
                worker.take(number, self.tasks[number])

    def listen(self) -> None:
        """Wait until a worker answers, dies, or is over its time."""
        busy = [worker for worker in self.workers if not worker.idle]
        soonest = min(worker.deadline for worker in busy) - time.monotonic()
        heard = set(wait([worker.pipe for worker in busy], timeout=min(TICK, max(0.0, soonest))))
        if self.tick is not None:
            self.tick()
        for worker in busy:
            if worker.pipe in heard:
                self.hear(worker)
            elif worker.deadline <= time.monotonic():
                self.too_slow(worker)

    def hear(self, worker: Worker) -> None:
        """Take an answer, or notice that there will be none."""
        try:
            said: Any = worker.pipe.recv()
        except (EOFError, OSError):
            self.died(worker)
            return
        if isinstance(said, Done):
            self.settle(worker, said)
            if worker.served >= RECYCLE_AFTER:
                self.replace(worker)
        elif said == READY:
            worker.ready = self.anyone_ready = True
        else:
            raise WorkersFailed(f"a worker process could not start: {said}")

    def settle(self, worker: Worker, result: Done) -> None:
        """Keep the result of the task that the worker had in hand."""
        assert worker.number is not None
        self.results[worker.number] = result
        del self.tasks[worker.number]
        worker.number = None
        worker.served += 1

    def died(self, worker: Worker) -> None:
        """A process is gone: its task is tried once more, then given up."""
        number = worker.number
        code = self.replace(worker)
        if number is None:
            if not self.anyone_ready:
                raise WorkersFailed(f"a worker process ended before it could begin ({how_it_ended(code)})")
            return
        self.attempts[number] = self.attempts.get(number, 0) + 1
        if self.attempts[number] < ATTEMPTS:
            self.waiting.appendleft(number)
            return
        why = f"its process died {ATTEMPTS} times ({how_it_ended(code)}); clean it alone, or split it"
        self.results[number] = failed(self.tasks.pop(number).document, why, "E201")

    def too_slow(self, worker: Worker) -> None:
        """Kill a process that is over its time; its document is given up."""
        if worker.number is None:
            raise WorkersFailed(f"a worker process was not ready after {START_SECONDS:.0f} seconds")
        why = f"it took longer than {worker.allowed:g} seconds; allow more with --timeout, or split it"
        document = self.tasks[worker.number].document
        self.settle(worker, failed(document, why, "E202", seconds=worker.allowed))
        self.replace(worker)

    def replace(self, worker: Worker) -> int | None:
        """End a worker and put a new one in its place; returns how the old one ended."""
        code = worker.end()
        self.workers[self.workers.index(worker)] = Worker(self.maker, self.memory)
        return code

    def end(self) -> None:
        """Stop every process."""
        for worker in self.workers:
            worker.end()


def how_it_ended(code: int | None) -> str:
    """An exit code in words."""
    if code is None or code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    return f"{name}, perhaps out of memory" if name == "SIGKILL" else name


def in_processes(
    tasks: Iterable[Task],
    cleaner: CanClean,
    *,
    workers: int,
    memory: int,
    tick: Callable[[], None] | None = None,
) -> Iterator[Done]:
    """Results in the order of the tasks, made by `workers` processes, each document within the limits of its task.

    `memory`: bytes that a worker may take beyond what it needs by itself. `tick` is called at least once a second.
    Raises WorkersFailed when no process can start.
    """
    crew = Crew(maker_of(cleaner), workers, memory, tick)
    try:
        yield from crew.run(tasks)
    finally:
        crew.end()


def in_this_process(tasks: Iterable[Task], cleaner: CanClean) -> Iterator[Done]:
    """Results without workers: nothing guards against a document that hangs or kills the process."""
    return (clean_one(cleaner, task).light() for task in tasks)
