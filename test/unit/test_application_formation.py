"""Formations: taken up as the central solution says, by arrays and by messages, and kept under faults or refused."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from l2c_planner.applications.formation import APPLICATIONS, central, rigidity
from l2c_planner.applications.formation.cases import beside, ring, wedge
from l2c_planner.applications.formation.laws import Following, Gathering, lag
from l2c_planner.applications.formation.problem import Bearings, Displacements, Distances, formation
from l2c_planner.config.network import FaultOptions
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.faults import Faults
from l2c_planner.consensus.links import Links
from l2c_planner.consensus.run import run
from l2c_planner.consensus.team import Team
from l2c_planner.report.applications.formation import picture

OCTAHEDRON = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float)


def solved(case, rounds=None, faults=None, keep=False):
    rounds = rounds or case.rounds
    return run(case.algorithm, case.problem, case.graph, rounds, faults, case.enough, start=case.start, keep=keep)


def case_of(name, seed=0, agents=None):
    return APPLICATIONS[name].case(agents or APPLICATIONS[name].agents, seed)


class TestTakenUp:
    @pytest.mark.parametrize("name", ["formation", "formation-bearing", "formation-distance"])
    @pytest.mark.parametrize("agents", [5, 12])
    def test_as_the_central_solution(self, name, agents):
        case = case_of(name, agents=agents)
        found = solved(case)
        assert found.error[-1] < 1e-12 and APPLICATIONS[name].figures(case, found)["shape_error_m"] < 1e-12

    def test_displacements_to_rounding(self):
        case = case_of("formation")
        found = run(case.algorithm, case.problem, case.graph, 200, enough=0, start=case.start)
        assert found.error[-1] < 2e-14

    def test_displacements_in_closed_form(self):
        """The pattern at the mean of the places, each weighed by 1 / gain."""
        case = case_of("formation", 3)
        gain, pattern = case.problem.gain, ring(12)
        centre = (case.start / gain).sum(axis=0) / (1 / gain).sum() - (pattern / gain).sum(axis=0) / (1 / gain).sum()
        assert solved(case).x == pytest.approx(pattern + centre, abs=1e-12)

    def test_directions_keep_centre_and_size(self):
        """The least-squares fit of place and size of the pattern to the start, in the weights 1 / gain."""
        case = case_of("formation-bearing", 3)
        root, pattern = np.sqrt(1 / np.repeat(case.problem.gain, 2)), ring(12)
        columns = np.column_stack([np.tile([1, 0], 12), np.tile([0, 1], 12), pattern.ravel()]).astype(float)
        fit = np.linalg.lstsq(columns * root[:, None], case.start.ravel() * root, rcond=None)[0]
        assert solved(case).x.ravel() == pytest.approx(columns @ fit, abs=1e-11)

    def test_distances_without_leaders_up_to_a_motion(self):
        """Procrustes: the pattern laid on what was found; the centre stays."""
        rng, pattern, graph = np.random.default_rng(0), OCTAHEDRON, nx.complete_graph(6)
        start = pattern + 0.2 * rng.standard_normal(pattern.shape)
        found = run(Gathering(0.05), formation(Distances, graph, pattern, start), graph, 600, enough=0, start=start)
        assert np.abs(found.x - central.aligned(found.x, pattern)).max() < 1e-12
        assert found.x.mean(axis=0) == pytest.approx(start.mean(axis=0), abs=1e-13)

    @pytest.mark.parametrize("kind", [Displacements, Distances, Bearings])
    def test_in_space(self, kind):
        rng, graph = np.random.default_rng(1), nx.complete_graph(6)
        start = OCTAHEDRON + 0.1 * rng.standard_normal(OCTAHEDRON.shape)
        start[[0, 2, 4]] = OCTAHEDRON[[0, 2, 4]]
        given = formation(kind, graph, OCTAHEDRON, start, leads=(0, 2, 4))
        found = run(Following(0.1), given, graph, 3000, start=start)
        assert found.error[-1] < 1e-12 and found.x == pytest.approx(OCTAHEDRON, abs=1e-10)


class TestLed:
    def test_lag_as_stated(self):
        case = case_of("formation-leader")
        found = solved(case)
        behind = lag(case.problem, Links.of(case.graph), case.algorithm.step)
        assert found.x == pytest.approx(found.target - behind, abs=1e-6) and np.all(behind[1:] > 0.05)

    def test_a_line_behind_a_leader_by_hand(self):
        """Robot k of n behind the leader waits for n - k + 1 steps of v / h: the lag is v / h sum of these."""
        pattern, graph = np.stack([-np.arange(4.0), np.zeros(4)], axis=1), nx.path_graph(4)
        given = formation(Displacements, graph, pattern, pattern, leads=(0,), velocity=np.array([0.01, 0.0]))
        assert lag(given, Links.of(graph), 0.5)[:, 0] == pytest.approx(0.02 * np.array([0, 3, 5, 6]))

    def test_figures_tell_both(self):
        case = case_of("formation-leader")
        told = APPLICATIONS["formation-leader"].figures(case, solved(case))
        assert told["lag_m"] == pytest.approx(told["stated_lag_m"], abs=1e-6)


class TestByMessages:
    @pytest.mark.parametrize("name", sorted(APPLICATIONS))
    def test_the_same_bits(self, name):
        case = case_of(name)
        by_arrays = solved(case, 25, keep=True)
        team = Team(case.algorithm, case.problem, case.graph, start=case.start, keep=True)
        assert np.array_equal(team.run(25).trail, by_arrays.trail)

    def test_robots_know_only_what_is_theirs(self):
        case = case_of("formation-leader")
        own = case.problem.rows(np.array([4]))
        assert set(own.wanted.robot) == {4} and set(own.wanted.neighbour) == set(case.graph[4])
        assert own.start.shape == (1, 2) and not own.velocity.any()


class TestFaults:
    def test_distances_through_loss_lateness_and_death(self):
        case = case_of("formation-distance")
        found = solved(case, 6000, Faults(loss=0.4, delay=3, deaths=((5, 60), (9, 90)), seed=1))
        assert found.error[-1] < 1e-12 and len(found.agents) == 10

    def test_a_leader_through_loss_and_death_by_messages(self):
        pattern, graph = wedge(7), beside(7)
        start = pattern + np.random.default_rng(2).standard_normal(pattern.shape)
        start[0] = pattern[0]
        given = formation(Displacements, graph, pattern, start, leads=(0,))
        carrying, faults = FaultOptions(loss=0.3, seed=3), Faults(deaths=((3, 40),))
        team = Team(Following(0.15), given, graph, carrying, faults, start=start)
        found = team.run(800)
        assert found.x == pytest.approx(np.delete(pattern, 3, axis=0), abs=1e-11)

    def test_nobody_led_with_links_down(self):
        found = solved(case_of("formation"), 400, Faults(outage=0.3, seed=1))
        assert found.error[-1] < 1e-12

    def test_nobody_led_loss_is_repaired(self):
        found = solved(case_of("formation-bearing"), 1500, Faults(loss=0.2, seed=1))
        assert found.repaired and found.error[-1] < 1e-12

    def test_why_loss_one_way_is_not_survived(self):
        """One step with a pull at one end only moves the centre."""
        case = case_of("formation")
        links, law = Links.of(case.graph), case.algorithm
        state = law.begin(case.problem, links, case.start)
        told = law.outgoing(state, links)[links.sender]
        heard = np.ones(len(told), bool)
        heard[0] = False
        received = type("Received", (), {"values": told, "heard": heard})()
        moved = (law.advance(state, received, case.problem, links).x - state.x) / case.problem.gain
        assert np.abs(moved.sum(axis=0)).max() > 1e-3

    def test_death_without_a_leader_is_refused(self):
        with pytest.raises(Unfit, match=r"^gathering: does not survive agents that end"):
            solved(case_of("formation"), 10, Faults(deaths=((3, 5),)))

    def test_a_death_that_leaves_it_loose_is_refused(self):
        """A square with one diagonal is held by the robots that the diagonal joins."""
        square, graph = ring(4), nx.Graph([(0, 1), (1, 2), (2, 3), (3, 0), (0, 2)])
        given = formation(Distances, graph, square, square, leads=(0, 1))
        with pytest.raises(Unfit, match=r"^formation: distances"):
            run(Following(0.1), given, graph, 20, Faults(deaths=((2, 5),)), enough=-1, start=square)


class TestRigidity:
    def test_ranks_of_a_square(self):
        """Four sides can be sheared: one diagonal holds a square, and with it 2 n - 3 numbers are independent."""
        square, sides = ring(4), np.array([[0, 1], [1, 2], [2, 3], [0, 3]])
        braced = np.vstack([sides, [0, 2]])
        assert rigidity.rank(rigidity.distance_matrix(sides, square)) == 4
        assert rigidity.rank(rigidity.distance_matrix(braced, square)) == 5
        for edges, ranks in ((sides, 4), (braced, 5)):
            wanted = square[edges[:, 1]] - square[edges[:, 0]]
            assert rigidity.rank(rigidity.bearing_matrix(edges, wanted, 4)) == ranks

    def test_distance_matrix_is_the_derivative(self):
        rng, edges = np.random.default_rng(0), np.array([[0, 1], [1, 2], [0, 3], [2, 3]])
        places, way = rng.standard_normal((4, 3)), rng.standard_normal((4, 3))

        def halves(x):
            return np.sum((x[edges[:, 0]] - x[edges[:, 1]]) ** 2, axis=1) / 2

        numeric = (halves(places + 1e-6 * way) - halves(places - 1e-6 * way)) / 2e-6
        assert rigidity.distance_matrix(edges, places) @ way.ravel() == pytest.approx(numeric, rel=1e-8)

    @pytest.mark.parametrize("kind", [Distances, Bearings])
    def test_loose_graphs_are_refused(self, kind):
        with pytest.raises(Unfit, match=r"^formation: \w+ along 6 edges are not rigid, rank 6; valid: rank 9, more"):
            formation(kind, nx.cycle_graph(6), ring(6), ring(6))

    def test_a_flat_pattern_is_not_rigid_in_space(self):
        flat = np.column_stack([ring(6), np.zeros(6)])
        with pytest.raises(Unfit, match="not rigid"):
            formation(Distances, nx.complete_graph(6), flat, flat)


class TestRefused:
    @pytest.mark.parametrize(
        ("kind", "leads", "says"),
        [
            (Distances, (0,), "distances leave a turn with 1 to lead; valid: none, or at least 2"),
            (Bearings, (0,), "directions with 1 leader leave the size open; valid: none, or at least 2"),
            (Displacements, (7,), "leader 7 does not exist; valid: 0 to 5"),
        ],
    )
    def test_leaders(self, kind, leads, says):
        with pytest.raises(Unfit) as raised:
            formation(kind, beside(6), ring(6), ring(6), leads=leads)
        assert str(raised.value) == f"formation: {says}"

    def test_leaders_at_the_wrong_distance(self):
        start = ring(6)
        start[3] += 0.3
        with pytest.raises(Unfit, match=r"^formation: no place near the start has these distances"):
            formation(Distances, beside(6), ring(6), start, leads=(0, 3))

    @pytest.mark.parametrize("name", sorted(APPLICATIONS))
    def test_too_few(self, name):
        with pytest.raises(Unfit, match=r"^formation: 2 robots; valid: at least 3$"):
            case_of(name, agents=2)


@pytest.mark.parametrize("name", ["formation-distance", "formation-leader"])
def test_picture_shows_ways_and_the_central_solution(name):
    case = case_of(name)
    found = solved(case, 40, keep=True)
    ways, errors = picture(case, found).axes
    drawn = [line.get_xydata() for line in ways.lines]
    assert all(any(np.array_equal(d, way) for d in drawn) for way in np.array(found.trail).transpose(1, 0, 2))
    assert any(np.array_equal(d, found.target) for d in drawn) and errors.get_yscale() == "log"
