"""The tables of a lesson plan, each with its keys and their bounds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from functools import partial
from operator import eq
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from matching.auction import Tie
from matching.orders import SelfTrade
from registry.classroom.plan_checks.countries import SPLIT_KEYS
from registry.classroom.plan_fields import (
    Clock,
    Code,
    Day,
    Days,
    Decimal,
    Fen,
    Name,
    Percent,
    Status,
    Tonnes,
    Weight,
    Whole,
    Year,
    YearKey,
    YesNo,
)
from registry.market.listing import PLAIN
from registry.pace import (
    ANNUAL_REPORT,
    APPROVAL,
    CLASS,
    INCIDENT,
    REVERSAL,
    TRANSFER_DELAY,
    TRUST_ENTRY,
)
from registry.programme.methodologies.calculator import decimal_text
from registry.roles import Role, Side, SplitRule


class Part(BaseModel):
    """A table of a plan; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def unsaid(value: object) -> bool:
    """Whether a plan does not set a key, so that its dumped form omits it."""
    return value is None or value == [] or value == {}


def is_not(value: object) -> bool:
    """Whether a switch of a plan is off, as it is unless the plan says."""
    return value is False


def is_none(value: object) -> bool:
    """Whether a share in percent is the default: none."""
    return value == 0


def is_class(value: object) -> bool:
    """Whether a pace is the default."""
    return value == CLASS


AWAY_AFTER_S = 120
"""Real seconds without a sign of a person after which a bot minds the seat, unless a plan says."""


def is_usual(value: object) -> bool:
    """Whether the time until a bot minds a seat is the default."""
    return value == AWAY_AFTER_S


class ActPart(Part):
    """One act: so many trading days from its first day on. Between two acts lesson time leaps."""

    title_en: Name
    title_zh: Name
    first_day: Day
    days: Days


class ClockPart(Part):
    """The days and hours of the lesson; `speed` is lesson seconds per real second.

    It has either a first day and a number of trading days, or acts that have them. Keys that the
    plan does not set are omitted from its dumped form.
    """

    first_day: Day | None = Field(default=None, exclude_if=unsaid)
    days: Days | None = Field(default=None, exclude_if=unsaid)
    opens: Clock
    closes: Clock
    speed: Annotated[Whole, Field(ge=1, le=3600)] = 60
    acts: list[ActPart] = Field(default=[], min_length=1, exclude_if=unsaid)

    @property
    def runs(self) -> list[tuple[date, int]]:
        """First day and number of trading days of each act, or of a lesson without acts."""
        if self.acts:
            return [(act.first_day, act.days) for act in self.acts]
        assert self.first_day is not None and self.days is not None, "the checks ask for both"
        return [(self.first_day, self.days)]

    @property
    def begins(self) -> date:
        """The first day of the lesson."""
        return self.runs[0][0]


class PhasePart(Part):
    """From `at` on, every market of the lesson is in this phase, except those with own hours.

    Orders gathered in a `call` trade when continuous trading begins, those gathered in `closing`
    when it ends; that is the day's last call, and the market closes after it.
    """

    at: Clock
    phase: Literal["closed", "call", "continuous", "closing"]


class RegistryPart(Part):
    """A country's registry: the code in account numbers, the Party, its names."""

    code: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    party: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    name_en: Name
    name_zh: Name


RENAMED: dict[int | str, str] = {
    "agreement": 'agreements stand in [[agreements]], each with code = "CN-TH" and partner = "CN"',
    "cn_weight": "is called partner_weight",
    "cn_percent": "is called partner_percent",
}
"""Keys of earlier plans, and what to write in their place."""

FIRST_VINTAGE, LAST_VINTAGE = 2021, 2100
"""Vintages that an agreement covers unless it says: from the first year of the Paris period on."""

LAST_NDC_YEAR = 2030
"""The last year of the NDC implementation period unless an agreement says; it begins in 2021."""

OIMP_DEFINITION: Literal["use_or_cancellation"] = "use_or_cancellation"
"""The first transfer for OIMP unless an agreement says."""

DUAL_PURPOSE: Literal["earlier"] = "earlier"
"""What first transfers credits for two purposes unless an agreement says."""


ISSUANCE_MODE: Literal["split"] = "split"
"""Who issues a decision unless an agreement says: each registry its own side's part."""


