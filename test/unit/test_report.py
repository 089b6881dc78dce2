"""The report: no network, numbers that survive, verdicts that do not flatter, files never half written."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from plan_samples import sample_plan

from l2c_planner.report import html, write_figure, write_report
from l2c_planner.report.atomic import replacing
from l2c_planner.report.charts import attitude_error, charts
from l2c_planner.report.map import draw_map, instants
from l2c_planner.report.payload import build_payload
from l2c_planner.report.rounding import rounded, scalar, significant
from l2c_planner.report.verdict import judge

ASSETS = Path(html.__file__).parent / "assets"
HOSTILE = "</script><script>alert(1)</script><!-- {{data}} $x$ \u2028 & \" '"


class Page(HTMLParser):
    """Elements, addresses and script contents of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags, self.addresses, self.scripts, self._script = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "srcset", "data", "action")]
        if tag == "script":
            self._script = True
            self.scripts.append("")

    def handle_endtag(self, tag):
        self._script = self._script and tag != "script"

    def handle_data(self, data):
        if self._script:
            self.scripts[-1] += data


def page(arrays, metrics) -> Page:
    return Page(html.compose(arrays, metrics))


def payload_of(parsed: Page) -> dict:
    return json.loads(parsed.scripts[0])


class TestPage:
    def test_it_loads_nothing(self):
        text = html.compose(*sample_plan(6, 20))
        parsed = Page(text)
        assert parsed.addresses == ["data:,"]
        assert "default-src 'none'" in text
        style = text.split("<style>")[1].split("</style>")[0]
        assert "@import" not in style
        assert "url(" not in style

    def test_it_has_exactly_the_data_and_the_viewer_as_scripts(self):
        parsed = page(*sample_plan(4, 20))
        assert len(parsed.scripts) == 2
        assert parsed.scripts[1].strip() == (ASSETS / "viewer.js").read_text(encoding="utf-8").strip()

    def test_six_quadrotors_fit_in_two_mebibytes(self, tmp_path):
        write_report(*sample_plan(6), tmp_path / "report.html")
        assert (tmp_path / "report.html").stat().st_size < 2 * 2**20

    @pytest.mark.parametrize(("quads", "problem"), [(3, "multilift"), (64, "multilift"), (2, "swarm"), (64, "swarm")])
    def test_every_team_has_a_page(self, quads, problem):
        payload = payload_of(page(*sample_plan(quads, 12, problem)))
        assert np.shape(payload["quads"]["position"]) == (quads, 13, 3)

    def test_hostile_names_stay_text(self):
        arrays, metrics = sample_plan(3, 10)
        hostile = {
            **metrics,
            "name": HOSTILE,
            "status": HOSTILE,
            "stage": HOSTILE,
            "method": HOSTILE,
            "problem": HOSTILE,
        }
        parsed = page(arrays, hostile)
        assert sorted(set(parsed.tags)) == sorted(set(page(arrays, metrics).tags))
        assert len(parsed.scripts) == 2
        assert payload_of(parsed)["problem"] == HOSTILE

    def test_it_says_the_verdict_first(self):
        text = html.compose(*sample_plan(6, 100))
        assert text.index("FEASIBLE") < text.index("required ≥ 0.375 m") < text.index('id="plan"')

    def test_the_table_marks_what_is_outside_its_limits(self):
        arrays, metrics = sample_plan(6)
        metrics["primal"]["obstacle_clearance_m"] = 0.05
        assert "<td class=broken>0.0500 ✗</td>" in html.compose(arrays, metrics)

    def test_raw_wrench_residual_stands_beside_the_executed_one(self):
        assert "before the roll-out 1.3e-3" in html.compose(*sample_plan(6, 20))

    def test_positions_and_times_are_enough(self):
        arrays, _ = sample_plan(4, 10)
        payload = payload_of(page({name: arrays[name] for name in ("time", "quad_position")}, {}))
        assert payload["load"] is None
        assert payload["charts"] == []

    def test_without_time_there_is_no_page(self):
        with pytest.raises(KeyError):
            html.compose({}, {})


class TestBundle:
    def test_it_is_small_and_carries_its_licences(self):
        script = (ASSETS / "viewer.js").read_text(encoding="utf-8")
        assert len(script) < 2**20
        for words in ("three.js", "uPlot", "Permission is hereby granted", "Leon Sorokin"):
            assert words in script

    def test_it_can_stand_inside_a_page(self):
        assert not re.search(r"</script|<!--", (ASSETS / "viewer.js").read_text(encoding="utf-8"), re.IGNORECASE)
        assert "</style" not in (ASSETS / "viewer.css").read_text(encoding="utf-8")

    def test_the_lock_file_names_no_registry(self):
        assert "resolved" not in (ASSETS.parent / "viewer" / "package-lock.json").read_text(encoding="utf-8")


