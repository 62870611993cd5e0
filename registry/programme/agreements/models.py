"""Agreements with their terms, and the acts of governments that move them."""

from __future__ import annotations

from enum import StrEnum

from sqlmodel import Field

from ledger.db import Table, enum_column, key, whole
from registry.roles import Side, SplitRule


class AgreementState(StrEnum):
    """State of an agreement, from the memorandum to its end."""

    MOU = "mou"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATING = "terminating"
    TERMINATED = "terminated"


class Rounding(StrEnum):
    """How a levy is rounded to whole tonnes."""

    FLOOR = "floor"
    CEIL = "ceil"


class Agreement(Table, table=True):
    """A cooperative approach of two countries, by its code such as `CN-TH`.

    The split: a rule with each side's weight or percentage as exact decimal text; `odd_to` is the
    side that gets the remaining tonne, for weights only. `min_share_percent` is the least share of
    the partner's government. Levies are percentages of an issuance, rounded by `rounding`.
    `purposes` are joined by plus signs; vintages and days of the term are inclusive, "" for none.
    `tradable`: its credits may be traded; `virtual`: everything runs and nothing is issued.

    Of its authorisations: `oimp_definition` is the first transfer for OIMP where they choose none,
    `dual_purpose` what first transfers credits for NDC and OIMP, and `terms_stated` whether each
    has to state what it would otherwise take from here. `ndc_first_year` and `ndc_last_year` are
    the NDC implementation period in which credits are used.

    `moved_by` is the act that made the state the present one (0: it began with it), `ends_at` the
    lesson time in ms at which a notice of termination ends.

    `issuance_mode`: "split", each registry issues its own side's part of a decision, or
    "host_first", the host's registry issues all and the partner's part follows by transfers.

    `host_spares_t` and `partner_needs_t` are what the plan says of the two countries' targets:
    tonnes that the host can authorise beside its own target, and those that the partner lacks for
    its own; None: the plan says nothing.
    """

    __changes__ = ("state", "moved_by", "ends_at")
    __final__ = "OLD.state = 'terminated'"
    code: str = Field(primary_key=True)
    partner: str
    host: str
    title_en: str
    title_zh: str
    approach: str
    status: str
    split_rule: SplitRule = enum_column(SplitRule)
    partner_share: str
    host_share: str
    odd_to: Side | None = enum_column(Side, optional=True)
    min_share_percent: str
    purposes: str
    vintage_first: int = whole()
    vintage_last: int = whole()
    term_first_day: str
    term_last_day: str
    sop_percent: str
    omge_percent: str
    rounding: Rounding = enum_column(Rounding)
    tradable: bool
    virtual: bool
    notice_days: int = whole()
    oimp_definition: str
    dual_purpose: str
    terms_stated: bool
    ndc_first_year: int = whole()
    ndc_last_year: int = whole()
    issuance_mode: str
    host_spares_t: int | None = whole(optional=True)
    partner_needs_t: int | None = whole(optional=True)
    state: AgreementState = enum_column(AgreementState)
    moved_by: int = whole()
    ends_at: int | None = whole(optional=True)


class AgreementAmendment(Table, table=True):
    """A term of an agreement that the committee changed, from lesson time `since` (ms) on.

    `term` is a column of the agreement, `value` as that column has it; `motion` is the committee's.
    """

    __tablename__ = "agreement_amendment"
    __append_only__ = True
    id: int = key()
    agreement: str
    motion: int = whole()
    term: str
    value: str
    since: int = whole()


class AgreementAct(Table, table=True):
    """One act of a side: it signs, notifies, suspends, resumes, terminates; never changed.

    The end of a notice is an act of no side.
    """

    __tablename__ = "agreement_act"
    __append_only__ = True
    id: int = key()
    agreement: str
    trigger: str
    side: Side | None = enum_column(Side, optional=True)
    seat: str
    reason: str
    at: int = whole()
