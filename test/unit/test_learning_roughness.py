"""The roughness of cable forces: against its definition, and its derivative against differences."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from learning_samples import objective, random_scores, slope

from l2c_planner.gradient import Seed
from l2c_planner.learning.loss import LossValue
from l2c_planner.learning.roughness import with_roughness

SHARE = 0.7


def nothing(copies: np.ndarray) -> LossValue:
    """A loss of 0."""
    return LossValue(0.0, {"effort": 0.0}, Seed(np.zeros((0, 0)), {"team": np.zeros_like(copies)}))


def rough(problem, copies: np.ndarray) -> LossValue:
    return with_roughness(problem, SimpleNamespace(copies={"team": copies}), nothing(copies), SHARE)


def some_copies(problem, seed: int = 0) -> np.ndarray:
    coupling = problem.couplings[0]
    return np.random.default_rng(seed).normal(size=(1, problem.knots, coupling.index.shape[1]))


def test_counts_changes_of_cable_forces_only():
    problem = objective("references").problem
    weight, copies = problem.couplings[0].own_weight, some_copies(problem)
    expected = 0.0
    for k in range(problem.steps):
        for v in range(9):  # three cables
            expected += 0.5 * SHARE * weight[v] * (copies[0, k + 1, v] - copies[0, k, v]) ** 2
    found = rough(problem, copies)
    assert found.total == pytest.approx(expected, rel=1e-12) and found.terms["effort"] == found.total
    copies[..., 9:] += 5.0
    assert rough(problem, copies).total == pytest.approx(expected, rel=1e-12)


def test_derivative_is_that_of_differences():
    problem = objective("references").problem
    copies, direction = some_copies(problem), some_copies(problem, 1)
    expected = slope(lambda h: rough(problem, copies + h * direction).total, 1e-2)
    assert np.vdot(rough(problem, copies).seed.copies["team"], direction) == pytest.approx(expected, rel=1e-9)


def test_is_none_where_all_variables_have_agents():
    problem = objective("trajectories").problem
    copies = some_copies(problem)
    found = rough(problem, copies)
    assert found.total == 0.0 and not found.seed.copies["team"].any()


def test_derivative_of_an_objective_with_it():
    o = objective("references")
    scores, direction = random_scores(o.layout.sizes()), random_scores(o.layout.sizes(), 5)
    out = o(scores)
    tape = o.tape(scores)
    assert out.terms["effort"] > o.loss(tape).terms["effort"]
    expected = slope(lambda h: o.value({c: scores[c] + h * direction[c] for c in scores}), 1e-3)
    assert sum(np.vdot(out.by_scores[c], direction[c]) for c in scores) == pytest.approx(expected, rel=1e-5)
