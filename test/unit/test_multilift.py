"""The multilift problems against formulas written down again in numpy."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from multilift_samples import CYLINDER, SPHERE, mixed_task, multilift_task, random_plan, turned
from scipy.integrate import solve_ivp
from scipy.spatial.transform import Rotation

from l2c_planner.models import GRAVITY, MODELS, numeric
from l2c_planner.problems.multilift import build, references, trajectories
from l2c_planner.problems.multilift.formation import (
    START_MARGIN,
    InfeasibleTask,
    balanced,
    quadrotor_positions,
    smallest_pair_distance,
    start_formation,
)

KNOT = 5
TIGHTENING = 0.004
AWAY = [{"time": 0.0, "position": [0.0, 0.0, 0.5]}, {"time": 1.6, "position": [0.0, -2.0, 0.5]}]
"""Way-points that leave the obstacles along x alone."""


def rotation(q):
    """Rotation matrix of a unit quaternion, scalar first."""
    return Rotation.from_quat(np.roll(q, -1)).as_matrix()


def cross_matrix(v):
    return np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])


def beyond(offset, distance):
    return (np.dot(offset, offset) - distance**2) / (2 * distance)


def norm_margins(value, lower, upper):
    return [(value**2 - lower**2) / (2 * upper), (upper**2 - value**2) / (2 * upper)]


def from_obstacle(task, j, point, distance):
    """Clearance of a point from obstacle j, planar for cylinders."""
    obstacle = task.obstacles[j]
    axes = len(obstacle.center)
    return beyond(point[:axes] - np.array(obstacle.center), obstacle.radius + distance)


class Evaluated:
    """Constraints of a coupling at one knot of a team vector."""

    def __init__(self, problem, team, own=()):
        (self.coupling,) = problem.couplings
        index = self.coupling.index[0]
        self.y = np.where(index >= 0, team[index], 0.0)
        self.y[: len(own)] = own

    def inequality(self, name):
        """(items, nc)."""
        (term,) = [t for t in self.coupling.program.inequalities if t.name == name]
        return self._values(term.function, self.y[term.rows], name)

    def block(self, name):
        (term,) = [t for t in self.coupling.program.blocks if t.name == name]
        parameters = self.coupling.parameters[name]
        rows = zip(self.y[term.private], self.y[term.rows], parameters, strict=True)
        return np.array([term.function(a, y, p).full().ravel() for a, y, p in rows])

    def equations(self):
        """Residuals of all equality rows."""
        residual = np.zeros(self.coupling.program.equations)
        for term in self.coupling.program.equalities:
            values = self._values(term.function, self.y[term.rows], term.name)
            np.add.at(residual, term.equations, values)
        return residual

    def _values(self, function, rows, name):
        parameters = self.coupling.parameters[name]
        assert len(rows) == len(parameters)
        return np.array([function(y, p).full().ravel() for y, p in zip(rows, parameters, strict=True)])


@pytest.fixture(scope="module")
def task():
    return mixed_task()


@pytest.fixture(scope="module")
def problem(task):
    return build.trajectories_problem(task, tightening=TIGHTENING)


@pytest.fixture(scope="module")
def plan(problem):
    return random_plan(problem, 6)


@pytest.fixture(scope="module")
def scene(plan):
    """Named numbers of one knot of the plan."""
    (loads, wrenches), (cables, inputs) = plan["load"], plan["cable"]
    x = loads[0, KNOT]
    return {
        "p": x[:3],
        "v": x[3:6],
        "q": x[6:10],
        "w": x[10:],
        "R": rotation(x[6:10]),
        "wrench": wrenches[0, KNOT],
        "d": cables[:, KNOT, :3],
        "rate": cables[:, KNOT, 3:6],
        "t": cables[:, KNOT, 6],
        "turn": inputs[:, KNOT, :3],
        "cable": cables[:, KNOT],
        "cable_input": inputs[:, KNOT],
        "load": x,
    }


@pytest.fixture(scope="module")
def found(problem, plan):
    return Evaluated(problem, problem.stack(plan)[KNOT])


def quads(task, s):
    return s["p"] + task.team.attachment @ s["R"].T + task.team.cable_length[:, None] * s["d"]


class TestTrajectoryConstraints:
    """Stage (b), every constraint through the index of the coupling, for a team of unequal parts at odd points."""

    def test_every_component_has_one_copy(self, problem):
        assert sorted(problem.couplings[0].index[0]) == list(range(problem.width))

    def test_tension(self, task, scene, found):
        expected = np.stack([scene["t"] - task.team.tension_min, task.team.tension_max - scene["t"]], 1)
        np.testing.assert_allclose(found.inequality("tension"), expected, rtol=1e-12)

    def test_pair_distance(self, task, scene, found):
        at, need = quads(task, scene)[:, :2], task.clearance.pair + TIGHTENING
        expected = [[beyond(at[i] - at[j], need)] for i, j in combinations(range(4), 2)]
        np.testing.assert_allclose(found.inequality("pair distance"), expected, rtol=1e-10, atol=1e-12)

    def test_obstacle_clearance(self, task, scene, found):
        at = quads(task, scene)
        need = task.team.quad_radius + task.clearance.obstacle + TIGHTENING
        expected = [[from_obstacle(task, j, at[i], need[i])] for i in range(4) for j in range(2)]
        np.testing.assert_allclose(found.inequality("obstacle clearance"), expected, rtol=1e-10, atol=1e-12)

    def test_cable_clearance_at_points_along_the_cable(self, task, scene, found):
        hooks = scene["p"] + task.team.attachment @ scene["R"].T
        need = task.clearance.cable_obstacle + TIGHTENING
        values = found.inequality("cable clearance")
        assert values.shape == (8, len(trajectories.CABLE_SAMPLES))
        for row, (i, j) in zip(values, ((i, j) for i in range(4) for j in range(2)), strict=True):
            along = task.team.cable_length[i] * scene["d"][i]
            expected = [from_obstacle(task, j, hooks[i] + s * along, need) for s in trajectories.CABLE_SAMPLES]
            np.testing.assert_allclose(row, expected, rtol=1e-10, atol=1e-12)

    def test_load_clearance(self, task, scene, found):
        need = task.team.load_radius + task.clearance.load_obstacle + TIGHTENING
        expected = [[from_obstacle(task, j, scene["p"], need)] for j in range(2)]
        np.testing.assert_allclose(found.inequality("load clearance"), expected, rtol=1e-12)

    def test_wrench_balance_is_the_wrench_map(self, task, scene, found):
        body = (scene["t"][:, None] * scene["d"]) @ scene["R"]
        np.testing.assert_allclose(
            found.equations()[5:], task.team.wrench_map @ body.ravel() - scene["wrench"], atol=1e-10
        )

    def test_wrench_balance_from_cross_products(self, task, scene, found):
        force, moment = np.zeros(3), np.zeros(3)
        for r, d, t in zip(task.team.attachment, scene["d"], scene["t"], strict=True):
            pull = scene["R"].T @ d * t
            force, moment = force + pull, moment + cross_matrix(r) @ pull
        np.testing.assert_allclose(found.equations()[5:], np.r_[force, moment] - scene["wrench"], atol=1e-10)

    def test_unit_norms(self, scene, problem, plan):
        team = problem.stack(plan)[KNOT] * 1.1
        lengths = np.array([np.linalg.norm(1.1 * v) for v in (*scene["d"], scene["q"])])
        np.testing.assert_allclose(Evaluated(problem, team).equations()[:5], (lengths**2 - 1) / 2, rtol=1e-10)

    def test_thrust_from_the_formula(self, task, scene, found):
        """Newton and Euler about the centre of mass, then the quadrotor as a point at the end of the cable."""
        team, s = task.team, scene
        inertia, com, R, w = team.load_inertia, team.com_offset, s["R"], s["w"]
        force, moment = s["wrench"][:3], s["wrench"][3:]
        turn = np.linalg.solve(inertia, moment - np.cross(com, force) - np.cross(w, inertia @ w))
        of_com = R @ force / team.load_mass - [0, 0, GRAVITY]
        origin = of_com - R @ (np.cross(turn, com) + np.cross(w, np.cross(w, com)))
        expected = []
        for i in range(4):
            hook = origin + R @ (cross_matrix(turn) + cross_matrix(w) @ cross_matrix(w)) @ team.attachment[i]
            swing = np.cross(s["turn"][i], s["d"][i]) + np.cross(s["rate"][i], np.cross(s["rate"][i], s["d"][i]))
            f = team.quad_mass[i] * (hook + team.cable_length[i] * swing + [0, 0, GRAVITY]) + s["t"][i] * s["d"][i]
            expected.append(norm_margins(np.linalg.norm(f), team.thrust_min[i], team.thrust_max[i]))
        np.testing.assert_allclose(found.block("thrust"), expected, rtol=1e-9)

    def test_thrust_from_the_motion_of_the_quadrotor(self, task, scene, found):
        """Second difference of the quadrotor's position along an accurate integration, plus gravity and cable."""
        team, s, h = task.team, scene, 1e-3
        load, cable = MODELS["load"], MODELS["cable"]
        f_load = numeric(load.f, load.nx, load.nu, load.np)
        f_cable = numeric(cable.f, cable.nx, cable.nu, cable.np)
        load_p = np.r_[team.load_mass, np.diag(team.load_inertia), team.com_offset]

        def moved(f, x, u, p, time):
            if time == 0:
                return x
            return solve_ivp(lambda _, y: f(y, u, p), (0, time), x, rtol=1e-12, atol=1e-13).y[:, -1]

        for i, margins in enumerate(found.block("thrust")):
            places = []
            for time in (-h, 0.0, h):
                x = moved(f_load, s["load"], s["wrench"], load_p, time)
                c = moved(f_cable, s["cable"][i], s["cable_input"][i], np.zeros(5), time)
                places.append(x[:3] + rotation(x[6:10]) @ team.attachment[i] + team.cable_length[i] * c[:3])
            acceleration = (places[0] - 2 * places[1] + places[2]) / h**2
            f = team.quad_mass[i] * (acceleration + [0, 0, GRAVITY]) + s["t"][i] * s["d"][i]
            expected = norm_margins(np.linalg.norm(f), team.thrust_min[i], team.thrust_max[i])
            np.testing.assert_allclose(margins, expected, rtol=1e-4, atol=1e-4)

    def test_free_copies_are_untouched_by_constraints(self, problem):
        (coupling,) = problem.couplings
        program = coupling.program
        free = coupling.index[0][program.variables :]
        velocity, rates = [3, 4, 5], [19 + 12 * i + k for i in range(4) for k in (7, 11)]
        assert sorted(free) == sorted(velocity + rates)

    def test_labels_name_the_items(self, problem):
        for term in (*problem.couplings[0].program.inequalities, *problem.couplings[0].program.blocks):
            assert len(term.labels) == len(term.rows) and len(set(term.labels)) == len(term.labels)


