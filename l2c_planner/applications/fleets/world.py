"""A fleet of quadrotors and rovers, and groups that need some of each: seats with a place and a needed capability."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from l2c_planner.applications.allocation.world import scattered
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.problems import Sets

CAPABILITIES = ("lift", "drive", "camera")
GROUPS: dict[str, tuple[str, ...]] = {
    "transport": ("lift", "lift", "lift"), "survey": ("drive", "drive"), "inspection": ("camera", "lift", "drive"),
}  # fmt: skip
"""What the seats of a kind of group need."""
AREA = 100.0
"""Side of the square in which robots start [m]."""
INNER = (35.0, 65.0)
"""Range of the groups' places along each side [m]."""
SEAT_RADIUS = 3.0
"""Of the seats around a group's place [m]."""
MARGIN = 2.0
"""By which sets reach beyond all groups' places [m]."""
LEAST_ROBOTS = 5


@dataclass(frozen=True, eq=False)
class Groups:
    """What all robots know of the groups that are wanted."""

    names: tuple[str, ...]
    """(G,)."""
    place: np.ndarray
    """(G, 2) of the work [m]."""
    group: np.ndarray
    """(S,) of each seat."""
    needs: np.ndarray
    """(S,) number of the capability."""
    seat: np.ndarray
    """(S, 2) place of each seat [m]."""


@dataclass(frozen=True, eq=False)
class Fleet:
    """What each robot knows of itself."""

    position: np.ndarray
    """(A, 2) [m]."""
    able: np.ndarray
    """(A, C) whether it has a capability."""
    weight: np.ndarray
    """(A,) price of its squared way [1/m^2]."""
    sets: Sets
    """Where it can go: quadrotors around a base, rovers within a rectangle or on one side of a ditch."""

    def rows(self, index: np.ndarray) -> Fleet:
        """Some of them."""
        return Fleet(self.position[index], self.able[index], self.weight[index], self.sets.rows(index))


def random_fleet(robots: int, seed: int = 0) -> tuple[Fleet, Groups]:
    """As many groups as there are robots for; even numbers are quadrotors, a third of all have a camera.

    Raises Unfit for fewer robots than the first two groups need.
    """
    if robots < LEAST_ROBOTS:
        raise Unfit(f"{robots} robots: too few for a transport and a survey; valid: {LEAST_ROBOTS} or more")
    rng, number = np.random.default_rng((seed, robots)), np.arange(robots)
    able = np.stack([number % 2 == 0, number % 2 == 1, number % 3 == 0], axis=1)
    groups = _groups(able, rng)
    position = scattered(robots, AREA, rng)
    return Fleet(position, able, rng.uniform(0.5, 2.0, robots), _sets(groups.place, robots, rng)), groups


def _groups(able: np.ndarray, rng: np.random.Generator) -> Groups:
    names = _wanted(able)
    place = rng.uniform(*INNER, (len(names), 2))
    size = [len(GROUPS[name]) for name in names]
    group = np.repeat(np.arange(len(names)), size)
    angle = np.concatenate([2 * np.pi * np.arange(count) / count for count in size])
    seat = place[group] + SEAT_RADIUS * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return Groups(tuple(names), place, group, _needs(names), seat)


def _wanted(able: np.ndarray) -> list[str]:
    """Kinds of groups in turn, as long as all their seats can be filled."""
    names: list[str] = []
    while True:
        more = [*names, list(GROUPS)[len(names) % len(GROUPS)]]
        if (maximum_bipartite_matching(csr_array(able[:, _needs(more)].astype(int)), perm_type="row") < 0).any():
            return names
        names = more


def _needs(names: list[str]) -> np.ndarray:
    return np.array([CAPABILITIES.index(capability) for name in names for capability in GROUPS[name]])


def _sets(places: np.ndarray, robots: int, rng: np.random.Generator) -> Sets:
    """Quadrotors stay around a base, rovers on a rectangle or on one side of a ditch; all reach every group's place."""
    base = rng.uniform(0, AREA, (robots, 2))
    reach = np.linalg.norm(base[:, None] - places, axis=2).max(axis=1, keepdims=True) + MARGIN
    angle = rng.uniform(0, 2 * np.pi, robots)
    across = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    beyond = (across @ places.T).max(axis=1, keepdims=True) + MARGIN
    lower, upper = (
        np.tile(corner, (robots, 1)) for corner in (places.min(axis=0) - MARGIN, places.max(axis=0) + MARGIN)
    )
    made = Sets.joined(Sets.ball(base, reach), Sets.box(lower, upper), Sets.half_space(across, beyond))
    return made.rows(np.arange(robots) + robots * np.where(np.arange(robots) % 2, 1 + np.arange(robots) // 2 % 2, 0))
