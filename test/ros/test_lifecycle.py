"""The life of a node: its transitions from outside, how it starts by itself, and how it refuses to start."""

from __future__ import annotations

import gc
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator

import pytest
from lifecycle_msgs.msg import State as Life
from lifecycle_msgs.msg import Transition
from lifecycle_msgs.srv import ChangeState, GetState
from segments import left_of
from team_processes import Ear, Nodes, soon, write_task

from l2c_planner.ros import names, shared_memory
from l2c_planner.ros.agent import main
from l2c_planner.ros.domain import environment
from l2c_planner.transport import State

HOSTS = ("quad_0", "quad_1", "quad_2")


def without_dds(out: str) -> str:
    """Standard output without what Fast DDS logs there, such as a port in shared memory that a stopped process has."""
    return "".join(line for line in out.splitlines(keepends=True) if "RTPS_" not in line)


def life(ear: Ear, host: str = "quad_0") -> int:
    ear.client(host, "~/change_state", ChangeState)  # found together with the other: `go` must not ask twice
    return ear.call(host, "~/get_state", GetState).current_state.id


def go(ear: Ear, transition: int, host: str = "quad_0") -> bool:
    request = ChangeState.Request(transition=Transition(id=transition))
    life(ear, host)
    return ear.call(host, "~/change_state", ChangeState, request, again=30.0).success


class TestWalk:
    def test_from_birth_to_death(self, domain, file, ear):
        with Nodes(domain, file) as nodes:
            for host in HOSTS[1:]:
                nodes.start(host)
            node = nodes.start("quad_0", active=False)
            assert life(ear) == Life.PRIMARY_STATE_UNCONFIGURED and node.worker is None
            assert go(ear, Transition.TRANSITION_CONFIGURE) and life(ear) == Life.PRIMARY_STATE_INACTIVE
            assert soon(lambda: ear.all(names.HEARTBEAT)), "it shows that it is there before it takes part"
            assert nodes.view().state is State.INACTIVE
            start = time.monotonic()
            assert go(ear, Transition.TRANSITION_ACTIVATE) and life(ear) == Life.PRIMARY_STATE_ACTIVE
            assert time.monotonic() - start < 1.0, "everything slow is done in configure"
            assert nodes.joined() and nodes.committed()
            assert go(ear, Transition.TRANSITION_DEACTIVATE) and life(ear) == Life.PRIMARY_STATE_INACTIVE
            self._inactive(domain, nodes, ear)
            assert soon(lambda: nodes.view().plan == nodes.view("quad_1").plan), "it knows of the plan that was held"
            assert go(ear, Transition.TRANSITION_ACTIVATE) and soon(lambda: nodes.view().state is State.READY)
            assert soon(lambda: len({nodes.view(h).plan for h in HOSTS}) == 1) and nodes.committed()
            assert go(ear, Transition.TRANSITION_DEACTIVATE) and go(ear, Transition.TRANSITION_CLEANUP)
            assert life(ear) == Life.PRIMARY_STATE_UNCONFIGURED and node.worker is None
            assert soon(lambda: not nodes.view("quad_1").alive["quad_0"], 3)
            assert soon(lambda: not ear.node.get_publishers_info_by_topic("/quad_0/heartbeat"))
            assert go(ear, Transition.TRANSITION_CONFIGURE) and go(ear, Transition.TRANSITION_ACTIVATE)
            assert nodes.joined() and nodes.committed()
            assert go(ear, Transition.TRANSITION_ACTIVE_SHUTDOWN) and life(ear) == Life.PRIMARY_STATE_FINALIZED
            assert node.worker is None

    @staticmethod
    def _inactive(domain: int, nodes: Nodes, ear: Ear) -> None:
        """It keeps its plan and its heart beats on; the others know, and do not plan with it."""
        assert soon(lambda: nodes.view().state is State.INACTIVE)
        beats = len(ear.all(names.HEARTBEAT))
        assert soon(lambda: len(ear.all(names.HEARTBEAT)) > beats + 5, 3)
        assert ear.last(names.HEARTBEAT).state == State.INACTIVE
        assert nodes.view("quad_1").alive["quad_0"]
        with Ear(domain, HOSTS, told=(names.PLAN,)) as late:
            assert soon(lambda: late.last(names.PLAN)), "who comes later still gets the plan"
        assert soon(lambda: ear.health["quad_0"].level == b"\3")
        plan = nodes.view("quad_1").plan
        nodes["quad_1"].worker.call(lambda: nodes["quad_1"].worker.member.request_plan(time.monotonic()))
        assert soon(lambda: nodes.view("quad_1").state is State.HOLD)
        assert "cable_0 has no living host" in nodes.view("quad_1").reason
        assert nodes.view().plan <= plan + 1 and nodes.view().state is State.INACTIVE

    def test_deactivated_while_planning_the_team_holds(self, domain, file, ear):
        with Nodes(domain, file, **{"transport.faults.delay": 0.05}) as nodes:
            nodes.fill()
            nodes["quad_0"].worker.call(lambda: nodes["quad_0"].worker.member.request_plan(time.monotonic()))
            assert soon(lambda: all(nodes.view(h).state is State.PLANNING for h in HOSTS))
            assert go(ear, Transition.TRANSITION_DEACTIVATE, "quad_2")
            assert soon(lambda: {nodes.view(h).state for h in HOSTS[:2]} == {State.HOLD})
            reasons = [nodes.view(host).reason for host in HOSTS[:2]]
            assert any("quad_2 was deactivated" in reason for reason in reasons), reasons
            assert nodes.view("quad_2").state is State.INACTIVE

    def test_what_cannot_be_configured_can_be_again(self, domain, tmp_path, ear):
        file = write_task(tmp_path / "task.yaml")
        with Nodes(domain, file) as nodes:
            nodes.start("quad_0", active=False)
            text = file.read_text()
            file.write_text(text.replace("steps: 8", "steps: eight"))
            assert not go(ear, Transition.TRANSITION_CONFIGURE) and life(ear) == Life.PRIMARY_STATE_UNCONFIGURED
            file.write_text(text)
            assert go(ear, Transition.TRANSITION_CONFIGURE) and life(ear) == Life.PRIMARY_STATE_INACTIVE


