"""The tracking problem in crocoddyl: with a model written in Python, and with crocoddyl's own rigid-body model in C++.

The C++ model is the same vehicle with 12 instead of 13 states, velocities in the body frame and a tracking cost of the
same shape: its time per iteration can be compared, its optimum cannot.
"""

from __future__ import annotations

from collections.abc import Callable

import casadi as ca
import crocoddyl
import numpy as np
import pinocchio

from l2c_planner.models import QUADROTOR, rk4


class Knot(crocoddyl.ActionModelAbstract):
    """One knot of the tracking problem; the step and its derivatives are one CasADi call."""

    def __init__(self, step: ca.Function, W: np.ndarray, c: np.ndarray, E: np.ndarray, e: np.ndarray) -> None:
        crocoddyl.ActionModelAbstract.__init__(self, crocoddyl.StateVector(QUADROTOR.nx), QUADROTOR.nu, 0)
        self.step, self.W, self.c, self.E, self.e = step, W, c, E, e

    def calc(self, data, x, u=None):
        """Successor and cost."""
        u = self.e if u is None else u
        data.xnext = self.step["step"](x, u).full().ravel()
        data.cost = 0.5 * (self.W @ (x - self.c) ** 2 + self.E @ (u - self.e) ** 2)

    def calcDiff(self, data, x, u=None):  # noqa: N802 (crocoddyl's name)
        """Derivatives of successor and cost."""
        u = self.e if u is None else u
        A, B = self.step["jacobians"](x, u)
        data.Fx, data.Fu = A.full(), B.full()
        data.Lx, data.Lu = self.W * (x - self.c), self.E * (u - self.e)
        data.Lxx, data.Luu = np.diag(self.W), np.diag(self.E)


def python_model(problem, dt: float) -> tuple[Callable[[], np.ndarray], Callable[[], int]]:
    """Solve from hovering inputs, returning the inputs (N, 4), and the number of iterations of the last solve."""
    x, u = ca.SX.sym("x", QUADROTOR.nx), ca.SX.sym("u", QUADROTOR.nu)
    y = rk4(QUADROTOR.f)(x, u, ca.DM(problem.params), dt)
    functions = {
        "step": ca.Function("step", [x, u], [y], {"cse": True}),
        "jacobians": ca.Function("jacobians", [x, u], [ca.jacobian(y, x), ca.jacobian(y, u)], {"cse": True}),
    }
    none = np.zeros(QUADROTOR.nu)
    rows = zip(problem.W[:-1], problem.c[:-1], problem.E, problem.e, strict=True)
    running = [Knot(functions, *row) for row in rows]
    end = Knot(functions, problem.W[-1], problem.c[-1], none, none)
    return _ddp(crocoddyl.ShootingProblem(problem.c[0], running, end), problem.e)


def rigid_body(problem, dt: float, integrator: str) -> Callable[[int], object]:
    """Iterations, as many as asked, of DDP on crocoddyl's free-flyer; integrator: euler or rk4."""
    model = pinocchio.Model()
    joint = model.addJoint(0, pinocchio.JointModelFreeFlyer(), pinocchio.SE3.Identity(), "root_joint")
    mass, inertia, arm, drag = problem.params[0], np.diag(problem.params[1:4]), problem.params[4], problem.params[5]
    model.appendBodyToJoint(joint, pinocchio.Inertia(mass, np.zeros(3), inertia), pinocchio.SE3.Identity())
    state = crocoddyl.StateMultibody(model)
    corners, kinds = (
        [(1, -1), (-1, 1), (1, 1), (-1, -1)],
        [crocoddyl.ThrusterType.CCW] * 2 + [crocoddyl.ThrusterType.CW] * 2,
    )
    places = [pinocchio.SE3(np.eye(3), arm / np.sqrt(2) * np.array([a, b, 0])) for a, b in corners]
    actuation = crocoddyl.ActuationModelFloatingBaseThrusters(
        state, [crocoddyl.Thruster(place, drag, kind) for place, kind in zip(places, kinds, strict=True)]
    )
    weights = np.r_[problem.W[0, :3], 2 * problem.W[0, 7:10], problem.W[0, 3:6], problem.W[0, 10:13]]

    def knot(k: int) -> crocoddyl.ActionModelAbstract:
        target, costs = np.zeros(13), crocoddyl.CostModelSum(state, actuation.nu)
        target[:3], target[6] = problem.c[k, :3], 1.0
        tracking = crocoddyl.ActivationModelWeightedQuad(weights * problem.W[k, 0] / problem.W[0, 0])
        costs.addCost("state", crocoddyl.CostModelResidual(state, tracking, _residual(state, target, actuation)), 1.0)
        if k < len(problem.e):
            effort = crocoddyl.ActivationModelWeightedQuad(problem.E[k])
            residual = crocoddyl.ResidualModelControl(state, problem.e[k])
            costs.addCost("input", crocoddyl.CostModelResidual(state, effort, residual), 1.0)
        dynamics = crocoddyl.DifferentialActionModelFreeFwdDynamics(state, actuation, costs)
        if integrator == "euler":
            return crocoddyl.IntegratedActionModelEuler(dynamics, dt)
        return crocoddyl.IntegratedActionModelRK(dynamics, crocoddyl.RKType.four, dt)

    x0 = np.zeros(13)
    x0[:3], x0[6] = problem.c[0, :3], 1.0
    *running, end = (knot(k) for k in range(len(problem.e) + 1))
    shooting = crocoddyl.ShootingProblem(x0, running, end)
    solver = crocoddyl.SolverDDP(shooting)
    solver.th_stop = 1e-300
    inputs = list(problem.e)

    def iterate(count: int) -> int:
        solver.solve(shooting.rollout(inputs), inputs, count, True)
        return solver.iter

    return iterate


def _residual(state, target: np.ndarray, actuation) -> crocoddyl.ResidualModelState:
    return crocoddyl.ResidualModelState(state, target, actuation.nu)


def _ddp(shooting: crocoddyl.ShootingProblem, guess: np.ndarray) -> tuple[Callable[[], np.ndarray], Callable[[], int]]:
    solver = crocoddyl.SolverDDP(shooting)
    solver.th_stop = 1e-9
    inputs = list(guess)

    def run() -> np.ndarray:
        solver.solve(shooting.rollout(inputs), inputs, 50, True)
        return np.array(solver.us.tolist())

    return run, lambda: int(solver.iter)
