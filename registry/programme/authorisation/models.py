"""Authorisations with their versions and acts, authorised ranges, and authorisations of use."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole


class Purpose(StrEnum):
    """Purpose for which a host country authorises credits: another country's target (NDC), or
    other international mitigation purposes (OIMP), which are international ones such as an
    airline's (IMP) and other ones such as voluntary claims (OP).
    """

    NDC = "NDC"
    OIMP = "OIMP"
    IMP = "IMP"
    OP = "OP"


class Definition(StrEnum):
    """What counts as the first transfer of credits for OIMP, as their host chooses for each
    authorisation (2/CMA.3, annex, para. 2(b)).
    """

    AUTHORISATION = "authorisation"
    ISSUANCE = "issuance"
    USE = "use_or_cancellation"


class DualPurpose(StrEnum):
    """What first transfers credits for NDC and OIMP: the earlier of both triggers, or that of the
    purpose for which they are moved.
    """

    EARLIER = "earlier"
    OF_THE_MOVE = "of_the_move"


class Circumstance(StrEnum):
    """A circumstance that an authorisation can name beforehand, under which its revocation reaches
    credits that were first transferred.
    """

    FRAUD = "fraud"
    OVER_ISSUANCE = "over_issuance"
    REVERSAL = "reversal"
    BREACH = "breach"


class AuthorisationState(StrEnum):
    """State of an authorisation, from an application to its end."""

    APPLIED = "applied"
    REJECTED = "rejected"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    EXHAUSTED = "exhausted"


class Authorisation(Table, table=True):
    """One authorisation under the project's agreement; its terms are those of its `version`.

    `version` 0: it is only applied for. `reaches_transferred`: its revocation reaches credits that
    were first transferred. `ends_at` is the lesson time in ms at which its last day is over, None
    without one.
    """

    __changes__ = ("state", "version", "reaches_transferred", "granted_by", "granted_at", "ends_at")
    __final__ = "OLD.state = 'rejected' OR OLD.reaches_transferred"
    code: str = Field(primary_key=True)
    host: str
    project: str
    agreement: str
    state: AuthorisationState = enum_column(AuthorisationState)
    version: int = whole()
    reaches_transferred: bool
    applied_by: str
    granted_by: str
    granted_at: int = whole()
    ends_at: int | None = whole(optional=True)


class AuthorisationVersion(Table, table=True):
    """The terms of one version, never changed; 0 is what was applied for.

    `purposes` in the order of `Purpose`, `parties` (registry codes of those that may receive and
    use the credits), `entities` (seats; "" for any) and `circumstances` are joined by plus signs.
    `max_quantity` None: explicitly no maximum. Vintages and `last_day` ("" for none) are inclusive.
    `definition` is "" where no purpose is one of OIMP. `changed` names the terms that differ from
    the version before.
    """

    __tablename__ = "authorisation_version"
    __table_args__ = (
        UniqueConstraint("authorisation", "version"),
        CheckConstraint("max_quantity > 0", name="max_quantity"),
        CheckConstraint("vintage_first <= vintage_last", name="vintages"),
    )
    __append_only__ = True
    id: int = key()
    authorisation: str
    version: int = whole()
    purposes: str
    parties: str
    entities: str
    max_quantity: int | None = whole(optional=True)
    vintage_first: int = whole()
    vintage_last: int = whole()
    last_day: str
    definition: str
    circumstances: str
    changed: str
    stated_by: str
    at: int = whole()


class AuthorisationAct(Table, table=True):
    """One act: apply, reject, authorise, amend, suspend, resume, revoke; never changed.

    The end of the last day and the use of the whole quantity are acts of nobody (`seat` "").
    `version` is the one in force after it.
    """

    __tablename__ = "authorisation_act"
    __append_only__ = True
    id: int = key()
    authorisation: str
    trigger: str
    version: int = whole()
    seat: str
    reason: str
    circumstance: str
    at: int = whole()


class AuthorisedRange(Table, table=True):
    """Serials of a host that an authorisation covers by its terms; registered once."""

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


class UseAuthorisation(Table, table=True):
    """What another party than the host authorised of a version: the use, and its own entities.

    `party` is a registry code; `entities` are seats, joined by plus signs.
    """

    __tablename__ = "use_authorisation"
    __table_args__ = (UniqueConstraint("party", "authorisation", "version"),)
    __append_only__ = True
    id: int = key()
    party: str
    authorisation: str
    version: int = whole()
    entities: str
    seat: str
    at: int = whole()
