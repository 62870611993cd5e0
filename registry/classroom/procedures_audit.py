"""The rows of the procedures are what the accepted commands of the log made of them.

A row that was changed, added or deleted by hand differs from its command, whether or not the
tables still had their database triggers. Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from ledger.transactions import (
    CREDIT_CANCEL,
    CREDIT_OFFSET,
    CREDIT_RETIRE,
    TRANSFER_RECEIVE,
    TRANSFER_SEND,
)
from registry.classroom.logged import Row, accepted, compare, posted_by
from registry.programme.committee.kinds import declared, subject_of
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.queries import shares_of
from registry.programme.participants.queries import registries
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.programme.projects.queries import reduction_of
from registry.programme.transfers.reconcile import reconcile
from registry.roles import SIDE_OF, Role


def retirements_are_their_commands(session: Session) -> Iterator[str]:
    """A retirement is what its command requested, and its ranges and posting are its tonnes."""
    connection = session.connection()
    posted = {
        **posted_by(connection, CREDIT_RETIRE.code),
        **posted_by(connection, CREDIT_CANCEL.code),
    }
    made: dict[int, Row] = {}
    for one in accepted(connection, "retirement.retire", "retirement.cancel"):
        asked, answer = one.arguments, one.answer
        retires = one.name == "retirement.retire"
        number = answer["retirement"]
        because = f"{'retirement' if retires else 'cancellation'} {number}"
        made[number] = {
            "ending": answer["ending"],
            "seat": one.seat,
            "registry_code": asked["registry"],
            "asset": asked["asset"],
            "quantity": answer["quantity"],
            "purpose": _purpose(asked, retires=retires),
            "beneficiary": asked.get("beneficiary", "").strip() if retires else "",
            "reason": "" if retires else asked["reason"].strip(),
            "claim": answer["claim"],
            "ranges": answer["ranges"],
            "posted_as": posted.get(because, (None, None))[0],
            "at": one.at,
        }
    yield from compare(connection, "retirement", made)
    moved = """
        SELECT r.id, r.quantity, r.ranges, sum(p.quantity), min(CASE WHEN p.asset = r.asset
               AND a.owner = r.seat AND s.registry_code = r.registry_code AND t.kind =
               r.ending || CASE WHEN r.ending = 'cancelled' AND r.purpose <> '' THEN '_' ||
               r.purpose ELSE '' END
               THEN 1 ELSE 0 END)
        FROM retirement r LEFT JOIN posting p ON p.book_transaction = r.posted_as
        LEFT JOIN sub_account s ON s.id = p.source LEFT JOIN account a ON a.id = s.account
        LEFT JOIN sub_account t ON t.id = p.target GROUP BY r.id
    """
    for number, quantity, ranges, tonnes, fits in connection.execute(text(moved)):
        if quantity != _tonnes(ranges) or quantity != tonnes or not fits:
            yield (
                f"retirement {number}: {quantity} t, ranges of {_tonnes(ranges)} t,"
                f" {tonnes} t posted{'' if fits else ' elsewhere'}"
            )


def _purpose(asked: dict[str, Any], *, retires: bool) -> str:
    """The purpose that a row names; a voluntary cancellation names none."""
    purpose = str(asked.get("purpose", "voluntary"))
    return purpose if retires or purpose != "voluntary" else ""


def _tonnes(ranges: str) -> int:
    ends = [part.split("-") for part in ranges.split()]
    return sum(int(last) - int(first) + 1 for first, last in ends)


def submissions_are_their_commands(session: Session) -> Iterator[str]:
    """An accepted bundle is what its command submitted, and its lots are its postings."""
    connection = session.connection()
    posted = posted_by(connection, CREDIT_OFFSET.code)
    made: dict[int, Row] = {}
    lots: dict[int, Row] = {}
    for number, one in enumerate(accepted(connection, "offset.submit"), start=1):
        bundle: dict[int, int] = {}
        for lot in one.arguments["lots"]:
            bundle[lot["asset"]] = bundle.get(lot["asset"], 0) + lot["quantity"]
        made[number] = {
            "seat": one.seat,
            "quantity": one.answer["accepted_t"],
            "posted_as": posted.get(f"offset {number}", (None, None))[0],
            "at": one.at,
        }
        for asset in sorted(bundle):
            lots[len(lots) + 1] = {
                "submission": number, "asset": asset, "quantity": bundle[asset],
            }  # fmt: skip
    yield from compare(connection, "offset_submission", made)
    yield from compare(connection, "offset_lot", lots)
    moved = """
        SELECT submission, asset, sum(lot), sum(posted) FROM (
            SELECT submission, asset, quantity AS lot, 0 AS posted FROM offset_lot
            UNION ALL
            SELECT o.id, p.asset, 0, p.quantity FROM offset_submission o
            JOIN posting p ON p.book_transaction = o.posted_as
            JOIN sub_account s ON s.id = p.source JOIN account a ON a.id = s.account
            AND a.owner = o.seat JOIN sub_account t ON t.id = p.target AND t.kind = 'offset'
        ) entries GROUP BY submission, asset HAVING sum(lot) <> sum(posted)
    """
    for number, asset, lot, tonnes in connection.execute(text(moved)):
        yield f"submission {number}, asset {asset}: a lot of {lot} t, {tonnes} t posted"
    elsewhere = """
        SELECT o.id FROM offset_submission o WHERE NOT EXISTS (SELECT 1 FROM obligation d
            WHERE d.seat = o.seat AND d.year = o.year)
        OR NOT EXISTS (SELECT 1 FROM offset_rule r WHERE r.id = o.rule)
    """
    for (number,) in connection.execute(text(elsewhere)):
        yield f"submission {number}: of a year without an obligation, or under no rule"


def decisions_are_their_commands(session: Session) -> Iterator[str]:
    """Items and votes are what the commands of their kinds and of both sides made of them."""
    connection = session.connection()
    seats = connection.execute(text("SELECT name, role FROM seat"))
    roles = {row[0]: Role(row[1]) for row in seats}
    bringing = {kind.circulated_by: kind for kind in declared()}
    using = {kind.used_by: kind for kind in declared()}
    items: dict[int, dict[str, Any]] = {}
    votes: dict[int, Row] = {}
    about: dict[tuple[str, int], int] = {}
    for one in accepted(connection, *bringing, "committee.vote", *using):
        arguments, answer = one.arguments, one.answer
        if one.name in bringing:
            kind = bringing[one.name]
            subject = answer[kind.key]
            about[kind.code, subject] = answer["item"]
            items[answer["item"]] = {
                "host": subject_of(session, kind.code, subject).host, "kind": kind.code,
                "subject": subject, "quantity": answer.get("quantity", 0), "state": "circulated",
                "opened_by": one.seat, "opened_at": one.at, "decided_at": None, "used_for": "",
                "used_at": None,
            }  # fmt: skip
        elif one.name == "committee.vote":
            votes[len(votes) + 1] = {
                "item": arguments["item"], "side": SIDE_OF[roles[one.seat]], "seat": one.seat,
                "vote": arguments["vote"], "at": one.at,
            }  # fmt: skip
            item = items.setdefault(arguments["item"], {})
            item["state"] = answer["state"]
            if answer["state"] in ("adopted", "objected"):
                item["decided_at"] = one.at
        else:
            kind = using[one.name]
            subject = arguments[kind.key]
            items[about[kind.code, subject]] |= {
                "state": "used", "used_for": kind.because(subject), "used_at": one.at,
            }  # fmt: skip
    yield from compare(connection, "committee_item", items)
    yield from compare(connection, "committee_vote", votes)


def issuances_are_their_commands(session: Session) -> Iterator[str]:
    """Requests for issuance are what owners, both sides and the secretariat made, step by step."""
    connection = session.connection()
    hosts = {p.code: p.host for p in session.exec(select(Project))}
    vintages = {(p.project, p.number): p.vintage for p in session.exec(select(MonitoringPeriod))}
    asked: dict[int, dict[str, Any]] = {}
    by_item: dict[int, int] = {}
    for one in accepted(connection, "issuance.request", "committee.vote", "issuance.issue"):
        arguments, answer = one.arguments, one.answer
        if one.name == "issuance.request":
            project, period = arguments["project"], arguments["period"]
            by_item[answer["item"]] = answer["request"]
            asked[answer["request"]] = {
                "project": project, "period": period, "vintage": vintages.get((project, period)),
                "host": hosts.get(project), "quantity": answer["quantity"],
                "item": answer["item"], "state": "requested", "requested_by": one.seat,
                "requested_at": one.at, "asset": None, "host_t": None, "partner_t": None,
                "authorisation": "", "issued_at": None,
            }  # fmt: skip
        elif one.name == "committee.vote":
            if arguments["item"] in by_item and answer["state"] in ("adopted", "objected"):
                decided = "decided" if answer["state"] == "adopted" else "objected"
                asked[by_item[arguments["item"]]]["state"] = decided
        else:
            asked[arguments["request"]] |= {
                "state": "issued", "asset": answer["batch"], "host_t": answer["host"],
                "partner_t": answer["partner"], "authorisation": answer["authorisation"],
                "issued_at": one.at,
            }  # fmt: skip
    yield from compare(connection, "issuance_request", asked)


def shares_are_those_of_the_agreement(session: Session) -> Iterator[str]:
    """Both sides of an issuance received the tonnes that the agreement's rule gives them."""
    for row in session.exec(select(IssuanceRequest).where(col(IssuanceRequest.asset).is_not(None))):
        due = shares_of(session, host=row.host, quantity=row.quantity)
        if (row.partner_t, row.host_t) != due:
            yield (
                f"issuance {row.id}: {row.partner_t} t and {row.host_t} t issued,"
                f" by the agreement {due.partner} t and {due.host} t"
            )


