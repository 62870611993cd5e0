"""Table 3: the actions of a party in a year, as the books and registers have them.

First transfers come from the register of first transfers, every other action from the serials that
postings moved. What was never first transferred is no ITMO and has no action.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy import Row as SqlRow

from ledger.accounts import ADAPTATION, CANCELLED_OIMP, CANCELLED_OMGE, CANCELLED_OTHER
from ledger.kernel.clock import day_of
from ledger.transactions import (
    CREDIT_CANCEL,
    CREDIT_CANCEL_ORDERED,
    CREDIT_CORRECT,
    CREDIT_ISSUE,
    CREDIT_LEVY,
    CREDIT_OFFSET,
    CREDIT_RETIRE,
    TRANSFER_RECEIVE,
    TRANSFER_SEND,
)
from registry.programme.adjustments.models import Trigger
from registry.programme.reports import vocabulary as words
from registry.programme.reports import years
from registry.programme.reports.tables import ACTIONS, Row, Value
from registry.programme.reports.units import Transferred, Units, joined

_TYPES = ", ".join(
    f"'{one.code}'"
    for one in (
        CREDIT_CANCEL, CREDIT_CANCEL_ORDERED, CREDIT_CORRECT, CREDIT_ISSUE, CREDIT_LEVY,
        CREDIT_OFFSET, CREDIT_RETIRE, TRANSFER_RECEIVE, TRANSFER_SEND,
    )
)  # fmt: skip
_MOVED = f"""
    SELECT t.id, t.type, t.because, c.at, k.asset, k.first, k.last,
           s.registry_code AS source, d.registry_code AS target, d.kind AS target_kind,
           coalesce(a.owner, '') AS seat, coalesce(r.purpose, '') AS purpose,
           coalesce(q.source_registry, '') AS sent_from, coalesce(q.target_registry, '') AS sent_to
    FROM book_transaction t
    JOIN command c ON c.number = t.command
    JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting
    JOIN serial_block k ON k.opened = p.id AND k.asset = p.asset AND k.owner = p.target
    JOIN sub_account s ON s.id = p.source JOIN sub_account d ON d.id = p.target
    LEFT JOIN account a ON a.id = s.account
    LEFT JOIN retirement r ON r.posted_as = t.id
    LEFT JOIN transfer_request q ON t.because = 'transfer ' || q.id
    WHERE t.type IN ({_TYPES}) AND c.at >= :first AND c.at < :last
      AND NOT EXISTS (SELECT 1 FROM reversal v WHERE v.reversed = t.id)
    ORDER BY t.id, k.asset, k.first
