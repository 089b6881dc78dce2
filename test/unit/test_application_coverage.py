"""Coverage: against Lloyd by brute force, closed forms and differences; the cost never rises."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications.application import Case
from l2c_planner.applications.coverage import APPLICATIONS
from l2c_planner.applications.coverage.lloyd import Lloyd
from l2c_planner.applications.coverage.places import Places
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.record import Run
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

COVERAGE = APPLICATIONS["coverage"]


@cache
def case(agents: int = 10, seed: int = 2) -> Case:
    """With a ninth of the places, for speed."""
    given = COVERAGE.case(agents, seed)
    p = given.problem
    some = np.isin(np.arange(len(p.places)), np.arange(10_000).reshape(100, 100)[1::3, 1::3])
    part = p.importance[some] / p.importance[some].sum()
    return replace(given, problem=replace(p, places=p.places[some], importance=part))


def solved(given: Case, faults: Faults | None = None, rounds: int | None = None) -> Run:
    return run(given.algorithm, given.problem, given.graph, rounds or given.rounds, faults, given.enough,
               start=given.start, keep=True)  # fmt: skip


@cache
def usual() -> Run:
    return solved(case())


def brute_force(p: Places, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Cost and the middles of all cells, place by place."""
    squared = ((p.places[:, None] - x[None]) ** 2).sum(axis=2)
    nearest, least = squared.argmin(axis=1), squared.min(axis=1)
    middles = x.copy()
    for i in range(len(x)):
        mine = (nearest == i) & (least < p.radius**2)
        if mine.any():
            middles[i] = np.average(p.places[mine], axis=0, weights=p.importance[mine])
    return float(np.sum(p.importance * np.minimum(least, p.radius**2))), middles


def costs(p: Places, trail: tuple[np.ndarray, ...]) -> np.ndarray:
    return np.array([brute_force(p, x)[0] for x in trail])


def hall(start: np.ndarray, radius: float, side: int = 40) -> Places:
    """A unit square that matters everywhere alike."""
    ticks = (np.arange(side) + 0.5) / side
    places = np.stack(np.meshgrid(ticks, ticks), -1).reshape(-1, 2)
    return Places(start, places, np.full(side**2, side**-2.0), radius)


class TestLloyd:
    @pytest.mark.parametrize(("agents", "seed"), [(10, 2), (6, 0), (15, 1)])
    def test_every_round_is_that_of_brute_force_and_lowers_the_cost(self, agents, seed):
        given = case(agents, seed)
        found, x = solved(given), given.start
        for k, told in enumerate(found.trail[1:]):
            _, x = brute_force(given.problem, x)
            np.testing.assert_allclose(told, x, atol=1e-9, err_msg=f"round {k}")
        drops = -np.diff(costs(given.problem, found.trail))
        assert (drops > -1e-14).all() and drops[:20].min() > 1e-6

    def test_ends_where_the_central_solver_ends_and_stands(self):
        p, found = case().problem, usual()
        assert found.error[-1] <= 1e-12 and found.rounds < case().rounds
        np.testing.assert_allclose(brute_force(p, found.x)[1], found.x, atol=1e-12)
        assert p.cost(found.x) == pytest.approx(brute_force(p, found.x)[0], rel=1e-12)

    def test_two_robots_share_a_square(self):
        start = np.array([[0.31, 0.42], [0.64, 0.55]])
        p = hall(start, 2.0)
        found = run(Lloyd(), p, nx.complete_graph(2), 100, start=start, enough=1e-13)
        np.testing.assert_allclose(found.x, [[0.25, 0.5], [0.75, 0.5]], atol=1e-12)
        assert p.cost(found.x) == pytest.approx((0.25 + 1.0) / 12, rel=2e-3)  # of two rectangles 1/2 x 1

    def test_far_apart_robots_stand_in_the_middle_of_their_circles(self):
        start = np.array([[0.25, 0.25], [0.75, 0.75]])
        p = hall(start, 0.2, 200)
        found = run(Lloyd(0.4), p, nx.complete_graph(2), 1, start=start, enough=-1.0)
        np.testing.assert_allclose(found.x, start, atol=1e-12)
        assert p.watched(start) == pytest.approx(2 * np.pi * 0.04, rel=3e-3)
        area = np.pi * 0.04  # H = sum of r^2/2 within circles, r^2 beyond
        assert p.cost(start) == pytest.approx(2 * area * 0.02 + (1 - 2 * area) * 0.04, rel=3e-3)

    def test_robots_climb_down_the_gradient_of_the_cost(self):
        """dH/dp_i = 2 M_i (p_i - c_i), radius and all (Cortes, Martinez, Bullo 2005)."""
        p, x, h = case().problem, usual().trail[7], 1e-7
        squared = ((p.places[:, None] - x[None]) ** 2).sum(axis=2)
        mine = (squared.argmin(axis=1) == 3) & (squared.min(axis=1) < p.radius**2)
        wanted = 2 * p.importance[mine].sum() * (x[3] - p.middle(x[3], np.flatnonzero(mine)))
        for axis in range(2):
            step = np.zeros_like(x)
            step[3, axis] = h
            slope = (brute_force(p, x + step)[0] - brute_force(p, x - step)[0]) / (2 * h)
            assert slope == pytest.approx(wanted[axis], rel=1e-5, abs=1e-8)

    def test_of_two_in_one_place_the_first_takes_it(self):
        start = np.full((2, 2), 0.3)
        p = hall(start, 2.0)
        found = run(Lloyd(), p, nx.complete_graph(2), 1, start=start, enough=-1.0)
        np.testing.assert_allclose(found.x, [[0.5, 0.5], [0.3, 0.3]], atol=1e-12)


