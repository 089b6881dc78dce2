"""`l2c consensus`: what it prints, writes and refuses."""

from __future__ import annotations

import json

import pytest
import typer

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.consensus import FILES
from l2c_planner.cli.consensus_commands import add_consensus
from l2c_planner.cli.consensus_plot import drawn
from l2c_planner.cli.consensus_request import Request, check
from l2c_planner.consensus import registry

KEYS = {"error", "iterations_to_1e6", "messages", "bytes", "consensus_error"}


def l2c(*arguments: str) -> int:
    """The exit code of a command line of an app that has this command alone."""
    app = typer.Typer()
    app.callback()(lambda: None)
    add_consensus(app)
    return typer.main.get_command(app).main(["consensus", *arguments], standalone_mode=False)


class TestOne:
    def test_json_has_the_promised_keys(self, capsys):
        assert l2c("admm", "--graph", "ring", "--agents", "6", "--json") == Code.FEASIBLE
        out, err = capsys.readouterr()
        figures = json.loads(out)
        assert figures.keys() >= KEYS and figures["error"] < 1e-12 and 0 < figures["iterations_to_1e6"] < 300
        assert figures["messages"] == 12 * figures["rounds"] and figures["bytes"] == 40 * figures["messages"]
        assert err == ""

    def test_text_says_whether_it_converged(self, capsys):
        assert l2c("dgd", "--agents", "6", "--rounds", "300", "--quiet") == Code.INFEASIBLE
        assert capsys.readouterr().out.startswith("dgd: not converged, error ")

    def test_progress_goes_to_standard_error(self, capsys):
        l2c("extra", "--agents", "6")
        out, err = capsys.readouterr()
        assert "round 1  error" in err and "round 1  error" not in out

    def test_messages_give_the_figures_of_the_arrays(self, capsys):
        figures = []
        for carrier in ("arrays", "memory"):
            assert l2c("gradient-tracking", "--agents", "5", "--kill", "2@20", "--transport", carrier, "--json") == 0
            figures.append(json.loads(capsys.readouterr().out))
        assert figures[0]["messages"] == figures[1]["messages"] and figures[0]["agents"] == 4
        assert figures[0]["iterations_to_1e6"] == figures[1]["iterations_to_1e6"]

    def test_loss_is_repaired_and_said(self, capsys):
        assert l2c("gradient-tracking", "--agents", "8", "--graph", "complete", "--loss", "0.2", "-q") == Code.FEASIBLE
        assert "dropped in both directions" in capsys.readouterr().out

    def test_liars_are_named(self, capsys):
        assert l2c("trimmed-mean", "--agents", "9", "--byzantine", "2", "--rounds", "60", "--json") == Code.FEASIBLE
        figures = json.loads(capsys.readouterr().out)
        assert len(figures["suspects"]) == 2 and figures["error"] < 2 * figures["honest_spread"] and figures["found"]

    def test_among_liars_the_text_says_how_near(self, capsys):
        assert l2c("w-msr", "--agents", "9", "--byzantine", "2", "--rounds", "60", "-q") == Code.FEASIBLE
        assert capsys.readouterr().out.startswith("w-msr: among liars, error ")

    @pytest.mark.parametrize(
        "arguments",
        [
            ["admm", "--graph", "complete", "--kill", "1@20", "--join", "4@30"],
            ["gradient-tracking", "--graph", "gossip", "--agents", "4", "--rounds", "300"],
            ["trimmed-mean", "--agents", "9", "--byzantine", "2", "--rounds", "60"],
            ["r-admm", "--noise", "1e-3", "--rounds", "200"],
        ],
    )
    def test_messages_carry_what_arrays_do(self, capsys, arguments):
        figures = []
        for carrier in ("arrays", "memory"):
            assert l2c("--agents", "6", *arguments, "--transport", carrier, "--json") == Code.FEASIBLE
            figures.append(json.loads(capsys.readouterr().out))
        first, second = figures
        assert all(first[key] == second[key] for key in ("agents", "suspects", "found", "graph", "problem"))
        assert first["messages"] / first["rounds"] == pytest.approx(second["messages"] / second["rounds"], rel=0.02)

    def test_over_noisy_links_it_says_so(self, capsys):
        assert l2c("r-admm", "--noise", "1e-3", "--agents", "6", "--rounds", "200", "-q") == Code.FEASIBLE
        assert capsys.readouterr().out.startswith("r-admm: over noisy links, error ")

    def test_a_folder_gets_table_figure_and_numbers(self, capsys, tmp_path):
        l2c("average", "--agents", "6", "--out", str(tmp_path))
        assert {p.name for p in tmp_path.iterdir()} == set(FILES)
        assert (tmp_path / "consensus.png").read_bytes().startswith(b"\x89PNG")


