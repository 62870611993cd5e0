"""NDC periods of parties with target, inventory and reports, and the ledger of other metrics."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint

from ledger.db import Table, enum_column, key, whole


class TargetType(StrEnum):
    """Whether an NDC has a target for its last year, or a budget for all its years."""

    SINGLE_YEAR = "single_year"
    MULTI_YEAR = "multi_year"


class Method(StrEnum):
    """How a party applies corresponding adjustments (2/CMA.3, annex, para. 7)."""

    AVERAGING = "averaging"
    TRAJECTORY = "trajectory"
    MULTI_YEAR_BUDGET = "multi_year_budget"


FITTING: dict[TargetType, tuple[Method, ...]] = {
    TargetType.SINGLE_YEAR: (Method.AVERAGING, Method.TRAJECTORY),
    TargetType.MULTI_YEAR: (Method.TRAJECTORY, Method.MULTI_YEAR_BUDGET),
}
"""The methods that a party may choose, by its type of target."""


class ReportState(StrEnum):
    """State of a version of an initial report."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    REVIEWED = "reviewed"
    UPDATED = "updated"


class Finding(StrEnum):
    """What a review has found in an initial report."""

    CONSISTENT = "consistent"
    INCONSISTENT = "inconsistent"


class IndicatorKind(StrEnum):
    """What a party enters in a metric other than tonnes of CO2 equivalent."""

    FIRST_TRANSFER = "first_transfer"
    USE = "use"


class NdcPeriod(Table, table=True):
    """The NDC of a party (a registry's code) for the years from first to last, both inclusive.

    `method` is None until one is chosen; from `locked_at` (lesson time, ms) on it stays. `metric`
    is the other metric of the NDC, such as MWh, "" for none. `closes_at` is when the review that
    covers the last year ends, None if the lesson does not say; from `closed_at` on nothing is
    entered for these years.
    """

    __tablename__ = "ndc_period"
    __table_args__ = (
        UniqueConstraint("party", "first_year"),
        CheckConstraint("first_year <= last_year", name="years"),
    )
    __changes__ = ("method", "locked_at", "closed_at")
    __final__ = "OLD.closed_at IS NOT NULL"
    id: int = key()
    party: str
    first_year: int = whole()
    last_year: int = whole()
    target_type: TargetType = enum_column(TargetType)
    method: Method | None = enum_column(Method, optional=True)
    metric: str
    status: str
    locked_at: int | None = whole(optional=True)
    closes_at: int | None = whole(optional=True)
    closed_at: int | None = whole(optional=True)


class NdcRound(Table, table=True):
    """A statement of targets: the first one of all parties, then one for each stocktake.

    It counts from `held_at`; a planned one is held at `due_at` (lesson time, ms).
    """

    __tablename__ = "ndc_round"
    __changes__ = ("held_at",)
    __final__ = "OLD.held_at IS NOT NULL"
    id: int = key()
    title_en: str
    title_zh: str
    seat: str
    due_at: int | None = whole(optional=True)
    held_at: int | None = whole(optional=True)


class NdcLevel(Table, table=True):
    """The tonnes that a round allows a party in a year; the lowest of the rounds held counts."""

    __tablename__ = "ndc_level"
    __table_args__ = (UniqueConstraint("round", "period", "year"),)
    __append_only__ = True
    id: int = key()
    round: int = whole()
    period: int = whole(index=True)
    year: int = whole()
    level_t: int = whole()


class NdcFact(Table, table=True):
    """What the emissions of a party were in a year, known to its government from `known_at` on."""

    __tablename__ = "ndc_fact"
    __table_args__ = (UniqueConstraint("party", "year"),)
    __append_only__ = True
    id: int = key()
    party: str
    year: int = whole()
    emissions_t: int = whole()
    known_at: int = whole()
    status: str


class NdcInventory(Table, table=True):
    """The emissions of a year in tonnes as a government reported them; the newest version holds."""

    __tablename__ = "ndc_inventory"
    __table_args__ = (
        UniqueConstraint("party", "year", "version"),
        CheckConstraint("emissions_t >= 0", name="emissions"),
    )
    __append_only__ = True
    id: int = key()
    party: str
    year: int = whole()
    version: int = whole()
    emissions_t: int = whole()
    seat: str
    at: int = whole()


class NdcYear(Table, table=True):
    """The annual information of a party on a year: tonnes that it first transferred and used, and
    the average of all years so far as an exact fraction. What is entered later re-opens it.

    `emissions_t` and `level_t` are None where they are missing.
    """

    __tablename__ = "ndc_year"
    __table_args__ = (UniqueConstraint("period", "year", "version"),)
    __append_only__ = True
    id: int = key()
    period: int = whole()
    year: int = whole()
    version: int = whole()
    added_t: int = whole()
    used_t: int = whole()
    average: str
    emissions_t: int | None = whole(optional=True)
    level_t: int | None = whole(optional=True)
    seat: str
    at: int = whole()


class InitialReport(Table, table=True):
    """A version of the initial report of a party for an NDC period (2/CMA.3, annex, para. 18).

    The texts are the government's. Method, target and the newest inventory are those of the NDC
    account when it was submitted: `target_t` for the last year, or for all years of a budget;
    `inventory_year` 0 before. `ends_at` is when the clock takes it up, or ends its review.
    """

    __tablename__ = "initial_report"
    __table_args__ = (UniqueConstraint("period", "version"),)
    __changes__ = (
        "state", "participation", "arrangements", "ndc", "approach", "integrity", "safeguards",
        "method", "target_t", "inventory_year", "inventory_t", "drafted_by", "submitted_by",
        "submitted_at", "ends_at", "finding", "found", "reviewed_by", "reviewed_at",
    )  # fmt: skip
    __final__ = "OLD.state = 'updated'"
    id: int = key()
    period: int = whole()
    version: int = whole()
    state: ReportState = enum_column(ReportState)
    participation: str
    arrangements: str
    ndc: str
    approach: str
    integrity: str
    safeguards: str
    method: str = ""
    target_t: int = whole()
    inventory_year: int = whole()
    inventory_t: int = whole()
    drafted_by: str
    submitted_by: str = ""
    submitted_at: int | None = whole(optional=True)
    ends_at: int | None = whole(optional=True)
    finding: Finding | None = enum_column(Finding, optional=True)
    found: str = ""
    reviewed_by: str = ""
    reviewed_at: int | None = whole(optional=True)


class IndicatorEntry(Table, table=True):
    """One entry in another metric than tonnes, such as MWh, in a ledger of its own.

    `other` is the party that receives a first transfer, or from which what is used was received.
    """

    __tablename__ = "indicator_entry"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    __append_only__ = True
    id: int = key()
    party: str
    kind: IndicatorKind = enum_column(IndicatorKind)
    metric: str
    year: int = whole()
    quantity: int = whole()
    other: str
    seat: str
    at: int = whole()
