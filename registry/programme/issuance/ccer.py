"""Register domestic reductions as CCER: no committee, no split, once per monitoring period.

CCER Measures (Order 31, 2023), arts. 19-22.
"""

from __future__ import annotations

from typing import Any

from ledger.accounts import HOLDING
from ledger.books import Books
from ledger.posting import Leg
from ledger.transactions import CREDIT_ISSUE
from registry.command import Command, on_books
from registry.programme.accounts import standing
from registry.programme.issuance.checks import (
    refuse_counted,
    refuse_elsewhere,
    refuse_imported,
)
from registry.programme.issuance.commands import OnePeriod
from registry.programme.issuance.errors import NotDomestic, NothingToIssue
from registry.programme.issuance.models import CcerRegistration
from registry.programme.issuance.queries import claims_elsewhere, counted
from registry.programme.methodologies.calculator import decimal_text
from registry.programme.monitoring import gate
from registry.programme.participants import commands as participants
from registry.programme.projects import commands as projects
from registry.records import next_key, refuse, require_role
from registry.roles import Actor, Role


def register(books: Books, *, project: str, period: int, by: Actor, at: int) -> dict[str, Any]:
    """Register a period's reductions, in whole tonnes, and issue them to the project's owner."""
    session = books.session
    require_role(by, procedure="ccer", step="register", roles=[Role.REGISTRY_MANAGER])
    of = projects.find(session, project)
    if of.partner:
        raise NotDomestic(project=project, host=of.host)
    participants.require_country(session, by=by, country=of.host, step="register")
    monitored = projects.find_period(session, project=project, number=period)
    refuse(projects.not_credited(session, of, monitored))
    projects.require_over(monitored, at=at)
    refuse_counted(counted(session, monitored), monitored)
    refuse_elsewhere(claims_elsewhere(session, monitored), monitored)
    refuse_imported(session, monitored)
    gate.require_issuable(session, of, monitored, at=at)
    # A domestic period lies in one year: the plan's checks ask for it.
    (avoided,) = gate.reductions(session, of, monitored).values()
    if avoided.whole_t < 1:
        exact = decimal_text(avoided.exact_t)
        raise NothingToIssue(project=project, period=period, exact=exact)
    refuse(standing.receiving_checks(books, seat=of.owner, registry=of.host))

    batch = books.open_batch(
        host=of.host,
        project=project,
        methodology=of.methodology,
        unit=of.unit,
        vintage=monitored.vintage,
        period_first=monitored.first_day,
        period_last=monitored.last_day,
        quantity=avoided.whole_t,
    )
    number = next_key(session, CcerRegistration.id)
    holding = books.place(HOLDING, batch.asset, owner=of.owner, registry=of.host)
    leg = Leg(batch.source, holding, batch.asset, avoided.whole_t)
    books.post(CREDIT_ISSUE, legs=[leg], because=f"ccer {number}")
    session.add(
        CcerRegistration(
            id=number,
            project=project,
            period=period,
            quantity=avoided.whole_t,
            asset=batch.asset,
            registered_by=by.seat,
            registered_at=at,
        )
    )
    session.flush()
    gate.requested(books, project=project, period=period)
    return {
        "batch": batch.asset,
        "issued": avoided.whole_t,
        "first": batch.first,
        "last": batch.last,
    }


COMMANDS = (
    Command(
        name="ccer.register", en="Register CCER", zh="登记 CCER",
        done=("CCER registered", "CCER 已登记"), not_done=("CCER not registered", "CCER 未登记"),
        arguments=OnePeriod, roles=frozenset({Role.REGISTRY_MANAGER}), run=on_books(register),
    ),
)  # fmt: skip
