"""What a scenario file may say about its ascent, under `ascent:`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from l2c_planner.config.base import Model, NonNegative, Positive

Aggregator = Literal["max", "mean", "zone", "lse"]
Count = Annotated[int, Field(ge=1, le=10_000)]
Share = Annotated[float, Field(ge=0, lt=1)]


class AscentOptions(Model):
    """How the parameters of an environment are moved, and by which smooth stand-in for the safety."""

    method: Literal["momentum", "line", "quasi_newton"] = Field(
        "momentum", description="momentum: many parameters; line: one parameter; quasi_newton: few parameters"
    )
    aggregator: Aggregator = Field("lse", description="how a distance counts over time in what is climbed")
    judged_by: Literal["max", "mean"] = Field("max", description="aggregator of the safety that layouts are chosen by")
    widen_epsilon: Positive = Field(1.0, description="factor of the metric's epsilon in what is climbed, -")
    widen_reach: Positive = Field(1.0, description="factor of the metric's reach in what is climbed, -")
    barrier: tuple[Positive, Positive] = Field(
        (3e-2, 1e-3), strict=False, description="barrier of the plans, first and last; geometric in between, -"
    )
    iterations: Count = Field(60, description="steps of an ascent, or evaluations where there is one parameter, -")
    momentum: Share = Field(0.7, description="share of the last step in the next one, -")
    cap: Positive = Field(2.7, description="largest change of a parameter at once, in its typical steps, -")
    decay: Share = Field(0.9, description="how much shorter steps are in the end, -")
    noise: NonNegative = Field(1.0, description="spread of a jump after failed solves, in typical steps, -")
    cold_every: Count = Field(10, description="steps after which plans are found anew from guesses, -")
    chains: Count = Field(1, description="plans of every task that are followed, from different guesses, -")
    starts: Count = Field(1, description="layouts that an ascent begins at, -")
    kept: Count = Field(4, description="layouts of every ascent that are judged by cold solves in the end, -")
    judges: Count = Field(3, description="cold solves per task and layout in the final choice, -")
    length_weight: NonNegative = Field(0.0, description="price of the mean path length, 1/m")
    beta: NonNegative = Field(0.0, description="price of the distance to the first layout, in typical steps squared, -")
    rho: Positive = Field(0.05, description="how fast multipliers of requirements grow, -")
