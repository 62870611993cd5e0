"""Every invariant of a lesson: books, market, programme, its file and its log, in one place.

Reads tables only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import text
from sqlmodel import Session

from ledger import audit as books
from ledger.accounts import HOLDING_BLOCKED
from ledger.structure import differences, misfits, parts_of, unsound
from matching import audit as market
from matching.deals import audit as deals
from registry.classroom.accounts_audit import (
    account_requests_are_their_commands,
    account_states_are_those_of_the_log,
    blocked_accounts_have_nothing_for_sale,
    freezes_are_their_commands,
)
from registry.classroom.authorisations_audit import authorisations_are_their_commands
from registry.classroom.bodies_audit import (
    designations_are_their_commands,
    methodologies_are_their_commands,
)
from registry.classroom.class_audit import (
    bots_do_no_more_than_mind_a_seat,
    deals_are_those_of_the_log,
    each_instrument_is_in_its_phase,
    each_seat_is_played_by_whom_the_log_says,
    orders_are_those_of_the_log,
    the_bots_play_where_the_log_says,
    the_clock_stands_where_the_log_says,
    the_lesson_begins_as_its_log_says,
)
from registry.classroom.committee_audit import (
    decisions_are_their_commands,
    issuances_are_their_commands,
)
from registry.classroom.incidents_audit import (
    incidents_are_their_commands,
    responses_are_their_commands,
)
from registry.classroom.monitoring_audit import monitoring_is_its_commands
from registry.classroom.motions_audit import (
    corrections_are_their_commands,
    motions_are_their_commands,
)
from registry.classroom.ndc_audit import ndc_accounts_are_their_commands
from registry.classroom.procedures_audit import (
    agreements_are_their_commands,
    batches_are_what_was_asked_for,
    imports_are_their_commands,
    movements_are_their_commands,
    retirements_are_their_commands,
    reversals_are_their_commands,
    shares_are_those_of_the_agreement,
    submissions_are_their_commands,
    trusted_lists_are_their_commands,
)
from registry.classroom.projects_audit import projects_are_their_commands
from registry.classroom.reports_audit import (
    frozen_years_are_their_commands,
    reports_are_their_commands,
    uses_are_authorised_by_their_commands,
)
from registry.classroom.transfers_audit import (
    both_registries_keep_the_same_transfers,
    faults_are_their_commands,
    pledges_are_their_commands,
    reconciliations_are_their_commands,
    repairs_are_their_commands,
    transfers_are_their_commands,
    transfers_within_are_their_commands,
)
from registry.classroom.undertakings_audit import (
    payments_are_their_commands,
    storage_reversals_are_their_commands,
)
from registry.programme import audit as programme
from registry.programme.movements.queries import blocked_by_movements
from registry.programme.transfers.queries import blocked_by_requests

Check = Callable[[Session], Iterator[str]]


def the_file_is_sound(session: Session) -> Iterator[str]:
    """The file is intact: its pages, its indexes, and every value is one that its table allows."""
    yield from misfits(session.connection())
    yield from unsound(session.connection())


def the_file_is_made_as_by_this_version(session: Session) -> Iterator[str]:
    """Tables, indexes and database triggers are those that this version creates, word for word."""
    yield from map(str, differences(parts_of(session.connection())))


INVARIANTS: dict[str, Check] = {
    check.__name__: check
    for check in (
        the_file_is_sound,
        the_file_is_made_as_by_this_version,
        the_lesson_begins_as_its_log_says,
        each_seat_is_played_by_whom_the_log_says,
        bots_do_no_more_than_mind_a_seat,
        the_bots_play_where_the_log_says,
        the_clock_stands_where_the_log_says,
        each_instrument_is_in_its_phase,
        orders_are_those_of_the_log,
        deals_are_those_of_the_log,
        retirements_are_their_commands,
        movements_are_their_commands,
        trusted_lists_are_their_commands,
        reports_are_their_commands,
        frozen_years_are_their_commands,
        uses_are_authorised_by_their_commands,
        reversals_are_their_commands,
        submissions_are_their_commands,
        decisions_are_their_commands,
        issuances_are_their_commands,
        motions_are_their_commands,
        corrections_are_their_commands,
        storage_reversals_are_their_commands,
        payments_are_their_commands,
        designations_are_their_commands,
        methodologies_are_their_commands,
        projects_are_their_commands,
        shares_are_those_of_the_agreement,
        monitoring_is_its_commands,
        batches_are_what_was_asked_for,
        imports_are_their_commands,
        authorisations_are_their_commands,
        ndc_accounts_are_their_commands,
        transfers_are_their_commands,
        transfers_within_are_their_commands,
        pledges_are_their_commands,
        faults_are_their_commands,
        repairs_are_their_commands,
        reconciliations_are_their_commands,
        agreements_are_their_commands,
        both_registries_keep_the_same_transfers,
        account_requests_are_their_commands,
        account_states_are_those_of_the_log,
        freezes_are_their_commands,
        blocked_accounts_have_nothing_for_sale,
        responses_are_their_commands,
        incidents_are_their_commands,
    )
}
"""Invariants of the lesson as a whole: its file, and its tables against its log."""

SENTENCES: dict[str, str] = {
    name: (check.__doc__ or "").strip()
    for part in (
        books.INVARIANTS, market.INVARIANTS, deals.INVARIANTS, programme.INVARIANTS, INVARIANTS,
    )
    for name, check in part.items()
}  # fmt: skip
"""Every invariant by name with the sentence that it checks."""


def audit(session: Session) -> list[tuple[str, str]]:
    """(invariant, finding) for every breach; empty if all invariants hold."""
    connection = session.connection()
    blocked: dict[int, int] = {}
    findings = [
        *books.audit(connection),
        *books.ask("requests_block_what_they_ask", lambda: _fill(blocked, session)),
        *market.problems(connection, also_blocked=blocked),
        *deals.problems(connection),
        *programme.audit(connection),
        *books.asked(INVARIANTS, session),
    ]
    return [(finding.invariant, finding.found) for finding in findings]


def _fill(blocked: dict[int, int], session: Session) -> Iterator[str]:
    """Add to `blocked` the tonnes of open transfer requests and of movements that wait for their
    approval, by sub-account; yields no finding.
    """
    connection = session.connection()
    find = text(
        "SELECT s.id FROM sub_account s JOIN account a ON a.id = s.account"
        " WHERE a.owner = :owner AND a.registry_code = :registry AND s.asset = :asset"
        f" AND s.kind = '{HOLDING_BLOCKED.name}'"
    )
    asked = [(r.owner, r.registry, r.asset, r.quantity) for r in blocked_by_requests(session)]
    for owner, registry, asset, tonnes in [*asked, *blocked_by_movements(session)]:
        place = {"owner": owner, "registry": registry, "asset": asset}
        sub = connection.execute(find, place).scalar()
        blocked[sub or 0] = blocked.get(sub or 0, 0) + tonnes
    yield from ()
