"""The trainer's node beside a team: it learns from their plans, and they plan with what it announces."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from rclpy.parameter import Parameter
from std_msgs.msg import Header
from std_srvs.srv import Trigger
from team_processes import Nodes, same_bits, soon

from l2c_planner.config import load_task
from l2c_planner.plan import make_plan, problem_hash
from l2c_planner.ros import names
from l2c_planner.ros.topics import topics
from l2c_planner.ros.wire import tuning_message
from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.seal import Seal, create_key, read_key
from l2c_planner.tuning.learned import Learned, load_learned, shipped

pytest.importorskip("torch", reason="learning needs torch (make test LEARN=1)")

from l2c_planner.learning.flights import FlightTrainer  # noqa: E402
from l2c_planner.ros.trainer import TrainerNode, main  # noqa: E402


@pytest.fixture
def nodes(domain, file) -> Iterator[Nodes]:
    with Nodes(domain, file, tuning="learned", trainer="trainer") as made:
        made.fill()
        yield made


def trainer_beside(nodes: Nodes, out, **given) -> TrainerNode:
    values = {"task": str(nodes.file), "out": str(out), "batch": 1, **given}
    node = TrainerNode(
        context=nodes.context,
        namespace="/trainer",
        parameter_overrides=[Parameter(name, value=value) for name, value in values.items()],
    )
    nodes.executor.add_node(node)
    return node


def hashes(nodes: Nodes) -> set[int]:
    return {node.worker.member.hash for node in nodes.nodes.values()}


def announce(nodes: Nodes, content: bytes, digest: str = "x", number: int = 1, seal: Seal | None = None):
    """What somebody in the trainer's place says; keep what it returns."""
    node = nodes["quad_0"]
    topic = topics()[names.TUNING]
    publisher = node.create_publisher(topic.type, "/trainer/tuning", topic.qos)
    announcement = (seal or Seal()).sealed(Announcement(number, digest, 1, content))
    publisher.publish(tuning_message(announcement, Header()))
    return publisher


def moved(by: float, weights: float = 0.0) -> Learned:
    """The shipped networks with other biases and weights in the last layer."""
    layers = {
        s: {c: (*found[:-1], (found[-1][0] + weights, found[-1][1] + by)) for c, found in classes.items()}
        for s, classes in shipped().layers.items()
    }
    return Learned(layers, shipped().rounds)


def ignored(nodes: Nodes, reason: str) -> bool:
    return soon(lambda: all(n.ignored.get(f"networks: {reason}") for n in nodes.nodes.values()), 10)


def test_a_plan_teaches_and_the_next_one_uses_it(nodes, tmp_path):
    task = load_task(nodes.file)
    trainer = trainer_beside(nodes, tmp_path)
    assert hashes(nodes) == {problem_hash(task, shipped())}
    assert nodes.committed(), nodes.views()
    assert same_bits(nodes.arrays(), make_plan(task, learned=shipped()).arrays)
    assert soon((tmp_path / "learned.npz").exists, 30)
    learned = load_learned(tmp_path / "learned.npz")
    assert learned.digest != shipped().digest
    assert soon(lambda: hashes(nodes) == {problem_hash(task, learned)}, 10)
    assert nodes.joined() and nodes.committed(), nodes.views()
    assert same_bits(nodes.arrays("quad_1"), make_plan(task, learned=learned).arrays)
    assert soon(lambda: trainer.trainer.state.episode == 2, 30)


def test_its_gradient_is_that_of_the_plan_in_one_process(nodes, tmp_path):
    from rollout_samples import fly

    from l2c_planner.config import shipped_file
    from l2c_planner.learning.options import load_training

    trainer = trainer_beside(nodes, tmp_path / "node", batch=5)
    assert nodes.committed()
    assert soon(lambda: trainer.trainer.lessons, 30)
    options, _ = load_training(shipped_file("training.yaml"))
    alone = FlightTrainer(options, tmp_path / "alone", shipped())
    task = load_task(nodes.file)
    alone.learn(fly(rounds=None, task=task, learned=shipped()).rollout())
    found, expected = (
        np.concatenate([p.grad.numpy().ravel() for p in t.state.networks.parameters()])
        for t in (trainer.trainer, alone)
    )
    assert np.linalg.norm(found - expected) <= 1e-12 * np.linalg.norm(expected) > 0


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"nan"])
def test_bad_networks_are_refused_and_the_old_ones_kept(nodes, content):
    if content == b"nan":
        layers = {
            s: {c: (*l[:-1], (l[-1][0] * np.nan, l[-1][1])) for c, l in classes.items()}
            for s, classes in shipped().layers.items()
        }
        content = Learned(layers, shipped().rounds).bytes()
    before = hashes(nodes)
    kept = announce(nodes, content)
    assert soon(lambda: all(n.ignored.get("networks: none that can be used") for n in nodes.nodes.values()), 10)
    assert hashes(nodes) == before and nodes.committed()
    nodes["quad_0"].destroy_publisher(kept)


