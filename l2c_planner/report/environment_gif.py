"""ascent.gif: an environment as it is made safer, with plans in it, beside its safety; in the end the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from l2c_planner.environment.ascent import Ascent
from l2c_planner.environment.climber import Step
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.report.atomic import replacing
from l2c_planner.report.environment_scene import draw_environment, draw_paths, scale_bar

if TYPE_CHECKING:
    from PIL.Image import Image

Array = NDArray[np.float64]

WIDTH, HEIGHT, DPI = 7.6, 4.2, 85
"""Of a picture [in], and pixels per inch."""
PAUSE, LAST = 0.16, 2.5
"""How long a picture and the last one stay [s]."""
COLOURS = 128


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of the film."""

    step: int
    """Number of the step up to which the curve is drawn."""
    theta: Array
    """(m,)."""
    positions: Array | None
    """(N, T+1, 2) [m]; None if there is no plan."""


def ascent_gif(scenario: Scenario, scene: Scene, steps: Sequence[Step], frames: Sequence[Frame], path: Path) -> None:
    """Write the film of an ascent's steps; the last frame stays. The file is replaced once the new one is complete."""
    pictures = [_picture(scenario, scene, steps, frame) for frame in frames]
    palette = pictures[-1].quantize(COLOURS)
    flat = [picture.quantize(palette=palette, dither=0) for picture in pictures]
    pauses = [round(1000 * PAUSE)] * (len(flat) - 1) + [round(1000 * LAST)]
    with replacing(path) as temporary:
        flat[0].save(temporary, format="GIF", save_all=True, append_images=flat[1:], duration=pauses, loop=0)


def leading(ascent: Ascent) -> list[Step]:
    """Steps of the start that came nearest to the chosen layout, those whose solves failed left out."""
    solved = [step for step in ascent.steps if np.isfinite(step.judged)]
    nearest = min(solved, key=lambda step: float(np.linalg.norm(step.theta - ascent.theta)))
    return [step for step in solved if step.start == nearest.start]


def _picture(scenario: Scenario, scene: Scene, steps: Sequence[Step], frame: Frame) -> Image:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
    canvas = FigureCanvasAgg(figure)
    left = figure.add_axes((0.01, 0.02, 0.535, 0.9))
    draw_environment(left, scenario, scene, frame.theta)
    if frame.positions is not None:
        draw_paths(left, scene, frame.theta, frame.positions)
    scale_bar(left, scenario.drawn, scene, frame.theta)
    right = figure.add_axes((0.635, 0.14, 0.345, 0.72))
    k, judged = frame.step, np.array([step.judged for step in steps])
    right.plot(np.arange(len(steps)), judged, color="#d3d8e0", lw=1)
    right.plot(np.arange(k + 1), judged[: k + 1], color="#0072b2", lw=1.6)
    right.plot(k, judged[k], "o", color="#0072b2", ms=5)
    right.set_xlabel("evaluation", fontsize=9)
    right.set_title("safety of the followed plans", loc="left", fontsize=9.5)
    right.spines[["top", "right"]].set_visible(False)
    right.tick_params(labelsize=8)
    figure.text(0.015, 0.945, scenario.title, fontsize=11, fontweight="bold")
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3].copy())
