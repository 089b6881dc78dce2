"""LLVM IR of the loop that runs the steps of a sequence over its batches."""

from __future__ import annotations

from l2c_planner.kernels.emitter import ATTRIBUTES, FIELDS

VERSION = 1

_ARGUMENTS = ("list", "records", "origins", "strides", "flags", "split", "stride", "once", "count")
"""Addresses of the steps (code, outer, inner, arguments), of the argument records, of their addresses for the first
batch and of the strides between batches; address of the flags of the first batch, number of steps before the check,
stride of the flags, whether every batch runs once, number of records."""

_BATCHES = """
declare i1 @llvm.vector.reduce.or.vLANESi1(<LANES x i1>)

define void @kernel(i64 %batches, i64 %steps, ptr %arguments) #0 {
entry:
ENTRY
  %single = icmp ne i64 %once, 0
  br label %batch

batch:
  %b = phi i64 [ 0, %entry ], [ %b.next, %done ]
  %flag.offset = mul i64 %b, %stride
  %flag = getelementptr i8, ptr %flags, i64 %flag.offset
  br label %place

place:
  %a = phi i64 [ 0, %batch ], [ %a.next, %place ]
  %origin.at = getelementptr i64, ptr %origins, i64 %a
  %origin = load i64, ptr %origin.at, align 8
  %step.at = getelementptr i64, ptr %strides, i64 %a
  %step = load i64, ptr %step.at, align 8
  %shift = mul i64 %b, %step
  %here = add i64 %origin, %shift
  %record = mul i64 %a, RECORD
  %record.at = getelementptr i8, ptr %records, i64 %record
  store i64 %here, ptr %record.at, align 8
  %a.next = add i64 %a, 1
  %a.more = icmp slt i64 %a.next, %count
  br i1 %a.more, label %place, label %again

again:
  %first = phi i1 [ true, %place ], [ false, %tail.body ], [ false, %check ]
  %flags0 = load <LANES x double>, ptr %flag, align 8
  %running0 = fcmp une <LANES x double> %flags0, zeroinitializer
  %some0 = call i1 @llvm.vector.reduce.or.vLANESi1(<LANES x i1> %running0)
  %alone = and i1 %single, %first
  %go = or i1 %alone, %some0
  br i1 %go, label %head, label %done

head:
  %any.head = icmp slt i64 0, %split
  br i1 %any.head, label %head.body, label %check
HEAD
check:
  %flags1 = load <LANES x double>, ptr %flag, align 8
  %running1 = fcmp une <LANES x double> %flags1, zeroinitializer
  %some1 = call i1 @llvm.vector.reduce.or.vLANESi1(<LANES x i1> %running1)
  %go.on = or i1 %single, %some1
  %any.tail = icmp slt i64 %split, %steps
  %both = and i1 %go.on, %any.tail
  br i1 %both, label %tail, label %again

tail:
  br label %tail.body
TAIL
done:
  %b.next = add i64 %b, 1
  %more = icmp slt i64 %b.next, %batches
  br i1 %more, label %batch, label %exit

exit:
  ret void
}
"""

_STEPS = """
NAME.body:
  %NAME.i = phi i64 [ START, %NAME ], [ %NAME.next, %NAME.body ]
  %NAME.offset = mul i64 %NAME.i, 32
  %NAME.at = getelementptr i8, ptr %list, i64 %NAME.offset
  %NAME.code = load ptr, ptr %NAME.at, align 8
  %NAME.outer.at = getelementptr i8, ptr %NAME.at, i64 8
  %NAME.outer = load i64, ptr %NAME.outer.at, align 8
  %NAME.inner.at = getelementptr i8, ptr %NAME.at, i64 16
  %NAME.inner = load i64, ptr %NAME.inner.at, align 8
  %NAME.arguments.at = getelementptr i8, ptr %NAME.at, i64 24
  %NAME.arguments = load ptr, ptr %NAME.arguments.at, align 8
  call void %NAME.code(i64 %NAME.outer, i64 %NAME.inner, ptr %NAME.arguments)
  %NAME.next = add i64 %NAME.i, 1
  %NAME.more = icmp slt i64 %NAME.next, END
  br i1 %NAME.more, label %NAME.body, label %AFTER
"""


def emit(lanes: int) -> str:
    """LLVM IR text of ``void kernel(i64 batches, i64 steps, ptr arguments)``; arguments are eight bytes each."""
    parts = {
        "ENTRY": "\n".join(_load(n, name) for n, name in enumerate(_ARGUMENTS)),
        "HEAD": _filled(_STEPS, NAME="head", START="0", END="%split", AFTER="check"),
        "TAIL": _filled(_STEPS, NAME="tail", START="%split", END="%steps", AFTER="again"),
        "LANES": str(lanes),
        "RECORD": str(8 * FIELDS),
    }
    return _filled(_BATCHES, **parts) + ATTRIBUTES + "\n"


def _load(number: int, name: str) -> str:
    kind = "ptr" if number < 5 else "i64"
    at = f"  %{name}.at = getelementptr i8, ptr %arguments, i64 {8 * number}"
    return f"{at}\n  %{name} = load {kind}, ptr %{name}.at, align 8"


def _filled(template: str, **parts: str) -> str:
    for name, text in parts.items():
        template = template.replace(name, text)
    return template
