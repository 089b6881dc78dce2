"""The SX functions of one agent's optimal control problem, each one knot long.

The state cost is charged on arrival: knot k owns the cost of u_k and of x_{k+1}. So the terminal knot needs no case of
its own, and the value function that a backward step hands on is V_k without the cost at x_k.

    x, u, y      state, input, successor          p       parameters of a knot, see `dynamics`
    W, c, E, e   weights and centres of y, u      V, S    value Hessian (packed upper triangle), value slope
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import casadi as ca

from l2c_planner.ddp import dynamics
from l2c_planner.models import Model


@dataclass(frozen=True)
class Carry:
    """Rows of the state of a backward sweep."""

    nx: int

    @property
    def V(self) -> slice:
        """Packed value Hessian."""
        return slice(0, self.nx * (self.nx + 1) // 2)

    @property
    def S(self) -> slice:
        """Value slope."""
        return slice(self.V.stop, self.V.stop + self.nx)

    @property
    def decrease(self) -> slice:
        """Terms of the expected change of cost a * decrease[0] + a^2 * decrease[1] along a step of length a."""
        return slice(self.S.stop, self.S.stop + 2)

    @property
    def gradient(self) -> slice:
        """max_k,i Q_u,i^2 / Q_uu,ii, projected."""
        return slice(self.decrease.stop, self.decrease.stop + 1)

    @property
    def summary(self) -> slice:
        """Decrease and gradient."""
        return slice(self.decrease.start, self.rows)

    @property
    def rows(self) -> int:
        """Length of the carry."""
        return self.gradient.stop


@dataclass(frozen=True)
class Knot:
    """Symbols of one knot and the expressions over them.

    exact: whether the curvature of the dynamics enters.  bounded: whether inputs have bounds.
    """

    model: Model
    exact: bool = False
    bounded: bool = False

    @cached_property
    def symbols(self) -> dict[str, ca.SX]:
        """Every symbol by name."""
        nx, nu, np = self.model.nx, self.model.nu, dynamics.parameter_rows(self.model)
        sizes = dict(x=nx, u=nu, y=nx, p=np, W=nx, c=nx, E=nu, e=nu, lower=nu, upper=nu)
        sizes |= dict(carry=Carry(nx).rows, damping=2, k=nu, K=nu * nx, xn=nx, yn=nx, un=nu, alpha=1, mask=1)
        return {name: ca.SX.sym(name, size) for name, size in sizes.items()}

    def successor(self, x: ca.SX, u: ca.SX) -> ca.SX:
        """State one step later."""
        return dynamics.step(self.model, x, u, self.symbols["p"])

    def cost(self, y: ca.SX, u: ca.SX) -> ca.SX:
        """Cost of the input and of the state it leads to."""
        W, c, E, e = (self.symbols[name] for name in ("W", "c", "E", "e"))
        return 0.5 * (ca.dot(W, (y - c) ** 2) + ca.dot(E, (u - e) ** 2))

    def clip(self, u: ca.SX) -> ca.SX:
        """Input inside its bounds; not-a-number stays what it is, so that it shows in the cost."""
        if not self.bounded:
            return u
        lower, upper = self.symbols["lower"], self.symbols["upper"]
        return ca.if_else(u < lower, lower, ca.if_else(u > upper, upper, u))

    def function(self, name: str, inputs: str, **outputs: ca.SX) -> ca.Function:
        """Dense function of the named symbols; bounds are arguments of bounded problems only."""
        names = [n for n in inputs.split() if self.bounded or n not in ("lower", "upper")]
        results = [ca.densify(r) for r in outputs.values()]
        kind = f"{name}_{self.model.name}{'_exact' * self.exact}{'_box' * self.bounded}"
        return ca.Function(kind, [self.symbols[n] for n in names], results, names, list(outputs), {"cse": True})


def simulate(knot: Knot) -> ca.Function:
    """Open-loop step: next state, input (clipped), cost."""
    u = knot.clip(knot.symbols["u"])
    y = knot.successor(knot.symbols["x"], u)
    return knot.function("simulate", "x u p W c E e lower upper", y_open=y, u_open=u, cost=knot.cost(y, u))


def rollout(knot: Knot) -> ca.Function:
    """Closed-loop step with the input u + alpha k + K (xn - x): next candidate state, candidate input, cost."""
    s, nx, nu = knot.symbols, knot.model.nx, knot.model.nu
    feedback = ca.reshape(s["K"], nx, nu).T @ (s["xn"] - s["x"])
    u = knot.clip(s["u"] + s["alpha"] * s["k"] + feedback)
    y = knot.successor(s["xn"], u)
    return knot.function("rollout", "xn x u k K alpha p W c E e lower upper", yn=y, un=u, cost=knot.cost(y, u))


def accept(knot: Knot) -> ca.Function:
    """Candidate where the mask is not zero, else what was there."""
    s = knot.symbols
    y, u = (ca.if_else(s["mask"], s[new], s[old]) for new, old in (("yn", "y"), ("un", "u")))
    return knot.function("accept", "mask yn un y u", y_kept=y, u_kept=u)


def backward(knot: Knot) -> ca.Function:
    """Riccati step with everything it needs: carry of knot k, gains k (nu,) and K (nu x nx, row by row).

    Levenberg-Marquardt adds R = damping[0] |diag Q_uu|; the curvature of the dynamics counts damping[1] times. With
    gains of the damped system, held inputs included, the undamped model has the value Q_xx + M^T K, M = Q_ux - R K.
    """
    s, rows = knot.symbols, Carry(knot.model.nx)
    V = unpack(s["carry"][rows.V], knot.model.nx) + ca.diag(s["W"])
    S = s["carry"][rows.S] + s["W"] * (s["y"] - s["c"])
    y, A, B = dynamics.linearized_step(knot.model, s["x"], s["u"], s["p"])
    Qx, Qu = A.T @ S, s["E"] * (s["u"] - s["e"]) + B.T @ S
    VB = V @ B
    Qxx, Qux, Quu = A.T @ (V @ A), VB.T @ A, ca.diag(s["E"]) + B.T @ VB
    if knot.exact:
        H = s["damping"][1] * ca.hessian(ca.dot(S, y), ca.vertcat(s["x"], s["u"]))[0]
        n = knot.model.nx
        Qxx, Qux, Quu = Qxx + H[:n, :n], Qux + H[n:, :n], Quu + H[n:, n:]
    R = s["damping"][0] * ca.fabs(ca.diag(Quu))
    k, K = _gains(knot, Qu, Qux, Quu + ca.diag(R))
    M = Qux - ca.diag(R) @ K
    decrease = ca.vertcat(ca.dot(Qu, k), 0.5 * ca.dot(k, Quu @ k))
    gradient = ca.fmax(s["carry"][rows.gradient], _gradient(knot, Qu, ca.diag(Quu)))
    carry = ca.vertcat(pack(Qxx + M.T @ K), Qx + M.T @ k, s["carry"][rows.decrease] + decrease, gradient)
    arguments = "carry x u y p W c E e damping lower upper"
    return knot.function("backward", arguments, carry_next=carry, k_new=k, K_new=ca.vec(K.T))


def pack(matrix: ca.SX) -> ca.SX:
    """Upper triangle of a symmetric matrix, column by column."""
    return ca.vertcat(*(matrix[i, j] for j in range(matrix.size2()) for i in range(j + 1)))


def unpack(packed: ca.SX, n: int) -> ca.SX:
    """Symmetric n x n matrix of its packed upper triangle."""
    places = [[max(i, j) * (max(i, j) + 1) // 2 + min(i, j) for i in range(n)] for j in range(n)]
    return ca.horzcat(*(packed[column] for column in places))


def _gains(knot: Knot, Qu: ca.SX, Qux: ca.SX, Quu: ca.SX) -> tuple[ca.SX, ca.SX]:
    """Minimiser k + K dx of the stage model; inputs on a bound that push outward are held: their k and K are zero."""
    right, held = -ca.horzcat(Qu, Qux), _held(knot, Qu)
    if held is not None:
        free = ca.logic_not(held)
        Quu = ca.if_else(free @ free.T, Quu, 0) + ca.diag(held)
        right = ca.if_else(ca.repmat(free, 1, right.size2()), right, 0)
    Z = _solve(Quu, right)
    return Z[:, 0], Z[:, 1:]


def _held(knot: Knot, Qu: ca.SX) -> ca.SX | None:
    if not knot.bounded:
        return None
    u, lower, upper = (knot.symbols[name] for name in ("u", "lower", "upper"))
    return ca.logic_or(ca.logic_and(u <= lower, Qu > 0), ca.logic_and(u >= upper, Qu < 0))


def _gradient(knot: Knot, Qu: ca.SX, diagonal: ca.SX) -> ca.SX:
    """Largest distance of an input to its own projected diagonal Newton step, squared, in units of the cost."""
    if not knot.bounded:
        return ca.mmax(Qu**2 / diagonal)
    u = knot.symbols["u"]
    return ca.mmax((u - knot.clip(u - Qu / diagonal)) ** 2 * diagonal)


def _solve(Q: ca.SX, right: ca.SX) -> ca.SX:
    """Q^-1 right by an unrolled L D L^T; a pivot that is not positive gives results that are not finite."""
    n = Q.size1()
    L, pivots, inverse = [[None] * n for _ in range(n)], [], []
    for j in range(n):
        column = [Q[i, j] - sum(L[i][m] * L[j][m] * pivots[m] for m in range(j)) for i in range(j, n)]
        pivots.append(column[0])
        inverse.append(ca.fabs(1 / ca.fmax(column[0], 0)))  # fabs keeps casadi from dividing every row
        for i in range(j + 1, n):
            L[i][j] = column[i - j] * inverse[j]
    rows: list[ca.SX] = []
    for i in range(n):
        rows.append(right[i, :] - sum(L[i][m] * rows[m] for m in range(i)))
    rows = [row * inverse[i] for i, row in enumerate(rows)]
    for i in reversed(range(n)):
        rows[i] = rows[i] - sum(L[m][i] * rows[m] for m in range(i + 1, n))
    return ca.vertcat(*rows)
