"""Rounded boxes, as in `l2c_planner.policy.obstacles`, for one agent: M rows x, y, angle, half lengths, radius."""

from __future__ import annotations

import numpy as np


def nearest(rows: np.ndarray, point: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distances (M,) [m] of a point to the surfaces of rows (M, 6), negative inside, and unit vectors (M, 2) there."""
    away, cos, sin = point - rows[:, :2], np.cos(rows[:, 2]), np.sin(rows[:, 2])
    local = np.stack([cos * away[:, 0] + sin * away[:, 1], cos * away[:, 1] - sin * away[:, 0]], -1)
    over = np.abs(local) - rows[:, 3:5]
    outside = np.maximum(over, 0.0)
    length = np.linalg.norm(outside, axis=-1)
    distance = np.where(length > 1e-8, length, np.minimum(over.max(-1), 0.0)) - rows[:, 5]
    inner = np.stack([over[:, 0] >= over[:, 1], over[:, 0] < over[:, 1]], -1)
    normal = np.where(length[:, None] > 1e-8, outside / np.maximum(length, 1e-8)[:, None], inner) * -np.sign(local)
    turned = [cos * normal[:, 0] - sin * normal[:, 1], sin * normal[:, 0] + cos * normal[:, 1]]
    return distance, np.stack(turned, -1)