class TestPayload:
    def test_numbers_survive_the_round_trip(self):
        arrays, metrics = sample_plan(6, 30)
        payload = payload_of(page(arrays, metrics))
        np.testing.assert_allclose(payload["quads"]["position"], arrays["quad_position"], atol=5.1e-5)
        np.testing.assert_allclose(payload["load"]["quaternion"], arrays["load_state"][:, 6:10], atol=5.1e-6)
        np.testing.assert_allclose(payload["cables"]["tension"], arrays["tension"], rtol=5.1e-4)
        np.testing.assert_allclose(np.linalg.norm(payload["quads"]["up"], axis=-1), 1.0, atol=2e-3)

    def test_what_is_not_finite_becomes_null(self):
        arrays, metrics = sample_plan(4, 20)
        for name in ("quad_position", "tension", "thrust", "obstacle_clearance", "pair_distance", "residual_primal"):
            arrays[name] = arrays[name].copy()
            arrays[name].flat[::5] = np.nan
            arrays[name].flat[1::7] = np.inf
        payload = payload_of(page(arrays, {**metrics, "cost": float("nan"), "tracking_rmse_m": None}))
        assert payload["quads"]["position"][0][0][0] is None

    def test_a_swarm_has_goals_and_no_load(self):
        payload = build_payload(*sample_plan(5, 20, "swarm"))
        assert payload["load"] is None
        assert payload["cables"] is None
        assert np.shape(payload["goals"]) == (5, 3)
        assert [obstacle["sphere"] for obstacle in payload["obstacles"]] == [False, True]

    @pytest.mark.parametrize(
        "missing", ["quad_thrust", "tension", "load_reference", "attachment", "obstacle_center", "quad_radius"]
    )
    def test_an_absent_array_leaves_the_rest(self, missing):
        arrays, metrics = sample_plan(4, 10)
        del arrays[missing]
        assert build_payload(arrays, metrics)["time"][-1] == pytest.approx(0.4)


class TestCharts:
    def test_a_lift_has_six(self):
        keys = [chart["key"] for chart in charts(sample_plan(6, 10)[0])]
        assert keys == ["clearance", "pairs", "tension", "thrust", "tracking", "residuals"]

    def test_a_swarm_has_no_tension(self):
        keys = [chart["key"] for chart in charts(sample_plan(6, 10, "swarm")[0])]
        assert keys == ["clearance", "pairs", "thrust", "goals", "residuals"]

    def test_no_obstacles_no_clearance(self):
        arrays, _ = sample_plan(4, 10)
        arrays.update(
            obstacle_center=np.zeros((0, 3)), obstacle_radius=np.zeros(0), obstacle_clearance=np.zeros((4, 0, 11))
        )
        assert "clearance" not in [chart["key"] for chart in charts(arrays)]

    def test_clearance_is_that_of_the_nearest_quadrotor(self):
        arrays, _ = sample_plan(5, 15)
        series = charts(arrays)[0]["series"][1]["values"]
        np.testing.assert_allclose(series, arrays["obstacle_clearance"][:, 1].min(axis=0), rtol=1e-3)

    def test_a_large_team_is_summarised(self):
        chart = next(chart for chart in charts(sample_plan(32, 10)[0]) if chart["key"] == "pairs")
        assert sum(series["style"] == "faint" for series in chart["series"]) == 48

    def test_attitude_error_ignores_the_sign_of_the_quaternion(self):
        angle = np.radians([0.0, 1e-4, 90.0, 180.0])
        state, reference = np.zeros((4, 13)), np.zeros((4, 13))
        state[:, 6], state[:, 9], reference[:, 6] = np.cos(angle / 2), np.sin(angle / 2), -1.0
        np.testing.assert_allclose(attitude_error(state, reference), np.degrees(angle), atol=1e-9)


