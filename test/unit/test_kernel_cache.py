"""Compiled kernels on disk, in other processes and in threads."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import casadi as ca
import numpy as np
import pytest
from kernel_samples import assert_same, evaluate, function, random

from l2c_planner.kernels import LANES, compile_kernel, compiler, emitter


@pytest.fixture
def fresh(monkeypatch, tmp_path):
    """A process that has compiled nothing yet, with an empty cache; counts what is compiled."""
    compiled = []

    def restart():
        monkeypatch.setattr(compiler, "_loaded", {})
        monkeypatch.setattr(compiler, "_jit", None)
        compiled.clear()

    write = emitter.emit
    monkeypatch.setattr(emitter, "emit", lambda f, layout: compiled.append(f.name()) or write(f, layout))
    monkeypatch.setenv("L2C_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("L2C_KERNELS", "llvm")
    restart()
    return tmp_path, compiled, restart


class TestCache:
    one = staticmethod(function("one", lambda a: 3 * a + 1, 2))
    two = staticmethod(function("two", lambda a: 3 * a + 2, 2))
    a = random(2, LANES)

    def check(self, f, expected):
        assert_same(evaluate(f, self.a), [expected])

    def test_second_start_compiles_nothing(self, fresh):
        folder, compiled, restart = fresh
        self.check(self.one, 3 * self.a + 1)
        assert compiled == ["one"] and len(list(folder.iterdir())) == 1
        restart()
        self.check(self.one, 3 * self.a + 1)
        assert compiled == []

    def test_other_process_uses_the_cache(self, fresh):
        folder, _, _ = fresh
        script = (
            "import sys, casadi as ca, numpy as np\n"
            "from l2c_planner.kernels import compile_kernel, emitter\n"
            "if sys.argv[1] == 'reuse': emitter.emit = None\n"
            "a = ca.SX.sym('a', 2); f = ca.Function('f', [a], [3 * a], ['a'], ['y'])\n"
            "y = np.zeros((2, 8)); compile_kernel(f).bind(a=np.ones((2, 8)), y=y)(); print(y.sum())"
        )
        for how in ("make", "reuse"):
            done = subprocess.run([sys.executable, "-c", script, how], capture_output=True, text=True, check=False)
            assert done.stdout.strip() == "48.0", done.stderr
        assert len(list(folder.iterdir())) == 1

    @pytest.mark.parametrize("damage", ["truncated", "empty", "garbage", "one bit", "other kernel"])
    def test_damaged_file_is_compiled_again(self, fresh, damage):
        folder, compiled, restart = fresh
        self.check(self.one, 3 * self.a + 1)
        (path,) = folder.iterdir()
        good = path.read_bytes()
        self.check(self.two, 3 * self.a + 2)
        (other,) = set(folder.iterdir()) - {path}
        flipped = bytes([*good[:100], good[100] ^ 1, *good[101:]])
        bad = {"truncated": good[:200], "empty": b"", "garbage": b"x" * 500, "one bit": flipped}
        path.write_bytes(bad.get(damage, other.read_bytes()))
        restart()
        self.check(self.one, 3 * self.a + 1)
        assert compiled == ["one"]
        assert path.read_bytes() == good

    def test_folder_that_cannot_be_written_only_costs_time(self, fresh, monkeypatch):
        folder, compiled, _ = fresh
        (folder / "file").write_text("in the way")
        monkeypatch.setenv("L2C_CACHE_DIR", str(folder / "file" / "cache"))
        self.check(self.one, 3 * self.a + 1)
        assert compiled == ["one"]

    def test_layout_and_expression_are_told_apart(self):
        layouts = ({}, {"added": ["y0"]}, {"indexed": ["y0"]}, {"inplace": ["y0"]}, {"lanes": 4})
        keys = {compile_kernel(f, **layout).key for f in (self.one, self.two) for layout in layouts}
        assert len(keys) == 10

    def test_folder_follows_the_environment(self, monkeypatch, tmp_path):
        monkeypatch.delenv("L2C_CACHE_DIR", raising=False)
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
        assert compiler.cache_directory() == tmp_path / "l2c_planner"
        monkeypatch.delenv("XDG_CACHE_HOME")
        monkeypatch.setenv("HOME", str(tmp_path))
        assert compiler.cache_directory() == tmp_path / ".cache" / "l2c_planner"


class TestThreads:
    def test_many_threads_compile_and_run_at_once(self, fresh):
        _, compiled, _ = fresh
        functions = [function(f"thread{i % 4}", lambda a, i=i % 4: a + i, 2) for i in range(16)]

        def work(i):
            a = random(50, 2, LANES, seed=i)
            return np.abs(evaluate(functions[i], a, loops=(50,))[0] - a - i % 4).max()

        with ThreadPoolExecutor(8) as pool:
            assert max(pool.map(work, range(16))) < 1e-15
        assert sorted(compiled) == [f"thread{i}" for i in range(4)]

    def test_a_running_kernel_lets_other_threads_run(self, fresh):
        f = function("long", lambda a: ca.sin(ca.sin(ca.sin(ca.sin(a)))), 8)
        run = compile_kernel(f).bind(a=random(20000, 8, LANES), y0=np.zeros((20000, 8, LANES)))
        with ThreadPoolExecutor(1) as pool:
            job, ticks = pool.submit(run), 0
            while not job.done():
                time.sleep(0.001)
                ticks += 1
        assert ticks > 3
