"""The book of `tanlu book` as a player of events, for the random streams and the scenarios."""

from __future__ import annotations

from typing import Any

from matching.batch_runner import Player, book_of

FIELDS = ("i", "op", "id", "status", "trades", "cancels", "open")
"""What an answer says; one to a line that lacks something also says what it lacks."""


class Ours:
    """The real book; the naive matcher's methods."""

    def __init__(self, **rules: Any) -> None:
        self.player = Player(book_of(",".join(f"{key}={value}" for key, value in rules.items())))
        self.played = 0

    def play(self, event: dict[str, Any]) -> dict[str, Any]:
        """Do one event."""
        self.played += 1
        result = self.player.play(self.played - 1, event)
        lists = {name: [list(one) for one in result[name]] for name in ("trades", "cancels")}
        return {name: result[name] for name in FIELDS} | lists

    def book(self) -> dict[str, Any]:
        """Both sides, the best price first."""
        sides = (
            [[px, [[id, left] for id, left in queue]] for px, queue in side]
            for side in self.player.book.snapshot()
        )
        return dict(zip(("bids", "asks"), sides, strict=True))
