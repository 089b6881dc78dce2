"""Writes a CasADi SX function as LLVM IR in which every scalar is a vector of lanes, inside a strided double loop.

One kernel evaluates ``f`` for ``b`` in ``outer`` and ``c`` in ``inner``.  Every argument is an array whose last two
axes are (rows, lanes), contiguous; the byte strides of the two loops are run-time values, so a stride of zero
broadcasts, a negative one runs backwards in time, and an array that is input and output at once carries a state through
the inner loop.

Arguments may be *indexed*: row ``j`` of the argument is then found at the byte offset ``table[c, j]`` from the start of
the array (gather for inputs, scatter for outputs).
"""

from __future__ import annotations

from dataclasses import dataclass

import casadi as ca

VERSION = 4
FIELDS = 4  # per argument: address, outer stride, inner stride, address of the index table

_BINARY = {ca.OP_ADD: "fadd", ca.OP_SUB: "fsub", ca.OP_MUL: "fmul", ca.OP_DIV: "fdiv"}
_COMPARE = {ca.OP_LT: "olt", ca.OP_LE: "ole", ca.OP_EQ: "oeq", ca.OP_NE: "une"}
_INTRINSIC = {ca.OP_SQRT: "sqrt", ca.OP_FABS: "fabs", ca.OP_FLOOR: "floor", ca.OP_CEIL: "ceil"}
_INTRINSIC_2 = {ca.OP_FMIN: "minnum", ca.OP_FMAX: "maxnum", ca.OP_COPYSIGN: "copysign"}
_LIBM = {
    ca.OP_SIN: "sin", ca.OP_COS: "cos", ca.OP_TAN: "tan", ca.OP_ASIN: "asin", ca.OP_ACOS: "acos", ca.OP_ATAN: "atan",
    ca.OP_SINH: "sinh", ca.OP_COSH: "cosh", ca.OP_TANH: "tanh", ca.OP_EXP: "exp", ca.OP_LOG: "log",
}  # fmt: skip
_LIBM_2 = {ca.OP_ATAN2: "atan2", ca.OP_POW: "pow", ca.OP_CONSTPOW: "pow"}


@dataclass(frozen=True)
class Layout:
    """How the arguments of a kernel are addressed.

    lanes: vector width.  indexed: names of arguments that go through an index table.  added: names of outputs that are
    added to what the array holds.  inplace: names of outputs that share their array with an input (they are stored
    last).
    """

    lanes: int
    indexed: frozenset[str] = frozenset()
    added: frozenset[str] = frozenset()
    inplace: frozenset[str] = frozenset()


def emit(function: ca.Function, layout: Layout) -> str:
    """LLVM IR text of ``void kernel(i64 outer, i64 inner, ptr arguments)`` for a dense SX ``function``."""
    return _Writer(function, layout).module()


