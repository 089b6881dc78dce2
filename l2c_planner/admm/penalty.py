"""Penalties over the rounds: a factor on the diagonal S = 1 / range^2 of every component, constant, ramped or
balanced."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Penalty:
    """Schedule of the penalty factor (admm_ddp section 10)."""

    scale: float = 0.1
    """Factor in the first rounds [-]."""
    hold: int = 60
    """Rounds before the ramp starts."""
    growth: float = 1.1
    """Factor per round of the ramp, and of one step of balancing [-]."""
    maximum: float = 100.0
    """End of the ramp as a factor on ``scale`` [-]."""
    balancing: bool = False
    """Balance primal and dual residual (Boyd et al. 2011, section 3.4.1) instead of the ramp."""
    imbalance: float = 10.0
    """Ratio of the residuals that balancing tolerates [-]."""

    def following(self, factor: float, rounds: int, primal: float, dual: float) -> float:
        """Factor after ``rounds`` rounds; ``factor`` and the scaled residuals are those of the last round."""
        if self.balancing:
            return self._balanced(factor, primal, dual)
        if rounds < self.hold:
            return self.scale
        return min(self.scale * self.growth ** (rounds - self.hold + 1), self.scale * self.maximum)

    def _balanced(self, factor: float, primal: float, dual: float) -> float:
        if primal > self.imbalance * dual:
            factor *= self.growth
        elif dual > self.imbalance * primal:
            factor /= self.growth
        return min(max(factor, self.scale / self.maximum), self.scale * self.maximum)

    def settled(self, rounds: int) -> bool:
        """Whether the schedule has reached its end, so that stopping is meaningful."""
        return self.balancing or rounds < 1 or self.following(0.0, rounds, 0.0, 0.0) >= self.scale * self.maximum
