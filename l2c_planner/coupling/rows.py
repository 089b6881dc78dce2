"""Kernels that go over the rows of variables, equations and slacks: start of the Newton system, errors and merit, the move."""

from __future__ import annotations

import casadi as ca

from l2c_planner.coupling.expression import kernel, symbols
from l2c_planner.coupling.terms import AHEAD
from l2c_planner.kernels import Kernel

CHUNK = 8
"""Rows that one evaluation takes; arrays of variables and slacks are padded to a multiple of it."""
FOUND = (
    "stationarity", "residual", "gap", "product", "centre", "objective", "infeasible", "logs", "squares", "duals", "probe",
)  # fmt: skip
"""What is found at a point.  Largest: scaled stationarity, residual, relative gap |c - s|, product s l, |s l - mu|.  Sums:
objective, residuals and gaps, log s, squared multipliers, magnitudes of multipliers, all magnitudes (finite or not)."""
AFTER = ("total", "least")
"""Sum and least of the products s l after a move."""
CLEAN = {"found": [0.0] * len(FOUND), "ahead": [0.0] * len(AHEAD), "after": [0.0, 1e300]}


def clear_kernel(name: str, values: list[float]) -> Kernel:
    """() -> rows with these values."""
    return kernel(f"clear_{name}", {}, {"rows": ca.SX(ca.DM(values))})


def pull_kernel() -> Kernel:
    """Pull towards the targets: (z, target, weight, FOUND) -> stationarity, FOUND."""
    given = symbols(z=CHUNK, target=CHUNK, weight=CHUNK, found=len(FOUND))
    away = given["z"] - given["target"]
    pull = given["weight"] * away
    found = _with(given["found"], FOUND, objective=lambda v: v + 0.5 * ca.dot(pull, away))
    return kernel("pull", given, {"stationarity": pull, "found": found}, inplace=["found"])


def core_kernel() -> Kernel:
    """One core variable: (pull, weight, delta) -> rhs, diagonal of the matrix."""
    given = symbols(pull=1, weight=1, delta=1)
    return kernel("core", given, {"rhs": -given["pull"], "diagonal": given["weight"] + given["delta"]}, indexed=["diagonal"])


def equation_kernel() -> Kernel:
    """One equation: (residual, nu, gamma, delta, FOUND) -> rhs, diagonal, FOUND; a regularised lane gets a trace of elasticity."""
    given = symbols(residual=1, nu=1, gamma=1, delta=1, found=len(FOUND))
    nu, gamma = given["nu"], given["gamma"]
    gap = given["residual"] - gamma * nu
    size = ca.fabs(gap)
    found = _with(
        given["found"], FOUND,
        residual=lambda v: ca.fmax(v, size), infeasible=lambda v: v + size, squares=lambda v: v + nu**2,
        duals=lambda v: v + ca.fabs(nu), probe=lambda v: v + size + ca.fabs(nu),
    )  # fmt: skip
    outputs = {"rhs": -gap, "diagonal": -gamma - 1e-9 * (given["delta"] > 0), "found": found}
    return kernel("equation", given, outputs, indexed=["diagonal"], inplace=["found"])


def stationarity_kernel() -> Kernel:
    """(stationarity, weight, largest weight, FOUND) -> FOUND: a multiplier error counts in units of the geometric mean weight."""
    given = symbols(stationarity=CHUNK, weight=CHUNK, largest=1, found=len(FOUND))
    size = ca.fabs(given["stationarity"]) / (1 + ca.sqrt(given["weight"] * given["largest"]))
    found = _with(
        given["found"], FOUND, stationarity=lambda v: ca.fmax(v, ca.mmax(size)), probe=lambda v: v + ca.sum1(size)
    )
    return kernel("stationarity", given, {"found": found}, inplace=["found"])


