"""What is to happen during a flight: how options are read, in which order it happens, and what is refused."""

from __future__ import annotations

import signal

import pytest
from multilift_samples import multilift_task

from l2c_planner.cli import main
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.events import Event, Schedule, events, reached

NONE = (), (), ()
BAD = [
    "nonsense",
    "quad_2",
    "quad_2@",
    "@1.5",
    "quad_2@soon",
    "quad_2@-1",
    "quad_2@nan",
    "quad_2@inf",
    "",
    "@",
    "a@1@x",
]
BAD_GOALS = [
    "nonsense",
    "1,2,3",
    "1,2@1",
    "1,2,3,4@1",
    "1,2,nan@1",
    "1,inf,3@1",
    "x,y,z@1",
    "1,2,3@later",
    "@2",
    ",,@2",
]


class Processes:
    """Stands in for `l2c_planner.ros.processes.Processes`: who was signalled is gone at once."""

    def __init__(self, *names: str) -> None:
        self.processes = {name: number for number, name in enumerate(names, 100)}
        self.done = []

    def signal(self, name: str, number: int) -> None:
        self.done.append(("signal", name, number))
        del self.processes[name]

    def start(self, name: str) -> None:
        self.done.append(("start", name))
        self.processes[name] = 200


def scheduled(kills=(), restarts=(), goals=(), names=("quad_0", "quad_1", "quad_2")):
    nodes, told = Processes(*names), []
    return Schedule(events(kills, restarts, goals), nodes, told.append), nodes, told


def refusal(*arguments) -> str:
    with pytest.raises(Refused) as caught:
        events(*arguments)
    text = str(caught.value)
    assert caught.value.code == Code.INPUT and "\n" not in text
    return text


class TestReading:
    def test_nothing_is_nothing(self):
        assert events(*NONE) == []

    def test_each_kind(self):
        (kill,), (restart,), (goal,) = (
            events(("quad_2@1.5",), (), ()),
            events((), ("plant@0",), ()),
            events((), (), ("1.5,-3,0.5@2",)),
        )
        assert kill == Event(1.5, "kill quad_2", "kill", "quad_2")
        assert restart == Event(0.0, "restart plant", "restart", "plant")
        assert (goal.time, goal.name, goal.kind, goal.goal) == (2.0, "goal 1.5,-3,0.5", "goal", (1.5, -3.0, 0.5))

    def test_numbers_may_be_written_as_people_do(self):
        (goal,) = events((), (), (" 1e0, 2. ,+.5@ 2e-1 ",))
        assert goal.goal == (1.0, 2.0, 0.5) and goal.time == 0.2

    def test_the_last_at_counts(self):
        (event,) = events(("quad@home@1",), (), ())
        assert (event.subject, event.time) == ("quad@home", 1.0)

    def test_they_come_in_the_order_of_time(self):
        found = events(("quad_1@3", "quad_2@1"), ("quad_2@2",), ("1,2,3@0.5", "4,5,6@2.5"))
        assert [event.time for event in found] == [0.5, 1.0, 2.0, 2.5, 3.0]
        assert [event.kind for event in found] == ["goal", "kill", "restart", "goal", "kill"]

    def test_at_one_time_the_dead_are_killed_first_and_goals_come_last(self):
        found = events(("quad_1@1",), ("quad_1@1",), ("1,2,3@1", "3,2,1@1"))
        assert [event.name for event in found] == ["kill quad_1", "restart quad_1", "goal 1,2,3", "goal 3,2,1"]

    @pytest.mark.parametrize("text", BAD)
    @pytest.mark.parametrize("kind", ["kill", "restart"])
    def test_what_is_no_event_is_refused(self, kind, text):
        said = refusal((text,), (), ()) if kind == "kill" else refusal((), (text,), ())
        assert said.startswith(f"--{kind} {text}: not an event; valid: process @ time") and "quad_2@1.5" in said

    @pytest.mark.parametrize("text", [*BAD_GOALS, "1,2,3@-0.1", "1,2,3@inf"])
    def test_what_is_no_goal_is_refused(self, text):
        said = refusal((), (), (text,))
        assert said.startswith(f"--goal {text}: not an event; valid: x,y,z in m @ time") and "1.5,3,0.5@2.0" in said

    def test_one_bad_text_among_good_ones_is_enough(self):
        assert "--kill quad_1@x" in refusal(("quad_2@1", "quad_1@x"), ("quad_2@2",), ("1,2,3@1",))


