"""Fleets of quadrotors and rovers: seats against the Hungarian method, points against an interior point solver."""

from __future__ import annotations

from dataclasses import replace

import casadi as ca
import numpy as np
import pytest

from l2c_planner.applications.allocation.assignment import NOBODY
from l2c_planner.applications.fleets import APPLICATIONS
from l2c_planner.applications.fleets.problem import FleetProblem
from l2c_planner.applications.fleets.world import GROUPS, random_fleet
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.problems import Sets
from l2c_planner.consensus.record import Run
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

KIND = APPLICATIONS["groups"]


def solved(agents: int = 8, seed: int = 0, shape: str | None = None, faults: Faults | None = None) -> Run:
    case = KIND.case(agents, seed)
    given = case.graph if shape is None else graph(shape, agents)
    return run(case.algorithm, case.problem, given, case.rounds, faults, start=case.start, enough=case.enough)


def agreed(found: Run, problem: FleetProblem) -> bool:
    """Seats exactly, points to 1e-6 m."""
    count = problem.seats.n
    return (found.x == found.target)[:, :count].all() and np.abs(found.x - found.target)[:, count:].max() < 1e-6


def point(problem: FleetProblem, group: int, members: np.ndarray) -> np.ndarray:
    """Where a group meets, by IPOPT from the data themselves."""
    fleet, x = problem.fleet, ca.SX.sym("x", 2)
    cost = problem.share * problem.agents * ca.sumsqr(x - problem.groups.place[group]) / 2
    rules = []
    for i in members:
        cost += fleet.weight[i] * ca.sumsqr(x - fleet.position[i]) / 2
        if np.isfinite(fleet.sets.radius[i, 0]):
            rules.append(fleet.sets.radius[i, 0] ** 2 - ca.sumsqr(x - fleet.sets.centre[i]))
        elif np.isfinite(fleet.sets.offset[i, 0]):
            rules.append(fleet.sets.offset[i, 0] - ca.dot(fleet.sets.normal[i], x))
        else:
            rules += [x - fleet.sets.lower[i], fleet.sets.upper[i] - x]
    options = {"ipopt.print_level": 0, "print_time": False, "ipopt.tol": 1e-12, "ipopt.bound_relax_factor": 0.0}
    solver = ca.nlpsol("meeting", "ipopt", {"x": x, "f": cost, "g": ca.vertcat(*rules)}, options)
    return solver(x0=problem.groups.place[group], lbg=0)["x"].full().ravel()


class TestFleets:
    def test_groups_are_as_many_as_there_are_robots_for(self):
        for agents, names in ((5, ["transport", "survey"]), (8, ["transport", "survey", "inspection"])):
            fleet, groups = random_fleet(agents, 1)
            assert list(groups.names) == names
            needs = [GROUPS[name] for name in names]
            assert len(groups.needs) == sum(map(len, needs)) <= agents and fleet.able.any(axis=1).all()

    def test_robots_of_every_kind_can_go_to_all_groups(self):
        fleet, groups = random_fleet(12, 3)
        for place in groups.place:
            np.testing.assert_allclose(fleet.sets.project(np.tile(place, (12, 1))), np.tile(place, (12, 1)))
        finite = [np.isfinite(part).all(axis=1) for part in (fleet.sets.radius, fleet.sets.offset, fleet.sets.lower)]
        assert all(3 <= kind.sum() <= 6 for kind in finite) and (np.sum(finite, axis=0) == 1).all()

    def test_too_few_robots_are_refused(self):
        with pytest.raises(Unfit, match="^4 robots: too few .*; valid: 5 or more$"):
            random_fleet(4)

    def test_a_seat_that_nobody_can_take_is_named(self):
        fleet, groups = random_fleet(8, 0)
        for able, words in ((np.array([True, True, False]), "no robot"), ((np.arange(8) < 6)[:, None], "all robots")):
            with pytest.raises(Unfit, match=rf"^a seat of inspection 2 \(camera\): {words}"):
                FleetProblem.of(replace(fleet, able=fleet.able & able), groups)


