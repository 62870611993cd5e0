"""Goal: a script drives a lesson with the client as with the API, and loses or doubles nothing.

Method: the client over a lesson in process; over a transport that loses answers; a script run
twice on one lesson.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from registry.client import Client, Done, KeyUsed, NoConnection, Refused
from registry.in_process import LessonInProcess, Transport, lesson_in_process

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def lesson() -> Iterator[LessonInProcess]:
    """A lesson without bots, standing at the opening of its first day."""
    with lesson_in_process(seed=3, bots=False, name="script") as made:
        made.client.give("lesson.start")
        made.client.advance(phase="continuous")
        yield made


def trader(lesson: LessonInProcess, number: int = 0, *, name: str = "t") -> Client:
    """A script of its own at a trader's seat."""
    seats = [one["seat"] for one in lesson.client.query.seats() if one["role"] == "trader"]
    made = lesson.server.client(lesson=lesson.code, name=name)
    return made.seat(seats[number])


def logged(lesson: LessonInProcess) -> int:
    return lesson.client.query.log(limit=1)[0]["number"]


def lowest(client: Client) -> int:
    """The lowest price of the day."""
    price = next(one["lo"] for one in client.query.instruments() if one["instrument"] == "BRC-CN")
    assert price is not None
    return price


def low(client: Client) -> dict[str, Any]:
    """An order at that price."""
    return {"instrument": "BRC-CN", "side": "buy", "quantity": 1, "price": lowest(client)}


def test_a_typed_command_changes_the_lesson_and_a_query_reads_it(lesson: LessonInProcess) -> None:
    seat = trader(lesson, name="typed")
    done = seat.command.order_place(instrument="BRC-CN", side="buy", quantity=7, price=lowest(seat))

    (order,) = [one for one in seat.query.orders() if one["order"] == done["order"]]
    assert 7 == order["quantity"] and "buy" == order["side"]
    assert "script" == lesson.client.query.log(limit=1)[0]["origin"]


def test_a_refusal_has_code_figures_and_both_languages(lesson: LessonInProcess) -> None:
    seat = trader(lesson)
    before = seat.query.orders()
    with pytest.raises(Refused) as caught:
        seat.give("order.place", **{**low(seat), "price": 1})

    refused = caught.value
    assert "book.price_outside_limits" == refused.code and 400 == refused.status
    assert 1 == refused.figures["price_fen"] < refused.figures["lo_fen"]
    assert refused.en and refused.zh and refused.rule
    assert refused.would_pass["en"] and refused.would_pass["zh"]
    assert refused.command == logged(lesson)
    assert before == seat.query.orders()


def test_time_is_stepped_and_waited_for(lesson: LessonInProcess) -> None:
    clock = lesson.client.query.clock()
    later = lesson.client.advance(to=clock["at"] + 60_000)

    assert later["standing"] and clock["at"] + 60_000 == later["at"]
    assert lesson.client.wait(at=clock["at"])["reached"]
    assert not lesson.client.wait(day=19, within_s=1)["reached"]


class Lossy(httpx2.BaseTransport):
    """Carries each request, and loses the answers to the first ones of an address."""

    def __init__(self, lesson: LessonInProcess, path: str, losses: int) -> None:
        self._inner, self._path, self.losses = Transport(lesson.server), path, losses

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._inner.handle_request(request)
        if request.url.path == self._path and self.losses:
            self.losses -= 1
            answer.close()
            raise httpx2.ReadError("the connection was lost", request=request)
        return answer


def test_a_lost_answer_is_asked_for_again_with_the_same_key(lesson: LessonInProcess) -> None:
    lossy = Lossy(lesson, "/api/commands/order.place", losses=2)
    seat = lesson.server.client(lesson=lesson.code, name="lossy", transport=lossy)
    seat = seat.seat(trader(lesson).caller.seat)
    before = len(seat.query.orders())
    done = seat.give("order.place", **low(seat))

    assert done.repeated and 0 == lossy.losses
    assert before + 1 == len(seat.query.orders())