class TestReferenceConstraints:
    """Stage (a): forces in the body frame instead of directions and tensions."""

    @pytest.fixture(scope="class")
    @classmethod
    def forces(cls):
        return np.random.default_rng(3).normal(size=(4, 3)) + [0.0, 0.0, 6.0]

    @pytest.fixture(scope="class")
    @classmethod
    def at(cls, task, scene, forces):
        body = forces / np.linalg.norm(forces, axis=1)[:, None]
        return scene["p"] + (task.team.attachment + task.team.cable_length[:, None] * body) @ scene["R"].T

    @pytest.fixture(scope="class")
    @classmethod
    def seen(cls, task, plan, forces):
        problem = build.references_problem(task, TIGHTENING)
        return Evaluated(problem, problem.stack(plan)[KNOT], forces.ravel())

    def test_every_component_of_the_load_has_one_copy_and_every_force_is_free(self, task):
        (coupling,) = build.references_problem(task).couplings
        assert sorted(coupling.index[0]) == [-1] * 12 + list(range(19))
        assert coupling.own_target.shape == (task.steps + 1, coupling.program.variables)
        np.testing.assert_array_equal(coupling.own_weight > 0, coupling.index[0][: coupling.program.variables] < 0)

    def test_tension(self, task, forces, seen):
        limits = zip(np.linalg.norm(forces, axis=1), task.team.tension_min, task.team.tension_max, strict=True)
        np.testing.assert_allclose(seen.inequality("tension"), [norm_margins(*x) for x in limits], rtol=1e-10)

    def test_pair_distance(self, task, at, seen):
        need = task.clearance.pair + TIGHTENING
        expected = [[beyond((at[i] - at[j])[:2], need)] for i, j in combinations(range(4), 2)]
        np.testing.assert_allclose(seen.inequality("pair distance"), expected, rtol=1e-10, atol=1e-12)

    def test_obstacle_clearance(self, task, at, seen):
        need = task.team.quad_radius + task.clearance.obstacle + TIGHTENING
        expected = [[from_obstacle(task, j, at[i], need[i])] for i in range(4) for j in range(2)]
        np.testing.assert_allclose(seen.inequality("obstacle clearance"), expected, rtol=1e-10, atol=1e-12)

    def test_equations(self, task, scene, forces, seen):
        expected = task.team.wrench_map @ forces.ravel() - scene["wrench"]
        np.testing.assert_allclose(seen.equations(), np.r_[0.0, expected], atol=1e-10)

    def test_target_of_the_forces_balances_the_reference(self, task):
        problem = build.references_problem(task)
        target = problem.couplings[0].own_target[:, :12]
        wrench = problem.classes[0].input_reference[0]
        np.testing.assert_allclose(target[:-1] @ task.team.wrench_map.T, wrench, atol=1e-10)
        np.testing.assert_array_equal(target[-1], target[-2])

    def test_wrench_of_the_program_is_the_wrench_of_the_load(self):
        assert references.index(4, 0)[0][12 + 7 : 12 + 13].tolist() == list(range(13, 19))


