"""`python -m registry`: the command line from a checkout."""

from registry.cli import app

app()
