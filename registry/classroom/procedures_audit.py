"""The rows of the procedures are what the accepted commands of the log made of them.

A row that was changed, added or deleted by hand differs from its command, whether or not the
tables still had their database triggers. Reads tables only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, text
from sqlmodel import Session, col, select

from ledger.transactions import (
    CREDIT_BLOCK,
    CREDIT_CANCEL,
    CREDIT_OFFSET,
    CREDIT_RETIRE,
    CREDIT_REVERSE,
)
from registry.classroom.logged import Row, accepted, compare, is_held, logged, posted_by
from registry.programme.agreements.models import Agreement
from registry.programme.issuance.models import IssuanceRequest
from registry.programme.issuance.queries import amounts_of, parts_of, terms_at, vintages_of
from registry.programme.issuance.shares import receivers_of, vintage_splits
from registry.programme.issuance.split import VintageSplit
from registry.programme.monitoring.gate import reductions
from registry.programme.movements.commands import HANDLERS
from registry.programme.participants.models import Participant
from registry.programme.projects.models import MonitoringPeriod, Project
from registry.roles import Side


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


def reversals_are_their_commands(session: Session) -> Iterator[str]:
    """A use was taken back as its registry's manager commanded, with the reason that was stated."""
    connection = session.connection()
    posted = posted_by(connection, CREDIT_REVERSE.code)
    made: dict[int, Row] = {}
    for one in accepted(connection, "retirement.reverse"):
        number = one.answer["reversal"]
        made[number] = {
            "reversed": one.arguments["transaction"],
            "reason": one.arguments["reason"].strip(),
            "seat": one.seat,
            "posted_as": posted.get(f"reversal {number}", (None, None))[0],
            "at": one.at,
        }
    yield from compare(connection, "reversal", made)


def movements_are_their_commands(session: Session) -> Iterator[str]:
    """A movement is what its initiator commanded and blocked, and ended as its approver, the
    manager or the clock decided.
    """
    connection = session.connection()
    kept = text("SELECT id, arguments FROM movement")
    stored = {number: orjson.loads(given) for number, given in connection.execute(kept)}
    made: dict[int, dict[str, Any]] = {}
    for one in logged(connection, *HANDLERS, *_DECISIONS, *_CLOCKED):
        answer = one.answer
        if one.name == "movement.due":
            for number in answer["expired"]:
                made[number] |= {"state": "expired", "decided_at": one.at}
        elif one.name == "movement.carry_out":
            made[answer["movement"]] |= {
                "state": answer["state"], "decided_at": one.at, "reason": answer.get("reason", ""),
            }  # fmt: skip
        elif one.name in _DECISIONS:
            number = answer["movement"]
            made[number] |= {
                "state": answer["state"], "decided_by": one.seat, "decided_at": one.at,
                "reason": one.arguments.get("reason", "").strip(),
            }  # fmt: skip
            if answer["state"] == "delayed":
                made[number] |= {"decided_at": None, "delayed_at": one.at}
            if answer.get("arguments", stored.get(number)) != stored.get(number):
                yield f"movement {number} was carried out with other arguments"
        elif is_held(one):
            number = answer["movement"]
            made[number] = {
                "seat": one.seat, "approver": answer["approver"], "command": one.name,
                "quantity": answer["quantity"], "proposed_at": one.at, "state": answer["state"],
                "decided_by": "", "decided_at": None, "reason": "",
            }  # fmt: skip
            given = stored.get(number, {})
            made[number] |= {
                "delayed_at": one.at if answer["state"] == "delayed" else None,
                "target": _target(connection, one.seat, one.arguments),
            }
            if any(given.get(name) != value for name, value in one.arguments.items()):
                yield f"movement {number} has other arguments than its command"
    yield from compare(connection, "movement", made)
    yield from _blocked_otherwise(connection)


def _target(connection: Connection, seat: str, given: dict[str, Any]) -> str:
    """The number of the account of another holder to which a command moves units; "" for none."""
    sql = """
        SELECT number FROM account WHERE owner <> :seat
        AND ((owner = :receiver AND registry_code = :registry) OR number = :receiver)
    """
    registry = given.get("target") or given.get("registry", "")
    asked = {"seat": seat, "receiver": given.get("receiver") or seat, "registry": registry}
    return str(connection.execute(text(sql), asked).scalar() or "")


