"""From the messages of a stage to its rounds: tables put in their places, residuals computed as the hosts do."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from l2c_planner.admm import Assignment, Message, Phase
from l2c_planner.admm.consensus import Consensus
from l2c_planner.problems.problem import Problem
from l2c_planner.rollout.rollout import StageRollout

Key = tuple[int, Phase, str, str]
"""Round, phase, sender, subject."""
NAMED = 4
"""Most messages that are named one by one when a round lacks them."""


def assemble(
    messages: Mapping[Key, Message],
    name: str,
    problem: Problem,
    assignment: Assignment,
    captain: str,
    rounds: int | None,
    start: Mapping[str, np.ndarray] | None,
) -> tuple[StageRollout, list[str]]:
    """The rounds up to the first one that lacks a message, and what that one lacks; see `Recorder.close_stage`."""
    shapes = assignment.tables(problem)
    limit = rounds if rounds is not None else 1 + max((key[0] for key in messages), default=-1)
    complete = 0
    while complete < limit and not lacking(messages, complete, shapes):
        complete += 1
    penalty = np.array([_penalty(messages, k, captain, shapes) for k in range(complete)], float)
    primal = np.zeros((complete, problem.knots, problem.width))
    copies, dual = ({c.name: _empty(complete, problem, c) for c in problem.couplings} for _ in range(2))
    places = _places(problem, assignment)
    for k in range(complete):
        for (phase, sender, subject), place in places.items():
            message = messages[k, phase, sender, subject]
            if phase is Phase.PRIMAL:
                primal[k][:, place] = message.values
            else:
                groups, knots = place
                copies[subject][k][groups, knots] = message.values
                dual[subject][k][groups, knots] = message.dual * (message.penalty / penalty[k])
    residuals = residuals_of(problem, primal, copies, start)
    lines = [] if complete == limit else [_line(lacking(messages, complete, shapes), complete, limit)]
    return StageRollout(name, primal, copies, dual, penalty, *residuals), lines


def lacking(
    messages: Mapping[Key, Message], k: int, shapes: Mapping[tuple[Phase, str, str], tuple[int, int]]
) -> list[tuple[Phase, str, str]]:
    """Tables of round ``k`` that are not there or have another shape."""
    found = {key: messages.get((k, *key)) for key in shapes}
    return [key for key, m in found.items() if m is None or m.values.shape != shapes[key] or not _paired(m)]


def residuals_of(
    problem: Problem,
    primal: np.ndarray,
    copies: Mapping[str, np.ndarray],
    start: Mapping[str, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Scaled primal and dual residuals of all rounds, both (K,); see `admm.Round`."""
    couplings = [Consensus(problem, coupling) for coupling in problem.couplings]
    for consensus in couplings:
        consensus.start(problem.start())
        if start is not None:
            consensus.copies[:] = start[consensus.coupling.name]
    entries = sum(consensus.entries() for consensus in couplings) or 1
    squares = np.zeros((2, len(primal)))
    for k, team in enumerate(primal):
        for consensus in couplings:
            squares[:, k] += consensus.update(team, copies[consensus.coupling.name][k], consensus.dual)
    primal_residual, dual_residual = np.sqrt(squares / entries)
    return primal_residual, dual_residual


def _paired(message: Message) -> bool:
    return message.phase is Phase.PRIMAL or (message.dual is not None and message.dual.shape == message.values.shape)


def _empty(rounds: int, problem: Problem, coupling) -> np.ndarray:
    return np.zeros((rounds, coupling.groups, problem.knots, coupling.index.shape[1]))


def _places(problem: Problem, assignment: Assignment) -> dict[tuple[Phase, str, str], np.ndarray]:
    """Where every table goes: columns of the team vector, or groups and knots (2, items) of a coupling."""
    places = {(Phase.PRIMAL, assignment.agents[a], a): columns for a, columns in problem.columns.items()}
    for coupling in problem.couplings:
        for host in assignment.coordinators(coupling.name):
            places[Phase.COPY, host, coupling.name] = assignment.items_of(host, coupling.name).T
    return places


def _penalty(messages: Mapping[Key, Message], k: int, captain: str, keys: Mapping[tuple, object]) -> float:
    """Penalty factor of the captain, or of the first host if the captain has no table in this stage."""
    own = [key for key in keys if key[1] == captain] or list(keys)
    return messages[(k, *own[0])].penalty


def _line(lacks: list[tuple[Phase, str, str]], k: int, limit: int) -> str:
    named = [f"{phase.name} {subject} of {sender}" for phase, sender, subject in lacks[:NAMED]]
    more = [f"{len(lacks) - NAMED} more"] if len(lacks) > NAMED else []
    return f"round {k} of {limit}: no fitting {', '.join(named + more)}; the roll-out ends before it"
