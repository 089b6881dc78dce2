"""Control of quadrotors that carry a load: from a plan and odometry to thrusts and body rates, without ROS."""

from l2c_planner.control.controller import Command, Controller
from l2c_planner.control.gains import Gains
from l2c_planner.control.odometry import Odometry
from l2c_planner.control.supervisor import Change, Mode, Patience
from l2c_planner.control.track import Reference, Track
from l2c_planner.control.tracks import Tracks

__all__ = ["Change", "Command", "Controller", "Gains", "Mode", "Odometry", "Patience", "Reference", "Track", "Tracks"]
