"""Trained policies on a robot: what it senses and hears, and what it decides; numpy alone, no torch."""
