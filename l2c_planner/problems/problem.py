"""A multi-robot planning problem: agents, each with dynamics and a tracking cost, and couplings between them at every
knot.

Notation: N steps, knots 0..N; agent a has state x (nx,) and input u (nu,); its *components* at a knot are [x; u] (the
inputs of the last knot do not exist and are carried as zeros).  The components of all agents side by side, class after
class and agent after agent, form the team vector g of length D.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from l2c_planner.coupling.program import KnotProgram
from l2c_planner.models import Model

FOLLOWING_ROUNDS = 2
"""Rounds between two updates of the parameters that follow the plan."""


@dataclass(frozen=True, eq=False)
class AgentClass:
    """Isomorphic agents: same model, own parameters, references and weights.

    The cost of an agent is sum_k<N 1/2 |x - x_ref|_Q^2 + 1/2 |u - u_ref|_R^2 + 1/2 |x_N - x_ref|_QN^2.
    """

    name: str
    agents: tuple[str, ...]
    """Names of the ``count`` agents."""
    model: Model
    parameters: np.ndarray
    """(count, np), as in ``model.parameters``."""
    initial: np.ndarray
    """State at knot 0, (count, nx)."""
    state_reference: np.ndarray
    """(count, N+1, nx)."""
    input_reference: np.ndarray
    """(count, N, nu)."""
    state_weight: np.ndarray
    """Diagonal of Q, (count, nx)."""
    terminal_weight: np.ndarray
    """Diagonal of Q_N, (count, nx)."""
    input_weight: np.ndarray
    """Diagonal of R, (count, nu)."""
    scale: np.ndarray
    """Diagonal penalty S = 1 / range^2 of the components [x; u], (nx + nu,); 0 where no copy is wanted."""
    input_bounds: tuple[np.ndarray, np.ndarray] | None = None
    """Lower and upper bound of the input, each (nu,) or (count, nu)."""

    @property
    def count(self) -> int:
        """Number of agents."""
        return len(self.agents)

    @property
    def width(self) -> int:
        """Number of components nx + nu."""
        return self.model.nx + self.model.nu


@dataclass(frozen=True, eq=False)
class Coupling:
    """F isomorphic groups of agents that share one kind of constraint, at every knot.

    Variable v of the knot program of group f is the copy of component ``index[f, v]`` of the team vector; -1 marks a
    variable that belongs to no agent and has a target and a weight of its own.  Columns beyond the program's variables
    are copies that no constraint touches.
    """

    name: str
    program: KnotProgram
    index: np.ndarray
    """(F, variables + free), integers into the team vector, or -1."""
    parameters: dict[str, np.ndarray]
    """By name of the constraint: (items, np), (F, items, np), or (F, N+1, items, np) where it changes over the
    knots."""
    own_target: np.ndarray | None = None
    """Target and first guess of the variables marked -1, (N+1, variables)."""
    own_weight: np.ndarray | None = None
    """(variables,) weight of the variables marked -1; 0 elsewhere."""

    following: Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]] | None = None
    """Parameters that follow the plan, (I, items, np) by name of the constraint, from the components of items (I,
    variables + free) and their groups (I,): of the start, and then of the primal plan every ``FOLLOWING_ROUNDS``
    rounds."""

    emphasis: np.ndarray | None = None
    """Factor on the penalty of all copies of a group at a knot, (F, N+1); None for 1."""

    @property
    def groups(self) -> int:
        """Number of groups F."""
        return len(self.index)


@dataclass(frozen=True, eq=False)
class Problem:
    """Who moves, what it costs, and who is coupled to whom."""

    name: str
    dt: float
    """Step [s]."""
    steps: int
    """Number of steps N."""
    classes: tuple[AgentClass, ...]
    couplings: tuple[Coupling, ...]
    guess: np.ndarray | None = None
    """Team vector (N+1, D) that the copies start from; None for the references."""

    @property
    def knots(self) -> int:
        """Number of knots N + 1."""
        return self.steps + 1

    @cached_property
    def offsets(self) -> dict[str, np.ndarray]:
        """First component of every agent of a class in the team vector, by class name, each (count,)."""
        start, offsets = 0, {}
        for c in self.classes:
            offsets[c.name] = start + c.width * np.arange(c.count)
            start += c.width * c.count
        return offsets

    @cached_property
    def width(self) -> int:
        """Length D of the team vector."""
        return sum(c.width * c.count for c in self.classes)

    @cached_property
    def scale(self) -> np.ndarray:
        """Diagonal penalty of every component of the team vector (D,)."""
        return np.concatenate([np.tile(c.scale, c.count) for c in self.classes])

    @cached_property
    def is_input(self) -> np.ndarray:
        """Which components of the team vector are inputs (D,)."""
        return np.concatenate([np.tile(np.arange(c.width) >= c.model.nx, c.count) for c in self.classes])

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """Names of all agents, in the order of the team vector."""
        return tuple(name for c in self.classes for name in c.agents)

    @cached_property
    def columns(self) -> dict[str, np.ndarray]:
        """Components of every agent in the team vector, (nx + nu,) each."""
        return {
            agent: start + np.arange(c.width)
            for c in self.classes
            for agent, start in zip(c.agents, self.offsets[c.name], strict=True)
        }

    def reference(self) -> np.ndarray:
        """Team vector of the references, (N+1, D)."""
        return self.stack({c.name: (c.state_reference, c.input_reference) for c in self.classes})

    def start(self) -> np.ndarray:
        """Team vector (N+1, D) that the copies start from."""
        return self.reference() if self.guess is None else self.guess

    def stack(self, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
        """Team vectors (N+1, D) of the states (count, N+1, nx) and inputs (count, N, nu) of every class."""
        g = np.zeros((self.knots, self.width))
        for c in self.classes:
            for a, start in enumerate(self.offsets[c.name]):
                states, inputs = plan[c.name]
                g[:, start : start + c.model.nx] = states[a]
                g[:-1, start + c.model.nx : start + c.width] = inputs[a]
        return g

    def split(self, g: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Inverse of :meth:`stack`: states (count, N+1, nx) and inputs (count, N, nu) by class name."""
        plan = {}
        for c in self.classes:
            block = np.stack([g[:, s : s + c.width] for s in self.offsets[c.name]])
            plan[c.name] = (block[:, :, : c.model.nx].copy(), block[:, :-1, c.model.nx :].copy())
        return plan

    def cost(self, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> float:
        """Tracking cost of all agents (without penalties)."""
        total = 0.0
        for c in self.classes:
            states, inputs = plan[c.name]
            error, effort = states - c.state_reference, inputs - c.input_reference
            total += np.sum(error[:, :-1] ** 2 * c.state_weight[:, None])
            total += np.sum(error[:, -1] ** 2 * c.terminal_weight) + np.sum(effort**2 * c.input_weight[:, None])
        return 0.5 * float(total)
