"""What is seen of a flight in each picture of its film: the team, its cables and trails, and what stands around."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from l2c_planner.models.manifold import rotation_matrices
from l2c_planner.report.camera import heading
from l2c_planner.report.map import PALETTE
from l2c_planner.report.placement import round_obstacles
from l2c_planner.simulation.measures import SLACK

Arrays = Mapping[str, np.ndarray]
PAUSE = 0.08
"""Between two pictures [s]."""
SHORTEST, LONGEST = 5.0, 7.0
"""Time that a film takes [s]; a longer flight is shown faster."""
PIECES = 12
"""Straight pieces of a cable."""
PER_PICTURE = ("time", "load_position", "load_attitude", "quad_position", "quad_up", "cable", "cable_color", "error",
               "obstacle_center")  # fmt: skip
TENSION = np.array([[47, 128, 210], [178, 162, 176], [232, 98, 22]]) / 255
"""Colours from the lowest to the highest tension."""
SLACK_COLOR = np.array([192, 38, 211]) / 255
CLEARANCE_COLOR = np.array([179, 38, 30]) / 255


@dataclass(frozen=True, eq=False)
class Film:
    """A flight in F pictures; n quadrotors, m obstacles."""

    time: np.ndarray
    """(F,) [s]."""
    load_position: np.ndarray
    """(F, 3) [m]."""
    load_attitude: np.ndarray
    """(F, 4)."""
    quad_position: np.ndarray
    """(F, n, 3) [m]."""
    quad_up: np.ndarray
    """Unit vectors along the rotors' axes, (F, n, 3)."""
    cable: np.ndarray
    """Points of the cables, (F, n, PIECES + 1, 3) [m]."""
    cable_color: np.ndarray
    """Red, green, blue from 0 to 1, (F, n, 3)."""
    planned: np.ndarray
    """Planned paths of the quadrotors, (n, N+1, 3) [m]."""
    error: np.ndarray
    """Of the load's position, (F,) [m]."""
    quad_radius: np.ndarray
    """(n,) [m]."""
    quad_color: np.ndarray
    """(n, 3)."""
    load_radius: float
    tension_range: tuple[float, float]
    """Between which the colours run [N]."""
    obstacle_center: np.ndarray
    """(F, m, 3) [m]."""
    obstacle_radius: np.ndarray
    """(m,) [m]."""
    obstacle_sphere: np.ndarray
    """Spheres rather than pillars, (m,) of bool."""
    clearance: float
    """Planned around obstacles [m]; 0 if none is."""
    azimuth: float
    """Direction in which the camera looks [deg]."""

    def first(self) -> Film:
        """The film of its first picture."""
        return replace(self, **{name: getattr(self, name)[:1] for name in PER_PICTURE})

    def landmarks(self) -> np.ndarray:
        """What has to be seen, (k, 3): the ways of all, and the obstacles that stand among them."""
        ways = np.concatenate([self.quad_position.reshape(-1, 3), self.load_position])
        margin = self.quad_radius.max() * np.array([[1, 1, 1], [-1, -1, -1]])
        placed = [(c, r) for way, r in zip(self.obstacle_center.swapaxes(0, 1), self.obstacle_radius)
                  for c in np.unique(way, axis=0)]  # fmt: skip
        near = [(c, r) for c, r in placed if np.linalg.norm(ways[:, :2] - c[:2], axis=1).min() < r + 1.0]
        feet = [np.append(c[:2] + 0.9 * r * np.array([x, y]), z) for c, r in near
                for x in (-1, 1) for y in (-1, 1) for z in (0.0, self.top)]  # fmt: skip
        return np.concatenate([*(ways + m for m in margin), np.reshape(feet, (-1, 3))])

    @property
    def obstacle_moves(self) -> np.ndarray:
        """Which obstacles do not stand still, (m,) of bool."""
        return np.ptp(self.obstacle_center, axis=0).any(axis=-1)

    @property
    def top(self) -> float:
        """Height of the pillars as drawn [m]."""
        return float(self.quad_position[..., 2].max()) + 0.25


