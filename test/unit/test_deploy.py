"""The units, the script and the settings of a robot's computer fit each other, the nodes, and the page about them."""

import os
import re
import shutil
import subprocess
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

from l2c_planner.ros import names
from l2c_planner.ros.fleet import fleet

ROOT = Path(__file__).resolve().parents[2]
DEPLOY, PAGE = ROOT / "deploy", ROOT / "docs/onboard.md"
SERVICES = sorted(DEPLOY.glob("systemd/*.service"))
UNITS = sorted(path for path in DEPLOY.glob("systemd/**/*") if path.is_file())
SCRIPT, SETTINGS = DEPLOY / "l2c-node", DEPLOY / "robot.env"
COMMON = DEPLOY / "systemd/l2c-.service.d/common.conf"
TASK = ROOT / "config/transport.yaml"

each_service = pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.stem)


def parsed(path: Path) -> dict[str, dict[str, list[str]]]:
    """Section -> key -> values of a unit; anything that is neither fails."""
    sections: dict[str, dict[str, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if head := re.fullmatch(r"\[(\w+)\]", line):
            section = sections.setdefault(head[1], defaultdict(list))
        else:
            key, value = re.fullmatch(r"([A-Z][A-Za-z0-9]+)=(.*)", line).groups()
            section[key].append(value)
    return sections


def settings() -> dict[str, str]:
    lines = SETTINGS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_have_the_form_of_units(path: Path):
    assert set(parsed(path)) <= {"Unit", "Service", "Install"}


@each_service
def test_what_is_started_exists(path: Path):
    (command,) = parsed(path)["Service"]["ExecStart"]
    program, node, robot = command.split()
    assert program == "/usr/local/lib/l2c/l2c-node" and robot == "%i"
    assert os.access(SCRIPT, os.X_OK) and f"deploy/l2c-node {Path(program).parent}" in PAGE.read_text("utf-8")
    module = re.search(rf"^{node}\) module=([\w.]+)", SCRIPT.read_text("utf-8"), re.MULTILINE)[1]
    source = ROOT / f"{module.replace('.', '/')}.py"
    assert 'if __name__ == "__main__"' in source.read_text(encoding="utf-8")


def test_a_robot_is_a_planner_and_a_controller():
    target = parsed(DEPLOY / "systemd/l2c-robot@.target")
    assert target["Unit"]["Wants"] == ["l2c-planner@%i.service l2c-controller@%i.service"]
    for path in SERVICES:
        assert parsed(path)["Unit"]["PartOf"] == ["l2c-robot@%i.target"]
    assert parsed(DEPLOY / "systemd/l2c-px4@.service")["Install"]["WantedBy"] == ["l2c-robot@%i.target"]


def test_what_all_have_in_common_reaches_all():
    """systemd reads `a-.service.d` for all services whose name begins with `a-`, since version 239."""
    prefix = COMMON.parent.name.removesuffix(".service.d")
    assert prefix.endswith("-") and all(path.name.startswith(prefix) for path in SERVICES)
    assert parsed(COMMON)["Service"]["RestartPreventExitStatus"] == ["2"]
    assert "MemoryDenyWriteExecute" not in parsed(COMMON)["Service"], "kernels are compiled at run time"


def test_a_planner_takes_no_core_of_the_controller():
    cores = {p.stem: set(parsed(p)["Service"]["CPUAffinity"][0].split()) for p in SERVICES}
    assert not cores["l2c-planner@"] & (cores["l2c-controller@"] | cores["l2c-px4@"])


def test_user_is_made():
    (user,) = parsed(COMMON)["Service"]["User"]
    assert re.search(rf"^u {user} ", (DEPLOY / "l2c.sysusers").read_text("utf-8"), re.MULTILINE)


def test_every_variable_is_explained_above_it():
    paragraphs = SETTINGS.read_text(encoding="utf-8").split("\n\n")
    for paragraph in paragraphs[1:]:
        assert paragraph.startswith("# ") and re.search(r"^[A-Z]", paragraph, re.MULTILINE), paragraph
    assert settings()


def test_variables_of_the_script_are_those_of_the_settings():
    used = set(re.findall(r"\$\{?(L2C_\w+)", SCRIPT.read_text(encoding="utf-8")))
    assert used == {name for name in settings() if name.startswith("L2C_")}


def test_other_variables_are_known_and_explained():
    others = {name for name in settings() if not name.startswith("L2C_")}
    assert others == {"ROS_DOMAIN_ID", "ROS_AUTOMATIC_DISCOVERY_RANGE", "ROS_STATIC_PEERS", "OMP_NUM_THREADS"}
    assert 0 <= int(settings()["ROS_DOMAIN_ID"]) <= 101
    assert re.fullmatch(r'"[\d.]+(;[\d.]+)*"', settings()["ROS_STATIC_PEERS"])
    assert all(name in PAGE.read_text(encoding="utf-8") for name in others - {"OMP_NUM_THREADS"})


def test_units_read_the_settings_where_the_page_puts_them():
    (file,) = parsed(COMMON)["Service"]["EnvironmentFile"]
    assert file == "/etc/l2c/robot.env" and "deploy/robot.env" in PAGE.read_text(encoding="utf-8")


def test_parameters_are_declared_by_the_planner():
    pytest.importorskip("pydantic")
    from l2c_planner.ros.parameters import table

    given = yaml.safe_load((DEPLOY / "planner_node.yaml").read_text("utf-8"))["/**"]["ros__parameters"]
    assert set(given) <= set(table())


def started(tmp_path: Path, *words: str, **variables: str) -> subprocess.CompletedProcess:
    """The script with something in the place of python3 that prints its arguments."""
    python = tmp_path / "bin/python3"
    python.parent.mkdir(exist_ok=True)
    python.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
    python.chmod(0o755)
    setup = tmp_path / "setup.bash"
    setup.write_text(f'PATH="{python.parent}:$PATH"\n[ -z "$UNSET" ]\nfalse\n')
    given = {"PATH": os.defpath, "L2C_SETUP": str(setup), "L2C_TASK": str(TASK), **variables}
    return subprocess.run([str(SCRIPT), *words], env=given, capture_output=True, text=True)


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="the script is for bash")
class TestScript:
    def test_planner_is_started_as_the_fleet_says(self, tmp_path):
        run = started(tmp_path, "planner", "quad_1", L2C_NAMESPACE="team_a", L2C_QUADS="3")
        node = fleet(TASK, 3, "team_a").nodes[1]
        words = run.stdout.splitlines()
        assert words[:3] == ["-m", node.module, "--ros-args"] and run.returncode == 0
        given = {
            value.replace(" ", "") for option, value in zip(words, words[1:]) if option in ("-r", "-p", "--enclave")
        }
        wanted = node.ros_arguments()
        asked = {value for option, value in zip(wanted, wanted[1:]) if option in ("-r", "-p", "--enclave")}
        assert given == asked - {f"__node:={names.NODE}"}  # which is its name already

    def test_parameters_are_for_the_planner_alone(self, tmp_path):
        file = tmp_path / "p.yaml"
        file.write_text("")
        assert f"--params-file\n{file}\n" in started(tmp_path, "planner", "quad_0", L2C_PARAMETERS=str(file)).stdout
        assert "--params-file" not in started(tmp_path, "controller", "quad_0", L2C_PARAMETERS=str(file)).stdout

    @pytest.mark.parametrize(
        ("words", "variables", "said"),
        [
            (["pilot", "quad_0"], {}, "planner | controller | px4_bridge"),
            ([], {}, "planner | controller | px4_bridge"),
            (["planner"], {}, "quad_2"),
            (["planner", "quad_0"], {"L2C_SETUP": "/nowhere"}, "L2C_SETUP: '/nowhere'"),
            (["planner", "quad_0"], {"L2C_TASK": ""}, "L2C_TASK"),
            (["planner", "quad_0"], {"L2C_PARAMETERS": "/nowhere.yaml"}, "/nowhere.yaml"),
        ],
    )
    def test_what_is_wrong_is_one_line_and_no_reason_to_start_again(self, tmp_path, words, variables, said):
        run = started(tmp_path, *words, **variables)
        assert run.returncode == 2 and said in run.stderr and run.stderr.count("\n") == 1


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_has_no_complaints(tmp_path):
    """Units with the script where it is in the source."""
    shutil.copytree(DEPLOY / "systemd", tmp_path, dirs_exist_ok=True)
    for unit in tmp_path.glob("*.service"):
        unit.write_text(unit.read_text().replace("/usr/local/lib/l2c/l2c-node", str(SCRIPT)))
    started_units = [f"./{path.name.replace('@', '@quad_2')}" for path in (*SERVICES, Path("l2c-robot@.target"))]
    command = ["systemd-analyze", "verify", "--man=no", *started_units]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0 and not run.stderr, run.stderr
