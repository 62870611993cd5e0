"""The central counterparty: novation and settlement of every trade."""
