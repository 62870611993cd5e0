"""The invariants of authorisations: their acts, their versions, and what each version allowed."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection, text

from registry.programme.adjustments.models import Trigger
from registry.programme.authorisation.machine import AUTHORISATION, BY_NOBODY
from registry.programme.authorisation.models import AuthorisationState, Definition, Purpose
from registry.programme.authorisation.records import by_authorisation, ends_at

_VERSIONED = frozenset({"authorise", "amend"})
"""Acts that make a version; an application has version 0."""


def authorisations_are_where_their_acts_left_them(connection: Connection) -> Iterator[str]:
    """The state and the version of each authorisation follow from its acts, each of them possible
    in the state before, and each version was made by one.
    """
    acts = by_authorisation(
        connection, "SELECT * FROM authorisation_act ORDER BY authorisation, id"
    )
    versions = by_authorisation(
        connection, "SELECT * FROM authorisation_version ORDER BY authorisation, version"
    )
    moves = {(move.source, move.trigger): move.target for move in AUTHORISATION.moves}
    for one in connection.execute(text("SELECT * FROM authorisation ORDER BY code")):
        state, version, reaches = AUTHORISATION.initial, 0, False
        made = [0] if one.applied_by else []
        for act in acts.pop(one.code, []):
            if act.trigger != "apply":
                after = moves.get((state, act.trigger))
                if after is None:
                    yield f"{one.code}: '{act.trigger}' while '{state}'"
                    break
                state = after
            version += act.trigger in _VERSIONED
            made += [version] if act.trigger in _VERSIONED else []
            reaches = reaches or bool(act.circumstance)
            if act.version != version:
                yield f"{one.code}: act {act.id} names version {act.version}, it is {version}"
            if (act.seat == "") != (act.trigger in BY_NOBODY):
                yield f"{one.code}: act {act.id}, '{act.trigger}', is of seat '{act.seat}'"
        if (one.state, one.version, bool(one.reaches_transferred)) != (state, version, reaches):
            yield f"{one.code} is '{one.state}' in version {one.version}, by its acts '{state}'"
        stated = versions.pop(one.code, [])
        if [row.version for row in stated] != made:
            yield f"{one.code}: versions {[row.version for row in stated]} by acts {made}"
        elif one.ends_at != (ends_at(stated[-1].last_day) if one.version else None):
            yield f"{one.code} ends at {one.ends_at}, its last day is {stated[-1].last_day or '-'}"
    for code in sorted({*acts, *versions}):
        yield f"{code} has acts or versions, and is no authorisation"


def first_transfers_stay_within_their_authorisation(connection: Connection) -> Iterator[str]:
    """First transfers stay within the version in force when they happened: its maximum, vintages
    and ranges; they come after the authorisation, and their Party is the batch's host.
    """
    sql = """
        SELECT f.id, f.authorisation, f.first, f.last, f.vintage, f.at, f.host, f.project,
               b.host AS batch_host, v.max_quantity, v.vintage_first, v.vintage_last,
               a.granted_at, a.project AS of
        FROM first_transferred_range f JOIN credit_batch b ON b.asset = f.asset
        LEFT JOIN authorisation a ON a.code = f.authorisation
        LEFT JOIN authorisation_version v
          ON v.authorisation = f.authorisation AND v.version = f.version
        ORDER BY f.authorisation, f.id
    """
    for code, rows in groupby(connection.execute(text(sql)), attrgetter("authorisation")):
        spent = 0
        for row in rows:
            spent += row.last - row.first + 1
            if row.vintage_first is None or row.of is None:
                yield f"first transfer {row.id} is under {code}, which has no such version"
                continue
            if row.max_quantity is not None and spent > row.max_quantity:
                yield f"{code}: {spent} t first transferred of {row.max_quantity} t"
            if not row.vintage_first <= row.vintage <= row.vintage_last:
                yield f"first transfer {row.id}: vintage {row.vintage} is outside {code}"
            if row.at < row.granted_at:
                yield f"first transfer {row.id} was before {code}"
            if row.project != row.of or row.host != row.batch_host:
                yield f"first transfer {row.id} is of {row.project} in {row.host}, not of {code}"
    sql = """
        SELECT f.id FROM first_transferred_range f
        WHERE NOT EXISTS (SELECT 1 FROM authorised_range r WHERE r.authorisation = f.authorisation
            AND r.asset = f.asset AND r.first <= f.first AND r.last >= f.last)
    """
    for (number,) in connection.execute(text(sql)):
        yield f"first transfer {number} is outside the ranges of its authorisation"


def changes_leave_first_transfers_as_they_were(connection: Connection) -> Iterator[str]:
    """No later version changes purposes or definition of credits that were first transferred, or
    has a maximum below them; an authorisation is exhausted when its maximum is reached.
    """
    moved = by_authorisation(
        connection,
        "SELECT authorisation, version, first, last FROM first_transferred_range"
        " ORDER BY authorisation, id",
    )
    versions = by_authorisation(
        connection, "SELECT * FROM authorisation_version ORDER BY authorisation, version"
    )
    states = {
        row.code: row
        for row in connection.execute(text("SELECT code, state, version FROM authorisation"))
    }
    for code, rows in moved.items():
        first = min(row.version for row in rows)
        kept = [row for row in versions.get(code, []) if row.version >= first]
        for row in kept[1:]:
            before = sum(m.last - m.first + 1 for m in rows if m.version < row.version)
            if (row.purposes, row.definition) != (kept[0].purposes, kept[0].definition):
                yield f"{code}: version {row.version} changes what was first transferred"
            if row.max_quantity is not None and row.max_quantity < before:
                yield f"{code}: version {row.version} is below {before} t first transferred"
        spent = sum(m.last - m.first + 1 for m in rows)
        one = states.get(code)
        most = kept[-1].max_quantity if kept else None
        open_still = one is not None and one.state in _OPEN
        if open_still and spent == most:
            yield f"{code} is used up and not exhausted"
    for row in states.values():
        if row.state == AuthorisationState.EXHAUSTED:
            spent = sum(m.last - m.first + 1 for m in moved.get(row.code, []))
            if spent != versions[row.code][-1].max_quantity:
                yield f"{row.code} is exhausted by {spent} t"


_OPEN = (AuthorisationState.IN_FORCE, AuthorisationState.SUSPENDED)


def first_transfers_happen_when_their_terms_say(connection: Connection) -> Iterator[str]:
    """Each first transfer was marked by what its version names: for an NDC the move to a party, for
    OIMP the definition; and nothing that the terms mark was forgotten when it left its host.
    """
    sql = """
        SELECT f.id, f.marked_by, f.receiver, v.purposes, v.definition
        FROM first_transferred_range f JOIN authorisation_version v
          ON v.authorisation = f.authorisation AND v.version = f.version ORDER BY f.id
    """
    for row in connection.execute(text(sql)):
        to_party = Purpose.NDC in row.purposes.split("+") and row.marked_by in _TO_PARTY
        if not (to_party if row.receiver else row.marked_by == row.definition):
            yield (
                f"first transfer {row.id} was marked by {row.marked_by}: {row.purposes},"
                f" definition {row.definition or '-'}"
            )
    sql = """
        SELECT o.id, o.authorisation FROM outbound_range o WHERE NOT EXISTS (
            SELECT 1 FROM authorisation_version v WHERE v.authorisation = o.authorisation
            AND v.definition = :use)
        OR NOT EXISTS (SELECT 1 FROM authorised_range r WHERE r.authorisation = o.authorisation
            AND r.asset = o.asset AND r.first <= o.first AND r.last >= o.last)
    """
    for row in connection.execute(text(sql), {"use": Definition.USE.value}):
        yield f"outbound range {row.id} waits for its use, which {row.authorisation} does not name"


_TO_PARTY = (Trigger.TRANSFER, Trigger.ISSUANCE)
