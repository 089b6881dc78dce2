"""With a team key, who lacks it can neither join, forge, replay nor flood; they are counted, and the plan is made."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from std_msgs.msg import Header
from team_processes import Ear, Nodes, same_bits, soon, write_task

from l2c_planner.admm.message import Phase
from l2c_planner.config import load_task
from l2c_planner.plan import make_plan
from l2c_planner.ros import names
from l2c_planner.ros.wire import consensus_message, heartbeat_message
from l2c_planner.team import Member
from l2c_planner.transport import Heartbeat, Packet, State
from l2c_planner.transport.seal import Seal, create_key, read_key

HOSTS = ("quad_0", "quad_1", "quad_2")
PARCELS = names.HEARD
OUTSIDE = Seal(bytes(32))
"""Somebody with another key."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("team")
    create_key(path / "team.key")
    write_task(path / "task.yaml")
    return path


@pytest.fixture(scope="module")
def expected(folder) -> dict[str, np.ndarray]:
    return make_plan(load_task(folder / "task.yaml")).arrays


def team_of(domain: int, folder: Path, **settings: object) -> Nodes:
    return Nodes(domain, folder / "task.yaml", **{"security.key_file": str(folder / "team.key"), **settings})


@pytest.fixture
def team(domain, folder) -> Iterator[Nodes]:
    with team_of(domain, folder) as nodes:
        yield nodes.fill()


def sound(team: Nodes, expected: dict[str, np.ndarray], plan: int = 1) -> bool:
    """Whether the team commits the right plan, with the number that it has if nobody meddles."""
    assert team.committed(), team.views()
    return all(team.view(h).plan == plan and same_bits(team.arrays(h), expected) for h in team.nodes)


def counted(ear: Ear, reason: str, host: str = "quad_0") -> int:
    """How often diagnostics say that a host refused a packet for a reason."""
    return int(ear.values(host).get(f"rejected: {reason}", 0))


def message_of(parcel: Packet | Heartbeat) -> object:
    header = Header(frame_id="map")
    return heartbeat_message(parcel, header) if isinstance(parcel, Heartbeat) else consensus_message(parcel, header)


def forgeries(member: Member, sender: str, key: Seal) -> dict[str, Packet | Heartbeat]:
    """What somebody says under a host's name who knows all but the key, by topic; it would end or spoil plans."""
    boot, problem, plan = member.peers[sender].boot, member.hash, member.plan + 1
    known = tuple((name, peer.boot) for name, peer in member.peers.items()) + ((member.name, member.boot),)
    beat = Heartbeat(sender, boot, 10**6, problem, int(State.HOLD), plan, plan + 5, 0, 0, 0, False, known)
    head = (sender, boot, problem, plan, 0, 0)
    part = np.zeros((9, 13))
    sent = {
        names.HEARTBEAT: beat,
        names.PRIMAL: Packet(*head, int(Phase.PRIMAL), "cable_1", 1.0, 9, 0, part),
        names.COPIES: Packet(*head, int(Phase.COPY), "pairs", 1.0, 9, 0, part, part),
        names.AGREEMENT: Packet(*head, int(Phase.BEGIN), "team", 1.0, 1, 0, np.array([[1.0, 1.0, 1.0, 5.0, 5.0, 5.0]])),
    }
    return {topic: key.sealed(parcel) for topic, parcel in sent.items()}


