"""Steps of the tests of authorisations: grant, amend, move, use."""

from __future__ import annotations

from typing import Any

from registry.programme.authorisation import acts, commands
from registry.programme.authorisation.covering import StandingView, standings
from registry.programme.retirement import commands as retirement
from registry.programme.transfers import commands as transfers
from registry.roles import Actor
from tests.support.programme import (
    BUYER,
    CHINA,
    HOST,
    KAZAKH,
    MANAGER,
    MANAGER_KZ,
    MANAGER_TH,
    OWNER,
    Programme,
)

USE, AT_ISSUANCE, AT_ONCE = "use_or_cancellation", "issuance", "authorisation"


def grant(programme: Programme, *purposes: str, quantity: int = 500, **terms: Any) -> str:
    """An authorisation of TH001; its code."""
    given: dict[str, Any] = {"project": "TH001", "quantity": quantity, **terms}
    return str(programme.do(commands.grant, purposes=purposes, **given, by=HOST)["authorisation"])


def amend(programme: Programme, code: str, **terms: Any) -> dict[str, Any]:
    """A new version."""
    given = {"authorisation": code, "reason": "new figures", **terms}
    return programme.do(commands.amend, **given, by=HOST)


def act(programme: Programme, step: str, code: str, **given: Any) -> dict[str, Any]:
    """Suspend, resume or revoke an authorisation."""
    reason = {} if step == "resume" else {"reason": "under review"}
    return programme.do(getattr(acts, step), authorisation=code, **reason, **given, by=HOST)


def asking(quantity: int, *, to: Actor = BUYER, **other: Any) -> dict[str, Any]:
    """The arguments of a request for a transfer from Thailand to China, for an NDC."""
    usual = {"source": "TH", "target": "CN", "unit": "BRC", "asset": None, "purpose": "NDC"}
    return {**usual, "quantity": quantity, "receiver": to.seat, **other}


def move(programme: Programme, quantity: int, *, by: Actor = OWNER, **other: Any) -> int:
    """A transfer that is requested, approved and accepted; its number."""
    asked = asking(quantity, **other)
    number = int(programme.do(transfers.request, **asked, by=by)["transfer"])
    sender = {"TH": HOST, "CN": CHINA, "KZ": KAZAKH}[asked["source"]]
    manager = {"TH": MANAGER_TH, "CN": MANAGER, "KZ": MANAGER_KZ}[asked["target"]]
    programme.do(transfers.approve, transfer=number, by=sender)
    programme.do(transfers.accept, transfer=number, by=manager)
    return number


def cancelling(asset: int, quantity: int, **other: Any) -> dict[str, Any]:
    """The arguments of a cancellation for an airline, in China unless said."""
    usual = {"registry": "CN", "reason": "a flight", "purpose": "oimp"}
    return {**usual, "asset": asset, "quantity": quantity, **other}


def cancel(programme: Programme, asset: int, quantity: int, **other: Any) -> dict[str, Any]:
    """A cancellation; `by` the buyer unless said."""
    by = other.pop("by", BUYER)
    return programme.do(retirement.cancel, **cancelling(asset, quantity, **other), by=by)


def for_ndc(asset: int, quantity: int, registry: str = "CN") -> dict[str, Any]:
    """The arguments of a retirement for an NDC."""
    return {"registry": registry, "asset": asset, "quantity": quantity, "purpose": "ndc"}


def standing(programme: Programme, code: str) -> StandingView:
    """An authorisation as the list tells it."""
    with programme.reading() as session:
        (found,) = [one for one in standings(session) if one.code == code]
    return found


def marks(programme: Programme) -> list[tuple[Any, ...]]:
    """Every first transfer: serials, what marked it, receiver, version."""
    return programme.store.fetch(
        "SELECT first, last, marked_by, receiver, version FROM first_transferred_range ORDER BY id"
    )
