"""Flies a team of which one host lies, again and again, in another way each time, and says what came of it.

The hosts run under a virtual clock, in one process with the plant and its controllers (:mod:`l2c_planner.team.in_air`),
and two others can stand in for every one. Half of the liars lie from the beginning, half only in flight.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from l2c_planner.config import MultiliftTask, default_task_path, load_task
from l2c_planner.config.network import FaultOptions, TransportOptions
from l2c_planner.plan import plan_of
from l2c_planner.simulation import Disturbance
from l2c_planner.simulation.measures import measure_flight
from l2c_planner.simulation.mujoco_plant import MujocoPlant
from l2c_planner.team.in_air import InAir
from l2c_planner.transport.liar import CAPTAIN, KINDS

LIES_FROM = 3.0
"""When those begin to lie who begin in flight [s]; the first plan is committed well before."""
FLYING = ("start", "obstacles", "elsewhere")
"""Lies that only a team in flight can be told."""
AFTER = 1.0
"""Time for which a flight is watched after its plan [s]."""
SHOWN = ("collisions", "obstacle_clearance_m", "pair_distance_m", "load_rmse_m", "slack_longest_s")


def run(
    task: str | Path | None = None,
    quads: int = 6,
    flights: int = len(KINDS),
    first: int = 0,
    wind: float = 0.0,
    loss: float = 0.0,
    honest: bool = False,
) -> dict[str, Any]:
    """A row for every flight, and what all come to.

    Args:
        task: A multilift task; None for the shipped one.
        quads: Team size.
        flights: How many, with seeds from ``first`` on: the seed says who lies, and how.
        first: Seed of the first flight.
        wind: Largest speed of the gusts [m/s].
        loss: Share of the packets that is lost.
        honest: Whether nobody lies: then nobody is to be doubted.

    Raises ValueError if the task has no load, ConfigError if there is no such task.
    """
    crew = stood_in_for(load_task(task or default_task_path(), quads))
    rows = [flight(crew, seed, not honest, wind, loss) for seed in range(first, first + flights)]
    return {
        "flown": sum(row["flown"] for row in rows),
        "collisions": sum(row.get("collisions", 0) for row in rows),
        "plans": sum(row.get("plans", 0) for row in rows),
        "liars_left_out": sum(row["left_out"] == row["liar"] != "" for row in rows),
        "honest_hosts_doubted": sum(bool(row["wronged"]) for row in rows),
        "flights": rows,
    }


def stood_in_for(task: MultiliftTask) -> MultiliftTask:
    """A task whose hosts stand in for each other, the next two for each.

    Raises ValueError if the task has no load.
    """
    if not isinstance(task, MultiliftTask):
        raise ValueError(f"a {task.problem} has no load to fly; valid: a multilift task")
    data, n = task.model_dump(mode="json"), task.team.n
    order = {f"cable_{i}": [f"quad_{(i + j) % n}" for j in range(3)] for i in range(n)}
    order["load"] = [f"quad_{i}" for i in range(3)]
    data["team"]["agents"] = {agent: {"host": who[0], "fallback": who[1:]} for agent, who in order.items()}
    return type(task).model_validate(data)


def liar_of(seed: int, robots: int) -> tuple[str, str, float]:
    """Who lies in a flight, how, and from when on [s]."""
    kind = KINDS[seed % len(KINDS)]
    who = 0 if kind in CAPTAIN or kind == "framing" else 1 + seed % (robots - 1)
    return f"quad_{who}", kind, LIES_FROM if seed % 2 or kind in FLYING else 0.0


def flight(task: MultiliftTask, seed: int, lies: bool = True, wind: float = 0.0, loss: float = 0.0) -> dict[str, Any]:
    """Figures of one flight.

    lies: whether somebody does.
    """
    who, kind, since = liar_of(seed, task.team.n) if lies else ("", "", 0.0)
    told = {who: kind} if lies else {}
    faults = FaultOptions(seed=seed, loss=loss, delay=0.01 * (loss > 0))
    team = InAir(task, TransportOptions(faults=faults), told, lies=told, since=since)
    head = {"seed": seed, "liar": who, "lie": kind, "since_s": since}
    if not team.ready():
        return head | {"flown": False} | _doubts(team)
    plant = MujocoPlant(task, Disturbance.typical(wind=wind), seed)
    flown = team.fly(plant, float(task.time[-1]) + AFTER)
    arrays = plan_of(task, "both", "admm", flown.first, dict.fromkeys(("ddp_s", "coordination_s"), 0.0)).arrays
    measures = measure_flight(task, arrays, flown.tracks, flown.record)
    figures = {name: getattr(measures, name) for name in SHOWN}
    return head | {"flown": True, "plans": len(team.plans), "split": flown.split} | figures | _doubts(team)


def _doubts(team: InAir) -> dict[str, str]:
    """Whom all honest hosts leave out, which honest ones are doubted, and the first reason or what the team says."""
    names = {m.name for m in team.honest}
    reasons = {host: reason for m in team.honest for (host, _), reason in m.company.trust.reasons.items()}
    out = [{p.name for p in m.peers.values() if m.company.left_out(p)} for m in team.honest]
    wronged = names & (set(reasons) | set.union(*out))
    why = next(iter(reasons.values()), team.honest[0].reason)
    return {"left_out": _listed(set.intersection(*out)), "wronged": _listed(wronged), "why": why}


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names))
