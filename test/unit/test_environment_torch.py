"""Planning as a torch function: torch's own check of gradients, chain rule, refusal."""

import numpy as np
import pytest
from environment_samples import crossing, nearness

from l2c_planner.environment.planning import Planner
from l2c_planner.environment.sensitivity import NotDifferentiable, adjoint

torch = pytest.importorskip("torch", reason="torch is not installed")
layers = pytest.importorskip("l2c_planner.environment.torch_layer")


@pytest.mark.parametrize("barrier", [0.0, 1e-2])
def test_gradients_pass_the_check_of_torch(barrier):
    scene, theta = crossing()
    planner = Planner(scene, tolerance=1e-10)
    layer = layers.PlanningLayer(planner, planner.objective(nearness), barrier)
    at = torch.tensor(theta, requires_grad=True)
    assert torch.autograd.gradcheck(layer, (at,), eps=1e-5, atol=1e-5, rtol=1e-5)


def test_value_and_gradient_pass_through_other_functions():
    scene, theta = crossing()
    planner = Planner(scene, tolerance=1e-9)
    objective = planner.objective(nearness)
    layer = layers.PlanningLayer(planner, objective)
    half = torch.tensor(theta / 2, requires_grad=True)
    (3 * layer(2 * half)).backward()
    expected = adjoint(planner, layer.latest, objective)
    assert np.allclose(half.grad.numpy(), 6 * expected.theta, rtol=1e-9)


def test_layout_without_a_plan_is_refused():
    scene, theta = crossing()
    planner = Planner(scene)
    layer = layers.PlanningLayer(planner, planner.objective(nearness))
    with pytest.raises(NotDifferentiable, match="no guess led to a plan"):
        layer(torch.tensor([-2.1, 0.1, 0.8]))
