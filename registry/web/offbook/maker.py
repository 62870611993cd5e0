"""Shared by the off-book pages: rules, hours, limits, available funds, typed fields, previews.

The fields are checked here only for form; the market decides on the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import text
from sqlmodel import Session

from ledger.accounts import CASH, CASH_BLOCKED, HOLDING, HOLDING_BLOCKED
from matching.deals.errors import OutsideSession
from matching.deals.rules import limits_of, session_end
from matching.instruments import Instrument, Limits
from matching.venues import Mode, Venue
from registry.edge.commands import Foretell
from registry.edge.seat_holdings import account_numbers
from registry.market import queries as market
from registry.roles import TRADING
from registry.web.frame import figures, outcomes
from registry.web.frame.addresses import to
from registry.web.frame.contexts.shared import (
    Choice,
    Fact,
    FieldError,
    Form,
    Receipt,
    RefusalCard,
    Way,
)
from registry.web.frame.fields import parse_price, parse_tonnes, price_typed
from registry.web.frame.levels import Unlocked
from registry.web.frame.naming import Names
from registry.web.frame.pictures import standstill
from registry.web.frame.questions import looking
from registry.web.frame.visitor import Visitor, mint
from registry.web.frame.ways import has_bidding, has_deals
from registry.web.offbook.contexts import DealForm, DealHead, DealPreview, DealTerms

_ROOM_FIELDS = {"block.propose": "block", "quote.ask": "ask", "bidding.open": "open",
                "auction.open": "open"}  # fmt: skip
_OF_ONE = {"quote.offer": "request", "bidding.bid": "session"}
_OPENING = {"deals": ("block.propose", "quote.ask"), "bidding": ("bidding.bid",)}
"""The commands that begin something on each page."""

PRICES = ("price", "reserve", "cap")
_TYPED = ("side", "counterparty", "price", "quantity", "pricing", "reserve", "cap",
          "smallest_bid", "bidder_percent", "closes")  # fmt: skip


class DealMaker:
    """Makes the parts of a page for one seat and instrument from one snapshot and one session."""

    def __init__(
        self, visitor: Visitor, session: Session, code: str, foretell: Foretell, *, page: str
    ) -> None:
        self.visitor, self.session, self.code = visitor, session, code
        self.foretell, self.look = foretell, looking(foretell, visitor.language)
        self.view, self.live = visitor.view, visitor.live
        self.seat = visitor.seated.seat
        state = visitor.seated.state
        assert state is not None, "a seated caller has a seat"
        self.offices = state.offices
        self.names = Names(session, visitor.language)
        self.one = self.view["instruments"][code]
        self.at = self.view["clock"]["at"]
        self.here, self.page = to(page, instrument=code), page
        lesson = self.live.current
        self.rules: Instrument = lesson.instruments[code]
        self.venues: Mapping[str, Venue] = lesson.venues
        self.venue = self.venues.get(code)
        self.available = market.available(session, seat=self.seat, instrument=code)
        has_account = self.rules.registry in account_numbers(session, self.seat)
        self.may_trade = not self.offices.isdisjoint(TRADING) and has_account
        self.refusal: RefusalCard | None = None
        self.given = self._given()

    def _given(self) -> dict[str, str]:
        """The typed values: from the address, or from the command that was just refused."""
        query = self.visitor.query
        row = outcomes.asked(query, "refused", self.session, seat=self.seat)
        if row is None:
            return {name: query[name] for name in query}
        self.refusal = outcomes.card_of(
            row, language=self.visitor.language, back=self.here, foretell=self.foretell
        )
        if self.refusal is None:
            return {}
        return typed_of(row.name, orjson.loads(row.arguments))

    def receipt(self) -> Receipt | None:
        """The receipt of the command that was just done."""
        row = outcomes.asked(self.visitor.query, "done", self.session, seat=self.seat)
        if row is None:
            return None
        return outcomes.receipt_of(row, language=self.visitor.language, back=self.here)

    def head(self) -> DealHead:
        """Instrument, venue and available funds and units."""
        instruments = self.live.current.instruments
        ways = () if self.venue is None else self.venue.modes
        return DealHead(
            instrument=self.code,
            registry=self.rules.registry,
            venue="" if self.venue is None
            else self.visitor.both(zh=self.venue.name_zh, en=self.venue.name_en),
            offered=tuple(self.way(mode) for mode in ways),
            instruments=tuple(
                (code, has_deals(self.venues.get(code)),
                 has_bidding(instruments[code], self.venues.get(code)))
                for code in self.view["instruments"]
            ),
            free_fen=self.available.free_fen,
            free_t=self.available.free_t,
            bought_t=self.available.bought_t,
            bidding=has_bidding(self.rules, self.venue),
            deals=has_deals(self.venue),
        )  # fmt: skip

    def way(self, mode: Mode) -> Way:
        """A mode of trading with its facts, in the page's language."""
        both = self.visitor.both
        facts = tuple(
            Fact(
                text=both(zh=one.zh, en=one.en),
                source=both(zh=one.source_zh, en=one.source_en),
                status=one.status,
                holds=None,
            )
            for one in mode.facts
        )
        name = both(zh=mode.name_zh, en=mode.name_en)
        return Way(name=name, kind=mode.kind.value, facts=facts)

    def limits(self, mode: Mode) -> Limits | None:
        """Lowest and highest price of a mode today."""
        return limits_of(self.rules, mode, reference=self.one["reference"])

    def terms(self, mode: Mode) -> DealTerms:
        """The rules of a mode today."""
        limits = self.limits(mode)
        return DealTerms(
            way=self.way(mode),
            hours=", ".join(f"{opens}{figures.DASH}{closes}" for opens, closes in mode.sessions),
            lo=None if limits is None else limits.lo,
            hi=None if limits is None else limits.hi,
            smallest=mode.smallest_t,
            closed=self.closed(mode),
        )

    def standstill(self) -> str:
        """The reason why nobody can make a deal now, whatever the hours; '' otherwise."""
        if still := standstill(self.view["clock"]):
            return still
        unlocked = Unlocked(self.live.current, self.visitor.language)
        locks = [unlocked.instrument(self.code), *map(unlocked.command, _OPENING[self.page])]
        if any(lock is not None for lock in locks):
            return "level"
        return "halted" if self.one["halted"] else ""

    def closed(self, mode: Mode) -> str:
        """Why this seat cannot use a mode now, a key of `words.DEAL_CLOSED`; '' if it can."""
        if not self.may_trade:
            return "role"
        if still := self.standstill():
            return still
        try:
            ends = session_end(self.rules, mode, at=self.at)
        except OutsideSession:
            return "hours"
        if ends is not None and self.one["close"] is not None:
            return "day"
        return "" if ends is not None or self.one["phase"] == "continuous" else "phase"

    def seats(self) -> tuple[Choice, ...]:
        """The other seats that may trade the instrument."""
        found = self.session.connection().execute(
            text("SELECT owner FROM account WHERE registry_code = :registry"),
            {"registry": self.rules.registry},
        )
        owners = set(found.scalars())
        return tuple(
            one
            for one in self.names.seats()
            if one.value != self.seat
            and one.value in owners
            and not TRADING.isdisjoint(self.names.offices(one.value))
        )

    def typed(self, name: str, **first: str) -> dict[str, str]:
        """The values of a form: as typed, else the first values given."""
        if self.given.get("form") != name:
            return first
        return first | {field: self.given.get(field, "").strip() for field in _TYPED
                        if field in self.given}  # fmt: skip

    def asks(self, name: str) -> bool:
        """Whether the address requests a preview of this form."""
        return self.given.get("form") == name and self.given.get("step") == "preview"

    def form(
        self,
        name: str,
        values: Mapping[str, str],
        *,
        errors: Mapping[str, FieldError],
        preview: DealPreview | None,
        **choices: Any,
    ) -> DealForm:
        """The context of a form; `choices` are the fields of `DealForm` that it offers."""
        offered: dict[str, Any] = {"seats": (), "pricings": (), "reserves": (), "own_terms": False}
        opened = self.given.get("form") == name
        return DealForm(
            name=name,
            form=Form(values=values, errors=errors, open=opened),
            preview=preview,
            **(offered | choices),
        )

    def preview(
        self,
        action: str,
        arguments: Mapping[str, object],
        *,
        side: str,
        price: int | None,
        quantity: int,
        other: str = "",
        closes: int | None = None,
    ) -> DealPreview:
        """What a command would block and warn about, or why it would be refused."""
        named = {name: value for name, value in arguments.items() if value is not None}
        looked = self.look(action, named)
        given = {name: str(value) for name, value in named.items()} | looked.confirms
        blocks_fen = looked.moved.of(CASH_BLOCKED) or None
        blocks_t = looked.moved.of(HOLDING_BLOCKED) or None
        room = None if blocks_fen is None or price is None else blocks_fen - price * quantity
        buy = side == "buy"
        free = self.available.free_fen if buy else self.available.free_t
        return DealPreview(
            key=mint(), action=action, arguments=given, warnings=looked.warnings,
            refused=looked.refused, side=side, price=price, quantity=quantity, other=other,
            blocks_fen=blocks_fen, fee_room=room or None, blocks_t=blocks_t, free_before=free,
            free_after=free + looked.moved.of(CASH if buy else HOLDING), closes=closes,
        )  # fmt: skip

    def key(self, *, possible: bool) -> str:
        """A new idempotency key; '' if the command is not possible now."""
        return mint() if possible else ""


