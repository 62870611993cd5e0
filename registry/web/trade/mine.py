"""What the page shows of a seat: orders, holdings with serials, cash, accounts, meter."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from ledger import queries as books
from ledger.accounts import HOLDING_BOUGHT
from matching.orders import OrderStatus
from matching.views import OrderView
from registry.classroom.plan_parts import InstrumentPart
from registry.compliance.queries import OffsetPosition
from registry.debrief.trading import trading_of
from registry.edge.results import PriceView, prices_of
from registry.edge.seat_holdings import HoldingView, account_numbers
from registry.edge.seat_holdings import cash as cash_of
from registry.market import queries as market
from registry.programme.issuance.models import ALLOWANCE, SHARED
from registry.programme.transfers.machine import HOLDERS
from registry.roles import CHINA, Role
from registry.web.frame.holdings import admitted
from registry.web.frame.naming import Names
from registry.web.frame.visitor import mint
from registry.web.trade.contexts import (
    AccountLine,
    Cash,
    Gain,
    Gains,
    Holding,
    JustSeated,
    Meter,
)
from registry.web.trade.pictures import meter_of
from registry.web.trade.ticket_contexts import OrderRow

ORDERS_SHOWN = 8
"""How many of today's closed orders are shown under the open ones."""


def orders_of(session: Session, seat: str, *, day: str) -> list[OrderView]:
    """Open orders, newest first, then today's last closed ones."""
    resting = market.own_orders(session, seat=seat, resting=True, limit=100)
    recent = market.own_orders(session, seat=seat, limit=ORDERS_SHOWN)
    return resting + [order for order in recent if order.open == 0 and order.day == day]


def just_seated(rows: Sequence[OrderRow], *, cancelled: int) -> JustSeated:
    """The card for a person who has just joined: what the seat's bot left open."""
    return JustSeated(
        cancelled=cancelled,
        orders=sum(row.order.open > 0 for row in rows),
        blocked_fen=sum(row.blocked_fen or 0 for row in rows),
        blocked_t=sum(row.blocked_t or 0 for row in rows),
        cancel_key=mint(),
    )


def own_at(orders: Sequence[OrderView], instrument: str) -> dict[int, int]:
    """Price in ticks -> own open tonnes on one side of a book."""
    found: dict[int, int] = {}
    for order in orders:
        rests = order.status == OrderStatus.RESTING and order.instrument == instrument
        if rests and order.price is not None:
            found[order.price] = found.get(order.price, 0) + order.open
    return found


def delivers(part: InstrumentPart, holding: HoldingView) -> bool:
    """Whether these tonnes are deliverable for an instrument."""
    fits = part.registry == holding.registry and part.unit == holding.unit
    return fits and part.host in ("", holding.host)


def holding_row(
    holding: HoldingView,
    names: Names,
    *,
    role: Role,
    instruments: Sequence[InstrumentPart],
    offset_position: OffsetPosition | None,
    bought: int = 0,
) -> Holding:
    """The row of one holding; `bought` of its tonnes cannot be sold before the next trading day."""
    spans = [(span.first, span.last) for span in holding.ranges]
    allowance = holding.unit == ALLOWANCE
    return Holding(
        registry=holding.registry,
        asset=holding.asset,
        unit=holding.unit,
        project="" if allowance else holding.project,
        project_name=names.allowances() if allowance else names.project(holding.project),
        vintage=holding.vintage,
        ranges=names.spans(holding.asset, spans, registry=holding.registry),
        free=holding.free_t,
        blocked=holding.blocked_t,
        bought=bought,
        total=holding.free_t + holding.blocked_t,
        uses=uses_of(
            holding,
            role=role,
            instruments=instruments,
            offset_position=offset_position,
            covered=names.covered(holding.project),
        ),
    )


def bought_today(session: Session, seat: str) -> dict[tuple[str, int], int]:
    """(registry, batch) -> tonnes bought today, which can be sold from the next trading day on."""
    found: dict[tuple[str, int], int] = {}
    for block in books.open_blocks(session, owner=seat):
        if block.kind == HOLDING_BOUGHT.name:
            place = (block.registry, block.asset)
            found[place] = found.get(place, 0) + block.quantity
    return found


def uses_of(
    holding: HoldingView,
    *,
    role: Role,
    instruments: Sequence[InstrumentPart],
    offset_position: OffsetPosition | None,
    covered: bool = False,
) -> tuple[str, ...]:
    """What the seat can do with these tonnes; nothing yet if all of them were bought today."""
    if not holding.free_t:
        return ()
    trades = role in (Role.PROJECT_OWNER, Role.EMITTER, Role.TRADER, Role.VOLUNTARY_BUYER)
    uses = []
    if trades and any(delivers(part, holding) for part in instruments):
        uses.append("sell")
    if role in HOLDERS and holding.unit in SHARED:
        uses.append("transfer")
    if role in HOLDERS and holding.unit != ALLOWANCE:
        uses.append("retire")
    if admitted(holding, offset_position, covered=covered):
        uses.append("offset")
    return tuple(uses)


def gains_of(session: Session, seat: str) -> Gains:
    """What the seat's bought tonnes cost and are worth, as the debrief tells it."""
    prices = prices_of(session)
    traded = trading_of(session, prices, seat)
    kept = [
        (one, traded.kept_t[one.instrument]) for one in prices if one.instrument in traded.kept_t
    ]
    return Gains(
        kept=tuple(
            _gain(one, tonnes, cost_fen=traded.kept_cost_fen[one.instrument])
            for one, tonnes in kept
        ),
        realised_fen=traded.realised_fen,
    )


def _gain(price: PriceView, tonnes: int, *, cost_fen: int) -> Gain:
    return Gain(
        instrument=price.instrument,
        tonnes=tonnes,
        cost_fen=cost_fen,
        average_fen=(2 * cost_fen + tonnes) // (2 * tonnes),
        price_fen=price.price_fen,
        gain_fen=tonnes * price.price_fen - cost_fen,
    )


def cash_row(session: Session, seat: str) -> Cash:
    """The seat's cash."""
    found = cash_of(session, seat)
    return Cash(total=found.total_fen, free=found.free_fen, blocked=found.blocked_fen)


def account_lines(
    session: Session, names: Names, seat: str, holdings: Sequence[HoldingView]
) -> tuple[AccountLine, ...]:
    """The seat's unit accounts, China first."""
    totals: dict[str, int] = {}
    for holding in holdings:
        tonnes = holding.free_t + holding.blocked_t
        totals[holding.registry] = totals.get(holding.registry, 0) + tonnes
    numbers = account_numbers(session, seat)
    codes = sorted((code for code in numbers if code), key=lambda code: (code != CHINA, code))
    return tuple(
        AccountLine(
            registry=code,
            registry_name=names.registry(code),
            number=numbers[code],
            total=totals.get(code, 0),
        )
        for code in codes
    )


def meter_row(offset_position: OffsetPosition | None) -> Meter | None:
    """The compliance meter of a seat that owes allowances."""
    if offset_position is None:
        return None
    percent = offset_position.rule.cap_percent if offset_position.rule is not None else 0
    return meter_of(
        year=offset_position.year,
        obligation=offset_position.obligation_t,
        allowances=offset_position.allowances_t,
        offset=offset_position.used_t,
        cap=offset_position.cap_t,
        cap_text=f"{percent} %",
    )