class TestForger:
    @pytest.mark.parametrize("key", [OUTSIDE, Seal()], ids=["another key", "no key"])
    def test_what_it_says_under_our_names_is_refused_and_counted(self, team, ear, expected, key):
        said = 0
        for topic, parcel in forgeries(team["quad_1"].worker.member, "quad_0", key).items():
            if topic != names.PRIMAL:  # which quad_1 does not hear
                ear.publish("quad_0", topic, message_of(parcel))
                said += 1
        assert soon(lambda: team.rejected("quad_1").get("wrong tag", 0) == said), team.rejected("quad_1")
        primal = forgeries(team["quad_0"].worker.member, "quad_1", key)[names.PRIMAL]
        ear.publish("quad_1", names.PRIMAL, message_of(primal))
        assert soon(lambda: team.rejected("quad_0").get("wrong tag", 0) == 1)
        assert {team.view(host).state for host in HOSTS} == {State.READY} and team.view("quad_1").plan == 0
        assert sound(team, expected)
        assert soon(lambda: counted(ear, "wrong tag", "quad_1") == said and counted(ear, "wrong tag") == 1)
        assert "packets refused" in ear.health["quad_1"].message

    def test_a_true_tag_on_other_words_is_refused(self, team, ear, expected, folder):
        """Somebody changes a single field of what a robot has said."""
        seal = Seal(read_key(folder / "team.key"))
        beat = forgeries(team["quad_1"].worker.member, "quad_0", seal)[names.HEARTBEAT]
        honest = replace(beat, state=int(State.READY), wanted=0, plan=0)
        tag = seal.sealed(honest).tag
        for change in ({"wanted": 9}, {"count": 2 * 10**6}, {"state": int(State.HOLD)}, {"peers": ()}, {"boot": 1}):
            ear.publish("quad_0", names.HEARTBEAT, message_of(replace(honest, tag=tag, **change)))
        assert soon(lambda: team.rejected("quad_1").get("wrong tag", 0) == 5), team.rejected("quad_1")
        assert sound(team, expected)

    def test_a_robot_without_the_key_is_not_heard(self, domain, folder, ear):
        with team_of(domain, folder, **{"transport.join": 0.3}) as team:
            team.start("quad_0")
            team.start("quad_1")
            team.start("quad_2", **{"security.key_file": ""})
            assert soon(lambda: team.view().alive["quad_1"] and team.rejected().get("wrong tag", 0) > 3)
            assert not team.view().alive["quad_2"] and not any(team.view("quad_2").alive[h] for h in HOSTS[:2])
            team["quad_2"].worker.call(lambda: team["quad_2"].worker.member.request_plan(time.monotonic()))
            assert soon(lambda: team.view("quad_2").state is State.HOLD)
            assert team.view().state is State.READY and team.view().plan == 0
            assert soon(lambda: counted(ear, "wrong tag") > 3)


class Tape:
    """Records what hosts say as it is on the wire, and says it again."""

    def __init__(self, ear: Ear, hosts: Sequence[str] = HOSTS) -> None:
        self.said: list[tuple[str, str, bytes]] = []
        self._ear = ear
        for host in hosts:
            for name in PARCELS:
                topic = ear.table[name]
                topic.subscription(ear.node, partial(self._record, host, name), host=host, raw=True)

    def _record(self, host: str, name: str, data: bytes) -> None:
        self.said.append((host, name, bytes(data)))

    def hears(self, hosts: Sequence[str] = HOSTS) -> bool:
        """Wait until it hears all topics: that of heartbeats is the last one to be found."""
        return soon(lambda: {host for host, name, _ in list(self.said) if name == names.HEARTBEAT} >= set(hosts))

    def count(self, name: str) -> int:
        return sum(topic == name for _, topic, _ in self.said)

    def replay(self, said: Sequence[tuple[str, str, bytes]]) -> None:
        for host, name, data in said:
            self._ear.publish(host, name, data)


