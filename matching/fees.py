"""The fee of a trade, and what a buy order sets aside for its fees.

Pure: it knows no order, no storage and no clock. A rate is in parts per million of the money that
changes hands (5,000 is 0.5 %), a fee in whole fen, rounded half up per trade.
"""

from __future__ import annotations

from fractions import Fraction

MILLION = 1_000_000
HIGHEST_RATE = MILLION // 2
"""Up to here no seller's fee is above what the trade brings, however it is rounded."""


def fee(*, price: int, quantity: int, rate_ppm: int) -> int:
    """What one side pays for one trade, in fen, half up."""
    assert price > 0 and quantity > 0 and 0 <= rate_ppm <= HIGHEST_RATE
    return (2 * price * quantity * rate_ppm + MILLION) // (2 * MILLION)


def fee_room(*, price: int, quantity: int, smallest: int, rate_ppm: int) -> int:
    """The most that the fees of an order can come to, in fen, however its trades split it.

    `price` is the worst the order accepts, `smallest` the least that one trade can be, in tonnes.
    Rounding half up adds at most half a fen to a trade, and at most doubles its exact fee (below
    half a fen it becomes nothing). So neither the number of possible trades nor a tiny rate lets
    the sum pass the exact fee plus the smaller of the two. After each trade the room of what is
    still open, and the fee that was paid, stay within the room of before.
    """
    assert price > 0 and quantity >= 0 and smallest > 0 and 0 <= rate_ppm <= HIGHEST_RATE
    exact = Fraction(price * quantity * rate_ppm, MILLION)
    trades = -(-quantity // smallest)
    most = exact + min(exact, Fraction(trades, 2))
    return most.numerator // most.denominator
