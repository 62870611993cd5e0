"""Movements of units that a second person has to approve."""
