"""How unsafe trajectories are: a repulsive potential of every distance, gathered over time, bodies and agents.

Eqs. (18) to (27) of arXiv 2604.06972, potentials normalised to 1 at contact. Symbols: N agents, M borders, T steps; K
distances of an instant, those of agents to the borders that concern them, then those of pairs of agents. Everything is
written once in CasADi and serves for symbols (to differentiate) and for numbers alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import casadi as ca
import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.options import Aggregator
from l2c_planner.environment.scene import Metric, Scene
from l2c_planner.environment.shapes import Column

SHARPNESS = 10.0
"""Of the log-mean-exp aggregator."""
Positions = Sequence[ca.SX] | NDArray[np.float64]
"""Of the agents: N symbolic matrices (2, T+1), or numbers (N, T+1, 2) [m]."""


@dataclass(frozen=True, eq=False)
class Masses:
    """Unsafety of a system and its parts; 0 is nobody near anything."""

    obstacles: Column
    """Mean over agents and borders, eq. (20)."""
    agents: Column
    """Mean over agents and their others, eq. (25)."""
    fused: Column
    """Weighted with the numbers of borders and others, eq. (27)."""
    safety: Column
    """Reported: safety of obstacles and agents, weighted likewise and divided by the sum of weights; 1 is best."""


def unsafety(
    scene: Scene,
    positions: Positions,
    theta: Column | NDArray[np.float64],
    aggregator: Aggregator,
    widen: tuple[float, float] = (1.0, 1.0),
    clip: bool = False,
) -> Masses:
    """Unsafety masses of trajectories in an environment.

    Args:
        scene: Borders, radii and constants of the metric.
        positions: See `Positions`.
        theta: Parameters of the environment, (m,).
        aggregator: How potentials count over time: their maximum, mean, mean within reach, or log-mean-exp.
        widen: Factors of the metric's epsilon and reach.
        clip: Count what overlaps as touching, for reports; without, deeper is worse as far as epsilon allows.
    """
    table = distances(scene, positions, theta)
    potentials = potential(table, scene.metric, widen, clip)
    gathered = aggregate(potentials, aggregator, table <= widen[1] * scene.metric.reach)
    borders, others = len(scene.borders), scene.agents - 1
    concerned = len(_concerns(scene))
    near_borders = ca.sum1(gathered[:concerned, :]) / scene.agents
    near_agents = 2 * ca.sum1(gathered[concerned:, :]) / scene.agents
    fused = near_borders + near_agents
    return Masses(
        near_borders / max(borders, 1), near_agents / max(others, 1), fused, 1 - fused / max(borders + others, 1)
    )


def safety(
    scene: Scene, positions: Positions, theta: Column | NDArray[np.float64], aggregator: Aggregator = "max"
) -> float:
    """Reported safety of numeric trajectories, between 0 and 1."""
    return float(unsafety(scene, positions, ca.DM(theta), aggregator, clip=True).safety)


def potential(distance: Column, metric: Metric, widen: tuple[float, float] = (1.0, 1.0), clip: bool = False) -> Column:
    """Normalised repulsive potential of distances [m], elementwise: 1 at contact, 0 out of reach, eq. (18)."""
    epsilon, reach = widen[0] * metric.epsilon, widen[1] * metric.reach
    far = 1 / (reach + epsilon)
    near = ca.fmin(distance, reach)  # beyond it the potential is 0 with its slope, and no infinity enters derivatives
    if clip:
        near = ca.fmax(near, 0)
    return ((1 / (near + epsilon) - far) / (1 / epsilon - far)) ** 2


def aggregate(potentials: Column, aggregator: Aggregator, within: Column) -> Column:
    """One number per row of potentials (K, T+1) over time, (K,).

    Args:
        potentials: See `potential`.
        aggregator: See `unsafety`.
        within: 1 where a distance is within reach, (K, T+1); counts for `zone`.
    """
    instants = potentials.shape[1]
    if aggregator == "mean":
        return ca.sum2(potentials) / instants
    if aggregator == "zone":
        return ca.sum2(potentials) / ca.fmax(ca.sum2(within), 1)
    largest = potentials[:, 0]
    for instant in range(1, instants):
        largest = ca.fmax(largest, potentials[:, instant])
    if aggregator == "max":
        return largest
    shifted = ca.exp(SHARPNESS * (potentials - ca.repmat(largest, 1, instants)))
    return largest + ca.log(ca.sum2(shifted) / instants) / SHARPNESS


def distances(scene: Scene, positions: Positions, theta: Column | NDArray[np.float64]) -> Column:
    """Distances between boundaries at all instants (K, T+1) [m], negative where bodies overlap."""
    stacked = _stacked(positions)
    parameters = ca.repmat(theta if isinstance(theta, ca.SX | ca.DM) else ca.DM(theta), 1, stacked.shape[1])
    return _at_an_instant(scene).map(stacked.shape[1])(stacked, parameters)


def _stacked(positions: Positions) -> Column:
    """Matrix (2 N, T+1)."""
    if isinstance(positions, np.ndarray):
        return ca.DM(np.ascontiguousarray(positions.transpose(0, 2, 1).reshape(-1, positions.shape[1])))
    return ca.vertcat(*positions)


@lru_cache(maxsize=64)
def _at_an_instant(scene: Scene) -> ca.Function:
    """Function of positions (2 N,) and theta (m,) that returns the distances (K,)."""
    at = ca.SX.sym("positions", 2 * scene.agents)
    theta = ca.SX.sym("theta", scene.parameters)
    p = [at[2 * i : 2 * i + 2] for i in range(scene.agents)]
    rows = [scene.borders[j].shape.distance(p[i], theta) - scene.radius[i] for i, j in _concerns(scene)]
    for i, k in combinations(range(scene.agents), 2):
        # the tiny term keeps the derivative finite where two agents are at the same place
        rows.append(ca.sqrt(ca.sumsqr(p[i] - p[k]) + 1e-24) - scene.radius[i] - scene.radius[k])
    return ca.Function("distances", [at, theta], [ca.vertcat(*rows)])


def _concerns(scene: Scene) -> list[tuple[int, int]]:
    """Agent and border of every distance that counts."""
    borders = range(len(scene.borders))
    return [(i, j) for i in range(scene.agents) for j in borders if concerns(scene, j, i)]


def members(scene: Scene) -> list[tuple[int, ...]]:
    """Agents of every row of `distances`: one where the distance is to a border, else two."""
    return [(i,) for i, _ in _concerns(scene)] + list(combinations(range(scene.agents), 2))


def concerns(scene: Scene, border: int, agent: int) -> bool:
    """Whether an agent must keep clear of a border."""
    agents = scene.borders[border].agents
    return agents is None or agent in agents