class TestParameters:
    def test_no_obstacle_no_obstacle_constraint(self):
        task = multilift_task(obstacles=[])
        for problem in (build.references_problem(task), build.trajectories_problem(task)):
            names = {t.name for t in problem.couplings[0].program.inequalities}
            assert names == {"tension", "pair distance"}

    @pytest.mark.parametrize("option", ["load_obstacle", "cable_obstacle"])
    def test_optional_clearances_appear_when_asked_for(self, option):
        name = option.replace("_obstacle", " clearance")
        for value in (None, 0.0, 0.1):
            task = multilift_task(clearance={option: value})
            (coupling,) = build.trajectories_problem(task).couplings
            present = name in {t.name for t in coupling.program.inequalities}
            assert present == (value is not None) == (name in coupling.parameters)

    def test_every_constraint_has_parameters_of_its_size(self):
        for task in (multilift_task(), mixed_task()):
            for problem in (build.references_problem(task), build.trajectories_problem(task)):
                (coupling,) = problem.couplings
                terms = [*coupling.program.inequalities, *coupling.program.equalities, *coupling.program.blocks]
                assert {t.name for t in terms} == set(coupling.parameters)
                for t in terms:
                    position = 2 if hasattr(t, "private") else 1
                    assert coupling.parameters[t.name].shape == (len(t.rows), t.function.numel_in(position))

    def test_tightening_changes_distances_only(self):
        task = mixed_task()
        loose, tight = (build.trajectories_problem(task, tightening=x).couplings[0].parameters for x in (0.0, 0.01))
        for name in loose:
            change = tight[name] - loose[name]
            if "clearance" in name or name == "pair distance":
                np.testing.assert_allclose(change[:, -1], 0.01)
                change = change[:, :-1]
            assert not change.any()


