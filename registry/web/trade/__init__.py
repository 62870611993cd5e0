"""The page to trade on: ticket, book, own orders, picking, the call auction, holdings."""
