"""What a node tells people and tools: status, team, plan, path, markers, roll-out head, diagnostics."""

from __future__ import annotations

import numpy as np
from nav_msgs.msg import Path
from rclpy.lifecycle import LifecycleNode
from std_msgs.msg import Header
from trajectory_msgs.msg import MultiDOFJointTrajectory

from l2c_planner.config import MultiliftTask, Task
from l2c_planner.msg import RolloutRecord, SolverStatus, TeamPlan, TeamStatus
from l2c_planner.plan import plan_of
from l2c_planner.plan.arrays import motion_arrays
from l2c_planner.plan.stage import Found
from l2c_planner.rollout.task_json import task_to_json
from l2c_planner.ros import names
from l2c_planner.ros.health import Health, Peer, diagnostics
from l2c_planner.ros.markers import markers as marker_array
from l2c_planner.ros.motion import motion, path_message, team_plan_message, trajectory_message
from l2c_planner.ros.topics import topics
from l2c_planner.ros.worker import Status
from l2c_planner.team import Member, robot_of
from l2c_planner.transport import State

NAMES = (
    names.STATUS, names.TEAM, names.ROLLOUT, names.PLAN, names.PATH, names.TEAM_PLAN, names.MARKERS, names.DIAGNOSTICS,
)  # fmt: skip


class Reports:
    """The publishers of one host."""

    def __init__(self, node: LifecycleNode, host: str, task: Task, frame: str) -> None:
        self._node, self._host, self._task, self._frame = node, host, task, frame
        table = topics()
        self._publishers = {name: table[name].publisher(node) for name in NAMES}

    def close(self) -> None:
        """Give the topics back."""
        for publisher in self._publishers.values():
            self._node.destroy_publisher(publisher)

    def round(self, status: Status) -> None:
        """What a round came to."""
        report, times = status.report, status.times
        if report is None:
            return
        message = SolverStatus(header=self._header(), host=self._host, plan_id=status.beat.plan, stage=status.stage)
        message.stage_name, message.round, message.rounds_limit = report.stage, report.round, report.rounds
        message.primal_residual, message.dual_residual = float(report.primal), float(report.dual)
        message.penalty, message.unsolved = float(report.penalty), status.unsolved
        message.local_time, message.coordination_time = times.local, times.coordination
        message.exchange_time, message.waiting_time = times.exchange, times.waiting
        message.stale, message.resent, message.rejected = status.stale, status.resent, sum(status.rejected.values())
        self._publishers[names.STATUS].publish(message)

    def team(self, status: Status) -> None:
        """The team as this host sees it."""
        view = status.view
        message = TeamStatus(header=self._header(), host=self._host, problem_hash=status.beat.problem_hash)
        message.plan_id, message.state, message.reason = view.plan, int(view.state), view.reason[:512]
        message.captain, message.hosts, message.alive = view.captain, list(view.alive), list(view.alive.values())
        message.waiting_for = list(view.waiting_for)
        message.replans, message.late, message.dropped = status.flight.plans, status.flight.late, status.flight.dropped
        message.latency = status.flight.latency
        self._publishers[names.TEAM].publish(message)

    def plan(self, found: Found | None, start: float, status: Status, markers: bool) -> None:
        """The committed plan: this robot's part to track and to look at; the whole team's picture if asked for.

        Without a plan, or with one taken back before its start: a trajectory without points.
        """
        if found is None:
            self._publishers[names.PLAN].publish(MultiDOFJointTrajectory(header=self._header()))
            self._publishers[names.PATH].publish(Path(header=self._header()))
            self._publishers[names.TEAM_PLAN].publish(TeamPlan(header=self._header()))
            return
        arrays = self._arrays(found, markers)
        robot, team = robot_of(self._host), self._task.team
        masses = team.quad_mass if isinstance(self._task, MultiliftTask) else team.mass
        header, path = self._header(start), motion(arrays, robot, float(masses[robot]))
        self._publishers[names.PLAN].publish(trajectory_message(path, self._host, header))
        self._publishers[names.PATH].publish(path_message(path, header))
        if "load_state" in arrays:
            number, digest = status.view.plan, status.beat.problem_hash
            self._publishers[names.TEAM_PLAN].publish(team_plan_message(arrays, number, digest, header))
        if markers:
            self._publishers[names.MARKERS].publish(marker_array(arrays, header))

    def _arrays(self, found: Found, all: bool) -> dict[str, np.ndarray]:
        """Of plan.npz, all of them or those that are needed to fly."""
        if all or not isinstance(self._task, MultiliftTask):
            return plan_of(self._task, "both", "admm", found, {"ddp_s": 0.0, "coordination_s": 0.0}).arrays
        return motion_arrays(self._task, found.executed)

    def rollout(self, status: Status, member: Member) -> None:
        """The head of the plan's log."""
        session, goal = member.last.session, member.last.goal
        message = RolloutRecord(header=self._header(), plan_id=status.view.plan, problem_hash=member.hash)
        message.task, message.captain = task_to_json(self._task), session.seat.captain
        message.goal = [] if goal is None else goal.tolist()
        message.agents, message.hosts = list(session.seat.agents), list(session.seat.agents.values())
        message.committed, message.rounds = status.view.state is State.COMMITTED, session.rounds
        self._publishers[names.ROLLOUT].publish(message)

    def health(self, status: Status, failure: str, odometry_age: float | None, ignored: dict[str, int]) -> None:
        """Diagnostics."""
        view, report, times = status.view, status.report, status.times
        state = State.HOLD if failure else view.state
        health = Health(
            self._host, state, failure or view.reason, view.plan, status.stage, report.round if report else 0,
            times.local + times.coordination + times.exchange + times.waiting,
            report.primal if report and report.primal == report.primal else None,
            report.dual if report and report.dual == report.dual else None, stale=status.stale,
            resent=status.resent, rejected={**status.rejected, **ignored},
            peers=tuple(Peer(name, view.alive[name], age) for name, age in status.ages.items()),
            odometry_age=odometry_age, odometry_needed=odometry_age is not None,
            silent=view.state is State.INACTIVE,
        )  # fmt: skip
        self._publishers[names.DIAGNOSTICS].publish(diagnostics(health, self._header().stamp))

    def _header(self, seconds: float | None = None) -> Header:
        stamp = self._node.get_clock().now().to_msg()
        if seconds is not None:
            stamp.sec, stamp.nanosec = int(seconds), int(seconds % 1 * 1e9)
        return Header(stamp=stamp, frame_id=self._frame)
