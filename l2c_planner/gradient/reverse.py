"""The gradient of a scalar by one adjoint sweep through the rounds, last one first.

In every round, with z the copies, d the scaled multipliers, x the primal plans and t the coordination's targets,

    x = argmin J(x) + 1/2 |x - z + d|^2_w     t = a x + (1 - a) z + d     z+ = argmin 1/2 |z+ - t|^2_w s.t. constraints
    d+ = t - z+,  and then in units of the next penalty

so the adjoints of z+ and d+ give those of t through the KKT system of every item, these those of x, z and d, and those
of x, through the Riccati factors of every agent, those of z and d and of all weights (admm_ddp section 5, in reverse).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from l2c_planner.admm.consensus import Consensus
from l2c_planner.gradient.result import Gradient
from l2c_planner.gradient.tape import Round, Tape
from l2c_planner.kernels.lanes import from_lanes


@dataclass(frozen=True, eq=False)
class Seed:
    """Derivative of the scalar by the outcome of the last round."""

    team: np.ndarray
    """By the primal plans (N+1, D)."""
    copies: dict[str, np.ndarray] = field(default_factory=dict)
    """By the copies (F, N+1, V), by coupling; what is left out is zero."""


def gradient(tape: Tape, seed: Seed, exact: bool = True) -> Gradient:
    """The gradient of a scalar whose derivative by the outcome of the last round is the seed.

    exact: with the curvature of the dynamics in the local problems (see `LocalSensitivity`).
    """
    return _Sweep(tape, seed, exact).run()


class _Sweep:
    """Adjoints on their way back."""

    def __init__(self, tape: Tape, seed: Seed, exact: bool) -> None:
        self.tape, self.exact = tape, exact
        converged = all(r.converged for r in tape.rounds)
        self.found = Gradient.zeros(tape.problem, len(tape.rounds), converged)
        self.consensus = tape.host.consensus
        self.team = seed.team.copy()
        shapes = {name: c.copies.shape for name, c in self.consensus.items()}
        self.copies = {name: np.array(seed.copies.get(name, np.zeros(shape)), float) for name, shape in shapes.items()}
        self.dual = {name: np.zeros(shape) for name, shape in shapes.items()}
        self.coordination = tape.coordination_sensitivities()
        self.pivot = np.inf

    def run(self) -> Gradient:
        """The gradient."""
        for number in reversed(range(len(self.tape.rounds))):
            r = self.tape.rounds[number]
            self._rescaled(number, r)
            penalty = np.zeros(self.tape.problem.width)
            for name, consensus in self.consensus.items():
                self._coordinated(name, consensus, r, penalty)
            self._solved(r, penalty)
            self.found.component_penalty[:] += r.factor * penalty
            self.found.schedule[number] += penalty @ self.tape.host.component_factor
        self._started()
        return replace(self.found, pivot=self.pivot)

    def _started(self) -> None:
        """Back to the copies before the first round, those of the references unless the problem has a guess."""
        if self.tape.problem.guess is not None:
            return
        team = np.zeros_like(self.team)
        for name, consensus in self.consensus.items():
            consensus.scatter(consensus.held_back(self.copies[name]), team)
        for name, (states, inputs) in self.tape.problem.split(team).items():
            self.found.classes[name].state_reference[:] += states
            self.found.classes[name].input_reference[:] += inputs

    def _rescaled(self, number: int, r: Round) -> None:
        """Back through the change of units of the multipliers."""
        if number + 1 == len(self.tape.rounds):
            return
        ratio = r.following / r.factor
        for name, adjoint in self.dual.items():
            total = float(np.vdot(adjoint, r.new_dual[name]))
            self.found.schedule[number] += total / r.following
            self.found.schedule[number + 1] -= total * r.factor / r.following**2
            self.dual[name] = adjoint / ratio

    def _coordinated(self, name: str, consensus: Consensus, r: Round, penalty: np.ndarray) -> None:
        """Back through the coordination of a coupling; adds to the adjoint of x."""
        at, used = r.points[name], consensus.coupling.program.variables
        dual = np.where(consensus.copied, self.dual[name], 0.0)
        direct = self.copies[name] - dual
        factor = r.factor * self.tape.host.component_factor
        weight = consensus.weight(factor)
        groups, knots, variables = direct.shape
        answer, slopes = self.coordination[name].adjoint(at, direct[..., :used].reshape(-1, used))
        answer = answer.reshape(groups, knots, used)
        for term, slope in slopes.items():
            total = self.found.constraints[name][term]
            each = slope.reshape(groups, knots, *slope.shape[1:])
            total += each if total.ndim == 4 else each.sum(1) if total.ndim == 3 else each.sum((0, 1))
        target = dual + direct
        target[..., :used] = dual[..., :used] + weight[..., :used] * answer
        moved = r.new_copies[name] - consensus.with_state(r.copies[name], r.dual[name]).target(
            r.team, self.tape.host.options.over_relaxation
        )
        by_weight = np.zeros_like(direct)
        by_weight[..., :used] = -moved[..., :used] * answer
        member = (consensus.index >= 0)[:, None]
        self.found.own_weight[name][:] += np.where(member, 0.0, by_weight).sum((0, 1))[:used]
        consensus.gather(np.where(member, by_weight * consensus.scale * consensus.distort, 0.0).sum(1), penalty)
        relaxation = self.tape.host.options.over_relaxation
        held = np.where(member, target, 0.0)
        moving = consensus.copied & member
        apart = consensus.components(r.team) - r.copies[name]
        self.found.relaxation[0] += float(np.sum(np.where(moving, held * apart, 0.0)))
        from_team = np.where(consensus.absent, 0.0, np.where(consensus.copied, relaxation * held, held))
        consensus.scatter(from_team, self.team)
        self.copies[name] = np.where(consensus.absent, held, np.where(consensus.copied, (1 - relaxation) * held, 0.0))
        self.dual[name] = held

    def _solved(self, r: Round, penalty: np.ndarray) -> None:
        """Back through the local problems."""
        tape = self.tape
        factor = r.factor * tape.host.component_factor
        response = np.zeros_like(self.team)
        for local, sensitivity, at in zip(
            tape.host.local, tape.local_sensitivities(r, self.exact), r.locals, strict=True
        ):
            c, nx = local.agent_class, local.agent_class.model.nx
            self.pivot = min(self.pivot, float(sensitivity.pivot.min()))
            seed = self.team[:, local.columns].swapaxes(0, 1)
            found = sensitivity.solve(seed[..., :nx], seed[:, :-1, nx:])
            g = self.found.classes[c.name]
            error = from_lanes(at.X, c.count) - c.state_reference
            effort = from_lanes(at.U, c.count) - c.input_reference
            g.state_weight[:] += np.sum(found.states[:, :-1] * error[:, :-1], 1)
            g.terminal_weight[:] += found.states[:, -1] * error[:, -1]
            g.input_weight[:] += np.sum(found.inputs * effort, 1)
            g.state_reference[:, :-1] -= c.state_weight[:, None] * found.states[:, :-1]
            g.state_reference[:, -1] -= c.terminal_weight * found.states[:, -1]
            g.input_reference[:] -= c.input_weight[:, None] * found.inputs
            g.initial[:] += found.initial
            for columns, states, inputs in zip(local.columns, found.states, found.inputs, strict=True):
                response[:, columns[:nx]] = states
                response[:-1, columns[nx:]] = inputs
        for name, consensus in self.consensus.items():
            moved = consensus.components(response)
            distance = consensus.components(r.team) - (r.copies[name] - r.dual[name])
            counted = consensus.scale * consensus.copied
            consensus.gather(np.sum(counted * moved * distance, 1), penalty)
            pulled = counted * consensus.components(np.broadcast_to(factor, r.team.shape)) * moved
            self.copies[name] -= pulled
            self.dual[name] += pulled
        self.team = np.zeros_like(self.team)
