"""What was the case during a flight, as arrays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from l2c_planner.control import Command
from l2c_planner.simulation.plant import TeamState


@dataclass(frozen=True, eq=False)
class Record:
    """What was the case at the T ticks of a flight; n robots."""

    time: np.ndarray
    """(T,) [s]."""
    load_position: np.ndarray
    """(T, 3) [m]."""
    load_attitude: np.ndarray
    """Quaternions w x y z, (T, 4)."""
    quad_position: np.ndarray
    """(T, n, 3) [m]."""
    quad_attitude: np.ndarray
    """(T, n, 4)."""
    thrust: np.ndarray
    """Of the rotors, (T, n) [N]."""
    thrust_command: np.ndarray
    """(T, n) [N]."""
    tension: np.ndarray
    """(T, n) [N]."""
    contacts: tuple[tuple[float, str], ...]
    """When what first touched what."""

    @staticmethod
    def of(states: list[TeamState], commands: list[Command], contacts: dict[str, float]) -> Record:
        """Of T states, the T - 1 commands between them, and when (s) what first touched what."""
        return Record(
            np.array([s.time for s in states]),
            np.array([s.load.position for s in states]),
            np.array([s.load.attitude for s in states]),
            np.array([s.robots.position for s in states]),
            np.array([s.robots.attitude for s in states]),
            np.array([s.thrust for s in states]),
            np.array([commands[0].thrust, *(c.thrust for c in commands)]),
            np.array([s.tension for s in states]),
            tuple((when, what) for what, when in contacts.items()),
        )
