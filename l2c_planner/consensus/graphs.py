"""Communication graphs by name, from robot positions, and as sequences that change every round.

Agents are numbered from 0; an edge (i, j) of a directed graph says that i is heard by j.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import networkx as nx
import numpy as np
from scipy.spatial import cKDTree

from l2c_planner.consensus.errors import Unfit, unknown

MOST_NAMED = 8
"""Longest list of agents that an error shows."""


MOST_DRAWS = 20
"""Of a random graph."""


class Disconnected(Unfit):
    """Some agents cannot reach others; the message names the parts."""


def ring(n: int, seed: int = 0) -> nx.Graph:
    """Everybody hears two others."""
    return nx.cycle_graph(n) if n > 2 else nx.path_graph(n)


def line(n: int, seed: int = 0) -> nx.Graph:
    """A ring that is cut open."""
    return nx.path_graph(n)


def grid(n: int, seed: int = 0) -> nx.Graph:
    """As square as n allows; the last row may be shorter."""
    columns = math.ceil(math.sqrt(n))
    beside = ((k, k + 1) for k in range(n - 1) if (k + 1) % columns)
    return _of(n, [*beside, *((k, k + columns) for k in range(n - columns))])


def star(n: int, seed: int = 0) -> nx.Graph:
    """Agent 0 hears all, the others hear it alone."""
    return nx.star_graph(n - 1)


def complete(n: int, seed: int = 0) -> nx.Graph:
    """Everybody hears everybody."""
    return nx.complete_graph(n)


def erdos_renyi(n: int, seed: int = 0) -> nx.Graph:
    """Every edge with probability 2 ln(n) / n, twice what makes a large graph connected; drawn until it is."""
    share = min(1.0, 2 * math.log(max(n, 2)) / n)
    return _drawn(lambda rng: nx.fast_gnp_random_graph(n, share, seed=int(rng.integers(2**31))), seed)


def disc(n: int, seed: int = 0) -> nx.Graph:
    """Random places in the unit square, in range of each other within sqrt(3 ln(n) / (pi n)); drawn until connected."""
    reach = math.sqrt(3 * math.log(max(n, 2)) / (math.pi * n))
    return _drawn(lambda rng: from_positions(rng.uniform(size=(n, 2)), reach), seed)


def directed_ring(n: int, seed: int = 0) -> nx.DiGraph:
    """Everybody is heard by the next one alone."""
    return nx.cycle_graph(n, create_using=nx.DiGraph)


def directed_random(n: int, seed: int = 0) -> nx.DiGraph:
    """A directed ring, and two more agents that hear each."""
    rng, graph = np.random.default_rng(seed), directed_ring(n)
    for i in range(n):
        others = np.setdiff1d(np.arange(n), [i, (i + 1) % n])
        graph.add_edges_from((i, int(j)) for j in rng.choice(others, min(2, len(others)), replace=False))
    return graph


def from_positions(positions: np.ndarray, radius: float) -> nx.Graph:
    """Robots at positions (n, d) [m] that hear each other within a radius [m]."""
    return _of(len(positions), cKDTree(positions).query_pairs(radius))


GRAPHS: dict[str, Callable[..., nx.Graph]] = {
    "ring": ring, "line": line, "grid": grid, "star": star, "complete": complete, "erdos-renyi": erdos_renyi,
    "disc": disc, "directed-ring": directed_ring, "directed-random": directed_random,
}  # fmt: skip


def graph(name: str, n: int, seed: int = 0) -> nx.Graph:
    """The graph of a name for n agents, connected.

    Raises Unfit for an unknown name, Disconnected if a random graph falls apart.
    """
    if name not in GRAPHS:
        raise unknown("graph", name, GRAPHS)
    return connected(GRAPHS[name](n, seed))


def connected(*graphs: nx.Graph) -> nx.Graph:
    """The first of some graphs, if all together are (strongly) connected.

    Raises Disconnected otherwise.
    """
    union = nx.compose_all(graphs)
    components = nx.strongly_connected_components if union.is_directed() else nx.connected_components
    parts = sorted(sorted(part) for part in components(union))
    if len(parts) > 1:
        shown = ", ".join(map(_named, parts[:MOST_NAMED])) + (" ..." if len(parts) > MOST_NAMED else "")
        jointly = "jointly " if len(graphs) > 1 else ""
        raise Disconnected(f"the graph is not {jointly}connected, its parts are {shown}; valid: one part")
    return graphs[0]


def gossip(n: int, seed: int = 0) -> Callable[[int], nx.Graph]:
    """Random pairs: by round, a matching in which at most one agent is left over."""

    def matching(k: int) -> nx.Graph:
        order = np.random.default_rng((seed, k)).permutation(n).tolist()
        return _of(n, zip(order[::2], order[1::2], strict=False))

    return matching


def parts(whole: nx.Graph, count: int, seed: int = 0) -> Callable[[int], nx.Graph]:
    """A sequence that is connected over `count` rounds: the edges of a graph, dealt out to rounds that repeat."""
    dealt = np.random.default_rng(seed).permutation(np.arange(whole.number_of_edges()) % count)
    edges = np.array(list(whole.edges)).reshape(-1, 2)
    pieces = [whole.__class__() for _ in range(count)]
    for k, piece in enumerate(pieces):
        piece.add_nodes_from(whole)
        piece.add_edges_from(map(tuple, edges[dealt == k].tolist()))
    connected(*pieces)
    return lambda k: pieces[k % count]


SEQUENCES: dict[str, Callable[[int, int], Callable[[int], nx.Graph]]] = {
    "gossip": gossip,
    "b-connected": lambda n, seed: parts(graph("grid", n, seed), 3, seed),
}
"""Graphs that change every round, by name."""


def _drawn(draw: Callable[[np.random.Generator], nx.Graph], seed: int) -> nx.Graph:
    """The first connected draw, or the last one."""
    rng = np.random.default_rng(seed)
    for _ in range(MOST_DRAWS):
        found = draw(rng)
        if nx.is_connected(found):
            break
    return found


def _of(n: int, edges: Iterable[tuple[int, int]]) -> nx.Graph:
    found = nx.empty_graph(n)
    found.add_edges_from(edges)
    return found


def _named(part: list[int]) -> str:
    more = len(part) - MOST_NAMED
    return "{" + ", ".join(map(str, part[:MOST_NAMED])) + (f" and {more} more" if more > 0 else "") + "}"
