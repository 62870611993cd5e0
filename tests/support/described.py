"""The API's own description as tests walk it: a value for each schema, and where its numbers are.

Knows no command and no route by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

Place = tuple[str | int, ...]
Schema = dict[str, Any]


class Description:
    """An OpenAPI description, its references followed."""

    def __init__(self, whole: dict[str, Any]) -> None:
        self.whole = whole

    def resolved(self, schema: Schema) -> Schema:
        """A schema without reference, and without null where it may be null."""
        while True:
            if "$ref" in schema:
                name = schema["$ref"].rpartition("/")[2]
                schema = self.whole["components"]["schemas"][name]
            elif "anyOf" in schema:
                kinds = [one for one in schema["anyOf"] if one.get("type") != "null"]
                assert len(kinds) == 1, schema
                schema = kinds[0]
            else:
                return schema

    def body(self, path: str) -> Schema:
        """The schema of what a POST takes."""
        content = self.whole["paths"][path]["post"]["requestBody"]["content"]
        return self.resolved(content["application/json"]["schema"])

    def value(self, schema: Schema) -> Any:
        """A value that fits; every field is given."""
        schema = self.resolved(schema)
        if "enum" in schema or "const" in schema:
            return schema["const"] if "const" in schema else schema["enum"][0]
        match schema.get("type"):
            case "object":
                fields = schema.get("properties", {})
                return {name: self.value(one) for name, one in fields.items()}
            case "array":
                return [self.value(schema["items"])]
            case "integer":
                return max(int(schema.get("minimum", 1)), 1)
            case "boolean":
                return True
        return "x"

    def places(self, schema: Schema, kind: str, at: Place = ()) -> Iterator[Place]:
        """Where values of a kind stand in a value of this schema."""
        schema = self.resolved(schema)
        if schema.get("type") == kind:
            yield at
        for name, one in schema.get("properties", {}).items():
            yield from self.places(one, kind, (*at, name))
        if schema.get("type") == "array":
            yield from self.places(schema["items"], kind, (*at, 0))

    def queries(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Every address that is read with GET and whose answer ends, and its description."""
        for path, methods in self.whole["paths"].items():
            if "get" in methods and not endless(methods["get"]):
                yield path, methods["get"]


def endless(operation: dict[str, Any]) -> bool:
    """Whether the answer is a stream that goes on until somebody leaves."""
    return "text/event-stream" in operation["responses"].get("200", {}).get("content", {})


def changed(value: Any, at: Place, to: Any) -> Any:
    """The same value with another one at a place."""
    whole = deepcopy(value)
    part = whole
    for step in at[:-1]:
        part = part[step]
    part[at[-1]] = to
    return whole


def spelled(at: Place) -> str:
    """A place as a refusal names it."""
    return ".".join(map(str, at))
