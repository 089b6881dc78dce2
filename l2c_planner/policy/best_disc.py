"""Which disc suits how many agents, found by trying: one policy, learned in random discs, in discs of every size.

No generator has to have settled for it, and the network of an agent is the same for any number of neighbours.
"""

from __future__ import annotations

import numpy as np
import torch

from l2c_planner.navigation.library import shipped_policies
from l2c_planner.navigation.weights import read_weights
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.arenas.circle import Circle
from l2c_planner.policy.claims import CLAIMS, Claim, Point, grows, variant
from l2c_planner.policy.contest import estimate, tasks_of
from l2c_planner.policy.episode import Decide, mean_of, play
from l2c_planner.policy.loading import load_arena
from l2c_planner.policy.rows import RANDOM, contestants

BEST_DISC = Claim(
    CLAIMS["agents"].arena, CLAIMS["agents"].key, CLAIMS["agents"].values, "number of agents", ("radius",),
    "the best disc for one policy grows with the number of agents", grows,
)  # fmt: skip
STEP = 0.25
"""Between two radii that are tried [m]."""


@torch.no_grad()
def best_discs(tasks: int = 64, seed: int = 0) -> dict[float, Point]:
    """By number of agents: the radius with the highest return, task by task, and the SPL there; the shipped policy.

    Raises BadFile, ConfigError if there is none.
    """
    arena = load_arena(BEST_DISC.arena)
    weights = read_weights(shipped_policies(BEST_DISC.arena))
    decide = mean_of(contestants(weights, arena)[RANDOM][0])
    return {count: _tried(variant(BEST_DISC, count, arena), decide, tasks, seed) for count in BEST_DISC.values}


def _tried(arena: Arena, decide: Decide, tasks: int, seed: int) -> Point:
    assert isinstance(arena, Circle)
    drawn, o = tasks_of(arena, tasks, 1, seed), arena.training.policy
    radii = np.arange(arena.disc[0], arena.disc[1] + STEP / 2, STEP)
    played = [
        play(arena.world, decide, drawn, arena.obstacles(arena.with_radius(float(r), tasks)), o.discount, o.price)
        for r in radii
    ]
    best = torch.stack([e.returned for e in played]).argmax(0)
    spl = torch.stack([e.spl for e in played]).gather(0, best[None])[0]
    return {"radius": estimate(radii[best.numpy()]), "spl": estimate(spl.double().numpy())}
