"""How hosts become a team: joining, opening plans together, surviving loss and death, agreeing on the result."""

from l2c_planner.team.loop import Loop
from l2c_planner.team.member import Member
from l2c_planner.team.roster import Roster, robot_of
from l2c_planner.team.status import TeamView

__all__ = ["Loop", "Member", "Roster", "TeamView", "robot_of"]
