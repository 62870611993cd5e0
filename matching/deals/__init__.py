"""Trades outside the book: blocks, requests for quote, one-way bidding and allowance auctions."""