def batches_are_what_was_asked_for(session: Session) -> Iterator[str]:
    """A batch has project, period and vintage of its request, and generation x margin tonnes."""
    connection = session.connection()
    made: dict[str, dict[int, Row]] = {"ccer_registration": {}, "allowance_issue": {}}
    for one in accepted(connection, "ccer.register"):
        made["ccer_registration"][len(made["ccer_registration"]) + 1] = {
            "project": one.arguments["project"], "period": one.arguments["period"],
            "quantity": one.answer["issued"], "asset": one.answer["batch"],
            "registered_by": one.seat, "registered_at": one.at,
        }  # fmt: skip
    for one in accepted(connection, "allowance.issue"):
        made["allowance_issue"][len(made["allowance_issue"]) + 1] = {
            "year": one.arguments["year"], "quantity": one.answer["issued"],
            "asset": one.answer["batch"], "issued_by": one.seat, "issued_at": one.at,
        }  # fmt: skip
    for table, rows in made.items():
        yield from compare(connection, table, rows)
    yield from _sizes(session)
    wrong = """
        SELECT b.asset FROM credit_batch b JOIN (
            SELECT asset, project, period FROM issuance_request WHERE asset IS NOT NULL
            UNION ALL SELECT asset, project, period FROM ccer_registration) r ON r.asset = b.asset
        LEFT JOIN project p ON p.code = r.project
        LEFT JOIN monitoring_period m ON m.project = r.project AND m.number = r.period
        WHERE p.code IS NULL OR m.id IS NULL OR b.project <> p.code OR b.host <> p.host
        OR b.unit <> p.unit OR b.methodology <> p.methodology OR b.vintage <> m.vintage
        OR b.period_first <> m.first_day OR b.period_last <> m.last_day
        UNION ALL SELECT b.asset FROM credit_batch b JOIN allowance_issue w ON w.asset = b.asset
        WHERE b.vintage <> w.year
    """
    for (asset,) in connection.execute(text(wrong)):
        yield f"batch {asset} is not of the project, period and vintage that were asked for"
    empty = """
        SELECT a.id FROM asset a LEFT JOIN credit_batch b ON b.asset = a.id
        WHERE (b.asset IS NULL) <> (a.id = 1) OR (a.kind = 'cash') <> (a.id = 1)
    """
    for (asset,) in connection.execute(text(empty)):
        yield f"asset {asset} is neither the lesson's cash nor a batch"


