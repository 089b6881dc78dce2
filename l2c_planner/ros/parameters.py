"""The parameters of a node, all in one table: its own, planner options, transport, security; ROS shows what is checked.

A name is the dotted path of a field (`admm.penalty.scale`). Values given at the start win over those of the task file.
All but the planner options and the faults are read-only; a change of these counts from the next configure or ~/reload.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from l2c_planner.config import ConfigError, PlannerOptions
from l2c_planner.config.base import Model
from l2c_planner.config.errors import did_you_mean, show
from l2c_planner.config.network import SecurityOptions, TransportOptions

if TYPE_CHECKING:
    from rcl_interfaces.msg import ParameterDescriptor, SetParametersResult
    from rclpy.node import Node
    from rclpy.parameter import Parameter as RosParameter

OF_ROS = ("qos_overrides.",)
"""Beginnings of names that ROS itself declares only when it needs them."""
CHANGEABLE = ("admm.", "ddp.", "coordination.", "transport.faults.")
_STRICT = ConfigDict(strict=True, allow_inf_nan=False)
_LARGEST_INTEGER, _LARGEST_FLOAT = 2**63 - 1, 1.7976931348623157e308


class NodeOptions(Model):
    """What a node is and does."""

    task: str = Field("", max_length=4096, description="path of the task file; empty: the shipped transport.yaml")
    quads: int = Field(0, ge=0, le=256, description="number of robots; 0: as the task file says, -")
    autostart: bool = Field(True, description="whether the node configures and activates itself")
    world_frame: str = Field("map", min_length=1, max_length=64, description="frame in which the team plans")
    plan_on_start: bool = Field(False, description="whether to plan at once instead of waiting for ~/plan")
    tuning: str = Field(
        "task", min_length=1, max_length=4096, description="weights: task, learned (shipped networks) or a file of them"
    )
    trainer: str = Field("", max_length=64, description="trainer whose networks to plan with; empty: of none")
    start_tolerance: float = Field(0.5, gt=0, le=100, description="farthest from a plan's start to accept it, m")


GROUPS: tuple[tuple[str, type[Model]], ...] = (
    ("", NodeOptions),
    ("", PlannerOptions),
    ("transport.", TransportOptions),
    ("security.", SecurityOptions),
)
"""Beginning of the names and the model whose fields follow."""


@dataclass(frozen=True)
class Settings:
    """The values of all parameters, checked."""

    node: NodeOptions
    planner: PlannerOptions
    transport: TransportOptions
    security: SecurityOptions


@dataclass(frozen=True)
class Parameter:
    """One row of the table."""

    name: str
    field: FieldInfo

    @property
    def type(self) -> str:
        """Its type as ROS calls it: bool, integer, double, string."""
        return {bool: "bool", int: "integer", float: "double"}.get(self.field.annotation, "string")  # type: ignore[call-overload]

    @property
    def default(self) -> Any:
        """Value without an override and without a task file."""
        return self.field.default

    @property
    def meaning(self) -> str:
        """What it is, ending with its unit in brackets."""
        text = self.field.description or ""
        words, unit = text.rsplit(", ", 1) if self.type in ("integer", "double") else (text, "-")
        return f"{words} [{unit}]"

    @property
    def read_only(self) -> bool:
        """Whether its value stands once the node runs."""
        return not self.name.startswith(CHANGEABLE)

    @property
    def choices(self) -> tuple[str, ...]:
        """The texts it may hold; empty if any."""
        return () if isinstance(self.field.annotation, type) else get_args(self.field.annotation)

    @property
    def valid(self) -> str:
        """Valid values in words, the same as in errors of task files."""
        if self.type in ("bool", "string"):
            return "true | false" if self.type == "bool" else " | ".join(self.choices) or self._text
        signs = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}
        limits = [f"{sign} {limit:.10g}" for name, sign in signs.items() if (limit := self.limit(name)) is not None]
        return f"{'an integer' if self.type == 'integer' else 'a number'} {' and '.join(limits)}".rstrip()

    @property
    def _text(self) -> str:
        least, most = self.limit("min_length"), self.limit("max_length")
        return f"text of {least or 0} to {most} characters" if most else "text"

    def limit(self, *names: str) -> float | None:
        """The first bound of these names (`ge`, `gt`, `le`, `lt`, ...) that it has."""
        return next((getattr(m, name) for m in self.field.metadata for name in names if hasattr(m, name)), None)

    def checked(self, value: Any, where: str) -> Any:
        """The value in its own type (an integer serves as a double); `ConfigError` on any other or one out of range."""
        try:
            return self._adapter.validate_python(value)
        except ValidationError:
            raise ConfigError(where, self.name, f"got {show(value)}", f"{self.valid} ({self.meaning})") from None

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(Annotated[(self.field.annotation, self.name, *self.field.metadata)], config=_STRICT)  # type: ignore[misc]


@lru_cache
def table() -> dict[str, Parameter]:
    """All parameters by name."""
    return {row.name: row for prefix, model in GROUPS for row in _rows(model, prefix)}


def _rows(model: type[Model], prefix: str) -> Iterator[Parameter]:
    for name, field in model.model_fields.items():
        part = _part(field)
        yield from _rows(part, f"{prefix}{name}.") if part else [Parameter(prefix + name, field)]


def _part(field: FieldInfo) -> type[Model] | None:
    """The model that a field holds, if it holds one."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, Model) else None


