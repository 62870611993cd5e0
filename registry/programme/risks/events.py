"""Events of a lesson by risk, computed from the tables of the procedures; nobody enters them.

Each source is a function that yields the events of its tables. Cuts of verified tonnes and output
below plan, which later tables record, are sources to be added to `SOURCES`. What happens on the
market lies outside of the programme: the classroom passes those events in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from registry.programme.risks.taxonomy import risks

_SOURCE = Callable[[Session], Iterator["RiskEvent"]]


@dataclass(frozen=True)
class RiskEvent:
    """One event: its risk, its sort, when it happened (lesson time, ms), and what it is about.

    `about` names a record by its sort and number, as `transfer 3`; `agreement` is "" where none is
    known. `quantity` are tonnes and `amount_fen` money concerned, 0 where none are. `open`: it
    still stands.
    """

    risk: str
    sort: str
    at: int
    agreement: str
    about: str
    quantity: int
    amount_fen: int = 0
    open: bool = False


def events(session: Session, market: Iterable[RiskEvent] = ()) -> list[RiskEvent]:
    """Every event of the lesson, oldest first; `market` are those of its exchange."""
    found = [event for source in SOURCES for event in source(session)]
    found += market
    assert all(one.risk in risks() for one in found), "an event belongs to a risk"
    return sorted(found, key=lambda one: (one.at, one.risk, one.sort, one.about))


def _rows(risk: str, sql: str) -> _SOURCE:
    """A source by a SELECT of sort, at, agreement, about, quantity and open, in that order."""

    def source(session: Session) -> Iterator[RiskEvent]:
        for sort, at, agreement, about, quantity, open_ in session.connection().execute(text(sql)):
            yield RiskEvent(risk, sort, at, agreement, about, quantity, open=bool(open_))

    return source


_POLICY = """
    SELECT CASE a.trigger WHEN 'suspend' THEN 'agreement_suspended'
           ELSE 'agreement_terminated' END, a.at, a.agreement, 'agreement ' || a.agreement, 0,
           CASE WHEN g.state IN ('suspended', 'terminating') AND g.moved_by = a.id
                THEN 1 ELSE 0 END
    FROM agreement_act a JOIN agreement g ON g.code = a.agreement
    WHERE a.trigger IN ('suspend', 'terminate')
    UNION ALL
    SELECT 'terms_amended', since, agreement, 'agreement ' || agreement, 0, 0
    FROM agreement_amendment
"""
_APPROVAL = """
    SELECT 'authorisation_refused', a.at, z.agreement, 'authorisation ' || z.code,
           coalesce(v.max_quantity, 0), 0
    FROM authorisation_act a JOIN authorisation z ON z.code = a.authorisation
    LEFT JOIN authorisation_version v ON v.authorisation = z.code AND v.version = 0
    WHERE a.trigger = 'reject'
    UNION ALL
    SELECT 'transfer_rejected', decided_at, '', 'transfer ' || id, quantity, 0
    FROM transfer_request WHERE state = 'rejected'
    UNION ALL
    SELECT 'motion_objected', min(v.at), i.agreement, 'item ' || i.id, i.quantity,
           CASE WHEN i.state = 'objected' THEN 1 ELSE 0 END
    FROM committee_vote v JOIN committee_item i ON i.id = v.item
    WHERE v.vote = 'object' AND i.kind <> 'issuance' GROUP BY i.id, i.agreement, i.quantity, i.state
"""
_VERIFICATION = """
    SELECT 'papers_objected', min(v.at), i.agreement, 'item ' || i.id, i.quantity,
           CASE WHEN i.state = 'objected' THEN 1 ELSE 0 END
    FROM committee_vote v JOIN committee_item i ON i.id = v.item
    WHERE v.vote = 'object' AND i.kind = 'issuance' GROUP BY i.id, i.agreement, i.quantity, i.state
    UNION ALL
    SELECT 'issuance_cut', c.ordered_at, i.agreement, 'item ' || c.item, c.quantity,
           CASE WHEN c.state <> 'corrected' THEN 1 ELSE 0 END
    FROM issuance_correction c JOIN committee_item i ON i.id = c.item
"""
_ISSUANCE = """
    SELECT 'decision_delayed', coalesce(circulated_at, opened_at), agreement, 'item ' || id,
           quantity, CASE WHEN state IN ('lapsed', 'deferred') THEN 1 ELSE 0 END
    FROM committee_item WHERE kind = 'issuance'
    AND (circulation > 1 OR state IN ('lapsed', 'deferred'))
    UNION ALL
    SELECT 'request_dropped', coalesce(i.circulated_at, r.requested_at), i.agreement,
           'item ' || i.id, i.quantity, 0
    FROM issuance_request r JOIN committee_item i ON i.id = r.item WHERE r.state = 'dropped'
    UNION ALL
    SELECT 'issued_by_one_side', coalesce(r.host_issued_at, r.partner_issued_at), i.agreement,
           'item ' || i.id, i.quantity, 1
    FROM issuance_request r JOIN committee_item i ON i.id = r.item
    WHERE r.state IN ('issued_host_only', 'issued_partner_only')
    UNION ALL
    SELECT 'project_deregistered', since, agreement, 'project ' || about, 0, 0
    FROM committee_motion WHERE kind = 'deregistration' AND state = 'in_force'
