"""Authorisations, and the register of authorised ranges."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.db import Table, key, whole


class Purpose(StrEnum):
    """Purpose for which a host country authorises credits."""

    NDC = "NDC"
    OIMP = "OIMP"


class Authorisation(Table, table=True):
    """One authorisation under the project's agreement.

    `purposes` in the order of `Purpose` and `parties`, registry codes of those that may receive and
    use the credits, are each joined by plus signs.
    """

    __append_only__ = True
    code: str = Field(primary_key=True)
    version: int = whole()
    host: str
    project: str
    agreement: str
    purposes: str
    parties: str
    max_quantity: int = whole()
    granted_by: str
    granted_at: int = whole()


class AuthorisedRange(Table, table=True):
    """Serials of a host that an authorisation covers; registered once, never revoked."""

    __tablename__ = "authorised_range"
    __table_args__ = (CheckConstraint("first <= last", name="range"),)
    __append_only__ = True
    id: int = key()
    authorisation: str
    version: int = whole()
    host: str
    asset: int = whole(index=True)
    first: int = whole()
    last: int = whole()
    since: int = whole()