def trusted_lists_are_their_commands(session: Session) -> Iterator[str]:
    """A trusted list has the accounts that its seat entered and did not remove."""
    connection = session.connection()
    made: dict[int, dict[str, Any]] = {}
    for one in logged(connection, "account.trust", "account.distrust"):
        account = one.arguments["account"]
        if one.name == "account.trust":
            made[len(made) + 1] = {
                "seat": one.seat, "account": account, "entered_at": one.at,
                "effective_at": one.answer["effective_at"], "removed_at": None,
            }  # fmt: skip
        else:
            for row in made.values():
                if (row["seat"], row["account"], row["removed_at"]) == (one.seat, account, None):
                    row["removed_at"] = one.at
    yield from compare(connection, "trusted_account", made)


_CLOCKED = ("movement.due", "movement.carry_out")
_DECISIONS = ("movement.approve", "movement.reject", "movement.withdraw")


def _blocked_otherwise(connection: Connection) -> Iterator[str]:
    """Movements whose lines are not what their posting has blocked in their holder's account."""
    sql = f"""
        SELECT movement, asset, sum(line) AS lines, sum(posted) AS posted FROM (
            SELECT movement, asset, quantity AS line, 0 AS posted FROM movement_line
            UNION ALL
            SELECT m.id, p.asset, 0, p.quantity FROM movement m
            JOIN book_transaction t ON t.because = 'movement ' || m.id
                AND t.type = '{CREDIT_BLOCK.code}'
            JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting
            JOIN sub_account s ON s.id = p.source AND s.registry_code = m.registry_code
            JOIN account a ON a.id = s.account AND a.owner = m.seat
        ) entries GROUP BY movement, asset HAVING sum(line) <> sum(posted)
    """
    for number, asset, lines, posted in connection.execute(text(sql)):
        yield f"movement {number}, asset {asset}: a line of {lines} t, {posted} t blocked"


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


def shares_are_those_of_the_agreement(session: Session) -> Iterator[str]:
    """Both sides of an issuance received the tonnes that the agreement's rule gives them."""
    # So did the levies, and each recipient of an allocation.
    decided = col(IssuanceRequest.mode).is_not(None)
    for row in session.exec(select(IssuanceRequest).where(decided)):
        amounts = amounts_of(session, row)
        due = {v: t for v, t in amounts.items() if t}
        splits = vintage_splits(
            session, project=row.project, amounts=due, at=terms_at(session, row)
        )
        receivers = receivers_of(session, row.project, at=terms_at(session, row))
        partner, host = (
            sum(
                tonnes
                for one in splits.values()
                for name, tonnes in one.parts.items()
                if receivers[name][0] is side
            )
            for side in (Side.PARTNER, Side.HOST)
        )
        if (row.partner_t, row.host_t) != (partner, host):
            yield (
                f"issuance {row.id}: {row.partner_t} t and {row.host_t} t issued,"
                f" by the agreement {partner} t and {host} t"
            )
        else:
            yield from _parts_of(session, row, splits, receivers)
        proceeds = sum(one.proceeds for one in splits.values())
        omge = sum(one.omge for one in splits.values())
        if (row.proceeds_t, row.omge_t) != (proceeds, omge):
            yield (
                f"issuance {row.id}: levies of {row.proceeds_t} t and {row.omge_t} t,"
                f" by the agreement {proceeds} t and {omge} t"
            )
        kept = sum(one.buffer for one in splits.values())
        if row.buffer_t != kept:
            yield f"issuance {row.id}: a buffer of {row.buffer_t} t, by its percentage {kept} t"


