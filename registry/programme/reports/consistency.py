"""The comparison of what parties submitted for a year: what one reports, the other has to report.

Pure. Programme rules, 3.11: the platform compares, and fills the columns that parties leave empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from registry.programme.reports import vocabulary as words
from registry.programme.reports.findings import ENDING, overlapping, span_of
from registry.programme.reports.tables import Row, Submission


class Inconsistency(StrEnum):
    """What the comparison can find."""

    MISSING_COUNTERPART = "MISSING_COUNTERPART"
    RANGE_MISMATCH = "RANGE_MISMATCH"
    QTY_MISMATCH = "QTY_MISMATCH"
    ATTR_MISMATCH = "ATTR_MISMATCH"
    USED_BUT_HELD = "USED_BUT_HELD"
    EXCEEDS_AUTH = "EXCEEDS_AUTH"
    UNKNOWN_ENTITY = "UNKNOWN_ENTITY"
    PERIOD_MISMATCH = "PERIOD_MISMATCH"


@dataclass(frozen=True, order=True)
class Difference:
    """A finding about a row (from 1) of table 3 of a party, 0: about the whole submission.

    Parties are alpha-3 codes, `other` "" for none. `ours` and `theirs` are what stands in both.
    """

    party: str
    row: int
    code: Inconsistency
    other: str = ""
    ours: str = ""
    theirs: str = ""


Year = Mapping[str, Submission]
"""What the parties (alpha-3) submitted for one year."""

_SENT = (words.FIRST_TRANSFER, words.TRANSFER)
_SAME = ("cooperative_approach", "authorization", "vintage", "metric", "mitigation_type")


def compare(this: Year, *, around: Mapping[int, Year], year: int) -> list[Difference]:
    """Every difference in what was submitted for a year.

    `around` are other years by their number: an action of the end of December is another country's
    of January. Without the submission of a counterpart nothing of that pair is compared.
    """
    found: list[Difference] = []
    for party, submission in this.items():
        found += _counterparts(party, submission, this, around, year)
        found += _periods(party, submission)
        found += _entities(party, submission)
        found += _above_authorized(party, submission, around, year)
    found += _used_but_held(this)
    return sorted(set(found))


def _counterparts(
    party: str, submission: Submission, this: Year, around: Mapping[int, Year], year: int
) -> Iterator[Difference]:
    """What was sent without being acquired, or acquired without being sent, and what differs."""
    for number, row in enumerate(submission.actions, start=1):
        sent = row.get("action_type") in _SENT
        key, mirrored = ("acquiring_party", "transferring_party")
        if row.get("action_type") == words.ACQUISITION:
            key, mirrored = mirrored, key
        elif not sent:
            continue
        other = str(row.get(key, ""))
        if other not in this:
            continue
        theirs = _mirrors(this[other], mirrored, party, acquired=sent)
        matched = _overlapped(row, theirs)
        if matched:
            yield from _pair(party, number, row, other, matched)
            continue
        beside = {
            other_year: _overlapped(row, _mirrors(of[other], mirrored, party, acquired=sent))
            for other_year, of in around.items()
            if other in of and abs(other_year - year) == 1
        }
        there = next((one for one, rows in sorted(beside.items()) if rows), None)
        code = Inconsistency.PERIOD_MISMATCH if there else Inconsistency.MISSING_COUNTERPART
        yield Difference(
            party, number, code, other, ours=_range(row), theirs=str(there) if there else ""
        )


def _mirrors(submission: Submission, key: str, party: str, *, acquired: bool) -> list[Row]:
    kinds = (words.ACQUISITION,) if acquired else _SENT
    return [
        row
        for row in submission.actions
        if row.get("action_type") in kinds and row.get(key) == party
    ]


def _overlapped(row: Row, others: list[Row]) -> list[Row]:
    return [others[place] for _, place, _ in overlapping([row], others)]


def _pair(
    party: str, number: int, row: Row, other: str, matched: list[Row]
) -> Iterator[Difference]:
    """What differs between a row and those of the other party that have units of it."""
    exact = [one for one in matched if span_of(one) == span_of(row)]
    for one in (exact or matched)[:1]:
        if not exact:
            yield Difference(
                party, number, Inconsistency.RANGE_MISMATCH, other, _range(row), _range(one)
            )
        if _quantity(row) != _quantity(one):
            yield Difference(
                party, number, Inconsistency.QTY_MISMATCH, other,
                f"{_quantity(row):f}", f"{_quantity(one):f}",
            )  # fmt: skip
        for key in _SAME:
            if row.get(key) != one.get(key):
                yield Difference(
                    party, number, Inconsistency.ATTR_MISMATCH, other,
                    f"{key} {row.get(key, '')}", f"{key} {one.get(key, '')}",
                )  # fmt: skip


def _periods(party: str, submission: Submission) -> Iterator[Difference]:
    """Uses outside the NDC implementation period, of units or by years."""
    first = submission.submission.get("ndc_first_year")
    last = submission.submission.get("ndc_last_year")
    if not isinstance(first, int) or not isinstance(last, int):
        return
    for number, row in enumerate(submission.actions, start=1):
        if row.get("action_type") != words.USE:
            continue
        for key in ("vintage", "used_year"):
            year = row.get(key)
            if isinstance(year, int) and not first <= year <= last:
                yield Difference(
                    party, number, Inconsistency.PERIOD_MISMATCH, "", f"{key} {year}",
                    f"{first} - {last}",
                )  # fmt: skip


def _entities(party: str, submission: Submission) -> Iterator[Difference]:
    known = {row.get("entity") for row in submission.entities}
    for number, row in enumerate(submission.actions, start=1):
        entity = row.get("using_entity")
        if entity is not None and entity not in known:
            yield Difference(party, number, Inconsistency.UNKNOWN_ENTITY, "", str(entity))


def _above_authorized(
    party: str, submission: Submission, around: Mapping[int, Year], year: int
) -> Iterator[Difference]:
    """First transfers, of this and earlier years, above the quantity of the newest version."""
    most: dict[str, tuple[int, int]] = {}
    for row in submission.authorizations:
        quantity, version = row.get("quantity"), row.get("version")
        if isinstance(quantity, int) and isinstance(version, int):
            code = str(row.get("authorization"))
            most[code] = max(most.get(code, (0, 0)), (version, quantity))
    before = [of[party] for past, of in around.items() if past < year and party in of]
    moved: dict[str, Decimal] = {}
    for one in (*before, submission):
        for row in one.actions:
            if row.get("action_type") == words.FIRST_TRANSFER:
                code = str(row.get("authorization"))
                if row.get("first_transferring_party") == party:
                    moved[code] = moved.get(code, Decimal()) + _quantity(row)
    for code in sorted(moved.keys() & most.keys()):
        if moved[code] > most[code][1]:
            yield Difference(
                party, 0, Inconsistency.EXCEEDS_AUTH, "", f"{code} {moved[code]:f}",
                f"{code} {most[code][1]}",
            )  # fmt: skip


def _used_but_held(this: Year) -> Iterator[Difference]:
    """Units that somebody used or cancelled and somebody, perhaps another, still held."""
    for party, submission in this.items():
        for holder, of in this.items():
            for at, place, _ in overlapping(submission.actions, of.holdings):
                if submission.actions[at].get("action_type") in ENDING:
                    yield Difference(
                        party, at + 1, Inconsistency.USED_BUT_HELD,
                        holder if holder != party else "",
                        _range(submission.actions[at]), _range(of.holdings[place]),
                    )  # fmt: skip


def _quantity(row: Row) -> Decimal:
    found = row.get("quantity")
    return found if isinstance(found, Decimal) else Decimal()


def _range(row: Row) -> str:
    return f"{row.get('itmo_registry', '')} {row.get('first_id', '')}-{row.get('last_id', '')}"
