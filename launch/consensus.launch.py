"""A distributed algorithm with a node per agent on one machine; on many, each starts its own with `number`."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

PACKAGE = "l2c_planner"
SWITCH = ["true", "false"]
ARGUMENTS = [
    DeclareLaunchArgument("namespace", default_value="", description="What comes before the agents' names."),
    DeclareLaunchArgument("number", default_value="", description="Agent to start; empty: all of them."),
    DeclareLaunchArgument("agents", default_value="8", description="Number of agents."),
    DeclareLaunchArgument("algorithm", default_value="gradient-tracking", description="Such as admm or push-sum."),
    DeclareLaunchArgument("graph", default_value="", description="Such as ring; empty: one that suits the algorithm."),
    DeclareLaunchArgument("problem", default_value="", description="Such as logistic; empty: one that suits it."),
    DeclareLaunchArgument("application", default_value="", description="Instead of the three; empty: none."),
    DeclareLaunchArgument("seed", default_value="0", description="Seed of problem, graph and faults."),
    DeclareLaunchArgument("rounds", default_value="3000", description="Most rounds."),
    DeclareLaunchArgument("loss", default_value="0.0", description="Share of the messages to lose on purpose."),
    DeclareLaunchArgument("lost_after", default_value="3.0", description="Silence of one who is gone [s]."),
    DeclareLaunchArgument("use_sim_time", default_value="false", choices=SWITCH, description="Time from /clock."),
    DeclareLaunchArgument("log_level", default_value="info", description="debug, info, warn, error or fatal."),
]
PARAMETERS = {
    "algorithm": str, "graph": str, "problem": str, "application": str, "agents": int, "seed": int, "rounds": int,
    "loss": float, "lost_after": float, "use_sim_time": bool,
}  # fmt: skip
"""Arguments that are parameters of the nodes."""


def agents(context: LaunchContext) -> list[Node]:
    """The nodes."""
    number, count = (LaunchConfiguration(name).perform(context) for name in ("number", "agents"))
    return [agent(context, each) for each in ([int(number)] if number else range(int(count)))]


def agent(context: LaunchContext, number: int) -> Node:
    """One of them."""
    above = LaunchConfiguration("namespace").perform(context).strip("/")
    namespace = "/".join(["", *filter(None, [above]), f"agent_{number}"])
    values = {name: ParameterValue(LaunchConfiguration(name), value_type=kind) for name, kind in PARAMETERS.items()}
    return Node(
        package=PACKAGE,
        executable="consensus_agent",
        name="consensus_agent",
        namespace=namespace,
        parameters=[{**values, "number": ParameterValue(str(number), value_type=int)}],
        arguments=["--ros-args", "--enclave", f"{namespace}/consensus_agent",
                   "--log-level", LaunchConfiguration("log_level")],
        output="screen",
    )  # fmt: skip


def generate_launch_description() -> LaunchDescription:
    """The arguments and the nodes."""
    return LaunchDescription([*ARGUMENTS, OpaqueFunction(function=agents)])