class TestAll:
    def test_every_algorithm_has_a_row(self, capsys, tmp_path):
        from l2c_planner.consensus.registry import names

        assert l2c("all", "--agents", "6", "--rounds", "40", "--out", str(tmp_path), "--json", "-q") == Code.FEASIBLE
        rows = json.loads(capsys.readouterr().out)
        assert [row["algorithm"] for row in rows] == list(names()) and all(row.keys() >= KEYS for row in rows)
        lines = (tmp_path / "consensus.md").read_text().splitlines()
        assert len(lines) == 2 + len(names()) and lines[0].startswith("| algorithm | graph | problem |")
        assert "refused" not in lines[0] and not any("refused" in row for row in rows)

    @pytest.fixture
    def few(self, monkeypatch):
        """A registry of three."""
        known = {name: registry.names()[name] for name in ("admm", "extra", "trimmed-mean")}
        monkeypatch.setattr(registry, "names", lambda: known)
        return known

    def test_what_does_not_go_is_a_row(self, capsys, tmp_path, few):
        asked = ["all", "--agents", "9", "--byzantine", "1", "--rounds", "60", "--out", str(tmp_path)]
        assert l2c(*asked, "--json") == Code.FEASIBLE
        out, err = capsys.readouterr()
        rows = json.loads(out)
        assert [row["algorithm"] for row in rows] == list(few) and err.split() == list(few)
        assert [row.get("refused", "").partition(";")[0] for row in rows] == [
            "admm: does not survive liars", "extra: does not survive liars", ""
        ]  # fmt: skip
        assert rows[0]["error"] is None and rows[2]["messages"] == 60 * 72 and all(row.keys() >= KEYS for row in rows)
        lines = (tmp_path / "consensus.md").read_text().splitlines()
        assert lines[0].endswith("| bytes | refused |") and lines[4].endswith(" | – |") and len(lines) == 2 + len(few)
        assert lines[2].startswith("| admm | – | – | ") and "| admm: does not survive liars; valid: " in lines[2]
        assert {p.name for p in tmp_path.iterdir()} == set(FILES)

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--graph", "torus"], "unknown graph 'torus'; valid: complete"),
            (["--loss", "0.2", "--byzantine", "1"], "all refuse; the first: admm: does not survive "),
        ],
    )
    def test_what_goes_with_none_is_refused(self, tmp_path, few, arguments, message):
        with pytest.raises(Refused) as error:
            l2c("all", *arguments, "--out", str(tmp_path / "new"), "-q")
        assert str(error.value).startswith(message) and not (tmp_path / "new").exists()


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["sgd"], "unknown algorithm 'sgd'; valid: admm"),
            (["admm", "--graph", "torus"], "unknown graph 'torus'; valid: complete"),
            (["admm", "--problem", "lasso"], "unknown problem 'lasso'; valid: allocation"),
            (["extra", "--loss", "0.1"], "extra: does not survive messages lost in one direction; valid: "),
            (["admm", "--kill", "two@5"], "--kill two@5: not an event; valid: number of an agent @ round"),
            (["admm", "--kill", "0@5", "--graph", "star"], "not connected, its parts are"),
            (["extra", "--noise", "0.1"], "extra: does not survive noise on links; valid: asynchronous, r-admm"),
            (["admm", "--record"], "--record: what nodes say is recorded; valid: one algorithm with --transport dds"),
            (["admm", "--transport", "dds", "--agents", "99"], "--agents 99: each is a process of this machine"),
            (["trimmed-mean", "--transport", "dds", "--byzantine", "1"], "--transport dds: "),
            (["admm", "--transport", "memory", "--graph", "gossip"], "admm: needs a graph that stays"),
            (["average", "--problem", "qp"], "average: this problem has no values; valid: values"),
            (["krum", "--byzantine", "30"], "--byzantine 30: there are 20 agents"),
            (["krum", "--byzantine", "10"], "--byzantine 10: there are 20 agents; valid: fewer than half"),
            (["w-msr", "--agents", "4", "--byzantine", "1", "--kill", "0@3"], "1 liar: agent 1 has 2 neighbours; "),
            (["admm", "--transport", "dds", "--join", "1@5", "--kill", "1@2"], "--kill 1@2: it comes in round 5"),
            (["admm", "--join", "1@5", "--kill", "1@5"], "--kill 1@5: it comes in round 5; valid: a later round"),
            (["admm", "--kill", "1@5", "--kill", "agent_1@9"], "--kill agent_1@9: the second of agent 1; valid: one"),
            (["admm", "--kill", "1@3000"], "--kill 1@3000: there are 3000 rounds; valid: an earlier one"),
            (["admm", "--rounds", "9", "--join", "1@10"], "--join 1@10: there are 9 rounds; valid: an earlier one"),
            (["admm", "--agents", "2", "--kill", "0@5", "--kill", "1@9"], "nobody takes part in round 9; valid: one"),
        ],
    )
    def test_in_one_line(self, arguments, message):
        with pytest.raises(Refused) as error:
            l2c(*arguments, "-q")
        assert message in str(error.value) and "\n" not in str(error.value) and error.value.code is Code.INPUT

    @pytest.mark.parametrize(
        ("wrong", "message"),
        [
            ({"agents": 100_000}, "--agents 100000: each is a process of this machine; valid with dds: 2 to 64"),
            ({"byzantine": 1}, "--transport dds: liars are not carried; valid: arrays, memory"),
        ],
    )
    def test_before_the_graph_is_made(self, monkeypatch, wrong, message):
        monkeypatch.setattr("l2c_planner.consensus.setup.Setup.made", lambda setup: pytest.fail("it was made"))
        arguments = [word for name, value in wrong.items() for word in (f"--{name}", str(value))]
        with pytest.raises(Refused) as error:
            l2c("trimmed-mean", "--transport", "dds", *arguments)
        assert str(error.value) == message

    def test_who_comes_before_it_dies_is_none_of_them(self):
        check(Request("admm", None, 6, None, 9, "dds", 0, kill=("1@6", "2@3"), join=("1@5",)))


class TestDrawn:
    def test_a_straight_line_on_the_logarithm(self):
        lines = drawn([10.0**-k for k in range(12)], height=12)
        assert [line.index("•") - len("1e+00 │") for line in lines] == list(range(12))

    def test_any_numbers(self):
        for errors in ([0.0], [float("nan"), 1e300], [1.0] * 500):
            assert len(drawn(errors)) == 12
