"""Pictures and tables of an optimised environment: what they say is what was found."""

from __future__ import annotations

from dataclasses import replace

import casadi as ca
import numpy as np
import pytest
from crossing_samples import write_scenario
from PIL import Image

from l2c_planner.environment.ascent import Ascent
from l2c_planner.environment.climber import Step
from l2c_planner.environment.comparison import Comparison, Difference, Row, Sample
from l2c_planner.environment.loading import load_scenario, scenario_names
from l2c_planner.environment.measures import Measures, ends
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.safety import distances
from l2c_planner.environment.shapes import HalfPlane, constant
from l2c_planner.environment.study import Study
from l2c_planner.environment.survey import Landscape, follow, landscape, thinned
from l2c_planner.report.environment_charts import ascent_figure, landscape_figure
from l2c_planner.report.environment_figure import figure_of, layouts_figure, panels
from l2c_planner.report.environment_gif import Frame, ascent_gif, leading
from l2c_planner.report.environment_published import PUBLISHED
from l2c_planner.report.environment_scene import _clipped, draw_environment, draw_paths, members, scale_bar, threats
from l2c_planner.report.environment_table import cells, markdown, markdown_of_all, numbers, sentences


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return load_scenario(write_scenario(tmp_path_factory.mktemp("scenario") / "small.yaml"))


def straight(scene, theta) -> np.ndarray:
    """Everybody to the goal at one speed, (N, T+1, 2)."""
    start, goal = ends(scene, theta)
    s = np.linspace(0, 1, scene.steps + 1)[None, :, None]
    return start[:, None] + s * (goal - start)[:, None]


def row(name: str, safeties: list[float | None], scene, theta) -> Row:
    samples = [
        Sample(
            0, k, 0.5 + k, None if s is None else Measures(s, 0.9, 0.8, 0.0, 0.5, 1.0, 4.0), straight(scene, theta) + k
        )
        for k, s in enumerate(safeties)
    ]
    return Row(name, (theta,), tuple(samples))


@pytest.fixture(scope="module")
def made(small) -> Study:
    """Numbers that can be checked by hand."""
    scene = small.tasks(0)
    rows = {
        "optimised": row("optimised", [0.9, 0.8, 0.7], scene, np.array([60.0])),
        "90 deg": row("90 deg", [0.5, None, 0.7], scene, np.array([90.0])),
    }
    differences = (Difference("90 deg", "safety", 0.2, -0.05, 0.45, 2),)
    steps = [Step(0, k, np.array([90.0 - 3 * k]), 0.5 + 0.04 * k, 0.5 + 0.04 * k, 0.1, 0.9, 0) for k in range(6)]
    steps.append(Step(0, 6, np.array([60.0]), np.nan, np.nan, np.nan, 0.9, 1))
    steps += [Step(1, k, np.array([60.0 + k]), 0.7, 0.7, 0.1, 0.7, 1) for k in range(3)]
    ascent = Ascent(np.array([60.0]), tuple(steps), (), 1, 12.0)
    return Study((ascent,), Comparison(rows, differences), None)


