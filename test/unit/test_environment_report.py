"""Pictures and tables of an optimised environment: what they say is what was found."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import casadi as ca
import numpy as np
import pytest
from crossing_samples import write_scenario
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Polygon
from PIL import Image

from l2c_planner.environment.ascent import Ascent
from l2c_planner.environment.climber import Step
from l2c_planner.environment.comparison import Comparison, Difference, Row, Sample
from l2c_planner.environment.loading import load_scenario, scenario_names
from l2c_planner.environment.measures import Measures, ends
from l2c_planner.environment.planning import Planner
from l2c_planner.environment.safety import distances, members
from l2c_planner.environment.scene import Parameters
from l2c_planner.environment.shapes import HalfPlane, constant
from l2c_planner.environment.study import Study
from l2c_planner.environment.survey import Landscape, follow, landscape, thinned
from l2c_planner.report import environment_charts, environment_figure, environment_gif
from l2c_planner.report.environment_charts import ascent_figure, landscape_figure
from l2c_planner.report.environment_figure import figure_of, layouts_figure, panels, save
from l2c_planner.report.environment_gif import Frame, ascent_gif, leading
from l2c_planner.report.environment_published import PUBLISHED
from l2c_planner.report.environment_scene import _clipped, draw_environment, draw_paths, scale_bar, threats
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
        starts, goals = ends(scene, theta)
        places = np.concatenate([starts, goals])
        assert (places > [low_x, low_y]).all() and (places < [high_x, high_y]).all(), "starts and goals are seen"
        circles = [patch for patch in axes.patches if isinstance(patch, Circle)]
        rings, bodies = ([circle for circle in circles if circle.get_fill() is filled] for filled in (False, True))
        assert np.array([ring.center for ring in rings]) == pytest.approx(starts)
        assert [body.radius for body in bodies] == scene.radius.tolist()
        crosses = [line.get_xydata()[0] for line in axes.lines if line.get_marker() == "x"]
        assert np.array(crosses) == pytest.approx(goals)
        drawn = [line.get_xydata() for line in axes.lines] + [patch.get_xy() for patch in axes.patches
                                                              if isinstance(patch, Polygon)]  # fmt: skip
        for border in scene.borders:
            outline = border.shape.outline(ca.DM(theta))
            assert any(np.array_equal(points[: len(outline)], outline) for points in drawn), border.shape.name
        assert all(any(np.array_equal(points, path) for points in drawn) for path in straight(scene, theta))
        figure.canvas.draw()

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

    @pytest.fixture
    def figures(self, monkeypatch) -> list[Figure]:
        """What is saved."""
        kept: list[Figure] = []
        for module in (environment_figure, environment_charts):
            monkeypatch.setattr(module, "save", lambda figure, path: kept.append(figure) or save(figure, path))
        return kept

    def test_a_layout_without_a_plan_is_drawn_empty(self, small, made, tmp_path, figures):
        rows = dict(made.comparison.rows)
        lost = tuple(replace(sample, measures=None) for sample in rows["90 deg"].samples)
        rows["90 deg"] = replace(rows["90 deg"], samples=lost)
        shown = panels(replace(made.comparison, rows=rows))
        assert shown[0].positions is None
        layouts_figure(small, small.tasks(0), shown, tmp_path / "layouts.png")
        assert Image.open(tmp_path / "layouts.png").format == "PNG"
        empty, full, *curves = figures.pop().axes
        bodies = [[p for p in axes.patches if isinstance(p, Circle) and p.get_fill()] for axes in (empty, full)]
        assert [len(found) for found in bodies] == [0, 2] and not curves[0].lines and curves[1].lines
        assert empty.get_title(loc="left").startswith("90 deg\n") and "optimised" in full.get_title(loc="left")

    def test_charts(self, small, made, tmp_path, recwarn, figures):
        ascent_figure(made.ascents, tmp_path / "one.png")
        climbed, judged = figures.pop().axes
        values = [step.value for step in made.ascents[0].steps]
        assert np.array_equal(climbed.lines[0].get_ydata(), values, equal_nan=True)
        assert np.array_equal(judged.lines[0].get_ydata(), values, equal_nan=True)
        assert judged.lines[1].get_ydata().tolist() == [0.9] * 7 + [0.7] * 3
        for axes in (climbed, judged):
            (lost,) = [line for line in axes.lines if line.get_marker() == "x"]
            assert lost.get_xdata().tolist() == [7], "the evaluation that failed"
            assert [7.5, 7.5] in [list(line.get_xdata()) for line in axes.lines], "where the second start begins"
        ascent_figure(made.ascents * 3, tmp_path / "three.png")
        assert [text.get_text() for text in figures.pop().axes[0].get_legend().texts] == ["task 1", "task 2", "task 3"]
        axis = np.linspace(30, 150, 5)
        line = Landscape((axis,), np.array([0.5, 0.6, np.nan, 0.7, 0.6]), np.full(5, 0.9))
        landscape_figure(small, line, made.comparison, tmp_path / "line.png")
        (axes,) = figures.pop().axes
        shown = [line.get_xydata().tolist() for line in axes.lines]
        (lost,) = [line for line in axes.lines if line.get_marker() == "x"]
        assert lost.get_xdata().tolist() == [90.0] and np.array_equal(axes.lines[0].get_ydata(), line.safety, True)
        assert [[60.0, pytest.approx(0.8)]] in shown and [[90.0, pytest.approx(0.6)]] in shown
        assert all(Image.open(tmp_path / f"{n}.png").format == "PNG" for n in ("one", "three", "line"))
        assert not [w for w in recwarn if "layout" in str(w.message)], "nothing collapses"

    def test_landscape_over_two_parameters(self, tmp_path, made, figures):
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
        axes, _ = figures.pop().axes
        assert [line.get_xydata().tolist() for line in axes.lines] == [[narrow.tolist()], [wide.tolist()]]
        assert [line.get_marker() for line in axes.lines] == ["*", "o"]
        shades = axes.collections[0].get_array().reshape(4, 3)
        assert np.array_equal(shades, found.safety.T), "the first parameter is the horizontal axis"
        assert (axes.get_xlabel(), axes.get_ylabel()) == ("upper [deg]", "lower [deg]")

    def test_film_ends_with_the_chosen_layout(self, small, made, tmp_path, monkeypatch):
        shown: list[list] = []
        layout, paths = environment_gif.draw_environment, environment_gif.draw_paths
        monkeypatch.setattr(environment_gif, "draw_environment", lambda *a: shown.append([a[3], None]) or layout(*a))
        monkeypatch.setattr(environment_gif, "draw_paths", lambda *a: shown[-1].__setitem__(1, a[3]) or paths(*a))
        steps = leading(made.ascents[0])
        assert {step.start for step in steps} == {1}, "that start came to the chosen layout"
        scene = small.tasks(0)
        frames = [Frame(k, step.theta, straight(scene, step.theta)) for k, step in enumerate(steps)]
        frames.append(Frame(2, made.ascents[0].theta, None))
        ascent_gif(small, scene, steps, frames, tmp_path / "film.gif")
        for (theta, positions), frame in zip(shown, frames, strict=True):
            assert theta is frame.theta and positions is frame.positions
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

    def test_landscape_over_two_parameters_is_followed_there_and_back(self, monkeypatch):
        monkeypatch.setattr("l2c_planner.environment.survey.POINTS", {2: 3})
        monkeypatch.setattr("l2c_planner.environment.survey._safeties", lambda task, plan: plan.theta.tolist())
        asked = []

        class Task:
            def cold(self, theta, seed):
                return asked.append(theta.tolist()) or SimpleNamespace(theta=theta, converged=True)

            def warm(self, theta, previous, barrier):
                assert np.abs(theta - previous.theta).sum() == 1.0, "the next layout is a neighbour"
                return self.cold(theta, 0)

        box = Parameters(("a", "b"), ("m", "m"), np.zeros(2), np.full(2, 2.0), np.ones(2))
        found = landscape(Task(), box, lambda *_: None)
        assert len(asked) == 9
        first, second = np.meshgrid(*found.axes, indexing="ij")
        assert np.array_equal(found.safety, first) and np.array_equal(found.mean, second)

    def test_a_plan_that_is_lost_is_found_anew(self):
        class Task:
            def cold(self, theta, seed):
                return SimpleNamespace(theta=theta, converged=theta[0] != 3, found="cold")

            def warm(self, theta, previous, barrier):
                return SimpleNamespace(theta=theta, converged=theta[0] not in (2, 3), found="warm")

        plans = follow(Task(), [np.array([k]) for k in range(6)], lambda *_: None)
        assert [plan and plan.found for plan in plans] == ["cold", "warm", "cold", None, "cold", "warm"]

    def test_many_parameters_have_none(self):
        scenario = load_scenario("warehouse")
        assert landscape(None, scenario.parameters, lambda *_: None) is None
