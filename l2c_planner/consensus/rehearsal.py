"""Which of some descriptions is fastest: a trial of each, for all agents at once and without faults.

What a model of equal agents cannot know, how far their costs differ and where in the graph they sit, a trial sees. It
compares estimates with their own mean, so nobody needs the solution.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from l2c_planner.consensus.algorithm import Algorithm, Channel, Received
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.problems import Problem

ROUNDS = 150
"""Of a trial."""
MOST = 200
"""Agents; beyond, a trial takes longer than it saves, and the first description is taken."""
ENOUGH, LOST = 1e-6, 1e3
"""Shares of the first residual at which a trial is over."""


def fastest(candidates: Sequence[Algorithm], problem: Problem, links: Links) -> Algorithm:
    """The description that needs the fewest rounds, of some whose messages are a row per agent; the first of equals."""
    if links.agents > MOST or candidates[0].channel is not Channel.TABLE:
        return candidates[0]
    return min(candidates, key=lambda description: rounds_of(description, problem, links))


def rounds_of(algorithm: Algorithm, problem: Problem, links: Links) -> float:
    """Rounds until the residual has fallen to `ENOUGH`, extrapolated from the second half of a trial; or infinity."""
    here, smooth = problem.at(0), problem.curvature().smooth
    state = algorithm.begin(here, links, np.zeros((links.agents, problem.n)))
    left = [_residual(here, state.x, smooth)]
    while len(left) <= ROUNDS and ENOUGH * left[0] < left[-1] < LOST * left[0]:
        told = Received(algorithm.outgoing(state, links), np.ones(links.agents, bool))
        state = algorithm.advance(state, told, here, links)
        left.append(_residual(here, state.x, smooth))
    if left[-1] <= ENOUGH * left[0]:
        return len(left) - 1
    if not left[-1] < left[len(left) // 2]:
        return math.inf
    rate = math.log(left[len(left) // 2] / left[-1]) / (len(left) - 1 - len(left) // 2)
    return ROUNDS + math.log(left[-1] / (ENOUGH * left[0])) / rate


def _residual(problem: Problem, x: np.ndarray, smooth: float) -> float:
    """Largest distance of an estimate to the mean, and of the mean to the optimum, as a gradient step estimates it."""
    centre = np.repeat(x.mean(axis=0, keepdims=True), len(x), axis=0)
    gradient = problem.gradient(centre).mean(axis=0)
    return float(max(np.abs(x - centre).max(), np.abs(gradient).max() / smooth))