def _parts_of(
    session: Session,
    row: IssuanceRequest,
    splits: Mapping[int, VintageSplit],
    receivers: Mapping[str, tuple[Side, str]],
) -> Iterator[str]:
    """The fixed ranges of a request in tonnes by vintage, side and seat, against its split."""
    vintages = {one.asset: one.vintage for one in vintages_of(session, row.id)}
    parts = {
        (vintages[part.asset], part.side, part.seat): part.quantity
        for part in parts_of(session, row.id)
        if not part.levy
    }
    due = {
        (vintage, *receivers[name]): tonnes
        for vintage, one in splits.items()
        for name, tonnes in one.parts.items()
        if tonnes and row.asset is not None
    }
    if parts != due:
        yield f"issuance {row.id}: parts of {parts} t, by the rule {due} t"


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
            SELECT v.asset, r.project, r.period, v.vintage FROM issuance_vintage v
            JOIN issuance_request r ON r.id = v.request
            UNION ALL SELECT asset, project, period, NULL FROM ccer_registration) r
        ON r.asset = b.asset
        LEFT JOIN project p ON p.code = r.project
        LEFT JOIN monitoring_period m ON m.project = r.project AND m.number = r.period
        WHERE p.code IS NULL OR m.id IS NULL OR b.project <> p.code OR b.host <> p.host
        OR b.unit <> p.unit OR b.methodology <> p.methodology
        OR b.vintage <> coalesce(r.vintage, m.vintage)
        OR b.period_first < m.first_day OR b.period_last > m.last_day
        OR (b.period_first > m.first_day AND b.vintage = m.vintage)
        OR (r.vintage IS NULL AND b.period_last <> m.last_day)
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
    requests = [
        (r.project, r.period, r.quantity, r.deducted_mwh)
        for r in session.exec(select(IssuanceRequest))
    ]
    registered = session.connection().execute(
        text("SELECT project, period, quantity, '0' FROM ccer_registration")
    )
    for project, period, quantity, deducted in [*requests, *(tuple(row) for row in registered)]:
        found = projects[project], periods[project, period]
        years = reductions(session, *found, deducted_mwh=deducted)
        whole_t = sum(one.whole_t for one in years.values())
        if quantity != whole_t:
            yield f"{project}, period {period}: {quantity} t, generation x margin is {whole_t} t"


def imports_are_their_commands(session: Session) -> Iterator[str]:
    """A request for an import is what was asked and decided, and its batch what was answered."""
    connection = session.connection()
    made: dict[int, dict[str, Any]] = {}
    steps = ("ask", "admit", "decline", "withdraw")
    for one in accepted(connection, *(f"import.{step}" for step in steps)):
        asked, answer = one.arguments, one.answer
        if one.name == "import.ask":
            texts = ("origin", "project", "first_day", "last_day", "proof")
            made[answer["request"]] = {
                "seat": one.seat, "registry_code": asked["registry"],
                **{name: asked[name].strip() for name in texts},
                "installation": asked.get("installation", "").strip(),
                "first": asked["first"], "last": asked["last"], "state": answer["state"],
                "requested_at": one.at, "asset": None, "decided_by": "", "decided_for": "",
                "decided_at": None,
            }  # fmt: skip
            continue
        made[answer["request"]] |= {
            "state": answer["state"], "asset": answer.get("batch"), "decided_by": one.seat,
            "decided_for": asked.get("reason", "").strip(), "decided_at": one.at,
        }  # fmt: skip
    yield from compare(connection, "import_request", made)


def agreements_are_their_commands(session: Session) -> Iterator[str]:
    """Acts of agreements are those that were commanded; the last one left state and notice."""
    connection = session.connection()
    (first,) = accepted(connection, "lesson.create")
    states: dict[str, dict[str, Any]] = {
        part["code"]: {"state": part["state"], "ends_at": None}
        for part in first.arguments["plan"]["agreements"]
    }
    parties = {one.code: one for one in session.exec(select(Agreement))}
    countries = {one.seat: one.country for one in session.exec(select(Participant))}
    acts: dict[int, Row] = {}
    steps = ("sign", "notify", "suspend", "resume", "terminate", "end")
    for one in accepted(connection, *(f"agreement.{step}" for step in steps)):
        answer, code = one.answer, one.arguments["agreement"]
        country = countries.get(one.seat)
        side = "partner" if country == parties[code].partner else "host"
        acts[answer["act"]] = {
            "agreement": code, "trigger": one.name.removeprefix("agreement."), "seat": one.seat,
            "side": None if one.name == "agreement.end" else side,
            "reason": one.arguments.get("reason", "").strip(), "at": one.at,
        }  # fmt: skip
        states[code]["state"] = answer["state"]
        if one.name == "agreement.terminate":
            states[code]["ends_at"] = answer["ends_at"]
    yield from compare(connection, "agreement_act", acts)
    yield from compare(connection, "agreement", states, key="code")
    found = connection.execute(text("SELECT code, moved_by FROM agreement WHERE moved_by <> 0"))
    for code, moved_by in found:
        if acts.get(moved_by, {}).get("agreement") != code:
            yield f"{code} was moved by act {moved_by}, which nobody commanded"
