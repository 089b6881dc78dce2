"""Times the derivative of a task's rounds: forward pass, reverse and forward gradient, and other ways to a part of it.

The task is the shipped one, stage of the trajectories, all hyperparameters of the paper (54: weights of load and cables
and a penalty each).  The recursions are timed on the load's local problem with its 19 running weights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from l2c_planner.admm import HostOptions, Penalty
from l2c_planner.bench import recursions
from l2c_planner.bench.process import call, one_thread
from l2c_planner.bench.timing import interleaved, summary
from l2c_planner.config import default_task_path, load_task
from l2c_planner.gradient.check import precise, tracking_and_residual
from l2c_planner.gradient.directions import Directions
from l2c_planner.gradient.forward import ForwardHost, differentiate
from l2c_planner.gradient.reverse import gradient
from l2c_planner.gradient.tape import Tape
from l2c_planner.kernels.lanes import from_lanes
from l2c_planner.problems.multilift.build import trajectories_problem
from l2c_planner.problems.problem import Problem

REFERENCE_S = 2.26
"""Gradient of two rounds in the authors' implementation, CPU seconds (admm_ddp: 1.13 per round)."""


def run(quads: int = 6, rounds: int = 2, repetitions: int = 15) -> dict[str, Any]:
    """Medians of CPU times over repetitions in turn, one thread, everything compiled before.

    Raises ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        return call("l2c_planner.bench.gradient:run", {"quads": quads, "rounds": rounds, "repetitions": repetitions})
    problem = trajectories_problem(load_task(default_task_path(), quads))
    options = precise(HostOptions(penalty=Penalty(schedule=tuple(0.1 * 1.1**k for k in range(rounds)))))
    options = replace(options, coordination=replace(options.coordination, barrier=0.0))
    tape = Tape(problem, options, rounds)
    seed, columns = tracking_and_residual(problem)(tape)[1], hyperparameters(problem, rounds)

    def forward_gradient() -> None:
        host = ForwardHost(tape, columns)
        differentiate([host])
        host.part(seed)

    ways = {
        "forward_s": lambda: Tape(problem, options, rounds),
        "reverse_gradient_s": lambda: gradient(tape, seed),
        "forward_gradient_s": forward_gradient,
        **recursions_of(tape),
    }
    for way in ways.values():
        way()
    times = {name: summary(samples)["cpu_s"] for name, samples in interleaved(ways, repetitions).items()}
    return {
        "quads": quads, "rounds": rounds, "hyperparameters": columns.count, **times,
        "reverse_share_of_forward": times["reverse_gradient_s"] / times["forward_s"],
        "reference_gradient_s": REFERENCE_S / 2 * rounds,
        "times_faster": REFERENCE_S / 2 * rounds / times["reverse_gradient_s"],
    }  # fmt: skip


def hyperparameters(problem: Problem, rounds: int) -> Directions:
    """Directions of the paper's hyperparameters: per class Q, Q_N, R and a penalty, shared by its agents."""
    count = sum(2 * c.model.nx + c.model.nu + 1 for c in problem.classes)
    found, row = Directions.zeros(problem, rounds, count), 0
    for c in problem.classes:
        for name in ("state_weight", "terminal_weight", "input_weight"):
            array = getattr(found.classes[c.name], name)
            for j in range(array.shape[2]):
                array[row, :, j] = 1.0
                row += 1
        for start in problem.offsets[c.name]:
            found.component_penalty[row, start : start + c.width] = 1.0
        row += 1
    return found


def recursions_of(tape: Tape) -> dict[str, Callable[[], object]]:
    """Ways to the derivative of the load's solution in the last round of a tape by its 19 running weights.

    Raises ArithmeticError if they do not find the same.
    """
    local, at = tape.host.local[0], tape.rounds[-1].locals[0]
    nx, nu, N = local.agent_class.model.nx, local.agent_class.model.nu, tape.problem.steps
    P = nx + nu
    error, effort = (from_lanes(a, 1)[0] for a in (at.X - at.state_center, at.U - at.input_center))
    Hx, Hu = np.zeros((N + 1, nx, P)), np.zeros((N, nu, P))
    Hx[:N, np.arange(nx), np.arange(nx)] = error[:N]
    Hu[:, np.arange(nu), nx + np.arange(nu)] = effort
    model = recursions.linearised(local.solver, Hx, Hu)
    sensitivity = tape.local_sensitivities(tape.rounds[-1], True)[0]
    states, inputs, agents = Hx.transpose(2, 0, 1).copy(), Hu.transpose(2, 0, 1).copy(), np.zeros(P, int)
    *found, factors = recursions.matrix_lqr(model)
    ours = sensitivity.solve(states, inputs, agents)
    for other in (ours.states.transpose(1, 2, 0), recursions.pdp(model)[0], recursions.augmented(model)[0]):
        if not np.allclose(other, found[0], rtol=1e-6, atol=1e-9 * np.abs(found[0]).max()):
            raise ArithmeticError("the recursions disagree")
    return {
        "matrix_lqr_s": lambda: sensitivity.solve(states, inputs, agents),
        "matrix_lqr_numpy_s": lambda: recursions.matrix_lqr(model, factors),
        "pdp_s": lambda: recursions.pdp(model),
        "cao_s": lambda: recursions.augmented(model),
        "casadi_s": recursions.casadi_sensitivity(local.solver, P),
    }
