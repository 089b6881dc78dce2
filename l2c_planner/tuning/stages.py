"""The stages of a multilift plan that are tuned, their classes of agents, and the number of their scores."""

from __future__ import annotations

from l2c_planner.models import CABLE, LOAD
from l2c_planner.tuning.layout import parts

REFERENCES, TRAJECTORIES = "references", "trajectories"
STAGES = {REFERENCES: ("load",), TRAJECTORIES: ("load", "cable")}
"""Classes of agents by stage."""
SIZES = {
    REFERENCES: {"load": parts(LOAD, True, True)[-1].at.stop},
    TRAJECTORIES: {"load": parts(LOAD, True, False)[-1].at.stop, "cable": parts(CABLE, False, False)[-1].at.stop},
}
"""Number of scores by stage and class of agents."""
