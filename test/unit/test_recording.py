"""Bags: what is written is read again by us and by others, also after a crash; anything else is refused in one line."""

from __future__ import annotations

import dataclasses
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mcap.reader import make_reader
from mcap.writer import CompressionType, Writer
from rollout_samples import (
    HASH,
    MESSAGES,
    PLAN,
    ROOT,
    STORE,
    Flight,
    fly,
    packets,
    record,
    serialise,
    write_bag,
)
from rosbags.rosbag2 import Reader

from l2c_planner.admm import Message, Phase
from l2c_planner.config import load_task
from l2c_planner.config.loader import shipped_file
from l2c_planner.rollout import RolloutError, load, save
from l2c_planner.rollout import bag as bag_module
from l2c_planner.rollout.bag import BagWriter
from l2c_planner.rollout.bag_reader import BagReader
from l2c_planner.rollout.definitions import decode, definition, same_definition, type_hash
from l2c_planner.rollout.from_bag import read_rollout
from l2c_planner.rollout.packets import packet_of
from l2c_planner.transport.assembly import Assembler

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
CONSENSUS, ROLLOUT = "l2c_planner/msg/Consensus", "l2c_planner/msg/RolloutRecord"
PATH = "nav_msgs/msg/Path"


@pytest.fixture(scope="module")
def flight() -> Flight:
    return fly(rounds=3)


