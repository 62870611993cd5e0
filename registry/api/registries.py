"""Committee, agreements, transfers with their messages, and accounts over JSON.

Docket, agreements and transfers are public in the lesson. Accounts are shown to their holder, to
their registry's manager and to the trainer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeVar

from fastapi import Path
from sqlmodel import Session

from registry.api.reading import Anybody, Paged, Trainer, read
from registry.api.shown import SHOWS
from registry.api.strict import StrictRouter
from registry.edge.callers import Caller
from registry.edge.errors import RecordUnknown, ThingUnknown
from registry.programme.accounts import queries as accounts
from registry.programme.agreements import queries as agreements
from registry.programme.committee import queries as committee
from registry.programme.movements import queries as movements
from registry.programme.participants.queries import has_registry, participant, registries
from registry.programme.retirement import queries as retirements
from registry.programme.transfers import compared
from registry.programme.transfers import queries as transfers
from registry.roles import Actor, Role

T = TypeVar("T")
State = Literal[
    "", "open", "some_restricted", "all_restricted", "suspended_partially", "suspended",
    "closure_pending", "closed",
]  # fmt: skip


@dataclass(frozen=True)
class ItemAnswer:
    """An item, the steps that the calling seat can take on it now, and for whom it may vote."""

    item: committee.ItemView
    possible: tuple[str, ...]
    in_name_of: tuple[str, ...]


@dataclass(frozen=True)
class AgreementAnswer:
    """An agreement with its acts, the steps of the calling seat, and whose act is waited for."""

    agreement: agreements.AgreementView
    acts: list[agreements.ActView]
    possible: tuple[str, ...]
    awaited_step: str
    awaited_country: str


@dataclass(frozen=True)
class TransferAnswer:
    """A transfer with the records of both registries and the log, its messages and repairs."""

    transfer: transfers.TransferView
    records: list[transfers.RecordView]
    messages: list[transfers.MessageView]
    repairs: list[transfers.RepairView]
    needed: tuple[transfers.RepairStep, ...]
    possible: tuple[str, ...]


@dataclass(frozen=True)
class AccountAnswer:
    """An account with the changes of its state, its freezes, and the steps of the calling seat."""

    account: accounts.AccountView
    changes: list[accounts.ChangeView]
    freezes: list[accounts.FreezeView]
    possible: tuple[str, ...]


@dataclass(frozen=True)
class MovementAnswer:
    """A movement that is or was held, and the steps of the calling seat on it."""

    movement: movements.MovementView
    possible: tuple[str, ...]


def router() -> StrictRouter:
    """The routes of this area."""
    routes = StrictRouter(prefix="/api", tags=["registries"], responses=SHOWS)
    add = routes.add_api_route
    add("/docket", docket, methods=["GET"], summary="Items to act on, by due time")
    add("/committee/{item}", item, methods=["GET"], summary="One item, and what this seat can do")
    add("/agreements", all_agreements, methods=["GET"], summary="Agreements with their acts")
    add("/transfers/{transfer}", transfer, methods=["GET"], summary="One transfer, all its records")
    add("/messages", messages, methods=["GET"], summary="Messages between registries and log")
    add("/reconciliations", reconciliations, methods=["GET"], summary="Comparisons with the log")
    add("/findings", findings, methods=["GET"], summary="Accounts that differ from the log")
    add("/accounts", all_accounts, methods=["GET"], summary="Accounts of a seat, or of a registry")
    add("/accounts/{account}", account, methods=["GET"], summary="One account with its history")
    add("/openings", openings, methods=["GET"], summary="Requests to open an account")
    add("/freezes", freezes, methods=["GET"], summary="Courts' freezes")
    add("/movements", all_movements, methods=["GET"], summary="Movements that are held")
    add("/trusted", all_trusted, methods=["GET"], summary="Accounts on the trusted list")
    add("/reversible", reversible, methods=["GET"], summary="Uses that can be reversed now")
    add("/reversals", reversals, methods=["GET"], summary="Uses that were reversed")
    add("/faults", faults, methods=["GET"], summary="Cards for messages and outages (trainer)")
    return routes


async def docket(who: Anybody, agreement: str = "") -> list[committee.ItemView]:
    """Items of one committee or of all: those whose clock runs first, by due time."""

    def query(session: Session) -> list[committee.ItemView]:
        if agreement and agreements.agreement(session, agreement) is None:
            raise RecordUnknown(what="agreement", given=agreement[:40])
        return committee.docket(session, agreement=agreement)

    return await read(who.live, query)


async def item(who: Anybody, item: int = Path(ge=1, lt=2**53)) -> ItemAnswer:
    """One item with its members, votes, papers and everything that was said."""

    def query(session: Session) -> ItemAnswer | None:
        found, by = committee.item(session, item), _actor(who)
        if found is None:
            return None
        possible = committee.possible(session, item, by) if by is not None else ()
        for_whom = committee.delegated_to(session, item, by.seat) if by is not None else ()
        return ItemAnswer(found, possible, for_whom)

    return _there(await read(who.live, query), f"/api/committee/{item}")


async def all_agreements(who: Anybody) -> list[AgreementAnswer]:
    """Every agreement by code: terms, state, acts oldest first."""

    def query(session: Session) -> list[AgreementAnswer]:
        by = _actor(who)
        return [
            AgreementAnswer(
                one,
                agreements.acts(session, one.code),
                agreements.possible(session, one.code, by) if by is not None else (),
                *agreements.awaited(session, one.code),
            )
            for one in agreements.agreements(session)
        ]

    return await read(who.live, query)


async def transfer(who: Anybody, transfer: int = Path(ge=1, lt=2**53)) -> TransferAnswer:
    """One transfer: records oldest first, messages newest first, what has to be repaired."""

    def query(session: Session) -> TransferAnswer | None:
        found, by = transfers.transfer_by(session, transfer), _actor(who)
        if found is None:
            return None
        of_it = found.transfer_id
        return TransferAnswer(
            found,
            transfers.records(session, transfer_id=of_it) if of_it else [],
            transfers.messages(session, transfer_id=of_it, limit=500) if of_it else [],
            transfers.repairs(session, transfer_id=of_it) if of_it else [],
            transfers.needed_repairs(session, transfer),
            transfers.possible(session, transfer, by) if by is not None else (),
        )

    return _there(await read(who.live, query), f"/api/transfers/{transfer}")


async def messages(who: Anybody, page: Paged, transfer_id: str = "") -> list[transfers.MessageView]:
    """Messages of one transfer or of all, newest first."""
    return await read(
        who.live, lambda s: transfers.messages(s, transfer_id=transfer_id, **page._asdict())
    )


async def reconciliations(who: Anybody, page: Paged) -> list[compared.ReconciliationView]:
    """Comparisons of two registries with the log, with their stages, newest first."""
    return await read(who.live, lambda s: compared.reconciliations(s, **page._asdict()))


async def findings(who: Anybody, *, open_only: bool = False) -> list[compared.FindingView]:
    """What comparisons found, newest first; `open_only`: accounts that are blocked now."""
    return await read(who.live, lambda s: compared.findings(s, open_only=open_only))


async def all_accounts(
    who: Anybody, page: Paged, registry: str = "", state: State = ""
) -> list[accounts.AccountView]:
    """A seat's own accounts; all of its registry for a manager, of every one for the trainer."""

    def query(session: Session) -> list[accounts.AccountView]:
        scope = _scope(session, who)
        if registry and not has_registry(session, registry):
            raise RecordUnknown(what="registry", given=registry[:40])
        return accounts.accounts(
            session,
            owner=who.seat if scope is None else "",
            registry=scope or registry,
            state=state,
            **page._asdict(),
        )

    return await read(who.live, query)


