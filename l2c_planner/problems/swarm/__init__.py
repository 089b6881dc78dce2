"""Robots with goals of their own that keep clear of each other and of obstacles."""
