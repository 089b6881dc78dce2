"""Policies that navigate by what they sense and hear, and generators of the layouts that they navigate; needs torch."""
