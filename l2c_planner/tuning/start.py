"""Where learning starts: factors on hand-tuned numbers.

They come from a search (CMA-ES) over three training tasks of six quadrotors with turned attachments; the penalties on
directions and moments were then set by hand so that four quadrotors converge as well.

A team finds the better one of two orders in which it may pass a gap by sliding along the limits of the pair distance.
A penalty on the directions of the cables freezes that, so these are held softly; pose, force and moment of the load,
which hardly change on the way, firmly.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from l2c_planner.tuning.tuning import Tuning


@dataclass(frozen=True, eq=False)
class Start:
    """Factors on hand-tuned numbers; what is left out stays as it is."""

    classes: dict[str, dict[str, np.ndarray]] = field(default_factory=dict)
    """By class of agents and name in a `ClassTuning`, one per component."""
    ramp: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """On start, growth and end of the ramp."""
    slack: float = 1.0
    """On what the over-relaxation lacks of 2."""

    def of(self, tuning: Tuning) -> Tuning:
        """A tuning with these factors, but for its schedule."""
        classes = {
            name: replace(c, **{n: getattr(c, n) * f for n, f in self.classes.get(name, {}).items()})
            for name, c in tuning.classes.items()
        }
        return replace(tuning, classes=classes, relaxation=2 - (2 - tuning.relaxation) * self.slack)


_CABLE_STATES = np.repeat([0.7, 2.5, 1.0, 1.0], [3, 3, 1, 1])
STARTS = {
    "trajectories": Start(
        {
            "load": {"penalty": np.repeat([2.5, 10.0, 5.0, 1.0, 2.5, 12.0], [3, 3, 4, 3, 3, 3])},
            "cable": {
                "penalty": np.repeat([0.18, 0.2, 1.0, 1.0, 0.2, 1.0], [3, 3, 1, 1, 3, 1]),
                "state_weight": _CABLE_STATES,
                "terminal_weight": _CABLE_STATES,
                "input_weight": np.full(4, 2.8),
            },
        },
        ramp=(0.45, 5.4, 1.0),
        slack=1.875,
    )
}
"""By name of the problem.  Components of the load are [p, v, q, w, F, M], of the cables [d, w, t, t', w', t'']."""