class TestTable:
    def test_keys_of_a_row_are_the_agreed_ones(self, small, made):
        found = numbers(small, made)
        agreed = {"safety", "safety_mean", "spl", "numcoll", "time_s", "pctspeed", "success_rate"}
        assert list(found["rows"]) == ["optimised", "90 deg"]
        assert all(set(values) == agreed for values in found["rows"].values())

    def test_means_and_spreads(self, small, made):
        found = numbers(small, made)
        assert found["rows"]["optimised"]["safety"] == pytest.approx(0.8)
        assert found["std"]["optimised"]["safety"] == pytest.approx(np.sqrt(2 / 3) * 0.1)
        assert found["rows"]["90 deg"]["safety"] == pytest.approx(0.6), "failed solves score nothing"
        assert found["rows"]["90 deg"]["success_rate"] == pytest.approx(2 / 3)
        assert found["solves"]["90 deg"] == {"all": 3, "failed": 1}
        assert found["differences"]["90 deg"]["safety"] == {"mean": 0.2, "low": -0.05, "high": 0.45, "pairs": 2}

    def test_text_says_the_same(self, small, made):
        found = numbers(small, made)
        heading, first, second = cells(found)
        assert heading[:4] == ["layout", "safety (max)", "safety (mean)", "SPL"]
        assert first[:2] == ["optimised", "0.800 ± 0.082"] and second[0] == "90 deg"
        text = "\n".join(sentences(found))
        assert "+0.200, 95 % interval -0.050 to +0.450, 2 pairs" in text
        assert "failed solves: 1 of 6 (1 in 90 deg)" in text and all(note in text for note in small.notes)
        assert "| optimised | 0.800 ± 0.082 |" in markdown(found)

    def test_a_track_has_a_distance_ratio_instead_of_spl(self, small, made):
        def on_track(row: Row, length: float) -> Row:
            at = [s if s.measures is None else replace(s, measures=replace(s.measures, spl=np.nan, length=length))
                  for s in row.samples]  # fmt: skip
            return replace(row, samples=tuple(at))

        rows = made.comparison.rows
        rows = {"optimised": on_track(rows["optimised"], 3.0), "90 deg": on_track(rows["90 deg"], 4.0)}
        found = numbers(small, replace(made, comparison=replace(made.comparison, rows=rows)))
        assert found["distance_ratio"] == {"optimised": 0.75, "90 deg": 1.0}
        assert "distance ratio" in cells(found)[0] and "SPL" not in cells(found)[0] and "0.750" in cells(found)[1]

    def test_tasks_held_out_come_first_where_a_layout_is_for_many(self, small, made):
        rows = made.comparison.rows
        seen = replace(
            made.comparison, rows={**rows, "optimised": replace(rows["optimised"], samples=rows["90 deg"].samples)}
        )
        found = numbers(small, replace(made, training=seen))
        assert found["rows"]["optimised"]["safety"] == pytest.approx(0.8)
        assert found["training"]["rows"]["optimised"]["safety"] == pytest.approx(0.6)
        first, second = markdown(found).split("made for:\n")[-2:]
        assert "held out" in first and "| optimised | 0.800 ± 0.082 |" in first
        assert "| optimised | 0.600 ± 0.100 |" in second

    def test_published_numbers_stand_beside_ours(self, small, made):
        text = markdown_of_all([numbers(replace(small, name="intersection"), made)], {"track": "no layout"})
        line = next(line for line in text.splitlines() if line.startswith("| intersection | optimised"))
        assert line.endswith("| 0.947 |  | 0.990 | 0 | 3.32 | 0.702 |")
        assert "| +0.200 |" in text and "| +0.041 |" in text and "- track: no layout" in text
        assert "only differences and orderings" in text

    def test_every_published_scenario_has_its_layouts(self):
        assert set(PUBLISHED) <= set(scenario_names())
        for name, rows in PUBLISHED.items():
            ours = load_scenario(name).baselines(0)
            assert len(rows) == 1 + len(ours) and rows[0].layout == "optimised", name
            assert max(rows, key=lambda r: r.safety).layout == "optimised", "as the paper found"


class TestScene:
    @pytest.mark.parametrize("name", scenario_names())
    def test_every_scenario_can_be_drawn(self, name):
        scenario = load_scenario(name)
        scene, theta = scenario.tasks(0), next(iter(scenario.baselines(0).values()))
        figure = figure_of(3, 3)
        axes = figure.add_subplot()
        draw_environment(axes, scenario, scene, theta)
        draw_paths(axes, scene, theta, straight(scene, theta))
        low_x, high_x, low_y, high_y = scenario.drawn
        scale_bar(axes, scenario.drawn, scene, theta)
        places = np.concatenate(ends(scene, theta))
        assert (places > [low_x, low_y]).all() and (places < [high_x, high_y]).all(), "starts and goals are seen"
        figure.canvas.draw()
        assert np.ptp(np.asarray(figure.canvas.buffer_rgba())) > 0

    def test_closest_approach_is_the_smallest_distance_of_all(self, small):
        scene, theta = small.tasks(0), np.array([90.0])
        positions = straight(scene, theta)
        threat, knot, bodies = threats(scene, theta, positions)
        gaps = np.linalg.norm(positions[0] - positions[1], axis=1)
        assert bodies == (0, 1) and knot == np.argmin(gaps) and threat.shape == positions.shape[:2]
        near, far = 1 / (gaps[knot] - 0.4 + 0.1), 1 / (1.0 + 0.1)
        assert threat[:, knot] == pytest.approx([((near - far) / (1 / 0.1 - far)) ** 2] * 2)
        assert len(members(scene)) == len(np.asarray(distances(scene, positions, theta)))

    def test_ground_is_clipped_at_a_border(self):
        square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
        normal = np.array([3.0, 4.0]) / 5
        kept = _clipped(square, HalfPlane("border", constant(normal), constant(0.0)), np.zeros(1))
        x, y = kept.T
        area = 0.5 * abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1)))
        assert area == pytest.approx(2.0) and (kept @ normal <= 1e-12).all()
        assert len(_clipped(square, HalfPlane("far", constant(normal), constant(-9.0)), np.zeros(1))) == 0