@pytest.fixture(scope="module")
def bag(flight: Flight, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bag(tmp_path_factory.mktemp("bags") / "flight", flight)


def a_packet(k: int = 0, size: int = 6) -> bytes:
    values = np.arange(size * 2.0).reshape(size, 2) + k
    return next(packets(Message("quad_0", 1, 0, k, Phase.COPY, "team", values, values, 0.5)))


# ---------------------------------------------------------------- the same roll-out
@pytest.mark.parametrize("rows", [10**6, 7, 1])
def test_a_bag_gives_the_roll_out_of_the_run_itself(flight: Flight, tmp_path: Path, rows: int) -> None:
    path = write_bag(tmp_path / "bag", flight, rows)
    for where in (path, path / "bag_0.mcap"):
        found = read_rollout(where)
        assert found.equal(flight.rollout()) and found.missing == ()
    save(found, tmp_path / "rollout.npz")
    assert load(tmp_path / "rollout.npz").equal(flight.rollout())


def test_a_swarm_too(tmp_path: Path) -> None:
    flight = fly(4, 2, load_task(shipped_file("swarm.yaml"), quads=4))
    assert read_rollout(write_bag(tmp_path / "bag", flight)).equal(flight.rollout())


def test_packets_in_any_order_twice_and_beside_those_of_others(flight: Flight, tmp_path: Path) -> None:
    said = [data for message in flight.messages for data in packets(message, rows=3)]
    strangers = [dataclasses.replace(message, values=message.values + 1) for message in flight.messages]
    others = [data for message in strangers for data in packets(message, problem_hash=1)]
    chance = random.Random(1)
    mixed = [(CONSENSUS, data) for data in said + chance.choices(said, k=100) + others]
    mixed.append((ROLLOUT, record(flight.head, flight.rounds)))
    chance.shuffle(mixed)
    with BagWriter(tmp_path / "bag.mcap") as writer:
        for k, (type_name, data) in enumerate(mixed):
            writer.write("/x", type_name, data, k)
    assert read_rollout(tmp_path / "bag.mcap").equal(flight.rollout())


def test_a_plan_is_found_by_its_number_and_the_last_one_without(flight: Flight, tmp_path: Path) -> None:
    second = fly(1, rounds=2, plan=PLAN + 1)
    with BagWriter(tmp_path / "two") as writer:
        for k, one in enumerate((flight, second)):
            for message in one.messages:
                for data in packets(message):
                    writer.write(f"/{message.sender}/consensus", CONSENSUS, data, k)
            writer.write("/quad_0/rollout", ROLLOUT, record(one.head, one.rounds), k)
    assert read_rollout(tmp_path / "two", PLAN).equal(flight.rollout())
    assert read_rollout(tmp_path / "two").equal(second.rollout())
    with pytest.raises(RolloutError, match=rf"no roll-out of plan 3 in this bag; valid: {PLAN}, {PLAN + 1}$"):
        read_rollout(tmp_path / "two", 3)


def test_lost_packets_are_named(flight: Flight, tmp_path: Path) -> None:
    kept = [m for m in flight.messages if (m.stage, m.round, m.phase, m.sender) != (1, 1, Phase.PRIMAL, "quad_1")]
    found = read_rollout(write_bag(tmp_path / "bag", flight, messages=kept))
    assert [s.rounds for s in found.stages] == [3, 1]
    assert found.missing == (
        "stage 1 (trajectories), round 1 of 3: no fitting PRIMAL cable_1 of quad_1; the roll-out ends before it",
    )


def test_a_goal_in_the_head_is_that_of_the_problem(flight: Flight, tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag") as writer:
        for message in flight.messages:
            for data in packets(message):
                writer.write("/c", CONSENSUS, data, 0)
        writer.write("/r", ROLLOUT, record(flight.head, flight.rounds, goal=np.array([0.5, 0.2, 0.8])), 1)
    found = read_rollout(tmp_path / "bag")
    np.testing.assert_array_equal(found.head.goal, [[0.5, 0.2, 0.8]])
    # the residual of the first round is measured from the start of the other problem
    assert found.stages[0].dual_residual[0] != flight.rollout().stages[0].dual_residual[0]


# ---------------------------------------------------------------- what others see in it
def test_others_read_the_bag_with_its_types(flight: Flight, bag: Path) -> None:
    said = {(f"/{m.sender}/consensus", data) for m in flight.messages for data in packets(m)}
    with Reader(bag) as reader:
        found = {(c.topic, data) for c, _, data in reader.messages() if c.msgtype == CONSENSUS}
        for connection in reader.connections:
            name = connection.msgtype.rpartition("/")[2]
            assert connection.digest == STORE.hash_rihs01(connection.msgtype)
            assert same_definition(connection.msgtype, connection.msgdef.data)
            assert name == "RolloutRecord" or "# keyed BLAKE2 tag over" in connection.msgdef.data
            assert "MSG: std_msgs/Header" in connection.msgdef.data
            assert "MSG: builtin_interfaces/Time" in connection.msgdef.data
    assert found == said


def test_the_file_has_an_index_and_the_ros2_profile(bag: Path) -> None:
    with (bag / "flight_0.mcap").open("rb") as stream:
        reader = make_reader(stream)
        summary, header = reader.get_summary(), reader.get_header()
        assert header.profile == "ros2"
        assert summary.statistics.message_count == sum(1 for _ in reader.iter_messages()) > 30
        assert {c.message_encoding for c in summary.channels.values()} == {"cdr"}
        assert {s.encoding for s in summary.schemas.values()} == {"ros2msg"}
        (metadata,) = reader.iter_metadata()
        about = yaml.safe_load(metadata.metadata["serialized_metadata"])
    full = yaml.safe_load((bag / "metadata.yaml").read_text())["rosbag2_bagfile_information"]
    assert about == full and full["message_count"] == summary.statistics.message_count


def test_standard_types_go_in_too(tmp_path: Path) -> None:
    types = STORE.types
    header = types["std_msgs/msg/Header"](types["builtin_interfaces/msg/Time"](1, 2), "map")
    data = bytes(STORE.serialize_cdr(types[PATH](header=header, poses=[]), PATH))
    with BagWriter(tmp_path / "bag") as writer:
        writer.write("/quad_0/plan/path", PATH, data, 5)
    (found,) = BagReader(tmp_path / "bag").messages()
    assert (found.topic, found.type_name, found.stamp, found.data) == ("/quad_0/plan/path", PATH, 5, data)
    assert found.decoded().header.frame_id == "map"


def test_numbers_come_as_aligned_arrays() -> None:
    data = a_packet(size=2000)
    message = decode(CONSENSUS, data)
    assert message.primal.dtype == np.float64 and message.tag.dtype == np.uint8
    assert message.primal.flags.aligned and not message.primal.flags.writeable
    np.testing.assert_array_equal(message.primal, np.arange(4000.0))


@pytest.mark.parametrize("name", MESSAGES)
def test_definitions_stand_alone(name: str) -> None:
    full = f"l2c_planner/msg/{name}"
    assert same_definition(full, definition(full))
    assert not same_definition(full, definition(full).replace("std_msgs/Header header", "std_msgs/Header header2", 1))
    assert not same_definition(full, "uint8 x\n")
    assert type_hash(full) == STORE.hash_rihs01(full)


# ---------------------------------------------------------------- crashes
WRITE_FOREVER = """
import sys, time
from l2c_planner.rollout.bag import BagWriter
writer = BagWriter(sys.argv[1])
data, k = open(sys.argv[2], "rb").read(), 0
while True:
    writer.write("/quad_0/consensus", "l2c_planner/msg/Consensus", data, k)
    k += 1
    print(k, flush=True)
    time.sleep(float(sys.argv[3]))
"""


@pytest.mark.parametrize("pause, least", [(0.02, 25), (0.0, 1000)])
def test_a_killed_writer_leaves_what_it_had_flushed(tmp_path: Path, pause: float, least: int) -> None:
    (tmp_path / "packet").write_bytes(a_packet(size=20))
    command = [sys.executable, "-c", WRITE_FOREVER, tmp_path / "bag", tmp_path / "packet", str(pause)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        written, end = 0, time.monotonic() + 30
        while written < (60 if pause else 5000) and time.monotonic() < end:
            written = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
    reader = BagReader(tmp_path / "bag")
    found = list(reader.messages())
    assert reader.cut == ["bag_0.mcap"] and not (tmp_path / "bag" / "metadata.yaml").exists()
    assert len(found) >= least
    assert [m.stamp for m in found] == list(range(len(found)))
    assert all(m.data == (tmp_path / "packet").read_bytes() for m in found)
    lost = written - len(found)
    assert lost <= (bag_module.FLUSH_AFTER / pause + 5 if pause else bag_module.CHUNK / len(found[0].data) + 1)


def test_a_plan_that_is_over_is_on_the_disk(flight: Flight, tmp_path: Path) -> None:
    """The head is flushed at once, so that a crash afterwards loses nothing of its plan."""
    writer = BagWriter(tmp_path / "bag")
    for message in flight.messages:
        for data in packets(message):
            writer.write("/c", CONSENSUS, data, 0)
    writer.write("/r", ROLLOUT, record(flight.head, flight.rounds), 1)
    found = read_rollout(tmp_path / "bag")  # never closed
    assert found.missing == ("bag_0.mcap is cut off",)
    assert same_rounds(found, flight)
    writer.close()


def same_rounds(found, flight: Flight) -> bool:
    """The same but for what is missing."""
    whole = flight.rollout()
    return type(found)(found.head, found.stages).equal(whole)


@given(share=st.floats(0, 1))
@QUICK
def test_a_cut_file_gives_what_is_before_the_cut(tmp_path: Path, flight: Flight, bag: Path, share: float) -> None:
    content = (bag / "flight_0.mcap").read_bytes()
    cut = tmp_path / "cut.mcap"
    cut.write_bytes(content[: int(share * (len(content) - 1))])
    whole = [m.data for m in BagReader(bag).messages()]
    try:
        found = [m.data for m in BagReader(cut).messages()]
    except RolloutError as error:
        assert len(cut.read_bytes()) < 8 and "not an MCAP file" in str(error)
    else:
        assert found == whole[: len(found)]
    try:
        rollout = read_rollout(cut)
    except RolloutError as error:
        assert "\n" not in str(error) and "cut" in str(error)
    else:
        assert rollout.missing == ("cut.mcap is cut off",)


def test_a_failing_block_still_closes_the_bag(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), BagWriter(tmp_path / "bag") as writer:
        writer.write("/c", CONSENSUS, a_packet(), 0)
        raise ZeroDivisionError
    assert (tmp_path / "bag" / "metadata.yaml").exists()
    assert len(list(BagReader(tmp_path / "bag").messages())) == 1


def test_many_messages_make_many_chunks_and_all_come_back(tmp_path: Path) -> None:
    data = a_packet(size=1000)
    with BagWriter(tmp_path / "bag") as writer:
        for k in range(60):
            writer.write("/c", CONSENSUS, data, 1000 - k)
    reader = BagReader(tmp_path / "bag")
    assert [m.stamp for m in reader.messages()] == [1000 - k for k in range(60)] and not reader.cut
    with Reader(tmp_path / "bag") as other:
        assert other.message_count == 60 and [t for _, t, _ in other.messages()] == list(range(941, 1001))


# ---------------------------------------------------------------- one-line errors
def refused(path: Path, **options) -> str:
    with pytest.raises(RolloutError) as caught:
        read_rollout(path, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_what_is_no_bag_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.mcap").write_bytes(b"")
    (tmp_path / "text.mcap").write_text("problem: multilift\n" * 50)
    (tmp_path / "folder").mkdir()
    assert "No such file" in refused(tmp_path / "none.mcap")
    assert "too short" in refused(tmp_path / "empty.mcap")
    assert "not an MCAP file" in refused(tmp_path / "text.mcap")
    assert "valid: a folder with an .mcap file" in refused(tmp_path / "folder")


def test_a_bag_without_a_roll_out_is_refused(tmp_path: Path) -> None:
    with BagWriter(tmp_path / "bag") as writer:
        writer.write("/c", CONSENSUS, a_packet(), 0)
    assert refused(tmp_path / "bag").endswith("bag: no roll-out in this bag")
    with BagWriter(tmp_path / "nothing"):
        pass
    assert refused(tmp_path / "nothing").endswith("no roll-out in this bag")


@given(data=st.data())
@QUICK
def test_damage_is_refused_or_harmless(tmp_path: Path, flight: Flight, bag: Path, data: st.DataObject) -> None:
    content = bytearray((bag / "flight_0.mcap").read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    damaged = tmp_path / "damaged.mcap"
    damaged.write_bytes(content)
    try:
        found = read_rollout(damaged)
    except RolloutError as error:
        assert "\n" not in str(error) and "damaged.mcap" in str(error)
    else:
        assert same_rounds(found, flight)


def test_a_number_that_has_changed_on_the_disk_is_noticed(tmp_path: Path, flight: Flight, bag: Path) -> None:
    content = bytearray((bag / "flight_0.mcap").read_bytes())
    content[content.index(flight.messages[0].values.tobytes()) + 3] ^= 1
    (tmp_path / "changed.mcap").write_bytes(content)
    assert "changed.mcap: not an MCAP file, or damaged (crc" in refused(tmp_path / "changed.mcap")


def foreign(path: Path, name: str, text: str, data: bytes, encoding: str = "ros2msg") -> Path:
    """A bag as another program may write it."""
    with path.open("wb") as stream:
        writer = Writer(stream, compression=CompressionType.ZSTD)
        writer.start("ros2")
        channel = writer.register_channel("/r", "cdr", writer.register_schema(name, encoding, text.encode()))
        writer.add_message(channel, 0, data, 0)
        writer.finish()
    return path


def test_another_definition_of_our_types_is_refused(tmp_path: Path, flight: Flight) -> None:
    head = record(flight.head, flight.rounds)
    fine = foreign(tmp_path / "fine.mcap", ROLLOUT, definition(ROLLOUT), head)
    assert [s.rounds for s in read_rollout(fine).stages] == [0]
    changed = definition(ROLLOUT).replace("uint32 plan_id", "uint64 plan_id")
    for text, encoding in ((changed, "ros2msg"), ("nonsense ][", "ros2msg"), (definition(ROLLOUT), "ros2idl")):
        path = foreign(tmp_path / "other.mcap", ROLLOUT, text, head, encoding)
        assert f"another definition of {ROLLOUT}" in refused(path)


def test_types_that_nobody_knows_are_kept_but_not_decoded(tmp_path: Path) -> None:
    path = foreign(tmp_path / "bag.mcap", "chess/msg/Move", "string move\n", b"\0\1\0\0e4")
    (found,) = BagReader(path).messages()
    with pytest.raises(RolloutError, match="chess/msg/Move: unknown message type; valid: l2c_planner/msg/Consensus, "):
        found.decoded()
    assert refused(path).endswith("no roll-out in this bag")
    with BagWriter(tmp_path / "new") as writer, pytest.raises(RolloutError, match="unknown message type"):
        writer.write("/r", "chess/msg/Move", b"", 0)


@given(data=st.binary(max_size=200) | st.integers(4, 600).map(lambda n: record_bytes()[:n]))
@QUICK
def test_bytes_that_are_no_message_are_refused(tmp_path: Path, data: bytes) -> None:
    with BagWriter(tmp_path / f"{time.monotonic_ns()}.mcap") as writer:
        writer.write("/r", ROLLOUT, data, 0)
    refused(writer.file)


def record_bytes() -> bytes:
    return record(fly(1, 1).head, [1, 1])


@pytest.mark.parametrize(
    "changes, part",
    [
        ({"hosts": ["quad_0"]}, "do not fit together"),
        ({"captain": "quad_9"}, "do not fit together"),
        ({"goal": np.zeros(4)}, "do not fit together"),
        ({"goal": np.zeros(6)}, "goal: 6 numbers; valid: 3"),
        ({"task": "{"}, "not JSON"),
        ({"rounds": np.array([1, 1, 1], np.uint32)}, "fewer stages"),
        ({"agents": ["a", "b", "c", "d"]}, "agent 'load' has no host"),
    ],
)
def test_a_head_that_makes_no_sense_is_refused(tmp_path: Path, flight: Flight, changes: dict, part: str) -> None:
    with BagWriter(tmp_path / "bag") as writer:
        for message in flight.messages:
            for data in packets(message):
                writer.write("/c", CONSENSUS, data, 0)
        writer.write("/r", ROLLOUT, record(flight.head, **{"rounds": flight.rounds, **changes}), 0)
    assert part in refused(tmp_path / "bag")


def test_a_writer_says_what_is_wrong(tmp_path: Path, bag: Path) -> None:
    for path in (bag, bag / "flight_0.mcap"):
        with pytest.raises(RolloutError, match="exists already"):
            BagWriter(path)
    (tmp_path / "file").write_text("")
    with pytest.raises(RolloutError, match="cannot be written"):
        BagWriter(tmp_path / "file" / "bag")
    writer = BagWriter(tmp_path / "bag")
    with pytest.raises(RolloutError, match="stamp -1; valid: nanoseconds from 0"):
        writer.write("/c", CONSENSUS, a_packet(), -1)
    writer.close()
    writer.close()
    with pytest.raises(RolloutError, match="is closed"):
        writer.write("/c", CONSENSUS, a_packet(), 0)
    with pytest.raises(RolloutError):
        writer.flush()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = BagWriter(tmp_path / "bag")
    monkeypatch.setattr(writer, "_flush", lambda: open("/dev/full", "wb", buffering=0).write(b"x"))
    with pytest.raises(RolloutError, match="bag_0.mcap: cannot be written .*No space left"):
        writer.write("/r", ROLLOUT, record_bytes(), 0)


# ---------------------------------------------------------------- packets
@given(
    values=arrays(np.float64, st.tuples(st.integers(1, 12), st.integers(1, 4)), elements=st.floats(width=64)),
    rows=st.integers(1, 5),
    seed=st.integers(0, 1000),
    with_dual=st.booleans(),
)
@QUICK
def test_tables_are_put_together_from_parts_in_any_order(
    values: np.ndarray, rows: int, seed: int, with_dual: bool
) -> None:
    dual = values[::-1].copy() if with_dual else None
    message = Message("quad_0", 1, 0, 2, Phase.COPY, "team", values, dual, 0.25)
    parts = [decode(CONSENSUS, data) for data in packets(message, rows=rows)]
    random.Random(seed).shuffle(parts)
    tables = Assembler()
    (*none, found) = [tables.add(packet_of(part))[0] for part in [*parts[:-1], *parts]]  # all but the last twice
    assert not any(none)
    assert found.values.tobytes() == values.tobytes() and found.values.shape == values.shape
    assert (found.dual is None) == (dual is None) and (dual is None or found.dual.tobytes() == dual.tobytes())
    for name in ("sender", "plan", "stage", "round", "phase", "subject", "penalty"):
        assert getattr(found, name) == getattr(message, name)


@given(
    rows=st.integers(0, 2**32 - 1), cols=st.integers(0, 2**32 - 1), first=st.integers(0, 2**32 - 1),
    total=st.integers(0, 2**32 - 1), phase=st.integers(0, 255), sizes=st.tuples(st.integers(0, 6), st.integers(0, 6)),
)  # fmt: skip
@QUICK
def test_impossible_packets_are_counted_and_allocate_nothing(rows, cols, first, total, phase, sizes) -> None:
    data = serialise(
        "Consensus", sender="quad_0", boot=0, problem_hash=HASH, plan_id=1, stage=0, round=0, phase=phase,
        subject="team", penalty=1.0, total_rows=total, first_knot=first, rows=rows, cols=cols,
        primal=np.zeros(sizes[0]), dual=np.zeros(sizes[1]), tag=np.zeros(0, np.uint8),
    )  # fmt: skip
    packet = packet_of(decode(CONSENSUS, data))
    found = packet and Assembler().add(packet)[0]
    assert found is None or found.values.shape == (total, cols)