class TestStartFormation:
    def test_symmetric_team_stands_as_steep_as_the_pair_distance_allows(self):
        """A ring whose centre of mass is in the middle: planar radius r + L cos(elevation), chord 2 sin(pi / n)."""
        for n in (3, 5, 6, 8):
            task = multilift_task(n, load={"com_offset": [0.0, 0.0, 0.0]}, obstacles=[])
            radius = (task.clearance.pair + START_MARGIN) / (2 * np.sin(np.pi / n))
            limit = np.degrees(np.arccos(max(0.0, radius - 0.25) / 1.25))
            _, elevation = start_formation(task)
            assert min(limit, 85.0) - 0.1 - 1e-9 <= np.degrees(elevation) <= min(limit, 85.0) + 1e-9

    @pytest.mark.parametrize(
        "make", [multilift_task, mixed_task, lambda: mixed_task(start={"attitude": turned((0.1, -0.2, 0.5))})]
    )
    def test_holds_the_load_still(self, make):
        task = make()
        formation, _ = start_formation(task)
        R = rotation(task.start_attitude)
        force = (formation.tension[:, None] * formation.direction).sum(axis=0)
        np.testing.assert_allclose(force, [0, 0, task.team.load_mass * GRAVITY], atol=1e-9)
        pulls = formation.tension[:, None] * formation.direction
        about_com = np.cross((task.team.attachment - task.team.com_offset) @ R.T, pulls).sum(axis=0)
        np.testing.assert_allclose(about_com, 0.0, atol=1e-9)
        np.testing.assert_allclose(np.linalg.norm(formation.direction, axis=1), 1.0, rtol=1e-12)

    @pytest.mark.parametrize("n", range(3, 9))
    def test_keeps_pair_distance_and_tension_limits(self, n):
        task = multilift_task(n, obstacles=[])
        formation, elevation = start_formation(task)
        at = quadrotor_positions(task, formation)
        distance = [np.linalg.norm((at[i] - at[j])[:2]) for i, j in combinations(range(n), 2)]
        assert min(distance) == pytest.approx(smallest_pair_distance(task, formation))
        assert min(distance) >= task.clearance.pair + START_MARGIN
        assert ((formation.tension >= task.team.tension_min) & (formation.tension <= task.team.tension_max)).all()
        assert np.radians(30) <= elevation <= np.radians(85)

    def test_cables_are_corrected_as_little_as_possible(self):
        task, elevation = mixed_task(), np.radians(80)
        formation = balanced(task.team, elevation, task.start_attitude)
        team = task.team
        lean = (team.attachment - team.attachment.mean(axis=0))[:, :2]
        lean *= np.cos(elevation) / np.linalg.norm(lean, axis=1).max()
        nominal = np.column_stack([lean, np.sqrt(1 - (lean**2).sum(axis=1))])
        nominal *= team.load_mass * GRAVITY / (4 * nominal[:, 2:])
        change = (formation.tension[:, None] * formation.direction - nominal).ravel()
        within = team.wrench_map.T @ np.linalg.lstsq(team.wrench_map.T, change, rcond=None)[0]
        np.testing.assert_allclose(change, within, atol=1e-9)

    @pytest.mark.parametrize(
        "inner", [[0.0, 0.0, 0.0], [0.1, 0.0, 0.0]], ids=["in the middle", "on one ray with another"]
    )
    def test_any_attachments_that_leave_room_have_a_start(self, inner):
        """A steep inner cable and three outer ones that lean outwards keep the distance."""
        points = [inner, [0.24, 0.0, 0.0], [-0.12, 0.2, 0.0], [-0.12, -0.2, 0.0]]
        task = multilift_task(4, attachments={"points": points}, obstacles=[])
        formation, _ = start_formation(task)
        assert smallest_pair_distance(task, formation) >= task.clearance.pair + START_MARGIN

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"clearance": {"pair": 3.0}}, ("3 m apart", "clearance.pair")),
            ({"cables": {"tension": [0.01, 9.0]}}, ("cable_", "limits are 0.01 and 9 N")),
            ({"cables": {"tension": [11.0, 20.0]}}, ("cable_", "limits are 11 and 20 N")),
            (
                {"obstacles": [{"shape": "cylinder", "center": [0.8, 0.0], "radius": 0.3}]},
                ("quad_0", "obstacle_0", "clearance.obstacle"),
            ),
            (
                {"obstacles": [{"shape": "sphere", "name": "ball", "center": [0.36, 0.0, 1.9], "radius": 0.1}]},
                ("quad_0", "ball"),
            ),
        ],
        ids=["too close together", "too heavy", "too light", "a pillar", "a ball"],
    )
    def test_an_impossible_start_says_what_is_wrong_in_one_line(self, changes, words):
        task = multilift_task(**{"obstacles": [], "waypoints": AWAY, **changes})
        with pytest.raises(InfeasibleTask) as error:
            build.trajectories_problem(task)
        text = str(error.value)
        assert text.startswith("start: ") and "\n" not in text
        assert all(word in text for word in words)

    def test_a_ball_below_the_quadrotors_is_no_obstacle(self):
        ball = {"shape": "sphere", "center": [0.7, 0.0, 0.5], "radius": 0.3}
        start_formation(multilift_task(obstacles=[ball], waypoints=AWAY))
        with pytest.raises(InfeasibleTask):
            start_formation(
                multilift_task(obstacles=[{**CYLINDER, "center": ball["center"][:2], "radius": 0.3}], waypoints=AWAY)
            )


