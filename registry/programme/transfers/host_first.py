"""The issue of decided credits, and the way abroad of a share that its host has issued first.

Under an agreement with `issuance_mode` host_first the host's registry issues every part. Those of
the partner's side then wait as transfer requests of their recipients, each to its own account in
the partner's registry (programme rules, M7): the host's government approves, the partner's manager
accepts. What is rejected or withdrawn stays its recipient's in the host's registry.
"""

from __future__ import annotations

from typing import Any

from ledger.books import Books
from registry.command import Command, on_books
from registry.programme.agreements import queries as agreements
from registry.programme.authorisation.models import Purpose
from registry.programme.issuance import issue as issuing
from registry.programme.issuance.commands import find
from registry.programme.issuance.issue import OneSide
from registry.programme.issuance.models import IssuanceMode, IssuanceRequest
from registry.programme.issuance.queries import parts_of
from registry.programme.projects import commands as projects
from registry.programme.transfers.checks import Asked
from registry.programme.transfers.commands import enter
from registry.roles import Actor, Role, Side


def issue(books: Books, *, request: int, registry: str, by: Actor, at: int) -> dict[str, Any]:
    """Issue a registry's part of a decision; what the host issues first is asked for abroad.

    The answer then lists the requests under `transfers`. They ask for no authorisation yet: the
    host's government authorises before it approves.
    """
    answer = issuing.issue(books, request=request, registry=registry, by=by, at=at)
    asked = find(books.session, request)
    if asked.mode is not IssuanceMode.HOST_FIRST:
        return answer
    return answer | {"transfers": _ask_for_shares(books, asked, at=at)}


def _ask_for_shares(books: Books, asked: IssuanceRequest, *, at: int) -> list[dict[str, Any]]:
    """Enter a request for the part of each recipient of the partner's side, of all its vintages."""
    of = projects.find(books.session, asked.project)
    agreed = agreements.known(books.session, of.agreement)
    purpose = Purpose.NDC if Purpose.NDC in agreed.purposes else Purpose.OIMP
    lots: dict[str, list[tuple[int, int]]] = {}
    for part in parts_of(books.session, asked.id):
        if part.side == Side.PARTNER:
            lots.setdefault(part.seat, []).append((part.asset, part.quantity))
    entered = []
    for seat, parts in lots.items():
        assert books.has_account(seat, agreed.partner), f"{seat} cannot receive its share"
        quantity = sum(tonnes for _, tonnes in parts)
        one = Asked(of.host, agreed.partner, of.unit, None, quantity, purpose, seat, seat)
        number = enter(books, one, parts, at=at)
        entered.append(
            {
                "transfer": number, "target": agreed.partner, "receiver": seat,
                "purpose": str(purpose), "quantity": quantity,
                "lots": [list(lot) for lot in parts],
            }
        )  # fmt: skip
    return entered


COMMANDS = (
    Command(
        name="issuance.issue", en="Issue credits", zh="签发",
        done=("Credits issued", "已签发"), not_done=("Credits not issued", "未签发"),
        arguments=OneSide, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(issue),
    ),
)  # fmt: skip
