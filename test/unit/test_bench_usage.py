"""Memory and CPU time of a process as /proc has it, against what the process itself knows."""

import mmap
import os
import subprocess
import sys
import time

import pytest

from l2c_planner.bench.onboard import controller_links, planner_links
from l2c_planner.bench.usage import TICK, cpu_time, memory
from l2c_planner.ros import names

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
HOSTS = [f"quad_{i}" for i in range(5)]


def test_cpu_time_is_that_of_the_process_clock():
    end = time.process_time() + 0.2
    while time.process_time() < end:
        sum(range(1000))
    times = os.times()
    assert cpu_time(os.getpid()) == pytest.approx(times.user + times.system, abs=3 / TICK)


def test_own_memory_grows_by_what_is_taken():
    before, size = memory(os.getpid()), 64_000_000
    with mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as taken:  # new pages, not what was freed
        for _ in range(64):
            taken.write(b"x" * (size // 64))
        after = memory(os.getpid())
    for kind in ("rss", "pss", "uss"):
        assert getattr(after, kind) - getattr(before, kind) == pytest.approx(size, rel=0.05)


def test_shared_pages_count_once_in_pss():
    """A child that was forked shares most of its pages with its parent."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.read(read, 1)
        os._exit(0)
    try:
        found = memory(child)
        assert found.uss < found.pss < found.rss
    finally:
        os.write(write, b"x")
        os.waitpid(child, 0)
        os.close(read)
        os.close(write)


def test_a_process_that_has_ended():
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for look in (memory, cpu_time):
        with pytest.raises(OSError):
            look(ended.pid)


def test_every_word_has_as_many_readers_as_robots_that_hear_it():
    links = {host: planner_links(host, HOSTS) for host in HOSTS}
    for link in links.values():
        for topic, readers in link.said.items():
            assert readers == sum(other.heard.get(topic, False) for other in links.values()), topic
    heard = {topic for link in links.values() for topic, foreign in link.heard.items() if foreign}
    assert heard <= {topic for link in links.values() for topic in link.said}


def test_only_the_captain_hears_trajectories():
    heard = {host: planner_links(host, HOSTS).heard for host in HOSTS}
    primal = {host: [topic for topic in found if topic.endswith(names.PRIMAL)] for host, found in heard.items()}
    assert primal == {"quad_0": [f"/quad_{i}/primal" for i in range(1, 5)], **{host: [] for host in HOSTS[1:]}}


def test_nothing_of_a_controller_leaves_its_robot():
    links = controller_links("quad_2")
    assert not any(links.said.values()) and not any(links.heard.values())
