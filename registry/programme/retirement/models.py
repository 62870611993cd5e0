"""What was retired or cancelled, by whom, for what, and what may be claimed."""

from __future__ import annotations

from enum import StrEnum

from ledger.db import Table, enum_column, key, whole


class Ending(StrEnum):
    """How credits ended: used, or withdrawn without use."""

    RETIRED = "retired"
    CANCELLED = "cancelled"


class RetirementPurpose(StrEnum):
    """For what credits are retired."""

    VOLUNTARY = "voluntary"
    NDC = "ndc"


class Claim(StrEnum):
    """What follows from the credits' standing; computed, never typed."""

    ADJUSTED = "adjusted"
    CONTRIBUTION = "contribution"
    DOMESTIC = "domestic"
    NDC = "ndc"
    NONE = "none"


class Retirement(Table, table=True):
    """One act of retiring or cancelling; `ranges` are its serials as `first-last`."""

    __append_only__ = True
    id: int = key()
    ending: Ending = enum_column(Ending)
    seat: str
    registry_code: str
    asset: int = whole(index=True)
    quantity: int = whole()
    purpose: str
    beneficiary: str
    reason: str
    claim: Claim = enum_column(Claim)
    ranges: str
    posted_as: int = whole()
    at: int = whole()
