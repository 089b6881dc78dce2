"""Copies and multipliers: which exist, what they are pulled to, how they move."""

from __future__ import annotations

import numpy as np
import pytest
from lq_samples import lq_problem, triangle_problem
from multilift_samples import multilift_task, random_plan

from l2c_planner.admm.consensus import Consensus
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem

PROBLEMS = {
    "pair": lq_problem,
    "triangle": triangle_problem,
    "references": lambda: references_problem(multilift_task()),
    "trajectories": lambda: trajectories_problem(multilift_task()),
}


@pytest.fixture(scope="module", params=list(PROBLEMS))
def problem(request):
    return PROBLEMS[request.param]()


@pytest.fixture
def consensus(problem):
    """Copies and multipliers of a round in the middle: random, multipliers only where copies are."""
    found = Consensus(problem, problem.couplings[0])
    found.start(problem.stack(random_plan(problem, 1)))
    rng = np.random.default_rng(2)
    found.copies += 0.1 * rng.normal(size=found.copies.shape)
    found.dual += np.where(found.copied, rng.normal(size=found.dual.shape), 0.0)
    return found


@pytest.fixture(scope="module")
def team(problem):
    return problem.stack(random_plan(problem, 3))


def components(consensus, team, f):
    """Components of group f, (N+1, V); 0 where no agent is behind."""
    index = consensus.index[f]
    return np.where(index >= 0, team[:, index], 0.0)


def advance(consensus, team, relaxation, new):
    """A round's end with new copies and the multipliers that follow from them; the squared residuals."""
    dual = np.where(consensus.copied, consensus.target(team, relaxation) - new, 0.0)
    return consensus.update(team, new, dual)


class TestWhatIsCopied:
    def test_states_have_copies_from_knot_1_and_inputs_up_to_the_last_but_one(self, problem, consensus):
        for f, index in enumerate(consensus.index):
            for v, component in enumerate(index):
                expected = np.full(problem.knots, component >= 0 and problem.scale[component] > 0)
                expected[-1 if component >= 0 and problem.is_input[component] else 0] = False
                np.testing.assert_array_equal(consensus.copied[f, :, v], expected)

    def test_entries_are_counted(self, consensus):
        assert consensus.entries() == np.count_nonzero(consensus.copied)

    def test_there_is_no_multiplier_where_there_is_no_copy(self, problem, consensus, team):
        consensus.start(team)
        for _ in range(3):
            advance(consensus, team, 1.6, consensus.copies + 0.1)
        assert not consensus.dual[~consensus.copied].any() and consensus.dual[consensus.copied].any()


class TestStart:
    def test_copies_are_the_components(self, problem, consensus, team):
        consensus.start(team)
        for f in range(len(consensus.index)):
            member = (consensus.index[f] >= 0) & ~consensus.absent[f, -1]
            np.testing.assert_array_equal(consensus.copies[f][:, member], components(consensus, team, f)[:, member])
        assert not consensus.dual.any()

    def test_inputs_of_the_last_knot_repeat_the_last_ones(self, consensus, team):
        consensus.start(team)
        absent = consensus.absent[:, -1]
        np.testing.assert_array_equal(consensus.copies[:, -1][absent], consensus.copies[:, -2][absent])

    def test_variables_of_no_agent_start_at_their_own_target(self, problem, consensus, team):
        consensus.start(team)
        own = consensus.index[0] < 0
        target = problem.couplings[0].own_target
        assert own.any() == (target is not None)
        if target is not None:
            np.testing.assert_array_equal(consensus.copies[0][:, own], target[:, own[: target.shape[1]]])


class TestTargetAndWeight:
    def test_target_is_the_relaxed_plan_plus_multipliers(self, consensus, team):
        for relaxation in (1.0, 1.6):
            target = consensus.target(team, relaxation)
            for f in range(len(consensus.index)):
                x, z = components(consensus, team, f), consensus.copies[f]
                expected = relaxation * x + (1 - relaxation) * z + consensus.dual[f]
                mask = consensus.copied[f]
                np.testing.assert_allclose(target[f][mask], expected[mask], rtol=1e-12)

    def test_copies_of_the_start_are_drawn_to_the_start(self, problem, consensus, team):
        target = consensus.target(team, 1.6)
        for f, index in enumerate(consensus.index):
            state = (index >= 0) & ~problem.is_input[index]
            np.testing.assert_array_equal(target[f, 0, state], team[0, index[state]])

    def test_copies_of_absent_inputs_are_drawn_to_where_they_are(self, consensus, team):
        target, absent = consensus.target(team, 1.6), consensus.absent
        np.testing.assert_array_equal(target[absent], consensus.copies[absent])

    def test_weight_is_factor_times_scale_where_there_is_a_copy(self, problem, consensus):
        factor = np.random.default_rng(0).uniform(0.5, 2.0, problem.width)
        weight = consensus.weight(factor)
        for f, index in enumerate(consensus.index):
            expected = np.broadcast_to(factor[index] * problem.scale[index], weight[f].shape)
            np.testing.assert_allclose(weight[f][consensus.copied[f]], expected[consensus.copied[f]])

    def test_every_variable_of_the_program_has_a_weight(self, problem, consensus):
        weight = consensus.weight(np.ones(problem.width))[:, :, : problem.couplings[0].program.variables]
        assert (weight > 0).all()

    def test_own_variables_have_their_own_weight_whatever_the_factor(self, problem, consensus):
        own, given = consensus.index[0] < 0, problem.couplings[0].own_weight
        for factor in (0.1, 10.0):
            weight = consensus.weight(np.full(problem.width, factor))[0][:, own]
            expected = np.zeros((0,)) if given is None else given[own[: len(given)]]
            np.testing.assert_array_equal(weight, np.broadcast_to(expected, weight.shape))


