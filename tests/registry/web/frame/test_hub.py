"""Goal: a snapshot is encoded once for all, a slow client loses the oldest, all streams end.

Method: the hub alone with ASGI doubles, and a real server with open streams.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from starlette.types import Message

from registry.web.frame.hub import NOTHING, QUEUE_LENGTH, Client, Event, Hub
from tests.support.classroom import CODE, Class, class_of, create
from tests.support.server import until
from tests.support.streams import Stream


class Listener:
    """One client of the hub: what it was sent, and how to disconnect it."""

    def __init__(self, hub: Hub, topic: str, seat: str) -> None:
        self.sent: list[Message] = []
        self.gone = asyncio.Event()
        self.task = asyncio.create_task(
            hub.stream(topic, seat, scope={}, receive=self.receive, send=self.send)
        )

    async def receive(self) -> Message:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    @property
    def bodies(self) -> list[bytes]:
        return [m["body"] for m in self.sent[1:] if m["body"]]

    @property
    def heard(self) -> bytes:
        return b"".join(self.bodies)


def play(story: Callable[[Hub], Awaitable[None]], **settings: Any) -> None:
    """Run a coroutine with a hub that is bound to the loop."""

    async def run() -> None:
        hub = Hub(interval_s=0.01, **settings)
        hub.start()
        await story(hub)
        await hub.close()

    asyncio.run(run())


def test_a_picture_is_encoded_once_and_sent_to_its_own_lesson_only() -> None:
    async def story(hub: Hub) -> None:
        a, b = Listener(hub, "one", "S01"), Listener(hub, "one", "S02")
        other = Listener(hub, "two", "S01")
        await asyncio.sleep(0)
        hub.publish("one", {"sequence": 7})
        await asyncio.sleep(0.05)

        assert b'event: view\ndata: {"sequence":7}\n\n' in a.heard
        assert a.bodies[-1] == b.bodies[-1]
        assert b"sequence" not in other.heard
        assert ({"S01", "S02"}, {"S01"}) == (hub.seats("one"), hub.seats("two"))

    play(story)


def test_many_pictures_within_a_beat_become_one_event_the_last() -> None:
    async def story(hub: Hub) -> None:
        a = Listener(hub, "one", "")
        await asyncio.sleep(0)
        for number in range(50):
            hub.publish("one", {"sequence": number})
        await asyncio.sleep(0.05)

        assert 1 == a.heard.count(b"event: view")
        assert b'{"sequence":49}' in a.heard

    play(story)


def test_who_comes_late_gets_the_last_picture_at_once() -> None:
    async def story(hub: Hub) -> None:
        hub.publish("one", {"sequence": 3})
        await asyncio.sleep(0.05)
        late = Listener(hub, "one", "")
        await asyncio.sleep(0.01)

        assert b'{"sequence":3}' in late.heard

    play(story)


def test_a_nudge_reaches_the_pages_of_its_seat_only() -> None:
    async def story(hub: Hub) -> None:
        mine, mine_too = Listener(hub, "one", "S07"), Listener(hub, "one", "S07")
        yours, elsewhere = Listener(hub, "one", "S08"), Listener(hub, "two", "S07")
        await asyncio.sleep(0)
        hub.nudge("one", {"S07": {"orders", "cash"}})
        await asyncio.sleep(0.05)

        own = b'event: own\ndata: {"changed":["cash","orders"]}\n\n'
        assert own in mine.heard and own in mine_too.heard
        assert b"own" not in yours.heard and b"own" not in elsewhere.heard

    play(story)


def test_a_slow_client_loses_the_oldest_events() -> None:
    async def story() -> None:
        client = Client("one", "S01")
        for number in range(QUEUE_LENGTH + 5):
            client.put(Event.of(b"%d" % number))

        assert [b"%d" % n for n in range(5, QUEUE_LENGTH + 5)] == list(client.waiting)

    asyncio.run(story())


def test_no_number_of_pictures_pushes_out_that_own_figures_have_changed() -> None:
    async def story(hub: Hub) -> None:
        free, slow = asyncio.Event(), Listener(hub, "one", "S01")
        send = slow.send

        async def later(message: Message) -> None:
            await free.wait()
            await send(message)

        slow.task.cancel()
        slow.task = asyncio.create_task(
            hub.stream("one", "S01", scope={}, receive=slow.receive, send=later)
        )
        await asyncio.sleep(0)
        hub.nudge("one", {"S01": {"cash"}})
        hub.nudge("one", {"S01": {"tasks"}})
        for number in range(QUEUE_LENGTH + 4):
            hub.publish("one", {"sequence": number})
            hub._flush()
        free.set()
        await asyncio.sleep(0.02)

        assert QUEUE_LENGTH == slow.heard.count(b"event: view")
        assert slow.heard.endswith(b'event: own\ndata: {"changed":["cash","tasks"]}\n\n')
        assert 1 == slow.heard.count(b"event: own")

    play(story)


def test_a_quiet_stream_gets_a_comment_now_and_then() -> None:
    async def story(hub: Hub) -> None:
        a = Listener(hub, "one", "")
        await asyncio.sleep(0.12)

        assert a.heard.count(NOTHING.plain) >= 2

    play(story, beat_s=0.03)


def test_a_beat_carries_lesson_time_and_sequence_of_now() -> None:
    clock = {"at": 5}

    async def story(hub: Hub) -> None:
        a, other = Listener(hub, "one", ""), Listener(hub, "two", "")
        hub.tell_time("one", lambda: {"sequence": 3, "clock": clock})
        await asyncio.sleep(0.05)
        clock["at"] = 6
        await asyncio.sleep(0.05)

        assert b'event: beat\ndata: {"at":5,"sequence":3}\n\n' in a.heard
        assert b'event: beat\ndata: {"at":6,"sequence":3}\n\n' in a.heard
        assert b"beat" not in other.heard

    play(story, beat_s=0.03)


def test_a_lesson_whose_time_cannot_be_told_keeps_no_beat_from_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> dict[str, Any]:
        raise ArithmeticError("planted")

    async def story(hub: Hub) -> None:
        a, b = Listener(hub, "one", ""), Listener(hub, "two", "")
        hub.tell_time("one", broken)
        hub.tell_time("two", lambda: {"sequence": 3, "clock": {"at": 5}})
        await asyncio.sleep(0.12)

        assert b.heard.count(b"event: beat") >= 2
        assert b"beat" not in a.heard and not a.task.done()

    play(story, beat_s=0.03)
    logged = caplog.records[0]
    assert ("one", 8) == (logged.lesson, len(logged.failure))  # type: ignore[attr-defined]


def test_a_client_that_leaves_is_forgotten_and_closing_ends_every_stream() -> None:
    async def story(hub: Hub) -> None:
        a, b = Listener(hub, "one", "S01"), Listener(hub, "one", "S02")
        await asyncio.sleep(0.01)
        a.gone.set()
        await asyncio.sleep(0.01)
        assert ({"S02"}, True, False) == (hub.seats("one"), a.task.done(), b.task.done())

        await hub.close()
        await asyncio.sleep(0.01)
        assert (set(), True) == (hub.seats("one"), b.task.done())
        assert b.sent[-1]["more_body"] is False

        after = Listener(hub, "one", "")
        await asyncio.sleep(0.01)
        assert after.task.done()

    play(story)


def test_pictures_from_another_thread_arrive() -> None:
    async def story(hub: Hub) -> None:
        a = Listener(hub, "one", "")
        await asyncio.sleep(0)

        def publish() -> None:
            for number in range(500):
                hub.publish("one", {"sequence": number})

        writer = threading.Thread(target=publish)
        writer.start()
        await asyncio.to_thread(writer.join)
        await asyncio.sleep(0.05)

        assert b'{"sequence":499}' in a.heard

    play(story)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("class")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.run()
        yield made


def test_an_order_shows_in_everybodys_book_and_nudges_its_own_seat(room: Class) -> None:
    ann, _ = room.join("Ann", "trader")
    bob, _ = room.join("Bob", "voluntary_buyer")
    hers, his = Stream(ann), Stream(bob)
    until(lambda: hers.named("view") and his.named("view"))
    best = his.named("view")[-1]["instruments"]["BRC-TH"]["bids"][0][0]
    body = {"instrument": "BRC-TH", "side": "buy", "price": best, "quantity": 77}
    answer = ann.post("/api/commands/order.place", json={"key": "o", "arguments": body})
    assert (200, "resting") == (answer.status_code, answer.json()["answer"]["status"])

    until(lambda: any("orders" in one["changed"] for one in hers.named("own")))
    assert not any("orders" in one["changed"] for one in his.named("own"))
    assert all("orders" not in view for view in his.named("view"))
    until(lambda: his.named("view")[-1]["sequence"] >= room.commands())
    bids = his.named("view")[-1]["instruments"]["BRC-TH"]["bids"]
    shown = {price: quantity for price, quantity, _ in bids}
    assert answer.json()["answer"]["open"] <= shown[best]
    ann.close()
    bob.close()


def test_a_guest_hears_nothing(room: Class) -> None:
    answer = room.client().get("/live")

    assert (401, "access.not_signed_in") == (answer.status_code, answer.json()["refusal"]["code"])
