"""A team of vehicles: one bridge per robot to its autopilot, and its controller where the bridge passes on commands."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

from l2c_planner.ros.fleet import FleetError, fleet

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
MODES = ["rates", "position"]
BRIDGES = {"px4": "px4_bridge", "mavros": "mavros_bridge", "crazyflie": "crazyflie_bridge"}
AUTOPILOTS = list(BRIDGES)
ARGUMENTS = [
    DeclareLaunchArgument("autopilot", default_value="px4", choices=AUTOPILOTS, description="What the bridges are to."),
    DeclareLaunchArgument("namespace", default_value="", description="What comes before the robots' names."),
    DeclareLaunchArgument("robot", default_value="", description="Only this robot's, on its own computer; empty: all."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same on all robots."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("params_file", default_value="", description="Parameters (YAML) that are no arguments here."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame of odometry and plans."),
    DeclareLaunchArgument("mode", default_value="rates", choices=MODES, description="What PX4 is told."),
    DeclareLaunchArgument("use_sim_time", default_value="false", choices=SWITCH, description="Time from /clock."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
]


def vehicles(context: LaunchContext) -> list[Node]:
    """Bridges and controllers; the file of parameters comes first, so that arguments win."""
    given = {item.name: LaunchConfiguration(item.name).perform(context) for item in ARGUMENTS}
    settings = {"world_frame": given["world_frame"], "use_sim_time": given["use_sim_time"] == "true"}
    team = fleet(given["task"], given["quads"], given["namespace"], **settings).nodes
    chosen = [node for node in team if given["robot"] in ("", node.host)]
    if not chosen:
        robots = [node.host for node in team]
        raise FleetError("robot", f"got {given['robot']!r}", " | ".join(robots), given["robot"], robots)
    made = [bridge(node.namespace, dict(node.parameters), given) for node in chosen]
    if given["autopilot"] != "crazyflie" and given["mode"] == "rates":
        made += [controller(node.namespace, dict(node.parameters), given) for node in chosen]
    return made


def bridge(namespace: str, parameters: dict[str, object], given: dict[str, str]) -> Node:
    """Between one robot's topics and its autopilot; a Crazyflie can be told positions only."""
    name, mode = BRIDGES[given["autopilot"]], {} if given["autopilot"] == "crazyflie" else {"mode": given["mode"]}
    return Node(
        package=PACKAGE,
        executable=BRIDGES[given["autopilot"]],
        name=name,
        namespace=namespace,
        parameters=typed({**parameters, **mode}, given),
        arguments=["--ros-args", "--enclave", f"{namespace}/{name}", "--log-level", given["log_level"]],
        output="screen",
    )


def controller(namespace: str, parameters: dict[str, object], given: dict[str, str]) -> Node:
    """What commands thrust and body rates."""
    return Node(
        package=PACKAGE,
        executable="controller",
        name="controller",
        namespace=namespace,
        parameters=typed(parameters, given),
        arguments=["--ros-args", "--enclave", f"{namespace}/controller", "--log-level", given["log_level"]],
        output="screen",
    )


def typed(parameters: dict[str, object], given: dict[str, str]) -> list[object]:
    """The file, and values with their types."""
    texts = {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in parameters.items()}
    values = {name: ParameterValue(text, value_type=type(parameters[name])) for name, text in texts.items()}
    return [*([given["params_file"]] if given["params_file"] else []), values]


def generate_launch_description() -> LaunchDescription:
    """The arguments and the vehicles."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=vehicles)])
