"""A table that a solver has found is flyable; whatever else somebody tells is found out, by agent and knot."""

from __future__ import annotations

import numpy as np
import pytest
from team_samples import lift, swarm

from l2c_planner.admm.flyable import Flyable
from l2c_planner.admm.message import Phase
from l2c_planner.models import rk4
from l2c_planner.plan import Seat, Session, agents_of, stages_of


def solved(task, stage: int):
    """The problem of a stage, and what its agents' solvers have found in its first rounds, by agent and round."""
    session, found = Session(stages_of(task), Seat.alone(agents_of(task))), {}
    while not session.done and session.number <= stage:
        session.step()
        if session.number == stage:
            problem = session.stage.problem
            found |= {(m.subject, m.round): m.values for m in session.outbox() if m.phase is Phase.PRIMAL}
        else:
            session.outbox()
    return problem, found


@pytest.fixture(scope="module")
def cables():
    return solved(lift(), 1)


@pytest.mark.parametrize(("task", "stage"), [(lift, 0), (lift, 1), (swarm, 0)])
def test_whatever_a_solver_finds_is_flyable(task, stage):
    problem, found = solved(task(), stage)
    flyable = Flyable(problem)
    assert len(found) > len(problem.agents)
    assert {flyable.objection(agent, table) for (agent, _), table in found.items()} == {""}


def test_the_step_is_that_of_the_model(cables):
    """One number changed at one knot: the defect is found there, against a step in plain CasADi."""
    problem, found = cables
    table, c = found["cable_1", 3].copy(), problem.classes[1]
    step = rk4(c.model.f)
    x, u, p = table[4, :8], table[4, 8:], c.parameters[1]
    assert np.abs(np.asarray(step(x, u, p, problem.dt)).reshape(-1) - table[5, :8]).max() < 1e-12
    table[5, 6] += 1e-4
    assert Flyable(problem).objection("cable_1", table) == "cable_1 does not obey its dynamics at knot 5, by 0.0001"


@pytest.mark.parametrize("lie", [
    lambda t: t + 0.01, lambda t: -t, lambda t: t[::-1], lambda t: np.roll(t, 1, axis=0), lambda t: 1.01 * t,
    lambda t: np.full_like(t, np.nan), lambda t: np.full_like(t, 1e300), np.zeros_like,
])  # fmt: skip
def test_lies_are_found_out(cables, lie):
    problem, found = cables
    for agent in ("load", "cable_0", "cable_2"):
        assert Flyable(problem).objection(agent, lie(found[agent, 2]))


def test_the_plan_of_another_agent_is_none(cables):
    problem, found = cables
    assert "starts" in Flyable(problem).objection("cable_1", found["cable_0", 2])


def test_limits_of_inputs_count():
    """A roll-out that obeys the dynamics, with an acceleration beyond the limit of 5 m/s^2."""
    problem, found = solved(swarm(), 0)
    c = problem.classes[0]
    table = found["robot_1", 1].copy()
    table[3, c.model.nx :] = 50.0
    step = rk4(c.model.f)
    for k in range(problem.steps):
        table[k + 1, : c.model.nx] = np.asarray(
            step(table[k, : c.model.nx], table[k, c.model.nx :], c.parameters[1], problem.dt)
        ).reshape(-1)
    reason = Flyable(problem).objection("robot_1", table)
    assert (reason.startswith("robot_1 exceeds its inputs at knot 3")) == (c.input_bounds is not None)