class TestCentral:
    def test_seats_by_two_methods(self):
        for seed in range(4):
            problem = KIND.case(10, seed).problem
            winners = problem.optimum()[: problem.seats.n]
            np.testing.assert_array_equal(winners, problem.seats.optimum())
            assert NOBODY not in winners and problem.fleet.able[winners.astype(int), problem.groups.needs].all()

    def test_points_by_two_methods_with_sets_in_the_way(self):
        moved = []
        for seed in range(3):
            problem = KIND.case(8, seed).problem
            winners, points = np.split(problem.optimum(), [problem.seats.n])
            free = FleetProblem(
                replace(problem.fleet, sets=Sets.free(8, 2)), problem.groups, problem.seats, problem.share
            )
            moved.append(np.abs(points - free.optimum()[problem.seats.n :]).reshape(-1, 2).max(axis=1))
            for group in range(len(problem.groups.names)):
                members = winners[problem.groups.group == group].astype(int)
                np.testing.assert_allclose(points[2 * group :][:2], point(problem, group, members), atol=1e-6)
        assert (np.concatenate(moved) > 1.0).sum() >= 4

    def test_the_local_step_is_a_minimum_within_the_set(self):
        """Variational inequality against points of the set around it."""
        problem, rng = KIND.case(8, 0).problem, np.random.default_rng(0)
        meeting, weight = problem.meeting(problem.seats.ids), rng.uniform(1, 2, (8, 1))
        v = 60 * weight * rng.standard_normal((8, 6))
        x = meeting.prox(v, weight)
        slope = meeting.parts.gradient(x.reshape(-1, 2)).reshape(x.shape) + weight * x - v
        pressed = 0
        for i in range(8):
            own, free = int(problem.groups.group[i]), slope[i].reshape(3, 2)
            np.testing.assert_allclose(np.delete(free, own, axis=0), 0, atol=1e-9)
            here, others = x[i, 2 * own :][:2], x[i, 2 * own :][:2] + rng.standard_normal((300, 2))
            inside = problem.fleet.sets.rows(np.full(300, i)).project(others)
            assert ((inside - here) @ free[own] >= -1e-9).all()
            pressed += np.abs(free[own]).max() > 1e-6
        assert pressed >= 4


class TestTwoLevels:
    @pytest.mark.parametrize("shape", [None, "ring", "star"])
    def test_seats_and_points_are_the_central_ones(self, shape):
        for seed in range(2):
            assert agreed(solved(8, seed, shape), KIND.case(8, seed).problem)

    def test_robots_to_spare(self):
        found = solved(10, 1)
        assert agreed(found, KIND.case(10, 1).problem) and len(set(found.x[0, :8])) == 8

    @pytest.mark.parametrize("faults", [
        Faults(loss=0.3, seed=1), Faults(outage=0.3, seed=1), Faults(deaths=((4, 30),)), Faults(joins=((4, 30),)),
        Faults(loss=0.2, deaths=((7, 30), (2, 60)), seed=2),
    ])  # fmt: skip
    def test_faults(self, faults):
        found = solved(8, 0, "grid", faults)
        assert agreed(found, KIND.case(8, 0).problem)
        assert all(number not in found.x[0, :8] for number, _ in faults.deaths)

    def test_a_group_without_members_stays_at_its_work(self):
        found, groups = solved(5, 0, "complete", Faults(deaths=((1, 20), (3, 20)))), KIND.case(5, 0).problem.groups
        assert found.x[0, 3:5].tolist() == [NOBODY, NOBODY]
        np.testing.assert_allclose(found.x[:, 7:9], np.tile(groups.place[1], (3, 1)), atol=1e-6)

    def test_messages_give_the_same_bits(self):
        case = KIND.case(6, 0)
        team = Team(case.algorithm, case.problem, case.graph, start=case.start).run(60, case.enough)
        arrays = run(case.algorithm, case.problem, case.graph, 60, start=case.start, enough=case.enough)
        np.testing.assert_array_equal(team.x, arrays.x)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    def test_messages_with_loss_and_death(self):
        case = KIND.case(6, 0)
        carrying, faults = FaultOptions(loss=0.2, seed=3), Faults(deaths=((5, 10),))
        team = Team(case.algorithm, case.problem, graph("complete", 6), carrying, faults, start=case.start)
        assert agreed(team.run(case.rounds, case.enough), case.problem)

    @pytest.mark.parametrize("faults", [Faults(delay=2), Faults(liars=(0,))])
    def test_what_it_does_not_survive_is_refused(self, faults):
        with pytest.raises(Unfit, match="^two-levels: does not survive"):
            solved(5, 0, None, faults)

    def test_figures(self):
        found = KIND.figures(KIND.case(8, 0), solved(8, 0))
        assert found["worth"] == pytest.approx(found["best_worth"]) and found["seats_taken"] == found["seats"] == 8
        assert found["point_error_m"] <= 5e-7
