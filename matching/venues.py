"""A venue's rules as plain values: every fact with its figure, its sentence, source and status.

`venue_facts` lists the possible facts; where a venue's sources are silent, its `PLAYED` holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.bidding import Pricing, Sale
from matching.closing import day_limits
from matching.instruments import LARGEST_ORDER, Limits
from matching.orders import OrderMode
from matching.venue_facts import BIDS_STAND, PLAYED, PRICE_RULES, STATUSES, ModeKind

_BOOK = (ModeKind.CONTINUOUS, ModeKind.LISTED, ModeKind.NEGOTIATED)
_OUTSIDE = {
    OrderMode.BLOCK: ModeKind.BLOCK,
    OrderMode.QUOTE: ModeKind.BLOCK,
    OrderMode.BIDDING: ModeKind.BIDDING,
}
"""The mode whose fees an order outside the book pays; a quote pays those of block trades."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One fact: its value, its sentence, its source and the status of that source.

    The value is a whole number, a Boolean, a word, a tuple of these or of pairs of times, or None.
    """

    name: str
    value: Any
    en: str
    zh: str
    source_en: str
    source_zh: str
    status: str

    def __post_init__(self) -> None:
        assert self.status in STATUSES


@dataclass(frozen=True, slots=True)
class Silence:
    """A point on which the sources are silent, and what holds here instead."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Breaker:
    """Trading stops when a price lies `percent` from that of `reference_minutes` ago; a call
    auction of `call_minutes` follows.
    """

    percent: int
    reference_minutes: int
    call_minutes: int


