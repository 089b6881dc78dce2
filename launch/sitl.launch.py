"""A flight without hardware, as `l2c fly` makes one: a world, a planner and a controller per robot, and a display.

The world is one of this project (mujoco, loopback), Gazebo or Isaac Sim; docs/simulators.md compares them.
"""

from pathlib import Path

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

from l2c_planner.ros.fleet import fleet

PACKAGE = "l2c_planner"
HERE = Path(__file__).parent
SWITCH = ["true", "false"]
BACKENDS = ["mujoco", "loopback", "gazebo", "isaac"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
RVIZ = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "l2c.rviz"])
ARGUMENTS = [
    DeclareLaunchArgument(
        "namespace", default_value="", description="Before the robots' names: team_a, /team_a/quad_0."
    ),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML); it names the team file."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("backend", default_value="mujoco", choices=BACKENDS, description="The simulated world."),
    DeclareLaunchArgument("wind", default_value="0.0", description="Largest speed of gusts, m/s (mujoco)."),
    DeclareLaunchArgument("seed", default_value="0", description="Of noise, mismatch and wind (mujoco)."),
    DeclareLaunchArgument(
        "speed", default_value="1.0", description="Times real time; 0.0: at most (mujoco, loopback)."
    ),
    DeclareLaunchArgument("headless", default_value="false", choices=SWITCH, description="No window (gazebo, isaac)."),
    DeclareLaunchArgument(
        "isaac_python", default_value="", description="Isaac Sim's python.sh; empty: start it by hand."
    ),
    DeclareLaunchArgument(
        "out", default_value="results/sitl", description="Folder for what gazebo and isaac are given."
    ),
    DeclareLaunchArgument("params_file", default_value="", description="Parameters (YAML) of the planners."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame in which the team plans."),
    DeclareLaunchArgument("tuning", default_value="task", description="Weights: task, learned, or a file of networks."),
    DeclareLaunchArgument("autostart", default_value="true", choices=SWITCH, description="Configure and activate."),
    DeclareLaunchArgument("plan_on_start", default_value="true", choices=SWITCH, description="Plan without ~/plan."),
    DeclareLaunchArgument("record", default_value="", description="Folder for a bag of all topics; empty: none."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
    DeclareLaunchArgument("use_rviz", default_value="false", choices=SWITCH, description="Start rviz too."),
    DeclareLaunchArgument("rviz_config", default_value=RVIZ, description="Configuration of rviz."),
]
TEAM_WIDE = ("task", "quads", "namespace", "world_frame")
"""Arguments that the included files share."""
PLANNERS = ("params_file", "tuning", "autostart", "plan_on_start", "log_level")
DISPLAY = ("log_level", "use_rviz", "rviz_config")
SIMULATORS = {"gazebo": ("out", "headless"), "isaac": ("out", "headless", "isaac_python")}


def flight(context: LaunchContext) -> list[Node | IncludeLaunchDescription | ExecuteProcess]:
    """Everything; arguments are read first, for an included file changes them."""
    given = {item.name: LaunchConfiguration(item.name).perform(context) for item in ARGUMENTS}
    team = fleet(given["task"], given["quads"], given["namespace"])
    above = team.nodes[0].namespace.rpartition("/")[0]
    common = {"task": str(team.task), "quads": int(given["quads"] or 0), "world_frame": given["world_frame"]}
    return [
        *recorder(given["record"]),
        *world(given, above, common),
        *(controller(robot.namespace, {**common, "use_sim_time": True}, given["log_level"]) for robot in team.nodes),
        included("team", given, (*TEAM_WIDE, *PLANNERS), use_sim_time="true", yields="true", use_rviz="false"),
        included("display", given, (*TEAM_WIDE, *DISPLAY), use_sim_time="true"),
    ]


def world(given: dict[str, str], above: str, common: dict[str, object]) -> list[Node | IncludeLaunchDescription]:
    """The plant of this project, or another simulator."""
    backend = given["backend"]
    if backend in SIMULATORS:
        return [included(backend, given, (*TEAM_WIDE, *SIMULATORS[backend]))]
    numbers = {"wind": float(given["wind"]), "seed": int(given["seed"]), "speed": float(given["speed"])}
    settings = shared(f"{above}/plant/plant", {**common, **numbers, "plant": backend}, given["log_level"])
    return [Node(package=PACKAGE, executable="plant", name="plant", namespace=f"{above}/plant", **settings)]


def controller(namespace: str, parameters: dict[str, object], log_level: str) -> Node:
    """What commands thrust and body rates of a robot."""
    settings = shared(f"{namespace}/controller", parameters, log_level)
    return Node(package=PACKAGE, executable="controller", name="controller", namespace=namespace, **settings)


def shared(enclave: str, parameters: dict[str, object], log_level: str) -> dict[str, object]:
    """Parameters and what all nodes have in common."""
    typed = {key: ParameterValue(text(value), value_type=type(value)) for key, value in parameters.items()}
    arguments = ["--ros-args", "--enclave", enclave, "--log-level", log_level]
    return {"parameters": [typed], "arguments": arguments, "output": "screen"}


def text(value: object) -> str:
    """A parameter as a launch argument."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def included(file: str, given: dict[str, str], names: tuple[str, ...], **more: str) -> IncludeLaunchDescription:
    """Another launch file of this folder with some of the arguments."""
    arguments = {name: given[name] for name in names} | more
    source = PythonLaunchDescriptionSource(str(HERE / f"{file}.launch.py"))
    return IncludeLaunchDescription(source, launch_arguments=arguments.items())


def recorder(folder: str) -> list[ExecuteProcess]:
    """A bag of all topics, if it is wanted."""
    return (
        [ExecuteProcess(cmd=["ros2", "bag", "record", "-a", "-s", "mcap", "-o", folder], output="screen")]
        if folder
        else []
    )


def generate_launch_description() -> LaunchDescription:
    """The arguments and the flight."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=flight)])