class _Writer:
    def __init__(self, function: ca.Function, layout: Layout) -> None:
        self.f, self.layout = function, layout
        self.vec = f"<{layout.lanes} x double>"
        self.lines: list[str] = []
        self.declared: dict[str, str] = {}
        self.count = 0
        self.names = list(function.name_in()) + list(function.name_out())
        self.n_in = function.n_in()

    # ---------------------------------------------------------------- small vocabulary
    def new(self, text: str) -> str:
        self.count += 1
        name = f"%t{self.count}"
        self.lines.append(f"  {name} = {text}")
        return name

    def const(self, value: float) -> str:
        bits = ca_double_bits(value)
        return "<" + ", ".join([f"double {bits}"] * self.layout.lanes) + ">"

    def intrinsic(self, name: str, *operands: str) -> str:
        symbol = f"llvm.{name}.v{self.layout.lanes}f64"
        self.declared[symbol] = f"declare {self.vec} @{symbol}({', '.join([self.vec] * len(operands))})"
        return self.new(f"call {self.vec} @{symbol}({', '.join(f'{self.vec} {o}' for o in operands)})")

    def libm(self, name: str, *operands: str) -> str:
        self.declared[name] = f"declare double @{name}({', '.join(['double'] * len(operands))})"
        result = "undef"
        for lane in range(self.layout.lanes):
            scalars = [self.new(f"extractelement {self.vec} {o}, i32 {lane}") for o in operands]
            value = self.new(f"call double @{name}({', '.join(f'double {s}' for s in scalars)})")
            result = self.new(f"insertelement {self.vec} {result}, double {value}, i32 {lane}")
        return result

    def truth(self, operand: str) -> str:
        return self.new(f"fcmp une {self.vec} {operand}, zeroinitializer")

    def number(self, mask: str) -> str:
        return self.new(f"uitofp <{self.layout.lanes} x i1> {mask} to {self.vec}")

    # ---------------------------------------------------------------- addressing
    def address(self, argument: int, row: int) -> str:
        if self.names[argument] in self.layout.indexed:
            entry = self.new(f"getelementptr i8, ptr %table{argument}, i64 {8 * row}")
            offset = self.new(f"load i64, ptr {entry}, align 8")
            return self.new(f"getelementptr i8, ptr %outer{argument}, i64 {offset}")
        return self.new(f"getelementptr i8, ptr %inner{argument}, i64 {8 * self.layout.lanes * row}")

    def load(self, argument: int, row: int) -> str:
        return self.new(f"load {self.vec}, ptr {self.address(argument, row)}, align 8")

    def store(self, output: int, row: int, value: str) -> None:
        name, where = self.names[self.n_in + output], self.address(self.n_in + output, row)
        if name in self.layout.added:
            old = self.new(f"load {self.vec}, ptr {where}, align 8")
            value = self.new(f"fadd {self.vec} {old}, {value}")
        self.lines.append(f"  store {self.vec} {value}, ptr {where}, align 8")

    # ---------------------------------------------------------------- the body
    def operation(self, op: int, a: list[str]) -> str:
        if op in _BINARY:
            return self.new(f"{_BINARY[op]} contract {self.vec} {a[0]}, {a[1]}")
        if op in _COMPARE:
            return self.number(self.new(f"fcmp {_COMPARE[op]} {self.vec} {a[0]}, {a[1]}"))
        if op in _INTRINSIC:
            return self.intrinsic(_INTRINSIC[op], a[0])
        if op in _INTRINSIC_2:
            return self.intrinsic(_INTRINSIC_2[op], a[0], a[1])
        if op in _LIBM:
            return self.libm(_LIBM[op], a[0])
        if op in _LIBM_2:
            return self.libm(_LIBM_2[op], a[0], a[1])
        if op == ca.OP_ASSIGN:
            return a[0]
        if op == ca.OP_NEG:
            return self.new(f"fneg {self.vec} {a[0]}")
        if op == ca.OP_SQ:
            return self.new(f"fmul contract {self.vec} {a[0]}, {a[0]}")
        if op == ca.OP_TWICE:
            return self.new(f"fadd contract {self.vec} {a[0]}, {a[0]}")
        if op == ca.OP_INV:
            return self.new(f"fdiv contract {self.vec} {self.const(1.0)}, {a[0]}")
        return self.logic(op, a)

    def logic(self, op: int, a: list[str]) -> str:
        bits = f"<{self.layout.lanes} x i1>"
        if op == ca.OP_IF_ELSE_ZERO:
            return self.new(f"select {bits} {self.truth(a[0])}, {self.vec} {a[1]}, {self.vec} zeroinitializer")
        if op in (ca.OP_AND, ca.OP_OR):
            word = "and" if op == ca.OP_AND else "or"
            return self.number(self.new(f"{word} {bits} {self.truth(a[0])}, {self.truth(a[1])}"))
        if op == ca.OP_NOT:
            return self.number(self.new(f"fcmp oeq {self.vec} {a[0]}, zeroinitializer"))
        if op == ca.OP_SIGN:
            signed = self.intrinsic("copysign", self.const(1.0), a[0])
            nonzero = self.new(f"fcmp one {self.vec} {a[0]}, zeroinitializer")  # false for nan, which stays
            return self.new(f"select {bits} {nonzero}, {self.vec} {signed}, {self.vec} {a[0]}")
        raise ValueError(f"kernel {self.f.name()}: SX operation {op} is not supported by the lane emitter")

    def body(self) -> None:
        f, work, pending = self.f, {}, []
        for i in range(f.n_instructions()):
            op, out, arg = f.instruction_id(i), f.instruction_output(i), f.instruction_input(i)
            if op == ca.OP_CONST:
                work[out[0]] = self.const(f.instruction_constant(i))
            elif op == ca.OP_INPUT:
                work[out[0]] = self.load(arg[0], arg[1])
            elif op == ca.OP_OUTPUT:
                if self.names[self.n_in + out[0]] in self.layout.inplace:
                    pending.append((out[0], out[1], work[arg[0]]))
                else:
                    self.store(out[0], out[1], work[arg[0]])
            else:
                work[out[0]] = self.operation(op, [work[a] for a in arg])
        for output, row, value in pending:
            self.store(output, row, value)

    # ---------------------------------------------------------------- the loops around it
    def module(self) -> str:
        arguments = range(len(self.names))
        entry, outer, inner, inner_end, outer_end = ["entry:"], [], [], [], []
        for a in arguments:
            base = FIELDS * 8 * a
            for field, (name, kind) in enumerate((("base", "ptr"), ("so", "i64"), ("si", "i64"), ("tables", "ptr"))):
                entry.append(f"  %{name}.at{a} = getelementptr i8, ptr %arguments, i64 {base + 8 * field}")
                entry.append(f"  %{name}{a} = load {kind}, ptr %{name}.at{a}, align 8")
            outer.append(f"  %outer{a} = phi ptr [ %base{a}, %entry ], [ %outer.next{a}, %outer.end ]")
            inner.append(f"  %inner{a} = phi ptr [ %outer{a}, %outer ], [ %inner.next{a}, %inner ]")
            inner_end.append(f"  %inner.next{a} = getelementptr i8, ptr %inner{a}, i64 %si{a}")
            outer_end.append(f"  %outer.next{a} = getelementptr i8, ptr %outer{a}, i64 %so{a}")
            if self.names[a] in self.layout.indexed:
                inner.append(f"  %table{a} = phi ptr [ %tables{a}, %outer ], [ %table.next{a}, %inner ]")
                inner_end.append(f"  %table.next{a} = getelementptr i8, ptr %table{a}, i64 %si{a}")
        self.body()
        head = "define void @kernel(i64 %n.outer, i64 %n.inner, ptr noalias %arguments) #0 {"
        text = [
            head, *entry, "  br label %outer",
            "outer:", "  %b = phi i64 [ 0, %entry ], [ %b.next, %outer.end ]", *outer, "  br label %inner",
            "inner:", "  %c = phi i64 [ 0, %outer ], [ %c.next, %inner ]", *inner, *self.lines, *inner_end,
            "  %c.next = add i64 %c, 1", "  %c.done = icmp eq i64 %c.next, %n.inner",
            "  br i1 %c.done, label %outer.end, label %inner",
            "outer.end:", *outer_end, "  %b.next = add i64 %b, 1", "  %b.done = icmp eq i64 %b.next, %n.outer",
            "  br i1 %b.done, label %exit, label %outer",
            "exit:", "  ret void", "}", *self.declared.values(), ATTRIBUTES,
        ]  # fmt: skip
        return "\n".join(text) + "\n"


ATTRIBUTES = 'attributes #0 = { nounwind "min-legal-vector-width"="512" "prefer-vector-width"="512" }'


def ca_double_bits(value: float) -> str:
    """LLVM's hexadecimal spelling of a double, exact for every value."""
    import struct

    return f"0x{struct.unpack('>Q', struct.pack('>d', value))[0]:016X}"
