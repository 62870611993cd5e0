"""Fill or kill, decided before anything changes: would all of the order trade?"""

from __future__ import annotations

from collections.abc import Iterator

from matching.instruments import Limits
from matching.levels import Half, Level
from matching.orders import Order, SelfTrade


def fills_whole(
    order: Order, waiting: Half, reach: int, mode: SelfTrade, band: Limits | None
) -> bool:
    """Whether all of a fill-or-kill order would trade down to the key `reach`, within the band.

    An order of its own account kills it, except where the resting one is cancelled (`oldest`).
    """
    needed = order.open
    reached_levels = _reached(waiting, reach, band)
    if mode is SelfTrade.NONE:
        for level in reached_levels:
            needed -= level.total + level.hidden
            if needed <= 0:
                return True
        return False
    levels = list(reached_levels)
    # Own orders only make this less: the totals alone decide most orders that are killed.
    if sum(level.total + level.hidden for level in levels) < needed:
        return False
    for level in levels:
        reached = 0
        for maker in level.orders():
            if maker.account != order.account:
                reached += maker.visible
            elif mode is SelfTrade.OLDEST:
                needed += maker.open
            else:
                # Further peaks of others stand behind the own order, so only shown tonnes count.
                return reached >= needed
        needed -= level.total + level.hidden
        if needed <= 0:
            return True
    return False


def _reached(waiting: Half, reach: int, band: Limits | None) -> Iterator[Level]:
    """The levels at which the order could trade, best first."""
    for key, level in waiting.down_to(reach):
        if band is not None and not band.lo <= abs(key) <= band.hi:
            return
        yield level
