"""Scenes and policies for tests of robots that navigate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from l2c_planner.navigation.policy import LAYERS, OWN, TOKEN
from l2c_planner.navigation.scene import Scene
from l2c_planner.navigation.weights import Weights

if TYPE_CHECKING:
    from l2c_planner.policy.actor import Actor
    from l2c_planner.policy.arena import Arena
    from l2c_planner.policy.obstacles import Obstacles
    from l2c_planner.policy.world import Tasks

WIDTH = 4


def scene(**given) -> Scene:
    """Two robots that change sides on ways of their own."""
    ends = {"starts": [(-2.0, 0.0), (2.0, 1.2)], "goals": [(2.0, 0.0), (-2.0, 1.2)]}
    return Scene(**{"title": "two robots", **ends, **given})


def straight(row: str = "cooptimised") -> Weights:
    """A policy that drives straight to its goal, whoever is in the way: all of its layers are zero."""
    shapes = {
        "own": (WIDTH, OWN), "token": (WIDTH, TOKEN), "message": (WIDTH, WIDTH), "update": (WIDTH, OWN + WIDTH),
        "hidden": (WIDTH, WIDTH), "output": (2, WIDTH),
    }  # fmt: skip
    arrays = {}
    for layer in LAYERS:
        arrays[f"{row}/actor/graph.{layer}.weight"] = np.zeros(shapes[layer], np.float32)
        arrays[f"{row}/actor/graph.{layer}.bias"] = np.zeros(shapes[layer][0], np.float32)
    world = {"radius": 0.25, "speed": 1.0, "range": 2.0, "safety": 0.1, "arrival": 0.3, "dt": 0.05, "steps": 400}
    return Weights({"arena": "none", "agents": 2, "action": "gaussian", "world": world}, arrays)


def shaken(seed: int = 0) -> Actor:
    """An untrained actor that does not drive quite straight."""
    import torch

    from l2c_planner.policy.actor import Actor

    torch.manual_seed(seed)
    actor = Actor()
    torch.nn.init.normal_(actor.graph.output.weight, std=0.3)
    return actor


def drawn(arena: Arena, tasks: Tasks, obstacles: Obstacles, index: int) -> Scene:
    """One world of a batch as a scene."""
    rows = obstacles.rows[index][obstacles.present[index]].double().tolist()
    world = arena.world
    facts = {name: getattr(world, name) for name in ("radius", "speed", "range", "safety", "arrival", "dt", "steps")}
    ends = {"starts": tasks.start[index].double().tolist(), "goals": tasks.goal[index].double().tolist()}
    return Scene(obstacles=[tuple(row) for row in rows], **ends, **facts)


def shaken_weights() -> Weights:
    """A policy that listens to everything, of random numbers."""
    made, random = straight(), np.random.default_rng(0)
    arrays = {name: random.normal(0, 0.4, table.shape).astype(np.float32) for name, table in made.arrays.items()}
    return Weights(made.header, arrays)


def untrained(row: str) -> Weights:
    """A policy of the shapes that training has: it drives straight to its goal."""
    from types import SimpleNamespace

    from l2c_planner.policy.actor import Actor
    from l2c_planner.policy.rows import exported
    from l2c_planner.policy.world import World

    return exported("none", SimpleNamespace(world=World(2)), "gaussian", {row: {"actor": Actor()}})
