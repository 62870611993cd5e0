"""Goal: the starter bots trade, and are worth reading: they do not lose, and the cap is used.

Method: all five in one lesson of three days, the server's bots at every other seat, over seeds that
the bots were not made for; a few in the whole run, a hundred under `long`.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

import pytest

from registry.client.bots.emitter import Emitter
from registry.client.bots.market_maker import MarketMaker
from registry.client.bots.min_max import MinMax
from registry.client.bots.observer import Observer
from registry.client.bots.runner import NoSeat, play, take_seat
from registry.client.bots.trend import Trend
from registry.in_process import lesson_in_process
from registry.paths import fixtures

DAYS = 3
TRADERS = (MarketMaker, MinMax, Trend)
TRADES_LEAST = 20

AFTERNOON = """[[phases]]
at = "13:00"
phase = "continuous"

[[phases]]
at = "15:00"
phase = "closed"

"""


@dataclass(frozen=True)
class Played:
    """What a lesson ended with: changes in fen and trades of the traders, tonnes not offset."""

    changes: tuple[int, ...]
    trades: tuple[int, ...]
    left_t: int
    seen: tuple[str, ...]
    observer_commands: int


def played(seed: int) -> Played:
    """One lesson with the five bots; the books hold at its end."""
    with lesson_in_process(seed=seed, name="bots") as lesson:
        trainer = lesson.client
        trainer.advance(phase="continuous")
        seats = [take_seat(trainer, "trader") for _ in TRADERS]
        desk, watching = take_seat(trainer, "emitter"), take_seat(trainer, "trader")
        observer = Observer(watching)
        traders = [make(seat) for make, seat in zip(TRADERS, seats, strict=True)]
        play(trainer, [*traders, Emitter(desk), observer], days=DAYS)
        results = {one["seat"]: one for one in trainer.query.results()["seats"]}
        own = [results[seat.caller.seat] for seat in seats]
        compliance = results[desk.caller.seat]["compliance"]
        given = trainer.query.log(seat=watching.caller.seat, origin="script", limit=500)
        assert compliance is not None and [] == trainer.query.audit()["broken"]
        return Played(
            tuple(one["change_fen"] for one in own),
            tuple(one["traded"]["trades"] for one in own),
            compliance["left_t"],
            tuple(observer.report()),
            len(given),
        )


@pytest.mark.slow
def test_the_bots_trade_offset_and_observe() -> None:
    one = played(2002)

    assert min(one.trades) >= TRADES_LEAST
    assert 0 == one.left_t
    assert 3 == len(one.seen) and 0 == one.observer_commands


class Counter:
    """A bot that counts its turns."""

    turns = 0

    def turn(self) -> None:
        self.turns += 1


@pytest.mark.slow
def test_a_day_of_other_hours_ends_with_its_last_phase() -> None:
    plan = (fixtures() / "lessons" / "belt-road-1.toml").read_text(encoding="utf-8")
    morning = plan.replace(AFTERNOON, "").replace('closes = "15:30"', 'closes = "12:00"')
    assert morning != plan
    with lesson_in_process(toml=morning, bots=False, name="bots") as lesson:
        counter = Counter()
        play(lesson.client, [counter], days=2)

        assert 2 == lesson.client.query.clock()["day"]
        assert 2 * 8 == counter.turns
        with pytest.raises(NoSeat, match=r"auditor.*席位"):
            take_seat(lesson.client, "auditor")


@pytest.mark.long
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("seeds", [range(1, 101), range(1001, 1031)], ids=["1-100", "1001-1030"])
def test_the_traders_do_not_lose_and_the_emitter_uses_its_cap(seeds: range) -> None:
    lessons = [played(seed) for seed in seeds]

    for number, make in enumerate(TRADERS):
        change = median(one.changes[number] for one in lessons)
        assert change >= 0, f"{make.__name__}: median {change} fen"
        assert min(one.trades[number] for one in lessons) >= TRADES_LEAST, make.__name__
    assert sum(one.left_t == 0 for one in lessons) * 100 >= 95 * len(lessons)
