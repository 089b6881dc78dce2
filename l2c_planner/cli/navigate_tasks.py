"""Tasks of `l2c navigate`: from an arena with torch, or from the file of a scene without; physics beside training."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from l2c_planner.cli.codes import Refused
from l2c_planner.cli.networks import need_torch

if TYPE_CHECKING:
    import numpy as np

    from l2c_planner.navigation.journey import Journey
    from l2c_planner.navigation.scene import Scene
    from l2c_planner.navigation.weights import Weights
    from l2c_planner.policy.arena import Arena
    from l2c_planner.policy.obstacles import Obstacles
    from l2c_planner.policy.world import Tasks

SCENE = ".json"
"""Suffix of files of scenes."""
QUANTITIES = ("spl", "pctspeed", "numcoll", "diffacc", "success")


@dataclass(frozen=True, eq=False)
class Drawn:
    """Random tasks of an arena, each with a layout."""

    arena: Arena
    tasks: Tasks
    obstacles: Obstacles

    def scene(self, index: int) -> Scene:
        """One of them."""
        from l2c_planner.navigation.scene import Scene

        rows = self.obstacles.rows[index][self.obstacles.present[index]].double().tolist()
        world, a = self.arena.world, self.arena.agents
        facts = {n: getattr(world, n) for n in ("radius", "speed", "range", "safety", "arrival", "dt", "steps")}
        ends = {"starts": self.tasks.start[index].double().tolist(), "goals": self.tasks.goal[index].double().tolist()}
        return Scene(title=self.arena.title, obstacles=rows, acceleration=a.acceleration, **ends, **facts)


def scene_of(arena: str, weights: Weights, row: str, seed: int) -> Scene:
    """The scene of a file, or a random task of an arena.

    Raises Refused without torch if it takes an arena, ConfigError or BadFile for files that cannot be used.
    """
    from l2c_planner.navigation.scene import load_scene

    return load_scene(arena) if Path(arena).suffix == SCENE else drawn(arena, weights, row, 1, seed).scene(0)


def drawn(name: str, weights: Weights, row: str, count: int, seed: int) -> Drawn:
    """So many tasks, with the layouts of a row: by its generator the most likely ones.

    Raises as `scene_of`.
    """
    need_torch()
    import torch

    from l2c_planner.navigation.weights import BadFile
    from l2c_planner.policy.layout import Layout
    from l2c_planner.policy.loading import load_arena
    from l2c_planner.policy.rows import COOPTIMISED, given

    arena = load_arena(name)
    if arena.agents.motion == "unicycle":
        raise Refused(f"{name}: unicycles have no omnidirectional wheels; valid: motion: point or wheels")
    if row == COOPTIMISED and weights.header["agents"] != arena.world.agents:
        raise BadFile(f"policies for {weights.header['agents']} agents; valid: {arena.world.agents}, as in the arena")
    random = torch.Generator().manual_seed(2**40 + seed)
    tasks = arena.tasks(count, random)
    draw = given(arena, row)
    if draw is not None:
        return Drawn(arena, tasks, arena.obstacles(draw(tasks, random)))
    values, present = _designed(weights, row, tasks, arena)
    there = torch.from_numpy(present) | (not arena.space().optional)
    return Drawn(arena, tasks, arena.obstacles(Layout(torch.from_numpy(values).float(), there)))


def _designed(weights: Weights, row: str, tasks: Tasks, arena: Arena) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    from l2c_planner.navigation.generator import design

    ends = zip(tasks.start.double().numpy(), tasks.goal.double().numpy(), strict=True)
    found = [design(weights, row, start, goal, arena.size) for start, goal in ends]
    return np.array([d.values for d in found]), np.array([d.present for d in found])


def side_by_side(
    given: Drawn, weights: Weights, row: str
) -> tuple[dict[str, dict[str, np.ndarray]], list[Scene], list[Journey]]:
    """Measures (tasks,) by world, "training" and "physics", and quantity; and what happened in the physics."""
    import numpy as np
    import torch

    from l2c_planner.cli.signals import check
    from l2c_planner.navigation.journey import travel
    from l2c_planner.navigation.measures import measure
    from l2c_planner.navigation.pilot import fitting
    from l2c_planner.navigation.policy import Policy
    from l2c_planner.policy.actor import Actor
    from l2c_planner.policy.episode import mean_of, play
    from l2c_planner.simulation.wheeled import WheeledPlant
    from l2c_planner.simulation.wheeled_drive import Drive

    actor, policy = Actor(weights.header["action"]), Policy.of(weights, row)
    actor.load_state_dict({k: torch.from_numpy(v) for k, v in weights.network(row, "actor").items()})
    with torch.no_grad():
        episode = play(given.arena.world, mean_of(actor), given.tasks, given.obstacles)
    scenes, done = [given.scene(k) for k in range(len(given.tasks.start))], []
    for scene in scenes:
        check()
        fitting(policy, scene)
        drive = Drive(radius=scene.radius)
        plant = WheeledPlant(len(scene.robots), scene.rows, scene.speed, scene.acceleration, drive)
        done.append(travel(scene, policy, plant))
    measured = [measure(scene, one) for scene, one in zip(scenes, done, strict=True)]
    found = {
        "training": {name: getattr(episode, name).double().numpy() for name in QUANTITIES},
        "physics": {name: np.array([getattr(m, name) for m in measured]) for name in QUANTITIES},
    }
    return found, scenes, done
