"""A team that navigates: scenes, the generator's design, pilots and measures as in training, journeys in physics."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from navigation_samples import scene, straight

from l2c_planner.config import ConfigError
from l2c_planner.navigation.generator import design
from l2c_planner.navigation.journey import Journey, body_twist, travel
from l2c_planner.navigation.measures import gaps, measure
from l2c_planner.navigation.pilot import HOMING, Pilot, fitting
from l2c_planner.navigation.policy import Body, Policy
from l2c_planner.navigation.scene import Scene, load_scene
from l2c_planner.navigation.weights import BadFile


def test_a_scene_survives_its_file(tmp_path: Path):
    made = scene(obstacles=[(1, 2, 0.3, 0.5, 0.2, 0), (0, 3, 0, 0, 0, 0.4), (0, 4, 0, 9, 0, 0)])
    for name in ("scene.json", "scene.yaml"):
        (tmp_path / name).write_text(made.model_dump_json())
        assert load_scene(tmp_path / name) == made
    assert made.robots == ["robot_0", "robot_1"]
    assert made.rows.shape == (3, 6) and scene().rows.shape == (0, 6)
    assert made.heading == pytest.approx([0.0, np.pi])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"goals": [[1, 1]]}, "goals: got 1; valid: one for each of the 2 starts"),
        ({"obstacles": [[0, 0, 0, 1, 1, 0.5]]}, r"obstacles\[0\]: a box with a radius"),
        ({"obstacles": [[0, 0, 0, -1, 1, 0]]}, "obstacles"),
        ({"speeed": 1.0}, "did you mean speed"),
        ({"dt": 0.0}, "dt"),
    ],
)
def test_scenes_that_cannot_be_are_refused(tmp_path: Path, given, says):
    file = tmp_path / "scene.json"
    file.write_text(json.dumps(json.loads(scene().model_dump_json()) | given))
    with pytest.raises(ConfigError, match=says) as error:
        load_scene(file)
    assert "\n" not in str(error.value)


def test_what_is_drawn_holds_everything_but_the_ends_of_walls():
    made = scene(obstacles=[(5, 0, 0.3, 1.0, 0.5, 0), (0, -4, 0, 0, 0, 0.5), (0, 6, 0, 50, 0, 0)])
    low_x, high_x, low_y, high_y = made.drawn
    assert -3 < low_x < -2.25 and 5 + 1.1 < high_x < 8 and -6 < low_y < -4.5 and 6 < high_y < 7


def test_a_pilot_drives_homes_in_and_starts_again():
    policy = Policy.of(straight())
    pilot, far = Pilot(policy, 0.3), Body(np.array([0.0, 0.0]), np.zeros(2), np.array([2.0, 0.0]))
    nothing = np.zeros((0, 6))
    assert pilot.velocity(far, [], nothing) == pytest.approx(policy.decide(far, [], nothing))
    assert pilot.velocity(far, [], nothing)[0] > 0.7 and not pilot.arrived
    near = Body(np.array([1.8, 0.1]), np.zeros(2), far.goal)
    assert pilot.velocity(near, [], nothing) == pytest.approx([2 * 0.2, -2 * 0.1])
    pushed = Body(np.array([1.0, 0.0]), np.zeros(2), far.goal)
    assert pilot.arrived and pilot.velocity(pushed, [], nothing) == pytest.approx([1.0, 0.0])
    other = Body(near.position, near.velocity, np.array([-2.0, 0.1]))
    assert pilot.velocity(other, [], nothing)[0] < -0.7 and not pilot.arrived


def test_policies_of_other_robots_are_refused():
    policy = Policy.of(straight())
    fitting(policy, scene())
    with pytest.raises(BadFile, match="of range 2; valid: 3, as in the scene"):
        fitting(policy, scene(range=3.0))


def test_a_body_turns_what_the_world_wants():
    heading = np.array([0.0, np.pi / 2, 0.4])
    twist = body_twist(np.tile([1.0, 0.0], (3, 1)), heading)
    assert twist[:2] == pytest.approx(np.array([[1, 0, 0], [0, -1, 0]]), abs=1e-12)
    assert twist[2] == pytest.approx([np.cos(0.4), -np.sin(0.4), 0])


class TestMeasures:
    """By hand, for robots on straight lines."""

    def journey(self, made: Scene, speed: float, steps: int) -> Journey:
        ahead = made.goal - made.start
        velocity = np.tile(speed * ahead / np.linalg.norm(ahead, axis=-1, keepdims=True), (steps + 1, 1, 1))
        velocity[0] = 0
        position = made.start + made.dt * np.cumsum(velocity, axis=0)
        return Journey(position, velocity, np.zeros((steps + 1, len(ahead)), bool))

    def test_straight_and_alone(self):
        made = scene(starts=[(0, 0)], goals=[(2, 0)], dt=0.1)
        found = measure(made, self.journey(made, 0.5, 60))
        assert found.success == found.arrived == 1
        assert found.spl == pytest.approx(1.0) and found.pctspeed == pytest.approx(0.5)
        assert found.numcoll == 0
        steps = 34  # 1.7 m at 0.05 m a step
        assert found.diffacc == pytest.approx((5.0 + 5.0) * 0.1 / 0.1 / steps, rel=1e-6)

    def test_who_comes_too_near_or_touches(self):
        made = scene(starts=[(0, 0)], goals=[(2, 0)], dt=0.1, obstacles=[(1.0, 0.4, 0, 0, 0, 0.1)])
        found = measure(made, self.journey(made, 0.5, 60))
        gap = np.hypot(np.arange(1, 35) * 0.05 - 1, 0.4) - 0.35
        assert found.numcoll == (gap < 0.1).sum() > 0 and found.success == 1
        closer = made.model_copy(update={"obstacles": ((1.0, 0.3, 0, 0, 0, 0.1),)})
        assert measure(closer, self.journey(made, 0.5, 60)).success == 0

    def test_a_touch_counts_until_arrival(self):
        made = scene(starts=[(0, 0)], goals=[(2, 0)], dt=0.1)
        done = self.journey(made, 0.5, 60)
        done.touched[50] = True
        assert measure(made, done).spl == pytest.approx(1.0)
        done.touched[20] = True
        assert measure(made, done).spl == 0 and measure(made, done).arrived == 1

    def test_who_does_not_arrive_in_time(self):
        made = scene(starts=[(0, 0)], goals=[(2, 0)], dt=0.1, steps=20)
        found = measure(made, self.journey(made, 0.5, 60))
        assert (found.success, found.arrived, found.spl) == (0, 0, 0)
        assert found.pctspeed == pytest.approx(0.5)

    def test_gaps_are_those_of_surfaces(self):
        made = scene(obstacles=[(0, 2, 0, 9, 0, 0), (3, 0, 0, 0.5, 0.5, 0)])
        assert gaps(made, np.array([[0.0, 1.0], [1.0, 0.9]])) == pytest.approx([np.hypot(1, 0.1) - 0.5] * 2)
        assert gaps(made, np.array([[0.0, 1.5], [2.0, 0.0]])) == pytest.approx([0.25, 0.25])


class TestPhysics:
    """A team in MuJoCo."""

    def test_a_team_arrives(self):
        pytest.importorskip("mujoco", reason="mujoco is not installed: pip install mujoco")
        from l2c_planner.simulation.wheeled import WheeledPlant

        made = scene(starts=[(-1, 0), (1, 1)], goals=[(1, 0), (-1, 1)])
        done = travel(made, Policy.of(straight()), WheeledPlant(2, made.rows))
        found = measure(made, done)
        assert found.success == 1 and found.spl > 0.95
        assert len(done.position) < made.steps
        assert np.linalg.norm(done.position[-1] - made.goal, axis=-1).max() <= made.arrival

    def test_a_wall_between_is_touched(self):
        pytest.importorskip("mujoco", reason="mujoco is not installed: pip install mujoco")
        from l2c_planner.simulation.wheeled import WheeledPlant

        made = scene(starts=[(-1, 0)], goals=[(1, 0)], obstacles=[(0, 0, 1.5, 3, 0, 0)], steps=60)
        found = measure(made, travel(made, Policy.of(straight()), WheeledPlant(1, made.rows)))
        assert found.success == found.arrived == 0


def test_pilots_home_in_as_agents_do_in_training():
    world = pytest.importorskip("l2c_planner.policy.world", reason="torch is not installed: make test LEARN=1")
    assert HOMING == world.HOMING


def test_measures_are_those_of_training():
    torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
    from navigation_samples import drawn, shaken

    from l2c_planner.policy.episode import mean_of, play
    from l2c_planner.policy.loading import load_arena

    arena = load_arena("random-2")
    random = torch.Generator().manual_seed(3)
    tasks = arena.tasks(6, random)
    obstacles = arena.obstacles(arena.space().random(6, random))
    states, longer = [], replace(arena.world, steps=arena.world.steps + 1)  # the last state is not told
    with torch.no_grad():
        episode = play(arena.world, mean_of(shaken()), tasks, obstacles)
        play(longer, mean_of(shaken()), tasks, obstacles, watch=states.append)
    position, velocity = (np.array([getattr(s, n).double().numpy() for s in states]) for n in ("position", "velocity"))
    seen = set()
    for b in range(6):
        made = drawn(arena, tasks, obstacles, b)
        steps = (len(states),) + position.shape[2:3]
        found = measure(made, Journey(position[:, b], velocity[:, b], np.zeros(steps, bool)))
        for name in ("spl", "pctspeed", "numcoll", "diffacc", "success"):
            assert getattr(found, name) == pytest.approx(float(getattr(episode, name)[b]), abs=2e-4, rel=2e-4), name
        seen.add(found.success)
    assert len(seen) > 1, "some arrive, some do not"


@pytest.mark.parametrize("name", ["proof-of-concept", "warehouse-3", "random-2", "circular"])
def test_a_design_is_the_mode_of_the_generator(name):
    torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")
    from l2c_planner.policy.generator import Generator
    from l2c_planner.policy.loading import load_arena
    from l2c_planner.policy.rows import exported

    torch.manual_seed(1)
    arena = load_arena(name)
    generator = Generator(arena.space(), arena.world.agents, arena.size)
    torch.nn.init.normal_(generator.output.weight, std=1.0)
    weights = exported(name, arena, "gaussian", {"cooptimised": {"generator": generator}})
    tasks = arena.tasks(5, torch.Generator().manual_seed(0))
    with torch.no_grad():
        mode = generator(tasks).mode()
    for b in range(5):
        ends = (part[b].double().numpy() for part in (tasks.start, tasks.goal))
        found = design(weights, "cooptimised", *ends, arena.size)
        assert found.values == pytest.approx(mode.values[b].numpy(), abs=1e-4)
        assert not arena.space().optional or np.array_equal(found.present, mode.present[b].numpy())
    with pytest.raises(BadFile, match="does not fit the task"):
        design(weights, "cooptimised", np.zeros((99, 2)), np.zeros((99, 2)), arena.size)
    with pytest.raises(BadFile, match="no generator"):
        design(weights, "random", np.zeros((4, 2)), np.zeros((4, 2)), arena.size)
