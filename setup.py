"""Build the package with pip, generating the ROS messages where ROS 2 is installed in the same environment.

Meant for machines without a ROS 2 installation, where ROS 2 comes as wheels (requirements/jazzy.txt) or not at all.
In a colcon workspace package.xml says ament_cmake and this file is not used.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import Command, Distribution, setup
from setuptools.command.build import build

ROOT = Path(__file__).resolve().parent
PREFIX = Path(sys.prefix)
ROS_IS_HERE = (PREFIX / "share/ament_cmake/cmake/ament_cmakeConfig.cmake").is_file()

NO_ROS = f"""\
l2c_planner: no ROS 2 wheels in {PREFIX}, so this build has no ROS messages. Planning (`l2c plan`) needs none;
for the ROS nodes run `pip install -r requirements/jazzy.txt` in this environment and install again."""

MESSAGES_FAILED = """\
l2c_planner: the ROS messages were not built, see above. That takes a C++ compiler (apt install g++) and all of
requirements/jazzy.txt; an environment without the ROS 2 wheels needs neither."""


class BuildMessages(Command):
    """Run CMakeLists.txt and hand what it installs, a tree below the prefix, to the wheel as data files."""

    description = "generate the ROS messages"
    user_options = []
    editable_mode = False  # read and set by setuptools: build sub-commands run for an editable install too

    def initialize_options(self):
        self.build_temp = None

    def finalize_options(self):
        self.set_undefined_options("build", ("build_temp", "build_temp"))

    def run(self):
        if not ROS_IS_HERE:
            print(NO_ROS, file=sys.stderr)
            return
        work = Path(self.build_temp).resolve() / "messages"
        # objects built against one environment must not serve another
        shutil.rmtree(work, ignore_errors=True)
        self.distribution.data_files += installed_files(cmake(work))

    def get_source_files(self):
        return [str(path.relative_to(ROOT)) for kind in ("msg", "srv") for path in ROOT.glob(f"{kind}/*.{kind}")]

    def get_outputs(self):
        return []

    def get_output_mapping(self):
        return {}


class Build(build):
    """The usual build, with the messages."""

    sub_commands = [*build.sub_commands, ("build_messages", None)]


class PlatformDistribution(Distribution):
    """A distribution whose wheel carries compiled messages, when it does."""

    def has_ext_modules(self):
        return ROS_IS_HERE or super().has_ext_modules()

    def has_data(self):
        """Asked for by name by setuptools' editable install, which else leaves data files out."""
        return self.has_data_files()


def cmake(work: Path) -> Path:
    """Configure, build and install all but the plain files in ``work``; return the folder installed to."""
    stage = work / "stage"
    configure = [
        f"-DCMAKE_INSTALL_PREFIX={PREFIX}",
        f"-DCMAKE_PROJECT_INCLUDE={ROOT / 'cmake/strip_missing_includes.cmake'}",
        f"-DPython3_EXECUTABLE={sys.executable}",
        "-DBUILD_TESTING=OFF",
    ]
    for arguments in (
        ["-S", str(ROOT), "-B", str(work), *configure],
        ["--build", str(work), "--parallel", str(os.cpu_count() or 1)],
        ["--install", str(work), "--prefix", str(stage), "--component", "Unspecified"],
    ):
        if subprocess.run(["cmake", *arguments], env=environment(), stdout=sys.stderr).returncode:
            sys.exit(MESSAGES_FAILED)
    return stage


def environment() -> dict[str, str]:
    """Variables under which CMake finds ROS 2 and its Python tools in the environment that is installed to."""
    variables = dict(os.environ, AMENT_PREFIX_PATH=str(PREFIX), CMAKE_PREFIX_PATH=str(PREFIX))
    variables["PATH"] = os.pathsep.join([str(PREFIX / "bin"), os.environ.get("PATH", os.defpath)])
    variables.pop("PYTHONPATH", None)  # pip's build isolation hides the environment through it
    return variables


def installed_files(stage: Path) -> list[tuple[str, list[str]]]:
    """Pairs of target folder, relative to the prefix, and files."""
    files = [path for path in stage.rglob("*") if path.is_file() and not is_ours(path)]
    return [
        (str(folder.relative_to(stage)), [os.path.relpath(path, ROOT) for path in files if path.parent == folder])
        for folder in sorted({path.parent for path in files})
    ]


def is_ours(path: Path) -> bool:
    """Whether the generators made a stand-in for something that pip installs: the package's init and metadata."""
    return path.match("*-packages/l2c_planner/__init__.py") or path.parent.suffix == ".egg-info"


setup(cmdclass={"build": Build, "build_messages": BuildMessages}, distclass=PlatformDistribution)
