"""Runs the hosts of a team in one process: the in-memory transport is a loop that hands messages over."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from l2c_planner.admm.host import Host
from l2c_planner.admm.message import ROUND, Phase


@dataclass
class Times:
    """Where the time of the rounds went [s], summed over hosts."""

    local: float = 0.0
    """Local subproblems (DDP)."""
    coordination: float = 0.0
    dual: float = 0.0

    def add(self, phase: Phase, spent: float) -> None:
        """Book the time of a step [s]."""
        name = {Phase.PRIMAL: "local", Phase.COPY: "coordination", Phase.DUAL: "dual"}[phase]
        setattr(self, name, getattr(self, name) + spent)

    @property
    def total(self) -> float:
        """Sum of all."""
        return self.local + self.coordination + self.dual


def run_round(hosts: Sequence[Host], times: Times | None = None) -> None:
    """One round of all hosts in lock step.

    Raises RuntimeError if a host waits for a message that nobody has sent.
    """
    times = times or Times()
    for phase in ROUND:
        for host in hosts:
            if host.phase is not phase or not host.ready():
                raise RuntimeError(f"host {host.name} is not ready for phase {phase.name} of round {host.round}")
            start = time.perf_counter()
            host.step()
            times.add(phase, time.perf_counter() - start)
        deliver(hosts)


def deliver(hosts: Sequence[Host]) -> None:
    """Hand every message to every other host."""
    for message in [m for host in hosts for m in host.outbox()]:
        for host in hosts:
            host.receive(message)


def run_until(parties: Sequence, done: Callable[..., bool]) -> None:
    """Step every party that is ready and not ``done(party)`` until all are; messages are carried at once.

    A party has `Host`'s ready, step, outbox and receive.  Raises RuntimeError if all wait for each other.
    """
    while waiting := [party for party in parties if not done(party)]:
        ready = [party for party in waiting if party.ready()]
        if not ready:
            raise RuntimeError("all hosts wait for each other's messages")
        for party in ready:
            party.step()
            for message in party.outbox():
                for other in parties:
                    other.receive(message)


def run(hosts: Sequence[Host], rounds: int, stop: Callable[[], bool]) -> Times:
    """At most ``rounds`` rounds; ``stop`` is asked after every one."""
    times = Times()
    for _ in range(rounds):
        run_round(hosts, times)
        if stop():
            break
    return times
