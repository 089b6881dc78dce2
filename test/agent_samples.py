"""Teams of agents behind the state machine `outbox, receive, ready, step`, for the contract and fault tests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from lq_samples import lq_problem, triangle_problem
from multilift_samples import multilift_task

from l2c_planner.admm import Host, HostOptions, Message, Penalty, assign
from l2c_planner.config import load_task
from l2c_planner.config.loader import shipped_file
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem
from l2c_planner.problems.problem import Problem
from l2c_planner.problems.swarm.build import swarm_problem

PENALTY = Penalty(scale=0.1, hold=2, growth=1.3)

PROBLEMS = {
    "pair": lq_problem,
    "triangle": triangle_problem,
    "references": lambda: references_problem(multilift_task()),
    "trajectories": lambda: trajectories_problem(multilift_task()),
    "swarm": lambda: swarm_problem(load_task(shipped_file("swarm.yaml"), quads=4)),
}
HOSTS = {"pair": (1, 2), "triangle": (1, 2, 3), "references": (1,), "trajectories": (1, 2, 3), "swarm": (1, 3)}
"""Numbers of hosts that a team is spread over."""


@lru_cache
def problem_of(team: str) -> Problem:
    """The problem of a team, made once."""
    return PROBLEMS[team]()


def make_hosts(team: str, count: int, plan: int = 0) -> list[Host]:
    """Fresh hosts of a team; agents go round."""
    problem = problem_of(team)
    names = {agent: f"host_{i % count}" for i, agent in enumerate(problem.agents)}
    assignment = assign(problem, names)
    return [Host(problem, name, assignment, HostOptions(penalty=PENALTY), plan) for name in assignment.hosts]


def asynchronous(hosts: Sequence[Host], rounds: int, seed: int, duplicates: float = 0.0) -> None:
    """Rounds without a common clock: any host that can moves, and any message in flight may arrive next, some twice.

    Raises RuntimeError if nobody can move although everything has arrived.
    """
    choose, flight = random.Random(seed), []
    while any(host.round < rounds for host in hosts):
        able = [host for host in hosts if host.round < rounds and host.ready()]
        if not able and not flight:
            raise RuntimeError("everybody waits and nothing is in flight")
        if able and (not flight or choose.random() < 0.5):
            host = choose.choice(able)
            host.step()
            flight += [(other, m) for m in host.outbox() for other in hosts if other is not host]
        else:
            other, message = flight.pop(choose.randrange(len(flight)))
            other.receive(message)
            if choose.random() < duplicates:
                flight.append((other, message))


def state_of(host: Host) -> dict[str, np.ndarray]:
    """Everything that all hosts of a team share, copied."""
    found = {"team": host.team.copy(), "round": np.array([host.round, host.phase]), "factor": np.array(host.factor)}
    found["residuals"] = np.array([(r.number, r.primal, r.dual, r.factor) for r in host.history])
    for name, consensus in host.consensus.items():
        found[f"copies {name}"], found[f"dual {name}"] = consensus.copies.copy(), consensus.dual.copy()
    return found


def assert_same_bits(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> None:
    """Two states are equal to the last bit."""
    assert a.keys() == b.keys()
    for name in a:
        np.testing.assert_array_equal(a[name], b[name], err_msg=name)


def sent_by(host: Host) -> list[Message]:
    """Messages of one step."""
    host.step()
    return host.outbox()


def deliver(messages: Iterable[Message], hosts: Iterable[Host]) -> None:
    """Hand messages to hosts, their senders included."""
    hosts = list(hosts)
    for message in messages:
        for host in hosts:
            host.receive(message)
