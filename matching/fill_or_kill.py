"""Fill or kill, decided before anything changes: would the whole order trade?

Pure: it changes no order and knows no money, no storage and no clock.
"""

from __future__ import annotations

from collections.abc import Iterator

from matching.instruments import Limits
from matching.levels import Half, Level
from matching.orders import Order, SelfTrade


def fills_whole(
    order: Order, waiting: Half, worst: int, mode: SelfTrade, band: Limits | None
) -> bool:
    """Whether all of a fill-or-kill order would trade down to the key `worst`, within the band.

    An own order in its way ends it, except where the waiting one is cancelled (`oldest`).
    """
    needed = order.open
    reach = _reach(waiting, worst, band)
    if mode is SelfTrade.NONE:
        for level in reach:
            needed -= level.total + level.hidden
            if needed <= 0:
                return True
        return False
    levels = list(reach)
    # Own orders only take away from this: the levels alone settle most orders that are killed.
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
                # Icebergs of others refill behind the own order.
                return reached >= needed
        needed -= level.total + level.hidden
        if needed <= 0:
            return True
    return False


def _reach(waiting: Half, worst: int, band: Limits | None) -> Iterator[Level]:
    """The levels at which the order could trade, best first."""
    for key, level in waiting.down_to(worst):
        if band is not None and not band.lo <= abs(key) <= band.hi:
            return
        yield level
