"""Every shipped arena: tasks apart from each other, layouts off starts and goals; errors of one line."""

from pathlib import Path

import pytest
import yaml

from l2c_planner.config import ConfigError
from l2c_planner.config.library import shipped_names
from l2c_planner.config.loader import shipped_folder

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.arenas import ARENAS  # noqa: E402
from l2c_planner.policy.layout import Layout, kept_off, leads_out  # noqa: E402
from l2c_planner.policy.loading import arena_names, load_arena  # noqa: E402
from l2c_planner.policy.obstacles import nearest  # noqa: E402
from l2c_planner.policy.vectors import length  # noqa: E402

COUNT = 200


def rng(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("name", shipped_names("policy"))
class TestShipped:
    def test_tasks_are_apart(self, name):
        arena = load_arena(name)
        tasks, world = arena.tasks(COUNT, rng()), arena.world
        for places in (tasks.start, tasks.goal):
            assert places.shape == (COUNT, world.agents, 2)
            apart = length(places[:, :, None] - places[:, None]) + 1e3 * torch.eye(world.agents)
            assert apart.min() >= 2 * world.radius + world.safety
        assert length(tasks.goal - tasks.start).min() > 1.0
        again = arena.tasks(COUNT, rng())
        assert torch.equal(again.start, tasks.start)
        assert torch.equal(again.goal, tasks.goal)

    def test_no_layout_covers_starts_or_goals(self, name):
        arena = load_arena(name)
        tasks, space = arena.tasks(COUNT, rng()), arena.space()
        corner = torch.rand(COUNT, *space.low.shape, generator=rng(1)) < 0.5
        extreme = type(arena.hand_designed(1))(
            torch.where(corner, space.low, space.high), torch.ones(COUNT, space.slots, dtype=torch.bool)
        )
        for layout in (arena.hand_designed(COUNT), space.random(COUNT, rng(2)), extreme):
            obstacles = arena.obstacles(layout)
            for places in (tasks.start, tasks.goal):
                assert nearest(obstacles, places)[0].min() > arena.world.radius

    def test_what_is_drawn_stands_where_it_was_drawn(self, name):
        """Nothing is moved off starts and goals that is not in their way: here nothing is."""
        arena = load_arena(name)
        layout = arena.space().random(20_000, rng(3))
        rows = arena.obstacles(layout).rows[:, : arena.space().slots]
        if arena.arena == "circle":
            assert torch.equal(rows[..., 5:], layout.values)
        elif arena.arena == "rows":
            count = 2 if arena.radius else 3
            assert torch.equal(rows[..., [0, 1, 5][:count]], layout.values)
        else:
            slide = layout.values if layout.values.shape[-1] == 2 else layout.values * torch.tensor([0.0, 1.0])
            assert torch.equal(rows[..., :2], torch.tensor([shelf.place for shelf in arena.shelves]) + slide)

    def test_the_hand_design_is_a_layout(self, name):
        arena = load_arena(name)
        space, layout = arena.space(), arena.hand_designed(3)
        assert layout.values.shape == (3, space.slots, space.numbers)
        assert (layout.values >= space.low).all()
        assert (layout.values <= space.high).all()

    def test_there_is_time_to_arrive(self, name):
        arena = load_arena(name)
        world, tasks = arena.world, arena.tasks(COUNT, rng())
        assert length(tasks.goal - tasks.start).max() < 0.6 * world.steps * world.dt * world.speed


class TestShelvesInTheWay:
    """Shelves whose tracks cross the strips of starts and goals, a hall so short that these areas meet among them."""

    @staticmethod
    def arena(seed: int):
        random, shipped = rng(seed), load_arena("proof-of-concept")

        def r(low: float, high: float) -> float:
            return low + (high - low) * float(torch.rand((), generator=random))

        shelves = [
            {"place": [r(-4, 4), r(-3, 3)], "x": [r(-3, 0), r(0.1, 3)], "y": [r(-3, 0), r(0, 3)]} for _ in range(6)
        ]
        end = r(0.2, 3.0)
        change = {"shelves": shelves, "starts": [-end - 1, -end], "goals": [end, end + 1], "shelf": [r(0.1, 2), 0.8]}
        return type(shipped).model_validate({**shipped.model_dump(), **change})

    def test_keep_off_starts_and_goals(self):
        read = 0
        for seed in range(40):
            try:
                arena = self.arena(seed)
            except ValueError:
                continue
            read += 1
            space, world = arena.space(), arena.world
            layout = space.random(COUNT, rng(seed))
            obstacles = arena.obstacles(layout)
            for strip in (arena.starts, arena.goals):
                ends = torch.tensor([strip, arena.aside])
                places = ends[:, 0] + torch.rand(COUNT, 50, 2, generator=rng(1)) * (ends[:, 1] - ends[:, 0])
                corners = torch.cartesian_prod(*ends).expand(COUNT, 4, 2)
                gap = nearest(obstacles, torch.cat([places, corners], 1))[0].min() - world.radius
                assert gap > world.safety - 1e-5
            place = torch.tensor([shelf.place for shelf in arena.shelves])
            slide = obstacles.rows[:, :6, :2] - place
            assert ((slide >= space.low - 1e-5) & (slide <= space.high + 1e-5)).all(), "on their tracks"
        assert read > 10

    def test_to_the_nearest_place(self):
        """As a fine grid of every track says."""
        random = rng(5)
        low = 4 * torch.rand(30, 2, generator=random) - 3
        track = low, low + torch.linspace(0.2, 3, 30)[:, None] * torch.rand(30, 2, generator=random)
        areas = torch.tensor([[-2.0, -1.0], [0.8, -1.0]]), torch.tensor([[-0.5, 1.0], [2.0, 1.0]])
        centre = track[0] + torch.rand(8, 30, 2, generator=random) * (track[1] - track[0])
        found, free = kept_off(centre, track, areas), leads_out(track, areas)
        moved = 0
        for m in range(30):
            axes = [torch.linspace(float(a), float(b), 301) for a, b in zip(track[0][m], track[1][m])]
            grid = torch.cartesian_prod(*axes)
            inside = ((grid[:, None] > areas[0]) & (grid[:, None] < areas[1])).all(-1).any(-1)
            assert bool(free[m]) == (not inside.all())
            if not free[m]:
                continue
            for b in range(8):
                best = length(grid[~inside] - centre[b, m]).min()
                went = length(found[b, m] - centre[b, m])
                assert abs(float(went - best)) < 0.02
                moved += int(went > 0.05)
        assert moved > 10
        assert not free.all(), "a track that leads nowhere"

    def test_the_generator_is_judged_by_what_it_said(self):
        """Values stay, and with them their probabilities; where a shelf slides freely it has a derivative."""
        arena = self.arena(1)
        values = arena.space().random(4, rng(0)).values.requires_grad_()
        before = values.detach().clone()
        there = torch.ones(values.shape[:2], dtype=torch.bool)
        rows = arena.obstacles(Layout(values, there)).rows[:, :6, :2]
        assert torch.equal(values.detach(), before)
        place = torch.tensor([shelf.place for shelf in arena.shelves]) + before
        slope = torch.autograd.grad(rows.sum(), values)[0]
        kept = (rows.detach() - place).abs() < 1e-6
        assert (~kept).any()
        assert torch.equal(slope, kept.to(slope))


def test_a_disc_leaves_room_for_agents():
    arena = load_arena("circular")
    radius = arena.obstacles(arena.with_radius(9.0, 2)).rows[..., 5]
    assert torch.allclose(radius, torch.tensor(arena.ring - 2 * arena.agents.radius - arena.agents.safety))


def test_names_are_those_of_the_issue():
    named = {"proof-of-concept", "warehouse-1", "warehouse-2", "warehouse-3", "circular", "random-1", "random-2"}
    assert named <= set(arena_names())
    assert {load_arena(name).arena for name in arena_names()} == set(ARENAS)


@pytest.mark.parametrize("name", ["random-1", "random-2"])
def test_agents_fit_between_the_discs_of_the_hand_design(name):
    arena = load_arena(name)
    rows = arena.obstacles(arena.hand_designed(1)).rows[0]
    between = rows[1:, 0] - rows[:-1, 0] - rows[1:, 5] - rows[:-1, 5]
    assert between.min() > 2 * (arena.agents.radius + arena.agents.safety)


def test_exchanged_goals():
    arena = load_arena("random-1").model_copy(update={"exchanged": 3})
    tasks = arena.tasks(COUNT, rng())
    moved = (tasks.start[..., 0] - tasks.goal[..., 0]).abs() > 0.1
    assert (moved.sum(-1) == 3).all()
    assert torch.equal(tasks.start[..., 0].sort(-1).values, tasks.goal[..., 0].sort(-1).values)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("circular", {"disc": [2.0, 1.0]}, "smallest < largest"),
        ("circular", {"disc": [0.0, 4.9]}, "no room"),
        ("circular", {"designed": 4.6}, "designed"),
        ("circular", {"agents": {"count": 60}}, "do not fit"),
        ("random-1", {"exchanged": 1}, "exchanged"),
        ("random-1", {"exchanged": 9}, "exchanged"),
        ("random-1", {"depth": 6.0}, "depth"),
        ("random-2", {"radii": [0.8, 0.2]}, "radii"),
        ("proof-of-concept", {"agents": {"count": 40}}, "fit"),
        ("proof-of-concept", {"shelves": [{"place": [0, 0]}]}, "can slide"),
        ("proof-of-concept", {"shelves": [{"place": [0, 0], "y": [1.0, -1.0]}]}, "interval"),
        ("proof-of-concept", {"shelves": [{"place": [-3, 0], "y": [-1.0, 1.0]}]}, "shelves[0]: stands on starts"),
        ("proof-of-concept", {"aside": [-2.7, 1.0]}, "walls cover"),
        ("proof-of-concept", {"goals": [3.8, 3.0]}, "empty"),
        ("proof-of-concept", {"agents": {"motion": "legs"}}, "motion"),
        ("proof-of-concept", {"agents": {"radius": float("nan")}}, "radius"),
        ("proof-of-concept", {"widht": 3.0}, "widht"),
        ("proof-of-concept", {"arena": "shelfs"}, "shelves"),
        ("proof-of-concept", {"training": {"rounds": 0}}, "rounds"),
        ("proof-of-concept", {"training": {"policy": {"discount": 1.0}}}, "discount"),
        ("proof-of-concept", {"training": {"generator": {"gradient": "scores"}}}, "gradient"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(tmp_path: Path, name, change, says):
    data = yaml.safe_load((shipped_folder("policy") / f"{name}.yaml").read_text())
    file = tmp_path / "mine.yaml"
    file.write_text(yaml.safe_dump({**data, **change}))
    with pytest.raises(ConfigError) as error:
        load_arena(file)
    assert says in str(error.value)
    assert "\n" not in str(error.value)
    assert "mine.yaml" in str(error.value)


def test_an_unknown_name_is_refused():
    with pytest.raises(ConfigError, match="unknown arena.*circular.*did you mean|unknown arena.*circular"):
        load_arena("circlar")
