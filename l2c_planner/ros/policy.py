"""SROS2 policy of a team: one enclave per process that allows its own topics and services and nothing else.

`python -m l2c_planner.ros.policy TASK.yaml --quads 6 > policy.xml`; then, for every process,
`ros2 security create_enclave KEYSTORE /quad_0/planner` and `ros2 security create_permission KEYSTORE /quad_0/planner
policy.xml`. Imports the standard library and PyYAML only.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence

from l2c_planner.ros.enclaves import Enclave, enclaves
from l2c_planner.ros.fleet import Fleet, FleetError, fleet

VERSION = "0.2.0"
"""Of the policy format, Foxy and later."""


def policy(team: Fleet) -> str:
    """The policy as XML; what it does not allow is denied."""
    root = ElementTree.Element("policy", version=VERSION)
    found = ElementTree.SubElement(root, "enclaves")
    for process in enclaves(team):
        enclave = ElementTree.SubElement(found, "enclave", path=process.path)
        profiles = ElementTree.SubElement(enclave, "profiles")
        _fill(ElementTree.SubElement(profiles, "profile", ns=process.namespace, node=process.node), process)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _fill(profile: ElementTree.Element, process: Enclave) -> None:
    _allow(profile, "topic", "publish", process.publishes)
    _allow(profile, "topic", "subscribe", process.subscribes)
    _allow(profile, "service", "reply", process.serves)
    _allow(profile, "service", "request", process.asks)


def _allow(profile: ElementTree.Element, kind: str, action: str, allowed: Iterable[str]) -> None:
    if names := sorted(set(allowed)):
        group = ElementTree.SubElement(profile, f"{kind}s", {action: "ALLOW"})
        for name in names:
            ElementTree.SubElement(group, kind).text = name


def main(args: Sequence[str] | None = None) -> int:
    """Print the policy of a task."""
    parser = argparse.ArgumentParser(description="Print the SROS2 policy of a team.")
    parser.add_argument("task", help="task file (YAML)")
    parser.add_argument("--quads", default="0", help="number of robots; 0: as the team file says")
    parser.add_argument("--namespace", default="", help="what comes before the robots' names")
    parser.add_argument("--use-sim-time", action="store_true", help="allow the topic /clock, and the simulated world")
    parser.add_argument("--trainer", default="", help="trainer whose networks are heard")
    given = parser.parse_args(args)
    settings = {"use_sim_time": given.use_sim_time, "trainer": given.trainer}
    try:
        team = fleet(given.task, given.quads, given.namespace, **settings)
    except FleetError as error:
        print(error, file=sys.stderr)
        return 2
    print(policy(team), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
