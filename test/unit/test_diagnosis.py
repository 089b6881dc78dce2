"""Violations in words."""

from __future__ import annotations

import numpy as np
from knot_cases import NONE, distance_program, impossible_program, solved
from knot_oracle import sample

from l2c_planner.coupling.diagnosis import Violation, diagnose


def test_one_line():
    violation = Violation(53, "knot 53", "pair distance", "quad_0 - quad_3", 0.0214, "m")
    assert str(violation) == "knot 53: pair distance quad_0 - quad_3 short by 0.0214 m"


def test_names_knot_constraint_and_amount():
    program = distance_program(points=3)
    violations = {"pair distance": np.full((2, 3, 1), -1.0), "equations": np.zeros((2, 0))}
    violations["pair distance"][1, [0, 2], 0] = 0.02, 0.3
    found = diagnose(program, violations, ["knot 0", "knot 1"])
    assert [str(v) for v in found] == [
        "knot 1: pair distance robot_1 - robot_2 short by 0.3 m",
        "knot 1: pair distance robot_0 - robot_1 short by 0.02 m",
    ]
    assert all(v.item == 1 and v.amount > 0 for v in found)


def test_infeasible_knot_is_named():
    coordination, _ = solved(
        impossible_program(), {"wall": np.array([[[2.0]], [[0.5]]]), "circle": NONE}, [[0.0, 1.0], [0.0, 1.0]]
    )
    found = diagnose(impossible_program(), coordination.violations(), ["knot 4", "knot 5"])
    assert {v.place for v in found} == {"knot 4"}
    assert str(found[0]).startswith("knot 4: wall robot short by 0.62")
    assert str(found[1]).startswith("knot 4: circle [0] off by 0.45")


def test_equations_that_several_constraints_share():
    s = sample("trajectories", 3)
    violations = {t.name: np.zeros((1, len(t.rows), 1)) for t in (*s.program.inequalities, *s.program.blocks)}
    violations["equations"] = np.zeros((1, s.program.equations))
    violations["equations"][0, [1, -1]] = 0.1, 0.2
    texts = [str(v) for v in diagnose(s.program, violations, ["knot 7"])]
    assert texts == ["knot 7: cable wrench, load wrench [5] off by 0.2 N", "knot 7: unit direction [1] off by 0.1"]


def test_feasible_is_silent():
    coordination, result = solved(distance_program(), {"pair distance": np.array([[0.4]])}, [[0.0, 0.0, 0.1, 0.0]])
    assert result.converged.all()
    assert diagnose(distance_program(), coordination.violations(), ["knot 0"]) == ()
