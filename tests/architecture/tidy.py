"""Rules of style that no linter has: sizes, names, and calls that have one home.

A file of 400 lines is long already. The limit is 500, for a class is never cut in two by
inheritance to stay below it: whatever `self` is asked for stands in the same file.
Pure: it reads source text and a path, and knows no other file.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

FUNCTION_LINES, FILE_LINES = 60, 500
GENERATED = ("registry/client/described/",)
"""Nobody reads these from top to bottom: `tanlu docs` makes them."""
BAD_PARAMETERS = {"data", "info", "obj", "flag"}
OPTIONS = {
    ("registry/cli.py", "data"),
    ("registry/serve.py", "data"),
    ("tests/support/server.py", "data"),
}
"""Parameters that are named as the command line names them: `tanlu serve --data`."""
SECONDS = ("ledger/files.py",)
"""Where a float is how long to wait for a lock."""
OURS = ("ledger/", "matching/", "registry/")
SIX_NAMES = {"__init__", "models", "machine", "commands", "queries", "errors"}
ALSO = {"audit", "docket"}
"""What some procedures have besides: invariants of their own, and a kind of docket item."""
COMPUTED = {
    "programme/adjustments": {"ranges"},
    "programme/accounts": {"controls", "freezing", "standing"},
    "programme/agreements": {"notices"},
    "programme/committee": {
        "amendment",
        "clock",
        "kinds",
        "meeting",
        "motions",
        "recount",
        "rule",
        "sitting",
        "voting",
    },
    "programme/finance": {"bearing"},
    "compliance": {
        "bundle",
        "check",
        "evaluator",
        "fitting",
        "largest",
        "packs",
        "reader",
        "rules",
    },
    "programme/issuance": {
        "allowances",
        "ccer",
        "checks",
        "correction",
        "decided",
        "imported",
        "imports",
        "issue",
        "papers",
        "recount",
        "shares",
        "split",
    },
    "programme/entities": {"motions", "scopes"},
    "programme/projects": {
        "about",
        "allocating",
        "clock",
        "design",
        "designation",
        "designing",
        "motions",
        "possible",
        "registering",
        "revising",
        "stages",
        "validating",
    },
    "market": {
        "accounts",
        "bidding",
        "close_times",
        "conduct",
        "deals",
        "effects",
        "order_warnings",
        "listing",
        "rules_in_effect",
        "queue",
        "statistics",
        "venues",
    },
    "programme/authorisation": {
        "acts",
        "covering",
        "marking",
        "overselling",
        "records",
        "terms",
        "use",
    },
    "programme/methodologies": {"applicability", "calculator", "desk", "motions"},
    "programme/monitoring": {
        "concluding",
        "findings",
        "gate",
        "meters",
        "parts",
        "recount",
        "sampling",
        "truth",
        "verifiers",
    },
    "programme/movements": {"trust"},
    "programme/ndc": {"balances", "indicators", "reports", "rounds"},
    "programme/reports": {
        "actions",
        "archives",
        "built",
        "clock",
        "consistency",
        "csv_files",
        "differences",
        "file_errors",
        "files",
        "findings",
        "grids",
        "holdings",
        "json_form",
        "reading",
        "recount",
        "sectors",
        "statements",
        "stored",
        "tables",
        "units",
        "values",
        "vocabulary",
        "workbook",
        "years",
        "zipped",
    },
    "programme/retirement": {"ordered", "replaced", "reversal", "uses"},
    "programme/risks": {"events", "handling", "subjects", "taxonomy"},
    "programme/transfers": {
        "checks",
        "compared",
        "deadlines",
        "faults",
        "held",
        "host_first",
        "logged",
        "network",
        "reconcile",
        "reconciliation",
        "records",
        "repairs",
        "steps",
        "within",
    },
}
"""What a procedure has beyond the six names: each computes something."""
PROCEDURES = {
    "compliance",
    "market",
    "programme/accounts",
    "programme/adjustments",
    "programme/agreements",
    "programme/authorisation",
    "programme/committee",
    "programme/documents",
    "programme/entities",
    "programme/finance",
    "programme/issuance",
    "programme/methodologies",
    "programme/monitoring",
    "programme/movements",
    "programme/ndc",
    "programme/participants",
    "programme/permanence",
    "programme/projects",
    "programme/reports",
    "programme/retirement",
    "programme/risks",
    "programme/transfers",
}
"""Folders of `registry`, each of one procedure."""

NO_PROCEDURES = {
    "api", "bench", "bots", "classroom", "client", "debrief", "edge", "programme", "quiz",
    "scenario", "web",
}  # fmt: skip
"""The other folders of `registry` that hold modules."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Banned:
    """Calls that may stand in their homes only: the ends of their dotted names, where they are
    banned, the homes, and what to use instead.
    """

    calls: frozenset[str]
    within: tuple[str, ...]
    homes: tuple[str, ...]
    instead: str


