"""What each chart of a flight shows, as data in the form of the charts of a plan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from l2c_planner.report.charts import Chart, charts, curve, diagram
from l2c_planner.report.flight_verdict import ATTITUDE_RMS, LOAD_RMSE

Arrays = Mapping[str, np.ndarray]


def flight_charts(arrays: Arrays) -> list[Chart]:
    """Charts of the arrays of `flown_arrays`, in reading order; tensions and thrusts have their limits."""
    of_plan = {chart["key"]: chart for chart in charts(arrays)}
    touching = {"clearance": 0.0, "pairs": float(np.sort(arrays["quad_radius"])[-2:].sum())}
    near = [_planned(of_plan[key], limit) for key, limit in touching.items() if key in of_plan]
    return [*_errors(arrays), *(of_plan[key] for key in ("tension", "thrust") if key in of_plan), *near]


def _errors(arrays: Arrays) -> list[Chart]:
    position = curve("load", "item", 100 * arrays["position_error"], index=0)
    angle = curve("load", "item", arrays["attitude_error"], index=1)
    return [
        diagram("position", "Load off its plan", "cm", [position, _limit("rms limit", 100 * LOAD_RMSE)]),
        diagram("attitude", "Load attitude off its plan", "°", [angle, _limit("rms limit", ATTITUDE_RMS)]),
    ]


def _planned(chart: Chart, touching: float) -> Chart:
    """Distances of a flight: the plan's limit was a margin, the limit is contact."""
    series = [{**s, "label": "planned"} if s["style"] == "limit" else s for s in chart["series"]]
    return {**chart, "series": [*series, _limit("contact", touching)]}


def _limit(label: str, value: float) -> dict:
    return {"label": label, "style": "limit", "value": float(f"{value:.6g}")}
