"""Derivatives of a scalar by everything that a problem and its options hold."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from l2c_planner.problems.problem import Problem


@dataclass(frozen=True, eq=False)
class ClassGradient:
    """By the arrays of an `AgentClass`, in their shapes."""

    state_weight: np.ndarray
    terminal_weight: np.ndarray
    input_weight: np.ndarray
    state_reference: np.ndarray
    input_reference: np.ndarray
    initial: np.ndarray


@dataclass(frozen=True, eq=False)
class Gradient:
    """Of a scalar that depends on the outcome of some rounds."""

    classes: dict[str, ClassGradient]
    """By class of agents."""
    component_penalty: np.ndarray
    """By the extra factors on the penalty of all components (D,)."""
    schedule: np.ndarray
    """By the penalty factor of every round (K,)."""
    relaxation: np.ndarray
    """By the over-relaxation, (1,)."""
    own_weight: dict[str, np.ndarray]
    """By the weights of variables without an agent, by coupling, (variables,)."""
    constraints: dict[str, dict[str, np.ndarray]]
    """By the parameters of all constraints, by coupling and name of the constraint, in the shapes of a `Coupling`."""
    pivot: float
    """Smallest pivot of a local Hessian relative to its diagonal: below zero a plan was no minimum."""
    converged: bool
    """Whether all solutions had converged; else the derivative is that of something near them."""

    @classmethod
    def zeros(cls, problem: Problem, rounds: int, converged: bool) -> Gradient:
        """Nothing yet."""
        names = [f.name for f in fields(ClassGradient)]
        classes = {c.name: ClassGradient(**{n: np.zeros_like(getattr(c, n)) for n in names}) for c in problem.classes}
        own = {c.name: np.zeros(c.program.variables) for c in problem.couplings}
        constraints = {c.name: {n: np.zeros_like(p) for n, p in c.parameters.items()} for c in problem.couplings}
        return cls(classes, np.zeros(problem.width), np.zeros(rounds), np.zeros(1), own, constraints, np.inf, converged)
