"""What a bot may know: figures that a person at the same seat can ask for, and nothing else."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any, NamedTuple, Protocol

from sqlmodel import Session

from registry.roles import Role

Wish = tuple[str, dict[str, Any]]
"""A command's name and arguments."""


class Quote(NamedTuple):
    """Best prices (None: nobody waits), last or reference price, the day's limits; fen per t.

    `listed` is the price at which the instrument was listed on the first day.
    """

    bid: int | None
    ask: int | None
    last: int
    reference: int
    listed: int
    lo: int
    hi: int
    open: bool


class OwnOrder(NamedTuple):
    """One of the seat's open orders."""

    order: int
    buy: bool
    price: int
    open: int


class View(Protocol):
    """One seat at one lesson time; `turn` is minutes since the trading day opened,
    `country` the one that a government speaks for, `hosts` the countries of the agreements.
    """

    seat: str
    role: Role
    number: int
    at: int
    day: int
    days: int
    turn: int
    hosts: list[str]
    country: str

    def instruments(self) -> list[str]:
        """Instruments that the seat's accounts may trade."""

    def registry(self, instrument: str) -> str:
        """The registry in which an instrument is listed."""

    def quote(self, instrument: str) -> Quote:
        """The market in one instrument."""

    def cash_fen(self) -> int:
        """Free cash."""

    def free(self, registry: str) -> list[tuple[int, int]]:
        """(batch, free tonnes) in a registry."""

    def deliverable_t(self, instrument: str) -> int:
        """Free tonnes that deliver an instrument."""

    def unit(self, asset: int) -> str:
        """Type of credit of a batch."""

    def own_orders(self, instrument: str) -> list[OwnOrder]:
        """Open orders, oldest first."""

    def session(self) -> AbstractContextManager[Session]:
        """A session for the procedures' queries."""
