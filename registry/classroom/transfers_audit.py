"""Transfers, faults, repairs and reconciliations are what the accepted commands made of them.

What the messages of a transfer did between two commands, the programme's own invariants compare
with the records of registries and log. Reads tables only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text
from sqlmodel import Session

from ledger.accounts import ADAPTATION
from ledger.transactions import (
    CREDIT_ADAPTATION,
    CREDIT_TRANSFER,
    TRANSFER_PROPOSE,
    TRANSFER_RECEIVE,
    TRANSFER_RETURN,
    TRANSFER_SEND,
)
from registry.classroom.logged import Accepted, Row, accepted, compare, posted_by
from registry.programme.participants.queries import registries
from registry.programme.transfers.models import LOG
from registry.programme.transfers.reconcile import reconcile


def transfers_are_their_commands(session: Session) -> Iterator[str]:
    """A transfer is what was requested and decided, and its transactions are its own."""
    connection = session.connection()
    columns = {
        "set_aside_as": posted_by(connection, TRANSFER_PROPOSE.code),
        "sent_as": posted_by(connection, TRANSFER_SEND.code),
        "received_as": posted_by(connection, TRANSFER_RECEIVE.code),
        "returned_as": posted_by(connection, TRANSFER_RETURN.code),
    }
    made: dict[int, dict[str, Any]] = {}
    lines: dict[int, Row] = {}
    steps = ("request", "approve", "accept", "refuse", "reject", "withdraw")
    for one in accepted(connection, "issuance.issue", *(f"transfer.{step}" for step in steps)):
        for number, row, lots in _requested(one):
            because = f"transfer {number}"
            made[number] = row | {
                name: posted.get(because, (None, None))[0] for name, posted in columns.items()
            }
            for asset, tonnes in lots:
                lines[len(lines) + 1] = {"request": number, "asset": asset, "quantity": tonnes}
        if one.name in ("issuance.issue", "transfer.request"):
            continue
        number = one.answer["transfer"]
        if one.name in ("transfer.accept", "transfer.refuse"):
            made[number]["accepted_by"] = one.seat
            continue
        made[number] |= {"decided_by": one.seat, "decided_at": one.at}
        if one.name == "transfer.approve":
            made[number]["transfer_id"] = one.answer["transfer_id"]
    yield from compare(connection, "transfer_request", made)
    yield from compare(connection, "transfer_line", lines)
    other = """
        SELECT t.id, t.unit FROM transfer_request t JOIN transfer_line l ON l.request = t.id
        JOIN credit_batch b ON b.asset = l.asset WHERE b.unit <> t.unit
    """
    for number, unit in connection.execute(text(other)):
        yield f"transfer {number}: called one of {unit}, its lines are of another unit"


def _requested(one: Accepted) -> Iterator[tuple[int, dict[str, Any], list[list[int]]]]:
    """Number, columns and lots of each request that a command entered: the holder's own, or one for
    each recipient of a share that its host issued first.
    """
    asked, answer = one.arguments, one.answer
    undecided = {
        "requested_at": one.at, "decided_by": "", "decided_at": None, "transfer_id": "",
        "accepted_by": "",
    }  # fmt: skip
    if one.name == "transfer.request":
        columns = {
            "source_registry": asked["source"], "target_registry": asked["target"],
            "holder": one.seat,
            "receiver": answer.get("receiver") or asked.get("receiver") or one.seat,
            "purpose": asked["purpose"], "quantity": answer["quantity"],
        }  # fmt: skip
        yield answer["transfer"], columns | undecided, answer["lots"]
    for share in answer.get("transfers", ()) if one.name == "issuance.issue" else ():
        columns = {
            "source_registry": asked["registry"], "target_registry": share["target"],
            "holder": share["receiver"], "receiver": share["receiver"],
            "purpose": share["purpose"], "quantity": share["quantity"],
        }  # fmt: skip
        yield share["transfer"], columns | undecided, share["lots"]


def transfers_within_are_their_commands(session: Session) -> Iterator[str]:
    """Credits passed inside a registry as their holders commanded, or a manager for the Adaptation
    Fund, each by its own transaction.
    """
    connection = session.connection()
    types = {"transfer.within": CREDIT_TRANSFER, "transfer.adaptation": CREDIT_ADAPTATION}
    by_type = {name: posted_by(connection, type_.code) for name, type_ in types.items()}
    made: dict[int, Row] = {}
    for one in accepted(connection, *types):
        arguments, number = one.arguments, one.answer["transfer"]
        sender = one.seat if one.name == "transfer.within" else ADAPTATION.owner
        posted = by_type[one.name]
        made[number] = {
            "registry_code": arguments["registry"], "asset": arguments["asset"],
            "quantity": arguments["quantity"], "sender": sender,
            "receiver": arguments["receiver"], "ranges": one.answer["ranges"], "at": one.at,
            "posted_as": posted.get(f"transfer within {number}", (None, None))[0],
        }  # fmt: skip
    yield from compare(connection, "transfer_within", made)
    transactions = sum(map(len, by_type.values()))
    if len(made) != transactions:
        yield f"{transactions} transactions pass credits on, {len(made)} were commanded"


def pledges_are_their_commands(session: Session) -> Iterator[str]:
    """Tonnes kept under an authorisation are those of approved transfers, or what they moved, and
    those of decided shares.
    """
    connection = session.connection()
    approved = {
        f"transfer {one.arguments['transfer']}"
        for one in accepted(connection, "transfer.approve")
    }  # fmt: skip
    shares = _decided_shares(connection)
    kept: dict[tuple[str, int], tuple[str, int]] = {}
    sql = "SELECT id, because, asset, authorisation, quantity FROM first_transfer_pledge"
    for number, because, asset, authorisation, quantity in connection.execute(text(sql)):
        share = shares.pop((because, asset), None)
        if share == (authorisation, quantity):
            continue
        if because not in approved or (because, asset) in kept:
            yield f"pledge {number} for {because}, batch {asset}: no command made it"
        kept[because, asset] = authorisation, quantity
    for because, asset in shares:
        yield f"nothing is kept for {because}, batch {asset}"
    sent = """
        SELECT t.id, f.asset, f.authorisation, sum(f.last - f.first + 1)
        FROM transfer_request t
        JOIN (SELECT asset, authorisation, first, last, because FROM first_transferred_range
              WHERE NOT EXISTS (SELECT 1 FROM outbound_range o
                  WHERE o.asset = first_transferred_range.asset
                  AND o.first <= first_transferred_range.last
                  AND o.last >= first_transferred_range.first)
              UNION ALL SELECT asset, authorisation, first, last, because FROM outbound_range) f
          ON f.because = 'transfer ' || t.id
        GROUP BY t.id, f.asset, f.authorisation
    """
    used = {(f"transfer {row[0]}", row[1]): (row[2], row[3]) for row in
            connection.execute(text(sent))}  # fmt: skip
    over = "SELECT id FROM transfer_request WHERE sent_as IS NOT NULL"
    debited = {f"transfer {number}" for (number,) in connection.execute(text(over))}
    for place in sorted(used.keys() | {one for one in kept if one[0] in debited}):
        if used.get(place) != kept.get(place):
            yield f"{place[0]}, batch {place[1]}: kept {kept.get(place)}, used {used.get(place)}"


def _decided_shares(connection: Connection) -> dict[tuple[str, int], tuple[str, int]]:
    """(record, batch) -> authorisation and tonnes of each partner's share that was decided."""
    requests = {
        one.answer["item"]: one.answer["request"]
        for one in accepted(connection, "issuance.request")
    }
    under = {
        requests[one.arguments["item"]]: one.answer["authorisation"]
        for one in accepted(connection, "committee.publish")
        if one.answer.get("authorisation")
    }
    rows = connection.execute(
        text("SELECT request, asset, partner_t FROM issuance_vintage WHERE partner_t > 0")
    )
    return {
        (f"issuance {request}", asset): (under[request], tonnes)
        for request, asset, tonnes in rows
        if request in under
    }


