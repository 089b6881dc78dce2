"""`l2c team` and `l2c security` with a fake observer and fake nodes: what is shown, written, and how it ends."""

from __future__ import annotations

import importlib.util
import os
import pty
import re
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/unit"))

from plan_samples import sample_plan  # noqa: E402

from l2c_planner.cli import live, main, planning, team  # noqa: E402
from l2c_planner.cli.codes import Refused  # noqa: E402
from l2c_planner.cli.live import Countdown, Live, names  # noqa: E402
from l2c_planner.cli.progress import Lines, Silent  # noqa: E402
from l2c_planner.plan import Plan, RoundReport  # noqa: E402
from l2c_planner.ros.names import SETTINGS  # noqa: E402
from l2c_planner.ros.processes import Ended  # noqa: E402

HOSTS = ("quad_0", "quad_1", "quad_2")
SLEEPS = "import time; time.sleep(600)"


class FakeSession:
    """A team that gathers one host per spin, then plans `rounds` rounds, then is in `end`."""

    def __init__(self, hosts=HOSTS, rounds: int = 3, end: str = "committed", reason: str = "") -> None:
        self.hosts, self.rounds, self.end, self.reason = hosts, rounds, end, reason
        self.heard = dict.fromkeys(hosts, False)
        self.state, self.closed, self.asked = "waiting", False, 0
        self._reports: list[RoundReport] = []

    @property
    def missing(self) -> list[str]:
        return [host for host, there in self.heard.items() if not there]

    @property
    def progress(self) -> list[RoundReport]:
        reports, self._reports = self._reports, []
        return reports

    def spin(self, timeout_s: float) -> None:
        time.sleep(min(timeout_s, 0.02))
        if self.state == "waiting":
            for host in self.missing[:1]:
                self.heard[host] = True
        elif self.state == "planning":
            self.plan_on()

    def plan_on(self) -> None:
        if self.rounds == 0:
            self.state = self.end
        else:
            self._reports.append(RoundReport("trajectories", 3 - self.rounds, 3, 0.5, 0.25, 1.0))
            self.rounds -= 1

    def request_plan(self) -> None:
        assert not self.missing, "asked too early"
        self.asked += 1
        self.state = "planning"

    def plan(self) -> Plan:
        assert self.state == "committed"
        arrays, metrics = sample_plan(len(self.hosts), 20)
        return Plan(arrays, metrics | {"status": "feasible"}, ())

    def close(self) -> None:
        self.closed = True


class Deaf(FakeSession):
    """Hears the first host only."""

    def spin(self, timeout_s: float) -> None:
        time.sleep(min(timeout_s, 0.02))
        self.heard["quad_0"] = True


class Stuck(FakeSession):
    """Plans for ever without a round."""

    def plan_on(self) -> None:
        pass


class FakeNodes:
    """Nodes that end when the test says so."""

    def __init__(self, *ended: Ended) -> None:
        self.due = list(ended)
        self.processes = dict.fromkeys(HOSTS, 1)

    def ended(self) -> list[Ended]:
        due, self.due = self.due, []
        for each in due:
            del self.processes[each.host]
        return due


