"""A team with one liar among four: found out by those who hear it, left out by all, followed by nobody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from multilift_samples import multilift_task
from team_samples import KEY, bytes_of, faulty, idle, intercept

from l2c_planner.admm import Phase
from l2c_planner.team import Loop
from l2c_planner.team.in_air import InAir
from l2c_planner.team.judge import Gullible
from l2c_planner.transport import Heartbeat, Network, Packet, State
from l2c_planner.transport.liar import KINDS, Liar
from l2c_planner.transport.seal import Seal

HOSTS = tuple(f"quad_{i}" for i in range(4))


def crew(steps: int = 8, dt: float = 0.2, **changes):
    """Four quadrotors; two others can stand in for every host."""
    task = multilift_task(4, steps, dt, **changes)
    data = task.model_dump(mode="json")
    order = {f"cable_{i}": [HOSTS[(i + j) % 4] for j in range(3)] for i in range(4)} | {"load": list(HOSTS[:3])}
    data["team"]["agents"] = {agent: {"host": who[0], "fallback": who[1:]} for agent, who in order.items()}
    return type(task).model_validate(data)


def team(kind: str, liar: str, **settings) -> Loop:
    return Loop(crew(), lies={liar: kind}, **settings)


def honest(loop: Loop):
    return [m for name, m in loop.members.items() if name not in loop.lies]


def planned(loop: Loop, limit: float = 8.0) -> bool:
    """Ask an honest host for a plan; whether all honest hosts commit one, and the same."""
    honest(loop)[0].request_plan(loop.now)
    loop.run(lambda: all(m.state is State.COMMITTED for m in honest(loop)), limit)
    found = [m.found for m in honest(loop)]
    return None not in found and len({bytes_of(f) for f in found}) == 1


def left_out(loop: Loop) -> list[set[str]]:
    """By every honest host."""
    return [{p.name for p in m.peers.values() if m.company.left_out(p)} for m in honest(loop)]


def doubts(loop: Loop) -> list[str]:
    return [host for m in honest(loop) for host, _ in m.company.trust.reasons]


class TestLiars:
    @pytest.mark.parametrize("kind", ["offset", "drift", "flip", "aside", "borrowed", "inconsistent", "displaced"])
    def test_of_their_own_plans_are_left_out_and_the_others_plan(self, kind):
        loop = team(kind, "quad_2", seal=Seal(KEY))
        assert planned(loop), [m.reason for m in honest(loop)]
        assert left_out(loop) == [{"quad_2"}] * 3 and set(doubts(loop)) == {"quad_2"}
        assert not any(m.found.executed.measures.problems() for m in honest(loop))
        assert {m.attempt.session.seat.agents["cable_2"] for m in honest(loop)} == {"quad_3"}
        view = loop.members["quad_1"].view(loop.now)
        assert "quad_2 is not believed: cable_2 " in view.reason and not view.alive["quad_2"]

    @pytest.mark.parametrize("kind", ["copies", "multipliers", "outcome"])
    def test_who_coordinate_are_left_out_and_stood_in_for(self, kind):
        loop, liar = team(kind, "quad_0"), {"quad_0"}
        assert planned(loop), [m.reason for m in honest(loop)]
        assert left_out(loop) == [liar] * 3 and set(doubts(loop)) == liar
        assert {m.attempt.session.seat.captain for m in honest(loop)} == {"quad_1"}

    def test_a_start_at_another_time_from_rest_is_no_lie(self):
        """Clocks of honest hosts may differ, or jump."""
        loop = Loop(crew())
        intercept(loop, later)
        assert planned(loop), [m.reason for m in loop.members.values()]
        assert not doubts(loop)

    def test_who_tell_each_host_another_plan_are_found_out(self):
        """Two feasible plans of one number: those who vote see it."""
        loop = Loop(crew())

        def passes(a, b, parcel) -> bool:
            if isinstance(parcel, Packet) and parcel.phase == Phase.ACCEPT and a == "quad_3" and b == "quad_1":
                parcel.values[0, 3] += 1.0
            return True

        intercept(loop, passes)
        loop.members["quad_0"].request_plan(0.0)
        loop.run(lambda: loop.members["quad_1"].state is State.HOLD, 8.0)
        assert loop.members["quad_1"].reason == "quad_3 has found another plan"

    def test_that_a_captain_plans_past_another_pillar_gives_nobody_a_plan_into_it(self):
        """All that it says is flyable and consistent: it solves another problem, whose pillar is out of the way."""
        loop = Loop(crew(obstacles=[pillar(-0.52)]))
        liar = loop.members["quad_0"]
        liar.query.task, liar.suspicion.judge = crew(obstacles=[pillar(-5.0)]), Gullible()
        loop.lies["quad_0"] = "another pillar"
        loop.members["quad_1"].request_plan(0.0)
        loop.run(lambda: False, 3.0)
        reasons = [r for m in honest(loop) for r in m.company.trust.reasons.values()]
        assert len(reasons) >= 2 and all("obstacle clearance" in r for r in reasons)
        assert left_out(loop) == [{"quad_0"}] * 3
        assert not any(m.found and m.found.executed.measures.problems() for m in honest(loop))

    @pytest.mark.parametrize("seed", range(2))
    def test_are_left_out_over_a_network_that_loses_packets(self, seed):
        loop = team("flip", "quad_1", options=faulty(seed, loss=0.2, delay=0.01))
        assert planned(loop, 20.0) and left_out(loop) == [{"quad_1"}] * 3


class TestWhoIsNotProvedALiar:
    def test_an_accuser_of_all_throws_nobody_out(self):
        loop = team("accuser", "quad_3")
        assert planned(loop) and left_out(loop) == [set()] * 3 and not doubts(loop)
        assert loop.members["quad_1"].attempt.session.seat.agents["cable_3"] == "quad_3"

    def test_a_host_that_refuses_all_plans_stops_the_team(self):
        """Nobody is flown against its word."""
        loop = team("veto", "quad_3")
        assert not planned(loop, 2.0) and not any(m.found for m in honest(loop)) and not doubts(loop)

    @pytest.mark.parametrize("faults", [{"loss": 0.2}, {"loss": 0.1, "delay": 0.02, "duplicate": 0.2, "reorder": 0.2}])
    @pytest.mark.parametrize("seed", range(2))
    def test_honest_hosts_are_never_doubted(self, seed, faults):
        loop = Loop(crew(), faulty(seed, **faults))
        for _ in range(2):
            planned(loop, 20.0)
            idle(loop, 0.2)
        assert doubts(loop) == [] and left_out(loop) == [set()] * 4
        assert all(m.rejected["not believed"] == 0 for m in loop.members.values())

    def test_a_liar_that_starts_anew_and_is_honest_takes_part_again(self):
        loop = team("flip", "quad_2")
        assert planned(loop)
        loop.lies.clear()
        loop.start("quad_2")
        idle(loop, 1.0)
        assert loop.plan(20.0) and left_out(loop) == [set()] * 4


class TestInFlight:
    @pytest.mark.parametrize(("kind", "liar"), [("start", "quad_0"), ("steering", "quad_0"), ("aside", "quad_1")])
    def test_a_liar_is_left_out_and_the_team_plans_on_and_hits_nothing(self, kind, liar):
        pytest.importorskip("mujoco")
        from l2c_planner.simulation.mujoco_plant import MujocoPlant

        task = crew(20, 0.08)
        air = InAir(task, None, {liar}, lies={liar: kind}, since=1.0)
        assert air.ready()
        flown = air.fly(MujocoPlant(task), 2.2)
        assert flown.record.contacts == () and not flown.split and not air.refused
        outs = [{p.name for p in m.peers.values() if m.company.left_out(p)} for m in air.honest]
        assert outs == [{liar}] * 3
        assert len(air.plans) >= 3
        assert all(m.state is not State.HOLD for m in air.honest)


class TestLiar:
    def test_tells_the_same_for_one_seed_and_seals_it(self):
        seal = Seal(KEY)
        packet = seal.sealed(Packet("quad_1", 1, 2, 3, 0, 0, 0, "cable_1", 0.1, 5, 0, np.ones((5, 12))))

        def told(kind: str, seed: int) -> Packet:
            network = Network()
            ear = network.end("ear")
            Liar(network.end("quad_1"), kind, seed, seal, 4).send(packet)
            (heard,) = ear.poll()
            return heard

        for kind in ("offset", "drift", "flip", "aside", "inconsistent", "displaced"):
            first, again = told(kind, 0), told(kind, 0)
            assert (first.values == again.values).all() and (first.values != packet.values).any()
            assert seal.valid(first) and first.subject == "cable_1"
        assert (told("offset", 1).values != told("offset", 0).values).any()

    def test_is_silent_about_nothing_until_it_begins(self):
        network, lying = Network(), False
        ear = network.end("ear")
        liar = Liar(network.end("quad_1"), "ahead", 0, Seal(), 4, lambda: lying)
        beat = Heartbeat("quad_1", 1, 0, 2, int(State.READY), 3, 3, 0, 0, 3, False)
        liar.send(beat)
        assert ear.poll() == [beat]
        lying = True
        liar.send(beat)
        assert ear.poll() == [replace(beat, plan=1003, state=int(State.COMMITTED))]

    def test_has_kinds(self):
        with pytest.raises(ValueError, match=f"^lie 'white'; valid: {KINDS[0]}, "):
            Liar(Network().end("a"), "white", 0, Seal(), 4)


def later(a: str, b: str, parcel) -> bool:
    """The captain names a start that is too late, to all."""
    if isinstance(parcel, Packet) and parcel.phase == Phase.ACCEPT and parcel.sender == "quad_0":
        if parcel.subject == "plan":
            parcel.values[0, 1] = 5e8
    return True


def pillar(y: float) -> dict:
    """In the way of a formation that takes no notice of it, or far away."""
    return {"name": "pillar", "shape": "cylinder", "center": [0.55, y], "radius": 0.2}
