"""A discrete step of a model and its Jacobians, written for few instructions.

Parameters of a knot are p (np,), dt and 1/p (np,): a step divides by masses and inertias dozens of times, and dividing
vectors costs as much as twenty multiplications.
"""

from __future__ import annotations

from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.models import Model, rk4


def parameter_rows(model: Model) -> int:
    """Length of the parameters of a knot."""
    return 2 * model.np + 1


def parameters(p: np.ndarray, dt: float) -> np.ndarray:
    """Parameters (count, 2 np + 1) of a knot from those of the model (count, np) and the time step [s]."""
    with np.errstate(divide="ignore"):
        return np.column_stack([p, np.full(len(p), dt), 1 / p])


def step(model: Model, x: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
    """State one time step later; p are the parameters of a knot."""
    return rk4(_derivative(model)[0])(x, u, p, p[model.np])


def linearized_step(model: Model, x: ca.SX, u: ca.SX, p: ca.SX) -> tuple[ca.SX, ca.SX, ca.SX]:
    """State one time step later and its Jacobians by x and u.

    Integrates the variational equation beside the state, which differentiates the integrator exactly:
    [x | X | U]' = [f | f_x X | f_x U + f_u], from [x | I | 0].
    """
    nx, nu = model.nx, model.nu
    derivative, jacobians = _derivative(model)

    def variational(z: ca.SX, u: ca.SX, p: ca.SX) -> ca.SX:
        fx, fu = jacobians(z[:, 0], u, p)
        return ca.horzcat(derivative(z[:, 0], u, p), fx @ z[:, 1 : nx + 1], fx @ z[:, nx + 1 :] + fu)

    z = rk4(variational)(ca.horzcat(x, ca.SX.eye(nx), ca.SX(nx, nu)), u, p, p[model.np])
    return z[:, 0], z[:, 1 : nx + 1], z[:, nx + 1 :]


@lru_cache
def _derivative(model: Model) -> tuple[ca.Function, ca.Function]:
    """x' and its Jacobians (sparse) over x, u and the parameters of a knot."""
    x, u, p = ca.SX.sym("x", model.nx), ca.SX.sym("u", model.nu), ca.SX.sym("p", parameter_rows(model))
    rate = _without_division(model.f(x, u, p[: model.np]), [x, u, p], p[model.np + 1 :])
    jacobians = [ca.jacobian(rate, x), ca.jacobian(rate, u)]
    return ca.Function("f", [x, u, p], [rate]), ca.Function("J", [x, u, p], jacobians)


def _without_division(expression: ca.SX, symbols: list[ca.SX], reciprocals: ca.SX) -> ca.SX:
    """The same column, multiplied by `reciprocals` where it was divided by the leading entries of symbols[-1]."""
    f = ca.Function("f", symbols, [ca.densify(expression)], {"cse": True})
    work: dict[int, ca.SX] = {}
    inverse: dict[int, ca.SX] = {}  # of the work entries that hold a parameter
    result = [ca.SX(0)] * expression.numel()
    for i in range(f.n_instructions()):
        op, out, arg = f.instruction_id(i), f.instruction_output(i), f.instruction_input(i)
        if op == ca.OP_OUTPUT:
            result[out[1]] = work[arg[0]]
            continue
        value, known = _evaluate(f, i, op, arg, symbols, work, inverse), None
        if op == ca.OP_INPUT and arg[0] == len(symbols) - 1 and arg[1] < reciprocals.numel():
            known = reciprocals[arg[1]]
        inverse.pop(out[0], None)
        work[out[0]] = value
        if known is not None:
            inverse[out[0]] = known
    return ca.vertcat(*result)


def _evaluate(f, i, op, arg, symbols, work, inverse) -> ca.SX:
    if op == ca.OP_CONST:
        return ca.SX(f.instruction_constant(i))
    if op == ca.OP_INPUT:
        return symbols[arg[0]][arg[1]]
    if op == ca.OP_INV and arg[0] in inverse:
        return inverse[arg[0]]
    if op == ca.OP_DIV and arg[1] in inverse:
        return work[arg[0]] * inverse[arg[1]]
    operands = [work[a] for a in arg]
    return ca.SX.binary(op, *operands) if len(operands) == 2 else ca.SX.unary(op, *operands)