class Process:
    """A node started from the command line."""

    def __init__(self, domain: int, *arguments: str, namespace: str = "/quad_0") -> None:
        words = [word for argument in arguments for word in ("-p", argument)]
        command = [sys.executable, "-m", names.MODULE, "--ros-args", "-r", f"__ns:={namespace}", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=environment(domain), **pipes)

    def end(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, without_dds(out), err


@pytest.fixture
def start(domain) -> Iterator:
    made: list[Process] = []

    def run(*arguments: str, **options: str) -> Process:
        made.append(Process(domain, *arguments, **options))
        return made[-1]

    yield run
    for each in made:
        each.process.kill()
        each.process.communicate()


class TestProcess:
    def test_it_starts_by_itself_and_a_signal_ends_it(self, start, file, ear):
        node = start(f"task:={file}")
        assert soon(lambda: ear.state() == State.READY)
        self._ends(node, signal.SIGTERM)

    def test_without_autostart_it_waits_to_be_configured(self, start, file, ear):
        node = start(f"task:={file}", "autostart:=false")
        assert life(ear) == Life.PRIMARY_STATE_UNCONFIGURED
        assert not ear.all(names.HEARTBEAT)
        assert go(ear, Transition.TRANSITION_CONFIGURE) and go(ear, Transition.TRANSITION_ACTIVATE)
        assert soon(lambda: ear.last(names.TEAM) and ear.last(names.TEAM).state == State.READY)
        assert go(ear, Transition.TRANSITION_ACTIVE_SHUTDOWN)
        self._ends(node, signal.SIGINT)

    @staticmethod
    def _ends(node: Process, number: int) -> None:
        """It ends without complaint and leaves nothing; a launch that is interrupted sends the signal twice."""
        segments = shared_memory.held_by(node.process.pid)
        node.process.send_signal(number)
        node.process.send_signal(number)
        code, _, err = node.end()
        assert code == 0 and "Traceback" not in err
        assert segments and soon(lambda: not left_of(segments), 5), "whoever heard it takes a moment to let go"

    def test_plan_on_start(self, domain, file):
        with Nodes(domain, file) as nodes:
            nodes.start("quad_0", plan_on_start=True)
            nodes.start("quad_1")
            nodes.start("quad_2")
            assert soon(lambda: all(nodes.view(host).state is State.COMMITTED for host in HOSTS))

    def test_a_namespace_that_is_no_host_is_refused(self, start, file):
        code, out, err = start(f"task:={file}", namespace="/drone").end()
        assert code == 2 and out == "" and len(err.splitlines()) == 1
        assert "'drone'" in err and "quad_0, quad_1, quad_2" in err


@pytest.fixture
def run(capfd) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Runs the program of a node in this process: exit code, standard output and error."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def call(*arguments: str) -> tuple[int, str, str]:
        words = [word for argument in arguments for word in ("-p", argument)]
        gc.collect()  # a node of an earlier test may have its name until then, of which ROS would warn
        code = main(["--ros-args", "-r", "__ns:=/quad_0", *words])
        out, err = capfd.readouterr()
        own = [line for line in err.splitlines(keepends=True) if "[rcl.logging_rosout]" not in line]  # of other nodes
        return code, without_dds(out), "".join(own)

    yield call
    for number, handler in handlers.items():
        signal.signal(number, handler)


class TestRefusal:
    @pytest.mark.parametrize(
        "argument, named",
        [
            ("admm.penalty.scael:=0.2", "admm.penalty.scale"),
            ("patience:=0.2", "transport.patience"),
            ("zzz:=1", "nearest is"),
            ("transport.patience:=-1.0", "transport.patience"),
            ("transport.missing:=never", "stale"),
            ("ddp.max_iterations:=1.5", "an integer"),
            ("quads:=1", "quads"),
            ("task:=/no/such/task.yaml", "/no/such/task.yaml"),
            ("security.key_file:=/no/such.key", "l2c security create"),
        ],
    )
    def test_it_says_why_in_one_line_and_ends_with_2(self, run, file, argument, named):
        own = [] if argument.startswith("task") else [f"task:={file}"]
        code, out, err = run(*own, argument)
        assert code == 2 and out == ""
        assert len(err.splitlines()) == 1 and named in err, err