BANNED = (
    Banned(frozenset({"float"}), ("ledger/", "matching/"), (), "whole numbers or Fraction (D-006)"),
    Banned(
        frozenset(
            {
                "datetime.now",
                "datetime.utcnow",
                "datetime.today",
                "date.today",
                "time.time",
                "time.time_ns",
            }
        ),
        OURS,
        (
            "ledger/writer.py",  # wall time beside the log, outside chain and state hash
            "registry/edge/server_state.py",  # wall_ms, for all who may have it
        ),
        "at=, the lesson's time (D-012); for a duration the monotonic clock",
    ),
    Banned(
        frozenset({"wall_ms"}),
        OURS,
        (
            "registry/app.py",  # how old tokens are when the server starts
            "registry/edge/hours.py",  # the hour at which a lesson starts by itself
            "registry/edge/joining.py",  # when a token was handed out
            "registry/edge/rounds.py",  # when people were seated in an earlier round
            "registry/in_process.py",  # the same, in this process
            "registry/serve.py",
            "registry/web/debrief/certificate.py",  # the day on which it is drawn
            "registry/web/door/join.py",
            "registry/web/trainer/keeping.py",
            "registry/web/trainer/script.py",  # how far the room is behind its plan
            "registry/web/trainer/health.py",  # how old the last back-up is
            "registry/web/trainer/helping.py",  # when a helper's token was handed out
            "registry/web/trainer/queue.py",  # how long somebody waits for help
        ),
        "lesson time, or for a duration the monotonic clock (D-036)",
    ),
    Banned(
        frozenset({"commit"}),
        OURS,
        (
            "ledger/db.py",
            "ledger/writer.py",  # asks the store, once per group
            "registry/classroom/hall.py",  # a database of its own
        ),
        "the writer's group (D-003)",
    ),
    Banned(frozenset({"BaseHTTPMiddleware"}), OURS, (), "a pure ASGI middleware"),
    Banned(
        frozenset({"pytest.skip", "pytest.importorskip", "pytest.xfail"}),
        ("tests/",),
        (),
        "a failure that says what is missing",
    ),
)
BANNED_MARKS = {"skip", "skipif", "xfail"}


def faults(path: str, source: str) -> list[str]:
    """What is untidy in one file, as sentences with the line."""
    tree = ast.parse(source)
    return [f"{path}:{line}: {text}" for line, text in sorted(_all(path, source, tree))]


