"""What the lower level plans in and what the upper level may move: the seam between scenarios and solvers.

Symbols: N agents, T steps, nx and nu entries of a state and an input, theta the parameters of the environment (m,).
Functions of theta take a CasADi column (SX or DM) and return one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from l2c_planner.environment.motion import Motion
from l2c_planner.environment.options import AscentOptions
from l2c_planner.environment.shapes import Column, OfTheta, Shape

Paths = Callable[[np.ndarray], tuple[np.ndarray, ...]]
"""Sets of paths of all agents, each (N, T+1, 2) [m], as a function of theta (m,)."""

GOAL_REACHED = 0.3
"""Distance from the goal within which an agent has arrived [m]."""


@dataclass(frozen=True)
class Border:
    """A shape and those who must keep clear of it."""

    shape: Shape
    agents: tuple[int, ...] | None = None
    """None: all agents."""


@dataclass(frozen=True, eq=False)
class Limits:
    """Largest inputs and speed."""

    speed: float
    """[m/s]."""
    input: np.ndarray
    """Largest magnitude of every input, (nu,)."""


@dataclass(frozen=True)
class Metric:
    """Constants of the safety metric, eq. (18)."""

    reach: float
    """Distance d_s beyond which two bodies do not threaten each other [m]."""
    epsilon: float = 0.1
    """Length that keeps the potential finite at contact [m]."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One navigation task in an environment whose parameters are open."""

    name: str
    motion: Motion
    steps: int
    dt: float
    """[s]."""
    radius: np.ndarray
    """Radii of the agents, (N,) [m]."""
    start: OfTheta
    """Start states, (nx, N)."""
    goal: OfTheta
    """Goal states, (nx, N)."""
    borders: tuple[Border, ...]
    limits: Limits
    state_weight: np.ndarray
    """Diagonal of Q, (nx,)."""
    input_weight: np.ndarray
    """Diagonal of R, (nu,)."""
    metric: Metric
    parameters: int
    """Length of theta."""
    guides: Paths = lambda theta: ()
    """Paths that a planner may try first; after them come straight and bowed ones."""

    @property
    def agents(self) -> int:
        """Number of agents N."""
        return len(self.radius)


@dataclass(frozen=True, eq=False)
class Parameters:
    """What may be moved, and within which limits."""

    names: tuple[str, ...]
    units: tuple[str, ...]
    lower: np.ndarray
    """(m,)."""
    upper: np.ndarray
    """(m,)."""
    step: np.ndarray
    """Typical length of one step of the ascent, (m,)."""
    requirements: Callable[[Column], Column] | None = None
    """Further conditions q(theta) <= 0, a column (k,); None if there are none."""
    project: Callable[[np.ndarray], np.ndarray] | None = None
    """Nearest theta that keeps all conditions, where the scenario knows a way; None: boxes alone."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A family of tasks in one kind of environment: one module of `scenarios` builds it from its YAML file."""

    name: str
    title: str
    parameters: Parameters
    tasks: Callable[[int], Scene]
    """Scene of the task with this seed; the seed does not change the environment."""
    baselines: Callable[[int], dict[str, np.ndarray]]
    """Layouts that people would choose, name to theta (m,); the seed draws those that are random."""
    starts: Callable[[int], np.ndarray]
    """A theta (m,) at which an ascent may begin, by seed; seed 0 is the first baseline."""
    drawn: tuple[float, float, float, float]
    """What pictures show: smallest x, largest x, smallest y, largest y [m]."""
    fixed_tasks: bool = True
    """All tasks are the same one, only guesses differ (no random starts)."""
    training_tasks: int = 1
    """Tasks whose mean is maximised at once; more than one for the stochastic extension."""
    task: Callable[[int], Any] | None = None
    """Task of a seed as an ascent sees it (`chains.Task`), for a planner of its own; None: planned in `tasks(seed)`."""
    ascent: AscentOptions = field(default_factory=AscentOptions)
    notes: tuple[str, ...] = field(default=())
    """Which constants are ours, one sentence each."""
