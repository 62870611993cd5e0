"""Contexts of the NDC accounts' pages.

Tonnes are texts as they are shown, for they need not be whole: `—` where a figure is missing, `≈`
before one that is rounded. `public` is the lesson's code on pages for everybody, "" in the lesson.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.acts import Act
from registry.web.frame.contexts.shared import Page, Receipt, RefusalCard


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyLine:
    """A party's account in one line; `outcome`, `report` and `method` are codes, '' for none."""

    party: str
    name: str
    href: str
    first_year: int
    last_year: int
    target_type: str
    method: str
    locked: bool
    target: str
    balance: str
    outcome: str
    tone: str
    room: str
    lacks: bool
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NdcPage(Page):
    """Every NDC account of the lesson."""

    template: ClassVar[str] = "ndc/accounts.html"
    public: str
    lesson: str
    parties: tuple[PartyLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRow:
    """A channel of demand; `channel` is a code, `party` a registry's code or ''. `covered`: the
    fitting supply in percent of the need, 100 at most; None without a stated need.
    """

    channel: str
    party: str
    needed: str
    met: str
    fitting: str
    short: str
    covered: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyRow:
    """Credits of a kind of project and vintage; `fits` are channels as (code, party)."""

    agreement: str
    host: str
    unit: str
    kind: str
    vintage: int
    expected: str
    issued: str
    held: str
    purposes: tuple[str, ...]
    fits: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplyPage(Page):
    """Supply beside demand."""

    template: ClassVar[str] = "ndc/supply.html"
    demand: tuple[DemandRow, ...]
    supply: tuple[SupplyRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of the waterfall, in units of the picture; `kind` is emissions, added, used or balance.

    `open`: what it stands on is not reported for every year.
    """

    kind: str
    text: str
    x: int
    y: int
    width: int
    height: int
    label_y: int
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The waterfall: its bars, where the target's line is (None: no target), and the tonnes at the
    foot of the axis, which does not begin at zero.
    """

    bars: tuple[Bar, ...]
    target: str
    target_y: int | None
    foot: str
    all_years: bool
    reported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodLine:
    """The balance by one method beside its target; `missing` names years without a figure."""

    method: str
    own: bool
    all_years: bool
    emissions: str
    adjustment: str
    balance: str
    target: str
    outcome: str
    tone: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A year of an account; `state` is a code, `fact` what the government has not reported yet."""

    year: int
    emissions: str
    fact: str
    level: str
    added: str
    used: str
    net: str
    balance: str
    average: str
    published: int
    state: str
    tone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelLine:
    """What a round allows in a year."""

    year: int
    title: str
    level: str
    held_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPanel:
    """A version of an initial report; `finding` is a code, '' before its review is over."""

    report: int
    version: int
    state: str
    tone: str
    method: str
    target: str
    inventory_year: int
    inventory: str
    submitted_at: int | None
    ends_at: int | None
    finding: str
    found: str
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorLine:
    """A year in another metric, in its own units."""

    metric: str
    year: int
    transferred: str
    used: str
    adjustment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SparedPanel:
    """What a host can spare, has authorised, and is asked to authorise; `over`: it has oversold, or
    would if everything was granted.
    """

    room: str
    authorised: str
    asked: str
    left: str
    after: str
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NdcAccountPage(Page):
    """The account of one party for one period.

    `picture` is None without a method or an inventory; `spared` where a figure is missing. `others`
    are further periods of the party as (years, address).
    """

    template: ClassVar[str] = "ndc/account.html"
    public: str
    lesson: str
    party: str
    alpha3: str
    name: str
    first_year: int
    last_year: int
    target_type: str
    method: str
    locked_at: int | None
    closed_at: int | None
    closes_at: int | None
    status: str
    metric: str
    picture: Picture | None
    methods: tuple[MethodLine, ...]
    years: tuple[YearLine, ...]
    levels: tuple[LevelLine, ...]
    reports: tuple[ReportPanel, ...]
    indicators: tuple[IndicatorLine, ...]
    spared: SparedPanel | None
    acts: tuple[Act, ...]
    refusal: RefusalCard | None
    receipt: Receipt | None


PAGES: tuple[type[Page], ...] = (NdcPage, NdcAccountPage, SupplyPage)
"""The pages of this area."""
