"""Flies what a planner found, and lets it plan again for those who are left when a robot has died."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import inf

import numpy as np

from l2c_planner.applications.architectures.flight import (
    CENTRE,
    NOTICED,
    PLANNED,
    Deaths,
    Flight,
    Traffic,
    at_rest,
    braking,
    died_at,
    knot_of,
)
from l2c_planner.applications.architectures.mission import Mission, Planned, Planner
from l2c_planner.config import SwarmTask
from l2c_planner.problems.swarm import robots

FEWEST = 2
"""Robots, and steps, that a swarm's task has at least."""

Whole = Callable[[tuple[int, ...]], Planned]
"""The plan of a task from its start on, for those who live."""


def fly_plans(task: SwarmTask, first: Whole, planner: Planner, deaths: Deaths) -> Flight:
    """The flight by plans; whoever dies brakes and stands, the plan of those who are left comes a while later.

    first: plans from the start on, kept by the caller because all flights of a task begin with them.  deaths: with a
    centre among them, nothing is planned after it.
    """
    died, until = died_at(task, deaths), deaths.get(CENTRE, inf)
    living = np.flatnonzero(died > 0).tolist()
    states = np.repeat(at_rest(task)[:, None], task.steps + 1, axis=1)
    inputs = np.zeros((task.team.n, task.steps, robots.axes(task)))
    if until <= 0 or len(living) < FEWEST:
        reason = "the centre is dead" if until <= 0 else f"{len(living)} robots live, which is no swarm"
        return Flight(states, inputs, Traffic(), (f"{reason}: nobody flies",))
    found = first(tuple(living))
    if found.problems:
        return Flight(states, inputs, found.traffic, (f"nobody flies: {found.problems[0]}",))
    states[living], inputs[living] = found.states, found.inputs
    traffic, remarks = found.traffic, []
    for robot, next_death in _dying(task, died):
        _stop(task, states, inputs, robot, knot_of(task, died[robot]))
        living.remove(robot)
        when = died[robot] + NOTICED + PLANNED
        again = knot_of(task, when)
        if next_death < when:
            remarks.append(f"robot_{robot} has died, and another before those who are left have planned")
        elif reason := _no_planning(task, living, until <= when, again):
            remarks.append(f"robot_{robot} has died, {reason}: the plan is flown on")
        else:
            found = planner(Mission(task, again, tuple(living), states[:, again:]))
            traffic += found.traffic
            remarks.append(_replace(states, inputs, again, living, found))
    return Flight(states, inputs, traffic, tuple(remarks))


def _dying(task: SwarmTask, died: np.ndarray) -> Iterator[tuple[int, float]]:
    """Robots that die in flight, in this order, each with the time of the next death [s]."""
    order = [i for i in np.argsort(died, kind="stable").tolist() if 0 < died[i] < task.time[-1]]
    return zip(order, [*died[order[1:]].tolist(), inf], strict=False)


def _stop(task: SwarmTask, states: np.ndarray, inputs: np.ndarray, robot: int, knot: int) -> None:
    """Let a robot brake from a knot on."""
    most = robots.input_bounds(task)[1][robot]
    found = braking(states[robot, knot], most, task.dt, task.steps - knot)
    states[robot, knot:], inputs[robot, knot:] = found


def _no_planning(task: SwarmTask, living: list[int], alone: bool, knot: int) -> str:
    """Why there is no plan for those who are left, if so.

    alone: whether the centre that would make it is dead.
    """
    if alone:
        return "the centre is dead"
    if len(living) < FEWEST:
        return "one is left"
    return "" if knot <= task.steps - FEWEST else "too late for another plan"


def _replace(states: np.ndarray, inputs: np.ndarray, knot: int, living: list[int], found: Planned) -> str:
    """Fly a plan from a knot on, if it can be flown; says what is done."""
    if found.problems:
        return f"no other plan from knot {knot} ({found.problems[0]}): the last one is flown on"
    states[living, knot:], inputs[living, knot:] = found.states, found.inputs
    return f"another plan from knot {knot} on, found in {found.traffic.seconds:.1f} s of CPU time"
