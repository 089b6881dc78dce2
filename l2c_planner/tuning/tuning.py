"""What is learned for one stage of one task, and how a problem is tuned with it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.problems.problem import AgentClass, Coupling, Problem


@dataclass(frozen=True, eq=False)
class ClassTuning:
    """Numbers of a class of ``count`` agents."""

    state_weight: np.ndarray
    """(count, nx)."""
    terminal_weight: np.ndarray
    """(count, nx)."""
    input_weight: np.ndarray
    """(count, nu)."""
    penalty: np.ndarray
    """Factor on the penalty S of every component, (count, nx + nu) [-]."""


WEIGHTS = tuple(f.name for f in fields(ClassTuning) if f.name != "penalty")


@dataclass(frozen=True, eq=False)
class Tuning:
    """Weights, penalties and their course over the rounds; also holds derivatives by all that."""

    classes: dict[str, ClassTuning]
    """By class of agents."""
    own_weight: dict[str, np.ndarray]
    """Weights of variables without an agent, (variables,), by coupling that has such."""
    schedule: np.ndarray
    """Penalty factor of every round (K,) [-]."""
    relaxation: float
    """Over-relaxation of the copies, between 0 and 2."""


def ramp(start: float, growth: float, end: float, rounds: int) -> np.ndarray:
    """Penalty factors that grow from round to round up to ``end`` times the first, (rounds,)."""
    return start * np.minimum(growth ** np.arange(rounds), end)


def hand_tuned(problem: Problem, options: HostOptions, rounds: int) -> Tuning:
    """What problem and options hold as they are; the ramp starts in the first round."""
    p = options.penalty
    classes = {c.name: ClassTuning(**{n: getattr(c, n) for n in WEIGHTS}, penalty=_penalties(c, options))
               for c in problem.classes}  # fmt: skip
    own = {c.name: c.own_weight for c in problem.couplings if c.own_weight is not None}
    return Tuning(classes, own, ramp(p.scale, p.growth, p.maximum, rounds), options.over_relaxation)


def tuned(problem: Problem, options: HostOptions, tuning: Tuning) -> tuple[Problem, HostOptions]:
    """Problem and options with the numbers of a tuning.

    Raises ValueError if the classes of agents differ.
    """
    names = {c.name for c in problem.classes}
    if names != set(tuning.classes):
        raise ValueError(f"tuning: for agents {sorted(tuning.classes)}, {problem.name} has {sorted(names)}")
    classes = tuple(_tuned_class(c, tuning.classes[c.name]) for c in problem.classes)
    couplings = tuple(_tuned_coupling(c, tuning.own_weight) for c in problem.couplings)
    penalties = {a: tuning.classes[c.name].penalty[i] for c in classes for i, a in enumerate(c.agents)}
    schedule = tuple(float(f) for f in tuning.schedule)
    penalty = replace(options.penalty, schedule=schedule)
    options = replace(options, penalty=penalty, agent_penalty=penalties, over_relaxation=tuning.relaxation)
    return replace(problem, classes=classes, couplings=couplings), options


def _penalties(c: AgentClass, options: HostOptions) -> np.ndarray:
    return np.stack([np.broadcast_to(options.agent_penalty.get(a, 1.0), c.width) for a in c.agents])


def _tuned_class(c: AgentClass, tuning: ClassTuning) -> AgentClass:
    return replace(c, **{n: getattr(tuning, n) for n in WEIGHTS})


def _tuned_coupling(c: Coupling, own: dict[str, np.ndarray]) -> Coupling:
    return replace(c, own_weight=own[c.name]) if c.name in own else c
