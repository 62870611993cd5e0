"""The holding period: on which trading day an owner last traded each side of an instrument.

A day is its number among the instrument's trading days.
"""

from __future__ import annotations

_BUYING, _SELLING = 0, 1


class HoldingPeriod:
    """The last trading day on which each owner bought and sold; 0: never."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last: dict[str, list[int]] = {}

    def traded(self, *, buyer: str, seller: str, day: int) -> None:
        """Note a trade on the `day`-th trading day."""
        for owner, side in ((buyer, _BUYING), (seller, _SELLING)):
            self._last.setdefault(owner, [0, 0])[side] = day

    def last_opposite(self, owner: str, *, buy: bool) -> int:
        """The last day on which an owner who wants to buy sold, or who wants to sell bought."""
        return self._last.get(owner, (0, 0))[_SELLING if buy else _BUYING]

    def figures(self) -> dict[str, list[int]]:
        """Everything, for comparing two of them."""
        return self._last
