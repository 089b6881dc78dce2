"""The ADMM against the solution of the whole problem in one dense program, and the bookkeeping of plans."""

from __future__ import annotations

import numpy as np
import pytest
from agent_samples import make_hosts
from lq_samples import LOWER, UPPER, after_rounds, dense_solution, lq_hosts, lq_problem, triangle_problem
from multilift_samples import mixed_task, random_plan

from l2c_planner import centralised
from l2c_planner.admm import Host, HostOptions, Penalty, Times, assign, run, run_round
from l2c_planner.coupling.interior_point import Options as CoordinationOptions
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.problems.multilift.build import trajectories_problem

"""Rounds before the ramp, for penalties that stay as they are."""
EXACT = CoordinationOptions(tolerance=1e-10)


def options(penalty: Penalty, relaxation: float = 1.6, **changes) -> HostOptions:
    return HostOptions(relaxation, penalty, coordination=EXACT, **changes)


def settled(problem, penalty: Penalty | None = None, relaxation: float = 1.6, **changes) -> Host:
    """A host of all agents at the fixed point."""
    host = lq_hosts(problem, options(penalty or Penalty(1.0, growth=1.0), relaxation, **changes))[0]
    return after_rounds(host, 1500, tolerance=1e-9)


@pytest.fixture(scope="module")
def problem():
    return lq_problem()


@pytest.fixture(scope="module")
def dense(problem):
    return dense_solution(problem)


@pytest.fixture(scope="module")
def host(problem):
    return settled(problem)


@pytest.fixture(scope="module")
def team():
    return trajectories_problem(mixed_task())


class TestProblem:
    """Team vectors and cost of a problem with two classes of agents."""

    def test_team_vector_has_all_agents_side_by_side(self, team):
        assert team.agents == ("load", "cable_0", "cable_1", "cable_2", "cable_3")
        assert team.width == 19 + 4 * 12 == len(team.scale) == len(team.is_input)
        assert team.offsets["load"].tolist() == [0] and team.offsets["cable"].tolist() == [19, 31, 43, 55]
        assert team.is_input.sum() == 6 + 4 * 4

    def test_stack_and_split_are_inverse(self, team):
        plan = random_plan(team)
        g = team.stack(plan)
        assert g.shape == (team.knots, team.width)
        for name, parts in team.split(g).items():
            for got, expected in zip(parts, plan[name], strict=True):
                np.testing.assert_array_equal(got, expected)
        np.testing.assert_array_equal(team.stack(team.split(g)), g)

    def test_stack_puts_states_and_inputs_where_the_offsets_say(self, team):
        plan = random_plan(team)
        g = team.stack(plan)
        np.testing.assert_array_equal(g[7, 43:51], plan["cable"][0][2, 7])
        np.testing.assert_array_equal(g[7, 51:55], plan["cable"][1][2, 7])
        np.testing.assert_array_equal(g[7, 13:19], plan["load"][1][0, 7])
        assert not g[-1, team.is_input].any()

    def test_split_is_a_copy(self, team):
        g = team.stack(random_plan(team))
        before = g.copy()
        team.split(g)["load"][0][:] = 0.0
        np.testing.assert_array_equal(g, before)

    def test_reference_is_the_stacked_references(self, team):
        states, inputs = team.split(team.reference())["cable"]
        np.testing.assert_array_equal(states, team.classes[1].state_reference)
        np.testing.assert_array_equal(inputs, team.classes[1].input_reference)

    def test_cost_is_the_sum_over_agents_knots_and_components(self, team):
        plan, total = random_plan(team), 0.0
        for c in team.classes:
            for a in range(c.count):
                for k in range(team.knots):
                    error = plan[c.name][0][a, k] - c.state_reference[a, k]
                    weight = c.terminal_weight[a] if k == team.steps else c.state_weight[a]
                    total += 0.5 * error @ np.diag(weight) @ error
                for k in range(team.steps):
                    effort = plan[c.name][1][a, k] - c.input_reference[a, k]
                    total += 0.5 * effort @ np.diag(c.input_weight[a]) @ effort
        assert team.cost(plan) == pytest.approx(total, rel=1e-12)
        assert team.cost(team.split(team.reference())) == 0.0


