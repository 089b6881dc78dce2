"""Simulators that are not ours: what is bridged, and the nodes that turn commands into what they take."""
