"""The words of scenario files: every command, every query by a short name, roles, single records.

Commands come from the catalogue, queries from the routes of the API, so that a new one can be
written in a scenario at once.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from registry import api
from registry.api.strict import StrictRoute, parameters
from registry.edge.commands import COMMANDS
from registry.roles import Role

UNITS = ("_fen", "_t", "_ms", "_s")
"""Units at the end of a field's name, which an expectation may leave out."""

ROLES = {
    "government of china": Role.GOVERNMENT_PARTNER,
    "chinese government": Role.GOVERNMENT_PARTNER,
    "partner government": Role.GOVERNMENT_PARTNER,
    "host government": Role.GOVERNMENT_HOST,
    "secretariat": Role.SECRETARIAT,
    "registry manager": Role.REGISTRY_MANAGER,
    "third-party entity": Role.THIRD_PARTY_ENTITY,
    "project owner": Role.PROJECT_OWNER,
    "emitter": Role.EMITTER,
    "trader": Role.TRADER,
    "voluntary buyer": Role.VOLUNTARY_BUYER,
    "market maker": Role.MARKET_MAKER,
}
"""How a seat's role is written."""

RECORDS = {
    "order": ("orders", "order"),
    "item": ("committee", "item"),
    "issuance": ("issuances", "request"),
    "transfer": ("transfers", "transfer"),
    "authorisation": ("authorisations", "code"),
    "seat": ("seats", "seat"),
    "instrument": ("instruments", "instrument"),
}
"""A single record by its number or code: the query whose list has it, and its field."""

UNITS_OF = "units"
"""The seat's tonnes of what an instrument delivers: a sum over the query `holdings`."""

LONGEST = 500
"""Lines that a list is asked for."""

REAL_TIME = ("lesson.start", "lesson.next_day")
"""Commands after which lesson time runs by real time, so that two runs would differ."""


@dataclass(frozen=True)
class Query:
    """A query of the API: its address, its parameters with their kinds, fields of its answer.

    `of_path` are the parameters in the address, in order; `answer` is empty where the fields are
    not declared.
    """

    name: str
    address: str
    kinds: dict[str, type]
    of_path: tuple[str, ...]
    answer: frozenset[str]


@cache
def queries() -> dict[str, Query]:
    """Every query by its short name: its address without /api/ and parameters, with dots."""
    found: dict[str, Query] = {}
    for route in api.routes():
        if not isinstance(route, StrictRoute) or "GET" not in (route.methods or ()):
            continue
        steps = route.path.removeprefix("/api").strip("/").split("/")
        name = ".".join(step for step in steps if not step.startswith("{"))
        declared = list(parameters(route.dependant))
        inside = tuple(step[1:-1].partition(":")[0] for step in steps if step.startswith("{"))
        if name in found or name in COMMANDS:
            name += "." + ".".join(inside)
        kinds = {alias: kind for _, alias, kind in declared}
        found[name] = Query(name, route.path, kinds, inside, _fields_of(route.endpoint))
    return found


def verbs() -> set[str]:
    """Every word that may stand where a command or query stands."""
    return {*COMMANDS, *queries(), *RECORDS, UNITS_OF}


def _fields_of(endpoint: Any) -> frozenset[str]:
    return frozenset(_names(get_type_hints(endpoint).get("return")))


def _names(kind: Any) -> set[str]:
    """The fields of an answer's type, or of the lines of a list; none where it is not declared."""
    origin = get_origin(kind)
    if origin in (list, tuple) or origin is Union or str(origin) == "<class 'types.UnionType'>":
        return {name for one in get_args(kind) for name in _names(one)}
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return set(kind.model_fields)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return {one.name for one in dataclasses.fields(kind)}
    return set()
