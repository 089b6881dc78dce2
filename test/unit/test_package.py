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

ROOT = Path(__file__).resolve().parents[2]
MESSAGES = sorted(ROOT.glob("msg/*.msg"))
LAUNCH_FILES = sorted(ROOT.glob("launch/*.py"))
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


@pytest.mark.parametrize("path", LAUNCH_FILES, ids=lambda path: path.name)
def test_launch_file_is_well_formed(path: Path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert "generate_launch_description" in {getattr(node, "name", None) for node in tree.body}
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    assert "sys" not in imported, "arguments are declared, not read from the command line"


@pytest.mark.parametrize("path", LAUNCH_FILES, ids=lambda path: path.name)
def test_launch_arguments_are_described(path: Path):
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    for call in calls:
        if getattr(call.func, "id", "") == "DeclareLaunchArgument":
            assert "description" in {keyword.arg for keyword in call.keywords}, ast.unparse(call)


@pytest.mark.parametrize("path", LAUNCH_FILES, ids=lambda path: path.name)
def test_launch_description_is_made(path: Path):
    pytest.importorskip("launch_ros", reason="launch_ros is part of a ROS 2 installation")
    spec = importlib.util.spec_from_file_location("launch_file", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.generate_launch_description().entities


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.name)
def test_message_fields_are_commented(path: Path):
    fields = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    assert fields
    assert all(re.match(r"\S+ +\S+ +# \S", line) for line in fields)


def test_messages_are_built():
    listed = set(re.findall(r'"(msg/\w+\.msg)"', text("CMakeLists.txt")))
    assert listed == {f"msg/{path.name}" for path in MESSAGES}


def test_message_has_the_declared_fields():
    pytest.importorskip("rclpy", reason="ROS 2 is not in this environment")
    message = importlib.import_module("l2c_planner.msg").Consensus
    fields = message.get_fields_and_field_types()
    assert (message.PRIMAL, message.COPY) == (0, 1)
    assert fields["primal"] == fields["dual"] == "sequence<double>"


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
    assert all(list(ROOT.glob(pattern)) for pattern in data)


def test_rooms_are_packages():
    folders = {path.parent for path in (ROOT / "l2c_planner").rglob("*.py") if "node_modules" not in path.parts}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_package_imports_without_ros():
    """A checkout needs nothing but Python to import the package: sub-packages are found through ``__path__``."""
    code = "import l2c_planner; assert l2c_planner.__path__[0].endswith('l2c_planner')"
    subprocess.run([sys.executable, "-S", "-c", code], cwd=ROOT, check=True)
