"""Plans with other weights than the task's: found with them, judged and priced by the task."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from multilift_samples import multilift_task

from l2c_planner.plan import make_plan

TASK = multilift_task(steps=10, dt=0.2)


def weighted(factor: float):
    """A tuning that only scales the weights of the load's position."""

    def tune(stage):
        load, *others = stage.problem.classes
        weight = load.state_weight.copy()
        weight[:, :3] *= factor
        return replace(stage, problem=replace(stage.problem, classes=(replace(load, state_weight=weight), *others)))

    return tune


def test_one_that_changes_nothing_changes_no_bit():
    plain, tuned = make_plan(TASK), make_plan(TASK, tune=weighted(1.0))
    assert all(np.array_equal(plain.arrays[name], tuned.arrays[name]) for name in plain.arrays)


def test_the_cost_is_that_of_the_task():
    plain, tuned = make_plan(TASK), make_plan(TASK, tune=weighted(0.2))
    assert tuned.feasible and not np.array_equal(plain.arrays["load_state"], tuned.arrays["load_state"])
    assert tuned.metrics["tracking_rmse_m"] > plain.metrics["tracking_rmse_m"]
    assert tuned.metrics["cost"] == pytest.approx(plain.metrics["cost"], rel=0.2)
