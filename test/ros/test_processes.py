"""Node processes: all start, are watched, and end with their runner however that ends; nothing stays in /dev/shm."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from l2c_planner.ros import shared_memory
from l2c_planner.ros.domain import environment
from l2c_planner.ros.processes import Ended, Processes, last_line
from l2c_planner.ros.shared_memory import NEW, Segment, held_by, orphans, remove

ROOT = Path(__file__).resolve().parents[2]
SLEEPS = "import time; print('here', flush=True); time.sleep(600)"
OBEYS = "import signal, time\ntry: print('here', flush=True); time.sleep(600)\nexcept KeyboardInterrupt: print('bye')"
CRASHES = "import sys; print('reading', file=sys.stderr); sys.exit('[ERROR] [17.5] [quad_1.planner]: no such task')"
STUBBORN = """
import signal, time
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP): signal.signal(number, signal.SIG_IGN)
print('here', flush=True)
time.sleep(600)
"""
TALKS = """
import rclpy, signal, sys
from std_msgs.msg import String
rclpy.init(signal_handler_options=rclpy.signals.SignalHandlerOptions.NO)
node = rclpy.create_node(sys.argv[1])
heard = set()
def hear(message): heard.add(message.data); print(*sorted(heard), flush=True)
node.create_subscription(String, "talk", hear, 9)
talk = node.create_publisher(String, "talk", 9)
def stop(number, frame): raise KeyboardInterrupt
signal.signal(signal.SIGINT, stop)
try:
    while True:
        talk.publish(String(data=sys.argv[1]))
        rclpy.spin_once(node, timeout_sec=0.05)
except KeyboardInterrupt:
    node.destroy_node()
    rclpy.shutdown()
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc (Linux)")


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and waits to be asked how does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def soon(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Whether a condition comes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())


@pytest.fixture
def fleet(tmp_path, domain) -> Iterator[Callable[..., Processes]]:
    """Make processes out of code, one per name; whatever a test leaves behind is stopped."""
    made = []

    def make(**codes: str) -> Processes:
        commands = {host: python(code, host) for host, code in codes.items()}
        made.append(Processes(commands, environment(domain), tmp_path / "log"))
        return made[-1]

    yield make
    for each in made:
        each.stop()


class TestEnvironment:
    def test_domain_is_ours_and_local(self, monkeypatch):
        monkeypatch.setenv("ROS_DOMAIN_ID", "0")
        monkeypatch.setenv("ROS_LOCALHOST_ONLY", "0")
        monkeypatch.setenv("ROS_STATIC_PEERS", "192.0.2.1")
        variables = environment(17)
        assert (variables["ROS_DOMAIN_ID"], variables["ROS_AUTOMATIC_DISCOVERY_RANGE"]) == ("17", "LOCALHOST")
        assert not {"ROS_LOCALHOST_ONLY", "ROS_STATIC_PEERS"} & set(variables)
        assert os.environ["ROS_DOMAIN_ID"] == "0"

    def test_profiles_of_the_user_win(self, monkeypatch):
        monkeypatch.delenv("FASTDDS_DEFAULT_PROFILES_FILE", raising=False)
        monkeypatch.setenv("FASTRTPS_DEFAULT_PROFILES_FILE", "/mine.xml")
        variables = environment(1)
        assert variables["FASTRTPS_DEFAULT_PROFILES_FILE"] == "/mine.xml"
        assert Path(variables["FASTDDS_DEFAULT_PROFILES_FILE"]).is_file()


