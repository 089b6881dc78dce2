"""The node of one robot: a managed node that hosts its agents, plans with its peers, and publishes the plan.

The executor's thread takes messages, timers and services; a worker solves (see :mod:`l2c_planner.ros.worker`).
"""

from __future__ import annotations

import sys
import time
from functools import partial

import numpy as np
from rclpy.clock import Clock, ClockType
from rclpy.lifecycle import LifecycleNode, LifecycleState, TransitionCallbackReturn
from std_srvs.srv import Trigger

from l2c_planner.config import ConfigError, PlannerOptions, Task, default_task_path, load_task
from l2c_planner.plan import check_learned
from l2c_planner.plan.stage import Found
from l2c_planner.ros import names, parameters
from l2c_planner.ros.dds import DdsTransport
from l2c_planner.ros.newest import Undisturbed
from l2c_planner.ros.odometry import read_goal
from l2c_planner.ros.parameters import NodeOptions, Settings
from l2c_planner.ros.process import run
from l2c_planner.ros.reports import Reports
from l2c_planner.ros.senses import LIFE, Hearing
from l2c_planner.ros.topics import services, topics
from l2c_planner.ros.wire import read_tuning
from l2c_planner.ros.worker import Status, Worker
from l2c_planner.team import Member, robot_of
from l2c_planner.team.goal import with_goal
from l2c_planner.team.warm import packets_per_table, warm_up
from l2c_planner.transport import State
from l2c_planner.transport.seal import KeyFileError, Seal, read_key
from l2c_planner.tuning.learned import named_networks, read_learned

STEADY = ClockType.STEADY_TIME
"""Timers run on it: a paused or jumping /clock stops no heartbeat."""


