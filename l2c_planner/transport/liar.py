"""A transport whose end tells lies: well-formed, sealed with the team's key, and false; the same seed tells the same.

For tests and trials of how a team copes. Each kind of lie is a function of the packet that the host would have sent;
the host behind it is an honest one and does not know. Two kinds falsify what the host hears instead: what it then says
is a trajectory that obeys its dynamics and leads elsewhere, or an accusation of somebody honest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from l2c_planner.admm.message import Phase
from l2c_planner.transport.base import Transport
from l2c_planner.transport.packet import Heartbeat, Packet, Parcel, State
from l2c_planner.transport.seal import Seal

FOLLOWER = ("offset", "drift", "flip", "aside", "frozen", "borrowed", "inconsistent", "displaced")
"""Lies about the own agents' trajectories."""
HEARD = ("steered", "framing")
"""Of a host that is told falsehoods: of its copies, and so what it says is flyable; of everybody's."""
ANYBODY = ("elsewhere", "ahead", "veto", "accuser")
"""In heartbeats and votes."""
CAPTAIN = ("copies", "multipliers", "steering", "outcome", "penalty", "start", "obstacles", "time")
"""Of who coordinates, opens and ends plans."""
KINDS = (*FOLLOWER, *HEARD, *ANYBODY, *CAPTAIN)