class TestReplayer:
    def test_a_recorded_plan_is_not_run_again(self, domain, folder, ear, expected):
        """After a restart of all robots, with the same key, somebody says again all that was said before."""
        tape = Tape(ear)
        with team_of(domain, folder) as first:
            assert first.fill() and tape.hears() and sound(first, expected)
            assert soon(lambda: all(tape.count(name) > 2 for name in PARCELS))
        old = list(tape.said)
        with team_of(domain, folder) as second:
            second.fill()
            tape.replay([word for word in old if word[1] != names.PRIMAL or word[0] != "quad_0"])
            assert soon(lambda: second.rejected().get("not introduced", 0) > 10), second.rejected()
            assert {second.view(host).state for host in HOSTS} == {State.READY} and second.view().plan == 0
            assert sound(second, expected)
            assert soon(lambda: counted(ear, "not introduced") > 10)

    def test_nor_before_the_others_are_back(self, domain, folder, ear, expected):
        """A robot that is alone, just restarted, believes nobody who does not know its new boot number."""
        tape = Tape(ear)
        with team_of(domain, folder) as first:
            assert first.fill() and tape.hears() and sound(first, expected)
        old = list(tape.said)
        with team_of(domain, folder) as second:
            second.start("quad_1")
            tape.replay([word for word in old if word[0] != "quad_1" and word[1] != names.PRIMAL])
            assert soon(lambda: sum(second.rejected("quad_1").values()) > 10), second.rejected("quad_1")
            assert not any(second.view("quad_1").alive[host] for host in ("quad_0", "quad_2"))
            assert second.view("quad_1").plan == 0 and second.view("quad_1").state is State.READY
            second.start("quad_0")
            second.start("quad_2")
            assert second.joined() and sound(second, expected)

    def test_of_the_same_life_it_is_refused_too(self, team, ear, expected):
        tape = Tape(ear)
        assert tape.hears() and sound(team, expected) and soon(lambda: tape.count(names.AGREEMENT) > 2)
        before = team.rejected("quad_1").get("late", 0)
        tape.replay([word for word in tape.said if word[1] != names.PRIMAL or word[0] != "quad_0"])
        assert soon(lambda: team.rejected("quad_1").get("late", 0) > before), "the captain's word that opens a plan"
        assert {team.view(host).plan for host in HOSTS} == {1}
        assert {team.view(host).state for host in HOSTS} == {State.COMMITTED}
        assert sound(team, expected, plan=2)

    def test_of_a_robot_s_earlier_life_it_is_refused(self, team, ear, expected):
        """One robot restarts; what it said before must not make the others doubt that."""
        tape = Tape(ear, ["quad_2"])
        assert tape.hears(["quad_2"]) and sound(team, expected) and soon(lambda: tape.count(names.HEARTBEAT) > 2)
        old = list(tape.said)
        team.stop("quad_2")
        team.start("quad_2")
        assert team.joined()
        tape.replay(old)
        assert soon(lambda: all(team.rejected(host).get("replayed", 0) > 1 for host in HOSTS[:2]))
        assert team.joined() and team.committed()

    def test_old_heartbeats_do_not_keep_a_dead_robot_alive(self, team, ear):
        tape = Tape(ear, ["quad_2"])
        assert soon(lambda: tape.count(names.HEARTBEAT) > 10)
        team.stop("quad_2")
        old = [word for word in tape.said if word[1] == names.HEARTBEAT]
        end = time.monotonic() + 1.2
        while time.monotonic() < end:
            for word in old[-5:]:
                tape.replay([word])
                time.sleep(0.02)
        assert not team.view("quad_0").alive["quad_2"] and not team.view("quad_1").alive["quad_2"]


class TestFlooder:
    def test_a_plan_is_committed_in_the_flood(self, team, ear, expected):
        """Packets of the largest size, as many as somebody can send."""
        publisher = ear.publisher("quad_2", names.AGREEMENT)
        message, running, sent = message_of(self._garbage(team)), True, 0

        def flood() -> None:
            nonlocal sent
            while running:
                publisher.publish(message)
                sent += 1
                time.sleep(0.0005)

        thread = threading.Thread(target=flood)
        thread.start()
        try:
            assert soon(lambda: sent > 50)
            assert sound(team, expected)
        finally:
            running = False
            thread.join()
        assert sent > 100
        assert soon(lambda: counted(ear, "wrong tag") > 50 and counted(ear, "wrong tag", "quad_1") > 50)
        assert len(ear.values()) < 60, "the counts do not grow with what is sent"

    @staticmethod
    def _garbage(team: Nodes) -> Packet:
        member = team["quad_0"].worker.member
        return Packet("quad_2", 7, member.hash, 1, 0, 0, int(Phase.ACCEPT), "plan", 1.0, 8192, 0, np.ones((8192, 1)))
