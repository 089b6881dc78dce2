"""Planner options: ADMM rounds and penalties, local solver, coordination step."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .base import Model

Iterations = Annotated[int, Field(ge=1, le=10_000)]
Tolerance = Annotated[float, Field(gt=0, le=1)]


class PenaltyOptions(Model):
    """Diagonal ADMM penalty: `scale` times 1/range^2 of each component, ramped up after `hold` rounds."""

    scale: float = Field(0.1, gt=0, le=1e4, description="factor on the diagonal penalty, -")
    hold: int = Field(60, ge=0, le=10_000, description="most rounds before the ramp starts, -")
    agreement: Tolerance = Field(0.01, description="scaled primal residual at which the ramp starts earlier, -")
    growth: float = Field(1.1, ge=1, le=10, description="factor per round of the ramp, -")
    maximum: float = Field(100.0, ge=1, le=1e6, description="end of the ramp as a factor on scale, -")
    balancing: bool = Field(False, description="balance primal and dual residual instead of the ramp")


class AdmmOptions(Model):
    """Rounds of the alternating direction method of multipliers."""

    rounds: int = Field(120, ge=1, le=10_000, description="most rounds of cable trajectories, stage (b), -")
    references_rounds: int = Field(10, ge=1, le=10_000, description="most rounds of cable references, stage (a), -")
    coordinator: Literal["captain", "shared"] = Field("captain", description="who coordinates: one or all in turn")
    over_relaxation: float = Field(1.6, gt=0, lt=2, description="over-relaxation factor, -")
    penalty: PenaltyOptions = Field(PenaltyOptions(), description="ADMM penalty")
    stop: Literal["feasible", "residual", "fixed"] = Field("feasible", description="when to end the rounds")
    tolerance: Tolerance = Field(1e-3, description="scaled residual at which stop: residual ends, -")
    tightening: float = Field(0.001, ge=0, le=0.1, description="extra clearance asked of the copies, m")


class DdpOptions(Model):
    """Local solver of one agent (differential dynamic programming)."""

    hessian: Literal["gauss_newton", "exact"] = Field("gauss_newton", description="curvature of the dynamics")
    max_iterations: Iterations = Field(10, description="most iterations per ADMM round, -")
    tolerance: Tolerance = Field(1e-4, description="relative cost decrease at which it has converged, -")
    line_search_steps: int = Field(8, ge=1, le=50, description="most halvings of the step length, -")
    regularisation: float = Field(1e-6, ge=0, le=1e6, description="first regularisation after a failed step, -")
    regularisation_maximum: float = Field(1e6, gt=0, le=1e12, description="regularisation at which it gives up, -")


class CoordinationOptions(Model):
    """Interior point of the per-knot coordination step."""

    max_iterations: Iterations = Field(60, description="most Newton steps per round, -")
    tolerance: Tolerance = Field(1e-8, description="scaled optimality error at which a knot is solved, -")


class RecedingOptions(Model):
    """Planning again in flight, from where load and robots are."""

    rate: float = Field(2.0, ge=0, le=20, description="plans per second in flight; 0: the first plan is flown, Hz")
    lead: float = Field(0.36, gt=0, le=5, description="from the measurements to the start of the plan, s")
    rounds: int = Field(12, ge=1, le=1000, description="most rounds of such a plan, -")
    penalty: float = Field(0.4, gt=0, le=1e4, description="factor on the diagonal penalty, -")
    tightening: float = Field(0.015, ge=0, le=0.1, description="extra clearance asked of the copies, m")


class PlannerOptions(Model):
    """Everything that steers the algorithm and does not change the problem."""

    admm: AdmmOptions = Field(AdmmOptions(), description="ADMM rounds")
    ddp: DdpOptions = Field(DdpOptions(), description="local solver")
    coordination: CoordinationOptions = Field(CoordinationOptions(), description="coordination step")
    receding: RecedingOptions = Field(RecedingOptions(), description="planning again in flight")
