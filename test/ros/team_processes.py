"""Teams for tests: nodes in this process, which start at once, or processes, which can be killed; and who listens."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import rclpy
import yaml
from multilift_samples import multilift_task
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.parameter import Parameter
from segments import left_of
from std_srvs.srv import Trigger

from l2c_planner.config import Task, load_task
from l2c_planner.plan import plan_of
from l2c_planner.ros import names, shared_memory
from l2c_planner.ros.agent import AgentNode
from l2c_planner.ros.domain import environment
from l2c_planner.ros.fleet import fleet
from l2c_planner.ros.observer import Observer
from l2c_planner.ros.processes import Processes
from l2c_planner.ros.shared_memory import Segment
from l2c_planner.ros.topics import topics
from l2c_planner.team import TeamView
from l2c_planner.transport import State

ROOT = Path(__file__).resolve().parents[2]
TRANSPORT = ROOT / "config/transport.yaml"
TOLD = (names.TEAM, names.STATUS, names.ROLLOUT, names.PLAN, names.PATH, names.MARKERS, names.HEARTBEAT)
OVER = (State.COMMITTED, State.HOLD)


def soon(condition: Callable[[], object], seconds: float = 20.0) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def write_task(path: Path, n: int = 3, **changes: Any) -> Path:
    """A short transport task as a file; planned within a second."""
    settings = {"steps": 8, "dt": 0.2, **changes}
    path.write_text(yaml.safe_dump(multilift_task(n, **settings).model_dump(mode="json")), encoding="utf-8")
    return path


def write_swarm(path: Path, n: int, **changes: Any) -> Path:
    """Robots that swap places across a circle."""
    circle = {"pattern": "circle", "radius": max(2.0, 0.15 * n), "height": 1.0}
    data = {
        "problem": "swarm", "team": {"robots": {"count": n, "radius": 0.15}}, "horizon": {"steps": 12, "dt": 0.25},
        "starts": circle, "goals": circle, "obstacles": [], "clearance": {"obstacle": 0.1, "pair": 0.4},
        "limits": {"speed": 2.0, "acceleration": 4.0}, **changes,
    }  # fmt: skip
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    return path


def same_bits(arrays: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> bool:
    """Whether two plans are one, to the last bit."""
    return set(arrays) == set(expected) and all(arrays[k].tobytes() == expected[k].tobytes() for k in expected)


class Spun:
    """A context of its own whose nodes a thread spins; what is raised in it fails the test in the end."""

    def __init__(self, domain: int) -> None:
        self.context = rclpy.Context()
        rclpy.init(context=self.context, domain_id=domain)
        self.executor = SingleThreadedExecutor(context=self.context)
        self.raised: list[str] = []
        self._running = True
        self._thread = threading.Thread(target=self._spin, daemon=True)
        self._thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
        assert not self.raised, self.raised[0]

    def close(self) -> None:
        self._running = False
        self._thread.join(10)
        for node in list(self.executor.get_nodes()):
            node.destroy_node()
        self.executor.shutdown()
        rclpy.try_shutdown(context=self.context)

    def _spin(self) -> None:
        while self._running:
            try:
                self.executor.spin_once(timeout_sec=0.05)
            except Exception:  # noqa: BLE001  whatever it is, no node should have raised it
                self.raised.append(traceback.format_exc())
                time.sleep(0.05)


class Nodes(Spun):
    """Real nodes in this process, one per host; `settings` are parameters of all."""

    def __init__(self, domain: int, task: Path, above: str = "", **settings: Any) -> None:
        super().__init__(domain)
        self.file, self.above, self.settings = task, above, {"task": str(task), **settings}
        self.nodes: dict[str, AgentNode] = {}

    def close(self) -> None:
        failures = {h: n.worker.failure for h, n in self.nodes.items() if n.worker and n.worker.failure}
        super().close()
        self.raised += [f"the worker of {host} died of {why}" for host, why in failures.items()]

    def __getitem__(self, host: str) -> AgentNode:
        return self.nodes[host]

    def start(self, host: str, active: bool = True, **settings: Any) -> AgentNode:
        """Make the node of a host."""
        values = {**self.settings, **settings}
        node = AgentNode(
            context=self.context,
            namespace=f"{self.above}/{host}",
            parameter_overrides=[Parameter(name, value=value) for name, value in values.items()],
        )
        self.nodes[host] = node
        if active:
            node.trigger_configure()
            node.trigger_activate()
        self.executor.add_node(node)
        return node

    def fill(self, n: int = 3, **settings: Any) -> Nodes:
        """Make all nodes and wait until they hear each other."""
        for i in range(n):
            self.start(f"quad_{i}", **settings)
        assert self.joined()
        return self

    def stop(self, host: str) -> None:
        """Destroy a node."""
        node = self.nodes.pop(host)
        self.executor.remove_node(node)
        node.destroy_node()

    def view(self, host: str = "quad_0") -> TeamView:
        """The team as a host sees it."""
        return self.nodes[host].worker.status.view

    def flush(self, host: str) -> bool:
        """Wait until a host has done all that it was told so far."""
        done = threading.Event()
        self.nodes[host].worker.call(done.set)
        return done.wait(10)

    def views(self) -> dict[str, TeamView]:
        """The team as each host sees it; what a failed test shows."""
        return {host: self.view(host) for host in self.nodes}

    def joined(self) -> bool:
        """Wait until all hear each other."""
        return soon(lambda: all(all(self.view(host).alive.values()) for host in self.nodes))

    def plan(self, host: str = "quad_0", seconds: float = 30.0) -> dict[str, State]:
        """Have a host ask for a plan, wait for its end; the states of all."""
        member = self.nodes[host].worker.member
        number = max(self.view(h).plan for h in self.nodes) + 1
        self.nodes[host].worker.call(lambda: member.request_plan(time.monotonic()))
        soon(lambda: all(v.plan >= number and v.state in OVER for v in map(self.view, self.nodes)), seconds)
        return {host: self.view(host).state for host in self.nodes}

    def committed(self, **options: Any) -> bool:
        """Whether all commit a plan."""
        return set(self.plan(**options).values()) == {State.COMMITTED}

    def arrays(self, host: str = "quad_0", task: Task | None = None) -> dict[str, np.ndarray]:
        """The plan that a host has committed, as plan.npz."""
        times = {"ddp_s": 0.0, "coordination_s": 0.0}
        return plan_of(task or load_task(self.file), "both", "admm", self.nodes[host].worker.member.found, times).arrays

    def rejected(self, host: str = "quad_0") -> dict[str, int]:
        """What a host has refused, by reason."""
        return self.nodes[host].worker.status.rejected


class Ear(Spun):
    """Somebody outside who hears what hosts publish, calls their services and publishes for them."""

    def __init__(self, domain: int, hosts: Sequence[str], above: str = "", told: Sequence[str] = TOLD) -> None:
        super().__init__(domain)
        self.heard: list[tuple[str, str, Any, float]] = []
        """Topic, host, message, time of arrival [s]."""
        self.health: dict[str, Any] = {}
        self.above, self.table = above, topics(len(hosts))
        self.node = Node("ear", namespace=f"{above}/ear", context=self.context)
        for host in hosts:
            for name in told:
                self.table[name].subscription(self.node, self._ear(name, host), host=host)
        self.table[names.DIAGNOSTICS].subscription(self.node, self._on_health)
        self._clients: dict[str, Any] = {}
        self._publishers: dict[tuple[str, str], Any] = {}
        self.executor.add_node(self.node)

    def _ear(self, name: str, host: str) -> Callable[[Any], None]:
        return lambda message: self.heard.append((name, host, message, time.monotonic()))

    def _on_health(self, message: Any) -> None:
        for status in message.status:
            self.health[status.hardware_id] = status

    def all(self, name: str, host: str = "quad_0") -> list[Any]:
        """Everything that a host has published on a topic."""
        return [message for topic, sender, message, _ in list(self.heard) if (topic, sender) == (name, host)]

    def last(self, name: str, host: str = "quad_0") -> Any:
        """The last of it; None if there is none."""
        return (self.all(name, host) or [None])[-1]

    def state(self, host: str = "quad_0") -> State | None:
        """State of a host by its word on the team."""
        status = self.last(names.TEAM, host)
        return None if status is None else State(status.state)

    def values(self, host: str = "quad_0") -> dict[str, str]:
        """Diagnostics of a host by key."""
        status = self.health.get(host)
        return {pair.key: pair.value for pair in status.values} if status else {}

    def client(self, host: str, service: str, kind: Any = Trigger) -> Any:
        """The client of a host's service; those made before a service is called all belong to one discovery."""
        name = names.absolute(f"{self.above}/{host}", service)
        if name not in self._clients:
            self._clients[name] = self.node.create_client(kind, name)
        return self._clients[name]

    def call(
        self, host: str, service: str, kind: Any = Trigger, request: Any = None, seconds: float = 30.0,
        again: float = 2.0,
    ) -> Any:  # fmt: skip
        """Call a service of a host's node; its answer.

        Asks again, for a service that has not found its client yet drops the answer.
        """
        client, end = self.client(host, service, kind), time.monotonic() + seconds
        assert client.wait_for_service(seconds), f"no service {service} of {host}"
        while time.monotonic() < end:
            future = client.call_async(kind.Request() if request is None else request)
            if soon(future.done, again):
                return future.result()
        raise AssertionError(f"no answer from {service} of {host}")

    def publisher(self, host: str, name: str) -> Any:
        """A publisher on a topic of a host, as soon as everybody hears it who listens there."""
        key, path = (host, name), names.absolute(f"{self.above}/{host}", name)
        if key not in self._publishers:
            topic = self.table[name]
            self._publishers[key] = self.node.create_publisher(topic.type, path, topic.qos)
        publisher, own = self._publishers[key], sum(s.topic_name == path for s in self.node.subscriptions)
        heard = publisher.get_subscription_count
        assert soon(lambda: own < heard() >= self.node.count_subscribers(path)), f"nobody hears {name} of {host}"
        return publisher

    def publish(self, host: str, name: str, message: Any) -> None:
        """Publish a message, or the bytes of one, on a topic of a host."""
        self.publisher(host, name).publish(message)