async def account(who: Anybody, account: str = Path(max_length=40)) -> AccountAnswer:
    """One account, for those who may see it."""

    def query(session: Session) -> AccountAnswer | None:
        found, by = accounts.accounts(session, number=account), _actor(who)
        scope = _scope(session, who)
        if not found or not (found[0].owner == who.seat or scope in ("", found[0].registry)):
            return None
        return AccountAnswer(
            found[0],
            accounts.changes(session, account=account, limit=500),
            accounts.freezes(session, account=account, limit=500),
            accounts.possible(session, found[0], by) if by is not None else (),
        )

    return _there(await read(who.live, query), f"/api/accounts/{account[:40]}")


async def openings(who: Anybody, page: Paged) -> list[accounts.OpeningView]:
    """A seat's own requests; those of its registry for a manager, all for the trainer."""

    def query(session: Session) -> list[accounts.OpeningView]:
        scope = _scope(session, who)
        seat = who.seat if scope is None else ""
        return accounts.openings(session, seat=seat, registry=scope or "", **page._asdict())

    return await read(who.live, query)


async def freezes(who: Anybody, page: Paged) -> list[accounts.FreezeView]:
    """Freezes of a seat's own credits; of its registry for a manager, all for the trainer."""

    def query(session: Session) -> list[accounts.FreezeView]:
        scope = _scope(session, who)
        owner = who.seat if scope is None else ""
        return accounts.freezes(session, owner=owner, registry=scope or "", **page._asdict())

    return await read(who.live, query)


