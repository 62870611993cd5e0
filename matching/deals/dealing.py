"""All trades outside the book in one place, and what is due of them.

Knows no clock of its own: the caller asks what is due, and says when it is.
"""

from __future__ import annotations

from matching.deals.bidding import Biddings
from matching.deals.block import Blocks
from matching.deals.models import DealState
from matching.deals.off_book import OffBook
from matching.deals.quotes import Quotes
from matching.deals.state import State
from matching.exchange import Exchange
from matching.orders import Ending


class Deals:
    """Block trades, requests for quote, bidding sessions and auctions of a lesson."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange, self.books = exchange, exchange.books
        self.off_book = OffBook(exchange)
        self.blocks, self.quotes = Blocks(self.off_book), Quotes(self.off_book)
        self.biddings = Biddings(self.off_book)

    @property
    def state(self) -> State:
        """Everything that is open outside the book."""
        return self.off_book.state

    def next_due(self) -> int | None:
        """The next lesson time at which something open ends by itself; None when nothing does.

        Never before now, and never that of a session that a halt keeps open.
        """
        sessions = self.state.sessions.values()
        ends = [
            *self.state.expiries(),
            *(one.closes for one in sessions if not self.biddings.waits(one)),
        ]
        return max(self.books.at, min(ends)) if ends else None

    def end_due(self, *, at: int) -> dict[str, list[int]]:
        """End everything whose time has come: sessions close, the rest expires; their numbers.

        A session of a halted instrument waits until the halt ends, or its day.
        """
        return self._end(until=at, at=at, day=False)

    def end_of_day(self, *, at: int) -> dict[str, list[int]]:
        """End everything that is open: nothing outside the book outlives its trading day."""
        return self._end(until=at, at=at, day=True)

    def _end(self, *, until: int, at: int, day: bool) -> dict[str, list[int]]:
        state = self.state
        closed = [
            one
            for one in state.sessions.values()
            if day or (one.closes <= until and not self.biddings.waits(one))
        ]
        for session in sorted(closed, key=lambda one: (one.closes, one.id)):
            self.biddings.close_session(session=session.id, at=at)
        proposals = [p for p in state.proposals.values() if day or _over(p.expires, until)]
        for proposal in proposals:
            self.blocks.end_proposal(proposal, DealState.EXPIRED, Ending.EXPIRED)
        requests = [r for r in state.requests.values() if day or _over(r.expires, until)]
        for request in requests:
            self.quotes.end_request(request, DealState.EXPIRED, Ending.EXPIRED)
        return {
            "sessions": [one.id for one in closed],
            "proposals": [one.id for one in proposals],
            "requests": [one.id for one in requests],
        }


def _over(expires: int | None, until: int) -> bool:
    return expires is not None and expires <= until
