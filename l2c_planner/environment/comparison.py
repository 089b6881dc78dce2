"""The optimised environment beside those that people would choose: same tasks, same guesses, solves from scratch.

A task is planned `starts` times in every layout, from guesses with the same seeds. A pair are the plans of one task and
guess in two layouts; pairs in which a solve failed are counted and shown, not scored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from l2c_planner.environment.chains import Task
from l2c_planner.environment.measures import Measures, measures

Array = NDArray[np.float64]
Layouts = Mapping[str, Array]
"""Name of a row to theta (m,)."""

OPTIMISED = "optimised"
CONFIDENCE = 0.95
QUANTITIES = ("safety", "safety_mean", "spl", "numcoll", "time_s", "pctspeed", "success_rate", "length")
"""Numbers of a row; those of `Measures`, and the wall time of a solve from scratch with its retries [s]."""


@dataclass(frozen=True, eq=False)
class Sample:
    """One plan of one task in one layout."""

    task: int
    start: int
    seconds: float
    measures: Measures | None
    """None if the solve failed."""
    positions: Array
    """Of the agents, (N, T+1, 2) [m]; where the solve failed, its last iterate."""

    def value(self, quantity: str) -> float:
        """One of `QUANTITIES`."""
        if quantity == "time_s":
            return self.seconds
        if self.measures is None:
            return 0.0 if quantity == "success_rate" else float("nan")
        return float(getattr(self.measures, quantity))


@dataclass(frozen=True, eq=False)
class Row:
    """All plans in one kind of layout."""

    name: str
    layouts: tuple[Array, ...]
    """By task, (m,)."""
    samples: tuple[Sample, ...]
    """By task, then start."""

    @property
    def failed(self) -> int:
        """Solves that failed."""
        return sum(sample.measures is None for sample in self.samples)

    def values(self, quantity: str) -> Array:
        """One of `QUANTITIES` for all samples; not a number where a solve failed."""
        return np.array([sample.value(quantity) for sample in self.samples])

    def mean(self, quantity: str) -> float:
        """Over the plans that were found; success rates and times over all."""
        return _over(np.mean, self.values(quantity))

    def std(self, quantity: str) -> float:
        """Spread over tasks and starts."""
        return _over(np.std, self.values(quantity))


@dataclass(frozen=True, eq=False)
class Difference:
    """Optimised minus a baseline, over pairs."""

    baseline: str
    quantity: str
    mean: float
    low: float
    """Of Student's interval for the mean difference of a task (of a start, where there is one task only)."""
    high: float
    pairs: int
    """Those of which both solves converged."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Rows of a table and the differences of their pairs."""

    rows: dict[str, Row]
    differences: tuple[Difference, ...]

    def difference(self, baseline: str, quantity: str = "safety") -> Difference:
        """The one with these names."""
        return next(d for d in self.differences if (d.baseline, d.quantity) == (baseline, quantity))


def compare(
    planned: Sequence[Task],
    layouts: Sequence[Layouts],
    starts: int = 5,
    seed: int = 0,
    progress: Callable[[Sample], None] | None = None,
) -> Comparison:
    """Plan all tasks in all layouts.

    Args:
        planned: The tasks.
        layouts: By task; each has a row `optimised` and the same baselines.
        starts: Guesses per task.
        seed: Of the first guess.
        progress: Called after every plan.
    """
    rows = {}
    for name in layouts[0]:
        samples: list[Sample] = []
        for number, (task, here) in enumerate(zip(planned, layouts, strict=True)):
            for start in range(starts):
                samples.append(_sample(task, number, start, here[name], seed))
                if progress is not None:
                    progress(samples[-1])
        rows[name] = Row(name, tuple(here[name] for here in layouts), tuple(samples))
    baselines = [row for name, row in rows.items() if name != OPTIMISED]
    differences = [_difference(rows[OPTIMISED], row, q) for row in baselines for q in QUANTITIES]
    return Comparison(rows, tuple(differences))


def _sample(planned: Task, task: int, start: int, theta: Array, seed: int) -> Sample:
    plan = planned.cold(theta, seed + start)
    found = measures(planned.scene, theta, plan.positions) if plan.converged else None
    return Sample(task, start, plan.seconds, found, plan.positions)


def _difference(ours: Row, theirs: Row, quantity: str) -> Difference:
    both = np.array([a.measures is not None and b.measures is not None for a, b in zip(ours.samples, theirs.samples)])
    apart = (ours.values(quantity) - theirs.values(quantity))[both]
    tasks = np.array([sample.task for sample in ours.samples])[both]
    several = len({sample.task for sample in ours.samples}) > 1
    units = np.array([apart[tasks == task].mean() for task in np.unique(tasks)]) if several else apart
    mean, half = _interval(units)
    return Difference(theirs.name, quantity, mean, mean - half, mean + half, int(both.sum()))


def _interval(values: Array) -> tuple[float, float]:
    """Mean and half the width of Student's interval; not a number without values, infinite width with one."""
    if len(values) == 0:
        return float("nan"), float("nan")
    if len(values) == 1:
        return float(values[0]), float("inf")
    quantile = student.ppf((1 + CONFIDENCE) / 2, len(values) - 1)
    return float(values.mean()), float(quantile * values.std(ddof=1) / np.sqrt(len(values)))


def _over(function: Callable[[Array], float], values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(function(finite)) if len(finite) else float("nan")
