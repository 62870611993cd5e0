"""Goal: a script that follows a lesson reads each row once, and can order what it reads.

Method: a real server; lists are walked with `after` and compared with the same list newest first;
an answer's sequence is compared with the log and with the stream, also while a command is committed
between reading and answering.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from ledger.paging import Page
from registry.api.reading import read_state
from registry.api.shown import AT, SEQUENCE, State
from registry.market import queries as market
from tests.support.classroom import CODE, Class

ORDER = {"instrument": "CCER", "side": "buy", "price": 7_650, "quantity": 1}

# list -> the field with the number by which it is paged
NUMBERS = {
    "/api/orders": "order", "/api/trades": "trade", "/api/trades/own": "trade",
    "/api/trades/parties": "trade", "/api/candles/CCER": "at", "/api/log": "number",
    "/api/balances": "sub", "/api/issuances": "request", "/api/committee": "item",
    "/api/transfers": "transfer", "/api/retirements": "retirement", "/api/offsets": "submission",
    "/api/blocks": "proposal", "/api/quotes/requests": "request", "/api/quotes/offers": "offer",
    "/api/bidding/sessions": "session", "/api/bidding/bids": "bid",
    "/api/announcements": "number", "/api/motions": "motion", "/api/messages": "message",
    "/api/accounts": "account", "/api/imports": "request", "/api/reversals": "reversal",
    "/api/movements": "movement", "/api/incidents": "incident",
    "/api/reconciliations": "reconciliation", "/api/openings": "request",
    "/api/freezes": "freeze", f"/api/public/{CODE}/issuances": "request",
    f"/api/public/{CODE}/batches": "asset", f"/api/public/{CODE}/batches/4/blocks": "block",
    f"/api/public/{CODE}/retirements": "retirement",
}  # fmt: skip
FILLED = {
    "/api/orders", "/api/trades", "/api/trades/own", "/api/trades/parties", "/api/candles/CCER",
    "/api/log", "/api/balances", "/api/issuances", "/api/committee",
}  # fmt: skip
WAIT = {"/api/wait": {"seconds": 1, "command": 1}}
SHOWN = {
    "/api/instruments", "/api/book/CCER", "/api/orders", "/api/trades", "/api/cash",
    "/api/holdings", "/api/clock", "/api/seats", "/api/me", "/api/projects", "/api/log",
    "/api/market/rules/CCER",
}  # fmt: skip


@pytest.fixture(scope="module")
def running(room: Class) -> Class:
    """The class with time running, and a seat that has traded."""
    room.run()
    for n in range(7):
        hi = room.quote("CCER")["hi"]
        told = room.give("order.place", f"buy {n}", seat=seat_of(room), **ORDER | {"price": hi})
        assert told.status_code == 200, told.text
    return room


def seat_of(room: Class) -> str:
    return room.seats("trader")[0]


def asked(room: Class, path: str, **query: Any) -> Any:
    """A query of the trader, or of the trainer where no seat may ask."""
    found = room.script.get(path, params=query, headers={"tanlu-seat": seat_of(room)})
    assert found.status_code == 200, found.text
    return found.json()


def filled(path: str) -> str:
    """A path of the description with values in its places."""
    return path.replace("{instrument}", "CCER").replace("{lesson}", CODE).replace("{asset}", "4")


def lists(room: Class) -> set[str]:
    """Every list with a `before`, from the description."""
    described = room.script.get("/api/openapi.json").json()["paths"]
    return {
        filled(path)
        for path, methods in described.items()
        if "before" in {one["name"] for one in methods.get("get", {}).get("parameters", ())}
    }


def test_every_list_with_before_takes_after(running: Class) -> None:
    described = running.script.get("/api/openapi.json").json()["paths"]
    takes = {
        filled(path)
        for path, methods in described.items()
        if "after" in {one["name"] for one in methods.get("get", {}).get("parameters", ())}
    }

    assert {*NUMBERS} == takes == lists(running)


def followed(room: Class, path: str) -> tuple[list[int], list[int]]:
    """The numbers of a list as `after` gives them, and those that it had before, oldest first."""
    number = NUMBERS[path]
    wanted = [row[number] for row in reversed(asked(room, path, limit=500))]
    found: list[int] = []
    while wanted and wanted[-1] not in found:
        after = found[-1] if found else wanted[0] - 1
        found += [row[number] for row in asked(room, path, after=after, limit=7)]
        assert found[-1] > after, "the list goes on"
    return found, wanted


@pytest.mark.parametrize("path", NUMBERS)
def test_who_follows_a_list_reads_each_row_once_oldest_first(running: Class, path: str) -> None:
    found, wanted = followed(running, path)

    assert wanted == found[: len(wanted)]
    assert found == sorted({*found})
    assert bool(wanted) >= (path in FILLED)


@pytest.mark.planted
def test_a_list_that_skips_rows_would_be_seen(
    running: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    clause = Page.clause

    def newest_first(page: Page, number: str, where: list[str]) -> Any:
        text, values = clause(page, number, where)
        return text.replace("ASC", "DESC"), values

    monkeypatch.setattr(Page, "clause", newest_first)
    found, wanted = followed(running, "/api/log")
    assert wanted != found[: len(wanted)]


@pytest.mark.parametrize("path", NUMBERS)
def test_a_cursor_that_cannot_be_is_refused(running: Class, path: str) -> None:
    for query in ({"before": 0, "after": 1}, {"after": "1e3"}, {"after": ""}, {"since": 1}):
        told = running.script.get(path, params=query, headers={"tanlu-seat": seat_of(running)})
        assert (422, "access.shape_wrong") == (told.status_code, told.json()["refusal"]["code"])


@pytest.mark.parametrize("path", sorted(NUMBERS))
def test_a_misspelt_filter_is_422_and_an_unknown_instrument_404(running: Class, path: str) -> None:
    misspelt = running.script.get(path, params={"instument": "CCER"})
    assert 422 == misspelt.status_code
    described = running.script.get("/api/openapi.json").json()["paths"].get(path, {}).get("get", {})
    if "instrument" in {one["name"] for one in described.get("parameters", ())}:
        assert 404 == running.script.get(path, params={"instrument": "NOPE"}).status_code


def test_every_answer_that_is_described_with_its_state_has_it(running: Class) -> None:
    described = running.script.get("/api/openapi.json").json()["paths"]
    paths = {
        filled(path)
        for path, methods in described.items()
        if SEQUENCE in methods.get("get", {}).get("responses", {}).get("200", {}).get("headers", {})
    }
    assert paths >= SHOWN
    before = running.commands()
    for path in sorted(path for path in paths if "{" not in path):
        headers = {"tanlu-seat": seat_of(running)}
        found = running.script.get(path, headers=headers, params=WAIT.get(path, {}))
        assert found.status_code == 200, found.text
        assert before <= int(found.headers[SEQUENCE]) and int(found.headers[AT]) > 0, path


def test_a_sequence_orders_a_query_and_the_events_of_the_stream(running: Class) -> None:
    seat = seat_of(running)
    given = running.give("order.place", "ordered", seat=seat, **ORDER).json()
    with running.script.stream("GET", "/live", timeout=30) as stream:
        lines = (line[6:] for line in stream.iter_lines() if line.startswith("data: "))
        view = next(one for one in map(json.loads, lines) if one.get("sequence"))
    found = running.script.get("/api/orders", headers={"tanlu-seat": seat})
    log = running.script.get("/api/log", params={"after": given["command"] - 1, "limit": 1}).json()

    assert given["command"] <= view["sequence"] <= int(found.headers[SEQUENCE])
    assert given["answer"]["order"] in {order["order"] for order in found.json()}
    assert log[0]["at"] <= int(found.headers[AT])
    book = running.script.get("/api/book/CCER")
    assert (book.json()["sequence"], book.json()["at"]) == (
        int(book.headers[SEQUENCE]), int(book.headers[AT]),
    )  # fmt: skip


def test_the_sequence_is_that_of_the_state_that_was_read_not_of_the_answer(room: Class) -> None:
    seat, committed = seat_of(room), []

    def slow(session: Any) -> list[int]:
        """Reads, waits for another command's commit, and reads on."""
        first = [o.order for o in market.own_orders(session, seat=seat, limit=500)]
        committed.append(room.give("order.place", "meanwhile", seat=seat, **ORDER).json())
        again = [o.order for o in market.own_orders(session, seat=seat, limit=500)]
        assert first == again
        return again

    before = room.commands()
    shown, state = asyncio.run(read_state(room.live, slow))
    (given,) = committed

    assert isinstance(state, State) and before <= state.sequence < given["command"]
    assert given["answer"]["order"] not in shown
    assert given["answer"]["order"] in {
        o["order"] for o in asked(room, "/api/orders", after=0, limit=500)
    }


def test_a_running_call_is_in_instruments_and_book_as_in_the_stream(running: Class) -> None:
    assert running.quote("CCER")["auction"] is None
    for name, key in (("lesson.call", "call"), ("lesson.pause", "pause")):
        more = {"instrument": "CCER", "minutes": 30} if name == "lesson.call" else {}
        assert running.give(name, key, **more).status_code == 200
    try:
        streamed = running.live.view["instruments"]["CCER"]["auction"]
        wanted = {name: streamed[name] for name in ("price", "volume", "imbalance")}

        assert wanted == running.quote("CCER")["auction"]
        assert wanted == running.script.get("/api/book/CCER").json()["auction"]
    finally:
        running.run()
        running.give("lesson.uncross", "uncross", instrument="CCER")


def test_a_repeated_refusal_says_so(running: Class) -> None:
    wrong = ORDER | {"price": 1}
    first, again = (
        running.give("order.place", "wrong", seat=seat_of(running), **wrong).json()
        for _ in range(2)
    )

    assert not first["repeated"] and again["repeated"]
    assert {**first, "repeated": True} == again
