"""Synthetic but physically plausible plans, so that the report can be built and looked at without a planner."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.interpolate import make_interp_spline

G = 9.81
DT = 0.04
RADIUS, CABLE, MASS_LOAD, MASS_QUAD = 0.125, 1.25, 3.0, 0.8
PILLARS = np.array([[1.5, 1.3, 0.0], [0.4, 2.9, 0.0]])
CLEARANCE, PAIR = 0.10, 0.375

Sample = tuple[dict[str, np.ndarray], dict[str, Any]]


def sample_plan(quads: int, steps: int = 100, problem: str = "multilift", seed: int = 0) -> Sample:
    """Return (arrays, metrics) in the format of `plan.npz` and `metrics.json` for a team of `quads` robots."""
    return _swarm(quads, steps, seed) if problem == "swarm" else _multilift(quads, steps, seed)


def _multilift(n: int, steps: int, seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    time = np.arange(steps + 1) * DT
    ring = max(0.25, n * 0.40 / (2 * np.pi))
    attachment = ring * _unit_circle(n)
    reference = _path(time, [0.0, 0.6, 1.0], [[0, 0, 0.5], [1.5, 2.6, 0.5], [3, 3, 0.5]])
    planar = attachment[:, None, :2] + np.where(ring > 0.4, 0.0, 0.11) * _unit_circle(n)[:, None, :2] + reference[:, :2]
    planar = _push_apart(planar, PILLARS, np.full(2, 0.5 + RADIUS))
    position = reference.copy()
    position[:, :2] += 0.9 * _smooth(planar.mean(0) - reference[:, :2], 3)
    offset = planar - position[:, :2] - attachment[:, None, :2]
    d = np.concatenate([offset, np.sqrt(np.clip(CABLE**2 - (offset**2).sum(-1), 0.2, None))[..., None]], -1)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    quaternion = _tilt(0.03 * np.sin(2 * np.pi * time / time[-1]), 0.02 * np.sin(4 * np.pi * time / time[-1]))
    quad = position + attachment[:, None] + CABLE * d
    acceleration = _derivative(_derivative(position))
    tension = _tensions(d, attachment, MASS_LOAD * (acceleration + [0, 0, G]))
    thrust = MASS_QUAD * (_derivative(_derivative(quad)) + [0, 0, G]) + tension[..., None] * d
    rates = np.cross(d, _derivative(d))
    cable = np.concatenate([d, rates, tension[..., None], _derivative(tension)[..., None]], -1)
    cable_input = np.concatenate([_derivative(rates), _derivative(cable[..., 7])[..., None]], -1)[:, :-1]
    load = np.concatenate([position, _derivative(position), quaternion, np.zeros((steps + 1, 3))], -1)
    force = d * tension[..., None]
    wrench = np.concatenate([force.sum(0), np.cross(attachment[:, None], force).sum(0)], -1)[:-1]
    still = np.concatenate([reference, _derivative(reference), np.tile([1, 0, 0, 0, 0, 0, 0], (steps + 1, 1))], -1)
    rounds = 73
    arrays = {
        **_common(time, quad, thrust[:, :-1], np.full(n, RADIUS), PILLARS, np.full(2, 0.5), rounds, rng),
        "load_state": load, "load_wrench": wrench, "cable_state": cable, "cable_input": cable_input,
        "attachment": attachment, "cable_length": np.full(n, CABLE), "load_reference": still, "cable_reference": cable,
        "primal_load_state": load, "primal_load_wrench": wrench, "copy_load_state": load, "copy_load_wrench": wrench,
        "copy_cable_state": cable, "copy_cable_input": cable_input, "load_radius": np.array(ring), "tension": tension,
        "tension_min": np.full(n, 0.01), "tension_max": np.full(n, 20.0),
    }  # fmt: skip
    return arrays, _metrics("multilift", arrays, rounds)


def _swarm(n: int, steps: int, seed: int) -> Sample:
    rng = np.random.default_rng(seed)
    time = np.arange(steps + 1) * DT
    ring = max(1.5, n * 0.5 / (2 * np.pi))
    angle = 2 * np.pi * np.arange(n)[:, None] / n + np.pi * _path(time, [0, 1], [[0, 0, 0], [1, 0, 0]])[:, 0]
    height = 1.0 + 0.25 * np.sin(2 * angle)
    quad = np.stack([ring * np.cos(angle), ring * np.sin(angle), height], -1)
    velocity = _derivative(quad)
    thrust = MASS_QUAD * (_derivative(velocity) + [0, 0, G])
    obstacles = np.array([[0.0, 0.0, 0.0], [0.55, 0.5, 1.0]])
    rounds = 40
    arrays = {
        **_common(time, quad, thrust[:, :-1], np.full(n, RADIUS), obstacles, np.array([0.4, 0.25]), rounds, rng),
        "obstacle_shape": np.array([0, 1]), "quad_state": np.concatenate([quad, velocity], -1),
        "quad_input": thrust[:, :-1], "goal": quad[:, -1],
    }  # fmt: skip
    return arrays, _metrics("swarm", arrays, rounds)


def _common(time, quad, thrust, radius, center, obstacle_radius, rounds, rng) -> dict[str, np.ndarray]:
    first, second = np.triu_indices(len(quad), 1)
    planar = np.linalg.norm(quad[:, None, :, :2] - center[None, :, None, :2], axis=-1)
    decay = np.exp(-np.arange(rounds) / 11.0)
    return {
        "time": time, "quad_position": quad, "quad_thrust": thrust, "thrust": np.linalg.norm(thrust, axis=-1),
        "thrust_min": np.full(len(quad), 0.1), "thrust_max": np.full(len(quad), 50.0),
        "quad_radius": radius, "obstacle_center": center, "obstacle_radius": obstacle_radius,
        "obstacle_shape": np.zeros(len(center), int),
        "obstacle_clearance": planar - obstacle_radius[None, :, None] - radius[:, None, None],
        "pair_distance": np.linalg.norm((quad[first] - quad[second])[..., :2], axis=-1),
        "pair_index": np.stack([first, second], -1), "required_obstacle_clearance": np.array(CLEARANCE),
        "required_pair_distance": np.array(PAIR),
        "residual_primal": 0.8 * decay * rng.lognormal(0, 0.15, rounds) + 2e-4,
        "residual_dual": 2.5 * decay**1.2 * rng.lognormal(0, 0.2, rounds) + 1e-4,
    }  # fmt: skip


def _metrics(problem: str, arrays: dict[str, np.ndarray], rounds: int) -> dict[str, Any]:
    lifting = problem == "multilift"
    executed = {
        "obstacle_clearance_m": float(arrays["obstacle_clearance"].min()),
        "pair_distance_m": float(arrays["pair_distance"].min()),
        "tension_min_n": float(arrays["tension"].min()) if lifting else None,
        "tension_max_n": float(arrays["tension"].max()) if lifting else None,
        "thrust_max_n": float(arrays["thrust"].max()),
        "wrench_residual_n": 3.4e-14 if lifting else None,
        "unit_norm_error": 2.1e-11 if lifting else None,
    }
    feasible = executed["obstacle_clearance_m"] >= CLEARANCE and executed["pair_distance_m"] >= PAIR
    primal = {**executed, "obstacle_clearance_m": executed["obstacle_clearance_m"] + 4e-4}
    copies = {**executed, "obstacle_clearance_m": CLEARANCE + 0.003, "pair_distance_m": PAIR + 0.003}
    if lifting:
        primal["wrench_residual_n"], copies["wrench_residual_n"], copies["unit_norm_error"] = 1.3e-3, 2e-9, 4e-9
    return {
        "problem": problem, "quads": len(arrays["quad_radius"]), "stage": "both", "method": "admm",
        "status": "feasible" if feasible else "infeasible", "rounds": rounds, "executed": executed, "primal": primal,
        "copies": copies, "residual_primal": arrays["residual_primal"].tolist(),
        "residual_dual": arrays["residual_dual"].tolist(), "tracking_rmse_m": 0.033, "cost": 41.7312,
        "time": {"compile_s": 0.12, "ddp_s": 0.61, "coordination_s": 0.72, "total_s": 1.52, "per_round_s": 0.0185},
    }  # fmt: skip


def _unit_circle(n: int) -> np.ndarray:
    angle = 2 * np.pi * np.arange(n) / n
    return np.stack([np.cos(angle), np.sin(angle), np.zeros(n)], -1)


def _path(time: np.ndarray, fractions: list[float], points: list[list[float]]) -> np.ndarray:
    rest = [(order, np.zeros(3)) for order in (1, 2, 3)]
    return make_interp_spline(np.array(fractions) * time[-1], np.array(points, float), 7, bc_type=(rest, rest))(time)


def _derivative(values: np.ndarray) -> np.ndarray:
    axis = 0 if values.ndim == 2 and values.shape[1] == 3 else 1
    return np.gradient(values, DT, axis=axis)


def _smooth(values: np.ndarray, passes: int) -> np.ndarray:
    """Binomial filter along the time axis (second to last), ends kept."""
    values = values.copy()
    for _ in range(passes):
        values[..., 1:-1, :] += 0.25 * (values[..., :-2, :] - 2 * values[..., 1:-1, :] + values[..., 2:, :])
    return values


def _push_apart(planar: np.ndarray, center: np.ndarray, radius: np.ndarray, sweeps: int = 60) -> np.ndarray:
    """Alternate smoothing in time with projection onto the clearances; `planar` is (n, N+1, 2)."""
    planar = planar.copy()
    first, second = np.triu_indices(len(planar), 1)
    for sweep in range(sweeps):
        planar = _smooth(planar, 4 if sweep < sweeps - 12 else 0)
        for middle, keep_out in zip(center[:, :2], radius + CLEARANCE + 0.012):
            away = planar - middle
            gap = np.linalg.norm(away, axis=-1, keepdims=True)
            planar += away / gap * np.clip(keep_out - gap, 0, None)
        away = planar[first] - planar[second]
        gap = np.linalg.norm(away, axis=-1, keepdims=True)
        push = 0.3 * away / gap * np.clip(PAIR + 0.012 - gap, 0, None)
        np.add.at(planar, first, push)
        np.subtract.at(planar, second, push)
    return planar


def _tilt(roll: np.ndarray, pitch: np.ndarray) -> np.ndarray:
    quaternion = np.stack([np.ones_like(roll), roll / 2, pitch / 2, np.zeros_like(roll)], -1)
    return quaternion / np.linalg.norm(quaternion, axis=-1, keepdims=True)


def _tensions(d: np.ndarray, attachment: np.ndarray, force: np.ndarray) -> np.ndarray:
    """Least-norm tensions about an even share that balance `force` (N+1, 3) without torque; returns (n, N+1)."""
    n = len(d)
    share = np.linalg.norm(force, axis=-1) / n
    tensions = np.empty(d.shape[:2])
    for k, wanted in enumerate(force):
        wrench_map = np.concatenate([d[:, k], np.cross(attachment, d[:, k])], 1).T
        even = np.full(n, share[k])
        target = np.concatenate([wanted, np.zeros(3)]) - wrench_map @ even
        correction = wrench_map.T @ np.linalg.solve(wrench_map @ wrench_map.T + 0.05 * np.eye(6), target)
        tensions[:, k] = np.clip(even + correction, 0.2, 19.0)
    return tensions
