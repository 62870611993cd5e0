"""Goal: a command that fails costs its own seat and nobody else, and no log has its arguments.

Method: a whole server in which one command was made to fail, asked over HTTP by two seats.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy.exc import IntegrityError

from ledger.accounts import SubAccount
from ledger.queue import NS, Failures
from ledger.writer import Action, Request
from registry.edge.logs import JsonLines
from tests.support.classroom import CODE, Class, class_of, create

pytestmark = pytest.mark.slow

WORD = "Quartz-7431"
FAILED = "order.cancel_all"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        yield made


@pytest.fixture
def room(served: Class) -> Class:
    """Nobody has failed yet."""
    served.live.thread.failures = Failures()
    return served


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the server writes it."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def plant(room: Class, handler: Any) -> None:
    """Make one command do something else."""
    writer = room.live.lesson.writer
    writer.actions = {**writer.actions, FAILED: Action(handler, hot=True)}


def broken(request: Request, at: int) -> dict[str, Any]:
    raise ValueError(f"what about {request.arguments} ({WORD})")


def give(client: httpx2.Client, key: str, name: str = FAILED, **arguments: Any) -> httpx2.Response:
    return client.post(f"/api/commands/{name}", json={"key": key, "arguments": arguments})


def order(client: httpx2.Client, key: str) -> int:
    return give(
        client, key, "order.place", instrument="CCER", side="buy", price=7650, quantity=1
    ).status_code


def test_after_three_failures_only_the_seat_that_failed_waits(room: Class) -> None:
    plant(room, broken)
    now = [0]
    room.live.thread.failures = Failures(clock=lambda: now[0])
    bad, _ = room.join("Bad", "trader")
    good, _ = room.join("Good", "trader")
    first = [give(bad, f"f{place}").status_code for place in range(3)]
    before = room.commands()
    told = give(bad, "f4")
    refused = [give(bad, f"g{place}").status_code for place in range(5)]
    form = bad.post(f"/action/{FAILED}", data={"key": "h"})
    item = {"command": FAILED, "key": "i", "arguments": {}}
    bulk = bad.post("/api/orders/bulk", json={"items": [item]}).json()["results"]
    after = room.commands()

    assert [500] * 3 == first
    assert (429, "access.too_many_failures") == (
        told.status_code, told.json()["refusal"]["code"],
    )  # fmt: skip
    assert 60 == told.json()["refusal"]["facts"]["wait_s"]
    assert ["60", "60"] == [one.headers["retry-after"] for one in (told, form)]
    assert [429] * 5 == refused
    assert (429, [429]) == (form.status_code, [one["status"] for one in bulk])
    assert before == after
    assert 200 == order(good, "ok")
    now[0] = 60 * NS
    assert 200 == order(bad, "later")


def test_the_trainer_is_not_made_to_wait(room: Class) -> None:
    plant(room, broken)
    seat = room.seats("trader")[0]

    assert [500] * 5 == [
        room.give(FAILED, f"t{place}", seat=seat).status_code for place in range(5)
    ]


def test_a_command_that_cannot_be_written_is_a_failure_of_ours(
    room: Class, log: io.StringIO
) -> None:
    def poison(request: Request, at: int) -> dict[str, Any]:
        room.live.lesson.books.rows.update(SubAccount, 1, {"balance": 10**9})
        return {}

    plant(room, poison)
    bad, _ = room.join("Bad again", "trader")
    good, _ = room.join("Good again", "trader")
    told = give(bad, "f1")
    item = {"command": FAILED, "key": "f2", "arguments": {}}
    bulk = bad.post("/api/orders/bulk", json={"items": [item]}).json()["results"]

    assert 500 == told.status_code and told.json()["failure"] in log.getvalue()
    assert [500] == [one["status"] for one in bulk]
    assert 200 == order(good, "ok")


def test_what_the_log_cannot_keep_is_refused_in_words(room: Class) -> None:
    player, _ = room.join("Ann", "trader")
    before = room.commands()
    told = player.post(
        f"/api/commands/{FAILED}",
        content=b'{"key": "\\ud800", "arguments": {}}',
        headers={"content-type": "application/json"},
    )

    assert 422 == told.status_code
    assert before == room.commands()


def test_no_line_of_the_log_tells_an_argument(room: Class, log: io.StringIO) -> None:
    plant(room, broken)
    player, seat = room.join("Ann again", "trader")
    give(player, "f1", instrument=WORD)
    said = log.getvalue()

    assert FAILED in said and seat in said and "ValueError" in said and "broken" in said
    assert WORD not in said


def test_a_traceback_has_the_databases_words_but_nobody_elses() -> None:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    logger = logging.Logger("tanlu.test")
    logger.addHandler(handler)
    try:
        try:
            raise OSError(28, "No space left on device")
        except OSError as full:
            raise IntegrityError("INSERT ...", {"name": WORD}, full) from full
    except IntegrityError:
        logger.exception("failure")
    said = out.getvalue()

    assert "No space left on device" in said and "IntegrityError" in said
    assert WORD not in said
