"""Between arrays with one row per item (agent, knot) and the lane layout of the kernels, (groups, ..., n, lanes)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from l2c_planner.kernels.kernel import LANES


def groups(count: int, lanes: int = LANES) -> int:
    """Number of groups that hold `count` items."""
    return -(-count // lanes)


def to_lanes(array: np.ndarray, lanes: int = LANES) -> np.ndarray:
    """Lane layout of an array with one entry per agent; lanes that are left over repeat the last agent.

    Args:
        array: Shape (count, ..., n) with count >= 1.
        lanes: Agents per group.

    Returns:
        C-contiguous float64 array of shape (groups, ..., n, lanes), a copy.

    Raises:
        ValueError: There is no agent, or no axis beside that of the agents.
    """
    array = np.asarray(array, dtype=float)
    if array.ndim < 2 or len(array) == 0:
        raise ValueError(f"expected shape (count >= 1, ..., n), got {array.shape}")
    total = groups(len(array), lanes) * lanes
    padded = array if total == len(array) else array[np.minimum(np.arange(total), len(array) - 1)]
    split = padded.reshape(total // lanes, lanes, *array.shape[1:])
    # np.moveaxis takes longer than moving the numbers
    return split.transpose(0, *range(2, split.ndim), 1).copy()


def from_lanes(array: np.ndarray, count: int) -> np.ndarray:
    """Inverse of `to_lanes`: the first `count` agents of an array (groups, ..., n, lanes), a copy (count, ..., n).

    Raises:
        ValueError: The array holds fewer agents.
    """
    last = array.ndim - 1
    agents = array.transpose(0, last, *range(1, last)).reshape(len(array) * array.shape[-1], *array.shape[1:-1])
    if count > len(agents):
        raise ValueError(f"the array holds {len(agents)} agents, not {count}")
    return agents[:count].copy()


def joined(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Arrays one after the other."""
    return arrays[0] if len(arrays) == 1 else np.concatenate(arrays)


def spans(counts: Sequence[int]) -> list[slice]:
    """Where parts of these lengths lie if they are joined."""
    ends = np.cumsum([0, *counts]).tolist()
    return [slice(a, b) for a, b in zip(ends, ends[1:], strict=False)]
