"""What robots minimise together: f_i by kind, over arrays with one row per agent."""

from l2c_planner.consensus.problems.allocation import Allocation
from l2c_planner.consensus.problems.moving import Moving
from l2c_planner.consensus.problems.problem import Curvature, Problem
from l2c_planner.consensus.problems.quadratic import Quadratic, least_squares
from l2c_planner.consensus.problems.random_problems import PROBLEMS, problem
from l2c_planner.consensus.problems.sets import Sets
from l2c_planner.consensus.problems.smooth import Expression, Logistic
from l2c_planner.consensus.problems.values import Values

__all__ = ["PROBLEMS", "Allocation", "Curvature", "Expression", "Logistic", "Moving", "Problem", "Quadratic", "Sets",
           "Values", "least_squares", "problem"]  # fmt: skip
