"""What moves: continuous models with named vectors, their integrators and their manifolds."""

from l2c_planner.models.base import GRAVITY, Model, Registry, UnknownModel
from l2c_planner.models.cable import CABLE
from l2c_planner.models.double_integrator import DOUBLE_INTEGRATOR_2D, DOUBLE_INTEGRATOR_3D
from l2c_planner.models.integrators import rk4
from l2c_planner.models.layout import Field, Layout
from l2c_planner.models.load import LOAD
from l2c_planner.models.numeric import numeric
from l2c_planner.models.polar import PLAIN_POLAR, POLAR
from l2c_planner.models.quadrotor import QUADROTOR
from l2c_planner.models.unicycle import UNICYCLE

MODELS: dict[str, Model] = Registry(
    LOAD, CABLE, QUADROTOR, UNICYCLE, DOUBLE_INTEGRATOR_2D, DOUBLE_INTEGRATOR_3D, POLAR, PLAIN_POLAR
)
"""Every model by name; tests run over all of them. An unknown name raises `UnknownModel`, which lists these."""

__all__ = [
    "CABLE",
    "DOUBLE_INTEGRATOR_2D",
    "DOUBLE_INTEGRATOR_3D",
    "GRAVITY",
    "LOAD",
    "MODELS",
    "PLAIN_POLAR",
    "POLAR",
    "QUADROTOR",
    "UNICYCLE",
    "Field",
    "Layout",
    "Model",
    "Registry",
    "UnknownModel",
    "numeric",
    "rk4",
]
