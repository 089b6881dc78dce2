"""Compiled lanes against CasADi's own evaluation, on both back ends."""

from __future__ import annotations

import sys

import casadi as ca
import numpy as np
import pytest
from kernel_samples import assert_same, evaluate, function, random, reference

from l2c_planner.kernels import LANES, backend, compile_kernel, emitter
from l2c_planner.models import MODELS, rk4

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=list(MODELS))


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Own empty cache, so that the machine code under test is always made by this version."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("kernels")
        patch.setenv("L2C_CACHE_DIR", str(folder))
        yield folder


@pytest.fixture(params=["llvm", "casadi"])
def any_backend(request, monkeypatch):
    monkeypatch.setenv("L2C_KERNELS", request.param)
    assert backend() == request.param


@pytest.mark.usefixtures("any_backend")
class TestModels:
    def random_arguments(self, model):
        sizes = {"a": model.nx, "b": model.nu, "c": model.np, "d": 1}
        return [random(3, n, LANES, seed=i) * (0.05 if n == 1 else 1) for i, n in enumerate(sizes.values())]

    @every_model
    def test_dynamics(self, model):
        f = function(f"{model.name}_f", model.f, model.nx, model.nu, model.np)
        arguments = self.random_arguments(model)[:3]
        assert_same(evaluate(f, *arguments, loops=(3,)), reference(f, *arguments))

    @every_model
    def test_step_and_jacobians(self, model):
        def linearised(x, u, p, dt):
            after = rk4(model.f)(x, u, p, dt)
            return after, ca.densify(ca.jacobian(after, x)), ca.densify(ca.jacobian(after, u))

        f = function(f"{model.name}_step", linearised, model.nx, model.nu, model.np, 1)
        arguments = self.random_arguments(model)
        assert_same(evaluate(f, *arguments, loops=(3,)), reference(f, *arguments))


OPERATIONS = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negate": lambda x, y: -x,
    "square": lambda x, y: x * x,
    "twice": lambda x, y: 2 * x,
    "invert": lambda x, y: 1 / x,
    "constant": lambda x, y: x + 0.1,
    "power": lambda x, y: ca.fabs(x) ** y,
    "constant power": lambda x, y: ca.fabs(x) ** 2.5,
    "sqrt": lambda x, y: ca.sqrt(ca.fabs(x)),
    "fabs": lambda x, y: ca.fabs(x),
    "floor": lambda x, y: ca.floor(3 * x),
    "ceil": lambda x, y: ca.ceil(3 * x),
    "fmin": lambda x, y: ca.fmin(x, y),
    "fmax": lambda x, y: ca.fmax(x, y),
    "copysign": lambda x, y: ca.copysign(x, y),
    "sign": lambda x, y: ca.sign(x),
    "less": lambda x, y: x < y,
    "less or equal": lambda x, y: x <= y,
    "equal": lambda x, y: ca.eq(x, y),
    "not equal": lambda x, y: ca.ne(x, y),
    "and": lambda x, y: ca.logic_and(x, y),
    "or": lambda x, y: ca.logic_or(x, y),
    "not": lambda x, y: ca.logic_not(x),
    "if else": lambda x, y: ca.if_else(x < y, x, 3 * y),
    "sin": lambda x, y: ca.sin(x),
    "cos": lambda x, y: ca.cos(x),
    "tan": lambda x, y: ca.tan(x),
    "asin": lambda x, y: ca.asin(x / 2),
    "acos": lambda x, y: ca.acos(x / 2),
    "atan": lambda x, y: ca.atan(x),
    "atan2": lambda x, y: ca.atan2(x, y),
    "sinh": lambda x, y: ca.sinh(x),
    "cosh": lambda x, y: ca.cosh(x),
    "tanh": lambda x, y: ca.tanh(x),
    "exp": lambda x, y: ca.exp(x),
    "log": lambda x, y: ca.log(ca.fabs(x) + 0.1),
}
# Signed, repeated and zero values, so that every branch of a comparison is met.
LEFT = np.array([-1.3, -0.5, -0.0, 0.0, 0.5, 0.5, 1.0, 1.7])[None]
RIGHT = np.array([0.5, -0.5, 0.0, 1.0, 0.5, -2.0, -1.0, 1.7])[None]


def operation_codes(f):
    return {f.instruction_id(i) for i in range(f.n_instructions())}


