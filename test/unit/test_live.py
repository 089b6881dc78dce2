"""The live view without ROS: its page, its pictures, and the server that sends them."""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import numpy as np
import pytest
from flight_samples import hovering, moved
from scipy.spatial.transform import Rotation

from l2c_planner.config import default_task_path, load_task
from l2c_planner.control import Odometry, Track
from l2c_planner.report import live_server
from l2c_planner.report.live import compose_live, picture, planned
from l2c_planner.report.live_server import Feed, LiveServer
from l2c_planner.report.scene import Course, scene_of
from l2c_planner.simulation import planned_state

TASKS = [default_task_path(), default_task_path().with_name("swarm.yaml")]


def soon(condition: Callable[[], object], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)
    return bool(condition())


def embedded(page: str) -> dict[str, Any]:
    return json.loads(re.search(r'id="plan">(.*?)</script>', page, re.DOTALL)[1])


class TestPage:
    @pytest.mark.parametrize("path", TASKS, ids=lambda path: path.stem)
    def test_every_task_has_one_that_asks_nobody_else(self, path):
        task = load_task(path)
        page = compose_live(task)
        assert "{{" not in page.split("<script>")[0] and "default-src 'none'" in page and "connect-src 'self'" in page
        assert not re.search(r"(src|href)=\"(?!data:)", page.split("<script>")[0])
        data = embedded(page)
        assert data["live"] == "events" and len(data["obstacles"]) == len(task.obstacle_center)
        assert len(data["quads"]["position"]) == task.team.n == len(data["quads"]["radius"])

    def test_the_view_is_laid_around_the_way_of_the_load(self):
        task, _ = moved()
        way = np.array(embedded(compose_live(task))["load"]["position"])
        for point in task.waypoint_position:
            assert np.linalg.norm(way - point, axis=1).min() < 0.05


def scene(seen: np.ndarray | None = None, time: float = 0.5):
    """A team on its plan, some of whom are seen."""
    task, plan = moved()
    course = Course(3, 0.2, Track.of_plan(task.team, plan))
    state = planned_state(course.track, task.team, time - 0.2)
    load = Odometry(*(part[None] for part in vars(state.load).values()))
    robots = state.robots if seen is None else state.robots.where(seen, Odometry.unknown(task.team.n))
    return task, course, state, scene_of(task.team, course, time, robots, load)


class TestPicture:
    def test_it_has_places_axes_and_tensions(self):
        task, course, state, shown = scene()
        found = json.loads(json.dumps(picture(shown, 0.5, course, ["a"]), allow_nan=False))
        robots = np.array(found["robots"])
        np.testing.assert_allclose(robots[:, :3], state.robots.position, atol=1e-4)
        turn = Rotation.from_quat(state.robots.attitude, scalar_first=True)
        np.testing.assert_allclose(robots[:, 3:], turn.apply([0, 0, 1]), atol=1e-4)
        np.testing.assert_allclose(found["load"], [*state.load.position, *state.load.attitude], atol=1e-5)
        np.testing.assert_allclose(found["tension"], state.tension, atol=0.01)
        assert (found["plan"], found["phase"][0], found["lines"]) == (3, 0.3, ["a"])

    def test_who_is_not_seen_is_not_shown(self):
        seen = np.array([True, False, True])
        _, course, _, shown = scene(seen)
        found = picture(shown, 0.5, course, [])
        assert [robot is not None for robot in found["robots"]] == seen.tolist()

    def test_a_slack_cable_has_no_tension(self):
        task, course, state, _ = scene()
        low = state.robots.position.copy()
        low[1, 2] -= 0.2
        robots = Odometry(low, state.robots.velocity, state.robots.attitude, state.robots.rate)
        load = Odometry(*(part[None] for part in vars(state.load).values()))
        found = picture(scene_of(task.team, course, 0.5, robots, load), 0.5, course, [])
        assert found["tension"][1] == 0 and min(found["tension"][0], found["tension"][2]) > 0

    def test_before_anything_is_known_it_is_json_all_the_same(self):
        task, _ = hovering()
        shown = scene_of(task.team, None, 0.0, Odometry.unknown(4), Odometry.unknown(1))
        found = json.loads(json.dumps(picture(shown, None, None, []), allow_nan=False))
        assert found["robots"] == [None] * 4 and found["load"] is None and found["tension"] == [None] * 4

    def test_a_plan_is_the_ways_of_all(self):
        task, plan = moved()
        made = planned(Course(1, 7.0, Track.of_plan(task.team, plan)))
        paths = np.array(made["paths"])
        np.testing.assert_allclose(paths[:-1, -1], plan["quad_position"][:, -1], atol=2e-3)
        np.testing.assert_allclose(paths[-1, 0], plan["load_state"][0, :3], atol=2e-3)
        low, high = made["tension"]
        assert plan["tension"].min() - 0.1 < low < high < plan["tension"].max() + 0.1


