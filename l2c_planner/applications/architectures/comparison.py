"""The same tasks flown by all architectures, with nobody dead and with nodes that die, and what that comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache

import numpy as np

from l2c_planner.applications.architectures.boids import Boids
from l2c_planner.applications.architectures.flight import CENTRE, NOTICED, PLANNED, Deaths, Flight
from l2c_planner.applications.architectures.measures import ARRIVED, Figures, figures
from l2c_planner.applications.architectures.mission import Mission, Planner
from l2c_planner.applications.architectures.orca import Orca
from l2c_planner.applications.architectures.planned import fly_plans
from l2c_planner.applications.architectures.planners import central, together
from l2c_planner.applications.architectures.simulate import PATIENCE, fly, reach
from l2c_planner.config import SwarmTask

ROBOT = "robot_0"
"""The robot that dies by default, and that carries the centre if a robot does."""
CENTRALISED, DISTRIBUTED, ORCA, BOIDS = "centralised", "distributed", "orca", "boids"
ABOARD = f"centralised by {ROBOT}"
ARCHITECTURES = (CENTRALISED, ABOARD, DISTRIBUTED, ORCA, BOIDS)
DYING = (0.3, 0.5)
"""When a robot dies by default, as shares of the horizon."""

Fly = Callable[[Deaths], Flight]


@dataclass(frozen=True)
class Condition:
    """Who dies when."""

    name: str
    deaths: Mapping[str, float]

    @property
    def architectures(self) -> tuple[str, ...]:
        """Those that it makes a difference to."""
        lost = ROBOT in self.deaths and CENTRE not in self.deaths
        return ARCHITECTURES if lost else tuple(name for name in ARCHITECTURES if name != ABOARD)


@dataclass(frozen=True, eq=False)
class Flown:
    """One flight, with its figures."""

    task: SwarmTask
    condition: Condition
    architecture: str
    seed: int
    flight: Flight
    figures: Figures


Progress = Callable[[Flown], None]


def conditions(task: SwarmTask) -> tuple[Condition, ...]:
    """By default: nobody dies, or a robot does, early or in the middle of the horizon."""
    times = [round(share * task.time[-1], 3) for share in DYING]
    return (Condition("nobody dies", {}), *(Condition(f"{ROBOT} dies at {t:g} s", {ROBOT: t}) for t in times))


def compare(tasks: Sequence[SwarmTask], under: Sequence[Condition], progress: Progress | None = None) -> list[Flown]:
    """All flights: task by task (the seed is its number), condition by condition."""
    flown = []
    for seed, task in enumerate(tasks):
        flying = flying_of(task, seed)
        for condition in under:
            for name in condition.architectures:
                flight = flying[name](condition.deaths)
                judged = figures(task, flight, condition.deaths)
                flown.append(Flown(task, condition, name, seed, flight, judged))
                if progress is not None:
                    progress(flown[-1])
    return flown


def flying_of(task: SwarmTask, seed: int) -> dict[str, Fly]:
    """How each architecture flies a task; plans from the start on are made once."""
    central_node, team = _planned(task, central), _planned(task, together)
    return {
        CENTRALISED: central_node,
        ABOARD: lambda deaths: central_node({CENTRE: deaths[ROBOT], **deaths} if ROBOT in deaths else deaths),
        DISTRIBUTED: lambda deaths: team({node: when for node, when in deaths.items() if node != CENTRE}),
        ORCA: lambda deaths: fly(task, Orca(task, seed), deaths),
        BOIDS: lambda deaths: fly(task, Boids(task), deaths),
    }


def _planned(task: SwarmTask, planner: Planner) -> Fly:
    first = cache(lambda living: planner(Mission.whole(task, living)))
    return lambda deaths: fly_plans(task, first, planner, deaths)


def rows(flown: Sequence[Flown]) -> Iterator[dict[str, object]]:
    """A row per condition and architecture: shares and means over its flights, smallest distances, all collisions."""
    for condition in dict.fromkeys(f.condition.name for f in flown):
        here = [f for f in flown if f.condition.name == condition]
        for name in dict.fromkeys(f.architecture for f in here):
            yield {"condition": condition, "architecture": name, **_row([f for f in here if f.architecture == name])}


def _row(flights: Sequence[Flown]) -> dict[str, object]:
    table = {key: np.array([getattr(f.figures, key) for f in flights], float) for key in asdict(flights[0].figures)}
    traffic = [asdict(f.flight.traffic) for f in flights]
    there = table["time"][np.isfinite(table["time"])]
    return {
        "flights": len(flights),
        "success_rate": float(table["success"].mean()),
        "arrived": float(table["arrived"].mean()),
        "time_to_arrive_s": float(there.mean()) if there.size else float("nan"),
        "path_length_m": float(table["length"].mean()),
        "spl": float(table["spl"].mean()),
        "effort_m2_s3": float(table["effort"].mean()),
        "cost": float(table["cost"].mean()),
        "pair_distance_m": float(table["pair_distance"].min()),
        "obstacle_clearance_m": float(table["clearance"].min()),
        "collisions": int(table["collisions"].sum()),
        "cpu_s": float(np.mean([t["seconds"] for t in traffic])),
        **{key: round(float(np.mean([t[key] for t in traffic]))) for key in ("rounds", "messages", "bytes")},
        "remarks": _remarks(flights),
    }


def _remarks(flights: Sequence[Flown]) -> dict[str, list[int]]:
    """What was remarked, and in the flights of which seeds."""
    found: dict[str, list[int]] = {}
    for f in flights:
        for remark in f.flight.remarks:
            found.setdefault(remark, []).append(f.seed)
    return found


def assumed(task: SwarmTask) -> tuple[str, ...]:
    """What the figures rest on, in sentences."""
    return (
        "All fly the same point masses, exactly, within the speed and acceleration limits of the task.",
        "Centralised: a node of its own, or one aboard a robot, is sent states and goals, solves for all (IPOPT) and "
        "sends each robot its plan.",
        "Distributed: a host per robot, ADMM over DDP in lock step, in one process. Each coordinates the pairs that it "
        "is the first of; each message goes to all other hosts, none is lost.",
        f"Orca, boids: each step a robot tells those within {reach(task):g} m its position and velocity. They fly "
        f"until all have settled, {PATIENCE} horizons at most. Orca robots avoid each other in the plane at their "
        "flight height.",
        "Messages and bytes are counted over links: what seven others hear counts seven times. CPU time is that of "
        "all nodes together.",
        "A robot that dies brakes and stands. The others see where, whether they plan or not; "
        f"{NOTICED:g} s later they know that it does nothing any more.",
        f"Those who plan fly what they have for {PLANNED:g} s more, then a plan of those who are left around those "
        "who stand, if there is one; the ROS 2 nodes of a swarm do not do that yet.",
        "If the centre has died, all fly the last plan to its end; if it has died before it has planned, nobody flies.",
        f"Success: all who live are within {ARRIVED:g} m of their goals at the end, and nobody has touched anything. "
        "Times to arrive are those of flights in which all arrive, safely or not.",
        "Effort: integral of the squared acceleration of a robot. Cost: what plans minimise, the distance to least-"
        "snap references over time, so that to be early costs too.",
    )
