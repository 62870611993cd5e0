"""Contexts of the agreements' page: terms, amendments, records of the parties, history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard, SplitTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """One act of a government under an agreement; `country` is "" for the end of a notice."""

    trigger: str
    country: str
    name: str
    reason: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentLine:
    """A term that the committee changed: `term` a key of motion_terms, both values in words.

    `number` is that of its decision as it is printed, JC-TH-2028-E03.
    """

    term: str
    before: str
    after: str
    since: int
    number: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something on record of a country, with its source and the status of that."""

    text: str
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryRecord:
    """What a country pack has of one party: names and codes, and what is on record.

    `facts` is () and `currency` "" for a country without a pack; `status` is that of its codes.
    """

    country: str
    name: str
    alpha3: str
    registry: str
    currency: str
    status: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementPanel:
    """An agreement with its terms, its state and its history.

    Percentages are exact text; days and vintages are inclusive, "" or 0 for no bound. `waits_for`
    is the name of the country whose government has still to take `waits_step`, which both take.
    Shares, levies, the least share and purposes are those in force today; `amendments` says how
    they came to be, newest first. `amended` names the terms that are not the plan's any more.
    `definition` is the first transfer for OIMP where an authorisation states none.
    """

    code: str
    title: str
    partner: str
    partner_name: str
    host: str
    host_name: str
    approach: str
    status: str
    state: str
    tone: str
    terms: SplitTerms
    min_share: str
    purposes: tuple[str, ...]
    vintage_first: int
    vintage_last: int
    term_first_day: str
    term_last_day: str
    sop: str
    omge: str
    rounded_up: bool
    definition: str
    amended: frozenset[str]
    issuance_mode: str
    tradable: bool
    virtual: bool
    notice_days: int
    ends_at: int | None
    waits_for: str
    waits_step: str
    docket_href: str
    amendments: tuple[AmendmentLine, ...]
    records: tuple[CountryRecord, ...]
    history: tuple[ActLine, ...]
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementsPage(Page):
    """Every agreement of the lesson."""

    template: ClassVar[str] = "committee/agreements.html"
    agreements: tuple[AgreementPanel, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (AgreementsPage,)
"""The agreements."""