class TestWatching:
    def test_all_start_with_their_environment_and_leave_a_log(self, fleet):
        show = "import os, sys; print('out'); print(os.environ['ROS_DOMAIN_ID'], sys.argv[1], file=sys.stderr)"
        with fleet(quad_0=show, quad_1=SLEEPS) as nodes:
            assert set(nodes.processes) == {"quad_0", "quad_1"}
            assert soon(
                lambda: nodes.log("quad_0").read_text().split() == ["out", os.environ["ROS_DOMAIN_ID"], "quad_0"]
            )
            assert soon(lambda: nodes.log("quad_1").read_text() == "here\n")

    def test_crash_is_told_once_with_its_last_words(self, fleet):
        with fleet(quad_0=SLEEPS, quad_1=CRASHES) as nodes:
            told: list[Ended] = []
            assert soon(lambda: told.extend(nodes.ended()) or told)
            assert told == [Ended("quad_1", 1, "no such task")] and nodes.ended() == []
            assert str(told[0]) == "quad_1 ended with exit code 1: no such task"
            assert set(nodes.processes) == {"quad_0"}

    def test_killed_node_can_start_again(self, fleet):
        with fleet(quad_0=SLEEPS) as nodes:
            first = nodes.processes["quad_0"]
            nodes.signal("quad_0", signal.SIGKILL)
            assert soon(lambda: str(*nodes.ended()) == "quad_0 ended with SIGKILL" or not nodes.processes)
            nodes.start("quad_0")
            assert nodes.processes["quad_0"] != first and alive(nodes.processes["quad_0"])

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("", ""),
            ("\n\n", ""),
            ("one\ntwo\n\n", "two"),
            ("[INFO] [1.5] [quad_0.planner]: ready: yes\n", "ready: yes"),
            ("KeyError: 'a'", "KeyError: 'a'"),
            ("x" * 100_000, "x" * 4096),
            ("caf\xe9".encode("latin-1"), "caf\ufffd"),
        ],
    )
    def test_last_line(self, tmp_path, text, line):
        (tmp_path / "log").write_bytes(text if isinstance(text, bytes) else text.encode())
        assert last_line(tmp_path / "log") == line

    def test_last_line_of_nothing(self, tmp_path):
        assert last_line(tmp_path / "log") == ""


@needs_proc
class TestStopping:
    def test_obedient_ones_end_by_themselves(self, fleet):
        with fleet(quad_0=OBEYS, quad_1=OBEYS) as nodes:
            pids = list(nodes.processes.values())
            assert soon(lambda: all(nodes.log(host).read_text() == "here\n" for host in nodes.processes))
            begin = time.monotonic()
        assert time.monotonic() - begin < 2
        assert not any(map(alive, pids)) and nodes.log("quad_0").read_text() == "here\nbye\n"

    def test_stubborn_ones_end_within_five_seconds(self, fleet):
        with fleet(quad_0=STUBBORN, quad_1=OBEYS) as nodes:
            pids = list(nodes.processes.values())
            assert soon(lambda: all(nodes.log(host).read_text() == "here\n" for host in nodes.processes))
            begin = time.monotonic()
        assert time.monotonic() - begin < 5
        assert not any(map(alive, pids))

    def test_error_in_the_block_stops_them(self, fleet):
        with pytest.raises(KeyError), fleet(quad_0=SLEEPS) as nodes:
            pids = list(nodes.processes.values())
            raise KeyError
        assert not any(map(alive, pids))

    def test_start_that_fails_stops_those_that_run(self, fleet, tmp_path):
        (tmp_path / "log/quad_1.log").mkdir(parents=True)
        nodes = fleet(quad_0=SLEEPS, quad_1=SLEEPS)
        started = []
        start = nodes.start
        nodes.start = lambda host: (start(host), started.extend(nodes.processes.values()))
        with pytest.raises(OSError), nodes:
            pytest.fail("started")
        assert started and not any(map(alive, started))

    def test_stopping_twice_is_fine(self, fleet):
        with fleet(quad_0=SLEEPS) as nodes:
            nodes.stop()
            nodes.stop()

    def test_interruption_does_not_disturb_it(self, fleet):
        """The node sends a Ctrl-C to its runner while it is being stopped."""
        answer = f"import os; os.kill({os.getpid()}, signal.SIGINT); time.sleep(0.2); print('bye')"
        answers = OBEYS.replace("print('bye')", answer)
        with fleet(quad_0=answers) as nodes:
            assert soon(lambda: nodes.log("quad_0").read_text() == "here\n")
            nodes.stop()
            assert nodes.log("quad_0").read_text() == "here\nbye\n"
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


RUNNER = """
import sys, time
from pathlib import Path
from l2c_planner.ros.domain import environment
from l2c_planner.ros.processes import Processes
codes = {code!r}
commands = {{host: [sys.executable, "-c", code, host] for host, code in codes.items()}}
with Processes(commands, environment({domain}), Path({logs!r})) as nodes:
    print(*nodes.processes.values(), flush=True)
    while True:
        nodes.ended()
        time.sleep(0.05)
"""


CARELESS = """
import os, sys, rclpy
from pathlib import Path
from l2c_planner.ros.domain import environment
from l2c_planner.ros.processes import Processes
from l2c_planner.ros.shared_memory import held_by
commands = {{"quad_0": [sys.executable, "-c", "import time; time.sleep(600)"]}}
with Processes(commands, environment({domain}), Path({logs!r})):
    rclpy.init(domain_id={domain})
    node = rclpy.create_node("careless")
print(*(segment.name for segment in held_by(os.getpid())), flush=True)
os._exit(7)
"""


