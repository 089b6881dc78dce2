"""Topics between a team and a simulator as data: the bridge of Gazebo, the map of Isaac Sim; needs no ROS."""

from __future__ import annotations

import yaml

from l2c_planner.ros import names

CLOCK_TYPE = "rosgraph_msgs/msg/Clock"
ODOMETRY_TYPE = "nav_msgs/msg/Odometry"
GAZEBO_TYPES = {
    CLOCK_TYPE: "gz.msgs.Clock",
    ODOMETRY_TYPE: "gz.msgs.Odometry",
    "actuator_msgs/msg/Actuators": "gz.msgs.Actuators",
}
"""What ros_gz_bridge turns into each other."""


def topic_map(quads: int, namespace: str, simulator: str) -> list[dict[str, str]]:
    """Topics of a team of quadrotors below a namespace: name, type, and who publishes, `simulator` or `team`.

    Args:
        simulator: names.GAZEBO_BRIDGE or names.ISAAC_BRIDGE, the node that speaks to it.
    """
    above = f"/{namespace.strip('/')}".rstrip("/")
    robots = [f"{above}/quad_{i}" for i in range(quads)]
    heard = next(c for c in names.SIMULATED if c.name == _heard(simulator))
    said = [{"topic": names.CLOCK, "type": CLOCK_TYPE, "from": "simulator"}]
    for body in (*robots, f"{above}/{names.LOAD}"):
        said.append({"topic": names.absolute(body, names.ODOMETRY), "type": ODOMETRY_TYPE, "from": "simulator"})
    return said + [{"topic": names.absolute(robot, heard.name), "type": heard.type, "from": "team"} for robot in robots]


def _heard(simulator: str) -> str:
    return {names.GAZEBO_BRIDGE: names.MOTORS, names.ISAAC_BRIDGE: names.SETPOINT}[simulator]


def gazebo_bridge(quads: int, namespace: str = "") -> str:
    """Configuration of ros_gz_bridge (its parameter `config_file`) for the world of `l2c export gazebo`."""
    entries = [_bridged(entry) for entry in topic_map(quads, namespace, names.GAZEBO_BRIDGE)]
    return f"# For ros_gz_bridge, parameter config_file.\n{yaml.safe_dump(entries, sort_keys=False)}"


def _bridged(entry: dict[str, str]) -> dict[str, str]:
    return {
        "ros_topic_name": entry["topic"],
        "gz_topic_name": _gazebo_topic(entry["topic"]),
        "ros_type_name": entry["type"],
        "gz_type_name": GAZEBO_TYPES[entry["type"]],
        "direction": "GZ_TO_ROS" if entry["from"] == "simulator" else "ROS_TO_GZ",
    }


def _gazebo_topic(topic: str) -> str:
    """Names of Gazebo's own for what a model tells and hears."""
    if topic == names.CLOCK:
        return topic
    body, last = topic.split("/")[-2:]
    return f"/model/{body}/" + {names.ODOMETRY: "odometry", names.MOTORS: "command/motor_speed"}[last]


def isaac_topics(quads: int, namespace: str = "") -> str:
    """The same topics for Isaac Sim, to look up."""
    entries = topic_map(quads, namespace, names.ISAAC_BRIDGE)
    return f"# Topics between Isaac Sim and the team.\n{yaml.safe_dump({'topics': entries}, sort_keys=False)}"


def isaac_names(quads: int, namespace: str = "") -> dict[str, object]:
    """The same by what they are: `clock`, and by body `odometry` and `setpoint`."""
    entries = topic_map(quads, namespace, names.ISAAC_BRIDGE)
    by_body = {
        kind: {
            entry["topic"].split("/")[-2]: entry["topic"] for entry in entries if entry["topic"].endswith(f"/{name}")
        }
        for kind, name in (("odometry", names.ODOMETRY), ("setpoint", names.SETPOINT))
    }
    return {"clock": names.CLOCK, **by_body}