"""
"""Serials that were moved in a time, but for uses that were taken back."""


def actions(connection: Connection, party: str, year: int, units: Units | None = None) -> list[Row]:
    """The rows of table 3 of a party (registry code) in a calendar year in UTC, oldest first."""
    units = units or Units(connection)
    span = {"first": years.begins(year), "last": years.ends(year)}
    moved = list(connection.execute(text(_MOVED), span))
    rows = [
        *_authorised(units, party, span),
        *_first_transfers(units, party, span, {one.because: one for one in moved}),
        *(row for one in moved for row in _moves(units, party, one)),
    ]
    return [Row(ACTIONS, row) for row in joined(rows)]


def _authorised(units: Units, party: str, span: dict[str, int]) -> Iterator[dict[str, Value]]:
    """Authorizations of units that existed, so that their numbers were known."""
    sql = """
        SELECT r.asset, r.first, r.last, b.vintage, r.authorisation, r.since
        FROM authorised_range r JOIN credit_batch b ON b.asset = r.asset
        JOIN authorisation_act t ON t.authorisation = r.authorisation AND t.at = r.since
            AND t.trigger IN ('authorise', 'amend')
        WHERE r.host = :party AND r.since >= :first AND r.since < :last
          AND EXISTS (SELECT 1 FROM serial_block k JOIN posting p ON p.id = k.opened
                      JOIN book_transaction x ON x.id = p.book_transaction
                      JOIN command c ON c.number = x.command
                      WHERE k.asset = r.asset AND c.at <= r.since)
        ORDER BY r.id
    """
    for asset, first, last, vintage, code, since in units.connection.execute(
        text(sql), span | {"party": party}
    ):
        one = Transferred(asset, first, last, vintage, "", "", code, "", since)
        yield _row(units, one, (first, last), words.AUTHORIZATION, at=since)


_SUBTYPE = {
    Trigger.AUTHORISATION: words.BY_AUTHORIZATION,
    Trigger.ISSUANCE: words.BY_ISSUANCE,
    Trigger.TRANSFER: words.TO_ANOTHER_PARTY,
    Trigger.USE: words.BY_USE,
}


def _first_transfers(
    units: Units, party: str, span: dict[str, int], moved: dict[str, SqlRow[Any]]
) -> Iterator[dict[str, Value]]:
    """First transfers by a host; one that a country received is one to another Party, also where
    its registry issued them as its share.
    """
    for one in units.all:
        if units.host[one.asset] != party or not span["first"] <= one.at < span["last"]:
            continue
        subtype = words.TO_ANOTHER_PARTY if one.receiver else _SUBTYPE[Trigger(one.marked_by)]
        more: dict[str, Any] = {"acquiring_party": units.alpha3(one.receiver)}
        by = moved.get(one.because)
        if subtype == words.BY_USE and by is not None:
            more = {"purpose": _beyond(by), "using_party": units.alpha3(by.source)}
        yield _row(
            units, one, (one.first, one.last), words.FIRST_TRANSFER, at=one.at, subtype=subtype,
            **more,
        )  # fmt: skip


def _moves(units: Units, party: str, moved: SqlRow[Any]) -> Iterator[dict[str, Value]]:
    """The actions of a party by one range that a posting moved."""
    for one, part in units.touched(moved.asset, (moved.first, moved.last), at=moved.at):
        now = one.because == moved.because
        if moved.type == TRANSFER_SEND.code:
            first = now and one.marked_by == Trigger.TRANSFER
            if moved.source == party and not first:
                yield _row(
                    units, one, part, words.TRANSFER, at=moved.at,
                    acquiring_party=units.alpha3(moved.sent_to),
                )  # fmt: skip
        elif moved.type == TRANSFER_RECEIVE.code:
            if moved.target == party:
                yield _row(
                    units, one, part, words.ACQUISITION, at=moved.at,
                    transferring_party=units.alpha3(moved.sent_from),
                )  # fmt: skip
        elif moved.type == CREDIT_ISSUE.code:
            if moved.target == party != units.host[moved.asset]:
                yield _row(
                    units, one, part, words.ACQUISITION, at=moved.at,
                    transferring_party=units.alpha3(units.host[moved.asset]),
                )  # fmt: skip
        elif moved.source == party:
            yield _ended(units, one, part, moved)


def _ended(
    units: Units, one: Transferred, part: tuple[int, int], moved: SqlRow[Any]
) -> dict[str, Value]:
    """A use, a cancellation or a levy."""
    by: dict[str, Any] = {"using_party": units.alpha3(moved.source)}
    if moved.type == CREDIT_LEVY.code and moved.target_kind == ADAPTATION.name:
        return _row(units, one, part, words.TRANSFER, at=moved.at, subtype=words.FUND)
    if moved.type == CREDIT_RETIRE.code and moved.purpose == "ndc":
        year: Value = day_of(moved.at).year
        return _row(units, one, part, words.USE, at=moved.at, used_year=year, **by)
    if moved.type == CREDIT_RETIRE.code:
        return _row(
            units, one, part, words.VOLUNTARY, at=moved.at, subtype=words.OTHER, purpose="OP", **by
        )
    subtype = words.OMGE if moved.target_kind == CANCELLED_OMGE.name else words.OTHER
    kind = words.CANCELLATION
    more: dict[str, Any] = {}
    if moved.type == CREDIT_CANCEL.code:
        purpose = _beyond(moved)
        kind = words.CANCELLATION if purpose else words.VOLUNTARY
        more = {"purpose": purpose}
    elif moved.type == CREDIT_OFFSET.code:
        more = {"further": "Surrendered in the national emissions trading system"}
    return _row(units, one, part, kind, at=moved.at, subtype=subtype, **by, **more)


def _beyond(moved: SqlRow[Any]) -> str:
    """The purpose beyond an NDC of a use; "" for none."""
    if moved.type == CREDIT_RETIRE.code:
        return "OP"
    return {CANCELLED_OIMP.name: "IMP", CANCELLED_OTHER.name: "OP"}.get(moved.target_kind, "")


def _row(
    units: Units,
    one: Transferred,
    serials: tuple[int, int],
    kind: str,
    *,
    at: int,
    subtype: str = "",
    **more: Any,
) -> dict[str, Value]:
    assert not subtype or subtype in words.SUBTYPES[kind], f"{kind} cannot be {subtype}"
    return {
        "action_date": years.utc(at),
        "action_type": kind,
        "action_subtype": subtype,
        **units.named(one, serials),
        **more,
    }
