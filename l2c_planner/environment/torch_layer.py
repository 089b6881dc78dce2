"""Planning as a torch function: a scalar of the plan, differentiable by the layout; alone here in needing torch."""

from __future__ import annotations

import torch

from l2c_planner.environment.objective import Objective
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.sensitivity import NotDifferentiable, adjoint
from l2c_planner.environment.trajectories import Trajectories


class _Planned(torch.autograd.Function):
    """Value of an objective at a plan; the derivative is found with it."""

    @staticmethod
    def forward(ctx, theta: torch.Tensor, layer: PlanningLayer) -> torch.Tensor:
        gradient = adjoint(layer.planner, layer.plan(theta), layer.objective)
        ctx.save_for_backward(torch.as_tensor(gradient.theta, dtype=theta.dtype, device=theta.device))
        return theta.new_tensor(gradient.value)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, by_value: torch.Tensor) -> tuple[torch.Tensor, None]:
        return by_value * ctx.saved_tensors[0], None


class PlanningLayer(torch.nn.Module):
    """Scalar of the best plan in a layout. The first plan is cold, later ones start from the last that converged."""

    def __init__(self, planner: Planner, objective: Objective, barrier: float = 0.0, seed: int = 0) -> None:
        super().__init__()
        self.planner, self.objective, self.barrier, self.seed = planner, objective, barrier, seed
        self.latest: Trajectories | None = None
        """The last plan that converged."""

    def forward(self, theta: torch.Tensor) -> torch.Tensor:
        """The objective, a scalar, at theta (m,).

        Raises:
            NotDifferentiable: No guess led to a plan.
        """
        return _Planned.apply(theta, self)

    def plan(self, theta: torch.Tensor) -> Trajectories:
        """The plan at theta (m,)."""
        numbers = theta.detach().cpu().double().numpy()
        previous = self.latest or self.planner.cold(numbers, self.seed)
        if not previous.converged:
            raise NotDifferentiable(f"{self.planner.scene.name}: no guess led to a plan ({previous.status})")
        found = self.planner.warm(numbers, previous, self.barrier)
        if not found.converged and self.latest is not None:
            self.latest = None
            return self.plan(theta)
        if found.converged:
            self.latest = found
        return found
