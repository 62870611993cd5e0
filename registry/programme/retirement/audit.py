"""The invariants of uses: nobody uses what was not authorised for it, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.kernel.clock import day_of
from ledger.transactions import CREDIT_OFFSET, CREDIT_RETIRE, CREDIT_REVERSE
from registry.pace import REVERSAL
from registry.programme.accounts import controls
from registry.programme.adjustments.models import AdjustmentKind
from registry.programme.adjustments.ranges import minus, spelled
from registry.programme.authorisation.models import Purpose
from registry.programme.retirement.models import (
    CancellationPurpose,
    Claim,
    Ending,
    RetirementPurpose,
)

_WANTED = {
    RetirementPurpose.NDC.value: Purpose.NDC,
    RetirementPurpose.VOLUNTARY.value: Purpose.OP,
    CancellationPurpose.OIMP.value: Purpose.IMP,
    CancellationPurpose.OTHER.value: Purpose.OP,
}
"""The purpose that an authorisation has to name for a use; OIMP covers IMP and OP."""


def credits_stay_with_the_parties_of_their_authorisation(connection: Connection) -> Iterator[str]:
    """Credits are first transferred and used within the parties and purposes of the version under
    which they were first transferred, and what is claimed as adjusted was.
    """
    sql = """
        SELECT f.asset, f.first, f.last, f.receiver, v.authorisation AS code, v.parties, v.purposes
        FROM first_transferred_range f JOIN authorisation_version v
          ON v.authorisation = f.authorisation AND v.version = f.version
    """
    moved: dict[int, list[tuple[int, int, str, list[str], list[str]]]] = {}
    for row in connection.execute(text(sql)):
        parties, purposes = row.parties.split("+"), row.purposes.split("+")
        moved.setdefault(row.asset, []).append((row.first, row.last, row.code, parties, purposes))
        if row.receiver and row.receiver not in parties:
            yield f"{row.code}: serials {row.first}-{row.last} were transferred to {row.receiver}"
    uses = f"""
        SELECT r.id, r.registry_code, r.asset, r.purpose, r.ending, r.claim, r.ranges, b.host
        FROM retirement r JOIN credit_batch b ON b.asset = r.asset
        WHERE (r.ending = '{Ending.RETIRED}' OR r.purpose <> '')
        AND r.posted_as NOT IN (SELECT reversed FROM reversal)
    """
    for use in connection.execute(text(uses)):
        wanted = _WANTED[use.purpose]
        of_ndc = wanted is Purpose.NDC
        used = spelled(use.ranges)
        parts = moved.get(use.asset, [])
        fresh = minus(used, [(first, last) for first, last, *_ in parts])
        adjusted = use.claim == Claim.ADJUSTED or (of_ndc and use.registry_code != use.host)
        if fresh and adjusted:
            yield f"retirement {use.id}: serials {fresh[0][0]}-{fresh[0][1]} were not transferred"
        for first, last, code, parties, purposes in parts:
            if not any(a <= last and first <= b for a, b in used):
                continue
            if wanted not in purposes and (of_ndc or Purpose.OIMP not in purposes):
                yield f"retirement {use.id} is for {wanted}, which {code} does not name"
            if of_ndc and use.registry_code not in parties:
                yield f"retirement {use.id} is of {use.registry_code}, which {code} does not name"


_RANGES = """
    SELECT p.source, p.target, p.asset, b.first, b.last FROM book_transaction t
    JOIN posting p ON p.id BETWEEN t.first_posting AND t.last_posting
    JOIN serial_block b ON b.asset = p.asset AND b.opened = p.id AND b.owner = p.target
    WHERE t.id = :transaction
"""


def reversals_give_back_what_was_used(connection: Connection) -> Iterator[str]:
    """Each reversal is of one use that can be reversed, in its days, and gives the same serials
    back to the place that they came from; nothing else comes out of a final account.
    """
    row = connection.execute(text("SELECT * FROM control WHERE name = :name"), {"name": REVERSAL})
    control = row.first()
    posted = {
        one.because: one.id
        for one in connection.execute(
            text("SELECT id, because FROM book_transaction WHERE type = :type"),
            {"type": CREDIT_REVERSE.code},
        )
    }
    sql = f"""
        SELECT v.id, v.reversed, v.posted_as, v.reason, v.at, c.at AS used_at,
               t.type = '{CREDIT_OFFSET.code}' OR (t.type = '{CREDIT_RETIRE.code}' AND EXISTS
               (SELECT 1 FROM retirement r WHERE r.posted_as = t.id
                AND r.purpose = '{RetirementPurpose.NDC}')) AS possible
        FROM reversal v LEFT JOIN book_transaction t ON t.id = v.reversed
        LEFT JOIN command c ON c.number = t.command
    """
    for one in connection.execute(text(sql)):
        if not one.possible or not one.reason:
            yield f"reversal {one.id} is of transaction {one.reversed}, or states no reason"
            continue
        if posted.pop(f"reversal {one.id}", None) != one.posted_as:
            yield f"reversal {one.id}: transaction {one.posted_as} is not its own"
        if control is None or one.at >= controls.end(control, since=one.used_at):
            yield f"reversal {one.id} came too late, or this lesson has none"
        used, back = (
            sorted(tuple(part) for part in connection.execute(text(_RANGES), {"transaction": of}))
            for of in (one.reversed, one.posted_as)
        )
        if used != sorted((target, source, *rest) for source, target, *rest in back):
            yield f"reversal {one.id} gives back other serials than were used, or elsewhere"
    for because in posted:
        yield f"{because} has taken something out of a final account"


def uses_subtract_what_was_used(connection: Connection) -> Iterator[str]:
    """Per party and year, what it subtracted for uses, less what it entered again, is what it has
    used of credits from abroad for its NDC and not taken back.
    """
    due: dict[tuple[str, int], int] = {}
    entries = f"""
        SELECT party, year, sum(CASE WHEN kind = '{AdjustmentKind.USE}' THEN quantity
               ELSE -quantity END) FROM corresponding_adjustment
        WHERE kind IN ('{AdjustmentKind.USE}', '{AdjustmentKind.USE_REVERSED}')
        GROUP BY party, year
    """
    for party, year, tonnes in connection.execute(text(entries)):
        due[party, year] = -int(tonnes)
    used = f"""
        SELECT r.registry_code, r.quantity, r.at FROM retirement r
        JOIN credit_batch b ON b.asset = r.asset
        WHERE r.purpose = '{RetirementPurpose.NDC}' AND b.host <> r.registry_code
        AND r.posted_as NOT IN (SELECT reversed FROM reversal)
    """
    for party, tonnes, at in connection.execute(text(used)):
        place = party, day_of(at).year
        due[place] = due.get(place, 0) + tonnes
    for (party, year), difference in due.items():
        if difference:
            yield f"{party} {year}: {difference} t more were used than subtracted"
