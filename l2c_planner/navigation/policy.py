"""The decentralised policy of one robot: from itself, those it hears and the surfaces it senses to a desired velocity.

The numbers are those of `l2c_planner.policy` (observation, network, actor), in numpy; a test compares them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from l2c_planner.navigation.surfaces import nearest
from l2c_planner.navigation.weights import BadFile, Weights

OWN, TOKEN = 3, 9
"""Numbers of an agent, and of a token."""
SURFACES = 4
"""Most surfaces that an agent attends to."""
HORIZON = 2.0
"""Distance to the goal beyond which it makes no difference [m]."""
LAYERS = ("own", "token", "message", "update", "hidden", "output")


@dataclass(frozen=True, eq=False)
class Body:
    """What an agent tells the others, and what it knows of itself; (2,) each [m, m/s]."""

    position: np.ndarray
    velocity: np.ndarray
    goal: np.ndarray


@dataclass(frozen=True, eq=False)
class Policy:
    """Weights of the actor, and what an agent is."""

    layers: Mapping[str, np.ndarray]
    """By name: "own.weight" (outputs, inputs), "own.bias" ..."""
    range: float
    """Distance at which agents hear each other, and at which they sense surfaces [m]."""
    radius: float
    speed: float
    """Largest [m/s]."""

    @classmethod
    def of(cls, weights: Weights, row: str = "cooptimised") -> Policy:
        """A policy of a file.

        Raises BadFile if there is none of that name, or its arrays do not fit each other.
        """
        actor = weights.network(row, "actor")
        layers = {name.removeprefix("graph."): table for name, table in actor.items() if name.startswith("graph.")}
        if any(f"{layer}.weight" not in layers for layer in LAYERS):
            raise BadFile(f"there is no policy {row!r}; valid: {', '.join(weights.rows())}")
        world = weights.header["world"]
        found = cls(layers, world["range"], world["radius"], world["speed"])
        try:
            found.decide(Body(*np.zeros((3, 2))), [], np.zeros((0, 6)))
        except (ValueError, KeyError) as error:
            raise BadFile(f"the arrays of policy {row!r} do not fit ({error}); valid: those of `l2c policy`") from None
        return found

    def decide(self, own: Body, heard: Sequence[Body], surfaces: np.ndarray) -> np.ndarray:
        """Desired velocity (2,) [m/s]; heard: others, near and far; surfaces: rows (M, 6) of obstacles."""
        axis = _axis(own)
        told = np.concatenate([[_share(own)], _into(axis, own.velocity) / self.speed])
        tokens = [*self._of_agents(own, heard, axis), *self._of_surfaces(own, surfaces, axis)]
        messages = self._messages(told, np.array(tokens).reshape(-1, TOKEN))
        inner = np.tanh(self._layer("update", np.concatenate([told, messages])))
        action = np.tanh(self._layer("output", np.tanh(self._layer("hidden", inner))) + [1.0, 0.0])
        cos, sin = axis
        return self.speed * np.array([cos * action[0] - sin * action[1], sin * action[0] + cos * action[1]])

    def _messages(self, told: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        edges = np.tanh(self._layer("own", told) + tokens @ self.layers["token.weight"].T)
        return np.tanh(edges @ self.layers["message.weight"].T + self.layers["message.bias"]).sum(0)

    def _layer(self, name: str, x: np.ndarray) -> np.ndarray:
        return self.layers[f"{name}.weight"] @ x + self.layers[f"{name}.bias"]

    def _of_agents(self, own: Body, heard: Sequence[Body], axis: np.ndarray) -> list[np.ndarray]:
        found = []
        for other in heard:
            place = other.position - own.position
            if (apart := float(np.linalg.norm(place))) > self.range:
                continue
            facts = [(apart - 2 * self.radius) / self.range, 1.0, _share(other)]
            relative = _into(axis, other.velocity - own.velocity) / self.speed
            theirs = _into(axis, other.velocity) / self.speed
            found.append(np.concatenate([_into(axis, place) / self.range, relative, facts, theirs]))
        return found

    def _of_surfaces(self, own: Body, rows: np.ndarray, axis: np.ndarray) -> list[np.ndarray]:
        distance, towards = nearest(rows, own.position)
        speed, found = _into(axis, own.velocity) / self.speed, []
        for k in np.argsort(distance, kind="stable")[:SURFACES]:
            gap = distance[k] - self.radius
            if gap <= self.range:
                place = _into(axis, towards[k] * distance[k]) / self.range
                found.append(np.concatenate([place, -speed, [gap / self.range, 0.0, 0.0], [0.0, 0.0]]))
        return found


def _share(body: Body) -> float:
    """How far its goal is, up to the horizon."""
    return min(float(np.linalg.norm(body.goal - body.position)) / HORIZON, 1.0)


def _axis(own: Body) -> np.ndarray:
    home = own.goal - own.position
    return home / max(float(np.linalg.norm(home)), 1e-9)


def _into(axis: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """A vector of the world in the frame whose x axis is `axis`."""
    cos, sin = axis
    return np.array([cos * vector[0] + sin * vector[1], cos * vector[1] - sin * vector[0]])
