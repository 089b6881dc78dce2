"""Kernels over the rows of variables, equations and slacks: start of the Newton system, errors and merit, the move."""

from __future__ import annotations

from functools import lru_cache

import casadi as ca

from l2c_planner.coupling.expression import choose, kernel, symbols
from l2c_planner.coupling.terms import AHEAD
from l2c_planner.kernels import Kernel

CHUNK = 8
"""Rows that one evaluation takes; arrays of variables and slacks are padded to a multiple of it."""
FOUND = (
    "stationarity", "residual", "gap", "product", "centre",
    "objective", "infeasible", "logs", "squares", "duals", "probe",
)  # fmt: skip
"""What is found at a point.  Largest: scaled stationarity, residual, relative gap |c - s|, product s l, |s l - mu|.
Sums: objective, residuals and gaps, log s, squared multipliers, their magnitudes, all magnitudes (finite or not)."""
AFTER = ("total", "least")
"""Sum and least of the products s l after a move."""
CLEAN = {"found": [0.0] * len(FOUND), "ahead": [0.0] * len(AHEAD), "after": [0.0, 1e300]}
"""What the sums start from."""


@lru_cache
def clear_kernel(name: str, values: tuple[float, ...]) -> Kernel:
    """() -> rows with these values."""
    return kernel(f"clear_{name}", {}, {"rows": ca.SX(ca.DM(list(values)))})


# ---------------------------------------------------------------- before and after the constraints are evaluated
@lru_cache
def pull_kernel() -> Kernel:
    """Pull towards the targets: (z, target, weight, FOUND) -> stationarity, FOUND."""
    given = symbols(z=CHUNK, target=CHUNK, weight=CHUNK, found=len(FOUND))
    away = given["z"] - given["target"]
    pull = given["weight"] * away
    found = _with(FOUND, given["found"], sums={"objective": 0.5 * ca.dot(pull, away)})
    return kernel("pull", given, {"stationarity": pull, "found": found}, inplace=["found"])


@lru_cache
def core_kernel() -> Kernel:
    """One core variable: (pull, weight, delta) -> rhs, diagonal of the matrix."""
    given = symbols(pull=1, weight=1, delta=1)
    outputs = {"rhs": -given["pull"], "diagonal": given["weight"] + given["delta"]}
    return kernel("core", given, outputs, indexed=["diagonal"])


@lru_cache
def equation_kernel() -> Kernel:
    """One equation: (residual, nu, gamma, delta, FOUND) -> rhs, diagonal, FOUND.

    A lane that is regularised gets a trace of elasticity, in case its equations are dependent.
    """
    given = symbols(residual=1, nu=1, gamma=1, delta=1, found=len(FOUND))
    nu, gamma = given["nu"], given["gamma"]
    gap = given["residual"] - gamma * nu
    size, dual = ca.fabs(gap), ca.fabs(nu)
    sums = {"infeasible": size, "squares": nu**2, "duals": dual, "probe": size + dual}
    found = _with(FOUND, given["found"], sums, largest={"residual": size})
    outputs = {"rhs": -gap, "diagonal": -gamma - 1e-9 * (given["delta"] > 0), "found": found}
    return kernel("equation", given, outputs, indexed=["diagonal"], inplace=["found"])


@lru_cache
def stationarity_kernel() -> Kernel:
    """(stationarity, weight, largest weight, FOUND) -> FOUND: in units of the geometric mean of the two weights."""
    given = symbols(stationarity=CHUNK, weight=CHUNK, largest=1, found=len(FOUND))
    size = ca.fabs(given["stationarity"]) / (1 + ca.sqrt(given["weight"] * given["largest"]))
    found = _with(FOUND, given["found"], {"probe": ca.sum1(size)}, {"stationarity": ca.mmax(size)})
    return kernel("stationarity", given, {"found": found}, inplace=["found"])


