"""The way from a seat to the market: permission to trade, then the exchange."""
