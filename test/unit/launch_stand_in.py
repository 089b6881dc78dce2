"""Stand-ins for the parts of `launch` and `launch_ros` that our launch files use; they start nothing but record nodes.

Only for what is under test here, the logic of the files: which nodes, with which names, parameters and arguments.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml


class LaunchContext:
    """Values of the launch arguments, and what has been started."""

    def __init__(self, **given: str) -> None:
        self.configurations: dict[str, str] = dict(given)
        self.declared: list[DeclareLaunchArgument] = []
        self.nodes: list[dict[str, Any]] = []
        self.commands: list[list[str]] = []
        self.exit_code = 0
        """Of processes that others wait for."""
        self.shut_down = ""
        """Why, if it was."""


def perform(context: LaunchContext, value: Any) -> str:
    return value if isinstance(value, str) else value.perform(context)


@dataclass
class LaunchConfiguration:
    name: str

    def perform(self, context: LaunchContext) -> str:
        return context.configurations[self.name]


@dataclass
class FindPackageShare:
    package: str

    def perform(self, context: LaunchContext) -> str:
        return f"/share/{self.package}"


@dataclass
class PathJoinSubstitution:
    parts: list[Any]

    def perform(self, context: LaunchContext) -> str:
        return "/".join(perform(context, part) for part in self.parts)


@dataclass
class ExecutableInPackage:
    executable: str
    package: str

    def perform(self, context: LaunchContext) -> str:
        return f"/lib/{self.package}/{self.executable}"


@dataclass
class IfCondition:
    value: Any

    def evaluate(self, context: LaunchContext) -> bool:
        return {"true": True, "false": False}[perform(context, self.value)]


@dataclass
class ParameterValue:
    value: Any
    value_type: type

    def evaluate(self, context: LaunchContext) -> Any:
        text = perform(context, self.value)
        read = text if self.value_type is str else yaml.safe_load(text)
        if type(read) is not self.value_type:
            raise ValueError(f"{text!r} is no {self.value_type.__name__}")
        return read


@dataclass
class DeclareLaunchArgument:
    name: str
    _: Any = field(kw_only=True, default=None)
    default_value: Any = field(kw_only=True, default=None)
    description: str = field(kw_only=True, default="")
    choices: list[str] | None = field(kw_only=True, default=None)

    def visit(self, context: LaunchContext) -> None:
        context.declared.append(self)
        if self.name not in context.configurations:
            if self.default_value is None:
                raise RuntimeError(f"argument {self.name} is required")
            context.configurations[self.name] = perform(context, self.default_value)
        if self.choices and context.configurations[self.name] not in self.choices:
            raise RuntimeError(f"{self.name}: {context.configurations[self.name]!r}, valid: {self.choices}")


@dataclass
class OpaqueFunction:
    function: Any

    def visit(self, context: LaunchContext) -> None:
        for entity in self.function(context):
            entity.visit(context)


@dataclass
class LaunchDescription:
    entities: list[Any]

    def visit(self, context: LaunchContext) -> None:
        for entity in self.entities:
            entity.visit(context)


@dataclass
class PythonLaunchDescriptionSource:
    path: str


@dataclass
class IncludeLaunchDescription:
    """As in the original, its arguments overwrite those of the including file and stay."""

    source: PythonLaunchDescriptionSource
    launch_arguments: Any = ()

    def visit(self, context: LaunchContext) -> None:
        arguments = dict(self.launch_arguments)
        assert all(isinstance(text, str) for pair in arguments.items() for text in pair), arguments
        context.configurations.update(arguments)
        before = len(context.declared)
        load(Path(self.source.path)).generate_launch_description().visit(context)
        unknown = set(arguments) - {argument.name for argument in context.declared[before:]}
        assert not unknown, f"{self.source.path} declares no {unknown}"


@dataclass(kw_only=True)
class Node:
    package: str
    executable: str
    name: Any = ""
    namespace: Any = ""
    parameters: Any = ()
    arguments: Any = ()
    output: str = "log"
    condition: IfCondition | None = None
    prefix: Any = None

    def visit(self, context: LaunchContext) -> None:
        if self.condition is not None and not self.condition.evaluate(context):
            return
        files, values = [], {}
        for item in self.parameters:
            if isinstance(item, dict):
                values.update({name: value.evaluate(context) for name, value in item.items()})
            else:
                files.append(perform(context, item))
        texts = {name: perform(context, getattr(self, name)) for name in ("package", "executable", "name", "namespace")}
        arguments = [perform(context, argument) for argument in self.arguments]
        context.nodes.append(
            {**texts, "parameters": values, "files": files, "arguments": arguments, "prefix": self.prefix}
        )


@dataclass(kw_only=True)
class ExecuteProcess:
    cmd: list[Any]
    output: str = "log"

    def visit(self, context: LaunchContext) -> None:
        context.commands.append([perform(context, word) for word in self.cmd])


@dataclass
class Ended:
    """Event of a process that has ended."""

    returncode: int


@dataclass(kw_only=True)
class OnProcessExit:
    target_action: ExecuteProcess
    on_exit: Any


@dataclass
class RegisterEventHandler:
    """The process that is waited for ends at once, with the exit code of the context."""

    handler: OnProcessExit

    def visit(self, context: LaunchContext) -> None:
        for entity in self.handler.on_exit(Ended(context.exit_code), context) or ():
            entity.visit(context)


@dataclass(kw_only=True)
class Shutdown:
    reason: str

    def visit(self, context: LaunchContext) -> None:
        context.shut_down = self.reason


MODULES = {
    "launch": [LaunchContext, LaunchDescription],
    "launch.actions": [
        DeclareLaunchArgument,
        ExecuteProcess,
        IncludeLaunchDescription,
        OpaqueFunction,
        RegisterEventHandler,
        Shutdown,
    ],
    "launch.conditions": [IfCondition],
    "launch.event_handlers": [OnProcessExit],
    "launch.launch_description_sources": [PythonLaunchDescriptionSource],
    "launch.substitutions": [LaunchConfiguration, PathJoinSubstitution],
    "launch_ros": [],
    "launch_ros.actions": [Node],
    "launch_ros.parameter_descriptions": [ParameterValue],
    "launch_ros.substitutions": [ExecutableInPackage, FindPackageShare],
}
"""Where the originals are found."""


@contextmanager
def installed() -> Iterator[None]:
    """Put the stand-ins in the place of the modules."""
    before = {name: sys.modules.get(name) for name in MODULES}
    for name, members in MODULES.items():
        sys.modules[name] = ModuleType(name)
        for member in members:
            setattr(sys.modules[name], member.__name__, member)
    try:
        yield
    finally:
        for name, module in before.items():
            sys.modules.pop(name) if module is None else sys.modules.update({name: module})


def load(path: Path) -> ModuleType:
    """Run a launch file."""
    spec = importlib.util.spec_from_file_location(path.stem.replace(".", "_"), path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def launch(path: Path, exit_code: int = 0, **arguments: str) -> LaunchContext:
    """Visit a launch file with these arguments; what it would have started is in the result."""
    with installed():
        context = LaunchContext(**arguments)
        context.exit_code = exit_code
        load(path).generate_launch_description().visit(context)
    return context