class AgentNode(Undisturbed, LifecycleNode):
    """A robot's planner; topics and services are those of :mod:`l2c_planner.ros.names`.

    Raises ConfigError if parameters or the files they name cannot be used.
    """

    def __init__(self, **options) -> None:
        super().__init__(names.NODE, **options)
        self._declared = parameters.declare(self, self._planner_options)
        self.worker: Worker | None = None
        self.reports: Reports | None = None
        self.hearing: Hearing | None = None
        self.ignored: dict[str, int] = {}
        """Odometry and goals that could not be used, by reason."""
        self._plans, self._logged = False, 0
        """Whether it takes part in plans, and the last plan whose log has its head."""
        self._published: Found | None = None
        self._announced = 0
        """Number of the newest announcement that was taken over."""
        self._steady = Clock(clock_type=STEADY)
        self._clocks, self._entities = [], []
        types = services()
        for name, answer in (
            (names.PLAN_SERVICE, self._on_plan),
            (names.HOLD_SERVICE, self._on_hold),
            (names.RELOAD_SERVICE, self._on_reload),
        ):
            self.create_service(types[name], name, answer)

    # ---------------------------------------------------------------- lifecycle
    def on_configure(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Read parameters and files, warm the kernels, open the topics."""
        try:
            self._open(*self._prepared())
        except (ConfigError, KeyFileError, ValueError) as error:
            self.get_logger().error(" ".join(str(error).split()))
            return TransitionCallbackReturn.FAILURE
        return super().on_configure(state)

    def on_activate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Take part in plans."""
        member, self._plans = self.worker.member, True
        self.worker.call(member.activate)
        if self.settings.node.plan_on_start:
            self.worker.call(lambda: member.request_plan(time.monotonic()))
        return super().on_activate(state)

    def on_deactivate(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Take part in no plan; the last one stays published, heartbeats go on."""
        self._plans = False
        self.worker.call(self.worker.member.deactivate)
        return super().on_deactivate(state)

    def on_cleanup(self, state: LifecycleState) -> TransitionCallbackReturn:
        """Give everything back."""
        self._plans = False
        self._release()
        return super().on_cleanup(state)

    def on_shutdown(self, state: LifecycleState) -> TransitionCallbackReturn:
        """The same."""
        self._plans = False
        self._release()
        return super().on_shutdown(state)

    def destroy_node(self) -> None:
        """Stop the worker, then the node."""
        self._release()
        super().destroy_node()

    # ---------------------------------------------------------------- set-up
    def _planner_options(self, options: NodeOptions) -> PlannerOptions:
        return _task(options).planner

    def _prepared(self) -> tuple[Settings, Member]:
        """All that can fail, and that takes time; the node goes on as it is."""
        own = NodeOptions(**{n: self.get_parameter(n).value for n in parameters.flat(NodeOptions())})
        self._declared.follow(_task(own).planner)
        settings = self._declared.read()
        task = _task(settings.node).model_copy(update={"planner": settings.planner})
        host = self.get_namespace().rsplit("/", 1)[-1]
        key = read_key(settings.security.key_file) if settings.security.key_file else None
        followed = self.worker.member.learned if self._announced and self.worker and settings.node.trainer else None
        learned = followed or named_networks(settings.node.tuning)
        member = Member(
            task, host, settings.transport, Seal(key), acceptable=self._objection, clock=self._now, learned=learned
        )
        member.deactivate()
        warm_up(task)
        return settings, member

    def _open(self, settings: Settings, member: Member) -> None:
        """Topics, timers and worker of a member."""
        self.settings, self.task, self.host, self._published = settings, member.task, member.name, None
        frame, packets = settings.node.world_frame, packets_per_table(self.task)
        transport = DdsTransport(self, self.host, list(member.peers), frame, packets)
        self.reports = Reports(self, self.host, self.task, frame)
        self.worker = Worker(member, transport, self._on_round, self._on_end, self._on_change)
        table = topics()
        self.hearing = Hearing(self, table[names.ODOMETRY], self.task, frame, self._ignore)
        member.senses = self.hearing.senses
        self._entities = [table[names.GOAL].subscription(self, partial(self._on_goal, frame))]
        if settings.node.trainer:
            tuning = table[names.TUNING].subscription(self, self._on_tuning, host=settings.node.trainer)
            self._entities.append(tuning)
        self._clocks = [
            self.create_timer(member.company.period, self._beat, clock=self._steady),
            self.create_timer(1.0, self._report_health, clock=self._steady),
        ]
        self.worker.start()

    def _release(self) -> None:
        for timer in self._clocks:
            self.destroy_timer(timer)
        for subscription in self._entities:
            self.destroy_subscription(subscription)
        if self.worker is not None:
            self.worker.stop()
            self.worker.transport.close()
            self.reports.close()
            self.hearing.close()
        self._clocks, self._entities, self.worker, self.reports, self.hearing = [], [], None, None, None

    def _now(self) -> float:
        return self.get_clock().now().nanoseconds * 1e-9

    # ---------------------------------------------------------------- what the worker tells, in its thread
    def _on_round(self, status: Status) -> None:
        self.reports.round(status)

    def _on_end(self, status: Status) -> None:
        member = self.worker.member
        self.reports.round(status)
        if member.found is not self._published:
            self._published = member.found
            self.reports.plan(member.found, member.start, status, markers=status.view.captain == self.host)
        in_flight = member.last is not None and member.last.leg is not None
        if status.view.state is State.COMMITTED:
            tell = self.get_logger().debug if in_flight else self.get_logger().info
            tell(f"plan {status.view.plan} is committed")
        else:
            self.get_logger().error(f"plan {status.view.plan} is held: {status.view.reason}")
        logged = member.last is not None and member.last.session.done and member.last.plan == status.view.plan
        logged = logged and not in_flight
        if logged and status.view.captain == self.host and status.view.plan != self._logged:
            self._logged = status.view.plan
            self.reports.rollout(status, member)

    def _on_change(self, status: Status) -> None:
        self.reports.team(status)
        self._report_health()

    def _objection(self, found: Found) -> str:
        """Why this robot does not fly a plan: it is somewhere else."""
        located, tolerance = self.hearing.heard(), self.settings.node.start_tolerance
        if self.worker.member.last.leg is not None or located is None or time.monotonic() - located[1] > LIFE:
            return ""
        position = found.executed.measures.quad_position[robot_of(self.host), 0]
        away = float(np.linalg.norm(located[0].position - position))
        if away <= tolerance:
            return ""
        return f"{self.host} is {away:.2f} m from the start of the plan (start_tolerance is {tolerance:g} m)"

    # ---------------------------------------------------------------- what arrives, in the executor's thread
    def _on_goal(self, frame: str, message) -> None:
        goal, reason = read_goal(message, frame)
        if goal is None:
            return self._ignore(f"goal: {reason}")
        member = self.worker.member
        try:
            with_goal(member.task, goal.reshape(-1))
        except ValueError as error:
            return self._ignore("goal: not one that the task may have", str(error))
        self.worker.call(partial(member.turn_to, goal))
        self.get_logger().info(f"goal {goal.round(3).tolist()} counts from the next plan that {self.host} opens")

    def _on_tuning(self, message) -> None:
        announced, reason = read_tuning(message)
        if announced is None:
            return self._ignore(f"networks: {reason}")
        member = self.worker.member
        if not member.seal.valid(announced):
            return self._ignore("networks: wrong tag")
        try:
            learned = read_learned(announced.networks, f"networks of {self.settings.node.trainer}")
            check_learned(member.task, learned)
        except ValueError as error:
            return self._ignore("networks: none that can be used", str(error))
        if learned.digest != announced.digest:
            return self._ignore("networks: not those that are announced")
        if announced.number <= self._announced:
            return self._ignore("networks: announced before those in use")
        self._announced = announced.number
        self.worker.call(partial(member.retune, learned))
        if member.learned is None or member.learned.digest != learned.digest:
            self.get_logger().info(f"networks {learned.digest[:12]} (step {announced.steps}) count from the next plan")

    def _ignore(self, reason: str, detail: str = "") -> None:
        if reason not in self.ignored:
            self.get_logger().warning(f"{detail or reason}; ignored")
        self.ignored[reason] = self.ignored.get(reason, 0) + 1

    def _on_plan(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        if not self._active(response):
            return response
        if self.worker.failure:
            response.message = _stopped(self.worker)
            return response
        status, member = self.worker.status, self.worker.member
        response.success = True
        if status.view.state is State.PLANNING:
            response.message = f"plan {status.view.plan} is at work"
        else:
            self.worker.call(lambda: member.request_plan(time.monotonic()))
            response.message = "a plan is asked for"
        return response

    def _on_hold(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        if self.worker is not None and self.worker.failure:
            response.success, response.message = False, _stopped(self.worker)
        elif not self._plans:
            response.success, response.message = True, "the node is not active and does not plan"
        else:
            self.worker.call(partial(self.worker.member.hold, "asked to hold"))
            response.success, response.message = True, "holding"
        return response

    def _on_reload(self, request: Trigger.Request, response: Trigger.Response) -> Trigger.Response:
        if not self._active(response):
            return response
        if self.worker.status.view.state is State.PLANNING and not self.worker.failure:
            response.message = "not while a plan is at work; call hold first"
            return response
        try:
            prepared = self._prepared()
            self._release()
            self._open(*prepared)
            self.worker.call(self.worker.member.activate)
            response.success, response.message = True, f"reloaded, problem {self.worker.member.hash:016x}"
        except (ConfigError, KeyFileError, ValueError) as error:
            response.message = " ".join(str(error).split())
        return response

    def _active(self, response: Trigger.Response) -> bool:
        if not self._plans:
            response.message = "the node is not active; activate it first"
        return self._plans

    def _beat(self) -> None:
        doubted = self.worker.member.company.trust.watchful()
        shared = self.settings.planner.admm.coordinator == "shared" or doubted
        self.worker.transport.coordinate(shared or self.worker.status.view.captain == self.host)
        self.worker.beat()

    def _report_health(self) -> None:
        if self.worker is not None:
            located = self.hearing.heard()
            age = None if located is None else time.monotonic() - located[1]
            self.reports.health(self.worker.status, self.worker.failure, age, self.ignored)
            self.reports.team(self.worker.status)


def _stopped(worker: Worker) -> str:
    return f"the solver has stopped ({worker.failure}); reload starts another"


def _task(options: NodeOptions) -> Task:
    return load_task(options.task or default_task_path(), options.quads or None)


def main(args: list[str] | None = None) -> int:
    """Run the node until it is interrupted or terminated; 2 if it cannot be configured."""
    return run(AgentNode, args, lambda node: _autostart(node) if node.get_parameter("autostart").value else 0)


def _autostart(node: AgentNode) -> int:
    for transition in (node.trigger_configure, node.trigger_activate):
        if transition() != TransitionCallbackReturn.SUCCESS:
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
