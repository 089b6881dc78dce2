"""Plans end to end: what is returned is what the arrays say, whatever the stage and method."""

from __future__ import annotations

import dataclasses
import json
from itertools import combinations

import numpy as np
import pytest
from multilift_samples import mixed_task, multilift_task
from scipy.spatial.transform import Rotation

from l2c_planner import centralised
from l2c_planner.admm import Host, HostOptions, assign, run
from l2c_planner.config import default_task_path, load_task
from l2c_planner.plan import Plan, RoundReport, make_plan
from l2c_planner.plan.metrics import KEYS
from l2c_planner.plan.stage import Stage, snapshot_of
from l2c_planner.problems.multilift.build import CableReference, trajectories_problem
from l2c_planner.problems.multilift.execution import WrenchRollout
from l2c_planner.problems.multilift.formation import InfeasibleTask
from l2c_planner.tuning.options import host_options

SLACK = 1e-6
METRICS = {
    "status",
    "problem",
    "quads",
    "stage",
    "method",
    "rounds",
    "executed_round",
    "executed",
    "primal",
    "copies",
    "problems",
    "residual_primal",
    "residual_dual",
    "tracking_rmse_m",
    "cost",
    "time",
}
TIMES = {"compile_s", "ddp_s", "coordination_s", "total_s", "per_round_s"}


def with_admm(task, **changes):
    """The task with other options of the rounds."""
    admm = task.planner.admm.model_copy(update=changes)
    return task.model_copy(update={"planner": task.planner.model_copy(update={"admm": admm})})


def violations(task, arrays) -> list[str]:
    """Names of broken limits, from poses, directions and tensions alone."""
    team, found = task.team, []
    x, cables = arrays["load_state"], arrays["cable_state"]
    R = Rotation.from_quat(np.roll(x[:, 6:10], -1, axis=1)).as_matrix()
    hooks = x[:, None, :3] + np.einsum("kij,nj->kni", R, team.attachment)
    at = hooks + np.moveaxis(cables[..., :3], 0, 1) * team.cable_length[:, None]
    for obstacle in task.obstacles:
        axes = len(obstacle.center)
        distance = np.linalg.norm(at[..., :axes] - obstacle.center, axis=-1) - obstacle.radius - team.quad_radius
        found += ["obstacle clearance"] * bool((distance < task.clearance.obstacle - SLACK).any())
    for i, j in combinations(range(team.n), 2):
        found += ["pair distance"] * bool(
            (np.linalg.norm((at[:, i] - at[:, j])[:, :2], axis=1) < task.clearance.pair - SLACK).any()
        )
    t = cables[..., 6]
    found += ["lowest tension"] * bool((t < team.tension_min[:, None] - SLACK).any())
    found += ["highest tension"] * bool((t > team.tension_max[:, None] + SLACK).any())
    thrust = np.linalg.norm(arrays["quad_thrust"], axis=-1)
    found += ["lowest thrust"] * bool((thrust < team.thrust_min[:, None] - SLACK).any())
    found += ["highest thrust"] * bool((thrust > team.thrust_max[:, None] + SLACK).any())
    return found