def test_patience_ends_and_says_so(lesson: LessonInProcess) -> None:
    lossy = Lossy(lesson, "/api/clock", losses=1000)
    client = lesson.server.client(name="lossy", patience_s=0.2, transport=lossy)

    with pytest.raises(NoConnection):
        client.query.clock()


def test_what_has_no_key_is_not_sent_twice(lesson: LessonInProcess) -> None:
    lossy = Lossy(lesson, "/api/lessons", losses=1)
    client = lesson.server.client(name="lossy", transport=lossy)
    with pytest.raises(NoConnection):
        client.lessons.create("belt-road-1", code="lost-answer", bots=False)

    assert 1 == sum(one["code"] == "lost-answer" for one in client.lessons.list())
    client.lessons.close("lost-answer")


def test_keys_count_and_a_second_run_has_keys_of_its_own(lesson: LessonInProcess) -> None:
    for _ in range(2):
        seat = trader(lesson, name="twice.py")
        before = len(seat.query.orders())
        given = [seat.give("order.place", **low(seat)) for _ in range(3)]

        assert before + 3 == len(seat.query.orders())
        assert not any(done.repeated for done in given)
    rows = lesson.client.query.log(seat=seat.caller.seat, limit=50)
    keys = [str(row["key"]) for row in reversed(rows) if str(row["key"]).startswith("twice.py")]
    assert [f"twice.py-{run}-{n}" for run in (1, 2) for n in (1, 2, 3)] == keys


def test_a_run_that_begins_with_another_command_or_refusal_is_a_new_run_too(
    lesson: LessonInProcess,
) -> None:
    for quantity in (1, 2, -1, -1):
        seat = trader(lesson, name="differs.py")
        before = logged(lesson)
        try:
            done = seat.give("order.place", **{**low(seat), "quantity": quantity}).command
        except Refused as refused:
            assert quantity < 0
            done = refused.command or 0

        assert before + 1 == done == logged(lesson)


def test_two_scripts_of_one_name_at_one_seat_are_told(lesson: LessonInProcess) -> None:
    first, second = (trader(lesson, 1, name="same.py") for _ in range(2))
    second.caller.keys.next(lesson.code, second.caller.seat)
    first.give("order.place", **low(first))
    first.give("order.place", **low(first))

    with pytest.raises(KeyUsed):
        second.give("order.place", **{**low(second), "quantity": 2})


def test_a_bulk_has_a_result_for_each(lesson: LessonInProcess) -> None:
    seat = trader(lesson, name="bulk.py")
    before = len(seat.query.orders(limit=500))
    order = low(seat)
    wrong = {**order, "price": 1}
    results = seat.bulk([("order.place", one) for one in (order, wrong, order)])

    assert [Done, Refused, Done] == [type(one) for one in results]
    assert before + 2 == len(seat.query.orders(limit=500))


def test_a_person_joins_by_the_code(lesson: LessonInProcess) -> None:
    seat = lesson.client.join(code=lesson.join_code, name="Ann", role="trader")
    me = seat.query.me()

    assert "Ann" == me["name"] and "trader" == me["role"] and not me["trainer"]
    seat.give("order.place", **low(seat))
    assert "person" == lesson.client.query.log(limit=1)[0]["origin"]


def held(lesson: LessonInProcess) -> int:
    """The seats that are taken."""
    return sum(one["driver"] != "bot" for one in lesson.client.query.seats())


def test_a_join_whose_answer_is_lost_takes_one_seat(lesson: LessonInProcess) -> None:
    lossy = Lossy(lesson, "/api/join", losses=2)
    client = lesson.server.client(name="lossy", transport=lossy)
    before = held(lesson)
    seat = client.join(code=lesson.join_code, name="Ben", role="trader")

    assert 0 == lossy.losses and before + 1 == held(lesson)
    assert "Ben" == seat.query.me()["name"]


