"""`l2c consensus`: what it prints, writes and refuses."""

from __future__ import annotations

import json

import pytest
import typer

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.consensus import FILES, drawn
from l2c_planner.cli.consensus_commands import add_consensus

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
            (["admm", "--transport", "memory", "--graph", "gossip"], "--transport memory: "),
            (["average", "--problem", "qp"], "average: this problem has no values; valid: values"),
            (["krum", "--byzantine", "30"], "--byzantine 30: there are 20 agents"),
        ],
    )
    def test_in_one_line(self, arguments, message):
        with pytest.raises(Refused) as error:
            l2c(*arguments, "-q")
        assert message in str(error.value) and "\n" not in str(error.value) and error.value.code is Code.INPUT


class TestDrawn:
    def test_a_straight_line_on_the_logarithm(self):
        lines = drawn([10.0**-k for k in range(12)], height=12)
        assert [line.index("•") - len("1e+00 │") for line in lines] == list(range(12))

    def test_any_numbers(self):
        for errors in ([0.0], [float("nan"), 1e300], [1.0] * 500):
            assert len(drawn(errors)) == 12
