"""Methodologies: the exact reduction of an activity in tonnes."""
