"""Takes times: tasks in turn, rounds one by one, growth with the size of a team."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from l2c_planner.admm import Host, Times, run_round

WARM = 3
"""Rounds before the warm-started ones: the first iterations start from the references."""


class Sample(NamedTuple):
    """One call."""

    seconds: float
    cpu: float
    """CPU time [s], which other programs disturb less."""
    result: Any


class RoundTime(NamedTuple):
    """One round [s]."""

    seconds: float
    cpu: float
    local: float
    coordination: float


def interleaved(tasks: Mapping[str, Callable[[], Any]], repetitions: int) -> dict[str, list[Sample]]:
    """Samples of each task, called in a new random order in every repetition."""
    names, order = list(tasks), random.Random(0)
    samples: dict[str, list[Sample]] = {name: [] for name in names}
    for _ in range(repetitions):
        order.shuffle(names)
        for name in names:
            cpu, start = time.process_time(), time.perf_counter()
            result = tasks[name]()
            samples[name].append(Sample(time.perf_counter() - start, time.process_time() - cpu, result))
    return samples


def rounds_of(host: Host, count: int) -> list[RoundTime]:
    """Times of the next rounds of a host, one by one."""
    result = []
    for _ in range(count):
        times, cpu = Times(), time.process_time()
        run_round([host], times)
        result.append(RoundTime(times.total, time.process_time() - cpu, times.local, times.coordination))
    return result


def warm(rounds: Sequence[RoundTime]) -> Sequence[RoundTime]:
    """The warm-started rounds, all if there are so few."""
    return rounds[WARM:] or rounds


def summary(samples: Sequence[Sample | RoundTime]) -> dict[str, float]:
    """Median and minimum of some times, and the median of the CPU times."""
    seconds, cpu = [s.seconds for s in samples], [s.cpu for s in samples]
    return {"median_s": statistics.median(seconds), "minimum_s": min(seconds), "cpu_s": statistics.median(cpu)}


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float | None:
    """Growth of values with sizes: p of the power law  value ~ size^p  that fits best; None for fewer than two."""
    if len(sizes) < 2:
        return None
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])
