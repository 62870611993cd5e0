"""Read the tables of `fixtures/data`: TOML with decimals as text. Knows no table's meaning."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from registry.paths import fixtures


@cache
def table(name: str) -> dict[str, Any]:
    """A table by its file name, read once; nobody changes what it returns."""
    path = fixtures() / "data" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
