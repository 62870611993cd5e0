"""The invariants of transfers: the books, the states, the messages and the keepers' records."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.accounts import HOLDING_BLOCKED, IN_TRANSIT, SET_ASIDE
from registry.programme.authorisation.records import by_authorisation, closed_by
from registry.programme.transfers.models import (
    LOG,
    Entry,
    FaultKind,
    MessageKind,
    MessageState,
    TransferState,
)
from registry.programme.transfers.records import digest, quoted, shortened, tonnes

_S, _E = TransferState, Entry


_ASIDE = quoted(
    _S.PROPOSED, _S.CHECKED, _S.NOTIFIED, _S.ANSWERED, _S.ACCEPTED, _S.REFUSED, _S.TIMED_OUT
)


def in_transit_is_what_was_sent(connection: Connection) -> Iterator[str]:
    """Each transfer's own accounts hold its tonnes while it is under way, and nothing after."""
    for kind, states in ((SET_ASIDE, _ASIDE), (IN_TRANSIT, quoted(_S.SENT))):
        sql = f"""
            SELECT way, asset, sum(lies) AS lies, sum(due) AS due FROM (
                SELECT a.owner AS way, s.asset, s.balance AS lies, 0 AS due
                FROM sub_account s JOIN account a ON a.id = s.account
                WHERE s.kind = '{kind.name}'
                UNION ALL
                SELECT t.transfer_id, l.asset, 0, l.quantity
                FROM transfer_request t JOIN transfer_line l ON l.request = t.id
                WHERE t.state IN {states}
            ) entries GROUP BY way, asset HAVING sum(lies) <> sum(due)
        """
        for row in connection.execute(text(sql)):
            yield f"{row.way}, asset {row.asset}: {row.lies} t {kind.name}, {row.due} t due"


def requests_block_what_they_ask(connection: Connection) -> Iterator[str]:
    """A request's lines add up to its quantity, and an open one's tonnes are blocked."""
    sql = """
        SELECT t.id, t.quantity, coalesce(sum(l.quantity), 0) AS lines
        FROM transfer_request t LEFT JOIN transfer_line l ON l.request = t.id
        GROUP BY t.id, t.quantity HAVING t.quantity <> coalesce(sum(l.quantity), 0)
    """
    for row in connection.execute(text(sql)):
        yield f"transfer {row.id}: {row.quantity} t asked, lines of {row.lines} t"
    sql = f"""
        SELECT t.holder, t.source_registry, l.asset, sum(l.quantity) AS asked,
               coalesce(max(s.balance), 0) AS lies
        FROM transfer_request t JOIN transfer_line l ON l.request = t.id
        LEFT JOIN account a ON a.owner = t.holder AND a.registry_code = t.source_registry
        LEFT JOIN sub_account s ON s.account = a.id AND s.asset = l.asset
            AND s.kind = '{HOLDING_BLOCKED.name}'
        WHERE t.state = '{_S.REQUESTED}'
        GROUP BY t.holder, t.source_registry, l.asset
        HAVING sum(l.quantity) > coalesce(max(s.balance), 0)
    """
    for row in connection.execute(text(sql)):
        yield f"{row.holder}, asset {row.asset}: {row.asked} t asked, {row.lies} t blocked"


_REACHED = {
    (_E.PROPOSED, "source"): quoted(*(state for state in _S if state not in
        (_S.REQUESTED, _S.REJECTED, _S.WITHDRAWN))),
    (_E.DEBITED, "source"): quoted(_S.SENT, _S.CREDITED, _S.COMPLETED),
    (_E.CREDITED, "target"): quoted(_S.CREDITED, _S.COMPLETED),
    (_E.ACCEPTED, "log"): quoted(_S.ACCEPTED, _S.SENT, _S.CREDITED, _S.COMPLETED),
    (_E.FINAL, "log"): quoted(_S.COMPLETED),
}  # fmt: skip
"""Entry and its keeper -> the states in which that keeper has it, and in no others."""

_SENT_WITHOUT = """
    SELECT t.id, t.state FROM transfer_request t
    WHERE (t.sent_as IS NOT NULL) <> (t.state IN ('sent', 'credited', 'completed'))
    OR (t.received_as IS NOT NULL) <> (t.state IN ('credited', 'completed'))
    OR (t.returned_as IS NOT NULL) <> (t.state = 'returned')
    OR (t.completed_at IS NOT NULL) <> (t.state = 'completed')
"""


_WAITS_WITHOUT = """
    SELECT t.id, t.state FROM transfer_request t
    WHERE (t.state IN ('requested', 'rejected', 'withdrawn', 'completed', 'returned')
        AND (t.ends_at IS NOT NULL OR t.overdue))
    OR (t.overdue AND t.ends_at IS NOT NULL)
    OR (t.failed_check <> 0) <> (t.state IN ('refused', 'timed_out', 'returned'))
"""


