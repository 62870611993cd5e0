"""The invariant of projects."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text


def monitoring_periods_share_no_day(connection: Connection) -> Iterator[str]:
    """No day of a project is in two of its monitoring periods."""
    sql = """
        SELECT p.project, p.number, q.number AS other FROM monitoring_period p
        JOIN monitoring_period q ON q.project = p.project AND q.number > p.number
            AND q.first_day <= p.last_day AND q.last_day >= p.first_day
    """
    for row in connection.execute(text(sql)):
        yield f"{row.project}: periods {row.number} and {row.other} share days"