def _sizes(session: Session) -> Iterator[str]:
    """Tonnes of every request and registration against generation times combined margin."""
    projects = {p.code: p for p in session.exec(select(Project))}
    periods = {(p.project, p.number): p for p in session.exec(select(MonitoringPeriod))}
    requests = [(r.project, r.period, r.quantity) for r in session.exec(select(IssuanceRequest))]
    registered = session.connection().execute(
        text("SELECT project, period, quantity FROM ccer_registration")
    )
    for project, period, quantity in [*requests, *(tuple(row) for row in registered)]:
        whole_t = reduction_of(projects[project], periods[project, period]).whole_t
        if quantity != whole_t:
            yield f"{project}, period {period}: {quantity} t, generation x margin is {whole_t} t"


def authorisations_are_their_commands(session: Session) -> Iterator[str]:
    """An authorisation is what its host granted, stated for each batch of its project."""
    connection = session.connection()
    hosts = {p.code: p.host for p in session.exec(select(Project))}
    made: dict[str, Row] = {}
    for one in accepted(connection, "authorisation.grant"):
        project = one.arguments["project"]
        made[one.answer["authorisation"]] = {
            "version": one.answer["version"], "host": hosts.get(project), "project": project,
            "purposes": one.answer["purposes"], "max_quantity": one.arguments["quantity"],
            "granted_by": one.seat, "granted_at": one.at,
        }  # fmt: skip
    yield from compare(connection, "authorisation", made, key="code")
    issued = {one.answer["batch"]: one.at for one in accepted(connection, "issuance.issue")}
    batches = connection.execute(
        text("SELECT asset, project, host, first, last FROM credit_batch ORDER BY asset")
    ).all()
    due = {
        (code, row["version"], host, asset, first, last, max(row["granted_at"], issued[asset]))
        for code, row in made.items()
        for asset, project, host, first, last in batches
        if project == row["project"] and asset in issued
    }
    stated = connection.execute(
        text("SELECT authorisation, version, host, asset, first, last, since FROM authorised_range")
    ).all()
    for row in due.symmetric_difference(tuple(one) for one in stated):
        yield f"{row[0]}, batch {row[3]}: serials {row[4]}-{row[5]} since {row[6]} are not as due"
    if len(stated) != len(due):
        yield f"{len(stated)} ranges are authorised, {len(due)} are due"


