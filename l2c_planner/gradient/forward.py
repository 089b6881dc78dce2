"""The distributed gradient: the rounds' derivatives in P directions, exchanged between hosts like the plan itself.

Every host differentiates its own steps (the auxiliary ADMM, admm_ddp section 5): a matrix-valued LQR per hosted agent,
which re-uses the Riccati factors of its solution; the KKT systems of the items that it coordinates, with their own
multipliers and active constraints; its multipliers.  What travels are tables of P times the size of the plan's.
"""

from __future__ import annotations

import numpy as np

from l2c_planner.admm import Message, Phase, run_until
from l2c_planner.gradient.directions import Directions
from l2c_planner.gradient.reverse import Seed
from l2c_planner.gradient.tape import Round, TapedHost
from l2c_planner.kernels.lanes import from_lanes


class ForwardHost:
    """The derivatives of a host's rounds as a state machine like `Host`: outbox, receive, ready, step.

    taped: the host with its rounds, all run.  exact: see `LocalSensitivity`.
    """

    def __init__(self, taped: TapedHost, directions: Directions, exact: bool = True) -> None:
        self.taped, self.host, self.directions, self.exact = taped, taped.host, directions, exact
        P, problem = directions.count, taped.problem
        self.team = np.zeros((P, problem.knots, problem.width))
        """Derivative of the primal plans, (P, N+1, D)."""
        shapes = {name: (P, *c.copies.shape) for name, c in self.host.consensus.items()}
        self.copies = {name: np.zeros(shape) for name, shape in shapes.items()}
        """Of the copies, (P, F, N+1, V)."""
        self.dual = {name: np.zeros(shape) for name, shape in shapes.items()}
        self._start()
        self.round, self.phase = 0, Phase.PRIMAL
        self._outbox: list[Message] = []
        self._inbox: dict[tuple[int, Phase, str, str], Message] = {}
        self._coordination = taped.coordination_sensitivities()

    @property
    def done(self) -> bool:
        """Whether all rounds are differentiated."""
        return self.round == len(self.taped.rounds)

    def outbox(self) -> list[Message]:
        """Messages to send since the last call."""
        messages, self._outbox = self._outbox, []
        return messages

    def receive(self, message: Message) -> None:
        """Keep a message of another host."""
        if message.sender != self.host.name:
            self._inbox[message.round, message.phase, message.sender, message.subject] = message

    def ready(self) -> bool:
        """Whether the next phase has all it needs."""
        needed = self.host.inbox.expected[self.phase]
        return not self.done and all((self.round, Phase(self.phase - 1), *key) in self._inbox for key in needed)

    def step(self) -> None:
        """Differentiate the next phase."""
        r = self.taped.rounds[self.round]
        if self.phase is Phase.PRIMAL:
            self._solve_local(r)
            self.phase = Phase.COPY
        elif self.phase is Phase.COPY:
            self._coordinate(r)
            self.phase = Phase.DUAL
        else:
            self._take_over(r)
            self.round, self.phase = self.round + 1, Phase.PRIMAL

    def part(self, seed: Seed) -> np.ndarray:
        """This host's part (P,) of the derivative of a scalar; the parts of all hosts add up to it."""
        total = np.zeros(self.directions.count)
        for local in self.host.local:
            columns = local.columns.reshape(-1)
            total += np.einsum("pkd,kd->p", self.team[..., columns], seed.team[:, columns])
        for name, items in self.host.items.items():
            groups, knots = items.at
            if name in seed.copies:
                total += np.einsum("piv,iv->p", self.copies[name][:, groups, knots], seed.copies[name][groups, knots])
        return total

    def _start(self) -> None:
        """The copies before the first round are those of the references, unless the problem has a guess."""
        if self.taped.problem.guess is not None:
            return
        for p in range(self.directions.count):
            d = self.directions.classes
            team = self.taped.problem.stack(
                {name: (c.state_reference[p], c.input_reference[p]) for name, c in d.items()}
            )
            for name, consensus in self.host.consensus.items():
                copies = consensus.components(team)
                copies[:, -1] = np.where(consensus.absent[:, -1], copies[:, -2], copies[:, -1])
                self.copies[name][p] = np.where((consensus.index >= 0)[:, None], copies, 0.0)

    # ---------------------------------------------------------------- the phases
    def _solve_local(self, r: Round) -> None:
        P, factor, slope = self.directions.count, *self._factors(r)
        right = np.zeros_like(self.team)
        for name, consensus in self.host.consensus.items():
            counted = consensus.scale * consensus.copied
            distance = consensus.components(r.team) - (r.copies[name] - r.dual[name])
            index = consensus.index
            member = np.where(index >= 0, index, 0)
            for p in range(P):
                drift = factor[member][:, None] * (self.dual[name][p] - self.copies[name][p])
                consensus.scatter(counted * (drift + slope[p][member][:, None] * distance), right[p])
        for local, sensitivity, at in zip(
            self.host.local, self.taped.local_sensitivities(r, self.exact), r.locals, strict=True
        ):
            c, nx, count = local.agent_class, local.agent_class.model.nx, len(local.members)
            states, inputs = self._explicit(local, at)
            pulled = right[:, :, local.columns].transpose(0, 2, 1, 3)
            states, inputs = states + pulled[..., :nx], inputs + pulled[:, :, :-1, nx:]
            agents = np.tile(np.arange(count), P)
            initial = self.directions.classes[c.name].initial[:, local.members].reshape(P * count, nx)
            found = sensitivity.solve(
                states.reshape(P * count, *states.shape[2:]), inputs.reshape(P * count, *inputs.shape[2:]),
                agents, initial,
            )  # fmt: skip
            table = np.zeros((P * count, states.shape[2], c.width))
            table[..., :nx], table[:, :-1, nx:] = found.states, found.inputs
            table = table.reshape(P, count, *table.shape[1:])
            for a, (member, columns) in enumerate(zip(local.members, local.columns, strict=True)):
                self.team[..., columns] = table[:, a]
                self._send(Phase.PRIMAL, c.agents[member], table[:, a])

    def _explicit(self, local, at) -> tuple[np.ndarray, np.ndarray]:
        """Derivative of the gradient of the hosted agents' own costs, (P, count, N+1, nx) and (P, count, N, nu)."""
        c, m = local.agent_class, local.members
        d = self.directions.classes[c.name]
        error = from_lanes(at.X, len(m)) - c.state_reference[m]
        effort = from_lanes(at.U, len(m)) - c.input_reference[m]
        states = d.state_weight[:, m, None] * error - c.state_weight[m, None] * d.state_reference[:, m]
        states[:, :, -1] = d.terminal_weight[:, m] * error[:, -1] - c.terminal_weight[m] * d.state_reference[:, m, -1]
        return states, d.input_weight[:, m, None] * effort - c.input_weight[m, None] * d.input_reference[:, m]

    def _coordinate(self, r: Round) -> None:
        for message in self._arrived(Phase.PRIMAL):
            self.team[..., self.taped.problem.columns[message.subject]] = _unpacked(message.values, len(self.team))
        factor, slope = self._factors(r)
        relaxation = self.host.options.over_relaxation
        for name, items in self.host.items.items():
            consensus, used = self.host.consensus[name], self.host.consensus[name].coupling.program.variables
            at = items.at
            member = consensus.index >= 0
            weight = consensus.weight(factor, at)
            base = consensus.with_state(r.copies[name], r.dual[name])
            moved = (r.new_copies[name][at] - base.target(r.team, relaxation, at))[:, :used]
            copied, absent = consensus.copied[at], consensus.absent[at]
            here = (slice(None), *at)
            z, d = self.copies[name][here], self.dual[name][here]
            x = self.team[:, at[1][:, None], consensus.index[at[0]]]
            relaxed = np.where(absent, z, np.where(copied, relaxation * x + (1 - relaxation) * z, x))
            apart = base.components(r.team)[at] - r.copies[name][at]
            relaxed = relaxed + self.directions.relaxation[:, :, None] * np.where(copied, apart, 0.0)
            target = np.where(member[at[0]], relaxed + d, 0.0)
            by_weight = np.stack([consensus.weight(s, at)[:, :used] for s in slope]) - consensus.own[:used]
            own = self.directions.own_weight[name][:, None]
            by_weight += np.where(member[at[0]][:, :used], 0.0, own)
            copies = target.copy()
            right = weight[:, :used] * target[..., :used] - by_weight * moved
            copies[..., :used] = self._coordination[name].solve(r.points[name], right)
            dual = np.where(copied, target - copies, 0.0)
            self.copies[name][here], self.dual[name][here] = copies, dual
            self._send(Phase.COPY, name, copies, dual)

    def _take_over(self, r: Round) -> None:
        P, k = self.directions.count, self.round
        for message in self._arrived(Phase.COPY):
            groups, knots = self.host.assignment.items_of(message.sender, message.subject).T
            self.copies[message.subject][:, groups, knots] = _unpacked(message.values, P)
            self.dual[message.subject][:, groups, knots] = _unpacked(message.dual, P)
        if k + 1 == len(self.taped.rounds):
            return
        ratio, d = r.following / r.factor, self.directions.schedule
        drift = (d[:, k + 1] - d[:, k] * ratio) / r.factor
        for name, dual in self.dual.items():
            dual -= drift[:, None, None, None] / ratio * r.new_dual[name]
            dual /= ratio

    def _factors(self, r: Round) -> tuple[np.ndarray, np.ndarray]:
        """Penalty factor of every component (D,), and its derivative (P, D)."""
        component = self.host.component_factor
        d = self.directions
        return r.factor * component, d.schedule[:, self.round, None] * component + r.factor * d.component_penalty

    # ---------------------------------------------------------------- messages
    def _arrived(self, phase: Phase) -> list[Message]:
        needed = self.host.inbox.expected[Phase(phase + 1)]
        return [self._inbox.pop((self.round, phase, *key)) for key in needed]

    def _send(self, phase: Phase, subject: str, values: np.ndarray, dual: np.ndarray | None = None) -> None:
        """Tables (P, rows, columns), one below the other."""
        host, tables = self.host, [None if t is None else t.reshape(-1, t.shape[-1]) for t in (values, dual)]
        self._outbox.append(Message(host.name, host.plan, host.stage, self.round, phase, subject, *tables))


def _unpacked(table: np.ndarray, count: int) -> np.ndarray:
    return table.reshape(count, -1, table.shape[1])


def differentiate(hosts: list[ForwardHost]) -> None:
    """Run hosts to the end, messages carried at once."""
    run_until(hosts, lambda host: host.done)