class AgreementPart(Part):
    """An agreement of a partner country with a host, by its code such as `CN-TH`.

    It shares what is issued by the rule `split_rule`. By weights, shares are rounded down and the
    remaining tonne goes to the side `odd_to`. Percentages add up to 100 and are applied by largest
    remainder. Each rule has its own keys. `min_share_percent` is the least share of the partner's
    government; share of proceeds and OMGE are levies, rounded by `rounding`.

    Of its authorisations: `oimp_definition` is the first transfer for OIMP where they choose none;
    `dual_purpose` first transfers credits for NDC and OIMP by the earlier trigger or by that of the
    move; with `terms_stated` each has to state both definition and circumstances. Credits are used
    in the NDC implementation period in which they arose.

    `issuance_mode` host_first: the host's registry issues all of a decision, and the partner's part
    follows by transfers that the host's government approves.

    Vintages and days of the term are inclusive. `virtual`: everything runs and nothing is issued.
    `notice_days` are calendar days of lesson time; `members` are the government seats of its
    committee, "role:number"; without them all governments of its two countries. `employed` names
    those whom a company of the lesson employs, "role:number by role:number": on its items they
    have no vote. `host_spares_t` is what the host can authorise beside its own target,
    `partner_needs_t` what the partner lacks for its own; bots of the governments keep to them.
    """

    code: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9-]{1,15}$")]
    title_en: Name
    title_zh: Name
    approach: Annotated[str, Field(pattern=r"^CA[0-9]{4}$")]
    partner: str
    host: str
    split_rule: SplitRule = SplitRule.WEIGHTS
    partner_weight: Weight | None = None
    host_weight: Weight | None = None
    odd_to: Side | None = None
    partner_percent: Percent | None = None
    host_percent: Percent | None = None
    min_share_percent: Percent = "0"
    purposes: Annotated[list[Literal["NDC", "OIMP"]], Field(min_length=1)] = ["NDC", "OIMP"]
    vintage_first: Year = FIRST_VINTAGE
    vintage_last: Year = LAST_VINTAGE
    term_first_day: Day | None = Field(default=None, exclude_if=unsaid)
    term_last_day: Day | None = Field(default=None, exclude_if=unsaid)
    sop_percent: Percent = "0"
    omge_percent: Percent = "0"
    rounding: Literal["floor", "ceil"] = "floor"
    tradable: YesNo = True
    virtual: YesNo = False
    notice_days: Annotated[Whole, Field(ge=0, le=3650)] = 180
    oimp_definition: Literal["authorisation", "issuance", "use_or_cancellation"] = Field(
        default=OIMP_DEFINITION, exclude_if=partial(eq, OIMP_DEFINITION)
    )
    dual_purpose: Literal["earlier", "of_the_move"] = Field(
        default=DUAL_PURPOSE, exclude_if=partial(eq, DUAL_PURPOSE)
    )
    terms_stated: YesNo = Field(default=False, exclude_if=is_not)
    ndc_first_year: Year = Field(default=FIRST_VINTAGE, exclude_if=partial(eq, FIRST_VINTAGE))
    ndc_last_year: Year = Field(default=LAST_NDC_YEAR, exclude_if=partial(eq, LAST_NDC_YEAR))
    issuance_mode: Literal["split", "host_first"] = Field(
        default=ISSUANCE_MODE, exclude_if=partial(eq, ISSUANCE_MODE)
    )
    state: Literal["mou", "signed", "active", "suspended"] = "active"
    members: list[str] = []
    host_spares_t: Tonnes | None = Field(default=None, exclude_if=unsaid)
    partner_needs_t: Tonnes | None = Field(default=None, exclude_if=unsaid)
    employed: list[str] | None = Field(default=None, exclude_if=unsaid)
    status: Status

    @property
    def shares(self) -> tuple[str, str]:
        """The weights or percentages of the partner and of the host, as exact decimal text."""
        partner, host = SPLIT_KEYS[self.split_rule][:2]
        return str(getattr(self, partner)), str(getattr(self, host))


class PeriodPart(Part):
    """One monitoring period with its net generation in MWh (exact decimal text).

    A period that crosses the end of a year has the generation of each calendar year instead:
    `generation_mwh_by_year = { 2016 = "75", 2017 = "69" }`. Each year is a vintage of its own.
    """

    first_day: Day
    last_day: Day
    generation_mwh: Decimal | None = Field(default=None, exclude_if=unsaid)
    generation_mwh_by_year: dict[YearKey, Decimal] = Field(
        default={}, min_length=2, exclude_if=unsaid
    )

    @property
    def total_mwh(self) -> str:
        """The generation of the whole period, exact decimal text."""
        if self.generation_mwh is not None:
            return self.generation_mwh
        return decimal_text(sum(map(Fraction, self.generation_mwh_by_year.values()), Fraction(0)))


class SharePart(Part):
    """A recipient of a project's credits: a seat, "role:number", and its percentage."""

    seat: str
    percent: Percent


REGISTERED: Literal["registered"] = "registered"
"""Where a project stands as the lesson begins unless its plan says."""