class _Facts:
    """Facts by name."""

    __slots__ = ()

    facts: tuple[Stated, ...]

    def stated(self, name: str) -> Stated | None:
        """The fact of this name, or None where the sources are silent."""
        return next((fact for fact in self.facts if fact.name == name), None)

    def all_stated(self, name: str) -> tuple[Stated, ...]:
        """Every fact of this name."""
        return tuple(fact for fact in self.facts if fact.name == name)

    def said(self, name: str) -> Any:
        """The value of a fact, or None where the sources are silent."""
        found = self.stated(name)
        return None if found is None else found.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Mode(_Facts):
    """A way of trading at a venue."""

    kind: ModeKind
    name_en: str
    name_zh: str
    facts: tuple[Stated, ...]

    @property
    def price_rules(self) -> tuple[str, ...]:
        """The price rules on record, or all of this kind where the sources are silent.

        Where there are several, a lesson names one.
        """
        return tuple(fact.value for fact in self.all_stated("price_rule")) or PRICE_RULES[self.kind]

    @property
    def smallest_t(self) -> int:
        """Smallest order in tonnes."""
        return self.said("smallest_t") or 1

    @property
    def largest_t(self) -> int:
        """Largest order in tonnes."""
        return self.said("largest_t") or LARGEST_ORDER

    def takes(self, quantity: int) -> bool:
        """Whether this mode takes an order of so many tonnes."""
        return self.smallest_t <= quantity <= self.largest_t

    @property
    def sessions(self) -> tuple[tuple[str, str], ...]:
        """Opening and closing times ("09:30"); empty where the sources give none."""
        return self.said("sessions") or ()

    @property
    def irrevocable(self) -> bool:
        """Whether a bid stands until its session closes."""
        said = self.said("irrevocable")
        return BIDS_STAND if said is None else bool(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue(_Facts):
    """One version of a venue's rules; an empty date is an open end, both dates are included."""

    code: str
    version: int
    valid_from: str
    valid_to: str
    name_en: str
    name_zh: str
    product: str
    facts: tuple[Stated, ...]
    modes: tuple[Mode, ...]
    silent: tuple[Silence, ...] = ()

    @property
    def id(self) -> str:
        """Code and version."""
        return f"{self.code} v{self.version}"

    def in_force(self, day: str) -> bool:
        """Whether this version is in force on an ISO date ("2021-07-16")."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)

    def mode(self, kind: ModeKind) -> Mode | None:
        """The mode of a kind, or None."""
        return next((mode for mode in self.modes if mode.kind is kind), None)

    @property
    def book(self) -> Mode | None:
        """The mode in which the venue's book trades, or None where it has no book."""
        return next((mode for kind in _BOOK if (mode := self.mode(kind))), None)

    def played(self, name: str) -> Any:
        """A fact's value in a lesson: the book's mode's, else the venue's, else the default."""
        return self._played(name, self.book)

    def fees(self, mode: OrderMode) -> tuple[int, int]:
        """The fee rates of maker and taker, in millionths: the mode's own, else the venue's."""
        where = self.book if mode is OrderMode.BOOK else self.mode(_OUTSIDE[mode])
        return self._played("fee_maker_ppm", where), self._played("fee_taker_ppm", where)

    def _played(self, name: str, mode: Mode | None) -> Any:
        own = None if mode is None else mode.said(name)
        found = self.said(name) if own is None else own
        return PLAYED[name] if found is None else found

    @property
    def breaker(self) -> Breaker | None:
        """The circuit breaker, or None."""
        percent = self.said("breaker_percent")
        if percent is None:
            return None
        minutes = self.said("breaker_reference_minutes"), self.said("breaker_call_minutes")
        return Breaker(percent, *minutes)

    def limits(self, kind: ModeKind, *, previous: int) -> Limits | None:
        """A mode's price limits after a close of `previous` fen per tonne; None without limits."""
        mode = self.mode(kind)
        percent = mode.said("limit_percent") if mode else None
        return None if percent is None else self._around(previous, percent)

    def reserves(self, *, previous: int) -> tuple[int, ...]:
        """The reserve prices that an applicant for one-way bidding chooses from, in fen per tonne.

        Empty where the venue sets none: the offer then has a reserve price of its own.
        """
        mode = self.mode(ModeKind.BIDDING)
        if mode is None:
            return ()
        percents = mode.said("reserve_below_percent") or ()
        return tuple(self._around(previous, percent).lo for percent in percents)

    def bid_cap(self, *, previous: int) -> int | None:
        """The highest bid in one-way bidding after a close of `previous`, or None without a cap."""
        mode = self.mode(ModeKind.BIDDING)
        percent = mode.said("cap_above_percent") if mode else None
        return None if percent is None else self._around(previous, percent).hi

    def sale(self, *, supply: int, pricing: Pricing, reserve: int | None, previous: int) -> Sale:
        """The terms of an offer in one-way bidding; `reserve` is the chosen reserve price."""
        mode = self.mode(ModeKind.BIDDING)
        assert mode is not None, "the venue has no one-way bidding"
        return Sale(
            supply=supply,
            pricing=pricing,
            reserve=reserve,
            cap=self.bid_cap(previous=previous),
            smallest_offer=mode.said("offer_smallest_t") or 1,
            smallest_bid=mode.said("bid_smallest_t") or 1,
            bidder_percent=mode.said("bidder_percent"),
            tick=self.played("tick_fen"),
            lot=self.played("lot_t"),
        )

    def _around(self, previous: int, percent: int) -> Limits:
        if not percent:
            return Limits(previous, previous)
        return day_limits(
            reference=previous,
            percent=percent,
            tick=self.played("tick_fen"),
            rounding=self.played("limit_rounding"),
        )

    def as_dict(self) -> dict[str, Any]:
        """The venue as JSON values; `venue_from` reads them back."""
        head = {name: getattr(self, name) for name in _HEAD}
        modes = [
            {
                "kind": mode.kind.value,
                "name_en": mode.name_en,
                "name_zh": mode.name_zh,
                "facts": [_fact_dict(fact) for fact in mode.facts],
            }
            for mode in self.modes
        ]
        facts = [_fact_dict(fact) for fact in self.facts]
        silent = [{"en": silence.en, "zh": silence.zh} for silence in self.silent]
        return head | {"facts": facts, "modes": modes, "silent": silent}


_HEAD = ("code", "version", "valid_from", "valid_to", "name_en", "name_zh", "product")


def venue_from(rules: Mapping[str, Any]) -> Venue:
    """The venue of a dict that `as_dict` made."""
    return Venue(
        **{name: rules[name] for name in _HEAD},
        facts=_facts_from(rules["facts"]),
        modes=tuple(
            Mode(
                kind=ModeKind(mode["kind"]),
                name_en=mode["name_en"],
                name_zh=mode["name_zh"],
                facts=_facts_from(mode["facts"]),
            )
            for mode in rules["modes"]
        ),
        silent=tuple(Silence(silence["en"], silence["zh"]) for silence in rules["silent"]),
    )


def frozen(value: Any) -> Any:
    """A value with tuples in place of its lists."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def _melted(value: Any) -> Any:
    return list(map(_melted, value)) if isinstance(value, tuple) else value


def _fact_dict(fact: Stated) -> dict[str, Any]:
    return {name: _melted(getattr(fact, name)) for name in Stated.__slots__}


def _facts_from(facts: list[dict[str, Any]]) -> tuple[Stated, ...]:
    return tuple(Stated(**{name: frozen(value) for name, value in fact.items()}) for fact in facts)
