"""Flies a plan: plant, controllers and, if asked for, the planner of what follows, in one process, in step."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from l2c_planner.config import MultiliftTask
from l2c_planner.control import Change, Controller, Gains, Track, Tracks
from l2c_planner.simulation.disturbance import Disturbance
from l2c_planner.simulation.measures import FlightMeasures, measure_flight
from l2c_planner.simulation.mujoco_plant import MujocoPlant
from l2c_planner.simulation.physics import Physics
from l2c_planner.simulation.plant import Plant, planned_state
from l2c_planner.simulation.record import Record
from l2c_planner.simulation.replanning import Replanning

PERIOD = 0.004
"""Of the controllers [s]."""


@dataclass(frozen=True, eq=False)
class Flight:
    """A flight and what it achieved."""

    record: Record
    measures: FlightMeasures
    changes: tuple[Change, ...]
    """Changes of mode of the controllers."""
    real_time_factor: float
    """Flown time by the time it took, plant and controllers on one core."""
    replans: int = 0
    """Plans that followed the first one."""
    dropped: tuple[str, ...] = ()
    """Why others were not flown."""

    def figures(self) -> dict[str, float | int]:
        """Measures and real-time factor by name."""
        planned = {"replans": self.replans, "dropped_plans": len(self.dropped)}
        return {**vars(self.measures), "real_time_factor": self.real_time_factor, **planned}


def fly(
    task: MultiliftTask,
    plan: Mapping[str, np.ndarray],
    *,
    seed: int = 0,
    disturbance: Disturbance | None = None,
    plant: Plant | None = None,
    gains: Gains | None = None,
    physics: Physics | None = None,
    replanning: Replanning | None = None,
    hover: float = 1.0,
    hold: float = 1.0,
) -> Flight:
    """Hover where a plan starts, fly it from time 0 on, and hold where it ends.

    Args:
        task: multilift task.
        plan: content of plan.npz.
        seed: of all that is drawn.
        disturbance: none by default.
        plant: to fly in; by default MuJoCo's, with the disturbance and physics given.
        gains: of the controllers.
        physics: of the default plant.
        replanning: of the same plan; by default it is flown to its end as it is.
        hover: time at the start of the plan before it begins [s].
        hold: time after its end [s].

    Raises:
        ValueError: the plan is none of this task's team.
        SimulatorMissing: MuJoCo is needed and not installed.
    """
    track = Track.of_plan(task.team, plan)
    plant = plant or MujocoPlant(task, disturbance, seed, physics)
    controller = Controller(task.team, gains=gains)
    controller.accept(track, 0.0)
    plant.reset(planned_state(track, task.team, -hover))
    begin = time.perf_counter()
    record = _fly(plant, controller, round((hover + track.duration + hold) / PERIOD), replanning)
    factor = (len(record.time) - 1) * PERIOD / (time.perf_counter() - begin)
    plans, dropped = (replanning.plans, replanning.dropped) if replanning else ([(0.0, track)], [])
    measures = measure_flight(task, plan, Tracks.of(plans), record)
    return Flight(record, measures, tuple(controller.changes()), factor, len(plans) - 1, tuple(dropped))


def _fly(plant: Plant, controller: Controller, ticks: int, replanning: Replanning | None) -> Record:
    states, commands, contacts = [plant.state()], [], {}
    for _ in range(ticks):
        seen = plant.observe()
        if replanning and replanning.due(seen.time) and (plan := replanning.plan(seen)):
            controller.accept(plan[1], plan[0])
        command = controller.command(seen.time, seen.robots, seen.load)
        plant.step(command, PERIOD)
        states.append(plant.state())
        commands.append(command)
        for contact in states[-1].contacts:
            contacts.setdefault(contact, states[-1].time)
    return Record.of(states, commands, contacts)