class TestUpdate:
    def test_without_relaxation_the_multipliers_move_by_the_disagreement(self, consensus, team):
        new, before = consensus.copies + 0.3, consensus.dual.copy()
        advance(consensus, team, 1.0, new)
        for f in range(len(consensus.index)):
            moved = np.where(consensus.copied[f], components(consensus, team, f) - new[f], 0.0)
            np.testing.assert_allclose(consensus.dual[f], before[f] + moved, atol=1e-12)
        np.testing.assert_array_equal(consensus.copies, new)

    def test_relaxation_moves_towards_the_copies_before(self, consensus, team):
        old, new, before = consensus.copies.copy(), consensus.copies + 0.3, consensus.dual.copy()
        advance(consensus, team, 1.6, new)
        for f in range(len(consensus.index)):
            relaxed = 1.6 * components(consensus, team, f) - 0.6 * old[f]
            moved = np.where(consensus.copied[f], relaxed - new[f], 0.0)
            np.testing.assert_allclose(consensus.dual[f], before[f] + moved, atol=1e-12)

    def test_sums_of_squares(self, problem, consensus, team):
        old, new = consensus.copies.copy(), consensus.copies * 1.1
        primal, dual = advance(consensus, team, 1.6, new)
        expected = np.zeros(2)
        for f, index in enumerate(consensus.index):
            scale = np.where(consensus.copied[f], np.where(index >= 0, problem.scale[index], 0.0), 0.0)
            expected += [
                np.sum(scale * (components(consensus, team, f) - new[f]) ** 2),
                np.sum(scale * (new[f] - old[f]) ** 2),
            ]
        assert (primal, dual) == pytest.approx(tuple(expected), rel=1e-12)

    def test_nothing_moves_in_agreement(self, problem, consensus, team):
        consensus.start(team)
        primal, dual = advance(consensus, team, 1.6, consensus.copies.copy())
        assert primal == pytest.approx(0.0, abs=1e-20) and dual == 0.0
        np.testing.assert_allclose(consensus.dual, 0.0, atol=1e-12)


class TestRescale:
    def test_unscaled_multipliers_stay(self, problem, consensus):
        factor, ratio = np.full(problem.width, 0.7), np.random.default_rng(1).uniform(0.2, 5.0, problem.width)
        before = consensus.weight(factor) * consensus.dual
        consensus.rescale(ratio)
        np.testing.assert_allclose(consensus.weight(factor * ratio) * consensus.dual, before, rtol=1e-12)


class TestPull:
    def test_is_the_gradient_of_the_penalty(self, problem, consensus, team):
        """weight * g - moment against central differences of sum 1/2 w |x - z + dual|^2."""
        factor = np.random.default_rng(4).uniform(0.5, 2.0, problem.width)
        weight, moment = np.zeros_like(team), np.zeros_like(team)
        consensus.pull(factor, weight, moment)

        def penalty(g):
            total = 0.0
            for f, index in enumerate(consensus.index):
                w = np.where(consensus.copied[f], factor[index] * problem.scale[index], 0.0)
                total += 0.5 * np.sum(w * (components(consensus, g, f) - consensus.copies[f] + consensus.dual[f]) ** 2)
            return total

        gradient = weight * team - moment
        for k, d in np.random.default_rng(5).integers(0, team.shape, (40, 2)):
            step = np.zeros_like(team)
            step[k, d] = 1e-3
            slope = (penalty(team + step) - penalty(team - step)) / 2e-3
            assert gradient[k, d] == pytest.approx(slope, rel=1e-6, abs=1e-6 * max(1.0, weight[k, d]))

    def test_adds_to_what_is_there(self, problem, consensus, team):
        once, twice = [np.zeros_like(team), np.zeros_like(team)], [np.zeros_like(team), np.zeros_like(team)]
        consensus.pull(np.ones(problem.width), *once)
        for _ in range(2):
            consensus.pull(np.ones(problem.width), *twice)
        np.testing.assert_allclose(twice, np.multiply(once, 2))

    def test_leaves_the_start_and_absent_inputs_alone(self, problem, consensus, team):
        weight, moment = np.zeros_like(team), np.zeros_like(team)
        consensus.pull(np.ones(problem.width), weight, moment)
        assert not weight[0, ~problem.is_input].any() and not weight[-1, problem.is_input].any()


class TestTake:
    def test_copies_and_multipliers_are_taken_over(self, problem, consensus):
        other = Consensus(problem, problem.couplings[0])
        other.take(consensus.copies, consensus.dual)
        np.testing.assert_array_equal(other.copies, consensus.copies)
        np.testing.assert_array_equal(other.dual, consensus.dual)
        assert other.copies is not consensus.copies

    def test_multipliers_without_a_copy_are_left_behind(self, problem, consensus):
        other = Consensus(problem, problem.couplings[0])
        other.take(consensus.copies, np.ones_like(consensus.dual))
        np.testing.assert_array_equal(other.dual, consensus.copied.astype(float))
