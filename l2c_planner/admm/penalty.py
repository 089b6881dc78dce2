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
    """Most rounds before the ramp starts."""
    growth: float = 1.1
    """Factor per round of the ramp, and of one step of balancing [-]."""
    maximum: float = 100.0
    """End of the ramp as a factor on ``scale`` [-]."""
    agreement: float = 0.01
    """Scaled primal residual at which the ramp starts earlier: more rounds of a low penalty would hardly pay [-]."""
    balancing: bool = False
    """Balance primal and dual residual (Boyd et al. 2011, section 3.4.1) instead of the ramp."""
    imbalance: float = 10.0
    """Ratio of the residuals that balancing tolerates [-]."""
    schedule: tuple[float, ...] = ()
    """Factors of the first rounds one by one, instead of all that; the last one stays [-]."""

    @property
    def first(self) -> float:
        """Factor of the first round."""
        return self.schedule[0] if self.schedule else self.scale

    def following(self, factor: float, rounds: int, primal: float, dual: float) -> float:
        """Factor after ``rounds`` rounds; ``factor`` and the scaled residuals are those of the last round."""
        if self.schedule:
            return self.schedule[min(rounds, len(self.schedule) - 1)]
        if self.balancing:
            return self._balanced(factor, primal, dual)
        ramping = factor > self.scale or rounds >= self.hold or primal <= self.agreement
        return min(factor * self.growth, self.scale * self.maximum) if ramping else self.scale

    def possible(self, factor: float) -> bool:
        """Whether a factor can come out of this schedule."""
        if self.schedule:
            return factor in self.schedule
        lowest = self.scale / self.maximum if self.balancing else self.scale
        return lowest <= factor <= self.scale * self.maximum

    def _balanced(self, factor: float, primal: float, dual: float) -> float:
        if primal > self.imbalance * dual:
            factor *= self.growth
        elif dual > self.imbalance * primal:
            factor /= self.growth
        return min(max(factor, self.scale / self.maximum), self.scale * self.maximum)
