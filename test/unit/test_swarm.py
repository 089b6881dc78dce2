"""The swarm problem: constraints, neighbour graph, plans, and the centralised solution beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from l2c_planner.admm import Host, assign, run_round
from l2c_planner.config import load_task, shipped_file
from l2c_planner.plan import make_plan
from l2c_planner.plan.rounds import host_options
from l2c_planner.problems.swarm import robots
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.graph import all_pairs, close_pairs, edges

SHIPPED = shipped_file("swarm.yaml")


def swarm(count: int, model: str = "double_integrator_3d", **changes):
    """The shipped task with another team; ``changes`` replace fields of the task or (by ``neighbours``) of the team."""
    task = load_task(SHIPPED, quads=count)
    team = task.team.model_copy(update={"robots": task.team.robots.model_copy(update={"model": model})})
    if "neighbours" in changes:
        team = team.model_copy(update={"neighbours": changes.pop("neighbours")})
    return task.model_copy(update={"team": team, **changes})


@pytest.fixture(scope="module")
def four():
    return make_plan(swarm(4))


class TestGraph:
    def test_all_pairs(self):
        assert all_pairs(4).tolist() == [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]

    def test_ring_is_closed_and_every_edge_is_named_once(self):
        task = swarm(5, neighbours="ring")
        assert edges(task, np.zeros((5, 2, 3))).tolist() == [[0, 1], [0, 4], [1, 2], [2, 3], [3, 4]]

    def test_close_pairs_equal_a_plain_search(self):
        where = np.random.default_rng(1).uniform(-2, 2, (9, 6, 2))
        distance = np.linalg.norm(where[:, None] - where[None], axis=-1).min(axis=-1)
        expected = [[i, j] for i in range(9) for j in range(i + 1, 9) if distance[i, j] < 0.8]
        assert close_pairs(where, 0.8).tolist() == expected


class TestProblem:
    def test_every_group_copies_positions_of_its_own_robots_only(self):
        problem = swarm_problem(swarm(5, neighbours="ring"))
        width = problem.classes[0].width
        pairs = next(c for c in problem.couplings if c.name == "pairs")
        for (i, j), index in zip(edges(swarm(5, neighbours="ring"), np.zeros((5, 2, 3))), pairs.index, strict=True):
            assert index.tolist() == [*(i * width + np.arange(3)), *(j * width + np.arange(3))]

    @pytest.mark.parametrize("model", ["double_integrator_2d", "double_integrator_3d", "quadrotor"])
    def test_any_input_in_the_box_keeps_the_limits(self, model):
        task = swarm(3, model)
        low, high = robots.input_bounds(task)
        inputs = np.random.default_rng(2).uniform(low[:, None], high[:, None], (3, 50, low.shape[1]))
        if model == "quadrotor":
            total = inputs.sum(axis=-1)
            assert task.limits.thrust[0] <= total.min() and total.max() <= task.limits.thrust[1]
        else:
            assert np.linalg.norm(inputs, axis=-1).max() <= task.limits.acceleration + 1e-12

    def test_thrust_of_a_double_integrator_carries_its_weight(self):
        task = swarm(2)
        thrust = robots.thrusts(task, np.zeros((2, 3, 6)), np.zeros((2, 2, 3)))
        assert np.allclose(thrust, [0, 0, 9.81])


class TestPlan:
    @pytest.mark.parametrize(
        ("count", "model"), [(2, "double_integrator_2d"), (5, "double_integrator_3d"), (3, "quadrotor")]
    )
    def test_is_feasible_among_the_shipped_obstacles(self, count, model):
        task = swarm(count, model)
        plan = make_plan(task)
        assert plan.feasible, plan.problems
        where, axes = plan.arrays["quad_position"], robots.axes(task)
        i, j = np.triu_indices(count, 1)
        distance = np.linalg.norm((where[i] - where[j])[..., :axes], axis=-1)
        assert distance.min() >= task.clearance.pair - 1e-6
        surface = task.surface_distance(where.reshape(-1, 3)) - task.team.radius[0]
        assert surface.min() >= task.clearance.obstacle - 1e-6

    def test_robots_arrive(self, four):
        assert np.abs(four.arrays["quad_position"][:, -1] - four.arrays["goal"]).max() < 0.1

    def test_cost_is_near_the_optimum_that_the_centralised_solver_finds_from_it(self, four):
        finished = make_plan(swarm(4), finish=True)
        assert finished.feasible and finished.metrics["cost"] <= four.metrics["cost"]
        assert four.metrics["cost"] <= 1.1 * finished.metrics["cost"]

    def test_is_the_same_every_time(self, four):
        assert np.array_equal(make_plan(swarm(4)).arrays["quad_state"], four.arrays["quad_state"])

    def test_a_pair_outside_the_graph_that_collides_is_reported(self):
        task = swarm(6, neighbours="ring")
        admm = task.planner.admm.model_copy(update={"rounds": 30})
        plan = make_plan(task.model_copy(update={"planner": task.planner.model_copy(update={"admm": admm})}))
        assert not plan.feasible and any("pair distance" in line for line in plan.problems)


def test_one_host_per_robot_plans_the_same_bits():
    task = swarm(3)
    problem = swarm_problem(task, 0.001)
    options = host_options(task.planner)
    whole = [Host(problem, "all", assign(problem, dict.fromkeys(problem.agents, "all")), options)]
    each = assign(problem, {name: f"host_{name}" for name in problem.agents})
    split = [Host(problem, name, replace(each), options) for name in each.hosts]
    for _ in range(5):
        run_round(whole)
        run_round(split)
    assert all(np.array_equal(host.team, whole[0].team) for host in split)