def _all(path: str, source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    if not ast.get_docstring(tree):
        yield 1, "the module has no docstring"
    lines = source.count("\n")
    if lines > FILE_LINES and not _below(path, GENERATED):
        yield FILE_LINES, f"{lines} lines in a file; at most {FILE_LINES}"
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield from _function(path, node)
        elif isinstance(node, ast.Call):
            yield from _call(path, node)
        elif isinstance(node, ast.ClassDef):
            yield from _bases(path, node)
        elif isinstance(node, ast.Constant):
            yield from _number(path, node)
        elif isinstance(node, ast.Attribute):
            yield from _mark(path, node)
            yield from _writers(path, node)
        elif isinstance(node, ast.Import):
            yield from _import(path, node)


def _writers(path: str, node: ast.Attribute) -> Iterator[tuple[int, str]]:
    """The writer's own objects, which only its thread may read."""
    above = _below(path, ("registry/api/", "registry/edge/", "registry/web/"))
    held = node.value.value if isinstance(node.value, ast.Subscript) else node.value
    if above and node.attr == "lesson" and _dotted(held).rpartition(".")[2] in ("live", "lives"):
        yield node.lineno, "live.lesson is the writer's; read live.current or live.reading()"


def _function(path: str, node: Function) -> Iterator[tuple[int, str]]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > FUNCTION_LINES:
        yield node.lineno, f"{node.name} has {length} lines; at most {FUNCTION_LINES}"
    given = node.args
    positional = [*given.posonlyargs, *given.args]
    named = [*positional, *given.kwonlyargs]
    for one in named:
        if one.arg in BAD_PARAMETERS and (path, one.arg) not in OPTIONS:
            yield node.lineno, f"{node.name} has a parameter '{one.arg}': name what it is"
        if _below(path, ("ledger/", "matching/")) and _says(one.annotation, "float"):
            yield node.lineno, f"{node.name} takes a float; use whole numbers (D-006)"
    last = [one.arg for one in named][-2:]
    if _is_command(path, node) and last != ["by", "at"]:
        yield node.lineno, f"{node.name} is a command: its last parameters are by and at"


def _is_command(path: str, node: Function) -> bool:
    names = path.split("/")
    in_commands = "/".join(names[1:-1]) in PROCEDURES and names[-1] == "commands.py"
    parameters = {one.arg for one in [*node.args.args, *node.args.kwonlyargs]}
    return in_commands and node.col_offset == 0 and {"by", "at"} <= parameters


def _call(path: str, node: ast.Call) -> Iterator[tuple[int, str]]:
    name = _dotted(node.func)
    for rule in BANNED:
        if not _below(path, rule.within) or _below(path, rule.homes):
            continue
        if any(name == one or name.endswith(f".{one}") for one in rule.calls):
            yield node.lineno, f"{name}( is banned here; use {rule.instead}"
    if name.endswith(".middleware") and _first_word(node) == "http":
        yield node.lineno, '.middleware("http") is banned; use a pure ASGI middleware'
    unseeded = name in ("Random", "random.Random") and not (node.args or node.keywords)
    if unseeded and _below(path, OURS):
        yield node.lineno, "Random() without a seed; use the Random that is passed in (D-012)"


def _bases(path: str, node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    if any(_says(base, "BaseHTTPMiddleware") for base in node.bases):
        yield node.lineno, "BaseHTTPMiddleware is banned; use a pure ASGI middleware"


def _number(path: str, node: ast.Constant) -> Iterator[tuple[int, str]]:
    exact = _below(path, ("ledger/", "matching/")) and not _below(path, SECONDS)
    if isinstance(node.value, float) and exact:
        yield node.lineno, f"{node.value} is no whole number (D-006)"


def _mark(path: str, node: ast.Attribute) -> Iterator[tuple[int, str]]:
    if node.attr in BANNED_MARKS and _dotted(node.value) == "pytest.mark":
        yield node.lineno, f"pytest.mark.{node.attr} is banned; a test fails or passes"


def _import(path: str, node: ast.Import) -> Iterator[tuple[int, str]]:
    if _below(path, OURS) and any(one.name == "random" for one in node.names):
        yield node.lineno, "import random: use the Random that is passed in (D-012)"


def _below(path: str, homes: tuple[str, ...]) -> bool:
    return path.startswith(homes)


def _dotted(node: ast.expr) -> str:
    """`a.b.c` of a name or attribute; what is not a name becomes a question mark."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return "?"


def _says(node: ast.expr | None, word: str) -> bool:
    return node is not None and any(
        isinstance(one, ast.Name) and one.id == word for one in ast.walk(node)
    )


def _first_word(node: ast.Call) -> object:
    first = node.args[0] if node.args else None
    return first.value if isinstance(first, ast.Constant) else None
