"""A team of Crazyflies: `vehicles.launch.py` with its bridges."""

from pathlib import Path

from launch import LaunchDescription
from launch.actions import IncludeLaunchDescription
from launch.launch_description_sources import PythonLaunchDescriptionSource

VEHICLES = str(Path(__file__).with_name("vehicles.launch.py"))


def generate_launch_description() -> LaunchDescription:
    """The vehicles, with the arguments of the other file."""
    source = PythonLaunchDescriptionSource(VEHICLES)
    return LaunchDescription([IncludeLaunchDescription(source, launch_arguments={"autopilot": "crazyflie"}.items())])
