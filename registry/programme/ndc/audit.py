"""The invariants of NDC accounts and initial reports."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from ledger.kernel.clock import day_of
from registry.programme.ndc.models import ReportState


def authorisations_follow_the_initial_report(connection: Connection) -> Iterator[str]:
    """Where parties have NDC accounts, each authorised only after its initial report was in."""
    if connection.execute(text("SELECT 1 FROM ndc_period LIMIT 1")).first() is None:
        return
    reported = [
        (row.party, row.first_year, row.last_year, row.submitted_at)
        for row in connection.execute(
            text(
                "SELECT p.party, p.first_year, p.last_year, r.submitted_at FROM initial_report r"
                " JOIN ndc_period p ON p.id = r.period WHERE r.submitted_at IS NOT NULL"
            )
        )
    ]
    granted = text(
        "SELECT a.authorisation, h.host, a.at FROM authorisation_act a"
        " JOIN authorisation h ON h.code = a.authorisation WHERE a.trigger = 'authorise'"
    )
    for code, host, at in connection.execute(granted):
        year = day_of(at).year
        if not any(
            party == host and first <= year <= last and since <= at
            for party, first, last, since in reported
        ):
            yield f"{code} was granted before the initial report of {host}"


def reported_methods_stay(connection: Connection) -> Iterator[str]:
    """The method of an NDC period is that of every report on it, and locked since the first one."""
    sql = f"""
        SELECT p.id, p.method, p.locked_at, min(r.submitted_at) AS since, min(r.method) AS least,
               max(r.method) AS most
        FROM ndc_period p LEFT JOIN initial_report r
            ON r.period = p.id AND r.state <> '{ReportState.DRAFT}'
        GROUP BY p.id, p.method, p.locked_at
    """
    for row in connection.execute(text(sql)):
        if row.locked_at != row.since:
            yield f"NDC period {row.id} is locked at {row.locked_at}, reported at {row.since}"
        if row.since is not None and {row.least, row.most} != {row.method}:
            yield f"NDC period {row.id}: method {row.method}, reported {row.least}, {row.most}"


def nothing_is_entered_for_a_closed_period(connection: Connection) -> Iterator[str]:
    """No tonne is first transferred or used for an NDC period after its review is over, but by a
    transfer that was requested before; its inventories and annual figures stay, too.
    """
    sql = """
        SELECT 'adjustment ' || a.id AS entry, p.party, p.first_year FROM corresponding_adjustment a
        JOIN ndc_period p ON p.party = a.party AND a.year BETWEEN p.first_year AND p.last_year
        WHERE a.at > p.closed_at AND a.kind <> 'use_reversed' AND NOT EXISTS (
            SELECT 1 FROM transfer_request t WHERE a.because = 'transfer ' || t.id
            AND t.requested_at <= p.closed_at)
        UNION ALL
        SELECT 'inventory ' || i.id, p.party, p.first_year FROM ndc_inventory i
        JOIN ndc_period p ON p.party = i.party AND i.year BETWEEN p.first_year AND p.last_year
        WHERE i.at > p.closed_at
        UNION ALL
        SELECT 'annual information ' || y.id, p.party, p.first_year FROM ndc_year y
        JOIN ndc_period p ON p.id = y.period WHERE y.at > p.closed_at
    """
    for row in connection.execute(text(sql)):
        yield f"{row.entry} came after the NDC period of {row.party} from {row.first_year} closed"


def figures_are_of_years_that_are_over(connection: Connection) -> Iterator[str]:
    """No inventory and no annual information is of a year that was not over when it was given."""
    sql = """
        SELECT 'inventory ' || id AS entry, year, at FROM ndc_inventory
        UNION ALL SELECT 'annual information ' || id, year, at FROM ndc_year
    """
    for row in connection.execute(text(sql)):
        if row.year >= day_of(row.at).year:
            yield f"{row.entry} is of {row.year} and was given in {day_of(row.at).year}"


def ambition_never_falls(connection: Connection) -> Iterator[str]:
    """A person states a lower level than every round that was held before for that year."""
    sql = """
        SELECT l.id, l.year, l.level_t, min(b.level_t) AS before FROM ndc_level l
        JOIN ndc_round r ON r.id = l.round AND r.seat <> ''
        JOIN ndc_level b ON b.period = l.period AND b.year = l.year AND b.id <> l.id
        JOIN ndc_round e ON e.id = b.round
            AND (e.held_at < r.held_at OR (e.held_at = r.held_at AND e.id < r.id))
        GROUP BY l.id, l.year, l.level_t HAVING l.level_t >= min(b.level_t)
    """
    for row in connection.execute(text(sql)):
        yield f"level {row.id}: {row.level_t} t in {row.year}, {row.before} t were allowed before"


def metrics_are_kept_apart(connection: Connection) -> Iterator[str]:
    """An entry in another metric is in the one of its party's NDC, and no more of it is used than
    was received.
    """
    sql = """
        SELECT i.id, i.party, i.metric FROM indicator_entry i WHERE NOT EXISTS (
            SELECT 1 FROM ndc_period p WHERE p.party = i.party AND p.metric = i.metric
            AND i.year BETWEEN p.first_year AND p.last_year)
    """
    for row in connection.execute(text(sql)):
        yield f"entry {row.id}: {row.metric} is no metric of the NDC of {row.party}"
    sql = """
        SELECT u.party, u.other, u.metric, sum(u.quantity) AS used, (
            SELECT coalesce(sum(f.quantity), 0) FROM indicator_entry f
            WHERE f.kind = 'first_transfer' AND f.metric = u.metric AND f.party = u.other
            AND f.other = u.party) AS received
        FROM indicator_entry u WHERE u.kind = 'use' GROUP BY u.party, u.other, u.metric
    """
    for row in connection.execute(text(sql)):
        if row.used > row.received:
            yield f"{row.party} used {row.used} {row.metric}, received {row.received}"
