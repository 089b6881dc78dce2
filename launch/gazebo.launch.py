"""Gazebo with the world of a task, its bridge to ROS 2, and the node that turns commands into rotor speeds.

Needs Gazebo Harmonic or later, ros_gz_bridge, ros_gz_interfaces and actuator_msgs. The world waits for the team's plan.
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
CONTROL = "/world/team/control@ros_gz_interfaces/srv/ControlWorld"
START = "1.0"
"""Time of the clock before the plan [s]; 0 would mean none to ROS."""
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="Before the robots' names, as for the team."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same as for the team."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame of the odometry."),
    DeclareLaunchArgument("out", default_value="results/gazebo", description="Folder for world.sdf and bridge.yaml."),
    DeclareLaunchArgument("headless", default_value="false", choices=SWITCH, description="Without a window."),
]


def gazebo(context: LaunchContext) -> list[ExecuteProcess | RegisterEventHandler]:
    """Write the world; start Gazebo and the bridges when it is there."""
    given = {item.name: LaunchConfiguration(item.name).perform(context) for item in ARGUMENTS}
    options = ["--out", given["out"], "--world-frame", given["world_frame"]]
    options += ["--namespace", given["namespace"]] if given["namespace"] else []
    options += ["--quads", given["quads"]] if given["quads"] not in ("", "0") else []
    command = [ExecutableInPackage(package=PACKAGE, executable="l2c"), "export", "gazebo", given["task"], *options]
    export = ExecuteProcess(cmd=command, output="screen")

    def written(event, context: LaunchContext) -> list[ExecuteProcess | Node | Shutdown]:
        return started(given) if event.returncode == 0 else [Shutdown(reason="there is no world to simulate")]

    return [export, RegisterEventHandler(OnProcessExit(target_action=export, on_exit=written))]


def started(given: dict[str, str]) -> list[ExecuteProcess | Node]:
    """Gazebo, paused, and the two bridges."""
    quiet = ["-s"] if given["headless"] == "true" else []
    above = f"/{given['namespace'].strip('/')}".rstrip("/")
    world = ["gz", "sim", *quiet, "--initial-sim-time", START, f"{given['out']}/world.sdf"]
    parameters = {
        "task": ParameterValue(given["task"], value_type=str),
        "quads": ParameterValue(given["quads"], value_type=int),
    }
    return [
        ExecuteProcess(cmd=world, output="screen"),
        Node(
            package="ros_gz_bridge",
            executable="parameter_bridge",
            name="bridge",
            namespace=f"{above}/gazebo",
            parameters=[{"config_file": ParameterValue(f"{given['out']}/bridge.yaml", value_type=str)}],
            arguments=[CONTROL],
            output="screen",
        ),
        Node(
            package=PACKAGE,
            executable="gazebo_bridge",
            name="gazebo_bridge",
            namespace=f"{above}/gazebo",
            parameters=[parameters],
            arguments=["--ros-args", "--enclave", f"{above}/gazebo/gazebo_bridge"],
            output="screen",
        ),
    ]


def generate_launch_description() -> LaunchDescription:
    """The arguments and Gazebo."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=gazebo)])