def transfers_are_their_commands(session: Session) -> Iterator[str]:
    """A transfer is what was requested, decided and accepted, and its transactions are its own."""
    connection = session.connection()
    sent = posted_by(connection, TRANSFER_SEND.code)
    received = posted_by(connection, TRANSFER_RECEIVE.code)
    made: dict[int, dict[str, Any]] = {}
    lines: dict[int, Row] = {}
    steps = ("request", "approve", "accept", "reject", "withdraw")
    for one in accepted(connection, *(f"transfer.{step}" for step in steps)):
        arguments, number = one.arguments, one.answer["transfer"]
        if one.name == "transfer.request":
            made[number] = {
                "source_registry": arguments["source"], "target_registry": arguments["target"],
                "holder": one.seat,
                "receiver": one.answer.get("receiver") or arguments.get("receiver") or one.seat,
                "purpose": arguments["purpose"], "quantity": one.answer["quantity"],
                "state": "requested", "requested_at": one.at, "decided_by": "",
                "decided_at": None, "transfer_id": "", "sent_as": None, "received_as": None,
                "completed_at": None,
            }  # fmt: skip
            for asset, tonnes in one.answer["lots"]:
                lines[len(lines) + 1] = {"request": number, "asset": asset, "quantity": tonnes}
            continue
        made[number]["state"] = one.answer["state"]
        if one.name == "transfer.accept":
            transaction = received.get(f"transfer {number}", (None, None))[0]
            made[number] |= {"received_as": transaction, "completed_at": one.at}
            continue
        made[number] |= {"decided_by": one.seat, "decided_at": one.at}
        if one.name == "transfer.approve":
            made[number] |= {
                "transfer_id": one.answer["transfer_id"],
                "sent_as": sent.get(f"transfer {number}", (None, None))[0],
            }
    yield from compare(connection, "transfer_request", made)
    yield from compare(connection, "transfer_line", lines)
    other = """
        SELECT t.id, t.unit FROM transfer_request t JOIN transfer_line l ON l.request = t.id
        JOIN credit_batch b ON b.asset = l.asset WHERE b.unit <> t.unit
    """
    for number, unit in connection.execute(text(other)):
        yield f"transfer {number}: called one of {unit}, its lines are of another unit"


def both_registries_keep_the_same_transfers(session: Session) -> Iterator[str]:
    """The records of every two registries agree with each other and with the transactions."""
    codes = [one.code for one in registries(session)]
    yield from (difference.en for difference in reconcile(session, *codes))
    connection = session.connection()
    outgoing = "SELECT count(*) FROM transfer_record WHERE direction = 'out'"
    if connection.execute(text(outgoing)).scalar() != len(
        posted_by(connection, TRANSFER_SEND.code)
    ):
        yield "the records of outgoing transfers are not those of the transactions that sent them"
