"""The gradient of a scalar by one adjoint sweep through the rounds, last one first.

In every round, with z the copies, d the scaled multipliers, x the primal plans and t the coordination's targets,

    x = argmin J(x) + 1/2 |x - z + d|^2_w     t = a x + (1 - a) z + d     z+ = argmin 1/2 |z+ - t|^2_w s.t. constraints
    d+ = t - z+,  and then in units of the next penalty

so the adjoints of z+ and d+ give those of t through the KKT system of every item, these those of x, z and d, and those
of x, through the Riccati factors of every agent, those of z and d and of all weights (admm_ddp section 5, in reverse).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from l2c_planner.gradient.local import Response
from l2c_planner.gradient.result import Gradient
from l2c_planner.gradient.tape import Round, TapedHost
from l2c_planner.kernels.lanes import joined


@dataclass(frozen=True, eq=False)
class Seed:
    """Derivative of the scalar by the outcome of the last round."""

    team: np.ndarray
    """By the primal plans (N+1, D)."""
    copies: dict[str, np.ndarray] = field(default_factory=dict)
    """By the copies (F, N+1, V), by coupling; what is left out is zero."""


def gradient(tape: TapedHost, seed: Seed, exact: bool = True) -> Gradient:
    """The gradient of a scalar whose derivative by the outcome of the last round is the seed.

    exact: with the curvature of the dynamics in the local problems (see `LocalSensitivity`).
    """
    return gradients([tape], [seed], exact)[0]


def gradients(tapes: Sequence[TapedHost], seeds: Sequence[Seed], exact: bool = True) -> list[Gradient]:
    """The gradients of all tapes of one batch, whose linear systems are solved side by side like their rounds."""
    batch, sweeps = tapes[0].batch, [_Sweep(tape, seed) for tape, seed in zip(tapes, seeds, strict=True)]
    coordination = tapes[0].coordination_sensitivities()
    for number in reversed(range(len(tapes[0].rounds))):
        r = tapes[0].rounds[number]
        for sweep in sweeps:
            sweep.begin(number)
        for name, sensitivity in coordination.items():
            right = joined([sweep.right_of_items(name) for sweep in sweeps])
            answer, slopes = sensitivity.adjoint(r.points[name], right)
            for sweep, at in zip(sweeps, batch.items[name], strict=True):
                sweep.coordinated(name, answer[at], {term: slope[at] for term, slope in slopes.items()})
        for i, sensitivity in enumerate(tapes[0].local_sensitivities(r, exact)):
            right = [sweep.right_of_agents(i) for sweep in sweeps]
            found = sensitivity.solve(*(joined(side) for side in zip(*right, strict=True)))
            for sweep, at in zip(sweeps, batch.agents[i], strict=True):
                part = Response(found.states[at], found.inputs[at], found.initial[at])
                sweep.solved(i, part, float(sensitivity.pivot[at].min()))
        for sweep in sweeps:
            sweep.pulled()
    return [sweep.end() for sweep in sweeps]


class _Sweep:
    """Adjoints of a tape on their way back."""

    def __init__(self, tape: TapedHost, seed: Seed) -> None:
        self.tape = tape
        converged = all(r.converged for r in tape.rounds)
        self.found = Gradient.zeros(tape.problem, len(tape.rounds), converged)
        self.consensus = tape.host.consensus
        self.team = seed.team.copy()
        shapes = {name: c.copies.shape for name, c in self.consensus.items()}
        self.copies = {name: np.array(seed.copies.get(name, np.zeros(shape)), float) for name, shape in shapes.items()}
        self.dual = {name: np.zeros(shape) for name, shape in shapes.items()}
        self.pivot = np.inf

    def begin(self, number: int) -> None:
        """Enter a round from its end."""
        self.number, self.round = number, self.tape.rounds[number]
        self.penalty, self.response = np.zeros(self.tape.problem.width), np.zeros_like(self.team)
        self._rescaled(number, self.round)

    def end(self) -> Gradient:
        """The gradient, after all rounds."""
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

    def right_of_items(self, name: str) -> np.ndarray:
        """Right-hand sides (I, variables) of the coordination of a coupling."""
        used = self.consensus[name].coupling.program.variables
        return self._direct(name)[..., :used].reshape(-1, used)

    def coordinated(self, name: str, answer: np.ndarray, slopes: dict[str, np.ndarray]) -> None:
        """Back through the coordination of a coupling with the answers of its items; adds to the adjoint of x."""
        r, consensus, options = self.round, self.consensus[name], self.tape.host.options
        used, direct = consensus.coupling.program.variables, self._direct(name)
        dual = self._copied_dual(name)
        weight = consensus.weight(r.factor * self.tape.host.component_factor)
        groups, knots, _ = direct.shape
        answer = answer.reshape(groups, knots, used)
        for term, slope in slopes.items():
            total = self.found.constraints[name][term]
            each = slope.reshape(groups, knots, *slope.shape[1:])
            total += each if total.ndim == 4 else each.sum(1) if total.ndim == 3 else each.sum((0, 1))
        target = dual + direct
        target[..., :used] = dual[..., :used] + weight[..., :used] * answer
        moved = r.new_copies[name] - consensus.with_state(r.copies[name], r.dual[name]).target(
            r.team, options.over_relaxation
        )
        by_weight = np.zeros_like(direct)
        by_weight[..., :used] = -moved[..., :used] * answer
        member = (consensus.index >= 0)[:, None]
        self.found.own_weight[name][:] += np.where(member, 0.0, by_weight).sum((0, 1))[:used]
        consensus.gather(np.where(member, by_weight * consensus.scale * consensus.distort, 0.0).sum(1), self.penalty)
        relaxation = options.over_relaxation
        held = np.where(member, target, 0.0)
        moving = consensus.copied & member
        apart = consensus.components(r.team) - r.copies[name]
        self.found.relaxation[0] += float(np.sum(np.where(moving, held * apart, 0.0)))
        from_team = np.where(consensus.absent, 0.0, np.where(consensus.copied, relaxation * held, held))
        consensus.scatter(from_team, self.team)
        self.copies[name] = np.where(consensus.absent, held, np.where(consensus.copied, (1 - relaxation) * held, 0.0))
        self.dual[name] = held

    def _copied_dual(self, name: str) -> np.ndarray:
        return np.where(self.consensus[name].copied, self.dual[name], 0.0)

    def _direct(self, name: str) -> np.ndarray:
        """Adjoint of the new copies (F, N+1, V), what they do to the multipliers included."""
        return self.copies[name] - self._copied_dual(name)

    def right_of_agents(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Right-hand sides of the local problems of a class: (count, N+1, nx) and (count, N, nu)."""
        local = self.tape.host.local[number]
        nx, seed = local.agent_class.model.nx, self.team[:, local.columns].swapaxes(0, 1)
        return seed[..., :nx], seed[:, :-1, nx:]

    def solved(self, number: int, found: Response, pivot: float) -> None:
        """Back through the local problems of a class with the responses of its agents."""
        local = self.tape.host.local[number]
        c, nx, columns = local.agent_class, local.agent_class.model.nx, local.columns
        self.pivot = min(self.pivot, pivot)
        g, plan = self.found.classes[c.name], np.ascontiguousarray(self.round.team[:, columns].swapaxes(0, 1))
        error, effort = plan[..., :nx] - c.state_reference, plan[:, :-1, nx:] - c.input_reference
        g.state_weight[:] += np.sum(found.states[:, :-1] * error[:, :-1], 1)
        g.terminal_weight[:] += found.states[:, -1] * error[:, -1]
        g.input_weight[:] += np.sum(found.inputs * effort, 1)
        g.state_reference[:, :-1] -= c.state_weight[:, None] * found.states[:, :-1]
        g.state_reference[:, -1] -= c.terminal_weight * found.states[:, -1]
        g.input_reference[:] -= c.input_weight[:, None] * found.inputs
        g.initial[:] += found.initial
        for at, states, inputs in zip(columns, found.states, found.inputs, strict=True):
            self.response[:, at[:nx]] = states
            self.response[:-1, at[nx:]] = inputs

    def pulled(self) -> None:
        """Back from all local problems to the copies and multipliers before the round."""
        r, host = self.round, self.tape.host
        factor = r.factor * host.component_factor
        for name, consensus in self.consensus.items():
            moved = consensus.components(self.response)
            distance = consensus.components(r.team) - (r.copies[name] - r.dual[name])
            counted = consensus.scale * consensus.copied
            consensus.gather(np.sum(counted * moved * distance, 1), self.penalty)
            pulled = counted * consensus.components(np.broadcast_to(factor, r.team.shape)) * moved
            self.copies[name] -= pulled
            self.dual[name] += pulled
        self.team = np.zeros_like(self.team)
        self.found.component_penalty[:] += r.factor * self.penalty
        self.found.schedule[self.number] += self.penalty @ host.component_factor
