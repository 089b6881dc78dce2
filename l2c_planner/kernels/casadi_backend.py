"""The same kernels through CasADi's own evaluator: for machines without llvmlite, and as a second opinion in tests."""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import numpy as np

from l2c_planner.kernels.emitter import Layout


def bind(function: ca.Function, layout: Layout, views: list, loops: tuple[int, int]) -> Callable[[], None]:
    """Like the compiled kernel: a call without arguments; ``views`` as in :mod:`l2c_planner.kernels.kernel`."""
    mapped = _flat(function).map(layout.lanes)
    inputs, outputs = views[: function.n_in()], views[function.n_in() :]
    added = [name in layout.added for name in function.name_out()]

    def run() -> None:
        for b in range(loops[0]):
            for c in range(loops[1]):
                values = mapped.call([ca.DM(_rows(v, b, c)) for v in inputs])
                for view, add, value in zip(outputs, added, values, strict=True):
                    _put(view, b, c, np.asarray(value), add)

    return run


def _flat(function: ca.Function) -> ca.Function:
    """The function with every matrix stored as one column, as the lanes store it; map would put matrices side by
    side."""
    columns = [ca.SX.sym(name, function.numel_in(i)) for i, name in enumerate(function.name_in())]
    matrices = [ca.reshape(column, function.size_in(i)) for i, column in enumerate(columns)]
    return ca.Function(function.name(), columns, [ca.vec(value) for value in function.call(matrices)])


def _place(view, b: int, c: int) -> tuple[np.ndarray, object]:
    outer = view.data[b if len(view.data) > 1 else 0]
    if view.table is None:
        return outer[c if len(outer) > 1 else 0], slice(None)
    return outer, view.table[c if len(view.table) > 1 else 0]


def _rows(view, b: int, c: int) -> np.ndarray:
    array, rows = _place(view, b, c)
    return array[rows]


def _put(view, b: int, c: int, value: np.ndarray, add: bool) -> None:
    array, rows = _place(view, b, c)
    value = value.reshape(-1, array.shape[-1]) if view.table is None else value.reshape(len(rows), -1)
    if not add:
        array[rows] = value
    elif view.table is None:
        array += value
    else:
        np.add.at(array, rows, value)
