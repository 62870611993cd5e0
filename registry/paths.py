"""Where templates and fixtures are: beside the packages in a checkout, inside when installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def templates() -> Path:
    """The folder of the page templates and their static files."""
    return _folder("templates")


def fixtures() -> Path:
    """The folder of lesson plans, rules and scenarios."""
    return _folder("fixtures")


def _folder(name: str) -> Path:
    checkout = _PACKAGE.parent
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    return _PACKAGE / "_data" / name
