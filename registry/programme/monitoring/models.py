"""Monitored projects, their periods, meter readings, reports, samples and verifications.

Quantities are MWh as exact decimal text, verified ones whole tonnes; times are lesson time in ms.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class MonitoringState(StrEnum):
    """State of a monitoring period."""

    MONITORING = "monitoring"
    SUBMITTED = "submitted"
    VERIFIED = "verified"
    STATED_POSITIVE = "stated_positive"
    STATED_NEGATIVE = "stated_negative"
    REQUESTED = "requested"
    ENDED = "ended"


class Statement(StrEnum):
    """What a government says of a verified report."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class MonitoredProject(Table, table=True):
    """A project whose credits need a verified report, with the figures by which it is verified.

    `key` is drawn from the lesson's seed: the meters follow from it. `spread_percent`: how far
    months depart from what is expected. `samples`: how many a verifier has for one report.
    `look_back_years` 0: issuance can be requested without a limit of years.
    """

    __tablename__ = "monitored_project"
    __append_only__ = True
    project: str = Field(primary_key=True)
    key: str
    spread_percent: str
    samples: int = whole()
    uncertainty_percent: str
    materiality_percent: str
    verifier_differs: bool
    statements: bool
    look_back_years: int = whole()


class Monitoring(Table, table=True):
    """A monitoring period that its owner has opened.

    `gap` is the owner's reason for days before it that no period has, "" where there are none.
    `version` is that of the newest report, 0 before the first; `verifier` is the seat that this
    report names.
    """

    __table_args__ = (UniqueConstraint("project", "period"),)
    __changes__ = ("state", "version", "verifier", "partner_statement", "host_statement")
    __final__ = "OLD.state = 'ended'"
    id: int = key()
    project: str
    period: int = whole()
    gap: str
    state: MonitoringState = enum_column(MonitoringState)
    version: int = whole()
    verifier: str
    partner_statement: Statement | None = enum_column(Statement, optional=True)
    host_statement: Statement | None = enum_column(Statement, optional=True, check="host_statement")
    opened_by: str
    opened_at: int = whole()


class MeterReading(Table, table=True):
    """What the owner read off its meters for one month that was over."""

    __tablename__ = "meter_reading"
    __table_args__ = (UniqueConstraint("monitoring", "month"),)
    __append_only__ = True
    id: int = key()
    monitoring: int = whole()
    month: str
    mwh: str
    read_at: int = whole()


class MonitoringReport(Table, table=True):
    """A version of a monitoring report; a restated one is a new version, this one stays.

    `public_until` is the lesson time at which the publication of a domestic project's report ends.
    """

    __tablename__ = "monitoring_report"
    __table_args__ = (UniqueConstraint("monitoring", "version"),)
    __append_only__ = True
    id: int = key()
    monitoring: int = whole()
    version: int = whole()
    verifier: str
    document: int = whole()
    digest: str
    reported_by: str
    reported_at: int = whole()
    public_until: int | None = whole(optional=True)


class ReportedFigure(Table, table=True):
    """The generation that a report has for one part of its period: a month, or a calendar year."""

    __tablename__ = "reported_figure"
    __table_args__ = (UniqueConstraint("report", "part"),)
    __append_only__ = True
    id: int = key()
    report: int = whole()
    part: str
    mwh: str


class VerificationSample(Table, table=True):
    """What a verifier measured for one part of a report, give or take `uncertainty_mwh`."""

    __tablename__ = "verification_sample"
    __table_args__ = (UniqueConstraint("report", "part"),)
    __append_only__ = True
    id: int = key()
    report: int = whole()
    part: str
    cost: int = whole()
    measured_mwh: str
    uncertainty_mwh: str
    sampled_by: str
    sampled_at: int = whole()


class Verification(Table, table=True):
    """A verifier's conclusion on one version of a report."""

    __table_args__ = (UniqueConstraint("report"),)
    __append_only__ = True
    id: int = key()
    report: int = whole()
    positive: bool
    note: str
    concluded_by: str
    concluded_at: int = whole()


class VerificationFinding(Table, table=True):
    """A sampled part of which more was reported than measured, beyond the uncertainty."""

    __tablename__ = "verification_finding"
    __append_only__ = True
    id: int = key()
    verification: int = whole()
    part: str
    reported_mwh: str
    measured_mwh: str
    difference_mwh: str
    material: bool


class VerifiedVintage(Table, table=True):
    """The amount that a positive verification fixed for one calendar year, in whole tonnes."""

    __tablename__ = "verified_vintage"
    __table_args__ = (UniqueConstraint("verification", "vintage"),)
    __append_only__ = True
    id: int = key()
    verification: int = whole()
    vintage: int = whole()
    reported_mwh: str
    deducted_mwh: str
    quantity: int = whole()
