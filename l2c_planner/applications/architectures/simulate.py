"""Flies robots by local rules: each step they tell those in range where they are, and follow the law."""

from __future__ import annotations

import time

import numpy as np

from l2c_planner.applications.architectures.flight import (
    Deaths,
    Flight,
    Traffic,
    at_rest,
    died_at,
    limited,
    moved,
    noticed_at,
)
from l2c_planner.applications.architectures.law import Law, Sight
from l2c_planner.config import SwarmTask
from l2c_planner.problems.swarm import robots

REACH = 3.0
"""How far robots hear and see each other, unless the task says otherwise [m]."""
PATIENCE = 4
"""Horizons after which a flight is given up."""
THERE, SLOW = 0.02, 0.02
"""Distance to the goal [m] and speed [m/s] at which a robot has settled."""
NUMBER = 8
"""Bytes."""


def fly(task: SwarmTask, law: Law, deaths: Deaths) -> Flight:
    """The flight by a law, until all who live have settled or patience is over.

    Robots that die brake and stand.  The others see them still; A while later they count on them no more.
    """
    died, most = died_at(task, deaths), robots.input_bounds(task)[1]
    states, inputs, traffic = [at_rest(task)], [], Traffic()
    for k in range(PATIENCE * task.steps):
        living = died > k * task.dt + 1e-9
        if _settled(task, states[-1][living], living):
            break
        sight = _sight(task, states[-1], noticed_at(died) > k * task.dt)
        begin = time.process_time()
        wanted = law(sight)
        spent = time.process_time() - begin
        heard = int((sight.sees & living & living[:, None]).sum()) - int(living.sum())
        traffic += Traffic(1, heard, NUMBER * states[-1].shape[1] * heard, spent)
        wanted[~living] = -sight.velocity[~living] / task.dt
        inputs.append(limited(wanted, most))
        states.append(moved(states[-1], inputs[-1], task.dt))
    remarks = (
        ()
        if len(inputs) < PATIENCE * task.steps
        else (f"given up after {len(inputs) * task.dt:g} s: not all have settled",)
    )
    shape = (0, task.team.n, robots.axes(task))
    steps = np.array(inputs) if inputs else np.zeros(shape)
    return Flight(np.array(states).swapaxes(0, 1), steps.swapaxes(0, 1), traffic, remarks)


def _sight(task: SwarmTask, states: np.ndarray, gives_way: np.ndarray) -> Sight:
    position, velocity = np.split(states, 2, axis=1)
    apart = np.linalg.norm(position[:, None] - position, axis=-1)
    return Sight(position, velocity, apart <= reach(task), gives_way)


def reach(task: SwarmTask) -> float:
    """How far robots hear and see each other [m]."""
    return getattr(task.team.neighbours, "range", REACH)


def _settled(task: SwarmTask, states: np.ndarray, living: np.ndarray) -> bool:
    position, velocity = np.split(states, 2, axis=1)
    off = np.linalg.norm(position - task.goal[living, : robots.axes(task)], axis=1)
    return bool(np.all(off <= THERE) and np.all(np.linalg.norm(velocity, axis=1) <= SLOW))
