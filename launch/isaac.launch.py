"""Isaac Sim with the scene of a task, and the node that gives it the commands of the controllers.

Isaac Sim is started if `isaac_python` names its Python (python.sh), else by hand with the script that is written.
"""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, OpaqueFunction, RegisterEventHandler, Shutdown
from launch.event_handlers import OnProcessExit
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import ExecutableInPackage, FindPackageShare

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="Before the robots' names, as for the team."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same as for the team."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame of the odometry."),
    DeclareLaunchArgument("out", default_value="results/isaac", description="Folder for scene.py and topics.yaml."),
    DeclareLaunchArgument("headless", default_value="false", choices=SWITCH, description="Without a window."),
    DeclareLaunchArgument(
        "isaac_python", default_value="", description="Isaac Sim's python.sh; empty: start it by hand."
    ),
]


def isaac(context: LaunchContext) -> list[ExecuteProcess | RegisterEventHandler | Node]:
    """Write the script and start the bridge; start Isaac Sim when the script is there."""
    given = {item.name: LaunchConfiguration(item.name).perform(context) for item in ARGUMENTS}
    options = ["--out", given["out"], "--world-frame", given["world_frame"]]
    options += ["--namespace", given["namespace"]] if given["namespace"] else []
    options += ["--quads", given["quads"]] if given["quads"] not in ("", "0") else []
    command = [ExecutableInPackage(package=PACKAGE, executable="l2c"), "export", "isaac", given["task"], *options]
    export = ExecuteProcess(cmd=command, output="screen")

    def written(event, context: LaunchContext) -> list[ExecuteProcess | Shutdown]:
        return started(given) if event.returncode == 0 else [Shutdown(reason="there is no scene to simulate")]

    return [bridge(given), export, RegisterEventHandler(OnProcessExit(target_action=export, on_exit=written))]


def bridge(given: dict[str, str]) -> Node:
    """Commands to setpoints."""
    above = f"/{given['namespace'].strip('/')}".rstrip("/")
    parameters = {
        "task": ParameterValue(given["task"], value_type=str),
        "quads": ParameterValue(given["quads"], value_type=int),
    }
    return Node(
        package=PACKAGE,
        executable="isaac_bridge",
        name="isaac_bridge",
        namespace=f"{above}/isaac",
        parameters=[parameters],
        arguments=["--ros-args", "--enclave", f"{above}/isaac/isaac_bridge"],
        output="screen",
    )


def started(given: dict[str, str]) -> list[ExecuteProcess]:
    """Isaac Sim, if it is known where it is."""
    if not given["isaac_python"]:
        return []
    quiet = ["--headless"] if given["headless"] == "true" else []
    return [ExecuteProcess(cmd=[given["isaac_python"], f"{given['out']}/scene.py", *quiet], output="screen")]


def generate_launch_description() -> LaunchDescription:
    """The arguments, the bridge and Isaac Sim."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=isaac)])
