"""Knot programs as one nonlinear program for IPOPT, and the samples on which the coordination step is compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import casadi as ca
import numpy as np

from l2c_planner.config import default_task_path, load_task
from l2c_planner.coupling.program import Block, KnotProgram
from l2c_planner.problems.multilift.build import references_problem, trajectories_problem

QUIET = {"print_time": 0, "ipopt.print_level": 0, "ipopt.sb": "yes"}
TIGHT = {f"ipopt.{name}": 1e-11 for name in ("tol", "constr_viol_tol", "compl_inf_tol")}
TIGHT["ipopt.bound_relax_factor"] = 0
WARM = {
    "ipopt.warm_start_init_point": "yes", "ipopt.mu_init": 1e-9, "ipopt.warm_start_bound_push": 1e-9,
    "ipopt.warm_start_mult_bound_push": 1e-9, "ipopt.warm_start_slack_bound_push": 1e-9,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """What IPOPT found at one knot."""

    z: np.ndarray
    multipliers: dict[str, np.ndarray]
    """As :meth:`Coordination.multipliers` for one item."""
    objective: float
    success: bool


class Oracle:
    """IPOPT on one knot of a program; ``parameters`` (items, np) by constraint."""

    def __init__(self, program: KnotProgram, parameters: dict[str, np.ndarray], **options) -> None:
        self.program = program
        self.z, self.given = ca.SX.sym("z", program.variables), ca.SX.sym("given", 2 * program.variables)
        away = self.z - self.given[: program.variables]
        objective = 0.5 * ca.dot(self.given[program.variables :] * away, away)
        self.names, values = self._inequalities(parameters)
        self.inequalities = int(sum(int(np.prod(shape)) for shape in self.names.values()))
        g = ca.vertcat(*values, self._equations(parameters))
        self.lower, self.upper = np.zeros(g.numel()), np.zeros(g.numel())
        self.upper[: self.inequalities] = np.inf
        problem = {"x": self.z, "p": self.given, "f": objective, "g": g}
        self.cold = ca.nlpsol("cold", "ipopt", problem, {**QUIET, **TIGHT, **options})
        self.warm = ca.nlpsol("warm", "ipopt", problem, {**QUIET, **TIGHT, **WARM, **options})
        self.constraints = ca.Function("g", [self.z], [g])

    def solve(
        self, target: np.ndarray, weight: np.ndarray, start: np.ndarray, multipliers: dict | None = None
    ) -> Found:
        """Solve from ``start``; with multipliers, warm."""
        given = {"x0": start, "p": np.r_[target, weight], "lbg": self.lower, "ubg": self.upper}
        solver = self.cold
        if multipliers is not None:
            solver = self.warm
            given["lam_g0"] = np.r_[tuple(-multipliers[n].ravel() for n in self.names) + (multipliers["equations"],)]
        result = solver(**given)
        lam = np.asarray(result["lam_g"]).ravel()
        found, start_row = {}, 0
        for name, shape in self.names.items():
            found[name] = -lam[start_row : start_row + int(np.prod(shape))].reshape(shape)
            start_row += int(np.prod(shape))
        found["equations"] = lam[start_row:]
        return Found(np.asarray(result["x"]).ravel(), found, float(result["f"]), bool(solver.stats()["success"]))

    def _inequalities(self, parameters: dict[str, np.ndarray]) -> tuple[dict[str, tuple[int, int]], list[ca.SX]]:
        names, values = {}, []
        for term in (*self.program.inequalities, *self.program.blocks):
            names[term.name] = (len(term.rows), term.function.numel_out(0))
            for i, rows in enumerate(term.rows):
                private = [self.z[list(term.private[i])]] if isinstance(term, Block) else []
                values.append(term.function(*private, self.z[list(rows)], parameters[term.name][i]))
        return names, values

    def _equations(self, parameters: dict[str, np.ndarray]) -> ca.SX:
        total = ca.SX.zeros(self.program.equations)
        for term in self.program.equalities:
            for rows, equations, p in zip(term.rows, term.equations, parameters[term.name]):
                value = term.function(self.z[list(rows)], p)
                for k, row in enumerate(equations):
                    total[int(row)] += value[k]
        return total


@dataclass(frozen=True)
class Sample:
    """Targets and weights for the knots of a problem."""

    program: KnotProgram
    parameters: dict[str, np.ndarray]
    reference: np.ndarray
    """Where the targets scatter around, (knots, variables)."""
    scale: np.ndarray
    """1 / range^2 of the variables (variables,)."""

    def draw(self, items: int, seed: int, spread: float) -> tuple[np.ndarray, np.ndarray]:
        """Targets and weights (items, variables): references scattered by ``spread`` ranges, weights 0.1 .. 10 S."""
        rng = np.random.default_rng(seed)
        knots = np.linspace(0, len(self.reference) - 1, items).astype(int)
        noise = rng.normal(size=(items, len(self.scale))) * spread / np.sqrt(self.scale)
        return self.reference[knots] + noise, self.scale * 10.0 ** rng.uniform(-1, 1, (items, 1))


@lru_cache
def sample(stage: str, quads: int, path: str | None = None) -> Sample:
    """Sample of the shipped task's knot programs; stage ``references`` or ``trajectories``."""
    task = load_task(path or default_task_path(), quads)
    problem = (references_problem if stage == "references" else trajectories_problem)(task)
    coupling = problem.couplings[0]
    index = coupling.index[0, : coupling.program.variables]
    member = index >= 0
    reference = problem.reference()[:, index]
    scale = np.where(member, problem.scale[index], 1.0)
    if coupling.own_target is not None:
        reference = np.where(member, reference, coupling.own_target)
        scale = np.where(member, scale, coupling.own_weight)
    return Sample(coupling.program, coupling.parameters, reference, scale)