def faults_are_their_commands(session: Session) -> Iterator[str]:
    """Each card is one that the trainer laid, and is recalled if the trainer recalled it."""
    connection = session.connection()
    made: dict[int, dict[str, Any]] = {}
    for one in accepted(connection, "fault.message", "fault.offline", "fault.recall"):
        asked, answer = one.arguments, one.answer
        number = answer["fault"]
        if one.name == "fault.recall":
            made[number]["recalled"] = True
        elif one.name == "fault.offline":
            made[number] = {
                "kind": "offline", "step": "", "source": asked["registry"], "target": "",
                "hours": asked["hours"], "quantity": 0, "laid_at": one.at,
                "until": answer["until"], "recalled": False,
            }  # fmt: skip
        else:
            kind, measured = asked["kind"], asked["kind"] in ("alter", "misrecord")
            made[number] = {
                "kind": kind, "step": answer["step"], "source": asked.get("source") or "",
                "target": asked.get("target") or "",
                "hours": asked.get("hours", 24) if kind == "delay" else 0,
                "quantity": asked.get("quantity", 1) if measured else 0, "laid_at": one.at,
                "until": None, "recalled": False,
            }  # fmt: skip
    yield from compare(connection, "transfer_fault", made)


def repairs_are_their_commands(session: Session) -> Iterator[str]:
    """Each repair is documented as it was commanded, with the message or record it was of."""
    connection = session.connection()
    ids = text("SELECT id, transfer_id FROM transfer_request")
    named = {row[0]: row[1] for row in connection.execute(ids)}
    made: dict[int, Row] = {}
    steps = {}
    for one in accepted(connection, "transfer.resend", "transfer.redo", "transfer.correct"):
        number = len(made) + 1
        made[number] = {
            "kind": one.name.removeprefix("transfer."),
            "transfer_id": named.get(one.answer["transfer"]),
            "reason": one.arguments["reason"].strip(), "by": one.seat, "at": one.at,
            **_repaired(one),
        }  # fmt: skip
        if one.name == "transfer.redo":
            steps[number] = one.answer["step"]
    yield from compare(connection, "transfer_repair", made)
    of = """
        SELECT p.id, p.kind, m.kind AS step, r.entry FROM transfer_repair p
        LEFT JOIN transfer_message m ON m.id = p.message AND m.transfer_id = p.transfer_id
        LEFT JOIN transfer_record r ON r.id = p.record AND r.transfer_id = p.transfer_id
    """
    for row in connection.execute(text(of)):
        if row.kind == "correct":
            fits = row.entry == "final"
        else:
            fits = row.step is not None and row.step == steps.get(row.id, row.step)
        if not fits:
            yield f"repair {row.id} is not of the message or record that was repaired"


