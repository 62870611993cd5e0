"""The way from a seat to the market: permission to trade, then the exchange.

Importing it names the codes in refusals (`wording`).
"""

from registry import wording as wording
