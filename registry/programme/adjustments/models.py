"""The register of first transfers, and the corresponding adjustments of each party."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint

from ledger.db import Table, enum_column, key, whole


class Trigger(StrEnum):
    """What made a credit count as first transferred."""

    AUTHORISATION = "authorisation"
    ISSUANCE = "issuance"
    TRANSFER = "transfer"
    USE = "use_or_cancellation"


class AdjustmentKind(StrEnum):
    """A host adds what it first transferred; a user subtracts what it used, and adds again what was
    taken back of a use.
    """

    FIRST_TRANSFER = "first_transfer"
    USE = "use"
    USE_REVERSED = "use_reversed"


class FirstTransferredRange(Table, table=True):
    """Serials that were first transferred; ranges never overlap.

    `authorisation` and `version` are those under which it happened. `receiver` is the country that
    received them for the first time, "" where the trigger was the purpose (OIMP) alone.
    """

    __tablename__ = "first_transferred_range"
    __table_args__ = (CheckConstraint("first <= last", name="range"),)
    __append_only__ = True
    id: int = key()
    host: str
    project: str
    asset: int = whole(index=True)
    first: int = whole()
    last: int = whole()
    vintage: int = whole()
    marked_by: Trigger = enum_column(Trigger)
    receiver: str
    authorisation: str
    version: int = whole()
    because: str
    at: int = whole()


class OutboundRange(Table, table=True):
    """Serials that left their host for OIMP and are first transferred by their use only.

    They stay under the authorisation under which they left, and their tonnes count against its
    maximum; ranges never overlap.
    """

    __tablename__ = "outbound_range"
    __table_args__ = (CheckConstraint("first <= last", name="range"),)
    __append_only__ = True
    id: int = key()
    authorisation: str
    asset: int = whole(index=True)
    first: int = whole()
    last: int = whole()
    because: str
    at: int = whole()


class CorrespondingAdjustment(Table, table=True):
    """One entry of a party for a calendar year, in tonnes: added for a first transfer, subtracted
    for a use, added again when the use is reversed.
    """

    __tablename__ = "corresponding_adjustment"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    __append_only__ = True
    id: int = key()
    party: str
    kind: AdjustmentKind = enum_column(AdjustmentKind)
    year: int = whole()
    quantity: int = whole()
    because: str
    at: int = whole()


class FirstTransferPledge(Table, table=True):
    """Tonnes of an authorisation that a proposed transfer will use, or a decided share that its
    registry has still to issue; nothing else can.
    """

    __tablename__ = "first_transfer_pledge"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"),)
    __changes__ = ("open",)
    __final__ = "NOT OLD.open"
    id: int = key()
    authorisation: str
    asset: int = whole()
    quantity: int = whole()
    because: str
    open: bool
