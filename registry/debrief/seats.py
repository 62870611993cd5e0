"""The result of one seat: money and tonnes, aims, trades, refusals, and its decisions in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from registry.classroom.models import Driver
from registry.classroom.private_values import Schedule
from registry.debrief.aims import MAKERS, Aim, Facts
from registry.debrief.markets import StepView
from registry.debrief.trading import SHOWN, Decision
from registry.edge.results import UnitsView
from registry.roles import Role


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One own order with its trades (kind buy, sell), or one own use of tonnes (offset, retire).

    `number` is the order's, of a use the command's. `paid_fen` was paid or received in all; of a
    use it is what the tonnes are worth so used. `judged_fen` is what they cost by the later trades
    of the instrument in the book, by tonnes, and after the last one by its price. `gain_fen` is the
    difference to the seat's advantage, each trade rounded to the fen; nobody could know it then.
    """

    kind: str
    number: int
    at: int
    instrument: str
    tonnes: int
    paid_fen: int
    judged_fen: int
    gain_fen: int


@dataclass(frozen=True, slots=True)
class UnitTrades:
    """A seat's trades of one unit, of every kind: tonnes, fen before fees, averages in fen a tonne.

    An average is rounded to the fen; None without such a trade.
    """

    unit: str
    bought_t: int
    bought_fen: int
    average_buy_fen: int | None
    sold_t: int
    sold_fen: int
    average_sell_fen: int | None


@dataclass(frozen=True, slots=True)
class GainsView:
    """Gains before fees, in fen: of a unit's tonnes those that came first leave first.

    `realised_fen`: received for sold tonnes less what they cost. `unrealised_fen`: bought tonnes
    that are left, at the last price of their instrument, less what they cost. `unpriced_t` were
    sold without having been bought and brought `unpriced_fen`; `used_t` bought tonnes were offset,
    retired, cancelled or given away, and had cost `used_cost_fen`.
    """

    realised_fen: int
    unrealised_fen: int
    unpriced_t: int
    unpriced_fen: int
    used_t: int
    used_cost_fen: int


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """How often a refusal was met, by its code, with the rule that it names and how many met it.

    The texts are one sentence for all of them; its figures are ranges.
    """

    code: str
    rule: str
    count: int
    seats: int
    text_en: str
    text_zh: str


@dataclass(frozen=True, slots=True)
class PartnerView:
    """A seat with which this one traded: trades, tonnes and fen, as this one bought and sold."""

    seat: str
    trades: int
    bought_t: int
    sold_t: int
    bought_fen: int
    sold_fen: int


@dataclass(frozen=True, slots=True)
class SeatDebrief:
    """The result of a seat. Money in fen, tonnes whole; value at the last prices in the book.

    `began_fen` and `began_t`: what it began with. `aims`: the main one first. `values`: what tonnes
    of `values_unit` are worth to it (a buyer's fall) or cost it; `surplus_fen`: what the tonnes
    that it bought, less those sold, are worth to it, less what it paid; of a seller what it
    received less what they cost; None without such values. `best` and `worst` are decisions that
    brought and cost most; `not_judged` uses have no worth that the lesson shows. `partners` has
    the seats with which it traded, most tonnes first, when one seat is asked for; a seat itself
    learns them when the lesson is over.
    """

    seat: str
    role: Role
    driver: Driver
    name_en: str
    name_zh: str
    aims: tuple[Aim, ...]
    began_fen: int
    began_t: int
    cash_fen: int
    units: tuple[UnitsView, ...]
    units_fen: int
    value_fen: int
    change_fen: int
    trades: int
    fees_fen: int
    by_unit: tuple[UnitTrades, ...]
    gains: GainsView
    refused: int
    refusals: tuple[RefusalCount, ...]
    best: tuple[DecisionView, ...]
    worst: tuple[DecisionView, ...]
    not_judged: int
    values_unit: str | None
    values: tuple[StepView, ...]
    surplus_fen: int | None
    partners: tuple[PartnerView, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a seat beside its own facts."""

    name_en: str
    name_zh: str
    began_t: int
    refusals: tuple[RefusalCount, ...]
    decisions: Sequence[Decision]


def seat_debrief(facts: Facts, around: Around) -> SeatDebrief:
    """Put the result of a seat together; its role has aims."""
    result, trading = facts.result, facts.trading
    schedule, ranked = facts.schedule, around.decisions
    return SeatDebrief(
        seat=result.seat,
        role=result.role,
        driver=result.driver,
        name_en=around.name_en,
        name_zh=around.name_zh,
        aims=tuple(make(facts) for make in MAKERS[result.role]),
        began_fen=result.began_fen,
        began_t=around.began_t,
        cash_fen=result.cash_free_fen + result.cash_blocked_fen,
        units=result.units,
        units_fen=result.units_fen,
        value_fen=result.value_fen,
        change_fen=result.change_fen,
        trades=result.traded.trades,
        fees_fen=result.traded.fees_fen,
        by_unit=_by_unit(facts),
        gains=GainsView(
            trading.realised_fen, trading.unrealised_fen, trading.unpriced_t,
            trading.unpriced_fen, trading.used_t, trading.used_cost_fen,
        ),
        refused=result.refused,
        refusals=around.refusals,
        best=tuple(_shown(one) for one in reversed(ranked[-SHOWN:]) if one.gain_fen > 0),
        worst=tuple(_shown(one) for one in ranked[:SHOWN] if one.gain_fen < 0),
        not_judged=trading.not_judged,
        values_unit=None if schedule is None else schedule.unit,
        values=() if schedule is None else tuple(StepView(*step) for step in schedule.steps),
        surplus_fen=None if schedule is None else _surplus_fen(facts, schedule),
        partners=(),
    )  # fmt: skip


def _shown(one: Decision) -> DecisionView:
    return DecisionView(
        kind=one.kind,
        number=one.number,
        at=one.at,
        instrument=one.instrument,
        tonnes=one.tonnes,
        paid_fen=one.paid_fen,
        judged_fen=one.judged_fen,
        gain_fen=one.gain_fen,
    )


def _by_unit(facts: Facts) -> tuple[UnitTrades, ...]:
    trading = facts.trading
    found = []
    for unit in sorted({*trading.bought_t, *trading.sold_t}):
        bought, sold = trading.bought_t.get(unit, 0), trading.sold_t.get(unit, 0)
        paid, received = trading.bought_fen.get(unit, 0), trading.sold_fen.get(unit, 0)
        found.append(
            UnitTrades(
                unit, bought, paid, _average(paid, bought), sold, received, _average(received, sold)
            )
        )
    return tuple(found)


def _average(fen: int, tonnes: int) -> int | None:
    return (2 * fen + tonnes) // (2 * tonnes) if tonnes else None


def _surplus_fen(facts: Facts, schedule: Schedule) -> int:
    """Worth less payments, or receipts less costs, of the tonnes bought or sold net."""
    trading, unit = facts.trading, schedule.unit
    received = trading.sold_fen.get(unit, 0) - trading.bought_fen.get(unit, 0)
    net = facts.net_bought_t(unit)
    if schedule.buys:
        return received + schedule.worth_fen(max(0, net))
    return received - schedule.worth_fen(max(0, -net))
