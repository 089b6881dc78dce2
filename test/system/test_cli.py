"""The command as a user runs it: exit codes, what goes where, interruptions; with a fake planner and the real one."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from fake_planner import BEHAVIOURS, PROBLEMS, ROOT, RoundReport, module

from l2c_planner.cli import bench, limit_threads, main, planning
from l2c_planner.cli.progress import Lines
from l2c_planner.cli.version import VERSION

FAKE = [sys.executable, str(ROOT / "test/system/fake_planner.py")]
REAL = [sys.executable, "-m", "l2c_planner.cli"]
FILES = set(planning.FILES)


@pytest.fixture
def fake(monkeypatch):
    """Choose how the planner behaves."""

    def choose(behaviour) -> None:
        make_plan = BEHAVIOURS[behaviour] if isinstance(behaviour, str) else behaviour
        monkeypatch.setitem(sys.modules, "l2c_planner.plan", module(make_plan))

    choose("feasible")
    return choose


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def l2c(capfd, *arguments) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command, run in this process."""
    code = main([str(argument) for argument in arguments])
    out, err = capfd.readouterr()
    return code, out, err


def started(*arguments: str, behaviour: str = "feasible", **options) -> subprocess.Popen:
    """The command with a fake planner in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen([*FAKE, *arguments], env={**os.environ, "FAKE": behaviour}, **streams)


def copy_of_task(folder: Path, **changes: str) -> Path:
    """The shipped task and its team with text replaced."""
    for name in ("transport.yaml", "team.yaml", "planner.yaml"):
        text = (ROOT / "config" / name).read_text()
        for old, new in changes.items():
            text = text.replace(old, new)
        (folder / name).write_text(text)
    return folder / "transport.yaml"


class TestHelp:
    @pytest.mark.parametrize(
        "arguments", [(), ("--help",), ("-h",), ("plan", "-h"), ("bench",), ("bench", "plan", "-h")]
    )
    def test_help_is_no_error(self, capfd, arguments):
        code, out, err = l2c(capfd, *arguments)
        assert (code, err) == (0, "") and "Usage: l2c" in out

    def test_options_are_grouped_and_shown_by_example(self, capfd):
        out = l2c(capfd, "plan", "--help")[1]
        for text in ("Task", "Planning", "Results", "Examples", "Exit codes", "--quads", "l2c plan --quads 4"):
            assert text in out

    def test_it_imports_nothing_slow(self):
        code = "import sys; from l2c_planner.cli import main; main(['plan', '--help']); print(*sys.modules)"
        loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout.split()
        assert not {"numpy", "casadi", "scipy", "matplotlib", "llvmlite"} & set(loaded)

    def test_version_is_that_of_the_package(self, capfd):
        assert l2c(capfd, "--version")[:2] == (0, f"l2c {VERSION}\n")
        assert f"<version>{VERSION}</version>" in (ROOT / "package.xml").read_text()


class TestBadInput:
    """One line on standard error, nothing on standard output, nothing written, exit code 2."""

    def refused(self, capfd, *arguments) -> str:
        code, out, err = l2c(capfd, *arguments)
        assert (code, out) == (2, ""), (out, err)
        assert err.startswith("l2c: ") and err.count("\n") == 1, err
        assert not Path("results").exists()
        return err

    @pytest.mark.parametrize(
        ("arguments", "hint"),
        [
            (["pln"], "plan"),
            (["plan", "--qauds", "3"], "--quads"),
            (["plan", "--rounds", "0"], "--rounds"),
            (["plan", "--rounds", "many"], "--rounds"),
            (["plan", "--rounds"], "--rounds"),
            (["plan", "--stage", "a"], "trajectories"),
            (["plan", "--method", "magic"], "centralised"),
            (["plan", "--quads", "2"], ">= 3"),
            (["plan", "--quads", "2.5"], "integer"),
            (["plan", "--quads", "1000"], "256"),
            (["plan", "nowhere.yaml"], "no such file"),
            (["plan", "one.yaml", "two.yaml"], "two.yaml"),
            (["plan", "--finish", "--method", "centralised"], "--finish"),
            (["plan", "--finish", "--stage", "references"], "--stage references"),
            (["plan", str(ROOT / "config/swarm.yaml"), "--stage", "references"], "swarm"),
            (["bench", "plans"], "plan"),
            (["bench", "plan", "--repetitions", "0"], "--repetitions"),
        ],
        ids=" ".join,
    )
    def test_option(self, capfd, fake, arguments, hint):
        assert hint in self.refused(capfd, *arguments)

    def test_misspelt_key(self, capfd, fake, tmp_path):
        task = copy_of_task(tmp_path, clearance="clearence")
        err = self.refused(capfd, "plan", task)
        assert f"{task}:" in err and "clearence" in err and "did you mean clearance?" in err

    def test_misspelt_key_of_the_team(self, capfd, fake, tmp_path):
        task = copy_of_task(tmp_path, **{"com_offset:": "comoffset:"})
        assert "team.yaml:" in self.refused(capfd, "plan", task)

    @pytest.mark.parametrize("folder", ["/proc/results", "a_file", "a_file/results", "x" * 300, "taken"])
    def test_folder_is_tried_before_planning(self, capfd, fake, folder):
        fake(lambda task, **options: pytest.fail("planned"))
        Path("a_file").touch()
        Path("taken/plan.npz").mkdir(parents=True)
        assert "cannot be written" in self.refused(capfd, "plan", "--out", folder)

    def test_missing_package(self, capfd, fake):
        def make_plan(task, **options):
            raise ModuleNotFoundError("No module named 'casadi'", name="casadi")

        fake(make_plan)
        assert "the Python module casadi is missing" in self.refused(capfd, "plan")

    def test_broken_package(self, capfd, fake):
        def make_plan(task, **options):
            raise ImportError("libcasadi.so.3.7: cannot open shared object file\nSee its manual", name="casadi._casadi")

        fake(make_plan)
        err = self.refused(capfd, "plan")
        assert "the Python module casadi._casadi cannot be imported in this environment" in err
        assert err.endswith("libcasadi.so.3.7: cannot open shared object file See its manual\n")

    def test_a_name_of_ours_that_is_missing_is_a_bug(self, capfd, fake):
        def make_plan(task, **options):
            raise ImportError("cannot import name 'plan' from 'l2c_planner.plan'", name="l2c_planner.plan")

        fake(make_plan)
        code, _, err = l2c(capfd, "plan")
        assert code == 1 and "this is a bug" in err


class TestResult:
    def test_verdict_comes_first_then_executed_beside_required(self, capfd, fake):
        code, out, _ = l2c(capfd, "plan")
        lines = out.splitlines()
        assert code == 0
        assert lines[0].startswith("FEASIBLE ")
        assert re.match(r"  obstacle clearance +0\.\d+ m +✓ +required ≥ 0.1 m", lines[2])
        assert "before the roll-out" in out and "rounds" in out and "cost" in out

    def test_files_are_written_and_named(self, capfd, fake):
        out = l2c(capfd, "plan", "--out", "here/there")[1]
        folder = Path("here/there")
        assert {path.name for path in folder.iterdir()} == FILES
        assert all(f"here/there/{name}" in out for name in FILES)
        assert stat.S_IMODE((folder / "plan.npz").stat().st_mode) & 0o444 == 0o444 & ~umask()

    def test_files_hold_what_the_planner_made(self, capfd, fake):
        l2c(capfd, "plan", "--quads", "4", "--out", "here")
        metrics = json.loads(Path("here/metrics.json").read_text())
        assert metrics["cost"] == 1.5 and metrics["spread"] is None
        assert np.load("here/plan.npz")["quad_position"].shape[0] == 4

    def test_infeasible_plan_is_written_and_not_praised(self, capfd, fake):
        fake("infeasible")
        code, out, _ = l2c(capfd, "plan", "--out", "here")
        assert code == 3
        assert out.splitlines()[0].split(maxsplit=1) == ["INFEASIBLE", PROBLEMS[0]]
        assert PROBLEMS[1] in out.splitlines()[1]
        assert {path.name for path in Path("here").iterdir()} == FILES

    def test_long_list_of_problems_is_cut(self, capfd, fake):
        plan = BEHAVIOURS["infeasible"]

        def make_plan(task, **options):
            made = plan(task)
            return type(made)(made.arrays, made.metrics, False, tuple(f"knot {k}: short" for k in range(50)))

        fake(make_plan)
        assert "and 30 more" in l2c(capfd, "plan", "--quiet")[1]

    def test_collision_that_the_planner_calls_feasible_is_none_of_it(self, capfd, fake):
        fake("boasting")
        code, out, _ = l2c(capfd, "plan", "--out", "here")
        assert code == 3 and out.startswith("INFEASIBLE") and "obstacle clearance" in out.splitlines()[0]
        assert json.loads(Path("here/metrics.json").read_text())["status"] == "infeasible"

    def test_task_without_a_plan(self, capfd, fake):
        fake("impossible")
        code, out, err = l2c(capfd, "plan")
        assert (code, out) == (3, "")
        assert err == "l2c: INFEASIBLE: start: no cable elevation keeps the quadrotors apart\n"
        assert not Path("results").exists()

    def test_quiet_is_one_line(self, capfd, fake):
        code, out, err = l2c(capfd, "plan", "--quiet")
        assert code == 0 and out.count("\n") == 1 and "round" not in err

    def test_without_motion_there_is_no_report_and_no_old_one(self, capfd, fake):
        l2c(capfd, "plan", "--out", "here")
        fake("references")
        assert l2c(capfd, "plan", "--out", "here", "--stage", "references")[0] == 0
        assert {path.name for path in Path("here").iterdir()} == {"plan.npz", "metrics.json"}

    def test_options_reach_the_planner(self, capfd, fake):
        seen = {}

        def make_plan(task, **options):
            seen.update(options, quads=task.team.n)
            return BEHAVIOURS["feasible"](task, **options)

        fake(make_plan)
        l2c(capfd, "plan", "--quads", 5, "--rounds", 7, "--stage", "trajectories", "--finish")
        assert seen.pop("progress") is not None and seen.pop("learned") is None
        assert seen == {"quads": 5, "rounds": 7, "stage": "trajectories", "method": "admm", "finish": True}


class TestBug:
    def test_one_line_and_nothing_written(self, capfd, fake):
        fake("broken")
        code, out, err = l2c(capfd, "plan")
        assert (code, out) == (1, "") and err.count("\n") == 1
        assert "bug" in err and "L2C_TRACEBACK=1" in err and "IndexError: index 7" in err
        assert not Path("results").exists()

    def test_traceback_on_request(self, capfd, fake, monkeypatch):
        monkeypatch.setenv("L2C_TRACEBACK", "1")
        fake("broken")
        code, _, err = l2c(capfd, "plan")
        assert code == 1 and "Traceback" in err and "in broken\n" in err

    def test_bug_in_the_report_leaves_the_old_results(self, capfd, fake, monkeypatch):
        Path("results/plan").mkdir(parents=True)
        Path("results/plan/plan.npz").write_text("old")
        monkeypatch.setattr("l2c_planner.report.write_figure", lambda *arguments: 1 / 0)
        assert l2c(capfd, "plan")[0] == 1
        assert [path.name for path in Path("results/plan").iterdir()] == ["plan.npz"]
        assert Path("results/plan/plan.npz").read_text() == "old"

    def test_full_disk_is_no_bug(self, capfd, fake, monkeypatch):
        def full(*arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("l2c_planner.report.write_report", full)
        code, _, err = l2c(capfd, "plan")
        assert code == 2 and "results/plan: cannot be written, No space left on device" in err


class TestStreams:
    def test_json_is_all_there_is_on_standard_output(self):
        process = started("plan", "--json")
        out, err = process.communicate()
        assert process.returncode == 0
        assert json.loads(out) == json.loads(Path("results/plan/metrics.json").read_text())
        assert "native chatter" in err and "round" in err

    def test_json_of_an_infeasible_plan(self, capfd, fake):
        fake("infeasible")
        code, out, err = l2c(capfd, "plan", "--json", "--quiet")
        assert code == 3 and json.loads(out)["status"] == "infeasible" and PROBLEMS[0] in err

    @pytest.mark.parametrize("arguments", ["plan --json", "plan", "--help"])
    def test_reader_that_leaves_is_no_error(self, arguments):
        command = f"set -o pipefail; {' '.join(FAKE)} {arguments} | head -c 1"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert len(done.stdout) == 1 and "Traceback" not in done.stderr and "BrokenPipe" not in done.stderr

    def test_reader_of_the_progress_that_leaves_does_not_stop_the_plan(self):
        done = subprocess.run(
            ["bash", "-c", f"{' '.join(FAKE)} plan --json 2> >(head -c 1 >/dev/null)"], capture_output=True
        )
        assert json.loads(done.stdout)["status"] == "feasible"

    @pytest.mark.parametrize("redirection", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
    def test_closed_streams(self, redirection):
        assert subprocess.run(f"{' '.join(FAKE)} plan --quiet {redirection}", shell=True).returncode == 0
        assert {path.name for path in Path("results/plan").iterdir()} == FILES

    def test_full_standard_output(self):
        with open("/dev/full", "w") as full:
            process = started("plan", "--quiet", stdout=full)
        assert "standard output: cannot be written" in process.communicate()[1]
        assert process.returncode == 2

    def test_terminal_without_unicode(self, monkeypatch):
        monkeypatch.setenv("PYTHONIOENCODING", "ascii")
        out, _ = started("plan").communicate()
        assert "required ? 0.1 m" in out

    def test_progress_in_lines_is_throttled(self, capfd):
        with Lines(interval=60.0) as progress:
            for stage in ("references", "trajectories"):
                for k in range(9):
                    progress(RoundReport(stage, k, 120, 0.5, 0.25, 0.1))
        lines = capfd.readouterr().err.splitlines()
        assert [line.split()[:3] for line in lines] == [
            ["references", "round", "1/120"],
            ["references", "round", "9/120"],
            ["trajectories", "round", "1/120"],
            ["trajectories", "round", "9/120"],
        ]
        assert lines[0].endswith("primal 5.0e-01  dual 2.5e-01  penalty 0.1")

    def test_single_solve_has_no_residuals_to_show(self, capfd):
        with Lines() as progress:
            progress(RoundReport("centralised", 0, 1, np.nan, np.nan, np.nan))
        assert capfd.readouterr().err.split() == ["centralised", "solving"]

    def test_bar_on_a_terminal_vanishes(self):
        err, code = on_terminal("feasible")
        assert code == 0 and "writing the report" in err
        assert err.endswith("\x1b[2K")


def umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def on_terminal(behaviour: str, interrupt_at: str = "") -> tuple[str, int]:
    """What the command writes to a terminal on standard error, and its exit code; Ctrl-C once `interrupt_at` shows."""
    ours, theirs = pty.openpty()
    process = started("plan", behaviour=behaviour, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    text = ""
    try:
        while chunk := os.read(ours, 4096):
            text += chunk.decode(errors="replace")
            if interrupt_at and interrupt_at in text:
                process.send_signal(signal.SIGINT)
                interrupt_at = ""
    except OSError:  # the other side is closed
        pass
    os.close(ours)
    return text, process.wait()


class TestInterruption:
    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_ends_in_one_line_and_leaves_nothing(self, number, code):
        process = started("plan", "--out", "a/b", behaviour="slow")
        assert "round" in process.stderr.readline()
        assert list(Path("a/b").iterdir())
        process.send_signal(number)
        process.send_signal(number)  # as `ros2 launch` does
        err = process.communicate()[1]
        assert process.returncode == code
        assert err.splitlines()[-1] == "l2c: interrupted, the results in a/b are as they were"
        assert "Traceback" not in err
        assert not Path("a").exists()

    def test_old_results_stay(self):
        assert started("plan", "--quiet").wait() == 0
        before = {path: path.read_bytes() for path in Path("results/plan").iterdir()}
        process = started("plan", behaviour="slow")
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate()
        assert {path: path.read_bytes() for path in Path("results/plan").iterdir()} == before

    def test_solver_that_swallows_it(self):
        process = started("plan", behaviour="swallowing")
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
        assert (process.returncode, out) == (130, "") and "l2c: interrupted" in err
        assert not Path("results").exists()

    def test_on_a_terminal(self):
        err, code = on_terminal("slow", interrupt_at="8/8")
        assert code == 130
        assert err.rstrip().endswith("l2c: interrupted, the results in results/plan are as they were")


class TestThreads:
    def test_one_unless_the_user_says_otherwise(self, monkeypatch):
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            monkeypatch.delenv(name, raising=False)
        limit_threads()
        assert os.environ["OMP_NUM_THREADS"] == os.environ["OPENBLAS_NUM_THREADS"] == "1"

    def test_the_user_decides(self, monkeypatch):
        monkeypatch.setenv("OMP_NUM_THREADS", "4")
        monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
        limit_threads()
        assert os.environ["OMP_NUM_THREADS"] == "4" and "OPENBLAS_NUM_THREADS" not in os.environ


class TestBench:
    TIMES = {
        "stage_a_round_s": 0.0171,
        "stage_b_round_s": 0.0129,
        "plan_s": 2.0,
        "centralised_s": 8.0,
        "ilqr_iteration_s": 6e-5,
    }

    @pytest.fixture
    def benchmark(self, monkeypatch):
        def install(name: str, run) -> None:
            made = ModuleType(name)
            made.run = run
            monkeypatch.setitem(sys.modules, f"l2c_planner.bench.{name}", made)
            monkeypatch.setitem(sys.modules, "l2c_planner.bench", ModuleType("bench"))

        return install

    def test_ratios_are_printed(self, capfd, benchmark):
        benchmark("plan", lambda **options: self.TIMES)
        code, out, _ = l2c(capfd, "bench", "plan")
        assert code == 0
        for text in (
            "100 times faster",
            "200 times faster",
            "4 times faster than the centralised solve (8 s)",
            "60 µs",
        ):
            assert text in out

    def test_json_is_what_was_measured(self, capfd, benchmark):
        benchmark("plan", lambda repetitions: {**self.TIMES, "n": np.int64(repetitions)})
        assert json.loads(l2c(capfd, "bench", "plan", "--json", "--repetitions", 3)[1]) == {**self.TIMES, "n": 3}

    def test_records_become_a_table(self, capfd, benchmark):
        rows = [{"robots": 3, "round_s": 0.01, "growth": None}, {"robots": 64, "round_s": 0.2, "growth": 1.5}]
        benchmark("scale", lambda: {"multilift": rows, "by": {"ours": {"time_s": 0.5}}, "threads": 1})
        out = l2c(capfd, "bench", "scale")[1]
        assert re.search(r"64 +200 ms +1\.5", out) and re.search(r"ours +500 ms", out) and "multilift" in out

    def test_script_of_the_checkout_is_found(self, capfd, tmp_path, monkeypatch):
        (tmp_path / "peers.py").write_text("def run():\n    return {'ours_s': 1.0}\n")
        monkeypatch.setattr(bench, "CHECKOUT", tmp_path)
        assert l2c(capfd, "bench", "peers", "--json")[:2] == (0, '{\n  "ours_s": 1.0\n}\n')

    def test_installation_without_it(self, capfd, tmp_path, monkeypatch):
        monkeypatch.setattr(bench, "CHECKOUT", tmp_path)
        code, _, err = l2c(capfd, "bench", "peers")
        assert code == 2 and "checkout" in err

    def test_missing_peer(self, capfd, tmp_path, monkeypatch):
        (tmp_path / "peers.py").write_text("import a_package_nobody_has\n")
        monkeypatch.setattr(bench, "CHECKOUT", tmp_path)
        code, _, err = l2c(capfd, "bench", "peers")
        assert code == 2 and "a_package_nobody_has" in err and "[bench]" in err


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """Folders of real plans: a transport with three quadrotors and the shipped swarm."""
    folder = tmp_path_factory.mktemp("real")
    tasks = {"transport": ["--quads", "3"], "swarm": [str(ROOT / "config/swarm.yaml"), "--quads", "4"]}

    def plan(name: str) -> Path:
        out = folder / name
        if not out.exists():
            done = subprocess.run(
                [*REAL, "plan", *tasks[name], "--json", "--out", str(out)], cwd=ROOT, capture_output=True
            )
            assert done.returncode == 0, done.stderr.decode()
            assert json.loads(done.stdout) == json.loads((out / "metrics.json").read_text())
        return out

    return plan


class TestForReal:
    def test_shipped_task_is_feasible(self):
        done = subprocess.run([*REAL, "plan", "--out", Path.cwd() / "out"], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.startswith("FEASIBLE")
        assert {path.name for path in Path("out").iterdir()} == FILES

    @pytest.mark.parametrize("name", ["transport", "swarm"])
    def test_plan_is_feasible(self, real, name):
        metrics = json.loads((real(name) / "metrics.json").read_text())
        arrays = np.load(real(name) / "plan.npz")
        assert metrics["status"] == "feasible" and metrics["rounds"] <= 120
        assert arrays["obstacle_clearance"].min() >= arrays["required_obstacle_clearance"] - 1e-6
        assert arrays["pair_distance"].min() >= arrays["required_pair_distance"] - 1e-6

    def test_moved_obstacle_and_other_team(self, tmp_path):
        task = copy_of_task(tmp_path, **{"center: [1.5, 1.3]": "center: [1.6, 1.2]", "count: 6": "count: 4"})
        done = subprocess.run(
            [*REAL, "plan", str(task), "--json", "--out", str(tmp_path / "out")], cwd=ROOT, capture_output=True
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["quads"] == 4

    def test_too_few_rounds_are_called_infeasible(self, tmp_path):
        command = [*REAL, "plan", "--rounds", "1", "--quiet", "--out", str(tmp_path / "out")]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 3 and done.stdout.startswith("INFEASIBLE"), done.stdout + done.stderr

    def test_interrupted(self, tmp_path):
        process = subprocess.Popen(
            [*REAL, "plan", "--quads", "8", "--out", str(tmp_path / "out")], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        err = process.communicate()[1]
        assert process.returncode == 130 and err.splitlines()[-1].startswith("l2c: interrupted")
        assert not (tmp_path / "out").exists()


def section(name: str) -> str:
    """The part of the README between the marks called `name`."""
    return (ROOT / "README.md").read_text().split(f"<!-- {name}: begin -->")[1].split(f"<!-- {name}: end -->")[0]


def documented(name: str) -> dict[str, str]:
    """First words of the rows of a table of the README, and the rest of their row."""
    rows = [line.strip("|").split("|", 1) for line in section(name).strip().splitlines()[2:]]
    return {word: rest for first, rest in rows for word in re.findall(r"`([^`]+)`", first)}


class TestReadme:
    def test_configuration_tables_are_those_of_the_models(self):
        done = subprocess.run([sys.executable, "-c", CHECK_TABLES], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, f"{done.stderr}\nrun `python tools/config_table.py`"

    def test_every_array_is_documented_and_written(self, real):
        table = documented("plan.npz")
        load = set(np.load(real("transport") / "plan.npz"))
        swarm = set(np.load(real("swarm") / "plan.npz"))
        kinds = {name: rest.split("|")[2].strip() for name, rest in table.items()}
        assert load == {name for name, kind in kinds.items() if kind in ("both", "load")}
        assert swarm == {name for name, kind in kinds.items() if kind in ("both", "swarm")}

    def test_shapes_are_as_documented(self, real):
        arrays = np.load(real("transport") / "plan.npz")
        sizes = {"n": 3, "N": arrays["time"].size - 1, "m": 2, "K": arrays["residual_primal"].size}
        for name, rest in documented("plan.npz").items():
            if name in arrays:
                shape = re.sub(r"n\(n", "n*(n", rest.split("|")[0])
                assert arrays[name].shape == eval(shape, {**sizes, "__builtins__": {}}), name  # noqa: S307

    def test_every_metric_is_documented_and_written(self, real):
        metrics = json.loads((real("transport") / "metrics.json").read_text())
        names = {name.removeprefix("….") for name in documented("metrics.json")} - {"feasible", "infeasible"}
        assert names == set(metrics) | set(metrics["executed"])
        assert all(f"`{key}`" in section("metrics.json") for key in metrics["time"])

    def test_map_shows_the_rooms_in_order(self):
        rules = (ROOT / "test/unit/test_import_rules.py").read_text()
        order = re.findall(r'"(\w+)"', rules.split("ROOMS = (")[1].split(")")[0])
        there = [room for room in order if list((ROOT / "l2c_planner" / room).glob("*.py"))]
        assert re.findall(r"[├└]─ (\w+)/", (ROOT / "README.md").read_text()) == there

    def test_commands_work(self, capfd, fake, monkeypatch, tmp_path):
        monkeypatch.chdir(ROOT)
        monkeypatch.setattr(planning, "write", lambda made, metrics, stage: [])
        monkeypatch.setattr(planning, "tuning_networks", lambda task, tuning: None)  # there is no planner to be tuned
        text = (ROOT / "README.md").read_text().replace("my_task.yaml", "config/transport.yaml")
        commands = re.findall(r"^l2c (plan[^#|\n]*)", text, re.MULTILINE)
        assert len(commands) >= 5
        for command in commands:
            code, _, err = l2c(capfd, *command.split(), "--out", tmp_path / "out")
            assert code == 0, f"{command}: {err}"

    def test_exit_codes_are_documented(self):
        from l2c_planner.cli.codes import Code

        assert all(f"\n| {code.value} | " in (ROOT / "README.md").read_text() for code in Code)


CHECK_TABLES = """
import sys
sys.path.insert(0, "tools")
from config_table import README, replaced
text = README.read_text(encoding="utf-8")
sys.exit(replaced(text) != text)
"""


class TestCheckGradient:
    def test_agrees(self, capfd) -> None:
        arguments = ["--quads", "3", "--rounds", "2", "--stage", "references", "--samples", "2", "--json"]
        code, out, _ = l2c(capfd, "check-gradient", *arguments)
        report = json.loads(out)
        assert code == 0 and report["agree"] and report["max_relative_error"] < 1e-5
        assert set(report["classes"]) == {"weights", "penalties", "references", "initial states"}

    def test_a_swarm_is_refused(self, capfd) -> None:
        code, _, err = l2c(capfd, "check-gradient", ROOT / "config/swarm.yaml")
        assert code == 2 and len(err.splitlines()) == 1 and "swarm" in err


class TestTuning:
    def test_learned_takes_fewer_rounds(self, capfd) -> None:
        rounds = {}
        for tuning in ("task", "learned"):
            code, out, _ = l2c(capfd, "plan", "--quads", 3, "--tuning", tuning, "--json", "--quiet")
            assert code == 0
            rounds[tuning] = json.loads(out)["rounds"]
        assert rounds["learned"] < rounds["task"]

    @pytest.mark.parametrize("arguments", [[ROOT / "config/swarm.yaml"], ["--method", "centralised"]])
    def test_where_there_is_nothing_learned_it_says_so(self, capfd, arguments) -> None:
        code, _, err = l2c(capfd, "plan", *arguments, "--tuning", "learned")
        assert code == 2 and len(err.splitlines()) == 1 and "--tuning learned" in err
