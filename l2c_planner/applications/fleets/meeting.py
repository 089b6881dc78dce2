"""Where groups meet: every group's point, found by its members between where they are, can go, and are wanted."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from l2c_planner.applications.fleets.world import Fleet
from l2c_planner.consensus.problems import Quadratic, Sets


@dataclass(frozen=True, eq=False)
class Meeting:
    """f_i = sum_g s |x_g - p_g|^2 / 2 + m_ig w_i |x_g - p_i|^2 / 2, with x_g in X_i where m_ig.

    p_g is the place of the work, p_i that of robot i; m_ig is one if it is a member. All robots carry a share s of the
    work's own pull, so that those who are no members pass on what the members of a group agree on.
    """

    parts: Quadratic
    """One row per robot and group, (A G)."""
    groups: int

    @classmethod
    def of(cls, fleet: Fleet, place: np.ndarray, member: np.ndarray, share: float) -> Meeting:
        """With members (A, G) of groups at places (G, 2)."""
        agents, groups = member.shape
        weight = np.where(member, fleet.weight[:, None], 0.0)
        H = (share + weight)[:, :, None, None] * np.eye(2)
        c = share * place + weight[:, :, None] * fleet.position[:, None]
        own, free = fleet.sets.rows(np.repeat(np.arange(agents), groups)), Sets.free(agents * groups, 2)
        bound = member.reshape(-1, 1)
        kept = (np.where(bound, getattr(own, f.name), getattr(free, f.name)) for f in fields(Sets))
        return cls(Quadratic(H.reshape(-1, 2, 2), c.reshape(-1, 2), Sets(*kept)), groups)

    def prox(self, v: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """argmin of f_i(x) + weight_i / 2 |x|^2 - v_i'x, (A, 2 G)."""
        found = self.parts.prox(v.reshape(-1, 2), np.repeat(weight, self.groups, axis=0))
        return found.reshape(v.shape)

    def optimum(self) -> np.ndarray:
        """(2 G,) points, group by group by sequential quadratic programming."""
        rows = np.arange(self.parts.agents)
        return np.concatenate([self.parts.rows(rows[g :: self.groups]).optimum() for g in range(self.groups)])
