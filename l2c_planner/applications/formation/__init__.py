"""Formations by displacement, distance, direction and behind a leader: each robot moves by what its neighbours tell."""

from l2c_planner.applications.formation.cases import APPLICATIONS

__all__ = ["APPLICATIONS"]