async def all_movements(who: Anybody, page: Paged) -> list[MovementAnswer]:
    """Movements that the calling seat proposed or decides on, newest first; delayed ones of its
    registry for a manager, all for the trainer.
    """

    def query(session: Session) -> list[MovementAnswer]:
        by = _actor(who)
        seat = "" if who.is_trainer and by is None else who.seat
        registry = movements.managed(session, by) if by is not None else None
        found = movements.movements(session, seat=seat, registry=registry, **page._asdict())
        return [
            MovementAnswer(one, movements.possible(session, one, by) if by is not None else ())
            for one in found
        ]

    return await read(who.live, query)


async def all_trusted(who: Anybody) -> list[movements.TrustedView]:
    """The trusted list of the calling seat; all of them for the trainer."""

    def query(session: Session) -> list[movements.TrustedView]:
        every = who.is_trainer and _actor(who) is None
        return movements.trusted(session, seat="" if every else who.seat)

    return await read(who.live, query)


async def reversible(who: Anybody) -> list[retirements.ReversibleView]:
    """Uses of the registries that the caller manages, and until when; all for the trainer."""

    def query(session: Session) -> list[retirements.ReversibleView]:
        scope = _scope(session, who)
        codes = [one.code for one in registries(session)] if scope == "" else [scope or ""]
        return retirements.reversible(session, registries=codes, at=who.live.now())

    return await read(who.live, query)


async def reversals(who: Anybody, page: Paged) -> list[retirements.ReversalView]:
    """A seat's own uses that were reversed; those of its registry for a manager, all for the
    trainer. Newest first.
    """

    def query(session: Session) -> list[retirements.ReversalView]:
        scope = _scope(session, who)
        seat = who.seat if scope is None else ""
        return retirements.reversals(session, seat=seat, registry=scope or "", **page._asdict())

    return await read(who.live, query)


async def faults(who: Trainer) -> list[transfers.FaultView]:
    """The trainer's cards, newest first, with the message that each has hit."""
    return await read(who.live, transfers.faults)


def _actor(who: Caller) -> Actor | None:
    """The calling seat as an actor; None for the trainer's own."""
    state = who.state
    if state is None:
        return None
    return Actor(who.seat, state.role, who.origin, frozenset(state.offices - {state.role}))


def _scope(session: Session, who: Caller) -> str | None:
    """The registry whose accounts a caller sees: "" all, None only its own."""
    state = who.state
    if state is None:
        return "" if who.is_trainer else None
    if Role.REGISTRY_MANAGER not in state.offices:
        return None
    own = participant(session, who.seat)
    return own.country if own is not None else None


def _there(found: T | None, address: str) -> T:
    if found is None:
        raise ThingUnknown(address=address)
    return found
