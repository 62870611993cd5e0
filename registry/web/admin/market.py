"""The auditor's pages about the committee, transfers, orders and trades."""

from __future__ import annotations

from typing import Any, cast

from ledger import queries as books
from matching import queries as market
from matching.orders import OrderStatus
from matching.views import OrderView, TradeView
from registry.programme.committee import queries as committee
from registry.programme.committee.queries import ItemView
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.queries import TransferView
from registry.programme.transfers.reconcile import Difference, reconcile
from registry.roles import Side
from registry.web.admin import contexts as admin
from registry.web.admin import log_contexts as log
from registry.web.admin.auditing import PAGE, Auditor
from registry.web.frame.contexts.shared import SerialRange
from registry.web.frame.docket import Matter, country_of, matter_of, terms_of, votes_of
from registry.web.frame.holdings import joined, state_of, transfer_serials

STATES = tuple(status.value for status in OrderStatus)


def decisions(a: Auditor) -> admin.DecisionsPage:
    """The committee's items, newest first."""
    rows = committee.items(a.session, before=a.before, limit=PAGE + 1)
    oldest = rows[:PAGE][-1].item if rows else 0
    return admin.DecisionsPage(
        rows=tuple(_decision(a, row) for row in rows[:PAGE]),
        paging=a.page(rows, oldest=oldest, name="decisions"),
    )


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
        china=voted[Side.CN],
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
    votes = sorted(item.votes, key=lambda vote: vote.side != Side.CN)
    return admin.DecisionPage(
        row=_row(matter),
        headline=matter.says(kind.headline),
        record=matter.says(kind.record),
        votes=tuple(
            admin.VoteRow(
                side=vote.side,
                country=country_of(item, vote.side),
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
    found = []
    for one in matter.split.portions:
        transaction, ranges = _issued_to(a, one.seat, [row.transaction for row in posted])
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
    a: Auditor, seat: str, posted: list[int]
) -> tuple[int | None, tuple[SerialRange, ...]]:
    for transaction in posted:
        blocks = books.blocks_of_transaction(a.session, transaction)
        own = [b for b in blocks if b.owner == seat]
        if own:
            spans = [
                a.names.span(b.asset, b.first, b.last, registry=b.registry, long=True) for b in own
            ]
            return transaction, tuple(joined(spans))
    return None, ()


def orders(a: Auditor) -> admin.OrdersPage:
    """Orders, newest first."""
    seat, state = a.given("seat"), a.chosen("state", STATES)
    instrument, number = a.chosen("instrument", a.instruments), a.number("number")
    if number:
        one = market.order(a.session, number)
        rows = [one] if one else []
    else:
        rows = market.orders(
            a.session,
            owner=seat,
            instrument=instrument,
            status=OrderStatus(state) if state else None,
            before=a.before,
            limit=PAGE + 1,
        )
    filters = {
        "seat": seat,
        "instrument": instrument,
        "state": state,
        "number": str(number or ""),
    }
    oldest = rows[:PAGE][-1].order if rows else 0
    return admin.OrdersPage(
        **filters,
        seats=a.names.seats(),
        instruments=a.instruments,
        states=STATES,
        rows=tuple(_order(a, row) for row in rows[:PAGE]),
        paging=a.page(rows, oldest=oldest, name="orders", **filters),
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


def trades(a: Auditor) -> admin.TradesPage:
    """Trades with their parties, newest first."""
    seat, order = a.given("seat"), a.number("order")
    instrument = a.chosen("instrument", a.instruments)
    if order:
        rows = market.trades_of_order(a.session, order)[::-1]
    else:
        rows = market.trades(
            a.session, instrument=instrument, owner=seat, before=a.before, limit=PAGE + 1
        )
    filters = {"seat": seat, "instrument": instrument, "order": str(order or "")}
    oldest = rows[:PAGE][-1].trade if rows else 0
    return admin.TradesPage(
        **filters,
        seats=a.names.seats(),
        instruments=a.instruments,
        rows=tuple(_trade(a, row) for row in rows[:PAGE]),
        paging=a.page(rows, oldest=oldest, name="trades", **filters),
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


def transfer_list(a: Auditor) -> log.TransfersPage:
    """Transfers with the registries' records, and the current result of the reconciliation."""
    rows = transfers.transfers(a.session, before=a.before, limit=PAGE + 1)
    differences = reconcile(a.session, *a.names.registry_numbers)
    records = transfers.records(a.session)
    oldest = rows[:PAGE][-1].transfer if rows else 0
    return log.TransfersPage(
        rows=tuple(_transfer(a, row, differences) for row in rows[:PAGE]),
        compared=len({record.transfer_id for record in records}),
        differences=tuple(a.names.both(zh=d.zh, en=d.en) for d in differences),
        paging=a.page(rows, oldest=oldest, name="transfers"),
    )


def _transfer(a: Auditor, row: TransferView, differences: list[Difference]) -> log.TransferRow:
    records = transfers.records(a.session, transfer_id=row.transfer_id) if row.transfer_id else []
    tonnes = {record.registry: record.quantity for record in records}
    wrong = any(d.transfer_id == row.transfer_id for d in differences)
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
        agrees=cast("bool | None", None) if row.received_as is None else not wrong,
    )
