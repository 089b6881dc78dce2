"""Offboard control without ROS: what flows, what is asked for, and that nobody is fought."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from l2c_planner.ros.vehicles.autopilot import Order, Phase, Report, Wish
from l2c_planner.ros.vehicles.offboard import Offboard, Timing

DISARMED, STANDBY, FLYING = Report(False, False), Report(False, True), Report(True, True)
PILOTED = Report(True, False)
STEP = 0.02
T = Timing()


class Flight:
    """A state machine in its time, with an autopilot that says what `report` is."""

    def __init__(self, report: Report = DISARMED) -> None:
        self.core, self.time, self.report = Offboard(), 100.0, report
        self.orders: list[Order] = []
        self.streamed = False

    def run(self, seconds: float, fresh: bool = True, heard: bool = True) -> Flight:
        for _ in range(round(seconds / STEP)):
            self.time += STEP
            if heard:
                self.core.hear(self.time, self.report)
            self.streamed, order = self.core.step(self.time, fresh)
            self.orders += [order] if order else []
        return self

    def ask(self, wish: Wish, fresh: bool = True) -> str:
        return self.core.ask(wish, self.time, fresh)

    @property
    def phase(self) -> Phase:
        return self.core.phase


def flying() -> Flight:
    """Asked for, and brought into the air by an autopilot that follows."""
    flight = Flight().run(0.1)
    assert flight.ask(Wish.FLY) == ""
    flight.run(T.warm_up + 0.1)
    flight.report = STANDBY
    flight.run(T.repeat + 0.1)
    flight.report = FLYING
    flight.run(0.1)
    flight.orders.clear()
    return flight


def test_mode_then_arming_each_after_what_it_needs():
    flight = Flight().run(0.1)
    assert flight.ask(Wish.FLY) == "" and flight.phase is Phase.STREAMING
    flight.run(T.warm_up - 0.2)
    assert flight.orders == [] and flight.streamed
    flight.run(0.3)
    assert flight.orders == [Order.OFFBOARD]
    flight.report = STANDBY
    flight.run(T.repeat + 0.1)
    assert flight.orders == [Order.OFFBOARD, Order.ARM] and flight.phase is Phase.OFFBOARD
    flight.report = FLYING
    flight.run(2 * T.repeat)
    assert flight.orders == [Order.OFFBOARD, Order.ARM] and flight.phase is Phase.ARMED


def test_nothing_is_asked_for_unless_it_is_wished():
    for report in (DISARMED, STANDBY, PILOTED):
        assert Flight(report).run(5.0).orders == []


def test_a_gap_in_the_setpoints_starts_the_second_anew():
    flight = Flight().run(0.1)
    flight.ask(Wish.FLY)
    flight.run(T.warm_up - 0.2).run(0.1, fresh=False).run(T.warm_up - 0.2)
    assert flight.orders == []
    assert flight.run(0.4).orders == [Order.OFFBOARD]


def test_orders_are_repeated_and_given_up():
    flight = Flight().run(0.1)
    flight.ask(Wish.FLY)
    flight.core.refused(Order.OFFBOARD, "denied")
    flight.run(T.patience + 0.1)
    expected = (T.patience - T.warm_up) / T.repeat
    assert expected - 1 <= len(flight.orders) <= expected + 1 and set(flight.orders) == {Order.OFFBOARD}
    assert flight.core.changes[-1].reason == "given up to fly: offboard mode refused: denied"
    count = len(flight.orders)
    assert len(flight.run(5.0).orders) == count and flight.core.wish is None


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda f: f.run(0.1, heard=False), "the autopilot is not heard"),
        (lambda f: f.run(0.1).run(T.silence + 0.1, heard=False), "the autopilot is not heard"),
    ],
)
def test_wishes_that_cannot_be_heard(prepare: Callable[[Flight], Flight], reason: str):
    flight = prepare(Flight())
    assert flight.ask(Wish.FLY) == reason and flight.run(3.0, heard=False).orders == []


def test_flying_needs_fresh_setpoints_and_disarming_does_not():
    flight = Flight(FLYING).run(0.1, fresh=False)
    assert flight.ask(Wish.FLY, fresh=False) == "there are no fresh setpoints"
    assert flight.ask(Wish.DISARM, fresh=False) == ""
    assert flight.run(0.1, fresh=False).orders == [Order.DISARM]


def test_a_short_silence_ends_the_stream_until_it_is_over():
    flight = flying().run(T.grace - 0.1, fresh=False)
    assert flight.phase is Phase.LOST and not flight.streamed
    assert flight.run(0.04).phase is Phase.ARMED and flight.streamed


def test_a_long_silence_is_the_end_even_if_setpoints_come_back():
    flight = flying().run(T.grace + 0.1, fresh=False)
    assert flight.phase is Phase.LEFT
    flight.run(3.0)  # the autopilot has not noticed yet
    flight.report = PILOTED
    flight.run(3.0)
    assert flight.phase is Phase.LEFT and not flight.streamed and flight.orders == []


def test_a_pilot_who_takes_over_is_not_fought():
    flight = flying()
    flight.report = PILOTED
    flight.run(3.0)
    assert flight.phase is Phase.LEFT and not flight.streamed and flight.orders == []
    flight.report = FLYING  # back by the pilot's switch: still nobody has asked us
    assert flight.run(1.0).phase is Phase.LEFT and not flight.streamed


def test_a_wish_ends_with_the_mode():
    """Taken over while arming is still asked for."""
    flight = Flight().run(0.1)
    flight.ask(Wish.FLY)
    flight.run(T.warm_up + 0.1)
    flight.report = STANDBY
    flight.run(0.1)
    flight.report = DISARMED
    flight.run(0.1).orders.clear()
    assert flight.run(3.0).orders == []


def test_after_it_has_left_it_flies_again_when_asked():
    flight = flying()
    flight.report = PILOTED
    flight.run(0.5)
    assert flight.ask(Wish.FLY) == ""
    flight.run(T.warm_up + 0.1)
    assert flight.orders == [Order.OFFBOARD] and flight.streamed
    flight.report = FLYING
    assert flight.run(1.0).phase is Phase.ARMED and flight.orders == [Order.OFFBOARD]


def test_disarmed_it_begins_anew():
    flight = flying()
    flight.report = PILOTED
    flight.run(0.5)
    flight.report = DISARMED
    assert flight.run(0.1).phase is Phase.STREAMING


def test_landing():
    flight = flying()
    assert flight.ask(Wish.LAND) == ""
    assert flight.run(0.1).orders == [Order.LAND] and flight.streamed
    flight.report = PILOTED
    flight.run(2.0)
    assert (flight.phase, flight.core.reason, flight.orders) == (Phase.LEFT, "landing", [Order.LAND])


def test_the_autopilots_words_are_the_reason():
    flight = flying()
    flight.report = Report(True, False, "in failsafe")
    assert flight.run(0.1).core.reason == "in failsafe"


def test_a_bridge_that_starts_in_flight_goes_on():
    assert Flight(FLYING).run(0.1).phase is Phase.ARMED


def test_status_that_stops_does_not_stop_the_setpoints():
    flight = flying().run(T.silence + 1.0, heard=False)
    assert flight.phase is Phase.ARMED and flight.streamed and not flight.core.heard(flight.time)


def test_every_change_is_told_once():
    flight = flying().run(T.grace + 0.1, fresh=False)
    phases = [change.phase for change in flight.core.changes]
    assert phases == [Phase.STREAMING, Phase.OFFBOARD, Phase.ARMED, Phase.LOST, Phase.LEFT]
    assert all(change.reason for change in flight.core.changes)
