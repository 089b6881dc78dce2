"""The meta-loss: its terms against numbers found independently, and its derivatives against differences."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from learning_samples import WEIGHTS, objective, random_scores, short_task, slope
from multilift_samples import mixed_task, random_plan

from l2c_planner.learning.executed import ExecutedPlan
from l2c_planner.learning.loss import TERMS, Loss, LossWeights
from l2c_planner.learning.stages import cable_reference, stage_problem
from l2c_planner.learning.violation import Violation
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.measure import measure
from l2c_planner.tuning.stages import STAGES


class TestExecutedPlan:
    def test_is_the_wrench_roll_out(self):
        problem = stage_problem(mixed_task(), "trajectories")
        plan = random_plan(problem, 3)
        expected = problem.stack(WrenchRollout(problem)(plan))
        np.testing.assert_allclose(ExecutedPlan(problem)(problem.stack(plan)), expected, atol=1e-10)

    def test_derivative_is_that_of_differences(self):
        problem = stage_problem(short_task(), "trajectories")
        executed, rng = ExecutedPlan(problem), np.random.default_rng(0)
        team = problem.stack(random_plan(problem))
        by_executed, direction = rng.normal(size=team.shape), rng.normal(size=team.shape)
        direction[-1, problem.is_input] = 0.0
        found = np.vdot(direction, executed.pull_back(team, by_executed))
        expected = slope(lambda h: float(np.vdot(by_executed, executed(team + h * direction))), 1e-4)
        assert found == pytest.approx(expected, rel=1e-8)

    def test_wrenches_and_states_of_the_load_do_not_matter(self):
        problem = stage_problem(short_task(), "trajectories")
        team = problem.stack(random_plan(problem))
        by = ExecutedPlan(problem).pull_back(team, np.ones_like(team))
        assert not by[:, problem.columns["load"]].any()


class TestViolation:
    def test_counts_what_the_executed_plan_misses(self):
        """Pair distances and tensions, found by the measures of the planner."""
        task = short_task(4, obstacles=[])
        problem = stage_problem(task, "trajectories")
        plan = random_plan(problem, 1)
        plan["cable"][0][0, 2, 6] = -0.5
        missing = {r.name: r for r in measure(task, problem, plan).requirements}
        need = task.clearance.pair + task.planner.admm.tightening
        squares = np.minimum((missing["pair distance"].values ** 2 - need**2) / (2 * need), 0) ** 2
        tension = np.maximum(missing["lowest tension"].shortfall(), 0) ** 2
        tension_high = np.maximum(missing["highest tension"].shortfall(), 0) ** 2
        thrust = missing["lowest thrust"].values
        thrust = np.minimum((50.0**2 - thrust**2) / 100.0, 0) ** 2 + np.minimum((thrust**2 - 0.1**2) / 100.0, 0) ** 2
        coupling = problem.couplings[0]
        values = problem.stack(plan)[:, coupling.index].swapaxes(0, 1)
        total, _ = Violation(problem, coupling)(values)
        assert squares.sum() > 0
        assert total == pytest.approx(squares.sum() + tension.sum() + tension_high.sum() + thrust.sum(), rel=1e-9)

    def test_derivative_is_that_of_differences(self):
        problem = stage_problem(mixed_task(), "trajectories")
        coupling, rng = problem.couplings[0], np.random.default_rng(0)
        violation = Violation(problem, coupling)
        values = problem.stack(random_plan(problem))[:, coupling.index].swapaxes(0, 1)
        direction = rng.normal(size=values.shape)
        total, by = violation(values)
        assert total > 0
        expected = slope(lambda h: violation(values + h * direction)[0], 1e-6)
        assert np.vdot(direction, by) == pytest.approx(expected, rel=1e-6)


class TestLoss:
    def test_tracking_and_effort_are_the_cost_of_the_executed_plan(self):
        o = objective("trajectories")
        tape = o.tape(random_scores(o.layout.sizes()))
        terms = Loss(o.problem, LossWeights())(tape).terms
        cost = o.problem.cost(WrenchRollout(o.problem)(o.problem.split(tape.team)))
        assert terms["tracking"] + terms["effort"] == pytest.approx(cost, rel=1e-9)

    def test_the_cost_is_that_of_the_hand_tuned_weights(self):
        o = objective("references")
        tape = o.tape(random_scores(o.layout.sizes()))
        terms = Loss(o.problem, LossWeights())(tape).terms
        assert terms["tracking"] + terms["effort"] == pytest.approx(o.problem.cost(o.problem.split(tape.team)))
        assert tape.problem.cost(o.problem.split(tape.team)) != pytest.approx(terms["tracking"] + terms["effort"])

    @pytest.mark.parametrize("stage", STAGES)
    def test_residual_is_that_of_the_last_round(self, stage):
        o = objective(stage)
        tape = o.tape(o.layout.zeros())
        entries = sum(c.entries() for c in tape.host.consensus.values())
        expected = tape.host.history[-1].primal ** 2 * entries
        assert Loss(o.problem, LossWeights(residual=1.0))(tape).terms["residual"] == pytest.approx(expected)

    @pytest.mark.parametrize("stage", STAGES)
    def test_every_term_is_there_and_scales_with_its_weight(self, stage):
        o = objective(stage)
        tape = o.tape(random_scores(o.layout.sizes(), 4, 1.0))
        once = Loss(o.problem, WEIGHTS)(tape)
        assert set(once.terms) == set(TERMS) and all(v > 0 for v in once.terms.values())
        assert once.total == pytest.approx(sum(once.terms.values()))
        for name in TERMS:
            twice = Loss(o.problem, replace(WEIGHTS, **{name: 2 * getattr(WEIGHTS, name)}))(tape)
            assert twice.terms == pytest.approx({**once.terms, name: 2 * once.terms[name]})

    @pytest.mark.parametrize("stage", STAGES)
    def test_derivative_by_the_scores_is_that_of_differences(self, stage):
        o = objective(stage)
        scores = random_scores(o.layout.sizes(), 4, 1.0)
        found = o(scores)
        assert found.terms["violation"] > 0
        assert all(r.converged for r in found.tape.rounds) and found.pivot > 0
        analytic, expected = [], []
        for seed in range(3):
            direction = random_scores(o.layout.sizes(), 20 + seed, 1.0)
            analytic.append(sum(np.vdot(direction[c], found.by_scores[c]) for c in direction))
            expected.append(slope(lambda h, d=direction: o.value({c: scores[c] + h * d[c] for c in scores}), 1e-3))
        assert np.linalg.norm(np.subtract(analytic, expected)) <= 1e-4 * np.linalg.norm(expected)

    def test_what_is_not_finite_is_said(self):
        o = objective("references")
        scores = o.layout.zeros()
        scores["load"][0, 0] = np.nan
        with pytest.raises(FloatingPointError, match="references: loss .* not finite"):
            o(scores)


def test_second_stage_follows_the_forces_of_the_first():
    task = short_task(4)
    o = objective("references", 4, task)
    tape = o.tape(o.layout.zeros())
    reference = cable_reference(task, o.problem, tape.team, tape.copies)
    assert np.linalg.norm(reference.direction, axis=-1) == pytest.approx(np.ones(reference.tension.shape))
    upwards = np.sum(reference.direction[..., 2] * reference.tension, axis=0)
    force = o.problem.split(tape.team)["load"][1][0, :, :3]
    assert upwards[:-1] == pytest.approx(force[:, 2], rel=1e-2)  # the load hardly tilts


def test_unknown_stage_is_refused():
    with pytest.raises(ValueError, match="valid: references | trajectories"):
        stage_problem(short_task(), "other")
