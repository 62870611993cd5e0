"""Scenario files: steps of seats with what is expected of them, run in process or over HTTP."""