class Shown(Silent):
    """Remembers what it was to show."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.reports: list[RoundReport] = []

    def __call__(self, report: RoundReport) -> None:
        self.reports.append(report)

    def note(self, text: str) -> None:
        self.notes.append(text)


class TestGathering:
    def test_it_waits_for_all(self):
        session, shown = FakeSession(), Shown()
        Live(session, FakeNodes(), shown, 5).gather()
        assert session.missing == []
        assert [note.split("  ")[0] for note in shown.notes] == [
            "waiting for quad_0, quad_1, quad_2", "waiting for quad_1, quad_2", "waiting for quad_2",
        ]  # fmt: skip

    def test_node_that_was_never_heard_is_the_fault_of_the_input(self):
        gone = Ended("quad_1", 2, "no such task")
        with pytest.raises(Refused, match="quad_1 ended with exit code 2: no such task") as refused:
            Live(Deaf(), FakeNodes(gone), Silent(), 5).gather()
        assert refused.value.code == 2

    def test_node_that_was_heard_is_not(self):
        session = Deaf()
        session.spin(0)
        with pytest.raises(Refused, match="quad_0 ended with SIGSEGV$") as refused:
            Live(session, FakeNodes(Ended("quad_0", -11, "")), Silent(), 5).gather()
        assert refused.value.code == 3

    def test_patience_ends(self):
        begin = time.monotonic()
        with pytest.raises(Refused, match="no sign of quad_1, quad_2 within 0.3 s") as refused:
            Live(Deaf(), FakeNodes(), Silent(), 0.3).gather()
        assert refused.value.code == 3 and time.monotonic() - begin < 2


class TestPlanning:
    def gathered(self, session, nodes=None, shown=None) -> Live:
        for host in session.heard:
            session.heard[host] = True
        return Live(session, nodes or FakeNodes(), shown or Silent(), 5)

    def test_rounds_are_shown_and_the_plan_returned(self):
        session, shown = FakeSession(), Shown()
        plan = self.gathered(session, shown=shown).plan()
        assert [report.round for report in shown.reports] == [0, 1, 2] and session.asked == 1
        assert plan.feasible

    def test_hold_is_told_with_its_reason(self):
        with pytest.raises(Refused, match="^HOLD: quad_1 is gone$") as refused:
            self.gathered(FakeSession(end="hold", reason="quad_1 is gone")).plan()
        assert refused.value.code == 3

    def test_hold_after_a_crash_names_the_node(self, capfd):
        nodes = FakeNodes(Ended("quad_1", -9, ""))
        with pytest.raises(Refused, match=r"^HOLD: quad_1 is gone \(quad_1 ended with SIGKILL\)$"):
            self.gathered(FakeSession(end="hold", reason="quad_1 is gone"), nodes).plan()
        assert capfd.readouterr().err == "l2c: quad_1 ended with SIGKILL\n"

    def test_team_that_goes_on_without_a_node_succeeds(self, capfd):
        assert self.gathered(FakeSession(), FakeNodes(Ended("quad_1", -9, ""))).plan().feasible
        assert "quad_1" in capfd.readouterr().err

    def test_silence_after_a_loss_ends_soon(self, monkeypatch):
        monkeypatch.setattr(live, "SILENCE_AFTER_LOSS", 0.2)
        with pytest.raises(Refused, match=r"fell silent.* \(quad_1 ended with exit code 1: bug\)") as refused:
            self.gathered(Stuck(), FakeNodes(Ended("quad_1", 1, "bug"))).plan()
        assert refused.value.code == 3

    def test_silence_ends_later(self, monkeypatch):
        monkeypatch.setattr(live, "SILENCE", 0.2)
        with pytest.raises(Refused, match="fell silent, no round within"):
            self.gathered(Stuck()).plan()

    def test_nobody_is_left(self):
        with pytest.raises(Refused, match="all nodes have ended"):
            self.gathered(Stuck(), FakeNodes(*(Ended(host, 1, "bug") for host in HOSTS))).plan()


class Clock:
    """A time that the test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


class TestCountdown:
    def test_it_counts_down(self):
        clock, shown = Clock(), Shown()
        countdown = Countdown(shown, 12, clock)
        for _ in range(25):
            left = countdown(["quad_3", "quad_5"])
            clock.now += 0.5
        assert left == 0
        assert shown.notes == [f"waiting for quad_3, quad_5  {second} s" for second in range(12, -1, -1)]

    def test_it_begins_anew_when_somebody_appears_and_not_when_somebody_leaves(self):
        clock = Clock()
        countdown = Countdown(Silent(), 12, clock)
        countdown(["quad_3", "quad_5"])
        clock.now += 5
        assert countdown(["quad_5"]) == 12
        clock.now += 5
        assert countdown(["quad_3", "quad_5"]) == 7

    def test_lines_are_sparse(self, capfd):
        clock = Clock()
        countdown = Countdown(Lines(), 60, clock)
        for _ in range(100):
            countdown(["quad_1", "quad_2"])
            clock.now += 0.1
        countdown(["quad_2"])
        lines = capfd.readouterr().err.splitlines()
        assert lines[0] == "waiting for quad_1, quad_2  60 s" and lines[-1] == "waiting for quad_2  60 s"
        assert len(lines) == 4

    def test_quiet_says_nothing(self, capfd):
        Countdown(Silent(), 60)(["quad_1"])
        assert capfd.readouterr() == ("", "")

    def test_long_lists_are_cut(self):
        assert names([f"quad_{i}" for i in range(20)]).endswith("quad_7 and 12 more")