class DesignPart(Part):
    """What is found at the site of a project that begins as an idea: its design document may say
    something else. Money in whole yuan; of similar installations, how many came about without
    credits."""

    start_date: Day
    crediting_first_day: Day
    crediting_years: Annotated[Whole, Field(ge=1, le=60)]
    yearly_t: Annotated[Tonnes, Field(ge=1)]
    investment_yuan: Annotated[Tonnes, Field(ge=1)]
    yearly_revenue_yuan: Tonnes
    yearly_cost_yuan: Tonnes
    benchmark_percent: Percent
    similar_installations: Tonnes
    similar_without_credits: Tonnes
    legally_required: YesNo = False


class ProjectPart(Part):
    """A project, with either one combined margin, or OM and BM with their weights.

    `owner` and `partner` are seats, "role:number". A project under an agreement names it and has a
    partner, a seat of the agreement's partner country; a domestic project has neither. What the
    projects of market makers avoided is issued as the lesson begins; it is what they begin with.

    `allocation` lists who receives the credits, in the order of serials of each side: percentages
    that add up to 100, in place of the agreement's two shares. A seat of a government receives for
    its country.

    `installation` is what is measured: two projects of one installation, under two agreements, ask
    for the same reductions. `stakes` are the seats of governments whose office has a stake in the
    project; they recuse themselves.

    `stage` idea: the project is not registered yet, and `design` says what is found at its site.
    """

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}[0-9]{3}$")]
    host: str
    name_en: Name
    name_zh: Name
    owner: str
    partner: str | None = None
    agreement: str | None = None
    type: Name
    methodology: str
    combined_margin: Decimal | None = None
    om: Decimal | None = None
    bm: Decimal | None = None
    w_om: Decimal | None = None
    w_bm: Decimal | None = None
    status: Status
    from_covered_entity: YesNo = False
    allocation: list[SharePart] = Field(default=[], exclude_if=unsaid)
    installation: Name | None = Field(default=None, exclude_if=unsaid)
    stakes: list[str] = Field(default=[], exclude_if=unsaid)
    stage: Literal["idea", "registered"] = Field(
        default=REGISTERED, exclude_if=partial(eq, REGISTERED)
    )
    design: DesignPart | None = Field(default=None, exclude_if=unsaid)
    periods: Annotated[list[PeriodPart], Field(min_length=1)]


class BreakerPart(Part):
    """A circuit breaker: a trade `percent` or more beyond the price of `reference_minutes` ago.

    Such a trade is not made; a call auction of `call_minutes` begins instead. Minutes of lesson
    time.
    """

    percent: Annotated[Whole, Field(gt=0, lt=100)]
    reference_minutes: Annotated[Whole, Field(gt=0, le=240)]
    call_minutes: Annotated[Whole, Field(gt=0, le=240)]


class InstrumentPart(Part):
    """An instrument and its registry; `reference` in fen per tonne for the first day.

    `venue`: the market whose rules apply. They override `limit_percent`, `lot`, `breaker`,
    `self_trade` and `tie`, which apply where the venue has no rule. `price_rule` selects one of
    several on record. `position_limit_t`: the most tonnes that one holder may own plus have on
    order to buy, in every instrument of the unit; of two limits the smaller applies to both.
    """

    code: Code
    registry: str
    unit: Literal["CCER", "BRC", "CEA"]
    host: str
    reference: Annotated[Whole, Field(gt=0, le=10**7)]
    limit_percent: Annotated[Whole, Field(gt=0, lt=100)]
    lot: Annotated[Whole, Field(gt=0, le=10**9)] = 1
    venue: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,31}$")] = PLAIN
    price_rule: str | None = None
    breaker: BreakerPart | None = None
    self_trade: SelfTrade | None = None
    tie: Tie | None = None
    position_limit_t: Annotated[Whole, Field(gt=0, le=10**12)] | None = None


class CompliancePart(Part):
    """The year for which emitters surrender."""

    year: Annotated[Whole, Field(ge=2013, le=2100)]


class AimPart(Part):
    """What tonnes of a unit are worth to each seat of a group: the values that people are given.

    Each seat wants `tonnes`, in so many equal `steps`. Of a voluntary buyer the steps are private
    values, from `first_fen` a tonne down to `last_fen`; of a project owner they are costs, and
    rise. Each step is moved by up to `spread_fen` either way, drawn from the lesson's seed.
    """

    unit: Literal["CCER", "BRC", "CEA"]
    tonnes: Annotated[Whole, Field(ge=1, le=10**9)]
    steps: Annotated[Whole, Field(ge=1, le=50)]
    first_fen: Annotated[Whole, Field(ge=1, le=10**7)]
    last_fen: Annotated[Whole, Field(ge=1, le=10**7)]
    spread_fen: Annotated[Whole, Field(ge=0, le=10**6)] = 0


