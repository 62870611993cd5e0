"""Read the tables of `fixtures/data`: TOML with decimals as text."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from registry.paths import fixtures


@cache
def table(name: str) -> dict[str, Any]:
    """A table by its file name, read once; callers must not change it."""
    path = fixtures() / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