def slack_kernel() -> Kernel:
    """(c, s, l, mu, gamma, FOUND) -> FOUND; padding rows have c = s = 1, l = 0."""
    given = symbols(c=CHUNK, s=CHUNK, dual=CHUNK, mu=1, gamma=1, found=len(FOUND))
    c, s, dual = given["c"], given["s"], given["dual"]
    gap = ca.fabs(c + given["gamma"] * dual - s)
    product = s * dual
    relative, centre = gap / ca.fmax(1, ca.fabs(c)), (dual > 0) * ca.fabs(product - given["mu"])
    found = _with(
        given["found"], FOUND,
        gap=lambda v: ca.fmax(v, ca.mmax(relative)), product=lambda v: ca.fmax(v, ca.mmax(product)),
        centre=lambda v: ca.fmax(v, ca.mmax(centre)), infeasible=lambda v: v + ca.sum1(gap),
        logs=lambda v: v + ca.log(_product(s)), squares=lambda v: v + ca.sumsqr(dual), duals=lambda v: v + ca.sum1(dual),
        probe=lambda v: v + ca.sum1(gap) + ca.sum1(product),
    )  # fmt: skip
    return kernel("slack", given, {"found": found}, inplace=["found"])


def slope_kernel() -> Kernel:
    """(z, target, weight, dz, AHEAD) -> AHEAD."""
    given = symbols(z=CHUNK, target=CHUNK, weight=CHUNK, dz=CHUNK, ahead=len(AHEAD))
    dz = given["dz"]
    pull = given["weight"] * (given["z"] - given["target"])
    ahead = _with(
        given["ahead"], AHEAD, slope=lambda v: v + ca.dot(pull, dz), probe=lambda v: v + ca.sum1(ca.fabs(dz))
    )
    return kernel("slope", given, {"ahead": ahead}, indexed=["dz"], inplace=["ahead"])


def equation_slope_kernel() -> Kernel:
    """One equation: (nu, dnu, AHEAD) -> AHEAD."""
    given = symbols(nu=1, dnu=1, ahead=len(AHEAD))
    nu, dnu = given["nu"], given["dnu"]
    ahead = _with(given["ahead"], AHEAD, dual_slope=lambda v: v + nu * dnu, probe=lambda v: v + ca.fabs(dnu))
    return kernel("equation_slope", given, {"ahead": ahead}, inplace=["ahead"])


def move_kernel(rows: int) -> Kernel:
    """(x, d, next d, renew, length) -> x + length d, d; ``renew`` takes the next direction for d."""
    given = symbols(x=rows, d=rows, next=rows, renew=1, length=1)
    x, d = _moved(given["x"], given["d"], given["next"], given["renew"], given["length"])
    return kernel("move", given, {"x": x, "d": d}, indexed=["next"], inplace=["x", "d"])


def slack_move_kernel() -> Kernel:
    """The same for slacks and multipliers, with AFTER."""
    rows = dict.fromkeys(("s", "ds", "next_ds", "dual", "ddual", "next_ddual"), CHUNK)
    given = symbols(**rows, renew=1, primal=1, dual_length=1, after=len(AFTER))
    s, ds = _moved(given["s"], given["ds"], given["next_ds"], given["renew"], given["primal"])
    dual, ddual = _moved(given["dual"], given["ddual"], given["next_ddual"], given["renew"], given["dual_length"])
    product = ca.if_else(dual > 0, s * dual, 1e300)
    after = _with(
        given["after"], AFTER, total=lambda v: v + ca.dot(s, dual), least=lambda v: ca.fmin(v, ca.mmin(product))
    )
    outputs = {"s": s, "ds": ds, "dual": dual, "ddual": ddual, "after": after}
    return kernel("slack_move", given, outputs, inplace=list(outputs))


def _moved(x: ca.SX, d: ca.SX, following: ca.SX, renew: ca.SX, length: ca.SX) -> tuple[ca.SX, ca.SX]:
    """A length of zero keeps x to the bit, whatever the direction holds."""
    d = ca.if_else(renew, following, d)
    return x + ca.if_else(ca.ne(length, 0), length * d, 0), d


def _product(vector: ca.SX) -> ca.SX:
    result = vector[0]
    for i in range(1, vector.numel()):
        result *= vector[i]
    return result


def _with(vector: ca.SX, names: tuple[str, ...], **changes) -> ca.SX:
    """The vector with some of its named entries changed."""
    same = lambda v: v  # noqa: E731
    return ca.vertcat(*(changes.get(name, same)(vector[i]) for i, name in enumerate(names)))
