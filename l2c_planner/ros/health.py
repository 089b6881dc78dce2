"""How a host is: what `/diagnostics` says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from builtin_interfaces.msg import Time
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from std_msgs.msg import Header

from l2c_planner.transport.packet import State

OK, WARN, ERROR, STALE = (DiagnosticStatus.OK, DiagnosticStatus.WARN, DiagnosticStatus.ERROR, DiagnosticStatus.STALE)


@dataclass(frozen=True)
class Peer:
    """Another host of the team, as this one hears it."""

    name: str
    alive: bool
    age: float | None = None
    """Since its last sign of life [s]; None if it was never heard."""


@dataclass(frozen=True)
class Health:
    """Everything that is reported of a host."""

    host: str
    state: State
    reason: str = ""
    """Why it holds or waits; empty if all is well."""
    plan: int = 0
    """Number of the plan at work or finished last; 0 before the first."""
    stage: int = 0
    round: int = 0
    round_time: float | None = None
    """Of the last round [s]."""
    primal_residual: float | None = None
    """Scaled, of the last round [-]."""
    dual_residual: float | None = None
    """Scaled, of the last round [-]."""
    stale: int = 0
    """Packets replaced by older ones, of this plan [-]."""
    resent: int = 0
    """Packets sent once more, of this plan [-]."""
    rejected: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    """Packets refused since the start, by reason [-]."""
    peers: tuple[Peer, ...] = ()
    odometry_age: float | None = None
    """Since the last odometry [s]; None if there was none."""
    odometry_needed: bool = False
    """Whether to warn of missing odometry."""
    silent: bool = False
    """Whether the host has stopped working on this: not configured, or its worker does not answer."""

    @property
    def rejections(self) -> int:
        """Packets refused, for any reason [-]."""
        return sum(self.rejected.values())

    @property
    def suspicious(self) -> int:
        """Those that no member of the team sends [-]."""
        return sum(count for reason, count in self.rejected.items() if reason not in HARMLESS)

    @property
    def missing(self) -> tuple[str, ...]:
        """Peers that are not heard."""
        return tuple(peer.name for peer in self.peers if not peer.alive)


HARMLESS = frozenset((
    "late", "early", "other plan", "other plan or stage", "not in this plan", "not introduced", "before all are heard",
))  # fmt: skip
"""Why packets of the team itself are refused, for example those that were sent twice."""
OLD_ODOMETRY = 0.5
"""Odometry older than this is warned of [s]."""


def level(health: Health) -> bytes:
    """STALE: silent; ERROR: holds; WARN: a peer, odometry or packets are missing, or strangers send some; else OK."""
    if health.silent:
        return STALE
    if health.state == State.HOLD:
        return ERROR
    troubled = health.missing or health.suspicious or health.stale or _odometry_missing(health)
    return WARN if troubled else OK


def _odometry_missing(health: Health) -> bool:
    return health.odometry_needed and (health.odometry_age is None or health.odometry_age > OLD_ODOMETRY)


def sentence(health: Health) -> str:
    """State and everything that is wrong, in one line."""
    age = health.odometry_age
    complaints = (
        health.reason,
        f"not heard: {', '.join(health.missing)}" if health.missing else "",
        f"{health.stale} stale packets" if health.stale else "",
        f"{health.suspicious} packets refused" if health.suspicious else "",
        ("no odometry" if age is None else f"odometry is {age:.1f} s old") if _odometry_missing(health) else "",
    )
    return "; ".join([State(health.state).name.lower(), *filter(None, complaints)])


def diagnostics(health: Health, stamp: Time) -> DiagnosticArray:
    """The message, with one status `l2c_planner: <host>`."""
    status = DiagnosticStatus(
        level=level(health), name=f"l2c_planner: {health.host}", message=sentence(health), hardware_id=health.host
    )
    status.values = [KeyValue(key=key, value=value) for key, value in _values(health).items()]
    return DiagnosticArray(header=Header(stamp=stamp), status=[status])


def _values(health: Health) -> dict[str, str]:
    values = {
        "state": State(health.state).name.lower(),
        "reason": health.reason,
        "plan": str(health.plan),
        "stage": str(health.stage),
        "round": str(health.round),
        "round time [s]": _number(health.round_time),
        "primal residual": _number(health.primal_residual),
        "dual residual": _number(health.dual_residual),
        "stale packets": str(health.stale),
        "resent packets": str(health.resent),
        "rejected packets": str(health.rejections),
        "peers alive": f"{len(health.peers) - len(health.missing)} of {len(health.peers)}",
        "odometry age [s]": _number(health.odometry_age),
    }
    values.update({f"rejected: {reason}": str(count) for reason, count in sorted(health.rejected.items())})
    values.update({f"age of {peer.name} [s]": _number(peer.age) for peer in health.peers})
    return values


def _number(value: float | None) -> str:
    return "none" if value is None else f"{value:.6g}"
