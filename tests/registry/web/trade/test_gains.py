"""Goal: what a seat's tonnes cost and are worth on its page is what the debrief says.

Method: a morning that bots traded; each trading seat's figures against the rows of its trades.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import Any

import pytest

from registry.debrief.room import debrief
from registry.edge.results import prices_of
from registry.web.trade.mine import gains_of
from tests.support.classroom import Class

pytestmark = pytest.mark.slow


def costs(rows: list[Any], seat: str) -> dict[str, int]:
    """What a seat's bought tonnes cost that are left, by instrument; first in, first out."""
    lots: dict[str, deque[tuple[str, int]]] = defaultdict(deque)
    for code, price, tonnes, buyer, seller in rows:
        unit = code.partition("-")[0]
        if seat == seller:
            for _ in range(tonnes):
                lots[unit].popleft()
        if seat == buyer:
            lots[unit].extend([(code, price)] * tonnes)
    found: Counter[str] = Counter()
    for code, price in (one for queue in lots.values() for one in queue):
        found[code] += price
    return dict(found)


def test_the_gains_of_a_page_are_those_of_the_debrief_and_of_the_rows(room: Class) -> None:
    rows = room.live.lesson.store.fetch(
        "SELECT instrument, price, quantity, buyer, seller FROM trade ORDER BY id"
    )
    with room.live.reading() as session:
        last = {one.instrument: one.price_fen for one in prices_of(session)}
        seen = 0
        for one in debrief(session).seats:
            gains = gains_of(session, one.seat)
            assert one.gains.realised_fen == gains.realised_fen
            assert one.gains.unrealised_fen == sum(line.gain_fen for line in gains.kept)
            for line in gains.kept:
                assert line.gain_fen == line.tonnes * last[line.instrument] - line.cost_fen
                assert abs(line.average_fen * line.tonnes - line.cost_fen) * 2 <= line.tonnes
            if one.role == "trader":
                told = {line.instrument: line.cost_fen for line in gains.kept}
                assert told == costs(rows, one.seat)
                seen += len(told)

    assert seen
