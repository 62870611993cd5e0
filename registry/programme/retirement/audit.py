"""The invariant of uses: nobody uses what was not authorised for it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

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
        WHERE r.ending = '{Ending.RETIRED}' OR r.purpose <> ''
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
