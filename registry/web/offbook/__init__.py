"""Pages of trades outside the book: block trades, quotes, one-way bidding."""
