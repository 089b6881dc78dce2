"""Plans with networks: found with their weights and penalties, judged and priced by the task."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from multilift_samples import multilift_task
from team_samples import swarm

from l2c_planner.plan import make_plan
from l2c_planner.plan.stage import Stage
from l2c_planner.plan.tuning import tuned_stage
from l2c_planner.problems.multilift.build import references_problem
from l2c_planner.tuning.learned import Learned, shipped
from l2c_planner.tuning.stages import REFERENCES, TRAJECTORIES

TASK = multilift_task(steps=10, dt=0.2)


@dataclass(frozen=True, eq=False)
class Scores(Learned):
    """Networks whose scores do not depend on the task; 0 stands for the hand-tuned values."""

    position: float = 0.0
    """Score of the weights of the load's position."""

    def scores(self, stage, given):
        found = {c: np.zeros((len(given[c]), 60)) for c in given}
        found["load"][:, :3] = self.position
        return found


def scores(position: float = 0.0) -> Scores:
    return Scores({}, {REFERENCES: 10, TRAJECTORIES: 20}, position)


def test_hand_tuned_scores_give_the_weights_of_the_task():
    stage = Stage(REFERENCES, references_problem(TASK), 10, TASK.planner)
    problem = tuned_stage(TASK, stage, scores()).problem
    for ours, given in zip(problem.classes, stage.problem.classes, strict=True):
        np.testing.assert_array_equal(ours.state_weight, given.state_weight)
        np.testing.assert_array_equal(ours.input_weight, given.input_weight)


def test_without_networks_it_is_the_stage_itself():
    stage = Stage(REFERENCES, references_problem(TASK), 10, TASK.planner)
    assert tuned_stage(TASK, stage, None) is stage


def test_rounds_of_the_references_are_those_of_the_training():
    stage = Stage(REFERENCES, references_problem(TASK), 100, TASK.planner)
    assert tuned_stage(TASK, stage, scores()).limit == 10


def test_the_cost_is_that_of_the_task():
    plain, tuned = make_plan(TASK, learned=scores()), make_plan(TASK, learned=scores(position=-2.0))
    assert tuned.feasible and not np.array_equal(plain.arrays["load_state"], tuned.arrays["load_state"])
    assert tuned.metrics["tracking_rmse_m"] > plain.metrics["tracking_rmse_m"]
    assert tuned.metrics["cost"] == pytest.approx(plain.metrics["cost"], rel=0.2)


def test_nothing_was_learned_for_a_swarm():
    with pytest.raises(ValueError, match="nothing was learned for a swarm; valid: a multilift task"):
        make_plan(swarm(), learned=shipped())