def assert_plain(value, path="metrics"):
    """Nothing but what JSON knows, and no NaN."""
    if isinstance(value, dict):
        assert all(type(key) is str for key in value), path
        for key, inner in value.items():
            assert_plain(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            assert_plain(inner, f"{path}[{i}]")
    else:
        assert type(value) in (str, int, float, bool, type(None)), f"{path} is a {type(value).__name__}"
        assert type(value) is not float or np.isfinite(value), f"{path} is {value}"


@pytest.fixture(scope="module")
def shipped():
    """The shipped task for the smallest team."""
    return load_task(default_task_path(), quads=3)


@pytest.fixture(scope="module")
def short():
    return multilift_task()


@pytest.fixture(scope="module")
def plans(shipped, short) -> dict[str, tuple[object, Plan]]:
    """One plan of every kind."""
    return {
        "shipped": (shipped, make_plan(shipped)),
        "short": (short, make_plan(short)),
        "mixed": (mixed_task(), make_plan(mixed_task())),
        "trajectories": (short, make_plan(short, stage="trajectories")),
        "references": (short, make_plan(short, stage="references")),
        "centralised": (short, make_plan(short, method="centralised")),
        "centralised trajectories": (short, make_plan(short, method="centralised", stage="trajectories")),
        "finished": (short, make_plan(short, finish=True)),
        "cut short": (shipped, make_plan(shipped, rounds=3)),
        "cut short and finished": (short, make_plan(short, rounds=3, finish=True)),
    }


KINDS = [
    "shipped",
    "short",
    "mixed",
    "trajectories",
    "references",
    "centralised",
    "centralised trajectories",
    "finished",
    "cut short",
    "cut short and finished",
]
every_kind = pytest.mark.parametrize("kind", KINDS)


class TestEveryPlan:
    @every_kind
    def test_feasible_says_what_the_arrays_say(self, plans, kind):
        task, plan = plans[kind]
        assert plan.feasible == (not violations(task, plan.arrays)) == (not plan.problems)
        assert plan.metrics["status"] == ("feasible" if plan.feasible else "infeasible")
        assert plan.metrics["problems"] == list(plan.problems)

    @every_kind
    def test_metrics_are_complete_and_plain(self, plans, kind):
        metrics = plans[kind][1].metrics
        assert set(metrics) >= METRICS and set(metrics["time"]) >= TIMES
        for part in ("executed", "primal", "copies"):
            assert set(metrics[part]) == set(KEYS)
        assert_plain(metrics)
        assert json.loads(json.dumps(metrics, allow_nan=False)) == metrics

    @every_kind
    def test_metrics_are_those_of_the_arrays(self, plans, kind):
        task, plan = plans[kind]
        executed, arrays = plan.metrics["executed"], plan.arrays
        assert executed["obstacle_clearance_m"] == pytest.approx(arrays["obstacle_clearance"].min())
        assert executed["pair_distance_m"] == pytest.approx(arrays["pair_distance"].min())
        assert executed["tension_min_n"] == pytest.approx(arrays["tension"].min())
        assert executed["tension_max_n"] == pytest.approx(arrays["tension"].max())
        assert executed["thrust_max_n"] == pytest.approx(arrays["thrust"].max())
        assert executed["wrench_residual_n"] <= 1e-6
        offset = arrays["load_state"][:, :3] - arrays["load_reference"][:, :3]
        assert plan.metrics["tracking_rmse_m"] == pytest.approx(np.sqrt((offset**2).sum(axis=1).mean()))

    @every_kind
    def test_arrays_have_their_documented_shapes(self, plans, kind):
        task, plan = plans[kind]
        n, N, m, K = task.team.n, task.steps, len(task.obstacles), len(plan.metrics["residual_primal"])
        shapes = {
            "time": (N + 1,),
            "quad_position": (n, N + 1, 3),
            "quad_thrust": (n, N, 3),
            "load_state": (N + 1, 13),
            "load_wrench": (N, 6),
            "cable_state": (n, N + 1, 8),
            "cable_input": (n, N, 4),
            "attachment": (n, 3),
            "cable_length": (n,),
            "load_reference": (N + 1, 13),
            "cable_reference": (n, N + 1, 8),
            "primal_load_state": (N + 1, 13),
            "primal_load_wrench": (N, 6),
            "copy_load_state": (N + 1, 13),
            "copy_load_wrench": (N, 6),
            "copy_cable_state": (n, N + 1, 8),
            "copy_cable_input": (n, N, 4),
            "obstacle_center": (m, 3),
            "obstacle_radius": (m,),
            "obstacle_shape": (m,),
            "quad_radius": (n,),
            "load_radius": (),
            "obstacle_clearance": (n, m, N + 1),
            "pair_distance": (n * (n - 1) // 2, N + 1),
            "pair_index": (n * (n - 1) // 2, 2),
            "tension": (n, N + 1),
            "thrust": (n, N),
            "required_obstacle_clearance": (),
            "required_pair_distance": (),
            "tension_min": (n,),
            "tension_max": (n,),
            "thrust_min": (n,),
            "thrust_max": (n,),
            "residual_primal": (K,),
            "residual_dual": (K,),
        }
        assert {name: plan.arrays[name].shape for name in shapes} == shapes
        for name, array in plan.arrays.items():
            assert array.dtype.kind in "fi" and np.isfinite(array).all(), name

    @every_kind
    def test_arrays_fit_together(self, plans, kind):
        task, plan = plans[kind]
        a = plan.arrays
        np.testing.assert_allclose(a["thrust"], np.linalg.norm(a["quad_thrust"], axis=-1))
        np.testing.assert_array_equal(a["tension"], a["cable_state"][..., 6])
        R = Rotation.from_quat(np.roll(a["load_state"][:, 6:10], -1, axis=1)).as_matrix()
        ends = (
            a["load_state"][:, :3]
            + np.einsum("kij,nj->nki", R, a["attachment"])
            + a["cable_length"][:, None, None] * a["cable_state"][..., :3]
        )
        np.testing.assert_allclose(a["quad_position"], ends, atol=1e-5)
        i, j = a["pair_index"].T
        between = np.linalg.norm((a["quad_position"][i] - a["quad_position"][j])[..., :2], axis=-1)
        np.testing.assert_allclose(a["pair_distance"], between)
        for o, obstacle in enumerate(task.obstacles):
            axes = len(obstacle.center)
            distance = np.linalg.norm(a["quad_position"][..., :axes] - obstacle.center, axis=-1) - obstacle.radius
            np.testing.assert_allclose(a["obstacle_clearance"][:, o], distance - a["quad_radius"][:, None])

    @every_kind
    def test_names_say_what_was_asked_for(self, plans, kind):
        task, plan = plans[kind]
        stage = next((s for s in ("references", "trajectories") if s in kind), "both")
        expected = ("multilift", task.team.n, stage, "centralised" if "centralised" in kind else "admm")
        assert tuple(plan.metrics[key] for key in ("problem", "quads", "stage", "method")) == expected


class TestAdmm:
    @pytest.mark.parametrize("kind", ["shipped", "short", "mixed", "trajectories"])
    def test_plans_are_feasible(self, plans, kind):
        assert plans[kind][1].problems == ()

    @pytest.mark.parametrize("kind", ["shipped", "short", "mixed"])
    def test_executed_load_is_the_roll_out_of_the_cables(self, plans, kind):
        task, plan = plans[kind]
        problem, a = trajectories_problem(task), plan.arrays
        cables = (a["cable_state"], a["cable_input"])
        states = WrenchRollout(problem)({"load": (a["load_state"][None], a["load_wrench"][None]), "cable": cables})[
            "load"
        ][0][0]
        np.testing.assert_allclose(a["load_state"], states, atol=1e-12)

    @pytest.mark.parametrize("kind", ["shipped", "short", "mixed"])
    def test_cost_is_close_to_the_centralised_optimum_of_the_same_problem(self, plans, kind):
        task, plan = plans[kind]
        reference = plan.arrays["cable_reference"]
        problem = trajectories_problem(task, CableReference(reference[..., :3], reference[..., 6]))
        a = plan.arrays
        cost = problem.cost(
            {"load": (a["load_state"][None], a["load_wrench"][None]), "cable": (a["cable_state"], a["cable_input"])}
        )
        assert plan.metrics["cost"] == pytest.approx(cost, rel=1e-9)
        best = centralised.solve(problem, centralised.reference_guess(problem))
        assert best.converged and -1e-3 <= cost / best.cost - 1 <= 0.02

    def test_one_residual_per_round_of_the_last_stage(self, plans):
        for kind in ("shipped", "short", "references"):
            metrics = plans[kind][1].metrics
            assert (
                len(metrics["residual_primal"])
                == len(metrics["residual_dual"])
                == metrics["rounds"]
                >= metrics["executed_round"]
                > 0
            )

    def test_the_same_task_gives_the_same_bits(self, plans, short):
        again = make_plan(short)
        for name, array in plans["short"][1].arrays.items():
            np.testing.assert_array_equal(again.arrays[name], array, err_msg=name)

    def test_too_few_rounds_are_infeasible_and_named(self, plans):
        _, plan = plans["cut short"]
        assert not plan.feasible and plan.metrics["rounds"] == 3
        assert all(line.startswith("knot ") for line in plan.problems)

    @pytest.mark.parametrize("stop", ["fixed", "residual", "feasible"])
    def test_every_stopping_rule_keeps_to_the_limit(self, short, stop):
        plan = make_plan(with_admm(short, stop=stop, references_rounds=2), stage="trajectories", rounds=14)
        assert plan.metrics["rounds"] <= 14 and (stop != "fixed" or plan.metrics["rounds"] == 14)

    def test_residual_stop_ends_at_the_tolerance(self, short):
        metrics = make_plan(with_admm(short, stop="residual", tolerance=2e-2), stage="trajectories").metrics
        assert max(metrics["residual_primal"][-1], metrics["residual_dual"][-1]) <= 2e-2
        assert metrics["rounds"] < short.planner.admm.rounds

    def test_an_impossible_task_ends_infeasible(self):
        """Between the way-points two pillars leave room for the load only."""
        sides = (("left", 0.43), ("right", -0.33))
        pillars = [{"name": side, "shape": "cylinder", "center": [0.3, y], "radius": 0.1} for side, y in sides]
        way = [{"time": 0.0, "position": [-1.0, 0.0, 0.5]}, {"time": 1.56, "position": [1.6, 0.1, 0.5]}]
        task = multilift_task(obstacles=pillars, steps=12, dt=0.13, waypoints=way)
        plan = make_plan(task, rounds=25)
        assert not plan.feasible and violations(task, plan.arrays)


class TestFinish:
    def test_never_costs_more(self, plans):
        assert plans["finished"][1].feasible
        assert plans["finished"][1].metrics["cost"] <= plans["short"][1].metrics["cost"] * (1 + 1e-9)

    def test_makes_a_truncated_plan_feasible(self, plans):
        assert plans["cut short and finished"][1].feasible

    def test_keeps_the_residuals_of_the_rounds(self, plans):
        metrics = plans["cut short and finished"][1].metrics
        assert len(metrics["residual_primal"]) == 3


class TestProgress:
    def test_every_round_is_reported_in_order(self, short):
        seen: list[RoundReport] = []
        plan = make_plan(short, rounds=12, progress=seen.append)
        stages = [r.stage for r in seen]
        assert stages == sorted(stages) and set(stages) == {"references", "trajectories"}
        for stage in set(stages):
            rounds = [r.round for r in seen if r.stage == stage]
            assert rounds == list(range(len(rounds)))
        last = [r for r in seen if r.stage == "trajectories"]
        assert [r.primal for r in last] == plan.metrics["residual_primal"]
        assert all(r.penalty > 0 and r.round < r.rounds for r in seen)

    def test_centralised_is_reported(self, short):
        seen: list[RoundReport] = []
        make_plan(short, method="centralised", stage="trajectories", progress=seen.append)
        assert [r.stage for r in seen] == ["centralised"]

    def test_an_exception_of_the_listener_ends_the_planning(self, short):
        def stop(report):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            make_plan(short, progress=stop)


class TestErrors:
    @pytest.mark.parametrize(("option", "value"), [("stage", "everything"), ("method", "magic")])
    def test_unknown_options_list_the_valid_ones(self, short, option, value):
        with pytest.raises(ValueError, match=f"{value}.*both.*references.*trajectories.*admm.*centralised"):
            make_plan(short, **{option: value})

    @pytest.mark.parametrize("method", ["admm", "centralised"])
    def test_impossible_start(self, method):
        with pytest.raises(InfeasibleTask, match="3 m apart"):
            make_plan(multilift_task(clearance={"pair": 3.0}), method=method)


FROM_TASK = host_options(multilift_task().planner)


class TestRecedingHorizon:
    """A host that continues where another one stood."""

    @pytest.mark.parametrize("shift", [0, 2])
    def test_warm_start_needs_fewer_rounds(self, shift):
        task = with_admm(multilift_task(steps=24), stop="residual", tolerance=5e-3)
        problem = trajectories_problem(task)
        first = self.settled(problem)
        later = self.later(problem, WrenchRollout(problem)(problem.split(first.team)), shift)
        cold, warm = self.settled(later), self.settled(later, (first, shift))
        assert warm.round < 0.7 * cold.round
        load = slice(0, 13)
        np.testing.assert_allclose(warm.team[:, load], cold.team[:, load], atol=2e-2)

    @staticmethod
    def settled(problem, previous=None) -> Host:
        """A host of the whole team once its residuals are small."""
        host = Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), FROM_TASK)
        if previous is not None:
            host.adopt(*previous)
        done = lambda: host.round >= 10 and max(host.history[-1].primal, host.history[-1].dual) <= 5e-3  # noqa: E731
        run([host], 150, done)
        return host

    @staticmethod
    def later(problem, plan, shift):
        """The problem some knots later: starts where the first plan is then, references move up and end with rest."""
        classes = []
        for c in problem.classes:
            states = plan[c.name][0]
            order = np.minimum(np.arange(problem.knots) + shift, problem.steps)
            moved = {"initial": states[:, shift], "state_reference": c.state_reference[:, order]}
            moved["input_reference"] = c.input_reference[:, np.minimum(order[:-1], problem.steps - 1)]
            classes.append(dataclasses.replace(c, **moved))
        return dataclasses.replace(problem, classes=tuple(classes))


class TestCopies:
    def test_copies_of_a_team_at_the_start_are_the_references(self, short):
        problem = trajectories_problem(short)
        host = Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), HostOptions())
        copies = problem.split(Stage("trajectories", problem, 1, short.planner).copies(snapshot_of(host)))
        for name, (states, _) in problem.split(problem.reference()).items():
            np.testing.assert_allclose(copies[name][0], states, atol=1e-12)
