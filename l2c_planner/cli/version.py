"""The version, also where no package metadata is installed (a colcon workspace, a bare checkout)."""

VERSION = "0.1.0"
