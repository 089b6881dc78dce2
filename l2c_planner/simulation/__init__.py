"""Flights without hardware: plants with physics or perfect tracking, disturbances, and what a flight achieves.

Physics are MuJoCo's, which only this room needs: `pip install mujoco`.
"""

from l2c_planner.simulation.disturbance import Disturbance
from l2c_planner.simulation.flight import Flight, fly
from l2c_planner.simulation.loopback import LoopbackPlant
from l2c_planner.simulation.mujoco_plant import Diverged, MujocoPlant, SimulatorMissing
from l2c_planner.simulation.physics import Physics
from l2c_planner.simulation.plant import Observation, Plant, TeamState, planned_state
from l2c_planner.simulation.record import Record

__all__ = [
    "Disturbance",
    "Diverged",
    "Flight",
    "LoopbackPlant",
    "MujocoPlant",
    "Observation",
    "Physics",
    "Plant",
    "Record",
    "SimulatorMissing",
    "TeamState",
    "fly",
    "planned_state",
]
