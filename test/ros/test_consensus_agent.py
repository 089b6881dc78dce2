"""Distributed algorithms with a process per agent over DDS: the bits of one process, loss, death, joining, records."""

from __future__ import annotations

import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rclpy
from l2c_planner.msg import Consensus
from rclpy.parameter import Parameter
from std_msgs.msg import Header
from team_processes import soon

from l2c_planner.cli.consensus_nodes import LOGS, RECORD, in_processes
from l2c_planner.cli.consensus_plot import Plot
from l2c_planner.cli.consensus_request import Request
from l2c_planner.config import ConfigError
from l2c_planner.consensus.errors import Unfit
from l2c_planner.consensus.graphs import graph
from l2c_planner.consensus.setup import Setup
from l2c_planner.consensus.team import Team
from l2c_planner.rollout.errors import RolloutError
from l2c_planner.ros import names
from l2c_planner.ros.consensus_agent import ConsensusAgentNode
from l2c_planner.ros.consensus_enclaves import agent_enclaves, main
from l2c_planner.ros.consensus_options import ConsensusOptions
from l2c_planner.ros.consensus_record import read_estimates
from l2c_planner.ros.declaration import table
from l2c_planner.ros.wire import consensus_message, read_consensus


def asked(algorithm: str, graph: str, out: Path, agents: int = 8, rounds: int = 40, **more: Any) -> Request:
    return Request(algorithm, graph, agents, None, rounds, "dds", 0, out=out, quiet=True, **more)


def made(request: Request):
    return Setup(request.algorithm, request.graph, "", request.agents, request.seed).made()


def found(request: Request):
    """The run of a process per agent."""
    return in_processes(request, Plot("", quiet=True))


class TestLockStep:
    """Eight processes against eight agents in this one."""

    @pytest.mark.parametrize(
        ("algorithm", "graph"),
        [("gradient-tracking", "ring"), ("r-admm", "erdos-renyi"), ("push-sum", "directed-random")],
    )
    def test_gives_the_bits_of_one_process(self, tmp_path, algorithm, graph):
        request = asked(algorithm, graph, tmp_path, record=algorithm == "r-admm")
        run, here = found(request), made(request)
        expected = Team(here.kind, here.problem, here.graph, keep=True).run(request.rounds)
        np.testing.assert_array_equal(np.array(run.trail), np.array(expected.trail))
        np.testing.assert_array_equal(run.error, expected.error)
        np.testing.assert_array_equal(run.consensus_error, expected.consensus_error)
        assert (run.messages, run.bytes) == (expected.messages, expected.bytes)
        if request.record:
            np.testing.assert_array_equal(read_estimates(tmp_path / RECORD)[: run.rounds + 1], np.array(expected.trail))


class TestFaults:
    def test_a_fifth_of_the_messages_is_lost(self, tmp_path):
        run = found(asked("r-admm", "erdos-renyi", tmp_path, rounds=180, loss=0.2))
        assert run.iterations_to(1e-6) is not None and len(run.agents) == 8

    def test_one_dies_and_one_comes_late(self, tmp_path):
        run = found(asked("admm", "complete", tmp_path, agents=4, rounds=500, kill=("2@20",), join=("3@10",)))
        assert run.agents.tolist() == [0, 1, 3] and run.iterations_to(1e-6) is not None
        given = Setup("admm", "complete", "", 4).made().problem
        alone = given.rows(np.array([0, 1, 3])).optimum()
        np.testing.assert_allclose(run.x, np.tile(alone, (3, 1)), atol=1e-9)
        assert np.abs(alone - given.optimum()).max() > 1e-3


def test_the_policy_names_every_agent(capsys):
    assert main(["--graph", "ring", "--agents", "5", "--namespace", "field"]) == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert [each.get("path") for each in root.iter("enclave")] == [
        f"/field/agent_{i}/consensus_agent" for i in range(5)
    ]
    assert main(["--graph", "torus"]) == 2 and "valid: complete" in capsys.readouterr().err


