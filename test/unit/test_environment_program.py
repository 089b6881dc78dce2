"""The assembled program: its values and derivatives against the scene's own expressions and CasADi's derivatives."""

import casadi as ca
import numpy as np
import pytest
from environment_samples import MOTIONS, crossing, ring

from l2c_planner.environment.blocks import Blocks
from l2c_planner.environment.pairs import Candidates, Gaps
from l2c_planner.environment.program import Program


def program_of(motion, every=1):
    scene, theta = crossing(motion)
    candidates = Candidates.of(scene)
    kept = np.arange(0, candidates.count, every)
    return scene, theta, candidates, Program(scene, Blocks(scene), candidates, kept)


@pytest.fixture(params=MOTIONS.values(), ids=MOTIONS)
def motion(request):
    return request.param


@pytest.fixture
def random():
    return np.random.default_rng(0)


def written_out(scene, candidates, program):
    """Cost and rows as one SX expression of (z, theta), agent by agent and step by step."""
    nu, nx, T = scene.motion.model.nu, scene.motion.model.nx, scene.steps
    z, theta = ca.SX.sym("z", program.variables), ca.SX.sym("theta", scene.parameters)
    start, goal = scene.start(theta), scene.goal(theta)
    step = nu + nx
    u = [[z[(i * T + t) * step :][:nu] for t in range(T)] for i in range(scene.agents)]
    x = [[start[:, i], *(z[(i * T + t) * step + nu :][:nx] for t in range(T))] for i in range(scene.agents)]
    cost, dynamics, speed = 0, [], []
    for i in range(scene.agents):
        for t in range(T):
            off = x[i][t + 1] - goal[:, i]
            cost += scene.dt * (
                ca.dot(ca.DM(scene.state_weight), off**2) + ca.dot(ca.DM(scene.input_weight), u[i][t] ** 2)
            )
            dynamics.append(scene.motion.step(x[i][t], u[i][t], scene.dt) - x[i][t + 1])
            speed.append(scene.limits.speed**2 - scene.motion.speed_squared(x[i][t + 1]))
    rows = [] if scene.motion.forward_only else speed
    place = scene.motion.position
    avoidance = []
    for border in scene.borders:
        for i in range(scene.agents) if border.agents is None else border.agents:
            avoidance += [border.shape.constraint(place(x[i][t]), theta, scene.radius[i]) for t in range(1, T + 1)]
    for i in range(scene.agents):
        for k in range(i + 1, scene.agents):
            reach = scene.radius[i] + scene.radius[k]
            avoidance += [ca.sumsqr(place(x[i][t]) - place(x[k][t])) - reach**2 for t in range(1, T + 1)]
    assert len(avoidance) == candidates.count
    c = ca.vertcat(*dynamics, *rows, *(avoidance[k] for k in program.kept))
    return z, theta, cost, c


@pytest.mark.parametrize("every", [1, 3])
def test_program_is_the_scene_written_out(motion, every, random):
    scene, at, candidates, program = program_of(motion, every)
    z, theta, cost, c = written_out(scene, candidates, program)
    lam = ca.SX.sym("lam", c.shape[0])
    L = cost + ca.dot(lam, c)
    slope = ca.gradient(L, z)
    expected = ca.Function(
        "expected", [z, theta, lam],
        [cost, c, ca.gradient(cost, z), ca.jacobian(c, z), ca.jacobian(slope, z), ca.jacobian(c, theta),
         ca.jacobian(slope, theta)],
    )  # fmt: skip
    point, multipliers = random.standard_normal(program.variables), random.standard_normal(program.rows)
    cost, rows, gradient, jacobian, hessian, by_theta, mixed = (np.asarray(v) for v in expected(point, at, multipliers))
    nlp = program.nlp
    assert np.allclose(nlp["nlp"](point, at)[0], cost) and np.allclose(nlp["nlp"](point, at)[1], rows)
    assert np.allclose(nlp["grad_f"](point, at)[1], gradient)
    assert np.allclose(nlp["jac_g"](point, at)[1], jacobian)
    assert np.allclose(nlp["hess_lag"](point, at, 1.0, multipliers), np.triu(hessian))
    # The same in numbers, for derivatives of the solution.
    e, n = program.extended(point, at), program.variables
    start = np.asarray(program.blocks.ends_by_theta(at)[0])
    J, H = program.jacobian(e, at), program.hessian(e, at, multipliers)
    c_theta, L_theta = program.by_theta(e, at, multipliers)
    assert np.allclose(program.values(e, at), rows.ravel())
    assert np.allclose(J[:, :n].toarray(), jacobian) and np.allclose(H[:n, :n].toarray(), hessian)
    assert np.allclose(c_theta.toarray() + J[:, n:] @ start, by_theta)
    assert np.allclose(L_theta[:n].toarray() + H[:n, n:] @ start, mixed)
    assert np.allclose(program.cost_gradient(point, at), gradient.ravel())


def test_bounds_are_those_of_inputs_and_of_a_speed_that_is_a_state(motion):
    scene, _, _, program = program_of(motion)
    lower, upper = (bound.reshape(scene.agents, scene.steps, -1) for bound in (program.lower, program.upper))
    assert (lower[..., :2] == -1).all() and (upper[..., :2] == 1).all()
    if scene.motion.forward_only:
        assert (lower[..., 5] == 0).all() and (upper[..., 5] == 1.5).all()
        assert np.isinf(lower[..., 2:5]).all()
    else:
        assert np.isinf(lower[..., 2:]).all() and np.isinf(upper[..., 2:]).all()


def test_gaps_are_distances_between_boundaries(random):
    scene, theta = ring(3)
    candidates = Candidates.of(scene)
    positions = random.uniform(-3, 3, (3, scene.steps + 1, 2))
    gaps = Gaps(scene, candidates)(positions, theta)
    expected = [np.linalg.norm(positions[i, t]) - 0.5 - 0.2 for i in range(3) for t in range(1, scene.steps + 1)]
    for i, k in ((0, 1), (0, 2), (1, 2)):
        expected += [np.linalg.norm(positions[i, t] - positions[k, t]) - 0.4 for t in range(1, scene.steps + 1)]
    assert np.allclose(gaps, expected)
