"""The written scenarios through the desk: the same trades and the same book, on real books.

Ids of refused orders differ (the desk counts accepted ones only), so lines in which an id is used
twice and lines whose orders stay for days are played on the book alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.kernel.errors import Refusal
from matching.instruments import Instrument
from matching.orders import SelfTrade
from matching.phases import Phase
from tests.matching.conftest import Opened
from tests.matching.driver import REJECTED, Event, Result
from tests.matching.plain import Scenario, played, scenarios
from tests.matching.world import World

BOOK_ONLY = {"S34", "S38", "T06"}
TABLE = [
    scenario
    for scenario in scenarios(Path(__file__).with_name("scenarios.txt"))
    if scenario.name.split()[0] not in BOOK_ONLY
]


class DeskDriver:
    """Plays a scenario's events at a desk; every account is rich. Until-cancelled is a day."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.number: dict[int, int] = {}
        self.name: dict[int, int] = {}

    def play(self, event: Event) -> Result:
        verb, *arguments = event
        try:
            result: Result = getattr(self, verb)(*arguments)
        except Refusal:
            return REJECTED
        return result

    def new(
        self, id: int, account: str, side: str, quantity: int, price: int | None, term: str
    ) -> Result:
        world = self.world
        if not world.books.has_account(account, "CN"):
            world.holder(account, fen=10**9)
            world.issue(account, 1000)
        term = "ioc" if term == "ioc" else "day"
        placed = world.place(account, side, quantity, price, term=term, instrument="ANY")
        self.number[id], self.name[placed.order] = placed.order, id
        makers = world.rows(f"SELECT maker FROM trade WHERE taker = {placed.order} ORDER BY id")
        trades = [
            (self.name[maker], id, tonnes, met)
            for (maker,), (_, met, tonnes) in zip(makers, placed.trades, strict=True)
        ]
        left = quantity - placed.filled - placed.open
        return Result(placed.status.value, trades, [(id, left)] if left else [], placed.open)

    def cancel(self, id: int) -> Result:
        order = self.number.get(id, 10**6)
        found = self.world.rows(f"SELECT owner FROM market_order WHERE id = {order}")
        owner = found[0][0] if found else "nobody"
        return Result("ok", [], [(id, self.world.cancel(owner, order))], 0)

    def phase(self, word: str) -> Result:
        desk = self.world.desk
        if word == "halted":
            self.world.do(lambda: desk.halt(instrument="ANY"))
        elif desk.market.listing("ANY").halted:
            self.world.do(lambda: desk.resume(instrument="ANY"))
        else:
            self.world.do(lambda: desk.set_phase(Phase(word)))
        return Result("ok", [], [], 0)

    def end_of_day(self) -> Result:
        open_before = dict(self.world.rows("SELECT id, open_quantity FROM market_order"))
        gone = self.world.end_of_day()
        return Result("ok", [], [(self.name[one], open_before[one]) for one in gone], 0)

    def drawn(self) -> object:
        sides = self.world.desk.market.listing("ANY").book.drawn()
        return tuple(
            [(price, [(self.name[one], left) for one, left in queue]) for price, queue in side]
            for side in sides
        )


@pytest.mark.parametrize("scenario", TABLE, ids=lambda s: s.name.split()[0])
def test_the_desk_plays_the_line(opened: Opened, scenario: Scenario) -> None:
    rules = {"lot": 1, "tick": 1} | {
        key: int(value) for key, value in scenario.rules.items() if key in ("lot", "tick")
    }
    world = opened(
        Instrument(
            code="ANY", registry="CN", unit="BRC", reference=8500, limit_percent=10, **rules
        ),
        self_trade=SelfTrade(scenario.rules.get("stp", "none")),
    )

    assert scenario.line == played(scenario, DeskDriver(world))
