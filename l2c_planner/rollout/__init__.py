"""Roll-outs: what the rounds of a plan were, from a run in one process, a file or a bag (`l2c_planner.rollout.bag`)."""

from l2c_planner.rollout.errors import RolloutError
from l2c_planner.rollout.file import load, save
from l2c_planner.rollout.recorder import Recorder
from l2c_planner.rollout.rollout import Head, Rollout, StageRollout
from l2c_planner.rollout.stages import rollout_of
from l2c_planner.rollout.task_json import task_from_json, task_to_json

__all__ = [
    "Head",
    "Recorder",
    "Rollout",
    "RolloutError",
    "StageRollout",
    "load",
    "rollout_of",
    "save",
    "task_from_json",
    "task_to_json",
]
