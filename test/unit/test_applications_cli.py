"""`l2c application`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial

import pytest
import typer

from l2c_planner.applications import registry
from l2c_planner.applications.coverage import APPLICATIONS as COVERAGE
from l2c_planner.applications.localisation import APPLICATIONS
from l2c_planner.applications.localisation.application import Localisation, Located
from l2c_planner.cli.application_commands import add_applications
from l2c_planner.cli.applications import arrived
from l2c_planner.cli.codes import Code, Refused
from l2c_planner.consensus.run import run

KEYS = {"application", "agents", "rounds", "found", "error", "messages", "bytes", "repaired", "figures"}
FEW = ("--agents", "8")


def l2c(out, *arguments: str) -> int:
    """The exit code of a command line of an app that has this command alone."""
    app = typer.Typer()
    app.callback()(lambda: None)
    add_applications(app)
    command = ["application", *arguments, "--out", str(out)]
    return typer.main.get_command(app).main(command, standalone_mode=False)


@pytest.fixture
def few(monkeypatch):
    """A registry of two quick ones."""
    known = {"localisation": APPLICATIONS["localisation"], "localisation-ranges": APPLICATIONS["localisation-ranges"]}
    monkeypatch.setattr(registry, "names", lambda: known)
    return known


class Hurried(Localisation):
    """One with too few rounds, drawn like the others."""

    __module__ = Localisation.__module__

    def case(self, agents: int, seed: int) -> Located:
        return replace(super().case(agents, seed), rounds=3)


class TestOne:
    def test_json_and_files(self, capsys, tmp_path):
        assert l2c(tmp_path, "localisation", *FEW, "--json") == Code.FEASIBLE
        out, err = capsys.readouterr()
        row = json.loads(out)
        assert row.keys() == KEYS and row["found"] is True and row["error"] < 1e-9 and row["agents"] == 8
        assert row["figures"]["rmse_m"] == pytest.approx(row["figures"]["central_rmse_m"], abs=1e-9)
        assert err == ""
        assert {path.name for path in tmp_path.iterdir()} == {"localisation.json", "localisation.png"}
        assert json.loads((tmp_path / "localisation.json").read_text()) == row
        assert (tmp_path / "localisation.png").read_bytes().startswith(b"\x89PNG")

    def test_text_and_progress(self, capsys, tmp_path):
        l2c(tmp_path, "localisation", *FEW)
        out, err = capsys.readouterr()
        lines = out.splitlines()
        assert lines[0].startswith("localisation: found after ") and lines[0].endswith(" from the central solution")
        assert any(line.startswith("  central rmse m: 0.") for line in lines)
        assert lines[-1] == str(tmp_path / "localisation.png")
        assert "round 1  error" in err and "round 1  error" not in out

    def test_messages_give_the_figures_of_the_arrays(self, capsys, tmp_path):
        rows = []
        for carrier in ("arrays", "memory"):
            l2c(tmp_path, "localisation", "--agents", "12", "--kill", "2@20", "--transport", carrier, "--json")
            rows.append(json.loads(capsys.readouterr().out))
        assert rows[0]["agents"] == rows[1]["agents"] == 11 and rows[0]["messages"] == rows[1]["messages"]
        assert rows[0]["figures"] == pytest.approx(rows[1]["figures"], rel=1e-9)

    def test_the_seed_draws_another_task(self, capsys, tmp_path):
        rows = []
        for seed in ("0", "0", "1"):
            l2c(tmp_path, "localisation", *FEW, "--seed", seed, "--loss", "0.2", "--json")
            rows.append(json.loads(capsys.readouterr().out))
        assert rows[0] == rows[1] and rows[0]["figures"] != rows[2]["figures"]

    def test_another_solution_than_the_central_one_is_no_error(self, capsys, tmp_path):
        assert l2c(tmp_path, "coverage", *FEW, "--loss", "0.3", "-q") == Code.FEASIBLE
        assert capsys.readouterr().out.startswith("coverage: found after 280 rounds\n")

    def test_who_does_not_get_there_says_so(self, capsys, tmp_path, few):
        few["localisation"] = Hurried(**vars(few["localisation"]))
        assert l2c(tmp_path, "localisation", "-q") == Code.INFEASIBLE
        assert capsys.readouterr().out.startswith("localisation: not found after 3 rounds")


class TestAll:
    def test_table_numbers_and_pictures(self, capsys, tmp_path, few):
        assert l2c(tmp_path, "all", *FEW, "--json") == Code.FEASIBLE
        rows = json.loads(capsys.readouterr().out)
        assert [row["application"] for row in rows] == list(few) and all(row.keys() == KEYS for row in rows)
        pictures = {f"{name}.png" for name in few}
        assert {path.name for path in tmp_path.iterdir()} == {"applications.md", "applications.json"} | pictures
        lines = (tmp_path / "applications.md").read_text().splitlines()
        assert len(lines) == 2 + len(few) and lines[0].startswith("| application | agents | rounds | found | error")
        assert "| yes |" in lines[2] and "central rmse m 0." in lines[2]

    def test_what_does_not_go_is_a_row(self, capsys, tmp_path, few):
        few |= COVERAGE
        assert l2c(tmp_path, "all", "--agents", "5", "-q") == Code.FEASIBLE
        out = capsys.readouterr().out
        assert out.count("refused: localisation of 5 robots; valid: 6 to 200") == 2 and "| coverage | 5 |" in out
        assert {path.name for path in tmp_path.iterdir()} == {"applications.md", "applications.json", "coverage.png"}

    def test_what_goes_with_none_is_refused(self, tmp_path, few):
        with pytest.raises(Refused, match="^localisation of 5 robots; valid: 6 to 200$"):
            l2c(tmp_path / "new", "all", "--agents", "5", "-q")
        assert not (tmp_path / "new").exists()


class TestRefused:
    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["voting"], "unknown application 'voting'; valid: "),
            (["coverage", "--agents", "400"], "coverage by 400 robots; valid: 2 to 300"),
            (["localisation", "--kill", "two@5"], "--kill two@5: not an event; valid: number of an agent @ round"),
            (["localisation", "--kill", "99@5"], "agent 99: there is none; valid: 0 to 19"),
            (["coverage", "--kill", "1@5", "--kill", "1@6"], "--kill 1@6: the second of agent 1; valid: one"),
            (["coverage", "--agents", "2", "--kill", "0@5", "--kill", "1@5"], "nobody takes part in round 5; valid: "),
            (["formation", "--kill", "1@5"], "does not survive agents that end or join; valid: "),
        ],
    )
    def test_in_one_line_and_nothing_is_written(self, tmp_path, arguments, message):
        with pytest.raises(Refused) as error:
            l2c(tmp_path / "new", *arguments, "-q")
        assert message in str(error.value) and "\n" not in str(error.value) and error.value.code is Code.INPUT
        assert not (tmp_path / "new").exists()

    def test_more_robots_than_processes_before_the_task_is_made(self, tmp_path, monkeypatch):
        monkeypatch.setattr(Localisation, "case", lambda *given: pytest.fail("it was made"))
        with pytest.raises(Refused, match="^--agents 65: each is a process of this machine; valid with dds: 2 to 64$"):
            l2c(tmp_path, "localisation", "--agents", "65", "--transport", "dds")


def test_who_says_whether_it_arrived_is_believed():
    given = APPLICATIONS["localisation"].case(8, 0)
    solve = partial(run, given.algorithm, given.problem, given.graph, start=given.start)
    assert arrived(given, solve(given.rounds), {}) and not arrived(given, solve(3), {})
    assert arrived(given, solve(3), {"found": 1.0}) and not arrived(given, solve(given.rounds), {"found": 0.0})
