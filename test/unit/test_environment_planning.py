"""Plans of the lower level: KKT conditions of all rows, guesses until one works, pruned rows, determinism, errors."""

from dataclasses import replace

import numpy as np
import pytest
from environment_samples import MOTIONS, crossing, deadlock, ring

from l2c_planner.environment import planning
from l2c_planner.environment.elastic import elastic
from l2c_planner.environment.guesses import BOWS, NOISES, ladder
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.residual import residual
from l2c_planner.environment.scene import Border, Limits
from l2c_planner.environment.shapes import Disc, constant


@pytest.fixture(params=MOTIONS.values(), ids=MOTIONS)
def motion(request):
    return request.param


def test_plan_obeys_dynamics_limits_and_distances(motion):
    scene, theta = crossing(motion)
    plan = Planner(scene).cold(theta)
    assert plan.converged and plan.status == "Solve_Succeeded" and plan.seconds > 0
    for i in range(2):
        for t in range(scene.steps):
            after = np.asarray(motion.step(plan.states[i, t], plan.inputs[i, t], scene.dt)).ravel()
            assert np.allclose(plan.states[i, t + 1], after, atol=1e-8)
    assert np.abs(plan.inputs).max() <= 1 + 1e-8
    assert max(float(motion.speed_squared(x)) for x in plan.states.reshape(-1, 4)) <= 1.5**2 + 1e-7
    assert np.linalg.norm(plan.positions[0] - plan.positions[1], axis=-1).min() >= 0.4 - 1e-7
    assert np.linalg.norm(plan.positions[0] - theta[:2], axis=-1).min() >= 0.6 - 1e-7
    assert np.linalg.norm(plan.positions - [0.9, 1.1], axis=-1).min() >= 0.5 - 1e-7
    assert np.array_equal(plan.states[:, 0].T, np.asarray(scene.start(theta)))


@pytest.mark.parametrize("barrier", [0.0, 1e-2])
def test_kkt_conditions_hold(motion, barrier):
    scene, theta = crossing(motion)
    planner = Planner(scene, tolerance=1e-9)
    plan = planner.warm(theta, planner.cold(theta), barrier)
    rest = residual(planner, plan)
    assert plan.converged and plan.barrier == barrier
    assert rest.stationarity < 1e-7 and rest.violation < 1e-8 and rest.complementarity < 1e-7 and rest.sign == 0


def test_the_residual_notices_what_is_no_kkt_point():
    scene, theta = ring(3)
    planner = Planner(scene, tolerance=1e-9)
    plan = planner.cold(theta)
    program = planner.program(plan.kept)
    k, lam = program.equations, plan.row_multipliers
    slack = program.values(program.extended(plan.primal, theta), theta)[k:]
    idle = k + int(np.argmax(slack))
    pulled = replace(plan, row_multipliers=lam - np.eye(len(lam))[idle])
    assert residual(planner, pulled).complementarity == pytest.approx(slack.max(), rel=1e-6)
    assert residual(planner, replace(plan, row_multipliers=-lam)).sign == pytest.approx(-lam[k:].min())
    assert -lam[k:].min() > 1e-3, "some row is active"
    assert residual(planner, replace(plan, row_multipliers=0.9 * lam)).stationarity > 1e-2
    shifted = np.array(plan.primal)
    shifted[2] += 0.01  # a position, which the dynamics hold on both sides
    assert residual(planner, replace(plan, primal=shifted)).violation == pytest.approx(0.01, rel=1e-3)
    beyond = np.array(plan.primal)
    beyond[0] = 1.3
    assert residual(planner, replace(plan, primal=beyond)).violation >= 0.3 - 1e-9


def test_pruned_plan_is_a_kkt_point_of_all_rows_and_the_same_as_theirs():
    scene, theta = ring(6)
    pruned, whole = Planner(scene, 1e-9, reach=0.3), Planner(scene, 1e-9, reach=np.inf)
    plan = pruned.cold(theta)
    same = whole.warm(theta, plan)
    assert plan.converged and len(plan.kept) < 0.5 * pruned.candidates.count == 0.5 * len(same.kept)
    rest = residual(whole, plan)
    assert max(rest.stationarity, rest.violation, rest.complementarity, rest.sign) < 1e-6
    assert np.allclose(plan.states, same.states, atol=1e-5) and plan.cost == pytest.approx(same.cost, rel=1e-8)


def test_a_barrier_acts_at_any_distance_so_that_all_rows_are_imposed():
    scene, theta = ring(3)
    planner = Planner(scene, reach=0.3)
    plan = planner.cold(theta)
    assert len(plan.kept) < planner.candidates.count == len(planner.warm(theta, plan, 1e-2).kept)


def test_rows_that_become_violated_are_added():
    scene, theta = ring(4)
    planner = Planner(scene, reach=0.02)
    plan = planner.cold(theta)
    assert plan.converged and planner.gaps(plan.positions, theta).min() > -1e-6


def test_symmetric_deadlock_is_solved_by_the_guesses():
    scene, theta = deadlock()
    plan = Planner(scene).cold(theta)
    assert plan.converged and np.abs(plan.positions[0, :, 1]).max() > 0.3
    assert np.linalg.norm(plan.positions[0], axis=-1).min() >= 0.7 - 1e-6


