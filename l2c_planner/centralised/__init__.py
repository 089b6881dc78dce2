"""The whole team as one nonlinear program: the reference solution, and the finishing pass of a truncated plan."""

from l2c_planner.centralised.solver import Between, Centralised, CentralisedOptions, reference_guess, solve

__all__ = ["Between", "Centralised", "CentralisedOptions", "reference_guess", "solve"]
