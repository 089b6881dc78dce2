"""Decides after every round whether a stage may end, and keeps its best plan."""

from __future__ import annotations

import numpy as np

from l2c_planner.admm import Round
from l2c_planner.plan.stage import Executed, Snapshot, Stage

FIRST_CHECK = 10
"""Rounds before the executed plan is looked at: earlier ones are far from consensus."""
COST_GAP = 5e-3
"""Relative difference between the cost of the executed and of the primal plan at which the two count as one."""
COST_DRIFT = 5e-3
"""Relative change of the primal cost over the last rounds at which it counts as settled."""
DRIFT_ROUNDS = 5
SOON_GAP, SOON_DRIFT = 0.2, 0.03
"""As `COST_GAP`, of a plan that has to be found soon; and how far its roll-out may get off the primal plan [m]."""


class Watch:
    """Looks at every round; keeps the best feasible executed plan, or the last one."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.options = stage, stage.options.admm
        self.costs: list[float] = []
        self._best: tuple[float, Snapshot] | None = None

    def __call__(self, snapshot: Snapshot, record: Round) -> bool:
        """True if the rounds are to end; to be asked once after every round."""
        settled = max(record.primal, record.dual) <= self.options.tolerance
        last = record.number + 1 >= self.stage.limit
        if self.stage.least is not None:
            return record.number + 1 >= self.stage.least and self._soon(snapshot) or last
        if record.number + 1 < FIRST_CHECK:
            return last
        ripe = self._judge(snapshot)
        if self.options.stop == "fixed":
            return last
        return last or (settled if self.options.stop == "residual" else ripe)

    def result(self, last: Snapshot) -> Snapshot:
        """The best feasible round, or the last one if none was."""
        return self._best[1] if self._best else last

    def _judge(self, snapshot: Snapshot) -> bool:
        """Look at the executed plan; True if it is feasible, is the primal plan, and the primal cost has settled."""
        executed = self._look(snapshot)
        return executed is not None and executed.measures.feasible and self._settled(executed.cost)

    def _soon(self, snapshot: Snapshot) -> bool:
        """Look at the executed plan; True if it is the best feasible one and not far from the primal plan."""
        executed = self._look(snapshot)
        if executed is None or self._best is None or self._best[1] is not snapshot:
            return False
        return executed.cost <= (1 + SOON_GAP) * self.costs[-1] and self._drift(executed) <= SOON_DRIFT

    def _look(self, snapshot: Snapshot) -> Executed | None:
        """The executed plan, if there is one; keeps it if it is the best feasible one."""
        executed = self.stage.executed(snapshot)
        if executed is None:
            return None
        self.costs.append(self.stage.cost(executed.primal))
        if executed.measures.feasible and (self._best is None or executed.cost < self._best[0]):
            self._best = executed.cost, snapshot
        return executed

    def _drift(self, executed: Executed) -> float:
        """Largest distance of the first agent's position in the executed plan from that in the primal plan [m]."""
        first = self.stage.problem.classes[0].name
        off = executed.plan[first][0][0, :, :3] - executed.primal[first][0][0, :, :3]
        return float(np.linalg.norm(off, axis=1).max())

    def _settled(self, executed: float) -> bool:
        if len(self.costs) <= DRIFT_ROUNDS:
            return False
        cost = self.costs[-1]
        drift = max(abs(c - cost) for c in self.costs[-DRIFT_ROUNDS - 1 : -1])
        return abs(executed - cost) <= COST_GAP * cost and drift <= COST_DRIFT * cost
