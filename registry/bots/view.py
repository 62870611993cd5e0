"""The view of a bot: figures that a person at the same seat can query, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from random import Random
from typing import Any, NamedTuple, Protocol, TypeVar

from sqlmodel import Session

from matching.venues import Venue
from registry.roles import Role

T = TypeVar("T")

Wish = tuple[str, dict[str, Any]]
"""A command's name and arguments."""


class Quote(NamedTuple):
    """Best prices (None: no orders), last or reference price, the day's limits; fen per tonne.

    `tick` is the step of prices, `lot` that of tonnes; `turnaround`: days between a seat's buying
    and selling, in which it may not have the other side open either.

    `listed`: the reference price of the first day; `picked`: listed trading, in which orders are
    picked; `call`: orders are gathered for an auction, `opening` for one that continuous trading
    follows; `day_orders`: all orders expire with the day; `closing_call`: the day ends with a call.
    """

    bid: int | None
    ask: int | None
    last: int
    reference: int
    listed: int
    lo: int
    hi: int
    tick: int
    lot: int
    turnaround: int
    open: bool
    picked: bool
    call: bool
    opening: bool
    day_orders: bool
    closing_call: bool


class Worth(NamedTuple):
    """A step of the private values, or costs, that the plan gave the seat.

    Its next `tonnes` of a unit, after those that it has bought less those sold (a seller: sold
    less bought) and has on order, are worth or cost `fen` each; 0 tonnes: nothing is left of it.
    `buys`: a value; else a cost.
    """

    unit: str
    buys: bool
    tonnes: int
    fen: int


class OpenOrder(NamedTuple):
    """An open order: its number, side, price and tonnes."""

    order: int
    buy: bool
    price: int
    open: int


class Proposed(NamedTuple):
    """A block trade that another seat offers this one; `buy` is the other's side."""

    proposal: int
    instrument: str
    buy: bool
    price: int
    quantity: int


class Asked(NamedTuple):
    """An open request for prices; `buy` is the asker's side.

    `own`: this seat asked, and `offers` are all (number, price) that came. Otherwise they are what
    this seat offered.
    """

    request: int
    instrument: str
    buy: bool
    quantity: int
    own: bool
    offers: list[tuple[int, int]]


class OnSale(NamedTuple):
    """An open bidding session: prices in fen (None: no reserve, no cap), quantities in tonnes.

    `most` is what one bidder may bid for, `bid` what this seat has bid for; `own`: it sells.
    """

    session: int
    instrument: str
    reserve: int | None
    cap: int | None
    smallest: int
    most: int
    bid: int
    own: bool


class View(Protocol):
    """One seat at one lesson time; `turn` is minutes since the trading day opened.

    `offices` are all that the seat holds, that of its role first.
    `defects_percent` and `slow_percent` are the plan's shares of erring owners and slow offices;
    `date` is today's, `every_order` whether the lesson's plan asks for every kind of order,
    `between_acts` whether the markets rest until the next act (`turn` is then 0, early in a day),
    `approves` whether the plan has seats that approve what others move, `reports` whether its
    parties submit annual information, `incidents` whether it plays incidents, `monitored` whether
    it switches monitoring on, `undertakes` whether its projects have costs or buffers, `governed`
    whether offices decide on its methodologies;
    `overstating_percent` and `careless_percent` are its shares of reports with too much and of
    careless verifications.
    """

    seat: str
    role: Role
    offices: tuple[Role, ...]
    number: int
    at: int
    day: int
    days: int
    turn: int
    date: date
    between_acts: bool
    every_order: bool
    defects_percent: int
    slow_percent: int
    approves: bool
    monitored: bool
    undertakes: bool
    governed: bool
    overstating_percent: int
    careless_percent: int
    reports: bool
    incidents: bool

    def draw(self, about: str) -> Random:
        """Random numbers about one thing, the same in every turn of the seat."""

    @property
    def hosts(self) -> list[str]:
        """The countries of the agreements."""

    @property
    def ordinal(self) -> int:
        """The place among the seats of its role, from 1."""

    @property
    def country(self) -> str:
        """The country that the seat acts for; "" serves all."""

    def has_account(self, registry: str) -> bool:
        """Whether the seat has an account in a registry."""

    def instruments(self) -> list[str]:
        """Instruments that the seat's accounts may trade."""

    def registry(self, instrument: str) -> str:
        """The registry in which an instrument is listed."""

    def instrument_unit(self, instrument: str) -> str:
        """The type of credit or allowance that delivers an instrument."""

    def venue(self, instrument: str) -> Venue | None:
        """The rules of an instrument's venue; None: the plain market's."""

    def quote(self, instrument: str) -> Quote:
        """The market in one instrument."""

    def cash_fen(self) -> int:
        """Free cash."""

    def free(self, registry: str) -> list[tuple[int, int]]:
        """(batch, free tonnes) in a registry."""

    def deliverable_t(self, instrument: str) -> int:
        """Free tonnes that deliver an instrument."""

    def position_t(self, instrument: str) -> int:
        """Tonnes that deliver an instrument: free, blocked, and bought today."""

    def began_t(self, instrument: str) -> int:
        """Tonnes that deliver an instrument with which the seat began the lesson."""

    def allowed_t(self, instrument: str, *, buy: bool) -> int:
        """The most tonnes of a side that the instrument's rules let this seat order now."""

    def unit(self, asset: int) -> str:
        """Type of credit of a batch."""

    def project(self, asset: int) -> str:
        """The project of a batch."""

    def worth(self) -> Worth | None:
        """The step at which the seat stands now; None: the plan gave it no values and no costs."""

    def own_orders(self, instrument: str) -> list[OpenOrder]:
        """Open orders, oldest first."""

    def pickable(self, instrument: str, *, buy: bool) -> list[OpenOrder]:
        """The orders of others on a side that may be picked now, the best and oldest first."""

    def counterparties(self, instrument: str) -> list[str]:
        """Other seats that may trade an instrument."""

    def proposals(self) -> list[Proposed]:
        """Block proposals to this seat that it has not answered."""

    def asked(self) -> list[Asked]:
        """Open requests for prices in what this seat may trade."""

    def on_sale(self) -> list[OnSale]:
        """Open bidding sessions in what this seat may trade."""

    def session(self) -> AbstractContextManager[Session]:
        """A session for queries of everything that a person at the seat can read."""

    def ask(self, query: Callable[..., T], *args: Any, **named: Any) -> T:
        """What a query of the procedures answers, remembered until another procedure has run.

        It reads no balance, no order and no trade. Nobody changes the answer.
        """
