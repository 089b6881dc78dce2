"""The report of a flight: what was flown and planned, verdicts that do not flatter, slack that is seen, whole files."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from flight_samples import hovering, moved
from multilift_samples import CYLINDER, multilift_task
from PIL import Image
from scipy.spatial.transform import Rotation

from l2c_planner.control import Track
from l2c_planner.plan import make_plan
from l2c_planner.report import drawn_frames, flight, mujoco_frames, pictures
from l2c_planner.report.camera import fitted, heading, hidden
from l2c_planner.report.film import PER_PICTURE, SLACK_COLOR, film_of, hanging, tension_color
from l2c_planner.report.flight import write_flight
from l2c_planner.report.flight_charts import flight_charts
from l2c_planner.report.flight_page import compose_flight, flight_payload
from l2c_planner.report.flight_verdict import judge_flight, readable
from l2c_planner.report.flown import flown_arrays, thinned
from l2c_planner.report.map import draw_map, instants
from l2c_planner.simulation import LoopbackPlant, Record, fly

CONTACT = ((0.8, "quad_1 - pillar"), (0.9, "load - quad_0"))


@cache
def flown(sample=moved):
    """Task, plan, record and figures of a flight that follows its plan perfectly."""
    task, plan = sample()
    plant = LoopbackPlant(task.team, Track.of_plan(task.team, plan))
    done = fly(task, plan, plant=plant, hover=0.2, hold=0.2)
    return task, plan, done.record, done.figures()


def slackened(record: Record, cable: int, ticks: slice) -> Record:
    """The record with a quadrotor 0.3 m lower, its cable without tension."""
    tension, robots = record.tension.copy(), record.quad_position.copy()
    tension[ticks, cable] = 0.0
    robots[ticks, cable, 2] -= 0.3
    return replace(record, tension=tension, quad_position=robots)


def judged(record=None, contacts=(), **changes):
    task, plan, original, figures = flown()
    return judge_flight(flown_arrays(task, plan, record or original), {**figures, **changes}, contacts)


def check(verdict, key):
    return next(c for c in verdict.checks if c.key == key)


class TestArrays:
    def test_they_are_what_was_recorded(self):
        task, plan, record, _ = flown()
        arrays = flown_arrays(task, plan, record)
        np.testing.assert_array_equal(arrays["quad_position"][1, 7], record.quad_position[7, 1])
        np.testing.assert_array_equal(arrays["load_state"][9, 6:10], record.load_attitude[9])
        w, x, y, z = record.quad_attitude[5, 2]
        axis = Rotation.from_quat([x, y, z, w]).apply([0, 0, record.thrust[5, 2]])
        np.testing.assert_allclose(arrays["quad_thrust"][2, 5], axis, atol=1e-9)

    def test_errors_are_against_the_plan(self):
        task, plan, record, _ = flown()
        moved_load = replace(record, load_position=record.load_position + [0.03, 0.0, -0.04])
        turn = Rotation.from_quat(record.load_attitude[:, [1, 2, 3, 0]]) * Rotation.from_rotvec([0, np.radians(4), 0])
        turned = replace(moved_load, load_attitude=turn.as_quat()[:, [3, 0, 1, 2]])
        before, after = (flown_arrays(task, plan, r) for r in (record, turned))
        assert before["position_error"].max() < 1e-6
        np.testing.assert_allclose(after["position_error"], 0.05, atol=1e-6)
        np.testing.assert_allclose(after["attitude_error"], 4.0, atol=1e-3)

    def test_thinning_keeps_extremes_contacts_and_slack(self):
        task, plan, record, _ = flown()
        thrust = record.thrust.copy()
        thrust[123, 0] = 33.0
        odd = slackened(replace(record, thrust=thrust), 1, slice(201, 203))
        few = thinned(flown_arrays(task, plan, odd), ((float(record.time[77]), "load - ground"),), most=20)
        assert len(few["time"]) < 45
        assert {0, 77, 123, 200, 201, 202, 203, len(record.time) - 1} <= set(np.searchsorted(record.time, few["time"]))
        assert few["thrust"].max() == 33.0
        for name, count in (("load_reference", 0), ("obstacle_clearance", 2), ("attitude_error", 0)):
            assert few[name].shape[count] == len(few["time"])

    def test_a_record_of_another_team_is_refused(self):
        _, _, record, _ = flown()
        task, plan = moved(4)
        with pytest.raises(ValueError, match="record of 3 quadrotors, the task has 4"):
            flown_arrays(task, plan, record)


class TestVerdict:
    def test_a_perfect_flight_meets_everything(self):
        verdict = judged()
        assert (verdict.met, verdict.word) == (True, "ALL LIMITS MET")
        assert "Nothing touched anything." in verdict.reason
        assert len(verdict.words) == len(verdict.checks) == 8

    def test_a_collision_comes_first_and_is_named(self):
        verdict = judged(contacts=CONTACT)
        assert (verdict.met, verdict.word) == (False, "COLLISION")
        assert verdict.reason.startswith("Quadrotor 2 touched pillar at 0.80 s; quadrotor 1 touched load at 0.90 s.")

    def test_a_claim_does_not_hide_a_collision(self):
        assert check(judged(contacts=CONTACT, collisions=0), "collisions").executed == 2
        assert judged(collisions=3).reason.startswith("3 pairs of bodies touched.")

    @pytest.mark.parametrize(
        ("key", "broken", "words"),
        [
            ("load_rmse_m", 0.081, "8.1 cm (rms) off its plan, allowed 8 cm"),
            ("attitude_rms_deg", 6.1, "6.1° (rms) off, allowed 6°"),
            ("slack_longest_s", 0.12, "slack for 0.12 s, allowed 0.1 s"),
            ("obstacle_clearance_m", -0.01, "went into an obstacle"),
            ("pair_distance_m", 0.2, "only 20.0 cm apart"),
        ],
    )
    def test_each_limit_can_be_broken(self, key, broken, words):
        verdict = judged(**{key: broken})
        assert verdict.word == "NOT MET"
        assert words in verdict.reason

    def test_thrust_is_judged_by_the_record(self):
        _, _, record, _ = flown()
        thrust = record.thrust.copy()
        thrust[50, 1] = 51.0
        assert "Rotors pushed with 51.0 N" in judged(replace(record, thrust=thrust), thrust_max_n=9.0).reason

    def test_missing_numbers_are_not_met(self):
        _, _, record, _ = flown()
        load = record.load_position.copy()
        load[10] = np.nan
        assert "Numbers are missing in: load state" in judged(replace(record, load_position=load)).reason

    def test_failures_of_the_run_are_passed_on(self):
        verdict = judged(failures=["quad_1 descended"])
        assert (verdict.met, verdict.word, verdict.reason) == (False, "NOT MET", "quad_1 descended.")
        assert judged(failures=[]).met and judged(failures=[]).failures == ()

    def test_all_failures_are_told_once(self):
        broken = {"load_rmse_m": 0.081, "slack_longest_s": 0.12}
        first = judged(**broken)
        assert len(first.failures) == 2 and first.reason == " ".join(first.failures)
        assert judged(**broken, failures=list(first.failures)).failures == first.failures
        assert judged(**broken, failures=["quad_1 descended"]).failures == (*first.failures, "quad_1 descended.")

    def test_figures_that_are_not_known_are_not_judged(self):
        task, plan, record, _ = flown()
        keys = [c.key for c in judge_flight(flown_arrays(task, plan, record), {}, ()).checks]
        assert "load_rmse_m" not in keys
        assert "collisions" in keys

    def test_names_count_as_the_pictures_do(self):
        assert readable("pillar_south - quad_0") == "quadrotor 1 touched pillar_south"
        assert readable("ground - load") == readable("load - ground") == "load touched ground"


class TestPage:
    def text(self, record=None, contacts=(), **changes):
        task, plan, original, figures = flown()
        arrays = flown_arrays(task, plan, record or original)
        figures = {**figures, **changes}
        return compose_flight(thinned(arrays, contacts), figures, contacts, judge_flight(arrays, figures, contacts))

    def test_it_loads_nothing_and_says_the_verdict_first(self):
        text = self.text(contacts=CONTACT)
        assert "default-src 'none'" in text
        assert text.index("COLLISION") < text.index("Quadrotor 2 touched pillar") < text.index('id="plan"')

    def test_limits_stand_beside_what_was_flown(self):
        text = self.text(load_rmse_m=0.12)
        assert "<td>≤ 0.08 m</td><td class=broken>0.1200 ✗</td>" in text
        assert "allowed ≤ 0.08 m" in text

    def test_the_run_is_described_and_hostile_names_stay_text(self):
        text = self.text(seed=7, wind_m_s=4.0, replans=9, name="</script><b>&", plant="<i>mujoco</i>")
        for words in ("<dd>7</dd>", "<dd>4 m/s</dd>", "<dt>replans</dt><dd>9</dd>", "&lt;/script&gt;"):
            assert words in text
        assert "<i>mujoco" not in text
        assert text.count("</script>") == 2

    def test_the_viewer_gets_flown_and_planned_paths(self):
        task, plan, record, _ = flown()
        few = thinned(flown_arrays(task, plan, record), CONTACT)
        payload = json.loads(json.dumps(flight_payload(few, CONTACT), allow_nan=False))
        np.testing.assert_allclose(payload["planned"], plan["quad_position"], atol=5.1e-5)
        np.testing.assert_allclose(payload["quads"]["position"], few["quad_position"], atol=5.1e-5)
        np.testing.assert_allclose(payload["cables"]["length"], task.team.cable_length, atol=1e-4)
        assert payload["events"][0] == {"time": 0.8, "text": "quadrotor 2 touched pillar"}

    def test_the_viewer_knows_which_cables_are_slack(self):
        task, plan, record, _ = flown()
        arrays = thinned(flown_arrays(task, plan, slackened(record, 2, slice(100, 200))))
        cables = flight_payload(arrays, ())["cables"]
        slack = np.array(cables["tension"]) <= cables["slack"]
        inside = (arrays["time"] >= record.time[100]) & (arrays["time"] <= record.time[199])
        np.testing.assert_array_equal(slack[2], inside)
        assert not slack[:2].any()

    def test_charts_carry_the_limits(self):
        task, plan, record, _ = flown()
        drawn = {c["key"]: c for c in flight_charts(flown_arrays(task, plan, record))}
        limits = {k: {s["label"]: s["value"] for s in c["series"] if s["style"] == "limit"} for k, c in drawn.items()}
        assert list(limits) == ["position", "attitude", "tension", "thrust", "clearance", "pairs"]
        assert limits["position"] == {"rms limit": 8.0}
        assert limits["clearance"] == {"planned": task.clearance.obstacle, "contact": 0.0}
        assert limits["pairs"]["contact"] == pytest.approx(2 * task.team.quad_radius.max())
        assert limits["thrust"] == {"min": task.team.thrust_min.min(), "max": task.team.thrust_max.max()}

    def test_a_task_without_obstacles_has_a_page(self):
        task, plan, record, figures = flown(hovering)
        arrays = flown_arrays(task, plan, record)
        verdict = judge_flight(arrays, figures, ())
        assert verdict.met
        assert "Obstacle clearance" not in compose_flight(thinned(arrays), figures, (), verdict)

    def test_a_long_flight_of_many_fits_in_three_megabytes(self):
        task, plan, record, figures = flown(_eight)
        drawn = np.random.default_rng(0)
        parts = {name: np.repeat(part, 41, axis=0) for name, part in vars(record).items() if name != "contacts"}
        rough = {name: part + 0.01 * drawn.standard_normal(part.shape) for name, part in parts.items()}
        arrays = flown_arrays(
            task, plan, Record(**{**rough, "time": 0.004 * np.arange(len(parts["time"]))}, contacts=())
        )
        assert len(arrays["time"]) > 20_000
        page = compose_flight(thinned(arrays), figures, (), judge_flight(arrays, figures, ()))
        assert len(page.encode()) < 3e6


def _eight():
    return hovering(8)


CART = {"name": "cart", "shape": "cylinder", "center": [0.8, -0.9], "radius": 0.17,
        "moves": {"velocity": [0.1, -0.2, 0.0], "after": 0.5}}  # fmt: skip
BALL = {"name": "ball", "shape": "sphere", "center": [-0.6, 1.2, 1.0], "radius": 0.15,
        "moves": {"velocity": [0.0, 0.0, 0.3]}}  # fmt: skip


@cache
def among_moving():
    """Task, plan, record and figures of a flight past a pillar, a cart and a ball."""
    task = multilift_task(obstacles=[CYLINDER, CART, BALL])
    plan = make_plan(task).arrays
    done = fly(task, plan, plant=LoopbackPlant(task.team, Track.of_plan(task.team, plan)), hover=0.2, hold=0.2)
    return task, plan, done.record, done.figures()


def places(time):
    """Centres (3, T, 3) of pillar, cart and ball."""
    gone = np.stack([0 * time, np.maximum(time - 0.5, 0.0), np.maximum(time, 0.0)])[..., None]
    speed = np.array([[0.0, 0.0, 0.0], [0.1, -0.2, 0.0], [0.0, 0.0, 0.3]])[:, None]
    return np.array([[*CYLINDER["center"], 0.0], [0.8, -0.9, 0.0], [-0.6, 1.2, 1.0]])[:, None] + gone * speed


class TestMovingObstacles:
    def test_the_page_knows_where_they_are_at_every_instant(self):
        task, plan, record, _ = among_moving()
        few = thinned(flown_arrays(task, plan, record))
        payload = json.loads(json.dumps(flight_payload(few, ()), allow_nan=False))
        pillar, cart, ball = payload["obstacles"]
        _, carts, balls = places(few["time"])
        assert "path" not in pillar and pillar["center"] == pytest.approx([*CYLINDER["center"], 0.0])
        np.testing.assert_allclose(cart["path"], carts, atol=5.1e-5)
        np.testing.assert_allclose(ball["path"], balls, atol=5.1e-5)

    def test_every_picture_of_the_film_has_them_where_they_are_then(self):
        task, plan, record, _ = among_moving()
        film = film_of(flown_arrays(task, plan, record))
        np.testing.assert_allclose(film.obstacle_center.swapaxes(0, 1), places(film.time), atol=1e-12)
        assert film.obstacle_moves.tolist() == [False, True, True]
        assert not film.first().obstacle_moves.any()

    def test_both_renderers_move_them(self, monkeypatch):
        mujoco = pytest.importorskip("mujoco", reason="one renderer is mujoco's")
        task, plan, record, _ = among_moving()
        film = film_of(flown_arrays(task, plan, record))
        model = mujoco.MjModel.from_xml_string(mujoco_frames.stage(film, 64, 40))
        assert model.nmocap == 1 + task.team.n + 3
        last = mujoco_frames._places(film, -1)
        pillar, cart, ball = places(film.time)[:, -1]
        assert last == pytest.approx(np.array([[*pillar[:2], film.top / 2], [*cart[:2], film.top / 2], ball]))
        drawn = []
        monkeypatch.setattr(drawn_frames, "_obstacle", lambda _axes, center, *_: drawn.append(tuple(center)))
        drawn_frames.draw(replace(film, **{name: getattr(film, name)[-2:] for name in PER_PICTURE}), 64, 40)
        expected = [places(film.time)[0, -2], *places(film.time)[1:, -2], *places(film.time)[1:, -1]]
        assert np.array(drawn) == pytest.approx(np.array(expected))

    def test_the_picture_shows_them_with_the_team_and_numbers_as_the_charts_do(self):
        from matplotlib.figure import Figure
        from matplotlib.patches import Circle

        task, plan, record, _ = among_moving()
        arrays = flown_arrays(task, plan, record)
        axes, shown = Figure().add_subplot(), instants(arrays)
        draw_map(axes, arrays, shown)
        circles = {tuple(np.round(p.center, 6)) for p in axes.patches if isinstance(p, Circle) and p.radius == 0.17}
        knots = [instant.knot for instant in shown]
        assert circles == {tuple(np.round(c, 6)) for c in places(record.time)[1, knots, :2]}
        numbers = [text.get_text() for text in axes.texts]
        assert numbers.count("2") == len(shown) and numbers.count("1") == numbers.count("3") == 1  # the ball only rises

    def test_the_camera_sees_them_while_they_are_near(self):
        task, plan, record, _ = among_moving()
        film = film_of(flown_arrays(task, plan, record))
        far = film.obstacle_center + np.array([30.0, 0.0, 0.0]) * (film.time > 1.0)[:, None, None]
        seen = replace(film, obstacle_center=far).landmarks()
        assert seen[:, 0].max() < 5 and (seen[:, 1] < -0.9).any()


class TestFilm:
    def test_a_taut_cable_is_straight_and_a_slack_one_as_long_as_it_is(self):
        start, end = np.zeros((3, 3)), np.array([[0.3, 0.1, 1.1], [0.2, 0.0, 0.8], [0.0, 0.0, 0.9]])
        points = hanging(start, end, np.array([0.0, 1.25, 1.25]))
        long = np.linalg.norm(np.diff(points, axis=1), axis=-1).sum(axis=-1)
        assert long[0] == pytest.approx(np.linalg.norm(end[0]), rel=1e-12)
        np.testing.assert_allclose(long[1:], 1.25, rtol=0.03)
        assert points[1, 6, 2] < 0.4
        np.testing.assert_allclose(points[:, [0, -1]], np.stack([start, end], 1), atol=1e-12)

    def test_slack_is_seen_however_short(self):
        task, plan, record, _ = flown()
        film = film_of(flown_arrays(task, plan, slackened(record, 1, slice(201, 203))))
        slack = (np.abs(film.cable_color - SLACK_COLOR) < 1e-12).all(axis=-1)
        assert slack[:, 1].sum() == 1
        assert not slack[:, [0, 2]].any()

    def test_a_slack_cable_hangs_through(self):
        task, plan, record, _ = flown()
        film = film_of(flown_arrays(task, plan, slackened(record, 1, slice(100, 200))))
        slack = (film.time >= record.time[100]) & (film.time <= record.time[199])
        long = np.linalg.norm(np.diff(film.cable, axis=2), axis=-1).sum(axis=-1)
        chord = np.linalg.norm(film.cable[:, :, -1] - film.cable[:, :, 0], axis=-1)
        np.testing.assert_allclose(long[slack, 1], task.team.cable_length[1], rtol=0.03)
        assert (chord[slack, 1] < 0.9 * long[slack, 1]).all()
        np.testing.assert_allclose(long[~slack], chord[~slack])

    def test_colours_run_from_blue_to_orange(self):
        low, high = tension_color(np.array([2.0, 9.0]), (2.0, 9.0))
        assert low[2] > low[0]
        assert high[0] > high[2]

    def test_the_camera_sees_all_landmarks(self):
        task, plan, record, _ = flown()
        film, aspect = film_of(flown_arrays(task, plan, record)), 1.6
        aim, distance = fitted(film.landmarks(), film.azimuth, 25.0, 38.0, aspect)
        turn, sink = np.radians([film.azimuth, 25.0])
        look = np.array([np.cos(sink) * np.cos(turn), np.cos(sink) * np.sin(turn), -np.sin(sink)])
        right = np.cross(look, [0, 0, 1]) / np.linalg.norm(np.cross(look, [0, 0, 1]))
        offset = film.landmarks() - (aim - distance * look)
        depth, slope = offset @ look, np.tan(np.radians(19))
        assert (depth > 0).all()
        assert (np.abs(offset @ right) <= aspect * slope * depth).all()
        assert (np.abs(offset @ np.cross(right, look)) <= slope * depth).all()

    def test_the_camera_looks_past_obstacles(self):
        way = np.linspace([[0.0, 0.0]], [[4.0, 0.0]], 50)
        pillar = [(np.array([1.0, 0.0]), 0.5)]
        direction = heading(way, pillar)
        assert heading(way, []) == pytest.approx(0.0)
        assert hidden(np.radians(direction), way[:, 0], pillar) < 0.5 * hidden(0.0, way[:, 0], pillar)

    def test_a_film_survives_its_file(self, tmp_path):
        task, plan, record, _ = flown()
        film = film_of(flown_arrays(task, plan, record))
        mujoco_frames.save(film, tmp_path / "film.npz")
        again = mujoco_frames.load(tmp_path / "film.npz")
        for name, value in vars(film).items():
            np.testing.assert_array_equal(getattr(again, name), value)

    def test_what_stands_and_moves_is_a_valid_model(self):
        mujoco = pytest.importorskip("mujoco", reason="the renderer is mujoco's")
        task, plan, record, _ = flown()
        model = mujoco.MjModel.from_xml_string(mujoco_frames.stage(film_of(flown_arrays(task, plan, record)), 64, 40))
        assert model.nmocap == task.team.n + 1 + len(task.obstacles)

    def test_whatever_renders_here_makes_pictures(self, monkeypatch):
        monkeypatch.delenv("MUJOCO_GL", raising=False)
        task, plan, record, _ = flown()
        made, by = pictures.pictures(film_of(flown_arrays(task, plan, record)).first(), 160, 100)
        assert made.shape == (1, 100, 160, 3)
        assert np.ptp(made) > 50
        assert by.startswith(("MuJoCo", "matplotlib"))

    @pytest.mark.parametrize(
        "failure", [subprocess.TimeoutExpired("render", 1), subprocess.CalledProcessError(-11, "render"), OSError()]
    )
    def test_a_renderer_that_hangs_or_crashes_is_replaced(self, monkeypatch, failure):
        task, plan, record, _ = flown()
        film = film_of(flown_arrays(task, plan, record)).first()
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: (_ for _ in ()).throw(failure))
        made, by = pictures.pictures(film, 160, 100)
        assert made.shape == (1, 100, 160, 3)
        assert np.ptp(made) > 50
        assert by.startswith("matplotlib")


class TestFiles:
    @pytest.fixture(autouse=True)
    def _quick(self, monkeypatch):
        monkeypatch.setenv("MUJOCO_GL", "off")

    def test_all_three_are_written(self, tmp_path):
        said = write_flight(tmp_path / "new", *flown())
        assert [line.split(",")[0] for line in said] == list(flight.FILES)
        assert "matplotlib" in said[2]
        assert sorted(path.name for path in (tmp_path / "new").iterdir()) == sorted(flight.FILES)
        assert (tmp_path / "new" / "flight.html").stat().st_size < 3e6
        with Image.open(tmp_path / "new" / "flight.png") as picture:
            assert picture.width > 1000
        with Image.open(tmp_path / "new" / "flight.gif") as film:
            shown = 0
            for k in range(film.n_frames):
                film.seek(k)
                shown += film.info["duration"]
        assert 5000 <= shown <= 8000
        assert (tmp_path / "new" / "flight.gif").stat().st_size <= 4e6

    def test_gaps_in_the_numbers_spoil_no_file(self, tmp_path):
        task, plan, record, figures = flown()
        load, robots = record.load_position.copy(), record.quad_position.copy()
        load[100:120], robots[50:60, 1], tension = np.nan, np.nan, record.tension.copy()
        tension[3, 2] = np.nan
        holed = replace(record, load_position=load, quad_position=robots, tension=tension)
        assert len(write_flight(tmp_path, task, plan, holed, figures)) == 3

    def test_a_failed_write_leaves_the_old_files(self, tmp_path, monkeypatch):
        for name in flight.FILES:
            (tmp_path / name).write_text("old")
        monkeypatch.setattr(Path, "write_text", _half_then_fail)
        with pytest.raises(OSError, match="disk full"):
            write_flight(tmp_path, *flown())
        monkeypatch.undo()
        assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(flight.FILES, "old")

    def test_a_film_that_fails_leaves_the_old_one(self, tmp_path, monkeypatch):
        (tmp_path / flight.FILM).write_text("old")
        monkeypatch.setattr(flight, "write_gif", lambda _arrays, _contacts, path: _half_then_fail(path, "half"))
        with pytest.raises(OSError, match="disk full"):
            write_flight(tmp_path, *flown())
        assert (tmp_path / flight.FILM).read_text() == "old"
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(flight.FILES)


def _half_then_fail(self: Path, text: str, **_: object) -> int:
    with self.open("w") as file:
        file.write(text[: len(text) // 2])
    raise OSError("disk full")
