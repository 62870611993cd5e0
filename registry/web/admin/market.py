"""The auditor's pages about the committee, transfers, orders and trades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from ledger import queries as books
from matching import queries as market
from matching.orders import OrderStatus
from matching.views import OrderView, TradeView
from registry.programme.committee import queries as committee
from registry.programme.committee.queries import ItemView
from registry.programme.issuance import queries as issuances
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.models import LOG
from registry.programme.transfers.queries import TransferView
from registry.programme.transfers.reconcile import Difference
from registry.roles import Side
from registry.web.admin import contexts as admin
from registry.web.admin import log_contexts as log
from registry.web.admin.auditing import Auditor
from registry.web.admin.listing import COUNTED_MOST, Cell, Filters, Listing, Part, facets, part
from registry.web.frame import figures
from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.docket import Matter, country_of, matter_of, terms_of, votes_of
from registry.web.frame.holdings import joined, state_of, transfer_serials

STATES = tuple(status.value for status in OrderStatus)


def _read_items(a: Auditor, filters: Filters, before: int, limit: int) -> Part[ItemView]:
    rows = committee.items(a.session, before=before, limit=limit + 1)
    return part(rows, limit, lambda row: row.item)


def _item_cells(a: Auditor, item: ItemView) -> Sequence[Cell]:
    row = _decision(a, item)
    return (
        row.item, row.code, row.name, row.year, row.quantity, row.partner, row.host, row.state,
        figures.moment_text(row.opened_at),
        "" if row.decided_at is None else figures.moment_text(row.decided_at),
    )  # fmt: skip


DECISIONS = Listing(
    name="decisions",
    filters=lambda a: {},
    read=_read_items,
    columns=(
        "item", "project", "project_name", "year", "quantity_t", "china", "host", "state",
        "opened", "decided",
    ),
    cells=_item_cells,
)  # fmt: skip


def decisions(a: Auditor) -> admin.DecisionsPage:
    """The committee's items, newest first."""
    rows, paging = DECISIONS.shown(a, {})
    return admin.DecisionsPage(rows=tuple(_decision(a, row) for row in rows), paging=paging)


def _decision(a: Auditor, item: ItemView) -> admin.DecisionRow:
    return _row(matter_of(a.session, a.names, item))


def _row(matter: Matter) -> admin.DecisionRow:
    item, voted = matter.item, votes_of(matter.item)
    return admin.DecisionRow(
        item=item.item,
        name=matter.name,
        code=matter.subject.code,
        year=matter.subject.year,
        quantity=item.quantity or None,
        state=item.state,
        opened_at=item.opened_at,
        decided_at=item.decided_at,
        partner=voted[Side.PARTNER],
        host=voted[Side.HOST],
    )


def decision(a: Auditor, number: int) -> admin.DecisionPage | None:
    """One item with its votes, and the command that used its decision."""
    item = committee.item(a.session, number)
    if item is None:
        return None
    matter = matter_of(a.session, a.names, item)
    kind = matter.kind
    brought = used = None
    if kind.circulated_by:
        brought = a.log.by_answer(kind.circulated_by, item=number)
    if kind.used_by and item.used_for:
        about: dict[str, Any] = {kind.key: item.subject}
        used = a.log.by_arguments(kind.used_by, **about)
    votes = sorted(item.votes, key=lambda vote: vote.side != Side.PARTNER)
    return admin.DecisionPage(
        row=_row(matter),
        headline=matter.says(kind.headline),
        record=matter.says(kind.record),
        votes=tuple(
            admin.VoteRow(
                side=vote.side,
                country=country_of(a.session, item, vote.side),
                seat_name=a.names.seat(vote.seat),
                vote=vote.vote,
                at=vote.at,
                command=a.log.by_arguments("committee.vote", seat=vote.seat, item=number) or 0,
            )
            for vote in votes
        ),
        shares=_shares(a, matter, used),
        terms=terms_of(matter.split) if matter.split is not None else None,
        brought_by=brought,
        used_by=used,
    )


def _shares(a: Auditor, matter: Matter, used: int | None) -> tuple[admin.Share, ...]:
    """The split; once the decision is used, with the serials and transactions of each side."""
    if matter.split is None:
        return ()
    posted = books.transactions(a.session, command=used) if used else []
    vintages = issuances.vintages_of(a.session, matter.item.subject) if posted else []
    assets = {one.vintage: one.asset for one in vintages}
    found = []
    for one in matter.split.portions:
        transaction, ranges = _issued_to(
            a, one.seat, assets.get(one.vintage), [row.transaction for row in posted]
        )
        found.append(
            admin.Share(
                country=one.country,
                holder=a.names.seat(one.seat),
                quantity=one.quantity,
                ranges=ranges,
                transaction=transaction,
            )
        )
    return tuple(found)


