"""Issue emission allowances of a year to the government's own account, to be auctioned.

Allowances are a batch of the unit CEA, without a project.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import ALLOWANCE_ISSUE
from registry.command import Arguments, Command, Tonnes, on_books
from registry.programme.accounts import standing
from registry.programme.issuance.errors import AllowancesNotPositive
from registry.programme.issuance.models import ALLOWANCE, AllowanceIssue
from registry.programme.participants import commands as participants
from registry.records import next_key, refuse, require_role
from registry.roles import CHINA, Actor, Role

MOST = 10**12
"""Most tonnes of one issue; far above any cap, so that all sums stay in 64 bits."""


class IssueAllowances(Arguments):
    """Allowances of a year for the government's own account."""

    year: Annotated[int, Field(ge=2013, le=2100)]
    quantity: Tonnes


def issue(
    books: Books, *, year: int, quantity: int, holder: str = "", by: Actor, at: int
) -> dict[str, Any]:
    """Issue `quantity` tonnes of a year to the acting government's account in China's registry.

    `holder`: to another seat's account there. No command names one: the seats that begin a lesson
    with allowances are given them as it begins.
    """
    session = books.session
    require_role(by, procedure="allowance", step="issue", roles=[Role.GOVERNMENT_PARTNER])
    participants.require_country(session, by=by, country=CHINA, step="allowance.issue")
    if not 0 < quantity <= MOST:
        raise AllowancesNotPositive(quantity=quantity, most=MOST)
    refuse(standing.receiving_checks(books, seat=holder or by.seat, registry=CHINA))

    batch = books.open_batch(
        host=CHINA,
        # Allowances have no project: the country is in its place.
        project=CHINA,
        methodology="",
        unit=ALLOWANCE,
        vintage=year,
        period_first=f"{year}-01-01",
        period_last=f"{year}-12-31",
        quantity=quantity,
    )
    number = next_key(session, AllowanceIssue.id)
    holding = books.place(HOLDING, batch.asset, owner=holder or by.seat, registry=CHINA)
    leg = Leg(batch.source, holding, batch.asset, quantity)
    books.post(ALLOWANCE_ISSUE, legs=[leg], because=f"allowances {number}")
    session.add(
        AllowanceIssue(
            id=number,
            year=year,
            quantity=quantity,
            asset=batch.asset,
            issued_by=by.seat,
            issued_at=at,
        )
    )
    session.flush()
    return {
        "batch": batch.asset,
        "issued": quantity,
        "first": batch.first,
        "last": batch.last,
    }


COMMANDS = (
    Command(
        name="allowance.issue", en="Issue allowances", zh="发放配额",
        done=("Allowances issued", "配额已发放"), not_done=("Allowances not issued", "配额未发放"),
        arguments=IssueAllowances, roles=frozenset({Role.GOVERNMENT_PARTNER}), run=on_books(issue),
    ),
)  # fmt: skip