def _repaired(one: Accepted) -> Row:
    """What a repair was of, where its command says so."""
    if one.name == "transfer.resend":
        return {"message": one.arguments["message"], "record": None}
    return {"record": None} if one.name == "transfer.redo" else {"message": None}


def reconciliations_are_their_commands(session: Session) -> Iterator[str]:
    """Each comparison is as it was commanded, with its stages and what it found and cleared."""
    connection = session.connection()
    made: dict[int, Row] = {}
    counts: dict[int, tuple[int, int, int]] = {}
    stages: set[tuple[int, str]] = set()
    compared = [
        (one, answer)
        for one in accepted(connection, "reconciliation.run", "reconciliation.daily")
        for answer in one.answer.get("compared", [one.answer])
    ]
    for one, answer in compared:
        number = answer["reconciliation"]
        sides = one.arguments or answer
        made[number] = {
            "one": sides["one"], "other": sides["other"], "state": answer["state"],
            "by": one.seat, "at": one.at,
        }  # fmt: skip
        counts[number] = answer["found"], answer["new"], answer["cleared"]
        passed = ["initiated", "validated", answer["state"]]
        passed += ["totals_inconsistent", "blocks_inconsistent"] if answer["found"] else []
        stages |= {(number, state) for state in passed}
    yield from compare(connection, "reconciliation", made)
    rows = connection.execute(
        text("SELECT reconciliation, state, differ FROM reconciliation_stage")
    )
    kept = {(row[0], row[1]): row[2] for row in rows}
    for number, state in sorted(stages ^ kept.keys()):
        yield f"reconciliation {number}: stage {state} is missing or was never reached"
    new: Counter[int] = Counter()
    cleared: Counter[int] = Counter()
    findings = (
        "SELECT id, reconciliation, found_at, cleared_by, cleared_at FROM reconciliation_finding"
    )
    for number, by, found_at, cleared_by, cleared_at in connection.execute(text(findings)):
        new[by] += 1
        cleared[cleared_by] += cleared_by is not None
        times = made.get(by, {}).get("at"), made.get(cleared_by, {}).get("at")
        if times != (found_at, cleared_at):
            yield f"finding {number} is found or cleared at another time than its comparison"
    for number, wanted in counts.items():
        differ = kept.get((number, str(made[number]["state"])), 0)
        if wanted != (differ, new[number], cleared[number]):
            yield (
                f"reconciliation {number}: {differ} differ, {new[number]} new,"
                f" {cleared[number]} cleared; by its command {wanted}"
            )


def both_registries_keep_the_same_transfers(session: Session) -> Iterator[str]:
    """The registries' records agree with each other and with the transactions."""
    codes = [one.code for one in registries(session)]
    # A record of the log that differs is compared with the card that made it, by its own invariant.
    differences = [one for one in reconcile(session, *codes) if one.registry != LOG]
    yield from (difference.en for difference in differences)
