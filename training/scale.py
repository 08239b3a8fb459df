"""Shards for many workers, with stragglers and deaths → wall time against the ideal: `python -m training.scale`.

The figures of docs/scale.md. Everything is drawn from one seed; nothing is measured on this machine.
"""

from __future__ import annotations

import heapq

import numpy as np

SEED = 7
PAGES = 1_000_000_000
WORKERS = 1_000
PAGE_SECONDS = 0.017
# Spread of the logarithm of the time: the slowest hundredth of the pages takes nine times the median.
SPREAD = 0.95
SLOW_SHARE, SLOW_SECONDS = 1e-5, 60.0
HOURS_TO_DEATH = 200.0
START_SECONDS = 5.0


def wall_hours(pages_a_shard: int, *, seed: int = SEED) -> float:
    """The hours until the last shard is done; shards are handed out as workers become idle."""
    random = np.random.default_rng(seed)
    shards = PAGES // pages_a_shard
    mean = PAGE_SECONDS * pages_a_shard
    deviation = PAGE_SECONDS * np.sqrt((np.exp(SPREAD**2) - 1) * pages_a_shard)
    times = np.maximum(random.normal(mean, deviation, shards), mean / 10)
    times += random.poisson(SLOW_SHARE * pages_a_shard, shards) * SLOW_SECONDS
    idle = [START_SECONDS] * WORKERS
    for seconds in times:
        began = heapq.heappop(idle)
        deaths = random.random() < seconds / (HOURS_TO_DEATH * 3600)
        lost = random.random() * seconds + START_SECONDS if deaths else 0.0
        heapq.heappush(idle, began + lost + seconds)
    return max(idle) / 3600


def main() -> None:
    """Print the table."""
    ideal = PAGES * PAGE_SECONDS / WORKERS / 3600
    print(f"{'ideal':>30} {ideal:.2f} h 1.00")
    for size in (40_000, 1_000):
        hours = wall_hours(size)
        print(f"{f'shards of {size:,} pages':>30} {hours:.2f} h {hours / ideal:.3f}")


if __name__ == "__main__":
    main()
