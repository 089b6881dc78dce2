"""Cooperative localisation: against dense least squares, a Gauss-Newton of its own, mirror images and drawn noise."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications.localisation import APPLICATIONS, Ranges, Relative
from l2c_planner.applications.localisation.accuracy import bound, covariance, rmse
from l2c_planner.applications.localisation.application import Located
from l2c_planner.applications.localisation.measurements import Measurements
from l2c_planner.applications.localisation.rigidity import loose
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.record import Run
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team

NAMES = list(APPLICATIONS)
both = pytest.mark.parametrize("name", NAMES)
TRIANGLE = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 3.0]])
"""Places of three anchors."""


@cache
def case(name: str, agents: int = 12, seed: int = 3) -> Located:
    return APPLICATIONS[name].case(agents, seed)


def solved(given: Located, faults: Faults | None = None) -> Run:
    return run(given.algorithm, given.problem, given.graph, given.rounds, faults, given.enough, start=given.start)


def exact(kind: type[Measurements], places: np.ndarray, edges: list[tuple[int, int]], anchors: int = 3) -> Measurements:
    """Measurements without noise; the first robots are anchors, the others guess a little beside."""
    ends = np.array(sorted(edges + [(j, i) for i, j in edges]))
    value = kind.measured(*places[ends.T])
    anchor = np.arange(len(places)) < anchors
    guess = places + np.where(anchor, 0.0, 0.2)[:, None]
    return kind(np.arange(len(places)), anchor, guess, *ends.T, value, np.ones(len(ends)))


class TestCentral:
    @pytest.mark.parametrize("seed", range(5))
    def test_relative_is_dense_least_squares(self, seed):
        p = case("localisation", 12, seed).problem
        rows, right = [], []
        for i, j, m, w in zip(p.robot, p.other, p.value, p.weight):
            row = np.zeros(p.agents)
            row[j], row[i] = np.sqrt(w), -np.sqrt(w)
            rows.append(row)
            right.append(np.sqrt(w) * m)
        A, b = np.array(rows), np.array(right) - np.array(rows)[:, p.anchor] @ p.guess[p.anchor]
        wanted = np.linalg.lstsq(A[:, ~p.anchor], b, rcond=None)[0]
        np.testing.assert_allclose(p.optimum()[~p.anchor], wanted, atol=1e-11)

    def test_between_two_anchors_by_weight(self):
        """Two opinions of where the robot is, (0, 0) and (1, 0), one three times as sure."""
        ends = np.array([[0, 2], [1, 2], [2, 0], [2, 1]])
        value = np.array([[0.0, 0.0], [-3.0, 0.0], [0.0, 0.0], [3.0, 0.0]])
        guess = np.array([[0.0, 0.0], [4.0, 0.0], [9.0, 9.0]])
        anchor = np.array([True, True, False])
        p = Relative(np.arange(3), anchor, guess, *ends.T, value, np.array([3.0, 1.0, 3.0, 1.0]))
        np.testing.assert_allclose(p.optimum()[2], [0.25, 0.0], atol=1e-14)

    @pytest.mark.parametrize("seed", range(5))
    def test_ranges_is_gauss_newton(self, seed):
        p = case("localisation-ranges", 12, seed).problem
        free, x = np.flatnonzero(~p.anchor), p.guess.copy()
        for _ in range(100):
            H, g = np.zeros((p.agents, 2, p.agents, 2)), np.zeros((p.agents, 2))
            for i, j, m, w in zip(p.robot, p.other, p.value[:, 0], p.weight):
                u = (x[i] - x[j]) / np.linalg.norm(x[i] - x[j])
                g[i] += w * (np.linalg.norm(x[i] - x[j]) - m) * u
                H[i, :, i] += w * np.outer(u, u)
                H[i, :, j] -= w * np.outer(u, u)
            block = H[free][:, :, free].reshape(2 * len(free), -1)
            x[free] -= np.linalg.solve(block, g[free].ravel()).reshape(-1, 2)
        np.testing.assert_allclose(p.optimum(), x, atol=1e-11)

    @both
    def test_without_noise_the_places_are_found(self, name):
        kind = APPLICATIONS[name].kind
        places = np.vstack([TRIANGLE, [[1.0, 1.0], [3.0, 2.5]]])
        p = exact(kind, places, [(0, 3), (1, 3), (2, 3), (3, 4), (1, 4), (2, 4)])
        np.testing.assert_allclose(p.optimum(), places, atol=1e-12)

    @both
    def test_derivatives_by_differences(self, name):
        p = case(name).problem
        rng = np.random.default_rng(0)
        x, others, which, h = rng.normal(size=(4, 2)), rng.normal(size=(4, 2)), np.arange(4), 1e-6
        found = p.residuals(x, others, which)[1]
        for axis in range(2):
            ends = [p.residuals(x + sign * h * np.eye(2)[axis], others, which)[0] for sign in (1, -1)]
            np.testing.assert_allclose(found[:, :, axis], (ends[0] - ends[1]) / (2 * h), atol=1e-8)


@both
class TestTeam:
    @pytest.mark.parametrize("seed", range(4))
    def test_finds_the_central_solution(self, name, seed):
        given = case(name, 12, seed)
        found = solved(given)
        np.testing.assert_allclose(found.x, given.problem.optimum(), atol=1e-9)
        assert found.error[-1] <= given.enough and found.rounds < given.rounds

    @pytest.mark.parametrize(
        "faults", [Faults(loss=0.4), Faults(delay=4), Faults(outage=0.3), Faults(loss=0.3, delay=3)]
    )
    def test_survives_the_network(self, name, faults):
        assert solved(case(name), faults).error[-1] <= 1e-9

    def test_survivors_find_their_own_solution(self, name):
        given = case(name, 20, 1)
        found = solved(given, Faults(deaths=((4, 30), (11, 30))))
        left = np.setdiff1d(np.arange(20), [4, 11])
        np.testing.assert_allclose(found.x, given.problem.rows(left).optimum(), atol=1e-9)
        assert np.abs(found.x - given.problem.optimum()[left]).max() > 1e-6

    def test_a_newcomer_is_localised(self, name):
        found = solved(case(name), Faults(joins=((5, 20),)))
        np.testing.assert_allclose(found.x, case(name).problem.optimum(), atol=1e-9)

    def test_messages_give_the_numbers_of_the_arrays(self, name):
        given = case(name)
        team = Team(given.algorithm, given.problem, given.graph, start=given.start).run(25, -1.0)
        arrays = run(given.algorithm, given.problem, given.graph, 25, enough=-1.0, start=given.start)
        np.testing.assert_allclose(team.x, arrays.x, rtol=0, atol=1e-12)
        assert (team.messages, team.bytes) == (arrays.messages, arrays.bytes)

    def test_messages_may_be_lost_and_robots_die(self, name):
        given = case(name, 20, 1)
        carrying, dies = FaultOptions(loss=0.2, seed=1), Faults(deaths=((4, 20),))
        team = Team(given.algorithm, given.problem, given.graph, carrying, dies, start=given.start)
        assert team.run(given.rounds, 1e-9).error[-1] <= 1e-9

    def test_a_robot_waits_until_it_has_heard_all(self, name):
        given = case(name)
        team = Team(given.algorithm, given.problem, given.graph, start=given.start)
        agent = team.agents[int(np.flatnonzero(~given.problem.anchor)[0])]
        before = agent.x
        agent.step()
        np.testing.assert_array_equal(agent.x, before)

    def test_a_robot_has_its_own_measurements_alone(self, name):
        part = case(name).problem.rows(np.array([7]))
        assert set(part.robot) == {7} and len(part.robot) == case(name).graph.degree[7] and part.agents == 1


class TestAccuracy:
    def test_covariance_is_the_inverse_laplacian(self):
        p = case("localisation").problem
        L = np.zeros((p.agents, p.agents))
        np.add.at(L, (p.robot, p.other), -p.weight)
        L -= np.diag(L.sum(axis=1))
        wanted = np.diag(np.linalg.inv(L[np.ix_(~p.anchor, ~p.anchor)]))
        found = covariance(p, p.guess)[~p.anchor]
        np.testing.assert_allclose(found, wanted[:, None, None] * np.eye(2), atol=1e-12)

    @pytest.mark.parametrize(("name", "draws"), [("localisation", 400), ("localisation-ranges", 120)])
    def test_the_bound_is_what_drawn_noise_gives(self, name, draws):
        """A tenth of the noise: ranges are then as good as linear. 4 standard deviations of the mean."""
        given, rng = case(name), np.random.default_rng(5)
        p, errors = replace(given.problem, guess=given.truth), []
        for _ in range(draws):
            noise = 0.1 * rng.normal(size=p.value.shape) / np.sqrt(p.weight)[:, None]
            pairs = p.pairs()
            back = [np.flatnonzero((p.robot == j) & (p.other == i))[0] for i, j in zip(p.robot[pairs], p.other[pairs])]
            noise[back] = APPLICATIONS[name].kind.mirrored(noise[pairs])
            value = p.measured(given.truth[p.robot], given.truth[p.other]) + noise
            errors.append(rmse(p, replace(p, value=value).central(), given.truth) ** 2)
        spread = np.std(errors) / np.sqrt(draws)
        assert abs(np.mean(errors) - (0.1 * bound(p, given.truth)) ** 2) < 4 * spread

    @both
    def test_figures_of_a_run(self, name):
        given = case(name)
        figures = APPLICATIONS[name].figures(given, solved(given))
        assert figures["rmse_m"] == pytest.approx(figures["central_rmse_m"], abs=1e-9)
        assert 0.3 < figures["rmse_m"] / figures["bound_rmse_m"] < 2.0


def held(graph: nx.Graph, anchors: int, dimensions: int = 2) -> bool:
    ids = np.arange(graph.number_of_nodes())
    return not loose(graph, ids, ids < anchors, dimensions).any()


class TestUndetermined:
    def test_a_part_without_an_anchor_is_named(self):
        p = exact(Relative, np.arange(12.0).reshape(6, 2), [(0, 1), (1, 2), (2, 3), (4, 5)])
        with pytest.raises(
            Unfit, match="^robots 4, 5: no chain of measurements leads to an anchor; valid: one at least$"
        ):
            p.optimum()

    def test_a_robot_with_two_ranges_is_named_and_has_a_mirror_image(self):
        places = np.vstack([TRIANGLE, [[1.0, 1.0], [3.0, 2.5]]])
        p = exact(Ranges, places, [(0, 3), (1, 3), (2, 3), (1, 4), (2, 4)])
        with pytest.raises(Unfit, match="^robot 4: ranges leave more than one place, turned or mirrored; valid: "):
            p.optimum()
        a, along = places[1], (places[2] - places[1]) / 5.0
        mirrored = a + 2 * along * (along @ (places[4] - a)) - (places[4] - a)
        np.testing.assert_allclose(np.linalg.norm(mirrored - places[1:3], axis=1), p.value[p.robot == 4, 0])

    def test_two_anchors_leave_a_mirror_image_of_all(self):
        p = exact(Ranges, np.random.default_rng(1).normal(size=(5, 2)), list(nx.complete_graph(5).edges), anchors=2)
        assert p.undetermined() == [2, 3, 4]

    def test_a_wheel_is_held_though_no_robot_has_three_ranges_to_held_ones(self):
        """A hexagon around robot 3 on four ranges to the anchors; three let it snap (Jackson, Jordan 2005)."""
        rim = list(range(4, 10))
        graph = nx.Graph([(3, k) for k in rim] + list(zip(rim, [*rim[1:], rim[0]])))
        graph.add_edges_from([(4, 0), (6, 1), (8, 2), (5, 1)])
        assert held(graph, 3)
        graph.remove_edge(5, 1)
        assert not held(graph, 3)

    @pytest.mark.parametrize(
        ("graph", "anchors", "dimensions", "wanted"),
        [
            (nx.complete_bipartite_graph(3, 3), 3, 2, True),  # every robot in range of three anchors
            (nx.complete_bipartite_graph(3, 3), 3, 3, False),
            (nx.complete_graph(5), 4, 3, True),
            (nx.path_graph(4), 2, 1, False),
            (nx.cycle_graph(4), 2, 1, True),
        ],
    )
    def test_known_graphs(self, graph, anchors, dimensions, wanted):
        assert held(graph, anchors, dimensions) == wanted

    def test_a_death_that_leaves_a_robot_open_is_refused(self):
        places = np.vstack([TRIANGLE, [[1.0, 1.0], [3.0, 2.5]]])
        p = exact(Ranges, places, [(0, 3), (1, 3), (2, 3), (3, 4), (1, 4), (2, 4)])
        with pytest.raises(Unfit, match="^robots 3, 4: ranges leave"):
            run(case(NAMES[1]).algorithm, p, p.graph(), 50, Faults(deaths=((2, 10),)), start=p.guess)


class TestRefused:
    @both
    @pytest.mark.parametrize("agents", [2, 5, 201])
    def test_a_number_of_robots(self, name, agents):
        with pytest.raises(Unfit, match=f"localisation of {agents} robots; valid: 6 to 200"):
            APPLICATIONS[name].case(agents, 0)

    def test_a_link_without_a_measurement(self):
        given = case("localisation")
        graph = nx.Graph(given.graph)
        graph.add_edge(*next(iter(nx.complement(given.graph).edges)))
        with pytest.raises(Unfit, match=r"robots \d+ and \d+: a link without a measurement"):
            given.algorithm.begin(given.problem, Links.of(graph), given.start)