class TestPictures:
    def test_panel_shows_the_median_plan_and_the_optimised_layout_last(self, small, made):
        shown = panels(made.comparison)
        assert [panel.name for panel in shown] == ["90 deg", "optimised"]
        assert "1 of 3 solves failed" in shown[0].words and shown[1].words == "safety 0.800 ± 0.082"
        assert np.array_equal(shown[1].positions, made.comparison.rows["optimised"].samples[1].positions)

    def test_a_layout_without_a_plan_is_drawn_empty(self, small, made, tmp_path):
        rows = dict(made.comparison.rows)
        lost = tuple(replace(sample, measures=None) for sample in rows["90 deg"].samples)
        rows["90 deg"] = replace(rows["90 deg"], samples=lost)
        shown = panels(replace(made.comparison, rows=rows))
        assert shown[0].positions is None
        layouts_figure(small, small.tasks(0), shown, tmp_path / "layouts.png")
        assert Image.open(tmp_path / "layouts.png").size[0] > 800

    def test_charts(self, small, made, tmp_path, recwarn):
        ascent_figure(made.ascents, tmp_path / "one.png")
        ascent_figure(made.ascents * 3, tmp_path / "three.png")
        axis = np.linspace(30, 150, 5)
        line = Landscape((axis,), np.array([0.5, 0.6, np.nan, 0.7, 0.6]), np.full(5, 0.9))
        landscape_figure(small, line, made.comparison, tmp_path / "line.png")
        assert all(Image.open(tmp_path / f"{n}.png").size[1] > 400 for n in ("one", "three", "line"))
        assert not [w for w in recwarn if "layout" in str(w.message)], "nothing collapses"

    def test_landscape_over_two_parameters(self, tmp_path, made):
        scenario = load_scenario("passage")
        narrow, wide = scenario.baselines(0).values()
        rows = made.comparison.rows
        rows = {
            "optimised": replace(rows["optimised"], layouts=(narrow,)),
            "wide": replace(rows["90 deg"], layouts=(wide,)),
        }
        axes = tuple(np.linspace(10, 80, n) for n in (3, 4))
        found = Landscape(axes, np.random.default_rng(0).random((3, 4)), np.ones((3, 4)))
        landscape_figure(scenario, found, replace(made.comparison, rows=rows), tmp_path / "two.png")
        assert Image.open(tmp_path / "two.png").size[0] > 800

    def test_film_ends_with_the_chosen_layout(self, small, made, tmp_path):
        steps = leading(made.ascents[0])
        assert {step.start for step in steps} == {1}, "that start came to the chosen layout"
        scene = small.tasks(0)
        frames = [Frame(k, step.theta, straight(scene, step.theta)) for k, step in enumerate(steps)]
        ascent_gif(small, scene, steps, [*frames, Frame(2, made.ascents[0].theta, None)], tmp_path / "film.gif")
        film = Image.open(tmp_path / "film.gif")
        assert film.n_frames == 4 and film.info["duration"] < 500
        film.seek(3)
        assert film.info["duration"] > 1000


class TestSurvey:
    def test_thinned_keeps_both_ends(self):
        assert thinned(1) == [0] and thinned(5) == [0, 1, 2, 3, 4]
        long = thinned(1000)
        assert (long[0], long[-1], len(long)) == (0, 999, 36)

    def test_followed_plans_are_those_of_their_layouts(self, small):
        planner = Planner(small.tasks(0))
        layouts, told = [np.array([80.0]), np.array([90.0])], []
        plans = follow(planner, layouts, lambda done, whole: told.append((done, whole)))
        assert told == [(1, 2), (2, 2)] and all(plan.converged for plan in plans)
        for theta, plan in zip(layouts, plans):
            assert np.allclose(plan.positions[:, 0], ends(planner.scene, theta)[0])
            assert float(ca.mmin(distances(planner.scene, plan.positions, theta))) > -1e-6

    def test_landscape_has_one_value_per_layout(self, small, monkeypatch):
        monkeypatch.setattr("l2c_planner.environment.survey.POINTS", {1: 3})
        found = landscape(Planner(small.tasks(0)), small.parameters, lambda *_: None)
        assert found.axes[0].tolist() == [30.0, 90.0, 150.0]
        assert found.safety.shape == found.mean.shape == (3,) and (found.safety <= found.mean).all()

    def test_many_parameters_have_none(self):
        scenario = load_scenario("warehouse")
        assert landscape(None, scenario.parameters, lambda *_: None) is None
