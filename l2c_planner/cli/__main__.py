"""Lets `python -m l2c_planner.cli` stand for `l2c` where the command is not installed."""

import sys

from l2c_planner.cli import main

sys.exit(main())