class TestSchedule:
    def test_events_happen_once_when_their_time_has_come(self):
        schedule, nodes, told = scheduled(("quad_2@1",), ("quad_2@2",), ("1,2,3@1.5",))
        assert schedule(float("-inf")) == [] and schedule(0.99) == [] and nodes.done == []
        assert [event.name for event in schedule(1.0)] == ["kill quad_2"]
        assert nodes.done == [("signal", "quad_2", signal.SIGKILL)] and schedule.killed == {"quad_2"}
        assert schedule(1.2) == [] and told == []
        assert [event.name for event in schedule(1.6)] == ["goal 1,2,3"] and told == [(1.0, 2.0, 3.0)]
        assert [event.name for event in schedule(2.5)] == ["restart quad_2"]
        assert nodes.done[1:] == [("start", "quad_2")] and schedule.killed == set()
        assert schedule(99.0) == [] and len(nodes.done) == 2
        assert [event.time for event in schedule.done] == [1.0, 1.5, 2.0]

    def test_all_that_is_due_happens_in_order(self):
        schedule, nodes, told = scheduled(("quad_2@1", "quad_0@2"), (), ("1,2,3@3", "4,5,6@1.5", "7,8,9@9"))
        assert [event.time for event in schedule(3.0)] == [1.0, 1.5, 2.0, 3.0]
        assert [what[1] for what in nodes.done] == ["quad_2", "quad_0"] and told == [(4, 5, 6), (1, 2, 3)]
        assert schedule.killed == {"quad_0", "quad_2"}

    def test_who_is_gone_is_not_killed_and_who_runs_is_not_started(self):
        schedule, nodes, _ = scheduled(("quad_2@1", "quad_2@2"), ("quad_1@3",))
        schedule(5.0)
        assert nodes.done == [("signal", "quad_2", signal.SIGKILL)] and schedule.killed == {"quad_2"}

    def test_the_same_event_twice_happens_twice(self):
        schedule, _, told = scheduled(goals=("1,2,3@1", "1,2,3@1"))
        assert len(schedule(1.0)) == 2 and told == [(1, 2, 3)] * 2 and schedule(2.0) == []

    @pytest.mark.parametrize("kind", ["kill", "restart"])
    def test_a_process_that_there_is_not_is_refused_before_the_flight(self, kind):
        texts = {kind + "s": ("quad_7@1",), "goals": ("1,2,3@1",)}
        with pytest.raises(Refused) as caught:
            scheduled(**texts, names=("quad_1", "plant", "quad_0"))
        said = f"--{kind} quad_7: there is no such process; valid: plant, quad_0, quad_1"
        assert str(caught.value) == said and caught.value.code == Code.INPUT


class TestCommand:
    def l2c(self, capfd, *arguments):
        code = main(["fly", *arguments])
        return code, *capfd.readouterr()

    @pytest.mark.parametrize(
        "option, text", [("--kill", "nonsense"), ("--restart", "quad_2@-1"), ("--goal", "1,2@3"), ("--goal", "1,2,3")]
    )
    def test_what_is_no_event_ends_it_with_one_line(self, capfd, tmp_path, monkeypatch, option, text):
        monkeypatch.chdir(tmp_path)
        code, out, err = self.l2c(capfd, option, text)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert f"{option} {text}: not an event; valid: " in err
        assert list(tmp_path.iterdir()) == []

    def test_it_is_looked_at_before_the_task(self, capfd, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        code, _, err = self.l2c(capfd, "no_such_task.yaml", "--kill", "nonsense")
        assert code == 2 and "--kill nonsense" in err and "no_such_task" not in err


class TestReached:
    def test_without_goals_the_mission_is_all(self):
        assert reached(events(("quad_1@9",), (), ()), multilift_task()) == 0.0

    def test_is_when_the_last_goal_is(self):
        task = multilift_task()
        x, y, z = task.waypoint_position[-1]
        near, far = f"{x},{y},{z + 0.1}@3", f"{x},{y + 8},{z + 0.1}@4"
        lead = task.planner.receding.lead
        assert reached(events((), (), (near,)), task) == pytest.approx(3 + lead + 1.5)  # slowly, but no slower
        assert reached(events((), (), (near, far)), task) == pytest.approx(4 + lead + 10)  # at 0.8 m/s
