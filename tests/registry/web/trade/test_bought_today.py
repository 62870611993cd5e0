"""Goal: only a refusal for lack of units mentions the units bought today.

Method: at a venue where bought units can be sold from the next day on, one seat that bought and one
that did not offer more than they have; a third refusal has another cause.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from ledger.kernel.clock import moment
from registry.classroom.room import TRAINER
from tests.registry.market.test_deals import TUESDAY
from tests.registry.market.test_deals import Class as Lesson
from tests.support.classroom import CODE, Class, class_of

MOST = 99_999
"""The largest order; each trader has more than two of them, and fewer than three."""

NOTE = "40 t bought today can be sold from tomorrow on."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Class]:
    """Tuesday 13:05; both traders have had allowances since Monday."""
    lesson = Lesson(tmp_path / f"{CODE}.lesson")
    lesson.auctioned()
    lesson.until(moment(TUESDAY, 13, 5))
    lesson.done(TRAINER, "lesson.speed", speed=1)
    lesson.lesson.close()
    with class_of(tmp_path) as made:
        yield made


def ordered(room: Class, seat: str, **terms: object) -> httpx2.Response:
    values = {"instrument": "CEA", "kind": "limit", "time_in_force": "day", "confirmed": True}
    key = f"order-{room.commands()}"
    return room.give("order.place", key, seat=seat, **(values | {"price": 8500} | terms))


def refused_page(room: Class, client: httpx2.Client, seat: str, code: str, **terms: object) -> str:
    """The page that comes after an order that was refused with `code`."""
    assert code == ordered(room, seat, **terms).json()["refusal"]["code"]
    address = f"/trade/CEA?refused={room.commands()}"
    return client.get(address, headers={"accept-language": "en"}).text


def test_a_sale_refused_for_lack_of_units_shows_what_was_bought_today(room: Class) -> None:
    (ann, one), (bob, two) = room.browser("Ann", "trader"), room.browser("Bob", "trader")
    listed = ordered(room, one, side="sell", quantity=40).json()["answer"]["order"]
    taken = room.give("order.pick", "pick", seat=two, maker=listed, quantity=40, confirmed=True)
    assert 200 == taken.status_code, taken.text
    for seat in (one, two) * 2:
        assert 200 == ordered(room, seat, side="sell", price=8600, quantity=MOST).status_code
    sold, bought = (
        refused_page(room, client, seat, "risk.units_short", side="sell", price=8600, quantity=MOST)
        for client, seat in ((ann, one), (bob, two))
    )
    outside = "book.price_outside_limits"
    other = refused_page(room, bob, two, outside, side="buy", price=1, quantity=1)

    assert all('class="refusal' in page for page in (sold, bought, other))
    assert [False, True, False] == [NOTE in page for page in (sold, bought, other)]
