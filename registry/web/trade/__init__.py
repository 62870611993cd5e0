"""The trading page: ticket, book, own orders, listed orders to pick, call auction, holdings."""
