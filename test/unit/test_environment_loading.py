"""Scenario files: what is found, and the one line that says what is wrong."""

from __future__ import annotations

import numpy as np
import pytest
import yaml

from l2c_planner.config.errors import ConfigError
from l2c_planner.config.loader import shipped_file
from l2c_planner.environment.loading import load_scenario, scenario_names

NAMES = (
    "highway", "intersection", "intersection-unicycle", "passage", "passage-unicycle", "roundabout", "track",
    "warehouse", "warehouse-large", "warehouse-stochastic",
)  # fmt: skip


def written(folder, name, changes):
    """A shipped file with other values at dotted keys; None removes the key."""
    data = yaml.safe_load(shipped_file(f"environment/{name}.yaml").read_text())
    for key, value in changes.items():
        *groups, last = key.split(".")
        inner = data
        for group in groups:
            inner = inner[group]
        inner[last] = value
        if value is None:
            del inner[last]
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


def refusal(source):
    with pytest.raises(ConfigError) as caught:
        load_scenario(source)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_names_of_the_shipped_scenarios():
    assert set(NAMES) <= set(scenario_names())


@pytest.mark.parametrize("name", NAMES)
def test_scenario_is_named_after_its_file(name):
    assert load_scenario(name).name == name


def test_file_of_the_user(tmp_path):
    scenario = load_scenario(written(tmp_path, "roundabout", {"count": 5, "largest": 2.0, "large": 1.0}))
    assert scenario.name == "mine"
    assert scenario.tasks(0).agents == 5
    assert scenario.parameters.upper == pytest.approx([2.0])


class TestRefusals:
    def test_unknown_scenario(self):
        text = refusal("warehose")
        assert "did you mean warehouse?" in text and "roundabout" in text

    def test_missing_file(self, tmp_path):
        assert "nothing.yaml" in refusal(tmp_path / "nothing.yaml")

    @pytest.mark.parametrize(
        ("name", "changes", "words"),
        [
            ("warehouse", {"scenario": "warehouze"}, ["mine.yaml:", "scenario", "did you mean warehouse?"]),
            ("warehouse", {"scenario": None}, ["scenario: missing"]),
            ("warehouse", {"shelfs": 3}, ["shelfs: unknown key", "did you mean shelf?"]),
            ("warehouse", {"rows": 0}, ["rows: got 0", ">= 1"]),
            ("warehouse", {"shelf": 1.4}, ["shelf", "lack", "overlap neither"]),
            ("warehouse", {"count": 16}, ["slots: 7 are too few"]),
            ("warehouse", {"horizon.steps": 8}, ["horizon.steps: 8 steps take agent", "enough steps"]),
            ("warehouse", {"slot_margin": 4.9}, ["overlaps that of agent"]),
            ("roundabout", {"largest": 5.9}, ["largest: got 5.9", "5.7"]),
            ("roundabout", {"large": 4.0}, ["layout 'large' is 4 m", "between 0 and 3.5"]),
            ("roundabout", {"agents.radius": float("nan")}, ["agents.radius"]),
            ("roundabout", {"count": 60, "ring": 5.0}, ["overlaps that of agent"]),
            ("passage", {"gap": 0.4}, ["gap: got 0.4", "no goal can be reached"]),
            ("passage", {"starts": [[-3.0, 1.7]]}, ["the start of agent 0", "'upper wall' (layout 'narrow')"]),
            ("highway", {"ramp": [8.0]}, ["ramp: 1 goals", "one for each of 2"]),
            ("highway", {"leaving": [-9.5, 1.0]}, ["leaving: got 1"]),
            ("intersection", {"half_width": 0.9}, ["half_width: got 0.9"]),
            ("intersection", {"angles": [40.0, 90.0]}, ["layout '30 deg'"]),
            ("intersection", {"baselines": [30.0, float("inf")]}, ["baselines[1]"]),
            ("track", {"radii": [6.0] * 6}, ["radii: 6 radii", "odd number"]),
            ("track", {"fixed": list(range(7))}, ["fixed: all waypoints are fixed"]),
            ("track", {"horizon.steps": 10}, ["horizon.steps: 10 steps are"]),
        ],
    )
    def test_one_line_names_file_key_and_what_is_valid(self, tmp_path, name, changes, words):
        text = refusal(written(tmp_path, name, changes))
        assert "mine.yaml" in text and "; valid: " in text
        for word in words:
            assert word in text, text


def test_empty_range_is_refused(tmp_path):
    text = refusal(written(tmp_path, "intersection", {"angles": [90.0, 90.0], "baselines": [90.0]}))
    assert "range of a parameter is empty" in text


def test_layouts_lie_in_their_range():
    for name in NAMES:
        scenario = load_scenario(name)
        box = scenario.parameters
        for seed in range(4):
            for theta in (*scenario.baselines(seed).values(), scenario.starts(seed)):
                assert np.all((box.lower <= theta) & (theta <= box.upper)), (name, seed)
