"""Neighbours of a swarm as couplings: those that only keep apart, and those that keep beside each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from l2c_planner.config import SwarmTask
from l2c_planner.problems.problem import Coupling, Problem
from l2c_planner.problems.swarm import programs
from l2c_planner.problems.swarm.formation import keeps, relative_places
from l2c_planner.problems.swarm.normals import PairNormals

NEAR, LEAST = 1.5, 0.18
"""Pairs farther apart than ``NEAR`` times the required distance on the first guess have less penalty, with the fourth
power of the distance down to ``LEAST``^4 = 1e-3: most pairs never meet at most knots, and what they need not agree on
only slows them down. Not so for pairs of a formation."""


def pair_couplings(
    task: SwarmTask, problem: Problem, pairs: np.ndarray, start: np.ndarray, tightening: float, exact: bool
) -> list[Coupling]:
    """One group per edge, one coupling for every kind of pair: positions of both robots, and how far they are off.

    pairs: (F, 2).  start: first guess of all positions, (n, N+1, 3) [m].
    """
    found = []
    for name, axes, members, formed in _kinds(task, pairs):
        places = [np.array([problem.columns[f"robot_{i}"][:size] for i in side]) for side, size in zip(members.T, axes)]
        heights, distance = task.start[members][..., 2], task.clearance.pair + tightening
        normals = PairNormals(axes, heights, distance)
        parameters = _exactly(axes, heights, distance) if exact else {}
        details = {"following": None if exact else normals}
        if formed:
            index, program, more, own = _formed(task, axes, members, heights, tightening, exact)
            places.append(index)
            parameters, details = parameters | more, details | own
        else:
            program = programs.pair_program(axes, exact)
            details["emphasis"] = None if exact else _emphasis(task, start[members][..., : max(axes)])
        found.append(Coupling(name, program, np.hstack(places), parameters, **details))
    return found


def _kinds(task: SwarmTask, pairs: np.ndarray) -> Iterator[tuple[str, programs.Axes, np.ndarray, bool]]:
    """Name, axes and members (F, 2) of the pairs of a kind, and whether they keep a formation; first who may climb."""
    size = np.where(task.team.in_plane, 2, 3)
    pairs = np.where((size[pairs[:, :1]] < size[pairs[:, 1:]]), pairs[:, ::-1], pairs)
    kept = keeps(task, pairs)
    for formed in (False, True):
        for axes in ((3, 3), (3, 2), (2, 2)):
            members = pairs[(kept == formed) & np.all(size[pairs] == axes, axis=1)]
            name = ("formation" if formed else "pairs") + ("_{}_{}".format(*axes) if task.team.mixed else "")
            if len(members):
                yield name, axes, members, formed


def _exactly(axes: programs.Axes, heights: np.ndarray, distance: float) -> dict[str, np.ndarray]:
    if axes[0] == axes[1]:
        return {"pair distance": np.array([[distance]])}
    return {"pair distance": np.column_stack([np.full(len(heights), distance), heights])[:, None]}


def _formed(
    task: SwarmTask, axes: programs.Axes, members: np.ndarray, heights: np.ndarray, tightening: float, exact: bool
) -> tuple[np.ndarray, programs.KnotProgram, dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Further columns of the index, program, parameters, and own targets of pairs that keep a formation."""
    keeping, size, positions = task.formation, max(axes), sum(axes)
    place = relative_places(task, members)[:, :size]
    given = np.column_stack([place, heights]) if axes[0] != axes[1] else place
    bounded = keeping.deviation is not None
    program, parameters = programs.formed_program(axes, exact, bounded), {}
    if bounded:
        largest = np.full((len(members), 1), keeping.deviation - (0.0 if exact else tightening))
        parameters["formation"] = (np.column_stack([given, largest]) if exact else largest)[:, None]
    if exact:
        return np.zeros((len(members), 0), int), program, parameters, {}
    parameters["deviation"] = given[:, None]
    weight = np.concatenate([np.zeros(positions), np.full(size, keeping.weight)])
    own = {"own_target": np.zeros((task.steps + 1, positions + size)), "own_weight": weight}
    return np.full((len(members), size), -1), program, parameters, own


def _emphasis(task: SwarmTask, places: np.ndarray) -> np.ndarray:
    """(F, N+1) from the first guess of both positions, (F, 2, N+1, axes)."""
    apart = np.linalg.norm(places[:, 0] - places[:, 1], axis=-1)
    return np.clip(NEAR * task.clearance.pair / np.maximum(apart, 1e-9), LEAST, 1.0) ** 4
