"""SROS2 policy of agents that run a distributed algorithm: an enclave each, which lets it hear its neighbours alone.

`python -m l2c_planner.ros.consensus_enclaves --graph ring --agents 8 > policy.xml`; the keys are then made as for
`l2c_planner.ros.policy`. Needs no ROS.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import networkx as nx

from l2c_planner.applications.setup import case_of
from l2c_planner.consensus.agent import agent_name
from l2c_planner.consensus.setup import Setup
from l2c_planner.ros import names
from l2c_planner.ros.enclaves import Enclave, full, plain
from l2c_planner.ros.policy import document


def agent_enclaves(graph: nx.Graph, above: str = "", simulated: bool = False) -> tuple[Enclave, ...]:
    """Of the agents of a graph.

    above: what comes before their names, `/field`.  simulated: whether they hear /clock.
    """
    said = [channel.name for channel in names.AGREED]
    found = []
    for number in sorted(graph):
        own = f"{above}/{agent_name(number)}"
        heard = graph.predecessors(number) if graph.is_directed() else graph.neighbors(number)
        topics = [f"{above}/{agent_name(i)}/{name}" for i in sorted(heard) for name in (names.TOLD, names.MEMBERS)]
        found.append(plain(own, names.CONSENSUS_AGENT, full(own, said), topics, simulated))
    return tuple(found)


def main(args: Sequence[str] | None = None) -> int:
    """Print the policy of a run."""
    parser = argparse.ArgumentParser(description="Print the SROS2 policy of a distributed algorithm.")
    parser.add_argument("--algorithm", default="gradient-tracking")
    parser.add_argument("--graph", default="", help="empty: one that suits the algorithm")
    parser.add_argument("--application", default="", help="instead of the two")
    parser.add_argument("--agents", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--namespace", default="", help="what comes before the agents' names")
    parser.add_argument("--use-sim-time", action="store_true", help="allow the topic /clock")
    given = parser.parse_args(args)
    try:
        case = case_of(Setup(given.algorithm, given.graph, "", given.agents, given.seed), given.application)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    above = "/".join(["", *filter(None, [given.namespace.strip("/")])])
    print(document(agent_enclaves(case.graph, above.rstrip("/"), given.use_sim_time)), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
