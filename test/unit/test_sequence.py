"""Kernels run batch by batch, each until its lanes have stopped."""

from __future__ import annotations

import casadi as ca
import numpy as np
import pytest

from l2c_planner.kernels import LANES, compile_kernel
from l2c_planner.kernels.sequence import Sequence

BATCHES = 3


@pytest.fixture(params=["llvm", "casadi"], autouse=True)
def any_backend(request, monkeypatch):
    monkeypatch.setenv("L2C_KERNELS", request.param)


def count_down():
    """(state = (running, left), step) -> state: one less in the lanes that run."""
    state, step = ca.SX.sym("state", 2), ca.SX.sym("step")
    left = ca.if_else(state[0], state[1] - step, state[1])
    f = ca.Function("down", [state, step], [ca.vertcat(left > 0, left)], ["state", "step"], ["new_state"])
    return compile_kernel(f, inplace=["new_state"])


def count_up():
    total = ca.SX.sym("total")
    return compile_kernel(ca.Function("up", [total], [total + 1], ["total"], ["new_total"]), inplace=["new_total"])


def arrays():
    state = np.ones((BATCHES, 2, LANES))
    state[:, 1] = np.arange(BATCHES * LANES).reshape(BATCHES, LANES) % 5
    return state, np.zeros((BATCHES, 1, LANES))


def test_every_batch_runs_until_its_last_lane_stops():
    state, total = arrays()
    run = Sequence(BATCHES, state[:, :1])
    run.add(count_down(), state=state, new_state=state, step=np.ones((1, 1, LANES)))
    run.check()
    run.add(count_up(), total=total, new_total=total)
    run()
    assert np.all(state[:, 1] <= 0) and np.all(state[:, 0] == 0)
    assert np.all(total == 3)  # four steps; the second half is left out once no lane is running


def test_batch_without_a_running_lane_is_left_alone():
    state, total = arrays()
    state[1, 0] = 0.0
    before = state[1].copy()
    run = Sequence(BATCHES, state[:, :1])
    run.add(count_up(), total=total, new_total=total)
    run.add(count_down(), state=state, new_state=state, step=np.ones((1, 1, LANES)))
    run.check()
    run()
    assert np.array_equal(state[1], before)
    assert np.all(total[1] == 0) and np.all(total[[0, 2]] == 4)


def test_without_running_every_batch_runs_once():
    _, total = arrays()
    run = Sequence(BATCHES)
    run.add(count_up(), total=total, new_total=total)
    run()
    run()
    assert np.all(total == 2)


def test_shared_and_indexed_arrays():
    values, shared = np.random.default_rng(0).normal(size=(BATCHES, 4, LANES)), np.zeros((1, 4, LANES))
    result = np.zeros((BATCHES, 2, 2, LANES))
    x, y = ca.SX.sym("x", 2), ca.SX.sym("y", 2)
    copy = compile_kernel(ca.Function("copy", [x], [2 * x], ["x"], ["y"]), indexed=["x", "y"])
    read = compile_kernel(ca.Function("read", [y], [y + 1], ["y"], ["z"]))
    run = Sequence(BATCHES)
    table = np.array([[0, 3], [2, 1]])
    run.add(copy, x=(values, table), y=(shared, table))
    run.add(read, y=shared.reshape(1, 2, 2, LANES), z=result)
    run()
    np.testing.assert_array_equal(result.reshape(BATCHES, 4, LANES), 2 * values + 1)


def test_wrong_number_of_batches_is_refused():
    run = Sequence(BATCHES)
    with pytest.raises(ValueError, match="up: 2 batches, the sequence has 3"):
        run.add(count_up(), total=np.zeros((2, 1, LANES)), new_total=np.zeros((2, 1, LANES)))