def test_a_join_that_was_given_up_is_repeated_with_its_key(lesson: LessonInProcess) -> None:
    lossy = Lossy(lesson, "/api/join", losses=1)
    client = lesson.server.client(name="lossy", patience_s=0, transport=lossy)
    before = held(lesson)
    with pytest.raises(NoConnection):
        client.join(code=lesson.join_code, name="Cleo", role="trader")
    assert before + 1 == held(lesson)
    seat = client.join(code=lesson.join_code, name="Cleo", role="trader")

    assert before + 1 == held(lesson)
    assert "Cleo" == seat.query.me()["name"]
    # An answered join is over: the same words again are another person's.
    with pytest.raises(Refused) as caught:
        client.join(code=lesson.join_code, name="Cleo", role="trader")
    assert caught.value.code.endswith("name_taken")


def test_a_join_with_a_key_of_its_own_leads_back_to_the_seat(lesson: LessonInProcess) -> None:
    first, second = (
        lesson.server.client().join(code=lesson.join_code, name="Dan", key="dan-7c1f9e20")
        for _ in range(2)
    )

    assert first.query.me()["seat"] == second.query.me()["seat"]
    assert first.caller.token == second.caller.token


def test_the_feed_reads_own_figures_when_they_change(lesson: LessonInProcess) -> None:
    seat = trader(lesson, 1, name="feed.py")
    feed = seat.feed(own=("orders",))
    opened = next(feed)
    done = seat.give("order.place", **low(seat))
    changed = next(event for event in feed if event.name == "own")

    ids = [{one["order"] for one in event.own["orders"]} for event in (opened, changed)]
    assert done["order"] in ids[1] - ids[0]
    feed.close()  # type: ignore[attr-defined]


class Cut(httpx2.BaseTransport):
    """Ends every stream after its first part; notes what was asked."""

    def __init__(self, lesson: LessonInProcess) -> None:
        self._inner = Transport(lesson.server)
        self.asked: list[str | None] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = self._inner.handle_request(request)
        if request.url.path != "/live":
            return answer
        self.asked.append(request.headers.get("last-event-id"))
        stream = answer.stream
        assert isinstance(stream, httpx2.SyncByteStream)
        first = next(iter(stream))
        stream.close()
        return httpx2.Response(200, content=first)


def test_a_broken_feed_is_resumed_and_own_figures_are_read_again(lesson: LessonInProcess) -> None:
    cut = Cut(lesson)
    client = lesson.server.client(lesson=lesson.code, name="cut.py", transport=cut)
    feed = client.seat(trader(lesson).caller.seat).feed(own=("cash",))
    names = [next(feed) for _ in range(4)]

    assert ["own", "view", "own", "view"] == [event.name for event in names]
    assert [None, names[1].id] == cut.asked and names[1].id
    assert all(event.own["cash"] for event in names if event.name == "own")


def test_the_same_over_coroutines(lesson: LessonInProcess) -> None:
    async def script() -> None:
        async with lesson.async_client(name="async.py") as client:
            seat = client.seat(trader(lesson).caller.seat)
            price = trader(lesson)
            before = await seat.query.orders(limit=500)
            orders = [seat.give("order.place", **low(price)) for _ in range(3)]
            first = await orders[0]
            await asyncio.gather(*orders[1:])
            after = await seat.query.orders(limit=500)

            assert len(before) + 3 == len(after) and first["order"] in {o["order"] for o in after}
            with pytest.raises(Refused):
                await seat.command.order_cancel(order=10**9)
            feed = seat.feed(own=("cash",))
            assert (await anext(feed)).own["cash"] and "view" == (await anext(feed)).name
            clock = await client.query.clock()
            assert (await client.advance(to=clock["at"] + 1000))["standing"]
            assert (await client.wait(at=clock["at"]))["reached"]

    asyncio.run(script())


def test_nothing_stays_behind() -> None:
    with lesson_in_process(bots=False, name="gone") as made:
        folder: Path = made.server.folder
        assert made.server.file_of(made.code).is_file()

    assert not folder.exists()
