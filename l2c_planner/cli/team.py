"""`l2c team` behind its options: a node per host in a domain of its own, their plan as `l2c plan` would show it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.folder import refusing
from l2c_planner.cli.live import Live, Session
from l2c_planner.cli.networks import LEARNED, TASK, tuning_networks
from l2c_planner.cli.planning import Wanted, deliver
from l2c_planner.cli.progress import Silent
from l2c_planner.cli.signals import undisturbed
from l2c_planner.cli.streams import emit

if TYPE_CHECKING:
    from l2c_planner.config import Task
    from l2c_planner.plan import Plan

LOGS, RECORD = "log", "record"
"""Folders in that of the results."""


@dataclass(frozen=True)
class TeamRequest(Wanted):
    """The options of `l2c team`; None = as the task file, or a default, says."""

    wait: float = 60.0
    key: Path | None = None
    domain: int | None = None
    loss: float | None = None
    delay: float | None = None
    seed: int | None = None
    record: bool = False
    tuning: str = TASK

    @property
    def settings(self) -> dict[str, Any]:
        """Parameters of every node, those that are given."""
        given = {
            "security.key_file": None if self.key is None else str(self.key.expanduser().absolute()),
            "tuning": _named(self.tuning),
            "transport.faults.loss": self.loss,
            "transport.faults.delay": self.delay,
            "transport.faults.seed": self.seed,
        }
        return {name: value for name, value in given.items() if value is not None}


def _named(tuning: str) -> str | None:
    """The parameter of a node for ``--tuning``; None for the default."""
    if tuning in (TASK, LEARNED):
        return None if tuning == TASK else tuning
    return str(Path(tuning).expanduser().absolute())


def team(request: TeamRequest) -> Code:
    """Start the nodes, let them plan, stop them, write and show the result.

    Raises `Refused` if an option, the task or the folder cannot be used, a node does not start, or the team holds.
    """
    check_network(request)
    return deliver(request, lambda task, progress: _make(task, request, progress))


def create_key(path: Path) -> Code:
    """Write a new key to `path` and say so.

    Raises `Refused` if there is a file already, or none can be written.
    """
    from l2c_planner.transport import seal

    try:
        seal.create_key(path.expanduser())
    except (seal.KeyFileError, OSError) as error:
        raise Refused(str(error)) from error
    emit(f"{path}: copy it to every robot, for its owner alone (chmod 600), and start with --key {path}")
    return Code.FEASIBLE


def check_network(request: TeamRequest) -> None:
    """Raises `Refused` without ROS 2, or with a key that cannot be used."""
    from l2c_planner.transport import seal

    if importlib.util.find_spec("rclpy") is None:
        raise Refused("a team needs ROS 2, which is not in this environment (rclpy); `l2c plan` plans without")
    if request.key is not None:
        try:
            seal.read_key(request.key.expanduser())
        except seal.KeyFileError as error:
            raise Refused(str(error)) from error


def _make(task: Task, request: TeamRequest, progress: Silent) -> Plan:
    from l2c_planner.ros.domain import NoDomain, environment, reserved
    from l2c_planner.ros.processes import Processes

    tuning_networks(task, request.tuning)
    progress.note("starting")
    commands = node_commands(request)
    try:
        with ExitStack() as stack:
            domain = stack.enter_context(reserved(request.domain))
            variables = stack.enter_context(in_environment(environment(domain)))
            with refusing(request.out):
                nodes = stack.enter_context(Processes(commands, variables, request.out / LOGS))
            record = stack.enter_context(recording(request.out / RECORD)) if request.record else None
            session = stack.enter_context(closing(observer(task, request, domain, record)))
            live = Live(session, nodes, progress, request.wait)
            live.gather()
            return live.plan()
    except NoDomain as error:
        raise Refused(str(error)) from error


def node_commands(request: TeamRequest) -> dict[str, list[str]]:
    """The command of every host's node, by host."""
    from l2c_planner.config import default_task_path
    from l2c_planner.ros.fleet import FleetError, fleet

    task = default_task_path() if request.task is None else request.task
    try:
        nodes = fleet(task, request.quads, **request.settings).nodes
    except FleetError as error:
        raise Refused(str(error)) from error
    return {node.host: [sys.executable, "-m", node.module, *node.ros_arguments()] for node in nodes}


def observer(task: Task, request: TeamRequest, domain: int, record: Path | None, flight: bool = False) -> Session:
    """The side that looks on; `record`: folder of a bag, also of how the team flies if there is a `flight`."""
    from l2c_planner.ros.observer import Observer

    learned = tuning_networks(task, request.tuning)
    key_file = request.settings.get("security.key_file", "")
    return Observer(task, domain, key_file=key_file, record=record, learned=learned, flight=flight)


@contextmanager
def recording(folder: Path) -> Iterator[Path]:
    """Yield the folder of a bag to be; what it holds takes the place of `folder` in the end, whatever the end is.

    Raises `Refused` if there is something else than a bag in the way.
    """
    if folder.exists() and not (folder / "metadata.yaml").is_file():
        raise Refused(f"{folder}: is no record, and stays as it is; choose another --out")
    with tempfile.TemporaryDirectory(prefix=".l2c-", dir=folder.parent) as stage:
        bag = Path(stage) / folder.name
        try:
            yield bag
        finally:
            with refusing(folder), undisturbed():
                if bag.exists():
                    shutil.rmtree(folder, ignore_errors=True)
                    bag.rename(folder)


@contextmanager
def in_environment(variables: dict[str, str]) -> Iterator[dict[str, str]]:
    """Make them those of this process too, where the observer runs."""
    before = dict(os.environ)
    _replace_environment(variables)
    try:
        yield variables
    finally:
        _replace_environment(before)


def _replace_environment(variables: dict[str, str]) -> None:
    for name in os.environ.keys() - variables.keys():
        del os.environ[name]
    os.environ.update(variables)
