"""Dense LDL^T factorisation and solve of many small symmetric matrices, one per lane.

No pivoting.  The number of negative pivots is that of negative eigenvalues (Sylvester); a KKT matrix has as many as it
has equations if and only if its solution is a minimum, so the caller counts them, regularises a lane and tries again.
Rows are stored one after the other, lower triangle, so entry (i, j) is row ``i (i + 1) / 2 + j`` of the lane array.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from l2c_planner.kernels.emitter import ATTRIBUTES
from l2c_planner.kernels.kernel import backend
from l2c_planner.kernels.sequence import Step

VERSION = 3
TINY = 1e-300  # a pivot not above this counts as zero; dividing by it stays finite


def packed_index(rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Row numbers of the entries (rows, columns) of a symmetric matrix in packed storage; any order of the pair."""
    i, j = np.maximum(rows, columns), np.minimum(rows, columns)
    return i * (i + 1) // 2 + j


def bind_ldl(matrix: np.ndarray, rhs: np.ndarray, negative: np.ndarray) -> Callable[[], None]:
    """A call that factorises ``matrix`` in place and overwrites ``rhs`` with the solution.

    matrix: (batches, m (m + 1) / 2, L) packed lower triangles, replaced by L (unit diagonal left out) with the pivots
    on the diagonal.  rhs: (batches, m, L).  negative: (batches, L) receives the number of negative pivots; a pivot
    that is zero or not a number counts as m + 1.

    Raises ValueError when shapes, types or strides do not fit.
    """
    batches, m, lanes = rhs.shape
    if matrix.shape != (batches, m * (m + 1) // 2, lanes) or negative.shape != (batches, lanes):
        raise ValueError(f"ldl: shapes {matrix.shape}, {rhs.shape}, {negative.shape} do not belong together")
    if not all(a.flags.c_contiguous and a.dtype == np.float64 for a in (matrix, rhs, negative)):
        raise ValueError("ldl: arrays must be contiguous float64")
    if backend() == "casadi":
        return lambda: _numpy_ldl(matrix, rhs, negative)
    from l2c_planner.kernels.compiler import native

    call = native(f"ldl|{VERSION}|{lanes}", lambda: _emit(lanes))
    work = np.zeros((m, lanes))
    records = np.array([a.ctypes.data for a in (matrix, rhs, negative, work)], dtype=np.int64)
    return Step(call, batches, m, records.ctypes.data, (matrix, rhs, negative, work, records))


@np.errstate(all="ignore")
def _numpy_ldl(matrix: np.ndarray, rhs: np.ndarray, negative: np.ndarray) -> None:
    m = rhs.shape[1]
    start = np.arange(m) * (np.arange(m) + 1) // 2
    negative[:] = 0
    for j in range(m):
        row = matrix[:, start[j] : start[j] + j]
        w = row * matrix[:, start[:j] + np.arange(j)]
        pivot = matrix[:, start[j] + j] - np.sum(row * w, axis=1)
        usable = np.abs(pivot) > TINY
        negative += np.where(usable, pivot < 0, m + 1.0)
        pivot = np.where(usable, pivot, TINY)
        matrix[:, start[j] + j] = pivot
        below = matrix[:, start[j + 1 :, None] + np.arange(j)]
        column = matrix[:, start[j + 1 :] + j] - np.einsum("bikl,bkl->bil", below, w)
        matrix[:, start[j + 1 :] + j] = column / pivot[:, None]
    for i in range(m):
        rhs[:, i] -= np.sum(matrix[:, start[i] : start[i] + i] * rhs[:, :i], axis=1)
    rhs /= matrix[:, start + np.arange(m)]
    for i in reversed(range(m)):
        rhs[:, :i] -= matrix[:, start[i] : start[i] + i] * rhs[:, i : i + 1]


class _Code:
    """IR text with counted loops."""

    def __init__(self, vec: str) -> None:
        self.vec, self.lines, self.count, self.block = vec, [], 0, "entry"

    def new(self, text: str) -> str:
        self.count += 1
        self.lines.append(f"  %t{self.count} = {text}")
        return f"%t{self.count}"

    def put(self, text: str) -> None:
        self.lines.append(f"  {text}")

    def label(self, name: str) -> None:
        self.lines.append(f"{name}:")
        self.block = name

    def at(self, base: str, index: str, size: int) -> str:
        offset = self.new(f"mul i64 {index}, {size}")
        return self.new(f"getelementptr i8, ptr {base}, i64 {offset}")

    def load(self, address: str) -> str:
        return self.new(f"load {self.vec}, ptr {address}, align 8")

    def store(self, value: str, address: str) -> None:
        self.put(f"store {self.vec} {value}, ptr {address}, align 8")

    def fma(self, a: str, b: str, c: str) -> str:
        """c - a * b"""
        product = self.new(f"fmul contract {self.vec} {a}, {b}")
        return self.new(f"fsub contract {self.vec} {c}, {product}")

    def loop(self, start: str, end: str, body: Callable, carried: tuple[str, ...] = (), step: int = 1) -> list[str]:
        """for i in range(start, end, step): carried = body(i, *carried); returns the carried values after the loop."""
        self.count += 1
        tag = f"l{self.count}"
        before = self.block
        self.put(f"br label %{tag}.test")
        self.label(f"{tag}.test")
        head = len(self.lines)
        self.lines += [""] * (1 + len(carried))
        names = [f"%{tag}.v{n}" for n in range(len(carried))]
        going = self.new(f"icmp slt i64 %{tag}.i, {end}")
        self.put(f"br i1 {going}, label %{tag}.body, label %{tag}.end")
        self.label(f"{tag}.body")
        after = body(f"%{tag}.i", *names) or ()
        following = self.new(f"add i64 %{tag}.i, {step}")
        last = self.block
        self.put(f"br label %{tag}.test")
        self.lines[head] = f"  %{tag}.i = phi i64 [ {start}, %{before} ], [ {following}, %{last} ]"
        for n, (first, value) in enumerate(zip(carried, after, strict=True)):
            self.lines[head + 1 + n] = f"  {names[n]} = phi {self.vec} [ {first}, %{before} ], [ {value}, %{last} ]"
        self.label(f"{tag}.end")
        return names


def _emit(lanes: int) -> str:
    vec, width = f"<{lanes} x double>", 8 * lanes
    c = _Code(vec)
    one, tiny = ("<" + ", ".join([f"double {value}"] * lanes) + ">" for value in ("1.0", "1.0e-300"))
    names = ("matrix", "rhs", "negative", "work")
    for n, name in enumerate(names):
        c.put(f"%{name}.at = getelementptr i8, ptr %arguments, i64 {8 * n}")
        c.put(f"%{name} = load ptr, ptr %{name}.at, align 8")
    m1 = c.new("add i64 %m, 1")
    size = c.new(f"sdiv i64 {c.new(f'mul i64 %m, {m1}')}, 2")
    c.put(f"%m1 = sitofp i64 {m1} to double")
    c.put(f"%first = insertelement {vec} undef, double %m1, i32 0")
    c.put(f"%never = shufflevector {vec} %first, {vec} undef, <{lanes} x i32> zeroinitializer")

    def row(base: str, i: str) -> str:
        twice = c.new(f"mul i64 {i}, {c.new(f'add i64 {i}, 1')}")
        return c.at(base, c.new(f"lshr i64 {twice}, 1"), width)

    def batch(b: str) -> None:
        a = c.at("%matrix", c.new(f"mul i64 {b}, {size}"), width)
        x = c.at("%rhs", c.new(f"mul i64 {b}, %m"), width)
        count_at = c.at("%negative", b, width)
        c.store("zeroinitializer", count_at)
        c.loop("0", "%m", lambda j: column(a, j, count_at))
        c.loop("0", "%m", lambda i: forward(a, x, i))
        c.loop("0", "%m", lambda i: scale(a, x, i))
        c.loop("0", "%m", lambda n: backward(a, x, n))

    def column(a: str, j: str, count_at: str) -> None:
        rj = row(a, j)

        def weigh(k: str, pivot: str) -> tuple[str]:
            value = c.load(c.at(rj, k, width))
            weighted = c.new(f"fmul {vec} {value}, {c.load(c.at(row(a, k), k, width))}")
            c.store(weighted, c.at("%work", k, width))
            return (c.fma(value, weighted, pivot),)

        diagonal = c.at(rj, j, width)
        (pivot,) = c.loop("0", j, weigh, (c.load(diagonal),))
        magnitude = c.new(f"call {vec} @llvm.fabs.v{lanes}f64({vec} {pivot})")
        usable = c.new(f"fcmp ogt {vec} {magnitude}, {tiny}")
        below = c.new(f"fcmp olt {vec} {pivot}, zeroinitializer")
        count = c.new(f"uitofp <{lanes} x i1> {below} to {vec}")
        count = c.new(f"select <{lanes} x i1> {usable}, {vec} {count}, {vec} %never")
        c.store(c.new(f"fadd {vec} {c.load(count_at)}, {count}"), count_at)
        pivot = c.new(f"select <{lanes} x i1> {usable}, {vec} {pivot}, {vec} {tiny}")
        c.store(pivot, diagonal)
        inverse = c.new(f"fdiv {vec} {one}, {pivot}")
        first = c.new(f"add i64 {j}, 1")
        count = c.new(f"sub i64 %m, {first}")
        blocked = c.new(f"add i64 {first}, {c.new(f'and i64 {count}, -4')}")
        c.loop(first, blocked, lambda i: rows(a, i, j, inverse, 4), step=4)
        c.loop(blocked, "%m", lambda i: rows(a, i, j, inverse, 1))

    def rows(a: str, i: str, j: str, inverse: str, number: int) -> None:
        at = [row(a, c.new(f"add i64 {i}, {r}")) for r in range(number)]
        entry = [c.at(r, j, width) for r in at]

        def accumulate(k: str, *sums: str) -> tuple[str, ...]:
            w = c.load(c.at("%work", k, width))
            return tuple(c.fma(c.load(c.at(r, k, width)), w, s) for r, s in zip(at, sums, strict=True))

        for s, e in zip(c.loop("0", j, accumulate, tuple(c.load(e) for e in entry)), entry, strict=True):
            c.store(c.new(f"fmul {vec} {s}, {inverse}"), e)

    def forward(a: str, x: str, i: str) -> None:
        r, at = row(a, i), c.at(x, i, width)
        body = lambda k, s: (c.fma(c.load(c.at(r, k, width)), c.load(c.at(x, k, width)), s),)  # noqa: E731
        (value,) = c.loop("0", i, body, (c.load(at),))
        c.store(value, at)

    def scale(a: str, x: str, i: str) -> None:
        at = c.at(x, i, width)
        c.store(c.new(f"fdiv {vec} {c.load(at)}, {c.load(c.at(row(a, i), i, width))}"), at)

    def backward(a: str, x: str, n: str) -> None:
        i = c.new(f"sub i64 {c.new('sub i64 %m, 1')}, {n}")
        r, value = row(a, i), c.load(c.at(x, i, width))

        def eliminate(k: str) -> None:
            at = c.at(x, k, width)
            c.store(c.fma(c.load(c.at(r, k, width)), value, c.load(at)), at)

        c.loop("0", i, eliminate)

    c.loop("0", "%outer", batch)
    head = "define void @kernel(i64 %outer, i64 %m, ptr %arguments) #0 {\nentry:"
    declare = f"declare {vec} @llvm.fabs.v{lanes}f64({vec})"
    return "\n".join([head, *c.lines, "  ret void", "}", declare, ATTRIBUTES]) + "\n"