class TestVerdict:
    def test_a_plan_within_its_limits_is_feasible(self):
        assert judge(*sample_plan(6)).word == "FEASIBLE"

    def test_a_claim_does_not_hide_a_collision(self):
        arrays, metrics = sample_plan(6)
        arrays["obstacle_clearance"] = arrays["obstacle_clearance"] - 0.05
        verdict = judge(arrays, metrics)
        assert not verdict.feasible
        assert "obstacle clearance (the planner's status was 'feasible')" in verdict.reason

    def test_metrics_count_as_well_as_arrays(self):
        arrays, metrics = sample_plan(6)
        metrics["executed"]["wrench_residual_n"] = 1e-3
        assert not judge(arrays, metrics).feasible

    def test_holes_in_the_plan_are_not_feasible(self):
        arrays, metrics = sample_plan(6)
        arrays["tension"] = arrays["tension"].copy()
        arrays["tension"][2, 5] = np.nan
        assert judge(arrays, metrics).reason.startswith("Numbers are missing in: tension")

    def test_an_honest_status_is_passed_on(self):
        arrays, metrics = sample_plan(6)
        assert "'cancelled'" in judge(arrays, {**metrics, "status": "cancelled"}).reason

    def test_each_quadrotor_has_its_own_limit(self):
        arrays, metrics = sample_plan(6)
        arrays["thrust_max"] = np.full(6, 50.0)
        arrays["thrust_max"][3] = 0.5 * arrays["thrust"][3].max()
        assert "highest thrust" in judge(arrays, metrics).reason


class TestRounding:
    @pytest.mark.parametrize(
        ("value", "expected"), [(123456.0, 123500.0), (-0.00012344, -0.0001234), (0.0, 0.0), (1e-14, 1e-14)]
    )
    def test_significant_digits(self, value, expected):
        assert significant(np.array([value]), 4) == [expected]

    def test_no_minus_zero(self):
        assert str(rounded(-1e-9, 4)) == "0.0"

    def test_scalars_come_from_anywhere(self):
        assert [scalar(value) for value in (np.array(2.0), np.array([3.0]), 4, None, np.nan, ())] == [
            2.0,
            3.0,
            4.0,
        ] + 3 * [None]


class TestFiles:
    def test_a_failed_write_leaves_the_old_file(self, tmp_path, monkeypatch):
        path = tmp_path / "report.html"
        path.write_text("old")
        monkeypatch.setattr(Path, "write_text", _half_then_fail)
        with pytest.raises(OSError, match="disk full"):
            write_report(*sample_plan(3, 10), path)
        monkeypatch.undo()
        assert path.read_text() == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_broken_block_leaves_nothing(self, tmp_path):
        with pytest.raises(RuntimeError), replacing(tmp_path / "new" / "a.txt"):
            raise RuntimeError
        assert list((tmp_path / "new").iterdir()) == []

    def test_the_new_file_replaces_the_old_one(self, tmp_path):
        path = tmp_path / "report.html"
        path.write_text("old")
        write_report(*sample_plan(3, 10), path)
        assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


class TestFigure:
    @pytest.mark.parametrize(("quads", "problem"), [(6, "multilift"), (24, "multilift"), (4, "swarm"), (20, "swarm")])
    def test_every_team_has_a_picture(self, quads, problem, tmp_path):
        write_figure(*sample_plan(quads, 12, problem), tmp_path / "plan.png")
        assert (tmp_path / "plan.png").read_bytes().startswith(b"\x89PNG")

    def test_positions_times_and_a_strange_name_are_enough(self, tmp_path):
        arrays, _ = sample_plan(4, 10)
        arrays["quad_position"][1, 3:5] = np.nan
        write_figure(
            {name: arrays[name] for name in ("time", "quad_position")}, {"name": HOSTILE}, tmp_path / "plan.png"
        )
        assert (tmp_path / "plan.png").stat().st_size > 10_000

    @pytest.mark.parametrize(
        ("y", "radius", "top"),
        [(1.0, 0.5, 1.525), (3.0, 0.5, 0.57), (2.5, 2.0, 0.57)],
        ids=["near: whole", "far: left out", "large: cut"],
    )
    def test_small_obstacles_beside_the_way_are_seen_whole(self, y, radius, top):
        from matplotlib.figure import Figure

        way = np.linspace([-2.0, 0.0, 1.0], [2.0, 0.0, 1.0], 11)
        arrays = {"time": np.linspace(0, 1, 11), "quad_position": way[None]}
        arrays |= {"obstacle_center": np.array([[0.0, y, 1.0]]), "obstacle_radius": np.array([radius])}
        axes = Figure().add_subplot()
        draw_map(axes, arrays, instants(arrays))
        assert axes.get_ylim() == pytest.approx((-0.57, top))
        assert axes.get_xlim() == pytest.approx((-2.57, 2.57))


def _half_then_fail(self: Path, text: str, **_: object) -> int:
    with self.open("w") as file:
        file.write(text[: len(text) // 2])
    raise OSError("disk full")
