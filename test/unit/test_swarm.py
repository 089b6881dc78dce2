"""The swarm problem: constraints, neighbour graph, plans, and the centralised solution beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from l2c_planner.admm import ROUND, Host, assign, run_round
from l2c_planner.admm.edgewise import edgewise_host
from l2c_planner.config import Obstacle, load_task, shipped_file
from l2c_planner.config.swarm import Range
from l2c_planner.plan import make_plan
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.problems.part import part_of
from l2c_planner.problems.swarm import programs, robots
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.graph import all_pairs, close_pairs, edges
from l2c_planner.problems.swarm.guess import clusters, guess
from l2c_planner.problems.swarm.normals import directions
from l2c_planner.problems.swarm.references import references
from l2c_planner.tuning.options import host_options

SHIPPED = shipped_file("swarm.yaml")

PILLAR = Obstacle(name="pillar", shape="cylinder", center=(0.3, 0.1), radius=0.25)
BALL = Obstacle(name="ball", shape="sphere", center=(-0.4, 0.3, 1.2), radius=0.3)


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

    def test_range_is_that_of_the_references(self):
        task = swarm(4, neighbours=Range(range=1.0))
        lanes = np.array([[-2.0, y, 1.0] for y in (-1.8, -0.9, 0.9, 1.8)])
        task = task.model_copy(update={"starts": lanes.tolist(), "goals": (lanes + [4, 0, 0]).tolist()})
        problem = swarm_problem(task)
        assert edges(task, robots.positions(task, references(task)[0])).tolist() == [[0, 1], [2, 3]]
        assert problem.couplings[0].groups == 2


class TestHalfSpaces:
    @pytest.mark.parametrize("axes", [2, 3])
    def test_of_a_pair_lies_inside_the_exact_set_and_touches_it(self, axes):
        rng, distance = np.random.default_rng(3), 0.4
        inside, exact = programs.pair_half_space((axes, axes)), programs.pair_function((axes, axes))
        for _ in range(50):
            both, normal = rng.normal(size=2 * axes), directions(rng.normal(size=axes))
            if float(inside(both, [*normal, distance])) >= 0:
                assert float(exact(both, distance)) >= 0
            touching = [*(distance * normal), *np.zeros(axes)]
            assert (
                abs(float(inside(touching, [*normal, distance]))) < 1e-12
                and abs(float(exact(touching, distance))) < 1e-12
            )

    @pytest.mark.parametrize("model", ["double_integrator_2d", "double_integrator_3d"])
    def test_of_obstacles_are_met_by_a_guess_that_is_clear_of_them(self, model):
        task = swarm(5, model, obstacles=(PILLAR, BALL))
        problem = swarm_problem(task)
        coupling = next(c for c in problem.couplings if c.name == "obstacles")
        axes, margin = robots.axes(task), programs.obstacle_half_space(robots.axes(task))
        components = problem.guess[50][coupling.index]
        for robot, items in zip(
            components, coupling.following(components, np.arange(5))["obstacle clearance"], strict=True
        ):
            assert all(float(margin(robot[:axes], item)) > -0.5 * task.clearance.obstacle for item in items)

    def test_coinciding_robots_get_a_unit_normal(self):
        assert np.array_equal(directions(np.zeros((2, 3))), [[0, 0, 1], [0, 0, 1]])


class TestGuess:
    def test_everybody_keeps_right(self):
        task = swarm(2, "double_integrator_2d", obstacles=())
        start = robots.positions(task, references(task)[0])
        aside = (guess(task, start) - start)[:, 50]
        assert aside[0, 1] > 0.05 and aside[1, 1] < -0.05

    def test_robots_that_meet_nobody_go_straight(self):
        ways = {"starts": [[-2, -1, 1], [-2, 1, 1]], "goals": [[2, -1, 1], [2, 1, 1]]}
        task = swarm(2, obstacles=(), **ways)
        start = robots.positions(task, references(task)[0])
        assert np.array_equal(guess(task, start), start)

    @pytest.mark.parametrize("model", ["double_integrator_2d", "double_integrator_3d"])
    def test_is_clear_of_obstacles_and_starts_at_the_start(self, model):
        task = swarm(6, model, obstacles=(PILLAR, BALL))
        start = robots.positions(task, references(task)[0])
        found = guess(task, start)
        clearance = task.surface_distance(found.reshape(-1, 3)).min() - task.team.radius[0]
        assert clearance > 0.5 * task.clearance.obstacle
        assert np.allclose(found[:, [0, -1]], start[:, [0, -1]], atol=1e-9)

    def test_obstacles_with_no_room_between_them_are_passed_together(self):
        far = Obstacle(name="far", shape="cylinder", center=(-3.0, -3.0), radius=0.2)
        assert [c.tolist() for c in clusters(swarm(2, obstacles=(PILLAR, BALL, far)))] == [[0, 1], [2]]


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

    def test_reference_of_a_quadrotor_follows_its_own_dynamics(self):
        task = swarm(3, "quadrotor")
        states, inputs = references(task)
        force = robots.thrusts(task, states, inputs) - [0, 0, 9.81]
        change = np.diff(states[..., 3:6], axis=1) / task.dt
        assert np.abs(force - change).max() < 0.2 and np.allclose(np.linalg.norm(states[..., 6:10], axis=-1), 1)

    def test_a_quadrotor_that_cannot_hover_is_refused(self):
        task = swarm(2, "quadrotor")
        with pytest.raises(InfeasibleTask, match="limits.thrust"):
            swarm_problem(task.model_copy(update={"limits": task.limits.model_copy(update={"thrust": (0.1, 9.0)})}))

    def test_far_pairs_have_less_penalty(self):
        emphasis = swarm_problem(swarm(4)).couplings[0].emphasis
        assert emphasis.shape == (6, 101) and emphasis.max() == 1 and 1e-3 < emphasis.min() < 2e-3


class TestPlan:
    @pytest.mark.parametrize(
        ("count", "model"),
        [(5, "double_integrator_2d"), (8, "double_integrator_3d"), (8, "double_integrator_2d"), (3, "quadrotor")],
    )
    def test_is_feasible_between_a_pillar_and_a_ball(self, count, model):
        plan = make_plan(swarm(count, model, obstacles=(PILLAR, BALL)))
        assert plan.feasible, plan.problems
        assert plan.arrays["obstacle_clearance"].min() >= 0.1 - 1e-6
        assert (
            np.linalg.norm(robots.velocities(swarm(count, model), plan.arrays["quad_state"]), axis=-1).max() <= 2 + 1e-6
        )

    def test_two_robots_head_on_pass_each_other_on_the_right(self):
        plan = make_plan(swarm(2, "double_integrator_2d", obstacles=()))
        assert plan.feasible, plan.problems
        first, second = plan.arrays["quad_position"][:, 50]
        assert first[1] > 0.15 and second[1] < -0.15

    def test_centralised_is_feasible_and_no_dearer(self):
        best = make_plan(swarm(2), method="centralised")
        assert best.feasible and best.metrics["cost"] <= make_plan(swarm(2)).metrics["cost"]

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
        assert four.metrics["cost"] <= 1.02 * finished.metrics["cost"]

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


@pytest.fixture(scope="module")
def ring():
    return swarm_problem(swarm(6, neighbours="ring"), 0.001)


@pytest.fixture(scope="module")
def options():
    options = host_options(swarm(2).planner)
    return replace(options, penalty=replace(options.penalty, agreement=0.0, hold=3))


class TestNeighbours:
    """Hosts that hear of nobody but their neighbours."""

    def test_a_part_holds_a_robot_its_neighbours_and_their_common_groups(self, ring):
        part = part_of(ring, ["robot_2"])
        assert part.agents == ("robot_1", "robot_2", "robot_3")
        assert [c.groups for c in part.couplings] == [2, 1]
        columns = ring.classes[0].width + np.arange(part.width)
        assert np.array_equal(part.reference(), ring.reference()[:, columns])
        assert np.array_equal(part.guess, ring.guess[:, columns])

    def test_the_part_of_everybody_is_the_problem(self, ring):
        part = part_of(ring, ring.agents)
        assert all(np.array_equal(a.index, b.index) for a, b in zip(part.couplings, ring.couplings, strict=True))

    def test_an_unknown_robot_is_named(self, ring):
        with pytest.raises(ValueError, match="unknown agents robot_9; the agents are robot_0, "):
            part_of(ring, ["robot_9"])

    def test_a_penalty_that_follows_residuals_is_refused(self, ring):
        with pytest.raises(ValueError, match="agreement 0"):
            edgewise_host(ring, {a: a for a in ring.agents}, "robot_0", host_options(swarm(2).planner))

    def test_primal_plans_of_neighbours_are_all_it_takes_for_the_same_bits(self, ring, options):
        whole = [Host(ring, "all", assign(ring, dict.fromkeys(ring.agents, "all")), options)]
        hosts = {name: edgewise_host(ring, {a: a for a in ring.agents}, name, options) for name in ring.agents}
        for _ in range(7):
            run_round(whole)
            for phase in ROUND:
                assert all(host.ready() and host.step() is phase for host in hosts.values())
                for i, name in enumerate(ring.agents):
                    for message in hosts[name].outbox():
                        for other in (ring.agents[i - 1], ring.agents[(i + 1) % 6]):
                            hosts[other].receive(message)
        for name, start in zip(ring.agents, ring.offsets["robot"], strict=True):
            host, width = hosts[name], ring.classes[0].width
            own = host.problem.offsets["robot"][host.problem.agents.index(name)]
            assert np.array_equal(host.team[:, own : own + width], whole[0].team[:, start : start + width])
            assert not host.rejected
