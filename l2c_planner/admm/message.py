"""What hosts tell each other: the primal plan of an agent, and copies of the items that a host has coordinated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Phase(IntEnum):
    """What a host does next in a round; the first two end with messages of that name."""

    PRIMAL = 0
    """Solve the local problems of the hosted agents."""
    COPY = 1
    """Coordinate the items of this host."""
    DUAL = 2
    """Update the multipliers; nothing is sent."""


@dataclass(frozen=True, eq=False)
class Message:
    """One block of numbers.

    PRIMAL: ``subject`` is an agent, ``values`` (N+1, nx + nu) its states and inputs.  COPY: ``subject`` is a coupling,
    ``values`` (items of the sender, variables) in the order of the sender's items.
    """

    sender: str
    plan: int
    round: int
    phase: Phase
    subject: str
    values: np.ndarray