@pytest.fixture
def served() -> Iterator[tuple[LiveServer, Feed]]:
    feed = Feed()
    with closing(LiveServer("<p>page</p>", feed)) as server:
        yield server, feed


def asked(server: LiveServer, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", int(server.address.rsplit(":", 1)[1].strip("/")), timeout=5)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def event(stream: http.client.HTTPResponse) -> tuple[str, Any]:
    """The next event; comments are passed over."""
    while not (line := stream.readline()).startswith(b"event: "):
        assert line, "the stream has ended"
    return line[7:].strip().decode(), json.loads(stream.readline()[6:])


class TestServer:
    def test_page_and_events(self, served):
        server, feed = served
        page = asked(server, "/")
        assert (page.status, page.read()) == (200, b"<p>page</p>")
        feed.tell("plan", {"paths": []})
        feed.tell("picture", [1])
        stream = asked(server, "/events")
        assert stream.getheader("Content-Type") == "text/event-stream"
        assert [event(stream), event(stream)] == [("plan", {"paths": []}), ("picture", [1])]
        feed.tell("picture", [2])
        assert event(stream) == ("picture", [2])

    def test_who_comes_late_gets_the_newest(self, served):
        server, feed = served
        for k in range(50):
            feed.tell("picture", k)
        assert event(asked(server, "/events")) == ("picture", 49)

    @pytest.mark.parametrize(
        ("path", "method", "headers", "status"),
        [
            ("/other", "GET", {}, 404),
            ("/../etc/passwd", "GET", {}, 404),
            ("/", "POST", {}, 501),
            ("/", "DELETE", {}, 501),
            ("/", "GET", {"Host": "evil.example"}, 403),
            ("/events", "GET", {"Host": "evil.example:8130"}, 403),
        ],
    )
    def test_nothing_else_is_answered(self, served, path, method, headers, status):
        assert asked(served[0], path, method, **headers).status == status

    def test_only_this_machine_can_ask(self, served):
        assert served[0]._server.socket.getsockname()[0] == "127.0.0.1"

    def test_a_browser_that_leaves_leaves_nothing_behind(self, served, monkeypatch):
        monkeypatch.setattr(live_server, "SIGN_OF_LIFE", 0.05)
        server, feed = served
        before = threading.active_count()
        streams = [asked(server, "/events") for _ in range(3)]
        assert soon(lambda: server.browsers == 3) and threading.active_count() >= before + 3
        for stream in streams:
            stream.close()
        assert soon(lambda: server.browsers == 0 and threading.active_count() == before)

    def test_a_browser_that_takes_nothing_is_left(self, served, monkeypatch):
        monkeypatch.setattr(live_server._Handler, "timeout", 0.2)
        server, feed = served
        port = server._server.server_address[1]
        with socket.socket() as deaf:
            deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            deaf.connect(("127.0.0.1", port))
            deaf.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert soon(lambda: server.browsers == 1)

            def filled() -> bool:
                feed.tell("picture", "x" * 1_000_000)
                return server.browsers == 0

            assert soon(filled)

    def test_there_are_not_too_many(self, served, monkeypatch):
        monkeypatch.setattr(live_server, "MOST_BROWSERS", 1)
        first = asked(served[0], "/events")
        assert first.status == 200 and asked(served[0], "/events").status == 503

    def test_a_port_that_is_taken(self, served):
        with pytest.raises(OSError):
            LiveServer("", Feed(), served[0]._server.server_address[1])

    def test_closing_ends_the_streams(self):
        feed = Feed()
        server = LiveServer("", feed)
        stream = asked(server, "/events")
        server.close()
        assert stream.read() in (b"", b": still here\n\n")
        assert soon(lambda: server.browsers == 0)

    def test_numbers_that_are_none_are_refused(self):
        with pytest.raises(ValueError):
            Feed().tell("picture", float("nan"))
