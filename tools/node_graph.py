"""Draw the nodes of a team and their topics into docs/nodes.png: `python tools/node_graph.py`; all read off the fleet.

Above a node is what it exchanges with its own robot and with who looks on, below it what the team shares: a lane per
robot, with a dot where it is published and an arrow to everybody who listens.
"""

from __future__ import annotations

import sys
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from l2c_planner.ros import names  # noqa: E402
from l2c_planner.ros.fleet import Fleet, NodeProcess, fleet  # noqa: E402

PICTURE = ROOT / "docs/nodes.png"
QUADS = 3
COLORS = ("#2a6fb0", "#c4622d", "#3a8a5c")
INK, MUTED, PALE, LOAD = "#222831", "#6b7280", "#f3f5f8", "#8c2f4b"
WIDTH, BOX, LANE = 4.4, 3.6, 0.82
"""Of a column, of a node in it, and between lanes, in units of the drawing."""
BOTTOM, TOP = 3.05, 4.95
"""Of a node."""
GUTTER = -4.5


def shared(team: Fleet) -> list[tuple[NodeProcess, list[str]]]:
    """Every node and those of its topics that another node hears."""
    heard = {node.host: set(node.subscribes) for node in team.nodes}
    return [
        (node, [topic for topic in node.publishes if any(topic in heard[peer] for peer in node.peers)])
        for node in team.nodes
    ]


def everybodys(team: Fleet) -> list[str]:
    """Topics that all nodes publish together."""
    return sorted(set.intersection(*(set(node.publishes) for node in team.nodes)))


