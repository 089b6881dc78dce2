"""Quadrotors and ground robots in one team: embedded in space, planned together, to the same bits wherever they run."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from team_samples import assert_same_plan, carry, sessions_of

from l2c_planner.admm import Host, assign, run_round
from l2c_planner.config import SwarmTask, load_task, shipped_file
from l2c_planner.plan import make_plan
from l2c_planner.problems.swarm import groups, programs, robots
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.normals import PairNormals
from l2c_planner.problems.swarm.references import references
from l2c_planner.team import Loop
from l2c_planner.tuning.options import host_options

SHIPPED = shipped_file("mixed.yaml")
OPTIMUM = 0.02
"""Largest share of cost above what the centralised solver finds."""


def small(models: list[str], **changes) -> SwarmTask:
    """Four robots that cross on two heights, 20 steps."""
    starts = [[-1, -0.6, 0.1], [1, 0.6, 0.9], [-1, 0.6, 0.1], [1, -0.6, 0.9]]
    heights = [0.1 if m == "unicycle" else 0.9 for m in models]
    starts = [[x, y, h] for (x, y, _), h in zip(starts, heights)]
    given = {
        "problem": "swarm",
        "team": {
            "robots": {"count": 4, "model": models, "radius": [0.1, 0.15, 0.1, 0.2], "mass": [4.0, 1.0, 4.0, 1.5]}
        },
        "starts": starts,
        "goals": [[-x, -y, z] for x, y, z in starts],
        "horizon": {"steps": 20, "dt": 0.2},
        "clearance": {"pair": 0.4},
        "limits": {"speed": 3.0, "acceleration": 4.0, "thrust": [0.1, 30.0]},
    }
    return SwarmTask.model_validate(given | changes)


MIXED = ["unicycle", "quadrotor", "unicycle", "quadrotor"]
ON_WHEELS = ["unicycle"] * 4


@pytest.fixture(scope="module")
def shipped():
    return make_plan(load_task(SHIPPED))


class TestGroups:
    def test_robots_keep_their_numbers_and_properties(self):
        parts = groups.groups(small(MIXED))
        assert [(g.name, g.members.tolist()) for g in parts] == [("unicycle", [0, 2]), ("quadrotor", [1, 3])]
        assert parts[1].task.team.mass.tolist() == [1.0, 1.5] and parts[1].task.start[:, 0].tolist() == [1, 1]
        classes = swarm_problem(small(MIXED)).classes
        assert [c.agents for c in classes] == [("robot_0", "robot_2"), ("robot_1", "robot_3")]

    def test_positions_come_back_in_the_order_of_the_robots(self):
        task = small(MIXED)
        plan = {c.name: (c.state_reference, c.input_reference) for c in swarm_problem(task).classes}
        where = groups.positions(task, plan)
        assert where[:, 0] == pytest.approx(task.start) and where[:, -1] == pytest.approx(task.goal)

    def test_a_list_of_one_model_is_the_model(self):
        task = load_task(shipped_file("swarm.yaml"), quads=3)
        robots_ = task.team.robots.model_copy(update={"model": ("double_integrator_3d",) * 3})
        same = task.model_copy(update={"team": task.team.model_copy(update={"robots": robots_})})
        assert np.array_equal(swarm_problem(task).reference(), swarm_problem(same).reference())
        assert [c.name for c in swarm_problem(same).couplings] == ["pairs", "obstacles"]


class TestOnTheGround:
    def test_the_reference_obeys_its_own_dynamics(self):
        task = small(ON_WHEELS, horizon={"steps": 400, "dt": 0.01})
        states, inputs = references(task)
        rate = np.gradient(states, task.dt, axis=1)[:, 1:-1]
        x, u = states[:, 1:-1], inputs[:, 1:]
        slope = np.stack([x[..., 3] * np.cos(x[..., 2]), x[..., 3] * np.sin(x[..., 2]), u[..., 1], u[..., 0]], axis=-1)
        assert np.abs(rate - slope).max() < 1e-3 and np.abs(states[:, [0, -1], 3]).max() < 1e-9

    def test_forces_are_those_of_the_path(self):
        """m (a + g e_z) with the acceleration by finite differences of a turning drive."""
        task = small(ON_WHEELS)
        inputs = np.broadcast_to([0.7, 1.1], (4, 200, 2))
        dt, states = 1e-3, np.zeros((4, 201, 4))
        states[:, 0] = [0.0, 0.0, 0.3, 0.5]
        time = dt * np.arange(201)
        states[..., 2], states[..., 3] = 0.3 + 1.1 * time, 0.5 + 0.7 * time
        velocity = robots.velocities(task, states)
        force = robots.thrusts(task, states, inputs) / task.team.mass[:, None, None]
        numeric = (velocity[:, 2:] - velocity[:, :-2]) / (2 * dt)
        assert force[:, 1:, :2] == pytest.approx(numeric, abs=1e-5) and np.all(force[..., 2] == 9.81)

    def test_attitude_turns_about_the_vertical(self):
        task = small(ON_WHEELS)
        states = np.zeros((4, 1, 4))
        states[..., 2] = np.pi / 2
        assert robots.attitudes(task, states)[0, 0] == pytest.approx([np.sqrt(0.5), 0, 0, np.sqrt(0.5)])

    def test_a_team_on_wheels_alone(self):
        task = small(ON_WHEELS)
        plan = make_plan(task)
        assert plan.feasible, plan.problems
        assert plan.arrays["quad_state"].shape == (4, 21, 4) and plan.metrics["ground_robots"] == 4


class TestInSpace:
    def test_a_pair_of_air_and_ground_is_as_far_apart_as_in_space(self):
        rng, axes, distance = np.random.default_rng(0), (3, 2), 0.5
        exact, inside = programs.pair_function(axes), programs.pair_half_space(axes)
        for _ in range(30):
            both, height = rng.normal(size=5), 0.1
            apart = np.linalg.norm(both[:3] - [*both[3:], height])
            value = float(exact(both, [distance, 0.9, height]))
            assert value == pytest.approx((apart**2 - distance**2) / (2 * distance))
            normals = PairNormals(axes, np.array([[0.9, height]]), distance)
            parameters = normals(both[None], np.array([0]))["pair distance"][0, 0]
            assert float(inside(both, parameters)) == pytest.approx(apart - distance)

    def test_couplings_copy_what_their_robots_have(self):
        task = small(MIXED)
        problem = swarm_problem(task)
        pairs = {c.name: c for c in problem.couplings if c.name.startswith("pairs")}
        assert {name: c.index.shape for name, c in pairs.items()} == {
            "pairs_3_3": (1, 6), "pairs_3_2": (4, 5), "pairs_2_2": (1, 4),
        }  # fmt: skip
        start = {f"robot_{i}": place for i, place in enumerate(task.start)}
        team = problem.start()[0]
        for index in pairs["pairs_3_2"].index:
            flying = next(a for a, columns in problem.columns.items() if columns[0] == index[0])
            driving = next(a for a, columns in problem.columns.items() if columns[0] == index[3])
            assert team[index] == pytest.approx([*start[flying], *start[driving][:2]])


class TestPlan:
    def test_is_feasible_by_measures_of_its_own(self, shipped):
        task, where = load_task(SHIPPED), shipped.arrays["quad_position"]
        assert shipped.feasible, shipped.problems
        apart = [np.linalg.norm(where[i] - where[j], axis=-1).min() for i, j in combinations(range(6), 2)]
        assert min(apart) >= task.clearance.pair - 1e-6
        surface = np.linalg.norm(where[..., :2] - [0.3, 0.1], axis=-1).min(axis=1) - 0.2 - task.team.radius
        assert surface.min() >= task.clearance.obstacle - 1e-6
        assert np.all(where[3:, :, 2] == 0.1) and np.abs(where[:, -1] - task.goal).max() < 0.1

    def test_ground_robots_roll_without_sliding(self, shipped):
        """Integrated once more by another method, from their inputs alone."""
        task = load_task(SHIPPED)
        for x, u in zip(shipped.arrays["unicycle_state"], shipped.arrays["unicycle_input"]):
            for k in range(task.steps):

                def slope(_, y, push=u[k]):
                    return [y[3] * np.cos(y[2]), y[3] * np.sin(y[2]), push[1], push[0]]

                after = solve_ivp(slope, (0, task.dt), x[k], rtol=1e-9, atol=1e-11).y[:, -1]
                assert after == pytest.approx(x[k + 1], abs=1e-6)

    def test_escorts_stay_above(self, shipped):
        where = shipped.arrays["quad_position"]
        off = np.linalg.norm(where[:3] - where[3:] - [0, 0, 0.9], axis=-1)
        assert shipped.arrays["formation_deviation"] == pytest.approx(off)
        assert off.max() == pytest.approx(shipped.metrics["executed"]["formation_deviation_m"]) and off.max() < 0.5

    def test_cost_is_near_the_centralised_optimum(self):
        task = small(MIXED, planner=load_task(SHIPPED).planner.model_dump(mode="json"))
        plan, best = make_plan(task), make_plan(task, method="centralised")
        gap = plan.metrics["cost"] / best.metrics["cost"] - 1
        print(f"cost {plan.metrics['cost']:.4f}, centralised {best.metrics['cost']:.4f}, gap {gap:.2%}")
        assert plan.feasible and best.feasible and -1e-6 < gap < OPTIMUM


class TestSameBits:
    def test_a_host_per_robot(self):
        task = small(MIXED, formation={"between": [[0, 1]], "deviation": 1.5})
        problem, options = swarm_problem(task, 0.001), host_options(task.planner)
        whole = [Host(problem, "all", assign(problem, dict.fromkeys(problem.agents, "all")), options)]
        each = assign(problem, {name: f"host_{name}" for name in problem.agents})
        split = [Host(problem, name, replace(each), options) for name in each.hosts]
        for _ in range(4):
            run_round(whole)
            run_round(split)
        assert all(np.array_equal(host.team, whole[0].team) for host in split)

    def test_robots_that_talk(self):
        """Whole plans of four robots that exchange messages in any order, against one process."""
        task = small(MIXED, formation={"between": [[0, 1], [2, 3]]}, planner={"admm": {"rounds": 12, "stop": "fixed"}})
        sessions = sessions_of(task, {f"robot_{i}": f"robot_{i}" for i in range(4)})
        carry(sessions, seed=1, duplicates=0.2)
        expected = make_plan(task)
        for session in sessions.values():
            assert_same_plan(task, session.found, expected)

    def test_members_of_a_team_that_commits(self):
        task = small(MIXED, formation={"between": [[0, 1], [2, 3]]})
        loop, expected = Loop(task), make_plan(task)
        assert loop.plan()
        for member in loop.members.values():
            assert_same_plan(task, member.found, expected)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"team": {"robots": {"count": 4, "model": MIXED[:3], "radius": 0.1}}},
         "a list of 3 entries; valid: one value for all or a list of 4 entries"),
        ({"goals": [[1, 0.6, 0.3], [-1, -0.6, 0.9], [1, -0.6, 0.1], [-1, 0.6, 0.9]]},
         "robot 0 ends at height 0.3 m; valid: the height of its start, 0.1 m, for unicycle"),
        ({"weights": {"input": [1.0, 1.0]}}, "a list of 2 entries; valid: one number or a list of 4 for quadrotor"),
    ],
)  # fmt: skip
def test_mistakes_are_named(changes, says):
    with pytest.raises(ValueError, match=says):
        small(MIXED, **changes)
