"""What a seat has asked for, and what became of it: issuances and transfers, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from registry.programme.issuance import queries as issuances
from registry.programme.transfers.queries import TransferView
from registry.web.frame.seat_parts import SeatContext
from registry.web.tasks.contexts import AskedLine

ASKED_SHOWN = 5
"""The most lines."""


def asked_of(top: SeatContext, moved: Sequence[TransferView]) -> tuple[AskedLine, ...]:
    """The seat's last requests; `moved` are its transfers, newest first."""
    lines = [
        AskedLine(
            at=one.requested_at,
            kind="issuance",
            number=one.request,
            what=f"{top.names.project(one.project)} {one.vintage}",
            quantity=one.quantity,
            state=one.state,
        )
        for one in issuances.issuances(top.session, requested_by=top.seat, limit=ASKED_SHOWN)
    ]
    lines += [
        AskedLine(
            at=one.requested_at,
            kind="transfer",
            number=one.transfer,
            what=top.names.seat(one.receiver),
            quantity=one.quantity,
            state=one.state,
        )
        for one in moved[:ASKED_SHOWN]
    ]
    return tuple(sorted(lines, key=lambda one: -one.at)[:ASKED_SHOWN])
