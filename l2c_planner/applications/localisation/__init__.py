"""Cooperative localisation: robots find their places from what they measure of each other and a few anchors."""

from l2c_planner.applications.localisation.application import Localisation
from l2c_planner.applications.localisation.ranges import Ranges
from l2c_planner.applications.localisation.relative import Relative

APPLICATIONS = {
    "localisation": Localisation(
        "Robots measure where their neighbours are; four know their own place.", Relative, damping=0.9, reach=1.8
    ),
    "localisation-ranges": Localisation(
        "Robots measure how far their neighbours are; four know their own place.", Ranges, damping=0.45, reach=2.8
    ),
}