"""
_DELIVERY = """
    SELECT 'movement_failed', decided_at, '', 'movement ' || id, quantity, 0
    FROM movement WHERE state = 'failed'
    UNION ALL
    SELECT 'replacement_owed', c.ordered_at, i.agreement, 'item ' || c.item, c.owed_t, 1
    FROM issuance_correction c JOIN committee_item i ON i.id = c.item WHERE c.state = 'owed'
"""
_INFRASTRUCTURE = """
    SELECT 'reconciliation_break', found_at, '', 'account ' || coalesce(a.number, f.owner),
           f.registry_t + f.log_t, CASE WHEN f.cleared_by IS NULL THEN 1 ELSE 0 END
    FROM reconciliation_finding f
    LEFT JOIN account a ON a.owner = f.owner AND a.registry_code = f.registry_code
    UNION ALL
    SELECT 'message_lost', m.sent_at, '', 'transfer ' || t.id, t.quantity,
           CASE WHEN m.state = 'lost' AND t.completed_at IS NULL THEN 1 ELSE 0 END
    FROM transfer_message m JOIN transfer_request t ON t.transfer_id = m.transfer_id
    WHERE m.state IN ('lost', 'void')
    UNION ALL
    SELECT 'message_refused', m.delivered_at, '', 'transfer ' || t.id, t.quantity, 0
    FROM transfer_message m JOIN transfer_request t ON t.transfer_id = m.transfer_id
    WHERE m.state = 'refused'
"""
_CREDITS = """
    SELECT 'authorisation_missing', coalesce(decided_at, requested_at), '', 'transfer ' || id,
           quantity, 0
    FROM transfer_request WHERE failed_check BETWEEN 4000 AND 4999
    UNION ALL
    SELECT CASE a.trigger WHEN 'revoke' THEN 'authorisation_revoked'
           ELSE 'authorisation_suspended' END, a.at, z.agreement, 'authorisation ' || z.code,
           coalesce(v.max_quantity, 0),
           CASE WHEN z.state = 'suspended' AND a.trigger = 'suspend' THEN 1 ELSE 0 END
    FROM authorisation_act a JOIN authorisation z ON z.code = a.authorisation
    LEFT JOIN authorisation_version v ON v.authorisation = z.code AND v.version = a.version
    WHERE a.trigger IN ('revoke', 'suspend')
    UNION ALL
    SELECT 'transfer_overdue', requested_at, '', 'transfer ' || id, quantity, 1
    FROM transfer_request WHERE overdue AND NOT EXISTS (SELECT 1 FROM incident i
        WHERE i.opened_by = '' AND i.about = 'transfer'
        AND i.subject = CAST(transfer_request.id AS TEXT))
    UNION ALL
    SELECT 'transfer_overdue', opened_at, agreement, 'transfer ' || subject, quantity,
           CASE WHEN concluded_at IS NULL THEN 1 ELSE 0 END
    FROM incident WHERE opened_by = '' AND about = 'transfer'
    UNION ALL
    SELECT 'transfer_timed_out', m.at, '', 'transfer ' || t.id, t.quantity, 0
    FROM transfer_request t JOIN transfer_record m ON m.transfer_id = t.transfer_id
    WHERE m.entry = 'timed_out' AND m.registry_code = 'LOG'
    UNION ALL
    SELECT 'account_restricted', c.at, '', 'account ' || a.number, coalesce((
               SELECT sum(s.balance) FROM sub_account s JOIN credit_batch b ON b.asset = s.asset
               WHERE s.account = a.id), 0),
           CASE WHEN n.state = c.after THEN 1 ELSE 0 END
    FROM account_change c JOIN account a ON a.id = c.account
    LEFT JOIN account_standing n ON n.account = a.id
    WHERE c.trigger IN ('restrict_some', 'restrict_all', 'suspend', 'suspend_partially')
    UNION ALL
    SELECT 'court_freeze', f.at, '', 'account ' || a.number, f.quantity,
           CASE WHEN f.state = 'frozen' THEN 1 ELSE 0 END
    FROM court_freeze f JOIN account a ON a.id = f.account
"""
_OPERATION = """
    SELECT 'use_reversed', r.at, '', 'transaction ' || r.reversed,
           (SELECT sum(p.quantity) FROM posting p WHERE p.book_transaction = r.posted_as), 0
    FROM reversal r
"""

SOURCES: tuple[_SOURCE, ...] = (
    _rows("policy", _POLICY),
    _rows("approval", _APPROVAL),
    _rows("verification", _VERIFICATION),
    _rows("issuance", _ISSUANCE),
    _rows("delivery", _DELIVERY),
    _rows("infrastructure", _INFRASTRUCTURE),
    _rows("operation", _OPERATION),
    _rows("credit_transfer", _CREDITS),
)
"""The sources of events, in the order of risks."""
