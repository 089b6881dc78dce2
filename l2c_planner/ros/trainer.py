"""The trainer's node: hears the rounds of a team's plans, learns from them, and announces better networks.

The executor's thread keeps what arrives; a worker learns.  Nothing of the team waits for it: a team without its trainer
goes on with the networks that it has.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections import deque
from dataclasses import replace
from functools import partial
from pathlib import Path

from rcl_interfaces.msg import ParameterDescriptor
from rclpy.node import Node
from std_msgs.msg import Header

from l2c_planner.config import ConfigError, default_task_path, load_task, shipped_file
from l2c_planner.msg import Consensus, RolloutRecord
from l2c_planner.rollout import Head, Rollout, RolloutError
from l2c_planner.rollout.from_bag import head_of
from l2c_planner.rollout.heard import PLANS, Heard
from l2c_planner.ros import names
from l2c_planner.ros.process import run
from l2c_planner.ros.recorder import ROUNDS_BEHIND
from l2c_planner.ros.topics import exchange, topics
from l2c_planner.ros.wire import read_consensus, tuning_message
from l2c_planner.team import Roster
from l2c_planner.team.warm import packets_per_table
from l2c_planner.transport.announcement import Announcement
from l2c_planner.transport.assembly import Assembler
from l2c_planner.transport.seal import Seal, read_key
from l2c_planner.tuning.learned import Learned, named_networks, shipped

SETTLING, LOOKS = 0.5, 10
"""Time between two looks for the packets of a plan after the head of its log [s], and most of them."""
PARAMETERS = {
    "task": ("", "path of the task file of the team; empty: the shipped transport.yaml"),
    "quads": (0, "number of robots; 0: as the task file says"),
    "config": ("", "path of the training options; empty: the shipped training.yaml"),
    "start": ("learned", "networks that the team plans with at first: learned (the shipped ones) or a file"),
    "out": ("results/trainer", "folder of checkpoint and networks; a checkpoint that is there is gone on from"),
    "batch": (4, "plans per step of the networks"),
    "key_file": ("", "file with the team's key; empty: packets carry no tag"),
}
"""Default and meaning."""


class TrainerNode(Node):
    """See the module's description.

    Raises ConfigError or ValueError (one line) if parameters or the files they name cannot be used, ImportError without
    torch.
    """

    def __init__(self, **options) -> None:
        if importlib.util.find_spec("torch") is None:
            raise ImportError("the trainer needs the Python module torch: pip install 'l2c_planner[learn]'")
        from l2c_planner.learning.flights import FlightTrainer
        from l2c_planner.learning.options import load_training

        super().__init__(names.TRAINER, **options)
        given = {
            name: self.declare_parameter(name, value, ParameterDescriptor(description=text, read_only=True)).value
            for name, (value, text) in PARAMETERS.items()
        }
        if unknown := sorted(set(self._parameter_overrides) - set(PARAMETERS) - {"use_sim_time"}):
            raise ConfigError(names.TRAINER, unknown[0], "no such parameter", " | ".join(PARAMETERS))
        task = load_task(given["task"] or default_task_path(), given["quads"] or None)
        training, _ = load_training(Path(given["config"] or shipped_file("training.yaml")))
        start = named_networks(given["start"]) or shipped()
        try:
            Path(given["out"]).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ValueError(f"{given['out']}: no folder can be made there ({error.strerror})") from None
        self.trainer = FlightTrainer(training, Path(given["out"]), start, max(1, given["batch"]))
        self._seal = Seal(read_key(Path(given["key_file"])) if given["key_file"] else None)
        self._heard, self._heads = Heard(), deque[RolloutRecord](maxlen=PLANS)
        self._news, self._running = threading.Event(), True
        hosts = Roster.of(task).hosts
        packets = packets_per_table(task)
        table = topics(len(hosts), packets)
        self._announced = table[names.TUNING].publisher(self)
        for host in hosts:
            assembler = Assembler()
            for name in (names.PRIMAL, names.COPIES):
                topic = replace(table[name], qos=exchange(ROUNDS_BEHIND, packets))
                topic.subscription(self, partial(self._on_packet, host, assembler), host=host)
            table[names.ROLLOUT].subscription(self, self._on_head, host=host)
        self._worker = threading.Thread(target=self._learn, name="learning", daemon=True)
        self._worker.start()
        self._announce(self.trainer.learned)

    def destroy_node(self) -> None:
        """Let the worker finish its lesson, then the node."""
        self._running = False
        self._news.set()
        self._worker.join()
        super().destroy_node()

    # ---------------------------------------------------------------- what arrives
    def _on_packet(self, host: str, assembler: Assembler, message: Consensus) -> None:
        packet, _ = read_consensus(message)
        if packet is None or packet.sender != host or not self._seal.valid(packet):
            return
        whole, _ = assembler.add(packet)
        if whole is not None:
            self._heard.keep(whole, packet.problem_hash)

    def _on_head(self, record: RolloutRecord) -> None:
        """Plans that come faster than they are learned from push each other out."""
        self._heads.append(record)
        self._news.set()

    # ---------------------------------------------------------------- the worker
    def _learn(self) -> None:
        while self._running:
            self._news.wait()
            self._news.clear()
            while self._running and self._heads:
                self._try(self._heads.popleft())

    def _try(self, record: RolloutRecord) -> None:
        """Learn from a plan; whatever is wrong with it, the next one has its turn."""
        try:
            head = head_of("rollout", record)
            rollout = self._rollout(head, list(record.rounds))
            if rollout is not None:
                self._lesson(rollout)
                self._heard.forget(head)
        except (ValueError, RolloutError) as error:
            self.get_logger().warning(f"not learned from: {error}")
        except Exception as error:  # noqa: BLE001  of a plan that nobody has thought of
            self.get_logger().error(f"not learned from plan {record.plan_id}: {type(error).__name__}: {error}")

    def _rollout(self, head: Head, rounds: list[int]) -> Rollout | None:
        """Of a plan, as soon as its packets are there; None if nothing of it was heard."""
        rollout = None
        for _ in range(LOOKS):
            time.sleep(SETTLING)
            if not self._running or not self._heard.knows(head):
                return rollout
            rollout = self._heard.rollout(head, rounds)
            if not rollout.missing:
                break
        return rollout

    def _lesson(self, rollout: Rollout) -> None:
        trainer, lesson = self.trainer, self.trainer.learn(rollout)
        losses = ", ".join(f"{s} {loss:.4g} after {lesson.rounds[s]} rounds" for s, loss in lesson.loss.items())
        self.get_logger().info(f"plan {lesson.plan}: loss of {losses}")
        if trainer.full:
            self._announce(trainer.step())
            try:
                trainer.save()
            except OSError as error:
                self.get_logger().error(f"{trainer.folder}: {error}; the team has the networks, the folder has not")

    def _announce(self, learned: Learned) -> None:
        steps = self.trainer.state.episode
        announcement = self._seal.sealed(Announcement(time.time_ns(), learned.digest, steps, learned.bytes()))
        self._announced.publish(tuning_message(announcement, Header(stamp=self.get_clock().now().to_msg())))
        self.get_logger().info(f"step {steps}: networks {learned.digest[:12]} are announced")


def main(args: list[str] | None = None) -> int:
    """Run the node until it is interrupted or terminated; 2 if it cannot be configured."""
    return run(TrainerNode, args)


if __name__ == "__main__":
    sys.exit(main())
