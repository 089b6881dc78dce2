"""Which score is for which number: scores of all agents of a problem to a tuning, and derivatives back.

Every agent has a score for each of its weights and for the penalty of each of its components.  The only agent of the
first class (the load) has those that the team shares: weights of the allocation, start, growth and end of the ramp of
the penalty, and the over-relaxation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.admm import HostOptions
from l2c_planner.models import Model
from l2c_planner.problems.problem import Problem
from l2c_planner.tuning.bounded import PENALTY, SCHEDULE, SLACK, WEIGHT, Bounds
from l2c_planner.tuning.start import STARTS, Start
from l2c_planner.tuning.tuning import WEIGHTS, ClassTuning, Tuning, hand_tuned, ramp

Scores = dict[str, np.ndarray]
"""(count, scores) by class of agents."""

AXES = 3
"""Weights of variables without an agent, which are vectors: one per axis."""
RAMP = 3
"""Start, growth and end of the ramp."""


@dataclass(frozen=True)
class Part:
    """A run of scores of an agent."""

    name: str
    at: slice
    bounds: Bounds


def parts(model: Model, leads: bool, allocates: bool) -> tuple[Part, ...]:
    """The scores of an agent, in their order.

    leads: it is the one with the scores that the team shares.  allocates: there are variables without an agent.
    """
    nx, nu = model.nx, model.nu
    sizes = [("state_weight", nx, WEIGHT), ("terminal_weight", nx, WEIGHT), ("input_weight", nu, WEIGHT)]
    sizes.append(("penalty", nx + nu, PENALTY))
    if leads:
        sizes += [("own_weight", AXES, WEIGHT)] * allocates
        sizes += [("ramp", RAMP, SCHEDULE), ("slack", 1, SLACK)]
    found, start = [], 0
    for name, size, bounds in sizes:
        found.append(Part(name, slice(start, start + size), bounds))
        start += size
    return tuple(found)


class Layout:
    """The scores of a problem; its weights and the options are the hand-tuned values, 0 is where learning starts."""

    def __init__(self, problem: Problem, options: HostOptions, rounds: int) -> None:
        """Raises ValueError if the first class has more than one agent."""
        if problem.classes[0].count != 1:
            raise ValueError(f"{problem.name}: {problem.classes[0].count} agents in the first class; valid: one")
        self.problem, self.options, self.rounds = problem, options, rounds
        self.start = STARTS.get(problem.name, Start())
        self.base = replace(
            self.start.of(hand_tuned(problem, options, rounds)), schedule=ramp(*self._ramp(np.ones(RAMP)), rounds)
        )
        self.leader = problem.classes[0].name
        own = any(q.own_weight is not None for q in problem.couplings)
        self.parts = {c.name: {p.name: p for p in parts(c.model, c.name == self.leader, own)} for c in problem.classes}

    def sizes(self) -> dict[str, tuple[int, int]]:
        """Shape of the scores of every class, (count, scores)."""
        return {c.name: (c.count, max(p.at.stop for p in self.parts[c.name].values())) for c in self.problem.classes}

    def zeros(self) -> Scores:
        """Scores of where learning starts."""
        return {name: np.zeros(size) for name, size in self.sizes().items()}

    def tuning(self, scores: Scores) -> Tuning:
        """The tuning of scores."""
        classes = {}
        for name, base in self.base.classes.items():
            factors = {n: p.bounds.factor(scores[name][:, p.at]) for n, p in self.parts[name].items()}
            classes[name] = ClassTuning(**{n: getattr(base, n) * factors[n] for n in (*WEIGHTS, "penalty")})
        own = {n: w * self._of_axis(self._shared(scores, "own_weight"), w) for n, w in self.base.own_weight.items()}
        slack = (2 - self.base.relaxation) * float(self._shared(scores, "slack")[0])
        return Tuning(classes, own, ramp(*self._ramp(self._shared(scores, "ramp")), self.rounds), 2 - slack)

    def pull_back(self, scores: Scores, by: Tuning) -> Scores:
        """Derivatives by the scores from those by the tuning."""
        found = self.zeros()
        for name, base in self.base.classes.items():
            for part in (self.parts[name][n] for n in (*WEIGHTS, "penalty")):
                slope = part.bounds.slope(scores[name][:, part.at])
                found[name][:, part.at] = getattr(by.classes[name], part.name) * getattr(base, part.name) * slope
        shared = self.parts[self.leader]
        for name, weight in self.base.own_weight.items():
            part = shared["own_weight"]
            slope = part.bounds.slope(scores[self.leader][0, part.at])
            product = by.own_weight[name] * weight
            found[self.leader][0, part.at] += [product[axis::AXES].sum() for axis in range(AXES)] * slope
        part = shared["ramp"]
        slope = part.bounds.slope(scores[self.leader][0, part.at])
        found[self.leader][0, part.at] = self._by_ramp(self._shared(scores, "ramp"), by.schedule) * slope
        part = shared["slack"]
        slope = part.bounds.slope(scores[self.leader][0, part.at])
        found[self.leader][0, part.at] = -by.relaxation * (2 - self.base.relaxation) * slope
        return found

    def _shared(self, scores: Scores, name: str) -> np.ndarray:
        part = self.parts[self.leader][name]
        return part.bounds.factor(scores[self.leader][0, part.at])

    def _of_axis(self, factors: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return factors[np.arange(len(weight)) % AXES]

    def _ramp(self, factors: np.ndarray) -> tuple[float, float, float]:
        """Start, growth and end of the ramp for factors on where learning starts."""
        start, growth, end = self._nominal() * factors
        return start, 1 + growth, end

    def _nominal(self) -> np.ndarray:
        """Start, growth less 1, and end."""
        p = self.options.penalty
        return np.array([p.scale, p.growth - 1, p.maximum]) * self.start.ramp

    def _by_ramp(self, factors: np.ndarray, by: np.ndarray) -> np.ndarray:
        """Derivatives by the three factors of the ramp."""
        (start, growth, end), k = self._ramp(factors), np.arange(self.rounds)
        growing = growth**k < end
        by_growth = np.where(growing, start * k * growth ** (k - 1.0), 0.0)
        by_end = np.where(growing, 0.0, start)
        return np.array([by @ ramp(1.0, growth, end, self.rounds), by @ by_growth, by @ by_end]) * self._nominal()