def each_keeper_has_what_the_state_says(connection: Connection) -> Iterator[str]:
    """Sender, receiver and log have on record the steps that a transfer has taken, and no more."""
    keepers = {"source": "t.source_registry", "target": "t.target_registry", "log": f"'{LOG}'"}
    for (entry, side), states in _REACHED.items():
        sql = f"""
            SELECT t.id, t.state, t.transfer_id FROM transfer_request t
            WHERE (t.state IN {states}) <> EXISTS (SELECT 1 FROM transfer_record r
                WHERE r.transfer_id = t.transfer_id AND r.registry_code = {keepers[side]}
                AND r.entry = '{entry}')
        """
        for row in connection.execute(text(sql)):
            yield f"transfer {row.id} is {row.state}: entry {entry} of the {side} is wrong"
    for row in connection.execute(text(_SENT_WITHOUT)):
        yield f"transfer {row.id} is {row.state} with other transactions than that"
    for row in connection.execute(text(_WAITS_WITHOUT)):
        yield f"transfer {row.id} is {row.state} with another reply or failed check than that"


def the_log_equals_the_registries(connection: Connection) -> Iterator[str]:
    """Every complete transfer is in the log as in both registries, or differs by a known fault."""
    sql = f"""
        SELECT t.transfer_id, l.id, l.ranges, s.ranges AS sent, r.ranges AS received,
            (SELECT c.ranges FROM transfer_record c WHERE c.corrects = l.id) AS corrected,
            (SELECT f.quantity FROM transfer_fault f JOIN transfer_message m ON m.id = f.message
             WHERE f.kind = '{FaultKind.MISRECORD}' AND m.transfer_id = t.transfer_id) AS fault
        FROM transfer_request t
        LEFT JOIN transfer_record l ON l.transfer_id = t.transfer_id AND l.entry = '{_E.FINAL}'
        LEFT JOIN transfer_record s ON s.transfer_id = t.transfer_id AND s.entry = '{_E.DEBITED}'
            AND s.registry_code = t.source_registry
        LEFT JOIN transfer_record r ON r.transfer_id = t.transfer_id AND r.entry = '{_E.CREDITED}'
        WHERE t.state = '{_S.COMPLETED}'
    """
    for row in connection.execute(text(sql)):
        if None in (row.ranges, row.sent, row.received):
            yield f"{row.transfer_id} is complete without all three records"
            continue
        faulty = row.sent if row.fault is None else shortened(row.sent, row.fault)
        if row.received != row.sent or row.ranges != faulty:
            yield f"{row.transfer_id}: sent {row.sent}, logged {row.ranges}"
        if row.corrected not in (None, row.sent):
            yield f"{row.transfer_id}: corrected to {row.corrected}, sent {row.sent}"
    sql = "SELECT id, ranges, quantity, digest FROM transfer_record"
    for row in connection.execute(text(sql)):
        if row.digest != digest(row.ranges) or row.quantity != tonnes(row.ranges):
            yield f"record {row.id} is not what its digest says"


def messages_follow_one_another(connection: Connection) -> Iterator[str]:
    """Each way's messages are numbered without gaps, and each number is handled at most once."""
    sql = """
        SELECT sender, receiver, max(sequence) AS last, count(DISTINCT sequence) AS numbers
        FROM transfer_message GROUP BY sender, receiver
        HAVING max(sequence) <> count(DISTINCT sequence)
    """
    for row in connection.execute(text(sql)):
        yield f"{row.sender}>{row.receiver}: {row.numbers} numbers up to {row.last}"
    sql = f"""
        SELECT sender, receiver, sequence FROM transfer_message
        WHERE state IN ('{MessageState.DELIVERED}', '{MessageState.VOID}')
        GROUP BY sender, receiver, sequence HAVING count(*) > 1
    """
    for row in connection.execute(text(sql)):
        yield f"{row.sender}>{row.receiver} {row.sequence} was handled more than once"
    sql = f"""
        SELECT m.id FROM transfer_message m WHERE m.state = '{MessageState.DELIVERED}'
        AND m.kind <> '{MessageKind.TERMINATION}' AND EXISTS (
            SELECT 1 FROM transfer_message o WHERE o.sender = m.sender
            AND o.receiver = m.receiver AND o.sequence < m.sequence
            AND o.state = '{MessageState.DELIVERED}' AND o.delivered_at > m.delivered_at
            AND NOT EXISTS (SELECT 1 FROM transfer_message v WHERE v.sender = o.sender
                AND v.receiver = o.receiver AND v.sequence = o.sequence
                AND v.state IN ('{MessageState.REFUSED}', '{MessageState.VOID}')))
    """
    for (number,) in connection.execute(text(sql)):
        yield f"message {number} was handled before an earlier one of its way"


