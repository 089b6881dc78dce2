"""Kernels run one after the other, batch by batch, each batch to its end, in one native call.

A batch is one row of lanes, so its arrays stay in the cache while it is worked on; arrays that carry nothing from one
round to the next can be shared by all batches.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from l2c_planner.kernels import casadi_backend, driver, emitter
from l2c_planner.kernels.kernel import LANES, Kernel, View, _loops, backend


@dataclass(frozen=True)
class Step:
    """A native function with its arguments, the same for every batch."""

    entry: Callable[[int, int, int], None]
    outer: int
    inner: int
    address: int
    keep: object = field(repr=False)
    """What the address refers to; must stay alive."""

    def __call__(self) -> None:
        self.entry(self.outer, self.inner, self.address)


@dataclass(frozen=True)
class _Bound:
    """A kernel with its arrays, of which every batch takes its row."""

    kernel: Kernel
    views: list[View]
    inner: int

    def of(self, batch: int) -> Callable[[], None]:
        """The call for one batch, through CasADi."""
        views = [View(v.data[min(batch, len(v.data) - 1)][None], v.table) for v in self.views]
        return casadi_backend.bind(self.kernel.function, self.kernel.layout, views, (1, self.inner))


class Sequence:
    """Steps that every batch repeats while any of its lanes is running.

    running: (batches, 1, L), 1.0 where a lane is still at work; the steps change it.  A round of a batch runs the steps
    that were added before :meth:`check`, ends the batch if no lane is running any more, and else runs the others.
    Without ``running``, every batch runs all steps once.  Two threads must not run the same sequence at a time.
    """

    def __init__(self, batches: int, running: np.ndarray | None = None) -> None:
        self.batches, self.running = batches, running
        self._steps: list[_Bound | Callable[[], None]] = []
        self._head = 0
        self._run: Callable[[], None] | None = None

    def add(self, kernel: Kernel, **arrays: np.ndarray | tuple[np.ndarray, np.ndarray]) -> None:
        """Append a kernel.

        arrays: (batches, rows, L) or (batches, inner, rows, L); batches is 1 for an array that all batches share.  An
        indexed argument is a pair: array (batches, any, L), and an integer table (inner, rows) of row numbers.

        Raises ValueError naming the kernel and the argument when names, shapes, types or strides do not fit.
        """
        whole = {n: a[:, None] if isinstance(a, np.ndarray) and a.ndim == 3 else a for n, a in arrays.items()}
        views = kernel._views(whole)
        outer, inner = _loops(kernel.function.name(), views)
        if outer not in (1, self.batches):
            raise ValueError(f"kernel {kernel.function.name()}: {outer} batches, the sequence has {self.batches}")
        if inner:
            self._steps.append(_Bound(kernel, views, inner))

    def append(self, step: Callable[[], None]) -> None:
        """Append a step that is the same for every batch."""
        self._steps.append(step)

    def check(self) -> None:
        """Mark where a batch ends if none of its lanes is running."""
        self._head = len(self._steps)

    def __call__(self) -> None:
        """Run every batch to its end."""
        if self._run is None:
            self._run = self._interpreted() if backend() == "casadi" else self._native()
        self._run()

    # ---------------------------------------------------------------- the two back ends
    def _interpreted(self) -> Callable[[], None]:
        batches = [[s.of(b) if isinstance(s, _Bound) else s for s in self._steps] for b in range(self.batches)]

        def run() -> None:
            for b, steps in enumerate(batches):
                if self.running is None:
                    _each(steps)
                while self.running is not None and self.running[b].any():
                    _each(steps[: self._head])
                    if self.running[b].any():
                        _each(steps[self._head :])

        return run

    def _native(self) -> Callable[[], None]:
        from l2c_planner.kernels.compiler import native

        call = native(f"driver|{driver.VERSION}|{LANES}", lambda: driver.emit(LANES))
        records, strides, tables = _records(self._steps)
        steps, start = np.zeros((len(self._steps), 4), np.int64), 0
        for row, step in zip(steps, self._steps, strict=True):
            if isinstance(step, Step):
                row[:] = _code(step.entry), step.outer, step.inner, step.address
            else:
                entry = native(step.kernel.key, lambda k=step.kernel: emitter.emit(k.function, k.layout))
                row[:] = _code(entry), 1, step.inner, records[start:].ctypes.data
                start += len(step.views)
        origins = records[:, 0].copy()
        once = self.running is None
        flags = np.zeros((self.batches, 1, LANES)) if once else self.running
        places = [a.ctypes.data for a in (steps, records, origins, strides, flags)]
        arguments = np.array([*places, self._head, flags.strides[0], once, len(records)], np.int64)
        keep = (self._steps, steps, records, origins, strides, tables, flags, arguments)
        batches, count, address = self.batches, len(steps), arguments.ctypes.data

        def run(_keep=keep) -> None:
            call(batches, count, address)

        return run


def _each(steps: list[Callable[[], None]]) -> None:
    for step in steps:
        step()


def _code(entry: Callable) -> int:
    return ctypes.cast(entry, ctypes.c_void_p).value


def _records(steps: list) -> tuple[np.ndarray, np.ndarray, list]:
    """Records of all arguments of the kernels for the first batch, the stride between batches, and the index tables."""
    views = [v for s in steps if isinstance(s, _Bound) for v in s.views]
    size = max(1, len(views))
    records, strides, tables = np.zeros((size, emitter.FIELDS), np.int64), np.zeros(size, np.int64), []
    for a, view in enumerate(views):
        strides[a] = view.data.strides[0] if len(view.data) > 1 else 0
        if view.table is None:
            records[a] = view.data.ctypes.data, 0, view.data.strides[1] if view.data.shape[1] > 1 else 0, 0
        else:
            table = view.table * view.data.strides[-2]
            records[a] = view.data.ctypes.data, 0, table.strides[0] if len(table) > 1 else 0, table.ctypes.data
            tables.append(table)
    return records, strides, tables