def _issued_to(
    a: Auditor, seat: str, asset: int | None, posted: list[int]
) -> tuple[int | None, tuple[SerialRange, ...]]:
    for transaction in posted:
        blocks = books.blocks_of_transaction(a.session, transaction)
        own = [b for b in blocks if b.owner == seat and b.asset == asset]
        if own:
            spans = [
                a.names.span(b.asset, b.first, b.last, registry=b.registry, long=True) for b in own
            ]
            return transaction, tuple(joined(spans))
    return None, ()


def _order_filters(a: Auditor) -> Filters:
    return {
        "seat": a.given("seat"),
        "instrument": a.chosen("instrument", a.instruments),
        "state": a.chosen("state", STATES),
        "number": str(a.number("number") or ""),
    }


def _read_orders(a: Auditor, filters: Filters, before: int, limit: int) -> Part[OrderView]:
    if filters["number"]:
        one = market.order(a.session, int(filters["number"]))
        return Part([one] if one else [], 0)
    state = filters["state"]
    rows = market.orders(
        a.session,
        owner=filters["seat"],
        instrument=filters["instrument"],
        status=OrderStatus(state) if state else None,
        before=before,
        limit=limit + 1,
    )
    return part(rows, limit, lambda row: row.order)


def _order_cells(a: Auditor, view: OrderView) -> Sequence[Cell]:
    row = _order(a, view)
    return (
        row.number, figures.moment_text(row.at), row.day, row.seat, row.seat_name, row.instrument,
        row.side, row.kind, row.price, row.time_in_force, row.quantity, row.filled, row.state,
        row.command,
    )  # fmt: skip


ORDERS = Listing(
    name="orders",
    filters=_order_filters,
    read=_read_orders,
    columns=(
        "order", "time", "day", "seat", "seat_name", "instrument", "side", "kind", "price_fen",
        "time_in_force", "quantity_t", "filled_t", "state", "command",
    ),
    cells=_order_cells,
)  # fmt: skip


def orders(a: Auditor) -> admin.OrdersPage:
    """Orders, newest first."""
    filters = _order_filters(a)
    rows, paging = ORDERS.shown(a, filters)
    counts = market.order_instruments(a.session, newest=COUNTED_MOST)
    return admin.OrdersPage(
        **filters,
        seats=a.names.seats(),
        instruments=a.instruments,
        states=STATES,
        facets=facets("orders", "instrument", "", counts, filters),
        rows=tuple(_order(a, row) for row in rows),
        paging=paging,
    )


def _order(a: Auditor, row: OrderView) -> admin.OrderRow:
    return admin.OrderRow(
        number=row.order,
        at=row.at,
        day=a.day(row.at),
        seat=row.owner,
        seat_name=a.names.seat(row.owner),
        instrument=row.instrument,
        side=row.side,
        kind=row.kind,
        price=row.price,
        time_in_force=row.time_in_force,
        quantity=row.quantity,
        filled=row.filled,
        state=state_of(row),
        command=row.entered,
    )


def _trade_filters(a: Auditor) -> Filters:
    return {
        "seat": a.given("seat"),
        "instrument": a.chosen("instrument", a.instruments),
        "order": str(a.number("order") or ""),
    }


def _read_trades(a: Auditor, filters: Filters, before: int, limit: int) -> Part[TradeView]:
    if filters["order"]:
        return Part(market.trades_of_order(a.session, int(filters["order"]))[::-1], 0)
    rows = market.trades(
        a.session,
        instrument=filters["instrument"],
        owner=filters["seat"],
        before=before,
        limit=limit + 1,
    )
    return part(rows, limit, lambda row: row.trade)


def _trade_cells(a: Auditor, view: TradeView) -> Sequence[Cell]:
    row = _trade(a, view)
    return (
        row.number, figures.moment_text(row.at), row.day, row.instrument, row.price, row.quantity,
        row.value, row.buyer, row.buyer_name, row.buy_order, row.seller, row.seller_name,
        row.sell_order, row.transaction,
    )  # fmt: skip


