"""Pages of off-book trades: block trades, requests for quote, one-way bidding."""
