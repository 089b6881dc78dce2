"""A whole team on this machine: `agent.launch.py` once per robot of a task, and `display.launch.py` on request."""

from pathlib import Path

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, IncludeLaunchDescription, OpaqueFunction
from launch.launch_description_sources import PythonLaunchDescriptionSource
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.substitutions import FindPackageShare

from l2c_planner.ros.fleet import fleet

PACKAGE = "l2c_planner"
AGENT = str(Path(__file__).with_name("agent.launch.py"))
DISPLAY = str(Path(__file__).with_name("display.launch.py"))
SWITCH = ["true", "false"]
SHIPPED = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
VIEW = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "l2c.rviz"])
ARGUMENTS = [
    DeclareLaunchArgument(
        "namespace", default_value="", description="Before the robots' names: team_a, /team_a/quad_0."
    ),
    DeclareLaunchArgument("task", default_value=SHIPPED, description="Task file (YAML); it names the team file."),
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
    DeclareLaunchArgument("use_rviz", default_value="false", choices=SWITCH, description="Show it in rviz, too."),
    DeclareLaunchArgument("rviz_config", default_value=VIEW, description="Configuration of rviz."),
]


def agents(context: LaunchContext) -> list[IncludeLaunchDescription]:
    """One robot after the other, then what shows them."""
    given = {name: LaunchConfiguration(name).perform(context) for name in (item.name for item in ARGUMENTS)}
    settings = {name: given[name] == "true" for name in ("autostart", "plan_on_start", "use_sim_time")}
    settings |= {name: given[name] for name in ("world_frame", "tuning", "trainer")}
    team = fleet(given["task"], given["quads"], given["namespace"], **settings)
    passed_on = {name: given[name] for name in ("params_file", "yields", "log_level")} | {"use_rviz": "false"}
    included = []
    for node in team.nodes:
        parameters = {name: text(value) for name, value in node.parameters.items()}
        arguments = {"namespace": node.namespace, **parameters, **passed_on}
        included.append(include(AGENT, arguments))
    if given["use_rviz"] == "true":
        shared = ("namespace", "task", "quads", "world_frame", "use_sim_time", "log_level", "use_rviz", "rviz_config")
        included.append(include(DISPLAY, {name: given[name] for name in shared}))
    return included


def include(path: str, arguments: dict[str, str]) -> IncludeLaunchDescription:
    """Another launch file; what it is not given it has from here, if the names are the same."""
    return IncludeLaunchDescription(PythonLaunchDescriptionSource(path), launch_arguments=arguments.items())


def text(value: object) -> str:
    """A parameter as a launch argument."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def generate_launch_description() -> LaunchDescription:
    """The arguments and the robots."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=agents)])