class Team:
    """Node processes of a fleet with an observer and an ear; leaves neither process nor shared memory."""

    def __init__(
        self, domain: int, task: Path, logs: Path, quads: int | None = None, above: str = "", start: bool = True,
        record: Path | None = None, **settings: Any,
    ) -> None:  # fmt: skip
        self.nodes = fleet(task, quads, above, **settings).nodes
        self.hosts = [node.host for node in self.nodes]
        commands = {n.host: [sys.executable, "-m", n.module, *n.ros_arguments()] for n in self.nodes}
        self.task = load_task(task, quads)
        self.processes = Processes(commands if start else {}, environment(domain), logs)
        self._commands = commands
        key = settings.get("security.key_file", "")
        self.observer = Observer(self.task, domain=domain, key_file=key, record=record) if not above else None
        self.ear = Ear(domain, self.hosts, above)
        self._segments: set[Segment] = set()
        self._pids: set[int] = set()

    def __enter__(self) -> Team:
        try:
            self.processes.__enter__()
            self.processes._commands = self._commands  # so that a test may start them one by one
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.note()
        self.close()
        left = [pid for pid in self._pids if _runs(pid)]
        assert not left and soon(lambda: not left_of(self._segments), 5), f"left: {left}, {left_of(self._segments)}"

    def close(self) -> None:
        """End all."""
        self.processes.stop()
        if self.observer:
            self.observer.close()
        self.ear.close()

    def note(self) -> None:
        """Remember what the processes hold."""
        for pid in self.processes.processes.values():
            self._pids.add(pid)
            self._segments |= shared_memory.held_by(pid)

    def until(self, condition: Callable[[], object], seconds: float = 30.0) -> bool:
        """Wait for a condition; the observer looks on."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                return False
            if self.observer:
                self.observer.spin(0.02)
            else:
                time.sleep(0.02)
        return True

    def joined(self, seconds: float = 60.0) -> bool:
        """Wait until all nodes hear each other."""
        done = self.until(self._joined, seconds)
        self.note()
        return done

    def _joined(self) -> bool:
        said = [self.ear.last(names.TEAM, host) for host in self.hosts]
        return all(s is not None and all(s.alive) for s in said) and (not self.observer or not self.observer.missing)

    def plan(self, seconds: float = 60.0) -> str:
        """Ask for a plan and wait for its end: committed or hold."""
        self.observer.request_plan()
        self.until(lambda: self.observer.state in ("committed", "hold"), seconds)
        return self.observer.state


def _runs(pid: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False
