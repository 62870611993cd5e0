"""Issuance requests, registrations of domestic reductions (CCER), and issued allowances."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole
from matching import instruments

BELT_AND_ROAD, CCER = "BRC", "CCER"
"""Units of credits: those of joint committees' decisions, and registered domestic reductions."""


ALLOWANCE = instruments.ALLOWANCE
"""Unit of the emission allowances that the government issues."""


class IssuanceState(StrEnum):
    """State of a request."""

    REQUESTED = "requested"
    DECIDED = "decided"
    ISSUED = "issued"
    OBJECTED = "objected"


class IssuanceRequest(Table, table=True):
    """A request to issue the reductions of one monitoring period, and its result.

    Quantities are in tonnes, times are lesson time in ms. `host_t` and `partner_t` are the issued
    shares of the host's owner and of the project's partner.
    """

    __tablename__ = "issuance_request"
    __changes__ = ("state", "asset", "host_t", "partner_t", "authorisation", "issued_at")
    __final__ = "OLD.state IN ('issued', 'objected')"
    id: int = key()
    project: str
    period: int = whole()
    vintage: int = whole()
    host: str
    quantity: int = whole()
    item: int = whole()
    state: IssuanceState = enum_column(IssuanceState)
    requested_by: str
    requested_at: int = whole()
    asset: int | None = whole(optional=True, index=True)
    host_t: int | None = whole(optional=True)
    partner_t: int | None = whole(optional=True)
    authorisation: str = ""
    issued_at: int | None = whole(optional=True)


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
