"""The local solver: DDP for many agents of one model at once, one agent per SIMD lane."""

from l2c_planner.ddp.options import Hessian, Options
from l2c_planner.ddp.solution import History, Solution, Status
from l2c_planner.ddp.solver import LocalSolver
from l2c_planner.kernels.lanes import from_lanes, to_lanes

__all__ = ["Hessian", "History", "LocalSolver", "Options", "Solution", "Status", "from_lanes", "to_lanes"]