@lru_cache
def slack_kernel() -> Kernel:
    """(c, s, l, mu, gamma, FOUND) -> FOUND; padding rows have c = s = 1, l = 0."""
    given = symbols(c=CHUNK, s=CHUNK, dual=CHUNK, mu=1, gamma=1, found=len(FOUND))
    c, s, dual = given["c"], given["s"], given["dual"]
    gap, product = ca.fabs(c + given["gamma"] * dual - s), s * dual
    relative, off = gap / ca.fmax(1, ca.fabs(c)), (dual > 0) * ca.fabs(product - given["mu"])
    sums = {"infeasible": ca.sum1(gap), "logs": ca.log(_product(s)), "squares": ca.sumsqr(dual), "duals": ca.sum1(dual)}
    sums["probe"] = ca.sum1(gap) + ca.sum1(product)
    largest = {"gap": ca.mmax(relative), "product": ca.mmax(product), "centre": ca.mmax(off)}
    return kernel("slack", given, {"found": _with(FOUND, given["found"], sums, largest)}, inplace=["found"])


# ---------------------------------------------------------------- along the step
@lru_cache
def slope_kernel() -> Kernel:
    """(z, target, weight, dz, AHEAD) -> AHEAD."""
    given = symbols(z=CHUNK, target=CHUNK, weight=CHUNK, dz=CHUNK, ahead=len(AHEAD))
    dz = given["dz"]
    pull = given["weight"] * (given["z"] - given["target"])
    ahead = _with(AHEAD, given["ahead"], {"slope": ca.dot(pull, dz), "probe": ca.sum1(ca.fabs(dz))})
    return kernel("slope", given, {"ahead": ahead}, indexed=["dz"], inplace=["ahead"])


@lru_cache
def equation_slope_kernel() -> Kernel:
    """One equation: (nu, dnu, AHEAD) -> AHEAD."""
    given = symbols(nu=1, dnu=1, ahead=len(AHEAD))
    nu, dnu = given["nu"], given["dnu"]
    ahead = _with(AHEAD, given["ahead"], {"dual_slope": nu * dnu, "probe": ca.fabs(dnu)})
    return kernel("equation_slope", given, {"ahead": ahead}, inplace=["ahead"])


# ---------------------------------------------------------------- the move
@lru_cache
def move_kernel(rows: int) -> Kernel:
    """(x, d, next d, renew, length) -> x + length d, d; ``renew`` takes the next direction for d."""
    given = symbols(x=rows, d=rows, next=rows, renew=1, length=1)
    x, d = _moved(*given.values())
    return kernel("move", given, {"x": x, "d": d}, indexed=["next"], inplace=["x", "d"])


@lru_cache
def copy_kernel() -> Kernel:
    """(value) -> copy."""
    given = symbols(value=CHUNK)
    return kernel("copy", given, {"copy": given["value"]}, indexed=["value"])


@lru_cache
def slack_move_kernel() -> Kernel:
    """The same for slacks and multipliers, with AFTER."""
    rows = dict.fromkeys(("s", "ds", "next_ds", "dual", "ddual", "next_ddual"), CHUNK)
    given = symbols(**rows, renew=1, primal=1, dual_length=1, after=len(AFTER))
    s, ds = _moved(*(given[n] for n in ("s", "ds", "next_ds", "renew", "primal")))
    dual, ddual = _moved(*(given[n] for n in ("dual", "ddual", "next_ddual", "renew", "dual_length")))
    least = ca.mmin(choose(dual > 0, s * dual, 1e300))
    total, so_far = ca.vertsplit(given["after"])
    after = ca.vertcat(total + ca.dot(s, dual), ca.fmin(so_far, least))
    outputs = {"s": s, "ds": ds, "dual": dual, "ddual": ddual, "after": after}
    return kernel("slack_move", given, outputs, inplace=list(outputs))


def _moved(x: ca.SX, d: ca.SX, following: ca.SX, renew: ca.SX, length: ca.SX) -> tuple[ca.SX, ca.SX]:
    """A length of zero keeps x to the bit, whatever the direction holds."""
    d = choose(renew, following, d)
    return x + choose(ca.ne(length, 0), length * d, 0), d


def _product(vector: ca.SX) -> ca.SX:
    result = vector[0]
    for i in range(1, vector.numel()):
        result *= vector[i]
    return result


def _with(
    names: tuple[str, ...], vector: ca.SX, sums: dict[str, ca.SX], largest: dict[str, ca.SX] | None = None
) -> ca.SX:
    """The vector of sums and maxima with one chunk more."""
    rows = dict(zip(names, ca.vertsplit(vector), strict=True))
    rows |= {name: rows[name] + value for name, value in sums.items()}
    rows |= {name: ca.fmax(rows[name], value) for name, value in (largest or {}).items()}
    return ca.vertcat(*rows.values())
