"""Writes the typed methods of the client from the API's description: `registry/client/described/`.

`tanlu docs` calls it; `--check` tells when the description has changed since.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import registry
from registry.app import create_app
from registry.classroom.hall import Hall
from registry.settings import Settings

FOLDER = Path(registry.__path__[0]) / "client" / "described"
COMMAND_PATHS = "/api/commands/"
LEFT_OUT = (
    "/api/openapi.json", "/api/wait", "/api/lessons", "/api/reports/{report}/file", "/health",
    "/live",
)  # fmt: skip
"""Queries for which the client has methods of its own, those that answer with a file, and those
that scripts have no use for.
"""

MADE = "Made by `tanlu docs` from the API's description: not to be edited."
_REFERENCE = "#/components/schemas/"

Schema = dict[str, Any]


def description() -> Schema:
    """The API's description, to be changed at will."""
    hall = Hall(None)
    try:
        return deepcopy(create_app(hall, {}, Settings()).openapi())
    finally:
        hall.close()


def files() -> dict[Path, str]:
    """Every generated file with its text."""
    schema = description()
    return {
        FOLDER / "commands.py": commands(schema),
        FOLDER / "queries.py": queries(schema, waits=False),
        FOLDER / "async_queries.py": queries(schema, waits=True),
        FOLDER / "shapes.py": shapes(schema),
    }


def commands(schema: Schema) -> str:
    """One method per command, with its arguments."""
    named = schema["components"]["schemas"]
    methods: list[str] = []
    used: set[str] = set()
    for path, operations in schema["paths"].items():
        if path.startswith(COMMAND_PATHS):
            name = path.removeprefix(COMMAND_PATHS)
            methods += _command(named, name, operations["post"], used=used)
    lines = [
        f'"""The commands with their arguments. {MADE}"""',
        "",
        "from __future__ import annotations",
        "",
        "from collections.abc import Callable",
        "from typing import Any, Generic, Literal, TypeVar",
        "",
        *_imported(used),
        'D = TypeVar("D")',
        "",
        "",
        "class Commands(Generic[D]):",
        '    """A method for each command; `D` is what giving one returns."""',
        "",
        "    def __init__(self, give: Callable[[str, dict[str, Any]], D]) -> None:",
        "        self._give = give",
        *methods,
    ]
    return "\n".join(lines) + "\n"


def _command(named: Schema, name: str, operation: Schema, *, used: set[str]) -> Iterator[str]:
    arguments = _arguments(named, operation)
    fields = arguments.get("properties", {})
    needed = arguments.get("required", [])
    given = [f"{one}: {_type(fields[one])}" for one in fields if one in needed]
    for one in fields:
        if one not in needed:
            given.append(f"{one}: {_type(fields[one])} = {fields[one].get('default')!r}")
    heading = f"self, *, {', '.join(given)}" if given else "self"
    sent = ", ".join(f'"{one}": {one}' for one in fields)
    yield ""
    yield f"    def {name.replace('.', '_')}({heading}) -> D:"
    yield from _docstring(f"{operation['summary']}. {arguments.get('description', '')}")
    yield f'        return self._give("{name}", {{{sent}}})'
    used.update(name for shape in fields.values() for name in _classes(_type(shape)))


def _arguments(named: Schema, operation: Schema) -> Schema:
    """The arguments of a command."""
    body = _named(named, operation["requestBody"]["content"]["application/json"]["schema"])
    return _named(named, body["properties"]["arguments"])


def _classes(kind: str) -> set[str]:
    """The shapes that a type names."""
    plain = re.sub(r"Literal\[[^\]]*\]", "", kind)
    return set(re.findall(r"[A-Z]\w+", plain)) - {"Any", "None"}


def _imported(used: set[str]) -> list[str]:
    if not used:
        return []
    names = [f"    {name}," for name in sorted(used)]
    return ["from registry.client.described.shapes import (", *names, ")", ""]


def queries(schema: Schema, *, waits: bool) -> str:
    """One method per query, as a coroutine if it `waits`."""
    used: set[str] = set()
    methods: list[str] = []
    known: set[str] = set()
    for path, operation in _queries(schema):
        methods += _query(path, _method(path, known), operation, waits=waits, used=used)
    returned = "Awaitable[Any]" if waits else "Any"
    imported = "Awaitable, Callable" if waits else "Callable"
    lines = [
        f'"""The queries with their parameters and answers. {MADE}"""',
        "",
        "from __future__ import annotations",
        "",
        f"from collections.abc import {imported}",
        "from typing import Any, Literal",
        "from urllib.parse import quote",
        "",
        *_imported(used),
        "",
        f"class {'AsyncQueries' if waits else 'Queries'}:",
        '    """A method for each query."""',
        "",
        f"    def __init__(self, get: Callable[[str, dict[str, Any] | None], {returned}]) -> None:",
        "        self._get = get",
        *methods,
    ]
    return "\n".join(lines) + "\n"