def pledges_are_those_of_open_transfers(connection: Connection) -> Iterator[str]:
    """Tonnes are kept under an authorisation only for transfers that are set aside, and for decided
    shares that the partner's registry has still to issue.
    """
    sql = f"""
        SELECT p.id, p.because FROM first_transfer_pledge p WHERE p.open AND NOT EXISTS (
            SELECT 1 FROM transfer_request t JOIN transfer_line l ON l.request = t.id
            WHERE 'transfer ' || t.id = p.because AND l.asset = p.asset
            AND l.quantity >= p.quantity AND t.state IN {_ASIDE})
        AND NOT EXISTS (SELECT 1 FROM issuance_request i
            JOIN issuance_vintage v ON v.request = i.id WHERE 'issuance ' || i.id = p.because
            AND v.asset = p.asset AND v.partner_t = p.quantity AND i.partner_issued_at IS NULL
            AND i.mode = 'split' AND i.state <> 'dropped')
    """
    for row in connection.execute(text(sql)):
        yield f"pledge {row.id} is open for {row.because}"


def a_share_issued_first_is_asked_for_by_its_recipients(connection: Connection) -> Iterator[str]:
    """What a host has issued first for the partner's side was asked for abroad at once, by each
    recipient for itself, to the tonne; nothing else is issued first.
    """
    sql = """
        SELECT p.request, p.seat, p.asset, p.last - p.first + 1 AS decided, count(l.id)
        FROM issuance_part p JOIN issuance_request i ON i.id = p.request
        JOIN project o ON o.code = i.project JOIN agreement g ON g.code = o.agreement
        LEFT JOIN transfer_request t ON t.holder = p.seat AND t.receiver = p.seat
            AND t.source_registry = p.registry_code AND t.target_registry = g.partner
            AND t.requested_at = i.host_issued_at
        LEFT JOIN transfer_line l ON l.request = t.id AND l.asset = p.asset
            AND l.quantity = p.last - p.first + 1
        WHERE p.side = 'partner' AND i.mode = 'host_first' AND i.host_issued_at IS NOT NULL
        GROUP BY p.request, p.seat, p.asset, p.first, p.last HAVING count(l.id) = 0
    """
    for row in connection.execute(text(sql)):
        yield f"issuance {row.request}: {row.decided} t of {row.seat} were not asked for abroad"
    sql = """
        SELECT i.id, i.mode, g.code FROM issuance_request i JOIN project o ON o.code = i.project
        JOIN agreement g ON g.code = o.agreement
        WHERE i.mode <> 'virtual' AND (i.mode = 'host_first') <> (g.issuance_mode = 'host_first')
    """
    for row in connection.execute(text(sql)):
        yield f"issuance {row.id} is issued by '{row.mode}' under {row.code}"


_HOLDS = "('holding', 'holding_bought')"


def blocked_accounts_send_nothing(connection: Connection) -> Iterator[str]:
    """From an account with an open discrepancy no free unit goes out, until it is cleared."""
    sql = f"""
        SELECT DISTINCT f.id, t.type, c.number FROM reconciliation_finding f
        JOIN account a ON a.owner = f.owner AND a.registry_code = f.registry_code
        JOIN sub_account s ON s.account = a.id AND s.kind IN {_HOLDS}
        JOIN posting p ON p.source = s.id
        JOIN book_transaction t ON t.id = p.book_transaction
        JOIN command c ON c.number = t.command
        JOIN sub_account g ON g.id = p.target
        WHERE c.at > f.found_at AND (f.cleared_at IS NULL OR c.at < f.cleared_at)
        AND NOT (g.account = s.account AND g.kind = 'holding')
    """
    for row in connection.execute(text(sql)):
        yield f"finding {row.id}: {row.type} by command {row.number}"


def nothing_is_first_transferred_in_a_suspension(connection: Connection) -> Iterator[str]:
    """No credit is first transferred while its authorisation or its agreement is suspended or has
    ended; a transfer to another registry counts from the log's acceptance.
    """
    under = by_authorisation(connection, "SELECT * FROM authorisation_act ORDER BY id")
    agreed = by_authorisation(
        connection, "SELECT agreement AS authorisation, trigger, at FROM agreement_act ORDER BY id"
    )
    sql = f"""
        SELECT f.id, f.authorisation, a.agreement, coalesce(r.at, f.at) AS at
        FROM first_transferred_range f JOIN authorisation a ON a.code = f.authorisation
        LEFT JOIN transfer_request t ON f.because = 'transfer ' || t.id
        LEFT JOIN transfer_record r ON r.transfer_id = t.transfer_id
          AND r.registry_code = '{LOG}' AND r.entry = '{_E.ACCEPTED}' AND r.corrects = 0
        ORDER BY f.id
    """
    for row in connection.execute(text(sql)):
        for code, acts, sides in (
            (row.authorisation, under.get(row.authorisation, []), 1),
            (row.agreement, agreed.get(row.agreement, []), 2),
        ):
            if closed := closed_by(acts, row.at, sides=sides):
                yield f"first transfer {row.id} was under {code} after '{closed}'"
