"""Issuance requests, registrations of domestic reductions (CCER), allowances, and imports."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import UniqueConstraint

from ledger.db import Table, enum_column, key, whole
from matching import instruments
from registry.roles import Side

BELT_AND_ROAD, CCER = "BRC", "CCER"
"""Units of credits: those of joint committees' decisions, and registered domestic reductions."""


NOT_TRADED = "BRC-N"
"""Unit of credits under an agreement that does not let them be traded. No instrument is of it."""

SHARED = (BELT_AND_ROAD, NOT_TRADED)
"""Units of credits that two countries share."""


def admitted_as(unit: str) -> str:
    """The unit by which offset rules know a credit; that it is not tradable does not matter."""
    return BELT_AND_ROAD if unit in SHARED else unit


ALLOWANCE = instruments.ALLOWANCE
"""Unit of the emission allowances that the government issues."""

IMPORTED = "VER"
"""Unit of credits that were cancelled in a registry outside the lesson and taken over: verified
emission reductions. They are no credits of Article 6 and no CCER.
"""

ORIGINS = (
    "ACR", "ART", "CAR", "Cercarbono", "FCPF", "GCC", "GS", "ISFL", "Isometric", "JCM", "T-VER",
    "VCS",
)  # fmt: skip
"""The registries of other programmes, by the codes that an agreed electronic format (AEF) has for
the registry of the underlying units; read in a registry vendor's field list.
"""


class IssuanceState(StrEnum):
    """State of a request."""

    REQUESTED = "requested"
    DECIDED = "decided"
    ISSUED_HOST_ONLY = "issued_host_only"
    ISSUED_PARTNER_ONLY = "issued_partner_only"
    ISSUED = "issued"
    VIRTUAL = "virtual"
    DROPPED = "dropped"


class Levy(StrEnum):
    """What is taken of each issuance before the shares: an agreement's levies, and the buffer of a
    project that stores carbon."""

    PROCEEDS = "proceeds"
    OMGE = "omge"
    BUFFER = "buffer"


class IssuanceMode(StrEnum):
    """Who issues a decided quantity.

    `split`: each registry issues its own side's share. `host`: the host's registry issues all,
    for want of an authorisation. `host_first`: the host's registry issues all, and the partner's
    share follows by a transfer that the host approves. `virtual`: the agreement is virtual, and
    nobody issues anything.
    """

    SPLIT = "split"
    HOST = "host"
    HOST_FIRST = "host_first"
    VIRTUAL = "virtual"


class IssuanceRequest(Table, table=True):
    """A request to issue the reductions of one monitoring period, and its result.

    Quantities are in tonnes, times are lesson time in ms; they are of all vintages together.
    `host_t` and `partner_t` are the decided shares of both sides, `proceeds_t` and `omge_t` the
    levies, `buffer_t` what is kept back. `vintage` and `asset` are the first vintage and its
    batch; each has an `IssuanceVintage`. `papers` are the figures that the owner stated, as JSON
    (`papers.py`), "" where it submitted the register's own.
    """

    __tablename__ = "issuance_request"
    __changes__ = (
        "state", "quantity", "deducted_mwh", "statement", "papers", "asset", "mode", "host_t",
        "partner_t", "proceeds_t", "omge_t", "buffer_t", "authorisation", "host_issued_at",
        "partner_issued_at", "issued_at",
    )  # fmt: skip
    __final__ = "OLD.state IN ('issued', 'virtual', 'dropped')"
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
    proceeds_t: int | None = whole(optional=True)
    omge_t: int | None = whole(optional=True)
    buffer_t: int | None = whole(optional=True)
    authorisation: str = ""
    host_issued_at: int | None = whole(optional=True)
    partner_issued_at: int | None = whole(optional=True)
    issued_at: int | None = whole(optional=True)


class IssuanceVintage(Table, table=True):
    """A decided vintage of a request: its batch and its split, in tonnes; never changed."""

    __tablename__ = "issuance_vintage"
    __table_args__ = (UniqueConstraint("request", "vintage"),)
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    vintage: int = whole()
    asset: int = whole(index=True)
    quantity: int = whole()
    proceeds_t: int = whole()
    omge_t: int = whole()
    buffer_t: int = whole()
    partner_t: int = whole()
    host_t: int = whole()


class CorrectionState(StrEnum):
    """State of a correction that the committee ordered."""

    ORDERED = "ordered"
    OWED = "owed"
    CORRECTED = "corrected"


class IssuancePart(Table, table=True):
    """A range of a decided batch and the holder to whom its side's registry issues it.

    Fixed when the decision is published: neither side can change or take the other's. A levy
    (`levy`) belongs to the host's side; `seat` is then the owner of the account that takes it.
    """

    __tablename__ = "issuance_part"
    __append_only__ = True
    id: int = key()
    request: int = whole(index=True)
    asset: int = whole()
    side: Side = enum_column(Side)
    levy: Levy | None = enum_column(Levy, optional=True)
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


class ImportState(StrEnum):
    """State of a request to take over credits of another registry."""

    REQUESTED = "requested"
    ADMITTED = "admitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ImportRequest(Table, table=True):
    """A request to take over the serials `first` to `last` of the registry `origin`.

    `project` is the project's number there, `installation` what it measures by the name in this
    lesson ("" for none of its installations), `proof` the number of the cancellation there.
    Serial `first` there becomes the first serial of the batch `asset`, and so on. Times are lesson
    time in ms.
    """

    __tablename__ = "import_request"
    __changes__ = ("state", "asset", "decided_by", "decided_for", "decided_at")
    __final__ = "OLD.state <> 'requested'"
    id: int = key()
    seat: str
    registry_code: str
    origin: str
    project: str
    installation: str
    first_day: str
    last_day: str
    first: int = whole()
    last: int = whole()
    proof: str
    state: ImportState = enum_column(ImportState)
    requested_at: int = whole()
    asset: int | None = whole(optional=True, index=True)
    decided_by: str = ""
    decided_for: str = ""
    decided_at: int | None = whole(optional=True)


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


class IssuanceCorrection(Table, table=True):
    """An ordered correction of an issuance: `quantity` t too much by `issued_as`, to `seat`.

    Made when the decision on motion `id` is published. `cancelled` are the serials (`1-9 12-20`)
    that were still there, cancelled by `posted_as`; `owed_t` is what the liable seat has still to
    cancel in their place. Times are lesson time in ms.
    """

    __tablename__ = "issuance_correction"
    __changes__ = ("state", "cancelled", "posted_as", "owed_t", "corrected_by", "corrected_at")
    __final__ = "OLD.state = 'corrected'"
    id: int = key()
    item: int = whole(index=True)
    issued_as: int = whole(index=True)
    asset: int = whole()
    registry_code: str
    seat: str
    quantity: int = whole()
    state: CorrectionState = enum_column(CorrectionState, check="correction_state")
    ordered_at: int = whole()
    cancelled: str = ""
    posted_as: int | None = whole(optional=True)
    owed_t: int = whole()
    corrected_by: str = ""
    corrected_at: int | None = whole(optional=True)


class Compensation(Table, table=True):
    """Tonnes that a liable seat cancelled in place of issued ones that were gone; never changed."""

    __append_only__ = True
    id: int = key()
    correction: int = whole(index=True)
    asset: int = whole()
    registry_code: str
    quantity: int = whole()
    posted_as: int = whole()
    at: int = whole()
