"""What every registered model must do; a new model is covered on the day it is registered."""

from __future__ import annotations

import dataclasses

import casadi as ca
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from l2c_planner.models import MODELS, Model, UnknownModel, numeric, rk4
from l2c_planner.models.manifold import unit_slices

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))
seeds = st.integers(0, 2**32 - 1)


def random_point(model: Model, seed: int, *leading: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """State, input and parameters; the latter positive, as masses and lengths are; polar ones off their centre."""
    rng = np.random.default_rng(seed)
    x, u = rng.normal(size=(*leading, model.nx)), rng.normal(size=(*leading, model.nu))
    if (radius := model.state.slices.get("radius")) is not None:
        x[..., radius] = 3 + np.abs(x[..., radius])
    return model.normalise(x), u, rng.uniform(0.5, 1.5, (*leading, model.np))


def unit_part(model: Model, x: np.ndarray) -> np.ndarray:
    """The state with zeros where no unit norm is asked for."""
    units = np.zeros_like(x)
    for part in unit_slices(model.state):
        units[part] = x[part]
    return units


def numeric_f(model: Model):
    return numeric(model.f, model.nx, model.nu, model.np)


def numeric_step(model: Model):
    return numeric(rk4(model.f), model.nx, model.nu, model.np, 1)


def roll_out(model: Model, x: np.ndarray, u: np.ndarray, p: np.ndarray, dt: float, steps: int) -> np.ndarray:
    """States at all instants, shape (steps + 1, nx)."""
    step, states = numeric_step(model), [x]
    for _ in range(steps):
        states.append(step(states[-1], u, p, [dt]))
    return np.array(states)


@every_model
class TestLayout:
    def test_names_are_unique_and_units_are_given(self, model):
        for layout in (model.state, model.input, model.parameters):
            assert len(set(layout.names)) == len(layout.names)
            assert all(field.unit for field in layout.fields)

    def test_fields_cover_the_vector(self, model):
        covered = np.concatenate([np.arange(model.nx)[part] for part in model.state.slices.values()])
        assert covered.tolist() == list(range(model.nx))

    def test_model_is_immutable(self, model):
        with pytest.raises(dataclasses.FrozenInstanceError):
            model.name = "other"


@every_model
class TestDynamics:
    def test_takes_symbols_numbers_and_arrays(self, model):
        x, u, p = random_point(model, 0)
        expected = numeric_f(model)(x, u, p)
        symbols = [ca.MX.sym("a", n) for n in (model.nx, model.nu, model.np)]
        through_mx = ca.Function("f", symbols, [model.f(*symbols)])(x, u, p)
        for value in (model.f(ca.DM(x), ca.DM(u), ca.DM(p)), model.f(x, u, p), through_mx):
            assert np.asarray(value.full()).ravel() == pytest.approx(expected, abs=1e-12)

    def test_batches_equal_single_evaluations(self, model):
        x, u, p = random_point(model, 1, 2, 3)
        f = numeric_f(model)
        assert f(x, u, p)[1, 2] == pytest.approx(f(x[1, 2], u[1, 2], p[1, 2]), abs=1e-14)

    @pytest.mark.parametrize("dt", [None, 0.04], ids=["continuous", "step"])
    def test_jacobians_equal_finite_differences(self, model, dt):
        sizes = (model.nx, model.nu, model.np)
        step = rk4(model.f)
        function = model.f if dt is None else lambda x, u, p: step(x, u, p, dt)
        f = numeric(function, *sizes)
        symbols = [ca.SX.sym("a", n) for n in sizes]
        jacobians = ca.Function("J", symbols, [ca.jacobian(function(*symbols), s) for s in symbols])
        point = random_point(model, 2)
        for i, exact in enumerate(jacobians(*point)):
            h = 1e-5 * np.eye(sizes[i])
            plus, minus = [list(point) for _ in range(2)]
            plus[i], minus[i] = point[i] + h, point[i] - h
            difference = (f(*plus) - f(*minus)).T / 2e-5 if sizes[i] else np.zeros((model.nx, 0))
            assert difference == pytest.approx(exact.full(), abs=2e-8)


@every_model
class TestStep:
    def test_zero_time_changes_nothing(self, model):
        x, u, p = random_point(model, 3)
        assert numeric_step(model)(x, u, p, [0.0]).tolist() == x.tolist()

    def test_error_falls_with_the_fourth_power_of_the_step(self, model):
        point = random_point(model, 4)
        exact, coarse, fine = (roll_out(model, *point, 0.4 / n, n)[-1] for n in (512, 16, 32))
        error = np.abs(coarse - exact).max()
        assert error < 1e-12 or 13 < error / np.abs(fine - exact).max() < 19

    def test_unit_norms_drift_less_than_a_billionth_over_a_plan(self, model):
        # Slow, as a load on cables is: the drift grows with the sixth power of the angular rate.
        x, u, p = random_point(model, 5)
        states = roll_out(model, model.normalise(0.3 * x + unit_part(model, x)), 0.02 * u, p, 0.04, 100)
        for part in unit_slices(model.state):
            assert np.abs(np.linalg.norm(states[:, part], axis=-1) - 1).max() <= 1e-9


@every_model
class TestManifold:
    @settings(max_examples=30, deadline=None)
    @given(seeds)
    def test_integrating_a_difference_returns(self, model, seed):
        (a, *_), (b, *_) = random_point(model, seed, 4), random_point(model, seed + 1, 4)
        back = model.integrate(a, model.difference(a, b))
        assert model.difference(b, back) == pytest.approx(np.zeros((4, model.nd)), abs=1e-7)
        for part in unit_slices(model.state):
            assert np.linalg.norm(back[:, part], axis=-1) == pytest.approx(np.ones(4), abs=1e-14)

    @settings(max_examples=30, deadline=None)
    @given(seeds)
    def test_difference_of_an_integral_is_the_tangent(self, model, seed):
        (a, *_), (b, *_) = random_point(model, seed, 4), random_point(model, seed + 1, 4)
        tangent = 0.9 * model.difference(a, b)
        assert model.difference(a, model.integrate(a, tangent)) == pytest.approx(tangent, abs=1e-7)

    def test_difference_to_itself_is_zero(self, model):
        x, *_ = random_point(model, 6, 5)
        assert model.difference(x, x) == pytest.approx(np.zeros((5, model.nd)), abs=1e-15)

    def test_small_difference_follows_the_dynamics(self, model):
        # A tangent divided by time is the rate in the state: rotation vectors use the frame of the model's rates.
        x, u, p = random_point(model, 7)
        step, h = numeric_step(model), 1e-4
        central = (model.difference(x, step(x, u, p, [h])) - model.difference(x, step(x, u, p, [-h]))) / (2 * h)
        moved = (model.integrate(x, h * central) - model.integrate(x, -h * central)) / (2 * h)
        assert moved == pytest.approx(numeric_f(model)(x, u, p), abs=1e-5)


def test_unknown_name_lists_the_valid_ones():
    with pytest.raises(UnknownModel, match="unknown model 'car'; valid names are load, cable") as error:
        MODELS["car"]
    assert isinstance(error.value, KeyError)


def test_registry_key_is_the_name_of_the_model():
    assert all(model.name == name for name, model in MODELS.items())
