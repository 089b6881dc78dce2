"""`l2c team` for real, nodes over Fast DDS: same bits as `l2c plan`, clear ends, and nothing left of it."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from segments import left_of

from l2c_planner.ros.shared_memory import Segment, held_by

ROOT = Path(__file__).resolve().parents[2]
L2C = [sys.executable, "-m", "l2c_planner.cli"]
MARK = "L2C_TEST_RUN"
SLOW = ("--quads", 3, "--delay", 0.03)
"""A plan that takes a few seconds."""
LIMIT = 150.0
"""Longest run [s]; the first one on a machine compiles."""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("rclpy") is None and not os.environ.get("CI"), reason="needs ROS 2: no module rclpy"
)


class Run:
    """One `l2c team` in a process; finds its nodes by a variable that they inherit."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.mark, self.folder = f"{MARK}={uuid.uuid4()}", folder
        name, _, value = self.mark.partition("=")
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        variables = {**os.environ, name: value, "PYTHONPATH": str(ROOT)}
        command = [*L2C, "team", "--out", "here", *arguments]
        self.process = subprocess.Popen(command, cwd=folder, env=variables, **streams)
        self.segments: set[Segment] = set()

    def pids(self) -> list[int]:
        """All processes of the run, the command itself included; notes the shared memory that they hold."""
        found = []
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and self.mark.encode() in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
                    self.segments |= held_by(found[-1])
        return found

    def node(self, host: str) -> int:
        """The process of one node."""
        for pid in self.pids():
            if f"__ns:=/{host}".encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                return pid
        raise AssertionError(f"no node of {host}")

    def until(self, text: str) -> None:
        """Wait for a line on standard error that has `text`."""
        for line in self.process.stderr:
            if text in line:
                return
        raise AssertionError(f"no {text!r} before the end")

    def end(self) -> tuple[int, str, str]:
        """Exit code, standard output, the rest of standard error."""
        out, err = self.process.communicate(timeout=LIMIT)
        return self.process.returncode, out, err

    def left(self) -> list[str]:
        """What there is still of the run."""
        return [segment.name for segment in left_of(self.segments)] + [str(pid) for pid in self.pids()]


@pytest.fixture
def run(tmp_path) -> Iterator[Callable[..., Run]]:
    made: list[Run] = []

    def start(*arguments: object) -> Run:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(Run(folder, *map(str, arguments)))
        return made[-1]

    yield start
    for each in made:
        each.process.kill()
        each.process.communicate()


@pytest.fixture(scope="module")
def in_process(tmp_path_factory) -> dict[str, np.ndarray]:
    """Arrays of `l2c plan` with three quadrotors."""
    folder = tmp_path_factory.mktemp("plan")
    subprocess.run([*L2C, "plan", "--quads", "3", "--quiet", "--out", folder], cwd=ROOT, check=True, timeout=LIMIT)
    return dict(np.load(folder / "plan.npz"))


def same_bits(folder: Path, expected: dict[str, np.ndarray]) -> bool:
    arrays = dict(np.load(folder / "here/plan.npz"))
    assert set(arrays) == set(expected)
    return all(arrays[name].tobytes() == expected[name].tobytes() for name in expected)


class TestPlan:
    def test_same_bits_as_in_one_process(self, run, in_process):
        team = run("--quads", 3, "--json", "--quiet")
        code, out, err = team.end()
        assert (code, err) == (0, "") and json.loads(out)["status"] == "feasible"
        assert same_bits(team.folder, in_process)
        files = {path.name for path in (team.folder / "here").iterdir()}
        assert files == {"plan.npz", "metrics.json", "report.html", "plan.png", "log"}

    def test_rounds_are_shown(self, run):
        code, out, err = run("--quads", 3).end()
        assert code == 0 and out.startswith("FEASIBLE") and "references" in err

    def test_two_teams_do_not_hear_each_other(self, run, in_process):
        teams = [run("--quads", 3, "--quiet") for _ in range(2)]
        ends = [team.end() for team in teams]
        assert [code for code, *_ in ends] == [0, 0], ends
        assert all(same_bits(team.folder, in_process) for team in teams)

    def test_with_a_key(self, run, in_process, tmp_path):
        subprocess.run([*L2C, "security", "create", tmp_path / "my.key"], cwd=ROOT, check=True)
        team = run("--quads", 3, "--quiet", "--key", tmp_path / "my.key")
        assert team.end()[0] == 0 and same_bits(team.folder, in_process)

    def test_record(self, run):
        team = run("--quads", 3, "--quiet", "--record")
        assert team.end()[0] == 0
        assert list((team.folder / "here/record").rglob("*.mcap"))


class TestFailure:
    def test_half_of_the_messages_lost_ends_in_hold(self, run):
        team = run("--quads", 3, "--quiet", "--loss", 0.5, "--seed", 1)
        code, out, err = team.end()
        assert (code, out) == (3, "") and err.startswith("l2c: HOLD: ") and err.count("\n") == 1
        assert [path.name for path in (team.folder / "here").iterdir()] == ["log"]

    def test_killed_node_ends_in_hold(self, run):
        team = run(*SLOW)
        team.until("references")
        os.kill(team.node("quad_1"), signal.SIGKILL)
        code, out, err = team.end()
        assert (code, out) == (3, "")
        assert "l2c: HOLD: " in err.splitlines()[-1] and "quad_1" in err.splitlines()[-1]
        assert soon_gone(team) == []

    def test_key_that_others_can_read(self, run, tmp_path):
        subprocess.run([*L2C, "security", "create", tmp_path / "my.key"], cwd=ROOT, check=True)
        (tmp_path / "my.key").chmod(0o644)
        code, out, err = run("--key", tmp_path / "my.key").end()
        assert (code, out) == (2, "") and "my.key" in err and err.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc (Linux)")
def soon_gone(team: Run) -> list[str]:
    """What is left of a run when its guard, which ends last, has had its time."""
    end = time.monotonic() + 5
    while team.left() and time.monotonic() < end:
        time.sleep(0.1)
    return team.left()


class TestNothingIsLeft:
    @pytest.mark.parametrize("text", ["waiting for", "references"], ids=["waiting", "planning"])
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
    def test_after_a_signal(self, run, text, number):
        team = run(*SLOW)
        team.until(text)
        time.sleep(0.5)
        assert len(team.pids()) >= 4
        team.process.send_signal(number)
        begin = time.monotonic()
        code = team.end()[0]
        assert code == (-number if number == signal.SIGKILL else 128 + number) and time.monotonic() - begin < 6
        assert soon_gone(team) == []

    def test_after_a_plan(self, run):
        team = run("--quads", 3, "--quiet")
        while team.process.poll() is None and len(team.segments) < 12:
            team.pids()
            time.sleep(0.05)
        assert team.end()[0] == 0 and len(team.segments) >= 12  # three each, the observer included
        assert soon_gone(team) == []
