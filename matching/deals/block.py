"""Block trades: one seat proposes, the other confirms, and the trade settles at once.

Only its two sides can see a proposal: for all others it is unknown.
"""

from __future__ import annotations

from typing import NoReturn

from matching.deals.errors import DealNotOpen, DealNotYours, DealUnknown, WithOneself
from matching.deals.models import BlockProposal, DealState
from matching.deals.off_book import Dealt, OffBook, is_buy
from matching.deals.rules import mode_of
from matching.deals.state import Proposal, State
from matching.orders import Ask, Ending, OrderMode
from matching.venue_facts import ModeKind

_MODE = (ModeKind.BLOCK,)


class Blocks:
    """Proposals of one seat to another."""

    def __init__(self, off_book: OffBook) -> None:
        self.off_book, self.exchange, self.books = off_book, off_book.exchange, off_book.books

    @property
    def state(self) -> State:
        """All open deals."""
        return self.off_book.state

    def propose(
        self,
        *,
        instrument: str,
        owner: str,
        side: str,
        counterparty: str,
        price: int,
        quantity: int,
        at: int,
        ask: Ask | None = None,
    ) -> int:
        """Propose a block trade to a seat and block its reservation; returns its number."""
        listing = self.exchange.market.listing(instrument)
        buy = is_buy(side)
        mode = mode_of(listing.instrument, self.state.venues.get(instrument), _MODE)
        expires = self.off_book.require_open(listing, mode, at=at)
        if counterparty == owner:
            raise WithOneself(seat=owner)
        self.off_book.require_quantity(listing, mode, quantity)
        self.off_book.require_price(listing, mode, price)
        lots = self.off_book.lots_for(
            listing, OrderMode.BLOCK, owner=owner, buy=buy, price=price, quantity=quantity
        )
        self.off_book.ask(ask, listing, mode, buy=buy, price=price, quantity=quantity)

        # From here on the proposal must succeed.
        order = self.off_book.enter(
            listing, OrderMode.BLOCK,
            owner=owner, buy=buy, price=price, quantity=quantity, lots=lots, at=at,
        )  # fmt: skip
        number = self.state.last_proposal + 1
        self.books.rows.insert(
            BlockProposal, id=number, proposed=order.id, counterparty=counterparty,
            expires=expires, state=DealState.OPEN.value, answered=None, ended=None,
        )  # fmt: skip
        self.state.last_proposal = number
        self.state.proposals[number] = Proposal(number, order, counterparty, expires)
        return number

    def confirm(self, *, proposal: int, owner: str, at: int, ask: Ask | None = None) -> Dealt:
        """Confirm a proposal: the counterparty's risk check, then the trade settles at once."""
        found = self._proposal(proposal, owner, of_counterparty=True)
        order = found.order
        listing = self.exchange.market.listing(order.instrument)
        mode = mode_of(listing.instrument, self.state.venues.get(order.instrument), _MODE)
        self.off_book.require_open(listing, mode, at=at)
        price, quantity, buy = order.price, order.open, not order.buy
        assert price is not None
        lots = self.off_book.lots_for(
            listing, OrderMode.BLOCK, owner=owner, buy=buy, price=price, quantity=quantity
        )
        self.off_book.ask(ask, listing, mode, buy=buy, price=price, quantity=quantity)

        # From here on the trade must succeed.
        answer = self.off_book.enter(
            listing, OrderMode.BLOCK,
            owner=owner, buy=buy, price=price, quantity=quantity, lots=lots, at=at,
        )  # fmt: skip
        trade = self.off_book.trade(
            listing, OrderMode.BLOCK,
            maker=order, taker=answer, price=price, quantity=quantity, at=at,
        )  # fmt: skip
        self.off_book.finish(answer, Ending.NONE)
        self.end_proposal(found, DealState.TRADED, Ending.NONE, answered=answer.id)
        return Dealt(trade, price, quantity)

    def decline(self, *, proposal: int, owner: str) -> int:
        """Decline a proposal; returns its tonnes."""
        found = self._proposal(proposal, owner, of_counterparty=True)
        return self.end_proposal(found, DealState.DECLINED, Ending.DECLINED)

    def withdraw_proposal(self, *, proposal: int, owner: str) -> int:
        """Withdraw an own proposal; returns its tonnes."""
        found = self._proposal(proposal, owner, of_counterparty=False)
        return self.end_proposal(found, DealState.WITHDRAWN, Ending.OWNER)

    def _proposal(self, number: int, seat: str, *, of_counterparty: bool) -> Proposal:
        """An open proposal on which this seat may take the next step; else raises the reason."""
        found = self.state.proposals.get(number)
        if found is None:
            self._refuse_ended_proposal(number, seat)
        sides = (found.order.account, found.counterparty)
        if seat not in sides:
            raise DealUnknown(what="proposal", number=number)
        if seat != sides[of_counterparty]:
            possible = "block.withdraw" if of_counterparty else "block.confirm, block.decline"
            raise DealNotYours(what="proposal", number=number, possible=possible)
        return found

    def _refuse_ended_proposal(self, number: int, seat: str) -> NoReturn:
        self.books.rows.flush()
        row = self.books.store.fetch(
            "SELECT p.state FROM block_proposal p JOIN market_order o ON o.id = p.proposed"
            " WHERE p.id = ? AND ? IN (p.counterparty, o.owner)",
            number,
            seat,
        )
        if row:
            raise DealNotOpen(what="proposal", number=number, state=row[0][0])
        raise DealUnknown(what="proposal", number=number)

    def end_proposal(
        self, found: Proposal, state: DealState, ending: Ending, *, answered: int | None = None
    ) -> int:
        tonnes = found.order.open
        self.off_book.finish(found.order, ending)
        changes = {"state": state.value, "answered": answered, "ended": self.books.number}
        self.books.rows.update(BlockProposal, found.id, changes)
        del self.state.proposals[found.id]
        return tonnes
