"""What the market's guard asks about a deed, told in its preview from what the page knows.

What is asked about here is confirmed by the preview's button; what turns up later is asked by the
market and comes back as a card. Knows no deed by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from matching.instruments import Instrument, Limits
from matching.phases import ACCEPTS, Phase
from registry.command import EXACT
from registry.compliance import queries as compliance
from registry.market import guard
from registry.market import queries as market
from registry.market.queries import Means
from registry.roles import Role
from registry.web.frame.contexts.live import LiveInstrument
from registry.web.frame.contexts.shared import Language


@dataclass(frozen=True, slots=True)
class Asker:
    """The public picture of an instrument, its rules, and what the seat has and still owes.

    `buying_t` are on order to buy; `need_t` is None for a seat that owes nothing.
    """

    one: LiveInstrument
    rules: Instrument
    means: Means
    buying_t: int
    need_t: int | None
    language: Language

    def order(
        self, *, side: str, price: int | None, quantity: int, freed_fen: int = 0, freed_t: int = 0
    ) -> tuple[str, ...]:
        """What is asked about an order, or about its change.

        `freed_fen` or `freed_t` are set aside for the order that is changed, of `freed_t` tonnes.
        """
        if "place" not in ACCEPTS[Phase(self.one["phase"])]:
            return ()
        in_line = self.one["phase"] == Phase.CONTINUOUS
        bids, asks = (self.one["bids"], self.one["asks"]) if in_line else ((), ())
        buys = side == "buy"
        own = self._own(
            fen=freed_fen if buys else 0,
            tonnes=0 if buys else freed_t,
            buying=freed_t if buys else 0,
        )
        market = self._market(
            bid=bids[0][0] if bids else None, ask=asks[0][0] if asks else None
        )  # fmt: skip
        return self._asked(side, price, quantity, market, own)

    def pick(self, *, side: str, price: int, quantity: int) -> tuple[str, ...]:
        """What is asked about picking a listed order: its price is compared with the last one."""
        return self._asked(side, price, quantity, self._market(), self._own())

    def deal(
        self, *, side: str, price: int, quantity: int, limits: Limits | None
    ) -> tuple[str, ...]:
        """What is asked about a trade outside the book; `limits` are its own, None: it has none."""
        market = self._market(limits=limits or Limits(self.rules.tick, EXACT))
        return self._asked(side, price, quantity, market, self._own(), deal=True)

    def _market(
        self, *, bid: int | None = None, ask: int | None = None, limits: Limits | None = None
    ) -> guard.MarketNow:
        one = self.one
        limits = limits or Limits(one["lo"], one["hi"])
        return guard.MarketNow(
            bid=bid, ask=ask, last=one["last"], reference=one["reference"], lo=limits.lo,
            hi=limits.hi, tick=self.rules.tick,
        )  # fmt: skip

    def _own(self, *, fen: int = 0, tonnes: int = 0, buying: int = 0) -> guard.OwnNow:
        means = self.means
        return guard.OwnNow(
            held_t=means.free_t + tonnes, free_fen=means.free_fen + fen, need_t=self.need_t,
            bought_t=means.bought_t, buying_t=self.buying_t - buying,
        )  # fmt: skip

    def _asked(
        self,
        side: str,
        price: int | None,
        quantity: int,
        market: guard.MarketNow,
        own: guard.OwnNow,
        *,
        deal: bool = False,
    ) -> tuple[str, ...]:
        found = guard.warnings(
            side=side, price=price, quantity=quantity, market=market, own=own, deal=deal
        )
        return tuple(one.zh if self.language == "zh" else one.en for one in found)


def confirmed(asked: tuple[str, ...]) -> dict[str, str]:
    """The argument that a preview sends: what it asked about is not asked again."""
    return {"confirmed": "true" if asked else "false"}


def asker_of(
    session: Session,
    one: LiveInstrument,
    rules: Instrument,
    means: Means,
    *,
    seat: str,
    role: Role,
    at: int,
    language: Language,
) -> Asker:
    """What a seat is asked with before an instrument, as the tables tell it."""
    need_t = None
    if role is Role.EMITTER:
        need_t = compliance.need_t(session, seat=seat, unit=rules.unit, at=at)
    buying = market.buying_t(session, seat=seat, instrument=rules.code)
    return Asker(one, rules, means, buying, need_t, language)
