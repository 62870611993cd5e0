"""Issuance requests, registrations of domestic reductions (CCER), and issued allowances."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole
from matching import instruments
from registry.roles import Side

BELT_AND_ROAD, CCER = "BRC", "CCER"
"""Units of credits: those of joint committees' decisions, and registered domestic reductions."""


ALLOWANCE = instruments.ALLOWANCE
"""Unit of the emission allowances that the government issues."""


class IssuanceState(StrEnum):
    """State of a request."""

    REQUESTED = "requested"
    DECIDED = "decided"
    ISSUED_HOST_ONLY = "issued_host_only"
    ISSUED_PARTNER_ONLY = "issued_partner_only"
    ISSUED = "issued"
    DROPPED = "dropped"


class IssuanceMode(StrEnum):
    """Who issues a decided quantity.

    `split`: each registry issues its own side's share. `host`: the host's registry issues all,
    for want of an authorisation. `host_first`: the host's registry issues all, and the partner's
    share follows by a transfer that the host approves.
    """

    SPLIT = "split"
    HOST = "host"
    HOST_FIRST = "host_first"


class IssuanceRequest(Table, table=True):
    """A request to issue the reductions of one monitoring period, and its result.

    Quantities are in tonnes, times are lesson time in ms. `host_t` and `partner_t` are the issued
    shares of the host's owner and of the project's partner. `papers` are the figures that the owner
    stated, as JSON (`papers.py`), "" where it submitted the register's own.
    """

    __tablename__ = "issuance_request"
    __changes__ = (
        "state", "quantity", "deducted_mwh", "statement", "papers", "asset", "mode", "host_t",
        "partner_t", "authorisation", "host_issued_at", "partner_issued_at", "issued_at",
    )  # fmt: skip
    __final__ = "OLD.state IN ('issued', 'dropped')"
    id: int = key()
    project: str
    period: int = whole()
    vintage: int = whole()
    host: str
    quantity: int = whole()
    deducted_mwh: str
    statement: str
    papers: str
    item: int = whole()
    state: IssuanceState = enum_column(IssuanceState)
    requested_by: str
    requested_at: int = whole()
    asset: int | None = whole(optional=True, index=True)
    mode: IssuanceMode | None = enum_column(IssuanceMode, optional=True)
    host_t: int | None = whole(optional=True)
    partner_t: int | None = whole(optional=True)
    authorisation: str = ""
    host_issued_at: int | None = whole(optional=True)
    partner_issued_at: int | None = whole(optional=True)
    issued_at: int | None = whole(optional=True)


class IssuancePart(Table, table=True):
    """A range of a decided batch and the holder to whom its side's registry issues it.

    Fixed when the decision is published: neither side can change or take the other's.
    """

    __tablename__ = "issuance_part"
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    side: Side = enum_column(Side)
    registry_code: str
    seat: str
    first: int = whole()
    last: int = whole()


class CcerRegistration(Table, table=True):
    """Domestic reductions registered as CCER, once per monitoring period."""

    __tablename__ = "ccer_registration"
    __table_args__ = (UniqueConstraint("project", "period"),)
    __append_only__ = True
    id: int = key()
    project: str
    period: int = whole()
    quantity: int = whole()
    asset: int = whole(index=True)
    registered_by: str
    registered_at: int = whole()


class AllowanceIssue(Table, table=True):
    """Allowances of a year that the government issued to its own account."""

    __tablename__ = "allowance_issue"
    __append_only__ = True
    id: int = key()
    year: int = whole()
    quantity: int = whole()
    asset: int = whole(index=True)
    issued_by: str
    issued_at: int = whole()
