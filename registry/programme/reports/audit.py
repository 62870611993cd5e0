"""The invariants of annual information: tables, books and frozen years say the same.

They hold of what was drafted from the books; what a party itself wrote over is its own, and is kept
beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection, text

from registry.programme.reports import vocabulary as words
from registry.programme.reports import years
from registry.programme.reports.built import corrected
from registry.programme.reports.findings import ENDING, overlapping
from registry.programme.reports.holdings import holdings
from registry.programme.reports.models import STANDING
from registry.programme.reports.recount import (
    REPORTS,
    common,
    on_the_way,
    spelled,
    standing,
    tonnes,
)
from registry.programme.reports.stored import dump, dump_rows, load, load_rows
from registry.programme.reports.tables import HOLDINGS, SUBMISSION, Row, Submission


def reports_equal_adjustments(connection: Connection) -> Iterator[str]:
    """Per party and reported year, what table 3 first transferred by vintage, and used by year, is
    what the party's corresponding adjustments have; a use that was taken back is in neither.
    """
    for report in standing(connection):
        drafted = load(report.drafted)
        told: dict[tuple[str, int], int] = defaultdict(int)
        for row in drafted.actions:
            if row["action_type"] == words.FIRST_TRANSFER:
                told["first_transfer", int(str(row["vintage"]))] += tonnes(row)
            elif row["action_type"] == words.USE:
                told["use", int(str(row["used_year"]))] += tonnes(row)
        entered = connection.execute(
            text(
                "SELECT kind, year, sum(quantity) FROM corresponding_adjustment a"
                " WHERE party = :party AND at >= :first AND at < :last"
                " AND kind IN ('first_transfer', 'use') AND NOT EXISTS ("
                "  SELECT 1 FROM retirement t JOIN reversal v ON v.reversed = t.posted_as"
                "  WHERE a.because = 'retirement ' || t.id)"
                " GROUP BY kind, year"
            ),
            {
                "party": report.party, "first": years.begins(report.year),
                "last": years.ends(report.year),
            },
        )  # fmt: skip
        booked = {(str(kind), year): quantity for kind, year, quantity in entered}
        for kind, year in sorted(booked.keys() | told.keys()):
            ours, books = told.get((kind, year), 0), booked.get((kind, year), 0)
            if ours != books:
                yield (
                    f"{report.party} {report.year}, {kind} of {year}: {ours} t reported,"
                    f" {books} t adjusted"
                )


def what_one_party_sent_the_other_acquired(connection: Connection) -> Iterator[str]:
    """Units that a reported action sent to another party are among those that the other acquired,
    and the other way round; in the same year, or the next for those that were on their way.
    """
    drafted = {(one.alpha3, one.year): load(one.drafted) for one in standing(connection)}
    for (party, year), report in drafted.items():
        for row in report.actions:
            if row["action_type"] == words.ACQUISITION:
                key, mirror, beside = "transferring_party", "acquiring_party", year - 1
            elif "acquiring_party" in row:
                key, mirror, beside = "acquiring_party", "transferring_party", year + 1
            else:
                continue
            other = str(row[key])
            of_year, of_next = drafted.get((other, year)), drafted.get((other, beside))
            if of_year is None:
                continue
            if of_next is None and on_the_way(connection, row, max(year, beside)):
                continue
            theirs = (*of_year.actions, *(of_next.actions if of_next is not None else ()))
            acquired = mirror == "transferring_party"
            mirrored = [
                r
                for r in theirs
                if r.get(mirror) == party and acquired == (r["action_type"] == words.ACQUISITION)
            ]
            there = sum(
                common(row, mirrored[place]) for _, place, _ in overlapping([row], mirrored)
            )
            if there != tonnes(row):
                yield (
                    f"{party} {year}: {row['action_type']} of {spelled(row)}, of which {other}"
                    f" reports {there} t"
                )


def frozen_holdings_are_those_of_the_books(connection: Connection) -> Iterator[str]:
    """Holdings of 31 December, replayed from the postings, are those that were frozen, and those of
    every draft of the year.
    """
    found = connection.execute(text("SELECT party, year, holdings FROM year_freeze"))
    frozen = {(party, year): stored for party, year, stored in found}
    for (party, year), stored in frozen.items():
        if dump_rows(holdings(connection, party, year)) != stored:
            yield f"{party} {year}: the frozen holdings are not those of the books"
    drafts = connection.execute(text("SELECT party, year, drafted FROM party_report"))
    for party, year, drafted in drafts:
        if dump_rows(load(drafted).holdings) != frozen.get((party, year)):
            yield f"{party} {year}: the draft's holdings are not the frozen ones"


def what_was_reported_as_used_is_held_no_more(connection: Connection) -> Iterator[str]:
    """What table 3 reports as used or cancelled is in no holdings of that year or a later one."""
    found = connection.execute(text("SELECT party, year, holdings FROM year_freeze"))
    frozen = [(party, year, load_rows(HOLDINGS, stored)) for party, year, stored in found]
    for report in standing(connection):
        ended = [r for r in load(report.drafted).actions if r["action_type"] in ENDING]
        for party, year, held in frozen:
            if year < report.year:
                continue
            for at, _, first in overlapping(ended, held):
                yield (
                    f"{report.party} {report.year}: {spelled(ended[at])} ended, and {party} holds"
                    f" {first} at the end of {year}"
                )


def what_was_submitted_is_its_draft(connection: Connection) -> Iterator[str]:
    """A submitted version is its draft with the party's own corrections, dated by its day; one
    version of a year stands.
    """
    sql = "SELECT * FROM report_correction ORDER BY id"
    corrections = list(connection.execute(text(sql)))
    stand: dict[tuple[str, int], int] = {}
    for report in connection.execute(text(REPORTS)):
        own = [
            one for one in corrections
            if one.report == report.id and one.drafting == report.drafting
        ]  # fmt: skip
        content = corrected(load(report.drafted), own)
        day = years.utc_day(report.submitted_at)
        dated = Row(SUBMISSION, dict(content.submission) | {"submitted_on": day})
        expected = Submission(
            dated, content.authorizations, content.actions, content.holdings, content.entities
        )
        if dump(expected) != report.content:
            yield f"{report.party} {report.year}: report {report.id} is not what was drafted"
        if report.state in STANDING:
            stand[report.party, report.year] = stand.get((report.party, report.year), 0) + 1
    for (party, year), versions in stand.items():
        if versions > 1:
            yield f"{party} {year}: {versions} versions stand"
