"""What a published decision on an issuance fixes, and what each registry's manager then issues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.serials import Batch
from ledger.transactions import CREDIT_ISSUE
from registry.command import Arguments, Command, Number, Text, on_books
from registry.programme.accounts import standing
from registry.programme.authorisation import marking
from registry.programme.authorisation import queries as authorisations
from registry.programme.authorisation.covering import Wanted, cover, not_there
from registry.programme.authorisation.models import Purpose
from registry.programme.committee import commands as committee
from registry.programme.committee.errors import DecisionUsed
from registry.programme.issuance.checks import not_covered
from registry.programme.issuance.commands import find
from registry.programme.issuance.docket import ITEM
from registry.programme.issuance.errors import OtherIssuesAll
from registry.programme.issuance.machine import ISSUANCE
from registry.programme.issuance.models import IssuanceRequest, IssuanceState
from registry.programme.issuance.queries import PartView, parts_of
from registry.programme.participants import commands as participants
from registry.programme.projects import commands as projects
from registry.records import CheckFailed, refuse, require_choice
from registry.roles import Actor, Role, Side


class OneSide(Arguments):
    """A decided issuance request, and the registry that issues its part."""

    request: Number
    registry: Text


def issue(books: Books, *, request: int, registry: str, by: Actor, at: int) -> dict[str, Any]:
    """Issue a registry's part of the decided quantity, once, in the ranges of the decision.

    The partner's share is first transferred at issuance: 2/CMA.3, annex, para. 2(a), credits issued
    to another party for its NDC. It needs an authorisation in force still: that of the decision, or
    another that covers it. What the host's registry issues is first transferred where the
    definition of an authorisation for OIMP says so (check 4040).
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
    if not parts:
        raise OtherIssuesAll(request=request, registry=registry, other=decided[0].registry)
    if _issued_by(asked, side):
        raise DecisionUsed(item=asked.item, used_for=ITEM.because(request))
    trigger = "issue_all" if parts == decided else f"issue_{side}"
    after = ISSUANCE.after(asked.state, trigger, offices=by.offices)

    monitored = projects.find_period(session, project=of.code, number=asked.period)
    failed = not_covered(session, of, monitored, at=at)
    for part in parts:
        failed += standing.receiving_checks(books, seat=part.seat, registry=registry)
    under, uncovered = _authorised(session, asked, parts) if side is Side.PARTNER else ("", [])
    refuse([*failed, *uncovered])

    # From here on the issuance must succeed.
    batch, ranges = _post(books, asked, parts, registry=registry)
    _mark(books, asked, side, ranges, under=under, receiver=registry, at=at)
    asked.state = after
    if after is IssuanceState.ISSUED:
        asked.issued_at = at
        committee.use(books, item=asked.item, by=by, at=at)
        assert books.balance(batch.source) == -asked.quantity, "a tonne was lost in the split"
    session.flush()
    return {
        "request": request,
        "state": str(after),
        "decision": str(decision.state),
        "batch": batch.asset,
        "registry": registry,
        "issued": sum(last - first + 1 for first, last in ranges),
        "first": ranges[0][0],
        "last": ranges[-1][1],
        "authorisation": asked.authorisation if side is Side.PARTNER else "",
    }


def _mark(
    books: Books,
    asked: IssuanceRequest,
    side: Side,
    ranges: Sequence[tuple[int, int]],
    *,
    under: str,
    receiver: str,
    at: int,
) -> None:
    """First transfer what a side has issued, as far as the terms say so, and record when it did."""
    assert asked.asset is not None
    because = ITEM.because(asked.id)
    if side is Side.PARTNER:
        asked.authorisation = under
        marking.mark_share(
            books, asset=asked.asset, ranges=ranges, receiver=receiver, authorisation=under,
            because=because, at=at,
        )  # fmt: skip
        asked.partner_issued_at = at
    else:
        marking.mark_issued(
            books, project=asked.project, asset=asked.asset, ranges=ranges, because=because, at=at
        )
        asked.host_issued_at = at


def _authorised(
    session: Session, asked: IssuanceRequest, parts: Sequence[PartView]
) -> tuple[str, list[CheckFailed]]:
    """The authorisation under which the partner's share is issued, or why it is not (4014)."""
    decided = authorisations.known(session, asked.authorisation)
    if decided.in_force:
        return decided.code, []
    wanted = Wanted(
        project=asked.project,
        purpose=Purpose.NDC,
        party=parts[0].registry,
        quantity=sum(part.last - part.first + 1 for part in parts),
        vintages=(asked.vintage,),
        entity=parts[0].seat,
        besides=ITEM.because(asked.id),
    )
    found = cover(session, wanted)
    return found.authorisation, [] if found.authorisation else [not_there(decided)]


def _post(
    books: Books, asked: IssuanceRequest, parts: Sequence[PartView], *, registry: str
) -> tuple[Batch, list[tuple[int, int]]]:
    """Issue these parts to their holders, in the ranges of the decision; the batch and ranges."""
    assert asked.asset is not None
    batch = books.batch(asked.asset)
    ranges = [(part.first, part.last) for part in parts]
    legs = [
        Leg(
            batch.source,
            books.place(HOLDING, batch.asset, owner=part.seat, registry=registry),
            batch.asset,
            part.last - part.first + 1,
        )
        for part in parts
    ]
    books.post(CREDIT_ISSUE, legs=legs, because=ITEM.because(asked.id), serials=ranges)
    return batch, ranges


def _issued_by(asked: IssuanceRequest, side: Side) -> bool:
    """Whether a side has issued its part before."""
    at = asked.host_issued_at if side is Side.HOST else asked.partner_issued_at
    return at is not None


COMMANDS = (
    Command(
        name="issuance.issue", en="Issue credits", zh="签发",
        done=("Credits issued", "已签发"), not_done=("Credits not issued", "未签发"),
        arguments=OneSide, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(issue),
    ),
)  # fmt: skip