TRADES = Listing(
    name="trades",
    filters=_trade_filters,
    read=_read_trades,
    columns=(
        "trade", "time", "day", "instrument", "price_fen", "quantity_t", "value_fen", "buyer",
        "buyer_name", "buy_order", "seller", "seller_name", "sell_order", "transaction",
    ),
    cells=_trade_cells,
)  # fmt: skip


def trades(a: Auditor) -> admin.TradesPage:
    """Trades with their parties, newest first."""
    filters = _trade_filters(a)
    rows, paging = TRADES.shown(a, filters)
    counts = market.trade_instruments(a.session, newest=COUNTED_MOST)
    return admin.TradesPage(
        **filters,
        seats=a.names.seats(),
        instruments=a.instruments,
        facets=facets("trades", "instrument", "", counts, filters),
        rows=tuple(_trade(a, row) for row in rows),
        paging=paging,
    )


def _trade(a: Auditor, row: TradeView) -> admin.TradeRow:
    taker_buys = row.taker_side == "buy"
    return admin.TradeRow(
        number=row.trade,
        at=row.at,
        day=a.day(row.at),
        instrument=row.instrument,
        price=row.price,
        quantity=row.quantity,
        value=row.price * row.quantity,
        buyer=row.buyer,
        buyer_name=a.names.seat(row.buyer),
        buy_order=row.taker if taker_buys else row.maker,
        seller=row.seller,
        seller_name=a.names.seat(row.seller),
        sell_order=row.maker if taker_buys else row.taker,
        transaction=row.settled,
    )


def _read_transfers(a: Auditor, filters: Filters, before: int, limit: int) -> Part[TransferView]:
    rows = transfers.transfers(a.session, before=before, limit=limit + 1)
    return part(rows, limit, lambda row: row.transfer)


def _transfer_cells(a: Auditor, view: TransferView) -> Sequence[Cell]:
    row = _transfer(a, view, a.differences)
    return (
        row.transfer, figures.moment_text(row.requested_at), row.state, row.source, row.target,
        view.holder, row.sender, view.receiver, row.receiver, row.unit, row.quantity, row.purpose,
        row.send_transaction, row.source_record_t, row.receive_transaction, row.target_record_t,
        row.log_record_t,
        "" if row.agrees is None else "yes" if row.agrees else "no",
    )  # fmt: skip


TRANSFERS = Listing(
    name="transfers",
    filters=lambda a: {},
    read=_read_transfers,
    columns=(
        "transfer", "time", "state", "source", "target", "sender", "sender_name", "receiver",
        "receiver_name", "credit_unit", "quantity_t", "purpose", "send_transaction",
        "source_record_t", "receive_transaction", "target_record_t", "log_record_t", "agrees",
    ),
    cells=_transfer_cells,
)  # fmt: skip


def transfer_list(a: Auditor) -> log.TransfersPage:
    """Transfers with the registries' records, and the current result of the reconciliation."""
    rows, paging = TRANSFERS.shown(a, {})
    records = transfers.records(a.session)
    return log.TransfersPage(
        rows=tuple(_transfer(a, row, a.differences) for row in rows),
        compared=len({record.transfer_id for record in records}),
        differences=tuple(a.names.both(zh=d.zh, en=d.en) for d in a.differences),
        paging=paging,
    )


def _transfer(a: Auditor, row: TransferView, differences: list[Difference]) -> log.TransferRow:
    records = transfers.records(a.session, transfer_id=row.transfer_id) if row.transfer_id else []
    done = ("debited", "credited", "final", "corrected")
    tonnes = {
        one.registry: one.quantity
        for one in records
        # The log notes the sender's debit while the transfer is still under way.
        if one.entry in done and not (one.registry == LOG and one.entry == "debited")
    }
    wrong = any(d.transfer_id == row.transfer_id for d in a.differences)
    return log.TransferRow(
        transfer=row.transfer,
        state=row.state,
        source=row.source_registry,
        target=row.target_registry,
        sender=a.names.seat(row.holder),
        receiver=a.names.seat(row.receiver),
        unit=row.unit,
        quantity=row.quantity,
        purpose=row.purpose,
        ranges=transfer_serials(a.session, a.names, row),
        requested_at=row.requested_at,
        send_transaction=row.sent_as,
        receive_transaction=row.received_as,
        source_record_t=tonnes.get(row.source_registry),
        target_record_t=tonnes.get(row.target_registry),
        log_record_t=tonnes.get(LOG),
        overdue=row.overdue,
        failed_check=row.failed_check,
        agrees=cast("bool | None", None) if row.received_as is None else not wrong,
    )
