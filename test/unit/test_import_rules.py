"""The rooms of the house import downwards, in no circle, and only where the README's map allows it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = "l2c_planner"
ROOT = Path(__file__).resolve().parents[2]

# Lowest first: a room imports itself and the rooms before it. A new room is added here.
ROOMS = (
    "config",
    "kernels",
    "models",
    "ddp",
    "coupling",
    "problems",
    "centralised",
    "admm",
    "transport",
    "consensus",
    "tuning",
    "plan",
    "control",
    "simulation",
    "team",
    "rollout",
    "gradient",
    "learning",
    "environment",
    "applications",
    "navigation",
    "policy",
    "report",
    "ros",
    "bench",
    "cli",
)

# Rooms that must run on a robot: no learning, no drawing.
LEAN_ROOMS = ROOMS[: ROOMS.index("transport") + 1]
HEAVY = ("torch", "matplotlib", "plotly")
ROS_ROOM = "ros"


@cache
def modules() -> dict[str, Path]:
    """Dotted name -> file of every module."""
    paths = [path for path in (ROOT / PACKAGE).rglob("*.py") if "node_modules" not in path.parts]
    return {dotted_name(path): path for path in paths}


def dotted_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports(module: str) -> frozenset[str]:
    """Dotted names that a module imports anywhere in its file, relative imports resolved."""
    tree = ast.parse(modules()[module].read_text(encoding="utf-8"))
    return frozenset(name for node in ast.walk(tree) for name in imported_names(node, module))


def imported_names(node: ast.AST, module: str) -> Iterator[str]:
    """Names of one import statement; ``from a import b`` gives ``a.b``, which may be a module or a name in ``a``."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = [*parent_package(module, node.level), *([node.module] if node.module else [])]
        yield from (".".join([*base, alias.name]) for alias in node.names)


def parent_package(module: str, level: int) -> list[str]:
    """Parts of the package that ``level`` leading dots mean in ``module``."""
    if level == 0:
        return []
    parts = module.split(".")
    ups = level - 1 if modules()[module].name == "__init__.py" else level
    return parts[: len(parts) - ups]


def room(name: str) -> str:
    """Room of a dotted name of ours; empty for the top-level package itself."""
    return (name.split(".") + [""])[1]


def is_ours(name: str) -> bool:
    return name.split(".")[0] == PACKAGE


def is_ros(name: str) -> bool:
    top = name.split(".")[0]
    return top.startswith("rclpy") or top.endswith("_msgs") or name.startswith(f"{PACKAGE}.msg")


def own_module(name: str) -> str:
    """The module that a dotted name of ours lies in."""
    while name not in modules() and "." in name:
        name = name.rpartition(".")[0]
    return name


def rooms_with_code() -> list[str]:
    return sorted({room(module) for module in modules()} - {""})


def in_rooms(*names: str) -> list[str]:
    return [module for module in modules() if room(module) in names]


@pytest.mark.parametrize("name", rooms_with_code())
def test_room_is_known(name: str):
    assert name in ROOMS, f"unknown room {name!r}: add it to ROOMS in {Path(__file__).relative_to(ROOT)}"


@pytest.mark.parametrize("name", rooms_with_code())
def test_room_imports_downwards(name: str):
    allowed = {"", "msg", *ROOMS[: ROOMS.index(name) + 1]} if name in ROOMS else set()
    wrong = [
        f"{module} imports {target}, which is above {name!r} in ROOMS"
        for module in in_rooms(name)
        for target in sorted(imports(module))
        if is_ours(target) and room(own_module(target)) not in allowed
    ]
    assert not wrong, "\n".join(wrong)


def test_only_the_ros_room_imports_ros():
    wrong = [
        f"{module} imports {target}"
        for module in modules()
        if room(module) != ROS_ROOM
        for target in sorted(imports(module))
        if is_ros(target)
    ]
    assert not wrong, "\n".join(wrong)


def test_lean_rooms_neither_learn_nor_draw():
    wrong = [
        f"{module} imports {target}"
        for module in in_rooms(*LEAN_ROOMS)
        for target in sorted(imports(module))
        if target.split(".")[0] in HEAVY
    ]
    assert not wrong, "\n".join(wrong)


def test_modules_import_in_no_circle():
    circle = find_circle({module: our_imports(module) for module in modules()})
    assert not circle, "circle of imports: " + " -> ".join(circle)


def our_imports(module: str) -> list[str]:
    return sorted({own_module(target) for target in imports(module) if is_ours(target)} - {module})


def find_circle(graph: dict[str, list[str]]) -> list[str]:
    """First circle of a directed graph, its first node repeated at the end; empty if there is none."""
    finished: set[str] = set()

    def visit(node: str, path: list[str]) -> list[str]:
        if node in path:
            return [*path[path.index(node) :], node]
        if node in finished:
            return []
        for target in graph[node]:
            if circle := visit(target, [*path, node]):
                return circle
        finished.add(node)
        return []

    return next(filter(None, (visit(node, []) for node in graph)), [])


def test_circle_is_found():
    assert find_circle({"a": ["b"], "b": ["c"], "c": ["b"]}) == ["b", "c", "b"]


def test_tree_has_no_circle():
    assert find_circle({"a": ["b", "c"], "b": ["c"], "c": []}) == []