@pytest.fixture
def runner(tmp_path, domain) -> Iterator[Callable[..., tuple[subprocess.Popen, list[int]]]]:
    """Start a process that runs nodes; give it and the process numbers of the nodes."""
    made = []

    def make(**codes: str) -> tuple[subprocess.Popen, list[int]]:
        code = RUNNER.format(code=codes, domain=domain, logs=str(tmp_path / "log"))
        made.append(subprocess.Popen(python(code), cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True))
        return made[-1], [int(pid) for pid in made[-1].stdout.readline().split()]

    yield make
    for each in made:
        each.kill()
        each.communicate()


@needs_proc
class TestRunnerThatEnds:
    @pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
    def test_its_nodes_end_too(self, runner, tmp_path, number):
        process, pids = runner(quad_0=SLEEPS, quad_1=STUBBORN)
        assert len(pids) == 2 and all(map(alive, pids))
        assert soon(lambda: (tmp_path / "log/quad_1.log").read_text() == "here\n")
        process.send_signal(number)
        assert soon(lambda: not any(map(alive, pids)), 6)

    def test_ctrl_c_on_the_terminal_reaches_the_runner_alone(self, runner, tmp_path):
        complain = OBEYS.replace("print('bye')", "print('interrupted')")
        process, pids = runner(quad_0=complain)
        assert soon(lambda: (tmp_path / "log/quad_0.log").read_text() == "here\n")
        assert os.getpgid(pids[0]) == os.getsid(pids[0]) == pids[0] != os.getpgid(process.pid)


class TestSegments:
    """Files made here stand for those of Fast DDS; a lock on one for the process that owns it."""

    @pytest.fixture
    def segment(self, tmp_path) -> Callable[[str], Segment]:
        def make(name: str) -> Segment:
            for file in (name, f"{name}_el", f"sem.{name}_mutex"):
                (tmp_path / file).write_text("x")
            return Segment(name, (tmp_path / name).stat().st_ino)

        return make

    def left(self, folder: Path) -> set[str]:
        return {path.name for path in folder.iterdir()}

    @pytest.mark.parametrize("name", ["fastrtps_port7000", "fastrtps_057830d62d68ff9c", "fastdds_port17661"])
    def test_all_files_of_a_dead_one_go(self, tmp_path, segment, name):
        assert remove([segment(name)], tmp_path) == set() == self.left(tmp_path)

    def test_files_of_a_living_one_stay(self, tmp_path, segment):
        mine, others = segment("fastrtps_port7000"), segment("fastrtps_port7001")
        with open(tmp_path / "fastrtps_port7001_el") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert remove([mine, others], tmp_path) == {others}
        assert self.left(tmp_path) == {"fastrtps_port7001", "fastrtps_port7001_el", "sem.fastrtps_port7001_mutex"}

    def test_another_guard_that_looks_at_the_lock_does_not_own_it(self, tmp_path, segment):
        mine = segment("fastrtps_port7000")
        with open(tmp_path / "fastrtps_port7000_el") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            assert remove([mine], tmp_path) == set() == self.left(tmp_path)

    def test_orphans_are_what_nobody_holds_and_is_neither_old_nor_new(self, tmp_path, segment):
        now = time.time()
        names = ("fastrtps_port7000", "fastrtps_port7001", "fastrtps_057830d62d68ff9c")
        free, held, _ = (segment(name) for name in names)
        (tmp_path / "other_el").write_text("x")
        with open(tmp_path / "fastrtps_port7001_el") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            assert orphans(now - 10, tmp_path) == set(), "they are just being made"
            time.sleep(NEW + 0.1)
            assert free in orphans(now - 10, tmp_path) and held not in orphans(now - 10, tmp_path)
            assert len(orphans(now - 10, tmp_path)) == 2 and orphans(now + 10, tmp_path) == set()

    def test_later_one_of_the_same_name_stays(self, tmp_path, segment):
        segment("fastrtps_port7000")
        old = Segment("fastrtps_port7000", (tmp_path / "fastrtps_port7000").stat().st_ino + 1)
        assert remove([old], tmp_path) == set() and len(self.left(tmp_path)) == 3

    def test_files_that_nobody_announced_stay(self, tmp_path, segment):
        segment("fastrtps_port7000")
        remove([], tmp_path)
        assert len(self.left(tmp_path)) == 3

    @pytest.mark.parametrize("gone", ["fastrtps_port7000", "fastrtps_port7000_el", "sem.fastrtps_port7000_mutex"])
    def test_half_of_the_files(self, tmp_path, segment, gone):
        old = segment("fastrtps_port7000")
        (tmp_path / gone).unlink()
        assert remove([old], tmp_path) == set() == self.left(tmp_path)

    @needs_proc
    def test_owner_is_who_has_the_lock_file_open(self, tmp_path, segment):
        mine = segment("fastrtps_port7000")
        segment("fastrtps_port7001"), segment("other_port")
        with open(tmp_path / "fastrtps_port7000_el"), open(tmp_path / "other_port_el"):
            assert held_by(os.getpid(), tmp_path) == {mine}
        assert held_by(os.getpid(), tmp_path) == set() == held_by(2**22 + 1, tmp_path)