def draw(team: Fleet) -> Figure:
    """The picture."""
    n, lanes = len(team.nodes), len(team.nodes) + len(everybodys(team))
    low = BOTTOM - 0.55 - lanes * LANE
    figure = Figure(figsize=(13.2, 7.8), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(GUTTER, (n - 1) * WIDTH + 2.4)
    axes.set_ylim(low - 0.7, TOP + 2.1)
    axes.axis("off")
    for i, (node, topics) in enumerate(shared(team)):
        _node(axes, i * WIDTH, COLORS[i % len(COLORS)], node, _role(node, team))
        _surroundings(axes, i * WIDTH, node, {*topics, *everybodys(team)})
        _lane(axes, i, n, COLORS[i % len(COLORS)], topics, team)
    for i, topic in enumerate(everybodys(team), start=n):
        _lane(axes, i, n, MUTED, [topic], team)
    _gutter(axes, TOP + 1.24, "with its own robot\nand who looks on")
    _gutter(axes, (TOP + BOTTOM) / 2, "node, what it plans for,\nservices", MUTED)
    _legend(axes, low - 0.25, GUTTER)
    return figure


def _role(node: NodeProcess, team: Fleet) -> str:
    if node.host == team.captains[0]:
        return "captain: opens plans, coordinates"
    return "follows the captain" + (", may replace it" if node.host in team.captains else "")


def _node(axes: Axes, x: float, color: str, node: NodeProcess, role: str) -> None:
    """A box with its name, agents and services."""
    shape = "round,pad=0,rounding_size=0.14"
    box = FancyBboxPatch((x - BOX / 2, BOTTOM), BOX, TOP - BOTTOM, shape, fc=PALE, ec=color, lw=2.2, zorder=3)
    axes.add_patch(box)
    axes.text(x, TOP - 0.3, node.full_name, ha="center", va="center", fontsize=13, weight="bold", color=color, zorder=4)
    axes.text(x, TOP - 0.64, role, ha="center", va="center", fontsize=9, color=MUTED, zorder=4)
    step = 1.15
    for k, agent in enumerate(node.agents):
        at = x + (k - (len(node.agents) - 1) / 2) * step
        _pill(axes, at, BOTTOM + 0.83, agent, LOAD if agent == "load" else color, "white")
    services = "   ".join(name.replace(node.full_name, "~") for name in node.services)
    axes.text(x, BOTTOM + 0.3, services, ha="center", va="center", fontsize=10, family="monospace", color=INK, zorder=4)


def _surroundings(axes: Axes, x: float, node: NodeProcess, apart: set[str]) -> None:
    """What the node hears from its own robot, and what it publishes for others than its peers."""
    own = f"{node.namespace}/"
    bodies = [topic for topic in node.subscribes if topic.endswith(f"/{names.ODOMETRY}") and not topic.startswith(own)]
    heard = [topic.removeprefix(own) for topic in node.subscribes if topic.startswith(own)] + bodies
    told = [topic.removeprefix(own) for topic in node.publishes if topic not in apart]
    _stack(axes, x - 1.05, heard, 1)
    _stack(axes, x + 0.72, told, 2)
    _arrow(axes, (x - 1.05, TOP + 0.55), (x - 1.05, TOP + 0.03), INK)
    _arrow(axes, (x + 0.72, TOP + 0.03), (x + 0.72, TOP + 0.55), INK)


def _stack(axes: Axes, x: float, topics: list[str], columns: int) -> None:
    """Topics in rows above a node, the first one on top."""
    rows = -(-len(topics) // columns)
    for k, topic in enumerate(topics):
        column, row = k % columns, k // columns
        at = x + (column - (columns - 1) / 2) * 1.12
        _pill(axes, at, TOP + 0.8 + (rows - 1 - row) * 0.44, topic, "white", INK)


def _lane(axes: Axes, i: int, n: int, color: str, topics: list[str], team: Fleet) -> None:
    """A line for topics of one node, with the nodes that publish and hear them."""
    y, slots = BOTTOM - 0.75 - i * LANE, n + len(everybodys(team))
    axes.plot([-1.9, (n - 1) * WIDTH + 2.05], [y, y], color=color, lw=5, alpha=0.28, solid_capstyle="round", zorder=1)
    _gutter(axes, y, "\n".join(topics), color, "monospace")
    for k, node in enumerate(team.nodes):
        x = k * WIDTH + (i - (slots - 1) / 2) * 0.62
        if topics[0] in node.publishes:
            axes.plot([x, x], [BOTTOM, y], color=color, lw=1.8, zorder=2)
            axes.plot([x], [y], "o", color=color, ms=8, zorder=3)
        elif topics[0] in node.subscribes:
            _arrow(axes, (x, y), (x, BOTTOM - 0.03), color)


def _arrow(axes: Axes, begin: tuple[float, float], end: tuple[float, float], color: str) -> None:
    style = {"arrowstyle": "-|>,head_width=0.28,head_length=0.5", "color": color, "lw": 1.8, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", end, begin, arrowprops=style, zorder=2)


def _pill(axes: Axes, x: float, y: float, text: str, fill: str, ink: str) -> None:
    box = {"boxstyle": "round,pad=0.32", "facecolor": fill, "edgecolor": MUTED if fill == "white" else fill, "lw": 0.9}
    axes.text(x, y, text, ha="center", va="center", fontsize=10, color=ink, bbox=box, zorder=4)


def _gutter(axes: Axes, y: float, text: str, color: str = MUTED, family: str = "sans-serif") -> None:
    """Words at the left edge."""
    axes.text(GUTTER + 0.3, y, text, ha="left", va="center", fontsize=10, family=family, color=color, linespacing=1.25)


def _legend(axes: Axes, y: float, left: float) -> None:
    words = (
        "A lane is what one robot tells the others: the dot is where it is published, arrows go to who listens;"
        " primal is heard by the captain only."
    )
    axes.text(left + 0.3, y, words, ha="left", va="center", fontsize=9.5, color=MUTED)


if __name__ == "__main__":
    draw(fleet(ROOT / "config/transport.yaml", QUADS)).savefig(PICTURE, dpi=110, metadata={"Software": None})