@pytest.fixture
def fake(monkeypatch, tmp_path) -> Callable[..., list]:
    """Replace nodes and observer; the list gets the session with what it was made of."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    seen: list = []

    def choose(session: FakeSession, **codes: str) -> list:
        def open_session(task, request, domain, record):
            seen.extend([session, task, request, domain, dict(os.environ)])
            if record:
                record.mkdir()
                (record / "metadata.yaml").write_text(session.end)
            return session

        commands = {host: [sys.executable, "-c", codes.get(host, SLEEPS)] for host in HOSTS}
        monkeypatch.setattr(team, "observer", open_session)
        monkeypatch.setattr(team, "node_commands", lambda request: commands)
        return seen

    return choose


def l2c(capfd, *arguments) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    return code, *capfd.readouterr()


class TestCommand:
    def test_same_files_as_plan(self, capfd, fake):
        session, task, _, domain, variables = (fake(FakeSession()), l2c(capfd, "team"))[0]
        folder = Path("results/team")
        assert {path.name for path in folder.iterdir()} == {*planning.FILES, "log"}
        assert {path.name for path in (folder / "log").iterdir()} == {f"{host}.log" for host in HOSTS}
        assert np.load(folder / "plan.npz")["quad_position"].shape[0] == 3
        assert session.closed and variables["ROS_DOMAIN_ID"] == str(domain) and 1 <= domain <= 101

    def test_verdict_and_rounds(self, capfd, fake):
        fake(FakeSession())
        code, out, err = l2c(capfd, "team")
        assert code == 0 and out.startswith("FEASIBLE ")
        assert "waiting for quad_0, quad_1, quad_2" in err and "round 1/3" in err

    def test_json_is_all_there_is(self, capfd, fake):
        fake(FakeSession())
        code, out, err = l2c(capfd, "team", "--json", "--quiet")
        assert (code, err) == (0, "") and out.startswith("{") and out.endswith("}\n")

    def test_environment_is_as_before(self, capfd, fake, monkeypatch):
        monkeypatch.setenv("ROS_STATIC_PEERS", "192.0.2.1")
        before = dict(os.environ)
        seen = fake(FakeSession())
        l2c(capfd, "team", "-q")
        assert dict(os.environ) == before and "ROS_STATIC_PEERS" not in seen[4]

    def test_hold(self, capfd, fake):
        fake(FakeSession(end="hold", reason="round 7: 4 rounds in a row without quad_2"))
        code, out, err = l2c(capfd, "team", "-q", "--out", "here")
        assert (code, out, err) == (3, "", "l2c: HOLD: round 7: 4 rounds in a row without quad_2\n")
        assert [path.name for path in Path("here").iterdir()] == ["log"]

    def test_node_that_crashes_at_the_start(self, capfd, fake):
        session = fake(Deaf(), quad_2="raise SystemExit('unknown parameter admm.roh')")
        code, out, err = l2c(capfd, "team", "-q")
        assert (code, out, err) == (2, "", "l2c: quad_2 ended with exit code 1: unknown parameter admm.roh\n")
        assert session[0].closed
        assert Path("results/team/log/quad_2.log").read_text() == "unknown parameter admm.roh\n"

    def test_explicit_domain(self, capfd, fake):
        seen = fake(FakeSession())
        assert l2c(capfd, "team", "-q", "--domain", "47")[0] == 0 and seen[3] == 47

    def test_observer_that_fails_is_a_bug_and_not_the_folder(self, capfd, fake, monkeypatch):
        session = FakeSession()
        fake(session)
        monkeypatch.setattr(session, "spin", lambda timeout: (_ for _ in ()).throw(OSError(24, "too many files")))
        code, _, err = l2c(capfd, "team", "-q")
        assert code == 1 and "bug" in err and "cannot be written" not in err

    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [
            (["--loss", "1.5"], "--loss"),
            (["--delay", "-1"], "--delay"),
            (["--seed", "many"], "--seed"),
            (["--wait", "0"], "--wait"),
            (["--quads", "2"], ">= 3"),
            (["--domain", "500"], "0 to 232"),
            (["--key", "nowhere"], "nowhere"),
            (["--rounds", "3"], "--rounds"),
            (["nowhere.yaml"], "no such file"),
        ],
        ids=" ".join,
    )
    def test_bad_option(self, capfd, fake, arguments, hint):
        seen = fake(FakeSession())
        code, out, err = l2c(capfd, "team", *arguments)
        assert (code, out, seen) == (2, "", []) and not Path("results").exists()
        assert err.splitlines()[-1].startswith("l2c: ") and hint in err.splitlines()[-1]

    def test_without_ros(self, capfd, fake, monkeypatch):
        fake(FakeSession())
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
        code, _, err = l2c(capfd, "team")
        assert code == 2 and "rclpy" in err and "l2c plan" in err

    def test_help_has_examples(self, capfd):
        code, out, _ = l2c(capfd, "team", "--help")
        assert code == 0
        assert all(text in out for text in ("Examples", "Exit codes", "--loss", "--domain", "--record", "Network"))


class TestRecord:
    def test_takes_the_place_of_the_last_one_also_when_the_team_holds(self, capfd, fake):
        for end, code in (("committed", 0), ("hold", 3)):
            fake(FakeSession(end=end))
            assert l2c(capfd, "team", "-q", "--record", "--out", "here")[0] == code
            assert Path("here/record/metadata.yaml").read_text() == end
        assert not list(Path("here").glob(".*"))

    def test_something_else_in_its_place_stays(self, capfd, fake):
        seen = fake(FakeSession())
        Path("here/record").mkdir(parents=True)
        Path("here/record/mine").touch()
        code, _, err = l2c(capfd, "team", "-q", "--record", "--out", "here")
        assert code == 2 and "here/record" in err and Path("here/record/mine").exists() and not seen

    def test_only_if_asked_for(self, capfd, fake):
        fake(FakeSession())
        l2c(capfd, "team", "-q", "--out", "here")
        assert not Path("here/record").exists()


class TestSettings:
    def commands(self, capfd, monkeypatch, *arguments) -> dict[str, list[str]]:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
        seen = {}

        def stop(commands, variables, logs):
            seen.update(commands)
            raise Refused("seen")

        monkeypatch.setattr("l2c_planner.ros.processes.Processes", stop)
        assert l2c(capfd, "team", "-q", *arguments)[0] == 2
        return seen

    def test_a_node_per_robot(self, capfd, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        commands = self.commands(capfd, monkeypatch, "--quads", "5")
        assert list(commands) == [f"quad_{i}" for i in range(5)]
        words = commands["quad_3"]
        assert words[:3] == [sys.executable, "-m", "l2c_planner.ros.agent"]
        assert "__ns:=/quad_3" in words and "quads:=5" in words
        assert not any(word.startswith(("transport.", "security.")) for word in words)

    def test_options_reach_every_node(self, capfd, monkeypatch, tmp_path):
        monkeypatch.chdir(tmp_path)
        main(["security", "create", "my.key"])
        options = ["--loss", "0.25", "--delay", "1", "--seed", "9", "--key", "my.key"]
        for words in self.commands(capfd, monkeypatch, *options).values():
            assert "transport.faults.loss:=0.25" in words and "transport.faults.delay:=1.0" in words
            assert "transport.faults.seed:=9" in words and f'security.key_file:="{tmp_path}/my.key"' in words

    def test_names_are_parameters_of_the_node(self):
        from l2c_planner.config.network import SecurityOptions, TransportOptions

        request = team.TeamRequest(key=Path("k"), loss=0.1, delay=0.1, seed=1, tuning="learned")
        groups = {"transport": TransportOptions, "security": SecurityOptions}
        assert request.settings["tuning"] == "learned" and "tuning" in SETTINGS
        for name in request.settings.keys() - {"tuning"}:
            group, *path = name.split(".")
            model = groups[group]
            for key in path:
                assert key in model.model_fields, name
                model = model.model_fields[key].annotation


RUN = """
import sys
sys.path[:0] = [{root!r}, {unit!r}]
import importlib.util
importlib.util.find_spec = lambda name: name
import test_team_cli
from l2c_planner.cli import main, team
team.observer = lambda task, request, domain, record: test_team_cli.{session}()
code = "import os, signal, sys, time; signal.signal(signal.SIGINT, lambda *_: (time.sleep(0.5), sys.exit()));"
code += "print(os.getpid(), flush=True); time.sleep(600)"
team.node_commands = lambda request: {{host: [sys.executable, "-c", code] for host in test_team_cli.HOSTS}}
sys.exit(main(["team", "--out", "here"]))
"""


def command(session: str) -> list[str]:
    return [sys.executable, "-c", RUN.format(root=str(ROOT), unit=str(ROOT / "test/unit"), session=session)]


def pids(folder: Path, count: int = 3) -> list[int]:
    """Process numbers of the fake nodes, once all have written theirs."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        logs = [path.read_text() for path in folder.glob("here/log/*.log")]
        if len(logs) == count and all(text.endswith("\n") for text in logs):
            return [int(text) for text in logs]
        time.sleep(0.05)
    raise AssertionError("the nodes did not start")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc (Linux)")
class TestInterruption:
    @pytest.mark.parametrize("session", ["Deaf", "Stuck"], ids=["waiting", "planning"])
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_ends_in_one_line_and_leaves_no_process(self, tmp_path, session, number, code):
        process = subprocess.Popen(command(session), cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        nodes = pids(tmp_path)
        time.sleep(0.5)
        process.send_signal(number)
        time.sleep(0.05)
        process.send_signal(number)  # impatient
        begin = time.monotonic()
        err = process.communicate(timeout=20)[1]
        assert process.returncode == code and time.monotonic() - begin < 5
        assert err.splitlines()[-1] == "l2c: interrupted, the results in here are as they were"
        assert not any(Path(f"/proc/{pid}").exists() for pid in nodes)
        assert [path.name for path in (tmp_path / "here").iterdir()] == ["log"]

    def test_killed(self, tmp_path):
        process = subprocess.Popen(command("Deaf"), cwd=tmp_path, stderr=subprocess.DEVNULL)
        nodes = pids(tmp_path)
        process.kill()
        process.wait()
        end = time.monotonic() + 5
        while time.monotonic() < end and any(Path(f"/proc/{pid}").exists() for pid in nodes):
            time.sleep(0.05)
        assert not any(Path(f"/proc/{pid}").exists() for pid in nodes)

    def test_countdown_on_a_terminal_is_one_line(self, tmp_path):
        parent, child = pty.openpty()
        variables = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
        process = subprocess.Popen(command("Deaf"), cwd=tmp_path, stderr=child, env=variables)
        os.close(child)
        pids(tmp_path)
        time.sleep(2)
        process.send_signal(signal.SIGINT)
        shown = b""
        try:
            while part := os.read(parent, 4096):
                shown += part
        except OSError:  # how a terminal ends
            pass
        os.close(parent)
        assert process.wait(20) == 130
        text = shown.decode()
        assert len(set(re.findall(r"waiting for quad_1, quad_2 +(\d+) s", text))) >= 2
        assert "\n\rwaiting" not in text and text.rstrip().endswith(
            "l2c: interrupted, the results in here are as they were"
        )


class TestKey:
    def test_is_made_for_its_owner_alone(self, capfd, tmp_path):
        code, out, err = l2c(capfd, "security", "create", tmp_path / "my.key")
        assert (code, err) == (0, "") and str(tmp_path / "my.key") in out
        assert stat.S_IMODE((tmp_path / "my.key").stat().st_mode) == 0o600
        assert len(bytes.fromhex((tmp_path / "my.key").read_text().strip())) == 32

    def test_two_keys_differ(self, capfd, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert l2c(capfd, "security", "create")[0] == l2c(capfd, "security", "create", "other.key")[0] == 0
        assert Path("team.key").read_text() != Path("other.key").read_text()

    @pytest.mark.parametrize("path", ["there", "there/key", "/proc/key"])
    def test_where_it_cannot_be(self, capfd, tmp_path, monkeypatch, path):
        monkeypatch.chdir(tmp_path)
        Path("there").write_text("mine")
        code, out, err = l2c(capfd, "security", "create", path)
        assert (code, out, err.count("\n")) == (2, "", 1) and err.startswith("l2c: ")
        assert Path("there").read_text() == "mine" and len(list(tmp_path.iterdir())) == 1

    def test_help(self, capfd):
        assert "create" in l2c(capfd, "security")[1]
        assert "--key FILE" in l2c(capfd, "security", "create", "-h")[1]