def read_price(
    errors: dict[str, FieldError],
    name: str,
    values: Mapping[str, str],
    *,
    lo: int | None,
    hi: int | None,
) -> int:
    """A price in ticks within its limits, 0 if unreadable; an error is added to `errors`."""
    typed = values.get(name, "")
    found = parse_price(typed)
    if not typed:
        errors[name] = FieldError(code="required", limit="")
    elif found is None:
        errors[name] = FieldError(code="not_a_number", limit="")
    elif not found:
        errors[name] = FieldError(code="not_positive", limit="")
    elif hi is not None and found > hi:
        errors[name] = FieldError(code="price_above", limit=figures.price(hi))
    elif lo is not None and found < lo:
        errors[name] = FieldError(code="price_below", limit=figures.price(lo))
    return found or 0


def read_tonnes(
    errors: dict[str, FieldError],
    name: str,
    values: Mapping[str, str],
    *,
    smallest: int,
    most: int | None = None,
) -> int:
    """Tonnes within their limits, 0 if unreadable; an error is added to `errors`."""
    found = parse_tonnes(values.get(name, ""))
    if isinstance(found, FieldError):
        errors[name] = found
        return 0
    if found < smallest:
        errors[name] = FieldError(code="too_few", limit=figures.tonnes(smallest))
    elif most is not None and found > most:
        errors[name] = FieldError(code="too_many", limit=figures.tonnes(most))
    return found


def typed_of(action: str, arguments: Mapping[str, Any]) -> dict[str, str]:
    """The form fields behind a command's arguments; {} for a command without a form."""
    if action in _OF_ONE:
        name = f"{'offer' if action == 'quote.offer' else 'bid'}-{arguments[_OF_ONE[action]]}"
    elif action in _ROOM_FIELDS:
        name = _ROOM_FIELDS[action]
    else:
        return {}
    typed = {"form": name}
    for field, value in arguments.items():
        if field in PRICES:
            typed[field] = price_typed(value)
        elif field == "closes_at":
            typed["closes"] = figures.clock_minute(value)
        elif value is not None:
            typed[field] = str(value)
    return typed