def test_networks_that_give_no_finite_numbers_are_refused(nodes):
    before, huge = hashes(nodes), moved(0.0, weights=1.7e308)
    kept = announce(nodes, huge.bytes(), huge.digest)
    assert ignored(nodes, "none that can be used") and hashes(nodes) == before
    nodes["quad_0"].destroy_publisher(kept)


def test_the_newest_announcement_counts(nodes):
    task, newer, older = load_task(nodes.file), moved(0.2), moved(0.1)
    kept = [announce(nodes, newer.bytes(), newer.digest, number=7)]
    assert soon(lambda: hashes(nodes) == {problem_hash(task, newer)}, 10)
    kept.append(announce(nodes, older.bytes(), older.digest, number=6))
    assert ignored(nodes, "announced before those in use")
    kept.append(announce(nodes, older.bytes(), newer.digest, number=8))
    assert ignored(nodes, "not those that are announced")
    assert hashes(nodes) == {problem_hash(task, newer)} and nodes.joined() and nodes.committed()
    for publisher in kept:
        nodes["quad_0"].destroy_publisher(publisher)


def test_reload_keeps_the_networks_that_are_followed(nodes):
    task, learned = load_task(nodes.file), moved(0.2)
    kept = announce(nodes, learned.bytes(), learned.digest)
    assert soon(lambda: hashes(nodes) == {problem_hash(task, learned)}, 10)
    nodes["quad_0"].destroy_publisher(kept)
    response = nodes["quad_1"]._on_reload(Trigger.Request(), Trigger.Response())
    assert response.success, response.message
    assert hashes(nodes) == {problem_hash(task, learned)} and nodes.joined() and nodes.committed()


def test_team_with_a_key_follows_its_own_trainer_only(domain, file, tmp_path):
    create_key(tmp_path / "team.key")
    key, task, learned = read_key(tmp_path / "team.key"), load_task(file), moved(0.2)
    given = {"security.key_file": str(tmp_path / "team.key"), "tuning": "learned", "trainer": "trainer"}
    with Nodes(domain, file, **given) as team:
        team.fill()
        before = hashes(team)
        kept = [announce(team, learned.bytes(), learned.digest)]
        assert ignored(team, "wrong tag") and hashes(team) == before
        kept.append(announce(team, learned.bytes(), learned.digest, seal=Seal(key)))
        assert soon(lambda: hashes(team) == {problem_hash(task, learned)}, 10)
        for publisher in kept:
            team["quad_0"].destroy_publisher(publisher)


def test_heads_that_fit_no_plan_do_not_stop_it(nodes, tmp_path):
    """Genuine packets, and the captain's head with other rounds: the next plan teaches all the same."""
    trainer = trainer_beside(nodes, tmp_path, batch=9)
    heads: list = []
    topics()[names.ROLLOUT].subscription(nodes["quad_2"], heads.append, host="quad_0")
    assert nodes.committed()
    assert soon(lambda: heads and trainer.trainer.lessons, 30)
    bad = heads[0]
    for rounds, plan in (([4], 1), ([], 1), ([0, 0], 1), ([10**6, 10**6], 1), ([4, 4], 99)):
        bad.rounds, bad.plan_id = rounds, plan
        trainer._on_head(bad)
    assert nodes.committed()
    assert soon(lambda: len(trainer.trainer.lessons) == 2, 40)


def test_without_a_trainer_to_follow_nobody_is_heard(domain, file):
    with Nodes(domain, file) as team:
        team.fill()
        kept = announce(team, shipped().bytes(), shipped().digest)
        assert team["quad_1"].count_subscribers("/trainer/tuning") == 0
        assert team.committed()
        assert same_bits(team.arrays(), make_plan(load_task(file)).arrays)
        team["quad_0"].destroy_publisher(kept)


def test_without_its_trainer_a_team_plans_on(nodes, tmp_path):
    trainer = trainer_beside(nodes, tmp_path)
    assert nodes.committed()
    assert soon(lambda: trainer.trainer.state.episode == 1, 30)
    task, learned = load_task(nodes.file), trainer.trainer.learned
    assert soon(lambda: hashes(nodes) == {problem_hash(task, learned)}, 10)
    nodes.executor.remove_node(trainer)
    trainer.destroy_node()
    assert nodes.joined() and nodes.committed()


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("task", "none.yaml"), ("start", "none.npz"), ("bach", 3), ("config", "x.yaml"), ("key_file", "none.key")],
)
def test_what_cannot_be_used_is_one_line(capfd, parameter, value):
    assert main(["--ros-args", "-p", f"{parameter}:={value}"]) == 2
    err = capfd.readouterr().err.strip()
    assert (parameter if parameter == "bach" else value) in err and len(err.splitlines()) == 1


def test_process_stops_when_told(domain, file, tmp_path):
    command = [
        sys.executable,
        "-m",
        "l2c_planner.ros.trainer",
        "--ros-args",
        "-p",
        f"task:={file}",
        "-p",
        f"out:={tmp_path}",
    ]
    with subprocess.Popen(command, env={**os.environ, "ROS_DOMAIN_ID": str(domain)}, stderr=subprocess.PIPE) as process:
        for line in process.stderr:
            if b"are announced" in line:
                break
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
