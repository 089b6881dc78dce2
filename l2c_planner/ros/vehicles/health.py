"""How a vehicle is: what `/diagnostics` says of its bridge."""

from __future__ import annotations

from diagnostic_msgs.msg import DiagnosticStatus, KeyValue

from l2c_planner.ros.vehicles.autopilot import Phase, Report
from l2c_planner.ros.vehicles.offboard import Offboard

ALARMING = (Phase.LOST, Phase.LEFT)


def diagnostic_status(host: str, name: str, offboard: Offboard, now: float) -> DiagnosticStatus:
    """Status `<host>: <name>`; ERROR: setpoints are not flown any more in flight, STALE: there are none."""
    report, heard = offboard.report or Report(False, False), offboard.heard(now)
    words = f"{offboard.phase.value}: {offboard.reason}", report.note if heard else "the autopilot is not heard"
    values = {
        "phase": offboard.phase.value,
        "armed": str(report.armed).lower(),
        "offboard": str(report.offboard).lower(),
    }
    return DiagnosticStatus(
        level=_level(offboard.phase, heard and not report.note),
        name=f"{host}: {name}",
        message="; ".join(dict.fromkeys(filter(None, words))),
        hardware_id=host,
        values=[KeyValue(key=key, value=value) for key, value in values.items()],
    )


def _level(phase: Phase, well: bool) -> bytes:
    if phase in ALARMING:
        return DiagnosticStatus.ERROR
    if phase is Phase.WAITING:
        return DiagnosticStatus.STALE
    return DiagnosticStatus.OK if well else DiagnosticStatus.WARN
