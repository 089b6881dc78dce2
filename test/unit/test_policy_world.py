"""Worlds of policies: distances, motions, rewards, episodes, and that they can be differentiated."""

import math

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.policy.course import Course  # noqa: E402
from l2c_planner.policy.episode import play  # noqa: E402
from l2c_planner.policy.motion import MOTIONS, Point, Unicycle, Wheels  # noqa: E402
from l2c_planner.policy.obstacles import FAR, Obstacles, boxes, discs, lines, nearest  # noqa: E402
from l2c_planner.policy.vectors import length  # noqa: E402
from l2c_planner.policy.world import State, Tasks, World, begin, gaps, over, reward, step  # noqa: E402


def random_obstacles(seed: int, worlds: int = 3) -> Obstacles:
    rng = torch.Generator().manual_seed(seed)

    def r(*shape: int) -> torch.Tensor:
        return torch.rand(*shape, generator=rng, dtype=torch.float64)

    rows = torch.cat(
        [
            discs(4 * r(worlds, 2, 2) - 2, 0.2 + r(worlds, 2)),
            boxes(4 * r(worlds, 3, 2) - 2, 0.1 + r(worlds, 3, 2), 6 * r(worlds, 3)),
            lines(4 * r(worlds, 2, 2) - 2, 4 * r(worlds, 2, 2) - 2),
        ],
        1,
    )
    return Obstacles(rows, torch.ones(rows.shape[:2], dtype=torch.bool))


