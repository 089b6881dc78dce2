"""Communication graphs, their weights, and the numbers that say how fast they mix."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from l2c_planner.consensus import weights
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import GRAPHS, Disconnected, connected, from_positions, gossip, graph, parts
from l2c_planner.consensus.links import Links

every = pytest.mark.parametrize("name", list(GRAPHS))
undirected = pytest.mark.parametrize("name", [name for name in GRAPHS if "directed" not in name])


@every
class TestBuilders:
    @pytest.mark.parametrize("n", [2, 3, 7, 20, 40])
    def test_all_reach_all(self, name, n):
        found = graph(name, n, 3)
        reach = np.linalg.matrix_power(np.eye(n) + nx.to_numpy_array(found, nodelist=range(n)), n)
        assert sorted(found) == list(range(n)) and (reach > 0).all()

    def test_the_seed_says_which(self, name):
        assert set(graph(name, 20, 5).edges) == set(graph(name, 20, 5).edges)


class TestShapes:
    def test_a_grid_is_as_square_as_it_can_be(self):
        assert nx.is_isomorphic(graph("grid", 20), nx.grid_2d_graph(4, 5))
        assert graph("grid", 7).number_of_edges() == 8

    def test_positions_in_range_are_linked(self):
        places = np.random.default_rng(0).uniform(size=(30, 3))
        found = nx.to_numpy_array(from_positions(places, 0.4), nodelist=range(30)) > 0
        near = np.linalg.norm(places[:, None] - places[None], axis=2) <= 0.4
        np.testing.assert_array_equal(found, near & ~np.eye(30, dtype=bool))

    def test_gossip_pairs_agents(self):
        matchings = [gossip(9, 1)(k) for k in range(20)]
        assert all(max(dict(m.degree).values()) == 1 and m.number_of_edges() == 4 for m in matchings)
        assert len({frozenset(m.edges) for m in matchings}) > 10

    def test_parts_make_the_whole_within_a_period(self):
        whole = graph("ring", 12)
        sequence = parts(whole, 3)
        assert nx.compose_all([sequence(k) for k in range(5, 8)]).edges == whole.edges
        assert not any(nx.is_connected(sequence(k)) for k in range(3))


class TestRefused:
    def test_parts_are_named(self):
        with pytest.raises(Disconnected, match=r"not connected, its parts are \{0, 1, 2\}, \{3, 4\}; valid: one part"):
            connected(nx.from_edgelist([(0, 1), (1, 2), (3, 4)]))

    def test_of_a_directed_graph_they_are_strong_ones(self):
        with pytest.raises(Disconnected, match=r"\{0\}, \{1, 2\}"):
            connected(nx.DiGraph([(0, 1), (1, 2), (2, 1)]))

    def test_sequences_count_together(self):
        first, second = nx.empty_graph(3), nx.empty_graph(3)
        first.add_edge(0, 1)
        second.add_edge(1, 2)
        assert connected(first, second) is first
        with pytest.raises(Disconnected, match="not jointly connected"):
            connected(first, first)

    def test_long_lists_are_cut(self):
        with pytest.raises(Disconnected) as error:
            connected(nx.empty_graph(500))
        assert len(str(error.value)) < 120

    def test_unknown_names_list_the_valid_ones(self):
        with pytest.raises(Unfit, match="unknown graph 'torus'; valid: complete, directed-random"):
            graph("torus", 5)


class TestWeights:
    @undirected
    def test_metropolis_is_symmetric_and_doubly_stochastic(self, name):
        W = weights.metropolis(weights.adjacency(graph(name, 20, 3))).toarray()
        np.testing.assert_array_equal(W, W.T)
        np.testing.assert_allclose(W.sum(axis=0), 1, atol=1e-15)
        assert W.min() >= 0 and np.diag(W).min() > 0

    def test_metropolis_by_its_formula(self):
        G = graph("erdos-renyi", 12, 1)
        W = weights.metropolis(weights.adjacency(G)).toarray()
        for i, j in G.edges:
            assert W[i, j] == pytest.approx(1 / (1 + max(G.degree[i], G.degree[j])), abs=1e-16)

    def test_shares_of_a_directed_graph(self):
        G = graph("directed-random", 12, 1)
        C = weights.column_stochastic(weights.adjacency(G)).toarray()
        for i in G:
            expected = np.zeros(12)
            expected[[i, *G.successors(i)]] = 1 / (G.out_degree[i] + 1)
            np.testing.assert_allclose(C[:, i], expected, atol=1e-15)

    @pytest.mark.parametrize(("name", "expected"), [("ring", 0.967), ("grid", 0.914), ("star", 0.95), ("complete", 0)])
    def test_second_singular_values_of_twenty(self, name, expected):
        assert weights.sigma_2(Links.of(graph(name, 20)).mixing) == pytest.approx(expected, abs=6e-4)

    def test_connectivity_in_closed_form(self):
        """Fiedler 1973: ring 2 (1 - cos 2pi/n), line 2 (1 - cos pi/n), star 1, complete n."""
        expected = {"ring": 2 - 2 * np.cos(np.pi / 10), "line": 2 - 2 * np.cos(np.pi / 20), "star": 1, "complete": 20}
        for name, value in expected.items():
            assert weights.lambda_2(weights.adjacency(graph(name, 20))) == pytest.approx(value, abs=1e-12)
        assert weights.lambda_2(weights.adjacency(nx.empty_graph(3))) == pytest.approx(0, abs=1e-12)

    def test_a_large_graph_has_the_same_ends(self):
        heard = weights.adjacency(graph("erdos-renyi", 500, 1))
        exact = np.linalg.eigvalsh(weights.metropolis(heard).toarray())
        found = weights.spectrum(weights.metropolis(heard))
        assert found[[0, -2, -1]] == pytest.approx(exact[[0, -2, -1]], abs=1e-4)

    def test_diameter(self):
        expected = {"ring": 10, "line": 19, "star": 2, "complete": 1, "grid": 7}
        assert {name: weights.diameter(graph(name, 20)) for name in expected} == expected


class TestLinks:
    @pytest.mark.parametrize("name", ["erdos-renyi", "directed-random"])
    def test_one_agent_sees_its_part(self, name):
        links, values = Links.of(graph(name, 12, 2)), np.random.default_rng(0).normal(size=(12, 3))
        for i in range(12):
            seen = links.seen_by(i)
            assert seen.agents == 1 and seen.ids[seen.own[0]] == i
            np.testing.assert_array_equal(seen.mixing @ values[seen.ids], (links.mixing @ values)[[i]])
            np.testing.assert_array_equal(seen.heard @ values[seen.ids], (links.heard @ values)[[i]])
            assert seen.listeners[0] == links.listeners[i] and seen.degree[0] == links.degree[i]

    @pytest.mark.parametrize("name", ["erdos-renyi", "directed-random"])
    def test_slots_collect_what_the_matrices_do(self, name):
        links, values = Links.of(graph(name, 12, 2)), np.random.default_rng(0).normal(size=(12, 3))
        np.testing.assert_allclose(links.collect(values[links.sender]), links.heard @ values, atol=1e-14)
        mixed = links.own_weight * values + links.collect(links.weight * values[links.sender])
        np.testing.assert_allclose(mixed, links.mixing @ values, atol=1e-14)

    def test_the_opposite_slot_is_the_other_end(self):
        links = Links.of(graph("erdos-renyi", 12, 2))
        np.testing.assert_array_equal(links.receiver[links.opposite], links.sender)
        np.testing.assert_array_equal(links.sender[links.opposite], links.receiver)

    def test_links_that_are_down_leave_both_ends(self):
        links = Links.of(graph("complete", 5))
        down = (links.receiver == 0) | (links.sender == 0)
        rest = links.without(down)
        assert rest.degree[:, 0].tolist() == [0, 3, 3, 3, 3]
        np.testing.assert_allclose(rest.mixing.toarray()[1:, 1:], 0.25)
