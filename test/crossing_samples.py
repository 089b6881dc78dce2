"""A crossing of two agents that is optimised within a second or two."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
scenario: intersection
title: Two agents at a crossing
agents: {motion: point, radius: 0.2, speed: 1.5, acceleration: 1.0}
starts: [-2.0]
travel: 4.0
lane: 0.4
half_width: 1.0
initial_speed: 1.0
angles: [30.0, 150.0]
baselines: [90.0]
horizon: {steps: 32, dt: 0.25}
metric: {reach: 1.0, epsilon: 0.1}
ascent: {method: line, iterations: 4, judges: 1, kept: 2}
"""


def write_scenario(path: Path, **changed: str) -> Path:
    """A YAML file of it, with other values of top keys."""
    lines = [line for line in SMALL.splitlines() if line.split(":")[0] not in changed]
    path.write_text("\n".join([*lines, *(f"{key}: {value}" for key, value in changed.items())]) + "\n", "utf-8")
    return path