class TestAgents:
    def test_load_starts_where_the_task_says_with_its_velocity_in_the_body(self):
        start = {
            "position": [0.1, 0.0, 0.6],
            "velocity": [0.3, 0.1, -0.2],
            "attitude": turned((0.1, 0.2, 0.9)),
            "angular_velocity": [0.1, 0.2, 0.3],
        }
        x = build.trajectories_problem(multilift_task(start=start, obstacles=[])).classes[0].initial[0]
        np.testing.assert_allclose(x[:3], start["position"])
        np.testing.assert_allclose(rotation(x[6:10]) @ x[3:6], start["velocity"], atol=1e-12)
        np.testing.assert_allclose(x[6:10], start["attitude"])
        np.testing.assert_allclose(x[10:], start["angular_velocity"])

    def test_load_reference_follows_the_waypoints_and_its_wrench_moves_it(self):
        task = mixed_task()
        states, wrenches = build.load_reference(task)
        np.testing.assert_allclose(states[[0, -1], :3], task.waypoint_position, atol=1e-9)
        np.testing.assert_allclose(np.gradient(states[:, :3], task.dt, axis=0)[1:-1], states[1:-1, 3:6], atol=0.1)
        np.testing.assert_array_equal(states[:, 6:], np.tile([1, 0, 0, 0, 0, 0, 0], (task.steps + 1, 1)))
        f = numeric(MODELS["load"].f, 13, 6, 7)
        rate = f(states[:-1], wrenches, np.r_[3.0, np.diag(task.team.load_inertia), task.team.com_offset])
        np.testing.assert_allclose(rate[:, 10:], 0.0, atol=1e-12)
        middle = (rate[:-1, 3:6] + rate[1:, 3:6]) / 2
        np.testing.assert_allclose(np.diff(states[:-1, 3:6], axis=0) / task.dt, middle, atol=0.15)

    def test_every_cable_has_its_own_parameters(self):
        team = mixed_task().team
        (_, cables) = build.trajectories_problem(mixed_task()).classes
        np.testing.assert_array_equal(
            cables.parameters, np.column_stack([team.quad_mass, team.cable_length, team.attachment])
        )

    def test_cables_start_in_the_start_formation(self):
        task = mixed_task()
        formation, _ = start_formation(task)
        initial = build.trajectories_problem(task).classes[1].initial
        np.testing.assert_array_equal(initial[:, :3], formation.direction)
        np.testing.assert_array_equal(initial[:, 6], formation.tension)
        assert not initial[:, 3:6].any() and not initial[:, 7].any()

    def test_weights_are_those_of_the_task(self):
        task = multilift_task(
            weights={"load": {"position": 7.0, "terminal": 3.0}, "cable": {"direction": [1.0, 2.0, 3.0]}}
        )
        load, cables = build.trajectories_problem(task).classes
        assert load.state_weight[0, :3].tolist() == [7.0] * 3 and load.terminal_weight[0, :3].tolist() == [21.0] * 3
        np.testing.assert_array_equal(cables.state_weight[:, :3], np.tile([1.0, 2.0, 3.0], (3, 1)))


