"""How many rounds a plan takes, and what it costs, on tasks that nobody has learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner import centralised
from l2c_planner.admm import Host, HostOptions, Phase, assign
from l2c_planner.config import MultiliftTask
from l2c_planner.learning.methods import Method
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.plan.stage import Stage, snapshot_of
from l2c_planner.plan.watch import Watch
from l2c_planner.problems.multilift.build import CableReference, trajectories_problem
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

GOOD = 1.05
"""Cost of a good plan as a multiple of the optimum."""
WITHIN = 30
"""Rounds in which a plan is wanted."""
MOST = 120
"""Rounds after which a method is given up."""


@dataclass(frozen=True)
class Trial:
    """A method on a task."""

    method: str
    quads: int
    task: int
    """Number in the split."""
    feasible_round: int | None
    """First round whose executed plan is feasible, from 1; None for none."""
    good_round: int | None
    """First round whose executed plan is feasible and costs at most ``GOOD`` times the optimum."""
    stop_round: int
    """Round in which the planner's own rule ends the stage."""
    cost_ratio: float | None
    """Least cost of a feasible plan within ``WITHIN`` rounds over the optimum."""


Rounds = list[tuple[bool, float]]
"""Whether the executed plan of a round is feasible, and its cost."""


def evaluate(
    methods: Sequence[Method],
    tasks: Iterable[tuple[int, MultiliftTask]],
    exact: bool = False,
    progress: Callable[[Trial], None] | None = None,
) -> list[Trial]:
    """Every method on every task.

    All plans are judged by the constraints and the cost of the untuned problem whose cable references the first method
    has found.

    Args:
        methods: The first is the one whose best plan in ``MOST`` rounds stands for the optimum.
        tasks: With their numbers.
        exact: Find the optimum with the centralised solver instead (seconds per task).
        progress: Called after every trial.
    """
    trials = []
    for number, task in tasks:
        judge = trajectories_problem(task, _reference(methods[0], task), task.planner.admm.tightening)
        optimum = None
        if exact:
            optimum = _optimum(trajectories_problem(task, _reference(methods[0], task)))
        for method in methods:
            rounds, stop = _rounds(method, task, judge)
            if optimum is None:
                optimum = min((cost for feasible, cost in rounds if feasible), default=None)
            trial = _trial(method, task, number, rounds, stop, optimum)
            trials.append(trial)
            if progress is not None:
                progress(trial)
    return trials


def table(trials: Sequence[Trial]) -> list[dict[str, object]]:
    """A row per method and team size."""
    rows = []
    for key in dict.fromkeys((t.method, t.quads) for t in trials):
        found = [t for t in trials if (t.method, t.quads) == key]
        rows.append({"method": key[0], "quads": key[1], "tasks": len(found), **_summary(found)})
    return rows


def _summary(found: Sequence[Trial]) -> dict[str, object]:
    within = [t for t in found if t.cost_ratio is not None]
    return {
        "feasible_within": len(within),
        "good_within": sum(t.good_round is not None and t.good_round <= WITHIN for t in found),
        "feasible_round": _middle([t.feasible_round for t in found]),
        "good_round": _middle([t.good_round for t in found]),
        "good_round_largest": _largest([t.good_round for t in found]),
        "stop_round": _middle([t.stop_round for t in found]),
        "stop_round_largest": _largest([t.stop_round for t in found]),
        "cost_ratio": _middle([t.cost_ratio for t in within]),
        "cost_ratio_largest": _largest([t.cost_ratio for t in within]),
        "failed_tasks": [t.task for t in found if t.cost_ratio is None],
    }


def _middle(values: Sequence[float | None]) -> float | None:
    """Median with None as the largest; None if that is the median."""
    middle = float(np.median([np.inf if v is None else v for v in values])) if values else np.inf
    return middle if np.isfinite(middle) else None


def _largest(values: Sequence[float | None]) -> float | None:
    """Largest; None if there is a None."""
    return None if None in values or not values else float(max(values))


def _trial(method: Method, task: MultiliftTask, number: int, rounds: Rounds, stop: int, optimum: float | None) -> Trial:
    limit = np.inf if optimum is None else GOOD * optimum
    first = next((k for k, (feasible, _) in enumerate(rounds, 1) if feasible), None)
    good = next((k for k, (feasible, cost) in enumerate(rounds, 1) if feasible and cost <= limit), None)
    least = min((cost for feasible, cost in rounds[:WITHIN] if feasible), default=None)
    ratio = None if least is None or optimum is None else least / optimum
    return Trial(method.name, task.team.n, number, first, good, stop, ratio)


def _reference(method: Method, task: MultiliftTask) -> CableReference:
    """Stage (a)."""
    problem = stage_problem(task, REFERENCES)
    host = _host(*method.prepare(task, problem, REFERENCES))
    for _ in range(method.references_rounds or task.planner.admm.references_rounds):
        _round(host)
    return cable_reference(task, problem, host.team, {n: c.copies for n, c in host.consensus.items()})


def _rounds(method: Method, task: MultiliftTask, judge: Problem) -> tuple[Rounds, int]:
    """Stage (b)."""
    problem = stage_problem(task, TRAJECTORIES, _reference(method, task))
    host = _host(*method.prepare(task, problem, TRAJECTORIES))
    stage = Stage(
        TRAJECTORIES, judge, MOST, task.planner, WrenchRollout(judge), lambda plan: measure(task, judge, plan)
    )
    watch, rounds, stop = Watch(stage), [], None
    while len(rounds) < MOST:
        _round(host)
        snapshot = snapshot_of(host)
        executed = stage.executed(snapshot)
        rounds.append((executed.measures.feasible, executed.cost))
        if stop is None and watch(snapshot, host.history[-1]):
            stop = len(rounds)
        if stop is not None and len(rounds) >= WITHIN:
            break
    return rounds, stop or MOST


def _host(problem: Problem, options: HostOptions) -> Host:
    return Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), options)


def _round(host: Host) -> None:
    while host.step() is not Phase.DUAL:
        pass
    host.outbox()


def _optimum(problem: Problem) -> float | None:
    """Cost of the centralised optimum, None if the solver fails."""
    found = centralised.solve(problem, centralised.reference_guess(problem))
    return found.cost if found.converged else None
