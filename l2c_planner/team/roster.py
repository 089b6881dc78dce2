"""Which host runs which agent, given who is alive."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from l2c_planner.config import Task


class NoHost(ValueError):
    """An agent has no living host; the message says which."""


@dataclass(frozen=True)
class Roster:
    """Hosts of a team, and the candidates for every agent."""

    candidates: dict[str, tuple[str, ...]]
    """By agent, in the order of the team vector: its host, then its fall-backs."""

    @classmethod
    def of(cls, task: Task) -> Roster:
        """Roster of a task's team."""
        hosts = task.team.hosts
        return cls({agent: (h.host, *h.fallback) for agent, h in hosts.items()})

    @property
    def hosts(self) -> tuple[str, ...]:
        """All hosts: those that run agents while everybody is alive, then those that only stand in."""
        first = [candidates[0] for candidates in self.candidates.values()]
        others = [name for candidates in self.candidates.values() for name in candidates[1:]]
        return tuple(sorted(dict.fromkeys(first + others), key=_natural))

    def seating(self, living: set[str], flying: Collection[str] = ()) -> dict[str, str]:
        """Host of every agent: its first candidate that is alive, before others one that knows the flight.

        Raises NoHost if an agent has none.
        """
        seats = {}
        for agent, candidates in self.candidates.items():
            alive = [name for name in candidates if name in living]
            if not alive:
                raise NoHost(f"{agent} has no living host ({' or '.join(candidates)})")
            seats[agent] = next((name for name in alive if name in flying), alive[0])
        return seats

    def captain(self, seating: dict[str, str]) -> str:
        """The host that opens plans and ends stages: that of the first agent, the load of a transport."""
        return seating[next(iter(self.candidates))]


def robot_of(host: str) -> int:
    """Index of the robot that a host is, in the arrays of a plan."""
    return int(host.rpartition("_")[2])


def _natural(name: str) -> tuple[str, int]:
    """quad_2 before quad_10."""
    head, _, number = name.rpartition("_")
    return (head, int(number)) if number.isdecimal() else (name, -1)