class TestNetwork:
    def test_who_is_farther_than_two_radii_need_not_be_heard(self):
        given = case()
        assert given.algorithm.reach == 2 * given.problem.radius
        everybody = solved(replace(given, algorithm=Lloyd()))
        for near, all_heard in zip(usual().trail, everybody.trail):
            np.testing.assert_array_equal(near, all_heard)
        x = usual().x
        assert (np.linalg.norm(x[:, None] - x[None], axis=2) > given.algorithm.reach).any()

    def test_messages_give_the_numbers_of_the_arrays(self):
        given = case()
        team = Team(given.algorithm, given.problem, given.graph, start=given.start).run(30, -1.0)
        np.testing.assert_allclose(team.x, usual().trail[30], atol=1e-12)
        assert team.messages == 30 * 90 and team.bytes == 16 * team.messages

    @pytest.mark.parametrize(
        "faults", [Faults(loss=0.4), Faults(delay=4), Faults(outage=0.3), Faults(loss=0.2, seed=3)]
    )
    def test_with_faults_robots_still_come_to_a_stand_as_good(self, faults):
        p, found = case().problem, solved(case(), faults, 250)
        np.testing.assert_allclose(brute_force(p, found.x)[1], found.x, atol=1e-6)
        assert p.cost(found.x) < 1.1 * p.cost(usual().x)

    def test_by_messages_with_loss_too(self):
        given = case()
        faults = FaultOptions(loss=0.3, seed=2)
        found = Team(given.algorithm, given.problem, given.graph, faults, start=given.start).run(200)
        np.testing.assert_allclose(brute_force(given.problem, found.x)[1], found.x, atol=1e-6)

    def test_the_others_take_over(self):
        """Survivors go on as the central solver does from where they are, and watch what the dead watched."""
        given, dead, left = case(), (2, 6), np.array([0, 1, 3, 4, 5, 7, 8, 9])
        found = solved(given, Faults(deaths=tuple((d, 60) for d in dead)))
        x, p = found.trail[60][left], given.problem.rows(left)
        at_death = p.cost(x)
        for told in found.trail[61:120]:
            _, x = brute_force(p, x)
            np.testing.assert_allclose(told, x, atol=1e-9)
        after = costs(p, found.trail[61:])
        assert (np.diff(after) < 1e-14).all() and after[-1] < 0.97 * at_death
        assert p.watched(found.x) > p.watched(found.trail[60][left])

    def test_a_newcomer_finds_its_part(self):
        given = case()
        found = solved(given, Faults(joins=((4, 60),)), 250)
        assert given.problem.cost(found.x) < given.problem.cost(found.trail[60])
        np.testing.assert_allclose(brute_force(given.problem, found.x)[1], found.x, atol=1e-6)


class TestCase:
    def test_importance_is_a_distribution(self):
        importance = case().problem.importance
        assert importance.min() > 0 and importance.sum() == pytest.approx(1.0, abs=1e-12)

    def test_figures(self):
        figures = COVERAGE.figures(case(), usual())
        assert figures["cost_m2"] == pytest.approx(figures["central_cost_m2"], rel=1e-12)
        assert figures["cost_m2"] < 0.5 * figures["first_cost_m2"]
        assert figures["found"] == 1.0 and figures["aside_m"] < 1e-9 and 0.5 < figures["watched"] <= 1.0
        early = replace(usual(), x=usual().trail[3])
        assert COVERAGE.figures(case(), early)["found"] == 0.0

    @pytest.mark.parametrize("agents", [1, 301])
    def test_a_number_of_robots_is_refused(self, agents):
        with pytest.raises(Unfit, match=f"coverage by {agents} robots; valid: 2 to 300"):
            COVERAGE.case(agents, 0)

    def test_messages_that_do_not_carry_far_enough_are_refused(self):
        with pytest.raises(Unfit, match="messages carry 3 m; valid: twice the sensing radius at least, 5.05"):
            solved(replace(case(), algorithm=Lloyd(3.0)))