class Liar:
    """Wraps a transport.

    kind: of the lies, one of `KINDS`.  seal: of the team.  robots: their number, which tells what is where in the
    opening of a plan.  since: asked whether the host has begun to lie.

    Raises ValueError for another kind.
    """

    def __init__(
        self, inner: Transport, kind: str, seed: int, seal: Seal, robots: int, since: Callable[[], bool] = lambda: True
    ) -> None:
        if kind not in KINDS:
            raise ValueError(f"lie {kind!r}; valid: {', '.join(KINDS)}")
        self.inner, self.kind, self.seal, self.robots, self.since = inner, kind, seal, robots, since
        self._random = np.random.default_rng([seed, KINDS.index(kind)])
        self._first: dict[tuple[int, str], np.ndarray] = {}
        self._heard: dict[tuple[int, ...], np.ndarray] = {}
        self._boots: dict[str, int] = {}
        self._way = self._random.normal(size=3)
        self._way /= np.linalg.norm(self._way)

    @property
    def peers(self) -> tuple[str, ...]:
        """Those of the wrapped transport."""
        return self.inner.peers

    def send(self, parcel: Parcel) -> None:
        """Send what the host says, or something else."""
        false = parcel
        if self.since():
            false = self._beat(parcel) if isinstance(parcel, Heartbeat) else self._packet(parcel)
        self.inner.send(parcel if false is parcel else self.seal.sealed(false))

    def poll(self) -> list[Parcel]:
        """What has arrived, or something else."""
        return [self._told(parcel) for parcel in self.inner.poll()]

    # ---------------------------------------------------------------- what it says
    def _beat(self, beat: Heartbeat) -> Heartbeat:
        if self.kind == "elsewhere" and beat.located:
            time, *place = beat.located
            moved = np.array(place[:3]) + 0.4 * self._way
            return replace(beat, located=(time, *moved.tolist(), *place[3:]))
        if self.kind == "ahead":
            return replace(beat, plan=beat.plan + 1000, state=int(State.COMMITTED))
        if self.kind == "accuser" and self._boots:
            self._accuse(beat)
        return beat

    def _accuse(self, beat: Heartbeat) -> None:
        """Doubt all others, as `l2c_planner.team.trust` writes it down."""
        for name, boot in self._boots.items():
            values = np.array([divmod(boot, 2**32)], float)
            head = (beat.sender, beat.boot, beat.problem_hash, 0, 0, 0, int(Phase.ACCEPT))
            self.inner.send(self.seal.sealed(Packet(*head, f"doubt/{name}", 0.0, 1, 0, values)))

    def _packet(self, packet: Packet) -> Packet:
        phase = packet.phase
        if self.kind in FOLLOWER and phase == Phase.PRIMAL:
            return replace(packet, values=self._trajectory(packet))
        if self.kind in ("copies", "multipliers", "steering") and phase == Phase.COPY:
            return self._copies(packet)
        if self.kind == "penalty" and phase == Phase.COPY:
            return replace(packet, penalty=packet.penalty * 1.1)
        if self.kind == "outcome" and phase == Phase.OUTCOME and packet.subject.startswith(("primal", "copies")):
            return replace(packet, values=packet.values + 0.3 * self._bump(packet.values))
        if self.kind in ("start", "obstacles") and phase == Phase.BEGIN:
            return replace(packet, values=self._opening(packet.values))
        if phase == Phase.ACCEPT and self.kind in ("veto", "time") and packet.subject == "plan":
            change = [-packet.values[0, 0], 0.0] if self.kind == "veto" else [0.0, 1.2]
            return replace(packet, values=packet.values + np.array([[*change, *np.zeros(packet.values.shape[1] - 2)]]))
        return packet

    def _trajectory(self, packet: Packet) -> np.ndarray:
        values, key = packet.values, (packet.stage, packet.subject)
        if self.kind == "offset":
            return values + 0.3 * self._random.normal(size=values.shape[1])
        if self.kind == "drift":
            return values + 0.02 * (1 + packet.round) * self._bump(values)
        if self.kind == "flip":
            return -values
        if self.kind == "aside":
            return values + self._bump(values)
        if self.kind == "frozen":
            return self._first.setdefault(key, values)
        if self.kind == "borrowed":
            return self._heard.get((packet.stage, *values.shape), values)
        if self.kind == "displaced":
            return values + 0.4 * np.pad(self._way, (0, values.shape[1] - 3))
        inputs = np.zeros_like(values)
        inputs[:, -4:] = self._random.normal(size=(len(values), 4))
        return values + inputs

    def _copies(self, packet: Packet) -> Packet:
        if self.kind == "multipliers":
            return replace(packet, dual=-packet.dual)
        aside = (
            0.1
            * np.sin(np.linspace(0.0, np.pi, len(packet.values)))[:, None]
            * self._random.normal(size=packet.values.shape[1])
        )
        if self.kind == "copies":
            return replace(packet, values=packet.values + aside)
        return replace(packet, values=packet.values + aside, dual=packet.dual - aside)  # their sum is as it should be

    def _opening(self, values: np.ndarray) -> np.ndarray:
        """A leg whose load, or whose obstacles, are elsewhere."""
        false, goal = values.copy(), int(values[0, self.robots])
        load = self.robots + 1 + goal + 4
        obstacles = load + 13 + 8 * self.robots
        if self.kind == "start" and values.shape[1] > load:
            false[0, load : load + 3] += 0.7 * self._way
        elif values.shape[1] > obstacles:
            false[0, obstacles : obstacles + 2] += 1.5 * self._way[:2] / np.linalg.norm(self._way[:2])
        return false

    def _bump(self, values: np.ndarray) -> np.ndarray:
        """Nothing at the ends of a table's first three columns, 1 m aside in the middle."""
        bump = np.zeros_like(values)
        bump[:, :3] = np.sin(np.linspace(0.0, np.pi, len(values)))[:, None] * self._way[: min(3, values.shape[1])]
        return bump

    # ---------------------------------------------------------------- what it hears
    def _told(self, parcel: Parcel) -> Parcel:
        if isinstance(parcel, Heartbeat):
            self._boots[parcel.sender] = parcel.boot
            return parcel
        if parcel.phase == Phase.PRIMAL:
            self._heard[(parcel.stage, *parcel.values.shape)] = parcel.values
        if not self.since() or self.kind not in HEARD:
            return parcel
        if self.kind == "steered" and parcel.phase == Phase.COPY:
            aside = 0.1 * (1 + parcel.round) * self._bump(parcel.values)
            return self.seal.sealed(replace(parcel, values=parcel.values + aside, dual=parcel.dual - aside))
        if self.kind == "framing" and parcel.phase == Phase.PRIMAL:
            return self.seal.sealed(replace(parcel, values=-parcel.values))
        return parcel
