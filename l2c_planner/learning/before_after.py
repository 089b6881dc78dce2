"""A picture of plans of one task after the same few rounds of two methods: where they fly, and what is too near."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Patch

from l2c_planner.config import MultiliftTask
from l2c_planner.learning.course import EARLY, Judge, run
from l2c_planner.learning.methods import Method
from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.plan.stage import Executed
from l2c_planner.problems.measures import SLACK, Requirement

PILLAR, TEAM, LOAD, BAD = "#8b94a4", "#0a6fb0", "#19202c", "#c1271d"
ZOOM = 0.42
"""Half the width of the enlarged part [m]."""
CURVES = {"obstacle clearance": ("#7a4fa3", "to an obstacle"), "pair distance": ("#0a7d5a", "between two quadrotors")}


def before_after_figure(task: MultiliftTask, methods: Sequence[Method], what: str, path: Path) -> None:
    """Executed plans of a task after ``EARLY`` rounds of every method, as PNG; the first method's constraints count.

    what: the task in words, for the heading.
    """
    judge = Judge.of(task, methods[0])
    plans = [run(method, judge).kept[EARLY] for method in methods]
    at = max((_worst(plan) for plan in plans), key=lambda worst: worst[0])
    figure = Figure(figsize=(5.4 * len(plans), 8.9), layout="constrained")
    heading = f"Plans for the same task after {EARLY} rounds, seen from above: {what}\n"
    figure.suptitle(heading, fontsize=12, fontweight="bold")
    maps, curves = figure.subplots(2, len(plans), sharex="row", sharey="row", height_ratios=(2.9, 1))
    for axes, below, method, plan in zip(maps, curves, methods, plans, strict=True):
        _map(axes, task, plan, at)
        axes.set_title(f"{method.name}\n{_verdict(plan)}", loc="left", fontsize=10, color=_colour(plan))
        _curves(below, task, plan, at[1])
    most = max(1e3 * _worst(plan)[0] for plan in plans)
    curves[0].set_ylim(-np.clip(1.3 * most, 20.0, 1000.0), 100.0)
    maps[0].set_ylabel("y [m]")
    curves[0].set_ylabel("smallest distance\nminus required [mm]")
    curves[0].legend(frameon=False, fontsize=9, loc="upper right")
    figure.legend(handles=_legend(task), loc="outside lower center", ncols=3, frameon=False, fontsize=9)
    figure.savefig(path, dpi=150, format="png")


def _distances(plan: Executed) -> list[Requirement]:
    return [r for r in plan.measures.requirements if r.name in CURVES]


def _worst(plan: Executed) -> tuple[float, int, np.ndarray]:
    """What the worst distance misses [m], its knot, and the place of the quadrotor in question (2,)."""
    missing = [(float(r.shortfall().max()), r) for r in _distances(plan)]
    amount, requirement = max(missing, key=lambda found: found[0])
    item, knot = np.unravel_index(np.argmax(requirement.shortfall()), requirement.values.shape)
    robot = int(requirement.labels[item].split(" - ")[0].removeprefix("quad_"))
    return amount, int(knot), plan.measures.quad_position[robot, knot, :2]


def _verdict(plan: Executed) -> str:
    """In one line."""
    missing = {r.name: 1e3 * max(float(r.shortfall().max()), 0.0) for r in _distances(plan)}
    parts = [f"{amount:.2g} mm {CURVES[name][1]}" for name, amount in missing.items() if amount > 1e3 * SLACK]
    if plan.measures.feasible:
        return "keeps all limits"
    return "too near: " + ", ".join(parts) if parts else "breaks a limit of tension or thrust"


def _colour(plan: Executed) -> str:
    return "#00714f" if plan.measures.feasible else BAD


def _map(axes: Axes, task: MultiliftTask, plan: Executed, at: tuple[float, int, np.ndarray]) -> None:
    """Seen from above, with the surroundings of the worst place enlarged."""
    _, knot, place = at
    _scene(axes, task, plan, knot, 1.0)
    quads = plan.measures.quad_position[..., :2].reshape(-1, 2)
    low, high = quads.min(0) - 0.35, quads.max(0) + 0.35
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal", xlabel="x [m]")
    near = axes.inset_axes((0.57, 0.02, 0.41, 0.41))
    _scene(near, task, plan, knot, 1.7)
    near.set(xlim=place[0] + np.array([-ZOOM, ZOOM]), ylim=place[1] + np.array([-ZOOM, ZOOM]), aspect="equal")
    near.set_xticks([])
    near.set_yticks([])
    near.set_title(f"at {knot * task.dt:.2f} s", fontsize=8, pad=2)
    axes.indicate_inset_zoom(near, edgecolor="0.4")


def _scene(axes: Axes, task: MultiliftTask, plan: Executed, knot: int, width: float) -> None:
    """Obstacles, paths, and the team at a knot."""
    for centre, radius in zip(task.obstacle_center, task.obstacle_radius, strict=True):
        axes.add_patch(Circle(centre[:2], radius, facecolor=PILLAR, edgecolor="none"))
        keep_out = radius + task.clearance.obstacle
        axes.add_patch(Circle(centre[:2], keep_out, fill=False, edgecolor=BAD, ls="--", lw=0.9 * width))
    quads, load = plan.measures.quad_position[..., :2], plan.plan["load"][0][0]
    axes.plot(load[:, 0], load[:, 1], color=LOAD, lw=1.4 * width, zorder=3)
    for path, bad in zip(quads, _violated(plan), strict=True):
        axes.plot(path[:, 0], path[:, 1], color=TEAM, lw=0.8 * width, alpha=0.55, zorder=2)
        wrong = np.where(bad[:, None], path, np.nan)
        axes.plot(wrong[:, 0], wrong[:, 1], color=BAD, lw=3 * width, solid_capstyle="round", zorder=4)
    hooks = load[knot, :2] + (rotation_matrices(load[knot, 6:10]) @ task.team.attachment.T).T[:, :2]
    for hook, quad, radius in zip(hooks, quads[:, knot], task.team.quad_radius, strict=True):
        axes.plot(*np.transpose([hook, quad]), color=TEAM, lw=width, zorder=5)
        axes.add_patch(Circle(quad, radius, facecolor="#9cc8e6", edgecolor=TEAM, lw=width, alpha=0.85, zorder=5))
    axes.add_patch(
        Circle(load[knot, :2], task.team.load_radius, facecolor="white", edgecolor=LOAD, alpha=0.7, zorder=4)
    )


def _violated(plan: Executed) -> np.ndarray:
    """At which knots a quadrotor is too near to something, (n, N+1) of bool."""
    found = np.zeros(plan.measures.quad_position.shape[:2], bool)
    for requirement in _distances(plan):
        for label, missing in zip(requirement.labels, requirement.shortfall(), strict=True):
            robots = [int(name.removeprefix("quad_")) for name in label.split(" - ") if name.startswith("quad_")]
            found[robots] |= missing > SLACK
    return found


def _curves(axes: Axes, task: MultiliftTask, plan: Executed, knot: int) -> None:
    """The smallest distances over time."""
    for requirement in _distances(plan):
        colour, label = CURVES[requirement.name]
        left = -1e3 * requirement.shortfall().max(axis=0)
        axes.plot(task.time, left, color=colour, lw=1.5, label=label)
        axes.fill_between(task.time, left, 0, where=left < 0, color=BAD, alpha=0.45, lw=0, interpolate=True)
    axes.axhline(0, color=BAD, lw=1, ls="--")
    axes.axvline(knot * task.dt, color="0.75", lw=1, zorder=0)
    axes.set_xlabel("time [s]")
    axes.spines[["top", "right"]].set_visible(False)


def _legend(task: MultiliftTask) -> list[Line2D | Patch]:
    return [
        Line2D([], [], color=LOAD, lw=1.6, label="path of the load"),
        Line2D([], [], color=TEAM, lw=1, label="paths of the quadrotors"),
        Patch(facecolor=PILLAR, label=f"obstacle; dashed: with {task.clearance.obstacle:g} m clearance"),
        Line2D([], [], color=BAD, lw=4, label="where a quadrotor is too near"),
        Line2D(
            [], [], color=TEAM, marker="o", ls="-", mfc="#9cc8e6", ms=9, label="quadrotors and cables, at one instant"
        ),
    ]
