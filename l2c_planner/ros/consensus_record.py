"""Reads what agents of a distributed algorithm have told from a bag; no ROS is needed."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from l2c_planner.rollout.bag_reader import BagReader
from l2c_planner.rollout.errors import RolloutError
from l2c_planner.ros import names

OF_AGENT = re.compile(rf".*/agent_(\d+)/{names.ESTIMATE}")


def read_estimates(path: str | Path) -> np.ndarray:
    """Estimates (K+1, N, n) by round and agent number, from the start on; NaN where an agent told nothing.

    path: folder of a bag, or its file.

    Raises RolloutError if there is none, if it cannot be read, or if there are no estimates in it.
    """
    found: dict[tuple[int, int], np.ndarray] = {}
    for message in BagReader(path).messages([names.AGREED[0].type]):
        if topic := OF_AGENT.fullmatch(message.topic):
            told = message.decoded()
            found[told.round, int(topic[1])] = np.array(told.primal)[:-2]
    if not found:
        raise RolloutError(path, "no estimates of agents in it; valid: a record of l2c consensus")
    if len({row.shape for row in found.values()}) > 1:
        raise RolloutError(path, "estimates of different sizes; valid: a record of one run")
    rounds, agents = (1 + max(key[k] for key in found) for k in (0, 1))
    table = np.full((rounds, agents, next(iter(found.values())).size), np.nan)
    for key, row in found.items():
        table[key] = row
    return table
