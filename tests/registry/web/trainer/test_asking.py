"""Goal: a deed that ends something asks once and says what; only what is possible is offered.

Method: a server; the console is read as a browser without scripts does, and its forms are sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from matching import queries as market
from matching.orders import OrderStatus
from tests.support.classroom import CODE, Class, class_of, create, forms

pytestmark = pytest.mark.slow

ENGLISH = {"accept-language": "en"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Class]:
    folder = tmp_path_factory.mktemp("asking")
    create(folder / f"{CODE}.lesson", hour=11)
    with class_of(folder) as made:
        made.give("lesson.bots", "rest", on=False)
        yield made


def asked(page: str, command: str) -> str:
    """The closed part of the page in which a command's form stands."""
    parts = re.findall(r'<details class="ask">(.*?)</details>', page, re.DOTALL)
    (found,) = (one for one in parts if f"/action/{command}" in one)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found))


def test_the_next_day_and_a_halt_of_all_say_what_they_end(room: Class) -> None:
    trainer = room.trainer()
    seat = room.browser("Ann", "trader")[1]
    room.give("lesson.start", "go")
    body = {"instrument": "CCER", "side": "buy", "price": 8000, "quantity": 1}
    room.give("order.place", "day", seat=seat, **body)
    room.give("order.place", "stays", seat=seat, **body, time_in_force="gtc")
    page = trainer.get("/trainer", headers=ENGLISH).text
    room.give("lesson.pause", "stop")
    paused = trainer.get("/trainer", headers=ENGLISH).text
    with room.live.reading() as session:
        open_orders = len(market.orders(session, status=OrderStatus.RESTING, limit=500))

    day = asked(page, "lesson.next_day")
    (count,) = map(int, re.findall(r"Day orders that leave: (\d+)\.", day))
    assert 1 <= count < open_orders and "Go to day 2" in day
    assert re.search(r"pass at full speed: 2[67]\d\.", day), day
    halt = asked(page, "lesson.halt_all")
    assert f"can be cancelled: {open_orders}." in halt
    assert "CCER" in halt and f"Halt all {len(room.live.view['instruments'])}" in halt
    assert "Continue" in paused and not re.search(r">\s*Start\s*<", paused)
    assert "/action/lesson.next_day" not in paused, "in a pause it would be refused"


def test_halt_all_and_resume_all_are_offered_where_they_do_something(room: Class) -> None:
    trainer = room.trainer()

    def offered(command: str) -> list[dict[str, str]]:
        return forms(trainer.get("/trainer", headers=ENGLISH).text, f"/action/{command}")

    before = offered("lesson.resume_all")
    halted = trainer.post("/action/lesson.halt_all", data=offered("lesson.halt_all")[0])
    stopped = {code for code, one in room.live.view["instruments"].items() if one["halted"]}
    none_left = offered("lesson.halt_all")
    resumed = trainer.post("/action/lesson.resume_all", data=offered("lesson.resume_all")[0])
    receipts = [
        re.sub(r"<[^>]+>|\s+", " ", trainer.get(one.headers["location"], headers=ENGLISH).text)
        for one in (halted, resumed)
    ]

    assert [] == before == none_left
    for receipt in receipts:
        assert re.search(rf"Instruments\s+{', '.join(room.live.view['instruments'])} ", receipt)
    assert "orders are gathered for a call auction" in receipts[1]
    assert set(room.live.view["instruments"]) == stopped
    assert not any(one["halted"] for one in room.live.view["instruments"].values())
    assert room.live.view["instruments"]["CCER"]["call_until"] is not None