def outline(row: torch.Tensor, count: int = 4000) -> torch.Tensor:
    """Points of the border of a rounded box."""
    x, y, angle, along, across, radius = row.tolist()
    if along == across == 0:
        t = torch.linspace(0, 2 * math.pi, count, dtype=torch.float64)
        local = radius * torch.stack([t.cos(), t.sin()], -1)
    else:
        t = torch.linspace(-1, 1, count // 4, dtype=torch.float64)
        one = torch.ones_like(t)
        sides = [
            (along * t, across * one),
            (along * t, -across * one),
            (along * one, across * t),
            (-along * one, across * t),
        ]
        local = torch.cat([torch.stack(side, -1) for side in sides])
    c, s = math.cos(angle), math.sin(angle)
    return local @ torch.tensor([[c, s], [-s, c]], dtype=torch.float64) + torch.tensor([x, y], dtype=torch.float64)


def test_distances_are_those_to_the_outline():
    obstacles = random_obstacles(0)
    points = 6 * torch.rand(3, 40, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(1)) - 3
    distance, towards = nearest(obstacles, points)
    for world in range(3):
        for m, row in enumerate(obstacles.rows[world]):
            border = outline(row)
            apart = torch.cdist(points[world], border)
            assert torch.allclose(apart.amin(-1), distance[world, :, m].abs(), atol=2e-3)
    landed = points[:, :, None] + distance[..., None] * towards
    again, _ = nearest(obstacles, landed.flatten(1, 2))
    own = again.unflatten(1, distance.shape[1:]).diagonal(dim1=2, dim2=3)
    assert own.abs().max() < 1e-9, "a step of that length ends on the surface"


def test_the_direction_is_the_derivative_of_the_distance():
    obstacles = random_obstacles(2)
    points = (6 * torch.rand(3, 20, 2, dtype=torch.float64) - 3).requires_grad_()
    distance, towards = nearest(obstacles, points)
    for m in range(distance.shape[-1]):
        slope = torch.autograd.grad(distance[..., m].sum(), points, retain_graph=True)[0]
        assert torch.allclose(slope, -towards[:, :, m], atol=1e-7)


def test_an_absent_obstacle_is_far_away():
    obstacles = random_obstacles(3)
    gone = Obstacles(obstacles.rows, torch.zeros_like(obstacles.present))
    assert (nearest(gone, torch.zeros(3, 1, 2, dtype=torch.float64))[0] == FAR).all()


@pytest.mark.parametrize("name", MOTIONS)
def test_motions_keep_their_limits(name):
    motion, rng = MOTIONS[name](speed=1.2, acceleration=0.8), torch.Generator().manual_seed(4)
    velocity, heading = torch.zeros(50, 2, dtype=torch.float64), torch.zeros(50, dtype=torch.float64)
    for _ in range(100):
        desired = 3 * torch.randn(50, 2, generator=rng, dtype=torch.float64)
        before, turned = velocity, heading
        velocity, heading = motion.step(velocity, heading, desired, 0.05)
        if isinstance(motion, Point):
            assert length(velocity - before).max() <= 0.8 * 0.05 + 1e-9
            assert length(velocity).max() <= 1.2 + 1e-9
        elif isinstance(motion, Unicycle):
            assert (heading - turned).abs().max() <= motion.turn_rate * 0.05 + 1e-9
            ahead = torch.stack([heading.cos(), heading.sin()], -1)
            assert torch.allclose(velocity, (velocity * ahead).sum(-1, keepdim=True) * ahead, atol=1e-9)
            assert length(velocity).max() <= 1.2 + 1e-9
        else:
            assert motion.rims(velocity, heading).abs().max() <= 1.2 + 1e-9
            assert motion.rims(velocity - before, heading).abs().max() <= 0.8 * 0.05 + 1e-9


@pytest.mark.parametrize("name", MOTIONS)
def test_motions_reach_what_is_desired(name):
    motion = MOTIONS[name](speed=1.0, acceleration=1.0)
    velocity, heading = torch.zeros(1, 2), torch.tensor([0.7])
    for _ in range(100):
        velocity, heading = motion.step(velocity, heading, torch.tensor([[-0.5, 0.3]]), 0.05)
    assert torch.allclose(velocity, torch.tensor([[-0.5, 0.3]]), atol=1e-3)


def test_wheels_drive_the_body_they_turn():
    wheels = Wheels(wheels=4)
    velocity, heading = torch.tensor([[0.3, -0.4]]), torch.tensor([1.1])
    rims = wheels.rims(velocity, heading)
    angles = heading + torch.arange(4) * math.pi / 2
    rolling = torch.stack([-angles.sin(), angles.cos()], -1)
    assert torch.allclose(rims[0], rolling @ velocity[0], atol=1e-6)


def test_agents_arrive_stay_and_are_paid_until_then():
    world = World(agents=1, arrival=0.3, steps=400)
    tasks = Tasks(torch.zeros(1, 1, 2), torch.tensor([[[3.0, 0.0]]]))
    none = Obstacles(torch.zeros(1, 1, 6), torch.zeros(1, 1, dtype=torch.bool))
    state, total = begin(tasks), 0.0
    for _ in range(300):
        after = step(world, state, torch.tensor([[[1.0, 0.0]]]), tasks)
        gain = reward(world, state, after, gaps(world, after, none), tasks, 1.0)
        assert not state.arrived or gain == 0
        total += float(gain)
        state = after
    assert state.arrived.all()
    assert length(tasks.goal - state.position).max() < 1e-2, "an agent that arrived homes in on its goal"
    assert total * world.dt * world.speed == pytest.approx(3.0 - 0.3, abs=0.06), "rewards add up to the way"
    assert over(world, state)[0].all()


def test_time_runs_out():
    world = World(agents=1, steps=5)
    tasks = Tasks(torch.zeros(1, 1, 2), torch.tensor([[[3.0, 0.0]]]))
    state = begin(tasks)
    for _ in range(5):
        assert not over(world, state)[1].any()
        state = step(world, state, torch.zeros(1, 1, 2), tasks)
    done, late = over(world, state)
    assert late.all()
    assert not done.any()


def test_measures_of_a_straight_drive_through_a_disc():
    world = World(agents=1, radius=0.25, safety=0.1, arrival=0.3, steps=400)
    tasks = Tasks(torch.zeros(2, 1, 2), torch.tensor([[[4.0, 0.0]], [[4.0, 0.0]]]))
    there = torch.tensor([[True], [False]])
    obstacles = Obstacles(discs(torch.tensor([[[2.0, 0.0]]] * 2), torch.tensor([[0.5]] * 2)), there)

    def ahead(seen):
        action = torch.zeros_like(seen.axis)
        action[..., 0] = 1.0
        return action

    found = play(world, ahead, tasks, obstacles)
    assert found.success.tolist() == [0, 1]
    assert found.spl.tolist() == [0, pytest.approx(1.0, abs=0.02)]
    inside = 2 * (0.5 + 0.25 + 0.1) / (world.speed * world.dt)
    assert found.numcoll.tolist() == [pytest.approx(inside, abs=1.01), 0]
    assert (found.pctspeed > 0.8).all()
    assert found.diffacc[0] == found.diffacc[1] < 0.05


def test_worlds_that_are_done_leave_and_change_nothing():
    """As if every world were alone; a watched episode keeps them all."""
    world, rng = World(agents=3, steps=90), torch.Generator().manual_seed(6)
    start = 2 * torch.rand(6, 3, 2, generator=rng, dtype=torch.float64)
    ahead = torch.tensor([1.0, 0.0], dtype=torch.float64) * torch.linspace(1, 5, 6, dtype=torch.float64)[:, None, None]
    tasks, sizes, states = Tasks(start, start + ahead), [], []
    rows = discs(3 * torch.rand(6, 2, 2, generator=rng, dtype=torch.float64), torch.full((6, 2), 0.3).double())
    obstacles = Obstacles(rows, torch.ones(6, 2, dtype=torch.bool))

    def go(seen):
        sizes.append(len(seen.own))
        return torch.stack([torch.ones_like(seen.own[..., 0]), 0.3 * seen.tokens[..., 0, 4]], -1)

    found, watched = (
        play(world, go, tasks, obstacles, 0.99),
        play(world, go, tasks, obstacles, 0.99, watch=states.append),
    )
    assert min(sizes) < 4
    assert all(len(state.time) == 6 for state in states)
    one = [play(world, go, tasks.of([b]), obstacles.of([b]), 0.99) for b in range(6)]
    for name, values in vars(found).items():
        assert torch.allclose(values, torch.cat([getattr(episode, name) for episode in one]), atol=1e-12)
        assert torch.allclose(values, getattr(watched, name), atol=1e-12)
    assert 0 < found.success.mean() < 1


def test_the_return_can_be_differentiated_by_actions_and_layout():
    world = World(agents=2, steps=20)
    tasks = Tasks(
        torch.tensor([[[0.0, 0.0], [0.0, 1.5]]], dtype=torch.float64),
        torch.tensor([[[3.0, 0.2], [3.0, 1.0]]], dtype=torch.float64),
    )
    there = torch.ones(1, 1, dtype=torch.bool)

    def clearance(actions: torch.Tensor, centre: torch.Tensor) -> torch.Tensor:
        obstacles = Obstacles(discs(centre, torch.full((1, 1), 0.3, dtype=torch.float64)), there)
        state = begin(tasks)
        total = torch.zeros((), dtype=torch.float64)
        for k in range(5):
            after = step(world, state, actions[k], tasks)
            near = gaps(world, after, obstacles)
            total = total + reward(world, state, after, near, tasks, 1.0).sum() + near.obstacles.sum()
            state = after
        return total

    rng = torch.Generator().manual_seed(5)
    actions = (0.4 * torch.randn(5, 1, 2, 2, generator=rng, dtype=torch.float64)).requires_grad_()
    centre = torch.tensor([[[1.5, 0.4]]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(clearance, (actions, centre), atol=1e-6)


def test_worlds_begin_again_with_new_tasks():
    world, drawn = World(agents=1, steps=3), []

    def supply(count: int) -> tuple[Tasks, Obstacles]:
        start = torch.full((count, 1, 2), float(len(drawn)))
        drawn.append(count)
        return Tasks(start, start + 5), Obstacles(torch.zeros(count, 1, 6), torch.zeros(count, 1, dtype=torch.bool))

    course = Course(world, 4, supply)
    course.state = step(world, course.state, torch.ones(4, 1, 2), course.tasks)
    before: State = course.state
    course.renew(torch.tensor([False, True, False, True]))
    assert course.state.time.tolist() == [1, 0, 1, 0]
    assert course.tasks.start[:, 0, 0].tolist() == [0, 1, 0, 1]
    assert torch.equal(course.state.position[0], before.position[0])
    assert torch.equal(course.state.position[1], course.tasks.start[1])
