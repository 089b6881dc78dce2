"""Scores, bounds and tunings: what the numbers of a network mean."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from learning_samples import random_scores, short_task, slope

from l2c_planner.learning.stages import stage_problem
from l2c_planner.tuning.bounded import PENALTY, WEIGHT, Bounds
from l2c_planner.tuning.features import NAMES, features
from l2c_planner.tuning.layout import Layout
from l2c_planner.tuning.options import host_options
from l2c_planner.tuning.stages import STAGES
from l2c_planner.tuning.start import STARTS, Start
from l2c_planner.tuning.tuning import WEIGHTS, ClassTuning, Tuning, hand_tuned, ramp, tuned

ROUNDS = 12


def layout(stage: str, rounds: int = ROUNDS, **changes) -> Layout:
    task = short_task(**changes)
    return Layout(stage_problem(task, stage), host_options(task.planner), rounds)


class TestBounds:
    def test_score_0_is_where_learning_starts(self):
        assert WEIGHT.factor(0.0) == 1.0

    def test_large_scores_approach_the_bounds(self):
        assert Bounds(10.0).factor(np.array([-40.0, 40.0])) == pytest.approx([0.1, 10.0])

    def test_is_the_map_of_the_design(self):
        scores = np.linspace(-3, 3, 7)
        sigmoid = 1 / (1 + np.exp(-scores))
        assert PENALTY.factor(scores) == pytest.approx((1 / 30) * 900.0**sigmoid)

    def test_score_inverts_factor(self):
        factors = np.array([0.11, 0.5, 1.0, 9.0])
        assert WEIGHT.factor(WEIGHT.score(factors)) == pytest.approx(factors)

    def test_derivative_is_that_of_differences(self):
        for s in (-2.0, 0.0, 0.7):
            assert WEIGHT.slope(s) == pytest.approx(slope(lambda h, s=s: float(WEIGHT.factor(s + h)), 1e-3))

    def test_a_factor_beyond_the_bounds_has_no_score(self):
        with pytest.raises(ValueError, match="valid: between 1/10 and 10"):
            WEIGHT.score(np.array([10.5]))


class TestTuned:
    def test_ramp_grows_to_its_end(self):
        assert ramp(0.1, 2.0, 4.0, 5) == pytest.approx([0.1, 0.2, 0.4, 0.4, 0.4])

    @pytest.mark.parametrize("stage", STAGES)
    def test_hand_tuned_changes_the_schedule_only(self, stage):
        task = short_task()
        problem, options = stage_problem(task, stage), host_options(task.planner)
        same, with_schedule = tuned(problem, options, hand_tuned(problem, options, ROUNDS))
        for before, after in zip(problem.classes, same.classes, strict=True):
            for name in WEIGHTS:
                np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
        p = task.planner.admm.penalty
        assert with_schedule.penalty.schedule == pytest.approx(p.scale * p.growth ** np.arange(ROUNDS))
        assert all(np.all(factor == 1.0) for factor in with_schedule.agent_penalty.values())

    def test_every_agent_has_its_own_numbers(self):
        task = short_task()
        problem, options = stage_problem(task, "trajectories"), host_options(task.planner)
        base = hand_tuned(problem, options, ROUNDS)
        cable = base.classes["cable"]
        penalty = np.arange(36.0).reshape(3, 12) + 1
        changed = replace(base, classes={**base.classes, "cable": replace(cable, penalty=penalty)})
        _, options = tuned(problem, options, changed)
        np.testing.assert_array_equal(options.agent_penalty["cable_1"], penalty[1])

    def test_tuning_of_other_agents_is_refused(self):
        task = short_task()
        a, b = (stage_problem(task, stage) for stage in STAGES)
        options = host_options(task.planner)
        with pytest.raises(ValueError, match="for agents .'cable', 'load'., references has .'load'."):
            tuned(a, options, hand_tuned(b, options, ROUNDS))


class TestLayout:
    @pytest.mark.parametrize("stage", STAGES)
    def test_scores_of_0_are_where_learning_starts(self, stage):
        l = layout(stage)
        found, hand = l.tuning(l.zeros()), hand_tuned(l.problem, l.options, ROUNDS)
        start = STARTS.get(stage, Start())
        for name, base in hand.classes.items():
            for number in (*WEIGHTS, "penalty"):
                expected = getattr(base, number) * start.classes.get(name, {}).get(number, 1.0)
                np.testing.assert_allclose(getattr(found.classes[name], number), expected, rtol=1e-15)
        first, growth, end = np.array([0.1, 0.1, 100.0]) * start.ramp
        np.testing.assert_allclose(found.schedule, ramp(first, 1 + growth, end, ROUNDS), rtol=1e-14)
        assert found.relaxation == pytest.approx(2 - 0.4 * start.slack, rel=1e-14)

    def test_references_start_from_the_hand_tuned_values(self):
        l = layout("references")
        found, hand = l.tuning(l.zeros()), hand_tuned(l.problem, l.options, ROUNDS)
        np.testing.assert_allclose(found.schedule, hand.schedule, rtol=1e-14)
        assert found.relaxation == pytest.approx(hand.relaxation, rel=1e-14)

    def test_over_relaxation_stays_below_2(self):
        l = layout("trajectories")
        scores = l.zeros()
        for score, expected in ((-50.0, 2 - 0.5 * 0.75), (50.0, 2 - 2 * 0.75)):
            scores["load"][0, l.parts["load"]["slack"].at] = score
            _, options = tuned(l.problem, l.options, l.tuning(scores))
            assert options.over_relaxation == pytest.approx(expected) and 0 < options.over_relaxation < 2

    def test_only_the_references_have_weights_of_the_allocation(self):
        assert "own_weight" in layout("references").parts["load"]
        assert "own_weight" not in layout("trajectories").parts["load"]

    def test_number_of_scores_does_not_depend_on_the_team(self):
        few, many = (layout("trajectories", n=n).sizes() for n in (3, 5))
        assert {c: size for c, (_, size) in few.items()} == {c: size for c, (_, size) in many.items()}
        assert (few["cable"][0], many["cable"][0]) == (3, 5)

    def test_a_weight_of_the_allocation_is_that_of_one_axis(self):
        l = layout("references")
        scores = l.zeros()
        scores["load"][0, l.parts["load"]["own_weight"].at.start + 1] = WEIGHT.score(2.0)
        before, after = l.base.own_weight["team"], l.tuning(scores).own_weight["team"]
        assert after[:9] / before[:9] == pytest.approx([1, 2, 1] * 3)

    @pytest.mark.parametrize("stage", STAGES)
    def test_derivatives_by_scores_are_those_of_differences(self, stage):
        l = layout(stage)
        scores = random_scores(l.sizes(), 1)
        by = _random_tuning(l.tuning(scores), 2)
        found = l.pull_back(scores, by)
        for seed in range(4):
            direction = random_scores(l.sizes(), 10 + seed, 1.0)

            def along(h, direction=direction):
                return _product(by, l.tuning({c: scores[c] + h * direction[c] for c in scores}))

            analytic = sum(np.vdot(direction[c], found[c]) for c in direction)
            assert analytic == pytest.approx(slope(along, 1e-4), rel=1e-8)

    def test_derivative_by_the_end_of_the_ramp(self):
        task = short_task(planner={"admm": {"penalty": {"maximum": 1.5}}})
        l = Layout(stage_problem(task, "trajectories"), host_options(task.planner), ROUNDS)
        at = l.parts["load"]["ramp"].at
        scores = l.zeros()
        assert l.tuning(scores).schedule[-1] == pytest.approx(0.1 * 0.45 * 1.5)
        by = l.tuning(scores)
        by = replace(by, schedule=np.ones(ROUNDS))

        def total(h):
            scores["load"][0, at.stop - 1] = h
            return float(l.tuning(scores).schedule.sum())

        expected = slope(total, 1e-3)
        scores["load"][0, at.stop - 1] = 0.0
        assert expected > 0
        assert l.pull_back(scores, by)["load"][0, at.stop - 1] == pytest.approx(expected, rel=1e-8)


class TestFeatures:
    def test_nominal_task_has_no_feature_but_the_bearings(self):
        found = features(short_task(6, load={"com_offset": [0.0, 0.0, 0.0]}))
        assert found["load"] == pytest.approx(np.zeros((1, len(NAMES["load"]))))
        bearings = found["cable"][:, 6:8]
        assert np.linalg.norm(bearings, axis=1) == pytest.approx(np.ones(6))
        assert np.delete(found["cable"], (6, 7), axis=1) == pytest.approx(np.zeros((6, 8)))

    def test_what_they_say(self):
        load = {"com_offset": [0.0, 0.02, 0.0], "mass": 3.6, "inertia": [0.2, 0.2, 0.2]}
        found = features(short_task(4, load=load, cables={"length": [1.0, 1.25, 1.25, 1.5]}))
        assert found["load"][0] == pytest.approx([0.0, 0.5, 0.2, -0.2, -1.0, 0.0])
        named = {name: found["cable"][:, i] for i, name in enumerate(NAMES["cable"])}
        assert named["cable length"] == pytest.approx([-0.2, 0.0, 0.0, 0.2])
        assert named["offset along"] == pytest.approx([0.0, 0.5, 0.0, -0.5])  # the second cable is at +y
        assert named["offset across"] == pytest.approx([0.5, 0.0, -0.5, 0.0])

    def test_have_names(self):
        found = features(short_task())
        assert {c: values.shape[1] for c, values in found.items()} == {c: len(names) for c, names in NAMES.items()}


def _random_tuning(like: Tuning, seed: int) -> Tuning:
    rng = np.random.default_rng(seed)
    classes = {
        c: ClassTuning(**{n: rng.normal(size=getattr(t, n).shape) for n in (*WEIGHTS, "penalty")})
        for c, t in like.classes.items()
    }
    own = {c: rng.normal(size=w.shape) for c, w in like.own_weight.items()}
    return Tuning(classes, own, rng.normal(size=like.schedule.shape), rng.normal())


def _product(a: Tuning, b: Tuning) -> float:
    pairs = [(getattr(a.classes[c], n), getattr(b.classes[c], n)) for c in a.classes for n in (*WEIGHTS, "penalty")]
    pairs += [(a.own_weight[c], b.own_weight[c]) for c in a.own_weight] + [(a.schedule, b.schedule)]
    return float(sum(np.vdot(x, y) for x, y in pairs)) + a.relaxation * b.relaxation
