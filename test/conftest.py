"""Puts this folder on the path of all tests, for the samples that more than one layer uses."""
