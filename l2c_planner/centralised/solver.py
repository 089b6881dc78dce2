"""Direct multiple shooting over all agents with CasADi and IPOPT (MUMPS), from the same functions that the ADMM uses.

Unit norms are not imposed: the dynamics keep them.  Constraints on states start at knot 1 (the initial state is given),
constraints that involve inputs hold at knots 0..N-1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import casadi as ca
import numpy as np

from l2c_planner.coupling.program import KnotProgram
from l2c_planner.models import rk4
from l2c_planner.problems.problem import AgentClass, Coupling, Problem

KEPT_BY_DYNAMICS = ("unit direction", "unit quaternion")


@dataclass(frozen=True)
class CentralisedOptions:
    """IPOPT options that matter."""

    tolerance: float = 1e-8
    max_iterations: int = 300
    ipopt: dict = field(default_factory=dict)
    """Further options, by IPOPT's names."""


@dataclass(frozen=True)
class Centralised:
    """Solution of the centralised program."""

    plan: dict[str, tuple[np.ndarray, np.ndarray]]
    """States (count, N+1, nx) and inputs (count, N, nu) by class."""
    cost: float
    converged: bool
    status: str
    """IPOPT's word."""
    iterations: int
    seconds: float
    """Time in the solver, without building the program [s]."""


@dataclass(frozen=True, eq=False)
class _Variables:
    """Columns over time of every class: states (nx, N+1), inputs (nu, N) per agent, MX."""

    states: dict[str, list[ca.MX]]
    inputs: dict[str, list[ca.MX]]

    def team(self, problem: Problem, steps: int) -> ca.MX:
        """Components of the team vector that have inputs, (D, N)."""
        return ca.vertcat(*(
            ca.vertcat(x[:, :steps], u)
            for c in problem.classes
            for x, u in zip(self.states[c.name], self.inputs[c.name], strict=True)
        ))  # fmt: skip

    def last(self, problem: Problem) -> ca.MX:
        """Components at the last knot, whose inputs are zero, (D, 1)."""
        return ca.vertcat(
            *(ca.vertcat(x[:, -1], ca.MX.zeros(c.model.nu, 1)) for c in problem.classes for x in self.states[c.name])
        )


Between = Callable[[ca.MX], ca.MX]
"""Cost of components of the team over time (D, N+1)."""


def solve(
    problem: Problem,
    guess: dict[str, tuple[np.ndarray, np.ndarray]],
    options: CentralisedOptions | None = None,
    between: Between | None = None,
) -> Centralised:
    """Locally optimal plan of the whole team from a guess (states, inputs by class).

    between: cost that agents have together, of the team's components (D, N+1), whose last inputs are zero; the cost
    of the problem has to count it, too.

    Never raises on a program that does not converge: ``converged`` says so and ``plan`` holds the last iterate.
    """
    import time

    options = options or CentralisedOptions()
    program, arrays = _program(problem, between)
    solver = _solver(program, options)
    x0 = _flatten(problem, guess)
    bounds = {k: arrays[k] for k in ("lbx", "ubx", "lbg", "ubg")}
    start = time.perf_counter()
    result = solver(x0=x0, **bounds)
    seconds = time.perf_counter() - start
    stats = solver.stats()
    plan = _unflatten(problem, np.asarray(result["x"]).reshape(-1))
    return Centralised(
        plan, problem.cost(plan), bool(stats["success"]), stats["return_status"], int(stats["iter_count"]), seconds
    )


def reference_guess(problem: Problem) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """References of all agents, from their initial states: the guess of a cold start."""
    guess = {}
    for c in problem.classes:
        states = np.concatenate([c.initial[:, None], c.state_reference[:, 1:]], axis=1)
        guess[c.name] = (states, c.input_reference)
    return guess


def _solver(program: dict, options: CentralisedOptions) -> ca.Function:
    ipopt = {
        "tol": options.tolerance,
        "max_iter": options.max_iterations,
        "print_level": 0,
        "sb": "yes",
        **options.ipopt,
    }
    return ca.nlpsol("team", "ipopt", program, {"ipopt": ipopt, "print_time": False})


def _program(problem: Problem, between: Between | None) -> tuple[dict, dict]:
    v, decision, lower, upper = _variables(problem)
    constraints, low, high = [], [], []

    def impose(expression: ca.MX, below: float, above: float) -> None:
        flat = ca.vec(expression)
        constraints.append(flat)
        low.append(np.full(flat.numel(), below))
        high.append(np.full(flat.numel(), above))

    cost = 0
    for c in problem.classes:
        cost += _dynamics_and_cost(problem, c, v, impose)
    for coupling in problem.couplings:
        _coupling(problem, coupling, v, impose)
    if between is not None:
        cost += between(ca.horzcat(v.team(problem, problem.steps), v.last(problem)))
    program = {"x": decision, "f": cost, "g": ca.vertcat(*constraints)}
    return program, {"lbx": lower, "ubx": upper, "lbg": np.concatenate(low), "ubg": np.concatenate(high)}


