"""A team to look at: the node that draws it, and rviz; once for a team, on any machine."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
VIEW = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "l2c.rviz"])
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="Of the team: what is before the robots' names."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same as on the robots."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame in which the team plans."),
    DeclareLaunchArgument("use_sim_time", default_value="false", choices=SWITCH, description="Time from /clock."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
    DeclareLaunchArgument("use_rviz", default_value="true", choices=SWITCH, description="Start rviz too."),
    DeclareLaunchArgument("rviz_config", default_value=VIEW, description="Configuration of rviz."),
]
PARAMETERS = {"task": str, "quads": int, "world_frame": str, "use_sim_time": bool}
"""Arguments that are parameters of the node."""


def display(context: LaunchContext) -> list[Node]:
    """The node and rviz, both in the team's namespace, in which their topics' names are relative."""
    namespace = "/" + LaunchConfiguration("namespace").perform(context).strip("/")
    enclave = f"{namespace.rstrip('/')}/display"
    values = {name: ParameterValue(LaunchConfiguration(name), value_type=kind) for name, kind in PARAMETERS.items()}
    node = Node(
        package=PACKAGE,
        executable="display",
        name="display",
        namespace=namespace,
        parameters=[values],
        arguments=["--ros-args", "--enclave", enclave, "--log-level", LaunchConfiguration("log_level")],
        output="screen",
    )
    rviz = Node(
        package="rviz2",
        executable="rviz2",
        namespace=namespace,
        parameters=[{"use_sim_time": values["use_sim_time"]}],
        arguments=["-d", LaunchConfiguration("rviz_config")],
        condition=IfCondition(LaunchConfiguration("use_rviz")),
    )
    return [node, rviz]


def generate_launch_description() -> LaunchDescription:
    """The arguments and the two."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=display)])
