"""The script of questions: sentences of a data file, filled with the room's own figures."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlmodel import Session

from registry.classroom.models import Driver
from registry.debrief.aims import Aim
from registry.debrief.kept import KEPT
from registry.debrief.markets import MarketView
from registry.debrief.room import Debrief, InstrumentDays, Pair
from registry.paths import fixtures
from registry.web.debrief.room_contexts import QuestionsPage, QuestionStep
from registry.web.debrief.sheet import refusal_rows
from registry.web.frame import figures
from registry.web.frame.visitor import Visitor

STEPS = ("happened", "why", "would")
CONCENTRATED_PERCENT = 40
"""The part of all sold tonnes from which on one seller is worth a question."""

PLACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the file; `needs` are figures that must be above zero."""

    step: str
    needs: tuple[str, ...]
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of the room: its amount for conditions, and its text in the page's language."""

    amount: int
    text: str


@cache
def questions() -> tuple[Question, ...]:
    """All questions of the file, in its order."""
    table = tomllib.loads((fixtures() / "debrief_questions.toml").read_text(encoding="utf-8"))
    return tuple(
        Question(one["step"], tuple(one.get("needs", ())), one["en"], one["zh"])
        for one in table["question"]
    )


def asked(told: Mapping[str, Told], *, zh: bool) -> tuple[QuestionStep, ...]:
    """The questions that this room is asked, filled in, by step."""
    found: dict[str, list[str]] = {step: [] for step in STEPS}
    for one in questions():
        sentence = one.zh if zh else one.en
        names = {*PLACES.findall(sentence), *one.needs}
        if names <= told.keys() and all(told[name].amount > 0 for name in one.needs):
            found[one.step].append(PLACES.sub(lambda place: told[place[1]].text, sentence))
    return tuple(QuestionStep(step=step, lines=tuple(lines)) for step, lines in found.items())


def questions_page(visitor: Visitor, session: Session) -> QuestionsPage:
    """The script as things stand."""
    found = KEPT.of(visitor.live, session)
    steps = asked(told_by(found, visitor), zh=visitor.language == "zh")
    return QuestionsPage(over=found.over, at=found.at, steps=steps)


def told_by(found: Debrief, visitor: Visitor) -> dict[str, Told]:
    """The figures that questions may name; one that the lesson does not have is left out."""
    room, aims = found.room, [(one, one.aims[0]) for one in found.seats]
    owed, people = room.compliance, [one for one in found.seats if one.driver is not Driver.BOT]
    of_kind = {
        kind: [aim for _, aim in aims if aim.kind == kind]
        for kind in ("retire_tonnes", "issue_and_sell", "decide_tasks")
    }
    short = sum(aim.met is False for aim in of_kind["retire_tonnes"])
    told = _counts(
        people=len(people),
        bots=len(found.seats) - len(people),
        trades=sum(pair.trades for pair in room.pairs),
        idle=sum(not one.trades for one in people),
        buyers_short=short,
        refused=sum(one.refused for one in found.seats),
    )
    if owed.emitters:
        missed = owed.emitters - owed.met
        told |= _counts(emitters=owed.emitters, met=owed.met, missed=missed, all_met=not missed)
        told |= _tonnes(gap_t=owed.gap_t, open_t=owed.gap_t - owed.covered_t)
    unsold = sum(
        max(0, aim.figures["issued_t"] - aim.figures["sold_t"]) for aim in of_kind["issue_and_sell"]
    )
    told |= _tonnes(unsold_t=unsold)
    losses = [one.worst[0].gain_fen for one in found.seats if one.worst]
    if losses:
        told["dearest"] = Told(-min(losses), figures.money(-min(losses), visitor.language))
    for row in refusal_rows(room.refusals[:1], visitor):
        told |= _counts(refusal_count=row.count) | {"refusal": Told(row.count, row.text)}
    return (
        told
        | _of_tasks(of_kind["decide_tasks"])
        | _of_days(room.days)
        | _of_sellers(room.pairs)
        | _of_markets(room.markets)
    )


def _counts(**amounts: int) -> dict[str, Told]:
    return {name: Told(int(one), figures.number(one)) for name, one in amounts.items()}


def _tonnes(**amounts: int) -> dict[str, Told]:
    return {name: Told(one, figures.tonnes(one)) for name, one in amounts.items()}


def _of_tasks(aims: Sequence[Aim]) -> dict[str, Told]:
    if not aims:
        return {}
    slowest = max(aim.figures["slowest_ms"] for aim in aims)
    waiting = sum(aim.figures["waiting"] for aim in aims)
    return _counts(waiting=waiting) | {"slowest": Told(slowest, figures.duration(slowest))}


def _of_days(days: Sequence[InstrumentDays]) -> dict[str, Told]:
    """The busiest instrument, with the average of its first and of its last day."""
    busiest = max(days, key=lambda one: sum(day.volume for day in one.days), default=None)
    prices = [] if busiest is None else [day.average for day in busiest.days]
    traded = [price for price in prices if price is not None]
    if busiest is None or len(traded) < 2:
        return {}
    first, last = traded[0], traded[-1]
    return _counts(rise=max(0, last - first), fall=max(0, first - last)) | {
        "instrument": Told(1, busiest.instrument),
        "first_price": Told(first, figures.price(first)),
        "last_price": Told(last, figures.price(last)),
    }


def _of_sellers(pairs: Sequence[Pair]) -> dict[str, Told]:
    sold: dict[str, int] = {}
    for one in pairs:
        sold[one.seller] = sold.get(one.seller, 0) + one.tonnes
    if not sold:
        return {}
    percent = max(sold.values()) * 100 // sum(sold.values())
    return {
        "largest_share": Told(percent, f"{percent} %"),
        "concentrated": Told(percent if percent >= CONCENTRATED_PERCENT else 0, ""),
    }


def _of_markets(found: Sequence[MarketView]) -> dict[str, Told]:
    """The first market that has an equilibrium and trades."""
    for one in found:
        solved, mindless, average = one.equilibrium, one.zero_intelligence, one.room.average_fen
        if solved is None or average is None:
            continue
        middle = (solved.lowest_fen + solved.highest_fen) // 2
        told = {
            "unit": Told(1, one.unit),
            "average": Told(average, figures.price(average)),
            "star": Told(middle, figures.price(middle)),
        }
        told |= _counts(
            below_star=max(0, solved.lowest_fen - average),
            above_star=max(0, average - solved.highest_fen),
        )
        own = one.room.efficiency_percent
        lot = None if mindless is None else mindless.efficiency_percent
        if own is not None and lot is not None:
            own_bp, lot_bp = round(own * 100), round(lot * 100)
            told["efficiency"] = Told(own_bp, figures.share(own_bp))
            told["efficiency_lot"] = Told(lot_bp, figures.share(lot_bp))
            told |= _counts(below_lot=max(0, lot_bp - own_bp), above_lot=max(0, own_bp - lot_bp))
        return told
    return {}
