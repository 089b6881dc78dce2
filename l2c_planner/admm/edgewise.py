"""Hosts that talk to their neighbours only: for teams with a sparse graph.

A host keeps the groups that its own agents belong to, and coordinates all of them itself.  Both ends of an edge get the
same plans and so find the same copies, to the last bit: only primal plans travel, one exchange per round, and no host
ever hears of a robot that is not its neighbour.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.admm.assignment import Assignment
from l2c_planner.admm.host import Host, HostOptions
from l2c_planner.admm.message import Message, Phase
from l2c_planner.problems.part import part_of
from l2c_planner.problems.problem import Problem


class EdgewiseHost(Host):
    """A host whose neighbours find the same copies themselves."""

    def outbox(self) -> list[Message]:
        """Primal plans to send to the neighbours since the last call."""
        return [message for message in super().outbox() if message.phase is Phase.PRIMAL]


def edgewise_host(
    problem: Problem, agents: dict[str, str], name: str, options: HostOptions, plan: int = 0
) -> EdgewiseHost:
    """Host ``name`` of a team.

    Args:
        problem: Of the whole team.
        agents: Host of every agent.
        name: Which host.
        options: The same on every host.
        plan: Number of the plan.

    Raises:
        ValueError: The penalty follows residuals, which no host knows of the whole team.
    """
    if options.penalty.balancing or options.penalty.agreement > 0:
        raise ValueError("hosts that see a part of the team need a penalty without balancing and with agreement 0")
    part = part_of(problem, [agent for agent, host in agents.items() if host == name])
    hosts = {agent: agents[agent] for agent in part.agents}
    number = list(dict.fromkeys(hosts.values())).index(name)
    items = {c.name: np.full((c.groups, part.knots), number) for c in part.couplings}
    return EdgewiseHost(part, name, Assignment(hosts, items), options, plan)
