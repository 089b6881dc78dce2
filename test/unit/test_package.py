"""The files that describe the package agree with each other and with what is there."""

import ast
import configparser
import importlib
import importlib.util
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from l2c_planner.ros import names
from l2c_planner.transport.packet import LARGEST

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = sorted([*ROOT.glob("msg/*.msg"), *ROOT.glob("srv/*.srv")])
PINS = sorted(ROOT.glob("requirements/*.txt"))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def setup_cfg() -> configparser.ConfigParser:
    parser = configparser.ConfigParser()
    parser.read_string(text("setup.cfg"))
    return parser


def package_xml() -> ElementTree.Element:
    return ElementTree.fromstring(text("package.xml"))


def lines(section: str, option: str) -> list[str]:
    return [line.strip() for line in setup_cfg()[section][option].splitlines() if line.strip()]


def project_names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w.-]+", line)[0].lower() for line in requirements}


def pins(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]


def test_versions_agree():
    latest = re.search(r"^## \[(\d[^\]]*)\]", text("CHANGELOG.md"), re.MULTILINE)[1]
    assert package_xml().findtext("version") == setup_cfg()["metadata"]["version"] == latest


def test_names_agree():
    assert package_xml().findtext("name") == setup_cfg()["metadata"]["name"] == "l2c_planner"
    assert (ROOT / "resource/l2c_planner").is_file()


def test_license_is_apache():
    assert text("LICENSE").split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert package_xml().findtext("license") == setup_cfg()["metadata"]["license"] == "Apache-2.0"


@pytest.mark.parametrize("entry", lines("options.entry_points", "console_scripts"))
def test_entry_point_exists(entry: str):
    module, function = entry.partition("=")[2].strip().split(":")
    spec = importlib.util.find_spec(module)
    assert spec is not None, f"{entry}: no module {module}"
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    assert function in {getattr(node, "name", None) for node in tree.body}, f"{entry}: no function {function}"


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_message_fields_are_commented(path: Path):
    fields = [
        line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "---"))
    ]
    assert fields
    assert all(re.match(r"\S+ +\S+ +# \S", line) for line in fields)


def test_messages_are_built():
    listed = set(re.findall(r'"((?:msg|srv)/\w+\.(?:msg|srv))"', text("CMakeLists.txt")))
    assert listed == {f"{path.parent.name}/{path.name}" for path in MESSAGES}


def executables() -> dict[str, str]:
    """Name -> module of what CMake installs for `ros2 run`."""
    return dict(re.findall(r"^l2c_executable\((\w+) ([\w.]+)\)", text("CMakeLists.txt"), re.MULTILINE))


def test_executables_are_the_command_and_the_node():
    more = {name: f"l2c_planner.ros.{name}" for name in (names.TRAINER, names.CONTROLLER, names.PLANT, names.DISPLAY)}
    bridges = (names.GAZEBO_BRIDGE, names.ISAAC_BRIDGE)
    more |= {name: f"l2c_planner.ros.simulators.{name.removesuffix('_bridge')}" for name in bridges}
    vehicles = ("px4_bridge", "mavros_bridge", "crazyflie_bridge")
    more |= {name: f"l2c_planner.ros.vehicles.{name}" for name in vehicles}
    more["environment"] = "l2c_planner.ros.environment"
    more |= {name: f"l2c_planner.ros.{name}" for name in (names.NAVIGATOR, names.WHEELED_PLANT)}
    more[names.CONSENSUS_AGENT] = "l2c_planner.ros.consensus_agent"
    assert executables() == {"l2c": "l2c_planner.cli", names.EXECUTABLE: names.MODULE, **more}


@pytest.mark.parametrize("module", executables().values())
def test_executable_has_a_main(module: str):
    spec = importlib.util.find_spec(module)
    assert spec is not None, f"no module {module}"
    tree = ast.parse(Path(spec.origin).read_text(encoding="utf-8"))
    defined = {alias.asname or alias.name for n in tree.body if isinstance(n, ast.ImportFrom) for alias in n.names}
    assert "main" in defined | {getattr(node, "name", None) for node in tree.body}


def ros_imports() -> set[str]:
    """ROS packages that the nodes import or exchange interfaces of."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "l2c_planner/ros").glob("**/*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    imported = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and not node.level}
    interfaces = {channel.type for channel in (*names.PUBLISHED, *names.SUBSCRIBED, *names.SERVICES)}
    packages = {name.split(".")[0].split("/")[0] for name in imported | interfaces}
    return {name for name in packages if name == "rclpy" or name.endswith(("_msgs", "_srvs", "_interfaces"))}


def test_ros_packages_that_are_used_are_dependencies():
    kinds = ("depend", "exec_depend")
    declared = {element.text for kind in kinds for element in package_xml().findall(kind)}
    optional = {"tf2_msgs"}  # not on PyPI: tf is left out where it is missing
    assert ros_imports() - optional <= declared
    for distro in ("jazzy", "kilted"):
        pinned = project_names(pins(ROOT / f"requirements/{distro}.txt"))
        wheels = {f"ros-{name.replace('_', '-')}" for name in ros_imports() - optional}
        assert wheels <= pinned, f"{distro}.txt lacks {wheels - pinned}"


@pytest.mark.parametrize("distro", ["jazzy", "kilted"])
def test_wheels_of_the_list_come_with_their_own_pins(distro: str):
    """Each `ros-<distro>-x` is a shell around `ros-x`, which must be pinned to the same version."""
    lines = [line.partition("==")[::2] for line in pins(ROOT / f"requirements/{distro}.txt")]
    shells = {name.replace(f"ros-{distro}-", "ros-"): version for name, version in lines if f"-{distro}-" in name}
    assert {name: dict(lines).get(name) for name in shells} == shells


def test_message_has_the_declared_fields():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    message = importlib.import_module("l2c_planner.msg").Consensus
    fields = message.get_fields_and_field_types()
    assert (message.PRIMAL, message.COPY) == (0, 1)
    assert fields["primal"] == fields["dual"] == f"sequence<double, {LARGEST}>"


def test_planning_needs_no_torch():
    assert "torch" not in project_names(lines("options", "install_requires"))
    assert "torch" not in project_names(pins(ROOT / "requirements/base.txt"))


def test_every_requirement_is_pinned():
    required = project_names(lines("options", "install_requires"))
    assert required == project_names(pins(ROOT / "requirements/base.txt"))
    assert project_names(lines("options.extras_require", "dev")) == project_names(pins(ROOT / "requirements/dev.txt"))


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_are_exact(path: Path):
    loose = [line for line in pins(path) if "==" not in line and not line.startswith("setuptools")]
    assert not loose


def test_shipped_configuration_and_launch_files_are_data():
    data = setup_cfg()["options.data_files"].values()
    assert all(list(ROOT.glob(pattern)) for patterns in data for pattern in patterns.split())
    assert {"config/learned.npz", "config/training.yaml", "config/l2c.rviz", "config/foxglove.json"} <= {
        str(p.relative_to(ROOT)) for patterns in data for pattern in patterns.split() for p in ROOT.glob(pattern)
    }


def test_rooms_are_packages():
    folders = {path.parent for path in (ROOT / "l2c_planner").rglob("*.py") if "node_modules" not in path.parts}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_package_imports_without_ros():
    """A checkout needs nothing but Python to import the package: sub-packages are found through ``__path__``."""
    code = "import l2c_planner; assert l2c_planner.__path__[0].endswith('l2c_planner')"
    subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True)
