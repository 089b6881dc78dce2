"""Who does which task: auctions over neighbours, one task or several per robot."""

from l2c_planner.applications.allocation.cases import APPLICATIONS

__all__ = ["APPLICATIONS"]