def _queries(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for path, methods in schema["paths"].items():
        if "get" in methods and path not in LEFT_OUT:
            yield path, methods["get"]


def _method(path: str, known: set[str]) -> str:
    """The name of a query's method: its address without places, unless another one has it."""
    parts = [part for part in path.split("/") if part not in ("", "api")]
    plain = "_".join(part for part in parts if part[0] != "{")
    name = re.sub(r"\W", "_", plain)
    if name in known:
        name += "_of_" + "_".join(part.strip("{}") for part in parts if part[0] == "{")
    assert name not in known, f"{path} needs a name of its own"
    known.add(name)
    return name


def _query(
    path: str, name: str, operation: Schema, *, waits: bool, used: set[str]
) -> Iterator[str]:
    parameters = operation.get("parameters", [])
    places = [one for one in parameters if one["in"] == "path"]
    others = [one for one in parameters if one["in"] == "query"]
    given = ["self", *(f"{one['name']}: {_type(one['schema'])}" for one in places)]
    if others:
        given.append("*")
    for one in sorted(others, key=lambda one: not one.get("required")):
        assert not keyword.iskeyword(one["name"]), one["name"]
        kind = _type(one["schema"])
        given.append(f"{one['name']}: {kind}" if one.get("required") else _optional(one, kind))
    address = f'"{path}"'
    if places:
        address = "f" + re.sub(r"\{(\w+)\}", r"{quote(str(\1), safe='')}", address)
    asked = ", ".join(f'"{one["name"]}": {one["name"]}' for one in others)
    answer = _type(operation["responses"]["200"]["content"]["application/json"]["schema"])
    used.update(_classes(answer))
    yield ""
    yield f"    {'async ' if waits else ''}def {name}({', '.join(given)}) -> {answer}:"
    yield from _docstring(f"{operation['summary']}. {operation.get('description', '')}")
    call = f"self._get({address}, {'{' + asked + '}' if asked else 'None'})"
    yield f"        found: {answer} = {'await ' if waits else ''}{call}"
    yield "        return found"


def _optional(parameter: Schema, kind: str) -> str:
    return f"{parameter['name']}: {kind.removesuffix(' | None')} | None = None"


def shapes(schema: Schema) -> str:
    """The shapes of the queries' answers, as typed dictionaries."""
    named = schema["components"]["schemas"]
    wanted: dict[str, None] = {}
    for _, operation in _queries(schema):
        _reach(named, operation["responses"]["200"], wanted)
    for path, methods in schema["paths"].items():
        if path.startswith(COMMAND_PATHS):
            _reach(named, _arguments(named, methods["post"]).get("properties"), wanted)
    lines = [
        f'"""The shapes of answers. {MADE}"""',
        "",
        "from __future__ import annotations",
        "",
        "from typing import Any, Literal, NotRequired, TypedDict",
    ]
    for name in sorted(wanted):
        lines += ["", "", *_shape(name, named[name])]
    return "\n".join(lines) + "\n"


def _reach(named: Schema, part: Any, wanted: dict[str, None]) -> None:
    """Collect every shape that a part of the description refers to."""
    if isinstance(part, list):
        for one in part:
            _reach(named, one, wanted)
    elif isinstance(part, dict):
        reference = part.get("$ref")
        if isinstance(reference, str) and (name := _plain(reference)) not in wanted:
            wanted[name] = None
            _reach(named, named[name], wanted)
        for one in part.values():
            _reach(named, one, wanted)


def _shape(name: str, shape: Schema) -> Iterator[str]:
    if "enum" in shape:
        yield f"{_class(name)} = {_type(shape)}"
        return
    yield f"class {_class(name)}(TypedDict):"
    yield from _docstring(shape.get("description", name), indent=4)
    needed = shape.get("required", [])
    if shape.get("properties"):
        yield ""
    for one, of in shape.get("properties", {}).items():
        kind = _type(of)
        yield f"    {one}: {kind if one in needed else f'NotRequired[{kind}]'}"


def _type(shape: Schema) -> str:
    """The Python type of a value."""
    if "$ref" in shape:
        return _class(_plain(shape["$ref"]))
    if "anyOf" in shape:
        return " | ".join(dict.fromkeys(_type(one) for one in shape["anyOf"]))
    if "enum" in shape:
        return f"Literal[{', '.join(map(repr, shape['enum']))}]"
    if "const" in shape:
        return f"Literal[{shape['const']!r}]"
    kind = shape.get("type")
    if kind == "array":
        items = shape.get("items") or {"anyOf": shape.get("prefixItems", [{}])}
        return f"list[{_type(items)}]"
    if kind == "object":
        values = shape.get("additionalProperties")
        return f"dict[str, {_type(values) if isinstance(values, dict) else 'Any'}]"
    return {
        "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
    }.get(str(kind), "Any")  # fmt: skip


def _plain(reference: str) -> str:
    return reference.removeprefix(_REFERENCE)


def _class(name: str) -> str:
    """A shape's name; one that two modules have begins with the module's, or its procedure's."""
    *modules, own = name.split("__")
    named = [one for one in modules if one != "queries"]
    return (named[-1].capitalize() if named else "") + own


def _named(named: Schema, shape: Schema) -> Schema:
    found: Schema = named[_plain(shape["$ref"])]
    return found


def _docstring(text: str, *, indent: int = 8) -> Iterator[str]:
    words = " ".join(text.split()).replace("\\", "\\\\").replace('"""', "'''").strip()
    yield f'{" " * indent}"""{words}"""'


def write(*, check: bool) -> list[Path]:
    """Write every file that has changed, or with `check` only list them."""
    stale = []
    made = files()
    for path, text in made.items():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    return stale
