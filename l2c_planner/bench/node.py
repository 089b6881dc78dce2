"""What the planner and the controller of one robot cost its computer: memory, CPU time, bytes, start.

The team runs on this machine, a process per node, in real time; a stand-in publishes odometry. Measured are the planner
of the captain, the planner of another robot, and that robot's controller, while they are

- idle: the team has joined, odometry comes in,
- planning: the team is asked for a plan at a set rate,
- tracking: a plan is flown, by the stand-in to perfection.

Somebody looks on to count what they say and hear, but for `/diagnostics`, `plan/team` and what ROS says itself. 1 MB is
1e6 B.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from l2c_planner.bench.onboard import CONTROLLER, NoMeasurement, Team
from l2c_planner.bench.process import call, one_thread
from l2c_planner.bench.usage import cpu_time, memory
from l2c_planner.config import MultiliftTask, default_task_path, load_task
from l2c_planner.team.ballot import START_DELAY
from l2c_planner.team.flight import SETTLING

ODOMETRY = 200.0
"""Rate of the odometry of a robot, and of the load's [1/s]; what came of it is in every row."""
COMMITTED, HOLD = "committed", "hold"

Row = dict[str, Any]


def run(quads: int = 6, rate: float = 1.0, seconds: float = 5.0, task: str | None = None) -> dict[str, Any]:
    """Report on the nodes of one robot; a row of ``nodes`` and ``network`` per node and state.

    Args:
        quads: size of the team.
        rate: plans that are asked for [1/s]; where they take longer, the next one follows at once.
        seconds: for which every state is measured [s]; tracking ends with the plan.
        task: a multilift task; None for the shipped one.

    Raises NoMeasurement if the nodes do not do what is to be measured, ConfigError, ValueError for a task without a
    load, ProcessFailed where the process with one thread does.
    """
    if not one_thread():
        options = {"quads": quads, "rate": rate, "seconds": seconds, "task": task}
        return call("l2c_planner.bench.node:run", options)
    path = Path(task or default_task_path()).expanduser().absolute()
    loaded = load_task(path, quads)
    if not isinstance(loaded, MultiliftTask):
        raise ValueError(f"{path}: a {loaded.problem} has no controllers; valid: a multilift task")
    with ExitStack() as stack:
        team = Team(stack, path, loaded, ODOMETRY)
        idle = _measured(team, "idle", seconds, _until)
        ends: list[str] = []
        planning = _measured(team, "planning", seconds, lambda team, end: ends.extend(_plans(team, end, rate)))
        tracking = _tracking(team, min(seconds, loaded.steps * loaded.dt))
    return _report(quads, ends, team, idle, planning, tracking)


def _report(quads: int, ends: list[str], team: Team, idle: list[Row], planning: list[Row], tracking: list[Row]) -> Row:
    made = ends.count(COMMITTED)
    pairs = [(a, b) for a, b in zip(idle, planning) if a["node"] != CONTROLLER]
    rows = [*idle, *(busy for _, busy in pairs), *tracking]
    between = [row for row in rows if row["node"] != CONTROLLER]
    return {
        "quads": quads,
        "plans": made,
        "plans_held": len(ends) - made,
        "plans_per_second": made / planning[0]["over"],
        "start": [{"node": node.name, "start_s": node.start} for node in team.nodes],
        "nodes": [_without(row, "over", "to_robots_mb_per_second", "from_robots_mb_per_second") for row in rows],
        "network": [
            {key: row[key] for key in ("node", "state", "to_robots_mb_per_second", "from_robots_mb_per_second")}
            for row in between
        ],
        "per_plan": [_per_plan(a, b, made) for a, b in pairs if made],
    }


def _per_plan(idle: Row, busy: Row, plans: int) -> Row:
    """What a plan takes beyond being idle."""

    def more(key: str) -> float:
        return (busy[key] - idle[key]) * busy["over"] / plans

    return {
        "node": busy["node"],
        "cpu_s": more("cpu_percent") / 100,
        "to_robots_mb": more("to_robots_mb_per_second"),
        "from_robots_mb": more("from_robots_mb_per_second"),
    }


def _without(row: Row, *keys: str) -> Row:
    return {key: value for key, value in row.items() if key not in keys}


# ---------------------------------------------------------------- measuring
def _measured(team: Team, state: str, seconds: float, live: Callable[[Team, float], None]) -> list[Row]:
    """A row per node over the time that `live` takes, which is asked to end at a time of `time.monotonic` [s]."""
    begun, before, said = time.monotonic(), [cpu_time(node.pid) for node in team.nodes], team.traffic.bytes()
    told = team.traffic.messages(team.odometry)
    live(team, begun + seconds)
    over = time.monotonic() - begun
    odometry = {"odometry_hz": (team.traffic.messages(team.odometry) - told) / over}
    after, rates = [cpu_time(node.pid) for node in team.nodes], team.traffic.bytes()
    rates = {topic: (count - said[topic]) / over / 1e6 for topic, count in rates.items()}
    rows = []
    for node, first, last in zip(team.nodes, before, after):
        sizes = {f"{kind}_mb": size / 1e6 for kind, size in vars(memory(node.pid)).items()}
        links = node.links
        traffic = {
            "sent_mb_per_second": sum(rates[topic] for topic in links.said),
            "heard_mb_per_second": sum(rates[topic] for topic in links.heard),
            "to_robots_mb_per_second": sum(rates[topic] * readers for topic, readers in links.said.items()),
            "from_robots_mb_per_second": sum(rates[topic] for topic, foreign in links.heard.items() if foreign),
        }
        share = {"cpu_percent": 100 * (last - first) / over}
        rows.append({"node": node.name, "state": state, **odometry, **share, **sizes, **traffic, "over": over})
    return rows


def _until(team: Team, end: float) -> None:
    while (left := end - time.monotonic()) > 0:
        team.observer.spin(min(0.1, left))
        team.check()


def _plans(team: Team, end: float, rate: float) -> list[str]:
    """How the plans end that are asked for; the last one may do so a little late."""
    ends, due = [], time.monotonic()
    while due < end:
        _until(team, due)
        ends.append(_plan(team))
        due = max(due + 1 / rate, time.monotonic())
    _until(team, end)
    return ends


def _plan(team: Team) -> str:
    """Have the team plan; committed or hold."""
    team.observer.forget()
    team.observer.request_plan()
    team.wait(lambda: team.observer.state in (COMMITTED, HOLD), "no plan")
    return team.observer.state


def _tracking(team: Team, seconds: float) -> list[Row]:
    """Once the last mission is over that nobody has flown: until then the team plans none from the start."""
    _until(team, time.monotonic() + START_DELAY + team.duration + SETTLING)
    team.fly()
    if _plan(team) == HOLD:
        raise NoMeasurement(f"no plan to fly: {team.observer.reason}")
    _until(team, time.monotonic() + START_DELAY)
    return _measured(team, "tracking", seconds, _until)