class TestFixedPoint:
    """Consensus of the quadratic program, against the dense solution."""

    def test_some_sides_of_the_box_are_active_and_some_are_not(self, dense):
        assert 0 < (dense.gap > 1e-6).sum() < dense.gap.size

    @pytest.mark.parametrize("relaxation", [0.8, 1.0, 1.6, 1.9])
    @pytest.mark.parametrize("scale", [0.6, 2.0])
    def test_is_the_optimum_for_any_penalty_and_relaxation(self, problem, dense, scale, relaxation):
        self.assert_optimal(settled(problem, Penalty(scale, growth=1.0), relaxation), dense)

    @pytest.mark.parametrize(
        "penalty",
        [Penalty(0.2, hold=5, growth=1.1, maximum=5.0), Penalty(0.2, growth=1.2, maximum=50.0, balancing=True)],
        ids=["ramp", "balancing"],
    )
    def test_is_the_optimum_when_the_penalty_changes(self, problem, dense, penalty):
        host = settled(problem, penalty)
        assert host.factor != penalty.scale
        self.assert_optimal(host, dense)

    def test_is_the_optimum_when_agents_have_their_own_penalties(self, problem, dense):
        self.assert_optimal(settled(problem, agent_penalty={"left": 3.0, "right": 0.7}), dense)

    def test_is_the_optimum_with_the_exact_hessian(self, problem, dense):
        self.assert_optimal(settled(problem, ddp=DdpOptions(hessian="exact")), dense)

    def test_is_the_optimum_when_only_some_components_have_copies(self, dense):
        self.assert_optimal(settled(lq_problem(velocity_copies=False)), dense)

    def test_is_the_optimum_without_equations(self):
        problem = lq_problem(balance=False)
        self.assert_optimal(settled(problem), dense_solution(problem, balance=False))

    def test_is_the_optimum_of_a_problem_whose_components_have_several_copies(self):
        problem = triangle_problem()
        host = Host(
            problem, "alone", assign(problem, dict.fromkeys(problem.agents, "alone")), options(Penalty(1.0, growth=1.0))
        )
        after_rounds(host, 1500, 1e-9)
        best = centralised.solve(problem, centralised.reference_guess(problem))
        assert best.converged
        assert problem.cost(problem.split(host.team)) == pytest.approx(best.cost, rel=1e-6)
        np.testing.assert_allclose(problem.split(host.team)["robot"][0], best.plan["robot"][0], atol=1e-5)

    def test_copies_equal_the_plan_and_keep_the_box(self, host, problem):
        consensus = host.consensus["pair"]
        x = host.team[:, consensus.index[0]]
        np.testing.assert_allclose(consensus.copies[0][consensus.copied[0]], x[consensus.copied[0]], atol=1e-7)
        gap = consensus.copies[0][:, 2:4] - consensus.copies[0][:, 0:2]
        assert (gap > LOWER - 1e-7).all() and (gap < UPPER + 1e-7).all()

    def test_multipliers_are_those_of_the_dense_program(self, host, dense):
        multipliers = host.items["pair"].solver.multipliers()
        np.testing.assert_allclose(multipliers["gap"][1:, 0], dense.gap, atol=1e-5)
        np.testing.assert_allclose(multipliers["equations"][:-1, 0], dense.push, atol=1e-5)

    def test_consensus_multipliers_are_the_forces_of_the_constraints(self, host, dense):
        """Stationarity of the copies: weight times scaled multiplier is the gradient of the Lagrangian."""
        consensus = host.consensus["pair"]
        force = (consensus.weight(np.full(host.problem.width, host.factor)) * consensus.dual)[0]
        lower, upper = dense.gap[:, :2], dense.gap[:, 2:]
        np.testing.assert_allclose(force[1:, 2:4], upper - lower, atol=1e-5)
        np.testing.assert_allclose(force[1:, 0:2], lower - upper, atol=1e-5)
        np.testing.assert_allclose(force[:-1, [4, 6]], np.stack([dense.push, dense.push], 1), atol=1e-5)
        np.testing.assert_allclose(force[:-1, [5, 7]], 0.0, atol=1e-5)
        np.testing.assert_allclose(force[1:, 8:], 0.0, atol=1e-5)

    def test_stays_when_the_penalty_jumps_and_the_multipliers_are_rescaled(self, problem):
        host = settled(problem)
        self.jump(host, rescale=True)
        assert host.history[-1].primal < 1e-8 and host.history[-1].dual < 1e-8

    def test_is_left_when_the_multipliers_are_not_rescaled(self, problem):
        host = settled(problem)
        self.jump(host, rescale=False)
        assert host.history[-1].dual > 1e-4

    @staticmethod
    def jump(host, rescale):
        if rescale:
            host.consensus["pair"].rescale(np.full(host.problem.width, 7.0))
        host.factor *= 7.0
        run_round([host])

    @staticmethod
    def assert_optimal(host, dense):
        states, inputs = host.problem.split(host.team)["robot"]
        np.testing.assert_allclose(states, dense.states, atol=2e-6)
        np.testing.assert_allclose(inputs, dense.inputs, atol=2e-5)
        assert host.problem.cost({"robot": (states, inputs)}) == pytest.approx(dense.cost, rel=1e-6)


