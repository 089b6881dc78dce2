"""Fleets of different robots: who joins which group, and what each group agrees on."""

from l2c_planner.applications.fleets.cases import APPLICATIONS

__all__ = ["APPLICATIONS"]
