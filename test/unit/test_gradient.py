"""The gradient of truncated rounds: reverse, forward, distributed, and finite differences agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from multilift_samples import multilift_task

from l2c_planner.admm import Host, HostOptions, Penalty, assign
from l2c_planner.bench.gradient import recursions_of
from l2c_planner.gradient import Seed, Tape, gradient
from l2c_planner.gradient.check import check, precise, tracking_and_residual
from l2c_planner.gradient.directions import Directions, array_of, places
from l2c_planner.gradient.forward import ForwardHost, differentiate
from l2c_planner.gradient.tape import TapedHost, run_together
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem

ROUNDS = 3
STAGES = {"references": references_problem, "trajectories": trajectories_problem}
every_stage = pytest.mark.parametrize("stage", list(STAGES))


def problem_of(stage: str):
    return STAGES[stage](multilift_task(steps=10, dt=0.2))


def options_of(problem, rounds: int = ROUNDS) -> HostOptions:
    chance = np.random.default_rng(3)
    factors = {a: chance.uniform(0.5, 2.0, c.width) for c in problem.classes for a in c.agents}
    return HostOptions(penalty=Penalty(schedule=tuple(0.1 * 1.2**k for k in range(rounds))), agent_penalty=factors)


@every_stage
@pytest.mark.parametrize("rounds", [1, 2, 10])
def test_finite_differences(stage, rounds):
    problem = problem_of(stage)
    report = check(problem, options_of(problem, rounds), rounds)
    assert report.max_relative_error < 1e-5 and report.cosine > 1 - 1e-9
    assert report.forward_reverse < 1e-10 and report.pivot > 0


@every_stage
def test_without_curvature_of_the_dynamics_it_is_biased(stage):
    problem = problem_of(stage)
    found = check(problem, options_of(problem), ROUNDS, samples=2, exact=False).classes
    assert 1e-7 < found["weights"] < 2e-2 and found["penalties"] < 2e-2


@every_stage
@pytest.mark.parametrize("coordinator", [None, "east"])
def test_distributed(stage, coordinator):
    """Hosts that see their own agents and messages only find the derivative of one host, and add up to it."""
    problem = problem_of(stage)
    options = precise(options_of(problem))
    tape = Tape(problem, options, ROUNDS)
    seed = tracking_and_residual(problem)(tape)[1]
    chance = np.random.default_rng(0)
    zeros = Directions.zeros(problem, ROUNDS, 1)
    entries = [(p, tuple(int(chance.integers(n)) for n in array_of(zeros, p)[0].shape)) for p in places(problem)]
    directions = Directions.along(problem, ROUNDS, entries)
    alone = ForwardHost(tape, directions)
    differentiate([alone])
    names = ("east", "west", "north")
    assignment = assign(problem, {a: names[i % 3] for i, a in enumerate(problem.agents)}, coordinator)
    taped = [TapedHost(Host(problem, name, assignment, options, captain="east")) for name in assignment.hosts]
    run_together(taped, ROUNDS)
    hosts = [ForwardHost(host, directions) for host in taped]
    differentiate(hosts)
    wanted, found = alone.part(seed), sum(host.part(seed) for host in hosts)
    assert np.linalg.norm(found - wanted) <= 1e-10 * np.linalg.norm(wanted) > 0
    reverse = gradient(tape, seed)
    by_reverse = np.array([array_of(reverse, place)[index] for place, index in entries])
    assert np.linalg.norm(by_reverse - wanted) <= 1e-10 * np.linalg.norm(wanted)


def test_a_guess_cuts_the_start_from_the_references():
    problem = problem_of("trajectories")
    problem = replace(problem, guess=problem.reference() + 0.01)
    report = check(problem, options_of(problem, 2), 2, samples=2)
    assert report.max_relative_error < 1e-5


def test_no_seed_no_gradient():
    problem = problem_of("trajectories")
    tape = Tape(problem, precise(options_of(problem)), 2)
    found = gradient(tape, Seed(np.zeros_like(tape.team)))
    assert found.converged and not found.component_penalty.any() and not found.schedule.any()


def test_what_has_not_converged_says_so():
    problem = problem_of("trajectories")
    options = options_of(problem)
    tape = Tape(problem, replace(options, ddp=replace(options.ddp, max_iterations=1)), 2)
    assert not gradient(tape, tracking_and_residual(problem)(tape)[1]).converged


def test_other_recursions_find_the_same_and_ipopt_too():
    problem = problem_of("trajectories")
    tape = Tape(problem, precise(options_of(problem)), 2)
    ways = recursions_of(tape)
    ours, by_ipopt = ways["matrix_lqr_s"]().states, ways["casadi_s"]()
    nx, knots, P = tape.host.local[0].agent_class.model.nx, problem.knots, len(ours)
    states = by_ipopt[: nx * knots].reshape(knots, nx, P)
    np.testing.assert_allclose(ours.transpose(1, 2, 0), states, rtol=1e-5, atol=1e-7 * np.abs(states).max())


@every_stage
def test_obstacles_distances_and_limits(stage):
    """By the parameters of the constraints that matter; in the second stage cables are private variables."""
    problem = problem_of(stage)
    options, scalar = precise(options_of(problem)), tracking_and_residual(problem)
    tape = Tape(problem, options, ROUNDS)
    found = gradient(tape, scalar(tape)[1]).constraints
    (coupling,) = problem.couplings
    largest = max(np.abs(table).max(initial=0) for table in found[coupling.name].values())
    compared = 0
    for name, table in found[coupling.name].items():
        index = np.unravel_index(np.abs(table).argmax(), table.shape) if table.size else None
        if index is None or abs(table[index]) < 1e-3 * largest:
            continue
        values = []
        for step in (1e-6, -1e-6):
            parameters = np.array(coupling.parameters[name], float)
            parameters[index] += step
            moved = replace(coupling, parameters={**coupling.parameters, name: parameters})
            values.append(scalar(Tape(replace(problem, couplings=(moved,)), options, ROUNDS))[0])
        assert table[index] == pytest.approx((values[0] - values[1]) / 2e-6, rel=1e-4), name
        compared += 1
    assert compared >= 2
