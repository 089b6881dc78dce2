"""From arguments to an exit code: every way to fail ends in one line on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from l2c_planner.cli.codes import Code, Refused
from l2c_planner.cli.signals import Interrupted, interruptible
from l2c_planner.cli.streams import finish, prepare, say

TRACEBACK = "L2C_TRACEBACK"
"""Environment variable that asks for the traceback of a bug."""


def run(arguments: Sequence[str]) -> int:
    """Run the command with `arguments`; return its exit code."""
    prepare()
    try:
        with interruptible():
            code = _invoke(arguments)
    except (Interrupted, KeyboardInterrupt) as stop:
        say(f"l2c: interrupted{getattr(stop, 'note', '')}")
        code = getattr(stop, "code", Code.INTERRUPTED)
    except Exception as error:
        code = _report(error)
    except SystemExit as end:  # how typer and rich leave when the reader of the help has gone
        code = 0 if end.code == 1 else int(end.code or 0)
    finish()
    return int(code)


def _invoke(arguments: Sequence[str]) -> int:
    import typer

    from l2c_planner.cli.app import app

    command = typer.main.get_command(app)
    return command.main(args=list(arguments), prog_name="l2c", standalone_mode=False) or 0


def _report(error: Exception) -> int:
    if isinstance(error, Refused):
        return _fail(str(error), error.code)
    if hasattr(error, "format_message"):  # a usage error: typer's exceptions have moved between modules, not changed
        return _fail(f"{_reason(error)} (see `{_command_path(error)} --help`)", Code.INPUT)
    if isinstance(error, ImportError) and not str(error.name).startswith("l2c_planner"):
        return _fail(_not_imported(error), Code.INPUT)
    return _bug(error)


def _not_imported(error: ImportError) -> str:
    where = f"in this environment ({sys.executable})"
    if isinstance(error, ModuleNotFoundError):
        return f"the Python module {error.name} is missing {where}"
    return f"the Python module {error.name or 'of another package'} cannot be imported {where}: {error}"


def _reason(error: Exception) -> str:
    return str(error.format_message()).replace("Value error, ", "").replace("Input should", "should").rstrip(".")


def _command_path(error: Exception) -> str:
    return getattr(getattr(error, "ctx", None), "command_path", "l2c")


def _fail(message: str, code: Code) -> Code:
    say("l2c: " + " ".join(message.split()))
    return code


def _bug(error: Exception) -> Code:
    if os.environ.get(TRACEBACK, "0") not in ("", "0"):
        sys.excepthook(type(error), error, error.__traceback__)
    what = f"{type(error).__name__}: {error}"[:300]
    return _fail(f"this is a bug, please report it with the output of the same command under {TRACEBACK}=1: {what}",
                 Code.BUG)  # fmt: skip
