"""How a project's tonnes are shared: levies first, then its own allocation or its agreement's rule.

It reads the terms; `split.py` computes.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlmodel import Session

from ledger.accounts import ADAPTATION, BUFFER, CANCELLED_OMGE, Kind
from ledger.kernel.quantity import exact
from registry.programme.agreements import queries as agreements
from registry.programme.agreements.models import Rounding
from registry.programme.agreements.queries import AgreementView
from registry.programme.committee.kinds import Portion, Split
from registry.programme.issuance.models import Levy
from registry.programme.issuance.split import (
    Levies,
    Place,
    Recipient,
    Shares,
    VintageSplit,
    by_percentages,
    share,
)
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.permanence.queries import buffer_percent
from registry.programme.projects import queries as projects
from registry.programme.projects.queries import ProjectView
from registry.roles import Side

LEVIED: dict[Levy, Kind] = {
    Levy.PROCEEDS: ADAPTATION,
    Levy.OMGE: CANCELLED_OMGE,
    Levy.BUFFER: BUFFER,
}
"""The accounts that take the levies and the buffer."""

ALLOCATION = "allocation"
"""The rule of a project whose recipients are listed one by one."""

_PLACES = {
    (Side.PARTNER, True): Place.PARTNER_GOV,
    (Side.PARTNER, False): Place.PARTNER_ENTITY,
    (Side.HOST, True): Place.HOST_GOV,
    (Side.HOST, False): Place.HOST_ENTITY,
}


def shares_of(session: Session, *, agreement: str, quantity: int, at: int | None = None) -> Shares:
    """The two shares of `quantity` tonnes by an agreement, which must exist; without levies.

    `at`: by its terms of that lesson time; None: by the newest.
    """
    agreed = agreements.known(session, agreement, at=at)
    return share(
        quantity,
        agreed.split_rule,
        partner=exact(agreed.partner_share),
        host=exact(agreed.host_share),
        odd_to=agreed.odd_to,
    )


def levies_of(session: Session, agreed: AgreementView, project: str) -> Levies:
    """The levies of an agreement, and the buffer of a project under it."""
    return Levies(
        exact(agreed.sop_percent),
        exact(agreed.omge_percent),
        rounded_up=agreed.rounding is Rounding.CEIL,
        buffer_percent=exact(buffer_percent(session, project)),
    )


def vintage_splits(
    session: Session, *, project: str, amounts: Mapping[int, int], at: int | None = None
) -> dict[int, VintageSplit]:
    """The split of each vintage of a shared project by the names of `receivers_of`.

    `amounts` are tonnes by vintage. `at`: by the terms of that lesson time; None: by the newest.
    """
    _, agreed = _terms(session, project, at=at)
    levies = levies_of(session, agreed, project)
    allocated = projects.allocation(session, project, at=at)
    if allocated:
        recipients = [
            Recipient(one.seat, _PLACES[one.side, one.government], exact(one.percent))
            for one in allocated
        ]
        least = exact(agreed.min_share_percent)
        return by_percentages(amounts, recipients, minimum_percent=least, levies=levies)
    found = {}
    for vintage, total in sorted(amounts.items()):
        proceeds, omge = levies.of(total)
        kept = levies.buffer(total)
        left = total - proceeds - omge - kept
        tonnes = shares_of(session, agreement=agreed.code, quantity=left, at=at)
        parts = {Side.PARTNER.value: tonnes.partner, Side.HOST.value: tonnes.host}
        found[vintage] = VintageSplit(proceeds, omge, parts, kept)
    return found


def receivers_of(
    session: Session, project: str, *, at: int | None = None
) -> dict[str, tuple[Side, str]]:
    """Side and seat of each recipient of a shared project's credits, by its name in a split.

    Recipients of an allocation are named by their seats; without one the two sides by their sides,
    for in a small lesson one seat may be the owner and the partner. `at`: as it held at that lesson
    time; None: the newest.
    """
    of, _ = _terms(session, project)
    allocated = projects.allocation(session, project, at=at)
    if allocated:
        return {one.seat: (one.side, one.seat) for one in allocated}
    return {
        Side.PARTNER.value: (Side.PARTNER, of.partner),
        Side.HOST.value: (Side.HOST, of.owner),
    }


def split_of(
    session: Session, *, project: str, amounts: Mapping[int, int], at: int | None = None
) -> Split:
    """The split of a shared project's tonnes, with recipients, levies and buffer in the order of
    serials.

    `amounts` are tonnes by vintage. A levy of zero is no portion. `at`: by the terms of that
    lesson time; None: by the newest.
    """
    of, agreed = _terms(session, project, at=at)
    allocated = projects.allocation(session, project, at=at)
    receivers = receivers_of(session, project, at=at)
    portions: list[Portion] = []
    for vintage, split in vintage_splits(session, project=project, amounts=amounts, at=at).items():
        taken = (
            (Levy.PROCEEDS, split.proceeds), (Levy.OMGE, split.omge), (Levy.BUFFER, split.buffer),
        )  # fmt: skip
        for levy, tonnes in taken:
            if tonnes:
                taker = LEVIED[levy].owner
                portions.append(Portion(Side.HOST, of.host, taker, tonnes, vintage, levy.value))
        for name, tonnes in split.parts.items():
            side, seat = receivers[name]
            portions.append(Portion(side, agreed.country(side), seat, tonnes, vintage))
    percents = {side: exact("0") for side in Side}
    for one in allocated:
        percents[one.side] += exact(one.percent)
    return Split(
        rule=ALLOCATION
        if allocated
        else "-".join(filter(None, (agreed.split_rule, agreed.odd_to))),
        partner=decimal_text(percents[Side.PARTNER]) if allocated else agreed.partner_share,
        host=decimal_text(percents[Side.HOST]) if allocated else agreed.host_share,
        portions=tuple(portions),
        sop=agreed.sop_percent,
        omge=agreed.omge_percent,
        rounding=str(agreed.rounding),
        least=agreed.min_share_percent if allocated else "0",
        virtual=agreed.virtual,
        buffer=buffer_percent(session, project),
    )


def _terms(
    session: Session, project: str, *, at: int | None = None
) -> tuple[ProjectView, AgreementView]:
    of = projects.project(session, project)
    assert of is not None, f"no project {project}"
    return of, agreements.known(session, of.agreement, at=at)
