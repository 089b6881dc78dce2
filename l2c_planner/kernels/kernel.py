"""A compiled CasADi function with arrays bound to its arguments: the one thing the solvers call.

Lane layout: arrays end in (rows, lanes) and are C-contiguous in these two axes.  With L = 8 lanes, a trajectory of L
agents is (N, rows, L); K knots solved side by side are (ceil(K / L), rows, L).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import casadi as ca
import numpy as np

from l2c_planner.kernels import casadi_backend, emitter

LANES = 8


@dataclass(frozen=True, eq=False)
class Kernel:
    """An SX function evaluated over strided lanes.

    function: dense SX function with named inputs and outputs.  layout: see :class:`emitter.Layout`.
    """

    function: ca.Function
    layout: emitter.Layout

    @cached_property
    def arguments(self) -> tuple[str, ...]:
        """Names of the inputs followed by the outputs."""
        return (*self.function.name_in(), *self.function.name_out())

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Number of rows (scalars) of every argument."""
        f = self.function
        return tuple([f.numel_in(i) for i in range(f.n_in())] + [f.numel_out(i) for i in range(f.n_out())])

    @cached_property
    def key(self) -> str:
        """Text that determines the machine code."""
        layout = [str(self.layout.lanes), *(",".join(sorted(s)) for s in self._flags())]
        code = hashlib.sha256(self.function.serialize().encode()).hexdigest()
        return "|".join(["emitter", str(emitter.VERSION), *layout, code])

    def _flags(self) -> tuple[frozenset[str], ...]:
        return self.layout.indexed, self.layout.added, self.layout.inplace

    def bind(self, **arrays: np.ndarray | tuple[np.ndarray, np.ndarray]) -> Callable[[], None]:
        """A call without arguments that evaluates the function over ``arrays``, which it keeps.

        arrays: float64, one per argument: (rows, L) is the same for every iteration, (inner, rows, L) for every outer
        one, (outer, inner, rows, L) is the full form.  An indexed argument is a pair: array (outer, any, L) or (any,
        L), and an integer table (inner, rows) of row numbers.

        Raises ValueError naming the kernel and the argument when names, shapes, types or strides do not fit.
        """
        views = self._views(arrays)
        loops = _loops(self.function.name(), views)
        if loops[0] * loops[1] == 0:
            return _nothing
        if backend() == "casadi":
            return casadi_backend.bind(self.function, self.layout, views, loops)
        return _bind_native(self, views, loops)

    def _views(self, arrays: dict) -> list[View]:
        unknown, missing = set(arrays) - set(self.arguments), set(self.arguments) - set(arrays)
        if unknown or missing:
            raise ValueError(
                f"kernel {self.function.name()}: unknown arguments {sorted(unknown)}, missing {sorted(missing)}; "
                f"it takes {list(self.arguments)}"
            )
        lanes = self.layout.lanes
        pairs = zip(self.arguments, self.rows, strict=True)
        views = [_view(self.function.name(), a, arrays[a], r, lanes, a in self.layout.indexed) for a, r in pairs]
        for name, view in list(zip(self.arguments, views, strict=True))[self.function.n_in() :]:
            if not view.data.flags.writeable:
                raise ValueError(f"kernel {self.function.name()}: argument {name!r} is read-only, but is an output")
        return views


@dataclass(frozen=True)
class View:
    """One argument brought to the full form: data (outer, inner, rows, L), or (outer, any, L) with a table (inner,
    rows)."""

    data: np.ndarray
    table: np.ndarray | None = None


def compile_kernel(
    function: ca.Function,
    indexed: Iterable[str] = (),
    added: Iterable[str] = (),
    inplace: Iterable[str] = (),
    lanes: int = LANES,
) -> Kernel:
    """Kernel of an SX function; machine code is made (or read from the cache) at the first :meth:`Kernel.bind`.

    Raises ValueError if an input is not dense or a name is unknown.
    """
    f = _dense(function)
    names = {*f.name_in(), *f.name_out()}
    for name in (*indexed, *added, *inplace):
        if name not in names:
            raise ValueError(f"kernel {f.name()}: no argument {name!r}; it takes {sorted(names)}")
    return Kernel(f, emitter.Layout(lanes, frozenset(indexed), frozenset(added), frozenset(inplace)))


