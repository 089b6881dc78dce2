"""From free numbers (*scores*) to factors on given values, between bounds, evenly in the logarithm.

factor = low (high / low)^sigmoid(score);  the bounds are reciprocal, so score 0 is the value that learning starts from
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Bounds:
    """Factors from 1 / span to span."""

    span: float

    def factor(self, score: np.ndarray) -> np.ndarray:
        """Factor of a score."""
        return self.span ** np.tanh(np.asarray(score) / 2)

    def slope(self, score: np.ndarray) -> np.ndarray:
        """Derivative of the factor by the score."""
        return self.factor(score) * np.log(self.span) * (1 - np.tanh(np.asarray(score) / 2) ** 2) / 2

    def score(self, factor: np.ndarray) -> np.ndarray:
        """Score of a factor.

        Raises ValueError if it is not between the bounds.
        """
        share = np.log(factor) / np.log(self.span)
        if not np.all(np.abs(share) < 1):
            raise ValueError(f"factor: got {factor}; valid: between 1/{self.span:g} and {self.span:g}")
        return 2 * np.arctanh(share)


WEIGHT = Bounds(10.0)
PENALTY = Bounds(30.0)
SCHEDULE = Bounds(10.0)
SLACK = Bounds(2.0)
