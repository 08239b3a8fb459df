"""Ray → records: a dataset by `map_batches`, or the shards of a run on the workers of a cluster.

Shards travel as descriptors, not as documents: a worker reads its files itself, so they must lie where all workers see
them. A run on Ray has the same state, report and bytes as one on this machine, since both call `batch.unit`.
"""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from cleaner.batch.arrow import clean_batch
from cleaner.batch.columns import Columns
from cleaner.batch.documents import needed
from cleaner.batch.engines.local import Crew, WorkersFailed, maker_of
from cleaner.batch.shards import Piece, Reading
from cleaner.batch.unit import CanClean, Done, Spec, failed
from cleaner.pipeline import default

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS = 256
# An actor that dies (a node that is gone) takes its piece with it; a piece is tried so often.
ATTEMPTS = 3
# Pieces that may wait for an earlier one, for each actor.
AHEAD = 3


class Cleaning:
    """A worker of Ray: makes the cleaner once, then cleans batches of Arrow."""

    def __init__(self, cleaner: CanClean | None = None, columns: Columns | None = None) -> None:
        self.cleaner, self.columns = cleaner or default(), columns

    def __call__(self, batch: pa.Table) -> pa.Table:
        return clean_batch(batch, self.cleaner, columns=self.columns)


def clean_dataset(
    dataset: Any,
    cleaner: CanClean | None = None,
    *,
    columns: Columns | None = None,
    workers: int = 2,
    batch_rows: int = BATCH_ROWS,
) -> Any:
    """A Ray dataset of documents as a dataset of records, a row out for each row in.

    `columns` names the columns of text, address and id, guessed where None. `workers`: actors, each with one CPU.
    `cleaner` travels by its options; its folders of rules must be on every node under the same path. What cannot be
    cleaned has a status and a reason, so no batch fails for a document. Raises WrongCall where Ray is not installed.
    """
    data = needed("ray.data", "ray", "Ray")
    return dataset.map_batches(
        Cleaning,
        fn_constructor_args=(cleaner, columns),
        batch_format="pyarrow",
        batch_size=batch_rows,
        compute=data.ActorPoolStrategy(size=workers),
        num_cpus=1,
    )


class Actor:
    """A process of the cluster that reads and cleans pieces of a run: a worker process below it takes one document at
    a time, within the limits of the run, so that a document that hangs or kills its process harms no other.
    """

    def __init__(self, maker: Any, spec: Spec) -> None:
        maker()  # what is wrong with rules or options shows here, and is said before the first document
        self.reading, self.spec = Reading(spec), spec
        self.crew = Crew(maker, 1, spec.limits.memory)

    def ready(self) -> bool:
        """Whether the actor could be made: it could, or Ray has raised."""
        return True

    def process(self) -> int:
        """The number of its process."""
        return os.getpid()

    def clean(self, piece: Piece) -> list[Done]:
        """The result of each document of a piece."""
        documents = self.reading.documents(piece.shard, piece.places)
        return list(self.crew.run(map(self.spec.task, documents)))


def on_cluster(
    pieces: Iterable[Piece], spec: Spec, cleaner: CanClean, *, workers: int, address: str | None = None
) -> Iterator[Done]:
    """Results in the order of the pieces, from actors on a Ray cluster. `address`: its address, None for a local one.

    An actor that dies is replaced and its pieces are done again, `ATTEMPTS` times each; then their documents fail with
    the code E201. Raises WrongCall where Ray is not installed, WorkersFailed where the cleaner cannot be made on a
    worker (before the first document).
    """
    ray = needed("ray", "ray", "--engine ray")
    own = not ray.is_initialized()
    if own:
        ray.init(address=address, log_to_driver=False, include_dashboard=False, logging_level="error")
    pool = Pool(ray, maker_of(cleaner), spec, workers)
    try:
        yield from pool.run(pieces)
    finally:
        pool.end()
        if own:
            ray.shutdown()


class Pool:
    """Actors, the piece that each has in hand, and the results that wait for their turn."""

    def __init__(self, ray: Any, maker: Any, spec: Spec, size: int) -> None:
        self.ray, self.maker, self.spec = ray, maker, spec
        self.kind = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Actor)
        self.idle: deque[Any] = deque(self.kind.remote(maker, spec) for _ in range(size))
        self.size = size
        try:
            ray.get([actor.ready.remote() for actor in self.idle])
        except ray.exceptions.RayError as error:
            raise WorkersFailed(f"a worker on the cluster could not begin: {last_line(error)}") from error
        self.pending: dict[Any, tuple[int, Any, Piece]] = {}
        self.results: dict[int, list[Done]] = {}
        self.attempts: Counter[int] = Counter()

    def run(self, pieces: Iterable[Piece]) -> Iterator[Done]:
        """Results in the order of the pieces."""
        coming, returned = enumerate(pieces), 0
        while True:
            while self.idle and len(self.results) < AHEAD * self.size and (one := next(coming, None)) is not None:
                self.send(self.idle.popleft(), *one)
            if returned in self.results:
                yield from self.results.pop(returned)
                returned += 1
            elif self.pending:
                self.listen()
            else:
                return

    def send(self, actor: Any, number: int, piece: Piece) -> None:
        """Give a piece to an actor."""
        self.pending[actor.clean.remote(piece)] = (number, actor, piece)

    def listen(self) -> None:
        """Wait for one piece; what a dead actor had in hand goes to a new one."""
        [answer], _ = self.ray.wait(list(self.pending), num_returns=1)
        number, actor, piece = self.pending.pop(answer)
        try:
            self.results[number] = self.ray.get(answer)
        except self.ray.exceptions.RayError as error:
            self.ray.kill(actor)
            actor = self.kind.remote(self.maker, self.spec)
            self.attempts[number] += 1
            if self.attempts[number] < ATTEMPTS:
                self.send(actor, number, piece)
                return
            why = f"its worker on the cluster ended {ATTEMPTS} times ({last_line(error)}); run it alone"
            self.results[number] = [
                failed(document, why, "E201") for document in Reading(self.spec).documents(piece.shard, piece.places)
            ]
        self.idle.append(actor)

    def end(self) -> None:
        """Stop all actors."""
        for actor in [*self.idle, *(actor for _, actor, _ in self.pending.values())]:
            self.ray.kill(actor)


def last_line(error: BaseException) -> str:
    """The last line of what an error says: Ray's hold whole tracebacks."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]
