"""Derivatives of plans: central differences of plans solved anew, do-mpc's differentiator, refusals, status."""

from dataclasses import replace

import casadi as ca
import numpy as np
import pytest
from environment_samples import MOTIONS, crossing, nearness, ring
from scipy import sparse

from l2c_planner.environment.linearised import NotDifferentiable, linearise
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.sensitivity import adjoint, forward, smallest_singular_value

STEP = 1e-5


@pytest.fixture(params=MOTIONS.values(), ids=MOTIONS, scope="module")
def planner(request):
    scene, theta = crossing(request.param)
    return Planner(scene, tolerance=1e-10), theta


@pytest.mark.parametrize("barrier", [0.0, 1e-2])
def test_adjoint_and_forward_equal_central_differences_of_new_plans(planner, barrier):
    planner, theta = planner
    objective = planner.objective(nearness)
    plan = planner.warm(theta, planner.cold(theta), barrier)
    gradient, moves = adjoint(planner, plan, objective), forward(planner, plan)
    assert gradient.value == objective.value(plan.positions, theta) and gradient.residual < 1e-10
    for j in range(len(theta)):
        shift = STEP * np.eye(len(theta))[j]
        up, down = (planner.warm(theta + s * shift, plan, barrier) for s in (1, -1))
        assert up.converged and down.converged
        slope = (objective.value(up.positions, up.theta) - objective.value(down.positions, down.theta)) / (2 * STEP)
        assert gradient.theta[j] == pytest.approx(slope, rel=1e-6, abs=1e-6 * np.abs(gradient.theta).max())
        expected = (up.states - down.states) / (2 * STEP)
        assert np.allclose(moves[..., j], expected, rtol=0, atol=2e-6 * np.abs(expected).max())
    assert np.abs(gradient.theta).min() > 1e-4  # every parameter matters here


def test_adjoint_of_a_pruned_plan_is_that_of_all_rows():
    scene, theta = ring(5)
    pruned, whole = Planner(scene, 1e-10, reach=0.4), Planner(scene, 1e-10, reach=np.inf)
    plan = pruned.cold(theta)
    same = whole.warm(theta, plan)
    assert len(plan.kept) < len(same.kept)
    objective = pruned.objective(nearness)
    assert np.allclose(adjoint(pruned, plan, objective).theta, adjoint(whole, same, objective).theta, rtol=1e-6, atol=0)


def test_do_mpc_finds_the_same():
    differentiator = pytest.importorskip("do_mpc.differentiator", reason="do-mpc is not installed")
    scene, theta = crossing()
    planner = Planner(scene, tolerance=1e-12)
    plan = planner.cold(theta)
    moves = forward(planner, plan)
    program = planner.program(plan.kept)
    z, p = ca.SX.sym("z", program.variables), ca.SX.sym("theta", len(theta))
    cost, rows = program.nlp["nlp"].expand()(z, p)
    bounds = {"lbx": program.lower, "ubx": program.upper, "lbg": np.zeros(program.rows), "ubg": program.row_upper}
    tool = differentiator.NLPDifferentiator({"x": z, "p": p, "f": cost, "g": rows}, bounds)
    solution = {
        "x": plan.primal, "g": program.nlp["nlp"](plan.primal, theta)[1], "f": plan.cost,
        "lam_g": plan.row_multipliers, "lam_x": plan.bound_multipliers, "lam_p": np.zeros(len(theta)),
    }  # fmt: skip
    found = tool.differentiate({name: ca.DM(value) for name, value in solution.items()}, ca.DM(theta))[0]
    steps = np.asarray(found).reshape(*plan.inputs.shape[:2], -1, len(theta))[:, :, 2:]
    scale = np.abs(steps).max()
    assert np.allclose(moves[:, 1:], steps, rtol=0, atol=1e-8 * scale)


def test_what_is_no_solution_is_refused():
    scene, theta = ring(3)
    planner = Planner(scene)
    plan, objective = planner.cold(theta), planner.objective(nearness)
    failed = replace(
        plan, attempts=(replace(plan.attempts[-1], converged=False, status="Maximum_Iterations_Exceeded"),)
    )
    with pytest.raises(NotDifferentiable, match="did not converge .Maximum_Iterations_Exceeded."):
        adjoint(planner, failed, objective)
    with pytest.raises(NotDifferentiable, match="gradient is .* above 1e-05"):
        adjoint(planner, replace(plan, row_multipliers=0.9 * plan.row_multipliers), objective)


def test_one_factorisation_serves_many_right_hand_sides():
    scene, theta = ring(3)
    planner = Planner(scene, 1e-10)
    system = linearise(planner, planner.cold(theta))
    right = np.random.default_rng(0).standard_normal((len(system.scale), 4))
    together, rest = system.solve(right)
    alone = np.stack([system.solve(column)[0] for column in right.T], axis=-1)
    assert rest < 1e-9 and np.allclose(together, alone)
    unscaled = sparse.diags_array(1 / system.scale) @ system.matrix @ sparse.diags_array(1 / system.scale)
    assert np.abs(unscaled @ together - right).max() < 1e-6 * np.abs(unscaled).max()


def test_status_of_a_regular_plan_and_of_two_borders_in_one_place():
    scene, theta = crossing()
    planner = Planner(scene, tolerance=1e-9)
    plan = planner.cold(theta)
    regular = adjoint(planner, plan, planner.objective(nearness))
    assert regular.strict and regular.licq
    assert regular.weakest == pytest.approx(_weakest(planner, plan))
    assert not replace(regular, weakest=1e-7).strict
    doubled = Planner(replace(scene, borders=scene.borders + scene.borders[:1]), tolerance=1e-9)
    plan = doubled.cold(theta)
    twice = adjoint(doubled, plan, doubled.objective(nearness))
    assert not twice.licq
    assert np.allclose(twice.theta, regular.theta, rtol=1e-4)  # the derivative exists all the same


def _weakest(planner, plan) -> float:
    """The least of all rows and bounds, by the larger one of slack and multiplier."""
    program = planner.program(plan.kept)
    slack = program.values(program.extended(plan.primal, plan.theta), plan.theta)[program.equations :]
    rows = np.maximum(slack, -plan.row_multipliers[program.equations :])
    room = np.minimum(plan.primal - program.lower, program.upper - plan.primal)
    bounds = np.maximum(room, np.abs(plan.bound_multipliers))
    return min(rows.min(), bounds[np.isfinite(bounds)].min())


def test_smallest_singular_value_is_that_of_the_dense_matrix():
    rows = np.random.default_rng(1).standard_normal((6, 10))
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    dense = np.linalg.svd(unit, compute_uv=False)[-1]
    assert smallest_singular_value(sparse.csr_array(rows), sweeps=60) == pytest.approx(dense, rel=1e-6)
    dependent = np.vstack([rows, rows[:1] + rows[1:2]])
    assert smallest_singular_value(sparse.csr_array(dependent)) < 1e-6
    assert smallest_singular_value(sparse.csr_array((0, 10))) == np.inf
