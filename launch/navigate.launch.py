"""Robots that navigate by a learned policy, a node for each in a simulated world; one robot alone with `robot`."""

import json
from pathlib import Path

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "warehouse-1.json"])
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="What comes before the robots' names."),
    DeclareLaunchArgument("scene", default_value=SHIPPED, description="Task, from l2c navigate."),
    DeclareLaunchArgument("policies", default_value="results/policy/policies.npz", description="From l2c policy."),
    DeclareLaunchArgument("row", default_value="cooptimised", description="Which of the policies."),
    DeclareLaunchArgument("robot", default_value="", description="The only robot to start; empty: all."),
    DeclareLaunchArgument("goals", default_value="true", choices=SWITCH, description="Goals of the scene; else told."),
    DeclareLaunchArgument("simulated", default_value="true", choices=SWITCH, description="Start the world, too."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame of odometry and obstacles."),
    DeclareLaunchArgument("stale", default_value="0.3", description="Age of odometry that counts no more [s]."),
    DeclareLaunchArgument("speed", default_value="1.0", description="Of the world by real time, at most."),
    DeclareLaunchArgument("record", default_value="", description="File of what happened (.npz); empty: none."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
]


def nodes(context: LaunchContext) -> list[Node]:
    """The world, then the robots; in simulated time if the world is simulated."""
    given = {item.name: LaunchConfiguration(item.name).perform(context) for item in ARGUMENTS}
    scene = json.loads(Path(given["scene"]).expanduser().read_text(encoding="utf-8"))
    names = [f"robot_{i}" for i in range(len(scene["starts"]))]
    if given["robot"] and given["robot"] not in names:
        raise ValueError(f"robot: got {given['robot']!r}; valid: {', '.join(names)}")
    found = [world(given)] if given["simulated"] == "true" else []
    return found + [navigator(given, scene, names, i) for i, n in enumerate(names) if given["robot"] in ("", n)]


def navigator(given: dict[str, str], scene: dict, names: list[str], number: int) -> Node:
    """One robot."""
    place = namespace(given, names[number])
    goal = ",".join(map(repr, scene["goals"][number])) if given["goals"] == "true" else ""
    others = ",".join(name for name in names if name != names[number])
    values = {name: given[name] for name in ("policies", "row", "world_frame")}
    numbers = {"stale": given["stale"], "period": scene.get("dt", 0.05), "arrival": scene.get("arrival", 0.3)}
    texts = typed({**values, "neighbours": others, "goal": goal}, str)
    simulated = typed({"use_sim_time": given["simulated"]}, bool)
    return Node(
        package=PACKAGE,
        executable="navigator",
        name="navigator",
        namespace=place,
        parameters=[{**texts, **typed(numbers, float), **simulated}],
        arguments=["--ros-args", "--enclave", f"{place}/navigator", "--log-level", given["log_level"]],
        output="screen",
    )


def world(given: dict[str, str]) -> Node:
    """The simulated one."""
    place = namespace(given, "wheeled_plant")
    values = {name: given[name] for name in ("scene", "world_frame", "record")}
    return Node(
        package=PACKAGE,
        executable="wheeled_plant",
        name="wheeled_plant",
        namespace=place,
        parameters=[{**typed(values, str), **typed({"speed": given["speed"]}, float)}],
        arguments=["--ros-args", "--enclave", f"{place}/wheeled_plant", "--log-level", given["log_level"]],
        output="screen",
    )


def typed(values: dict[str, object], kind: type) -> dict[str, ParameterValue]:
    """Parameters of one type."""
    return {name: ParameterValue(str(value), value_type=kind) for name, value in values.items()}


def namespace(given: dict[str, str], name: str) -> str:
    """Of a robot, or of the world."""
    return "/".join(["", *filter(None, [given["namespace"].strip("/")]), name])


def generate_launch_description() -> LaunchDescription:
    """The arguments, the world and the robots."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=nodes)])
