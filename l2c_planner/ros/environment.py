"""The node that makes an environment safer: a service that optimises a scenario, topics that show the layout.

A request is served by a worker thread, one at a time; the executor's thread answers everything else meanwhile.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus, KeyValue
from nav_msgs.msg import OccupancyGrid
from numpy.typing import NDArray
from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor
from rclpy.callback_groups import ReentrantCallbackGroup
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future
from std_msgs.msg import Header
from visualization_msgs.msg import MarkerArray

from l2c_planner.config import ConfigError
from l2c_planner.environment.climber import Step
from l2c_planner.environment.comparison import OPTIMISED, Sample
from l2c_planner.environment.loading import load_scenario
from l2c_planner.environment.scene import Scenario, Scene
from l2c_planner.environment.study import HELD_OUT, Study, Watch, study
from l2c_planner.report.environment_figure import panels
from l2c_planner.ros import enclaves, names
from l2c_planner.ros.environment_layout import layout_markers, occupancy
from l2c_planner.ros.grid import grid_message
from l2c_planner.ros.process import run
from l2c_planner.ros.topics import latched, report
from l2c_planner.srv import Optimise

NODE = enclaves.ENVIRONMENT
PERIOD = 1.0
"""Between two diagnostics [s]."""
PARAMETERS: dict[str, tuple[Any, str, tuple[float, float] | None]] = {
    "scenario": (
        "warehouse",
        "what to optimise if a request names none, and what is shown at first: name or file",
        None,
    ),
    "starts": (5, "guesses per task that layouts are compared by [-]", (1, 1000)),
    "tasks": (5, "tasks that are compared, where they differ [-]", (1, 1000)),
    "resolution": (0.05, "width of a cell of the grid [m]", (0.001, 10.0)),
    "frame": ("map", "frame of the markers and the grid", None),
}
"""Default, meaning and, for numbers, the least and the largest value."""


class Stopped(Exception):
    """The node ends while its worker is at it."""


class EnvironmentNode(Node):
    """See the module's description. Needs an executor that resumes coroutines, see `main`.

    Raises ConfigError for a scenario that cannot be used or a wrong parameter, ValueError for a grid that is too large.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(NODE, **options)
        if unknown := sorted(set(self._parameter_overrides) - set(PARAMETERS) - {"use_sim_time"}):
            raise ConfigError(NODE, unknown[0], "no such parameter", " | ".join(PARAMETERS))
        self._given = {name: self._declared(name, *row) for name, row in PARAMETERS.items()}
        self._layout = self.create_publisher(MarkerArray, enclaves.LAYOUT, latched())
        self._grid = self.create_publisher(OccupancyGrid, enclaves.GRID, latched())
        self._diagnostics = self.create_publisher(DiagnosticArray, names.DIAGNOSTICS, report())
        self._busy, self._running = threading.Lock(), True
        self._doing, self._values = "idle", dict[str, str]()
        self._worker: threading.Thread | None = None
        scenario = load_scenario(self._given["scenario"])
        self._show(scenario, scenario.tasks(0), next(iter(scenario.baselines(0).values())), None)
        self.create_service(Optimise, enclaves.OPTIMISE, self._on_request, callback_group=ReentrantCallbackGroup())
        self.create_timer(PERIOD, self._tell)

    def destroy_node(self) -> None:
        """Let the worker stop at its next iteration, then the node."""
        self._running = False
        if self._worker is not None:
            self._worker.join()
        super().destroy_node()

    def _declared(self, name: str, default: Any, text: str, limits: tuple[float, float] | None) -> Any:
        """Value of a parameter; ConfigError if it is of another type or out of range."""
        described = ParameterDescriptor(description=text, read_only=True)
        if limits and isinstance(default, int):
            described.integer_range = [IntegerRange(from_value=int(limits[0]), to_value=int(limits[1]), step=0)]
        elif limits:
            described.floating_point_range = [FloatingPointRange(from_value=limits[0], to_value=limits[1], step=0.0)]
        try:
            return self.declare_parameter(name, default, described).value
        except Exception as error:  # rclpy has an exception of its own for every way to be wrong
            given = getattr(self._parameter_overrides.get(name), "value", None)
            kind = {str: "text", int: "an integer", float: "a number"}[type(default)]
            valid = f"{kind} from {limits[0]:g} to {limits[1]:g}" if limits else kind
            raise ConfigError(NODE, name, f"got {given!r}", valid) from error

    # ---------------------------------------------------------------- the executor's thread
    async def _on_request(self, request: Optimise.Request, response: Optimise.Response) -> Optimise.Response:
        if not self._busy.acquire(blocking=False):
            response.message = f"busy with another request ({self._doing}); ask again when it is done"
            return response
        done = Future()
        self._worker = threading.Thread(
            target=self._work, args=(request, response, done), name="optimising", daemon=True
        )
        self._worker.start()
        await done
        return response

    def _tell(self) -> None:
        status = DiagnosticStatus(level=DiagnosticStatus.OK, name=f"l2c_planner: {NODE}", hardware_id=NODE)
        status.message, values = self._doing, dict(self._values)
        status.values = [KeyValue(key=key, value=value) for key, value in values.items()]
        self._diagnostics.publish(DiagnosticArray(header=self._header(), status=[status]))

    # ---------------------------------------------------------------- the worker
    def _work(self, request: Optimise.Request, response: Optimise.Response, done: Future) -> None:
        """Answer a request; whatever goes wrong is told in one line."""
        try:
            self._answer(request, response)
        except Stopped:
            response.message = "the node was stopped"
        except (ConfigError, ValueError) as error:  # NoAscent and what a grid refuses are among them
            response.message = " ".join(str(error).split())
        except Exception as error:  # noqa: BLE001  of a scenario that nobody has thought of
            response.message = f"{type(error).__name__}: {' '.join(str(error).split())}"
            self.get_logger().error(response.message)
        self._doing, self._values = "idle", {"last": response.message}
        self._busy.release()
        done.set_result(None)

    def _answer(self, request: Optimise.Request, response: Optimise.Response) -> None:
        name, seed = request.scenario or self._given["scenario"], int(request.seed)
        tasks, starts = request.tasks or self._given["tasks"], request.starts or self._given["starts"]
        self._doing = f"reading {name}"
        scenario = load_scenario(name)
        made = study(scenario, tasks, starts, seed, Watch(self._on_step, self._on_choice, self._on_sample, self._check))
        rows = made.comparison.rows
        response.names, response.units = list(scenario.parameters.names), list(scenario.parameters.units)
        response.theta = rows[OPTIMISED].layouts[0].tolist()
        response.safety = rows[OPTIMISED].mean("safety")
        response.baselines = [name for name in rows if name != OPTIMISED]
        response.baseline_safety = [rows[name].mean("safety") for name in response.baselines]
        lost = rows[OPTIMISED].failed == len(rows[OPTIMISED].samples)
        response.success = not lost
        best = max(response.baseline_safety, default=float("nan"))
        response.message = f"{scenario.name}: safety {response.safety:.3f}, {best:.3f} in the best baseline"
        if lost:
            response.message = f"{scenario.name}: no solve in the optimised layout converged"
        self._show_study(scenario, made, seed)

    def _on_step(self, task: int, step: Step) -> None:
        self._go_on(f"ascent {task + 1}, start {step.start + 1}, evaluation {step.iteration + 1}")
        self._values = {"safety of the best plans": f"{step.best:.4f}", "failed solves": str(step.failures)}

    def _on_choice(self, task: int, done: int, whole: int) -> None:
        self._go_on(f"ascent {task + 1}, final choice, layout {done} of {whole}")

    def _on_sample(self, sample: Sample) -> None:
        self._go_on(f"comparison, task {sample.task + 1}")

    def _go_on(self, doing: str) -> None:
        self._doing = doing
        self._check()

    def _check(self) -> None:
        if not self._running:
            raise Stopped

    def _show_study(self, scenario: Scenario, made: Study, seed: int) -> None:
        chosen = panels(made.comparison)[-1]
        scene = scenario.tasks(seed + HELD_OUT if made.training else seed)
        self._show(scenario, scene, chosen.theta, chosen.positions)

    def _show(self, scenario: Scenario, scene: Scene, theta: NDArray[Any], positions: NDArray[Any] | None) -> None:
        header, resolution = self._header(), self._given["resolution"]
        cells = occupancy(scenario, scene, theta, resolution)
        self._layout.publish(layout_markers(scene, theta, positions, header))
        self._grid.publish(grid_message(cells, scenario.drawn, resolution, header))

    def _header(self) -> Header:
        return Header(stamp=self.get_clock().now().to_msg(), frame_id=self._given["frame"])


def main(args: list[str] | None = None) -> int:
    """Run the node until it is interrupted or terminated; 2 if it cannot be made."""
    return run(EnvironmentNode, args, executor=SingleThreadedExecutor)  # that of events does not resume coroutines


if __name__ == "__main__":
    sys.exit(main())
