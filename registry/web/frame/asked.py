"""What a seat has asked for and what became of it: for every page and for "My requests"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Any

from sqlmodel import Session

from matching.deals import queries as deals
from registry.compliance import queries as compliance
from registry.programme.adjustments.ranges import spelled
from registry.programme.authorisation.queries import authorisations
from registry.programme.committee import queries as committee
from registry.programme.committee.queries import UNDECIDED, ItemView
from registry.programme.issuance import queries as issuances
from registry.programme.movements import queries as movements
from registry.programme.movements.models import MovementState
from registry.programme.retirement import queries as retirements
from registry.programme.retirement.models import Ending
from registry.programme.transfers import queries as transfers
from registry.programme.transfers.models import TransferState
from registry.roles import SIDE_OF, Role
from registry.web.frame.contexts.shared import AskedLine, SerialRange
from registry.web.frame.docket import matter_of
from registry.web.frame.movements import why_not
from registry.web.frame.naming import Names

TONES = {
    "issued": "done", "completed": "done", "used": "done", "granted": "done", "traded": "done",
    "won": "done", "retired": "done", "cancelled_credit": "done", "accepted_offset": "done",
    "dropped": "refuse", "rejected": "refuse", "declined": "refuse", "not_won": "refuse",
    "withdrawn": "neutral", "expired": "neutral", "closed": "neutral", "halted": "neutral",
    "reversed": "neutral", "carried_out": "done", "failed": "refuse",
}  # fmt: skip
"""The chip of a state in which nothing is decided any more; of all others it is `wait`."""


class Asked:
    """Reads the requests of one seat; each source at most `limit` of them, newest first.

    `dealing`: the lesson has trades outside the books. `at_once`: also what was final when it was
    asked for, such as a retirement.
    """

    def __init__(
        self, session: Session, names: Names, *, seat: str, offices: Set[Role], limit: int,
        dealing: bool, at_once: bool,
    ) -> None:  # fmt: skip
        self.session, self.names, self.seat, self.offices = session, names, seat, offices
        self.limit, self.dealing, self.at_once = limit, dealing, at_once

    def lines(self) -> tuple[AskedLine, ...]:
        """The last requests of all kinds, newest first."""
        found = sorted(self._all(), key=lambda one: (-one.at, -one.number))
        return tuple(found[: self.limit])

    def _all(self) -> Iterator[AskedLine]:
        if Role.PROJECT_OWNER in self.offices:
            yield from self._issuances()
        if not self.offices.isdisjoint(SIDE_OF):
            yield from self._votes()
        if not self.offices <= {Role.SECRETARIAT, Role.REGISTRY_MANAGER}:
            yield from self._transfers()
            yield from self._movements()
            if self.dealing:
                yield from self._deals()
        if self.at_once:
            yield from self._final()

    def _line(self, kind: str, number: int, state: str, **more: Any) -> AskedLine:
        given = {
            "decided_at": None, "waits": (), "waits_for": "", "ranges": (), "note": "",
        } | more  # fmt: skip
        tone = TONES.get(state, "wait")
        return AskedLine(kind=kind, number=number, state=state, tone=tone, **given)

    def _issuances(self) -> Iterator[AskedLine]:
        for one in issuances.issuances(self.session, requested_by=self.seat, limit=self.limit):
            item = committee.item(self.session, one.item)
            decided = item.decided_at if item is not None else None
            waits: tuple[str, ...] = ()
            if one.state == "requested" and item is not None:
                waits = self._before(item)
            elif one.state != "issued":
                waits = tuple(
                    name
                    for request, registry in issuances.ready_to_issue(self.session)
                    if request.request == one.request
                    for name in self.names.acting(Role.REGISTRY_MANAGER, registry)
                )
            ranges: tuple[SerialRange, ...] = ()
            if one.asset is not None:
                batch = self.names.batches[one.asset]
                span = self.names.span(one.asset, batch.first, batch.last, registry="")
                ranges = (span,)
            yield self._line(
                "issuance", one.request, one.state, at=one.requested_at, quantity=one.quantity,
                what=f"{self.names.project(one.project)} {one.vintage}",
                decided_at=one.issued_at or decided, waits=waits, ranges=ranges,
            )  # fmt: skip

    def _before(self, item: ItemView) -> tuple[str, ...]:
        """Who has to act on an item before it is decided and published."""
        if item.state in ("circulated", "on_agenda"):
            return self._silent(item)
        if item.state == "objected":
            return tuple(self.names.seat(v.seat) for v in item.votes if v.vote == "object")
        return self.names.acting(Role.SECRETARIAT)

    def _silent(self, item: ItemView) -> tuple[str, ...]:
        """The members whose vote an item still waits for."""
        return tuple(
            self.names.seat(one.seat) for one in item.members if not one.vote and not one.recused
        )

    def _transfers(self) -> Iterator[AskedLine]:
        for one in transfers.transfers(self.session, holder=self.seat, limit=self.limit):
            waits: tuple[str, ...] = ()
            if one.state == TransferState.REQUESTED:
                waits = self.names.governing(one.source_registry)
            elif one.state == TransferState.NOTIFIED:
                waits = self.names.acting(Role.REGISTRY_MANAGER, one.target_registry)
            yield self._line(
                "transfer", one.transfer, one.state, at=one.requested_at, quantity=one.quantity,
                what=self.names.seat(one.receiver), decided_at=one.completed_at or one.decided_at,
                waits=waits,
            )  # fmt: skip

    def _movements(self) -> Iterator[AskedLine]:
        for one in movements.movements(self.session, seat=self.seat, limit=self.limit):
            if one.seat == self.seat:
                open_now = one.state == MovementState.PROPOSED
                yield self._line(
                    "movement", one.movement, one.state, at=one.proposed_at, quantity=one.quantity,
                    what=_several(self.names.batch(asset) for asset, _ in one.lots),
                    decided_at=one.decided_at, note=why_not(one, self.names.language),
                    waits=(self.names.seat(one.approver),) if open_now else (),
                )  # fmt: skip

    def _votes(self) -> Iterator[AskedLine]:
        for item in committee.voted_by(self.session, self.seat, limit=self.limit):
            matter = matter_of(self.session, self.names, item)
            waits: tuple[str, ...] = ()
            if item.state in (*UNDECIDED, "adopted"):
                waits = self._before(item)
            elif item.state == "published":
                waits = tuple(
                    name for role in sorted(matter.kind.users) for name in self.names.acting(role)
                )
            voted = max(one.at for one in item.said if one.seat == self.seat)
            yield self._line(
                "vote", item.item, item.state, at=voted, quantity=0,
                what=matter.says(matter.kind.headline), waits=waits,
                decided_at=item.used_at or item.decided_at,
            )  # fmt: skip

    def _deals(self) -> Iterator[AskedLine]:
        for one in deals.proposals(self.session, seat=self.seat, limit=self.limit):
            if one.proposer == self.seat:
                waits = (self.names.seat(one.counterparty),) if one.state == "open" else ()
                yield self._line(
                    "block", one.proposal, one.state, at=one.at, quantity=one.quantity,
                    what=one.instrument, waits=waits,
                )  # fmt: skip
        for asked in deals.requests(self.session, seat=self.seat, limit=self.limit):
            if asked.own:
                yield self._line(
                    "quote", asked.request, asked.state, at=asked.at, quantity=asked.quantity,
                    what=asked.instrument,
                    waits_for="anybody" if asked.state == "open" else "",
                )  # fmt: skip
        for offer in deals.offers(self.session, seat=self.seat, limit=self.limit):
            if offer.maker == self.seat:
                state = _offer_state(offer)
                waits = (self._asker(offer.request),) if state == "open" else ()
                yield self._line(
                    "offer", offer.offer, state, at=offer.at, quantity=offer.quantity,
                    what=offer.instrument, waits=waits,
                )  # fmt: skip
        for bid in deals.bids(self.session, seat=self.seat, limit=self.limit):
            state = _bid_state(bid)
            yield self._line(
                "bid", bid.bid, state, at=bid.at, quantity=bid.quantity, what=bid.instrument,
                waits_for="close" if state == "open" else "",
            )  # fmt: skip
        for sale in deals.sessions(self.session, limit=self.limit):
            if sale.seller == self.seat:
                yield self._line(
                    "session", sale.session, sale.state, at=sale.opened, quantity=sale.quantity,
                    what=sale.instrument,
                    waits_for="close" if sale.state == "open" else "",
                )  # fmt: skip

    def _asker(self, request: int) -> str:
        """The name of the seat that asked for quotes."""
        found = deals.requests(self.session, seat="", before=request + 1, limit=1)
        return self.names.seat(found[0].asker) if found else ""

    def _final(self) -> Iterator[AskedLine]:
        """What was final when it was asked for."""
        for one in retirements.retirements(self.session, seat=self.seat, limit=self.limit):
            retired = one.ending == Ending.RETIRED
            spans = self.names.spans(
                one.asset, spelled(one.ranges), registry=one.registry, long=True
            )
            state = "retired" if retired else "cancelled_credit"
            yield self._line(
                "retirement" if retired else "cancellation", one.retirement,
                state if one.reversed_at is None else "reversed", at=one.at, quantity=one.quantity,
                what=self.names.batch(one.asset), decided_at=one.reversed_at or one.at,
                ranges=spans,
                note=one.beneficiary or one.reason,
            )  # fmt: skip
        for offset in compliance.submissions(self.session, seat=self.seat, limit=self.limit):
            yield self._line(
                "offset", offset.submission,
                "accepted_offset" if offset.reversed_at is None else "reversed", at=offset.at,
                quantity=offset.quantity, decided_at=offset.reversed_at or offset.at,
                what=_several(self.names.batch(asset) for asset, _ in offset.lots),
            )  # fmt: skip
        if Role.GOVERNMENT_HOST in self.offices:
            yield from self._authorisations()

    def _authorisations(self) -> Iterator[AskedLine]:
        granted = [one for one in authorisations(self.session) if one.granted_by == self.seat]
        for number, one in enumerate(granted, 1):
            yield self._line(
                "authorisation", number, "granted", at=one.granted_at, quantity=one.max_quantity,
                what=" · ".join((one.code, self.names.project(one.project), *one.purposes)),
                decided_at=one.granted_at,
            )  # fmt: skip


def _several(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def _offer_state(offer: deals.OfferView) -> str:
    if offer.trade is not None:
        return "traded"
    return "open" if offer.status in ("resting", "pending") else "not_won"


def _bid_state(bid: deals.BidView) -> str:
    if bid.won:
        return "won"
    if bid.status in ("resting", "pending"):
        return "open"
    return "withdrawn" if bid.ending == "owner" else "not_won"