def _variables(problem: Problem) -> tuple[_Variables, ca.MX, np.ndarray, np.ndarray]:
    states, inputs, flat, lower, upper = {}, {}, [], [], []
    for c in problem.classes:
        shape = (c.count, c.model.nu)
        low, high = (np.broadcast_to(b, shape) for b in c.input_bounds or (-np.inf, np.inf))
        states[c.name], inputs[c.name] = [], []
        for a in range(c.count):
            x = ca.MX.sym(f"x_{c.agents[a]}", c.model.nx, problem.steps + 1)
            u = ca.MX.sym(f"u_{c.agents[a]}", c.model.nu, problem.steps)
            states[c.name].append(x)
            inputs[c.name].append(u)
            flat += [ca.vec(x), ca.vec(u)]
            free = np.full((problem.steps + 1, c.model.nx), np.inf)
            for side, bound, sign in ((lower, low[a], -1), (upper, high[a], 1)):
                x_side = sign * free
                x_side[0] = c.initial[a]
                side += [x_side.reshape(-1), np.tile(bound, problem.steps)]
    return _Variables(states, inputs), ca.vertcat(*flat), np.concatenate(lower), np.concatenate(upper)


def _dynamics_and_cost(problem: Problem, c: AgentClass, v: _Variables, impose) -> ca.MX:
    sx = [ca.SX.sym(n, s) for n, s in (("x", c.model.nx), ("u", c.model.nu), ("p", c.model.np))]
    step = ca.Function("step", sx, [rk4(c.model.f)(*sx, problem.dt)]).map(problem.steps)
    cost = 0
    for a in range(c.count):
        x, u = v.states[c.name][a], v.inputs[c.name][a]
        p = np.tile(c.parameters[a][:, None], (1, problem.steps))
        impose(step(x[:, :-1], u, p) - x[:, 1:], 0.0, 0.0)
        dx, du = x - c.state_reference[a].T, u - c.input_reference[a].T
        cost += _quadratic(dx[:, :-1], c.state_weight[a])
        cost += _quadratic(dx[:, -1], c.terminal_weight[a]) + _quadratic(du, c.input_weight[a])
    return cost


def _quadratic(error: ca.MX, weight: np.ndarray) -> ca.MX:
    return 0.5 * ca.dot(error, ca.DM(weight) @ ca.DM.ones(1, error.shape[1]) * error)


def _coupling(problem: Problem, coupling: Coupling, v: _Variables, impose) -> None:
    team = v.team(problem, problem.steps)
    last = v.last(problem)
    for f in range(coupling.groups):
        index = coupling.index[f]
        for name, function, rows in _terms(coupling.program):
            for item, columns in enumerate(rows):
                members = index[columns]
                with_inputs = problem.is_input[members].any()
                p = _over_time(problem, coupling.parameters[name], f, item, first=0 if with_inputs else 1)
                y = (
                    team[members.tolist(), :]
                    if with_inputs
                    else ca.horzcat(team[members.tolist(), 1:], last[members.tolist(), :])
                )
                impose(function.map(problem.steps)(y, p), 0.0, np.inf)
        _equations(problem, coupling, f, team, impose)


def _over_time(problem: Problem, parameters: np.ndarray, f: int, item: int, first: int) -> np.ndarray:
    """Parameters of an item of group f at the N knots from ``first`` on, (np, N)."""
    if parameters.ndim == 4:
        return parameters[f, first : first + problem.steps, item].T
    own = parameters[f, item] if parameters.ndim == 3 else parameters[item]
    return np.tile(own[:, None], (1, problem.steps))


def _terms(program: KnotProgram):
    """Inequalities and blocks alike: name, function (y, p), rows."""
    for t in program.inequalities:
        yield t.name, t.function, t.rows
    for b in program.blocks:
        na, ny = b.private.shape[1], b.rows.shape[1]
        y, p = ca.SX.sym("y", na + ny), ca.SX.sym("p", b.function.numel_in(2))
        yield b.name, ca.Function(b.name, [y, p], [b.function(y[:na], y[na:], p)]), np.hstack([b.private, b.rows])


def _equations(problem: Problem, coupling: Coupling, f: int, team: ca.MX, impose) -> None:
    program = coupling.program
    rows: dict[int, list] = {}
    for e in program.equalities:
        if e.name in KEPT_BY_DYNAMICS:
            continue
        mapped = e.function.map(problem.steps)
        for item, columns in enumerate(e.rows):
            p = _over_time(problem, coupling.parameters[e.name], f, item, first=0)
            value = mapped(team[coupling.index[f][columns].tolist(), :], p)
            for k, equation in enumerate(e.equations[item]):
                rows.setdefault(int(equation), []).append(value[k, :])
    for terms in rows.values():
        impose(sum(terms[1:], terms[0]), 0.0, 0.0)


def _flatten(problem: Problem, plan: dict[str, tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    return np.concatenate(
        [
            part.reshape(-1)
            for c in problem.classes
            for a in range(c.count)
            for part in (plan[c.name][0][a], plan[c.name][1][a])
        ]
    )


def _unflatten(problem: Problem, flat: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    plan, at = {}, 0
    for c in problem.classes:
        states, inputs = np.zeros((c.count, problem.knots, c.model.nx)), np.zeros((c.count, problem.steps, c.model.nu))
        for a in range(c.count):
            for part in (states[a], inputs[a]):
                part[:] = flat[at : at + part.size].reshape(part.shape)
                at += part.size
        plan[c.name] = (states, inputs)
    return plan
