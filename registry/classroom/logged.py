"""Accepted commands as the log stores them, and comparison of rows with what commands created.

Reads tables only: the audit over a connection of its own, the writer's copies through its store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, text

from ledger.db import Store
from ledger.log import ACCEPTED

Row = Mapping[str, Any]
"""Columns by name; those that the command does not determine are omitted."""


class Accepted(NamedTuple):
    """An accepted command: its number, arguments, seat, lesson time and answer."""

    number: int
    seat: str
    at: int
    name: str
    arguments: dict[str, Any]
    answer: dict[str, Any]


class Given(NamedTuple):
    """An accepted command without its answer; `at` is lesson time in ms."""

    number: int
    at: int
    seat: str
    name: str
    arguments: dict[str, Any]


def named(*names: str) -> str:
    """The condition on a row of the log that it is one of these commands."""
    return f"name IN ({', '.join(repr(name) for name in names)})"


def given(store: Store, condition: str) -> Iterator[Given]:
    """Accepted commands in the order of the log, for what the writer copies from it.

    Commands of the open group are among them.
    """
    for number, at, seat, name, arguments in store.fetch(
        "SELECT number, at, seat, name, arguments FROM command"
        f" WHERE ({condition}) AND {ACCEPTED} ORDER BY number"
    ):
        yield Given(number, at, seat, name, orjson.loads(arguments))


ENDING = ("entity.withdraw", "project.withdraw_request")
"""Commands by which a subject's own step takes the open items about it off the docket; its answer
lists them.
"""

_CARRYING = ("movement.approve", "movement.carry_out")


def accepted(connection: Connection, *names: str) -> Iterator[Accepted]:
    """Accepted commands of these names in the order of the log, as they were carried out.

    The steps that the first command ran for its market makers come first, as its answer lists them.
    A command that was held for an approval or a delay is not among them; it is where it was
    carried out, in the name of its initiator.
    """
    for one in _first(connection):
        if one.name in names:
            yield one
    for one in logged(connection, *names, *_CARRYING):
        if one.name in names and not is_held(one):
            yield one
        if one.name in _CARRYING and one.answer.get("command") in names:
            given = one.answer
            yield Accepted(
                one.number, given["seat"], one.at, given["command"], given["arguments"],
                given["carried_out"],
            )  # fmt: skip


def is_held(one: Accepted) -> bool:
    """Whether a command only proposed a movement, which waits for its approval or a delay."""
    return "approver" in one.answer and "movement" in one.answer


def logged(connection: Connection, *names: str) -> Iterator[Accepted]:
    """Accepted commands of these names in the order of the log, held ones as well."""
    rows = connection.execute(
        text(
            "SELECT number, seat, at, name, arguments, outcome FROM command"
            f" WHERE {named(*names)} AND {ACCEPTED} ORDER BY number"
        )
    )
    for number, seat, at, name, arguments, outcome in rows:
        answer = orjson.loads(outcome)["accepted"]
        yield Accepted(number, seat, at, name, orjson.loads(arguments), answer)


def _first(connection: Connection) -> Iterator[Accepted]:
    """The steps in the answer of the lesson's first command."""
    first = f"SELECT at, outcome FROM command WHERE number = 1 AND {ACCEPTED}"
    for at, outcome in connection.execute(text(first)):
        for step in orjson.loads(outcome)["accepted"].get("stock", ()):
            yield Accepted(1, at=at, **step)


def compare(
    connection: Connection, table: str, made: Mapping[Any, Row], *, key: str = "id"
) -> Iterator[str]:
    """Every difference between the rows of a table and `made`, the rows that commands created.

    Both are keyed by primary key; a row that exists on one side only is a difference.
    """
    columns = sorted({column for row in made.values() for column in row})
    listed = ", ".join([key, *columns])
    stored = {
        row[0]: dict(zip(columns, row[1:], strict=True))
        for row in connection.execute(text(f"SELECT {listed} FROM {table} ORDER BY {key}"))
    }
    for one in [*made, *(other for other in stored if other not in made)]:
        if one not in stored:
            yield f"{table} {one} is missing"
        elif one not in made:
            yield f"{table} {one}: no command made it"
        else:
            for column, wanted in made[one].items():
                found = stored[one][column]
                if found != wanted or (found is None) != (wanted is None):
                    yield f"{table} {one}: {column} is {found!r}, its command made it {wanted!r}"


def posted_by(connection: Connection, type: str) -> dict[str, tuple[int, int]]:
    """Reason -> (transaction, command) of every transaction of a type."""
    found = text("SELECT because, id, command FROM book_transaction WHERE type = :type")
    return {row[0]: (row[1], row[2]) for row in connection.execute(found, {"type": type})}
