"""Times the local solver: quadrotors that track a figure of eight, 50 steps of 0.05 s, one thread.

Every agent flies another part of the figure. An iteration is a backward sweep and the line search after it.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from l2c_planner.ddp import LocalSolver, Options, Solution, to_lanes
from l2c_planner.models import QUADROTOR
from l2c_planner.models.quadrotor import hover_input

STEPS, DT, ITERATIONS = 50, 0.05, 8
WEIGHT = np.array([10, 10, 10, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.1, 0.1, 0.1])
TARGETS = {1: 70e-6, 8: 8 * 20e-6, 64: 1.3e-3}
"""Time of an iteration [s] to stay below, for each number of agents."""


class Tracking(NamedTuple):
    """Problem of one agent: shapes (N+1, 13) for W, c; (N, 4) for E, e; guess: inputs e from x0 = c[0]."""

    params: np.ndarray
    W: np.ndarray
    c: np.ndarray
    E: np.ndarray
    e: np.ndarray


def tracking(phase: float) -> Tracking:
    """Figure of eight begun at a phase [s]; the vehicle is level and at rest at first."""
    params = QUADROTOR.parameters.pack(mass=1, inertia=[0.01, 0.01, 0.02], arm=0.17, drag=0.016)
    t, c = phase + DT * np.arange(STEPS + 1), np.zeros((STEPS + 1, 13))
    c[:, 0], c[:, 1], c[:, 2], c[:, 6] = 1.5 * np.sin(1.2 * t), 0.8 * np.sin(2.4 * t), 1, 1
    W = np.tile(WEIGHT, (STEPS + 1, 1))
    W[-1] *= 5
    return Tracking(params, W, c, np.full((STEPS, 4), 0.2), np.tile(hover_input(1.0), (STEPS, 1)))


def solver(agents: list[Tracking], lanes: int, **options) -> LocalSolver:
    """Solver that holds the problems of some agents."""
    result = LocalSolver(QUADROTOR, DT, STEPS, np.array([a.params for a in agents]), Options(**options), lanes=lanes)
    for name, array in {"W": result.state_weight, "c": result.state_center, "E": result.input_weight}.items():
        array[:] = to_lanes([getattr(a, name) for a in agents], lanes)
    result.input_center[:] = to_lanes([a.e for a in agents], lanes)
    result.x0[:] = to_lanes([a.c[0] for a in agents], lanes)
    return result


def cold(ready: LocalSolver) -> Callable[[], Solution]:
    """A solve from hovering inputs."""

    def run() -> Solution:
        ready.U[:] = ready.input_center
        return ready.solve()

    return run


def measure(tasks: dict[str, Callable[[], object]], repetitions: int) -> dict[str, list[float]]:
    """Times [s] of each task, in a new random order in every repetition, after one untimed call."""
    names, times, order = list(tasks), {name: [] for name in tasks}, random.Random(0)
    for task in tasks.values():
        task()
    for _ in range(repetitions):
        order.shuffle(names)
        for name in names:
            start = time.perf_counter()
            tasks[name]()
            times[name].append(time.perf_counter() - start)
    return times


def run(repetitions: int = 200) -> dict:
    """Times of one iteration and of a solve to convergence for 1, 8 and 64 agents."""
    rng, tasks, solves = np.random.default_rng(0), {}, {}
    for count in TARGETS:
        agents, lanes = [tracking(phase) for phase in rng.uniform(0, 6, count)], 4 if count <= 4 else 8
        endless = {"cost_tolerance": 0, "gradient_tolerance": 0, "max_iterations": ITERATIONS}
        solves[count] = solver(agents, lanes)
        tasks |= {f"iterate {count}": cold(solver(agents, lanes, **endless)), f"solve {count}": cold(solves[count])}
    times = measure(tasks, repetitions)
    rows = [_row(n, times[f"iterate {n}"], times[f"solve {n}"], solves[n]) for n in TARGETS]
    return {"ilqr_iteration_s": rows[0]["iteration_s"], "agents": rows}


def _row(count: int, iterate: list[float], solve: list[float], solved: LocalSolver) -> dict:
    result, seconds = cold(solved)(), min(iterate) / ITERATIONS
    return {
        "agents": count,
        "iteration_s": seconds,
        "median_s": statistics.median(iterate) / ITERATIONS,
        "per_agent_s": seconds / count,
        "target_s": TARGETS[count],
        "share_of_target": seconds / TARGETS[count],
        "solve_s": min(solve),
        "solve_median_s": statistics.median(solve),
        "iterations": int(result.iterations.max()),
        "converged": result.converged,
    }


def main() -> None:
    """Prints the table, or JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repetitions", type=int, default=200)
    options = parser.parse_args()
    report = run(options.repetitions)
    if options.json:
        print(json.dumps(report))
        return
    print("agents | iteration min / median [us] | per agent [us] | target [us] | whole solve min / median [us]")
    for r in report["agents"]:
        line = f"{r['agents']:6d} | {1e6 * r['iteration_s']:11.1f} / {1e6 * r['median_s']:<13.1f} |"
        line += f" {1e6 * r['per_agent_s']:14.1f} | {1e6 * r['target_s']:11.0f} |"
        print(f"{line} {1e6 * r['solve_s']:8.0f} / {1e6 * r['solve_median_s']:.0f} ({r['iterations']} iterations)")


if __name__ == "__main__":
    main()
