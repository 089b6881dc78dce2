"""Roll-outs of runs in one process, their files, and the task that they carry."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

import numpy as np
import pytest
from agent_samples import problem_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from multilift_samples import mixed_task, multilift_task
from rollout_samples import PLAN, fly, recorded, run_stage, spread

from l2c_planner.admm import Host, HostOptions, Message, Penalty, Phase, assign
from l2c_planner.config import load_task
from l2c_planner.config.loader import shipped_file
from l2c_planner.rollout import Head, Recorder, Rollout, RolloutError, StageRollout, load, rollout_of, save
from l2c_planner.rollout.task_json import task_from_json, task_to_json
from l2c_planner.team.goal import with_goal

QUICK = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
TEAMS = [("pair", 1), ("pair", 2), ("triangle", 3), ("references", 1), ("trajectories", 3), ("swarm", 3)]


def a_run(team: str = "triangle", count: int = 3, rounds: int = 6, **options):
    problem = problem_of(team)
    return run_stage(problem, spread(problem, count), rounds, **options)


# ---------------------------------------------------------------- what the hosts had
@pytest.mark.parametrize("team, count", TEAMS)
def test_rounds_are_those_of_every_host(team: str, count: int) -> None:
    run = a_run(team, count)
    stage = recorded(run).rollout(a_head()).stages[0]
    assert stage.rounds == len(run.states) and stage.name == run.problem.name
    for k, states in enumerate(run.states):
        for host, state in zip(run.hosts, states, strict=True):
            record = host.history[k]
            assert (stage.penalty[k], stage.primal_residual[k], stage.dual_residual[k]) == (
                record.factor,
                record.primal,
                record.dual,
            )
            np.testing.assert_array_equal(stage.primal[k], state["team"])
            for name in stage.copies:
                np.testing.assert_array_equal(stage.copies[name][k], state[f"copies {name}"])
                # the host has scaled its multipliers for the next round's penalty already
                rescaled = stage.dual[name][k] / (state["factor"] / stage.penalty[k])
                np.testing.assert_array_equal(rescaled, state[f"dual {name}"])


def test_the_penalty_moves_and_the_multipliers_are_not_zero() -> None:
    stage = recorded(a_run()).rollout(a_head()).stages[0]
    assert len(set(stage.penalty)) > 1
    assert all(np.abs(dual).max() > 0 for dual in stage.dual.values())


def test_multipliers_are_scaled_by_the_penalty_of_their_round() -> None:
    """dual_k = dual_(k-1) * penalty_(k-1) / penalty_k + relaxed - copy, worked out component by component."""
    run = a_run("pair", 2)
    stage = recorded(run).rollout(a_head()).stages[0]
    (coupling,), relaxation = run.problem.couplings, run.hosts[0].options.over_relaxation
    before, k = stage.copies[coupling.name], 4
    for f, row in enumerate(coupling.index):
        for v, column in enumerate(row):
            if run.problem.is_input[column]:
                continue
            knot = 1  # states at knot 0 and inputs at the last one are not copied
            x = relaxation * stage.primal[k, knot, column] + (1 - relaxation) * before[k - 1, f, knot, v]
            kept = stage.dual[coupling.name][k - 1, f, knot, v] * stage.penalty[k - 1] / stage.penalty[k]
            expected = kept + x - before[k, f, knot, v] if run.problem.scale[column] > 0 else 0.0
            assert stage.dual[coupling.name][k, f, knot, v] == pytest.approx(expected, abs=1e-12)


def test_residuals_are_root_mean_squares_over_all_copied_components() -> None:
    run = a_run("trajectories", 1, rounds=3)
    stage, problem = recorded(run).rollout(a_head()).stages[0], run.problem
    (coupling,) = problem.couplings
    copies, start = stage.copies[coupling.name], problem.start()
    for k in range(3):
        primal, dual, count = 0.0, 0.0, 0
        for column_of_copy, column in enumerate(coupling.index[0]):
            scale = problem.scale[column]
            knots = slice(0, -1) if problem.is_input[column] else slice(1, None)
            if column < 0 or scale == 0:
                continue
            z = copies[k, 0, knots, column_of_copy]
            old = start[knots, column] if k == 0 else copies[k - 1, 0, knots, column_of_copy]
            primal += scale * np.sum((stage.primal[k, knots, column] - z) ** 2)
            dual += scale * np.sum((z - old) ** 2)
            count += len(z)
        assert stage.primal_residual[k] == pytest.approx(np.sqrt(primal / count), rel=1e-12)
        assert stage.dual_residual[k] == pytest.approx(np.sqrt(dual / count), rel=1e-12)


def test_one_host_and_three_hosts_give_the_same_stages() -> None:
    alone, spread_out = fly(1).rollout(), fly(3).rollout()
    for a, b in zip(alone.stages, spread_out.stages, strict=True):
        assert Rollout(a_head(), (a,)).equal(Rollout(a_head(), (b,)))


@given(seed=st.integers(0, 2**32))
@QUICK
def test_order_and_duplicates_do_not_matter(seed: int) -> None:
    run = a_run("pair", 2, rounds=3)
    chance = random.Random(seed)
    messages = run.messages + chance.choices(run.messages, k=10)
    chance.shuffle(messages)
    recorder = recorded(run, messages)
    assert recorder.rollout(a_head()).equal(recorded(run).rollout(a_head()))
    assert not recorder.rejected


def test_multipliers_of_a_host_with_another_penalty_are_scaled_to_the_captains() -> None:
    run = a_run("pair", 2, rounds=2)
    other = next(m for m in run.messages if m.phase is Phase.COPY and m.sender != "quad_0" and m.round == 1)
    halved = dataclasses.replace(other, penalty=other.penalty / 2, dual=other.dual * 2)
    messages = [halved if m is other else m for m in run.messages]
    assert recorded(run, messages).rollout(a_head()).equal(recorded(run).rollout(a_head()))


def test_a_constant_penalty_keeps_the_hosts_multipliers() -> None:
    run = a_run("pair", 2, penalty=Penalty(scale=0.5, maximum=1.0))
    stage = recorded(run).rollout(a_head()).stages[0]
    np.testing.assert_array_equal(stage.dual["pair"][-1], run.hosts[1].consensus["pair"].dual)


def test_a_plan_that_goes_on_from_an_earlier_one_is_measured_from_its_copies() -> None:
    problem = problem_of("pair")
    assignment = assign(problem, spread(problem, 1))
    first, second = (Host(problem, "quad_0", assignment, HostOptions(), plan) for plan in (1, PLAN))
    for _ in range(9):
        first.step()
    second.adopt(first, 1)
    start = {name: consensus.copies.copy() for name, consensus in second.consensus.items()}
    recorder = Recorder(PLAN, "quad_0")
    for _ in range(6):
        second.step()
        for message in second.outbox():
            recorder.receive(message)
    stage = recorder.close_stage("pair", problem, assignment, start=start)
    assert stage.dual_residual.tolist() == [record.dual for record in second.history]
    assert stage.primal_residual.tolist() == [record.primal for record in second.history]


# ---------------------------------------------------------------- what is missing
def test_rounds_from_the_first_incomplete_one_on_are_left_out_and_named() -> None:
    run = a_run("triangle", 3)
    lost = next(m for m in run.messages if m.round == 2 and m.phase is Phase.COPY and m.sender == "quad_1")
    found = recorded(run, [m for m in run.messages if m is not lost]).rollout(a_head())
    assert found.stages[0].rounds == 2
    (line,) = found.missing
    assert "stage 0 (" in line and "round 2 of 6" in line and f"COPY {lost.subject} of quad_1" in line
    whole = recorded(run).rollout(a_head()).stages[0]
    np.testing.assert_array_equal(found.stages[0].primal, whole.primal[:2])


def test_a_whole_roll_out_misses_nothing_and_a_limit_is_kept() -> None:
    run = a_run()
    assert recorded(run).rollout(a_head()).missing == ()
    assert recorded(run, rounds=4).rollout(a_head()).stages[0].rounds == 4
    assert "round 6 of 9" in recorded(run, rounds=9).rollout(a_head()).missing[0]


def test_many_missing_messages_are_counted() -> None:
    run = a_run("swarm", 3, rounds=1)
    found = recorded(run, [], rounds=1).rollout(a_head())
    assert found.stages[0].rounds == 0 and "more" in found.missing[0]
    assert found.stages[0].primal.shape[0] == 0 and len(found.stages[0].primal_residual) == 0


def test_tables_of_another_shape_count_as_missing() -> None:
    run = a_run("pair", 2, rounds=2)
    messages = [dataclasses.replace(m, values=m.values[:-1]) if m.round == 1 else m for m in run.messages]
    found = recorded(run, messages).rollout(a_head())
    assert found.stages[0].rounds == 1 and "PRIMAL" in found.missing[0]


# ---------------------------------------------------------------- what does not fit
def test_useless_messages_are_counted_and_change_nothing() -> None:
    run = a_run("pair", 2, rounds=2)
    recorder = Recorder(PLAN, "quad_0")
    for message in run.messages:
        recorder.receive(message)
    good = run.messages[-1]
    nan = np.full_like(good.values, np.nan)
    for bad, reason in {
        dataclasses.replace(good, plan=PLAN + 1): "other plan",
        dataclasses.replace(good, values=nan): "not a table of finite numbers",
        dataclasses.replace(good, dual=None): "not a table of finite numbers",
        dataclasses.replace(good, values=good.values + 1): "contradicts an earlier one",
        dataclasses.replace(good, penalty=float("nan")): "impossible penalty",
        dataclasses.replace(good, round="1"): "not a message",
    }.items():
        before = recorder.rejected[reason]
        recorder.receive(bad)
        assert recorder.rejected[reason] == before + 1, reason
    recorder.receive(dataclasses.replace(good, phase=Phase.OUTCOME, values=nan))  # of no interest, and no fault
    assert recorder.rejected.total() == 6
    recorder.close_stage(run.name, run.problem, run.hosts[0].assignment)
    assert recorder.rollout(a_head()).equal(recorded(run).rollout(a_head()))
    recorder.receive(good)
    assert recorder.rejected["late"] == 1


anything = st.none() | st.integers() | st.text(max_size=3) | st.floats() | st.binary(max_size=3)
tables = arrays(st.sampled_from([np.float64, np.float32, np.int64, object]), st.tuples(*[st.integers(0, 3)] * 2))


@given(
    fields=st.fixed_dictionaries(
        {
            "sender": st.just("quad_1") | anything,
            "plan": st.just(PLAN) | anything,
            "stage": st.just(0) | anything,
            "round": st.integers(-1, 3) | anything,
            "phase": st.sampled_from(Phase) | anything,
            "subject": st.just("b") | anything,
            "values": anything | tables,
            "dual": anything | tables,
            "penalty": st.floats() | anything,
        }
    )
)
@QUICK
def test_nothing_that_arrives_raises(fields: dict) -> None:
    run = a_run("pair", 2, rounds=2)
    recorder = Recorder(PLAN, "quad_0")
    for message in run.messages:
        recorder.receive(message)
    recorder.receive(Message(**fields))
    recorder.receive(fields)
    stage = recorder.close_stage(run.name, run.problem, run.hosts[0].assignment, 2)
    assert stage.rounds == 2


# ---------------------------------------------------------------- comparison
def test_equal_sees_every_bit_and_every_field() -> None:
    rollout = fly().rollout()
    stage, head = rollout.stages[0], rollout.head
    other = stage.primal.copy()
    other[1, 2, 3] = np.nextafter(other[1, 2, 3], np.inf)
    zero = {name: np.where(x == 0, -0.0, x) for name, x in stage.dual.items()}
    renamed = {name + "_": x for name, x in stage.copies.items()}
    for change in ({"primal": other}, {"dual": zero}, {"copies": renamed}, {"penalty": stage.penalty[:-1]}):
        changed = (dataclasses.replace(stage, **change), *rollout.stages[1:])
        assert not rollout.equal(dataclasses.replace(rollout, stages=changed)), change.keys()
    changes = {"plan": 8, "problem_hash": 1, "task": "{}", "agents": {}, "captain": "q", "committed": False}
    for name, value in {**changes, "goal": np.ones((1, 3))}.items():
        assert not rollout.equal(dataclasses.replace(rollout, head=dataclasses.replace(head, **{name: value}))), name
    assert not rollout.equal(dataclasses.replace(rollout, missing=("x",)))
    assert not rollout.equal(None)
    assert rollout.equal(dataclasses.replace(rollout, stages=tuple(dataclasses.replace(s) for s in rollout.stages)))


# ---------------------------------------------------------------- the file
def a_head(**changes) -> Head:
    fields = {"plan": 3, "problem_hash": 2**64 - 1, "task": "{}", "agents": {"a": "h"}, "captain": "h"}
    return Head(**{**fields, **changes})


floats = st.floats(width=64)


@st.composite
def stage_rollouts(draw: st.DrawFn) -> StageRollout:
    k, knots = draw(st.integers(0, 3)), draw(st.integers(1, 3))

    def table(*shape: int) -> np.ndarray:
        return draw(arrays(np.float64, (k, *shape), elements=floats))

    names = draw(st.lists(st.text(max_size=5), max_size=2, unique=True))
    copies = {name: table(draw(st.integers(0, 2)), knots, 2) for name in names}
    dual = {name: table(*copies[name].shape[1:]) for name in names}
    return StageRollout(draw(st.text()), table(knots, 2), copies, dual, table(), table(), table())


rollouts = st.builds(
    Rollout,
    st.builds(
        Head,
        plan=st.integers(0, 2**32 - 1),
        problem_hash=st.integers(0, 2**64 - 1),
        task=st.text(),
        agents=st.dictionaries(st.text(), st.text(), max_size=3),
        captain=st.text(),
        goal=arrays(np.float64, st.tuples(st.integers(0, 2), st.just(3)), elements=floats),
        committed=st.booleans(),
    ),
    st.lists(stage_rollouts(), max_size=2).map(tuple),
    st.lists(st.text(), max_size=2).map(tuple),
)


@given(rollout=rollouts)
@QUICK
def test_a_file_holds_every_bit(tmp_path: Path, rollout: Rollout) -> None:
    save(rollout, tmp_path / "rollout.npz")
    assert load(tmp_path / "rollout.npz").equal(rollout)
    assert [p.name for p in tmp_path.iterdir()] == ["rollout.npz"]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "rollout.npz"
    save(fly(rounds=2).rollout(), path)
    return path


@given(data=st.data())
@QUICK
def test_a_damaged_file_is_refused_in_one_line(tmp_path: Path, saved: Path, data: st.DataObject) -> None:
    content = bytearray(saved.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    kind = data.draw(st.sampled_from(["cut", "flip", "garbage"]))
    if kind == "cut":
        content = content[:place]
    elif kind == "garbage":
        content = data.draw(st.binary(max_size=300))
    else:
        content[place] ^= 1 << data.draw(st.integers(0, 7))
    damaged = tmp_path / "damaged.npz"
    damaged.write_bytes(content)
    try:
        found = load(damaged)
    except RolloutError as error:
        assert str(error).startswith(str(damaged)) and "\n" not in str(error)
    else:  # a flipped bit in what nobody reads, such as a time stamp of the archive
        assert kind == "flip" and found.equal(load(saved))


def test_other_versions_are_refused(saved: Path, tmp_path: Path) -> None:
    with np.load(saved) as found:
        content = dict(found)
    index = json.loads(bytes(content["index"])) | {"version": 2}
    content["index"] = np.frombuffer(json.dumps(index).encode(), np.uint8)
    np.savez(tmp_path / "new.npz", **content)
    with pytest.raises(RolloutError, match=r"new.npz: a roll-out of version 2; valid: 1$"):
        load(tmp_path / "new.npz")


def test_tables_of_different_length_are_refused(saved: Path, tmp_path: Path) -> None:
    with np.load(saved) as found:
        content = dict(found)
    content["0.penalty"] = content["0.penalty"][:-1]
    np.savez(tmp_path / "short.npz", **content)
    with pytest.raises(RolloutError, match="different numbers of rounds"):
        load(tmp_path / "short.npz")


def test_pickled_objects_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", index=np.array([print], dtype=object))
    with pytest.raises(RolloutError, match="evil.npz: not a roll-out"):
        load(tmp_path / "evil.npz")


def test_a_file_that_is_not_there_or_not_writable_is_named(tmp_path: Path) -> None:
    with pytest.raises(RolloutError, match=r"none.npz: .*No such file"):
        load(tmp_path / "none.npz")
    (tmp_path / "file").write_text("")
    with pytest.raises(RolloutError, match="cannot be written"):
        save(fly(rounds=1).rollout(), tmp_path / "file" / "rollout.npz")


def test_a_save_that_fails_keeps_the_old_file(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rollout.npz"
    path.write_bytes(saved.read_bytes())

    def full(*args, **kwargs) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(RolloutError, match="No space left on device"):
        save(load(saved), path)
    assert path.read_bytes() == saved.read_bytes() and len(list(tmp_path.iterdir())) == 1


def test_whoever_reads_while_a_file_is_replaced_reads_the_old_one(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "rollout.npz"
    path.write_bytes(saved.read_bytes())
    with path.open("rb") as old:
        save(Rollout(a_head(), ()), path)
        assert old.read() == saved.read_bytes() != path.read_bytes()


# ---------------------------------------------------------------- the task in it
TASKS = {
    "multilift": lambda: load_task(shipped_file("transport.yaml")),
    "multilift, seven": lambda: load_task(shipped_file("transport.yaml"), quads=7),
    "multilift, mixed": mixed_task,
    "swarm": lambda: load_task(shipped_file("swarm.yaml")),
}


@pytest.mark.parametrize("name", TASKS)
def test_a_task_survives_as_json(name: str) -> None:
    task = TASKS[name]()
    again = task_from_json(task_to_json(task))
    assert again == task and again.digest() == task.digest() and type(again) is type(task)
    assert a_head(task=task_to_json(task)).digest == task.digest()


@given(x=st.floats(-2, 2), mass=st.floats(1e-6, 1e3), dt=st.floats(0.01, 0.1), gain=st.floats(1e-300, 1e6))
@QUICK
def test_every_float_of_a_task_survives(x: float, mass: float, dt: float, gain: float) -> None:
    task = multilift_task(
        3, dt=dt, quadrotors={"mass": mass}, obstacles=[], weights={"load": {"position": gain}},
        waypoints=[{"time": 0.0, "position": [x, 0.0, 0.5]}, {"time": 20 * dt, "position": [0.6, -0.0, 0.6]}],
    )  # fmt: skip
    again = task_from_json(task_to_json(task))
    assert task_to_json(again) == task_to_json(task) and again.digest() == task.digest()


@pytest.mark.parametrize(
    "text, part",
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "valid: multilift"),
        ('{"problem": "chess"}', "'chess'; valid: multilift | swarm"),
        ('{"problem": "swarm"}', "horizon: Field required"),
        ('{"problem": ["swarm"]}', "valid: multilift"),
        (task_to_json(multilift_task()).replace('"mass":3.0', '"mass":-3.0'), "team.load.mass"),
        (task_to_json(multilift_task()).replace('"mass":3.0', '"mass":3.0,"masss":1'), "team.load.masss"),
        (task_to_json(multilift_task()).replace('"mass":3.0', '"mass":NaN'), "team.load.mass"),
    ],
)
def test_a_text_that_is_no_task_is_refused_in_one_line(text: str, part: str) -> None:
    with pytest.raises(RolloutError) as caught:
        task_from_json(text)
    assert part in str(caught.value) and "\n" not in str(caught.value)


def test_a_goal_replaces_that_of_the_task() -> None:
    task = multilift_task()
    moved = with_goal(task, np.array([0.7, 0.2, 0.9]))
    np.testing.assert_array_equal(moved.waypoint_position[-1], [0.7, 0.2, 0.9])
    np.testing.assert_array_equal(moved.waypoint_position[:-1], task.waypoint_position[:-1])
    swarm = TASKS["swarm"]()
    goals = swarm.goal[::-1].copy()
    np.testing.assert_array_equal(with_goal(swarm, goals.reshape(-1)).goal, goals)
    for wrong in (swarm, task):
        with pytest.raises(ValueError, match="goal: 6 numbers; valid: "):
            with_goal(wrong, np.zeros(6))


@pytest.mark.parametrize("task", [None, "swarm"])
def test_a_plan_is_what_its_sessions_found(task: str | None) -> None:
    flight = fly(task=task and TASKS[task](), rounds=3)
    found = flight.rollout()
    assert found.missing == () and flight.rounds == [stage.rounds for stage in found.stages]
    captain, last = flight.sessions[0], found.stages[-1]
    assert captain.found.primal_residual == last.primal_residual.tolist()
    assert captain.found.dual_residual == last.dual_residual.tolist()
    primal = captain.found.problem.stack(captain.found.executed.primal)
    np.testing.assert_array_equal(last.primal[captain.found.executed.round], primal)


def test_a_stage_after_an_incomplete_one_is_not_rebuilt() -> None:
    flight = fly(rounds=3)
    flight.messages = [m for m in flight.messages if (m.stage, m.round, m.phase) != (0, 2, Phase.COPY)]
    found = flight.rollout()
    assert [(s.name, s.rounds) for s in found.stages] == [("references", 2)]
    assert "round 2 of 3" in found.missing[0] and "stage 1: not rebuilt" in found.missing[1]


def test_a_head_that_fits_no_plan_is_refused_in_one_line() -> None:
    flight = fly(rounds=1)
    agents = dict(list(flight.head.agents.items())[:-1])
    goal = np.full((1, 3), 1e3)
    for change, rounds, part in (
        ({"agents": agents}, [1, 1], "agent 'cable_2' has no host"),
        ({}, [1, 1, 1], "fewer stages than the 3"),
        ({"goal": goal}, [1, 1], "waypoints"),
        ({"task": "{}"}, [1, 1], "valid: multilift"),
    ):
        recorder = Recorder(PLAN, "quad_0")
        for message in flight.messages:
            recorder.receive(message)
        with pytest.raises(RolloutError) as caught:
            rollout_of(recorder, dataclasses.replace(flight.head, **change), rounds)
        assert part in str(caught.value) and "\n" not in str(caught.value)
