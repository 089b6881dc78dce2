"""Parameters of navigators and of the world that they drive in: ROS shows what the nodes check."""

from __future__ import annotations

from pydantic import Field

from l2c_planner.config import ConfigError
from l2c_planner.config.base import Model
from l2c_planner.navigation.scene import Scene
from l2c_planner.ros import names
from l2c_planner.ros.declaration import command


class NavigatorOptions(Model):
    """Of one robot; its namespace is its name."""

    policies: str = Field("", max_length=4096, description="file of trained policies, from l2c policy")
    row: str = Field("cooptimised", max_length=64, description="which of them")
    neighbours: str = Field("", max_length=16384, description="names of the other robots, such as robot_1,robot_2")
    goal: str = Field("", max_length=64, description="where to go, such as 2.0,-1.5 (m); empty: as told on goal_pose")
    world_frame: str = Field("map", min_length=1, max_length=64, description="frame of odometry, goals and obstacles")
    period: float = Field(0.05, ge=0.005, le=1.0, description="between two decisions, as in training, s")
    arrival: float = Field(0.3, gt=0, le=100, description="distance to the goal at which the robot has arrived, m")
    stale: float = Field(0.3, gt=0, le=10, description="age of odometry that counts no more, s")

    @property
    def others(self) -> list[str]:
        """The neighbours' names."""
        return [name.strip() for name in self.neighbours.split(",") if name.strip()]

    def place(self, where: str) -> tuple[float, float] | None:
        """The goal, None if there is none yet. Raises ConfigError if the text is no place."""
        if not self.goal.strip():
            return None
        try:
            x, y = map(float, self.goal.split(","))
            if max(abs(x), abs(y)) <= 1e6:
                return x, y
        except ValueError:
            pass
        raise ConfigError(where, "goal", f"got {self.goal!r}", "two numbers, such as 2.0,-1.5 (m)")


class WheeledPlantOptions(Model):
    """Of the world."""

    scene: str = Field("", max_length=4096, description="file of the scene: starts, obstacles, what robots are")
    world_frame: str = Field("map", min_length=1, max_length=64, description="frame of odometry and obstacles")
    speed: float = Field(1.0, gt=0, le=100, description="simulated by real time, at most, -")
    patience: float = Field(0.2, ge=0, le=10, description="longest wait for a navigator that falls behind, s")
    resolution: float = Field(0.05, ge=0.005, le=1.0, description="width of a cell of the map, m")
    record: str = Field("", max_length=4096, description="file of what happened (.npz); empty: none")


def commands(scene: Scene, file: str, policies: str, row: str, plant: dict[str, object]) -> dict[str, list[str]]:
    """Commands of the navigators, by robot, and of the world with its parameters, all in simulated time.

    file: that of the scene.  policies, row: as in `NavigatorOptions`.
    """
    made = {names.WHEELED_PLANT: command(names.WHEELED_PLANT, names.WHEELED_PLANT, {"scene": file, **plant})}
    for name, (x, y) in zip(scene.robots, scene.goals, strict=True):
        others = ",".join(other for other in scene.robots if other != name)
        own = {"policies": policies, "row": row, "neighbours": others, "goal": f"{x!r},{y!r}"}
        facts = {"period": scene.dt, "arrival": scene.arrival, "use_sim_time": True}
        made[name] = command(names.NAVIGATOR, name, own | facts)
    return made