class TestOperations:
    @pytest.mark.usefixtures("any_backend")
    @pytest.mark.parametrize("name", OPERATIONS)
    def test_equals_casadi(self, name):
        f = function("operation", OPERATIONS[name], 1, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            np.testing.assert_allclose(evaluate(f, LEFT, RIGHT), reference(f, LEFT, RIGHT), rtol=1e-14)

    def test_every_operation_of_the_emitter_is_covered(self):
        covered = set().union(*(operation_codes(function("f", e, 1, 1)) for e in OPERATIONS.values()))
        tables = (
            emitter._BINARY,
            emitter._COMPARE,
            emitter._INTRINSIC,
            emitter._INTRINSIC_2,
            emitter._LIBM,
            emitter._LIBM_2,
        )
        assert set().union(*tables) <= covered

    @pytest.mark.parametrize("name", ["sign", "fabs", "sqrt", "sin", "add", "multiply", "less", "if else", "divide"])
    def test_nan_and_infinity_stay_in_their_lane(self, name):
        f = function("operation", OPERATIONS[name], 1, 1)
        left = LEFT.copy()
        left[0, [2, 5, 6]] = np.nan, np.inf, -np.inf
        np.testing.assert_allclose(evaluate(f, left, RIGHT), reference(f, left, RIGHT), rtol=1e-14)

    def test_unsupported_operation_is_named(self):
        kernel = compile_kernel(function("strange", lambda x: ca.erf(x), 1))
        with pytest.raises(ValueError, match=f"kernel strange: SX operation {ca.OP_ERF} is not supported"):
            kernel.bind(a=np.zeros((1, LANES)), y0=np.zeros((1, LANES)))


@pytest.mark.usefixtures("any_backend")
class TestArguments:
    f = staticmethod(function("product", lambda a, b: (a * b, ca.sum1(a)), 3, 3))

    def test_two_loops(self):
        a, b = random(4, 5, 3, LANES), random(4, 5, 3, LANES, seed=1)
        assert_same(evaluate(self.f, a, b, loops=(4, 5)), reference(self.f, a, b))

    def test_missing_axes_and_axes_of_one_broadcast(self):
        for shape in [(), (5,), (1, 5), (4, 1), (1, 1)]:
            a, b = random(4, 5, 3, LANES), random(*shape, 3, LANES, seed=1)
            assert_same(evaluate(self.f, a, b, loops=(4, 5)), reference(self.f, a, b))

    def test_numpy_broadcast_is_not_copied(self):
        a, b = random(5, 3, LANES), np.broadcast_to(random(3, LANES, seed=1), (5, 3, LANES))
        assert_same(evaluate(self.f, a, b, loops=(5,)), reference(self.f, a, b))

    def test_reversed_and_strided(self):
        a, b = random(4, 5, 3, LANES)[::-1, ::-1], random(8, 10, 3, LANES, seed=1)[::2, 1::2]
        assert_same(evaluate(self.f, a, b, loops=(4, 5)), reference(self.f, a, b))

    def test_rows_of_a_larger_array(self):
        a, b = random(5, 7, LANES)[:, 2:5], random(5, 9, LANES, seed=1)[:, 6:]
        y = np.zeros((5, 10, LANES))
        compile_kernel(self.f).bind(a=a, b=b, y0=y[:, 4:7], y1=y[:, 9:])()
        product, total = reference(self.f, a, b)
        assert_same((y[:, 4:7], y[:, 9:]), (product, total))
        assert not y[:, :4].any() and not y[:, 7:9].any()

    def test_reversed_output(self):
        a, b, y0, y1 = random(5, 3, LANES), random(3, LANES), np.zeros((5, 3, LANES)), np.zeros((5, 1, LANES))
        compile_kernel(self.f).bind(a=a, b=b, y0=y0[::-1], y1=y1)()
        assert_same((y0[::-1], y1), reference(self.f, a, b))

    def test_matrices_are_stored_column_by_column(self):
        f = function("outer", lambda a, b: a @ b.T, 2, 3)
        a, b = random(4, 2, LANES), random(4, 3, LANES, seed=1)
        assert_same(evaluate(f, a, b, loops=(4,)), reference(f, a, b))

    def test_matrix_argument(self):
        m, v = ca.SX.sym("m", 2, 3), ca.SX.sym("v", 3)
        f = ca.Function("apply", [m, v], [m @ v], ["a", "b"], ["y0"])
        a, b = random(4, 6, LANES), random(4, 3, LANES, seed=1)
        assert_same(evaluate(f, a, b, loops=(4,)), reference(f, a, b))

    def test_sparse_output_is_filled_with_zeros(self):
        f = function("diagonal", lambda a: ca.diag(a), 2)
        a = random(2, LANES)
        assert_same(evaluate(f, a), reference(f, a))

    def test_argument_without_rows(self):
        f = function("nothing", lambda a, b: 2 * a, 2, 0)
        a = random(4, 2, LANES)
        assert_same(evaluate(f, a, np.zeros((4, 0, LANES)), loops=(4,)), [2 * a])

    def test_empty_loop_does_nothing(self):
        y0, y1 = np.zeros((0, 3, LANES)), np.zeros((0, 1, LANES))
        compile_kernel(self.f).bind(a=y0.copy(), b=y0.copy(), y0=y0, y1=y1)()

    def test_arrays_are_read_at_each_call(self):
        a, b, y0, y1 = random(3, LANES), random(3, LANES), np.zeros((3, LANES)), np.zeros((1, LANES))
        run = compile_kernel(self.f).bind(a=a, b=b, y0=y0, y1=y1)
        for factor in (1, 2):
            a *= factor
            run()
            assert_same((y0, y1), (a * b, a.sum(0, keepdims=True)))

    def test_four_lanes(self):
        f, a, y = function("lanes", lambda a: a * a, 3), random(5, 3, 4), np.zeros((5, 3, 4))
        compile_kernel(f, lanes=4).bind(a=a, y0=y)()
        assert_same([y], [a * a])

    def test_arrays_live_as_long_as_the_call(self):
        f, y = function("alive", lambda a: 2 * a, 500), np.zeros((500, LANES))
        run = compile_kernel(f).bind(a=np.full((500, LANES), 3.0), y0=y)
        [np.random.default_rng(0).normal(size=(500, LANES)) for _ in range(20)]
        run()
        assert (y == 6).all()


@pytest.mark.usefixtures("any_backend")
class TestGatherAndScatter:
    double = staticmethod(function("double", lambda a, b: 2 * a + b, 2, 2))

    def test_gather(self):
        table, a, b = np.array([[0, 3], [3, 1], [2, 2]]), random(4, LANES), random(3, 2, LANES, seed=1)
        y = np.zeros((3, 2, LANES))
        compile_kernel(self.double, indexed=["a"]).bind(a=(a, table), b=b, y0=y)()
        assert_same([y], [2 * a[table] + b])

    def test_gather_from_an_array_per_outer_iteration(self):
        table, a, b = np.array([[0, 3], [3, 1], [2, 2]]), random(5, 4, LANES), random(5, 3, 2, LANES, seed=1)
        y = np.zeros((5, 3, 2, LANES))
        compile_kernel(self.double, indexed=["a"]).bind(a=(a, table), b=b, y0=y)()
        assert_same([y], [2 * a[:, table] + b])

    def test_one_table_row_serves_every_iteration(self):
        a, b, y = random(4, LANES), random(3, 2, LANES, seed=1), np.zeros((3, 2, LANES))
        compile_kernel(self.double, indexed=["a"]).bind(a=(a, np.array([[3, 1]])), b=b, y0=y)()
        assert_same([y], [2 * a[[3, 1]] + b])

    def test_scatter_leaves_other_rows_alone(self):
        table, a, b = np.array([[5, 0], [2, 4]]), random(2, 2, LANES), random(2, 2, LANES, seed=1)
        y = np.full((6, LANES), -1.0)
        compile_kernel(self.double, indexed=["y0"]).bind(a=a, b=b, y0=(y, table))()
        expected = np.full((6, LANES), -1.0)
        expected[table] = 2 * a + b
        assert_same([y], [expected])

    def test_scatter_add_sums_repeated_rows(self):
        table, a, b = np.array([[0, 0], [0, 4], [4, 1]]), random(3, 2, LANES), random(3, 2, LANES, seed=1)
        y = random(6, LANES, seed=2)
        expected = y.copy()
        np.add.at(expected, table, 2 * a + b)
        compile_kernel(self.double, indexed=["y0"], added=["y0"]).bind(a=a, b=b, y0=(y, table))()
        assert_same([y], [expected])

    def test_added_output_accumulates_over_the_loop(self):
        a, b, y = random(4, 5, 2, LANES), random(4, 5, 2, LANES, seed=1), random(4, 1, 2, LANES, seed=2)
        expected = y + (2 * a + b).sum(1, keepdims=True)
        compile_kernel(self.double, added=["y0"]).bind(a=a, b=b, y0=y)()
        assert_same([y], [expected])

    def test_gather_and_scatter_on_the_same_array(self):
        table, a, b = np.array([[0, 1], [1, 2]]), random(3, LANES), np.zeros((2, 2, LANES))
        expected = a.copy()
        for rows in table:
            expected[rows] = 2 * expected[rows]
        compile_kernel(self.double, indexed=["a", "y0"], inplace=["y0"]).bind(a=(a, table), b=b, y0=(a, table))()
        assert_same([a], [expected])


@pytest.mark.usefixtures("any_backend")
class TestCarry:
    def test_state_is_carried_through_the_inner_loop(self):
        f = function("swap", lambda a, b: ca.vertcat(a[1] + b, a[0]), 2, 1)
        state, b = random(3, 1, 2, LANES), random(3, 6, 1, LANES, seed=1)
        expected = state[:, 0].copy()
        for k in range(6):
            expected = np.stack([expected[:, 1] + b[:, k, 0], expected[:, 0]], 1)
        compile_kernel(f, inplace=["y0"]).bind(a=state, b=b, y0=state)()
        assert_same([state[:, 0]], [expected])

    def test_trajectory_is_rolled_out_through_shifted_views(self):
        f = function("shift", lambda a, b: a + b, 2, 2)
        x, u = np.zeros((7, 2, LANES)), random(6, 2, LANES)
        compile_kernel(f).bind(a=x[:-1], b=u, y0=x[1:])()
        assert_same([x[1:]], [np.cumsum(u, 0)])

    def test_backward_sweep(self):
        f = function("shift", lambda a, b: a + b, 2, 2)
        x, u = np.zeros((7, 2, LANES)), random(6, 2, LANES)
        compile_kernel(f).bind(a=x[:0:-1], b=u[::-1], y0=x[-2::-1])()
        assert_same([x[:-1]], [np.cumsum(u[::-1], 0)[::-1]])


def test_backend_without_llvmlite_is_casadi(monkeypatch):
    monkeypatch.delenv("L2C_KERNELS", raising=False)
    assert backend() == "llvm"
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    assert backend() == "casadi"


class TestErrors:
    f = staticmethod(function("sum", lambda a, b: a + b, 2, 2))
    good = np.zeros((2, LANES))

    def bind(self, **changes):
        compile_kernel(self.f).bind(**{"a": self.good, "b": self.good, "y0": self.good.copy(), **changes})

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            ({"wings": good}, r"unknown arguments \['wings'\]"),
            ({"a": np.zeros((3, LANES))}, r"'a' has shape \(3, 8\), must end in \(2, 8\)"),
            ({"a": np.zeros((2, 4))}, r"'a' has shape \(2, 4\), must end in \(2, 8\)"),
            ({"a": np.zeros((2, LANES), np.float32)}, "'a' must be a float64 array"),
            ({"a": [[0.0] * LANES] * 2}, "'a' must be a float64 array"),
            ({"a": np.zeros((LANES, 2)).T}, "'a' must be contiguous in its last two axes"),
            ({"a": np.zeros((4, LANES))[::2]}, "'a' must be contiguous in its last two axes"),
            ({"a": np.zeros((3, 2, LANES)), "b": np.zeros((4, 2, LANES))}, r"loop lengths disagree: .*inner \[3, 4\]"),
        ],
    )
    def test_names_kernel_and_argument(self, changes, message):
        with pytest.raises(ValueError, match=f"kernel sum: .*{message}"):
            self.bind(**changes)

    def test_missing_argument(self):
        with pytest.raises(ValueError, match=r"missing \['b', 'y0'\]; it takes \['a', 'b', 'y0'\]"):
            compile_kernel(self.f).bind(a=self.good)

    @pytest.mark.parametrize("table", [[[0, 2]], [[-1, 0]], [[0]]])
    def test_table_outside_the_array(self, table):
        kernel = compile_kernel(self.f, indexed=["a"])
        with pytest.raises(ValueError, match=r"index table of 'a' must be \(inner, 2\) within 2 rows"):
            kernel.bind(a=(self.good, np.array(table)), b=self.good, y0=self.good.copy())

    def test_read_only_output(self):
        frozen = np.zeros((2, LANES))
        frozen.flags.writeable = False
        with pytest.raises(ValueError, match="kernel sum: .*'y0' is read-only"):
            self.bind(y0=frozen)

    def test_unknown_flag_name(self):
        with pytest.raises(ValueError, match="no argument 'wings'; it takes"):
            compile_kernel(self.f, added=["wings"])

    def test_sparse_input(self):
        a = ca.SX.sym("a", ca.Sparsity.diag(2))
        with pytest.raises(ValueError, match="input 'a' is sparse"):
            compile_kernel(ca.Function("f", [a], [a], ["a"], ["y0"]))

    def test_unknown_backend(self, monkeypatch):
        monkeypatch.setenv("L2C_KERNELS", "abacus")
        with pytest.raises(ValueError, match="'abacus': valid are 'llvm' and 'casadi'"):
            backend()
