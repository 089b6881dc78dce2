"""Solvers side by side on one tracking problem of a quadrotor (13 states, 4 inputs, 50 Runge-Kutta steps), one thread.

Every solver starts from hovering inputs and stops at the same accuracy; the gap that it leaves in the cost is printed.
All are called in turn, in a new random order in every repetition. A peer that is not installed is listed as such.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import sys
from collections.abc import Callable
from pathlib import Path

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
sys.path.insert(0, str(Path(__file__).parent))

import numpy as np  # noqa: E402

from l2c_planner.bench.ilqr import DT, ITERATIONS, Tracking, cold, measure, solver, tracking  # noqa: E402
from l2c_planner.ddp import from_lanes  # noqa: E402
from l2c_planner.models import QUADROTOR, numeric, rk4  # noqa: E402

OURS = "l2c_planner"
EIGHT = "l2c_planner, share of 8 agents"
MISSING = "not installed (pip install 'l2c_planner[bench]')"
ACCURACY = {"gradient_tolerance": 1e-5, "cost_tolerance": 1e-9}
"""Options of our solver that leave about the gap that the others' tolerances leave."""
PEERS = {
    "casadi + ipopt": ("peer_casadi", "make", ("ipopt",), 30),
    "casadi + fatrop": ("peer_casadi", "make", ("fatrop",), 15),
    "crocoddyl, Python model": ("peer_crocoddyl", "python_model", (), 70),
    "JAX iLQR": ("peer_jax", "make", (), 6),
}
"""Solvers of the same problem: module, function, arguments, and how many times slower they should be than ours."""
RIGID_BODIES = {
    "crocoddyl C++, Euler": ("peer_crocoddyl", "rigid_body", ("euler",), 5),
    "crocoddyl C++, RK4": ("peer_crocoddyl", "rigid_body", ("rk4",), 20),
}
"""Solvers of a problem of the same size, of which only the time per iteration can be compared."""

Task = Callable[[], object]


def run(repetitions: int = 30) -> dict:
    """Records of whole solves, and of single iterations where only these can be compared."""
    problem = tracking(0.0)
    one, eight = (solver([tracking(0.1 * i) for i in range(n)], lanes, **ACCURACY) for n, lanes in ((1, 4), (8, 8)))
    endless = solver([problem], 4, cost_tolerance=0, gradient_tolerance=0, max_iterations=ITERATIONS)
    peers, bodies = _load(PEERS, problem), _load(RIGID_BODIES, problem)
    tasks = {OURS: cold(one), EIGHT: cold(eight), "iteration": cold(endless)}
    tasks |= {name: peer[0] for name, peer in peers.items() if peer}
    tasks |= {name: lambda body=body: body(ITERATIONS) for name, body in bodies.items() if body}
    times = measure(tasks, repetitions)
    best = min(_cost(problem, peer[0]()) for peer in [*peers.values(), _ours(one)] if peer)
    solves = [_record(OURS, times[OURS], times[OURS]) | _quality(problem, _ours(one), best)]
    solves.append(_record(EIGHT, [t / 8 for t in times[EIGHT]], times[OURS]))
    for name, peer in peers.items():
        record = _record(name, times.get(name), times[OURS], PEERS[name][-1])
        solves.append(record | (_quality(problem, peer, best) if peer else {}))
    each = {name: [t / ITERATIONS for t in times[name]] for name in times if name in bodies or name == "iteration"}
    iterations = [_record(OURS, each["iteration"], each["iteration"])]
    iterations += [_record(n, each.get(n), each["iteration"], RIGID_BODIES[n][-1]) for n in bodies]
    return {"solve": solves, "iteration": iterations}


def _load(peers: dict, problem: Tracking) -> dict:
    """What each peer's function makes of the problem, None where its packages are missing."""
    made = {}
    for name, (module, function, arguments, _) in peers.items():
        try:
            made[name] = getattr(importlib.import_module(module), function)(problem, DT, *arguments)
        except ImportError:
            made[name] = None
    return made


def _ours(ready) -> tuple[Task, Callable[[], int]]:
    start, last = cold(ready), []

    def inputs() -> np.ndarray:
        last[:] = [start()]
        return from_lanes(ready.U, 1)[0]

    return inputs, lambda: int(last[0].iterations[0])


def _record(name: str, times: list[float] | None, ours: list[float], target: float | None = None) -> dict:
    if times is None:
        return {"solver": name, "note": MISSING}
    ratio = min(times) / min(ours)
    record = {"solver": name, "min_s": min(times), "median_s": statistics.median(times), "ratio": ratio}
    return record | {"target_ratio": target}


def _quality(problem: Tracking, peer: tuple[Callable[[], np.ndarray], Callable[[], int]], best: float) -> dict:
    inputs, iterations = peer
    return {"cost_gap": _cost(problem, inputs()) / best - 1, "iterations": iterations()}


def _cost(problem: Tracking, inputs: np.ndarray) -> float:
    """Cost of some inputs (N, 4), by a roll-out of its own."""
    step, x = (
        numeric(lambda x, u, p: rk4(QUADROTOR.f)(x, u, p, DT), QUADROTOR.nx, QUADROTOR.nu, QUADROTOR.np),
        problem.c[0],
    )
    states = [x]
    for u in inputs:
        states.append(step(states[-1], u, problem.params))
    state = (problem.W * (np.array(states) - problem.c) ** 2).sum()
    return 0.5 * (state + (problem.E * (inputs - problem.e) ** 2).sum())


def main() -> None:
    """Prints the tables, or JSON with --json."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--repetitions", type=int, default=30)
    options = parser.parse_args()
    report = run(options.repetitions)
    if options.json:
        print(json.dumps(report))
        return
    for title, records in report.items():
        print(f"\n{'one ' + title:32s} {'min':>10s} {'median':>10s} {'ratio':>7s} {'target':>7s}")
        for record in records:
            print(_line(record))


def _line(record: dict) -> str:
    if "note" in record:
        return f"{record['solver']:32s} {record['note']}"
    times = f"{1e3 * record['min_s']:7.3f} ms {1e3 * record['median_s']:7.3f} ms {record['ratio']:7.1f}"
    target = f"{record['target_ratio'] or '':>7}"
    quality = f"  gap {record['cost_gap']:.0e}, {record['iterations']} iterations" if "cost_gap" in record else ""
    return f"{record['solver']:32s} {times} {target}{quality}"


if __name__ == "__main__":
    main()