Office = Literal[
    "government_partner", "government_host", "secretariat", "registry_manager",
    "third_party_entity", "project_owner", "trader", "voluntary_buyer",
]  # fmt: skip
"""Offices that a seat can hold besides its role. Emitters and market makers have figures of their
own, so these are always roles."""

GROUP_MOST = 500
"""Most seats of a group."""


class SeatPart(Part):
    """A group of seats of one role; names are taken in order, the other lists in turn.

    Without `countries` a seat belongs to the country of its first registry; an empty country
    serves them all. `aim`: the private values of voluntary buyers, the costs of project owners.
    `allowances_t` are an emitter's allocation for the year, and the tonnes of allowances that a
    market maker has in its account as the lesson begins. `offices` are further ones of each seat:
    one list for all, or a list for each seat in turn; its role is always an office of its own.
    """

    role: Role
    offices: list[Office] | list[list[Office]] = Field(default=[], exclude_if=unsaid)
    count: Annotated[Whole, Field(ge=1, le=GROUP_MOST)]
    fixed: YesNo = False
    cash_fen: Fen = 0
    registries: list[str] = []
    countries: list[str] = []
    names_en: list[Name]
    names_zh: list[Name]
    obligations_t: list[Tonnes] = []
    allowances_t: list[Tonnes] = []
    aim: AimPart | None = Field(default=None, exclude_if=unsaid)

    def further(self, ordinal: int) -> frozenset[Role]:
        """The offices of the group's seat of this ordinal, from 0, besides its role's."""
        given = self.offices
        nested = [one for one in given if isinstance(one, list)]
        mine = nested[ordinal % len(nested)] if nested else given
        return frozenset(Role(str(office)) for office in mine) - {self.role}


def further_name(names: Sequence[str], ordinal: int) -> str:
    """The name of a group's seat by its ordinal from 0; beyond the names they are numbered."""
    round_, place = divmod(ordinal, len(names))
    return f"{names[place]} {round_ + 1}" if round_ else names[place]


class ControlsPart(Part):
    """Controls of the registries that the lesson plays; their periods come from its pace.

    `reversal`: a registry's manager may take back a use towards an NDC or an offset. `approvers`
    names who approves what a seat moves out of its accounts: "role:number by role:number", of two
    trading seats, or of two governments of one country. `trusted`: a transfer to an account that is
    not on the sender's trusted list waits. `reports`: parties submit annual information.
    `incidents`: offices respond to risks, and both sides of an agreement deal with incidents.
    """

    reversal: YesNo = Field(default=False, exclude_if=is_not)
    approvers: list[str] = Field(default=[], exclude_if=unsaid)
    trusted: YesNo = Field(default=False, exclude_if=is_not)
    reports: YesNo = Field(default=False, exclude_if=is_not)
    incidents: YesNo = Field(default=False, exclude_if=is_not)

    @property
    def played(self) -> list[str]:
        """The names of those that are switched on, as the pace names their periods."""
        played = (
            (APPROVAL, self.approvers), (REVERSAL, self.reversal),
            (TRANSFER_DELAY, self.trusted), (TRUST_ENTRY, self.trusted),
            (ANNUAL_REPORT, self.reports),
            (INCIDENT, self.incidents),
        )  # fmt: skip
        return [name for name, on in played if on]


def is_uncontrolled(value: object) -> bool:
    """Whether no control is switched on."""
    return value == ControlsPart()


class BotsPart(Part):
    """Minutes of lesson time between a bot's turns, and the cap of its commands per turn.

    `orders`: plain orders only, or every kind of order, also in calls. `away_after_s`: real seconds
    in which lesson time runs and nothing is heard of a person, after which a bot minds the person's
    seat; 0: none does.

    `paper_defects_percent`: of a bot's requests for issuance, those with one wrong figure in their
    papers, drawn from the lesson's seed and told to nobody. `slow_percent`: of the items that come
    before an official's bot, those that it leaves lying.
    """

    every_minutes: Annotated[Whole, Field(ge=1, le=240)]
    commands_max: Annotated[Whole, Field(ge=1, le=20)]
    orders: Literal["simple", "all"] = "simple"
    away_after_s: Annotated[Whole, Field(ge=0, le=86_400)] = Field(
        default=AWAY_AFTER_S, exclude_if=is_usual
    )
    paper_defects_percent: Annotated[Whole, Field(ge=0, le=100)] = Field(
        default=0, exclude_if=is_none
    )
    slow_percent: Annotated[Whole, Field(ge=0, le=100)] = Field(default=0, exclude_if=is_none)
