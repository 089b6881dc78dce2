"""The layout that a trained generator finds best for starts and goals, in numpy; see `l2c_planner.policy.generator`.

M slots with V numbers each. The network is one of rectified linear units; its outputs are scores of the numbers, of
their spreads, and of each slot's absence and presence. The best layout needs no spreads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.navigation.weights import BadFile, Weights


@dataclass(frozen=True, eq=False)
class Design:
    """The most likely layout."""

    values: np.ndarray
    """(M, V)."""
    present: np.ndarray
    """(M,) bool; for arenas whose slots may be empty."""


def design(weights: Weights, row: str, start: np.ndarray, goal: np.ndarray, size: float) -> Design:
    """The layout for a task.

    Args:
        weights: With the generator of the row.
        row: Name of the policies, such as "cooptimised".
        start: (N, 2) [m].
        goal: (N, 2) [m].
        size: Length in which places are told to the generator, the arena's [m].

    Raises BadFile if there is no generator, or it is for another number of agents.
    """
    network = weights.network(row, "generator")
    if not network:
        raise BadFile(f"the policies {row!r} have no generator; valid: cooptimised")
    try:
        low, high = (network[name].astype(float) for name in ("low", "high"))
        scores = _scores(network, np.concatenate([start.ravel(), goal.ravel()]) / size)
        scores = scores.reshape(len(low), 2 * low.shape[1] + 2)
    except (KeyError, ValueError) as error:
        raise BadFile(f"the generator of {row!r} does not fit the task ({error}); valid: the arena's") from None
    numbers = low.shape[1]
    share = 1 / (1 + np.exp(-np.clip(scores[:, :numbers], -500, 500)))
    return Design(low + (high - low) * share, scores[:, -1] > scores[:, -2])


def _scores(network: dict[str, np.ndarray], told: np.ndarray) -> np.ndarray:
    layers = sorted({int(name.split(".")[1]) for name in network if name.startswith("hidden.")})
    for k in layers:
        told = np.maximum(network[f"hidden.{k}.weight"] @ told + network[f"hidden.{k}.bias"], 0.0)
    return network["output.weight"] @ told + network["output.bias"]
