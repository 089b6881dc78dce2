"""Plan one task with the command `l2c plan` and write the results to a folder."""

from launch import LaunchContext, LaunchDescription
from launch.actions import DeclareLaunchArgument, ExecuteProcess, OpaqueFunction
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.substitutions import ExecutableInPackage, FindPackageShare

PACKAGE = "l2c_planner"


def plan(context: LaunchContext) -> list[ExecuteProcess]:
    """Start the planner; an option left empty is not passed on, so that the task file decides."""
    quads = LaunchConfiguration("quads").perform(context)
    command = [
        ExecutableInPackage(package=PACKAGE, executable="l2c"),
        "plan",
        LaunchConfiguration("task"),
        "--out",
        LaunchConfiguration("out"),
    ]
    return [ExecuteProcess(cmd=command + (["--quads", quads] if quads else []), output="screen")]


def generate_launch_description() -> LaunchDescription:
    """The arguments and the planner."""
    shipped = PathJoinSubstitution([FindPackageShare(PACKAGE), "config", "transport.yaml"])
    return LaunchDescription(
        [
            DeclareLaunchArgument("task", default_value=shipped, description="Task file (YAML)."),
            DeclareLaunchArgument("quads", default_value="", description="Team size; empty: as in the team file."),
            DeclareLaunchArgument("out", default_value="results/plan", description="Folder for plan and report."),
            OpaqueFunction(function=plan),
        ]
    )
