"""The trainer of a team: learns from its plans and announces better networks to the robots that follow it."""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

PACKAGE = "l2c_planner"
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="trainer", description="Beside those of the robots."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same as on the robots."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("start", default_value="learned", description="Networks of the robots: learned, or a file."),
    DeclareLaunchArgument("out", default_value="results/trainer", description="Folder of checkpoint and networks."),
    DeclareLaunchArgument("key_file", default_value="", description="The team's key; empty: it has none."),
    DeclareLaunchArgument("batch", default_value="4", description="Plans per step of the networks."),
]
PARAMETERS = {"task": str, "quads": int, "start": str, "out": str, "key_file": str, "batch": int}
"""Arguments that are parameters of the node."""


def generate_launch_description() -> LaunchDescription:
    """The arguments and the node."""
    arguments = {name: ParameterValue(LaunchConfiguration(name), value_type=kind) for name, kind in PARAMETERS.items()}
    node = Node(
        package=PACKAGE,
        executable="trainer",
        name="trainer",
        namespace=LaunchConfiguration("namespace"),
        parameters=[arguments],
        output="screen",
    )
    return LaunchDescription([*ARGUMENTS, node])
