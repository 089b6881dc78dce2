"""One world of an arena as a PettingZoo environment, for learners of other people; needs the extra `rl`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from gymnasium.spaces import Box
from pettingzoo import ParallelEnv
from torch import Tensor

from l2c_planner.policy.actor import velocity
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.observation import observe, table_size
from l2c_planner.policy.rows import RANDOM, Draw, given
from l2c_planner.policy.world import begin, gaps, over, reward, step


class ParallelArena(ParallelEnv[str, np.ndarray, np.ndarray]):
    """Agents act at the same time, and leave when they arrive or time is out.

    An observation is a row of `Observation.table`. An action is a desired velocity in the agent's own frame, whose x
    axis points to its goal, as shares of the largest speed. The reward is that of Eq. (19), arXiv 2403.14583.
    """

    metadata = {"name": "l2c_planner_v0", "render_modes": []}

    def __init__(self, arena: Arena, draw: Draw | None = None) -> None:
        """draw: layouts; evenly distributed ones if there is none."""
        self.arena, self.world = arena, arena.world
        self.draw = draw or given(arena, RANDOM)
        self.possible_agents = [f"agent_{n}" for n in range(self.world.agents)]
        self.agents: list[str] = []
        obstacles = arena.obstacles(arena.hand_designed(1)).rows.shape[1]
        size = table_size(self.world.agents, obstacles)
        self._seen, self._decided = Box(-np.inf, np.inf, (size,), np.float32), Box(-1.0, 1.0, (2,), np.float32)
        self._random = torch.Generator()

    def observation_space(self, agent: str) -> Box:
        """The same for all."""
        return self._seen

    def action_space(self, agent: str) -> Box:
        """The same for all."""
        return self._decided

    @torch.no_grad()
    def reset(
        self, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[dict[str, np.ndarray], dict[str, dict]]:
        """A new task in a new layout."""
        if seed is not None:
            self._random.manual_seed(seed)
        self.agents = list(self.possible_agents)
        self._tasks = self.arena.tasks(1, self._random)
        self._obstacles = self.arena.obstacles(self.draw(self._tasks, self._random))
        self._state = begin(self._tasks)
        return self._observed(self.agents), {name: {} for name in self.agents}

    @torch.no_grad()
    def step(
        self, actions: Mapping[str, np.ndarray]
    ) -> tuple[dict[str, np.ndarray], dict[str, float], dict[str, bool], dict[str, bool], dict[str, dict]]:
        """Observations, rewards, whether agents have arrived, whether time is out, nothing more."""
        present, table = self.agents, np.zeros((1, self.world.agents, 2), np.float32)
        for name in present:
            table[0, self._number(name)] = actions[name]
        before, price = self._state, self.arena.training.policy.price
        desired = velocity(torch.from_numpy(table), self._now, self.world.speed)
        self._state = step(self.world, before, desired, self._tasks)
        observed = self._observed(present)
        gain = reward(self.world, before, self._state, self._near, self._tasks, price)
        late = bool(over(self.world, self._state)[1])
        arrived = self._named(self._state.arrived, present, bool)
        self.agents = [name for name in present if not (late or arrived[name])]
        out = {name: late and not arrived[name] for name in present}
        return observed, self._named(gain, present, float), arrived, out, {name: {} for name in present}

    def _observed(self, names: list[str]) -> dict[str, np.ndarray]:
        self._near = gaps(self.world, self._state, self._obstacles)
        self._now = seen = observe(self.world, self._state, self._near, self._tasks)
        table = seen.table()[0].numpy()
        return {name: table[self._number(name)] for name in names}

    def _named(self, values: Tensor, names: list[str], kind: type) -> dict[str, Any]:
        return {name: kind(values[0, self._number(name)]) for name in names}

    def _number(self, name: str) -> int:
        return self.possible_agents.index(name)