class Parameters:
    """The declared parameters of one node; made by `declare`."""

    def __init__(self, node: Node) -> None:
        self._node, self._where = node, node.get_fully_qualified_name()
        self._overrides = {name: p.value for name, p in node._parameter_overrides.items()}  # rclpy has no public way
        self._defaults: dict[str, Any] = {}
        self._refuse_unknown()
        given = {name: value for name, value in self._overrides.items() if name in table()}
        self._given = {name: table()[name].checked(value, self._where) for name, value in given.items()}
        node.add_on_set_parameters_callback(self._on_set)

    def follow(self, values: Model, prefix: str = "") -> None:
        """Declare the fields of a model, or move those that nobody has set to the model's values."""
        for name, value in flat(values, prefix).items():
            if not self._node.has_parameter(name):
                self._declare(name, value)
            elif self._node.get_parameter(name).value == self._defaults[name] != value:
                self._node.undeclare_parameter(name)
                self._declare(name, value)

    def read(self) -> Settings:
        """The values now."""
        values = {name: self._node.get_parameter(name).value for name in table()}
        return Settings(*(_model(model, prefix, values) for prefix, model in GROUPS))  # type: ignore[arg-type]

    def _declare(self, name: str, default: Any) -> None:
        self._defaults[name] = default
        value = self._given.get(name, default)
        self._node.declare_parameter(name, value, descriptor(table()[name]), ignore_override=True)

    def _refuse_unknown(self) -> None:
        for name in self._overrides:
            if not (name in table() or self._node.has_parameter(name) or name.startswith(OF_ROS)):
                valid = "a parameter of this node, see its parameter table"
                raise ConfigError(self._where, name, "no such parameter", valid, hint=nearest(name))

    def _on_set(self, parameters: list[RosParameter]) -> SetParametersResult:
        from rcl_interfaces.msg import SetParametersResult

        try:
            for parameter in parameters:
                if parameter.name in table():
                    table()[parameter.name].checked(parameter.value, self._where)
        except ConfigError as error:
            return SetParametersResult(successful=False, reason=str(error))
        return SetParametersResult(successful=True)


def declare(node: Node, load: Callable[[NodeOptions], PlannerOptions]) -> Parameters:
    """Declare all parameters of a node.

    Args:
        node: created without `automatically_declare_parameters_from_overrides`.
        load: gives the planner options of the task file, which are the defaults here.

    Raises:
        ConfigError: an override that is unknown, of a wrong type or out of range; one line.
    """
    parameters = Parameters(node)
    for prefix, model in GROUPS:
        if model is PlannerOptions:
            values = {name: node.get_parameter(name).value for name in flat(NodeOptions())}
            parameters.follow(load(_model(NodeOptions, "", values)))  # type: ignore[arg-type]
        else:
            parameters.follow(model(), prefix)
    return parameters


def flat(values: Model, prefix: str = "") -> dict[str, Any]:
    """Values of a model and of those in it by parameter name."""
    found: dict[str, Any] = {}
    for name in type(values).model_fields:
        value = getattr(values, name)
        found.update(flat(value, f"{prefix}{name}.") if isinstance(value, Model) else {prefix + name: value})
    return found


def _model(model: type[Model], prefix: str, values: dict[str, Any]) -> Model:
    """The model whose values stand under their parameter names."""
    data: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        part = _part(field)
        data[name] = _model(part, f"{prefix}{name}.", values) if part else values[prefix + name]
    return model.model_validate(data)


def nearest(name: str) -> str:
    """A hint that names the valid parameter most like `name`."""
    last = next((n for n in table() if n.rsplit(".", 1)[-1] == name.rsplit(".", 1)[-1]), None)
    close = f"did you mean {last}?" if last else did_you_mean(name, table())
    return close or f"the nearest is {difflib.get_close_matches(name, table(), n=1, cutoff=0.0)[0]}"


def descriptor(parameter: Parameter) -> ParameterDescriptor:
    """What ROS tools show of a parameter, and check."""
    from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor

    low, high = parameter.limit("ge", "gt"), parameter.limit("le", "lt")
    found = ParameterDescriptor(name=parameter.name, description=parameter.meaning, read_only=parameter.read_only)
    found.additional_constraints = parameter.valid
    if parameter.type == "integer":
        bounds = (-_LARGEST_INTEGER if low is None else int(low), _LARGEST_INTEGER if high is None else int(high))
        found.integer_range = [IntegerRange(from_value=bounds[0], to_value=bounds[1], step=0)]
    elif parameter.type == "double":
        reach = (-_LARGEST_FLOAT if low is None else float(low), _LARGEST_FLOAT if high is None else float(high))
        found.floating_point_range = [FloatingPointRange(from_value=reach[0], to_value=reach[1], step=0.0)]
    return found