class TestRefused:
    def test_graphs_that_change(self, tmp_path):
        with pytest.raises(Unfit, match="gossip: processes take part in a graph that stays; valid: ring, grid"):
            found(asked("gradient-tracking", "gossip", tmp_path))

    def test_a_death_that_leaves_the_others_in_parts(self, tmp_path):
        with pytest.raises(Unfit, match="not connected, its parts are"):
            found(asked("admm", "star", tmp_path, kill=("0@5",)))
        assert not (tmp_path / LOGS).exists(), "nothing was started"

    def test_no_record(self, tmp_path):
        with pytest.raises(RolloutError, match="no bag"):
            read_estimates(tmp_path)


@pytest.fixture
def context():
    found = rclpy.Context()
    rclpy.init(context=found)
    yield found
    rclpy.try_shutdown(context=found)


class TestNode:
    def node(self, context: rclpy.Context, **given: Any) -> ConsensusAgentNode:
        overrides = [Parameter(name, value=value) for name, value in given.items()]
        namespace = f"/agent_{given.get('number', 0)}"
        return ConsensusAgentNode(context=context, namespace=namespace, parameter_overrides=overrides)

    def test_parameters_are_described(self, context):
        node = self.node(context, number=3)
        try:
            for name, row in table(ConsensusOptions).items():
                shown = node.describe_parameter(name)
                assert shown.description == row.meaning and shown.read_only
            assert node.get_parameter("number").value == 3 and node.describe_parameter("agents").integer_range
        finally:
            node.destroy_node()

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"agents": 1}, "agents: got 1"), ({"loss": 1.5}, "loss: got 1.5"), ({"number": 8}, "there is no agent 8"),
            ({"algorithms": "admm"}, "did you mean algorithm"), ({"late": "3;4"}, "numbers of agents, such as 3,5"),
            ({"algorithm": "sgd"}, "unknown algorithm 'sgd'; valid: admm"), ({"loss": 0.1}, "does not survive"),
            ({"graph": "gossip"}, "take part in a graph that stays"),
        ],
    )  # fmt: skip
    def test_wrong_ones_are_refused_in_one_line(self, context, given, message):
        with pytest.raises((ConfigError, Unfit)) as error:
            self.node(context, **given)
        assert message in " ".join(str(error.value).split())

    def test_it_says_and_hears_what_its_enclave_allows(self, context):
        node = self.node(context, number=2, graph="ring")
        try:
            allowed = agent_enclaves(graph("ring", 8))[2]
            own = (node.get_name(), node.get_namespace())
            assert soon(
                lambda: {n for n, _ in node.get_publisher_names_and_types_by_node(*own)} == set(allowed.publishes)
            )
            heard = {n for n, _ in node.get_subscriber_names_and_types_by_node(*own)}
            assert (
                heard
                == set(allowed.subscribes)
                == {f"/agent_{i}/{name}" for i in (1, 3) for name in ("told", "members")}
            )
            served = {n for n, _ in node.get_service_names_and_types_by_node(*own)}
            assert set(allowed.serves) - {"/agent_2/consensus_agent/get_type_description"} <= served
            assert served <= set(allowed.serves)
        finally:
            node.destroy_node()

    def test_a_packet_survives_the_wire(self, context):
        node = self.node(context)
        try:
            for packet in (node.member.estimate(), *node.member.agent._outbox):
                message: Consensus = consensus_message(packet, Header(frame_id="map"))
                read, reason = read_consensus(message)
                assert not reason and read.subject == packet.subject and read.round == packet.round
                np.testing.assert_array_equal(read.values, packet.values)
        finally:
            node.destroy_node()


def test_interrupted_it_leaves_no_process(tmp_path):
    command = [sys.executable, "-m", "l2c_planner.cli", "consensus", "average", "--transport", "dds", "--agents", "3"]
    process = subprocess.Popen([*command, "--out", str(tmp_path), "-q"], stderr=subprocess.PIPE, text=True)
    try:
        assert soon(lambda: len(nodes_of(process.pid)) == 3, 60)
        nodes = nodes_of(process.pid)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 130, said
    assert soon(lambda: not any(Path(f"/proc/{pid}").exists() for pid in nodes), 5)


def nodes_of(parent: int) -> list[int]:
    """Processes of agents that a process has started."""
    tasks = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [int(pid) for pid in tasks if names.CONSENSUS_AGENT.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]
