"""The fee of a trade, and the cash that a buy order blocks for its fees.

A rate is in parts per million of the trade's value (5,000 is 0.5 %), a fee in whole fen, rounded
half up per trade.
"""

from __future__ import annotations

from fractions import Fraction

MILLION = 1_000_000
HIGHEST_RATE = MILLION // 2
"""Up to this rate no seller's fee is above the trade's value, however it is rounded."""


def fee(*, price: int, quantity: int, rate_ppm: int) -> int:
    """The fen that one side pays for one trade, half up."""
    assert price > 0 and quantity > 0 and 0 <= rate_ppm <= HIGHEST_RATE
    return (2 * price * quantity * rate_ppm + MILLION) // (2 * MILLION)


def fee_room(*, price: int, quantity: int, smallest: int, rate_ppm: int) -> int:
    """The highest sum, in fen, of the fees of an order, however its trades split it.

    `price` is the order's reservation price, `smallest` the least tonnes that one trade can have.
    Rounding half up adds at most half a fen to a trade, and at most doubles its exact fee (below
    half a fen it becomes nothing). So neither the number of possible trades nor a tiny rate lets
    the sum pass the exact fee plus the smaller of the two. After each trade the room of the open
    tonnes and the fee that was paid together stay within the room before it.
    """
    assert price > 0 and quantity >= 0 and smallest > 0 and 0 <= rate_ppm <= HIGHEST_RATE
    exact = Fraction(price * quantity * rate_ppm, MILLION)
    trades = -(-quantity // smallest)
    most = exact + min(exact, Fraction(trades, 2))
    return most.numerator // most.denominator
