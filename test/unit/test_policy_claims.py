"""Sweeps behind the claims: variants, verdicts, tiny trainings that go on, tables and figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="torch is not installed: make test LEARN=1")

from l2c_planner.cli.codes import Code, Refused  # noqa: E402
from l2c_planner.cli.policy_claims import ClaimsRequest, order, policy_claims, sweeps  # noqa: E402
from l2c_planner.cli.policy_run import BOARD  # noqa: E402
from l2c_planner.navigation.library import have_policies  # noqa: E402
from l2c_planner.navigation.weights import BadFile, Weights, read_weights  # noqa: E402
from l2c_planner.policy import claims  # noqa: E402
from l2c_planner.policy.arena import Arena  # noqa: E402
from l2c_planner.policy.best_disc import STEP  # noqa: E402
from l2c_planner.policy.claims import CLAIMS, grows, has_a_valley, measure_claim, train_claim, variant  # noqa: E402
from l2c_planner.policy.contest import Estimate, contest, tasks_of  # noqa: E402
from l2c_planner.policy.episode import mean_of, play  # noqa: E402
from l2c_planner.policy.loading import load_arena  # noqa: E402
from l2c_planner.policy.order import CLAIMED, lead, leads  # noqa: E402
from l2c_planner.policy.rows import RANDOM, contestants  # noqa: E402
from l2c_planner.policy.tracking import ERRORS, STEPS, by_error, by_step  # noqa: E402
from l2c_planner.report.policy_claims import tracking_figure  # noqa: E402


def small(name: str) -> Arena:
    arena = load_arena(CLAIMS[name].arena)
    settings = arena.model_dump() | {"horizon": {"dt": 0.05, "steps": 6}}
    settings["training"] |= {"rounds": 1, "warm_up": 0}
    settings["training"]["policy"] |= {"worlds": 4, "steps": 4, "minibatch": 256, "passes": 1}
    settings["training"]["generator"] |= {"tasks": 2, "layouts": 2}
    return type(arena).model_validate(settings)


@pytest.mark.parametrize("name", CLAIMS)
def test_variants_differ_in_one_value(name):
    claim, base = CLAIMS[name], load_arena(CLAIMS[name].arena)
    for value in claim.values:
        settings = variant(claim, value).model_dump()
        place, was = settings, base.model_dump()
        for key in claim.key[:-1]:
            place, was = place[key], was[key]
        assert place[claim.key[-1]] == value
        place[claim.key[-1]] = was[claim.key[-1]]
        assert type(base).model_validate(settings) == base


def estimates(*means: float, ci95: float = 0.1) -> list[Estimate]:
    return [Estimate(mean, ci95) for mean in means]


def test_verdicts():
    assert grows(estimates(0, 1, 2, 2)) == "confirmed"
    assert grows(estimates(0, 1, 0.5, 2)) == "refuted"
    assert grows(estimates(2, 1.95, 1.9)) == "open"
    assert grows(estimates(2, 1)) == "refuted"
    assert has_a_valley(estimates(2, 1, 0, 1)) == "confirmed"
    assert has_a_valley(estimates(0, 1, 2)) == "refuted"
    assert has_a_valley(estimates(2, 1, 0)) == "refuted"
    assert has_a_valley(estimates(1, 0.95, 1)) == "open"


@pytest.fixture(scope="module")
def trained(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("claims")
    for name in CLAIMS:
        train_claim(name, out, small(name))
    return out


@pytest.mark.parametrize("name", CLAIMS)
def test_measures_of_variants(trained, name):
    found = measure_claim(name, trained, small(name), tasks=3, trials=2)
    assert tuple(found) == CLAIMS[name].values
    for value, point in found.items():
        assert {"spl", "numcoll", "discs", "radius"} <= set(point)
        assert all(np.isfinite(e.mean) for e in point.values())
        if name == "radius":
            assert point["radius"] == Estimate(pytest.approx(value), pytest.approx(0.0, abs=1e-7))
            assert point["discs"].mean == (4 if value else 0)
        elif name == "agents":
            assert point["discs"].mean == 1
            assert 0 < point["radius"].mean < 2.5
        else:
            assert 0 < point["discs"].mean < 6
            assert 0 < point["radius"].mean < 0.8


def test_a_trained_variant_is_not_trained_again(trained):
    rounds: list[float] = []
    before = (trained / "agents-8" / "policies.npz").read_bytes()
    train_claim("agents", trained, small("agents"), lambda value: lambda row, line: rounds.append(value))
    assert not rounds
    assert (trained / "agents-8" / "policies.npz").read_bytes() == before


def test_the_command_leaves_table_and_figures(trained, monkeypatch, capsys):
    monkeypatch.setattr(claims, "load_arena", lambda name: None)
    monkeypatch.setattr("l2c_planner.policy.loading.load_arena", lambda name: named(name))
    request = ClaimsRequest("randomness", tasks=3, trials=1, out=trained, quiet=True, json=True)
    assert policy_claims(request) is Code.FEASIBLE
    told = json.loads(capsys.readouterr().out)["claims"]["randomness"]
    assert list(told["variants"]) == ["0", "2", "4", "6", "8"]
    assert set(told["verdicts"]) == {"discs", "radius"}
    assert (trained / "claims.md").read_text().strip() == sweeps({"randomness": told}).strip()
    for picture in ("randomness.png", "tracking.png"):
        assert min(Image.open(trained / picture).size) > 300


def test_the_command_trains_every_variant_and_names_its_files(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("l2c_planner.policy.loading.load_arena", lambda name: named(name))
    assert (
        policy_claims(ClaimsRequest("radius", train=True, rounds=2, tasks=2, trials=1, out=tmp_path)) is Code.FEASIBLE
    )
    said = capsys.readouterr()
    for value in CLAIMS["radius"].values:
        assert f"radius {value:g}  round 1/2  reward" in said.err and f"radius {value:g}  round 2/2  reward" in said.err
        assert (tmp_path / f"radius-{value:g}" / "cooptimised.pt").is_file()
    files = ("claims.json", "claims.md", "tracking.png", "radius.png")
    assert said.err.splitlines()[-4:] == [str(tmp_path / name) for name in files]
    assert said.out.strip() == (tmp_path / "claims.md").read_text().strip()
    pytest.importorskip("tensorboard", reason="TensorBoard is not installed: pip install tensorboard")
    for value in CLAIMS["radius"].values:
        assert list((tmp_path / f"radius-{value:g}" / BOARD / "cooptimised").iterdir())


def named(arena: str) -> Arena:
    return small(next(name for name, claim in CLAIMS.items() if claim.arena == arena))


def test_a_variant_without_its_policy_is_refused(trained, tmp_path):
    weights = read_weights(trained / "radius-0" / "policies.npz")
    arrays = {name.replace("cooptimised", "random"): table for name, table in weights.arrays.items()}
    (tmp_path / "radius-0").mkdir()
    (tmp_path / "radius-0" / "policies.npz").write_bytes(Weights(weights.header, arrays).bytes())
    with pytest.raises(BadFile, match="no policy 'cooptimised'"):
        measure_claim("radius", tmp_path, small("radius"), tasks=2, trials=1)


def test_leads_are_differences_of_rows_on_the_same_tasks():
    arena, weights = load_arena("proof-of-concept"), read_weights(have_policies()["proof-of-concept"])
    found = leads(arena, weights, tasks=6, trials=2, seed=3)
    assert [(one.measure, one.ahead, one.behind) for one in found] == list(CLAIMED)
    played = contest(arena, contestants(weights, arena), 6, 2, 3).found
    for one in found[:-1]:
        ahead, behind = played[one.ahead][one.measure], played[one.behind][one.measure]
        sign = 1 if one.measure in ("spl", "pctspeed") else -1
        assert one.by.mean == pytest.approx(sign * (ahead.mean() - behind.mean()))
    assert found[-1].measure == "spread" and 0.5 < found[-1].by.mean < 1  # one trained until it has made up its mind


def test_leads_without_a_row_are_left_out():
    arena, weights = load_arena("proof-of-concept"), read_weights(have_policies()["proof-of-concept"])
    arrays = {name: table for name, table in weights.arrays.items() if not name.startswith(RANDOM)}
    found = leads(arena, Weights(weights.header, arrays), tasks=2, trials=1)
    assert [(one.measure, one.behind) for one in found] == [(m, b) for m, _, b in CLAIMED if b != RANDOM]


def test_verdicts_of_leads():
    for mean, ci95, verdict in (
        (0.2, 0.1, "confirmed"),
        (0.05, 0.1, "open"),
        (-0.05, 0.1, "open"),
        (-0.2, 0.1, "refuted"),
        (0.0, 0.0, "confirmed"),
        (0.1, float("nan"), "open"),
    ):
        assert lead("spl", "cooptimised", "random", Estimate(mean, ci95)).verdict == verdict


def test_the_command_tells_the_order_of_every_shipped_arena(tmp_path, capsys):
    request = ClaimsRequest("order", tasks=2, trials=1, out=tmp_path, quiet=True, json=True)
    assert policy_claims(request) is Code.FEASIBLE
    told = json.loads(capsys.readouterr().out)["order"]
    assert list(told) == list(have_policies())
    lines = (tmp_path / "claims.md").read_text().splitlines()
    assert lines == order(told).splitlines()
    assert len(lines) == 2 + len(CLAIMED)
    assert min(Image.open(tmp_path / "order.png").size) > 300


def test_the_best_disc_is_found_by_trying(tmp_path, capsys):
    request = ClaimsRequest("disc", tasks=4, out=tmp_path, quiet=True, json=True)
    assert policy_claims(request) is Code.FEASIBLE
    told = json.loads(capsys.readouterr().out)["claims"]["disc"]["variants"]
    assert list(told) == ["4", "8", "12", "16"]
    assert all(0 <= point["radius"]["mean"] <= 2.5 for point in told.values())
    arena = load_arena("circular")
    weights = read_weights(have_policies()["circular"])
    decide = mean_of(contestants(weights, arena)[RANDOM][0])
    tasks, o = tasks_of(arena, 4, 1), arena.training.policy
    with torch.no_grad():
        returned = [
            play(
                arena.world, decide, tasks, arena.obstacles(arena.with_radius(STEP * r, 4)), o.discount, o.price
            ).returned
            for r in range(11)
        ]
    best = [max(range(11), key=lambda r: float(returned[r][k])) * STEP for k in range(4)]
    assert told["8"]["radius"]["mean"] == pytest.approx(np.mean(best))
    assert min(Image.open(tmp_path / "disc.png").size) > 300


def test_what_cannot_be_is_refused_in_one_line(tmp_path):
    for given, says in (
        ({"claim": "agnets"}, "unknown claim; valid: all, order, disc, agents"),
        ({"claim": "agents"}, "no variant of agents is trained"),
        ({"rounds": 2}, "only with --train"),
        ({"claim": "order", "train": True}, "nothing is trained for order"),
    ):
        with pytest.raises(Refused, match=says) as error:
            policy_claims(ClaimsRequest(out=tmp_path, quiet=True, **given))
        assert "\n" not in str(error.value)


def test_the_figure_of_theorem_1_shows_two_proportions():
    assert np.polyfit(np.log(STEPS), np.log(by_step()), 1)[0] == pytest.approx(1.0, abs=0.15)
    assert np.polyfit(np.log(ERRORS), np.log(by_error()), 1)[0] == pytest.approx(1.0, abs=0.15)
    axes = tracking_figure().axes
    assert [a.get_xscale() for a in axes] == ["log", "log"]