def test_a_call_of_a_real_minute_stands_in_the_clock_bar_of_every_page(room: Class) -> None:
    trainer, person = room.trainer(), room.browser("Bob", "trader")[0]
    room.give("lesson.start", "for the call")
    for code, one in room.live.view["instruments"].items():
        if one["call_until"] is not None:
            room.give("lesson.uncross", f"gathered after the halt {code}", instrument=code)
    room.give("lesson.speed", "x20", speed=20)
    page = trainer.get("/trainer", headers=ENGLISH).text
    (form,) = [one for one in forms(page, "/action/lesson.call") if one["instrument"] == "CCER"]
    sent = trainer.post("/action/lesson.call", data=form | {"real_seconds": "60"})
    until = room.live.view["instruments"]["CCER"]["call_until"]
    shown = person.get("/market", headers=ENGLISH).text
    room.give("lesson.uncross", "over", instrument="CCER")
    after = person.get("/market", headers=ENGLISH).text
    room.give("lesson.pause", "after the call")

    assert 303 == sent.status_code
    at = next(
        one["at"] for one in room.script.get("/api/log?limit=9").json()
        if one["name"] == "lesson.call"
    )  # fmt: skip
    assert at + 60 * 20 * 1000 <= until < at + 60 * 20 * 1000 + 60_000
    assert re.search(r"Call auction: CCER · real (1:0\d|0:5\d)", shown)
    calling = after.partition('id="calling"')[2].partition(">")[0]
    assert "hidden" in calling


def test_the_way_to_the_open_is_offered_while_the_market_is_closed(room: Class) -> None:
    trainer = room.trainer()

    def ways() -> list[str]:
        return re.findall(
            r"(Skip lunch|To the open), to (\d\d:\d\d)|To the open, (\d\d:\d\d)",
            trainer.get("/trainer", headers=ENGLISH).text,
        )

    trading = ways()
    room.give("lesson.advance", "noon", to=None, day=None, phase="closed")
    room.script.get("/api/wait?standing=true&seconds=20")
    page = trainer.get("/trainer", headers=ENGLISH).text
    deeds = page.partition('class="clock-actions"')[2].partition("asked")[0]
    (form,) = forms(deeds, "/action/lesson.advance")
    trainer.post("/action/lesson.advance", data=form)
    clock = room.script.get("/api/wait?standing=true&phase=continuous&seconds=20").json()["clock"]

    assert [] == trading
    assert "Skip lunch, to 13:00" in page
    assert ("continuous", True) == (clock["phase"], clock["standing"])
    assert [] == ways()


def test_as_many_orders_leave_as_the_page_said(room: Class) -> None:
    trainer = room.trainer()
    page = trainer.get("/trainer", headers=ENGLISH).text
    (said,) = re.findall(r"Day orders that leave: (\d+)\.", asked(page, "lesson.next_day"))
    (form,) = forms(page, "/action/lesson.next_day")
    trainer.post("/action/lesson.next_day", data=form)
    room.script.get("/api/wait?day=2&seconds=20")
    late = trainer.post("/action/lesson.next_day", data=form | {"key": "left open over midnight"})
    told = trainer.get(late.headers["location"], headers=ENGLISH).text
    ends = room.script.get("/api/log?name=clock.day_end").json()[0]["outcome"]["accepted"]

    assert int(said) == len(ends["ended"]) >= 1
    assert "classroom.not_that_day" in told and "it is day 2" in told
    assert 2 == room.script.get("/api/clock").json()["day"]


@pytest.mark.planted
def test_a_wrong_number_of_orders_would_be_seen(
    room: Class, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Planted: orders good till cancelled are counted among those that leave."""
    found = market.open_orders
    monkeypatch.setattr(
        market, "leaving_at_close", lambda session, *, day: sum(found(session).values())
    )
    page = room.trainer().get("/trainer", headers=ENGLISH).text
    (said,) = re.findall(r"Day orders that leave: (\d+)\.", asked(page, "lesson.next_day"))
    with room.live.reading() as session:
        kept = market.orders(session, status=OrderStatus.RESTING, limit=500)

    assert int(said) == len(kept) > sum(one.time_in_force != "gtc" for one in kept)


def test_the_end_of_the_lesson_says_what_it_ends_and_offers_nothing_more(room: Class) -> None:
    trainer = room.trainer()
    before = trainer.get("/trainer", headers=ENGLISH).text
    said = asked(before, "lesson.end")
    trainer.post("/action/lesson.end", data=forms(before, "/action/lesson.end")[0])
    after = trainer.get("/trainer", headers=ENGLISH).text
    days = len(room.live.current.calendar.days) - room.live.current.clock.day

    assert f"later trading days that do not come: {days}." in said
    assert room.live.current.over and "The lesson is over" in after
    left = {"start", "pause", "next_day", "advance", "halt", "halt_all", "resume", "call", "end"}
    assert {f"/action/lesson.{name}" in after for name in left} == {False}
    assert "/action/lesson.end" in before
