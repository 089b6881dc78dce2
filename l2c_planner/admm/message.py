"""What hosts tell each other: the primal plan of an agent, and copies of the items that a host has coordinated."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np


class Phase(IntEnum):
    """What a host does next in a round, and what a message is about; the numbers are those of msg/Consensus.msg."""

    PRIMAL = 0
    """Solve the local problems of the hosted agents."""
    COPY = 1
    """Coordinate the items of this host."""
    DUAL = 2
    """Take over copies and multipliers; nothing is sent."""
    BEGIN = 3
    """A plan opens: who takes part."""
    OUTCOME = 4
    """A stage is over: its result."""
    ACCEPT = 5
    """A host's word on the finished plan."""


ROUND = (Phase.PRIMAL, Phase.COPY, Phase.DUAL)
"""The phases of a round."""


@dataclass(frozen=True, eq=False)
class Message:
    """One table of numbers.

    PRIMAL: ``subject`` is an agent, ``values`` (N+1, nx + nu) its states and inputs.  COPY: ``subject`` is a coupling,
    ``values`` (items of the sender, variables) its copies in the order of the sender's items, and ``dual`` their scaled
    multipliers.
    """

    sender: str
    """Host."""
    plan: int
    stage: int
    round: int
    phase: Phase
    subject: str
    values: np.ndarray
    """(rows, columns), float64."""
    dual: np.ndarray | None = None
    """As ``values``."""
    penalty: float = 0.0
    """Penalty factor that the plan was found with, or that scales the multipliers [-]."""


def well_typed(message: object) -> bool:
    """Whether something is a message with fields of the right Python types."""
    if not isinstance(message, Message):
        return False
    m = message
    return (
        isinstance(m.plan, int) and isinstance(m.stage, int) and isinstance(m.round, int) and isinstance(m.phase, int)
        and isinstance(m.sender, str) and isinstance(m.subject, str) and isinstance(m.penalty, float)
        and isinstance(m.values, np.ndarray) and (m.dual is None or isinstance(m.dual, np.ndarray))
    )  # fmt: skip
