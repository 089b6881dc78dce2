"""Tables I to III of arXiv 2604.06972, to stand beside ours.

Geometry and constants of the paper are not known to us, so that differences and orderings of layouts can be compared,
absolute values cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

SOURCE = "arXiv 2604.06972, Tables I to III"
COMPARABLE = (
    "Geometry and constants of the paper are not known: only differences and orderings of layouts compare, absolute "
    "values do not."
)


@dataclass(frozen=True)
class Published:
    """A row of the paper."""

    layout: str
    safety: float
    spl: float
    """For the track the travelled distance as a share of that in the initial layout."""
    numcoll: float
    time_s: float
    """Of a cold solve on an i7-8700."""
    pctspeed: float


PUBLISHED: dict[str, tuple[Published, ...]] = {
    "warehouse": (
        Published("optimised", 0.932, 0.948, 0, 6.55, 0.825),
        Published("regular", 0.878, 0.930, 0, 34.4, 0.836),
        Published("random", 0.870, 0.934, 0, 51.8, 0.838),
    ),
    "warehouse-large": (
        Published("optimised", 0.944, 0.944, 0, 40.7, 0.793),
        Published("regular", 0.909, 0.916, 0.063, 93.1, 0.814),
        Published("random", 0.913, 0.909, 0.144, 98.6, 0.822),
    ),
    "roundabout": (
        Published("optimised", 0.652, 0.891, 0, 25.2, 0.727),
        Published("empty", 0.586, 0.885, 0, 45.7, 0.729),
        Published("large", 0.607, 0.793, 0, 26.1, 0.733),
    ),
    "passage": (
        Published("optimised", 0.787, 0.979, 0, 184, 0.278),
        Published("narrow", 0.767, 0.732, 0, 236, 0.248),
        Published("wide", 0.741, 0.979, 0, 260, 0.276),
    ),
    "highway": (
        Published("optimised", 0.860, 0.948, 0, 86.4, 0.575),
        Published("first angle", 0.797, 0.928, 0, 354, 0.590),
        Published("second angle", 0.808, 0.941, 0, 355, 0.579),
    ),
    "intersection": (
        Published("optimised", 0.947, 0.990, 0, 3.32, 0.702),
        Published("first angle", 0.906, 0.978, 0, 15.9, 0.705),
        Published("second angle", 0.936, 0.984, 0, 12.4, 0.707),
    ),
    "track": (
        Published("optimised", 0.908, 0.952, 0, 7.86, 0.574),
        Published("initial", 0.876, 1.0, 0, 11.3, 0.604),
    ),
    "passage-unicycle": (
        Published("optimised", 0.833, 0.981, 0, 41.3, 0.227),
        Published("narrow", 0.777, 0.756, 0.167, 57.3, 0.229),
        Published("wide", 0.784, 0.987, 0, 74.6, 0.275),
    ),
    "intersection-unicycle": (
        Published("optimised", 0.949, 0.990, 0, 26.0, 0.701),
        Published("first angle", 0.932, 0.984, 0, 56.3, 0.705),
        Published("second angle", 0.944, 0.988, 0, 29.2, 0.701),
    ),
    "warehouse-stochastic": (
        Published("optimised", 0.929, 0.943, 0, 10.5, 0.816),
        Published("regular", 0.896, 0.916, 0, 36.6, 0.826),
        Published("random", 0.894, 0.923, 0.075, 71.3, 0.821),
    ),
}
"""Rows of a scenario: optimised, then the baselines in the order of ours."""
