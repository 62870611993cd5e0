"""All trades outside the book in one object, and the deals that are due to end.

The caller has the clock: it reads `next_due` and calls `end_due` in time.
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
        """All open deals."""
        return self.off_book.state

    def next_due(self) -> int | None:
        """The next lesson time at which an open deal ends by itself; None when none does.

        Never before now, and never that of a session that a halt keeps open.
        """
        sessions = self.state.sessions.values()
        ends = [
            *self.state.expiries(),
            *(session.closes for session in sessions if not self.biddings.waits(session)),
        ]
        return max(self.books.at, min(ends)) if ends else None

    def end_due(self, *, at: int) -> dict[str, list[int]]:
        """End all deals that are due: sessions close, the others expire; returns their numbers.

        A session of a halted instrument stays open until the halt or the day ends.
        """
        return self._end(until=at, at=at, day=False)

    def end_of_day(self, *, at: int) -> dict[str, list[int]]:
        """End all open deals: none outlives its trading day; returns their numbers."""
        return self._end(until=at, at=at, day=True)

    def _end(self, *, until: int, at: int, day: bool) -> dict[str, list[int]]:
        state = self.state
        closed = [
            session
            for session in state.sessions.values()
            if day or (session.closes <= until and not self.biddings.waits(session))
        ]
        for session in sorted(closed, key=lambda session: (session.closes, session.id)):
            self.biddings.close_session(session=session.id, at=at)
        proposals = [p for p in state.proposals.values() if day or _over(p.expires, until)]
        for proposal in proposals:
            self.blocks.end_proposal(proposal, DealState.EXPIRED, Ending.EXPIRED)
        requests = [r for r in state.requests.values() if day or _over(r.expires, until)]
        for request in requests:
            self.quotes.end_request(request, DealState.EXPIRED, Ending.EXPIRED)
        return {
            "sessions": [session.id for session in closed],
            "proposals": [proposal.id for proposal in proposals],
            "requests": [request.id for request in requests],
        }


def _over(expires: int | None, until: int) -> bool:
    return expires is not None and expires <= until
