"""Domains: no two runs share one, a reservation ends with its process, a domain where somebody talks is left alone."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from l2c_planner.ros import domain
from l2c_planner.ros.domain import DOMAINS, NoDomain, is_silent, reserved

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, time
from pathlib import Path
from l2c_planner.ros.domain import reserved
with reserved({number}, Path({folder!r})) as number:
    print(number, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def silent(monkeypatch):
    """Whatever runs on this machine."""
    monkeypatch.setattr(domain, "is_silent", lambda number: True)


@pytest.fixture
def other(tmp_path):
    """Another process that reserves a domain; ends with the test."""
    with ExitStack() as stack:

        def start(number: int | None = None) -> tuple[subprocess.Popen, int]:
            command = [sys.executable, "-c", HOLD.format(number=number, folder=str(tmp_path))]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            process = stack.enter_context(subprocess.Popen(command, cwd=ROOT, **pipes))
            stack.callback(process.kill)
            return process, int(process.stdout.readline())

        yield start


class TestAny:
    def test_everybody_gets_another_one_until_there_is_none(self, tmp_path):
        with ExitStack() as stack:
            got = [stack.enter_context(reserved(None, tmp_path)) for _ in DOMAINS]
            assert sorted(got) == list(range(1, 102))
            with pytest.raises(NoDomain, match="1 to 101"), reserved(None, tmp_path):
                pass
        with reserved(None, tmp_path) as number:
            assert number in DOMAINS

    def test_other_processes_have_others(self, other):
        numbers = [other()[1] for _ in range(4)]
        assert len(set(numbers)) == 4

    def test_noisy_ones_are_left_alone(self, tmp_path, monkeypatch):
        monkeypatch.setattr(domain, "is_silent", lambda number: number == 42)
        with reserved(None, tmp_path) as number:
            assert number == 42
            with pytest.raises(NoDomain), reserved(None, tmp_path):
                pass

    def test_environment_has_no_say(self, tmp_path, monkeypatch):
        monkeypatch.setenv("ROS_DOMAIN_ID", "200")
        with reserved(None, tmp_path) as number:
            assert number in DOMAINS

    def test_folder_that_is_not_there(self, tmp_path):
        with pytest.raises(NoDomain, match="cannot be opened"), reserved(None, tmp_path / "nowhere"):
            pass


class TestThis:
    def test_is_given_also_if_somebody_talks_there(self, tmp_path, monkeypatch):
        monkeypatch.setattr(domain, "is_silent", lambda number: False)
        with reserved(7, tmp_path) as number:
            assert number == 7

    def test_is_refused_while_another_run_has_it(self, other, tmp_path):
        process, _ = other(7)
        with pytest.raises(NoDomain, match="domain 7: another run"), reserved(7, tmp_path):
            pass
        process.stdin.close()
        process.wait(10)
        with reserved(7, tmp_path):
            pass

    def test_killed_run_has_it_no_longer(self, other, tmp_path):
        process, _ = other(7)
        process.kill()
        process.wait(10)
        with reserved(7, tmp_path):
            pass

    def test_child_that_survives_does_not_keep_it(self, tmp_path):
        code = "import sys; print('here', flush=True); sys.stdin.read()"
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        with reserved(7, tmp_path):
            child = subprocess.Popen([sys.executable, "-c", code], close_fds=False, **pipes)
            child.stdout.readline()
        try:
            with reserved(7, tmp_path):
                pass
        finally:
            child.communicate()

    @pytest.mark.parametrize("number", [-1, 233])
    def test_there_are_233(self, tmp_path, number):
        with pytest.raises(NoDomain, match="0 to 232"), reserved(number, tmp_path):
            pass
        assert not list(tmp_path.iterdir())


class TestFile:
    def test_any_user_can_lock_it(self, tmp_path):
        before = os.umask(0o077)
        try:
            with reserved(7, tmp_path):
                pass
        finally:
            os.umask(before)
        (file,) = tmp_path.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o644

    def test_link_is_not_followed(self, tmp_path):
        (tmp_path / "l2c_domain_7.lock").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(NoDomain), reserved(7, tmp_path):
            pass
        assert not (tmp_path / "elsewhere").exists()


def test_listener_makes_a_domain_noisy():
    """As Fast DDS listens: on the port of the domain, shared with whoever else takes part."""
    quiet = next(number for number in range(150, 100, -1) if is_silent(number))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", 7400 + 250 * quiet))
        assert not is_silent(quiet)
    assert is_silent(quiet)
