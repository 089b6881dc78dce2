"""The rounds of a logged plan as a tape, as if they had been run here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.admm import HostOptions, Phase
from l2c_planner.gradient.tape import Tape
from l2c_planner.kernels.lanes import to_lanes
from l2c_planner.problems.problem import Problem
from l2c_planner.rollout import StageRollout


@dataclass(frozen=True, eq=False)
class Logged:
    """A tape, and how far it is from the log."""

    tape: Tape
    deviation: float
    """Largest distance of a component or a copy from what the log says, in units of its range [-]."""


def logged_tape(problem: Problem, options: HostOptions, log: StageRollout) -> Logged:
    """A tape of the rounds of a log.

    Every round starts from the copies and multipliers that the log says the team had, and from its trajectories: what
    the local solvers and the coordination add is their accuracy here.  A log with stale numbers, or of other weights,
    deviates.

    Args:
        problem: What the hosts solved, with its weights.
        options: How exactly it is to be solved here; the penalty factors are those of the log.
        log: The rounds; at least one.
    """
    penalty = replace(options.penalty, schedule=tuple(log.penalty.tolist()))
    tape = Tape(problem, replace(options, penalty=penalty), 0)
    deviation = 0.0
    for k in range(log.rounds):
        if k:
            _place(tape, log, k)
        _guess(tape, log.primal[k])
        while tape.step() is not Phase.DUAL:
            tape.host.outbox()
        tape.host.outbox()
        deviation = float(np.maximum(deviation, _deviation(tape, log, k)))
    return Logged(tape, deviation)


def _place(tape: Tape, log: StageRollout, k: int) -> None:
    """Copies and multipliers as they were before round k."""
    ratio = log.penalty[k - 1] / log.penalty[k]
    for name, consensus in tape.host.consensus.items():
        consensus.take(log.copies[name][k - 1], log.dual[name][k - 1] * ratio)


def _guess(tape: Tape, team: np.ndarray) -> None:
    """Inputs of the local solvers."""
    for local in tape.host.local:
        nx = local.agent_class.model.nx
        local.solver.U[:] = to_lanes(np.ascontiguousarray(team[:-1, local.columns[:, nx:]].swapaxes(0, 1)))


def _deviation(tape: Tape, log: StageRollout, k: int) -> float:
    r, scale = tape.rounds[-1], np.sqrt(tape.problem.scale)
    worst = np.abs((r.team - log.primal[k]) * scale).max()
    for name, consensus in tape.host.consensus.items():
        away = np.sqrt(consensus.scale) * consensus.copied * (r.new_copies[name] - log.copies[name][k])
        worst = np.maximum(worst, np.abs(away).max())
    return float(worst)