def of_dds() -> set[str]:
    return {path.name for path in shared_memory.FOLDER.iterdir() if "fastrtps" in path.name or "fastdds" in path.name}


def owners(pids: list[int]) -> dict[int, set[str]]:
    return {pid: {segment.name for segment in held_by(pid)} for pid in pids}


def belonging(names: set[str]) -> set[str]:
    """Files in /dev/shm of these segments and ports; others may run Fast DDS beside this test.

    Ports 70xx are left out: whoever starts next takes the first free one, so the name says nothing of its owner.
    """
    own = {name for name in names if not name.startswith("fastrtps_port70")}
    return {file for file in of_dds() for name in own if name in (file, file[:-3], file[4:-6])}


@needs_proc
class TestFastDDS:
    """Real participants: killed ones leave files behind, which this test sees first and then no more."""

    @pytest.fixture(autouse=True)
    def _needs_ros(self):
        try:
            import rclpy  # noqa: F401
        except ImportError:
            if os.environ.get("CI"):
                raise
            pytest.skip("needs ROS 2: rclpy cannot be imported")

    @pytest.fixture
    def logs(self, tmp_path) -> Callable[[str], str]:
        return lambda host: (tmp_path / f"log/{host}.log").read_text() if (tmp_path / "log").is_dir() else ""

    def all_hear_each_other(self, logs, *hosts: str) -> bool:
        return soon(lambda: all(logs(host).splitlines()[-1:] == [" ".join(hosts)] for host in hosts), 20)

    def test_stopped_nodes_leave_nothing(self, fleet, logs):
        with fleet(a=TALKS, b=TALKS) as nodes:
            assert self.all_hear_each_other(logs, "a", "b"), (logs("a"), logs("b"))
            held = owners(list(nodes.processes.values()))
            names = set().union(*held.values())
            assert all(len(each) >= 2 for each in held.values()) and belonging(names)
        assert not belonging(names)

    def test_killed_node_leaves_nothing_once_the_fleet_has_stopped(self, fleet, logs):
        with fleet(a=TALKS, b=TALKS, c=TALKS) as nodes:
            assert self.all_hear_each_other(logs, "a", "b", "c")
            held = owners(list(nodes.processes.values()))
            killed = nodes.processes["b"]
            nodes.ended()
            os.kill(killed, signal.SIGKILL)
            assert soon(nodes.ended)
            assert belonging(held[killed])  # the leak is real
        assert not belonging(set().union(*held.values()))

    def test_killed_runner_leaves_nothing(self, runner, logs):
        process, pids = runner(a=TALKS, b=TALKS)
        assert self.all_hear_each_other(logs, "a", "b")
        names = set().union(*owners(pids).values())
        time.sleep(0.3)  # for the runner's next look
        children = [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]
        assert set(children) > set(pids) and len(children) == 3  # and its guard
        process.kill()
        assert soon(lambda: not any(map(alive, children)), 6)
        assert len(names) >= 4 and not belonging(names)

    def test_runner_that_ends_without_leaving_the_domain_leaves_nothing(self, tmp_path, domain):
        code = CARELESS.format(domain=domain, logs=str(tmp_path / "log"))
        done = subprocess.run(python(code), cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 7, done.stderr
        assert len(done.stdout.split()) >= 2 and soon(lambda: not belonging(set(done.stdout.split())), 6)

    def test_late_node_is_found_at_once(self, fleet, logs):
        """Fast DDS by itself announces every 3 s; the other way round it takes the newcomer's own announcement."""
        with fleet(a=TALKS, b=TALKS) as nodes:
            assert self.all_hear_each_other(logs, "a", "b")
            nodes.signal("b", signal.SIGINT)
            assert soon(nodes.ended)
            nodes.start("b")
            begin = time.monotonic()
            assert self.all_hear_each_other(logs, "a", "b") and time.monotonic() - begin < 5
