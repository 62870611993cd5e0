"""A venue's rules as plain values: every fact with its figure, its sentence, source and status.

Which facts there are stands in `venue_facts`; where a venue's sources are silent, its `PLAYED` is
what the simulator does. Pure: it knows no file, no order and no clock.
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
"""Whose fees an order outside the book pays: one that was quoted is no negotiated matching."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One fact: its value, its sentence, where it is from and how sure that is.

    The value is a whole number, yes or no, a word, a tuple of these or of pairs of times, or None.
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
    """What the sources do not say, and what follows from that here."""

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
        return next((one for one in self.facts if one.name == name), None)

    def all_stated(self, name: str) -> tuple[Stated, ...]:
        """Every fact of this name."""
        return tuple(one for one in self.facts if one.name == name)

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

        Of several a lesson names one.
        """
        return tuple(one.value for one in self.all_stated("price_rule")) or PRICE_RULES[self.kind]

    @property
    def smallest_t(self) -> int:
        """Smallest order in tonnes."""
        return self.said("smallest_t") or 1

    @property
    def largest_t(self) -> int:
        """Largest order in tonnes."""
        return self.said("largest_t") or LARGEST_ORDER

    def takes(self, quantity: int) -> bool:
        """Whether an order of this size is for this mode."""
        return self.smallest_t <= quantity <= self.largest_t

    @property
    def sessions(self) -> tuple[tuple[str, str], ...]:
        """Opening and closing times ("09:30"); empty where they are not known or announced."""
        return self.said("sessions") or ()

    @property
    def irrevocable(self) -> bool:
        """Whether a bid stands until its session closes."""
        said = self.said("irrevocable")
        return BIDS_STAND if said is None else bool(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Venue(_Facts):
    """One version of a venue's rules; empty dates are open ends, both days belong to it."""

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
        """Whether this version holds on a day ("2021-07-16")."""
        return self.valid_from <= day and (not self.valid_to or day <= self.valid_to)

    def mode(self, kind: ModeKind) -> Mode | None:
        """The mode of a kind, or None."""
        return next((one for one in self.modes if one.kind is kind), None)

    @property
    def book(self) -> Mode | None:
        """The mode in which the venue's book trades, or None where it has no book."""
        return next((mode for kind in _BOOK if (mode := self.mode(kind))), None)

    def played(self, name: str) -> Any:
        """What holds in a lesson: what the mode of the book says, what the venue says, or what is
        played where both are silent.
        """
        return self._played(name, self.book)

    def fees(self, mode: OrderMode) -> tuple[int, int]:
        """What the maker and the taker of a trade pay, in millionths: the mode's own come first."""
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
        """A mode's lowest and highest price after this close, or None without a limit."""
        mode = self.mode(kind)
        percent = mode.said("limit_percent") if mode else None
        return None if percent is None else self._around(previous, percent)

    def reserves(self, *, previous: int) -> tuple[int, ...]:
        """The reserve prices between which an applicant for one-way bidding chooses, in fen.

        Empty where the venue names none: the offer then states its own.
        """
        mode = self.mode(ModeKind.BIDDING)
        if mode is None:
            return ()
        percents = mode.said("reserve_below_percent") or ()
        return tuple(self._around(previous, percent).lo for percent in percents)

    def bid_cap(self, *, previous: int) -> int | None:
        """The highest bid in one-way bidding after this close, or None without a cap."""
        mode = self.mode(ModeKind.BIDDING)
        percent = mode.said("cap_above_percent") if mode else None
        return None if percent is None else self._around(previous, percent).hi

    def sale(self, *, supply: int, pricing: Pricing, reserve: int | None, previous: int) -> Sale:
        """The terms of an offer in one-way bidding; `reserve` is the price that was chosen."""
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
        """The venue in words and numbers that JSON knows; `venue_from` is the way back."""
        head = {name: getattr(self, name) for name in _HEAD}
        modes = [
            {
                "kind": one.kind.value,
                "name_en": one.name_en,
                "name_zh": one.name_zh,
                "facts": [_fact_told(fact) for fact in one.facts],
            }
            for one in self.modes
        ]
        facts = [_fact_told(one) for one in self.facts]
        silent = [{"en": one.en, "zh": one.zh} for one in self.silent]
        return head | {"facts": facts, "modes": modes, "silent": silent}


_HEAD = ("code", "version", "valid_from", "valid_to", "name_en", "name_zh", "product")


def venue_from(told: Mapping[str, Any]) -> Venue:
    """The venue of which `as_dict` told."""
    return Venue(
        **{name: told[name] for name in _HEAD},
        facts=_facts_from(told["facts"]),
        modes=tuple(
            Mode(
                kind=ModeKind(one["kind"]),
                name_en=one["name_en"],
                name_zh=one["name_zh"],
                facts=_facts_from(one["facts"]),
            )
            for one in told["modes"]
        ),
        silent=tuple(Silence(one["en"], one["zh"]) for one in told["silent"]),
    )


def frozen(value: Any) -> Any:
    """A value with its lists made tuples."""
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def _melted(value: Any) -> Any:
    return list(map(_melted, value)) if isinstance(value, tuple) else value


def _fact_told(fact: Stated) -> dict[str, Any]:
    return {name: _melted(getattr(fact, name)) for name in Stated.__slots__}


def _facts_from(told: list[dict[str, Any]]) -> tuple[Stated, ...]:
    return tuple(Stated(**{name: frozen(value) for name, value in one.items()}) for one in told)
