"""Every SQL text of the project: read from its sources, and recorded while it runs.

Knows no database but by SQLAlchemy, and no statement by name.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, Table, TextClause, event, insert
from sqlalchemy.sql import ClauseElement
from sqlmodel import Session

from ledger.db import Store
from registry.classroom.lesson import Lesson
from tests.architecture import tree

SPEAKS_SQL = re.compile(
    r"\b(SELECT|FROM|JOIN|WHERE|AND|OR|NOT|UNION|GROUP BY|ORDER BY|HAVING|LIMIT|INSERT INTO"
    r"|UPDATE \w+ SET|DELETE FROM|VALUES|CASE|WHEN|ELSE|THEN|IN|IS NULL|LIKE|CAST|DESC|EXISTS"
    r"|coalesce)\b"
)
BEGINS = re.compile(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b")
_PLACE = re.compile(r"(?<![:\w'\"]):([a-z_]\w*)|\?")
"""A value that is bound: by name, or as the store's own texts have it."""


@dataclass(frozen=True)
class Literal:
    """A string of the sources that speaks SQL: where it stands, and its parts between holes.

    `sql` is the whole statement, where the source alone says it.
    """

    where: str
    parts: tuple[str, ...]
    sql: str = ""

    def stands_in(self, statement: str) -> bool:
        """Whether a statement (with single blanks) has all parts, in their order."""
        place = 0
        for part in self.parts:
            found = statement.find(part, place)
            if found < 0:
                return False
            place = found + len(part)
        return True


def plain(sql: str) -> str:
    """One blank where a statement has any."""
    return " ".join(sql.split())


def literals(label: str, source: str, names: Mapping[str, Any]) -> Iterator[Literal]:
    """The strings of a module that speak SQL, evaluated with its names; docstrings only tell."""
    nodes = list(ast.walk(ast.parse(source)))
    apart = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    apart |= {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in nodes:
        if id(node) in apart or not isinstance(node, ast.Constant | ast.JoinedStr):
            continue
        values = node.values if isinstance(node, ast.JoinedStr) else [node]
        said = [part.value for part in values if isinstance(part, ast.Constant)]
        texts = [part for part in said if isinstance(part, str)]
        if any(map(SPEAKS_SQL.search, texts)):
            sql = _evaluated(node, names)
            parts = tuple(filter(None, map(plain, texts)))
            yield Literal(f"{label}:{node.lineno}", parts, sql if BEGINS.match(sql) else "")


def _evaluated(node: ast.expr, names: Mapping[str, Any]) -> str:
    """The text of a string, or nothing where it is made of what only a function knows."""
    try:
        return str(eval(compile(ast.Expression(node), "a string", "eval"), dict(names)))  # noqa: S307
    except NameError:
        return ""


def numbered(sql: str) -> str:
    """A statement with `$1`, `$2` ... where it binds a value; one of a name has one number."""
    numbers: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1] or f'?{found.start()}', len(numbers) + 1)}"

    return _PLACE.sub(number, sql)


def modules() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Label, source and names of every module of the project."""
    for path in tree.python_files(*tree.PACKAGES):
        label = tree.label(path)
        name = label.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if not name.endswith("__main__"):
            yield label, path.read_text(encoding="utf-8"), vars(import_module(name))


# --- what runs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ran:
    """A statement that ran, with the values of one run; a text is one of the store's own."""

    statement: Any
    values: Any


@contextmanager
def recorded(owners: Iterable[str]) -> Iterator[dict[str, Ran]]:
    """Every statement that runs inside, each once, by its text; those of the owners are theirs."""
    ran: dict[str, Ran] = {}
    left_out = frozenset(owners)

    def note(_connection: Any, clause: Any, many: Any, one: Any, _options: Any) -> None:
        asks = isinstance(clause, ClauseElement) and (
            clause.is_select or clause.is_dml or isinstance(clause, TextClause)
        )
        if asks and (sql := plain(str(clause))) not in ran and _caller() not in left_out:
            ran[sql] = Ran(clause, many[0] if many else one)

    fetch = Store.fetch

    def fetching(store: Store, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if sql not in ran and _caller() not in left_out:
            ran[plain(sql)] = Ran(sql, values)
        return fetch(store, sql, *values)

    insert_many = Store.insert_many

    def inserting(store: Store, table: Table, rows: Sequence[Sequence[Any]]) -> None:
        if rows and (sql := str(insert(table))) not in ran:
            ran[sql] = Ran(insert(table), dict(zip(table.columns.keys(), rows[0], strict=True)))
        insert_many(store, table, rows)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Store, "fetch", fetching)
        patched.setattr(Store, "insert_many", inserting)
        event.listen(Engine, "before_execute", note)
        try:
            yield ran
        finally:
            event.remove(Engine, "before_execute", note)


def _caller() -> str:
    """The file of ours that asks."""
    frame = sys._getframe(2)
    while frame is not None:
        if Path(frame.f_code.co_filename).is_relative_to(tree.ROOT):
            label = tree.label(Path(frame.f_code.co_filename))
            if label.startswith(tuple(f"{name}/" for name in tree.PACKAGES)):
                return label
        frame = frame.f_back
    return ""


def ask_everything(lesson: Lesson, known: Mapping[str, Any]) -> None:
    """Call each function of ours that takes a session first, without and with what it may be given.

    What it takes is found by the parameter's name in `known`, or made up from its kind; a function
    that takes something else is left to those who call it.
    """
    for _, source, names in modules():
        if "session: Session" not in source:
            continue
        for function in list(names.values()):
            if inspect.isfunction(function) and function.__module__ == names["__name__"]:
                for given in _calls(function, known):
                    _call(lesson, function, given)


def _calls(function: Any, known: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What to give a function: what it needs, and everything if that is more."""
    first, *others = inspect.signature(function, eval_str=True).parameters.values() or (None,)
    if first is None or first.annotation is not Session:
        return []
    needed = [one for one in others if one.default is one.empty]
    try:
        return [
            {one.name: _value(one.name, one.annotation, known) for one in some}
            for some in ((needed, others) if len(needed) < len(others) else (needed,))
        ]
    except LookupError:
        return []


def _call(lesson: Lesson, function: Any, given: dict[str, Any]) -> None:
    with lesson.reading() as session:
        try:
            answer = function(session, **given)
            if inspect.isgenerator(answer):
                list(answer)
        except Exception:
            # What was made up may be nothing that the function knows; its statements have run.
            session.rollback()


def _value(name: str, kind: Any, known: Mapping[str, Any]) -> Any:
    if name in known:
        return known[name]
    if kind in (int, str, bool):
        return kind(1)
    if inspect.isclass(kind) and issubclass(kind, Enum):
        return next(iter(kind))
    origin, parts = typing.get_origin(kind), typing.get_args(kind)
    if type(None) in parts:
        return _value(name, parts[0], known)
    if origin in (list, tuple, set, frozenset):
        return origin([_value(name, parts[0], known)])
    raise LookupError(name)
