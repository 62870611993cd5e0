"""Projects, monitoring periods and agreements. Factors are exact decimals kept as text."""

from __future__ import annotations

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole
from registry.roles import Side, SplitRule


class Agreement(Table, table=True):
    """How China and a host country share credits: a rule, and each side's weight or percentage.

    Shares are exact decimal text. `odd_to` is the side that gets the remaining tonne, for weights
    only.
    """

    __append_only__ = True
    host: str = Field(primary_key=True)
    split_rule: SplitRule = enum_column(SplitRule)
    cn_share: str
    host_share: str
    odd_to: Side | None = enum_column(Side, optional=True)


class Project(Table, table=True):
    """A project in `host`; its credits are of `unit` and are issued in its host's registry.

    `margin` is the combined margin in t CO2 per MWh, exact decimal text; `om`, `bm` and their
    weights are empty where only the combined margin is known. A domestic project has no partner.
    """

    __append_only__ = True
    code: str = Field(primary_key=True)
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


class MonitoringPeriod(Table, table=True):
    """A monitored part of one calendar year, its vintage.

    Its issuance can be requested from `available_from`, lesson time in ms.
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
