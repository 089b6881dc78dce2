"""How hosts become a team: joining, opening plans together, surviving loss and death, agreeing on the result."""

from l2c_planner.team.loop import Loop
from l2c_planner.team.member import Member, TeamView, problem_hash, robot_of
from l2c_planner.team.roster import Roster

__all__ = ["Loop", "Member", "Roster", "TeamView", "problem_hash", "robot_of"]
