"""Rounds and gradients of several tasks side by side: every task gets what it gets alone."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from multilift_samples import multilift_task

from l2c_planner.admm import Batch, Host, HostOptions, Penalty, assign
from l2c_planner.ddp import Options as DdpOptions
from l2c_planner.gradient import Gradient, Seed, TapedHost, gradient, gradients, tapes
from l2c_planner.gradient.check import precise, tracking_and_residual
from l2c_planner.gradient.result import ClassGradient
from l2c_planner.gradient.tape import Tape
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem
from l2c_planner.problems.problem import Problem

ROUNDS = 4
STAGES = {"references": references_problem, "trajectories": trajectories_problem}
every_stage = pytest.mark.parametrize("stage", list(STAGES))
Case = tuple[Problem, HostOptions]


def case(stage: str, number: int, n: int = 3, **changes) -> Case:
    """A task of its own, with weights, penalties, schedule and over-relaxation of its own."""
    chance = np.random.default_rng(number)
    load = {"mass": chance.uniform(2, 3), "com_offset": [*chance.uniform(-0.02, 0.02, 2), 0.0]}
    problem = STAGES[stage](multilift_task(n, 10, 0.2, load=load, **changes))
    classes = tuple(
        replace(c, **{w: getattr(c, w) * chance.uniform(0.5, 2, getattr(c, w).shape) for w in WEIGHTS})
        for c in problem.classes
    )
    schedule = tuple(chance.uniform(0.05, 0.2) * chance.uniform(1, 1.5) ** k for k in range(ROUNDS))
    penalties = {a: chance.uniform(0.5, 2.0, c.width) for c in problem.classes for a in c.agents}
    options = HostOptions(chance.uniform(1, 1.8), Penalty(schedule=schedule), penalties)
    return replace(problem, classes=classes), options


WEIGHTS = ("state_weight", "terminal_weight", "input_weight")


def together(cases: list[Case]) -> list[TapedHost]:
    return tapes(*zip(*cases, strict=True), ROUNDS)


def seed_of(problem: Problem, tape: TapedHost) -> Seed:
    return tracking_and_residual(problem)(tape)[1]


def arrays(found: Gradient) -> list[np.ndarray]:
    """All derivatives."""
    classes = [getattr(g, f.name) for g in found.classes.values() for f in fields(ClassGradient)]
    terms = [a for by_term in found.constraints.values() for a in by_term.values()]
    shared = [found.component_penalty, found.schedule, found.relaxation, *found.own_weight.values()]
    return [*classes, *terms, *shared, np.array([found.pivot])]


def assert_rounds_equal(one: TapedHost, other: TapedHost) -> None:
    assert len(one.rounds) == len(other.rounds) == ROUNDS
    for a, b in zip(one.rounds, other.rounds, strict=True):
        assert (a.factor, a.following, a.converged) == (b.factor, b.following, b.converged)
        np.testing.assert_array_equal(a.team, b.team)
        for name, copies in a.new_copies.items():
            np.testing.assert_array_equal(copies, b.new_copies[name])
            np.testing.assert_array_equal(a.new_dual[name], b.new_dual[name])


@every_stage
@pytest.mark.parametrize("count", [1, 2, 5])
def test_rounds_and_gradients_are_those_of_the_task_alone_to_the_bit(stage, count):
    cases = [case(stage, number) for number in range(count)]
    found = together(cases)
    slopes = gradients(found, [seed_of(c[0], tape) for c, tape in zip(cases, found, strict=True)])
    for (problem, options), tape, slope in zip(cases, found, slopes, strict=True):
        alone = Tape(problem, options, ROUNDS)
        assert_rounds_equal(tape, alone)
        for ours, theirs in zip(arrays(slope), arrays(gradient(alone, seed_of(problem, alone))), strict=True):
            np.testing.assert_array_equal(ours, theirs)
            assert np.isfinite(ours).all()


def test_polished_solutions_differ_by_rounding():
    cases = [(p, precise(o)) for p, o in (case("trajectories", number) for number in range(3))]
    for (problem, options), tape in zip(cases, together(cases), strict=True):
        alone = Tape(problem, options, ROUNDS)
        np.testing.assert_allclose(tape.team, alone.team, rtol=1e-9, atol=1e-9)


@every_stage
def test_a_task_that_is_no_number_spoils_no_other(stage):
    cases = [case(stage, number) for number in range(3)]
    problem = cases[1][0]
    load, *others = problem.classes
    broken = replace(problem, classes=(replace(load, initial=np.full_like(load.initial, np.nan)), *others))
    found = together([cases[0], (broken, cases[1][1]), cases[2]])
    assert not np.isfinite(found[1].team).all()
    slopes = gradients(found, [seed_of(broken if i == 1 else cases[i][0], tape) for i, tape in enumerate(found)])
    for i in (0, 2):
        alone = Tape(*cases[i], ROUNDS)
        assert_rounds_equal(found[i], alone)
        for ours, theirs in zip(arrays(slopes[i]), arrays(gradient(alone, seed_of(cases[i][0], alone))), strict=True):
            np.testing.assert_array_equal(ours, theirs)


def test_knots_without_a_solution_spoil_no_other_task():
    """Thrust that cannot carry the load: the least violated points are found, in more attempts than others need."""
    weak = case("trajectories", 1, quadrotors={"thrust": [0.1, 17.0]})
    strong = case("trajectories", 2)
    found = together([weak, strong])
    assert not found[0].rounds[-1].converged and found[1].rounds[-1].converged
    for tape, alone in zip(found, (Tape(*weak, ROUNDS), Tape(*strong, ROUNDS)), strict=True):
        assert_rounds_equal(tape, alone)


def test_tasks_of_other_shape_are_refused():
    with pytest.raises(ValueError, match="shape differs from others of a batch; valid: same agents, horizon and prog"):
        together([case("trajectories", 0), case("trajectories", 1, 4)])


def test_other_options_of_the_solvers_are_refused():
    one, (problem, options) = case("references", 0), case("references", 1)
    with pytest.raises(ValueError, match="options of the solvers differ"):
        together([one, (problem, replace(options, ddp=DdpOptions(max_iterations=3)))])


def test_parameters_that_follow_the_plan_are_refused():
    problem, options = case("references", 0)
    coupling = replace(problem.couplings[0], following=lambda *_: {})
    problem = replace(problem, couplings=(coupling,))
    hosts = [
        Host(problem, "team", assign(problem, dict.fromkeys(problem.agents, "team")), options, solves=False)
        for _ in range(2)
    ]
    with pytest.raises(ValueError, match="references: parameters of a coupling follow the plan; valid: fixed"):
        Batch(hosts)
