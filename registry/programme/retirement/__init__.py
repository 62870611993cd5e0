"""Retirement and cancellation of credits; both are final."""