def backend() -> str:
    """``llvm`` (default), or ``casadi`` when ``$L2C_KERNELS`` says so or llvmlite is not installed: same answers,
    slower."""
    choice = os.environ.get("L2C_KERNELS", "llvm")
    if choice not in ("llvm", "casadi"):
        raise ValueError(f"L2C_KERNELS={choice!r}: valid are 'llvm' and 'casadi'")
    if choice == "llvm":
        try:
            import llvmlite  # noqa: F401
        except ImportError:
            return "casadi"
    return choice


def _dense(function: ca.Function) -> ca.Function:
    f = function if function.is_a("SXFunction") else function.expand()
    for i in range(f.n_in()):
        if not f.sparsity_in(i).is_dense():
            raise ValueError(f"kernel {f.name()}: input {f.name_in(i)!r} is sparse; pass a dense symbol")
    if all(f.sparsity_out(i).is_dense() for i in range(f.n_out())):
        return f
    symbols = f.sx_in()
    return ca.Function(f.name(), symbols, [ca.densify(e) for e in f.call(symbols)], f.name_in(), f.name_out())


def _view(kernel: str, name: str, given, rows: int, lanes: int, indexed: bool) -> View:
    array, table = given if indexed else (given, None)
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        raise ValueError(f"kernel {kernel}: argument {name!r} must be a float64 array")
    if array.ndim < 2 or array.shape[-1] != lanes or (not indexed and array.shape[-2] != rows):
        raise ValueError(f"kernel {kernel}: argument {name!r} has shape {array.shape}, must end in ({rows}, {lanes})")
    if array.size and (array.strides[-1] != 8 or (array.shape[-2] > 1 and array.strides[-2] != 8 * lanes)):
        raise ValueError(f"kernel {kernel}: argument {name!r} must be contiguous in its last two axes")
    if not indexed:
        return View(array[(None,) * (4 - array.ndim)])
    table = np.ascontiguousarray(table, dtype=np.int64)
    inside = table.size == 0 or 0 <= table.min() <= table.max() < array.shape[-2]
    if table.ndim != 2 or table.shape[1] != rows or not inside:
        limit = array.shape[-2]
        raise ValueError(f"kernel {kernel}: index table of {name!r} must be (inner, {rows}) within {limit} rows")
    return View(array[(None,) * (3 - array.ndim)], table)


def _loops(kernel: str, views: list[View]) -> tuple[int, int]:
    outer = {v.data.shape[0] for v in views} - {1}
    inner = {v.data.shape[1] if v.table is None else v.table.shape[0] for v in views} - {1}
    if len(outer) > 1 or len(inner) > 1:
        raise ValueError(f"kernel {kernel}: loop lengths disagree: outer {sorted(outer)}, inner {sorted(inner)}")
    return (outer or {1}).pop(), (inner or {1}).pop()


def _nothing() -> None:
    """A kernel over an empty loop."""


def _bind_native(kernel: Kernel, views: list[View], loops: tuple[int, int]) -> Callable[[], None]:
    from l2c_planner.kernels.compiler import native

    call = native(kernel.key, lambda: emitter.emit(kernel.function, kernel.layout))
    tables = [None if v.table is None else v.table * (8 * kernel.layout.lanes) for v in views]
    records = np.zeros((len(views), emitter.FIELDS), dtype=np.int64)
    for record, view, table in zip(records, views, tables, strict=True):
        strides = [s if n > 1 else 0 for s, n in zip(view.data.strides, view.data.shape, strict=True)]
        record[:2] = view.data.ctypes.data, strides[0]
        record[2:] = (
            (strides[1], 0) if table is None else (table.strides[0] if len(table) > 1 else 0, table.ctypes.data)
        )
    keep = (views, tables, records)
    outer, inner, address = loops[0], loops[1], records.ctypes.data

    def run(_keep=keep) -> None:
        call(outer, inner, address)

    return run
