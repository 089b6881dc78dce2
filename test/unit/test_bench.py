"""The benchmarks on tiny tasks: what they report is complete and finite. How long anything takes is not tested."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import yaml
from multilift_samples import multilift_task

from l2c_planner.admm.team import Times
from l2c_planner.bench import contest, ilqr, plan, process, scale, teams, timing
from l2c_planner.cli.bench import lines
from l2c_planner.problems.multilift.formation import start_formation
from l2c_planner.problems.swarm.build import swarm_problem
from l2c_planner.problems.swarm.graph import edges
from l2c_planner.problems.swarm.references import references


@pytest.fixture(scope="module")
def task_file(tmp_path_factory) -> str:
    """A short task of three quadrotors that is planned in a few rounds."""
    data = multilift_task(3, steps=12, dt=0.13).model_dump(mode="json")
    data["planner"]["admm"] |= {"rounds": 12, "references_rounds": 5}
    path = tmp_path_factory.mktemp("bench") / "task.yaml"
    path.write_text(yaml.safe_dump(data))
    return str(path)


@pytest.fixture(scope="module")
def in_this_process():
    """No fresh processes, which would import and compile everything again."""

    def call(function: str, options: dict, limit_s: float | None = None, **environment: str) -> Any:
        module = {"plan": plan, "scale": scale}[function.split(":")[0].rpartition(".")[2]]
        try:
            return getattr(module, function.split(":")[1])(**options)
        except Exception as error:
            raise process.ProcessFailed(repr(error)) from error

    with pytest.MonkeyPatch.context() as patch:
        for module in (plan, scale):
            patch.setattr(module, "call", call)
            patch.setattr(module, "one_thread", lambda: True)
        yield


def numbers(value: Any) -> list[float]:
    """All numbers of a report."""
    if isinstance(value, dict | list | tuple):
        return [x for v in (value.values() if isinstance(value, dict) else value) for x in numbers(v)]
    return [value] if isinstance(value, int | float) else []


def text(report: dict) -> str:
    return "\n".join(line.plain for line in lines(report))


@pytest.fixture(scope="module")
def plan_report(task_file, in_this_process) -> dict:
    return plan.run(repetitions=1, task=task_file, ilqr_repetitions=1)


@pytest.fixture(scope="module")
def scale_report(task_file, in_this_process) -> dict:
    sizes = {"multilift": (3, 4), "swarm": (2, 4), "centralised": (3,)}
    return scale.run(**sizes, rounds=4, repetitions=1, task=task_file)


class TestPlan:
    def test_report(self, plan_report):
        keys = ("stage_a_round_s", "stage_b_round_s", "plan_s", "centralised_s", "ilqr_iteration_s")
        assert all(plan_report[key] > 0 for key in keys)
        assert all(map(math.isfinite, numbers(plan_report)))
        assert (plan_report["quads"], plan_report["repetitions"]) == (3, 1)

    def test_every_ratio_has_its_target(self, plan_report):
        assert len(plan_report["ratios"]) == 3
        for row in plan_report["ratios"]:
            assert min(row["of_medians"], row["of_minima"]) > 0
            assert row["target"] > 1

    def test_times_with_a_target_say_what_share_of_it_they_take(self, plan_report):
        assert {row["what"] for row in plan_report["times"]} >= {"round of stage (a)", "whole plan"}
        for row in plan_report["times"]:
            assert (row["share_of_target"] is None) == (row["target_s"] is None)

    def test_report_can_be_printed(self, plan_report):
        assert "process that plans once, empty cache" in text(plan_report)

    def test_targets_are_those_of_the_requirements(self):
        assert (plan.ROUND_TARGET, plan.PLAN_TARGET, plan.COLD_TARGET) == ({"a": 0.034, "b": 0.040}, 2.5, 12.0)
        assert (contest.RATIO_TARGET, contest.RATIO_AIM) == (2.0, 5.0)


class TestScale:
    @pytest.mark.parametrize(("kind", "sizes"), [("multilift", [3, 4]), ("swarm", [2, 4])])
    def test_rows(self, kind, sizes, scale_report):
        rows = scale_report[kind]
        assert [row["robots"] for row in rows] == sizes
        assert [row.get("note") for row in rows] == [None, None]
        for row in rows:
            assert row["round_s"] >= row["minimum_s"] > 0
            assert row["plan_s"] > 0
            assert row["memory_mb"] >= 0

    def test_numbers_are_finite(self, scale_report):
        assert all(map(math.isfinite, numbers(scale_report)))

    def test_growth_starts_with_the_second_size(self, scale_report):
        first, second = scale_report["multilift"]
        assert first["growth"] is None
        assert second["growth"] is not None

    def test_ratio_to_the_centralised_solve_stands_beside_its_target(self, scale_report):
        (row,) = scale_report["centralised"]
        assert row["ratio"] == pytest.approx(row["centralised_s"] / row["plan_s"])
        assert row["target"] == contest.RATIO_TARGET

    def test_report_can_be_printed(self, scale_report):
        assert "centralised" in text(scale_report)

    def test_size_that_fails_is_noted_and_does_not_end_the_run(self, monkeypatch):
        def fail(*_: Any) -> None:
            raise process.ProcessFailed("more than 1 s")

        monkeypatch.setattr(scale, "call", fail)
        monkeypatch.setattr(scale, "one_thread", lambda: True)
        report = scale.run((3, 4), (), (), limit_s=1.0)
        assert [row["note"] for row in report["multilift"]] == ["more than 1 s"] * 2
        assert report["multilift_exponent"] is None


class TestLocalSolver:
    def test_report(self):
        report = ilqr.run(repetitions=1)
        assert [row["agents"] for row in report["agents"]] == [1, 8, 64]
        assert report["ilqr_iteration_s"] > 0


class TestTeams:
    @pytest.mark.parametrize("n", [3, 8, 9, 64])
    def test_multilift_team_of_any_size_has_a_start(self, n):
        task = teams.multilift_team(n)
        assert task.team.n == n
        formation, elevation = start_formation(task)
        assert formation.tension.shape == (n,)
        assert elevation > np.deg2rad(70)

    def test_larger_load_weighs_as_much_per_quadrotor(self):
        eight, many = teams.multilift_team(8).team, teams.multilift_team(40).team
        assert many.load_mass / 40 == pytest.approx(eight.load_mass / 8)
        assert many.load_radius == pytest.approx(many.attachments.radius)

    @pytest.mark.parametrize("n", [2, 3, 64])
    def test_swarm_has_as_many_neighbours_per_robot_at_every_size(self, n):
        task = teams.swarm_team(n)
        states, _ = references(task)
        assert len(edges(task, states[..., :3])) <= 2.5 * n
        assert swarm_problem(task).classes[0].count == n


class TestTiming:
    def test_tasks_are_called_in_turn(self):
        calls: list[str] = []
        samples = timing.interleaved({name: lambda name=name: calls.append(name) or name for name in "ab"}, 3)
        assert [sorted(calls[i : i + 2]) for i in (0, 2, 4)] == [["a", "b"]] * 3
        assert [sample.result for sample in samples["a"]] == ["a"] * 3

    def test_first_rounds_do_not_count(self):
        rounds = [timing.RoundTime(k, k, k, k) for k in range(6)]
        assert [r.seconds for r in timing.warm(rounds)] == [3, 4, 5]
        assert len(timing.warm(rounds[:2])) == 2

    def test_exponent_of_a_power_law(self):
        assert timing.exponent([1, 2, 4], [3, 12, 48]) == pytest.approx(2)
        assert timing.exponent([1], [3]) is None

    def test_a_round_is_the_sum_of_its_parts(self, monkeypatch):
        def run_round(hosts: list, times: Times) -> None:
            times.local, times.coordination, times.dual = 1.0, 2.0, 0.5

        monkeypatch.setattr(timing, "run_round", run_round)
        assert [r.seconds for r in timing.rounds_of(None, 2)] == [3.5, 3.5]


class TestProcess:
    def test_result_comes_back_from_a_process_with_one_thread(self):
        variables = process.call("os:getenv", {"key": "OMP_NUM_THREADS"})
        assert variables == "1"

    def test_peak_memory_is_that_of_the_process_alone(self):
        held = np.ones(40_000_000)
        assert process.peak_memory() > held.nbytes
        assert process.call("l2c_planner.bench.process:peak_memory", {}) < held.nbytes

    def test_error_and_lack_of_time_are_told_apart(self):
        with pytest.raises(process.ProcessFailed, match="exit code 1"):
            process.call("os:no_such_function", {})
        with pytest.raises(process.ProcessFailed, match="more than 0.001 s"):
            process.call("os:getenv", {"key": "HOME"}, 0.001)

    def test_threads_are_read_from_the_environment(self):
        assert process.one_thread({"OMP_NUM_THREADS": "1"})
        assert not process.one_thread({})
        assert not process.one_thread({"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "4"})

    @pytest.mark.parametrize("module", [plan, scale])
    def test_run_moves_to_a_process_with_one_thread(self, module, monkeypatch):
        monkeypatch.setattr(module, "one_thread", lambda: False)
        monkeypatch.setattr(module, "call", lambda function, options: function)
        assert module.run() == f"{module.__name__}:run"
