"""An environment that can be made safer: the node that optimises a scenario on request and shows the layout."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="Namespace of the node."),
    DeclareLaunchArgument("scenario", default_value="warehouse", description="Shipped scenario, or a YAML file."),
    DeclareLaunchArgument("starts", default_value="5", description="Guesses per task to compare layouts by."),
    DeclareLaunchArgument("tasks", default_value="5", description="Tasks to compare, where they are random."),
    DeclareLaunchArgument("resolution", default_value="0.05", description="Width of a cell of the grid [m]."),
    DeclareLaunchArgument("frame", default_value="map", description="Frame of markers and grid."),
    DeclareLaunchArgument("use_sim_time", default_value="false", choices=SWITCH, description="Time from /clock."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
]
PARAMETERS = {"scenario": str, "starts": int, "tasks": int, "resolution": float, "frame": str, "use_sim_time": bool}
"""Arguments that are parameters of the node."""


def environment(context: LaunchContext) -> list[Node]:
    """The node."""
    namespace = "/" + LaunchConfiguration("namespace").perform(context).strip("/")
    enclave = f"{namespace.rstrip('/')}/environment"
    values = {name: ParameterValue(LaunchConfiguration(name), value_type=kind) for name, kind in PARAMETERS.items()}
    node = Node(
        package=PACKAGE,
        executable="environment",
        name="environment",
        namespace=namespace,
        parameters=[values],
        arguments=["--ros-args", "--enclave", enclave, "--log-level", LaunchConfiguration("log_level")],
        output="screen",
    )
    return [node]


def generate_launch_description() -> LaunchDescription:
    """The arguments and the node."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=environment)])
