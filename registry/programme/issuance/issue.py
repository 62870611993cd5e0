"""What a published decision on an issuance fixes, and what each registry's manager then issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_ISSUE, CREDIT_LEVY
from registry.command import Arguments, Number, Text
from registry.programme.accounts import standing
from registry.programme.authorisation import marking
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.covering import Wanted, cover, not_there, of_entity
from registry.programme.authorisation.models import Purpose
from registry.programme.committee import commands as committee
from registry.programme.committee.errors import DecisionUsed
from registry.programme.finance import commands as finance
from registry.programme.issuance.checks import not_covered
from registry.programme.issuance.commands import find
from registry.programme.issuance.decided import BATCHES, told
from registry.programme.issuance.docket import ITEM
from registry.programme.issuance.errors import NothingIsIssued, OtherIssuesAll
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import (
    IssuanceMode,
    IssuanceRequest,
    IssuanceState,
    Levy,
)
from registry.programme.issuance.queries import PartView, parts_of, vintages_of
from registry.programme.issuance.shares import LEVIED
from registry.programme.participants import commands as participants
from registry.programme.projects import commands as projects
from registry.programme.projects.models import Project
from registry.records import CheckFailed, refuse, require_choice
from registry.roles import Actor, Side


class OneSide(Arguments):
    """A decided issuance request, and the registry that issues its part."""

    request: Number
    registry: Text


def issue(books: Books, *, request: int, registry: str, by: Actor, at: int) -> dict[str, Any]:
    """Issue a registry's part of the decided quantity, once, in the ranges of the decision.

    The partner's share is first transferred at issuance: 2/CMA.3, annex, para. 2(a), credits issued
    to another party for its NDC. It needs an authorisation in force still: that of the decision, or
    another that covers it. What the host's registry issues is first transferred where the
    definition of an authorisation for OIMP says so (check 4040). The levies are issued with the
    host's part.
    """
    session = books.session
    asked = find(session, request)
    decision = committee.require_published(books, item=asked.item)
    about = (decision.kind, decision.subject, decision.quantity)
    assert about == (ITEM.code, request, asked.quantity)
    of = projects.find(session, asked.project)
    agreed = projects.find_agreement(session, of)
    require_choice("registry", registry, [agreed.partner, agreed.host])
    participants.require_country(session, by=by, country=registry, step="issuance.issue")
    side = Side.HOST if registry == agreed.host else Side.PARTNER
    decided = parts_of(session, request)
    parts = [one for one in decided if one.registry == registry]
    if asked.mode is IssuanceMode.VIRTUAL:
        raise NothingIsIssued(request=request, agreement=agreed.code)
    if not parts:
        raise OtherIssuesAll(request=request, registry=registry, other=decided[0].registry)
    if _issued_by(asked, side):
        raise DecisionUsed(item=asked.item, used_for=ITEM.because(request))
    trigger = "issue_all" if parts == decided else f"issue_{side}"
    after = ISSUANCE.after(asked.state, trigger, offices=by.offices)

    monitored = projects.find_period(session, project=of.code, number=asked.period)
    failed = not_covered(session, of, monitored, at=at)
    failed += _receiving(books, of, parts, side=side, registry=registry)
    under, uncovered = _authorised(session, asked, parts) if side is Side.PARTNER else ("", [])
    refuse([*failed, *uncovered])

    # From here on the issuance must succeed.
    if side is Side.PARTNER:
        asked.authorisation = under
    for asset in dict.fromkeys(part.asset for part in parts):
        of_batch = [part for part in parts if part.asset == asset]
        _post(books, asked, of_batch, registry=registry)
        # A levy is no holder's: what it takes is nobody's to transfer.
        ranges = [(one.first, one.last) for one in of_batch if not one.levy]
        _mark(books, asked, asset, ranges, side=side, registry=registry, at=at)
    if side is Side.PARTNER:
        asked.partner_issued_at = at
    else:
        asked.host_issued_at = at
        _pass_on(books, of, parts, request=request, registry=registry, at=at)
    asked.state = after
    assets = list(dict.fromkeys(part.asset for part in decided))
    if after is IssuanceState.ISSUED:
        asked.issued_at = at
        committee.use(books, item=asked.item, by=by, at=at)
        left = sum(books.balance(books.batch(asset).source) for asset in assets)
        assert left == -asked.quantity, "a tonne was lost in the split"
    session.flush()
    return _answer(asked, parts, assets, decision=str(decision.state))


def _receiving(
    books: Books, of: Project, parts: Sequence[PartView], *, side: Side, registry: str
) -> list[CheckFailed]:
    """Why a receiver of these parts, or a funder to whom they go on, cannot receive now."""
    failed: list[CheckFailed] = []
    for part in parts:
        failed += standing.receiving_checks(books, seat=part.seat, registry=registry)
    if side is Side.HOST:
        failed += finance.first_call_checks(books, project=of.code, registry=registry)
    return failed


def _pass_on(
    books: Books, of: Project, parts: Sequence[PartView], *, request: int, registry: str, at: int
) -> None:
    """Pass what the project's owner was issued on to its funders, up to their first credits."""
    own = [(one.asset, one.quantity) for one in parts if one.seat == of.owner and not one.levy]
    finance.deliver_first(
        books, project=of.code, owner=of.owner, registry=registry, request=request, issued=own,
        at=at,
    )  # fmt: skip


