"""The sectoral scopes, read from a table of `fixtures/data`."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import NamedTuple

from registry.paths import fixtures


class Scope(NamedTuple):
    """A sectoral scope by its number, with its name in both languages."""

    number: int
    en: str
    zh: str


@cache
def scopes() -> tuple[Scope, ...]:
    """Every sectoral scope in order, read once."""
    path = fixtures() / "data" / "scopes.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(Scope(**one) for one in table["scopes"])


def scope(number: int) -> Scope | None:
    """The sectoral scope of this number, or None."""
    return next((one for one in scopes() if one.number == number), None)
