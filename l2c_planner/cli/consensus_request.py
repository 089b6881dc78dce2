"""What `l2c consensus` was asked for and what is to go wrong, looked at before anything is made."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Refused

if TYPE_CHECKING:
    from l2c_planner.consensus.faults import Faults

DDS = "dds"
"""The transport that is a ROS 2 node per agent."""
MOST_NODES = 64
"""Processes that are started on one machine."""


@dataclass(frozen=True)
class Request:
    """What was asked for."""

    algorithm: str
    graph: str | None
    agents: int
    problem: str | None
    rounds: int
    transport: str
    seed: int
    loss: float = 0.0
    delay: int = 0
    kill: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    byzantine: int = 0
    noise: float = 0.0
    record: bool = False
    out: Path | None = None
    json: bool = False
    quiet: bool = False


def check(request: Request) -> None:
    """Raises `Refused` for what no graph is needed to see."""
    if request.transport == DDS:
        check_nodes(request.agents)
        if request.byzantine:
            raise Refused("--transport dds: liars are not carried; valid: arrays, memory")
    faults_of(request)


def check_nodes(agents: int) -> None:
    """Raises `Refused` for more agents than one machine has processes for."""
    if agents > MOST_NODES:
        raise Refused(f"--agents {agents}: each is a process of this machine; valid with dds: 2 to {MOST_NODES}")


def faults_of(request: Request) -> Faults:
    """What was asked to go wrong.

    Raises `Refused` for what is no event of the run, who dies as it comes, too many liars, and a node that is to come
    back after its death.
    """
    from l2c_planner.consensus.faults import Faults

    deaths, joins = (events(name, getattr(request, name), request.rounds) for name in ("kill", "join"))
    comes = dict(joins)
    for agent, round in deaths:
        if round == comes.get(agent) or (request.transport == DDS and round < comes.get(agent, -1)):
            raise Refused(f"--kill {agent}@{round}: it comes in round {comes[agent]}; valid: a later round")
    liars = liars_of(request)
    return Faults(request.loss, 0.0, request.delay, deaths, joins, liars, noise=request.noise, seed=request.seed)


def events(option: str, texts: Sequence[str], rounds: float = math.inf) -> tuple[tuple[int, int], ...]:
    """Agents and rounds from texts such as 3@40.

    Raises `Refused` for others, for a second one of an agent, and for one after the last of some rounds.
    """
    found: dict[int, int] = {}
    for text in texts:
        agent, _, round = text.removeprefix("agent_").partition("@")
        if not (agent.isdecimal() and round.isdecimal()):
            raise Refused(f"--{option} {text}: not an event; valid: number of an agent @ round, such as 3@40")
        if int(agent) in found:
            raise Refused(f"--{option} {text}: the second of agent {agent}; valid: one")
        if int(round) >= rounds:
            raise Refused(f"--{option} {text}: there are {rounds} rounds; valid: an earlier one")
        found[int(agent)] = int(round)
    return tuple(found.items())


def liars_of(request: Request) -> tuple[int, ...]:
    """Agents that lie, drawn by the seed.

    Raises `Refused` unless they are fewer than half.
    """
    import numpy as np

    if 2 * request.byzantine >= request.agents:
        raise Refused(f"--byzantine {request.byzantine}: there are {request.agents} agents; valid: fewer than half")
    chosen = np.random.default_rng((request.seed, 3)).choice(request.agents, request.byzantine, replace=False)
    return tuple(sorted(chosen.tolist()))


def check_some(rows: Sequence[Mapping[str, Any]]) -> None:
    """Raises `Refused` if all of some runs were refused, with the reason or the first of several."""
    reasons = list(dict.fromkeys(row.get("refused") for row in rows))
    if None not in reasons:
        raise Refused(reasons[0] if len(reasons) == 1 else f"all refuse; the first: {reasons[0]}")