class TestCableReferences:
    def test_held_formation_is_constant_and_carries_the_weight(self):
        task = mixed_task()
        reference = build.held_reference(task)
        assert reference.direction.shape == (4, 21, 3) and reference.tension.shape == (4, 21)
        np.testing.assert_array_equal(reference.direction, np.repeat(reference.direction[:, :1], 21, axis=1))
        up = np.sum(reference.direction[..., 2] * reference.tension, axis=0)
        np.testing.assert_allclose(up, task.team.load_mass * GRAVITY, rtol=1e-12)

    @pytest.fixture(scope="class")
    @classmethod
    def allocated(cls, task, plan):
        """Random forces, far from balance, made into a reference."""
        (states, wrenches), forces = plan["load"], np.random.default_rng(8).normal(size=(21, 4, 3)) + [0, 0, 7.0]
        return states[0], wrenches[0], forces, build.allocated_reference(task, states[0], wrenches[0], forces)

    def test_allocated_forces_balance_the_planned_wrench(self, task, allocated):
        states, wrenches, _, reference = allocated
        for k in range(task.steps):
            world = reference.tension[:, k, None] * reference.direction[:, k]
            body = world @ rotation(states[k, 6:10])
            np.testing.assert_allclose(task.team.wrench_map @ body.ravel(), wrenches[k], atol=1e-9)

    def test_allocated_directions_have_unit_length(self, allocated):
        np.testing.assert_allclose(np.linalg.norm(allocated[-1].direction, axis=-1), 1.0, rtol=1e-12)

    def test_balanced_forces_are_left_alone(self, task, allocated):
        states, wrenches, _, reference = allocated
        world = np.moveaxis(reference.tension[..., None] * reference.direction, 0, 1)
        body = np.array([w @ rotation(x[6:10]) for w, x in zip(world, states, strict=True)])
        again = build.allocated_reference(task, states, wrenches, body)
        np.testing.assert_allclose(again.direction, reference.direction, atol=1e-10)
        np.testing.assert_allclose(again.tension, reference.tension, rtol=1e-10)

    def test_reference_becomes_the_states_of_the_cables(self, task, allocated):
        reference = allocated[-1]
        cables = build.trajectories_problem(task, reference).classes[1]
        np.testing.assert_array_equal(cables.state_reference[..., :3], reference.direction)
        np.testing.assert_array_equal(cables.state_reference[..., 6], reference.tension)
        assert not cables.state_reference[..., 3:6].any() and not cables.input_reference.any()


def test_samples_hold_a_cylinder_and_a_sphere():
    assert [len(o["center"]) for o in (CYLINDER, SPHERE)] == [2, 3]
