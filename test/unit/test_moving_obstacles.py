"""Obstacles that move, as task files give them: which names, velocities and times are taken, and how errors read."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from l2c_planner.config import ConfigError, MultiliftTask, SwarmTask, load_task

SHIPPED = Path(__file__).parents[2] / "config"
CART = {"name": "cart", "shape": "cylinder", "center": [4.0, -3.0], "radius": 0.3}
VALID = ["cart", "a", "forklift_2", "obstacle", "quad", "quadrotor_1", "robots", "loads", "load_2", "teammate", "cable",
         "cable_car", "plants", "quad_x", "x" * 64]  # fmt: skip
TAKEN = ["quad_0", "quad_12", "robot_3", "cable_1", "cable_0_end", "load", "team", "trainer", "plant"]
UNUSABLE = ["", "2carts", "_cart", "Cart", "my cart", "cart-2", "cart/odom", "~cart", "кар", "cart.", "carT", "cart\n"]
VALID_NAMES = "lower-case letters, digits and _, no digit first, not that of a robot or the load: names its topic"


def written(folder: Path, *obstacles: dict, task: str = "transport") -> Path:
    data = yaml.safe_load((SHIPPED / f"{task}.yaml").read_text())
    data["obstacles"] = list(obstacles)
    for name in ("team", "planner"):
        if isinstance(data.get(name), str):
            data[name] = str(SHIPPED / data[name])
    path = folder / "task.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


def moving(**changes) -> dict:
    return {**CART, "moves": {"velocity": [0.2, 0.0, 0.0], "after": 1.5}, **changes}


def failure(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load_task(path)
    assert "\n" not in str(caught.value) and str(caught.value).isprintable()
    return str(caught.value)


class TestMotion:
    def test_is_read(self, tmp_path):
        task = load_task(written(tmp_path, moving(), {**CART, "name": "Pillar 1", "center": [5, 5]}))
        assert isinstance(task, MultiliftTask)
        assert task.obstacles[0].moves.velocity == (0.2, 0.0, 0.0) and task.obstacles[0].moves.after == 1.5
        assert task.obstacles[1].moves is None
        assert task.moving_obstacles == ("cart",) and task.obstacle_names == ("cart", "Pillar 1")

    def test_by_default_it_stands_from_the_start_on_but_counts_as_moving(self, tmp_path):
        task = load_task(written(tmp_path, {**CART, "moves": {}}))
        assert task.obstacles[0].moves.velocity == (0, 0, 0) and task.obstacles[0].moves.after == 0
        assert task.moving_obstacles == ("cart",)

    @pytest.mark.parametrize("given", [{}, {"moves": None}])
    def test_none_is_none(self, tmp_path, given):
        assert load_task(written(tmp_path, {**CART, **given})).moving_obstacles == ()

    def test_centres_are_those_of_the_start(self, tmp_path):
        still, moves = load_task(written(tmp_path, CART)), load_task(written(tmp_path, moving()))
        assert (still.obstacle_center == moves.obstacle_center).all()

    @pytest.mark.parametrize(
        "motion, key",
        [
            ({"velocity": [1.0, 2.0]}, "moves.velocity"),
            ({"velocity": 0.5}, "moves.velocity"),
            ({"velocity": [0, 0, float("nan")]}, "moves.velocity"),
            ({"velocity": ["fast", 0, 0]}, "moves.velocity"),
            ({"after": -0.1}, "moves.after"),
            ({"after": float("inf")}, "moves.after"),
            ({"after": "soon"}, "moves.after"),
            ({"speed": 1.0}, "moves.speed"),
            (True, "moves"),
            ([0.1, 0, 0], "moves"),
        ],
    )
    def test_what_is_none_is_refused_where_it_stands(self, tmp_path, motion, key):
        said = failure(written(tmp_path, moving(name="still", moves=None), moving(moves=motion, center=[6, 6])))
        assert "task.yaml" in said and f"obstacles[1].{key}" in said

    def test_a_sphere_may_move_too(self, tmp_path):
        ball = moving(name="ball", shape="sphere", center=[4.0, -3.0, 1.0])
        assert load_task(written(tmp_path, ball)).moving_obstacles == ("ball",)


class TestNames:
    @pytest.mark.parametrize("name", VALID)
    def test_those_of_topics_are_taken(self, tmp_path, name):
        assert load_task(written(tmp_path, moving(name=name))).moving_obstacles == (name,)

    @pytest.mark.parametrize("name", [*TAKEN, *UNUSABLE])
    def test_others_are_refused_with_what_is_valid(self, tmp_path, name):
        said = failure(written(tmp_path, moving(name=name)))
        assert "obstacles[0].name" in said and said.endswith(VALID_NAMES)

    @pytest.mark.parametrize("name", ["", "Cart 2", "quad_0", "кар"])
    def test_who_stands_may_have_any(self, tmp_path, name):
        assert load_task(written(tmp_path, {**CART, "name": name})).moving_obstacles == ()

    def test_without_a_name_it_does_not_move(self, tmp_path):
        given = moving()
        del given["name"]
        assert "obstacles[0].name" in failure(written(tmp_path, given))

    def test_two_of_one_name_are_refused(self, tmp_path):
        said = failure(written(tmp_path, moving(), moving(center=[5, 5])))
        assert "obstacles[1].name" in said and "a second time" in said

    def test_swarms_have_the_same_rules(self, tmp_path):
        far = moving(center=[8.0, 8.0])
        assert isinstance(load_task(written(tmp_path, far, task="swarm")), SwarmTask)
        assert VALID_NAMES in failure(written(tmp_path, {**far, "name": "robot_1"}, task="swarm"))