def film_of(arrays: Arrays) -> Film:
    """Film of a flight given as by `flown_arrays`; gaps in its numbers are filled with what was before."""
    axes = {"load_state": 0, "quad_position": 1, "quad_thrust": 1, "tension": 1, "position_error": 0}
    flown = {name: _filled(arrays[name], axis) for name, axis in axes.items()}
    time = np.asarray(arrays["time"], float)
    ticks = _ticks(time)
    state = flown["load_state"][ticks]
    robots = flown["quad_position"].transpose(1, 0, 2)[ticks]
    up = flown["quad_thrust"].transpose(1, 0, 2)[ticks]
    lowest = _lowest_until_next(flown["tension"].T, ticks)
    span = float(lowest.min()), float(np.max(flown["tension"]))
    hooks = state[:, None, :3] + np.einsum("fij,nj->fni", rotation_matrices(state[:, 6:10]), arrays["attachment"])
    slack = lowest <= SLACK
    return Film(
        time=time[ticks],
        load_position=state[:, :3],
        load_attitude=state[:, 6:10],
        quad_position=robots,
        quad_up=up / np.maximum(np.linalg.norm(up, axis=-1, keepdims=True), 1e-12),
        cable=hanging(hooks, robots, np.where(slack, arrays["cable_length"], 0.0)),
        cable_color=np.where(slack[..., None], SLACK_COLOR, tension_color(lowest, span)),
        planned=np.asarray(arrays["planned_quad_position"], float),
        error=flown["position_error"][ticks],
        quad_radius=np.asarray(arrays["quad_radius"], float),
        quad_color=_quad_colors(robots.shape[1]),
        load_radius=float(arrays["load_radius"]),
        tension_range=span,
        obstacle_center=np.asarray(arrays["obstacle_position"], float).transpose(1, 0, 2)[ticks],
        obstacle_radius=np.asarray(arrays["obstacle_radius"], float),
        obstacle_sphere=np.asarray(arrays["obstacle_shape"]) == 1,
        clearance=float(np.nan_to_num(arrays["required_obstacle_clearance"])),
        azimuth=heading(robots[..., :2], round_obstacles(arrays)),
    )


def hanging(start: np.ndarray, end: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Points (..., PIECES + 1, 3) of ropes of lengths (...) between ends (..., 3): straight where they just reach.

    A longer rope hangs through as a parabola of about its length, across the line between its ends.
    """
    chord = end - start
    span = np.linalg.norm(chord, axis=-1)
    spare = np.maximum(0.0, length - span)
    depth = np.sqrt(0.375 * spare * (span + 2 / 3 * spare))
    along = chord / np.maximum(span, 1e-12)[..., None]
    down = np.array([0.0, 0.0, -1.0]) + along[..., 2:] * along
    level = np.linalg.norm(down, axis=-1, keepdims=True) < 1e-3
    down = np.where(level, [1.0, 0.0, 0.0], down)
    down = down / np.linalg.norm(down, axis=-1, keepdims=True) * depth[..., None]
    t = np.linspace(0, 1, PIECES + 1)[:, None]
    return start[..., None, :] + t * chord[..., None, :] + 4 * t * (1 - t) * down[..., None, :]


def tension_color(tension: np.ndarray, span: tuple[float, float]) -> np.ndarray:
    """Colours (..., 3) of tensions (...) [N]: blue over grey to orange."""
    place = np.clip((tension - span[0]) / max(span[1] - span[0], 1e-9), 0, 1)
    return np.stack([np.interp(place, [0, 0.5, 1], channel) for channel in TENSION.T], -1)


def _ticks(time: np.ndarray) -> np.ndarray:
    """Of the instants, those that are shown."""
    shown = np.clip(time[-1] - time[0], SHORTEST, LONGEST)
    wanted = np.linspace(time[0], time[-1], round(shown / PAUSE))
    return np.searchsorted(time, wanted - 1e-9).clip(0, len(time) - 1)


def _lowest_until_next(tension: np.ndarray, ticks: np.ndarray) -> np.ndarray:
    """Lowest tension from each picture to the next: a short slack is seen, too; (T, n) to (F, n)."""
    ends = np.append(ticks[1:], ticks[-1] + 1)
    return np.stack([tension[a : max(b, a + 1)].min(axis=0) for a, b in zip(ticks, ends)])


def _filled(values: np.ndarray, axis: int) -> np.ndarray:
    """Values that are not finite replaced by the ones before them along an axis, or by 0."""
    moved = np.moveaxis(np.array(values, float), axis, 0)
    for k in np.flatnonzero(~np.isfinite(moved).reshape(len(moved), -1).all(axis=1)):
        moved[k] = np.where(np.isfinite(moved[k]), moved[k], moved[k - 1] if k else 0.0)
    return np.moveaxis(moved, 0, axis)


def _quad_colors(count: int) -> np.ndarray:
    codes = [PALETTE[i % len(PALETTE)] for i in range(count)]
    return np.array([[int(code[k : k + 2], 16) / 255 for k in (1, 3, 5)] for code in codes])
