"""Task, team and planner files: YAML in, frozen and checked models out."""

from .errors import ConfigError
from .loader import default_task_path, load_task, shipped_file
from .multilift import MultiliftTask
from .planner import PlannerOptions
from .scene import CYLINDER, SPHERE, Obstacle, Task
from .swarm import SwarmTask, SwarmTeam
from .team import Team, wrench_map

__all__ = [
    "CYLINDER",
    "SPHERE",
    "ConfigError",
    "MultiliftTask",
    "Obstacle",
    "PlannerOptions",
    "SwarmTask",
    "SwarmTeam",
    "Task",
    "Team",
    "default_task_path",
    "load_task",
    "shipped_file",
    "wrench_map",
]
