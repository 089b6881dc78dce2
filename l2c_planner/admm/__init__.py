"""ADMM over agents: the host state machine, penalties, residuals, and the loop that runs a team in one process."""

from l2c_planner.admm.assignment import Assignment, assign
from l2c_planner.admm.batch import Batch, shape
from l2c_planner.admm.host import Host, HostOptions, Round
from l2c_planner.admm.message import ROUND, Message, Phase
from l2c_planner.admm.penalty import Penalty
from l2c_planner.admm.team import Times, run, run_round, run_until

__all__ = [
    "Assignment",
    "Batch",
    "Host",
    "ROUND",
    "HostOptions",
    "Message",
    "Penalty",
    "Phase",
    "Round",
    "Times",
    "assign",
    "run",
    "run_round",
    "run_until",
    "shape",
]
