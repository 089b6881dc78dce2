"""Parameters: what ROS shows and accepts is what the models of the configuration say, and mistakes are one line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import rclpy
from hypothesis import given, settings
from hypothesis import strategies as st
from rclpy.lifecycle import LifecycleNode
from rclpy.parameter import Parameter as RosParameter
from rclpy.parameter import parameter_value_to_python

from l2c_planner.config import ConfigError, PlannerOptions
from l2c_planner.config.network import SecurityOptions, TransportOptions
from l2c_planner.ros import names
from l2c_planner.ros.parameters import NodeOptions, Parameters, declare, nearest, table

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
import parameter_table  # noqa: E402

Load = Callable[[NodeOptions], PlannerOptions]


def of_file(**admm: object) -> PlannerOptions:
    """Options as a task file would give them."""
    return PlannerOptions.model_validate({"admm": admm})


def shipped(own: NodeOptions) -> PlannerOptions:
    return PlannerOptions()


@contextmanager
def node_with(*overrides: str) -> Iterator[LifecycleNode]:
    """A node started with `-p name:=value` for each override."""
    arguments = ["--ros-args", *(word for override in overrides for word in ("-p", override))]
    context = rclpy.Context()
    rclpy.init(args=arguments, context=context)
    node = LifecycleNode("planner", namespace="/quad_0", context=context)
    try:
        yield node
    finally:
        node.destroy_node()
        context.shutdown()


def error_of(*overrides: str, load: Load = shipped) -> str:
    with node_with(*overrides) as node, pytest.raises(ConfigError) as caught:
        declare(node, load)
    text = str(caught.value)
    assert "\n" not in text
    return text


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[LifecycleNode, Parameters]]:
    with node_with() as node:
        yield node, declare(node, shipped)


class TestDeclaration:
    def test_without_overrides_everything_has_its_default(self, running):
        read = running[1].read()
        assert read.node == NodeOptions()
        assert (read.planner, read.transport, read.security) == (
            PlannerOptions(),
            TransportOptions(),
            SecurityOptions(),
        )

    def test_every_field_of_the_models_is_a_parameter(self, running):
        declared = set(running[0]._parameters)
        expected = {"task", "quads", "autostart", "admm.penalty.scale", "ddp.hessian", "coordination.tolerance"}
        expected |= {f"transport.{name}" for name in TransportOptions.model_fields if name != "faults"}
        expected |= {"transport.faults.loss", "transport.faults.seed", "security.key_file"}
        assert expected <= declared and set(table()) <= declared

    def test_launch_files_know_the_same_names(self):
        assert set(names.PARAMETERS) == {*NodeOptions.model_fields, "use_sim_time"}
        assert set(names.PARAMETER_GROUPS) == {name.split(".")[0] for name in table() if "." in name}

    def test_names_are_dotted_lower_snake(self):
        assert all(part.isidentifier() and part == part.lower() for name in table() for part in name.split("."))

    def test_descriptions_end_with_the_unit_in_brackets(self, running):
        for descriptor in running[0].describe_parameters(list(table())):
            assert descriptor.description.endswith("]") and "[" in descriptor.description, descriptor.name
        assert running[0].describe_parameter("transport.lost_after").description.endswith("[s]")
        assert running[0].describe_parameter("admm.tightening").description.endswith("[m]")

    def test_every_number_has_a_range(self, running):
        for descriptor in running[0].describe_parameters(list(table())):
            value = running[0].get_parameter(descriptor.name).value
            assert len(descriptor.integer_range) == (type(value) is int), descriptor.name
            assert len(descriptor.floating_point_range) == (type(value) is float), descriptor.name

    def test_open_ends_and_choices_are_told(self, running):
        described = running[0].describe_parameter
        assert described("admm.over_relaxation").additional_constraints == "a number > 0 and < 2"
        assert described("admm.stop").additional_constraints == "feasible | residual | fixed"

    def test_what_shapes_the_node_is_read_only(self, running):
        node = running[0]
        assert not node.set_parameters([RosParameter("quads", value=4)])[0].successful
        assert node.describe_parameter("security.key_file").read_only
        assert not node.describe_parameter("admm.rounds").read_only

    def test_sim_time_stays_that_of_ros(self):
        with node_with("use_sim_time:=true", "qos_overrides./plan.publisher.depth:=3") as node:
            declare(node, shipped)
            assert node.get_parameter("use_sim_time").value is True


class TestOverrides:
    def test_the_file_gives_the_defaults_and_an_override_wins(self):
        with node_with("admm.rounds:=7", "quads:=4", "task:=some.yaml") as node:
            seen: list[NodeOptions] = []
            load = lambda own: seen.append(own) or of_file(rounds=50, tightening=0.02)  # noqa: E731
            read = declare(node, load).read()
        assert (seen[0].quads, seen[0].task) == (4, "some.yaml")
        assert (read.planner.admm.rounds, read.planner.admm.tightening) == (7, 0.02)

    def test_an_integer_serves_as_a_double(self):
        with node_with("admm.over_relaxation:=1") as node:
            value = declare(node, shipped).read().planner.admm.over_relaxation
        assert value == 1.0 and type(value) is float

    @pytest.mark.parametrize(
        "override, near",
        [
            ("admm.round:=3", "admm.rounds"),
            ("admm.penalty.scal:=3.0", "admm.penalty.scale"),
            ("rounds:=3", "admm.rounds"),
            ("transport.fault.loss:=0.5", "transport.faults.loss"),
            ("quad:=3", "quads"),
            ("autostrat:=true", "autostart"),
        ],
    )
    def test_a_misspelt_name_is_an_error_that_names_the_nearest(self, override, near):
        text = error_of(override)
        assert "/quad_0/planner: " + override.split(":=")[0] + ": " in text and f"did you mean {near}?" in text

    def test_a_name_like_no_other_still_gets_a_hint(self):
        assert any(name in error_of("zzzz:=1") for name in table())

    @pytest.mark.parametrize(
        "override, given, valid",
        [
            ("admm.rounds:=0", "got 0", "an integer >= 1 and <= 10000"),
            ("admm.rounds:=2.5", "got 2.5", "an integer >= 1 and <= 10000"),
            ("admm.rounds:=many", "got 'many'", "an integer >= 1 and <= 10000"),
            ("admm.rounds:=true", "got true", "an integer >= 1 and <= 10000"),
            ("admm.over_relaxation:=2.0", "got 2", "> 0 and < 2"),
            ("admm.over_relaxation:=0.0", "got 0", "> 0 and < 2"),
            ("admm.tolerance:=.nan", "got nan", "> 0 and <= 1"),
            ("ddp.regularisation:=2.0e6", "got 2000000", "<= 1000000"),
            ("admm.stop:=soon", "got 'soon'", "feasible | residual | fixed"),
            ("autostart:=1", "got 1", "true | false"),
            ("transport.faults.loss:=[0.1, 0.2]", "got [0.1, 0.2]", ">= 0 and <= 1"),
            ("world_frame:=''", "got ''", "text of 1 to 64"),
        ],
    )
    def test_a_wrong_value_is_an_error_that_names_it_and_what_is_valid(self, override, given, valid):
        text = error_of(override)
        assert override.split(":=")[0] in text and given in text and valid in text

    def test_a_wrong_name_is_told_before_the_task_is_read(self):
        def load(own: NodeOptions) -> PlannerOptions:
            raise AssertionError("read the task")

        assert "admm.rho" in error_of("admm.rho:=1.0", load=load)


class TestRunning:
    def test_changes_are_read(self, running):
        node, parameters = running
        assert node.set_parameters([RosParameter("ddp.line_search_steps", value=3)])[0].successful
        assert parameters.read().planner.ddp.line_search_steps == 3

    def test_a_new_file_moves_what_nobody_has_set(self):
        with node_with("admm.rounds:=7", "ddp.max_iterations:=10") as node:  # the second is the default
            parameters = declare(node, shipped)
            node.set_parameters([RosParameter("admm.tightening", value=0.05)])
            admm = {"rounds": 50, "tightening": 0.02, "stop": "fixed"}
            parameters.follow(PlannerOptions.model_validate({"admm": admm, "ddp": {"max_iterations": 3}}))
            read = parameters.read().planner
        assert (read.admm.rounds, read.admm.tightening, read.admm.stop) == (7, 0.05, "fixed")
        assert read.ddp.max_iterations == 10

    @pytest.mark.parametrize("value", [0.0, 2.0, float("nan"), float("inf"), -1.0])
    def test_open_ends_are_refused(self, running, value):
        result = running[0].set_parameters([RosParameter("admm.over_relaxation", value=value)])[0]
        assert not result.successful and "over_relaxation" in result.reason

    def test_other_words_than_the_choices_are_refused(self, running):
        result = running[0].set_parameters([RosParameter("admm.stop", value="soon")])[0]
        assert not result.successful and "feasible | residual | fixed" in result.reason

    @settings(max_examples=150, deadline=None)
    @given(name=st.sampled_from(sorted(table())), data=st.data())
    def test_whatever_is_set_the_settings_stay_valid(self, running, name, data):
        node, parameters = running
        number = st.integers(-(2**63), 2**63 - 1) | st.floats()
        value = data.draw(st.booleans() | number | st.text(max_size=9) | st.lists(st.floats(), max_size=3))
        before = node.get_parameter(name)
        result = node.set_parameters([RosParameter(name, value=value)])[0]
        after = node.get_parameter(name).value
        assert after == (value if result.successful else before.value)
        parameters.read()
        if result.successful:
            node.set_parameters([before])


class TestTable:
    def test_types_are_those_of_ros(self, running):
        kinds = {"bool": bool, "integer": int, "double": float, "string": str}
        for name, parameter in table().items():
            message = running[0].get_parameter(name).get_parameter_value()
            assert type(parameter_value_to_python(message)) is kinds[parameter.type], name

    def test_markdown_has_one_line_per_parameter(self):
        lines = parameter_table.markdown().splitlines()
        assert len(lines) == len(table()) + 2
        assert all(f"`{name}`" in line for name, line in zip(table(), lines[2:], strict=True))
        assert "| integer | integer >= 1 and <= 10000 | `120` | most rounds of cable trajectories" in "\n".join(lines)

    def test_replacing_keeps_the_rest_and_is_idempotent(self):
        text = f"before\n{parameter_table.BEGIN}outdated\n{parameter_table.END}after\n"
        new = parameter_table.replaced(text)
        assert new.startswith("before\n") and new.endswith("after\n") and "outdated" not in new
        assert parameter_table.replaced(new) == new

    def test_the_readme_is_up_to_date(self):
        text = parameter_table.README.read_text(encoding="utf-8")
        if parameter_table.BEGIN not in text:
            pytest.skip("README.md has no parameter table yet")
        assert parameter_table.replaced(text) == text, "run: python tools/parameter_table.py"

    def test_a_readme_without_marks_is_an_error(self):
        with pytest.raises(ValueError, match="parameters: begin"):
            parameter_table.replaced("nothing")

    def test_nearest_names_a_parameter(self):
        assert nearest("admm.rounds_") == "did you mean admm.rounds?"