class TestRounds:
    """What the loop and the history say."""

    def test_residuals_are_root_mean_squares_over_the_copied_components(self, problem):
        host = lq_hosts(problem, options(Penalty(1.0, growth=1.0)))[0]
        after_rounds(host, 3)
        consensus = host.consensus["pair"]
        before = consensus.copies.copy()
        run_round([host])
        mask, scale = consensus.copied[0], np.broadcast_to(problem.scale[consensus.index[0]], consensus.copied[0].shape)
        gap, change = host.team[:, consensus.index[0]] - consensus.copies[0], consensus.copies[0] - before[0]
        record = host.history[-1]
        assert record.primal == pytest.approx(np.sqrt(np.mean((scale * gap**2)[mask])), rel=1e-12)
        assert record.dual == pytest.approx(np.sqrt(np.mean((scale * change**2)[mask])), rel=1e-12)

    def test_history_has_one_record_per_round(self, problem):
        host = lq_hosts(problem, options(Penalty(0.5, hold=2, growth=2.0, maximum=8.0)))[0]
        after_rounds(host, 6)
        assert [r.number for r in host.history] == list(range(6)) and host.round == 6
        assert [r.factor for r in host.history] == [0.5, 0.5, 1.0, 2.0, 4.0, 4.0]
        assert not any(r.unsolved for r in host.history)

    def test_run_stops_when_asked(self, problem):
        host = lq_hosts(problem, options(Penalty()))[0]
        times = run([host], 50, lambda: host.round == 4)
        assert host.round == 4
        assert times.local > 0 and times.coordination > 0
        assert times.total == pytest.approx(times.local + times.coordination + times.dual)

    def test_run_ends_at_the_limit(self, problem):
        host = lq_hosts(problem, options(Penalty()))[0]
        run([host], 3, lambda: False)
        assert host.round == 3

    def test_a_missing_host_is_an_error(self, problem):
        west, _ = lq_hosts(problem, options(Penalty()), hosts=2)
        with pytest.raises(RuntimeError, match="west is not ready for phase COPY of round 0"):
            run_round([west])

    def test_hosts_in_different_phases_are_an_error(self, problem):
        west, east = lq_hosts(problem, options(Penalty()), hosts=2)
        west.step()
        with pytest.raises(RuntimeError, match="west is not ready for phase PRIMAL"):
            run_round([west, east], Times())


class TestAssignment:
    def test_knots_of_a_single_group_go_round(self):
        problem = lq_problem()
        found = assign(problem, {"left": "west", "right": "east"})
        assert found.hosts == ("west", "east")
        assert found.items["pair"].tolist() == [[k % 2 for k in range(problem.knots)]]

    def test_groups_go_to_the_host_of_their_first_agent(self):
        problem = triangle_problem()
        found = assign(problem, {"a": "one", "b": "two", "c": "three"})
        np.testing.assert_array_equal(found.items["pairs"], np.repeat([[0], [0], [1]], problem.knots, axis=1))

    def test_every_item_has_one_owner(self):
        problem = trajectories_problem(mixed_task())
        hosts = {agent: f"quad_{max(0, i - 1)}" for i, agent in enumerate(problem.agents)}
        found = assign(problem, hosts)
        assert found.items["team"].shape == (1, problem.knots)
        assert set(np.unique(found.items["team"])) == set(range(len(found.hosts)))


class TestAdopt:
    """Receding horizon: a new host starts from an earlier one."""

    def test_without_a_shift_the_fixed_point_is_kept(self, problem, host, dense):
        again = lq_hosts(problem, host.options)[0]
        again.adopt(host, 0)
        run_round([again])
        assert max(again.history[0].primal, again.history[0].dual) < 1e-7
        np.testing.assert_allclose(problem.split(again.team)["robot"][0], dense.states, atol=2e-6)

    def test_multipliers_belong_to_the_penalty_of_the_new_host(self, problem, host):
        again = lq_hosts(problem, options(Penalty(5.0, growth=1.0)))[0]
        again.adopt(host, 0)
        run_round([again])
        assert max(again.history[0].primal, again.history[0].dual) < 1e-7

    def test_does_not_touch_the_earlier_host(self, problem, host):
        before = host.consensus["pair"].copies.copy(), host.consensus["pair"].dual.copy()
        again = lq_hosts(problem, host.options)[0]
        again.adopt(host, 2)
        after_rounds(again, 3)
        np.testing.assert_array_equal(host.consensus["pair"].copies, before[0])
        np.testing.assert_array_equal(host.consensus["pair"].dual, before[1])

    def test_shifted_copies_come_from_later_knots(self, problem, host):
        again = lq_hosts(problem, host.options)[0]
        again.adopt(host, 3)
        was, now = host.consensus["pair"].copies[0], again.consensus["pair"].copies[0]
        np.testing.assert_array_equal(now[:-3], was[3:])
        np.testing.assert_array_equal(now[-3:], np.repeat(was[-1:], 3, axis=0))

    def test_works_without_equations(self):
        problem = triangle_problem()
        assignment = assign(problem, dict.fromkeys(problem.agents, "alone"))
        first, again = (Host(problem, "alone", assignment, options(Penalty(1.0, growth=1.0))) for _ in range(2))
        after_rounds(first, 1500, 1e-9)
        again.adopt(first, 0)
        run_round([again])
        assert max(again.history[0].primal, again.history[0].dual) < 1e-7

    def test_parameters_that_follow_the_plan_follow_the_earlier_one(self):
        (first,), (warm,), (cold,) = (make_hosts("swarm", 1) for _ in range(3))
        after_rounds(first, 20)
        warm.adopt(first, 0)
        run_round([warm])
        run_round([cold])
        assert warm.history[0].primal < 0.4 * cold.history[0].primal
