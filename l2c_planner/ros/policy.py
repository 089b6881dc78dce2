"""SROS2 policy of a team: one enclave per process that allows its own topics and services and nothing else.

`python -m l2c_planner.ros.policy TASK.yaml --quads 6 > policy.xml`; then, for every process,
`ros2 security create_enclave KEYSTORE /quad_0/planner` and `ros2 security create_permission KEYSTORE /quad_0/planner
policy.xml`. Imports the standard library and PyYAML only; for bridges what they need, too.
"""

from __future__ import annotations

import argparse
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence

from l2c_planner.ros import names
from l2c_planner.ros.enclaves import Enclave, enclaves
from l2c_planner.ros.fleet import Fleet, fleet

VERSION = "0.2.0"
"""Of the policy format, Foxy and later."""


def policy(team: Fleet, bridge: str = "") -> str:
    """The policy as XML; what it does not allow is denied.

    bridge: one of `names.BRIDGES` that the team flies with.

    Raises ValueError or ImportError if the team cannot have such a bridge.
    """
    return document((*enclaves(team), *_bridges(team, bridge)))


def document(processes: Iterable[Enclave]) -> str:
    """The policy of some processes as XML."""
    root = ElementTree.Element("policy", version=VERSION)
    found = ElementTree.SubElement(root, "enclaves")
    for process in processes:
        enclave = ElementTree.SubElement(found, "enclave", path=process.path)
        profiles = ElementTree.SubElement(enclave, "profiles")
        _fill(ElementTree.SubElement(profiles, "profile", ns=process.namespace, node=process.node), process)
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=False) + "\n"


def _bridges(team: Fleet, bridge: str) -> tuple[Enclave, ...]:
    if not bridge:
        return ()
    from l2c_planner.ros.bridge_enclaves import bridge_enclaves

    return bridge_enclaves(team, bridge)


def _fill(profile: ElementTree.Element, process: Enclave) -> None:
    _allow(profile, "topic", "publish", process.publishes)
    _allow(profile, "topic", "subscribe", process.subscribes)
    _allow(profile, "service", "reply", process.serves)
    _allow(profile, "service", "request", process.asks)


def _allow(profile: ElementTree.Element, kind: str, action: str, allowed: Iterable[str]) -> None:
    if every := sorted(set(allowed)):
        group = ElementTree.SubElement(profile, f"{kind}s", {action: "ALLOW"})
        for name in every:
            ElementTree.SubElement(group, kind).text = name


def main(args: Sequence[str] | None = None) -> int:
    """Print the policy of a task."""
    parser = argparse.ArgumentParser(description="Print the SROS2 policy of a team.")
    parser.add_argument("task", help="task file (YAML)")
    parser.add_argument("--quads", default="0", help="number of robots; 0: as the team file says")
    parser.add_argument("--namespace", default="", help="what comes before the robots' names")
    parser.add_argument("--use-sim-time", action="store_true", help="allow the topic /clock, and the simulated world")
    parser.add_argument("--trainer", default="", help="trainer whose networks are heard")
    parser.add_argument("--bridge", default="", choices=names.BRIDGES, help="bridge to vehicles or to a simulator")
    given = parser.parse_args(args)
    settings = {"use_sim_time": given.use_sim_time, "trainer": given.trainer}
    try:
        text = policy(fleet(given.task, given.quads, given.namespace, **settings), given.bridge)
    except (ValueError, ImportError) as error:
        print(error, file=sys.stderr)
        return 2
    print(text, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
