"""Random submissions of the five tables, with texts that files easily spoil."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from registry.programme.reports.tables import (
    ACTIONS,
    APPROACH,
    AUTHORIZATION_ID,
    AUTHORIZATIONS,
    ENTITIES,
    HOLDINGS,
    ITMO_REGISTRY,
    PARTIES,
    PARTY,
    SUBMISSION,
    TIMEFRAME,
    VERSION,
    Column,
    Kind,
    Need,
    Row,
    Submission,
    Table,
    Value,
)

TEXTS = (
    "plain", "碳路登记簿", "=1+1", "+7", "-5", "@sum", "'=quoted", "'", "''-", "\tindented",
    " edges ", "two\nlines", 'a "quoted", comma; text', "_x0041_ and _x005F_", "_x", "é €",
    "𝒜 emoji 🌱", "0012", "1.50", "TRUE", "2026-03-01", "N/A", "na", "x" * 900, "<tag> & entity;",
    "#REF!", "＝1", "\nbelow", "{json: 1}", "[1]", "\\n", "1E5", "'NA",
)  # fmt: skip
"""What spreadsheet programs take for a formula, a number or a date, and what files escape."""

PATTERNS = {
    PARTY: ("KHM", "CHE", "CHN", "EUE", "THA"),
    PARTIES: ("CHE", "CHE, SGP", "CHE, SGP, JPN"),
    APPROACH: ("CA0001", "CA0004", "CA9999"),
    ITMO_REGISTRY: ("KHM01", "THA02"),
    VERSION: ("1.0", "1.1", "12.10"),
    AUTHORIZATION_ID: ("KHM-1", "8", "-7", "A 1 b", "007"),
    TIMEFRAME: ("2021 - 2030", "2025 - 2026"),
}


def submission(seed: int, *, most: int = 6) -> Submission:
    """The submission of a seed; each table has up to `most` rows."""
    random = Random(seed)
    first = _row(random, SUBMISSION)
    begins = random.randint(2020, 2030)
    years = {"ndc_first_year": begins, "ndc_last_year": begins + random.randint(0, 10)}
    holdings, last = [], 0
    for _ in range(random.randint(0, most)):
        begins = last + random.randint(1, 10**9)
        last = begins + random.choice((0, 1, 999, 10**16))
        units = {"first_id": begins, "last_id": last}
        holdings.append(Row(HOLDINGS, {**_row(random, HOLDINGS), **units}))
    return Submission(
        Row(SUBMISSION, {**first, **years}),
        tuple(_row(random, AUTHORIZATIONS) for _ in range(random.randint(0, most))),
        tuple(_row(random, ACTIONS) for _ in range(random.randint(0, most))),
        tuple(holdings),
        tuple(_row(random, ENTITIES) for _ in range(random.randint(0, most))),
    )


def _row(random: Random, table: Table) -> Row:
    values: dict[str, Value | None] = {}
    for column in table.columns:
        if column.need is Need.REQUIRED or (column.need is not Need.CARP and random.random() < 0.5):
            values[column.key] = value(random, column)
    for first, last in (("first_id", "last_id"), ("first_unit", "last_unit")):
        begins = values.get(first)
        if isinstance(begins, int) and values.get(last) is not None:
            values[last] = begins + random.choice((0, 1, 10**6, 10**17))
    return Row(table, values)


def value(random: Random, column: Column) -> Value:
    """A value of a column."""
    match column.kind:
        case Kind.INT:
            return random.choice((0, 1, 2026, 123_456, 10**15, 10**15 + 1, 9 * 10**16 + 1))
        case Kind.DECIMAL:
            digits = Decimal(random.randint(0, 10 ** random.randint(1, 17)))
            return digits.scaleb(-random.randint(0, 2))
        case Kind.DATE:
            return date(2021, 1, 1) + timedelta(days=random.randint(0, 5000))
        case Kind.DATETIME:
            start = datetime(2021, 1, 1, tzinfo=UTC)
            return start + timedelta(milliseconds=random.randint(0, 10**11))
    if column.values:
        count = random.randint(1, min(3, len(column.values))) if column.many else 1
        return ", ".join(random.sample(column.values, count))
    return random.choice(PATTERNS[column.pattern] if column.pattern else TEXTS)


LEAST = Submission(
    Row(
        SUBMISSION,
        {
            "party": "KHM", "version": "1.0", "reported_year": 2026,
            "submitted_on": date(2027, 4, 15), "ndc_first_year": 2021, "ndc_last_year": 2030,
        },
    ),
    (
        Row(
            AUTHORIZATIONS,
            {
                "authorization": "KHM-1", "authorized_on": date(2026, 1, 2),
                "cooperative_approach": "CA0004", "version": 1, "quantity": 1000, "metric": "GHG",
                "sectors": "Energy generation", "purposes": "NDC",
            },
        ),
    ),
    (
        Row(
            ACTIONS,
            {
                "action_date": datetime(2026, 3, 4, 5, 6, 7, 89_000, tzinfo=UTC),
                "action_type": "First transfer", "cooperative_approach": "CA0004",
                "authorization": "KHM-1", "first_transferring_party": "KHM",
                "itmo_registry": "KHM01", "first_id": 1, "last_id": 400, "metric": "GHG",
                "quantity": Decimal(400), "mitigation_type": "Emission reductions",
                "vintage": 2025, "acquiring_party": "CHE",
            },
        ),
    ),
    tuple(
        Row(
            HOLDINGS,
            {
                "cooperative_approach": "CA0004", "authorization": "KHM-1",
                "first_transferring_party": "KHM", "itmo_registry": "KHM01", "first_id": first,
                "last_id": first + 99, "metric": "GHG", "quantity": Decimal(100),
                "mitigation_type": "Emission reductions", "vintage": 2025,
            },
        )
        for first in (401, 501)
    ),
    (
        Row(
            ENTITIES,
            {
                "authorized_on": date(2026, 1, 2), "name": "Mekong Cookstoves",
                "country": "KHM", "entity": "KH-77", "cooperative_approach": "CA0004",
            },
        ),
    ),
)  # fmt: skip
"""A small submission with rows in every table."""
