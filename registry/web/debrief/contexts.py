"""Contexts of the debrief's pages: a seat's sheet, and the certificate of attendance.

Money is in fen, quantities in tonnes, prices in fen a tonne. A text that a template shows as it is
has its unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from registry.web.frame.contexts.shared import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Comes:
    """When a debrief comes that is not shown while the market is open; `ends_at` is the close of
    the last of `days` trading days, `day` the present one, 0 before the first."""

    day: int
    days: int
    ends_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AimRow:
    """One aim and how far it is reached.

    `verdict` is yes, no, or '' where the books cannot show it; then `reason` says why. `target` is
    '' where the plan sets none, and then `reached_of` and `whole` are 0. `figures` are pairs of a
    key of the table debrief_figures and a text.
    """

    text: str
    verdict: str
    reason: str
    reached: str
    target: str
    reached_of: int
    whole: int
    figures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitsRow:
    """Tonnes of one unit in one registry; no price and value if nothing delivers them."""

    unit: str
    registry: str
    host: str
    tonnes: int
    price: int | None
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradedRow:
    """A seat's trades of one unit; an average is None without such a trade."""

    unit: str
    bought: int
    bought_fen: int
    average_buy: int | None
    sold: int
    sold_fen: int
    average_sell: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision in money.

    `kind` is buy, sell, offset or retire, `text` its word. `price` is what a tonne was paid or
    worth, `judged` what it cost by the later trades; both are rounded to the fen.
    """

    kind: str
    text: str
    number: int
    at: int
    instrument: str
    tonnes: int
    price: int
    judged: int
    gain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """A refusal with its general sentence: how often, and how many seats met it."""

    code: str
    text: str
    count: int
    seats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """A seat with which this one traded."""

    seat: str
    name: str
    trades: int
    bought: int
    sold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage(Page):
    """A seat's sheet.

    `person` is '' where a bot has the seat. `comes`: nothing is shown yet, the rest is empty.
    `has_aims`: False for a role without a result. `over`: the last day has ended. `surplus` is None
    without given values. `not_judged` uses of tonnes have no worth that the lesson shows.
    `partners_later`: they are told when the lesson is over. `mine`: the visitor's own seat.
    `quiz_code` is the code that this browser keeps, on the own sheet.
    """

    template: ClassVar[str] = "debrief/sheet.html"
    seat: str
    name: str
    role: str
    person: str
    mine: bool
    comes: Comes | None
    has_aims: bool
    over: bool
    at: int
    aims: tuple[AimRow, ...]
    began_fen: int
    began_t: int
    cash_fen: int
    units_t: int
    units_fen: int
    value_fen: int
    change_fen: int
    units: tuple[UnitsRow, ...]
    trades: int
    fees_fen: int
    traded: tuple[TradedRow, ...]
    realised_fen: int
    unrealised_fen: int
    unpriced_t: int
    unpriced_fen: int
    values_unit: str
    surplus: int | None
    refused: int
    refusals: tuple[RefusalRow, ...]
    best: tuple[DecisionRow, ...]
    worst: tuple[DecisionRow, ...]
    not_judged: int
    partners: tuple[PartnerRow, ...]
    partners_later: bool
    quiz_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificatePage(Page):
    """A certificate of attendance; `comes`: the lesson is not over, nothing is certified yet.

    `date` is a date of this computer's clock, 2026-03-16; `began` and `ended` are lesson time.
    `quiz_code` is the code that this browser keeps: what is printed is all that knows whose it is.
    """

    template: ClassVar[str] = "debrief/certificate.html"
    comes: Comes | None
    person: str
    name: str
    role: str
    lesson: str
    date: str
    days: int
    began: int
    ended: int
    quiz_code: str = ""


PAGES: tuple[type[Page], ...] = (SheetPage, CertificatePage)
"""The pages of this area."""
