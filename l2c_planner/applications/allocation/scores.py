"""What routes are worth: tasks one after the other, each worth less the later it is done.

A route of tasks j_1, j_2, .. that are done at t_1 < t_2 < .. is worth sum_k r_k exp(-DECAY t_k), and nothing can make
up for a task beyond the robot's capabilities, one done after its deadline, or an empty battery on the way home.
"""

from __future__ import annotations

from itertools import permutations

import numpy as np

from l2c_planner.applications.allocation.world import DECAY, World

BARRED = -np.inf
"""Worth of a route that cannot be taken."""


def worth(world: World, row: int, routes: np.ndarray) -> np.ndarray:
    """Of routes (R, l) of one robot, (R,)."""
    robots, tasks, home = world.robots, world.tasks, world.robots.position[row]
    if not routes.shape[1]:
        return np.zeros(len(routes))
    places = tasks.position[routes]
    before = np.concatenate([np.broadcast_to(home, places[:, :1].shape), places[:, :-1]], axis=1)
    way = np.linalg.norm(places - before, axis=2)
    work = tasks.duration[routes]
    done = np.cumsum(way / robots.speed[row] + work, axis=1)
    driven = way.sum(axis=1) + np.linalg.norm(places[:, -1] - home, axis=1)
    energy = robots.per_metre[row] * driven + robots.power[row] * work.sum(axis=1)
    possible = (
        robots.able[row, tasks.needs[routes]].all(axis=1)
        & (done <= tasks.deadline[routes]).all(axis=1)
        & (energy <= robots.battery[row])
    )
    return np.where(possible, (tasks.reward[routes] * np.exp(-DECAY * done)).sum(axis=1), BARRED)


def alone(world: World) -> np.ndarray:
    """(A, T) worth of each task to a robot that does nothing else."""
    each = np.arange(len(world.tasks.reward))[:, None]
    return np.array([worth(world, row, each) for row in range(len(world.robots.speed))])


def gains(world: World, row: int, route: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    """What a route gains by each task (T,), inserted at its best place (T,); barred for tasks that it has."""
    count, length = len(world.tasks.reward), len(route)
    where = np.arange(length + 1)
    routes = np.empty((count, length + 1, length + 1), int)
    for place in where:
        routes[:, place, :place], routes[:, place, place + 1 :] = route[:place], route[place:]
        routes[:, place, place] = np.arange(count)
    found = worth(world, row, routes.reshape(-1, length + 1)).reshape(count, -1)
    best = found.argmax(axis=1)
    now = worth(world, row, np.array([route], int))[0]
    more = found[np.arange(count), best] - now
    more[list(route)] = BARRED
    return more, best


def best_order(world: World, row: int, bundle: tuple[int, ...]) -> tuple[int, ...]:
    """The order in which a robot does some tasks best; for few of them."""
    routes = np.array(list(permutations(bundle)), int)
    return tuple(routes[worth(world, row, routes).argmax()].tolist())
