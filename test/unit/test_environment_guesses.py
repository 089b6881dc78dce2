"""Starts of a multi-start deform a guide by noise that fits the scene, and try it as it is before anything else."""

from dataclasses import replace

import numpy as np
import pytest
from environment_samples import ring

from l2c_planner.environment.guesses import DEFORMED, WAVES, ladder
from l2c_planner.environment.scene import Metric

SEEDS = 60


def guided(reach: float):
    scene, theta = ring(2)
    path = np.ones((2, scene.steps + 1, 2))
    ends = np.asarray(scene.start(theta)), np.asarray(scene.goal(theta))
    return replace(scene, guides=lambda theta: (path,), metric=Metric(reach)), theta, ends


def test_the_first_start_takes_the_guide_once_and_others_twice():
    names = [[guess.name for guess in ladder(*guided(1.0), seed)] for seed in (0, 1)]
    assert names[0][0] == "guide 0" and not names[0][1].startswith("guide")
    assert names[1][:2] == ["guide 0", "guide 0, as it is"] and names[1][2:] == names[0][1:]
    _, plain, *_ = ladder(*guided(1.0), 1)
    assert (plain.states[..., :2] == 1.0).all()


@pytest.mark.parametrize("reach", [0.4, 1.0])
def test_noise_is_a_share_of_the_reach_and_nothing_at_the_ends(reach):
    noise = np.array([next(ladder(*guided(reach), seed)).states[..., :2] - 1.0 for seed in range(1, SEEDS)])
    assert np.abs(noise[..., [0, -1], :]).max() < 1e-12
    # the waves are orthogonal, so that the mean square over time is the half of each wave's variance
    expected = DEFORMED * reach * np.sqrt(WAVES / 2)
    assert np.sqrt(np.mean(noise[..., :-1, :] ** 2)) == pytest.approx(expected, rel=0.1)
