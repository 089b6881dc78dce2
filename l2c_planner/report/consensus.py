"""How fast distributed algorithms converge, as a figure."""

from __future__ import annotations

from collections.abc import Mapping

import matplotlib
import numpy as np
from matplotlib.figure import Figure


def convergence_figure(errors: Mapping[str, np.ndarray]) -> Figure:
    """Errors (K+1,) over rounds by name, both axes logarithmic: some take ten rounds, others thousands."""
    figure = Figure(figsize=(10, 5.6), layout="constrained")
    axes = figure.add_subplot()
    for k, (name, error) in enumerate(errors.items()):
        rounds = range(1, len(error) + 1)
        style, color = ("-", "--", ":")[k // 10 % 3], matplotlib.colormaps["tab10"](k % 10)
        axes.loglog(rounds, [max(e, 1e-16) for e in error], style, color=color, label=name)
    axes.axhline(1e-6, color="#7a8394", linewidth=0.8)
    axes.set(xlabel="round", ylabel="largest error to the centralised solution")
    axes.grid(True, color="#e9ecf1", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", fontsize=8, frameon=False)
    return figure