def test_every_failed_guess_is_recorded():
    scene, theta = deadlock()
    walled = (Border(Disc("start", constant((-2.0, 0.0)), constant(1.0))),)
    impossible = replace(scene, borders=walled, limits=Limits(0.1, np.ones(2)))
    plan = Planner(impossible).cold(theta)
    assert not plan.converged
    assert len(plan.attempts) == len(NOISES) + len(BOWS) and not any(a.converged for a in plan.attempts)
    assert plan.seconds == pytest.approx(sum(a.seconds for a in plan.attempts))
    assert all(a.status != "Solve_Succeeded" for a in plan.attempts)


def test_seed_decides_everything():
    scene, theta = ring(3)
    first, again = Planner(scene).cold(theta, seed=3), Planner(scene).cold(theta, seed=3)
    assert np.array_equal(first.primal, again.primal)
    plans = Planner(scene).multi(theta, 3, seed=2)
    assert len(plans) == 3 and np.array_equal(plans[1].primal, first.primal)


def test_guides_come_first_and_other_seeds_begin_with_another():
    scene, theta = ring(2)
    ends = np.asarray(scene.start(theta)), np.asarray(scene.goal(theta))
    path = np.zeros((2, scene.steps + 1, 2))
    guided = replace(scene, guides=lambda theta: (path + 1.0, path + 2.0))
    names = [guess.name for guess in ladder(guided, theta, ends, 0)]
    assert names[:2] == ["guide 0", "guide 1"] and len(names) == 2 + len(NOISES) + len(BOWS)
    first = next(ladder(guided, theta, ends, 0))
    assert (first.states[..., :2] == 1.0).all()
    other = next(ladder(guided, theta, ends, 1))
    assert other.name == "guide 1" and not (other.states[..., :2] == 2.0).all()


def test_warm_start_needs_fewer_iterations_and_finds_the_cold_optimum():
    scene, theta = ring(4)
    planner = Planner(scene)
    cold = planner.cold(theta)
    moved = planner.warm(theta + 0.02, cold)
    assert moved.converged and moved.iterations < cold.iterations
    rest = residual(planner, moved)
    assert max(rest.stationarity, rest.violation, rest.complementarity) < 1e-6


@pytest.mark.parametrize("theta", [np.zeros(2), np.array([np.nan])])
def test_wrong_theta_is_named(theta):
    with pytest.raises(ValueError, match="sample: theta must be 1 finite numbers"):
        Planner(ring(2)[0]).cold(theta)


def test_crowded_scenes_begin_with_the_elastic_program(monkeypatch):
    monkeypatch.setattr(planning, "CROWDED", 0)
    priced = []
    monkeypatch.setattr(planning, "elastic", lambda program, price: priced.append(price) or elastic(program, price))
    scene, theta = ring(4)
    planner = Planner(scene)
    plan = planner.cold(theta)
    assert priced == [planning.PRICE] * len(plan.attempts)
    assert planner.crowded and plan.converged and len(plan.kept) < planner.candidates.count
    rest = residual(planner, plan)
    assert max(rest.stationarity, rest.violation, rest.complementarity, rest.sign) < 1e-6


def test_elastic_program_is_the_firm_one_with_a_price():
    scene, theta = ring(2)
    planner = Planner(scene)
    program = planner.program(np.arange(0, planner.candidates.count, 5))
    z, violation = np.random.default_rng(0).standard_normal(program.variables), np.arange(len(program.kept)) * 0.1
    both, loose, firm = np.concatenate([z, violation]), elastic(program, 7.0), program.nlp
    cost, rows = loose["nlp"](both, theta)
    shift = np.concatenate([np.zeros(program.first_kept), violation])
    assert float(cost) == pytest.approx(float(firm["nlp"](z, theta)[0]) + 7.0 * violation.sum())
    assert np.allclose(np.asarray(rows).ravel(), np.asarray(firm["nlp"](z, theta)[1]).ravel() + shift)
    change = np.random.default_rng(1).standard_normal(len(both))
    ahead, behind = (loose["nlp"](both + s * 1e-6 * change, theta) for s in (1, -1))
    slope = np.asarray(loose["grad_f"](both, theta)[1]).ravel()
    assert slope @ change == pytest.approx(float(ahead[0] - behind[0]) / 2e-6, rel=1e-6)
    jacobian = np.asarray(loose["jac_g"](both, theta)[1])
    assert np.allclose(jacobian @ change, np.asarray(ahead[1] - behind[1]).ravel() / 2e-6, atol=1e-6)


def test_what_the_pulse_raises_ends_the_solve_and_reaches_the_caller(capfd):
    class Enough(BaseException):
        pass

    scene, theta = ring(4)
    beats, enough = [], Enough()

    def pulse():
        beats.append(len(beats))
        if len(beats) == 4:
            raise enough

    with pytest.raises(Enough) as raised:
        Planner(scene, pulse=pulse).cold(theta)
    assert raised.value is enough and len(beats) == 4, "no iteration and no guess follows"
    assert capfd.readouterr() == ("", "")