def _answer(
    asked: IssuanceRequest, parts: Sequence[PartView], assets: Sequence[int], *, decision: str
) -> dict[str, Any]:
    """What was issued; the levies are told with the host's part."""
    abroad = parts[0].registry != asked.host
    more = told(asked, assets)
    return {
        "request": asked.id,
        "state": str(asked.state),
        "decision": decision,
        "batch": assets[0],
        "registry": parts[0].registry,
        "issued": sum(part.quantity for part in parts),
        "first": parts[0].first,
        "last": parts[-1].last,
        "authorisation": asked.authorisation if abroad else "",
    } | ({key: more[key] for key in more if key == BATCHES} if abroad else more)


def _authorised(
    session: Session, asked: IssuanceRequest, parts: Sequence[PartView]
) -> tuple[str, list[CheckFailed]]:
    """The authorisation under which the partner's share is issued, or why it is not (4004, 4014).

    That of the decision, while it is in force and its entities are still those of the share.
    """
    decided = authorisations.known(session, asked.authorisation)
    if decided.in_force and all(of_entity(session, decided, part.seat) for part in parts):
        return decided.code, []
    wanted = Wanted(
        project=asked.project,
        purpose=Purpose.NDC,
        party=parts[0].registry,
        quantity=sum(part.last - part.first + 1 for part in parts),
        vintages=tuple(one.vintage for one in vintages_of(session, asked.id) if one.partner_t),
        entities=tuple(dict.fromkeys(part.seat for part in parts)),
        besides=ITEM.because(asked.id),
    )
    found = cover(session, wanted)
    if found.failed is None:
        return found.authorisation, []
    return "", [found.failed if decided.in_force else not_there(decided)]


def _mark(
    books: Books,
    asked: IssuanceRequest,
    asset: int,
    ranges: Sequence[tuple[int, int]],
    *,
    side: Side,
    registry: str,
    at: int,
) -> None:
    """First transfer what a registry has issued of one batch, where the terms say so."""
    because = ITEM.because(asked.id)
    if side is Side.PARTNER:
        marking.mark_share(
            books, asset=asset, ranges=ranges, receiver=registry,
            authorisation=asked.authorisation, because=because, at=at,
        )  # fmt: skip
    else:
        marking.mark_issued(
            books, project=asked.project, asset=asset, ranges=ranges, because=because, at=at
        )


def _post(
    books: Books, asked: IssuanceRequest, parts: Sequence[PartView], *, registry: str
) -> None:
    """Issue these parts of one batch in the ranges of the decision: the levies, then the shares."""
    batch = books.batch(parts[0].asset)
    levied = [part for part in parts if part.levy]
    shared = [part for part in parts if not part.levy]
    for kind, chosen in ((CREDIT_LEVY, levied), (CREDIT_ISSUE, shared)):
        legs = [
            Leg(batch.source, _place(books, part, registry), batch.asset, part.quantity)
            for part in chosen
        ]
        if legs:
            ranges = [(part.first, part.last) for part in chosen]
            books.post(kind, legs=legs, because=ITEM.because(asked.id), serials=ranges)


def _place(books: Books, part: PartView, registry: str) -> int:
    """The sub-account that a part is issued to: its holder's, or that of its levy."""
    if part.levy:
        return books.place(LEVIED[Levy(part.levy)], part.asset, registry=registry)
    return books.place(HOLDING, part.asset, owner=part.seat, registry=registry)


def _issued_by(asked: IssuanceRequest, side: Side) -> bool:
    """Whether a side has issued its part before."""
    at = asked.host_issued_at if side is Side.HOST else asked.partner_issued_at
    return at is not None
