"""One robot: start its node, and rviz on request."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

from l2c_planner.ros.fleet import HEARTBEAT, NICENESS

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="quad_0", description="Namespace; its last part is the robot."),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML), the same on all robots."),
    DeclareLaunchArgument("quads", default_value="0", description="Number of robots; 0: as the team file says."),
    DeclareLaunchArgument("params_file", default_value="", description="Parameters (YAML) that are no arguments here."),
    DeclareLaunchArgument("world_frame", default_value="map", description="Frame in which the team plans."),
    DeclareLaunchArgument("tuning", default_value="task", description="Weights: task, learned, or a file of networks."),
    DeclareLaunchArgument("trainer", default_value="", description="Trainer whose networks to plan with."),
    DeclareLaunchArgument("autostart", default_value="true", choices=SWITCH, description="Configure and activate."),
    DeclareLaunchArgument("plan_on_start", default_value="false", choices=SWITCH, description="Plan without ~/plan."),
    DeclareLaunchArgument("use_sim_time", default_value="false", choices=SWITCH, description="Time from /clock."),
    DeclareLaunchArgument(
        "yields", default_value="false", choices=SWITCH, description="Let a simulation on this machine go first."
    ),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
    DeclareLaunchArgument("use_rviz", default_value="false", choices=SWITCH, description="Start rviz too."),
    DeclareLaunchArgument("rviz_config", default_value="", description="Configuration of rviz; empty: its own."),
]
PARAMETERS = {
    "task": str,
    "quads": int,
    "world_frame": str,
    "tuning": str,
    "trainer": str,
    "autostart": bool,
    "plan_on_start": bool,
    "use_sim_time": bool,
}
"""Arguments that are parameters of the node."""


def agent(context: LaunchContext) -> list[Node]:
    """The node; the file of parameters comes first, so that arguments win."""
    file = LaunchConfiguration("params_file").perform(context)
    yields = LaunchConfiguration("yields").perform(context) == "true"
    namespace = "/" + LaunchConfiguration("namespace").perform(context).strip("/")
    arguments = {name: ParameterValue(LaunchConfiguration(name), value_type=kind) for name, kind in PARAMETERS.items()}
    if yields:
        arguments["transport.heartbeat"] = ParameterValue(str(HEARTBEAT), value_type=float)
    node = Node(
        package=PACKAGE,
        executable="agent",
        name="planner",
        namespace=namespace,
        parameters=[*([file] if file else []), arguments],
        arguments=["--ros-args", "--enclave", f"{namespace}/planner", "--log-level", LaunchConfiguration("log_level")],
        prefix=f"nice -n {NICENESS}" if yields else None,
        output="screen",
    )
    return [node]


def rviz(context: LaunchContext) -> list[Node]:
    """Rviz, with a configuration if one is given."""
    file = LaunchConfiguration("rviz_config").perform(context)
    condition = IfCondition(LaunchConfiguration("use_rviz"))
    return [Node(package="rviz2", executable="rviz2", arguments=["-d", file] if file else [], condition=condition)]


def generate_launch_description() -> LaunchDescription:
    """The arguments, the node and rviz."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=agent), OpaqueFunction(function=rviz)])
