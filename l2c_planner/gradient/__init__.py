"""Derivatives of a fixed number of rounds by weights, penalties, references and initial states."""

from l2c_planner.gradient.result import ClassGradient, Gradient
from l2c_planner.gradient.reverse import Seed, gradient, gradients
from l2c_planner.gradient.tape import Tape, TapedHost, tapes

__all__ = ["ClassGradient", "Gradient", "Seed", "Tape", "TapedHost", "gradient", "gradients", "tapes"]
