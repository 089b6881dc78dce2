"""Where trained policies lie: shipped ones by the name of their arena, others in files and folders of runs."""

from __future__ import annotations

from pathlib import Path

from l2c_planner.config import ConfigError
from l2c_planner.config.errors import did_you_mean
from l2c_planner.config.loader import shipped_folder

FOLDER, POLICIES = "policy", "policies.npz"
"""Of the shipped arenas, and their policies; the file of policies in the folder of a run."""
SUFFIX = ".npz"


def have_policies() -> dict[str, Path]:
    """Files of shipped policies by the arena, in alphabetical order."""
    return {path.stem: path for path in sorted(shipped_folder(FOLDER).glob(f"*{SUFFIX}"))}


def shipped_policies(arena: str) -> Path:
    """Those of an arena.

    Raises ConfigError for an arena without, or none.
    """
    have = have_policies()
    if arena not in have:
        valid = f"{', '.join(have)}, or what `l2c policy --train` wrote"
        raise ConfigError(arena, "", "no policies are shipped", valid, hint=did_you_mean(arena, have))
    return have[arena]


def policies_of(name: str | Path) -> Path:
    """Those of an arena by its name, or a file, or that in the folder of a run.

    Raises ConfigError as `shipped_policies`.
    """
    path = Path(name).expanduser()
    if path.is_dir():
        return path / POLICIES
    if path.suffix == SUFFIX or len(path.parts) > 1 or path.exists():
        return path
    return shipped_policies(str(name))
