"""Paths from which a solver starts, the likely ones first: guides of the scene, nearly straight ones, bowed ones.

Symbols: N agents, T steps, paths (N, T+1, 2) [m].
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from l2c_planner.environment.scene import Scene

NOISES = (0.05, 0.3)
"""Standard deviations of the noise on straight paths [m]; without any, agents may meet head-on for ever."""
BOWS = (-0.5, 0.5)
"""Greatest sideways distances of bowed paths, as a fraction of their length."""
WAVES = 3
"""Half waves of the noise that makes the starts of a multi-start differ."""
DEFORMED = 0.3
"""Standard deviation of each of these waves, as a share of the metric's reach."""


@dataclass(frozen=True, eq=False)
class Guess:
    """One of the paths of all agents."""

    name: str
    states: np.ndarray
    """(N, T+1, nx)."""


def ladder(scene: Scene, theta: np.ndarray, ends: tuple[np.ndarray, np.ndarray], seed: int) -> Iterator[Guess]:
    """Guesses in the order in which they are tried; seeds above 0 begin with another guide, deformed, then as it is.

    Args:
        scene: What is planned in.
        theta: Parameters of the environment (m,).
        ends: Start and goal states (nx, N).
        seed: Draws the noise; the same seed gives the same guesses.
    """
    random = np.random.default_rng([seed, scene.agents, scene.steps])
    guides = scene.guides(theta)
    order = [(n + seed) % len(guides) for n in range(len(guides))]
    if seed:
        for k in order:
            noise = _smooth_noise(scene, random, DEFORMED * scene.metric.reach)
            yield _guess(f"guide {k}", guides[k] + noise, scene, ends)
    for k in order:
        yield _guess(f"guide {k}{', as it is' if seed else ''}", guides[k], scene, ends)
    straight, sideways = _straight(scene, ends)
    for noise in NOISES:
        path = straight + noise * random.standard_normal(straight.shape)
        yield _guess(f"straight, noise {noise:g} m", path, scene, ends)
    for bow in BOWS:
        path = straight + bow * sideways + NOISES[0] * random.standard_normal(straight.shape)
        yield _guess(f"bow {bow:g}", path, scene, ends)


def _straight(scene: Scene, ends: tuple[np.ndarray, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Straight paths at constant speed, and a half wave to their left as high as they are long."""
    start, goal = map(scene.motion.positions, ends)
    s = np.linspace(0.0, 1.0, scene.steps + 1)[None, :, None]
    along = (goal - start)[:, None]
    left = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    return start[:, None] + s * along, np.sin(np.pi * s) * left


def _smooth_noise(scene: Scene, random: np.random.Generator, size: float) -> np.ndarray:
    """A few half waves with random heights (N, T+1, 2) [m], nothing at both ends."""
    s = np.linspace(0.0, 1.0, scene.steps + 1)
    waves = np.sin(np.pi * np.arange(1, WAVES + 1)[:, None] * s)
    return size * np.einsum("nwd,wt->ntd", random.standard_normal((scene.agents, WAVES, 2)), waves)


def _guess(name: str, paths: np.ndarray, scene: Scene, ends: tuple[np.ndarray, np.ndarray]) -> Guess:
    states = np.array([scene.motion.follow(path, scene.dt) for path in paths])
    fields = scene.motion.model.state
    for field in fields.fields:
        if field.kind == "angle":
            part = fields.slices[field.name]
            turns = np.round((ends[0].T[:, None, part] - states[:, :1, part]) / (2 * np.pi))
            states[:, :, part] += 2 * np.pi * turns
    return Guess(name, states)
