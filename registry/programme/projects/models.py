"""Projects and monitoring periods. Factors are exact decimals kept as text."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole
from registry.roles import Side


class Project(Table, table=True):
    """A project in `host`; its credits are of `unit` and are issued in its host's registry.

    `margin` is the combined margin in t CO2 per MWh, exact decimal text; `om`, `bm` and their
    weights are empty where only the combined margin is known. `agreement` is the code of the one
    that shares its credits; a domestic project has none, and no partner.

    `installation` names what is measured, "" where the plan does not say: projects of one
    installation claim the same reductions. `stakes` are the seats of officials whose office has a
    stake in the project, blanks between them.
    """

    __append_only__ = True
    code: str = Field(primary_key=True)
    agreement: str
    host: str
    unit: str
    name_en: str
    name_zh: str
    owner: str
    partner: str
    kind: str
    methodology: str
    margin: str
    om: str
    bm: str
    weight_om: str
    weight_bm: str
    margin_status: str
    from_covered_entity: bool
    installation: str
    stakes: str


class ProjectShare(Table, table=True):
    """A recipient of a project's credits with its exact percentage, in the plan's order.

    A project without rows is shared by its agreement's two shares. `government`: the share is that
    of the side's government.
    """

    __tablename__ = "project_share"
    __table_args__ = (UniqueConstraint("project", "seat"),)
    __append_only__ = True
    id: int = key()
    project: str
    seat: str
    side: Side = enum_column(Side)
    government: bool
    percent: str


class MonitoringPeriod(Table, table=True):
    """A monitored time of a project; `vintage` is its first calendar year.

    Its issuance can be requested from `available_from`, lesson time in ms. `generation_mwh` is that
    of the whole period; one that crosses the end of a year has a `MonitoredYear` for each year.
    """

    __tablename__ = "monitoring_period"
    __table_args__ = (UniqueConstraint("project", "number"),)
    __append_only__ = True
    id: int = key()
    project: str
    number: int = whole()
    first_day: str
    last_day: str
    vintage: int = whole()
    generation_mwh: str
    available_from: int = whole()


class MonitoredYear(Table, table=True):
    """The generation in one calendar year of a monitoring period that has days of several."""

    __tablename__ = "monitored_year"
    __table_args__ = (UniqueConstraint("project", "number", "year"),)
    __append_only__ = True
    id: int = key()
    project: str
    number: int = whole()
    year: int = whole()
    generation_mwh: str
