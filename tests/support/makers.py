"""Plans without market makers, and lessons in which only they act. Knows no test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ledger.writer import Request
from matching.phases import Phase
from registry.classroom.lesson import Lesson
from registry.classroom.loop import Loop
from registry.classroom.plan import Plan
from registry.classroom.room import TRAINER
from registry.paths import fixtures
from registry.roles import Role


def without_makers(plan: Plan) -> Plan:
    """The same plan without market makers and their projects: only its own seats trade."""
    return plan.model_copy(
        update={
            "seats": [one for one in plan.seats if one.role is not Role.MARKET_MAKER],
            "projects": [
                one for one in plan.projects if not one.owner.startswith(Role.MARKET_MAKER)
            ],
        }
    )


def of_days(plan: Plan, days: int) -> Plan:
    """The same plan, over after so many trading days, which are those of its first act."""
    acts, update = plan.clock.acts, {"days": days}
    short = {"acts": [acts[0].model_copy(update=update)]} if acts else update
    return plan.model_copy(update={"clock": plan.clock.model_copy(update=short)})


def silent(plan: Plan, *, seed: int) -> Lesson:
    """A running lesson in which people hold all seats of the class and no bot of theirs plays."""
    lesson = Lesson.create(None, plan, seed=seed)
    with lesson.group():
        lesson.run(Request("lesson.bots", {"on": False}, "script", TRAINER))
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    fall_silent(lesson)
    return lesson


def fall_silent(lesson: Lesson) -> None:
    """From now on people hold all seats of the class and say nothing, and nothing of theirs rests
    in the books.
    """
    with lesson.group():
        lesson.run(Request("lesson.bots", {"on": False}, "script", TRAINER))
        for seat in list(lesson.room.seats.values()):
            if seat.of_class:
                claim = {"seat": seat.name, "orders": "cancel"}
                told = lesson.run(Request("seat.claim", claim, "person", TRAINER))
                assert told.answer is not None


def played_by_bots(plan: Plan, *, seed: int) -> Lesson:
    """A running lesson in which bots have every seat."""
    lesson = Lesson.create(None, plan, seed=seed)
    with lesson.group():
        lesson.run(Request("lesson.start", {}, "script", TRAINER))
    return lesson


@dataclass
class Watched:
    """What was seen minute by minute, by instrument.

    `minutes` of continuous trading, those of them with a bid and an ask (`quoted`), the lowest
    and highest last price in fen, and the spread of each quoted minute in ten-thousandths of the
    middle.
    """

    minutes: Counter[str] = field(default_factory=Counter)
    quoted: Counter[str] = field(default_factory=Counter)
    low: dict[str, int] = field(default_factory=dict)
    high: dict[str, int] = field(default_factory=dict)
    spreads: dict[str, list[int]] = field(default_factory=dict)

    def thin(self, least_percent: int) -> dict[str, str]:
        """The instruments with a bid and an ask in a smaller share of their minutes."""
        return {
            code: f"{self.quoted[code]} of {minutes} minutes"
            for code, minutes in self.minutes.items()
            if self.quoted[code] * 100 < minutes * least_percent
        }


def watch(lesson: Lesson) -> Watched:
    """Play a lesson to its end and look at its books after each minute."""
    seen = Watched()
    for _ in instants(lesson):
        for code, listing in lesson.exchange.market.listings.items():
            book, last = listing.book, listing.statistics.last
            if book.phase is Phase.CONTINUOUS:
                seen.minutes[code] += 1
                bid, ask = book.bids.best(), book.asks.best()
                if bid is not None and ask is not None:
                    seen.quoted[code] += 1
                    spread = (ask - bid) * 20_000 // (ask + bid)
                    seen.spreads.setdefault(code, []).append(spread)
            if last:
                seen.low[code] = min(last, seen.low.get(code, last))
                seen.high[code] = max(last, seen.high.get(code, last))
    return seen


def instants(lesson: Lesson) -> Iterator[int]:
    """Every instant to the end of a lesson, after what is due at it was done."""
    loop = Loop(lesson)
    while (instant := loop.next_instant()) is not None:
        with lesson.group():
            loop.step(instant)
        yield instant


def text_without_makers(name: str) -> str:
    """The text of a shipped plan without its market makers and their projects."""
    text = (fixtures() / "lessons" / f"{name}.toml").read_text(encoding="utf-8")
    for begins, ends in (
        ("# Projects of market makers", "# What can be traded"),
        ("# Market makers: nobody takes their seats", "[bots]\n"),
    ):
        before, _, rest = text.partition(begins)
        _, found, after = rest.partition(ends)
        assert found, begins
        text = f"{before}{ends}{after}"
    return text
