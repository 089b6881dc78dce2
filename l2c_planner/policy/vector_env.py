"""Many worlds of an arena as a Gymnasium vector environment, whose actor is the whole team; needs the extra `rl`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from gymnasium.spaces import Box
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space

from l2c_planner.policy.actor import velocity
from l2c_planner.policy.arena import Arena
from l2c_planner.policy.course import Course
from l2c_planner.policy.observation import observe, table_size
from l2c_planner.policy.obstacles import Obstacles
from l2c_planner.policy.rows import RANDOM, Draw, given
from l2c_planner.policy.world import Tasks, gaps, over, reward, step


class VectorArena(VectorEnv):
    """B worlds with N agents; a world begins again, in another layout, within the step that ends its episode.

    Observations (B, N, ...) are rows of `Observation.table`, actions (B, N, 2) desired velocities in the agents' own
    frames as shares of the largest speed, rewards (B,) means over the agents; Eqs. (4), (19), arXiv 2403.14583.
    """

    metadata = {"autoreset_mode": AutoresetMode.SAME_STEP, "render_modes": []}

    def __init__(self, arena: Arena, worlds: int, draw: Draw | None = None) -> None:
        """draw: layouts; evenly distributed ones if there is none."""
        self.arena, self.world, self.num_envs = arena, arena.world, worlds
        self.draw = draw or given(arena, RANDOM)
        agents, obstacles = self.world.agents, arena.obstacles(arena.hand_designed(1)).rows.shape[1]
        self.single_observation_space = Box(-np.inf, np.inf, (agents, table_size(agents, obstacles)), np.float32)
        self.single_action_space = Box(-1.0, 1.0, (agents, 2), np.float32)
        self.observation_space = batch_space(self.single_observation_space, worlds)
        self.action_space = batch_space(self.single_action_space, worlds)
        self._random = torch.Generator()

    @torch.no_grad()
    def reset(
        self, *, seed: int | None = None, options: Mapping[str, Any] | None = None
    ) -> tuple[np.ndarray, dict[str, Any]]:
        """New tasks in all worlds; one seed for all."""
        super().reset(seed=seed)
        if seed is not None:
            self._random.manual_seed(seed)
        self._course = Course(self.world, self.num_envs, self._supply)
        return self._observed(), {}

    @torch.no_grad()
    def step(self, actions: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, dict[str, Any]]:
        """Observations, rewards, which worlds have all agents at their goals, which are out of time; what was seen last
        of those lies in the information under `final_obs`."""
        course, world = self._course, self.world
        before = course.state
        desired = velocity(torch.as_tensor(actions, dtype=torch.float32), self._seen, world.speed)
        course.state = step(world, before, desired, course.tasks)
        seen = self._observed()
        gain = reward(world, before, course.state, self._near, course.tasks, self.arena.training.policy.price).mean(-1)
        done, late = over(world, course.state)
        information: dict[str, Any] = {}
        if (ended := done | late).any():
            information = {"final_obs": _objects(seen, ended.numpy()), "_final_obs": ended.numpy()}
            course.renew(ended)
            seen = self._observed()
        return seen, gain.numpy(), done.numpy(), late.numpy(), information

    def _observed(self) -> np.ndarray:
        course = self._course
        self._near = gaps(self.world, course.state, course.obstacles)
        self._seen = observe(self.world, course.state, self._near, course.tasks)
        return self._seen.table().numpy()

    def _supply(self, count: int) -> tuple[Tasks, Obstacles]:
        tasks = self.arena.tasks(count, self._random)
        return tasks, self.arena.obstacles(self.draw(tasks, self._random))


def _objects(rows: np.ndarray, which: np.ndarray) -> np.ndarray:
    """Some rows, None for the others: how Gymnasium tells what some worlds alone have."""
    found = np.full(len(rows), None, dtype=object)
    for k in np.flatnonzero(which):
        found[k] = rows[k]
    return found
