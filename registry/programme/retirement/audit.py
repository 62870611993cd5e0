"""The invariant of uses: nobody uses what was not authorised for it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.adjustments.ranges import spelled
from registry.programme.authorisation.models import Purpose
from registry.programme.retirement.models import Ending, RetirementPurpose


def credits_stay_with_the_parties_of_their_authorisation(connection: Connection) -> Iterator[str]:
    """Credits are first transferred and used within the parties and purposes authorised."""
    sql = """
        SELECT f.asset, f.first, f.last, f.receiver, a.code, a.parties, a.purposes
        FROM first_transferred_range f JOIN authorisation a ON a.code = f.authorisation
    """
    moved: dict[int, list[tuple[int, int, str, list[str], list[str]]]] = {}
    for row in connection.execute(text(sql)):
        parties, purposes = row.parties.split("+"), row.purposes.split("+")
        moved.setdefault(row.asset, []).append((row.first, row.last, row.code, parties, purposes))
        if row.receiver not in parties:
            yield f"{row.code}: serials {row.first}-{row.last} were transferred to {row.receiver}"
    uses = f"""
        SELECT id, registry_code, asset, purpose, ranges FROM retirement
        WHERE ending = '{Ending.RETIRED}'
    """
    for use in connection.execute(text(uses)):
        ndc = use.purpose == RetirementPurpose.NDC
        wanted = Purpose.NDC if ndc else Purpose.OIMP
        for first, last, code, parties, purposes in moved.get(use.asset, []):
            if not any(a <= last and first <= b for a, b in spelled(use.ranges)):
                continue
            if wanted not in purposes:
                yield f"retirement {use.id} is for {wanted}, which {code} does not name"
            if ndc and use.registry_code not in parties:
                yield f"retirement {use.id} is of {use.registry_code}, which {code} does not name"
